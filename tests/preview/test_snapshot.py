"""What the page is told, and when it is told something else."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from digest.errors import TemplateError
from digest.preview.board import Board
from digest.preview.exhibit import Card, Heading, Remark, SourceLine, Spot
from digest.preview.snapshot import Failure, Snapshot, describe

MESSAGE = b"From: a@example.org\nDate: Fri, 16 Feb 2024 10:00:00 -0500\n\nDate: unknown\n"
SNAPSHOT = Snapshot(
    where="editions/2024-02-16.md",
    day="2024-02-16",
    newsletter="Watch",
    sender="a@example.org",
    subject="Talks",
    preheader="They go on",
    html=b"<p>Talks",
    text=b"Talks\n",
    source=b"Talks",
    message=MESSAGE,
    html_limit=1000,
)
FAULT = Failure(where="templates/x, line 3", what="no such name", hint="Write another")


@pytest.mark.parametrize(
    "change",
    [
        {"html": b"<p>Talk"},
        {"text": b"Talk\n"},
        {"source": b"Talk"},
        {"subject": "Talk"},
        {"message": MESSAGE.replace(b"unknown", b"Friday")},
        {"message_fault": "no sender"},
        {"remarks": (Remark(severity="note", place="x", message="y"),)},
        {"checked": False},
        {"cards": (Card(at=0, story="a1", title="Talks", section="other"),)},
        {"headings": (Heading(target="other", title="Other", kind="briefs"),)},
        {"sources": (SourceLine(id="wire", name="Wire", condition="ok"),)},
        {"days": ("2024-02-09",)},
        {"spots": (Spot(line=3, key="Talks"),)},
        {"locked": "It was sent"},
        {"undo": "moved it up"},
        {"heaviest": "the main story 3"},
        {"quoted": (("digest.toml", b"x"),)},
    ],
)
def test_each_thing_that_people_see_makes_another_version(change: dict[str, Any]) -> None:
    """So that the page reloads."""
    changed = replace(SNAPSHOT, **change)

    assert describe(SNAPSHOT, None)["version"] != describe(changed, None)["version"]


def test_the_moment_of_the_message_makes_no_other_version() -> None:
    """It is another one at every look."""
    later = replace(SNAPSHOT, message=MESSAGE.replace(b"10:00:00", b"10:00:01"))

    assert describe(SNAPSHOT, None) == describe(later, None)


def test_what_moves_from_one_file_to_the_next_is_a_change() -> None:
    """Each file counts by itself."""
    moved = replace(SNAPSHOT, text=b"Talks\nTal", source=b"ks")

    assert describe(SNAPSHOT, None)["version"] != describe(moved, None)["version"]


def test_a_fault_stands_over_the_last_good_edition_until_it_is_mended() -> None:
    """And the version is then what it was."""
    board = Board()

    assert board.put(SNAPSHOT)
    good = board.told
    assert not board.put(SNAPSHOT)
    assert board.put(FAULT)
    assert board.snapshot is SNAPSHOT
    assert FAULT == board.told["failure"]
    assert good["edition"] == board.told["edition"]
    assert not board.put(FAULT)
    assert board.put(SNAPSHOT)
    assert good == board.told


def test_an_error_is_told_in_its_three_parts() -> None:
    """Where, what, and what to do."""
    error = TemplateError("no such name", where="templates/x, line 3", hint="Write another")

    assert FAULT == Failure.of(error)


def test_the_mail_has_a_name_of_its_own() -> None:
    """What is said of it makes no other: the frame is not filled anew for that."""
    said = replace(SNAPSHOT, undo="moved it up", text=b"Talk\n")
    first, second, third = (
        describe(one, None)["edition"]["mail"]
        for one in (SNAPSHOT, said, replace(SNAPSHOT, html=b"<p>Talk"))
    )

    assert first == second
    assert first != third


def test_who_waits_is_told_the_next_version() -> None:
    """At once if there is one already; None if none comes in time, or it ends."""

    async def wait() -> list[str | None]:
        board = Board()
        board.put(SNAPSHOT)
        first = board.version
        answers = [await board.next_version("", 5), await board.next_version(first, 0.01)]
        waiting = asyncio.create_task(board.next_version(first, 5))
        await asyncio.sleep(0)
        board.put(FAULT)
        await board.announce()
        answers.append(await waiting)
        waiting = asyncio.create_task(board.next_version(board.version, 5))
        await asyncio.sleep(0)
        await board.close()
        return [*answers, await waiting]

    good, bad = describe(SNAPSHOT, None), describe(SNAPSHOT, FAULT)
    assert [good["version"], None, bad["version"], None] == asyncio.run(wait())
