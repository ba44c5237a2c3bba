"""The archive's items into the week's stories."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from digest import marks
from digest.errors import EditionError, NothingToPublish
from digest.model import Week
from digest.pipeline.correcting import corrected
from digest.pipeline.intake import sources

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from digest.archive import Archive
    from digest.model import Composition, PastEdition, Printed, Reading, Source
    from digest.workspace import Workspace

#: So many editions are remembered.
REMEMBERED = 4
#: An edition that was built so shortly before is another version of the same week, unless readers
#: have had it.
ANOTHER_WEEK = timedelta(days=4)


def compose(workspace: Workspace, archive: Archive, week: Week) -> Composition:
    """Judge, group and place the items of the week.

    Raises:
        NothingToPublish: the week holds no item; says where the nearest ones are.
        ConfigError: the topic file is wrong.

    """
    from digest.editorial import compose as editorial
    from digest.editorial import topic

    content, where = workspace.topic()
    terms = topic.load_topic(content, workspace.config.topic, where=where)
    if not week.items and not week.absences:
        raise _nothing(workspace, archive, week)
    return editorial.compose_week(week, workspace.config, terms)


def the_week(workspace: Workspace, archive: Archive, day: date, *, now: datetime) -> Week:
    """Gather what belongs to the edition of `day`."""
    from digest.editorial.window import Calendar

    newsletter = workspace.config.newsletter
    everything = sources(workspace)
    # A correction has no news: it closes no week, and prints nothing for the first time.
    past = [it for it in archive.editions() if corrected(workspace, it.date) is None]
    feeds = [source for source in everything if source.kind == "feed"]
    readings = {it.source: it for it in archive.readings(source.id for source in everything)}
    calendar = Calendar(
        day,
        newsletter.zone,
        today=now.astimezone(newsletter.zone).date(),
        publish_day=newsletter.publish_day,
        past=past,
        first_reads=_first_reads(everything, readings),
    )
    window = calendar.window
    found = archive.items(
        readings,
        start=window.start,
        end=window.end + timedelta(days=1),
        seen_after=calendar.previous_frozen,
    )
    items = tuple(item for item in found if calendar.belongs(item))
    items = archive.pages.filled(items, {source.id for source in feeds if source.full_text})
    return Week(
        date=day,
        window=window,
        now=now,
        items=items,
        absences=tuple(it for it in archive.absences(readings) if calendar.belongs(it)),
        readings=tuple(_of_feed(source, readings[source.id]) for source in feeds),
        ids=archive.story_ids(day),
        printed=_printed(workspace, archive, past, day),
    )


def _printed(
    workspace: Workspace, archive: Archive, past: Sequence[PastEdition], day: date
) -> tuple[Printed, ...]:
    """Return what the editions before `day` have printed.

    The archive knows it as of when each was sent. Of one that was not, it knows what was last
    drafted or built: what was taken out of the file after that was not printed; where there is no
    file, or one that cannot be read, the archive's word stands.
    """
    from digest.pipeline.drafting import read_edition

    found: list[Printed] = []
    for edition in [it for it in past if is_former(it, day)][-REMEMBERED:]:
        reports = archive.printed(edition.date)
        try:
            unsent = reports and not edition.sent_at
            there = read_edition(workspace, edition.date) if unsent else None
        except EditionError:
            there = None
        stories = marks.printed(there).stories if there else ()
        found += (it for it in reports if there is None or it.story in stories)
    return tuple(found)


def is_former(edition: PastEdition, day: date) -> bool:
    """Say whether an edition went before that of `day`, to readers or at least to be read."""
    if edition.sent_at:
        return edition.date < day
    return edition.built_at is not None and day - edition.date >= ANOTHER_WEEK


def _first_reads(everything: Sequence[Source], readings: dict[str, Reading]) -> dict[str, datetime]:
    """Say when each source was first read well. The local files are one source in this."""
    first = {id_: reading.first_good for id_, reading in readings.items() if reading.first_good}
    local = [source.id for source in everything if source.kind == "file"]
    earliest = min((first[id_] for id_ in local if id_ in first), default=None)
    return first | ({} if earliest is None else dict.fromkeys(local, earliest))


def _of_feed(source: Source, reading: Reading) -> Reading:
    return replace(reading, from_file=bool(source.path))


def nearest(workspace: Workspace, archive: Archive, week: Week) -> str:
    """Say of when the items nearest to a week are; empty if there are none."""
    first, last = week.window.start, week.window.end
    dates = archive.dates(source.id for source in sources(workspace))
    before = max((moment for moment in dates if moment < first), default=None)
    after = min((moment for moment in dates if moment >= last), default=None)
    near = [
        f"the {which} it is of {moment.astimezone(first.tzinfo):%Y-%m-%d}"
        for which, moment in (("last before", before), ("first after", after))
        if moment
    ]
    return "; ".join(near)


def _nothing(workspace: Workspace, archive: Archive, week: Week) -> NothingToPublish:
    hint = nearest(workspace, archive, week) or (
        "there are no items at all: add sources or put texts into sources/items/"
    )
    return NothingToPublish(
        "no items to publish",
        where=f"the week from {week.window.start:%Y-%m-%d} to {week.window.end:%Y-%m-%d}",
        hint=hint[0].upper() + hint[1:],
    )
