"""The ledger: what went to whom, and what became of it. It never says more than is known.

An attempt is written down as "sending" and flushed before the message leaves our hands, and gets
its end afterwards. A run that is killed in between leaves "sending" behind: nobody can tell
whether the message went out, so it is read as uncertain from then on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from digest.archive.rows import read_time, write_time
from digest.archive.transaction import explained, writing
from digest.errors import DigestError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import date, datetime

#: How an attempt can have ended.
Ended: TypeAlias = Literal["sent", "failed", "uncertain"]
#: What is true of a reader after several attempts: the gravest of what they may have had.
RANK: dict[Ended, int] = {"failed": 0, "uncertain": 1, "sent": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to send one edition to one address."""

    attempt: int
    """The same for all who were to get one message."""
    edition: date
    recipient: str
    message_id: str
    state: Ended
    code: int | None
    """The exit status of the command that took the message; None if it never ended, or began."""
    answer: str
    """What it said last."""
    at: datetime


def same_address(recipient: str) -> str:
    """Return what makes two addresses one: nobody has two mailboxes that differ in case."""
    return recipient.strip().casefold()


class Ledger:
    """The deliveries in an open archive."""

    def __init__(self, connection: sqlite3.Connection, where: str) -> None:
        """Wrap the archive's connection; see `Archive.ledger`."""
        self._db = connection
        self._where = where

    def deliveries(self, day: date) -> tuple[Delivery, ...]:
        """Return every attempt to send the edition of a day, oldest first."""
        with explained(self._where):
            found = self._db.execute(
                "SELECT * FROM deliveries WHERE edition = ? ORDER BY attempt, rowid", [str(day)]
            ).fetchall()
        return tuple(_read(row, day) for row in found)

    def states(self, day: date) -> dict[str, Ended]:
        """Say of each `same_address` what is true after all attempts.

        Who was sent it once has it, whatever failed later; who may have it, may have it still.
        """
        states: dict[str, Ended] = {}
        for delivery in self.deliveries(day):
            key = same_address(delivery.recipient)
            states[key] = max(states.get(key, "failed"), delivery.state, key=lambda it: RANK[it])
        return states

    def begin(
        self,
        day: date,
        recipients: Iterable[str],
        *,
        message_id: str,
        at: datetime,
        again: bool = False,
    ) -> int:
        """Write down that a message is about to be handed over; return the attempt's number.

        Raises:
            DigestError: somebody has or may have it by now, and it is not to be sent `again`.

        """
        everybody = tuple(recipients)
        with writing(self._db, self._where):
            if not again:
                self._refuse_doubles(day, everybody)
            (attempt,) = self._db.execute(
                "SELECT coalesce(max(attempt), 0) + 1 FROM deliveries"
            ).fetchone()
            self._db.executemany(
                "INSERT INTO deliveries (attempt, edition, recipient, message_id, state, at)"
                " VALUES (?, ?, ?, ?, 'sending', ?)",
                [(attempt, str(day), it, message_id, write_time(at)) for it in everybody],
            )
        return int(attempt)

    def _refuse_doubles(self, day: date, recipients: tuple[str, ...]) -> None:
        """Look once more under the lock: another run may have begun since the caller looked."""
        states = self.states(day)
        for recipient in recipients:
            if states.get(same_address(recipient), "failed") != "failed":
                raise DigestError(
                    f"another run of digest is sending the edition of {day} to {recipient}",
                    hint="Nothing was sent by this one; look again when the other is done",
                )

    def end(self, attempt: int, state: Ended, *, code: int | None, answer: str) -> None:
        """Write down what became of an attempt."""
        with writing(self._db, self._where):
            self._db.execute(
                "UPDATE deliveries SET state = ?, code = ?, answer = ? WHERE attempt = ?",
                [state, code, answer, attempt],
            )


def _read(row: sqlite3.Row, day: date) -> Delivery:
    at = read_time(row["at"])
    assert at is not None
    return Delivery(
        attempt=row["attempt"],
        edition=day,
        recipient=row["recipient"],
        message_id=row["message_id"],
        state="uncertain" if row["state"] == "sending" else row["state"],
        code=row["code"],
        answer=row["answer"],
        at=at,
    )
