"""An edition that was sent is frozen; what was wrong in it is put right by a correction."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from digest import edition as editions
from digest.editorial.correction import Change, changes
from tests.support.command import NOW
from tests.support.inside import digest
from tests.support.workspaces import AID, CONFIG, a_week_of_notes, note

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.command import Ran

DATE, CORRECTION = ("--date", "2024-02-16"), ("--date", "2024-02-17")
SATURDAY = "1708182000"
NONE = "No briefing was held."


def a_sent_edition(folder: Path) -> Path:
    """Make a workspace whose edition was sent."""
    workspace = a_week_of_notes(folder, config=CONFIG + 'web_url = "https://e.org/{date}.html"\n')
    digest(workspace, "build", "--offline", *DATE)
    change(workspace, "<!-- absence: unknown (no feed has the id state-briefings) -->", NONE)
    send(workspace, *DATE)
    return workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make a workspace whose edition was sent, and then changed."""
    folder = a_sent_edition(tmp_path / "workspace")
    change(folder, "voted on Thursday", "voted on Wednesday")
    return folder


def send(workspace: Path, *arguments: str) -> Ran:
    """Send an edition into a file."""
    ran = digest(workspace, "send", "--via", f"tee {workspace / 'sent.eml'}", *arguments)
    assert 0 == ran.code, ran.err
    return ran


def change(workspace: Path, before: str, after: str, day: str = "2024-02-16") -> None:
    """Change an edition file."""
    path = workspace / "editions" / f"{day}.md"
    content = path.read_text()
    assert before in content
    path.write_text(content.replace(before, after))


def states(workspace: Path) -> dict[str, str]:
    """Return the state of each edition."""
    ran = digest(workspace, "editions", "--format", "json")
    return {row["date"]: row["state"] for row in json.loads(ran.out)["editions"]}


@pytest.mark.parametrize("command", [("draft",), ("build", "--offline"), ("send", "--via", "cat")])
def test_a_change_after_it_was_sent_is_noticed(workspace: Path, command: tuple[str, ...]) -> None:
    """By whatever looks at the edition, with what to do; the file is kept."""
    ran = digest(workspace, *command, *DATE)

    assert 0 == ran.code, ran.err
    assert "2024-02-16.md was changed after it was sent: readers do not have that" in ran.err
    assert "`digest draft --date 2024-02-16 --correct`" in ran.err


@pytest.mark.parametrize(
    ("before", "after"),
    [("\n## ", "\n\n\n## "), (NONE, f"<!-- a note -->\n\n{NONE}"), (" -->", "  -->")],
)
def test_what_readers_cannot_see_is_no_change(tmp_path: Path, before: str, after: str) -> None:
    """Empty lines and comments."""
    workspace = a_sent_edition(tmp_path)
    change(workspace, before, after)

    assert "changed after" not in digest(workspace, "build", "--offline", *DATE).err


@pytest.mark.parametrize("mode", ["--merge", "--force"])
def test_it_is_not_composed_any_more(workspace: Path, mode: str) -> None:
    """The error names the way that there is."""
    ran = digest(workspace, "draft", mode, *DATE)

    assert 1 == ran.code
    assert "sent on 2024-02-16. To put something right" in ran.err


def test_a_correction_says_on_top_what_has_changed(workspace: Path) -> None:
    """An edition of the next free day, with the sentence as it was and as it is, then all of it."""
    ran = digest(workspace, "draft", "--correct")
    path = workspace / "editions" / "2024-02-17.md"
    content = path.read_text()
    top, _, rest = content.partition("\n***\n")

    assert 0 == ran.code, ran.err
    assert "editions/2024-02-17.md, the correction of 2024-02-16: written" in ran.err
    assert "\ncorrects: 2024-02-16\n" in top
    assert 'title: "Correction: Diplomacy Watch: Kyiv' in top
    assert top.index("> The parliament in Oslo voted on Thursday") < top.index(
        "> The parliament in Oslo voted on Wednesday"
    )
    assert "power stations" not in top
    assert "power stations" in rest
    assert "story:" not in content


def test_it_goes_to_the_readers_as_a_reply(workspace: Path) -> None:
    """Every command takes it as any other edition, and the list of editions knows of it."""
    digest(workspace, "draft", "--correct")
    change(workspace, "It said:", "We wrote:", "2024-02-17")
    checked = digest(workspace, "check", *CORRECTION)
    built = digest(workspace, "build", "--offline", *CORRECTION, now=SATURDAY)
    before = states(workspace)
    send(workspace, *CORRECTION)
    message = (workspace / "sent.eml").read_text()

    assert 0 == checked.code, checked.out
    assert ("", 0) == (built.err, built.code)
    assert "In-Reply-To: <2024-02-16." in message
    assert "Subject: Correction: " in message
    assert "We wrote:" in message
    assert {"2024-02-17": "built", "2024-02-16": "sent"} == before
    assert {"2024-02-17": "sent", "2024-02-16": "corrected"} == states(workspace)
    assert "changed" not in digest(workspace, "draft", *DATE).err


def test_it_is_composed_anew_until_somebody_edits_it(workspace: Path) -> None:
    """Then its words are kept."""
    digest(workspace, "draft", "--correct", *DATE)
    change(workspace, "Negotiators from", "The negotiators of")
    again = digest(workspace, "draft", "--correct", *DATE)
    path = workspace / "editions" / "2024-02-17.md"
    assert "> The negotiators of" in path.read_text()
    change(workspace, "It said:", "We wrote:", "2024-02-17")
    change(workspace, "Ambassadors of", "The ambassadors of")
    kept = digest(workspace, "draft", "--correct", *DATE)

    assert "recomposed" in again.err
    assert "the correction of 2024-02-16: kept" in kept.err
    assert "We wrote:" in path.read_text()


def test_a_second_correction_is_of_what_the_first_left(workspace: Path) -> None:
    """What readers were told already is not told once more."""
    digest(workspace, "draft", "--correct")
    send(workspace, *CORRECTION)
    change(workspace, "Negotiators from", "The negotiators of")
    ran = digest(workspace, "draft", "--correct")
    content = (workspace / "editions" / "2024-02-18.md").read_text()
    top = content.partition("\n***\n")[0]

    assert 0 == ran.code, ran.err
    assert "The negotiators of" in top
    assert "Oslo" not in top
    assert "\ncorrects: 2024-02-16\n" in content


def refusals() -> list[Any]:
    """Return what `--correct` refuses, with what is done before, and what it says."""
    return [
        pytest.param(False, DATE, 1, "it was not sent. Change the file itself", id="not sent"),
        pytest.param(False, (), 1, "no edition was sent yet", id="none sent"),
        pytest.param(True, DATE, 1, "nothing in it has changed since readers had it", id="same"),
        pytest.param(True, ("--date", "2024-02-09"), 1, "there is no such edition", id="missing"),
        pytest.param(True, ("--merge",), 2, "an edition of its own: leave out --merge", id="merge"),
        pytest.param(True, ("--force",), 2, "an edition of its own: leave out --force", id="force"),
    ]


@pytest.mark.parametrize(("sent", "arguments", "code", "expected"), refusals())
def test_what_cannot_be_corrected_is_said(
    tmp_path: Path, arguments: tuple[str, ...], code: int, expected: str, *, sent: bool
) -> None:
    """Each with what to do."""
    workspace = a_sent_edition(tmp_path) if sent else a_week_of_notes(tmp_path)
    digest(workspace, "draft", *DATE)
    ran = digest(workspace, "draft", "--correct", *arguments)

    assert code == ran.code, ran.err
    assert expected in ran.err


@pytest.mark.parametrize("flags", [("--correct",), ("--merge",), ("--force",)])
def test_news_has_no_place_in_a_correction(workspace: Path, flags: tuple[str, ...]) -> None:
    """And it has no correction of its own."""
    digest(workspace, "draft", "--correct")
    ran = digest(workspace, "draft", *flags, *CORRECTION)

    assert 1 == ran.code
    assert "`digest draft --date 2024-02-16 --correct`" in ran.err


def test_the_next_week_goes_on_as_if_there_were_none(tmp_path: Path) -> None:
    """What came late is carried over, what was printed is left out, what is held is offered."""
    late = note(
        "Berlin and Kyiv sign a security agreement",
        "A security agreement between Germany and Ukraine was signed, the chancellery said.\n",
    )
    found = []
    for corrected in (False, True):
        workspace = a_sent_edition(tmp_path / str(corrected))
        (workspace / "sources" / "items" / "late.md").write_text(late)
        digest(workspace, "fetch", "--offline", now=str(int(NOW) + 3600))
        if corrected:
            change(workspace, "voted on Thursday", "voted on Wednesday")
            digest(workspace, "draft", "--correct", now=SATURDAY)
            digest(workspace, "build", "--offline", *CORRECTION, now=SATURDAY)
            ran = digest(workspace, "send", "--via", "cat", *CORRECTION, now=SATURDAY)
            assert 0 == ran.code, ran.err
        border = note("Ukraine and Poland hold border talks", AID, day="2024-02-20")
        (workspace / "sources" / "items" / "border.md").write_text(border)
        digest(workspace, "draft", "--date", "2024-02-23", now="1708700400")
        found.append((workspace / "editions" / "2024-02-23.md").read_text())

    assert found[0] == found[1]
    assert "security agreement between Germany" in found[0]


def test_without_what_was_sent_the_editor_says_what_was_wrong(workspace: Path) -> None:
    """An edition that was sent by an older version of the program, say."""
    (workspace / ".digest" / "sent" / "2024-02-16.md").unlink()
    ran = digest(workspace, "draft", "--correct", *DATE)

    assert 0 == ran.code, ran.err
    content = (workspace / "editions" / "2024-02-17.md").read_text()
    assert "<!-- What was sent was not kept: say here what was wrong" in content


def test_a_correction_is_of_no_publish_day_and_of_none_that_is_taken(workspace: Path) -> None:
    """On the day of the next edition it is of the day after."""
    friday = "1708700400"
    (workspace / "editions" / "2024-02-24.md").write_text("Another edition.\n")
    digest(workspace, "draft", "--correct", *DATE, now=friday)

    assert (workspace / "editions" / "2024-02-25.md").exists()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("One. Two is here.\n", "One. Three is here.\n", [("Two is here.", "Three is here.")]),
        ("One.\n\nTwo.\n", "One.\n", [("Two.", "")]),
        ("One.\n", "One.\n\nTwo.\n", [("", "Two.")]),
        ("One.\n", "One. <!-- pin -->\n", []),
        ("One.\n\nTwo.\n", "One.\n\nTwo. <!-- hold -->\n", [("One.", ""), ("Two.", "")]),
        ("## T\n\n- B <!-- hold -->\n", "## T\n\n- B\n", [("", "## T"), ("", "B")]),
        ("One\ntwo.\n", "One two.\n", []),
        ("> a\n> 1\n", "> a\n> 2\n", [("> a\n> 1", "> a\n> 2")]),
        ("---\ntitle: A\n---\n\nx\n", "---\ntitle: B\n---\n\nx\n", [("A", "B")]),
        ("## A\n\nx\n", "## B\n\nx\n", [("## A", "## B")]),
    ],
)  # fmt: skip
def test_what_has_changed_is_told_by_sentences(
    before: str, after: str, expected: list[tuple[str, str]]
) -> None:
    """What readers see: headline, deck, headings and paragraphs."""
    found = changes(editions.parse(before), editions.parse(after))

    assert [Change(before=old, after=new) for old, new in expected] == list(found)
