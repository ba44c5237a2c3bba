"""The edition file out of the door, written into the ledger before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.archive import same_address
from digest.model import Receipt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from digest.archive import Archive, Ended
    from digest.model import Page
    from digest.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One message that is ready to go, and who has had it before."""

    day: date
    message: bytes
    message_id: str
    subject: str
    recipients: tuple[str, ...]
    """Who gets it now; nobody if all have it."""
    had: tuple[str, ...] = ()
    """Who was asked for, too, but has had it, and gets it no second time."""
    uncertain: tuple[str, ...] = ()
    """Who may have had it: a run was cut off while it was sending."""
    again: bool = False
    public: bool = True
    """It goes to the newsletter's own readers, and not only to somebody who looks at it first."""


def prepare(
    workspace: Workspace,
    archive: Archive,
    page: Page,
    *,
    day: date,
    now: datetime,
    to: Sequence[str] = (),
    again: bool = False,
) -> Sending:
    """Build the message for those of `to` (else of `[mail] to`) who have not had it.

    With `again` for all of them. Writes nothing.

    Raises:
        ConfigError: `[mail] from` is missing. UsageError: an address is wrong.

    """
    from digest.mail.deliver import read_envelope
    from digest.mail.message import build_message

    message = build_message(page, workspace.config, date=day, now=now, to=to)
    envelope = read_envelope(message)
    states: dict[str, Ended] = {} if again else archive.ledger.states(day)
    asked = {
        address: states.get(same_address(address), "failed") for address in envelope.recipients
    }
    rest = tuple(address for address, state in asked.items() if state == "failed")
    if rest and len(rest) < len(asked):
        message = build_message(page, workspace.config, date=day, now=now, to=rest)
        envelope = read_envelope(message)
    return Sending(
        day=day,
        message=message,
        message_id=envelope.message_id,
        subject=envelope.subject,
        recipients=rest,
        public=_is_public(workspace, envelope.recipients),
        had=tuple(address for address, state in asked.items() if state == "sent"),
        uncertain=tuple(address for address, state in asked.items() if state == "uncertain"),
        again=again,
    )


def _is_public(workspace: Workspace, recipients: Sequence[str]) -> bool:
    """Say whether `[mail] to` is among the recipients, or there is none."""
    from digest.mail.address import parse_address

    readers = workspace.config.mail.to
    if not readers:
        return True
    return same_address(parse_address(readers).spec) in {same_address(it) for it in recipients}


def send(archive: Archive, sending: Sending, command: Sequence[str], *, now: datetime) -> Receipt:
    """Hand a message to a command; once readers have it, the edition is frozen.

    Raises:
        ArchiveError: the ledger cannot be written. If that was after the message went out, the
            ledger says that it is uncertain.
        DigestError: another run is sending the same at this moment.

    """
    from digest.mail.deliver import hand_over

    ledger = archive.ledger
    attempt = ledger.begin(
        sending.day,
        sending.recipients,
        message_id=sending.message_id,
        at=now,
        again=sending.again,
    )
    outcome = hand_over(command, sending.message)
    ledger.end(attempt, outcome.state, code=outcome.code, answer=outcome.answer)
    if outcome.state == "sent" and sending.public:
        archive.remember_sent(sending.day, now)
    status = "" if outcome.code is None else f"exit status {outcome.code}"
    return Receipt(
        recipients=sending.recipients,
        message_id=sending.message_id,
        state=outcome.state,
        answer=": ".join(part for part in (status, outcome.answer) if part),
        at=now,
    )
