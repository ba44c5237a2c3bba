"""The health of feeds: what is known of each, whether it is well, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

from digest.pipeline.intake import feeds

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from digest.archive import Archive
    from digest.errors import SourceError
    from digest.model import Reading, Source
    from digest.workspace import Workspace

#: `stale`: it is read well, and has no new entry for much longer than is its habit.
Condition: TypeAlias = Literal["ok", "failed", "ended", "stale", "empty", "unread"]

WEEK = timedelta(days=7)
#: Weeks that the rate is counted over.
RECENT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How one feed is. Times are in UTC."""

    source: Source
    condition: Condition
    reading: Reading
    newest: datetime | None
    """When its newest entry was published."""
    weekly: float
    """Entries a week, of the last weeks."""
    reason: str = ""
    advice: str = ""


def health(
    workspace: Workspace,
    archive: Archive,
    *,
    now: datetime,
    errors: Mapping[str, SourceError],
) -> tuple[Health, ...]:
    """Say how every feed is, in their order; `errors` are those of the readings of now, by id."""
    listed = feeds(workspace)
    readings = archive.readings(source.id for source in listed)
    return tuple(
        _health(source, reading, now, errors.get(source.id))
        for source, reading in zip(listed, readings, strict=True)
    )


def _health(source: Source, reading: Reading, now: datetime, error: SourceError | None) -> Health:
    condition, advice = _judged(source, reading, now)
    if condition == "failed" and error and error.hint:
        advice = error.hint
    return Health(
        source=source,
        condition=condition,
        reading=reading,
        newest=max((moment for moment in reading.entries if moment <= now), default=None),
        weekly=_weekly(reading, now),
        reason=reading.error,
        advice=advice,
    )


def _judged(source: Source, reading: Reading, now: datetime) -> tuple[Condition, str]:
    from digest.editorial.absence import is_stale

    if reading.gone:
        return "ended", f"Remove it with `digest sources remove {source.id}`"
    if reading.error:
        return "failed", "Look at its address"
    if reading.last_good is None:
        return "unread", "Read it with `digest fetch`"
    if not reading.entries:
        return "empty", "Look whether it is the right address"
    if is_stale(reading, now):
        return "stale", "Save it anew" if source.path else "Look whether it is still kept up"
    return "ok", ""


def _weekly(reading: Reading, now: datetime) -> float:
    """Count what came in the last weeks, or in as many of them as the feed is known for."""
    recent = [moment for moment in reading.entries if now - RECENT * WEEK < moment <= now]
    if not recent:
        return 0.0
    known = min(now - min(reading.entries), RECENT * WEEK)
    return len(recent) / max(known / WEEK, 1.0)
