"""What is checked: an edition, with all that is known around it."""

from __future__ import annotations

from dataclasses import dataclass
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
    page: Page | None = None

    def line_of(self, key: str) -> str:
        """Return the place of a key of the front matter; the file if it is not there."""
        for number, line in enumerate(self.edition.front.split("\n"), 1):
            if line.startswith(f"{key}:"):
                return f"{self.where}, line {number}"
        return self.where

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
        return links(markup.markdown_to_html(self.words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link or a picture in HTML; `url` is empty where it lost its address on the way."""

    url: str
    alt: str = ""
    picture: bool = False


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Link] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.found.append(Link(url=values.get("href", "")))
        elif tag == "img":
            url, alt = values.get("src", ""), values.get("alt", "").strip()
            self.found.append(Link(url=url, alt=alt, picture=True))


def links(html: str) -> tuple[Link, ...]:
    """Return the links and pictures of a page or a part of one, in order."""
    parser = _Links()
    parser.feed(html)
    parser.close()
    return tuple(parser.found)
