"""What a reading gave, into the archive: its items and the absences it states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from digest.archive.rows import (
    COLUMNS,
    CONTENT_HASH,
    FIRST_SEEN,
    ITEM_FIELDS,
    PUBLISHED,
    read_time,
    write_item,
    write_time,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import datetime

    from digest.model import Fetched

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
    now = str(write_time(fetched.at))
    known = _rows(connection, [item.id for item in fetched.items])
    written = {
        item.id: write_item(
            item, first_seen=known[item.id]["first_seen"] if item.id in known else now
        )
        for item in fetched.items
    }
    new = [values for id_, values in written.items() if id_ not in known]
    marks = ", ".join("?" * len(ITEM_FIELDS))
    connection.executemany(
        f"INSERT INTO items ({COLUMNS}) VALUES ({marks})",  # noqa: S608 - our names
        new,
    )
    changed = sum(_update(connection, row, written[id_], now) for id_, row in known.items())
    moments = [values[PUBLISHED] or values[FIRST_SEEN] for values in written.values()]
    kept = _rows(connection, fetched.kept, "id, published, first_seen").values()
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
            f"SELECT {columns} FROM items WHERE id IN ({marks})",  # noqa: S608
            some,
        )
        found |= {row["id"]: row for row in rows}
    return found


def _update(
    connection: sqlite3.Connection, row: sqlite3.Row, values: Sequence[Any], now: str
) -> bool:
    """Store a known item as it is now; say whether readers could see it change."""
    if tuple(row) == (*values, 0):
        return False
    assignments = ", ".join(f'"{name}" = ?' for name in ITEM_FIELDS)
    connection.execute(
        f"UPDATE items SET {assignments}, gone = 0 WHERE id = ?",  # noqa: S608
        [*values, row["id"]],
    )
    if row["content_hash"] == values[CONTENT_HASH]:
        return False
    connection.execute("UPDATE items SET changed = ? WHERE id = ?", [now, row["id"]])
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
