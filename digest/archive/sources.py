"""What is known of a source, and what a reading makes of it: when to ask again, what was covered.

`after` decides, and only processes values; the rest reads and writes rows.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from digest import __version__
from digest.archive.rows import read_time, write_time
from digest.model import Reading, Validators

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from digest.model import Fetched, Source

#: The first wait, after which it is doubled: a person who tries again is not kept for long.
FIRST_WAIT = timedelta(minutes=5)
#: A daily job is never kept from asking, even if it starts a little earlier than yesterday.
LONGEST_WAIT = timedelta(hours=12)
#: What a server may ask for itself. A weekly letter asks once for each edition, whatever it says.
LONGEST_PLEA = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One row of `sources`. Its fields are the columns."""

    id: str
    title: str = ""
    url: str = ""
    """The address that was last read well."""
    asked: str = ""
    """What was last asked, in the form of `asked`."""
    first_good: datetime | None = None
    last_good: datetime | None = None
    last_tried: datetime | None = None
    error: str = ""
    failures: int = 0
    failed_since: datetime | None = None
    waits: int = 0
    """How often in a row it was put off."""
    next_try: datetime | None = None
    gone: datetime | None = None
    """When it first said that it has ended."""
    updated: datetime | None = None
    etag: str = ""
    last_modified: str = ""
    covered_since: datetime | None = None
    """Every entry from then to `last_good` was seen, as far as one can tell."""
    body: str = ""
    read_as: str = ""
    """What the entries were made of besides the feed, in the form of `read_as`."""
    marks: str = ""
    """`Validators.marks`, as they were given."""

    def validators(self, source: Source) -> Validators:
        """Return what spares the next reading.

        Another address has another history, and what would be read otherwise now is read again.
        """
        if self.url != source.url or self.read_as != read_as(source):
            return Validators()
        return Validators(
            etag=self.etag,
            last_modified=self.last_modified,
            body=self.body,
            marks=self.marks,
        )

    def has_ended(self, source: Source) -> bool:
        """Say whether the source as it is configured now is known to have ended."""
        return self.gone is not None and self.asked == asked(source)

    def is_put_off(self, source: Source, now: datetime) -> bool:
        """Say whether the source is not to be asked yet. A clock that was wrong does not count."""
        return (
            self.next_try is not None
            and self.last_tried is not None
            and self.last_tried <= now < self.next_try
            and self.asked == asked(source)
        )


TIMES = frozenset(field.name for field in fields(State) if "datetime" in str(field.type))
NAMES = tuple(field.name for field in fields(State))


def asked(source: Source) -> str:
    """Return what is asked: who changes the address, or where it may be, wants it asked anew."""
    return f"private {source.url}" if source.allow_private else source.url


def read_as(source: Source) -> str:
    """Return what entries are made of besides the feed: this program, and the source's settings."""
    return repr((__version__, source.name, source.section, source.reprint))


def after(
    before: State, fetched: Fetched, *, oldest: datetime | None = None, reached: bool = True
) -> State:
    """Return what is known after one more reading.

    `oldest` is the date of the oldest entry that was in the feed. Not `reached`: nobody at all
    answered in this run, so that it says nothing about this source that it did not.
    """
    if before.asked != asked(fetched.source):
        before = replace(before, failures=0, failed_since=None, waits=0, next_try=None, gone=None)
    now = replace(before, asked=asked(fetched.source), last_tried=fetched.at)
    if fetched.error:
        return _after_failure(now, fetched, reached=reached)
    good = replace(
        now,
        first_good=now.first_good or fetched.at,
        last_good=fetched.at,
        error="",
        failures=0,
        failed_since=None,
        waits=0,
        next_try=None,
        # What was read well and said that it has ended still says so; a 410 is over.
        gone=now.gone if fetched.not_modified and not before.error else None,
    )
    given = fetched.validators
    if fetched.not_modified:
        return replace(
            good,
            etag=given.etag or good.etag,
            last_modified=given.last_modified or good.last_modified,
        )
    return replace(
        good,
        title=fetched.title,
        url=fetched.source.url,
        updated=fetched.updated,
        etag=given.etag,
        last_modified=given.last_modified,
        body=given.body,
        read_as=read_as(fetched.source),
        marks=given.marks,
        gone=(now.gone or fetched.at) if fetched.gone else None,
        covered_since=_covered_since(before, fetched, oldest),
    )


def _after_failure(now: State, fetched: Fetched, *, reached: bool) -> State:
    assert fetched.error
    wait, waits = timedelta(), now.waits if not reached else 0
    if reached and _may_pass(fetched):
        waits = now.waits + 1
        wait = min(FIRST_WAIT * 2 ** min(waits - 1, 16), LONGEST_WAIT)
    if fetched.retry_after:
        wait = max(wait, min(timedelta(seconds=fetched.retry_after), LONGEST_PLEA))
    return replace(
        now,
        error=fetched.error.what,
        failures=now.failures + 1,
        failed_since=now.failed_since or fetched.at,
        waits=waits,
        next_try=fetched.at + wait if wait else None,
        gone=(now.gone or fetched.at) if fetched.gone else None,
    )


def _may_pass(fetched: Fetched) -> bool:
    """Say whether it is a server's trouble, which passes sooner if it is let alone.

    A 404, a refusal or a page that is no feed is for a person to mend, who then wants it asked.
    """
    if not fetched.source.url:
        return False
    return (
        fetched.status in (0, HTTPStatus.TOO_MANY_REQUESTS)
        or fetched.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    )


def _covered_since(before: State, fetched: Fetched, oldest: datetime | None) -> datetime:
    """Return since when nothing was missed.

    A feed keeps only its newest entries. If the oldest of them is newer than the reading before,
    others may have come and gone in between. A saved feed stands for itself alone: when it was
    read says nothing about when it was saved.
    """
    reach = min(oldest, fetched.at) if oldest else fetched.at
    if fetched.source.path or before.url != fetched.source.url:
        return reach
    if oldest and before.covered_since and before.last_good and oldest <= before.last_good:
        return min(before.covered_since, reach)
    return reach


def read(connection: sqlite3.Connection, id_: str) -> State:
    """Return what is known of one source; an empty state if it was never asked."""
    row = connection.execute("SELECT * FROM sources WHERE id = ?", [id_]).fetchone()
    return _state(row) if row else State(id=id_)


def read_all(connection: sqlite3.Connection) -> dict[str, State]:
    """Return what is known of every source that was ever asked, by id."""
    return {row["id"]: _state(row) for row in connection.execute("SELECT * FROM sources")}


def write(connection: sqlite3.Connection, state: State) -> None:
    """Store what is known of a source."""
    marks = ", ".join("?" * len(NAMES))
    connection.execute(
        f"INSERT OR REPLACE INTO sources ({', '.join(NAMES)}) VALUES ({marks})",  # noqa: S608
        [
            write_time(getattr(state, name)) if name in TIMES else getattr(state, name)
            for name in NAMES
        ],
    )


def _state(row: sqlite3.Row) -> State:
    values: dict[str, Any] = {
        name: read_time(row[name]) if name in TIMES else row[name] for name in NAMES
    }
    return State(**values)


def reading(state: State, moments: Sequence[str]) -> Reading:
    """Return what other stages may know of a source; `moments` are its entries', as stored."""
    return Reading(
        source=state.id,
        first_good=state.first_good,
        last_good=state.last_good,
        error=state.error,
        failures=state.failures,
        failed_since=state.failed_since,
        next_try=state.next_try,
        gone=state.gone,
        updated=state.updated,
        entries=tuple(moment for stored in moments if (moment := read_time(stored))),
        covered_since=state.covered_since,
    )
