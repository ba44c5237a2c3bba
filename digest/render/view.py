"""Edition + Config into the values that templates get, and the text part is written from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from digest import text, urls
from digest.errors import ConfigError
from digest.render import fragments
from digest.render.fragments import NOTHING
from digest.render.values import Linked, Listed, Panel, Shown, Teased, View

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from digest.config import Box, Config, Teaser
    from digest.edition import Edition, Part
    from digest.model import Image
    from digest.render.values import Direction

#: The day and the title of an edition before this one.
Former = tuple["dt.date", str]
RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he iw ks ps sd ug ur yi".split())
RIGHT_TO_LEFT_SCRIPTS = frozenset({"arab", "hebr", "syrc", "thaa"})
MONTHS = (
    "January February March April May June July August September October November December"
).split()
#: About what inboxes show beside the subject.
PREHEADER_LENGTH = 140


def make_view(
    edition: Edition, config: Config, *, date: dt.date, former: Iterable[Former] = ()
) -> View:
    """Return what the edition of that day shows; `former` are the editions that it lists.

    Raises:
        ConfigError: a link in digest.toml is no link.

    """
    meta, letter, mail = edition.meta, config.newsletter, config.mail
    newsletter = _line(meta.newsletter or letter.name)
    shown_date = date_in_words(date, letter.language)
    lead = fragments.fragment(fragments.joined(edition.lead.blocks), shift=-1, top=2)
    parts = tuple(_shown(part, config) for part in edition.parts[1:])
    ways_out = mail.unsubscribe_links
    direction = direction_of(config)
    return View(
        newsletter=newsletter,
        labels=config.labels,
        language=letter.language,
        direction=direction,
        start="left" if direction == "ltr" else "right",
        end="right" if direction == "ltr" else "left",
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
        latest=tuple(_latest(config, former)),
        social=tuple(
            Linked(name=_line(link.name), url=_link(link.url, f'[[social]] "{link.name}" url'))
            for link in config.social
        ),
        postal_address=tuple(line for line in map(_line, mail.postal_address.splitlines()) if line),
        web_url=_web_page(config, date),
        unsubscribe=_link(ways_out[0], "[mail] unsubscribe") if ways_out else "",
    )


def date_in_words(date: dt.date, language: str) -> str:
    """Return the day as English writes it; in other languages as ISO 8601 does, in figures."""
    if language.partition("-")[0].lower() == "en":
        return f"{MONTHS[date.month - 1]} {date.day}, {date.year}"
    return date.isoformat()


def direction_of(config: Config) -> Direction:
    """Say how the newsletter is written: as digest.toml says, else as its language is."""
    letter = config.newsletter
    return _direction(letter.language) if letter.direction == "auto" else letter.direction


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


def _latest(config: Config, former: Iterable[Former]) -> Iterator[Listed]:
    language = config.newsletter.language
    for entry in config.latest:
        yield Listed(
            title=_line(entry.title),
            url=_link(entry.url, f'[[latest]] "{entry.title}" url'),
            date=date_in_words(entry.date, language) if entry.date else "",
        )
    for day, title in former:
        words = date_in_words(day, language)
        yield Listed(title=_line(title), url=_web_page(config, day), date=words)


def _web_page(config: Config, day: dt.date) -> str:
    """Return where the edition of a day can be read in a browser."""
    return _link(config.mail.web_url.replace("{date}", day.isoformat()), "[mail] web_url")


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
