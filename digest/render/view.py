"""Edition + Config into the values that templates get, and the text part is written from.

Every name of `View` is a name in the templates. What an edition lacks is empty, None or (): a
template asks with `{% if deck %}`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from digest import text, urls
from digest.errors import ConfigError
from digest.render import fragments
from digest.render.fragments import NOTHING

if TYPE_CHECKING:
    import datetime as dt

    from markupsafe import Markup

    from digest.config import Box, Config, Labels, Teaser
    from digest.edition import Edition, Part
    from digest.model import Image
    from digest.render.fragments import Brief

Direction = Literal["ltr", "rtl"]
RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he iw ks ps sd ug ur yi".split())
RIGHT_TO_LEFT_SCRIPTS = frozenset({"arab", "hebr", "syrc", "thaa"})
MONTHS = (
    "January February March April May June July August September October November December"
).split()
#: About what inboxes show beside the subject.
PREHEADER_LENGTH = 140


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One `##` section of the page."""

    kind: Literal["briefs", "desk", "added"]
    """`added`: a section that the editor wrote, not one of digest.toml."""
    id: str = ""
    title: Markup = NOTHING
    before: Markup = NOTHING
    """In a briefs section: what stands before the first brief."""
    briefs: tuple[Brief, ...] = ()
    body: Markup = NOTHING
    """In the other kinds: all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The notice or the subscribe block."""

    title: str = ""
    body: Markup = NOTHING
    url: str = ""
    label: str = ""
    """What the link says; there is one wherever there is a `url`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A name that leads somewhere."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Teased:
    """One of "more from us"."""

    title: str
    url: str
    text: str = ""
    image: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything that is shown. Text is plain unless its type is Markup, which is safe HTML."""

    newsletter: str
    labels: Labels
    """The words of the page itself: labels.unsubscribe, labels.teasers …"""
    language: str
    direction: Direction
    date: str
    """In words: "February 16, 2024"."""
    iso_date: str
    title: str
    """The subject of the message and the title of the page; never empty."""
    headline: str = ""
    kicker: str = ""
    deck: str = ""
    byline: str = ""
    preheader: str = ""
    image: Image | None = None
    lead: Markup = NOTHING
    """The main story."""
    parts: tuple[Shown, ...] = ()
    notice: Panel | None = None
    subscribe: Panel | None = None
    teasers: tuple[Teased, ...] = ()
    social: tuple[Linked, ...] = ()
    postal_address: tuple[str, ...] = ()
    """Its lines."""
    web_url: str = ""
    """Where the edition can be read in a browser."""
    unsubscribe: str = ""
    """The first of the ways out of the list."""


def make_view(edition: Edition, config: Config, *, date: dt.date) -> View:
    """Return what the edition of that day shows.

    Raises:
        ConfigError: a link in digest.toml is no link.

    """
    meta, letter, mail = edition.meta, config.newsletter, config.mail
    newsletter = _line(meta.newsletter or letter.name)
    shown_date = date_in_words(date, letter.language)
    lead = fragments.fragment(fragments.joined(edition.lead.blocks), shift=-1, top=2)
    parts = tuple(_shown(part, config) for part in edition.parts[1:])
    ways_out = mail.unsubscribe_links
    return View(
        newsletter=newsletter,
        labels=config.labels,
        language=letter.language,
        direction=_direction(letter.language) if letter.direction == "auto" else letter.direction,
        date=shown_date,
        iso_date=date.isoformat(),
        title=_line(meta.title) or f"{newsletter}, {shown_date}",
        headline=_line(meta.title),
        kicker=_line(meta.kicker),
        deck=_line(meta.deck),
        byline=_line(meta.byline),
        preheader=_line(meta.preheader) or _line(meta.deck) or _opening(lead),
        image=_picture(meta.image),
        lead=lead if fragments.visible(lead) else NOTHING,
        parts=tuple(part for part in parts if part),
        notice=_panel(config.notice, "[notice]"),
        subscribe=_panel(config.subscribe, "[subscribe]"),
        teasers=tuple(_teased(teaser) for teaser in config.teasers),
        social=tuple(
            Linked(name=_line(link.name), url=_link(link.url, f'[[social]] "{link.name}" url'))
            for link in config.social
        ),
        postal_address=tuple(line for line in map(_line, mail.postal_address.splitlines()) if line),
        web_url=_link(mail.web_url.replace("{date}", date.isoformat()), "[mail] web_url"),
        unsubscribe=_link(ways_out[0], "[mail] unsubscribe") if ways_out else "",
    )


def date_in_words(date: dt.date, language: str) -> str:
    """Return the day as English writes it; in other languages as ISO 8601 does, in figures."""
    if language.partition("-")[0].lower() == "en":
        return f"{MONTHS[date.month - 1]} {date.day}, {date.year}"
    return date.isoformat()


def _direction(language: str) -> Direction:
    """Say how a language is written, by its BCP 47 tag."""
    first, *further = language.lower().split("-")
    scripts = [tag for tag in further if len(tag) == len("arab")]
    if scripts:
        return "rtl" if scripts[0] in RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if first in RIGHT_TO_LEFT else "ltr"


def _line(value: str) -> str:
    return text.squeeze(fragments.printable(value))


def _opening(lead: str) -> str:
    """Return the first words of the main story, as many as an inbox shows."""
    words = fragments.words(lead)
    if len(words) <= PREHEADER_LENGTH:
        return words
    return f"{words[:PREHEADER_LENGTH].rpartition(' ')[0] or words[:PREHEADER_LENGTH]}…"


def _shown(part: Part, config: Config) -> Shown | None:
    """Return a section; None where readers would see a heading and nothing below it."""
    section = config.section(part.id)
    title = fragments.inline(part.title)
    if section and section.kind == "briefs":
        before, briefs = fragments.briefs(part.blocks)
        shown = Shown(kind="briefs", id=part.id, title=title, before=before, briefs=briefs)
    else:
        kind: Literal["desk", "added"] = "desk" if section and section.kind == "desk" else "added"
        body = fragments.fragment(fragments.joined(part.blocks))
        shown = Shown(kind=kind, id=part.id, title=title, body=body)
    return shown if shown.briefs or fragments.visible(shown.before + shown.body) else None


def _picture(image: Image | None) -> Image | None:
    """Return the picture if readers can load it; `check` reports one that they cannot."""
    if image is None or not urls.is_web(image.url):
        return None
    return replace(image, url=_ascii(image.url), alt=_line(image.alt), credit=_line(image.credit))


def _panel(box: Box, where: str) -> Panel | None:
    title = _line(box.title)
    body = fragments.fragment(box.text)
    url = _link(box.url, f"{where} url")
    label = _line(box.label)
    if not (title or body or url):
        return None
    return Panel(title=title, body=body, url=url, label=label or title or urls.host(url) or url)


def _teased(teaser: Teaser) -> Teased:
    where = f'[[teasers]] "{teaser.title}"'
    return Teased(
        title=_line(teaser.title),
        url=_link(teaser.url, f"{where} url"),
        text=_line(teaser.text),
        image=_link(teaser.image, f"{where} image", web=True),
        alt=_line(teaser.alt),
    )


def _link(url: str, key: str, *, web: bool = False) -> str:
    """Return an address that can stand in a page, in ASCII; empty for none."""
    url = url.strip()
    if not url:
        return ""
    mailto = not web and url.lower().startswith("mailto:") and "@" in url
    if not (urls.is_web(url) or mailto) or fragments.printable(url) != url:
        allowed = "a full http or https address" + ("" if web else ", or mailto:")
        raise ConfigError(f"must be {allowed}, got {url!r}", where=f"digest.toml: {key}")
    return _ascii(url)


def _ascii(url: str) -> str:
    """Percent-encode what no address may hold, braces among it (RFC 3986, section 2)."""
    return quote(fragments.printable(url), safe="!#$%&'()*+,/:;=?@[]~")
