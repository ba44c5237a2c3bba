"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), with the standard library."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from digest import text
from digest.ingest import charset
from digest.ingest.bounds import ITEM, OutOfBoundsError
from digest.ingest.entry import Entry, absolute, safe_body, safe_text
from digest.model import Image

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION = "jsonfeed.org/version/1"


class NotAJsonFeedError(ValueError):
    """The document is no JSON Feed; the message says what it is instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonFeed:
    """A feed's title and entries; the format has no date of the feed itself."""

    title: str
    entries: tuple[Entry, ...]


def read(document: str, *, url: str) -> JsonFeed:
    """Read a JSON Feed that was found at `url` (empty: the feed's own home page counts).

    Raises:
        NotAJsonFeedError: it is not JSON, or other JSON.
        OutOfBoundsError: an entry is too big.

    """
    try:
        feed = json.loads(document)
    except RecursionError:
        raise NotAJsonFeedError("JSON that is nested too deep") from None
    except ValueError:
        raise NotAJsonFeedError("broken JSON") from None
    if not isinstance(feed, dict) or VERSION not in _text(feed.get("version")):
        raise NotAJsonFeedError("JSON, but no JSON Feed: it has no such `version`")
    items = feed.get("items")
    if not isinstance(items, list):
        raise NotAJsonFeedError("a JSON Feed without a list of `items`")
    base = url or absolute(_text(feed.get("home_page_url")) or _text(feed.get("feed_url")), "")
    authors = tuple(_authors(feed))
    return JsonFeed(
        title=text.squeeze(_text(feed.get("title"))),
        entries=tuple(_entry(item, base, authors) for item in items if isinstance(item, dict)),
    )


def _entry(item: dict[str, Any], base: str, authors: tuple[str, ...]) -> Entry:
    marked, plain = _text(item.get("content_html")), _text(item.get("content_text"))
    if len(marked) > ITEM or len(plain) > ITEM:
        raise OutOfBoundsError(f"an entry is longer than {ITEM // 1024} KB")
    summary = _text(item.get("summary"))
    return Entry(
        guid=_text(item.get("id")),
        link=absolute(_text(item.get("url")), base)
        or absolute(_text(item.get("external_url")), base),
        title=text.squeeze(_text(item.get("title"))),
        summary=safe_text(summary) if len(summary) <= ITEM else "",
        content=(safe_body(marked, base) if marked else "") or safe_text(plain),
        author=text.listed(tuple(_authors(item)) or authors),
        dates=tuple(
            filter(None, (_text(item.get("date_published")), _text(item.get("date_modified"))))
        ),
        image=_image(item, base),
    )


def _authors(owner: dict[str, Any]) -> Iterator[str]:
    """Give the names of `authors` (1.1), else of `author` (1.0)."""
    given = owner.get("authors")
    for author in given if isinstance(given, list) and given else [owner.get("author")]:
        if isinstance(author, dict) and (name := text.squeeze(_text(author.get("name")))):
            yield name


def _image(item: dict[str, Any], base: str) -> Image | None:
    for key in ("image", "banner_image"):
        if url := absolute(_text(item.get(key)), base):
            return Image(url=url)
    return None


def _text(value: Any) -> str:
    """Return a text without what no document may hold; numbers are read as text (ids are)."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return charset.CONTROL.sub("", value) if isinstance(value, str) else ""
