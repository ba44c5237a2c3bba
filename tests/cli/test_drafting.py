"""The draft is the editor's: composed anew while untouched, kept once edited, never overwritten."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from digest import pipeline
from digest import workspace as workspaces
from digest.archive import open_archive
from digest.pipeline import drafting
from tests.support import command, terminal
from tests.support.command import NOW
from tests.support.inside import digest
from tests.support.workspaces import AID, TALKS, a_week_of_notes, make_workspace, note

if TYPE_CHECKING:
    from pathlib import Path

    from digest.model import Composition

DATE = ("--date", "2024-02-16")
GRAIN = "Ukraine's minister spoke with Turkey's in Ankara about ships in the Black Sea.\n"
NEW = note(
    "Berlin and Kyiv sign a security agreement",
    "A security agreement between Germany and Ukraine was signed in Berlin on Friday, the"
    " chancellery said. It runs for ten years.\n",
)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make a workspace with three stories, and draft its edition."""
    folder = a_week_of_notes(tmp_path / "workspace")
    ran = digest(folder, "draft", *DATE)
    assert (0, b"") == (ran.code, ran.out), ran.err
    return folder


def edition(workspace: Path) -> Path:
    """Say where the edition file is."""
    return workspace / "editions" / "2024-02-16.md"


def add(workspace: Path, name: str, content: str) -> None:
    """Drop another text into the workspace."""
    (workspace / "sources" / "items" / f"{name}.md").write_text(content)


def test_a_draft_has_its_main_story_and_its_briefs(workspace: Path) -> None:
    """Talks lead; each story has its comment, each brief its attribution."""
    content = edition(workspace).read_text()

    assert 'title: "Diplomacy Watch: Kyiv and Moscow hold ceasefire talks in Geneva"' in content
    assert 3 == content.count("<!-- story: ")
    assert "[Example Times](https://example.org/norway-votes-for-more-aid-to-ukraine)" in content
    assert "<!-- absence: unknown (no feed has the id state-briefings) -->" in content


def test_an_untouched_draft_is_composed_anew_when_there_is_news(workspace: Path) -> None:
    """By `draft` and by `build`."""
    add(workspace, "pact", NEW)
    digest(workspace, "draft", *DATE)
    assert "security agreement" in edition(workspace).read_text()

    (workspace / "sources" / "items" / "pact.md").unlink()
    digest(workspace, "build", "--offline", *DATE)
    assert "security agreement" not in edition(workspace).read_text()


def test_the_same_items_give_the_same_bytes(workspace: Path) -> None:
    """Drafting twice changes nothing, in another process and its own order of hashes."""
    before = edition(workspace).read_bytes()
    command.digest(workspace, "draft", *DATE, now="1708099200")

    assert before == edition(workspace).read_bytes()


def test_an_edited_draft_is_kept_and_says_how_many_stories_wait(workspace: Path) -> None:
    """Exit code 0, one line."""
    edited = edition(workspace).read_text().replace("Negotiators", "The negotiators")
    edition(workspace).write_text(edited)
    add(workspace, "pact", NEW)
    for words in (["draft"], ["build", "--offline"]):
        ran = digest(workspace, *words, *DATE)

        assert 0 == ran.code, ran.err
        assert "1 new story waits: `digest draft --merge`" in ran.err
        assert edited == edition(workspace).read_text()
    assert "The negotiators" in (workspace / "out" / "2024-02-16.html").read_text()


def test_merge_brings_new_stories_in_and_keeps_every_word(workspace: Path) -> None:
    """What was removed does not come back; a second merge brings nothing."""
    blocks = edition(workspace).read_text().split("\n\n")
    edited = "\n\n".join(block for block in blocks if "Oslo" not in block)
    edited = edited.replace("Negotiators", "The negotiators")
    edition(workspace).write_text(edited)
    add(workspace, "pact", NEW)
    ran = digest(workspace, "draft", "--merge", *DATE)
    merged = edition(workspace).read_text()

    assert "1 new story added" in ran.err
    assert "The negotiators" in merged
    assert "security agreement between Germany and Ukraine" in merged
    assert "<!-- new -->" in merged
    assert "Oslo" not in merged
    assert "no new stories" in digest(workspace, "draft", "--merge", *DATE).err
    assert merged == edition(workspace).read_text()


def test_a_merge_without_news_leaves_every_byte(workspace: Path) -> None:
    """Line ends as Windows writes them, and what stands behind the last line."""
    edited = edition(workspace).read_text().replace("Negotiators", "The negotiators")
    content = (edited.replace("\n", "\r\n") + "\r\n \r\n").encode()
    edition(workspace).write_bytes(content)

    assert "no new stories" in digest(workspace, "draft", "--merge", *DATE).err
    assert content == edition(workspace).read_bytes()


def test_merged_lines_end_as_the_others_do(workspace: Path) -> None:
    """In a file with Windows' line ends, and in one with both, which keeps its own."""
    content = edition(workspace).read_text().replace("Negotiators", "The negotiators")
    windows = content.replace("\n", "\r\n").encode()
    mixed = windows.replace(b"\r\n", b"\n", 1)
    add(workspace, "pact", NEW)
    merged: list[bytes] = []
    for each in (windows, mixed):
        (workspace / ".digest" / "archive.db").unlink()
        edition(workspace).write_bytes(each)
        assert "1 new story added" in digest(workspace, "draft", "--merge", *DATE).err
        merged.append(edition(workspace).read_bytes())

    assert merged[0].count(b"\n") == merged[0].count(b"\r\n") > windows.count(b"\n")
    assert merged[0].replace(b"\r\n", b"\n") == merged[1].replace(b"\r\n", b"\n")
    assert b"---\nnewsletter:" in merged[1]
    assert b"The negotiators" in merged[1]


def test_force_starts_over_and_keeps_the_edit(workspace: Path) -> None:
    """Beside it, as .bak."""
    composed = edition(workspace).read_text()
    edition(workspace).write_text("Mine.\n")
    ran = digest(workspace, "draft", "--force", *DATE)

    assert "your edit is kept as 2024-02-16.md.bak" in ran.err
    assert composed == edition(workspace).read_text()
    assert "Mine.\n" == edition(workspace).with_name("2024-02-16.md.bak").read_text()


@pytest.mark.parametrize("edited", [True, False])
@pytest.mark.parametrize(
    ("command", "code"), [(("draft", "--force"), 3), (("draft",), 0), (("build", "--offline"), 0)]
)
def test_no_draft_is_replaced_by_one_without_a_story(
    workspace: Path, command: tuple[str, ...], code: int, *, edited: bool
) -> None:
    """The week's texts are off the topic by now: the file is kept, and says what was."""
    path = edition(workspace)
    if edited:
        path.write_text(path.read_text().replace("Negotiators", "The negotiators"))
    before = path.read_bytes()
    for name in ("talks", "sanctions", "aid"):
        (workspace / "sources" / "items" / f"{name}.md").unlink()
    add(workspace, "cake", note("A recipe for honey cake", "Flour, honey.\n"))
    add(workspace, "old", note("Kyiv talks", TALKS, day="2024-01-10"))

    ran = digest(workspace, *command, *DATE)

    assert code == ran.code, ran.err
    assert before == path.read_bytes()
    assert [path] == list(path.parent.iterdir())
    if code:
        assert "none of the week's 1 items is about the topic" in ran.err
        assert "Of the other items the last before it is of 2024-01-10" in ran.err


def test_a_stated_absence_alone_is_no_edition(tmp_path: Path) -> None:
    """There is nothing to read in it."""
    said = "The State Department did not hold a press briefing this week.\n"
    content = f"---\ndate: 2024-02-14\n---\n## U.S. State Department news:\n\n{said}"
    folder = make_workspace(tmp_path / "workspace", roundup=content)
    ran = digest(folder, "draft", *DATE)

    assert 3 == ran.code, ran.err
    assert "no items to publish. A statement that nothing was held is no story" in ran.err
    assert not edition(folder).exists()


def test_a_file_that_the_program_did_not_write_counts_as_edited(workspace: Path) -> None:
    """No record means edited: the archive may be gone, or the file from elsewhere."""
    (workspace / ".digest" / "archive.db").unlink()
    content = edition(workspace).read_text().replace("useful", "so so")
    edition(workspace).write_text(content)

    assert 0 == digest(workspace, "draft", *DATE).code
    assert content == edition(workspace).read_text()


def test_an_edition_without_items_is_rendered_all_the_same(workspace: Path) -> None:
    """The file is the record, whatever became of its sources."""
    for path in (workspace / "sources" / "items").iterdir():
        path.unlink()
    ran = digest(workspace, "build", "--offline", *DATE)

    assert 0 == ran.code, ran.err
    assert "Geneva" in (workspace / "out" / "2024-02-16.txt").read_text()


def test_what_came_too_late_is_in_the_next_edition_once(workspace: Path) -> None:
    """A report of the week before that was first seen after its edition was made."""
    digest(workspace, "build", "--offline", *DATE)
    add(workspace, "late", NEW)
    add(workspace, "next", note("Ukraine and Poland hold border talks", AID, day="2024-02-20"))
    friday, saturday = "1708700400", "1708786800"
    second = digest(workspace, "build", "--offline", "--date", "2024-02-23", now=friday)
    third = digest(workspace, "build", "--offline", "--date", "2024-03-01", now=saturday)

    assert 0 == second.code, second.err
    assert "security agreement" in (workspace / "editions" / "2024-02-23.md").read_text()
    assert 3 == third.code


def test_an_edit_in_the_very_moment_of_composing_is_kept(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The editor saves while new items are being judged: the file is looked at once more."""
    add(workspace, "berlin", NEW)
    opened = workspaces.load(workspace, start=workspace)
    at = datetime.fromtimestamp(int(NOW), UTC)

    def slow(*arguments: Any, **named: Any) -> Composition:
        made = pipeline.compose(*arguments, **named)
        path = edition(workspace)
        path.write_text(path.read_text().replace("hold ceasefire talks", "keep talking"))
        return made

    monkeypatch.setattr(drafting, "compose", slow)
    with open_archive(opened.archive, where="archive") as archive:
        pipeline.take_in(opened, archive, now=at, offline=True)
        drafted = pipeline.draft(opened, archive, at.date(), now=at)

    assert ("kept", 1) == (drafted.state, len(drafted.waiting))
    assert "keep talking" in edition(workspace).read_text()


def test_no_edit_is_lost_for_another(workspace: Path) -> None:
    """Each `--force` keeps what it replaces."""
    for words in ("HOURS OF WORK", "A MINUTE"):
        path = edition(workspace)
        path.write_text(path.read_text().replace("kicker: Reporting", f"kicker: {words}"))
        assert 0 == digest(workspace, "draft", "--force", *DATE).code

    kept = [path.read_text() for path in sorted(edition(workspace).parent.glob("*.bak*"))]
    assert 2 == len(kept)
    assert "HOURS OF WORK" in kept[0]
    assert "A MINUTE" in kept[1]


def test_what_the_program_took_out_itself_is_offered_again(workspace: Path) -> None:
    """Only what the editor removed stays out."""
    note_file = workspace / "sources" / "items" / "aid.md"
    aid = note_file.read_text()
    note_file.unlink()
    digest(workspace, "draft", *DATE)
    path = edition(workspace)
    path.write_text(path.read_text().replace("kicker: Reporting", "kicker: Mine"))
    note_file.write_text(aid)

    merged = digest(workspace, "draft", "--merge", *DATE)

    assert "1 new story added" in merged.err
    assert "Oslo" in path.read_text()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_words_beside_an_unknown_absence_survive_a_merge(workspace: Path, end: str) -> None:
    """The mark goes once there is something; what the editor typed under it stays."""
    path = edition(workspace)
    mark = "<!-- absence: unknown (no feed has the id state-briefings) -->"
    edited = path.read_text().replace(mark, f"{mark}\nMy own sentence.")
    path.write_text(edited, newline=end)
    words = "Questions were put about gas in Chisinau, and none was answered.\n"
    said = note("Gas for Chisinau", words, more="section: state\n")
    add(workspace, "said", said)

    merged = digest(workspace, "draft", "--merge", *DATE)

    assert 0 == merged.code, merged.err
    assert "<!-- section: state -->\n\nMy own sentence.\n" in path.read_text()
    assert mark not in path.read_text()


def test_an_edition_that_a_later_one_has_followed_is_left_as_it_is(workspace: Path) -> None:
    """What comes after belongs to the edition after."""
    for day in ("2024-02-16", "2024-02-23"):
        add(workspace, f"of-{day}", note(f"Talks of {day} in Kyiv", TALKS, day="2024-02-17"))
        digest(workspace, "build", "--offline", "--date", day)
    before = edition(workspace).read_bytes()
    add(workspace, "berlin", NEW)

    ran = digest(workspace, "build", "--offline", *DATE)

    assert 0 == ran.code, ran.err
    assert before == edition(workspace).read_bytes()


def test_a_draft_says_in_three_lines_what_it_is(workspace: Path) -> None:
    """What is in it, what is not, what is doubtful; -v names each; then what to do next."""
    undated = note("Kyiv and Ankara hold talks on grain exports", GRAIN).replace(
        "date: 2024-02-14\n", ""
    )
    add(workspace, "undated", undated)
    add(workspace, "cake", note("A recipe for honey cake", "Flour, honey.\n"))
    feed = '[[feeds]]\nid = "times"\nname = "The Times"\nurl = "http://127.0.0.1:9/"\n'
    (workspace / "sources" / "feeds.toml").write_text(feed)
    os.utime(workspace / "sources" / "items" / "undated.md", (1707998400, 1707998400))
    ran = digest(workspace, "draft", *DATE)
    named = digest(workspace, "draft", "-v", *DATE)
    quiet = digest(workspace, "draft", "-q", *DATE)

    inside, outside, doubtful, _, after = ran.err.splitlines()
    headline = "Kyiv and Moscow hold ceasefire talks in Geneva"
    assert f"  In it: 4 stories: Diplomacy Watch: {headline}" == inside
    assert "  Left out: 1 item off the topic." == outside
    assert (
        "  Doubtful: U.S. State Department news (nobody knows whether there was any), 4 stories"
        " that one source alone has, 1 item without a date and 1 feed not read well."
    ) == doubtful
    assert after.startswith("Next: edit editions/2024-02-16.md, look with `digest preview --date")
    assert f"    one source: {headline}\n" in named.err
    assert "    no date: Kyiv and Ankara hold talks on grain exports\n" in named.err
    assert "    not read well: The Times\n" in named.err
    assert "" == quiet.err


def test_what_the_editor_took_out_is_counted_as_that(workspace: Path) -> None:
    """It was neither off the topic nor without room."""
    path = edition(workspace)
    blocks = path.read_text().split("\n\n")
    path.write_text("\n\n".join(block for block in blocks if "Negotiators" not in block))
    ran = digest(workspace, "draft", *DATE)

    assert "  In it: 3 stories" in ran.err
    assert "Left out: 0 items off the topic and 1 story that you took out." in ran.err


def test_edit_opens_the_file_in_the_editor_that_is_set(workspace: Path, tmp_path: Path) -> None:
    """$VISUAL before $EDITOR, with its arguments; what was saved there is what is kept."""
    editor = tmp_path / "an editor"
    editor.write_text('#!/bin/sh\nsed -i "s/$1/$2/" "$3"\n')
    editor.chmod(0o755)
    visual = f"'{editor}' Negotiators 'The negotiators'"
    ran = terminal.digest(workspace, "draft", "--edit", *DATE, VISUAL=visual, EDITOR="false")

    assert 0 == ran.code, ran.out
    assert "The negotiators from Kyiv" in edition(workspace).read_text()
    assert b"editions/2024-02-16.md: saved.\nNext: look with `digest preview" in ran.out


@pytest.mark.parametrize(
    ("editor", "code", "expected"),
    [
        ("true", 0, "2024-02-16.md: unchanged."),
        ("false", 1, "Error: false: Editing failed"),
        ("/no/such/editor", 1, "Editing failed: [Errno 2]"),
        ("sed -i 2s/.*/title:[/", 1, "Error: editions/2024-02-16.md, line 3: broken front matter"),
    ],
)
def test_an_editor_may_fail_and_so_may_who_uses_it(
    workspace: Path, editor: str, code: int, expected: str
) -> None:
    """Each is said, with the place."""
    ran = terminal.digest(workspace, "draft", "--edit", *DATE, EDITOR=editor, columns=200)

    assert code == ran.code, ran.out
    assert expected in ran.out.decode()


@pytest.mark.parametrize("arguments", [(), ("--date", "2024-02-16"), ("--correct",)])
def test_without_a_terminal_no_editor_is_opened(
    workspace: Path, arguments: tuple[str, ...]
) -> None:
    """And nothing is drafted: the error says what to do instead."""
    edition(workspace).unlink()
    ran = digest(workspace, "draft", "--edit", *arguments, EDITOR="true")

    assert 2 == ran.code
    line = " ".join(("digest draft", *arguments))
    assert f"--edit needs a terminal: `{line}`, then open " in ran.err
    assert not edition(workspace).exists()


def test_an_open_block_of_code_takes_in_no_new_story(workspace: Path) -> None:
    """A merge that would change what the editor wrote is refused, and says why."""
    path = edition(workspace)
    content = path.read_text().replace("\n## U.S.", "\n```\nmy code\n\n## U.S.")
    path.write_text(content)
    add(workspace, "pact", NEW)
    ran = digest(workspace, "draft", "--merge", *DATE)

    assert 1 == ran.code
    assert "editions/2024-02-16.md: the new stories would run together" in ran.err
    assert content == path.read_text()
