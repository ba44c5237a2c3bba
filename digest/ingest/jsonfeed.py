"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), with the standard library.

Read of a feed: `version`, `title`, `home_page_url`, `feed_url`, `authors` or `author`, `expired`,
`items`; of an item all but its `language` and `tags`. The rest is for other programs: pictures of
the feed, hubs, remarks, extensions. `next_url` is not followed: what is new is on the first page.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from digest import text, urls
from digest.ingest import charset
from digest.ingest.bounds import ITEM, MOST, OutOfBoundsError
from digest.ingest.entry import Entry, absolute, safe_body, safe_text
from digest.model import Image

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION = re.compile(r"\s*https?://(?:www\.)?jsonfeed\.org/version/1(?:\.\d+)?/?\s*", re.IGNORECASE)
AUTHORS = 100
"""Of one item, or of the feed; more are no byline."""


class _Number(str):
    """A number as it is written: it is only an id or a date, and there is none too long."""

    __slots__ = ()


class NotAJsonFeedError(ValueError):
    """The document is no JSON Feed; the message says what it is instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonFeed:
    """A feed's title and entries; the format has no date of the feed itself."""

    title: str
    entries: tuple[Entry, ...]
    expired: bool = False
    """The feed says that it has ended: it will not be updated again."""


def read(document: str, *, url: str) -> JsonFeed:
    """Read a JSON Feed that was found at `url` (empty: the feed's own home page counts).

    A value of a wrong type counts as if it were not there.

    Raises:
        NotAJsonFeedError: it is not JSON, or other JSON.
        OutOfBoundsError: an entry is too big, or there are too many.

    """
    feed = _parsed(document)
    if not isinstance(feed, dict) or not VERSION.fullmatch(_text(feed.get("version"))):
        raise NotAJsonFeedError("JSON, but no JSON Feed: it has no such `version`")
    items = feed.get("items")
    if not isinstance(items, list):
        raise NotAJsonFeedError("a JSON Feed without a list of `items`")
    if len(items) > MOST:
        raise OutOfBoundsError(f"it has more than {MOST:,} entries")
    base = url or absolute(_text(feed.get("home_page_url")) or _text(feed.get("feed_url")), "")
    authors = tuple(_authors(feed))
    return JsonFeed(
        title=text.squeeze(_text(feed.get("title"))),
        entries=tuple(_entry(item, base, authors) for item in items if isinstance(item, dict)),
        expired=feed.get("expired") is True,
    )


def _parsed(document: str) -> Any:
    """Return what JSON says. NaN, which is no JSON, is nothing; a line break in a text is one.

    Read as numbers, ids like 1e400 and 1e401 would be one, and those of 5,000 digits an error.
    """
    try:
        return json.loads(
            document,
            strict=False,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=lambda _: None,
        )
    except RecursionError:
        raise NotAJsonFeedError("JSON that is nested too deep") from None
    except ValueError:
        raise NotAJsonFeedError("broken JSON") from None


def _entry(item: dict[str, Any], base: str, authors: tuple[str, ...]) -> Entry:
    summary = _text(item.get("summary"))
    size = sum(len(value) for value in item.values() if isinstance(value, str)) - len(summary)
    if size > ITEM:
        raise OutOfBoundsError(f"an entry is longer than {ITEM // 1024} KB")
    marked, plain = _text(item.get("content_html")), _text(item.get("content_text"))
    guid = _id(item.get("id"))
    links = (*(_text(item.get(key)) for key in ("url", "external_url")), _permalink(guid))
    return Entry(
        guid=guid,
        link=next(filter(None, (absolute(link, base) for link in links)), ""),
        title=text.squeeze(_text(item.get("title"))),
        summary=safe_text(summary) if len(summary) <= ITEM else "",
        content=(safe_body(marked, base) if marked else "") or safe_text(plain),
        author=text.listed(tuple(_authors(item)) or authors),
        dates=tuple(
            filter(None, (_written(item.get(key)) for key in ("date_published", "date_modified")))
        ),
        image=_image(item, base),
    )


def _id(value: Any) -> str:
    """Return an id as text: the format wants those of any other type to be read so."""
    return str(value).lower() if isinstance(value, bool) else _written(value)


def _permalink(guid: str) -> str:
    """Return an id that is an address: ideally it is that of what the item describes."""
    return guid if urls.is_web(guid) else ""


def _authors(owner: dict[str, Any]) -> Iterator[str]:
    """Give the names of `authors` (1.1), else of `author` (1.0), each once; addresses are none."""
    several = owner.get("authors")
    for given in (several if isinstance(several, list) else [], [owner.get("author")]):
        names = [
            text.squeeze(_text(author.get("name")))
            for author in given[:AUTHORS]
            if isinstance(author, dict)
        ]
        if found := dict.fromkeys(name for name in names if name and "@" not in name):
            yield from found
            return


def _image(item: dict[str, Any], base: str) -> Image | None:
    """Return the item's picture, or one that is attached to it."""
    attached = item.get("attachments")
    addresses = chain(
        (item.get("image"), item.get("banner_image")),
        (
            part.get("url")
            for part in (attached if isinstance(attached, list) else ())
            if isinstance(part, dict) and _text(part.get("mime_type")).startswith("image/")
        ),
    )
    for address in addresses:
        if url := absolute(_text(address), base):
            return Image(url=url)
    return None


def _written(value: Any) -> str:
    """Return a text, or a number as it is written."""
    return str(value) if isinstance(value, _Number) else _text(value)


def _text(value: Any) -> str:
    """Return a text without what no document may hold; anything else is none."""
    if not isinstance(value, str) or isinstance(value, _Number):
        return ""
    return charset.CONTROL.sub("", value)
