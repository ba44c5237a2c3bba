"""`digest.toml`: what the newsletter is.

Every key has a default or a clear error. Keys that are not known are errors that name the
nearest known one: a misspelt option that is silently ignored is worse than none.
"""

from __future__ import annotations

from typing import Literal, get_args
from zoneinfo import ZoneInfo

from msgspec import field

from digest import strict, text
from digest.errors import ConfigError
from digest.strict import Id, Positive, Table

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


class Newsletter(Table, frozen=True):
    """`[newsletter]`."""

    name: str = "Diplomacy Watch"
    kicker: str = ""
    language: str = "en"
    direction: Literal["auto", "ltr", "rtl"] = "auto"
    timezone: str = "UTC"
    publish_day: Weekday = "friday"
    byline: str = ""

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the week begins and ends."""
        return ZoneInfo(self.timezone)


class TopicRef(Table, frozen=True):
    """`[topic]`: which topic file, and a newsroom's own terms."""

    name: str = ""
    base: str = "ukraine-diplomacy"
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


class Section(Table, frozen=True):
    """One of `[[sections]]`."""

    id: Id
    kind: Literal["lead", "briefs", "desk"]
    title: str = ""
    aliases: tuple[str, ...] = ()
    max_stories: Positive = 6
    sources: tuple[str, ...] = ()
    empty: str = ""
    silent: str = ""
    unknown: str = ""
    absence: tuple[str, ...] = (
        "did not hold a press briefing",
        "did not hold a regular press briefing",
        "didn't hold a press briefing",
        "did not hold any press briefings",
        "held no press briefing",
        "no press briefing was held",
    )
    """Phrases by which a round-up states that there was nothing."""


class EditionRules(Table, frozen=True):
    """`[edition]`: what may be printed, and how much."""

    excerpt_words: Positive = 150
    lead_words: Positive = 250
    title: str = "{newsletter}: {headline}"


class Labels(Table, frozen=True):
    """`[labels]`: the words that the program itself puts into an edition."""

    view_in_browser: str = "View in browser"
    unsubscribe: str = "Unsubscribe"
    teasers: str = "More from us"
    links: str = "Links"
    article: str = "the"
    """Stands before names like "Financial Times" within a sentence; may be empty."""
    according_to: str = "according to {name}"
    also: str = "also {names}"
    reported_by: str = "Reported by {name}"
    also_reported_by: str = "Also reported by {names}."
    read_at: str = "Read the full report at {name}."
    update: str = "Update: "
    """Stands before a brief that goes on with a story of a former edition; may be empty."""


class Furniture(Table, frozen=True):
    """`[furniture]`: a newsroom's own phrases of site furniture, besides the shipped ones."""

    line: tuple[str, ...] = ()
    """A paragraph that consists of the phrase is dropped."""
    end: tuple[str, ...] = ()
    """The content ends where a paragraph begins with the phrase."""
    kicker: tuple[str, ...] = ()


class Link(Table, frozen=True):
    """One of `[[social]]`."""

    name: str
    url: str


class Box(Table, frozen=True):
    """`[notice]` (the appeal) or `[subscribe]`."""

    title: str = ""
    text: str = ""
    label: str = ""
    url: str = ""


class Teaser(Table, frozen=True):
    """One of `[[teasers]]`: "more from us"."""

    title: str
    url: str
    text: str = ""
    image: str = ""
    alt: str = ""


class Mail(Table, frozen=True):
    """`[mail]`."""

    from_: str = field(name="from", default="")
    to: str = ""
    reply_to: str = ""
    list_id: str = ""
    unsubscribe: str | tuple[str, ...] = ()
    postal_address: str = ""
    web_url: str = ""

    @property
    def unsubscribe_links(self) -> tuple[str, ...]:
        """The ways out of the list, in order: https and mailto."""
        given = (self.unsubscribe,) if isinstance(self.unsubscribe, str) else self.unsubscribe
        return tuple(link for link in given if link)


#: What the labels that are filled in may use.
LABEL_FIELDS = {
    "according_to": ("name",),
    "also": ("names",),
    "reported_by": ("name",),
    "also_reported_by": ("names",),
    "read_at": ("name",),
}


def _default_sections() -> tuple[Section, ...]:
    return (
        Section(id="main", kind="lead"),
        Section(
            id="other",
            kind="briefs",
            title="In other diplomatic news related to the war in Ukraine:",
            aliases=("In other diplomatic news:",),
        ),
        Section(
            id="state",
            kind="desk",
            title="U.S. State Department news:",
            sources=("state-briefings",),
            empty="The State Department did not hold a press briefing this week.",
        ),
    )


class Config(Table, frozen=True):
    """The whole of `digest.toml`."""

    newsletter: Newsletter = Newsletter()
    topic: TopicRef = TopicRef()
    sections: tuple[Section, ...] = field(default_factory=_default_sections)
    edition: EditionRules = EditionRules()
    labels: Labels = Labels()
    furniture: Furniture = Furniture()
    notice: Box = Box()
    subscribe: Box = Box()
    teasers: tuple[Teaser, ...] = ()
    social: tuple[Link, ...] = ()
    mail: Mail = Mail()

    @property
    def lead(self) -> Section:
        """The section of the main story."""
        return next(section for section in self.sections if section.kind == "lead")

    @property
    def briefs(self) -> Section | None:
        """The section that takes what belongs to no other."""
        return next((section for section in self.sections if section.kind == "briefs"), None)

    def section(self, id_: str) -> Section | None:
        """Return the section with that id, or None."""
        return next((section for section in self.sections if section.id == id_), None)


def parse(content: bytes, *, where: str = "digest.toml") -> Config:
    """Read `digest.toml`.

    Raises:
        ConfigError: naming the key, the value found, and what is allowed.

    """
    config = strict.load(content, Config, where)
    _check_newsletter(config.newsletter, where)
    _check_sections(config.sections, where)
    _check_form("[edition] title", config.edition.title, ("newsletter", "headline", "date"), where)
    for key, fields in LABEL_FIELDS.items():
        _check_form(f"[labels] {key}", getattr(config.labels, key), fields, where)
    return config


def _check_form(key: str, form: str, fields: tuple[str, ...], where: str) -> None:
    try:
        form.format(**dict.fromkeys(fields, ""))
    except (KeyError, IndexError, ValueError, AttributeError, TypeError):
        named = text.listed(f"{{{each}}}" for each in fields)
        raise ConfigError(
            f"{key} cannot be filled in: {form!r}", where=where, hint=f"It may use {named}"
        ) from None


def _check_newsletter(newsletter: Newsletter, where: str) -> None:
    try:
        ZoneInfo(newsletter.timezone)
    except (KeyError, ValueError, OSError):
        raise ConfigError(
            f"unknown time zone {newsletter.timezone!r}",
            where=f"{where}: [newsletter] timezone",
            hint='Use a name like "Europe/Berlin" or "America/New_York"',
        ) from None


def _check_sections(sections: tuple[Section, ...], where: str) -> None:
    ids = [section.id for section in sections]
    for id_ in ids:
        if ids.count(id_) > 1:
            raise ConfigError("this id is used twice", where=f'{where}: [[sections]] "{id_}"')
    leads = [section.id for section in sections if section.kind == "lead"]
    if len(leads) != 1:
        raise ConfigError(
            f'exactly one of [[sections]] must have kind = "lead", got {len(leads)}', where=where
        )
    for section in sections:
        if section.kind != "lead" and not section.title:
            raise ConfigError("title is missing", where=f'{where}: [[sections]] "{section.id}"')
