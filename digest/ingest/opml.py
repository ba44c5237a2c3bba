"""OPML subscription lists, 1.0 and 2.0 (http://opml.org/spec2.opml).

Lists are read by their tags and not as XML, which many are not: bare ampersands, HTML's entities,
control characters and wrong encodings cost nothing, and a list that is cut off still has what stood
before the cut. What is left out is said: a list must not lose its half in silence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from email.utils import format_datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from digest import text, urls
from digest.errors import ConfigError
from digest.ingest import charset
from digest.ingest.tags import tags, web_address
from digest.limits import Limits, size
from digest.model import Source

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from digest.ingest.tags import Tag

MOST = Limits().body
"""Bytes of a list."""
#: Where lists say the address, in any case: OPML 2.0, and what programs write in its place.
ADDRESS_KEYS = ("xmlurl", "url")
#: Outlines that lead to other outlines and to pages, by `url`.
NO_FEEDS = frozenset({"include", "link"})
#: A list that has one of their ends has all its outlines.
ENDS = frozenset({"body", "opml"})
#: Our category (OPML 2.0) of a feed with a section: a word alone might mean anybody's.
CATEGORY = "/digest/"
DECLARATION = re.compile(rb"\s*<\?xml[^>]{0,200}\?>")
#: .NET writes it into texts that are in none of them: else it could not be read as bytes.
WIDE = re.compile(rb"(?:utf|ucs)-?(?:16|32|2|4)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a list has. The ids of feeds of one name are the same: `add_to` tells them apart."""

    sources: tuple[Source, ...]
    fault: str = ""
    """Where the list is broken, so that feeds may be missing; empty if it is whole."""
    pages: int = 0
    """Outlines left out, since they give the address of a web page only (`htmlUrl`)."""


def read_folder(folder: Path) -> tuple[Source, ...]:
    """Read every `*.opml` in a folder, in order of name; an address that is listed twice once.

    Raises:
        ConfigError: a list is broken, is no OPML, is too long, or cannot be read.

    """
    found: dict[str, Source] = {}
    for _, listed in lists(folder):
        for source in listed:
            found.setdefault(source.url, source)
    return tuple(found.values())


def add_to(found: dict[str, Source], listed: Iterable[Source]) -> tuple[Source, ...]:
    """Add feeds to those found, by id, and return them so.

    Another feed of the same id gets the first number behind it that is free.
    """
    there = {source.url for source in found.values()}
    numbers: defaultdict[str, int] = defaultdict(lambda: 1)
    added = []
    for source in listed:
        if source.url in there:
            continue
        id_ = source.id
        while id_ in found:  # not `text.unused`, which begins at 2 for each of thousands
            numbers[source.id] += 1
            id_ = f"{source.id}-{numbers[source.id]}"
        found[id_] = replace(source, id=id_)
        there.add(source.url)
        added.append(found[id_])
    return tuple(added)


def lists(folder: Path) -> Iterator[tuple[str, tuple[Source, ...]]]:
    """Give each `*.opml` of a folder by name, with its feeds. Raises as `read_folder`."""
    for path in sorted(folder.glob("*.opml")):
        where = f"{folder.name}/{path.name}"
        listed = read_list(path, where=where)
        if listed.fault:  # it is read again each time, and nobody sees what is missing
            hint = "Mend it, or take what is whole with `digest sources import`"
            raise ConfigError(f"broken OPML: {listed.fault}", where=where, hint=hint)
        yield where, listed.sources


def read_list(path: Path, *, where: str, sections: Container[str] = ()) -> Listed:
    """Read one list from a file, as `parse` does.

    Raises:
        ConfigError: it is no OPML, is too long, or cannot be read.

    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST + 1)
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigError(f"cannot be read: {reason}", where=where) from None
    return parse(content, where=where, sections=sections)


def parse(content: bytes, *, where: str, sections: Container[str] = ()) -> Listed:
    """Read one list, with outlines nested to any depth; an address that is listed twice once.

    `sections`: ids that a category of ours may name. Left out are outlines without a web address,
    of type `include` or `link`, and those that are commented out.

    Raises:
        ConfigError: it is no OPML, or longer than `MOST`.

    """
    if len(content) > MOST:
        raise ConfigError(f"longer than {size(MOST)}", where=where, hint="Split it")
    document = _decoded(content)
    markup = tags(document)
    root = next(markup, None)
    if root is None or root.name != "opml":
        what = f"its root is <{root.name}>" if root else "it has no <opml>"
        raise ConfigError(f"not OPML: {what}", where=where)
    found: dict[str, Source] = {}
    pages, fault, whole = 0, "", False
    for tag in _shown(markup):
        if tag.closing:
            whole = True
            continue
        if not tag.sound and not fault:
            line = document.count("\n", 0, tag.start) + 1
            fault = f"line {line}: the quotes of an outline do not match"
        source = _source(tag.attributes, sections)
        if source:
            found.setdefault(source.url, source)
        else:
            pages += _is_page(tag.attributes)
    if not whole and not fault:
        line = document.rstrip().count("\n") + 1
        fault = f"line {line}: it ends without </opml>, and may be cut off"
    return Listed(sources=tuple(found.values()), fault=fault, pages=pages)


def _shown(markup: Iterable[Tag]) -> Iterator[Tag]:
    """Give the outlines that are not commented out (nor within one that is), and the list's end."""
    hidden: list[bool] = []  # of each outline that is open
    for tag in markup:
        if tag.closing and tag.name in ENDS:
            yield tag
        elif tag.closing and tag.name == "outline":
            del hidden[-1:]
        elif tag.name == "outline":
            commented = tag.attributes.get("iscomment", "").lower() == "true"
            commented = commented or hidden[-1:] == [True]
            if not tag.empty:
                hidden.append(commented)
            if not commented:
                yield tag


def _source(given: Mapping[str, str], sections: Container[str]) -> Source | None:
    url = next((url for key in ADDRESS_KEYS if (url := web_address(given.get(key, "")))), "")
    is_link = given.get("type", "").lower() in NO_FEEDS and not given.get("xmlurl", "").strip()
    if is_link or not urls.is_web(url):
        return None
    names = (text.squeeze(given.get(key, "")) for key in ("title", "text"))
    name = next(filter(None, names), "") or urls.without_credentials(url)
    return Source(id=id_of(name, url), name=name, url=url, section=_section(given, sections))


def id_of(name: str, url: str) -> str:
    """Make an id from a feed's name; from its host where the name has no letter of ASCII."""
    made = text.slug(name)
    return made if made != text.slug("") else text.slug(urls.host(url))


def _section(given: Mapping[str, str], sections: Container[str]) -> str:
    for category in given.get("category", "").split(","):
        id_ = category.strip().removeprefix(CATEGORY)
        if id_ != category.strip() and id_ in sections:
            return id_
    return ""


def _is_page(given: Mapping[str, str]) -> bool:
    """Say whether an outline subscribes to a page, and does not give its feed's address."""
    return given.get("type", "").lower() not in NO_FEEDS and urls.is_web(
        web_address(given.get("htmlurl", ""))
    )


def _decoded(content: bytes) -> str:
    declaration = DECLARATION.match(content)
    said = charset.DECLARED.match(declaration[0]) if declaration else None
    if declaration and said and WIDE.match(said[1]):
        content = content[declaration.end() :]
    return charset.decode(content)


def write(sources: Iterable[Source], *, title: str, at: datetime) -> bytes:
    """Write OPML 2.0 with the sources that have a web address; `at` is when.

    A list is made to be shared: credentials in addresses are not written.
    """
    root = ET.Element("opml", version="2.0")
    head = ET.SubElement(root, "head")
    ET.SubElement(head, "title").text = _writable(title)
    ET.SubElement(head, "dateCreated").text = format_datetime(at, usegmt=True)
    body = ET.SubElement(root, "body")
    for source in sources:
        if not source.url:
            continue
        url = _writable(urls.without_credentials(source.url))
        given = {"type": "rss", "text": _writable(source.name), "xmlUrl": url}
        if source.section:
            given["category"] = f"{CATEGORY}{source.section}"
        ET.SubElement(body, "outline", given)
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _writable(value: str) -> str:
    """Return what XML can hold (XML 1.0, section 2.2)."""
    return charset.CONTROL.sub("", value)
