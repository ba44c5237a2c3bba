"""Marks in the edition file: what is held is not printed, and no line changes its number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import config, edition, marks
from digest.editorial import keep
from digest.model import Composition, Story
from tests.support.values import DAY, an_item

CONFIG = config.parse(b"")
OTHER = "## In other diplomatic news related to the war in Ukraine: <!-- section: other -->\n\n"
BRIEFS = (
    f"Lead. <!-- story: aa -->\n\n{OTHER}- One. <!-- story: b1 --> HOLD\n\n  > More.\n\n- Two.\n"
)


def parsed(content: str) -> edition.Edition:
    """Read a file, HOLD standing for the mark."""
    return edition.parse(content.replace("HOLD", "<!-- hold -->"), CONFIG.sections)


def shown(content: str) -> list[str]:
    """Return what readers get, block by block."""
    printed = marks.printed(parsed(content))
    return [it.markdown for part in printed.parts for it in (part.heading, *part.blocks) if it]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (BRIEFS.replace("HOLD", ""), 5 - 1),
        (BRIEFS, 3),
        ("Lead. HOLD\n\nMore of it.\n\n## Letters\n\nA letter.\n", 2),
        ("Lead.\n\n## Letters HOLD\n\nA letter.\n\n- And one.\n\n## Last\n\nx\n", 3),
        ("Lead.\n\n## Letters\n\nA letter. HOLD\n\n| a |\n|---|\n| 1 |\n", 1),
        (f"Lead.\n\n{OTHER}From Monday to Thursday: HOLD\n\n- One.\n", 3),
        (f"Lead.\n\n{OTHER}- One. <!--hold-->\n\n- Two. <!-- HOLD -->\n", 1),
        (f"Lead.\n\n{OTHER}- A <!-- story: x --> HOLD\n\n- B <!-- story: x -->\n", 3),
        ("HOLD\n", 0),
        ("", 0),
    ],
)
def test_what_is_held_is_not_printed(content: str, expected: int) -> None:
    """A story with all that belongs to it, a section by its heading; ids play no part in it."""
    assert expected == len([words for words in shown(content) if words])


PIECES = st.sampled_from(
    [
        "Text.",
        "- A brief. <!-- story: a1 -->",
        "- B",
        "  more",
        "## Letters",
        "### s",
        "> q",
        OTHER.strip(),
    ]
).flatmap(lambda piece: st.sampled_from([piece, f"{piece} <!-- hold -->"]))


@given(st.lists(PIECES, max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_every_line_keeps_its_number(pieces: list[str], end: str) -> None:
    """So that what `check` says of a place leads there."""
    content = "\n\n".join(pieces).replace("\n", end)
    before = edition.parse(content, CONFIG.sections)
    lines = edition.write(marks.printed(before)).split("\n")
    there = content.split("\n")

    assert all(not line.strip() or line == there[at] for at, line in enumerate(lines))
    assert not any("hold" in line for line in lines)


def test_without_a_mark_nothing_changes() -> None:
    """Not even the object."""
    read = parsed(BRIEFS.replace("HOLD", ""))

    assert read is marks.printed(read)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ("- Two. <!-- story: b2 --> HOLD", "- Two. <!-- story: b2 -->\n"),
        ("- Two. <!-- story: b2 --> <!-- new --> HOLD", "- Two. <!-- story: b2 -->\n"),
        ("— By hand. HOLD", "— By hand. <!-- story: ID -->\n"),
        ("- A\n\n  > quote HOLD", "- A <!-- story: ID -->\n\n  > quote\n"),
    ],
)
def test_what_was_held_is_offered_in_its_section(held: str, expected: str) -> None:
    """With its words; one that was written by hand gets an id, so that it is offered once."""
    (kept,) = keep.marked(parsed(f"Lead.\n\n{OTHER}{held}\n"), marks.HOLD)
    made = edition.write(keep.offer(parsed(f"New.\n\n{OTHER}- Fresh.\n"), [kept], CONFIG))

    assert f"New.\n\n{OTHER}- Fresh.\n\n{expected}".replace("ID", kept.id) == made


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "The old lead. <!-- story: aa --> HOLD\n\nIts second paragraph.\n",
            f"New.\n\n{OTHER}- The old lead. <!-- story: aa -->\n\n  Its second paragraph.\n",
        ),
        (
            "x\n\n## Letters HOLD\n\n| a |\n|---|\n| 1 |\n",
            "New.\n\n## Letters\n\n<!-- story: ID -->\n\n| a |\n|---|\n| 1 |\n",
        ),
        (
            "x\n\n## U.S. State Department news:\n\nSaid. <!-- story: cc --> HOLD\n",
            "New.\n\n## U.S. State Department news: <!-- section: state -->\n\n"
            "Said. <!-- story: cc -->\n",
        ),
    ],
)
def test_a_section_that_is_missing_is_added(content: str, expected: str) -> None:
    """A main story becomes a brief; a table keeps its first line to itself."""
    (kept,) = keep.marked(parsed(content), marks.HOLD)

    made = edition.write(keep.offer(parsed("New.\n"), [kept], CONFIG))

    assert expected.replace("ID", kept.id) == made


def test_one_comment_on_two_stories_is_no_reason_to_lose_one() -> None:
    """Copied along with a bullet: the second gets an id of its own."""
    content = f"x\n\n{OTHER}- One. <!-- story: b1 --> HOLD\n\n- Two. <!-- story: b1 --> HOLD\n"

    first, second = keep.marked(parsed(content), marks.HOLD)

    assert "b1" == first.id != second.id
    assert (("One.",), ("Two.",)) == (first.group.words, second.group.words)


def test_a_pinned_main_story_keeps_its_place_and_its_front_matter() -> None:
    """What would have led becomes a brief; pinned briefs stand first."""
    current = parsed(
        f"---\ntitle: Mine\n---\n\nMy lead. <!-- story: aa --> <!-- pin -->\n\n{OTHER}"
        "- My brief. <!-- story: b1 --> <!-- pin -->\n"
    )
    fresh = parsed(f"---\ntitle: Theirs\n---\n\n{OTHER}- Fresh. <!-- story: zz -->\n")

    made = keep.pin(fresh, current, CONFIG)

    assert "Mine" == made.meta.title
    assert ("aa", "b1", "zz") == made.stories
    assert edition.write(current) == edition.write(
        keep.pin(parsed("---\ntitle: x\n---\n\nx\n"), current, CONFIG)
    )


def test_what_is_kept_is_not_composed_once_more() -> None:
    """If it was the main story, the best of the others leads."""
    main = Story(id="aa", lead=an_item(), section="main", placed=True, leads=True, rank=1)
    next_, last = (
        Story(id=it, lead=an_item(it), section="other", placed=True, rank=rank)
        for it, rank in (("bb", 2), ("cc", 3))
    )
    (kept,) = keep.marked(
        parsed(f"x\n\n{OTHER}- Mine. <!-- story: aa --> <!-- pin -->\n"), marks.PIN
    )

    made = keep.spared(Composition(date=DAY, stories=(main, last, next_)), (kept,), CONFIG)

    assert {"aa": (False, False), "bb": (True, True), "cc": (True, False)} == {
        it.id: (it.placed, it.leads) for it in made.stories
    }
