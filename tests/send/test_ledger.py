"""The ledger: it never says more than is known, and nobody is written down twice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from digest.archive import (
    Archive,
    Begun,
    Counts,
    Ended,
    Reader,
    Waiting,
    is_sending,
    open_archive,
    open_copy,
    sending,
)
from digest.errors import ArchiveError, DigestError
from tests.support.values import DAY, NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from digest.archive import Choice, Ending

ANN, BOB, EVE = "ann@example.org", "bob@example.org", "eve@example.org"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the archive is."""
    return tmp_path / "archive.db"


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    """Open an empty archive."""
    with open_archive(path, where="archive.db") as opened:
        yield opened


def queue(archive: Archive, *recipients: str) -> None:
    """Ask for readers, and write down those who were not."""
    for recipient in recipients or (ANN,):
        archive.readers.want(Reader(recipient=recipient))
    archive.ledger.queue(DAY, at=NOW, public=True)


def waiting(archive: Archive, *choices: Choice) -> list[Waiting]:
    """Return the rows that are to be handed over."""
    return list(archive.ledger.waiting(DAY, choices or ("waiting",), asked=False))


def begin(archive: Archive, row: Waiting, turn: int = 1) -> None:
    """Hand a message over."""
    archive.ledger.turn([], [Begun(id=row.id, message_id="<m@x>", at=NOW, turn=turn)])


def end(archive: Archive, row: Waiting, state: Ending, *, temporary: bool = False) -> None:
    """Write down what became of it."""
    ended = Ended(id=row.id, state=state, code=1, answer="said", at=NOW, temporary=temporary)
    archive.ledger.turn([ended], [])


def states(archive: Archive) -> dict[str, str]:
    """Return each reader's state."""
    return {it.recipient: it.state for it in archive.ledger.deliveries(DAY)}


def test_readers_are_queued_once_in_their_order(archive: Archive) -> None:
    """However often they are asked for, and however their address is written."""
    queue(archive, BOB, ANN)
    queue(archive, "Ann@Example.ORG", EVE)

    assert [BOB, ANN, EVE] == [row.recipient for row in waiting(archive)]
    assert (3, Counts(queued=3)) == (archive.readers.wanted, archive.ledger.counts(DAY))


def test_who_left_gets_nothing_whoever_asks(archive: Archive) -> None:
    """Neither as somebody new, nor if they were queued before."""
    queue(archive, ANN)
    archive.readers.suppress(["ANN@example.org", BOB])
    queue(archive, BOB, EVE)

    assert [EVE] == [row.recipient for row in waiting(archive, "again")]
    assert 2 == archive.readers.left_out


def test_sending_is_on_the_disk_before_anything_leaves(archive: Archive, path: Path) -> None:
    """Another process sees it at once, and reads it as uncertain."""
    queue(archive)
    begin(archive, waiting(archive)[0])
    with open_copy(path, where="archive.db") as copy:
        assert {ANN: "uncertain"} == states(copy)


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        (["failed"], "failed"),
        (["sent"], "sent"),
        (["queued"], "queued"),
        ([None], "uncertain"),
        (["uncertain"], "uncertain"),
        (["failed", "sent"], "sent"),
        (["failed", "queued"], "queued"),
        (["sent", "failed"], "sent"),
        (["sent", "queued"], "sent"),
        (["sent", None], "sent"),
        (["uncertain", "failed"], "uncertain"),
        (["uncertain", "queued"], "uncertain"),
        ([None, "failed"], "uncertain"),
        ([None, "sent"], "sent"),
    ],
)
def test_a_readers_state_is_the_gravest_of_all_attempts(
    archive: Archive, ends: list[Ending | None], expected: str
) -> None:
    """Who was sent it has it, whatever failed later; None is a run that was cut off."""
    queue(archive)
    for ending in ends:
        archive.ledger.settle(DAY)
        (row,) = waiting(archive, "again")
        begin(archive, row)
        if ending:
            end(archive, row, ending)

    assert {ANN: expected} == states(archive)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("waiting", ["queued", "postponed"]),
        ("failed", ["failed", "postponed"]),
        ("uncertain", ["uncertain"]),
        ("again", ["queued", "sent", "failed", "postponed", "uncertain"]),
    ],
)
def test_each_choice_is_for_those_it_names(
    archive: Archive, choice: Choice, expected: list[str]
) -> None:
    """The queued and the temporarily failed wait; the others only if they are asked for."""
    names = ["queued", "sent", "failed", "postponed", "uncertain"]
    queue(archive, *(f"{name}@example.org" for name in names))
    for row, name in zip(waiting(archive), names, strict=True):
        if name != "queued":
            begin(archive, row)
        if name in {"sent", "failed"}:
            end(archive, row, name)  # type: ignore[arg-type]
        if name == "postponed":
            end(archive, row, "failed", temporary=True)
    archive.ledger.settle(DAY)

    assert expected == [row.recipient.partition("@")[0] for row in waiting(archive, choice)]
    assert len(expected) == archive.ledger.number(DAY, (choice,), asked=True)
    counts = Counts(queued=1, sent=1, failed=1, postponed=1, uncertain=1)
    assert counts == archive.ledger.counts(DAY)


def test_what_was_written_for_a_reader_is_dropped_once_they_have_it(archive: Archive) -> None:
    """The ledger needs an address, and not what else a list says of people."""
    archive.readers.want(Reader(recipient=ANN, name="Ann", fields=(("city", "Oslo"),)))
    archive.ledger.queue(DAY, at=NOW, public=True)
    (row,) = waiting(archive)
    begin(archive, row)
    end(archive, row, "sent")
    (after,) = waiting(archive, "again")

    assert ("Ann", '{"city":"Oslo"}') == (row.name, row.fields)
    assert ("", "") == (after.name, after.fields)


def test_a_test_counts_for_nothing(archive: Archive) -> None:
    """Who looks at an edition first still gets it with the others."""
    row = archive.ledger.queue_test(DAY, Reader(recipient=ANN), at=NOW)
    begin(archive, row)
    end(archive, row, "sent")
    queue(archive)

    assert [ANN] == [it.recipient for it in waiting(archive)]
    assert Counts(queued=1, tests=1) == archive.ledger.counts(DAY)
    assert not archive.ledger.is_out(DAY)


def test_who_is_forgotten_is_in_no_byte_of_the_file(archive: Archive, path: Path) -> None:
    """Nor in its log."""
    queue(archive, ANN, BOB)

    assert (1, 0) == (archive.ledger.forget("ANN@example.org"), archive.ledger.forget(EVE))
    content = b"".join(it.read_bytes() for it in path.parent.iterdir())
    assert (False, True) == (ANN.encode() in content, BOB.encode() in content)


def test_what_is_old_is_forgotten_but_for_the_numbers(archive: Archive, path: Path) -> None:
    """Whoever asks is told so, and that nobody knows who it was."""
    queue(archive, ANN, BOB)
    begin(archive, waiting(archive)[0])
    end(archive, waiting(archive, "again")[0], "sent")
    kept = archive.ledger.purge(NOW)
    gone = archive.ledger.purge(NOW + timedelta(days=1))

    assert (0, 2) == (kept, gone)
    assert Counts(purged=(("queued", 1), ("sent", 1))) == archive.ledger.counts(DAY)
    assert ANN.encode() not in b"".join(it.read_bytes() for it in path.parent.iterdir())


def test_two_runs_do_not_send_the_same_edition_at_once(path: Path) -> None:
    """Another edition they may; and when one has ended the other can begin."""
    with sending(path, DAY, where="a"):
        assert is_sending(path, DAY)
        with pytest.raises(DigestError, match="another run of digest is sending"):
            sending(path, DAY, where="a").__enter__()
        with sending(path, date(2024, 2, 23), where="a"):
            pass
    with sending(path, DAY, where="a"):
        pass

    assert not is_sending(path, DAY)
    assert [] == list(path.parent.glob("*.lock"))


def test_a_ledger_that_cannot_be_written_says_so(path: Path) -> None:
    """Then nothing is handed over."""
    with open_archive(path, where="archive.db") as archive:
        queue(archive)
        (row,) = waiting(archive)
        archive._db.execute("PRAGMA query_only = ON")
        with pytest.raises(ArchiveError, match=r"archive\.db: cannot be used"):
            begin(archive, row)


def test_a_full_disk_changes_nothing(archive: Archive) -> None:
    """What was written is as it was; what could not be was not handed over."""
    queue(archive)
    (row,) = waiting(archive)
    (pages,) = archive._db.execute("PRAGMA page_count").fetchone()
    archive._db.execute(f"PRAGMA max_page_count = {pages}")
    long = Ended(id=row.id, state="failed", code=1, answer="x" * 20_000, at=NOW)
    with pytest.raises(ArchiveError, match="Free some space; nothing was changed"):
        archive.ledger.turn([long], [])

    assert {ANN: "queued"} == states(archive)


@pytest.mark.parametrize("asked", [False, True])
def test_a_long_queue_is_read_in_time_that_grows_with_it(archive: Archive, *, asked: bool) -> None:
    """Steps of SQLite's machine for a reader, whatever the number of readers is."""
    steps: list[int] = []
    for number, more in ((0, 4000), (4000, 12_000)):
        queue(archive, *(f"r{it}@example.org" for it in range(number, number + more)))
        counted: list[None] = []
        archive._db.set_progress_handler(lambda: counted.append(None), 100)  # noqa: B023
        found = list(archive.ledger.waiting(DAY, ("waiting",), asked=asked))
        archive._db.set_progress_handler(None, 0)
        assert number + more == len(found)
        steps.append(len(counted))

    assert 3.9 < steps[1] / steps[0] < 4.4
