"""What was to be filled in, and what only looks like it."""

from __future__ import annotations

import msgspec
import pytest

from digest.check import Sheet
from digest.config import Box, Check, Config, Link, Teaser
from tests.check.subjects import FRONT, GOOD, MAIL, SECTIONS, WHERE, a_page, config, found, the_one

HERE = f"{WHERE}, line 6"


def names(content: str) -> list[str]:
    """Return what is left over in a main story."""
    wanted = {"merge-tag", "placeholder"}
    return [name for name, _ in found(f"{FRONT}\n{content}\n") if name in wanted]


@pytest.mark.parametrize(
    "tag",
    [
        "{{ first_name }}",
        "{{unsubscribe_link}}",
        "{{ first_name",
        "{% if member %}",
        "*|FNAME|*",
        r"\*|LIST:COMPANY|\*",
        "%%first_name%%",
        "%%view",
        "[[name]]",
        "[%name%]",
        "<%= name %>",
        "${name}",
        "{$name}",
        "#{name}",
        "%recipient.name%",
        "%FIRSTNAME%",
        "[FIRSTNAME]",
        "[UNSUBSCRIBE]",
        r"\[UNSUBSCRIBE_LINK\]",
        "<webversion>",
    ],
)
def test_merge_tags_of_mailing_programs_are_found(tag: str) -> None:
    """As each of them writes it; also escaped, as Markdown made from HTML has it."""
    assert ["merge-tag"] == names(f"Dear {tag}, we met.")


@pytest.mark.parametrize(
    "words",
    [
        "A rise of 5 % is 100% of it, and 20%-30% of that.",
        "Write `{{ first_name }}` or ``*|FNAME|*`` where the name belongs.",
        "```\n{{ first_name }}\n[[name]]\n```",
        "~~~ jinja\n{% if %}\n~~~",
        "Text.\n\n    {{ first_name }}",
        "> Dear {{ first_name }},",
        "They met [[1]](https://e.org/1), [[2]][2].\n\n[2]: https://e.org/2",
        "[[Kyiv](https://e.org/kyiv)]",
        "It cost $5, or {five}, or #5, or [EMAIL](https://e.org/mail).",
        "[A](https://e.org/%D0%9A%D0%B8%D1%97%D0%B2%20%BF)",
        'He calls it "{{ first_name }}" and “[[name]]”.',
        "The <!-- {{ later }} --> rest.",
    ],
)
def test_what_is_no_merge_tag_is_left_alone(words: str) -> None:
    """Per cent, code, quotes, footnotes, and links whose words stand in brackets."""
    assert [] == names(words)


@pytest.mark.parametrize(
    "words",
    [
        "TODO: ask them.",
        "FIXME",
        "The venue is TBD.",
        "Lorem ipsum dolor.",
        "Dolor sit amet.",
        "TKTK said so.",
        "He said XXXX.",
        "[insert quote here]",
        "[Link to the report]",
        r"\[add a date\]",
    ],
)
def test_placeholders_of_writers_are_found(words: str) -> None:
    """Each once."""
    assert ["placeholder"] == names(words)


@pytest.mark.parametrize(
    "words",
    [
        "To do or not to do, todo es posible.",
        "The venue is “TBD”, he said.",
        "> TODO",
        "`TODO`",
        "[Link to the report](https://e.org/report)",
        "[Add][1]\n\n[1]: https://e.org/",
        "The XXX Olympiad and the TK airline.",
        "The Loremo was a car.",
    ],
)
def test_what_is_no_placeholder_is_left_alone(words: str) -> None:
    """Somebody else's words, code, links, and words that only look like it."""
    assert [] == names(words)


def test_the_template_is_named_with_its_line() -> None:
    """Where a sheet has what was left over; and code in the page is code."""
    sheets = (Sheet(name="templates/_footer.html.j2", content="<p>\n*|UNSUB|*\n</p>"),)
    page = a_page("<p>*|UNSUB|*</p><pre>{{ x }}</pre>")

    assert [("merge-tag", "templates/_footer.html.j2, line 2")] == found(page=page, sheets=sheets)
    assert [("merge-tag", "the page")] == found(page=page)


@pytest.mark.parametrize(
    ("tables", "place"),
    [
        ({"notice": Box(url="https://example.org/give")}, "[notice] url"),
        ({"subscribe": Box(url="https://www.example.com/")}, "[subscribe] url"),
        ({"social": (Link(name="RSS", url="https://example.net/f"),)}, '[[social]] "RSS"'),
        ({"teasers": (Teaser(title="T", url="https://t.test/"),)}, '[[teasers]] "T"'),
        (
            {"teasers": (Teaser(title="T", url="https://t.org/", image="https://t.invalid/i"),)},
            '[[teasers]] "T"',
        ),
        ({"mail": msgspec.structs.replace(MAIL, to="a@b.example")}, "[mail] to"),
        ({"social": (Link(name="RSS", url="https://examples.org/example.txt"),)}, ""),
    ],
)
def test_examples_in_the_configuration_are_named_by_their_key(
    tables: dict[str, object], place: str
) -> None:
    """Wherever readers could follow them."""
    expected = [("example-address", f"digest.toml: {place}")] if place else []

    assert expected == found(config=config(**tables))


def test_examples_in_the_edition_are_named_by_their_line() -> None:
    """Links and pictures, and the image of the front matter; not words in the text."""
    content = f"{FRONT}\n[A](https://example.org/) ![B](https://cdn.example/b.png) example.com\n"
    image = GOOD.replace("title:", 'image: {url: "https://example.org/a.png", alt: "A"}\ntitle:')

    assert [("example-address", HERE)] == found(content)
    assert [("example-address", f"{WHERE}, line 3")] == found(image)
    assert "example.org is an example" in the_one(content).message


def test_the_default_configuration_has_no_examples() -> None:
    """A workspace that sets nothing is not blamed for it."""
    assert [] == [
        name
        for name, _ in found(config=Config(sections=SECTIONS, check=Check()))
        if name == "example-address"
    ]
