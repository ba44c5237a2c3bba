"""`sources/feeds.toml` as text: feeds come, go and move without touching anything else.

The caller reads the result with `feeds.parse` before it is written: what is edited here as
lines must mean what it should.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.items import Array

from digest import strict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.model import Source

KEYS = ("id", "name", "url", "section", "allow_private")


def append(content: bytes, sources: Sequence[Source]) -> bytes:
    """Return a `feeds.toml` (that is valid) with further feeds at its end."""
    text = content.decode("utf-8-sig")
    there = tomlkit.parse(text).get("feeds")
    if isinstance(there, Array):  # feeds = [{…}, {…}]
        document = tomlkit.parse(text)
        inline = document["feeds"]
        assert isinstance(inline, Array)
        for source in sources:
            inline.append(tomlkit.inline_table() | _values(source))
        return tomlkit.dumps(document).encode()
    newline = "\r\n" if "\r\n" in text else "\n"
    pieces = [text.rstrip("\r\n") + newline] if text.strip() else []
    for source in sources:
        tables = tomlkit.aot()
        tables.append(tomlkit.table() | _values(source))
        new = tomlkit.dumps(tomlkit.document().add("feeds", tables))
        pieces.append(new.strip().replace("\n", newline) + newline)
    return newline.join(pieces).encode()


def _values(source: Source) -> dict[str, str | bool]:
    return {key: value for key in KEYS if (value := getattr(source, key))}


def moved(content: bytes, position: int, source: Source) -> bytes:
    """Return a `feeds.toml` (that is valid) with the address of its feed number `position`, from 0.

    Where its id was made from its old address, it is written down, so that it stays.

    Raises:
        LookupError: there are not that many feeds.

    """
    document = tomlkit.parse(content.decode("utf-8-sig"))
    feeds: Any = document["feeds"]
    feed = feeds[position]
    feed["url"] = source.url
    unnamed = not feed.get("id") and not feed.get("name")
    if unnamed and ("id" in feed or isinstance(feeds, Array)):
        feed["id"] = source.id
    written = tomlkit.dumps(document)
    if not unnamed or "id" in feed:
        return written.encode()
    # tomlkit would put it at the table's end, below the comment that belongs to the next one.
    lines = written.splitlines(keepends=True)
    header = strict.openings(lines, "feeds")[position]
    newline = "\r\n" if lines[header].endswith("\r\n") else "\n"
    lines.insert(header + 1, f"id = {tomlkit.string(source.id).as_string()}{newline}")
    return "".join(lines).encode()


def without(content: bytes, position: int) -> bytes:
    """Return a `feeds.toml` (that is valid) without its feed number `position`, from 0.

    Comments that stand right above its `[[feeds]]` go with it; those that a blank line sets
    apart, or that open the file, stay.

    Raises:
        LookupError: there are not that many `[[feeds]]` (they may be written in another form).

    """
    lines = content.decode("utf-8-sig").splitlines(keepends=True)
    headers = strict.openings(lines, "feeds")
    start = header = headers[position]
    while start > 0 and _is_comment(lines[start - 1]):
        start -= 1
    if start == 0:
        start = header
    end = headers[position + 1] if position + 1 < len(headers) else len(lines)
    while end > header + 1 and (_is_blank(lines[end - 1]) or _is_comment(lines[end - 1])):
        end -= 1
    if start == 0 or _is_blank(lines[start - 1]):
        while end < len(lines) and _is_blank(lines[end]):
            end += 1
    return "".join(lines[:start] + lines[end:]).encode()


def _is_blank(line: str) -> bool:
    return not line.strip()


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")
