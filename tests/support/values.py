"""Short ways to make the values that tests are about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from digest.model import Fetched, Item, Reading, Source, Week, Window

if TYPE_CHECKING:
    from digest.archive import Archive

DAY = date(2024, 2, 16)
ZONE_OFFSET = timedelta(hours=5)  # New York in February
START = datetime(2024, 2, 9, tzinfo=UTC) + ZONE_OFFSET
END = START + timedelta(days=7)
NOW = END + timedelta(hours=10)


def at(day: str) -> datetime:
    """Return a moment in UTC: "2024-02-14" (noon) or "2024-02-14 09:30"."""
    moment = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return moment if " " in day else moment + timedelta(hours=12)


def an_item(id_: str = "a", published: str | None = "2024-02-14", **fields: Any) -> Item:
    """Make an item with a title, published at noon unless told otherwise."""
    defaults: dict[str, Any] = {
        "source": "wire",
        "publisher": "Reuters",
        "title": f"Title of {id_}",
        "dated_by": "entry" if published else "first-seen",
        "content_hash": id_,
    }
    moment = at(published) if published else None
    return Item(id=id_, published=moment, **(defaults | fields))


def a_reading(source: str = "state-briefings", **fields: Any) -> Reading:
    """Make the reading of a feed that was well read and reaches back before the week."""
    defaults: dict[str, Any] = {
        "first_good": NOW,
        "last_good": NOW,
        "entries": (END + timedelta(hours=1), START - timedelta(days=2)),
        "covered_since": START - timedelta(days=2),
    }
    return Reading(source=source, **(defaults | fields))


def reading_of(archive: Archive, source: str) -> Reading:
    """Return what an archive knows of one source's readings."""
    (reading,) = archive.readings([source])
    return reading


def a_week(*items: Item, **fields: Any) -> Week:
    """Make the week of 16 February 2024."""
    defaults: dict[str, Any] = {"date": DAY, "window": Window(start=START, end=END), "now": NOW}
    return Week(items=items, **(defaults | fields))


def fetched(*items: Item, **fields: Any) -> Fetched:
    """Make a good reading of the source that the items name."""
    source = Source(
        id=items[0].source if items else "wire", name="Wire", url="https://example.org/"
    )
    defaults: dict[str, Any] = {"source": source, "at": NOW, "items": items}
    return Fetched(**(defaults | fields))
