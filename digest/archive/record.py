"""What a reading gave, into the archive: its items and the absences it states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.archive.rows import COLUMNS, ITEM_FIELDS, read_time, write_item, write_time

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import datetime

    from digest.model import Fetched, Item

#: Items that are looked up at once; SQLite takes so many values, and more.
AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What one reading brought: items that were not known, and known ones that had changed."""

    new: int = 0
    changed: int = 0


def record_items(
    connection: sqlite3.Connection, fetched: Fetched
) -> tuple[Recorded, datetime | None]:
    """Store the items of a reading; return also when the oldest one in the feed counts."""
    now, items = str(write_time(fetched.at)), fetched.items
    known = _rows(connection, [item.id for item in items])
    new = [write_item(item, first_seen=now) for item in items if item.id not in known]
    marks = ", ".join("?" * len(ITEM_FIELDS))
    connection.executemany(
        f"INSERT INTO items ({COLUMNS}) VALUES ({marks})",  # noqa: S608 - our names
        new,
    )
    changed = sum(
        _update(connection, item, known[item.id], now) for item in items if item.id in known
    )
    first_seen = {id_: row["first_seen"] for id_, row in known.items()}
    kept = _rows(connection, fetched.kept, "published, first_seen").values()
    moments = [write_time(item.published) or first_seen.get(item.id, now) for item in items]
    moments += [row["published"] or row["first_seen"] for row in kept]
    # Text order is time order.
    return Recorded(new=len(new), changed=changed), read_time(min(moments, default=None))


def _rows(
    connection: sqlite3.Connection, ids: Sequence[str], columns: str = f"{COLUMNS}, gone"
) -> dict[str, sqlite3.Row]:
    """Return what is stored of items, by id."""
    found: dict[str, sqlite3.Row] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        marks = ", ".join("?" * len(some))
        rows = connection.execute(
            f"SELECT id, {columns} FROM items WHERE id IN ({marks})",  # noqa: S608
            some,
        )
        found |= {row["id"]: row for row in rows}
    return found


def _update(connection: sqlite3.Connection, item: Item, row: sqlite3.Row, now: str) -> bool:
    """Store a known item; say whether readers could see it change."""
    values = write_item(item, first_seen=row["first_seen"])
    if tuple(row)[1:] == (*values, 0):
        return False
    assignments = ", ".join(f'"{name}" = ?' for name in ITEM_FIELDS)
    connection.execute(
        f"UPDATE items SET {assignments}, gone = 0 WHERE id = ?",  # noqa: S608
        [*values, item.id],
    )
    if row["content_hash"] == item.content_hash:
        return False
    connection.execute("UPDATE items SET changed = ? WHERE id = ?", [now, item.id])
    return True


def record_absences(connection: sqlite3.Connection, fetched: Fetched) -> None:
    """Store the absences that a source states now, in place of those it stated."""
    known = {
        (row["section"], row["text"]): row["first_seen"]
        for row in connection.execute(
            "SELECT * FROM absences WHERE source = ?", [fetched.source.id]
        )
    }
    connection.execute("DELETE FROM absences WHERE source = ?", [fetched.source.id])
    connection.executemany(
        "INSERT OR REPLACE INTO absences VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                absence.source,
                absence.section,
                absence.text,
                write_time(absence.published),
                absence.dated_by,
                known.get((absence.section, absence.text)) or write_time(fetched.at),
            )
            for absence in fetched.absences
        ],
    )
