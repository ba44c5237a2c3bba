"""An open archive: recording what was read, and answering what is known."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from digest.archive import sources
from digest.archive.ledger import Ledger
from digest.archive.pages import Pages
from digest.archive.readers import Readers
from digest.archive.record import Recorded, record_absences, record_items
from digest.archive.rows import COLUMNS, read_item, read_time, write_time
from digest.archive.sources import State
from digest.archive.transaction import explains, writing
from digest.model import Absence, Fetched, Item, PastEdition, Printed, Reading, Source

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable
    from contextlib import AbstractContextManager


class Archive:
    """An open archive. Use it as a context manager, in one thread."""

    def __init__(
        self, connection: sqlite3.Connection, where: str, *, is_copy: bool = False
    ) -> None:
        """Wrap a connection of the current version; see `open_archive` and `open_copy`."""
        self.is_copy = is_copy
        self._db = connection
        self.where = where

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the write-ahead log is folded into it."""
        self._db.close()

    @property
    def ledger(self) -> Ledger:
        """What went to whom."""
        return Ledger(self._db, self.where)

    @property
    def readers(self) -> Readers:
        """Who is to get an edition in this run."""
        return Readers(self._db, self.where)

    @property
    def pages(self) -> Pages:
        """What was read on the pages of articles."""
        return Pages(self._db, self.where)

    # -- what was read ------------------------------------------------------------------------

    def record(self, fetched: Fetched, *, reached: bool = True) -> Recorded:
        """Store one reading in one transaction.

        A known item keeps when it was first seen; if what readers see of it changed, it is
        updated in place. A local file stands for what is in it now: its former parts go. A
        failed reading changes nothing but the source's state; not `reached` if nobody answered in
        this run. Power that fails may undo it: then it is read again.

        Raises:
            ArchiveError: the file cannot be written.

        """
        return self.record_all([fetched], reached=reached)

    def record_all(self, readings: Iterable[Fetched], *, reached: bool = True) -> Recorded:
        """Store some readings in one transaction, each as by `record`; a few are quicker so.

        Raises:
            ArchiveError: the file cannot be written; none of them is stored.

        """
        with self._writing(durable=False):
            recorded = [self._record(fetched, reached=reached) for fetched in readings]
        return Recorded(
            new=sum(it.new for it in recorded), changed=sum(it.changed for it in recorded)
        )

    def _record(self, fetched: Fetched, *, reached: bool) -> Recorded:
        recorded, oldest = Recorded(), None
        before = sources.read(self._db, fetched.source.id)
        if not fetched.error and not fetched.not_modified:
            if fetched.source.kind == "file":
                self._db.execute("UPDATE items SET gone = 1 WHERE source = ?", [fetched.source.id])
            record_absences(self._db, fetched)
            recorded, oldest = record_items(self._db, fetched)
        state = sources.after(before, fetched, oldest=oldest, reached=reached)
        sources.write(self._db, state)
        return recorded

    def follow(self, before: Source, now: Source) -> None:
        """Let what is known of a source's address be known of the one that it has moved to."""
        with self._writing():
            self._db.execute(
                "UPDATE sources SET url = ?, asked = ?, read_as = ? WHERE id = ? AND url = ?",
                [now.url, sources.asked(now), sources.read_as(now), now.id, before.url],
            )

    # -- what is known ------------------------------------------------------------------------

    @explains
    def items(
        self,
        wanted: Iterable[str],
        *,
        start: datetime,
        end: datetime,
        seen_after: datetime | None = None,
    ) -> tuple[Item, ...]:
        """Return the items of these sources that count in [start, end), oldest first.

        An item counts with its date, else with its first sight. With `seen_after`, those that
        were first seen after that moment come too, whatever their date.
        """
        found = self._db.execute(
            f"SELECT {COLUMNS} FROM items WHERE NOT gone AND ("  # noqa: S608 - our names
            " (coalesce(published, first_seen) >= ?1 AND coalesce(published, first_seen) < ?2)"
            " OR first_seen > ?3) ORDER BY coalesce(published, first_seen), id",
            [write_time(start), write_time(end), write_time(seen_after)],
        )
        those = frozenset(wanted)
        return tuple(read_item(row) for row in found if row["source"] in those)

    @explains
    def dates(self, wanted: Iterable[str]) -> tuple[datetime, ...]:
        """Return when the items of these sources count, oldest first."""
        those = frozenset(wanted)
        found = self._db.execute(
            "SELECT source, coalesce(published, first_seen) AS moment FROM items WHERE NOT gone"
            " ORDER BY moment"
        )
        return tuple(
            moment
            for row in found
            if row["source"] in those and (moment := read_time(row["moment"]))
        )

    @explains
    def absences(self, wanted: Iterable[str]) -> tuple[Absence, ...]:
        """Return the absences that these sources state."""
        those = frozenset(wanted)
        found = self._db.execute("SELECT * FROM absences ORDER BY source, section, text")
        return tuple(
            Absence(
                source=row["source"],
                section=row["section"],
                text=row["text"],
                published=read_time(row["published"]),
                dated_by=row["dated_by"],
                first_seen=read_time(row["first_seen"]),
            )
            for row in found
            if row["source"] in those
        )

    @explains
    def states(self) -> dict[str, State]:
        """Return what is known of every source that was ever asked, by id, without its entries."""
        return sources.read_all(self._db)

    @explains
    def readings(self, wanted: Iterable[str]) -> tuple[Reading, ...]:
        """Return what is known of the readings of each of these sources, in their order.

        One that was never read has an empty one.
        """
        states = sources.read_all(self._db)
        entries: dict[str, list[str]] = {id_: [] for id_ in wanted}
        for row in self._db.execute(
            "SELECT source, coalesce(published, first_seen) AS moment FROM items WHERE NOT gone"
            " ORDER BY moment DESC"
        ):
            if row["source"] in entries:
                entries[row["source"]].append(row["moment"])
        return tuple(
            sources.reading(states.get(id_, State(id=id_)), moments)
            for id_, moments in entries.items()
        )

    # -- what was made ------------------------------------------------------------------------

    @explains
    def editions(self) -> tuple[PastEdition, ...]:
        """Return every edition that was made, oldest first."""
        found = self._db.execute("SELECT date FROM editions ORDER BY date").fetchall()
        return tuple(self.edition(date.fromisoformat(row["date"])) for row in found)

    @explains
    def edition(self, day: date) -> PastEdition:
        """Return what is known of the edition of a day; an empty one if it was never made."""
        row = self._db.execute("SELECT * FROM editions WHERE date = ?", [str(day)]).fetchone()
        if row is None:
            return PastEdition(date=day)
        offers = self._db.execute(
            "SELECT story FROM offers WHERE date = ? ORDER BY story", [str(day)]
        )
        return PastEdition(
            date=day,
            written=row["written"],
            built_at=read_time(row["built_at"]),
            sent_at=read_time(row["sent_at"]),
            offered=tuple(offer["story"] for offer in offers),
        )

    @explains
    def built_after(self, day: date) -> bool:
        """Say whether an edition of a later day was built."""
        found = self._db.execute(
            "SELECT 1 FROM editions WHERE date > ? AND built_at IS NOT NULL LIMIT 1", [str(day)]
        )
        return found.fetchone() is not None

    @explains
    def story_ids(self, day: date) -> tuple[tuple[str, str], ...]:
        """Return (item id, story id) as the edition of a day had them last."""
        found = self._db.execute(
            "SELECT item, story FROM stories WHERE date = ? ORDER BY item", [str(day)]
        )
        return tuple((row["item"], row["story"]) for row in found)

    @explains
    def printed(self, day: date) -> tuple[Printed, ...]:
        """Return the reports of the stories that an edition's file had last, in its order."""
        found = self._db.execute("SELECT * FROM printed WHERE date = ? ORDER BY rowid", [str(day)])
        return tuple(Printed(**{**dict(row), "date": day}) for row in found)

    def remember_printed(
        self, day: date, reports: Iterable[Printed], *, there: Collection[str]
    ) -> None:
        """Remember the reports of the stories that are `there` in an edition's file.

        Of a story without reports (the sources have them no more) what is known stays.
        """
        new = {report.item: report for report in reports if report.story in there}
        told = {report.story for report in new.values()}
        with self._writing():
            for known in self.printed(day):
                if known.item in new or known.story in told or known.story not in there:
                    self._db.execute(
                        "DELETE FROM printed WHERE date = ? AND item = ?", [str(day), known.item]
                    )
            self._db.executemany(
                "INSERT INTO printed VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (str(day), it.story, it.item, it.title, it.canonical_url, it.text)
                    for it in new.values()
                ],
            )

    def remember_draft(
        self,
        day: date,
        *,
        stories: Iterable[tuple[str, str]],
        offered: Iterable[str],
        written: str | None = None,
    ) -> None:
        """Remember what a draft is made of: (item id, story id) pairs, and the stories in it.

        `written` is the SHA-256 of the file if the program alone wrote it; None leaves it.
        """
        with self._writing():
            self._db.execute("INSERT OR IGNORE INTO editions (date) VALUES (?)", [str(day)])
            if written is not None:
                self._db.execute(
                    "UPDATE editions SET written = ? WHERE date = ?", [written, str(day)]
                )
                # What the program itself has taken out again is no removal of the editor's.
                self._db.execute("DELETE FROM offers WHERE date = ?", [str(day)])
            self._db.executemany(
                "INSERT OR REPLACE INTO stories VALUES (?, ?, ?)",
                [(str(day), item, story) for item, story in stories],
            )
            self._db.executemany(
                "INSERT OR IGNORE INTO offers VALUES (?, ?)",
                [(str(day), story) for story in offered],
            )

    def remember_built(self, day: date, at: datetime) -> None:
        """Remember that an edition was rendered."""
        self._remember_time(day, "built_at", at)

    def remember_sent(self, day: date, at: datetime) -> None:
        """Remember that an edition was sent; the first time counts."""
        if self.edition(day).sent_at is None:
            self._remember_time(day, "sent_at", at)

    def _remember_time(self, day: date, column: str, at: datetime) -> None:
        with self._writing():
            self._db.execute("INSERT OR IGNORE INTO editions (date) VALUES (?)", [str(day)])
            self._db.execute(
                f"UPDATE editions SET {column} = ? WHERE date = ?",  # noqa: S608 - our names
                [write_time(at), str(day)],
            )

    def _writing(self, *, durable: bool = True) -> AbstractContextManager[None]:
        return writing(self._db, self.where, durable=durable)
