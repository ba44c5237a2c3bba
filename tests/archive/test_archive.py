"""The archive: running twice adds nothing, and nothing is half-stored."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from digest.archive import Archive, Recorded, open_archive, open_copy
from digest.errors import ArchiveError, SourceError
from digest.model import Absence, Image, PastEdition, Reading, Source, Validators
from tests.support.values import DAY, END, NOW, START, an_item, at, fetched, reading_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from digest.model import Item

FILE = Source(id="sources/items/a.md", name="a.md", path="sources/items/a.md", kind="file")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the archive is."""
    return tmp_path / ".digest" / "archive.db"


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    """Open an empty archive."""
    with open_archive(path, where="archive.db") as opened:
        yield opened


def week(archive: Archive, *sources: str) -> tuple[Item, ...]:
    """Return the items of the week."""
    return archive.items(sources or ("wire",), start=START, end=END)


def test_an_item_comes_back_as_it_was_with_its_first_sight(archive: Archive) -> None:
    """Every field is kept."""
    item = an_item(
        url="https://example.org/a?utm_source=x",
        canonical_url="https://example.org/a",
        deck="d",
        kicker="k",
        author="w",
        body="<p>b</p>",
        published_raw="Wed, 14 Feb 2024",
        section="state",
        ordered=True,
        lead=True,
        reprint=True,
        roundup="r",
        position=3,
        image=Image(url="https://example.org/i.jpg", alt="a", credit="c"),
    )

    archive.record(fetched(item))

    assert (replace(item, first_seen=NOW),) == week(archive)


def test_reading_twice_adds_nothing(archive: Archive) -> None:
    """The same entry of the same source is the same item."""
    first = archive.record(fetched(an_item("a"), an_item("b")))
    second = archive.record(fetched(an_item("a"), an_item("b"), at=NOW + timedelta(hours=1)))

    assert (Recorded(new=2), Recorded()) == (first, second)
    assert [NOW, NOW] == [item.first_seen for item in week(archive)]


def test_an_entry_that_changed_is_updated_in_place(archive: Archive) -> None:
    """It keeps when it was first seen."""
    archive.record(fetched(an_item()))
    changed = an_item(title="Corrected", content_hash="other")
    recorded = archive.record(fetched(changed, at=NOW + timedelta(hours=1)))

    assert Recorded(changed=1) == recorded
    assert (replace(changed, first_seen=NOW),) == week(archive)


def test_a_local_file_stands_for_what_is_in_it_now(archive: Archive) -> None:
    """A bullet that was deleted from a round-up is gone; a feed's old entries are not."""
    parts = [an_item(id_, source=FILE.id) for id_ in ("a", "b")]
    archive.record(fetched(*parts, source=FILE))
    archive.record(fetched(parts[0], source=FILE))
    archive.record(fetched(an_item("x"), an_item("y")))
    archive.record(fetched(an_item("x")))

    assert ["a"] == [item.id for item in week(archive, FILE.id)]
    assert ["x", "y"] == [item.id for item in week(archive)]
    archive.record(fetched(*parts, source=FILE))
    assert ["a", "b"] == [item.id for item in week(archive, FILE.id)]


def test_a_failed_reading_changes_nothing_but_the_state_of_its_source(archive: Archive) -> None:
    """What was read before is still there."""
    archive.record(fetched(an_item()))
    for hours in (1, 2):
        error = SourceError("HTTP 404 Not Found", where="https://example.org/")
        archive.record(fetched(error=error, status=404, at=NOW + timedelta(hours=hours)))

    assert ["a"] == [item.id for item in week(archive)]
    assert Reading(
        source="wire",
        first_good=NOW,
        last_good=NOW,
        error="HTTP 404 Not Found",
        failures=2,
        failed_since=NOW + timedelta(hours=1),
        entries=(at("2024-02-14"),),
        covered_since=at("2024-02-14"),
    ) == reading_of(archive, "wire")
    assert "https://example.org/" == archive.states()["wire"].url


def test_an_unchanged_feed_is_a_good_reading(archive: Archive) -> None:
    """A 304 keeps the validators and the feed's own date, and ends a row of failures."""
    validators = Validators(etag='"1"', last_modified="Wed, 14 Feb 2024 12:00:00 GMT")
    later = NOW + timedelta(hours=2)
    archive.record(fetched(an_item(), validators=validators, updated=END))
    archive.record(fetched(error=SourceError("x"), at=NOW + timedelta(hours=1)))
    archive.record(fetched(not_modified=True, at=later))
    reading, state = reading_of(archive, "wire"), archive.states()["wire"]

    assert (NOW, later, "", 0) == (
        reading.first_good,
        reading.last_good,
        reading.error,
        reading.failures,
    )
    assert (validators, END) == (state.validators(fetched().source), reading.updated)


def test_a_source_that_was_never_read_has_an_empty_reading(archive: Archive) -> None:
    """It is no error to ask."""
    assert Reading(source="none") == reading_of(archive, "none")


def test_many_readings_are_those_of_each(archive: Archive) -> None:
    """In the order that was asked for, also of what was never read."""
    archive.record(fetched(an_item("a"), an_item("b", "2024-02-12")))
    archive.record(fetched(an_item("c", source="b"), source=Source(id="b", name="b", url="u")))

    asked = ("b", "none", "wire")
    assert tuple(reading_of(archive, id_) for id_ in asked) == archive.readings(asked)


def test_the_week_is_found_by_date_else_by_first_sight(archive: Archive) -> None:
    """And what was seen late, if asked for; other sources' items are not."""
    archive.record(
        fetched(
            an_item("old", "2024-02-01"),
            an_item("early", "2024-02-10"),
            an_item("undated", None),
            at=at("2024-02-12"),
        )
    )
    archive.record(fetched(an_item("other", source="b"), source=Source(id="b", name="b", url="u")))
    seen = archive.items(["wire"], start=START, end=END, seen_after=at("2024-02-11"))

    assert ["early", "undated"] == [item.id for item in week(archive)]
    assert ["old", "early", "undated"] == [item.id for item in seen]
    assert (at("2024-02-01"), at("2024-02-10"), at("2024-02-12")) == archive.dates(["wire"])


def test_stated_absences_are_kept_apart_from_items(archive: Archive) -> None:
    """They go when their file says so no more, and keep their first sight while it does."""
    stated = Absence(source=FILE.id, section="state", text="None.", dated_by="modified")
    archive.record(fetched(source=FILE, absences=(stated,)))
    archive.record(fetched(source=FILE, absences=(stated,), at=NOW + timedelta(hours=1)))

    assert (replace(stated, first_seen=NOW),) == archive.absences([FILE.id])
    assert () == archive.absences(["wire"])
    archive.record(fetched(source=FILE))
    assert () == archive.absences([FILE.id])


def test_editions_are_remembered(archive: Archive) -> None:
    """What was written and offered, when it was built, and when it was first sent."""
    archive.remember_draft(DAY, stories=[("a", "s1")], offered=["s1"], written="hash")
    archive.remember_draft(DAY, stories=[("b", "s2")], offered=["s2"])
    archive.remember_built(DAY, NOW)
    archive.remember_sent(DAY, END)
    archive.remember_sent(DAY, NOW)

    expected = PastEdition(
        date=DAY, written="hash", built_at=NOW, sent_at=END, offered=("s1", "s2")
    )
    assert (expected,) == archive.editions()
    assert (("a", "s1"), ("b", "s2")) == archive.story_ids(DAY)
    assert PastEdition(date=DAY + timedelta(days=7)) == archive.edition(DAY + timedelta(days=7))


def test_what_follows_an_edition_is_a_later_one_that_was_built(archive: Archive) -> None:
    """Neither itself, nor one that is only drafted."""
    before, after = DAY - timedelta(days=7), DAY + timedelta(days=7)
    archive.remember_built(DAY, NOW)
    archive.remember_draft(after, stories=[], offered=[])

    assert (True, False) == (archive.built_after(before), archive.built_after(DAY))
    archive.remember_built(after, NOW)
    assert archive.built_after(DAY)


def test_it_is_kept_in_wal_mode(path: Path, archive: Archive) -> None:
    """Readers do not wait for writers."""
    archive.record(fetched(an_item()))
    with sqlite3.connect(path) as other:
        assert ("wal",) == other.execute("PRAGMA journal_mode").fetchone()
    other.close()


def test_a_copy_writes_nothing(path: Path) -> None:
    """Not even the files that SQLite keeps beside a database; what it records is forgotten."""
    with open_archive(path, where="a") as archive:
        archive.record(fetched(an_item()))
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    with open_copy(path, where="a") as copy:
        copy.record(fetched(an_item("b")))
        assert ["a", "b"] == [item.id for item in week(copy)]

    assert before == {file.name: file.read_bytes() for file in path.parent.iterdir()}


def test_a_copy_of_nothing_is_empty(path: Path) -> None:
    """And makes no file."""
    with open_copy(path, where="a") as copy:
        assert () == week(copy)
    assert not path.parent.exists()


def test_a_killed_run_leaves_whole_sources_only(path: Path) -> None:
    """The transaction of the source that it was at is not there."""
    script = (
        "import os, sys; from pathlib import Path\n"
        "from digest.archive import open_archive\n"
        "from digest.archive.record import record_items\n"
        "from tests.support.values import an_item, fetched\n"
        f"archive = open_archive(Path({str(path)!r}), where='a')\n"
        "archive.record(fetched(an_item('a')))\n"
        "with archive._writing():\n"
        "    record_items(archive._db, fetched(an_item('b')))\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script], check=False)

    assert -9 == killed.returncode
    with open_copy(path, where="a") as copy:
        assert ["a"] == [item.id for item in week(copy)]
    with open_archive(path, where="a") as archive:
        assert ["a"] == [item.id for item in week(archive)]


def test_two_runs_at_once_both_finish(path: Path) -> None:
    """And store nothing twice."""
    script = (
        "from pathlib import Path\n"
        "from digest.archive import open_archive\n"
        "from tests.support.values import an_item, fetched\n"
        f"with open_archive(Path({str(path)!r}), where='a') as archive:\n"
        "    for number in range(100):\n"
        "        archive.record(fetched(an_item(str(number))))\n"
    )
    runs = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(2)]

    assert [0, 0] == [run.wait(timeout=60) for run in runs]
    with open_archive(path, where="a") as archive:
        assert 100 == len(week(archive))


def test_an_error_within_a_reading_undoes_it(archive: Archive) -> None:
    """One source, one transaction."""
    broken = replace(an_item("b"), title=["no text"])  # type: ignore[arg-type]
    with pytest.raises(ArchiveError):
        archive.record(fetched(an_item("a"), broken))

    assert () == week(archive)
    assert Reading(source="wire") == reading_of(archive, "wire")


def test_a_newer_archive_is_left_as_it_is(path: Path) -> None:
    """An older program must not write into what it does not know."""
    path.parent.mkdir()
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    before = path.read_bytes()

    with pytest.raises(ArchiveError) as caught:
        open_archive(path, where=".digest/archive.db")
    assert ".digest/archive.db: was made by a newer version of digest (format 99" in str(
        caught.value
    )
    assert before == path.read_bytes()


def test_a_damaged_archive_is_an_error_that_says_what_to_do(path: Path) -> None:
    """And is left as it is."""
    path.parent.mkdir()
    path.write_bytes(b"no database at all" * 100)

    for opened in (open_archive, open_copy):
        with pytest.raises(ArchiveError) as caught:
            opened(path, where=".digest/archive.db")
        assert (
            ".digest/archive.db: cannot be used: file is not a database."
            " Put a copy of it back, or move it away: the next run makes a new one, which does not"
            " know who has had which edition."
        ) == str(caught.value)
    assert b"no database at all" * 100 == path.read_bytes()


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / ".digest").write_text("")
    with pytest.raises(ArchiveError) as caught:
        open_archive(tmp_path / ".digest" / "archive.db", where=".digest/archive.db")
    assert ".digest/archive.db: cannot be made" in str(caught.value)
