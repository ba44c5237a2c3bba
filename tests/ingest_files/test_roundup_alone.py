"""A round-up as the only source there is: an edition with all its words, from each kind of file."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from lxml import html

from digest import edition, markup, text
from tests.ingest_files.texts import ABSENCE, APPEAL, DECK, HEADLINE, SPOKEN, TEASERS, Roundup
from tests.support.inside import digest
from tests.support.workspaces import CONFIG, make_workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DATE = ("--date", "2024-02-16")
FORMS: dict[str, Callable[[Roundup], bytes]] = {
    "2024-02-15-week.txt": lambda roundup: roundup.as_text().encode(),
    "2024-02-15-week.md": lambda roundup: roundup.as_markdown().encode(),
    "week.html": lambda roundup: roundup.as_page().encode(),
    "week.eml": Roundup.as_letter,
}


def built(folder: Path, name: str, content: bytes) -> dict[str, str]:
    """Build the edition of a workspace that holds this one file, and return its words by form."""
    make_workspace(folder, config=CONFIG)
    (folder / "sources" / "items" / name).write_bytes(content)
    ran = digest(folder, "build", "--offline", *DATE)
    assert (0, "") == (ran.code, ran.err)
    page = html.document_fromstring((folder / "out" / "2024-02-16.html").read_bytes())
    parsed = edition.parse((folder / "editions" / "2024-02-16.md").read_text())
    blocks = [
        block.markdown
        for part in parsed.parts
        for block in (part.heading, *part.blocks)
        if block is not None
    ]
    return {
        "md": text.squeeze(markup.plain("\n\n".join(blocks), "text/markdown")),
        "txt": text.squeeze((folder / "out" / "2024-02-16.txt").read_text()),
        "html": text.squeeze(str(page.xpath("string(//body)"))),
    }


def in_order(words: str, paragraphs: tuple[str, ...]) -> list[str]:
    """Return the paragraphs that stand in `words`, each after the one before, word for word."""
    found, at = [], 0
    for paragraph in paragraphs:
        place = words.find(text.squeeze(paragraph), at)
        if place >= 0:
            found.append(paragraph)
            at = place + len(paragraph)
    return found


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("spoken", [(ABSENCE,), SPOKEN], ids=["absent", "spoken"])
def test_every_paragraph_of_a_roundup_is_in_its_edition(
    tmp_path: Path, name: str, spoken: tuple[str, ...]
) -> None:
    """Word for word, in its own section, in its order, and once: page, text and Markdown."""
    roundup = Roundup(spoken=spoken)
    forms = built(tmp_path / "w", name, FORMS[name](roundup))

    for form, words in forms.items():
        # The text part may print headings in capitals.
        expected = tuple(part for part in roundup.paragraphs if part.endswith((".", "”")))
        assert expected == tuple(in_order(words, expected)), form
        assert {1} == {words.count(part) for part in expected}, form
        for furniture in (*APPEAL, *TEASERS, "Follow us on social", "For the file", "preview"):
            assert furniture not in words, form


@pytest.mark.parametrize("name", FORMS)
def test_each_part_of_a_roundup_is_in_its_own_section(tmp_path: Path, name: str) -> None:
    """Headline and deck are those of the main story; the absence is a statement and no story."""
    folder = tmp_path / "w"
    roundup = Roundup()
    built(folder, name, FORMS[name](roundup))
    written = edition.parse((folder / "editions" / "2024-02-16.md").read_text())
    explained = digest(folder, "explain", *DATE, "--format", "json")
    rows = json.loads(explained.out)["items"]

    assert (HEADLINE, DECK) == (written.meta.title, written.meta.deck)
    assert ["main", "other", "state"] == [part.id for part in written.parts]
    main, other, state = written.parts
    assert [*roundup.main, roundup.subheading, *roundup.more] == [
        markup.plain(block.markdown.removeprefix("### "), "text/markdown") for block in main.blocks
    ]
    assert [tuple(brief) for brief in roundup.briefs] == [
        tuple(markup.plain(block.markdown, "text/markdown").split("\n")) for block in other.blocks
    ]
    assert [ABSENCE] == [block.markdown for block in state.blocks]
    assert [("main", True), ("other", False), ("other", False), ("other", False)] == [
        (row["section"], row["lead"]) for row in rows
    ]
    assert all(row["placed"] for row in rows)


def test_what_is_said_at_the_desk_is_a_story_of_two_paragraphs(tmp_path: Path) -> None:
    """A real State Department part is an item, with its own id in the draft."""
    folder = tmp_path / "w"
    built(folder, "2024-02-15-week.txt", Roundup(spoken=SPOKEN).as_text().encode())
    written = edition.parse((folder / "editions" / "2024-02-16.md").read_text())
    (state,) = (part for part in written.parts if part.id == "state")

    assert list(SPOKEN) == [block.markdown for block in state.blocks]
    assert 1 == len(state.stories)


def test_more_briefs_than_the_section_takes_are_all_printed(tmp_path: Path) -> None:
    """`max_stories` cuts what the program chose, not what a person wrote; likeness groups none."""
    briefs = tuple(
        (f"Delegation number {n} from Kyiv met its hosts for talks on grain, officials said.",)
        for n in range(1, 11)
    )
    forms = built(tmp_path / "w", "2024-02-15-week.txt", Roundup(briefs=briefs).as_text().encode())

    for form, words in forms.items():
        assert [part for (part,) in briefs] == in_order(words, tuple(part for (part,) in briefs)), (
            form
        )


def test_a_brief_off_the_topic_is_printed_all_the_same(tmp_path: Path) -> None:
    """A person put it there: no gate asks it what it is about."""
    briefs = (("The home side won by two goals, and the coach was pleased.",), *Roundup().briefs)
    forms = built(tmp_path / "w", "2024-02-15-week.txt", Roundup(briefs=briefs).as_text().encode())

    assert [True] * 3 == [briefs[0][0] in words for words in forms.values()]


@pytest.mark.parametrize("dash", ["—", "–", "-", "--", "•", "*"])
def test_a_bullet_is_a_dash_of_any_length(tmp_path: Path, dash: str) -> None:
    """And the edition has one dash of its own before each brief, not two."""
    folder = tmp_path / "w"
    roundup = Roundup(dash=dash)
    forms = built(folder, "2024-02-15-week.txt", roundup.as_text().encode())
    page = re.findall(r"(\S+) Norway pays for the repair", forms["html"])

    assert ["—"] == page
    assert [*roundup.briefs[1]] == in_order(forms["txt"], roundup.briefs[1])


def test_a_roundup_that_is_filled_to_a_width_is_put_together_again(tmp_path: Path) -> None:
    """A mail program breaks lines; its bullets need no empty line between them."""
    import textwrap

    roundup = Roundup()
    plain = roundup.as_text()
    filled = "\n\n".join(textwrap.fill(part, 72) for part in plain.split("\n\n"))
    filled = re.sub(r"\n\n(?=— )", "\n", filled)
    forms = built(tmp_path / "w", "2024-02-15-week.txt", filled.encode())
    expected = tuple(part for part in roundup.paragraphs if part.endswith((".", "”")))

    for form, words in forms.items():
        assert list(expected) == in_order(words, expected), form
