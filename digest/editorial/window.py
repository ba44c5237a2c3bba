"""Which items belong to the edition of a day.

The edition of D covers [D-7 days, D) at midnight in the newsletter's time zone. Two things are
added, so that nothing is lost: what was published before the window but first seen after the
previous edition was frozen is carried over once; and a text dated only by when we met it (a
note dropped in on the morning of publication) belongs to the first edition, not yet frozen,
whose date is that day or later.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol

from digest.config import WEEKDAYS
from digest.errors import UsageError
from digest.model import SOFT_DATES, DatedBy, PastEdition, Window

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

#: Years that an edition may be of; a week and a time zone further the calendar must not end.
EARLIEST, LATEST = 1900, 2999
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


class Dated(Protocol):
    """What an item and a stated absence have in common."""

    @property
    def source(self) -> str: ...  # noqa: D102 - as in Item
    @property
    def dated_by(self) -> DatedBy: ...  # noqa: D102
    @property
    def first_seen(self) -> datetime | None: ...  # noqa: D102
    @property
    def when(self) -> datetime: ...  # noqa: D102


def edition_day(asked: str, *, today: date, publish_day: str) -> date:
    """Return the edition's date for `--date`: a day, "last", "next", or "" for the coming one.

    Raises:
        UsageError: it is none of these.

    """
    ahead = (WEEKDAYS.index(publish_day) - today.weekday()) % 7
    coming = today + timedelta(days=ahead)
    if asked == "":
        return coming
    if asked == "last":
        return coming - WEEK
    if asked == "next":
        return coming if ahead else coming + WEEK
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = date.min
    if not EARLIEST <= day.year <= LATEST:
        raise UsageError(
            f"{asked!r} is no day",
            where="--date",
            hint='Use YYYY-MM-DD (like 2024-02-16), "last" or "next"',
        )
    return day


def window_of(day: date, zone: ZoneInfo) -> Window:
    """Return the week that the edition of `day` covers."""
    end = datetime.combine(day, time(), zone)
    return Window(start=datetime.combine(day - WEEK, time(), zone), end=end)


def frozen_at(edition: PastEdition) -> datetime | None:
    """Return when an edition that a later one follows was last open for items."""
    return edition.sent_at or edition.built_at


class Calendar:
    """Decides, for one edition, what belongs to it."""

    def __init__(
        self,
        day: date,
        zone: ZoneInfo,
        *,
        today: date,
        publish_day: str,
        past: Sequence[PastEdition] = (),
        first_reads: Mapping[str, datetime] | None = None,
    ) -> None:
        """`first_reads` says when each source was first well read: its backlog is no news."""
        self.window = window_of(day, zone)
        self._day = day
        self._zone = zone
        self._today = today
        self._past = {edition.date: edition for edition in past}
        self._publish_day = WEEKDAYS.index(publish_day)
        self._first_reads = first_reads or {}
        made = [edition for edition in past if edition.date < day and frozen_at(edition)]
        previous = max(made, key=lambda edition: edition.date, default=None)
        self.previous_frozen = frozen_at(previous) if previous else None

    def belongs(self, item: Dated) -> bool:
        """Say whether `item` is one of the edition's, carried over or not."""
        if item.dated_by in SOFT_DATES:
            return self._is_home(item) or self.carries(item)
        return item.when in self.window or self.carries(item)

    def carries(self, item: Dated) -> bool:
        """Say whether `item` is older than the window and was seen too late for its own."""
        if item.when >= self.window.start or not self.previous_frozen or not item.first_seen:
            return False
        first_read = self._first_reads.get(item.source)
        late = item.first_seen > self.previous_frozen
        return late and first_read is not None and item.first_seen > first_read

    def _is_home(self, item: Dated) -> bool:
        day = item.when.astimezone(self._zone).date()
        if not self._day - WEEK <= day <= self._day:
            return False
        earlier = (day + timedelta(days=offset) for offset in range((self._day - day).days))
        return not any(self._is_open(edition, item) for edition in earlier)

    def _is_open(self, day: date, item: Dated) -> bool:
        """Say whether the edition of an earlier `day` still took items when this one came."""
        edition = self._past.get(day)
        if edition is None:
            return day.weekday() == self._publish_day and day >= self._today
        closed = frozen_at(edition)
        return closed is None or item.first_seen is None or item.first_seen <= closed
