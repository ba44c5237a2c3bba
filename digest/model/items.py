"""What is read: sources, the items they give, and what the archive knows of their readings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

    from digest.errors import SourceError

BodyType: TypeAlias = Literal["text/html", "text/markdown"]

#: What may become of asking for an article's page.
Outcome: TypeAlias = Literal[
    "taken",
    "spare",  # the page has no more text than the entry
    "refused",  # its robots.txt says no, or does not answer
    "failed",
    "left",  # its server has had its share of this run, or asks to be left alone
]

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
    full_text: bool = False
    """Whether an entry that is a teaser takes its text from the article's page."""
    allow_private: bool = False
    """Whether it may be asked on this machine, or in a private network."""


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
    """The place of a part within its round-up, from 0."""
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
    """What spares the next reading: it can be conditional (RFC 9110, section 13.1), and short."""

    etag: str = ""
    last_modified: str = ""
    body: str = ""
    """The SHA-256 of the answer: servers that know no conditions send the same one again."""
    marks: str = ""
    """Of the entries that need not be read again where they stand as they did; see `ingest`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What one reading of one source gave. A failure is a value: `error` is set, `items` empty."""

    source: Source
    at: datetime
    items: tuple[Item, ...] = ()
    absences: tuple[Absence, ...] = ()
    kept: tuple[str, ...] = ()
    """The ids of items that stand in the feed as they did, and were not read again."""
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
    status: int = 0
    """The HTTP status of the answer; 0 where there was none."""
    moved: str = ""
    """The address to ask from now on: the server said so for good, and a feed was there."""
    gone: bool = False
    """It has ended, and will not come back: the server says so (410), or the feed (`expired`)."""
    retry_after: float | None = None
    """Seconds for which the server asks to be left alone."""
    seconds: float = 0.0
    """How long its server took; 0 where none was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaser:
    """A feed's entry that has only the beginning of its article, or less."""

    source: Source
    item: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What asking for the page of one teaser's article gave. A failure is a value."""

    teaser: Teaser
    at: datetime
    outcome: Outcome
    body: str = ""
    """The text, as CommonMark; empty unless it was taken."""
    reason: str = ""
    """Why it was not taken, in words for people."""
    retry_after: float | None = None
    """Seconds for which the server asks to be left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsFile:
    """What the robots.txt of one origin (`https://example.org`) said, and when it was asked."""

    origin: str
    at: datetime
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the archive knows of one source's readings over time."""

    source: str
    first_good: datetime | None = None
    last_good: datetime | None = None
    error: str = ""
    """Why the last reading failed; empty if it was good."""
    failures: int = 0
    """Failed readings in a row."""
    failed_since: datetime | None = None
    """When the first of them was."""
    next_try: datetime | None = None
    """Before then it is not asked again."""
    gone: datetime | None = None
    """Since when it has said that it has ended."""
    updated: datetime | None = None
    """The feed's own date at the last good reading."""
    entries: tuple[datetime, ...] = ()
    """When its known entries were published, newest first."""
    covered_since: datetime | None = None
    """From then to `last_good` no entry was missed: each reading reached back to the one before."""
    from_file: bool = False
    """It is a saved feed: being able to read it proves nothing about how fresh it is."""
