"""Week after week: what was printed is not printed again, and what came of it says so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.inside import digest
from tests.support.workspaces import CONFIG, TALKS, a_week_of_notes, note

if TYPE_CHECKING:
    from pathlib import Path

FIRST, SECOND = ("--date", "2024-02-16"), ("--date", "2024-02-23")
FRIDAY = "1708700400"  # a week after the moment at which commands run in tests
ROUND_TWO = note(
    "Second round of Geneva ceasefire talks ends with a list of prisoners",
    "Negotiators from Kyiv and Moscow met in Geneva for a second round of talks on Tuesday. The"
    " delegations exchanged lists of prisoners of war, the mediator said, and left the question of"
    " who would watch over a truce to a third round.\n",
    day="2024-02-20",
)
LEADS = note(
    "Zelensky and Putin to negotiate a peace agreement in Istanbul",
    "Erdogan will mediate peace negotiations of Zelensky and Putin on a ceasefire, Ankara said.\n",
    day="2024-02-21",
    more="lead: true\n",
)
UPDATE = "- [Update:](https://example.org/2024-02-16/) Negotiators from Kyiv"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make a workspace whose first edition is built; the next week has a second round of talks."""
    config = CONFIG + 'web_url = "https://example.org/{date}/"\n'
    folder = a_week_of_notes(tmp_path / "workspace", config=config)
    ran = digest(folder, "build", "--offline", *FIRST)
    assert 0 == ran.code, ran.err
    add(folder, "round-two", ROUND_TWO)
    add(folder, "leads", LEADS)
    return folder


def add(workspace: Path, name: str, content: str) -> None:
    """Drop a text into the workspace."""
    (workspace / "sources" / "items" / f"{name}.md").write_text(content)


def edition(workspace: Path, day: str) -> Path:
    """Say where an edition file is."""
    return workspace / "editions" / f"{day}.md"


def second(workspace: Path, *command: str) -> str:
    """Draft the second edition; return it."""
    ran = digest(workspace, *(command or ("draft",)), *SECOND, now=FRIDAY)
    assert 0 == ran.code, ran.err
    return edition(workspace, "2024-02-23").read_text()


def reasons(workspace: Path, title: str) -> tuple[dict[str, Any], str]:
    """Return what `explain` says of an item of the second week."""
    ran = digest(workspace, "explain", "--format", "json", *SECOND, now=FRIDAY)
    rows = json.loads(ran.out)["items"]
    row = next(row for row in rows if title in row["title"])
    return row, "\n".join(row["reasons"])


def test_a_development_is_marked_and_links_to_its_edition(workspace: Path) -> None:
    """By every command that composes; `explain` names what it follows."""
    assert UPDATE in second(workspace)
    assert UPDATE in second(workspace, "build", "--offline")
    assert "an update of “Kyiv and Moscow hold" in reasons(workspace, "Second round")[1]


def test_the_same_report_dated_anew_is_left_out(workspace: Path) -> None:
    """`explain` says which edition had it, and where it would belong."""
    add(workspace, "talks", note("Kyiv and Moscow hold ceasefire talks", TALKS, day="2024-02-19"))
    (workspace / "sources" / "items" / "round-two.md").unlink()
    written = second(workspace)
    row, said = reasons(workspace, "Kyiv and Moscow hold")

    assert "who would watch over a truce" not in written
    assert (False, "other") == (row["placed"], row["section"])
    assert "left out: printed on 2024-02-16" in said


def test_what_was_only_drafted_was_not_printed(tmp_path: Path) -> None:
    """Nobody has read it."""
    folder = a_week_of_notes(tmp_path / "workspace")
    digest(folder, "draft", *FIRST)
    add(folder, "round-two", ROUND_TWO)
    add(folder, "leads", LEADS)

    assert "Update" not in second(folder)


@pytest.mark.parametrize("again", [True, False])
def test_what_the_editor_took_out_was_not_printed(workspace: Path, *, again: bool) -> None:
    """Before the last build, or before sending the file; also if the file is gone since."""
    path = edition(workspace, "2024-02-16")
    front, lead, *rest = path.read_text().split("\n\n")
    assert lead.startswith("Negotiators")
    path.write_text("\n\n".join([front, "The editor's own words.", *rest]))
    if again:
        digest(workspace, "build", "--offline", *FIRST)
        path.unlink()
    assert "Update" not in second(workspace)


SEND = ("send", *FIRST, "--via", "true", "--allow", "unknown-absence")


@pytest.mark.parametrize(("sent", "expected"), [(True, True), (False, False)])
def test_what_was_put_in_after_the_last_build_is_printed_once_it_is_sent(
    workspace: Path, *, sent: bool, expected: bool
) -> None:
    """As the file was sent; what only stands in it has been read by nobody."""
    path = edition(workspace, "2024-02-16")
    whole = path.read_text()
    front, lead, *rest = whole.split("\n\n")
    path.write_text("\n\n".join([front, "The editor's own words.", *rest]))
    digest(workspace, "build", "--offline", *FIRST)
    path.write_text(whole)
    if sent:
        ran = digest(workspace, *SEND)
        assert 0 == ran.code, ran.err

    assert "Negotiators" in lead
    assert expected == (UPDATE in second(workspace))


def test_what_was_sent_stays_printed_whatever_becomes_of_the_file(workspace: Path) -> None:
    """It is edited, or sent to some more: readers have had it."""
    assert 0 == digest(workspace, *SEND).code
    path = edition(workspace, "2024-02-16")
    front, _, *rest = path.read_text().split("\n\n")
    path.write_text("\n\n".join([front, "The editor's own words.", *rest]))
    assert UPDATE in second(workspace)

    again = digest(workspace, *SEND, "--again")

    assert 0 == again.code, again.err
    assert UPDATE in second(workspace, "draft", "--force")


def test_memory_is_the_archives(workspace: Path) -> None:
    """A former edition's file may be gone, or broken; what its sources say by now counts not."""
    edition(workspace, "2024-02-16").unlink()
    (workspace / "sources" / "items" / "talks.md").unlink()
    assert UPDATE in second(workspace)
    edition(workspace, "2024-02-16").write_text("---\nnever closed")

    assert UPDATE in second(workspace, "draft", "--force")


def test_a_week_of_nothing_new_is_nothing_to_publish(workspace: Path) -> None:
    """Exit code 3, and why."""
    for name in ("leads", "round-two"):
        (workspace / "sources" / "items" / f"{name}.md").unlink()
    add(workspace, "talks", note("Kyiv and Moscow hold ceasefire talks", TALKS, day="2024-02-19"))
    ran = digest(workspace, "draft", *SECOND, now=FRIDAY)

    assert 3 == ran.code, ran.err
    assert "nothing is new among the week's 1 items" in ran.err
    assert not edition(workspace, "2024-02-23").exists()


def test_another_day_of_the_same_week_forgets_what_was_only_built(workspace: Path) -> None:
    """Until readers have had it: then it is not printed the day after."""
    before = edition(workspace, "2024-02-16").read_text()
    ran = digest(workspace, "draft", "--date", "2024-02-17")
    assert 0 == ran.code, ran.err
    assert (
        before.partition("---\n\n")[2]
        == (edition(workspace, "2024-02-17").read_text().partition("---\n\n")[2])
    )
    sent = digest(workspace, "send", *FIRST, "--via", "true", "--allow", "unknown-absence")
    assert 0 == sent.code, sent.err

    edition(workspace, "2024-02-17").unlink()

    assert 3 == digest(workspace, "draft", "--date", "2024-02-17").code


def test_an_edition_is_the_same_however_often_it_is_composed(workspace: Path) -> None:
    """The former one, and the one that follows it."""
    first, after = edition(workspace, "2024-02-16").read_bytes(), second(workspace, "build")
    digest(workspace, "build", "--offline", *FIRST, now=FRIDAY)

    assert first == edition(workspace, "2024-02-16").read_bytes()
    assert after == second(workspace, "build", "--offline")
