"""The values that travel from stage to stage. All are frozen; all sequences are tuples.

    Source ──ingest──▶ Fetched(Item…, Absence…) ──archive──▶ Item… ──editorial──▶ Story… ──▶ Edition
    Edition ──render──▶ Page ──mail──▶ EmailMessage ──deliver──▶ Receipt

`Edition` is defined in `digest.edition`, beside the Markdown that it is read from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from digest.errors import SourceError

BodyType: TypeAlias = Literal["text/html", "text/markdown"]

#: What an item's date was read from, best first. `check` warns of the last two.
DatedBy: TypeAlias = Literal[
    "entry",  # a feed entry's own published (or, in Atom, updated) date
    "front-matter",
    "header",  # the `Date:` header of an .eml file
    "page",  # the metadata of a saved web page
    "file-name",  # 2024-02-14-title.md
    "modified",  # the file's modification time
    "first-seen",
]
#: Dates that say when we met an item, not when it was published.
SOFT_DATES: frozenset[DatedBy] = frozenset({"modified", "first-seen"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One thing to read: a feed at a URL, a feed in a file, or a local file with items.

    Exactly one of `url` and `path` is set; `path` is relative to the workspace, in POSIX form.
    """

    id: str
    name: str
    url: str = ""
    path: str = ""
    kind: Literal["feed", "file"] = "feed"
    section: str = ""
    """A section's id: a hint for what the source's items are about, never an order."""
    reprint: bool = False
    """Whether the full text may be printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture by address, with what a reader who cannot see it gets instead."""

    url: str
    alt: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One report, as one source gave it.

    Text fields are plain text, except `body`, which is safe HTML or CommonMark as `body_type`
    says. Times are aware and in UTC. `url` is the link exactly as the source gave it.
    """

    id: str
    """Stable: the same entry of the same source, or the same local text, keeps it."""
    source: str
    """The `Source.id` that it came from."""
    publisher: str
    """Who reported it, as readers know them ("Reuters"); empty if nobody is named."""
    title: str
    url: str = ""
    canonical_url: str = ""
    deck: str = ""
    kicker: str = ""
    author: str = ""
    body: str = ""
    body_type: BodyType = "text/html"
    published: datetime | None = None
    """When it was published; None until the archive falls back to `first_seen`."""
    dated_by: DatedBy = "first-seen"
    published_raw: str = ""
    """The date as the source wrote it, kept so that a wrong reading can be found."""
    first_seen: datetime | None = None
    """Set by the archive; None on an item that was never stored."""
    section: str = ""
    """A section's id. An order if `ordered`, else a hint."""
    ordered: bool = False
    """A person put the item into `section`."""
    lead: bool = False
    """A person asks that this item leads the edition."""
    reprint: bool = False
    """Its full text may be printed."""
    roundup: str = ""
    """Set on the parts of one round-up (to its `Source.id`): printed word for word."""
    position: int = 0
    """Its place within its source, from 0: the order of a round-up's parts."""
    image: Image | None = None
    content_hash: str = ""
    """Hash of what readers could see change: title, deck, link and body."""

    @property
    def when(self) -> datetime:
        """The date that the item counts with: published, else first seen."""
        moment = self.published or self.first_seen
        if moment is None:
            raise ValueError(f"item {self.id} has neither a date nor a first sight")
        return moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A round-up's own statement that there was nothing: "… did not hold a press briefing …"."""

    source: str
    section: str
    text: str
    """The sentence word for word."""
    published: datetime | None = None
    dated_by: DatedBy = "first-seen"
    first_seen: datetime | None = None

    @property
    def when(self) -> datetime:
        """The date that the statement counts with: published, else first seen."""
        moment = self.published or self.first_seen
        if moment is None:
            raise ValueError(f"absence in {self.source} has neither a date nor a first sight")
        return moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What lets the next request be conditional (RFC 9110, section 13.1)."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What one reading of one source gave. A failure is a value: `error` is set, `items` empty."""

    source: Source
    at: datetime
    items: tuple[Item, ...] = ()
    absences: tuple[Absence, ...] = ()
    error: SourceError | None = None
    not_modified: bool = False
    """The server answered 304: nothing is new, and the reading was good."""
    updated: datetime | None = None
    """The feed's own `lastBuildDate` or `updated`."""
    title: str = ""
    """The feed's own title."""
    url: str = ""
    """Where the body came from after redirects."""
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the archive knows of one source's readings over time."""

    source: str
    url: str = ""
    """The address that was last read well."""
    first_good: datetime | None = None
    last_good: datetime | None = None
    last_tried: datetime | None = None
    error: str = ""
    """Why the last reading failed; empty if it was good."""
    failures: int = 0
    """Failed readings in a row."""
    updated: datetime | None = None
    """The feed's own date at the last good reading."""
    entries: tuple[datetime, ...] = ()
    """When its known entries were published, newest first."""
    from_file: bool = False
    """It is a saved feed: being able to read it proves nothing about how fresh it is."""
    validators: Validators = Validators()


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
    carried: frozenset[str] = frozenset()
    """Ids of the items that were published before the window and first seen too late for it."""
    absences: tuple[Absence, ...] = ()
    readings: tuple[Reading, ...] = ()
    """One for each configured feed."""
    ids: tuple[tuple[str, str], ...] = ()
    """(item id, story id) as this edition had them before: a story keeps its id."""


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
    """From 1, over all stories that belong to a section, best first; 0: none."""
    score: float = 0.0
    reasons: tuple[Reason, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """Every report, the quoted one first."""
        return (self.lead, *self.also)

    @property
    def publishers(self) -> tuple[str, ...]:
        """Who reported it, each once: five copies of one wire report are one publisher."""
        return tuple(dict.fromkeys(item.publisher for item in self.items if item.publisher))


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
class Page:
    """One edition, rendered."""

    subject: str
    html: str
    text: str
    preheader: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of one message."""

    recipients: tuple[str, ...]
    message_id: str
    state: Literal["queued", "sending", "sent", "failed", "uncertain"]
    answer: str = ""
    at: datetime = field(default=datetime.min.replace(tzinfo=UTC))
