"""digest.toml and feeds.toml: every key has a default or a clear error."""

from __future__ import annotations

import pytest

from digest import config
from digest import feeds as feeds_file
from digest.errors import ConfigError

SECTIONS = b"""
[[sections]]
id = "main"
kind = "lead"

[[sections]]
id = "other"
kind = "briefs"
title = "Other news:"
"""


def message(content: bytes) -> str:
    """Return what the user is told about a wrong digest.toml."""
    with pytest.raises(ConfigError) as caught:
        config.parse(content)
    return str(caught.value)


def test_an_empty_file_is_the_diplomacy_watch_newsletter() -> None:
    """Every key has a default."""
    empty = config.parse(b"")

    assert ("main", "other", "state") == tuple(section.id for section in empty.sections)
    assert ("lead", "briefs", "desk") == tuple(section.kind for section in empty.sections)
    assert "friday" == empty.newsletter.publish_day
    assert 250 == empty.edition.lead_words


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            '[newsletter]\nnam = "x"',
            "digest.toml: [newsletter]: unknown key 'nam'. Did you mean 'name'?",
        ),
        (
            SECTIONS.decode() + "max_stories = 0",
            'digest.toml: [[sections]] "other" (line 6): max_stories must be at least 1, got 0',
        ),
        (
            '[[sections]]\nid = "x"',
            'digest.toml: [[sections]] "x" (line 1): kind is missing.'
            ' Use one of "lead", "briefs" or "desk".',
        ),
        (
            '[newsletter]\npublish_day = "fri"',
            'digest.toml: [newsletter]: publish_day must be one of "monday", "tuesday",'
            ' "wednesday", "thursday", "friday", "saturday" or "sunday", got \'fri\'',
        ),
        (
            '[newsletter]\ntimezone = "Mars"',
            "digest.toml: [newsletter] timezone: unknown time zone 'Mars'."
            ' Use a name like "Europe/Berlin" or "America/New_York".',
        ),
        (
            "zzz = 1",
            "digest.toml: unknown key 'zzz'. Known are check, edition, furniture, labels, latest,"
            " mail, newsletter, notice, sections, social, subscribe, teasers and topic.",
        ),
        ("[mail]\nfrom = 3", "digest.toml: [mail]: from must be text, got 3"),
        ("[topic]\nadd = ['a', 2]", "digest.toml: [topic]: add must be text, got 2"),
        ("sections = 3", "digest.toml: sections must be a list, got 3"),
        ('topic = "x"', "digest.toml: topic must be a table, got 'x'"),
        (
            "[mail]\nunsubscribe = 3",
            "digest.toml: [mail]: unsubscribe must be text or a list, got 3",
        ),
        (
            '[[sections]]\nid = "A b"\nkind = "lead"',
            'digest.toml: [[sections]] "A b" (line 1): id must be lower-case letters, digits, -'
            " and _, got 'A b'",
        ),
        (
            "[newsletter\n",
            "digest.toml, line 1, column 12: not TOML: Expected ']' at the end of a table"
            " declaration",
        ),
        (
            '[[sections]]\nid = "a"\nkind = "briefs"\ntitle = "x"',
            'digest.toml: exactly one of [[sections]] must have kind = "lead", got 0',
        ),
        (
            SECTIONS.decode() + '[[sections]]\nid = "other"\nkind = "desk"\ntitle = "x"',
            'digest.toml: [[sections]] "other": this id is used twice',
        ),
        (
            '[[sections]]\nid = "m"\nkind = "lead"\n[[sections]]\nid = "d"\nkind = "desk"',
            'digest.toml: [[sections]] "d": title is missing',
        ),
        (
            '[edition]\ntitle = "{headlin}"',
            "digest.toml: [edition] title cannot be filled in: '{headlin}'."
            " It may use {newsletter}, {headline} and {date}.",
        ),
        (
            '[labels]\nalso = "und {name}"',
            "digest.toml: [labels] also cannot be filled in: 'und {name}'. It may use {names}.",
        ),
        ('[[social]]\nname = "x"', 'digest.toml: [[social]] "x" (line 1): url is missing'),
        (
            '[[social]]\nname = "x"\nurl = "u"\n\n[[social]]\nurl = "u"',
            "digest.toml: [[social]] no. 2 (line 5): name is missing",
        ),
        (
            'social = [{name = "x", url = "u"}, {url = "u"}]',
            "digest.toml: [[social]] no. 2: name is missing",
        ),
        (
            '[[ "social" ]]\nname = """\n[[social]]"""\nurl = 3',
            'digest.toml: [[social]] "[[social]]": url must be text, got 3',
        ),
    ],
)
def test_a_fault_is_told_with_its_place_its_value_and_what_is_allowed(
    content: str, expected: str
) -> None:
    """An error says where, what, and what to do."""
    assert expected == message(content.encode())


def test_bytes_that_are_no_text_name_the_line() -> None:
    """A file in the wrong encoding is an error, not mojibake."""
    assert "digest.toml, line 2: not UTF-8 text. Save it as UTF-8." == message(
        b"[newsletter]\nname = '\xff\xfe'"
    )


def test_a_byte_order_mark_is_no_error() -> None:
    """Editors on Windows write one."""
    assert "x" == config.parse(b"\xef\xbb\xbf[newsletter]\nname = 'x'").newsletter.name


def test_unsubscribe_is_one_address_or_several() -> None:
    """RFC 2369 allows a list of alternatives."""
    one = config.parse(b'[mail]\nunsubscribe = "https://example.org/u"')
    two = config.parse(b'[mail]\nunsubscribe = ["https://example.org/u", "mailto:u@example.org"]')

    assert ("https://example.org/u",) == one.mail.unsubscribe_links
    assert ("https://example.org/u", "mailto:u@example.org") == two.mail.unsubscribe_links


def feeds_message(content: str) -> str:
    """Return what the user is told about a wrong feeds.toml."""
    with pytest.raises(ConfigError) as caught:
        feeds_file.parse(content.encode(), config.parse(b""), where="sources/feeds.toml")
    return str(caught.value)


def test_feeds_are_sources_with_ids_made_of_their_names() -> None:
    """An id defaults to a slug of the name."""
    content = b"""
    [[feeds]]
    name = "B\xc3\xa9la's News"
    url = "https://example.org/feed"
    section = "state"
    reprint = true

    [[feeds]]
    path = "sources/feeds/a.xml"
    """

    first, second = feeds_file.parse(content, config.parse(b""), where="feeds.toml")

    assert ("bela-s-news", "state", True) == (first.id, first.section, first.reprint)
    assert ("https://example.org/feed", "") == (first.url, first.path)
    assert ("sources-feeds-a-xml", "sources/feeds/a.xml") == (second.id, second.path)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            '[[feeds]]\nname = "x"',
            'sources/feeds.toml: [[feeds]] "x" (line 1): give either url or path',
        ),
        (
            '[[feeds]]\nname = "x"\npath = "a"\n\n[[feeds]]\nsection = "state"',
            "sources/feeds.toml: [[feeds]] no. 2 (line 5): give either url or path",
        ),
        (
            '[[feeds]]\nname = "Новости"\npath = "a"\n[[feeds]]\nname = "Вести"\npath = "b"',
            "sources/feeds.toml: [[feeds]] \"Вести\" (line 4): the id 'untitled' is used twice."
            " Give one of them another id.",
        ),
        (
            '[[feeds]]\nname = "x"\nurl = "ftp://example.org"',
            'sources/feeds.toml: [[feeds]] "x" (line 1): url must be a full http or https address,'
            " got 'ftp://example.org'. For a file, use path.",
        ),
        (
            '[[feeds]]\nid = "x"\npath = "a"\n[[feeds]]\nid = "x"\npath = "b"',
            "sources/feeds.toml: [[feeds]] \"x\" (line 4): the id 'x' is used twice."
            " Give one of them another id.",
        ),
        (
            '[[feeds]]\nid = "x"\npath = "a"\nsection = "stat"',
            'sources/feeds.toml: [[feeds]] "x" (line 1): section must be one of main, other or'
            " state, got 'stat'",
        ),
        (
            '[[feeds]]\nid = "x"\npat = "a"',
            "sources/feeds.toml: [[feeds]] \"x\" (line 1): unknown key 'pat'. Did you mean 'path'?",
        ),
    ],
)
def test_a_wrong_feed_is_named(content: str, expected: str) -> None:
    """The same for feeds.toml."""
    assert expected == feeds_message(content)


@pytest.mark.parametrize("form", ["{headline[a]}", "{headline.a}", "{}", "{headline"])
def test_a_form_that_cannot_be_filled_in_is_named(form: str) -> None:
    """Whatever Python makes of it."""
    assert "[edition] title cannot be filled in" in message(f"[edition]\ntitle = '{form}'".encode())
