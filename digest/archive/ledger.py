"""The ledger: what went to whom, and what became of it. It never says more than is known.

Everybody who is to get an edition has one row for it. It is "queued"; it becomes "sending", on the
disk, before the message leaves our hands; and gets its end afterwards. A run that is killed in
between leaves "sending" behind: nobody can tell whether the message went out, so it is uncertain
from then on. Times are for people to read: a clock that jumps changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from digest.archive.deliveries import Counts, Delivery, Waiting
from digest.archive.rows import read_time, write_time
from digest.archive.transaction import explained, writing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date, datetime

    from digest.archive.deliveries import Begun, Ended, Ending
    from digest.archive.readers import Reader

#: Rows that are read at once.
AT_ONCE = 500


def same_address(recipient: str) -> str:
    """Return what makes two addresses one: nobody has two mailboxes that differ in case."""
    return recipient.strip().casefold()


#: Which rows may be handed over: those that nobody has had, and others if they are asked for.
CHOICES = {
    "waiting": "(state = 'queued' OR (state = 'failed' AND temporary))",
    "failed": "state = 'failed'",
    "uncertain": "state IN ('uncertain', 'sending')",
    "again": "1",
}
Choice: TypeAlias = Literal["waiting", "failed", "uncertain", "again"]
MAY_HAVE_IT = "reader NOT IN (SELECT reader FROM temp.suppressed)"
NOT_KNOWN = (
    "NOT EXISTS (SELECT 1 FROM deliveries AS known WHERE known.edition = ?1"  # noqa: S608 - our words
    f" AND known.reader = asked.reader AND NOT known.test) AND {MAY_HAVE_IT}"
)
ASKED_FOR = "reader IN (SELECT reader FROM temp.wanted)"


class Ledger:
    """The deliveries in an open archive."""

    def __init__(self, connection: sqlite3.Connection, where: str) -> None:
        """Wrap the archive's connection; see `Archive.ledger`."""
        self._db = connection
        self._where = where

    # -- what is known ------------------------------------------------------------------------

    def deliveries(
        self, day: date, *, states: Collection[Ending] = (), most: int = -1
    ) -> tuple[Delivery, ...]:
        """Return what became of the edition of a day, tests too, oldest first.

        With `states` only those, the last ones; `most` of them.
        """
        wanted = [*states, *(["sending"] if "uncertain" in states else [])]
        marks = ", ".join("?" * len(wanted))
        some = f" AND NOT test AND state IN ({marks})" if states else ""
        with explained(self._where):
            found = self._db.execute(
                f"SELECT * FROM deliveries WHERE edition = ?{some}"  # noqa: S608 - our words
                f" ORDER BY {'turn DESC, id DESC' if states else 'id'} LIMIT ?",
                [str(day), *wanted, most],
            )
            return tuple(_read(row, day) for row in found)

    def had(self, day: date, recipient: str) -> Delivery | None:
        """Return what is known of one reader's message; None if there is none."""
        with explained(self._where):
            row = self._db.execute(
                "SELECT * FROM deliveries WHERE edition = ? AND reader = ? AND NOT test",
                [str(day), same_address(recipient)],
            ).fetchone()
            return _read(row, day) if row else None

    def is_out(self, day: date) -> bool:
        """Say whether one of the newsletter's own readers has the edition."""
        with explained(self._where):
            found = self._db.execute(
                "SELECT 1 FROM deliveries WHERE edition = ? AND public AND state = 'sent' LIMIT 1",
                [str(day)],
            )
            return found.fetchone() is not None

    def counts(self, day: date, *, asked: bool = False) -> Counts:
        """Count an edition's readers by state; with `asked` only those in `readers.wanted`."""
        only = f" AND {ASKED_FOR}" if asked else ""
        with explained(self._where):
            found = self._db.execute(
                "SELECT CASE WHEN test THEN 'tests' WHEN state = 'failed' AND temporary THEN"  # noqa: S608 - our words
                " 'postponed' WHEN state = 'sending' THEN 'uncertain' ELSE state END AS state,"
                f" count(*) AS number FROM deliveries WHERE edition = ?{only}"
                " GROUP BY 1",
                [str(day)],
            ).fetchall()
            gone = self._db.execute(
                "SELECT state, number FROM purged WHERE edition = ? ORDER BY state", [str(day)]
            ).fetchall()
        numbers = {str(row["state"]): int(row["number"]) for row in found}
        return Counts(**numbers, purged=tuple((row["state"], row["number"]) for row in gone))

    def last_turn(self) -> int:
        """Return the number of the message that was handed over last."""
        with explained(self._where):
            (turn,) = self._db.execute("SELECT coalesce(max(turn), 0) FROM deliveries").fetchone()
        return int(turn)

    # -- what is to be done -------------------------------------------------------------------

    def queue(self, day: date, *, at: datetime, public: bool) -> int:
        """Write down those in `readers.wanted` who were not written down; return how many.

        `public` if the newsletter's own readers are asked for, so that the edition is out then.
        """
        with writing(self._db, self._where):
            added = self._db.execute(
                "INSERT INTO deliveries"  # noqa: S608 - our words
                " (edition, reader, recipient, name, fields, public, state, at)"
                " SELECT ?1, reader, recipient, name, fields, ?2, 'queued', ?3"
                f" FROM temp.wanted AS asked WHERE {NOT_KNOWN} ORDER BY asked.rowid",
                [str(day), int(public), write_time(at)],
            ).rowcount
        return int(added)

    def new(self, day: date) -> int:
        """Count those whom `queue` would write down."""
        with explained(self._where):
            (number,) = self._db.execute(
                f"SELECT count(*) FROM temp.wanted AS asked WHERE {NOT_KNOWN}",  # noqa: S608 - our words
                [str(day)],
            ).fetchone()
        return int(number)

    def queue_test(self, day: date, reader: Reader, *, at: datetime) -> Waiting:
        """Write down a message that somebody is to look at; it counts for nothing."""
        with writing(self._db, self._where):
            added = self._db.execute(
                "INSERT INTO deliveries"
                " (edition, reader, recipient, name, test, public, state, at)"
                " VALUES (?, ?, ?, ?, 1, 0, 'queued', ?)",
                [
                    *(str(day), same_address(reader.recipient), reader.recipient, reader.name),
                    write_time(at),
                ],
            )
        return Waiting(
            id=int(added.lastrowid or 0),
            recipient=reader.recipient,
            name=reader.name,
            fields="",
            public=False,
        )

    def number(self, day: date, choices: Sequence[Choice], *, asked: bool) -> int:
        """Count those whom `waiting` would yield."""
        with explained(self._where):
            (number,) = self._db.execute(
                f"SELECT count(*) FROM deliveries WHERE {_chosen(choices, asked=asked)}",  # noqa: S608 - our words
                [str(day)],
            ).fetchone()
        return int(number)

    def waiting(self, day: date, choices: Sequence[Choice], *, asked: bool) -> Iterator[Waiting]:
        """Yield each row that is to be handed over once, in the order of the queue.

        With `asked` only those in `readers.wanted`. Nobody in `readers.suppressed`.
        """
        last = 0
        # By the number alone: with an index, all rows of the edition would be sorted each time.
        question = (
            "SELECT id, recipient, name, fields, public FROM deliveries NOT INDEXED"  # noqa: S608
            f" WHERE {_chosen(choices, asked=asked)} AND id > ? ORDER BY id LIMIT {AT_ONCE}"
        )
        while True:
            with explained(self._where):
                rows = self._db.execute(question, [str(day), last]).fetchall()
            if not rows:
                return
            for row in rows:
                yield Waiting(**{**dict(row), "public": bool(row["public"])})
            last = rows[-1]["id"]

    # -- what is done -------------------------------------------------------------------------

    def settle(self, day: date) -> int:
        """Call what a former run was sending uncertain; only who sends alone knows that it is."""
        with writing(self._db, self._where):
            return self._db.execute(
                "UPDATE deliveries SET state = CASE before WHEN 'sent' THEN 'sent' ELSE 'uncertain'"
                " END, before = '' WHERE edition = ? AND state = 'sending'",
                [str(day)],
            ).rowcount

    def turn(self, ended: Iterable[Ended], begun: Iterable[Begun]) -> None:
        """Write down what became of messages, and which are handed over next: on the disk.

        Who has had a message has it, whatever fails later; who may have it, may have it still.

        Raises:
            ArchiveError: it cannot be written; then nothing of it is.

        """
        with writing(self._db, self._where):
            self._db.executemany(
                "UPDATE deliveries SET state = CASE WHEN before = 'sent'"
                " OR (before = 'uncertain' AND ?1 <> 'sent') THEN before ELSE ?1 END,"
                " before = '', temporary = ?2, code = ?3, answer = ?4, at = ?5,"
                " name = CASE ?1 WHEN 'sent' THEN '' ELSE name END,"
                " fields = CASE ?1 WHEN 'sent' THEN '' ELSE fields END WHERE id = ?6",
                [
                    (it.state, int(it.temporary), it.code, it.answer, write_time(it.at), it.id)
                    for it in ended
                ],
            )
            self._db.executemany(
                "UPDATE deliveries SET"
                " before = CASE WHEN state IN ('sent', 'uncertain') THEN state ELSE '' END,"
                " state = 'sending', message_id = ?, code = NULL, answer = '', at = ?, turn = ?"
                " WHERE id = ?",
                [(it.message_id, write_time(it.at), it.turn, it.id) for it in begun],
            )

    # -- what is forgotten --------------------------------------------------------------------

    def forget(self, recipient: str) -> int:
        """Forget a reader: no page of the file has the address any more. Return the rows."""
        with explained(self._where):
            self._db.execute("PRAGMA secure_delete = ON")
        with writing(self._db, self._where):
            gone = self._db.execute(
                "DELETE FROM deliveries WHERE reader = ?", [same_address(recipient)]
            ).rowcount
        self._empty_log()
        return int(gone)

    def purge(self, before: datetime) -> int:
        """Forget who got what was sent before a moment; the numbers stay. Return the rows."""
        old = [write_time(before)]
        with explained(self._where):
            found = self._db.execute("SELECT 1 FROM deliveries WHERE at < ? LIMIT 1", old)
            if found.fetchone() is None:
                return 0
            self._db.execute("PRAGMA secure_delete = ON")
        with writing(self._db, self._where):
            self._db.execute(
                "INSERT INTO purged SELECT edition, CASE state WHEN 'sending' THEN 'uncertain'"
                " ELSE state END, count(*) FROM deliveries WHERE at < ? AND NOT test GROUP BY 1, 2"
                " ON CONFLICT DO UPDATE SET number = number + excluded.number",
                old,
            )
            gone = self._db.execute("DELETE FROM deliveries WHERE at < ?", old).rowcount
        self._empty_log()
        return int(gone)

    def _empty_log(self) -> None:
        """Fold the write-ahead log into the file: what was deleted stands in it, too."""
        with explained(self._where):
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _chosen(choices: Sequence[Choice], *, asked: bool) -> str:
    """Write the condition for the rows of an edition (`?`) that are to be handed over."""
    states = " OR ".join(CHOICES[choice] for choice in choices)
    only = f" AND {ASKED_FOR}" if asked else ""
    return f"edition = ? AND NOT test AND ({states}) AND {MAY_HAVE_IT}{only}"


def _read(row: sqlite3.Row, day: date) -> Delivery:
    at = read_time(row["at"])
    assert at is not None
    unsettled: Ending = "sent" if row["before"] == "sent" else "uncertain"
    return Delivery(
        edition=day,
        recipient=row["recipient"],
        message_id=row["message_id"],
        state=unsettled if row["state"] == "sending" else row["state"],
        code=row["code"],
        answer=row["answer"],
        at=at,
        temporary=bool(row["temporary"]),
        test=bool(row["test"]),
    )
