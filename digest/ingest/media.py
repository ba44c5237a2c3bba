"""The picture of an entry: Media RSS (https://www.rssboard.org/media-rss) and enclosures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from digest import text
from digest.ingest.entry import absolute, plain_title
from digest.model import Image

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = re.compile(r"<(/?)media:(description|title)\b[^<>]*?(/?)>", re.IGNORECASE)
PICTURE_NAME = re.compile(r"\.(?:avif|gif|jpe?g|png|webp)$", re.IGNORECASE)
SMALLEST = 2
"""Pixels; less is there to count readers."""


def keep_words_apart(document: str) -> str:
    """Rename the words about a picture, which feedparser takes for those of the entry."""
    return WORDS.sub(r"<\1media:x_\2\3>", document)


def image_of(entry: Any, base: str) -> Image | None:
    """Return the first picture that a feedparser entry has, or None."""
    for address in _addresses(entry):
        if url := absolute(address, base):
            credits_ = (_words(part.get("content")) for part in entry.get("media_credit", ()))
            return Image(
                url=url,
                alt=_words(entry.get("media_x_description") or entry.get("media_x_title")),
                credit=text.listed(dict.fromkeys(filter(None, credits_))),
            )
    return None


def _addresses(entry: Any) -> Iterator[str]:
    for content in entry.get("media_content", ()):
        if _is_picture(content, content.get("url")):
            yield content["url"]
    for thumbnail in entry.get("media_thumbnail", ()):
        if thumbnail.get("url") and not _is_pixel(thumbnail):
            yield thumbnail["url"]
    for link in entry.get("links", ()):
        if link.get("rel") == "enclosure" and _is_picture(link, link.get("href")):
            yield link["href"]


def _is_picture(part: Any, url: str | None) -> bool:
    if not url or _is_pixel(part):
        return False
    if part.get("medium") or part.get("type"):
        return part.get("medium") == "image" or str(part.get("type")).startswith("image/")
    try:
        return bool(PICTURE_NAME.search(urlsplit(url).path))
    except ValueError:
        return False


def _is_pixel(part: Any) -> bool:
    return any(
        (size := str(part.get(side, ""))).isdecimal() and int(size[:9]) < SMALLEST
        for side in ("width", "height")
    )


def _words(value: Any) -> str:
    return plain_title(value) if isinstance(value, str) else ""
