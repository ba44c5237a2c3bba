"""What is made: the week and its stories, editions, pages, and what became of a message."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from digest.model.items import Absence, Item, Reading
    from digest.model.merged import Merged


@dataclass(frozen=True, slots=True, kw_only=True)
class PastEdition:
    """What the archive knows of an edition that was made."""

    date: date
    built_at: datetime | None = None
    """When it was last built (rendered), if ever."""
    sent_at: datetime | None = None
    written: str = ""
    """SHA-256 of the edition file as the program last wrote it."""
    offered: tuple[str, ...] = ()
    """Ids of the stories that the program has put into the file at some time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One report of a story that an earlier edition has printed, as it read then.

    The archive's items change when their sources change them; what was printed does not.
    """

    date: date
    """Of the edition."""
    story: str
    item: str
    title: str
    canonical_url: str = ""
    text: str = ""
    """How it begins, in plain text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The half-open stretch of time [start, end) that an edition covers; both aware."""

    start: datetime
    end: datetime

    def __contains__(self, moment: datetime) -> bool:
        """Say whether `moment` (aware) falls inside."""
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What the editorial stage is given: one edition's items and what is known around them."""

    date: date
    window: Window
    now: datetime
    items: tuple[Item, ...] = ()
    """Those that belong to this edition, the ones carried over included."""
    absences: tuple[Absence, ...] = ()
    readings: tuple[Reading, ...] = ()
    """One for each configured feed."""
    ids: tuple[tuple[str, str], ...] = ()
    """(item id, story id) as this edition had them before: a story keeps its id."""
    printed: tuple[Printed, ...] = ()
    """What the last editions have printed; of each story the quoted report first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One ground for a decision: the rule, what it found, and what that was worth."""

    rule: str
    found: str
    weight: float = 0.0

    def __str__(self) -> str:
        """Read like "party: Ukraine, Kremlin (+2.0)"."""
        text = f"{self.rule}: {self.found}" if self.found else self.rule
        return f"{text} ({self.weight:+.1f})" if self.weight else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An item with the section where it belongs (None: in none), and why."""

    item: Item
    section: str | None
    score: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event of the week, and every report of it that we read.

    `lead` is the report that the edition quotes; `also` are the others, best first.
    """

    id: str
    lead: Item
    also: tuple[Item, ...] = ()
    section: str | None = None
    """Where it belongs; None: it is not about the topic."""
    placed: bool = False
    """Whether it stands in the edition."""
    leads: bool = False
    """Whether it is the main story."""
    rank: int = 0
    """From 1, over all stories that belong to a section: 1 leads unless a person orders otherwise,
    desks' texts come after all that may lead, and what was printed before last; 0: none."""
    score: float = 0.0
    reasons: tuple[Reason, ...] = ()
    copies: tuple[str, ...] = ()
    """Ids of the reports that only carry another one's text, or one printed in former weeks."""
    printed: date | None = None
    """The edition that has printed all of it: it is left out."""
    follows: date | None = None
    """The edition that has printed the story of which this one is a development."""

    @property
    def items(self) -> tuple[Item, ...]:
        """Every report, the quoted one first."""
        return (self.lead, *self.also)

    @property
    def originals(self) -> tuple[Item, ...]:
        """The reports without the copies: five copies of one wire report are one report."""
        return tuple(item for item in self.items if item.id not in self.copies)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFinding:
    """What is known of a desk section's week when no text of its own stands in it."""

    section: str
    state: Literal["absent", "silent", "unknown"]
    """Proved absent; held but not on the topic; or not to be known."""
    text: str = ""
    """What the page says; empty: the page leaves the section out."""
    reason: str = ""
    """Why it is so, for the editor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """The week as the editorial stage sees it, before any words are chosen."""

    date: date
    stories: tuple[Story, ...]
    """Every story of the window: placed ones in the order of the edition, then the others."""
    findings: tuple[DeskFinding, ...] = ()
    """One for each desk section without a placed story."""
    judged: tuple[Judged, ...] = ()
    """Every item of the window, with the reasons that concern it alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What an `<img>` of the page shows."""

    url: str
    """Its `src`: an address, or a path in the workspace."""
    kind: str
    """The subtype of its content type: "png" for image/png."""
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One edition, rendered."""

    subject: str
    html: str
    text: str
    preheader: str = ""
    parts: tuple[tuple[str, int], ...] = ()
    """What it is made of, as (name, bytes of HTML), heaviest first."""
    left_out: tuple[str, ...] = ()
    """What was left out to keep it short enough for Gmail, by name."""

    @property
    def heaviest(self) -> str:
        """The parts that weigh most, as in "the main story 30,120, the teasers 2,004"."""
        return ", ".join(f"{name} {size:,}" for name, size in self.parts[:3])

    corrects: date | None = None
    """The edition that it corrects."""
    pictures: tuple[Picture, ...] = ()
    """Those of the page that go with the message."""
    unembedded: tuple[str, ...] = ()
    """Which pictures should go with the message and do not, and why: for people to read."""
    merged: Merged | None = None
    """The same with tokens for what is each reader's own; None if nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of one message."""

    recipients: tuple[str, ...]
    message_id: str
    state: Literal["queued", "sending", "sent", "failed", "uncertain"]
    answer: str = ""
    at: datetime = field(default=datetime.min.replace(tzinfo=UTC))
