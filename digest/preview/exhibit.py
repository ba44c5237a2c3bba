"""What the page shows beside the mail: stories with why, sources with their week, places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

#: Where a remark leads: into the mail, to a line of a file, to the headers, to the sources.
View: TypeAlias = Literal["mail", "headers", "edition.md", "file", "sources"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something is to be looked at."""

    view: View
    line: int = 0
    """From 1; 0: no certain one."""
    file: str = ""
    """With `file`: one of the snapshot's `quoted`."""
    key: str = ""
    """With `mail`: the beginning of the paragraph's words, as `Spot.key` has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing to look at before the edition is sent: a finding of `check`, and the like."""

    severity: Literal["error", "warning", "note"]
    place: str
    message: str
    hint: str = ""
    name: str = ""
    to: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A paragraph of the file: its line, and the letters and digits that it begins with."""

    line: int
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report of a story."""

    title: str
    publisher: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A story: of the file, with what can be done about it, or one of the week that is not in it.

    `at` is its place among the stories of the file; None: it is not there.
    """

    at: int | None
    story: str
    """Its id; empty for one that was written by hand."""
    title: str
    opening: str = ""
    """The first words of it in the file."""
    section: str
    """One of `Heading.target`, or where it would belong; empty: nowhere."""
    line: int = 0
    key: str = ""
    leads: bool = False
    held: bool = False
    up: bool = False
    """Whether there is one above it in its section."""
    down: bool = False
    score: float = 0.0
    why: tuple[str, ...] = ()
    """What decided, then what weighs most."""
    reports: tuple[Report, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A section of the edition: `target` is what an action calls it."""

    target: str
    title: str
    kind: Literal["lead", "briefs", "desk", "added"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """How one source is, and how many items of the week it gave on each day."""

    id: str
    name: str
    condition: str
    reason: str = ""
    advice: str = ""
    read: str = ""
    """When it was last read well (ISO 8601); empty: never, or not asked."""
    days: tuple[int, ...] = ()
