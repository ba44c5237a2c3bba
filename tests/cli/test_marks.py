"""Held for the next edition, pinned in this one: marks that an editor puts behind a story."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.support.inside import digest
from tests.support.workspaces import AID, SANCTIONS, a_week_of_notes, note

if TYPE_CHECKING:
    from pathlib import Path

FIRST, SECOND = ("--date", "2024-02-16"), ("--date", "2024-02-23")
THIRD = ("--date", "2024-03-01")
#: The days on which commands run for them.
WEEK_TWO, WEEK_THREE = "1708700400", "1709305200"
PACT = note(
    "Berlin and Kyiv sign a security agreement",
    "A security agreement between Germany and Ukraine was signed, the chancellery said.\n",
)
SWAP = "Russia and Ukraine agreed in Ankara on an exchange of prisoners of war, Turkey said.\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make a workspace with an edition, one of whose stories is held, and a second week."""
    folder = a_week_of_notes(tmp_path / "workspace")
    digest(folder, "draft", *FIRST)
    mark(folder, "2024-02-16", "Ambassadors of", "hold", words="All ambassadors of")
    add(folder, "border", note("Ukraine and Poland hold border talks", AID, day="2024-02-20"))
    add(folder, "swap", note("Russia and Ukraine to exchange prisoners", SWAP, day="2024-02-27"))
    return folder


def add(workspace: Path, name: str, content: str) -> None:
    """Drop a text into the workspace."""
    (workspace / "sources" / "items" / f"{name}.md").write_text(content)


def edition(workspace: Path, day: str) -> Path:
    """Say where an edition file is."""
    return workspace / "editions" / f"{day}.md"


def mark(workspace: Path, day: str, start: str, with_: str, *, words: str = "") -> str:
    """Put a mark behind the comment of the story that starts so; return its id."""
    path = edition(workspace, day)
    content = path.read_text()
    found = re.search(rf"{start}.*?<!-- story: (\w+) -->", content)
    assert found, content
    marked = f"{found[0]} <!-- {with_} -->".replace(start, words or start, 1)
    path.write_text(content.replace(found[0], marked))
    return found[1]


def printed(workspace: Path, day: str) -> str:
    """Build an edition; return its page, its text and its message in one."""
    ran = digest(workspace, "build", "--offline", "--date", day)
    assert 0 == ran.code, ran.err
    return "\n".join(
        (workspace / "out" / f"{day}{suffix}").read_text() for suffix in (".html", ".txt", ".eml")
    )


def test_what_is_held_stays_in_the_file_and_out_of_print(workspace: Path) -> None:
    """Out of page, text and message, and of what `explain` calls placed."""
    made = printed(workspace, "2024-02-16")
    rows = json.loads(digest(workspace, "explain", "--format", "json", *FIRST).out)["items"]

    assert "mbassadors" not in made
    assert "parliament in Oslo" in made
    assert "All ambassadors of" in edition(workspace, "2024-02-16").read_text()
    assert {"EU agrees on new sanctions against Russia": False} == {
        row["title"]: row["placed"] for row in rows if "sanctions" in row["title"]
    }
    assert "1 held for the next edition" in digest(workspace, "draft", *FIRST).err


def test_the_next_edition_has_it_with_the_editors_words(workspace: Path) -> None:
    """In its section, once; its report is remembered as printed there."""
    printed(workspace, "2024-02-16")
    digest(workspace, "draft", *SECOND, now=WEEK_TWO)
    drafted = edition(workspace, "2024-02-23").read_text()
    printed(workspace, "2024-02-23")
    same = note("EU agrees on new sanctions against Russia", SANCTIONS, day="2024-02-26")
    add(workspace, "again", same)
    third = digest(workspace, "draft", *THIRD, now=WEEK_THREE)

    assert 1 == drafted.count("- All ambassadors of the European Union")
    assert "<!-- hold -->" not in drafted
    assert drafted == edition(workspace, "2024-02-23").read_text()
    assert "1 story printed before" in third.err
    assert "mbassadors" not in edition(workspace, "2024-03-01").read_text()


def test_what_is_held_once_more_goes_on(workspace: Path) -> None:
    """From edition to edition, until it is printed."""
    digest(workspace, "draft", *SECOND, now=WEEK_TWO)
    mark(workspace, "2024-02-23", "All ambassadors", "hold")
    digest(workspace, "draft", *THIRD, now=WEEK_THREE)

    assert "All ambassadors" in edition(workspace, "2024-03-01").read_text()


def test_dropped_in_the_next_edition_it_does_not_come_back(workspace: Path) -> None:
    """Neither by `draft` nor by a merge; and where it waits, a merge brings it once."""
    digest(workspace, "draft", *SECOND, now=WEEK_TWO)
    path = edition(workspace, "2024-02-23")
    blocks = path.read_text().split("\n\n")
    path.write_text("\n\n".join(block for block in blocks if "mbassadors" not in block))
    for flags in ((), ("--merge",), ("--merge",)):
        ran = digest(workspace, "draft", *flags, *SECOND, now=WEEK_TWO)
        assert 0 == ran.code, ran.err
        assert "wait" not in ran.err

    assert "mbassadors" not in path.read_text()


def test_held_after_the_next_draft_was_edited_it_waits(tmp_path: Path) -> None:
    """A merge brings it, marked as new."""
    folder = a_week_of_notes(tmp_path)
    add(folder, "border", note("Ukraine and Poland hold border talks", AID, day="2024-02-20"))
    digest(folder, "draft", *FIRST)
    digest(folder, "draft", *SECOND, now=WEEK_TWO)
    path = edition(folder, "2024-02-23")
    path.write_text(path.read_text().replace("kicker: Reporting", "kicker: Mine"))
    mark(folder, "2024-02-16", "Ambassadors of", "hold")

    waits = digest(folder, "draft", *SECOND, now=WEEK_TWO)
    merged = [digest(folder, "draft", "--merge", *SECOND, now=WEEK_TWO) for _ in range(2)]

    assert "1 new story waits" in waits.err
    assert "1 new story added" in merged[0].err
    assert "no new stories" in merged[1].err
    assert 1 == path.read_text().count("- Ambassadors of")


def test_of_a_sent_edition_the_marks_count_that_it_had_then(workspace: Path) -> None:
    """What readers have had is not offered once more."""
    path = edition(workspace, "2024-02-16")
    path.write_text(path.read_text().replace(" <!-- hold -->", ""))
    sent = digest(workspace, "send", "--via", "cat", "--allow", "unknown-absence", *FIRST)
    assert 0 == sent.code, sent.err
    mark(workspace, "2024-02-16", "All ambassadors", "hold")
    digest(workspace, "draft", *SECOND, now=WEEK_TWO)

    assert "mbassadors" not in edition(workspace, "2024-02-23").read_text()


def test_what_was_held_when_it_was_sent_counts_as_unprinted(workspace: Path) -> None:
    """The same report of the next week is news."""
    sent = digest(workspace, "send", "--via", "cat", "--allow", "unknown-absence", *FIRST)
    assert 0 == sent.code, sent.err
    same = note("EU agrees on new sanctions against Russia", SANCTIONS, day="2024-02-20")
    add(workspace, "again", same)
    ran = digest(workspace, "draft", *SECOND, now=WEEK_TWO)

    assert "printed before" not in ran.err
    assert "All ambassadors" in edition(workspace, "2024-02-23").read_text()


def test_hand_written_parts_are_held_like_others(workspace: Path) -> None:
    """A section of one's own with a table goes over as it stands."""
    path = edition(workspace, "2024-02-16")
    table = "| who | when |\n|---|---|\n| Ann | today |\n"
    path.write_text(f"{path.read_text()}\n## Letters <!-- hold -->\n\n{table}")
    digest(workspace, "draft", *SECOND, now=WEEK_TWO)
    drafted = edition(workspace, "2024-02-23").read_text()

    assert "Ann" not in printed(workspace, "2024-02-16")
    assert drafted.endswith(f"-->\n\n{table}")
    assert "\n## Letters\n" in drafted


def test_an_edition_of_which_all_is_held_is_none(workspace: Path) -> None:
    """Nobody gets an empty page."""
    edition(workspace, "2024-02-16").write_text("All of it. <!-- hold -->\n")
    ran = digest(workspace, "build", "--offline", *FIRST)

    assert 3 == ran.code
    assert "there is no text in it" in ran.err


def test_what_is_pinned_stays_when_all_else_is_composed_anew(workspace: Path) -> None:
    """By `--force`, and when the file that it wrote is composed again for new stories."""
    path = edition(workspace, "2024-02-16")
    path.write_text(path.read_text().replace(" <!-- hold -->", ""))
    mark(workspace, "2024-02-16", "All ambassadors", "pin")
    forced = digest(workspace, "draft", "--force", *FIRST)
    content = path.read_text()
    add(workspace, "pact", PACT)
    digest(workspace, "draft", *FIRST)

    assert "your edit is kept" in forced.err
    assert 1 == content.count("mbassadors of")
    assert "All ambassadors" in content
    assert "<!-- pin -->" in content
    assert "security agreement" in path.read_text()
    assert "All ambassadors" in path.read_text()
    assert "<!-- pin" not in printed(workspace, "2024-02-16")


def test_a_pinned_main_story_stays_the_main_story(workspace: Path) -> None:
    """With its headline."""
    path = edition(workspace, "2024-02-16")
    path.write_text(path.read_text().replace("title: ", "title: Mine, ", 1).replace('"', ""))
    mark(workspace, "2024-02-16", "Negotiators from", "pin", words="The negotiators of")
    add(workspace, "lead", PACT.replace("---\n\nA", "lead: true\n---\n\nA"))
    digest(workspace, "draft", "--force", *FIRST)
    lead, _, rest = path.read_text().partition("\n## ")

    assert "title: Mine, Diplomacy Watch" in lead
    assert "The negotiators of" in lead
    assert "A security agreement" in rest


@pytest.mark.parametrize("mode", [(), ("--merge",), ("--force",)])
@pytest.mark.parametrize(
    ("pattern", "instead"),
    [
        (r" <!-- story: \w+ -->", ""),
        (r"<!-- story: \w+ -->", "<!-- story: 7b533f -->"),
        (r"<!-- story: \w+ -->", "<!-- story: nobody-knows -->"),
        (
            r"<!-- story: (\w+) -->",
            r"<!-- story: \1 --> <!-- story: \1 --> <!-- hold --> <!-- pin -->",
        ),
        (r"<!-- story: \w+ -->", "<!-- story: -->"),
    ],
)
def test_ids_are_no_reason_to_fail(
    workspace: Path, pattern: str, instead: str, mode: tuple[str, ...]
) -> None:
    """Missing, doubled, unknown, empty: every command goes on, the next week's too."""
    path = edition(workspace, "2024-02-16")
    path.write_text(re.sub(pattern, instead, path.read_text()))
    for command in (
        ("draft", *mode, *FIRST),
        ("check", *FIRST),
        ("explain", *FIRST),
        ("editions",),
        ("draft", *SECOND),
    ):
        ran = digest(workspace, *command, now=WEEK_TWO)
        assert ran.code in {0, 4}, ran.err
    if not mode:
        assert "The talks turn on prisoners" in path.read_text()
