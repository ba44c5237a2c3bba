"""A message out of the door: handed to a sendmail-like command on its standard input."""

from __future__ import annotations

import signal
import subprocess
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

ADDRESS_HEADERS = ("To", "Cc", "Bcc")
#: What a command says can be long; a line of the ledger is not.
MAX_ANSWER = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What a built message says of itself."""

    message_id: str
    subject: str
    recipients: tuple[str, ...]
    """The addresses of To, Cc and Bcc, which is where `sendmail -t` looks; each once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What became of a message that was given to a command."""

    state: Literal["sent", "failed", "uncertain"]
    code: int | None
    """The exit status; negative: killed by that signal; None: the command did not start."""
    answer: str
    """The last line that the command wrote to standard error, or why there is none."""


def read_envelope(message: bytes) -> Envelope:
    """Read who gets a message, and by which name it goes."""
    parsed = BytesParser(policy=policy.default).parsebytes(message, headersonly=True)
    addresses = (
        address.addr_spec
        for name in ADDRESS_HEADERS
        for header in parsed.get_all(name, [])
        for address in header.addresses
    )
    return Envelope(
        message_id=str(parsed["Message-ID"] or "").strip(),
        subject=str(parsed["Subject"] or ""),
        recipients=tuple({address.casefold(): address for address in addresses}.values()),
    )


def hand_over(command: Sequence[str], message: bytes) -> Handover:
    """Run a command, without a shell, with the message on its standard input; wait for its end.

    Exit status 0 is taken at its word: the command has the message in its care. Any other is a
    refusal, after which it may be tried again. Of one that a signal ended nobody can tell.
    """
    try:
        ran = subprocess.run(  # noqa: S603 - the command is the user's own
            command, input=message, capture_output=True, check=False
        )
    except (OSError, ValueError) as error:  # ValueError: a NUL in an argument
        reason = getattr(error, "strerror", None) or str(error)
        return Handover(state="failed", code=None, answer=f"{command[0]}: {reason}")
    said = _last_line(ran.stderr)
    if ran.returncode < 0:
        name = signal.strsignal(-ran.returncode) or f"signal {-ran.returncode}"
        return Handover(state="uncertain", code=ran.returncode, answer=said or name)
    state: Literal["sent", "failed"] = "failed" if ran.returncode else "sent"
    return Handover(state=state, code=ran.returncode, answer=said)


def _last_line(said: bytes) -> str:
    lines = said.decode(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")[:MAX_ANSWER]
