"""Buttons change the edition file: as the program would write it, and never over an edit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from digest import edition as editions
from digest import pipeline
from digest.archive import open_archive
from digest.errors import EditionError, OutputError
from digest.pipeline.changes import Refused
from digest.pipeline.viewing import Viewing
from digest.preview.actions import Action
from digest.workspace import load
from tests.support.values import DAY, NOW
from tests.support.workspaces import a_week_of_notes, note

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from digest.archive import Archive
    from digest.preview.exhibit import Card
    from digest.preview.snapshot import Snapshot
    from digest.workspace import Workspace

LAKE = note("A lake is crossed", "A swimmer crosses a lake, and is given a cake.")
TALKS, OTHERS = "Kyiv and Moscow hold", ("EU agrees", "Norway votes")


@dataclass(slots=True)
class Desk:
    """An edition in preview, and its file."""

    workspace: Workspace
    archive: Archive
    viewing: Viewing = field(default_factory=lambda: Viewing(DAY))
    shown: Snapshot = field(init=False)

    def __post_init__(self) -> None:
        """Draft and look."""
        self.look()

    @property
    def path(self) -> Path:
        """The edition file."""
        return self.workspace.edition(DAY)

    @property
    def text(self) -> str:
        """The edition file's content."""
        return self.path.read_text()

    def look(self) -> None:
        """Look at everything, as after a change of the sources."""
        pipeline.take_in(self.workspace, self.archive, now=NOW, offline=True)
        drafted = pipeline.draft(self.workspace, self.archive, DAY, now=NOW)
        self.shown = self.viewing.in_full(self.workspace, self.archive, drafted, now=NOW, failed=())

    def card(self, words: str) -> Card:
        """Return the card of a story, by its title."""
        return next(it for it in self.shown.cards if words in it.title)

    def press(self, deed: Any, words: str = "", *, section: str = "", version: str = "") -> str:
        """Press a button of a story, look again, and return what was said."""
        about: dict[str, Any] = {}
        if words:
            card = self.card(words)
            about = {"story": card.story} if card.at is None else {"at": card.at}
        asked = Action(do=deed, version=version or self.shown.file, section=section, **about)
        said = self.viewing.act(self.workspace, self.archive, asked)
        again = self.viewing.again(self.workspace, self.archive, now=NOW)
        if again is None:
            self.look()
        else:
            self.shown = again
        return said


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Preview a week of three stories and one that is off the topic."""
    folder = a_week_of_notes(tmp_path / "workspace")
    (folder / "sources" / "items" / "lake.md").write_text(LAKE)
    workspace = load(folder, start=folder)
    with open_archive(workspace.archive, where="archive") as archive:
        yield Desk(workspace, archive)


def test_what_nobody_wrote_is_written_anew_for_its_place(desk: Desk) -> None:
    """The new main story at length, the old one as a brief, the headline for the new one."""
    before = desk.text
    brief = desk.shown.cards[1]
    said = desk.press("lead", brief.title)
    after = desk.text

    assert f"made “{brief.title}” the main story" == said
    assert f'title: "Diplomacy Watch: {brief.title}"' in after
    first, _, rest = after.partition("## ")
    assert f"<!-- story: {brief.story} -->" in first
    assert "- Negotiators from Kyiv" in rest
    assert " to go on. The talks turn on prisoners" in rest
    assert "\n\nThe talks turn on prisoners" in before


def test_what_somebody_wrote_is_moved_word_for_word(desk: Desk) -> None:
    """And it is said whose the headline is."""
    edited = desk.text.replace("difficult but useful", "hard going").replace(
        "title: ", "title: Mine, "
    )
    desk.path.write_text(edited.replace("further year of aid", "further year of help"))
    desk.look()
    brief = next(it for it in desk.shown.cards if it.title.startswith("Norway"))
    said = desk.press("lead", brief.title)

    assert "you wrote the title yourself: see whether it still fits" in said
    first, _, rest = desk.text.partition("## ")
    assert "further year of help" in first
    assert "title: Mine, " in first
    assert "- Negotiators from Kyiv" in rest
    assert "hard going" in rest
    assert "  The talks turn on prisoners" in rest


def test_a_story_that_is_not_in_the_file_can_lead(desk: Desk) -> None:
    """It comes in and leads at once."""
    desk.press("lead", "A lake")

    assert "A lake is crossed" in desk.text.partition("\n---\n")[0]
    assert desk.text.partition("---\n\n")[2].startswith("A swimmer crosses a lake")
    assert "- Negotiators from Kyiv" in desk.text


def test_a_story_comes_in_as_merge_brings_it(desk: Desk) -> None:
    """At the end of its section, marked; once it is dropped again, merge leaves it out."""
    desk.path.write_text(desk.text.replace("useful", "of use"))
    desk.look()
    desk.press("bring", "A lake")
    assert desk.text.rstrip().partition("## U.S.")[0].rstrip().endswith("--> <!-- new -->")
    story = desk.card("A lake").story
    desk.press("drop", "A lake")

    assert story in desk.archive.edition(DAY).offered
    merged = pipeline.draft(desk.workspace, desk.archive, DAY, now=NOW, mode="merge")
    assert () == merged.added


def test_each_step_can_be_taken_back(desk: Desk) -> None:
    """Down to the file that the program wrote, which then follows its sources again."""
    before = desk.path.read_bytes()
    first, second = (it.title for it in desk.shown.cards[1:3])
    desk.press("up", second)
    desk.press("hold", first)
    desk.press("move", second, section="state")
    assert f"moved “{second}” to another section" == desk.shown.undo
    said = [desk.press("undo") for _ in range(3)]

    assert [
        f"Undone: moved “{second}” to another section",
        f"Undone: held “{first}” for the next edition",
        f"Undone: moved “{second}” up",
    ] == said
    assert ("", before) == (desk.shown.undo, desk.path.read_bytes())
    assert "unchanged" == desk.viewing.drafted.state if desk.viewing.drafted else False
    with pytest.raises(Refused, match="there is nothing to undo"):
        desk.press("undo")


def test_a_held_story_is_marked_and_printed_again(desk: Desk) -> None:
    """The mark stands behind its comment."""
    first = desk.shown.cards[1]
    before = desk.text
    desk.press("hold", first.title)
    assert f"<!-- story: {first.story} --> <!-- hold -->" in desk.text
    assert desk.card(first.title).held

    assert f"put “{first.title}” back into print" == desk.press("release", first.title)
    assert before == desk.text


def test_an_edit_that_the_page_has_not_shown_is_never_overwritten(desk: Desk) -> None:
    """Neither by a change nor by a step back."""
    desk.press("down", desk.shown.cards[1].title)
    edited = desk.text.replace("Geneva", "Lausanne")
    shown = desk.shown.file
    desk.path.write_text(edited)
    for deed, words in (("drop", TALKS), ("undo", "")):
        with pytest.raises(Refused, match="the file was changed meanwhile: nothing was done"):
            desk.press(deed, words, version=shown)
    again = desk.viewing.again(desk.workspace, desk.archive, now=NOW)
    assert again is not None
    desk.shown = again
    assert "" == again.undo
    with pytest.raises(Refused, match="the file was changed since"):
        desk.press("undo")

    assert edited == desk.text
    assert ["2024-02-16.md"] == [it.name for it in desk.path.parent.iterdir()]


def test_an_edit_while_the_change_is_written_is_never_overwritten(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is looked once more at the last moment."""
    edited = desk.text.replace("Geneva", "Lausanne")

    def slowly(path: Path, content: bytes, *, where: str) -> None:
        path.write_bytes(content)
        assert where
        desk.path.write_text(edited)

    monkeypatch.setattr("digest.pipeline.arranging.write_file", slowly)
    with pytest.raises(Refused, match="the file was changed meanwhile"):
        desk.press("drop", TALKS)

    assert edited == desk.text
    assert ["2024-02-16.md"] == [it.name for it in desk.path.parent.iterdir()]


@pytest.mark.parametrize(
    ("deed", "words", "section", "expected"),
    [
        ("up", TALKS, "", "it is the first of its section"),
        ("lead", TALKS, "", "it is the main story already"),
        ("move", TALKS, "nowhere", "'nowhere' is no section"),
        ("up", "A lake", "", "the story is not in the file: bring it in first"),
        ("move", "A lake", "other", "the story is not in the file"),
    ],
)
def test_what_cannot_be_done_is_refused(
    desk: Desk, deed: str, words: str, section: str, expected: str
) -> None:
    """And the file is as it was."""
    before = desk.text
    with pytest.raises(Refused, match=expected):
        desk.press(deed, words, section=section)

    assert before == desk.text


def test_an_edition_that_was_sent_is_not_changed(desk: Desk) -> None:
    """The page says so, too."""
    desk.archive.remember_sent(DAY, NOW)
    before = desk.text
    with pytest.raises(Refused, match="the edition was sent on 2024-02-16 and is not changed"):
        desk.press("drop", TALKS)
    desk.look()

    assert before == desk.text
    assert "It was sent on 2024-02-16 and is not changed any more." == desk.shown.locked


def test_a_file_that_cannot_be_read_is_left_alone(desk: Desk) -> None:
    """Gone, or broken."""
    version = desk.shown.file
    card = desk.card(TALKS)
    asked = Action(do="drop", version=version, at=card.at)
    desk.path.rename(desk.path.with_suffix(".aside"))
    with pytest.raises(Refused, match="the file is gone"):
        desk.viewing.act(desk.workspace, desk.archive, asked)
    desk.path.mkdir()
    with pytest.raises(EditionError, match="cannot be read"):
        desk.viewing.act(desk.workspace, desk.archive, asked)


def test_a_disk_that_is_full_leaves_the_file_as_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no step to take back."""
    before = desk.text

    def full(*_: object, **__: object) -> None:
        raise OutputError("cannot be written: No space left on device")

    monkeypatch.setattr("digest.pipeline.arranging.write_file", full)
    with pytest.raises(OutputError, match="No space left"):
        desk.press("drop", TALKS)

    assert before == desk.text
    assert [] == desk.viewing.arranger.steps


def test_hand_written_stories_and_line_ends_are_kept(desk: Desk) -> None:
    """A story without a comment has a card; CRLF stays CRLF."""
    edited = desk.text.replace("## U.S.", "- By hand, a رسالة.\n\n## U.S.").replace("\n", "\r\n")
    desk.path.write_bytes(edited.encode())
    desk.look()
    desk.press("up", "By hand")
    moved = desk.path.read_bytes().decode()
    desk.press("bring", "A lake")
    brought = desk.path.read_bytes().decode()

    assert editions.write(editions.parse(moved)) == moved
    for content in (moved, brought):
        assert content.count("\n") == content.count("\r\n")
        assert "- By hand, a رسالة.\r\n" in content


def test_a_link_to_an_edition_file_stays_one(desk: Desk, tmp_path: Path) -> None:
    """What it leads to is changed, and keeps its mode."""
    elsewhere = tmp_path / "elsewhere.md"
    desk.path.rename(elsewhere)
    elsewhere.chmod(0o640)
    desk.path.symlink_to(elsewhere)
    desk.press("drop", TALKS)

    assert desk.path.is_symlink()
    assert "met in Geneva" not in elsewhere.read_text().partition("\n---\n")[2]
    assert 0o640 == elsewhere.stat().st_mode & 0o777
