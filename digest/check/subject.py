"""What is checked: an edition, with all that is known around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from digest import edition as editions
from digest import markup

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from digest.config import Config
    from digest.edition import Block, Edition, Part
    from digest.model import Item, Page, Reading
    from digest.network.links import Asked

LINE = "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One edition file, and what it was made from and is made into."""

    edition: Edition
    config: Config
    day: date
    """The day that the edition is for, as its name or the command line says."""
    where: str
    """The edition file, as people name it."""
    items: tuple[Item, ...] = ()
    """The reports of its stories."""
    readings: tuple[Reading, ...] = ()
    """One for each configured feed."""
    stale: tuple[str, ...] = ()
    """The ids of feeds that have fallen silent."""
    page: Page | None = None
    sheets: tuple[Sheet, ...] = ()
    """What the page was made from, the user's own templates first."""
    outputs: tuple[Output, ...] = ()
    """What stands in out/, if something of this edition does."""
    asked: tuple[Asked, ...] = ()
    """What the links answered, if they were asked."""

    def line_of(self, key: str) -> str:
        """Return the place of a key of the front matter; the file if it is not there."""
        for number, line in enumerate(self.edition.front.split("\n"), 1):
            if line.startswith(f"{key}:"):
                return f"{self.where}, line {number}"
        return self.where

    def line_in_sheets(self, pattern: str) -> str:
        """Return the place in a template where a pattern is first found; empty for none."""
        for sheet in self.sheets:
            if match := re.search(pattern, sheet.content, re.IGNORECASE):
                return f"{sheet.name}, line {sheet.content.count(LINE, 0, match.start()) + 1}"
        return ""

    def blocks(self) -> Iterator[Spot]:
        """Give every heading and paragraph in order, with its place."""
        edition = self.edition
        line = 1 + f"{edition.front}{edition.opening}".count("\n")
        for part in edition.parts:
            for block in (part.heading, *part.blocks):
                if block:
                    yield Spot(part=part, block=block, place=f"{self.where}, line {line}")
                    line += f"{block.raw}{block.gap}".count("\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A template or style sheet, as it stands in its file."""

    name: str
    """As people name it."""
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A file that `build` made, or should have made with the others."""

    name: str
    content: bytes | None
    """None where there is none."""
    expected: bytes | None
    """What `build` would write now; None where that depends on more than the edition."""
    older: bool = False
    """It is older than the edition file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A block where it stands."""

    part: Part
    block: Block
    place: str

    @property
    def words(self) -> str:
        """What readers read of it, as Markdown."""
        if self.block is self.part.heading:
            return editions.heading_title(self.block)
        return self.block.markdown

    @property
    def links(self) -> tuple[Link, ...]:
        """Its links and pictures."""
        return _links_in(self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link or a picture in HTML; `url` is empty where it lost its address on the way."""

    url: str
    alt: str = ""
    picture: bool = False
    words: str = ""
    """What stands in the link, the alt text of pictures included."""


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Link] = []
        self._open: list[int] = []
        """Where the links that are open stand in `found`."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a":
            self._open.append(len(self.found))
            self.found.append(Link(url=values.get("href", "")))
        elif tag == "img":
            url, alt = values.get("src", ""), values.get("alt", "").strip()
            self.handle_data(f" {alt} ")
            self.found.append(Link(url=url, alt=alt, picture=True))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for at in self._open:
            self.found[at] = replace(self.found[at], words=self.found[at].words + data)


@lru_cache(maxsize=1024)  # several checks look at the links of one edition
def _links_in(markdown: str) -> tuple[Link, ...]:
    return links(markup.markdown_to_html(markdown))


def links(html: str) -> tuple[Link, ...]:
    """Return the links and pictures of a page or a part of one, in order."""
    parser = _Links()
    parser.feed(html)
    parser.close()
    return tuple(parser.found)
