"""The values of the ledger: what is to be handed over, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import date, datetime

Ending: TypeAlias = Literal["queued", "sent", "failed", "uncertain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of one edition for one address."""

    edition: date
    recipient: str
    message_id: str
    state: Ending
    code: int | None
    """The reply code of the server, or the exit status of the command; None if there was none."""
    answer: str
    """What it said."""
    at: datetime
    temporary: bool = False
    """It failed, and may work another time."""
    test: bool = False
    """It went to somebody who looks at it before the readers have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A row whose message is to be handed over."""

    id: int
    recipient: str
    name: str
    fields: str
    """Packed; see `readers.unpacked`."""
    public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A message that is about to be handed over."""

    id: int
    message_id: str
    at: datetime
    turn: int
    """Its number among all that were handed over: `last_turn`, and counted on from there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What became of a message; queued: it was not handed over after all."""

    id: int
    state: Ending
    code: int | None
    answer: str
    at: datetime
    temporary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many of an edition's readers are in which state."""

    queued: int = 0
    sent: int = 0
    failed: int = 0
    """For good."""
    postponed: int = 0
    """Failed, and may work another time."""
    uncertain: int = 0
    tests: int = 0
    purged: tuple[tuple[str, int], ...] = ()
    """(state, number) of those who are not known by name any more."""
