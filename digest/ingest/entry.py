"""One feed entry into one item, whatever format it came in."""

from __future__ import annotations

import hashlib
import html
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from digest import markup, text, urls
from digest.ingest import bounds, furniture
from digest.ingest.dates import read_date
from digest.ingest.publisher import publisher_of, without_publisher
from digest.model import Image, Item

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from digest.model import Source

ID_LENGTH = 12
OPENING_CHARACTERS = 400
"""Where an agency signs; the rest need not be searched."""
MADE_UP_TITLE = 100
"""Characters of the title that an entry without one gets from its own first sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a feed says of one entry. `summary` and `content` are safe HTML; all else is plain."""

    guid: str = ""
    """As it was written, never joined with an address: it must outlive the feed's move."""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    author: str = ""
    dates: tuple[str, ...] = ()
    """As they were written; the first that can be read counts."""
    reporter: str = ""
    """The entry's own `<source>`."""
    image: Image | None = None


def safe_body(fragment: str, base: str) -> str:
    """Return harmless HTML; empty for a fragment that is too big or too tangled to be cleaned."""
    return markup.safe_html(fragment, base).strip() if bounds.harmless(fragment) else ""


def safe_text(plain: str) -> str:
    """Return plain text as HTML: its paragraphs and line breaks are kept."""
    blocks = re.split(r"\n\s*\n", plain.strip())
    return "\n".join(
        f"<p>{html.escape(block, quote=False)}</p>".replace("\n", "<br>\n")
        for block in blocks
        if block
    )


def plain_title(title: str) -> str:
    """Return the words of a title that is HTML: tags removed, entities unescaped once."""
    if "<" not in title and "&" not in title:
        return text.squeeze(title)
    return text.squeeze(markup.plain(safe_body(title, "")))


def absolute(link: str, base: str) -> str:
    """Return a link that can be followed: as it was given, or resolved if it is relative.

    Empty for what is no address on the Web.
    """
    link = link.strip()
    if not link or urls.is_web(link):
        return link
    try:
        joined = urljoin(base, link)
    except ValueError:
        return ""
    return joined if urls.is_web(joined) else ""


def make_items(source: Source, entries: Iterable[Entry], *, at: datetime) -> tuple[Item, ...]:
    """Make items, in the order of the feed; an entry that is there twice is one item.

    An item is known by its entry's guid, else its link, else its content. A guid that stands
    on entries with different links identifies none of them.
    """
    rules = furniture.rules()
    entries = [_without_furniture(entry, rules) for entry in entries]
    links = defaultdict(set)
    for entry in entries:
        links[entry.guid].add(entry.link)
    items: dict[str, Item] = {}
    for entry in entries:
        guid = entry.guid if len(links[entry.guid]) == 1 else ""
        item = _item(source, entry, guid=guid, at=at)
        items.setdefault(item.id, item)
    return tuple(items.values())


def _without_furniture(entry: Entry, rules: furniture.Rules) -> Entry:
    return replace(
        entry,
        summary=furniture.cleaned_html(entry.summary, rules),
        content=furniture.cleaned_html(entry.content, rules),
    )


def _item(source: Source, entry: Entry, *, guid: str, at: datetime) -> Item:
    summary, content = markup.plain(entry.summary), markup.plain(entry.content)
    body, words = entry.summary, summary
    deck = ""
    if len(content) >= len(summary):
        body, words = entry.content, content
        deck = "" if summary == content else text.squeeze(summary)
    publisher = publisher_of(
        source.name,
        stated=entry.reporter,
        author=entry.author,
        title=entry.title,
        words=words[:OPENING_CHARACTERS],
    )
    title = without_publisher(entry.title, entry.reporter, source.name, publisher)
    title = title or _first_words(words)
    content_hash = _hash(title, deck, entry.link, body)
    read = ((raw, read_date(raw, at=at)) for raw in entry.dates)
    raw, published = next(
        ((raw, moment) for raw, moment in read if moment), (next(iter(entry.dates), ""), None)
    )
    return Item(
        id=_hash(source.id, guid or entry.link or content_hash)[:ID_LENGTH],
        source=source.id,
        publisher=publisher,
        title=title,
        url=entry.link,
        canonical_url=urls.canonical(entry.link),
        deck=deck,
        author=entry.author,
        body=body,
        published=published,
        dated_by="entry" if published else "first-seen",
        published_raw=raw,
        section=source.section,
        reprint=source.reprint,
        image=entry.image,
        content_hash=content_hash,
    )


def _first_words(words: str) -> str:
    """Give an entry without a title its own first sentence, cut at a word."""
    first = next(iter(text.sentences(words[: 2 * MADE_UP_TITLE])), "")
    if len(first) <= MADE_UP_TITLE:
        return first
    return first[:MADE_UP_TITLE].rsplit(" ", 1)[0] + "…"


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
