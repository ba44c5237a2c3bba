"""OPML subscription lists, 1.0 and 2.0 (http://opml.org/spec2.opml)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from digest import text, urls
from digest.errors import ConfigError
from digest.model import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

#: Where lists say the address: OPML 2.0, and what programs write in its place.
ADDRESS_KEYS = ("xmlUrl", "xmlurl", "xmlURL", "url")


def read_folder(folder: Path) -> tuple[Source, ...]:
    """Read every `*.opml` in a folder, in order of name; a feed that is listed twice once.

    Raises:
        ConfigError: a list is not well-formed XML, or cannot be read.

    """
    found: dict[str, Source] = {}
    for _, listed in lists(folder):
        add_to(found, listed)
    return tuple(found.values())


def add_to(found: dict[str, Source], listed: Iterable[Source]) -> None:
    """Add feeds to those found, by id; another feed of the same id gets a number behind it."""
    there = {source.url for source in found.values()}
    for source in listed:
        if source.url not in there:
            id_ = text.unused(source.id, found)
            found[id_] = replace(source, id=id_)
            there.add(source.url)


def lists(folder: Path) -> Iterator[tuple[str, tuple[Source, ...]]]:
    """Give each `*.opml` of a folder by name, with its feeds. Raises as `read_folder`."""
    for path in sorted(folder.glob("*.opml")):
        where = f"{folder.name}/{path.name}"
        yield where, read_list(path, where=where)


def read_list(path: Path, *, where: str) -> tuple[Source, ...]:
    """Read one list from a file. Raises as `read_folder`."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", where=where) from None
    return parse(content, where=where)


def parse(content: bytes, *, where: str) -> tuple[Source, ...]:
    """Read one list, with outlines nested to any depth; a feed that is listed twice once.

    Outlines without a web address are left out.

    Raises:
        ConfigError: it is not well-formed XML, or no OPML.

    """
    try:
        root = ET.fromstring(content)  # noqa: S314 - expat 2.4.1 and later bound entities
    except (ET.ParseError, ValueError, LookupError) as error:  # the latter: its encoding
        raise ConfigError(f"not OPML: {error}", where=where) from None
    if root.tag.lower() != "opml":
        raise ConfigError(f"not OPML: its root is <{root.tag}>", where=where)
    found: dict[str, Source] = {}
    add_to(found, _outlined(root))
    return tuple(found.values())


def _outlined(root: ET.Element) -> Iterator[Source]:
    for outline in root.iter("outline"):
        url = next((given for key in ADDRESS_KEYS if (given := outline.get(key))), "").strip()
        if urls.is_web(url):
            name = outline.get("title") or outline.get("text") or url
            yield Source(id=text.slug(name), name=text.squeeze(name), url=url)


def write(sources: Iterable[Source], *, title: str) -> bytes:
    """Write OPML 2.0 with the sources that have a web address."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = title
    body = ET.SubElement(root, "body")
    for source in sources:
        if source.url:
            ET.SubElement(body, "outline", type="rss", text=source.name, xmlUrl=source.url)
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"
