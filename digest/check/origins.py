"""What the edition was made from: dates that are guesses, sources that were not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.check.finding import Finding, found
from digest.model import SOFT_DATES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.check.subject import Subject

BASIS = {
    "modified": "when its file was last changed",
    "first-seen": "when it was first seen",
}


def check_dates(subject: Subject) -> Iterator[Finding]:
    """Every report is of the week because it says so, not because we met it then."""
    for item in subject.items:
        if item.dated_by in SOFT_DATES:
            day = item.when.astimezone(subject.config.newsletter.zone)
            yield found(
                "undated-item",
                item.source,
                f"{item.title!r} has no date of its own; it counts with {day:%Y-%m-%d},"
                f" {BASIS[item.dated_by]}",
                "Make sure that it is of this week; in a local file, write date: into its front"
                " matter",
            )


def check_required_sources(subject: Subject) -> Iterator[Finding]:
    """Ask that the feeds which a desk section rests on are there, and were well read last."""
    readings = {reading.source: reading for reading in subject.readings}
    for section in subject.config.sections:
        where = f'digest.toml: [[sections]] "{section.id}"'
        for source in section.sources:
            reading = readings.get(source)
            if reading is None:
                yield found(
                    "required-source",
                    where,
                    f"no feed has the id {source!r}",
                    "Add it to sources/feeds.toml, or take it out of sources",
                )
            elif reading.error or not reading.last_good:
                good = reading.last_good
                yield found(
                    "required-source",
                    where,
                    f"{source} was not read well ({reading.error or 'not read yet'})"
                    + (f"; last read well on {good:%Y-%m-%d}" if good else ""),
                    "Mend the feed, run `digest fetch`, and look at the section again",
                )
            elif source in subject.stale:
                newest = reading.entries[0] if reading.entries else None
                last = f" since {newest:%Y-%m-%d}" if newest else ""
                yield found(
                    "stale-source",
                    where,
                    f"{source} was read well, and has no entry{last}",
                    f"Look with `digest sources check {source}` whether it is still kept up",
                )
