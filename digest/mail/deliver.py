"""Ways out of the door: each takes one message after the other, and says what became of it."""

from __future__ import annotations

import signal
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.mail.letter import Outgoing

#: What a command or a server says can be long; a line of the ledger is not.
MAX_ANSWER = 500
#: How a command says that this message will not do, whenever it is tried (sysexits.h: data, nobody
#: of that name, no such host). Any other end may be mended.
FOR_GOOD = frozenset({65, 67, 68})


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What became of a message that was handed over."""

    state: Literal["sent", "failed", "uncertain", "queued"]
    """Queued: it never was, and no other would be now."""
    code: int | None = None
    """The reply code of a server; or the exit status of a command, negative if a signal ended it;
    None: there was none."""
    answer: str = ""
    """The last line that the other said, or why there is none."""
    temporary: bool = False
    """It failed, and may work another time."""
    broken: bool = False
    """It was not about this reader: the next ones may well meet with the same."""


class Way(Protocol):
    """A way out of the door. Use one in one thread."""

    def deliver(self, message: Outgoing) -> Handover:
        """Hand a message over, and wait for the answer."""
        ...

    def close(self) -> None:
        """Let go of what was held open."""
        ...


class Command:
    """A sendmail-like command: it takes each message on its standard input."""

    def __init__(self, command: Sequence[str]) -> None:
        """Run `command`, without a shell, for each message."""
        self._command = command

    def deliver(self, message: Outgoing) -> Handover:
        """Run the command with the message, whose lines end in LF; wait for its end."""
        return hand_over(self._command, message.content)

    def close(self) -> None:
        """Hold nothing."""


def hand_over(command: Sequence[str], message: bytes) -> Handover:
    """Run a command, without a shell, with the message on its standard input; wait for its end.

    Exit status 0 is taken at its word: the command has the message in its care. Any other is a
    refusal. Of one that a signal ended nobody can tell.
    """
    try:
        # In a group of its own, so that who stops us at the keyboard does not stop it as well.
        ran = subprocess.run(  # noqa: S603 - the command is the user's own
            command, input=message, capture_output=True, check=False, process_group=0
        )
    except (OSError, ValueError) as error:  # ValueError: a NUL in an argument
        reason = getattr(error, "strerror", None) or str(error)
        return Handover(state="queued", answer=f"{command[0]}: {reason}", broken=True)
    said = last_line(ran.stderr)
    if ran.returncode < 0:
        name = signal.strsignal(-ran.returncode) or f"signal {-ran.returncode}"
        return Handover(state="uncertain", code=ran.returncode, answer=said or name, broken=True)
    if ran.returncode == 0:
        return Handover(state="sent", code=0, answer=said)
    temporary = ran.returncode not in FOR_GOOD
    return Handover(
        state="failed", code=ran.returncode, answer=said, temporary=temporary, broken=temporary
    )


def last_line(said: bytes) -> str:
    """Return the last line that somebody said, in a length that can be kept."""
    lines = said.decode(errors="replace").replace("\0", " ").rstrip()
    return lines.rpartition("\n")[2].lstrip()[:MAX_ANSWER]
