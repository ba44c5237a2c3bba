"""Rows and values: how an item stands in its table."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import msgspec

from digest.model import Image, Item

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

ITEM_FIELDS = tuple(field.name for field in fields(Item))
TIMES = frozenset({"published", "first_seen"})
FLAGS = frozenset({"ordered", "lead", "reprint"})
VALUES = attrgetter(*ITEM_FIELDS)
#: Where some of an item's values stand among them all.
PUBLISHED, FIRST_SEEN, IMAGE, CONTENT_HASH = map(
    ITEM_FIELDS.index, ("published", "first_seen", "image", "content_hash")
)
#: The columns of an item, for SQL.
COLUMNS = ", ".join(f'"{name}"' for name in ITEM_FIELDS)


def write_item(item: Item, *, first_seen: str) -> Sequence[Any]:
    """Return the values of an item's columns; `first_seen` as `write_time` writes it."""
    values = list(VALUES(item))
    values[PUBLISHED] = write_time(item.published)
    values[FIRST_SEEN] = first_seen
    if image := values[IMAGE]:
        values[IMAGE] = msgspec.json.encode(image).decode()
    return values


def read_item(row: sqlite3.Row) -> Item:
    """Return the item that a row holds."""
    return Item(**{name: _read_value(name, row[name]) for name in ITEM_FIELDS})


def _read_value(name: str, value: Any) -> Any:
    if name in TIMES:
        return read_time(value)
    if name in FLAGS:
        return bool(value)
    if name == "image":
        return msgspec.json.decode(value, type=Image) if value else None
    return value


def write_time(moment: datetime | None) -> str | None:
    """Write a time so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds") if moment else None


def read_time(value: str | None) -> datetime | None:
    """Read a time back, aware and in UTC."""
    return datetime.fromisoformat(value) if value else None
