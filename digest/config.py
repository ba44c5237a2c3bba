"""`digest.toml`: what the newsletter is.

Every key has a default or a clear error. Keys that are not known are errors that name the
nearest known one: a misspelt option that is silently ignored is worse than none.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - msgspec looks it up
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo

from msgspec import Meta, field

from digest import strict, text
from digest.errors import ConfigError
from digest.mailing import BEGINS_MERGE_FIELD, RECIPIENT, TOKEN, Mail
from digest.strict import Id, Positive, Table

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
NotNegative = Annotated[int, Meta(ge=0)]
#: More would be a catalogue, and the first thing that Gmail cuts off.
MOST_TEASERS = 4


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
    earlier: NotNegative = 0
    """So many editions before this one are in the latest list."""
    fit: bool = False
    """Whether what digest.toml adds is left out where the page is too long for Gmail."""
    require_edit: bool = False
    """Whether `send` refuses a draft that nobody has edited."""


class Labels(Table, frozen=True):
    """`[labels]`: the words that the program itself puts into an edition."""

    view_in_browser: str = "View in browser"
    unsubscribe: str = "Unsubscribe"
    teasers: str = "More from us"
    latest: str = "Latest"
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


class Entry(Table, frozen=True):
    """One of `[[latest]]`: a line of the latest list."""

    title: str
    url: str
    date: dt.date | None = None


class Check(Table, frozen=True):
    """`[check]`."""

    clients: tuple[str, ...] = tuple(
        "apple-mail gmail outlook samsung-email thunderbird yahoo".split()
    )
    """The mail clients that CSS is checked for, as caniemail names them: a family, or one of it."""
    ignore: tuple[str, ...] = ()
    """Warnings and advice that are not wanted, by name."""


#: The tables in which `{{ recipient.name }}` is filled in for each reader.
MERGED = ("[notice]", "[subscribe]", "[[teasers]]", "[[latest]]")
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
    latest: tuple[Entry, ...] = ()
    social: tuple[Link, ...] = ()
    mail: Mail = Mail()
    check: Check = Check()

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
    _check_around(config, where)
    _check_form("[edition] title", config.edition.title, ("newsletter", "headline", "date"), where)
    for link in config.mail.ways_out:
        if TOKEN in link and RECIPIENT not in link:
            raise ConfigError(
                f"a link with {TOKEN} needs {RECIPIENT}, whose token it is, got {link!r}",
                where=f"{where}: [mail] unsubscribe",
            )
        _check_form("[mail] unsubscribe", link, ("recipient", "token"), where)
    for key, fields in LABEL_FIELDS.items():
        _check_form(f"[labels] {key}", getattr(config.labels, key), fields, where)
    _check_merge_fields(config, where)
    return config


def _check_around(config: Config, where: str) -> None:
    if len(config.teasers) > MOST_TEASERS:
        raise ConfigError(
            f"at most {MOST_TEASERS} are shown, got {len(config.teasers)}",
            where=f"{where}: [[teasers]]",
        )
    if config.edition.earlier and "{date}" not in config.mail.web_url:
        raise ConfigError(
            "earlier editions have no address of their own",
            where=f"{where}: [edition] earlier",
            hint='Write {date} into web_url under [mail]: "https://example.org/{date}/"',
        )


def _check_merge_fields(config: Config, where: str) -> None:
    """Refuse what would reach every reader as it is written."""
    for key, value in strict.texts(config):
        if BEGINS_MERGE_FIELD.search(value) and not key.startswith(MERGED):
            raise ConfigError(
                f"a reader's own words cannot stand here, got {value!r}",
                where=f"{where}: {key}",
                hint=f"They can in {text.listed(MERGED)}, and in templates",
            )


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
