"""Messages out of the door, one for each reader, each written into the ledger before and after.

The ledger is this thread's, connections are the others': while messages are on the wire, what
became of former ones and which come next goes to the disk in one transaction. So no connection
waits for the disk alone, and still nothing is handed over before the ledger knows of it.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Literal

from digest.archive import Begun, Ended, unpacked
from digest.errors import ArchiveError, DigestError, UsageError
from digest.model import Receipt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from digest.archive import Archive, Waiting
    from digest.mail.deliver import Handover, Way
    from digest.mail.letter import Letter, Outgoing

#: Messages in a row that failed for a reason that the next will meet as well.
ENOUGH = 10
#: Seconds after which a run that waits looks whether it is to stop.
LOOK = 0.1
#: Seconds that an answer waits at most for others, to be written down with them.
LONGEST = 0.01


@dataclass(slots=True)
class Tally:
    """What a run has done, as far as it got."""

    sent: int = 0
    failed: int = 0
    """For good."""
    postponed: int = 0
    """Failed, and may work another time; or was not handed over."""
    uncertain: int = 0
    trouble: str = ""
    """Why it ended before the queue did; empty if it did not, or was asked to stop."""
    last: str = ""
    """What the last one that was not sent was answered."""
    row: int = field(default=0, repr=False)
    """So many in a row failed for a reason that the next will meet as well."""

    def count(self, handover: Handover, code_is: str = "") -> None:
        """Count one message."""
        match handover.state:
            case "sent":
                self.sent += 1
            case "uncertain":
                self.uncertain += 1
            case "failed" if not handover.temporary:
                self.failed += 1
            case _:
                self.postponed += 1
        self.row = self.row + 1 if handover.broken else 0
        if handover.state != "sent":
            self.last = said(handover, code_is)
        if handover.state == "queued":
            self.trouble = self.last
        elif self.row >= ENOUGH:
            self.trouble = f"{ENOUGH} messages in a row failed, the last with: {self.last}"


def said(handover: Handover, code_is: str = "") -> str:
    """Put code and answer of a hand-over in one line; `code_is` names what the code is."""
    code = "" if handover.code is None else f"{code_is}{handover.code}"
    apart = ": " if code_is else " "
    return apart.join(part for part in (code, handover.answer) if part) or handover.state


class Pace:
    """At most so many messages a second."""

    def __init__(self, rate: float) -> None:
        """Let one go at once; `rate` 0 lets all go."""
        self._step = 1 / rate if rate else 0.0
        self._next = time.monotonic()

    def wait(self) -> float:
        """Return how many seconds are to pass before the next may go."""
        return max(0.0, self._next - time.monotonic()) if self._step else 0.0

    def take(self) -> None:
        """Let one go."""
        self._next = max(self._next, time.monotonic() - self._step) + self._step


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """How messages go out."""

    open: Callable[[], Way]
    """Makes a way out; called once for each connection, in the thread that uses it."""
    connections: int = 1
    rate: float = 0.0
    """Messages a second; 0: as many as go."""
    code_is: str = ""
    """What a code is that it answers with, as "exit status "; empty for those of SMTP."""
    clock: Callable[[], datetime]
    stopped: Callable[[], bool] = lambda: False
    """Says whether the run is to end with the messages that are in hand."""
    on_receipt: Callable[[Receipt], None] = lambda _: None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    row: Waiting
    message: Outgoing


#: What became of a message; or what is wrong with the way itself.
_Answer = tuple["_Ready", "Handover | Exception"]


def deliver(
    archive: Archive,
    road: Road,
    rows: Iterator[Waiting],
    letter_for: Callable[[Waiting], tuple[Letter, str]],
    on_sent: Callable[[Waiting], None],
) -> Tally:
    """Hand over the message of each row; `letter_for` says which, and what it answers.

    `on_sent` is told of each that was sent, once the ledger knows of it.

    Raises:
        ArchiveError: the ledger cannot be written: what was in hand then is uncertain.
        DigestError: nobody gets anything this way.

    """
    run = _Run(archive, road, rows, letter_for, on_sent)
    try:
        return run.all()
    finally:
        run.close()


class _Run:
    def __init__(
        self,
        archive: Archive,
        road: Road,
        rows: Iterator[Waiting],
        letter_for: Callable[[Waiting], tuple[Letter, str]],
        on_sent: Callable[[Waiting], None],
    ) -> None:
        self.archive, self.road, self.rows = archive, road, rows
        self.letter_for, self.on_sent = letter_for, on_sent
        self.tally = Tally()
        self.pace = Pace(road.rate)
        self.jobs: SimpleQueue[_Ready | None] = SimpleQueue()
        self.answers: SimpleQueue[_Answer] = SimpleQueue()
        self.ready: deque[_Ready] = deque()
        self.flying = 0
        self.cost = 0.0  # seconds that the last transaction took
        self.error: Exception | None = None
        self.turn = archive.ledger.last_turn()
        # Daemons: who is stopped a second time does not wait for a server.
        self.threads = [
            threading.Thread(target=self._work, daemon=True) for _ in range(road.connections)
        ]
        for thread in self.threads:
            thread.start()

    def close(self) -> None:
        for _ in self.threads:
            self.jobs.put(None)
        if not self.flying:
            for thread in self.threads:
                thread.join()

    def _work(self) -> None:
        """Use one way out, in a thread of its own."""
        way = self.road.open()
        while job := self.jobs.get():
            try:
                self.answers.put((job, way.deliver(job.message)))
            except Exception as error:  # noqa: BLE001 - nobody would hear of it in this thread
                self.answers.put((job, error))
        way.close()

    def all(self) -> Tally:
        ended: list[Ended] = []
        sent: list[Waiting] = []
        while True:
            next_ones = self._next_ones(ended)
            if ended or next_ones:
                self._write(ended, next_ones)
                for row in sent:
                    self.on_sent(row)
            for one in next_ones:
                self.flying += 1
                self.jobs.put(one)
            ended, sent = [], []
            if not self.flying and self._is_over():
                break
            self._prepare(ended)
            for job, answer in self._answers():
                ended.append(self._ended(job, answer))
                if ended[-1].state == "sent":
                    sent.append(job.row)
        if self.error:
            raise self.error
        return self.tally

    def _is_over(self) -> bool:
        return self._halted() or not self.ready

    def _halted(self) -> bool:
        return bool(self.error or self.tally.trouble) or self.road.stopped()

    def _next_ones(self, ended: list[Ended]) -> list[_Ready]:
        """Take as many as there are free connections, and as may go now."""
        self._prepare(ended)
        taken: list[_Ready] = []
        while self.ready and self.flying + len(taken) < self.road.connections:
            if self._halted() or self.pace.wait():
                break
            self.pace.take()
            taken.append(self.ready.popleft())
        return taken

    def _prepare(self, ended: list[Ended]) -> None:
        """Fill letters in while others are on the wire."""
        while len(self.ready) < self.road.connections and not self._halted():
            row = next(self.rows, None)
            if row is None:
                return
            try:
                self.ready.append(_Ready(row=row, message=self._message(row)))
            except UsageError as error:
                ended.append(self._unsendable(row, str(error)))

    def _message(self, row: Waiting) -> Outgoing:
        from digest.mail.address import Mailbox
        from digest.mail.recipients import Recipient

        letter, original = self.letter_for(row)
        local, _, domain = row.recipient.rpartition("@")
        box = Mailbox(name=row.name, local=local, domain=domain)
        return letter.to(Recipient(box=box, fields=unpacked(row.fields)), original=original)

    def _unsendable(self, row: Waiting, reason: str) -> Ended:
        from digest.mail.deliver import Handover

        self.tally.count(Handover(state="failed", answer=reason))
        return Ended(id=row.id, state="failed", code=None, answer=reason, at=self.road.clock())

    def _write(self, ended: list[Ended], next_ones: list[_Ready]) -> None:
        """Write the ledger; if that cannot be, wait for what is in hand and try once more."""
        at = self.road.clock()
        begun = [
            Begun(id=one.row.id, message_id=one.message.message_id, at=at, turn=self.turn + number)
            for number, one in enumerate(next_ones, 1)
        ]
        self.turn += len(begun)
        began = time.monotonic()
        try:
            self.archive.ledger.turn(ended, begun)
            self.cost = time.monotonic() - began
        except ArchiveError:
            while self.flying:
                ended += [self._ended(*answer) for answer in self._answers()]
            with suppress(ArchiveError):
                self.archive.ledger.turn(ended, [])
            raise

    def _answers(self) -> Iterator[_Answer]:
        """Yield what has been answered by now; wait for it, but not longer than the pace."""
        wait = self.pace.wait() if self.ready and not self._halted() else 0.0
        if not self.flying:
            time.sleep(min(wait, LOOK))
            return
        with suppress(Empty):
            free = self.flying < self.road.connections
            yield self.answers.get(timeout=max(wait, 0.001) if wait and free else None)
            # Who answers while a transaction would take its time comes into the same one.
            until = time.monotonic() + min(self.cost, LONGEST)
            while self.flying:
                yield self.answers.get(timeout=max(0.0, until - time.monotonic()))

    def _ended(self, job: _Ready, answer: Handover | Exception) -> Ended:
        from digest.mail.deliver import Handover

        self.flying -= 1
        if isinstance(answer, Exception):
            self.error = answer
            untouched = isinstance(answer, DigestError)
            state: Literal["queued", "uncertain"] = "queued" if untouched else "uncertain"
            answer = Handover(state=state, answer=str(answer))
        self.tally.count(answer, self.road.code_is)
        at = self.road.clock()
        self.road.on_receipt(
            Receipt(
                recipients=(job.row.recipient,),
                message_id=job.message.message_id,
                state=answer.state,
                answer=said(answer, self.road.code_is),
                at=at,
            )
        )
        return Ended(
            id=job.row.id,
            state=answer.state,
            code=answer.code,
            answer=answer.answer,
            at=at,
            temporary=answer.temporary,
        )
