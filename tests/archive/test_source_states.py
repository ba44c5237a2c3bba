"""What a reading makes of a source: when it is asked again, and since when nothing was missed."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from digest.archive import files, open_archive, open_copy
from digest.archive.sources import State, after
from digest.errors import ArchiveError, SourceError
from digest.model import Fetched, Source, Validators
from tests.support.archives import LEDGER
from tests.support.values import END, NOW, START, an_item, at, fetched, reading_of

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = Source(id="wire", name="Wire", url="https://example.org/")
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def failed(status: int = 503, moment: datetime = NOW, **fields: Any) -> Fetched:
    """Make a reading that failed."""
    return fetched(error=SourceError("x"), status=status, at=moment, **fields)


def good(moment: datetime = NOW, **fields: Any) -> Fetched:
    """Make a good reading."""
    return fetched(at=moment, **fields)


def wait(state: State) -> timedelta | None:
    """Return how long a source is let alone."""
    assert state.last_tried
    return state.next_try - state.last_tried if state.next_try else None


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (failed(429), 5 * MINUTE),
        (failed(500), 5 * MINUTE),
        (failed(0), 5 * MINUTE),
        (failed(429, retry_after=60.0), 5 * MINUTE),
        (failed(503, retry_after=7200.0), 2 * HOUR),
        (failed(503, retry_after=7 * 86400.0), 24 * HOUR),
        (failed(404, retry_after=60.0), MINUTE),
        (failed(404), None),
        (failed(403), None),
        (failed(200), None),
    ],
)
def test_a_server_in_trouble_is_let_alone(reading: Fetched, expected: timedelta | None) -> None:
    """As long as it asks for, within a day; what a person has to mend is asked at once."""
    assert expected == wait(after(State(id="wire"), reading))


def test_the_wait_doubles_up_to_half_a_day_and_a_success_ends_it() -> None:
    """So that a daily job asks every day."""
    state, waits = State(id="wire"), []
    for number in range(10):
        state = after(state, failed(moment=NOW + number * DAY))
        waits.append(wait(state))

    assert [m * MINUTE for m in (5, 10, 20, 40, 80, 160, 320, 640, 720, 720)] == waits
    assert (10, NOW) == (state.failures, state.failed_since)
    state = after(state, good(NOW + 11 * DAY))
    assert (0, None, None, 0) == (
        state.failures,
        state.failed_since,
        state.next_try,
        state.waits,
    )


def test_where_nobody_answers_no_source_is_put_off() -> None:
    """It is our own network that is down."""
    state = after(State(id="wire", asked=SOURCE.url, waits=2), failed(0), reached=False)

    assert (1, None, 2) == (state.failures, state.next_try, state.waits)


def test_who_is_put_off_is_due_later_or_at_another_address() -> None:
    """Or where the clock was wrong."""
    state = after(State(id="wire"), failed())
    other = replace(SOURCE, url="https://example.org/other")

    assert state.is_put_off(SOURCE, NOW + 4 * MINUTE)
    assert not state.is_put_off(SOURCE, NOW + 5 * MINUTE)
    assert not state.is_put_off(SOURCE, NOW - MINUTE)
    assert not state.is_put_off(other, NOW)
    assert not state.is_put_off(replace(SOURCE, allow_private=True), NOW)


def test_what_has_ended_stays_so_until_it_is_read_or_has_another_address() -> None:
    """Since the first time that it said so."""
    state = after(State(id="wire"), failed(410, gone=True))
    again = after(state, failed(410, NOW + DAY, gone=True))

    assert NOW == again.gone
    assert again.has_ended(SOURCE)
    assert not again.has_ended(replace(SOURCE, url="https://example.org/other"))
    assert not after(again, good(NOW + 2 * DAY)).has_ended(SOURCE)


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ([("02-08", "02-06")], "02-06"),
        ([("02-08", "02-06"), ("02-12", "02-07")], "02-06"),  # they overlap
        ([("02-08", "02-06"), ("02-12", "02-10")], "02-10"),  # it rolled over unseen
        ([("02-08", "02-06"), ("02-12", "304"), ("02-16", "02-11")], "02-06"),
        ([("02-08", "02-06"), ("02-12", "02-10"), ("02-14", "02-05")], "02-05"),
        ([("02-08", "02-06"), ("02-12", "failed"), ("02-16", "02-07")], "02-06"),
        ([("02-08", "02-06"), ("02-12", "failed"), ("02-16", "02-11")], "02-11"),
        ([("02-08", "empty"), ("02-12", "empty")], "02-12"),
        ([("02-08", "02-20")], "02-08"),  # a date in the future says nothing
    ],
)
def test_nothing_was_missed_while_each_reading_reaches_back_to_the_one_before(
    readings: list[tuple[str, str]], expected: str
) -> None:
    """Each (when it was read, the date of its oldest entry)."""
    state = State(id="wire")
    for day, oldest in readings:
        moment = at(f"2024-{day}")
        match oldest:
            case "304":
                state = after(state, good(moment, not_modified=True))
            case "failed":
                state = after(state, failed(moment=moment))
            case "empty":
                state = after(state, good(moment))
            case _:
                state = after(state, good(moment), oldest=at(f"2024-{oldest}"))

    assert at(f"2024-{expected}") == state.covered_since


def test_a_saved_feed_and_another_address_stand_for_themselves() -> None:
    """When a saved feed was read says nothing of what came and went before it was saved."""
    saved = Source(id="wire", name="Wire", path="a.xml")
    other = Source(id="wire", name="Wire", url="https://example.org/other")
    for first, second in ((saved, saved), (SOURCE, other)):
        state = after(State(id="wire"), good(START, source=first), oldest=START - DAY)
        state = after(state, good(END, source=second), oldest=START - HOUR)
        assert START - HOUR == state.covered_since


def test_entries_without_dates_count_with_their_first_sight(tmp_path: Path) -> None:
    """A feed that still has one of them has not rolled over."""
    with open_archive(tmp_path / "a.db", where="a") as archive:
        archive.record(fetched(an_item("a", None), at=START))
        archive.record(fetched(an_item("b", None), an_item("a", None), at=END))
        assert START == reading_of(archive, "wire").covered_since
        archive.record(fetched(an_item("c", None), at=NOW))
        assert NOW == reading_of(archive, "wire").covered_since


def test_the_ledger_is_flushed_and_readings_need_not_be(tmp_path: Path) -> None:
    """Power that fails may cost a reading, which is had again; never what was sent."""
    with open_archive(tmp_path / "a.db", where="a") as archive:
        archive.record(fetched(an_item()))
        assert (1,) == tuple(archive._db.execute("PRAGMA synchronous").fetchone())
        archive.ledger.turn([], [])
        assert (2,) == tuple(archive._db.execute("PRAGMA synchronous").fetchone())


def test_a_ledger_of_attempts_becomes_one_of_readers(tmp_path: Path) -> None:
    """The gravest of what a reader may have had is what is true."""
    path = tmp_path / "a.db"
    an_old_archive(path)
    with open_archive(path, where="a") as archive:
        found = [(it.recipient, it.state) for it in archive.ledger.deliveries(date(2024, 2, 16))]
        earlier = archive.ledger.deliveries(date(2024, 2, 9))

    assert {("Ann@example.org", "sent"), ("bob@example.org", "uncertain")} == set(found)
    assert [("<4@x>", "failed", True)] == [
        (it.message_id, it.state, it.temporary) for it in earlier
    ]


def an_old_archive(path: Path) -> None:
    """Make an archive as version 1 left it, with one source and one of its items."""
    with open_archive(path, where="a") as archive:
        validators = Validators(etag='"1"')
        archive.record(fetched(an_item(), validators=validators))
        archive.record(failed(404, NOW + HOUR))
    with sqlite3.connect(path) as old:
        for column in (
            *("asked", "failed_since", "waits", "next_try", "gone", "covered_since"),
            *("body", "read_as", "marks"),
        ):
            old.execute(f"ALTER TABLE sources DROP COLUMN {column}")
        for table in ("pages", "robots", "printed", "deliveries", "purged"):
            old.execute(f"DROP TABLE {table}")
        old.executescript(LEDGER)
        old.execute("PRAGMA user_version = 1")
    old.close()


def test_an_older_archive_is_brought_up_to_date(tmp_path: Path) -> None:
    """Nothing is lost; each feed is read in full once, for only then is known what it covers."""
    path = tmp_path / "a.db"
    an_old_archive(path)
    before = path.read_bytes()
    with open_copy(path, where="a") as copy:
        assert "x" == reading_of(copy, "wire").error
    assert before == path.read_bytes()
    with open_archive(path, where="a") as archive:
        state = archive.states()["wire"]
        items = archive.items(["wire"], start=START, end=END)
        archive.record(fetched(an_item(), at=NOW + 2 * HOUR))
        covered = reading_of(archive, "wire").covered_since
        columns = [row["name"] for row in archive._db.execute("PRAGMA table_info(sources)")]
        version = archive._db.execute("PRAGMA user_version").fetchone()

    assert ("https://example.org/", Validators()) == (state.asked, state.validators(SOURCE))
    assert (NOW, None, NOW + HOUR) == (state.last_good, state.covered_since, state.failed_since)
    assert ["a"] == [item.id for item in items]
    assert at("2024-02-14") == covered
    assert (4,) == tuple(version)
    with open_archive(tmp_path / "new.db", where="a") as new:
        assert columns == [row["name"] for row in new._db.execute("PRAGMA table_info(sources)")]


def test_a_migration_that_cannot_be_written_leaves_the_file(tmp_path: Path) -> None:
    """A step of it that fails: all or nothing."""
    path = tmp_path / "a.db"
    an_old_archive(path)
    steps = files.STEPS | {3: files.STEPS[3] + "INSERT INTO nowhere VALUES (1);"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "STEPS", steps)
        with pytest.raises(ArchiveError):
            open_archive(path, where="a")

    with sqlite3.connect(path) as old:
        assert (1,) == old.execute("PRAGMA user_version").fetchone()
        assert "waits" not in [row[1] for row in old.execute("PRAGMA table_info(sources)")]
    old.close()
    open_archive(path, where="a").close()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"url": "https://example.org/new"}, False),
        ({"name": "Another"}, False),
        ({"section": "state"}, False),
        ({"reprint": True}, False),
    ],
)
def test_what_would_be_read_otherwise_is_read_again(
    change: dict[str, Any], *, expected: bool
) -> None:
    """A 304 would leave the items as the settings were when they were stored."""
    known = Validators(etag='"1"', last_modified="x", body="y")
    state = after(State(id="wire"), fetched(validators=known))
    asked_for = state.validators(replace(SOURCE, **change))

    assert (known if expected else Validators()) == asked_for
