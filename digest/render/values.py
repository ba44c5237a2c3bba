"""The values that templates get, and that the text part is written from.

Every name of `View` is a name in the templates. What an edition lacks is empty, None or (): a
template asks with `{% if deck %}`. docs/templates.md is made of what stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from digest.render.fragments import NOTHING

if TYPE_CHECKING:
    from markupsafe import Markup

    from digest.config import Labels
    from digest.model import Image
    from digest.render.fragments import Brief

Direction = Literal["ltr", "rtl"]
Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One `##` section of the page."""

    kind: Literal["briefs", "desk", "added"]
    """`added`: a section that the editor wrote, not one of digest.toml."""
    id: str = ""
    """Its id in digest.toml; empty for an added one."""
    title: Markup = NOTHING
    """Its heading, without a tag around it."""
    before: Markup = NOTHING
    """In a section of briefs: what stands before the first one."""
    briefs: tuple[Brief, ...] = ()
    """In a section of briefs: the briefs."""
    body: Markup = NOTHING
    """In the other kinds: all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The notice or the subscribe block."""

    title: str = ""
    """Its heading."""
    body: Markup = NOTHING
    """Its words."""
    url: str = ""
    """Where its button leads; without one there is no button."""
    label: str = ""
    """What the button says; never empty where there is a `url`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A name that leads somewhere."""

    name: str
    """What is shown."""
    url: str
    """Where it leads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Teased:
    """One of "more from us"."""

    title: str
    """What it is called."""
    url: str
    """Where it leads."""
    text: str = ""
    """What it is about, in two lines."""
    image: str = ""
    """The address of its picture."""
    alt: str = ""
    """What the picture shows, for those who do not see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A line of the latest list."""

    title: str
    """What it is called."""
    url: str
    """Where it leads."""
    date: str = ""
    """Its day in words; may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything that is shown. Text is plain unless its type is Markup, which is safe HTML."""

    newsletter: str
    """The newsletter's name."""
    labels: Labels
    """The words of the page itself, `[labels]` in digest.toml."""
    language: str
    """BCP 47, for `lang`."""
    direction: Direction
    """For `dir`: how the language is written."""
    start: Side
    """Where lines begin. Mail clients do not all know `text-align: start`."""
    end: Side
    """Where lines end."""
    date: str
    """The edition's day, in words where the language is English."""
    iso_date: str
    """The edition's day, as ISO 8601 has it."""
    title: str
    """The title of the page and the subject of the message; never empty."""
    headline: str = ""
    """The headline."""
    kicker: str = ""
    """The line above the headline."""
    deck: str = ""
    """The line below the headline."""
    byline: str = ""
    """Who wrote it."""
    preheader: str = ""
    """What an inbox shows beside the subject."""
    image: Image | None = None
    """The picture of the main story."""
    lead: Markup = NOTHING
    """The main story; its headings begin at `h2`."""
    parts: tuple[Shown, ...] = ()
    """The sections, in the order of the edition file; their headings begin at `h3`."""
    notice: Panel | None = None
    """The appeal."""
    subscribe: Panel | None = None
    """How to get the next edition."""
    teasers: tuple[Teased, ...] = ()
    """More from us, four at most."""
    latest: tuple[Listed, ...] = ()
    """The latest list: `[[latest]]`, then the editions before this one, newest first."""
    social: tuple[Linked, ...] = ()
    """Where else the newsletter can be followed."""
    postal_address: tuple[str, ...] = ()
    """Its lines."""
    web_url: str = ""
    """Where the edition can be read in a browser."""
    unsubscribe: str = ""
    """The first of the ways out of the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """An edition in the index page."""

    title: str
    """What it is called."""
    url: str
    """Where its page is, seen from the index."""
    date: str
    """Its day, in words where the language is English."""
    iso_date: str
    """Its day, as ISO 8601 has it."""
    year: str
    """Its year."""
    deck: str = ""
    """The line below its headline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What the index page of all editions shows; only `index.html.j2` gets it."""

    newsletter: str
    """The newsletter's name."""
    language: str
    """BCP 47, for `lang`."""
    direction: Direction
    """For `dir`: how the language is written."""
    editions: tuple[Filed, ...] = ()
    """All that are listed, newest first."""
    feed: str = ""
    """Where the Atom feed is, seen from the index; empty where there is none."""
