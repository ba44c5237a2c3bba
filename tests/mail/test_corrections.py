"""An edition that corrects an earlier one: its message is a reply to what readers have had."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from digest import edition as editions
from digest import pipeline
from digest import workspace as workspaces
from digest.archive import Reader, open_archive
from digest.edition import Meta
from digest.errors import EditionError
from digest.mail.address import Mailbox
from digest.mail.deliver import Command
from digest.mail.letter import FILE
from digest.mail.message import build_message
from digest.mail.recipients import Recipient
from digest.model import Page
from tests.support.envelope import read_envelope
from tests.support.values import DAY, NOW
from tests.support.workspaces import CONFIG, ONE_SECTION, make_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from digest.archive import Archive
    from digest.workspace import Workspace

EARLIER = date(2024, 2, 9)
READERS, ANN, BOB = "readers@example.org", "ann@example.org", "bob@example.org"
CORRECTION = """\
---
newsletter: Diplomacy Watch
date: 2024-02-16
corrects: 2024-02-09
title: A correction
---

The ships waited off Odesa.
"""
PAGE = Page(subject="A correction", html="<p>x</p>\n", text="x\n", corrects=EARLIER)


def test_an_edition_says_what_it_corrects() -> None:
    """In its front matter, which is read and written back as it is."""
    read = editions.parse(CORRECTION)

    assert EARLIER == read.meta.corrects
    assert CORRECTION == editions.write(read)


def test_a_composed_correction_reads_back_as_it_was() -> None:
    """`parse(write(edition)) == edition`."""
    meta = Meta(date=DAY, corrects=EARLIER, title="A correction")
    made = editions.compose(meta, [editions.Part(blocks=(editions.paragraph("One."),))])

    assert made == editions.parse(editions.write(made))
    assert "\ncorrects: 2024-02-09\n" in made.front


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("last week", "edition, line 4: corrects must be a day like 2024-02-16, got 'last week'"),
        ("2024-02-30", "edition, line 4: corrects must be a day like 2024-02-16"),
        ("[2024-02-09]", "edition, line 4: corrects must be a day like 2024-02-16"),
        (
            "2024-02-16",
            "edition, line 4: corrects must be the day of an earlier edition, got 2024-02-16 in"
            " that of 2024-02-16",
        ),
        ("2024-02-23", "edition, line 4: corrects must be the day of an earlier edition"),
    ],
)
def test_what_is_no_earlier_edition_is_an_error_with_its_line(value: str, expected: str) -> None:
    """Nothing goes out with a wrong thread."""
    with pytest.raises(EditionError) as caught:
        editions.parse(CORRECTION.replace("2024-02-09", value))

    assert str(caught.value).startswith(expected)


def test_an_empty_one_corrects_nothing() -> None:
    """As of any other key."""
    assert editions.parse(CORRECTION.replace("2024-02-09", "")).meta.corrects is None


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Make a workspace with a correction in it."""
    folder = make_workspace(tmp_path / "w", config=f"{CONFIG}{ONE_SECTION}")
    (folder / "editions").mkdir()
    (folder / "editions" / "2024-02-16.md").write_text(CORRECTION)
    (folder / "editions" / "2024-02-09.md").write_text("---\ntitle: T\n---\n\nShips waited.\n")
    return workspaces.load(folder, start=folder)


@pytest.fixture
def archive(workspace: Workspace) -> Iterator[Archive]:
    """Open the workspace's archive."""
    with open_archive(workspace.archive, where="archive.db") as opened:
        yield opened


def test_a_correction_is_rendered_and_checked_as_any_edition(
    workspace: Workspace, archive: Archive
) -> None:
    """The page knows what it corrects; nothing is found wrong with that."""
    edition = pipeline.read_edition(workspace, DAY)
    assert edition
    page = pipeline.render(workspace, archive, edition, DAY)
    findings = pipeline.check(workspace, archive, edition, DAY, where="x.md", now=NOW, page=page)

    assert EARLIER == page.corrects
    assert [] == [str(it) for it in findings if "correct" in it.message or it.severity == "error"]


def deliver(
    workspace: Workspace, archive: Archive, page: Page, day: date, *to: str, by: str = "true"
) -> str:
    """Send an edition by a command, into the ledger; return what its last message answers."""
    letters = pipeline.Letters(workspace, archive, page, day=day, now=NOW, form=FILE)
    order = pipeline.Order(day=day, choices=("again",))
    pipeline.want(workspace, archive, to=to or ["readers@example.org"], on_skipped=print)
    road = pipeline.Road(open=lambda: Command([by]), clock=lambda: NOW)
    pipeline.send(workspace, archive, order, letters, road, now=NOW)
    archive._db.execute("DELETE FROM wanted")
    return archive.ledger.deliveries(day)[-1].message_id


def answered(workspace: Workspace, archive: Archive, to: str) -> str:
    """Return what the message of the correction answers."""
    letters = pipeline.Letters(workspace, archive, PAGE, day=DAY, now=NOW, form=FILE)
    archive.readers.want(Reader(recipient=to))
    archive.ledger.queue(DAY, at=NOW, public=True)
    rows = list(archive.ledger.waiting(DAY, ("waiting",), asked=True))
    archive._db.execute("DELETE FROM wanted")
    letter, original = letters(rows[-1])
    local, _, domain = to.partition("@")
    message = letter.to(Recipient(box=Mailbox(local=local, domain=domain)), original=original)
    (line,) = [it for it in message.content.split(b"\n") if it.startswith(b"In-Reply-To: ")]
    assert line.replace(b"In-Reply-To", b"References") in message.content.split(b"\n")
    return line.decode().removeprefix("In-Reply-To: ")


def test_it_answers_what_the_same_reader_was_sent(workspace: Workspace, archive: Archive) -> None:
    """By the ledger, whatever the message would be called today."""
    page = replace(PAGE, corrects=None)
    to_list = deliver(workspace, archive, page, EARLIER)
    to_ann = deliver(workspace, archive, page, EARLIER, ANN)
    deliver(workspace, archive, page, EARLIER, BOB, by="false")  # never arrived
    with archive._writing():
        archive._db.execute(
            "UPDATE deliveries SET message_id = '<other@example.org>' WHERE recipient <> ?",
            ["readers@example.org"],
        )

    assert to_list == answered(workspace, archive, "readers@example.org")
    assert "<other@example.org>" == answered(workspace, archive, ANN)
    assert answered(workspace, archive, BOB) not in {to_ann, "<other@example.org>"}


def test_it_answers_the_name_that_the_original_would_have(
    workspace: Workspace, archive: Archive
) -> None:
    """Where the ledger knows nothing."""
    one = build_message(PAGE, workspace.config, date=DAY, now=NOW, to=[ANN])
    usual = read_envelope(
        build_message(
            replace(PAGE, corrects=None), workspace.config, date=EARLIER, now=NOW, to=[ANN]
        )
    ).message_id

    assert f"\nIn-Reply-To: {usual}\n".encode() in one
    assert usual == answered(workspace, archive, ANN)
