"""Who is to get an edition, gathered in tables of this run alone: a million of them fit.

SQLite keeps temporary tables in a file of its own that nobody else sees, and a little of them in
memory. They are gone when the archive is closed.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from digest.archive.ledger import same_address
from digest.archive.transaction import explained

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

TABLES = """
CREATE TEMP TABLE IF NOT EXISTS wanted (
    reader TEXT PRIMARY KEY, recipient TEXT NOT NULL, name TEXT NOT NULL, fields TEXT NOT NULL,
    line INTEGER NOT NULL
);
CREATE TEMP TABLE IF NOT EXISTS suppressed (reader TEXT PRIMARY KEY) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who is to get an edition, and what is known of them to fill it in."""

    recipient: str
    name: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def packed(self) -> str:
        """The fields as the ledger keeps them."""
        return msgspec.json.encode(dict(self.fields)).decode() if self.fields else ""


def unpacked(fields: str) -> tuple[tuple[str, str], ...]:
    """Read fields back."""
    return tuple(msgspec.json.decode(fields, type=dict[str, str]).items()) if fields else ()


class Readers:
    """The two tables of an open archive: who is asked for, and who gets nothing whoever asks."""

    def __init__(self, connection: sqlite3.Connection, where: str) -> None:
        """Make the tables, empty if they are new."""
        self._db = connection
        self._where = where
        for statement in TABLES.split(";"):
            self._db.execute(statement)

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Gather many at once, which is quicker."""
        with explained(self._where):
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.execute("COMMIT")

    def want(self, reader: Reader, *, line: int = 0) -> int | None:
        """Ask for a reader; where they were asked for before, return the line of it."""
        with explained(self._where):
            key = same_address(reader.recipient)
            added = self._db.execute(
                "INSERT OR IGNORE INTO wanted VALUES (?, ?, ?, ?, ?)",
                [key, reader.recipient, reader.name, reader.packed, line],
            )
            if added.rowcount:
                return None
            (there,) = self._db.execute(
                "SELECT line FROM wanted WHERE reader = ?", [key]
            ).fetchone()
            return int(there)

    def suppress(self, addresses: Iterable[str]) -> None:
        """Leave readers out of all that follows."""
        with explained(self._where):
            self._db.executemany(
                "INSERT OR IGNORE INTO suppressed VALUES (?)",
                ([same_address(address)] for address in addresses),
            )

    def is_suppressed(self, address: str) -> bool:
        """Say whether an address gets nothing, whoever asks."""
        with explained(self._where):
            found = self._db.execute(
                "SELECT 1 FROM suppressed WHERE reader = ?", [same_address(address)]
            )
            return found.fetchone() is not None

    @property
    def wanted(self) -> int:
        """How many are asked for."""
        return self._count("SELECT count(*) FROM wanted")

    @property
    def left_out(self) -> int:
        """How many of them get nothing, whoever asks."""
        return self._count("SELECT count(*) FROM wanted JOIN suppressed USING (reader)")

    def _count(self, question: str) -> int:
        with explained(self._where):
            (number,) = self._db.execute(question).fetchone()
            return int(number)
