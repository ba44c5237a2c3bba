"""Round-ups: which headings make one, and what becomes of its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digest.config import Config, Section
from digest.editorial import body
from digest.model import Absence
from tests.ingest_files.texts import (
    ABSENCE,
    APPEAL,
    BRIEFS,
    END,
    OTHER,
    SPOKEN,
    STATE,
    TEASERS,
    Roundup,
    read,
)

if TYPE_CHECKING:
    from pathlib import Path

    from digest.model import Item

ONE = "A delegation from Ankara met grain traders in Odesa, officials said."
TWO = "The vote on aid to Kyiv was put off for a second time, its speaker said."


def printed(items: tuple[Item, ...]) -> list[tuple[str, str]]:
    """Return the section and the words of each item, as they are printed."""
    return [(item.section, " / ".join(map(body.words, body.blocks(item)))) for item in items]


@pytest.mark.parametrize(
    "heading",
    [
        "In other diplomatic news related to the war in Ukraine:",
        "In other diplomatic news related to the war in Ukraine",
        "IN OTHER DIPLOMATIC NEWS RELATED TO THE WAR IN UKRAINE:",
        "In other diplomatic news:",
        "In other diplomatic news",
        "  In  other diplomatic\u00a0news :  ",
        "## In other diplomatic news:",
        "## In other diplomatic news ##",
        "**In other diplomatic news:**",
        "**In other diplomatic news**:",
        "### **In other diplomatic news:**",
        "In other diplomatic news:\n-------------------------",
    ],
)
@pytest.mark.parametrize("name", ["week.txt", "week.md"])
def test_a_heading_is_a_sections_title_or_alias(tmp_path: Path, name: str, heading: str) -> None:
    """With a colon or without, in capitals, with hashes, in bold, underlined."""
    source = f"A headline\n\nThe main story is short.\n\n{heading}\n\n— {ONE}\n\n— {TWO}\n"
    fetched = read(tmp_path, name, source)

    assert [("main", "The main story is short."), ("other", ONE), ("other", TWO)] == printed(
        fetched.items
    )
    assert ["A headline", ONE, TWO] == [item.title for item in fetched.items]


@pytest.mark.parametrize("more", ["", "A second paragraph of it tells of grain.\n\n"])
@pytest.mark.parametrize("name", ["week.txt", "week.md"])
def test_without_a_headline_the_main_story_loses_no_word(
    tmp_path: Path, name: str, more: str
) -> None:
    """Its first sentence is the title, and stays where it is."""
    source = f"{TWO}\n\n{more}## In other diplomatic news:\n\n— {ONE}\n"
    fetched = read(tmp_path, name, source)
    words = " / ".join([TWO, *([more.strip()] if more else [])])

    assert [("main", words), ("other", ONE)] == printed(fetched.items)
    assert TWO == fetched.items[0].title


@pytest.mark.parametrize(
    "sentence",
    [
        "In other diplomatic news, the ministers met on Tuesday and parted on Friday, they said.",
        "There were U.S. State Department news: a briefing was held on Tuesday, and it was short.",
    ],
)
def test_a_sentence_that_begins_like_a_heading_is_none(tmp_path: Path, sentence: str) -> None:
    """The whole line must be the heading."""
    fetched = read(tmp_path, "week.txt", f"A headline\n\nA first paragraph, short.\n\n{sentence}\n")

    assert [""] == [item.roundup for item in fetched.items]


def test_the_headings_are_those_of_the_newsletter(tmp_path: Path) -> None:
    """Another desk, another language."""
    config = Config(
        sections=(
            Section(id="haupt", kind="lead"),
            Section(id="kurz", kind="briefs", title="Außerdem:", aliases=("Kurz gemeldet",)),
            Section(
                id="amt",
                kind="desk",
                title="Aus dem Auswärtigen Amt",
                absence=("keine Pressekonferenz",),
            ),
        )
    )  # fmt: skip
    source = (
        "Titel der Woche\n\nEin Absatz, der für sich steht.\n\nKURZ GEMELDET:\n\n– Erstens.\n\n"
        "– Zweitens.\n\nAus dem auswärtigen Amt:\n\nEs gab keine Pressekonferenz.\n"
    )
    fetched = read(tmp_path, "woche.txt", source, config=config)

    assert ["haupt", "kurz", "kurz"] == [item.section for item in fetched.items]
    assert [("amt", "Es gab keine Pressekonferenz.")] == [
        (it.section, it.text) for it in fetched.absences
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"— {ONE}\n\n— {TWO}", [ONE, TWO]),
        (f"—{ONE}\n\n—{TWO}", [ONE, TWO]),
        (f"– {ONE}\n\n– {TWO}", [ONE, TWO]),
        (f"- {ONE}\n\n- {TWO}", [ONE, TWO]),
        (f"-- {ONE}\n\n-- {TWO}", [ONE, TWO]),
        (f"--- {ONE}\n\n--- {TWO}", [ONE, TWO]),
        (f"* {ONE}\n* {TWO}", [ONE, TWO]),
        (f"• {ONE}\n• {TWO}", [ONE, TWO]),
        (f"— {ONE}\n— {TWO}", [ONE, TWO]),
        (f"- {ONE}\n— {TWO}", [ONE, TWO]),
        (f"- {ONE}\n– {TWO}\n— {ONE}", [ONE, TWO, ONE]),
        ("- Bullet two\n— Bullet three", ["Bullet two", "Bullet three"]),
        (f"— {ONE}\n\n“A quote,” he said.\n\n— {TWO}", [f"{ONE} / “A quote,” he said.", TWO]),
        (f"— {ONE}\n\nMore of it.\n\n— {TWO}", [f"{ONE} / More of it.", TWO]),
        (f"{ONE}\n\n“A quote,” he said.\n\n{TWO}", [f"{ONE} / “A quote,” he said.", TWO]),
        (f"{ONE}\n\n{TWO}", [ONE, TWO]),
    ],
)
@pytest.mark.parametrize("name", ["week.txt", "week.md"])
def test_a_brief_is_a_bullet_and_what_follows_it(
    tmp_path: Path, name: str, source: str, expected: list[str]
) -> None:
    """Where there are no bullets, a paragraph that is no quotation opens one."""
    fetched = read(tmp_path, name, f"In other diplomatic news:\n\n{source}\n")

    assert [("other", it) for it in expected] == printed(fetched.items)


@pytest.mark.parametrize(
    "brief",
    [
        "Turkey offered to hold talks in the spring, Istanbul or its capital\n— Ankara — again.",
        "Turkey offered talks.\n  — Its president, on Tuesday",
    ],
)
def test_a_dash_within_a_bullet_opens_none(tmp_path: Path, brief: str) -> None:
    """Where its sentence goes on, or where the line is indented: it belongs to the bullet."""
    fetched = read(tmp_path, "week.md", f"In other diplomatic news:\n\n- {brief}\n")

    assert [("other", " ".join(brief.split()))] == printed(fetched.items)


@pytest.mark.parametrize(
    "body",
    [
        f"<p>— {ONE}</p><p>— {TWO}</p>",
        f"<p>&#8212; {ONE}<br>&mdash; {TWO}</p>",
        f"<div>&ndash; {ONE}<br><br>&ndash; {TWO}</div>",
        f"<p>- {ONE}</p><p>- {TWO}</p>",
        f"<p>-- {ONE}</p><p>-- {TWO}</p>",
        f"<ul><li>{ONE}</li><li><p>{TWO}</p></li></ul>",
        f"<ul><li>— {ONE}</li><li>— {TWO}</li></ul>",
    ],
)
@pytest.mark.parametrize(
    "heading", ["<h2>{}</h2>", "<p><b>{}</b></p>", "<p>{}</p>", "<p><b>{}</b><br>"]
)
def test_a_brief_in_a_page_is_a_bullet_too(tmp_path: Path, body: str, heading: str) -> None:
    """A dash, an entity or a list; on lines of one paragraph, or in paragraphs of their own."""
    heading = heading.format("In other diplomatic news:")
    source = f"<html><body><h1>x</h1><p>A main story.</p>{heading}{body}</body></html>"
    fetched = read(tmp_path, "week.html", source)

    assert [("other", ONE), ("other", TWO)] == printed(fetched.items)[1:]


@pytest.mark.parametrize(
    "stated",
    [
        "The State Department did not hold a press briefing this week.",
        ABSENCE,
        "— The State Department did not hold a press briefing this week.",
        "**The State Department did not hold any press briefings this week.**",
        "There was no news: the department HELD NO PRESS BRIEFING.",
    ],
)
def test_a_stated_absence_is_a_statement_and_no_item(tmp_path: Path, stated: str) -> None:
    """Its own sentence is kept, with the date of the text."""
    source = f"{STATE}\n\n{stated}\n\nThanks to our readers, who are many.\n"
    fetched = read(tmp_path, "2024-02-15-week.md", source)
    (absence,) = fetched.absences

    assert () == fetched.items
    assert Absence(
        source="sources/items/2024-02-15-week.md",
        section="state",
        text=stated.strip("—* "),
        published=absence.published,
        dated_by="file-name",
    ) == absence  # fmt: skip


def test_an_absence_with_more_to_say_is_a_text(tmp_path: Path) -> None:
    """It is printed as it stands, and proves nothing."""
    said = f"{ABSENCE} Its spokesman wrote a letter instead."
    fetched = read(tmp_path, "week.txt", f"{STATE}\n\n{said}\n\n{SPOKEN[0]}\n")

    assert () == fetched.absences
    assert [("state", f"{said} / {SPOKEN[0]}")] == printed(fetched.items)


def test_the_main_story_keeps_what_the_text_says_of_itself(tmp_path: Path) -> None:
    """Briefs are nobody's: their sentences say who reported them."""
    said = "source: Example Times\nurl: https://example.org/w\nauthor: A. Author\nlead: true\n"
    fetched = read(tmp_path, "week.md", f"---\n{said}---\n{Roundup().as_markdown()}")
    main, *briefs = fetched.items

    assert ("Example Times", "https://example.org/w", "A. Author", True) == (
        main.publisher, main.url, main.author, main.lead,
    )  # fmt: skip
    assert [("", "", "", False)] * 3 == [
        (it.publisher, it.url, it.author, it.lead) for it in briefs
    ]
    assert [0, 1, 2, 3] == [it.position for it in fetched.items]
    assert {fetched.source.id} == {it.roundup for it in fetched.items}
    assert {True} == {it.ordered and it.reprint for it in fetched.items}


@pytest.mark.parametrize("spoken", [(ABSENCE,), SPOKEN[:1], SPOKEN], ids=["absent", "one", "two"])
@pytest.mark.parametrize("appeal", [(), APPEAL[:1], APPEAL], ids=["none", "short", "long"])
@pytest.mark.parametrize("tail", [(), TEASERS, TEASERS[8:], END, (*TEASERS, *END)])
@pytest.mark.parametrize("name", ["week.txt", "week.html"])
def test_what_is_glued_to_the_last_section_is_in_none(
    tmp_path: Path,
    name: str,
    spoken: tuple[str, ...],
    appeal: tuple[str, ...],
    tail: tuple[str, ...],
) -> None:
    """Neither the appeal nor a teaser, though one begins with the newsletter's own name."""
    roundup = Roundup(spoken=spoken, appeal=appeal, tail=tail)
    source = roundup.as_text() if name.endswith("txt") else roundup.as_page()
    fetched = read(tmp_path, name, source)
    said = [item for item in fetched.items if item.section == "state"]

    assert [*BRIEFS] == [
        tuple(map(body.words, body.blocks(item)))
        for item in fetched.items
        if item.section == "other"
    ]
    assert [ABSENCE] * (spoken == (ABSENCE,)) == [it.text for it in fetched.absences]
    assert [("state", " / ".join(spoken))] * (spoken != (ABSENCE,)) == printed(tuple(said))


def test_the_same_sentence_twice_is_two_briefs(tmp_path: Path) -> None:
    """Each has an id of its own: nothing that a person wrote is lost."""
    source = f"In other diplomatic news:\n\n— {ONE}\n\n— {ONE}\n\n— {TWO}\n"
    fetched = read(tmp_path, "week.txt", source)

    assert [ONE, ONE, TWO] == [item.title for item in fetched.items]
    assert 3 == len({item.id for item in fetched.items})


def test_a_part_keeps_its_id_when_another_is_edited(tmp_path: Path) -> None:
    """So that the story in a draft stays the same story."""
    before = read(tmp_path, "week.txt", Roundup().as_text())
    edited = Roundup(briefs=((TWO,), *BRIEFS[1:]))
    after = read(tmp_path, "week.txt", edited.as_text())

    assert [True, False, True, True] == [
        one.id == two.id for one, two in zip(before.items, after.items, strict=True)
    ]


def test_the_bullets_of_a_desk_stay_bullets(tmp_path: Path) -> None:
    """All of them, not all but the first."""
    fetched = read(tmp_path, "week.txt", f"{STATE}\n\n— {SPOKEN[0]}\n\n— {SPOKEN[1]}\n")

    assert f"- {SPOKEN[0]}\n\n- {SPOKEN[1]}" == fetched.items[0].body


def test_a_long_first_sentence_makes_a_title_that_is_cut_at_a_word(tmp_path: Path) -> None:
    """For tables, not for print."""
    fetched = read(tmp_path, "week.txt", f"In other diplomatic news:\n\n— {ONE[:-1]} {TWO}\n")
    title = fetched.items[0].title

    assert title.endswith("…")
    assert ONE.startswith(title[:60])
    assert 91 >= len(title)


@pytest.mark.parametrize(
    "heading",
    [
        "State Department News",
        "US State Department news",
        "U.S. State Department News",
        "The U.S. State Department news:",
        "THE STATE DEPARTMENT: NEWS",
        "“State Department” news",
    ],
)
@pytest.mark.parametrize("mark", ["## {}", "**{}**", "{}\n-----", "{}"])
@pytest.mark.parametrize("name", ["week.txt", "week.md"])
def test_a_heading_from_memory_means_its_section(
    tmp_path: Path, name: str, mark: str, heading: str
) -> None:
    """Neither case nor punctuation matters, nor "The" and "U.S." at its beginning."""
    source = f"## In other diplomatic news\n\n- {ONE}\n\n{mark.format(heading)}\n\n{ABSENCE}\n"
    fetched = read(tmp_path, name, source)

    assert [("other", ONE)] == printed(fetched.items)
    assert [("state", ABSENCE)] == [(it.section, it.text) for it in fetched.absences]


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("U.S. news:", "News"),
        ("The talks:", "Talks"),
        ("Department news:", "State Department news"),
    ],
)
def test_other_words_are_another_heading(tmp_path: Path, title: str, heading: str) -> None:
    """One word alone is too little to be known by, and no other word may be missing."""
    config = Config(
        sections=(
            Section(id="main", kind="lead"),
            Section(id="state", kind="desk", title=title),
        )
    )
    source = f"# A headline\n\n{SPOKEN[0]}\n\n## {heading}\n\n{SPOKEN[1]}\n"
    (item,) = read(tmp_path, "week.md", source, config=config).items

    assert "" == item.roundup


@pytest.mark.parametrize("name", ["week.txt", "week.md"])
@pytest.mark.parametrize("mark", ["## {}", "# {}", "**{}**"])
def test_an_unknown_heading_ends_the_section(tmp_path: Path, name: str, mark: str) -> None:
    """What stands below it is printed among the briefs, under its heading."""
    state, congress = mark.format(STATE), mark.format("On Capitol Hill")
    fetched = read(
        tmp_path,
        name,
        f"{mark.format(OTHER)}\n\n- {ONE}\n\n{state}\n\n{ABSENCE}\n\n"
        f"{congress}\n\n— {TWO}\n\n— {SPOKEN[0]}\n",
    )

    assert [ABSENCE] == [it.text for it in fetched.absences]
    assert [
        ("other", ONE), ("other", f"On Capitol Hill / {TWO}"), ("other", SPOKEN[0]),
    ] == printed(fetched.items)  # fmt: skip
    assert f"**On Capitol Hill**\n\n{TWO}" == fetched.items[1].body


def test_a_section_goes_on_after_an_unknown_one(tmp_path: Path) -> None:
    """What a heading means does not depend on what stands before it."""
    source = f"## {OTHER}\n\n- {ONE}\n\n## Elsewhere\n\n{TWO}\n\n## {STATE}\n\n{SPOKEN[0]}\n"
    fetched = read(tmp_path, "week.md", source)

    assert [
        ("other", ONE), ("other", f"Elsewhere / {TWO}"), ("state", SPOKEN[0]),
    ] == printed(fetched.items)  # fmt: skip


def test_subheadings_stay_where_they_are(tmp_path: Path) -> None:
    """Those of the main story, whatever their level, and those below a section's heading."""
    source = (
        f"# A headline\n\n{SPOKEN[0]}\n\n## Two\n\n{SPOKEN[1]}\n\n### Three\n\n{SPOKEN[0]}\n\n"
        f"## {OTHER}\n\n### Europe\n\n- {ONE}\n\n### Asia\n\n- {TWO}\n\n- {ONE}\n\n"
        f"## {STATE}\n\n### On Monday\n\n{SPOKEN[0]}\n\n**{TWO}**\n\n"
        f"### On Tuesday\n\n{SPOKEN[1]}\n"
    )
    fetched = read(tmp_path, "week.md", source)

    assert [
        ("main", f"{SPOKEN[0]} / Two / {SPOKEN[1]} / Three / {SPOKEN[0]}"),
        ("other", f"Europe / {ONE}"),
        ("other", f"Asia / {TWO}"),
        ("other", ONE),
        ("state", f"On Monday / {SPOKEN[0]} / {TWO} / On Tuesday / {SPOKEN[1]}"),
    ] == printed(fetched.items)


def test_a_heading_above_nothing_says_nothing(tmp_path: Path) -> None:
    """It is no brief; one above another stands with it."""
    source = f"## {OTHER}\n\n- {ONE}\n\n## Elsewhere\n\n### Asia\n\n- {TWO}\n\n## The end\n"
    fetched = read(tmp_path, "week.md", source)

    assert [("other", ONE), ("other", f"Elsewhere / Asia / {TWO}")] == printed(fetched.items)


def test_a_newsletter_without_briefs_keeps_unknown_headings(tmp_path: Path) -> None:
    """There is no other place for what they stand over."""
    config = Config(
        sections=(
            Section(id="main", kind="lead"),
            Section(id="state", kind="desk", title=STATE),
        )
    )
    source = f"## {STATE}\n\n{SPOKEN[0]}\n\n## Elsewhere\n\n{TWO}\n"
    fetched = read(tmp_path, "week.md", source, config=config)

    assert [("state", f"{SPOKEN[0]} / Elsewhere / {TWO}")] == printed(fetched.items)
