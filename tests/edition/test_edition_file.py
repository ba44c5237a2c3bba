"""The edition file: what people write is read, and nothing of it is ever lost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import config, edition
from digest.edition import Meta, Part
from digest.errors import EditionError
from digest.model import Image

SECTIONS = config.parse(b"").sections

PUBLISHED = """\
---
newsletter: Diplomacy Watch
date: 2024-02-16
title: Diplomacy Watch: an offer, and a denial
deck: "What a report says"
kicker: Reporting
byline: A. Writer
preheader: An offer
image: {url: "https://example.org/a.jpg", alt: A hall, credit: Agency}
---

First paragraph. <!-- story: 8f3c2a -->

### A subheading

* a list
* in the main story

## In other diplomatic news: <!-- section: other -->

- A brief, according to [Reuters](https://example.org/r). <!-- story: 19ab04 -->

  “A quotation of the same brief.”
- — A second brief. <!-- story: 77aa00 -->

— A brief without a bullet.

## U.S. State Department news

<!-- absence: unknown (the feed failed) -->

## Letters

From a reader.
"""

PIECES = st.sampled_from(
    [
        "---\n", "title: a: b\n", "date: 2024-02-16\n", "## Other <!-- section: other -->",
        "## x\n",
        "# ", "### s\n", "- a", "- — b <!-- story: a1 -->\n", "  further\n", "\n", "\n\n",
        "<!-- story: 8f3c2a -->", "<!-- absence: unknown (x) -->", "<!-- a\n\nb -->", "```\n",
        "> q\n", "|a|b|\n|-|-|\n", "\r", "\r\n", "\t", "1. x\n", "[a]: https://example.org\n",
        "text ", "\x00", "\u2028", "<div>\n", "***\n", "    code\n", "===\n", "\ufeff", "\\", " ",
    ]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=5), max_size=25).map("".join))
def test_what_is_accepted_is_written_back_byte_by_byte(content: str) -> None:
    """`write(parse(text)) == text`, and reading it again gives the same edition."""
    try:
        read = edition.parse(content, SECTIONS)
    except EditionError:
        return
    assert content == edition.write(read)
    assert read == edition.parse(edition.write(read), SECTIONS)


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20)


@given(WORDS, WORDS, st.lists(WORDS.filter(str.strip), min_size=1, max_size=3))
def test_what_is_composed_reads_back_as_it_was(title: str, body: str, briefs: list[str]) -> None:
    """`parse(write(edition)) == edition` for every edition that `compose` returns."""
    made = edition.compose(
        Meta(title=title, date=date(2024, 2, 16), image=Image(url="https://example.org/a")),
        [
            Part(blocks=(edition.paragraph(body, "aaaaaa"),)),
            Part(
                heading=edition.heading("Other", "other"),
                blocks=tuple(edition.bullet([brief, "> q"], "bbbbbb") for brief in briefs),
            ),
            Part(heading=edition.heading("Desk", "state"), blocks=(edition.absence_mark(title),)),
        ],
        SECTIONS,
    )

    assert made == edition.parse(edition.write(made), SECTIONS)


def test_the_parts_of_a_published_edition() -> None:
    """Headings are matched by comment, then title, then alias; any other is an added section."""
    read = edition.parse(PUBLISHED, SECTIONS)

    assert ["main", "other", "state", ""] == [part.id for part in read.parts]
    assert ["", "In other diplomatic news:", "U.S. State Department news", "Letters"] == [
        part.title for part in read.parts
    ]
    assert ("8f3c2a", "19ab04", "77aa00") == read.stories
    assert "state" == read.parts[2].id


def test_the_front_matter_of_a_published_edition() -> None:
    """An unquoted colon is accepted, and an image has an address, a text and a credit."""
    assert (
        Meta(
            newsletter="Diplomacy Watch",
            date=date(2024, 2, 16),
            title="Diplomacy Watch: an offer, and a denial",
            deck="What a report says",
            kicker="Reporting",
            byline="A. Writer",
            preheader="An offer",
            image=Image(url="https://example.org/a.jpg", alt="A hall", credit="Agency"),
        )
        == edition.parse(PUBLISHED).meta
    )


def test_a_heading_is_matched_by_its_alias_too() -> None:
    """A heading without a comment may be any of the names that a section goes by."""
    read = edition.parse("a\n\n## In OTHER diplomatic news\n\n- b\n", SECTIONS)

    assert "other" == read.parts[1].id


def test_briefs_are_bullets_or_paragraphs_that_begin_with_a_dash() -> None:
    """The dash is the template's to put; further paragraphs of a brief are indented."""
    other = edition.parse(PUBLISHED, SECTIONS).parts[1]

    assert [True, True, True] == [block.opens_brief for block in other.blocks]
    assert [
        "A brief, according to [Reuters](https://example.org/r).\n\n"
        "“A quotation of the same brief.”",
        "A second brief.",
        "A brief without a bullet.",
    ] == [block.brief for block in other.blocks]


def test_an_unknown_absence_is_a_comment_with_its_reason() -> None:
    """It is nothing that readers see."""
    state = edition.parse(PUBLISHED, SECTIONS).parts[2]

    assert "the feed failed" == state.unknown_absence
    assert "" == state.blocks[0].markdown
    assert edition.parse(PUBLISHED, SECTIONS).parts[1].unknown_absence is None


def test_comments_are_not_seen() -> None:
    """Notes to oneself may stand anywhere, over several lines too."""
    (block,) = edition.parse("One <!-- a\nnote --> two <!-- story: abc -->\n").lead.blocks

    assert "One two" == block.markdown
    assert "abc" == block.story


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", True),
        ("\r\n \n", True),
        ("---\ntitle: Talks\ndeck: At last\n---\n", True),
        ("## In other news:\n\n<!-- absence: unknown (x) -->\n", True),
        ("One.", False),
        ("---\ntitle: Talks\n---\n\n## In other news:\n\n- A brief. <!-- story: a -->\n", False),
        ("![A hall](https://example.org/a.jpg)\n", False),
    ],
)
def test_an_edition_is_empty_where_there_is_nothing_to_read(
    content: str, *, expected: bool
) -> None:
    """Front matter, headings and comments are no text."""
    assert expected == edition.parse(content, SECTIONS).is_empty


def test_a_subheading_in_front_does_not_open_a_section() -> None:
    """Only `##` does."""
    read = edition.parse("# One\n\n### Three\n\n#### Four\n")

    assert ["# One", "### Three", "#### Four"] == [block.raw for block in read.lead.blocks]
    assert ["heading"] * 3 == [block.kind for block in read.lead.blocks]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("---\ntitle: [a\n---\n", "e.md, line 3: broken front matter:"),
        ("---\n\ntitel: a\n---\n", "e.md, line 3: unknown key 'titel'. Did you mean 'title'?"),
        ("---\nzzz: a\n---\n", "e.md, line 2: unknown key 'zzz'. Known are newsletter, date,"),
        (
            "---\ntitle: a\ndate: Friday\n---\n",
            "e.md, line 3: date must be a day like 2024-02-16, got 'Friday'",
        ),
        ("---\nimage: {alt: a}\n---\n", "e.md, line 2: image must be an address, or {url: …"),
        ("---\nimage: {url: a, size: 3}\n---\n", "e.md, line 2: image must be an address"),
        ("---\n- a\n---\n", "e.md, line 2: broken front matter: must be `key: value` lines."),
        ("---\ntitle: a\n", "e.md, line 1: the front matter is not closed. Add a line ---."),
    ],
)
def test_a_broken_front_matter_names_its_line(content: str, expected: str) -> None:
    """Where, what, and what to do."""
    with pytest.raises(EditionError) as caught:
        edition.parse(content, where="e.md")
    assert str(caught.value).startswith(expected)


def test_front_matter_may_be_short_or_absent() -> None:
    """Every key is optional."""
    assert Meta() == edition.parse("Only words.\n").meta
    assert Meta(image=Image(url="a")) == edition.parse("---\nimage: a\ndate:\ndeck:\n---\n").meta


def test_the_reason_of_an_absence_cannot_end_its_comment() -> None:
    """A reason holds words from outside: an error message, a feed's name."""
    mark = edition.absence_mark("a --> ## b")

    assert "a – ## b" == mark.unknown_absence
