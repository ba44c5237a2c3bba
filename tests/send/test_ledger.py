"""The ledger: it never says more than is known, and nobody is written down twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from digest.archive import Archive, Delivery, Ended, open_archive, open_copy
from digest.errors import ArchiveError, DigestError
from tests.support.values import DAY, NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ANN = "ann@example.org"
BOB = "bob@example.org"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the archive is."""
    return tmp_path / "archive.db"


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    """Open an empty archive."""
    with open_archive(path, where="archive.db") as opened:
        yield opened


def begin(archive: Archive, *recipients: str, again: bool = False) -> int:
    """Begin an attempt."""
    everybody = recipients or (ANN,)
    return archive.ledger.begin(DAY, everybody, message_id="<m@x>", at=NOW, again=again)


def test_an_attempt_that_ended_is_kept_with_what_was_answered(archive: Archive) -> None:
    """For each of its recipients, in their order."""
    attempt = begin(archive, BOB, ANN)
    archive.ledger.end(attempt, "failed", code=75, answer="try later")
    common: dict[str, Any] = {
        "attempt": 1,
        "edition": DAY,
        "message_id": "<m@x>",
        "state": "failed",
        "code": 75,
        "answer": "try later",
        "at": NOW,
    }

    assert (Delivery(recipient=BOB, **common), Delivery(recipient=ANN, **common)) == (
        archive.ledger.deliveries(DAY)
    )


def test_sending_is_on_the_disk_before_anything_leaves(archive: Archive, path: Path) -> None:
    """Another process sees it at once, and reads it as uncertain."""
    begin(archive)
    with open_copy(path, where="archive.db") as copy:
        assert {ANN: "uncertain"} == copy.ledger.states(DAY)


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        (["failed"], "failed"),
        (["sent"], "sent"),
        ([None], "uncertain"),
        (["uncertain"], "uncertain"),
        (["failed", "sent"], "sent"),
        (["sent", "failed"], "sent"),
        (["uncertain", "failed"], "uncertain"),
        ([None, "failed"], "uncertain"),
        ([None, "sent"], "sent"),
    ],
)
def test_a_readers_state_is_the_gravest_of_all_attempts(
    archive: Archive, ends: list[Ended | None], expected: str
) -> None:
    """Who was sent it has it, whatever failed later; None is a run that was cut off."""
    for end in ends:
        attempt = begin(archive, again=True)
        if end:
            archive.ledger.end(attempt, end, code=0, answer="")

    assert {ANN: expected} == archive.ledger.states(DAY)


def test_addresses_that_differ_in_case_are_one_reader(archive: Archive) -> None:
    """Nobody has two such mailboxes."""
    archive.ledger.end(begin(archive, "Ann@Example.org"), "sent", code=0, answer="")

    assert {ANN: "sent"} == archive.ledger.states(DAY)


def test_two_runs_at_once_do_not_send_the_same(archive: Archive, path: Path) -> None:
    """The second is refused under the lock, though it looked before the first began."""
    begin(archive)
    with (
        open_archive(path, where="archive.db") as other,
        pytest.raises(DigestError, match="another run of digest is sending"),
    ):
        begin(other, BOB, "ANN@example.org")

    assert {ANN: "uncertain"} == archive.ledger.states(DAY)


def test_what_failed_may_be_tried_again(archive: Archive) -> None:
    """It is another attempt."""
    archive.ledger.end(begin(archive), "failed", code=75, answer="")
    archive.ledger.end(begin(archive), "sent", code=0, answer="")

    assert ["failed", "sent"] == [it.state for it in archive.ledger.deliveries(DAY)]
    assert [1, 2] == [it.attempt for it in archive.ledger.deliveries(DAY)]


def test_a_ledger_that_cannot_be_written_says_so(path: Path) -> None:
    """Then nothing is handed over."""
    with open_archive(path, where="archive.db") as archive:
        archive._db.execute("PRAGMA query_only = ON")
        with pytest.raises(ArchiveError, match=r"archive\.db: cannot be used"):
            begin(archive)
