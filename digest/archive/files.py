"""Opening the archive: its schema, its versions, and what SQLite's errors mean for people."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path

from digest.archive.ledger import same_address
from digest.archive.rows import COLUMNS
from digest.archive.store import Archive
from digest.archive.transaction import explained
from digest.errors import ArchiveError

VERSION = 4
BUSY_SECONDS = 30.0

#: The pages of articles, by item; and what their servers' robots.txt say.
PAGES = """
CREATE TABLE pages (
    item TEXT PRIMARY KEY, url TEXT NOT NULL, content_hash TEXT NOT NULL, at TEXT NOT NULL,
    outcome TEXT NOT NULL, reason TEXT NOT NULL, body TEXT NOT NULL,
    failures INTEGER NOT NULL, next_try TEXT
) STRICT;
CREATE TABLE robots (origin TEXT PRIMARY KEY, at TEXT NOT NULL, content TEXT NOT NULL) STRICT;
"""
#: The reports of the stories in each edition file, as it was when it was last drafted or built.
PRINTED = """
CREATE TABLE printed (
    date TEXT NOT NULL, story TEXT NOT NULL, item TEXT NOT NULL, title TEXT NOT NULL,
    canonical_url TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (date, item)
) STRICT;
"""
#: The ledger: what became of each reader's message, once an edition; and the numbers of those of
#: whom it was forgotten who they were. A delivery that is a test counts for nothing.
DELIVERIES = """
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY, edition TEXT NOT NULL, reader TEXT NOT NULL, recipient TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '', fields TEXT NOT NULL DEFAULT '',
    test INTEGER NOT NULL DEFAULT 0, public INTEGER NOT NULL DEFAULT 1,
    message_id TEXT NOT NULL DEFAULT '', state TEXT NOT NULL, before TEXT NOT NULL DEFAULT '',
    temporary INTEGER NOT NULL DEFAULT 0, code INTEGER, answer TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL, turn INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX deliveries_by_reader ON deliveries (edition, reader) WHERE NOT test;
CREATE TABLE purged (
    edition TEXT NOT NULL, state TEXT NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (edition, state)
) STRICT;
"""
SCHEMA = f"""
CREATE TABLE sources (
    id TEXT PRIMARY KEY, title TEXT NOT NULL DEFAULT '', url TEXT NOT NULL DEFAULT '',
    first_good TEXT, last_good TEXT, last_tried TEXT,
    error TEXT NOT NULL DEFAULT '', failures INTEGER NOT NULL DEFAULT 0, updated TEXT,
    etag TEXT NOT NULL DEFAULT '', last_modified TEXT NOT NULL DEFAULT '',
    asked TEXT NOT NULL DEFAULT '', failed_since TEXT, waits INTEGER NOT NULL DEFAULT 0,
    next_try TEXT, gone TEXT, covered_since TEXT,
    body TEXT NOT NULL DEFAULT '', read_as TEXT NOT NULL DEFAULT '',
    marks TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE items (
    {COLUMNS}, changed TEXT, gone INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
);
CREATE INDEX items_by_date ON items (coalesce(published, first_seen));
CREATE INDEX items_by_sight ON items (first_seen);
CREATE INDEX items_by_source ON items (source, published);
CREATE TABLE absences (
    source TEXT NOT NULL, section TEXT NOT NULL, text TEXT NOT NULL,
    published TEXT, dated_by TEXT NOT NULL, first_seen TEXT NOT NULL,
    PRIMARY KEY (source, section, text)
) STRICT;
CREATE TABLE editions (
    date TEXT PRIMARY KEY, written TEXT NOT NULL DEFAULT '', built_at TEXT, sent_at TEXT
) STRICT;
CREATE TABLE stories (
    date TEXT NOT NULL, item TEXT NOT NULL, story TEXT NOT NULL, PRIMARY KEY (date, item)
) STRICT;
CREATE TABLE offers (
    date TEXT NOT NULL, story TEXT NOT NULL, PRIMARY KEY (date, story)
) STRICT;
{DELIVERIES}{PAGES}{PRINTED}"""
#: What makes a version of the one before it.
STEPS = {
    # Since when nothing was missed is only known from a feed's entries, so that each is to be read
    # in full once more: an answer that it has not changed would not say.
    2: """
ALTER TABLE sources ADD COLUMN asked TEXT NOT NULL DEFAULT '';
ALTER TABLE sources ADD COLUMN failed_since TEXT;
ALTER TABLE sources ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN next_try TEXT;
ALTER TABLE sources ADD COLUMN gone TEXT;
ALTER TABLE sources ADD COLUMN covered_since TEXT;
ALTER TABLE sources ADD COLUMN body TEXT NOT NULL DEFAULT '';
ALTER TABLE sources ADD COLUMN read_as TEXT NOT NULL DEFAULT '';
UPDATE sources SET asked = url, etag = '', last_modified = '';
UPDATE sources SET failed_since = last_tried WHERE failures > 0;
""",
    3: f"""
ALTER TABLE sources ADD COLUMN marks TEXT NOT NULL DEFAULT '';
{PAGES}{PRINTED}""",
    # There was a row for each attempt; the gravest of what a reader may have had is what is true.
    4: f"""
DROP INDEX deliveries_by_edition;
ALTER TABLE deliveries RENAME TO attempts;
{DELIVERIES}
INSERT OR REPLACE INTO deliveries
    (edition, reader, recipient, message_id, state, temporary, code, answer, at, turn)
    SELECT edition, same_address(recipient), recipient, message_id, state, 1, code, answer, at,
        attempt
    FROM attempts ORDER BY CASE state WHEN 'sent' THEN 2 WHEN 'failed' THEN 0 ELSE 1 END, attempt;
DROP TABLE attempts;
""",  # noqa: S608 - our words
}


def open_archive(path: Path, *, where: str) -> Archive:
    """Open the archive for reading and writing; make it if there is none.

    Raises:
        ArchiveError: it is damaged, of a newer version, or cannot be written.

    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(
            f"cannot be made: {error.strerror}", where=where, hint="Make the folder writable"
        ) from None
    with explained(where):
        connection = _connect(str(path))
        try:
            _prepare(connection, where)
            connection.execute("PRAGMA journal_mode = WAL")
        except BaseException:
            connection.close()
            raise
        return Archive(connection, where)


def open_copy(path: Path, *, where: str) -> Archive:
    """Open a copy of its own, for commands that write nothing. The file need not exist.

    SQLite makes files beside a database in WAL mode even to read it, so it is copied (with its
    log, if a run was killed) and read elsewhere.
    """
    with explained(where):
        # A file of SQLite's own that nobody else sees: a ledger may be larger than the memory.
        copy = _connect("")
        if path.exists():
            with tempfile.TemporaryDirectory(prefix="digest-") as folder:
                aside = Path(folder) / path.name
                for suffix in ("", "-wal"):
                    if Path(f"{path}{suffix}").exists():
                        shutil.copyfile(f"{path}{suffix}", f"{aside}{suffix}")
                original = _connect(str(aside))
                try:
                    original.backup(copy)
                finally:
                    original.close()
        _prepare(copy, where)
        return Archive(copy, where, is_copy=True)


def _connect(name: str) -> sqlite3.Connection:
    connection = sqlite3.connect(name, timeout=BUSY_SECONDS, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.create_function("same_address", 1, same_address, deterministic=True)
    return connection


def _prepare(connection: sqlite3.Connection, where: str) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise ArchiveError(
            f"was made by a newer version of digest (format {version}, known is {VERSION})",
            where=where,
            hint="Install the newer version; the file was left as it is",
        )
    if version == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    # Somebody else may have made it while we waited.
    steps = [SCHEMA] if version == 0 else [STEPS[it] for it in range(version + 1, VERSION + 1)]
    for statement in ";".join(steps).split(";"):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")
