"""What a desk section says when it has no text of its own: absence is proved, or not known.

"There was no press briefing this week." is false if nobody looked. It is
printed only if every feed that would show one was read well after the week ended, reaches
back before the week began (and each reading to the one before it, so that nothing came and went
unseen), is not stale, and shows none; or if a round-up of the week states it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from digest import text
from digest.model import DeskFinding, Reading

if TYPE_CHECKING:
    from digest.config import Section
    from digest.model import Week, Window

STALE_AFTER = timedelta(days=21)
STALE_GAPS = 5
#: Before the window has ended, a reading this fresh is as good as can be had.
FRESH = timedelta(hours=24)


def desk_finding(section: Section, week: Week, *, held: bool) -> DeskFinding:
    """Say what is known of a desk's week. `held`: it spoke, though not on the topic."""
    if held:
        return DeskFinding(
            section=section.id,
            state="silent",
            text=section.silent,
            reason="it spoke, but not on the topic",
        )
    stated = [absence for absence in week.absences if absence.section == section.id]
    if stated:
        latest = max(stated, key=lambda absence: (absence.when, absence.text))
        return DeskFinding(
            section=section.id,
            state="absent",
            text=latest.text,
            reason=f"stated by {latest.source}",
        )
    if doubt := why_unknown(section, week):
        return DeskFinding(section=section.id, state="unknown", text=section.unknown, reason=doubt)
    reason = f"{text.listed(section.sources)} well read, and nothing of the week in them"
    return DeskFinding(section=section.id, state="absent", text=section.empty, reason=reason)


def why_unknown(section: Section, week: Week) -> str:
    """Return why the section's sources cannot prove an absence; empty if they can."""
    if not section.sources:
        return "the section names no sources that could show it"
    readings = {reading.source: reading for reading in week.readings}
    for source in section.sources:
        reading = readings.get(source)
        if reading is None:
            return f"no feed has the id {source}"
        if doubt := _doubt(reading, week.window, week.now):
            return f"{source}: {doubt}"
    return ""


def is_stale(reading: Reading, at: datetime) -> bool:
    """Say whether a feed has been quiet for 21 days and for five times its median gap."""
    if not reading.entries:
        return True
    quiet = at - reading.entries[0]
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(reading.entries)]
    usual = timedelta(seconds=median(gaps)) if gaps else timedelta()
    return quiet >= STALE_AFTER and quiet >= STALE_GAPS * usual


def _doubt(reading: Reading, window: Window, now: datetime) -> str:
    if reading.last_good is None:
        return f"it was never read well ({reading.error or 'not read yet'})"
    if reading.last_good < min(window.end, now - FRESH):
        why = f"; since then: {reading.error}" if reading.error else ""
        return f"it was last read well on {reading.last_good:%Y-%m-%d}{why}"
    newest = reading.entries[0] if reading.entries else None
    as_of = reading.last_good
    if reading.from_file:
        dates = [moment for moment in (reading.updated, newest) if moment]
        if not dates or max(dates) < window.end:
            return "the saved feed is older than the week's end"
        as_of = max(dates)
    if (newest is None or newest < window.end) and is_stale(reading, as_of):
        last = f" since {newest:%Y-%m-%d}" if newest else ""
        return f"it is stale: no entry{last}"
    since = reading.covered_since
    if since is None or since > window.start:
        known = reading.entries and reading.entries[-1] < window.start
        return (
            "entries may have come and gone in the week while it was not read"
            if known
            else "it does not reach back to the week's beginning"
        )
    return ""
