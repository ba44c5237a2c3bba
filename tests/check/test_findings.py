"""What the checkers find, and what they leave alone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from digest.check import ERRORS, RULES, SEVERITIES, find
from digest.config import Check, EditionRules, Newsletter, Section
from digest.errors import ConfigError
from digest.mailing import Mail
from tests.check.subjects import (
    BRIEF,
    FRONT,
    GOOD,
    LEAD,
    MAIL,
    OTHER,
    SECTIONS,
    STATE,
    WHERE,
    a_page,
    config,
    found,
    subject,
    the_one,
)
from tests.support.values import a_reading, an_item, at


def test_an_edition_with_which_nothing_is_wrong_has_no_findings() -> None:
    """With its page, its items and its feeds."""
    page = a_page('<a href="https://watch.news/">Watch</a>')
    sections = (*SECTIONS[:2], Section(id="state", kind="desk", title="S", sources=("briefings",)))
    assert [] == found(
        config=config(sections=sections),
        page=page,
        items=(an_item(),),
        readings=(a_reading("briefings"),),
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (GOOD.replace("Negotiators met in Geneva. ", ""), [("no-main-story", WHERE)]),
        (GOOD.replace('title: "Diplomacy Watch: Talks"\n', ""), [("no-headline", WHERE)]),
        (GOOD.replace("Talks", "T" * 190), [("long-title", f"{WHERE}, line 3")]),
        (GOOD.replace("2024-02-16", "2024-02-09"), [("other-date", f"{WHERE}, line 2")]),
        (FRONT + LEAD + OTHER, [("empty-section", f"{WHERE}, line 8")]),
        (
            GOOD + "\n## An extra heading\n\n<!-- later -->\n",
            [("empty-section", f"{WHERE}, line 16")],
        ),
        (FRONT + LEAD + OTHER + BRIEF * 2, []),
        (FRONT + LEAD + OTHER + BRIEF * 3, [("long-section", f"{WHERE}, line 8")]),
        (FRONT + LEAD + OTHER + "- Envoys met.\n", [("no-attribution", f"{WHERE}, line 10")]),
        (FRONT + LEAD + OTHER + "— Envoys met.\n", [("no-attribution", f"{WHERE}, line 10")]),
        (FRONT + LEAD + OTHER + "- Envoys met, the [AP](https://ap.org/) has it.\n", []),
        (FRONT + LEAD + OTHER + "- Envoys met, Reuters reported.\n", []),
        (FRONT + LEAD + OTHER + "- Envoys met, he told the BBC.\n", []),
        (FRONT + LEAD + "\n## Ours\n\n- Envoys met.\n", []),
        (FRONT + "\nTODO ask the ministry.\n", [("placeholder", f"{WHERE}, line 6")]),
        (FRONT + "\nTo do or not to do. <!-- TODO -->\n", []),
        (
            FRONT + "\nDear {{ name }}, lorem ipsum.\n",
            [("merge-tag", f"{WHERE}, line 6"), ("placeholder", f"{WHERE}, line 6")],
        ),
        (FRONT + "\nDear %%name%% and *|NAME|*.\n", [("merge-tag", f"{WHERE}, line 6")] * 2),
        (FRONT + "\nA rise of 5 % is 100% of it.\n", []),
        (GOOD.replace("Talks", "TODO"), [("placeholder", f"{WHERE}, line 3")]),
        (FRONT + "\n[A](http://a.org/) [B](https://b.org/)\n", [("http-link", f"{WHERE}, line 6")]),
        (FRONT + "\n![A bridge](https://a.org/x.png)\n", []),
        (FRONT + "\n![](https://a.org/x.png)\n", [("image-alt", f"{WHERE}, line 6")]),
        (FRONT + "\n![A bridge](x.png)\n", [("image-address", f"{WHERE}, line 6")]),
        (FRONT + "\n![A](http://a.org/x.png)\n", [("http-link", f"{WHERE}, line 6")]),
        (
            GOOD.replace("title", "image: cid:x\ntitle"),
            [("image-address", f"{WHERE}, line 3"), ("image-alt", f"{WHERE}, line 3")],
        ),
        (GOOD.replace("title", 'image: {url: "https://a.org/x.png", alt: "A"}\ntitle'), []),
    ],
)
def test_the_text_is_checked_and_findings_name_the_line(
    content: str, expected: list[tuple[str, str]]
) -> None:
    """What is only in comments is not for readers, and no finding."""
    assert expected == found(content)


UNKNOWN = "<!-- absence: unknown (no feed has the id state) -->"


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        (f"{UNKNOWN}\n", ["unknown-absence"]),
        (f"{UNKNOWN}\n\nWe cannot say.\n", ["unknown-absence"]),
        (f"{UNKNOWN}\n\nNo briefing was held, we hear.\n", []),
        ("No briefing was held, we hear.\n", []),
        ("", ["empty-section"]),
    ],
)
def test_an_unknown_absence_is_for_the_editor_to_decide(below: str, expected: list[str]) -> None:
    """By a text of one's own, or by deleting the comment; the standing text decides nothing."""
    assert expected == [name for name, _ in found(FRONT + LEAD + STATE + below)]


def test_an_unknown_absence_says_where_and_why() -> None:
    """One line, with what to do."""
    finding = the_one(FRONT + LEAD + STATE + UNKNOWN)

    assert "error" == finding.severity
    assert (
        "editions/2024-02-16.md, line 8: State Department news: it is not known whether there was"
        " anything (no feed has the id state). Write a text, or delete the comment."
    ) == str(finding)


def test_an_unknown_absence_in_an_added_section_or_the_main_story_is_found_too() -> None:
    """Wherever the comment is."""
    content = FRONT + LEAD + "\n<!-- absence: unknown -->\n\n## Ours\n\n<!-- absence: unknown -->\n"
    expected = [("unknown-absence", f"{WHERE}, line 10")]

    assert expected == found(content)


@pytest.mark.parametrize(
    ("dated_by", "expected"),
    [
        ("entry", []),
        ("file-name", []),
        ("modified", [("undated-item", "wire")]),
        ("first-seen", [("undated-item", "wire")]),
    ],
)
def test_items_without_a_date_of_their_own_are_named(
    dated_by: str, expected: list[tuple[str, str]]
) -> None:
    """Those dated by the file system, or by when we met them."""
    assert expected == found(items=(an_item(dated_by=dated_by),))


def test_an_undated_item_says_the_day_in_the_newsletters_zone() -> None:
    """Past midnight in UTC it is still the day before in New York."""
    item = an_item(published=None, first_seen=at("2024-02-15 03:00"))
    settings = config(newsletter=Newsletter(timezone="America/New_York"))
    expected = (
        "'Title of a' has no date of its own; it counts with 2024-02-14, when it was first seen"
    )

    assert expected == the_one(items=(item,), config=settings).message


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ((), "no feed has the id 'briefings'"),
        (
            (a_reading("briefings", error="HTTP status 403"),),
            "briefings was not read well (HTTP status 403); last read well on 2024-02-16",
        ),
        (
            (a_reading("briefings", last_good=None),),
            "briefings was not read well (not read yet)",
        ),
    ],
)
def test_a_desk_whose_sources_failed_is_named(readings: tuple[Any, ...], expected: str) -> None:
    """Or whose sources no feed has."""
    desk = Section(id="state", kind="desk", title="S", sources=("briefings",))
    finding = the_one(config=config(sections=(*SECTIONS[:2], desk)), readings=readings)

    assert ("required-source", 'digest.toml: [[sections]] "state"') == (finding.name, finding.place)
    assert expected == finding.message


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"from_": ""}, ["no-sender"]),
        ({"list_id": ""}, ["list-headers"]),
        ({"list_id": "", "unsubscribe": ()}, ["list-headers"]),
        ({"list_id": "", "unsubscribe": "https://watch.news/u/{recipient}"}, ["list-headers"]),
        ({"unsubscribe": "https://watch.news/u/{recipient}"}, []),
        ({"unsubscribe": "mailto:u@watch.news"}, ["one-click"]),
        ({"postal_address": ""}, ["postal-address"]),
        ({"from_": "Watch <watch@GMail.com>"}, ["sender-domain"]),
        ({"from_": "watch@notgmail.com"}, []),
        ({"from_": "Watch <digest@example.org>"}, ["example-address"]),
        ({"web_url": "https://www.example.com/{date}/"}, ["example-address"]),
        ({"unsubscribe": ("mailto:a@watch.news", "https://u.watch.example/")}, ["example-address"]),
        ({"web_url": "https://my-example.org/example.org.html"}, []),
        ({"web_url": "https://example.org.uk/myexample.com.de"}, []),
        ({"reply_to": "a@contest.org"}, []),
    ],
)
def test_the_mail_settings_are_checked(changed: dict[str, Any], expected: list[str]) -> None:
    """A sender, the list headers, and no addresses from examples."""
    settings = config(mail=msgspec.structs.replace(MAIL, **changed))
    names = [name for name, _ in found(config=settings)]

    assert expected == names


HTTP = ["http-link"]
EMPTY = len(a_page("").html)


@pytest.mark.parametrize(
    ("body", "head", "expected"),
    [
        ("x" * (102_400 - EMPTY), "", []),
        ("é" * (51_201 - EMPTY // 2), "", ["html-size"]),
        ("", f"<style>{'x' * 16_384}</style>", []),
        (
            f"<p><STYLE media=screen>{'x' * 9000}</STYLE>",
            f"<style>{'x' * 9000}</style>",
            ["style-size"],
        ),
        ('<a href="http://t.org/">T</a><img alt="" src="http://t.org/i.png">', "", HTTP * 2),
        ('<a href="mailto:a@b.org">T</a><a href="https://t.org/">T</a>', "", []),
        ("<p>Dear *|NAME|*</p><!-- {{ x }} -->", "<style>@media{a{b:c}}</style>", ["merge-tag"]),
        ("<p>Dear &lt;%= name %&gt;, [insert a date]", "", ["merge-tag", "placeholder"]),
        ("<p>Write <code>{{ name }}</code>, and [insert a date](u)", "", []),
        ("<p>Negotiators met in Geneva.</p>", "", []),
    ],
)
def test_the_page_is_checked(body: str, head: str, expected: list[str]) -> None:
    """What Gmail cuts off, and what templates bring with them."""
    names = [name for name, _ in found(page=a_page(body, head))]

    assert expected == names


def test_what_the_text_has_is_not_found_in_the_page_again() -> None:
    """One fault, one finding."""
    content = FRONT + "\nA [link](http://a.org/?a=1&b=2), \\{{ name }} and TODO.\n"
    html = '<p>A <a href="http://a.org/?a=1&amp;b=2">link</a>, {{ name }} and TODO.</p>'
    names = [name for name, _ in found(content, page=a_page(html))]

    assert ["merge-tag", "placeholder", "http-link", "vague-link"] == names


def test_the_size_says_what_weighs_most() -> None:
    """Where the page knows it."""
    page = replace(a_page("x" * 103_000), parts=(("the main story", 90_000), ("the teasers", 9)))

    assert "(the main story 90,000, the teasers 9)" in the_one(page=page).message


def test_errors_come_first() -> None:
    """Whatever the order in which they were found."""
    content = FRONT + LEAD + OTHER + "- Envoys met.\n" + STATE + UNKNOWN
    severities = [
        finding.severity for finding in find(subject(content, config=config(mail=Mail())))
    ]

    assert ["error", "error", "warning", "warning", "advice"] == severities


def test_long_briefs_are_shown_by_their_beginning() -> None:
    """Cut between words."""
    brief = "The envoys of both countries met in a small town at the sea to speak about grain."
    finding = the_one(FRONT + LEAD + OTHER + f"- **{brief}**\n")

    assert finding.message.endswith(
        ": The envoys of both countries met in a small town at the sea …"
    )


def test_a_brief_of_another_language_needs_a_link() -> None:
    """Our words of attribution are English; nobody is accused of less than having no link."""
    content = FRONT + LEAD + OTHER + "- Посли зустрілися в Осло.\n"

    assert ["no-attribution"] == [name for name, _ in found(content)]


def test_every_error_can_be_named() -> None:
    """`send --allow` takes these names."""
    assert {
        "unknown-absence",
        "no-main-story",
        "no-headline",
        "image-address",
        "image-alt",
        "link-address",
        "broken-link",
        "no-sender",
        "no-text-part",
    } == set(ERRORS)
    assert set(ERRORS) <= set(RULES)


def test_rules_are_told_in_the_order_of_their_severity() -> None:
    """In lines that fit a table."""
    severities = [rule.severity for rule in RULES.values()]

    assert sorted(severities, key=SEVERITIES.index) == severities
    assert [] == [name for name in RULES if not re.fullmatch(r"[a-z]+(?:-[a-z]+)*", name)]
    assert [] == [rule for rule in RULES.values() if len(rule.about) > 70 or rule.about[-1] == "."]


def long_brief(words: int) -> str:
    """Make a brief of that many words, in two paragraphs."""
    return f"- Envoys met, {'word ' * (words - 7)}\n\n  Reuters reported that on Thursday.\n"


@pytest.mark.parametrize(
    ("briefs", "expected"),
    [
        (long_brief(20), []),
        (long_brief(21), [("long-brief", f"{WHERE}, line 10")]),
        (long_brief(20) * 2, []),
        (BRIEF + long_brief(21), [("long-brief", f"{WHERE}, line 11")]),
    ],
)
def test_a_brief_that_is_long_is_advised_of(briefs: str, expected: list[tuple[str, str]]) -> None:
    """One that has more words than may be quoted of a report; the next one is another brief."""
    settings = config(edition=EditionRules(excerpt_words=20))

    assert expected == found(FRONT + LEAD + OTHER + briefs, config=settings)


@pytest.mark.parametrize(
    ("stale", "fields", "expected"),
    [
        ((), {}, []),
        (("wire",), {}, []),
        (("briefings",), {}, ["stale-source"]),
        (("briefings",), {"error": "HTTP 403"}, ["required-source"]),
    ],
)
def test_a_desk_whose_sources_have_fallen_silent_is_named(
    stale: tuple[str, ...], fields: dict[str, Any], expected: list[str]
) -> None:
    """Once: one that fails is not also called silent."""
    desk = Section(id="state", kind="desk", title="S", sources=("briefings",))
    settings = config(sections=(*SECTIONS[:2], desk))
    readings = (a_reading("briefings", **fields),)

    assert expected == [name for name, _ in found(config=settings, readings=readings, stale=stale)]


def test_what_providers_look_for_is_told_for_the_senders_own_domain() -> None:
    """With the hosts of the message's links that are not of it; no name is looked up."""
    mail = msgspec.structs.replace(MAIL, unsubscribe="https://lists.host.net/u")
    finding = the_one(config=config(mail=mail, check=Check()))

    assert ("authentication", "advice") == (finding.name, finding.severity)
    assert "digest.toml: [mail] from: providers will look whether watch.news vouches" in str(
        finding
    )
    for piece in ("v=spf1", "d=watch.news", "_dmarc.watch.news", "elsewhere (lists.host.net)"):
        assert piece in finding.hint
    assert "elsewhere" not in the_one(config=config(check=Check())).hint


@pytest.mark.parametrize("sender", ["", "Watch", "Watch <digest@[192.0.2.1]>"])
def test_a_sender_without_a_domain_gets_no_advice(sender: str) -> None:
    """It has greater troubles."""
    mail = msgspec.structs.replace(MAIL, from_=sender)

    assert "authentication" not in [
        name for name, _ in found(config=config(mail=mail, check=Check()))
    ]


@pytest.mark.parametrize(
    ("check", "what"),
    [
        (Check(ignore=("htpp-link",)), "unknown rule 'htpp-link'. Did you mean 'http-link'?"),
        (
            Check(ignore=("zzz",)),
            "unknown rule 'zzz'. `digest check --list` shows them all.",
        ),
        (
            Check(ignore=("image-alt",)),
            "image-alt is an error, and cannot be ignored for good. Mend it; `digest send --allow"
            " image-alt` passes over it once.",
        ),
    ],
)
def test_what_cannot_be_ignored_is_said(check: Check, what: str) -> None:
    """A misspelt name would silence nothing; an error is passed over once, not for good."""
    with pytest.raises(ConfigError) as raised:
        find(subject(config=config(check=check)))

    assert f"digest.toml: [check] ignore: {what}" == str(raised.value)


def test_what_is_not_wanted_is_not_told() -> None:
    """By its name."""
    content = FRONT + "\n[A](http://a.org/) TODO\n"
    names = {"http-link", "authentication"}

    assert ["placeholder"] == [
        name for name, _ in found(content, config=config(check=Check(ignore=tuple(names))))
    ]
