"""One transaction: all of it or nothing, and SQLite's errors in words for people."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from digest.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def writing(connection: sqlite3.Connection, where: str) -> Iterator[None]:
    """Write in one transaction: on the disk when the block ends, undone if it raises.

    Raises:
        ArchiveError: the file cannot be written.

    """
    with explained(where):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            connection.rollback()
            raise
        connection.commit()


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn SQLite's errors into ours, with what to do."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        hints = {
            "SQLITE_NOTADB": "Move the file away; the next run makes a new one",
            "SQLITE_CORRUPT": "Move the file away; the next run makes a new one",
            "SQLITE_FULL": "Free some space; nothing was changed",
            "SQLITE_READONLY": "Make the file and its folder writable",
            "SQLITE_CANTOPEN": "Make the folder readable and writable",
            "SQLITE_BUSY": "Another run of digest is at work; try again when it is done",
        }
        hint = next((hint for code, hint in hints.items() if name.startswith(code)), "")
        raise ArchiveError(f"cannot be used: {error}", where=where, hint=hint) from None
