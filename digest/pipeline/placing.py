"""Where what is said of an edition leads: a paragraph of the mail, or a line of a file."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from digest import edition as editions
from digest.preview.exhibit import Place, Spot
from digest.workspace import MARKER

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from digest.edition import Edition
    from digest.workspace import Workspace

LINE = re.compile(r"(?P<file>.+), line (?P<line>\d+)")
#: As in "sources/feeds.toml: [[feeds]] no. 1 (line 3)".
FIRST_LINE = re.compile(r"(?P<file>[^:]+): .*\(line (?P<line>\d+)\)")
#: So many lines before and after one are shown with a fault.
BESIDE = 3
TABLE = re.compile(r"(?P<table>\[+[\w.-]+\]+)(?: (?:\"(?P<named>[^\"]*)\"|(?P<key>[\w-]+)))?")
#: Letters and digits by which a paragraph is found again in the mail.
KEY = 60
OTHER = re.compile(r"[\W_]+")
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
TAG = re.compile(r"</?[A-Za-z][^>]*>")
MARKS = re.compile(r"[*_`\\]|^\s*(?:#{1,6}|>|[-*+]|\d+[.)])\s+", re.MULTILINE)
#: A file of which more than this is not read to be looked at.
MOST = 256 * 1024


def bare(markdown: str) -> str:
    """Return the words of some Markdown, quickly: what is only looked at need not be exact."""
    words = TAG.sub("", LINK.sub(r"\1", PICTURE.sub("", markdown)))
    return html.unescape(MARKS.sub("", words))


def key(markdown: str) -> str:
    """Return the letters and digits that a paragraph begins with: no template changes those."""
    return OTHER.sub("", bare(markdown[: 20 * KEY]))[:KEY]


def spots(edition: Edition) -> tuple[Spot, ...]:
    """Return every heading and paragraph of the file with its line."""
    return tuple(_spots(edition))


def _spots(edition: Edition) -> Iterator[Spot]:
    line = 1 + f"{edition.front}{edition.opening}".count("\n")
    for part in edition.parts:
        for block in (part.heading, *part.blocks):
            if block:
                words = editions.heading_title(block) if block is part.heading else block.brief
                yield Spot(line=line, key=key(words))
                line += f"{block.raw}{block.gap}".count("\n")


class Places:
    """Finds the place that the words of a remark mean, and reads the files that are led to."""

    def __init__(self, workspace: Workspace, edition: Edition, where: str) -> None:
        """Know the edition file `where`."""
        self.workspace = workspace
        self.where = where
        self.source = editions.write(edition)
        self.spots = {spot.line: spot for spot in spots(edition)}
        self.quoted: dict[str, bytes] = {}

    def find(self, place: str, sources: Container[str]) -> Place | None:
        """Return the place that people call so; None where there is nothing to be opened.

        `sources` are the names and ids of sources.
        """
        name, line = place, 0
        if match := LINE.fullmatch(place):
            name, line = match["file"], int(match["line"])
        if name == self.where:
            return self._in_edition(line)
        if name.startswith(f"{MARKER}: "):
            name, line = MARKER, self._line_of_key(name.removeprefix(f"{MARKER}: "))
        if name.startswith("the page"):
            return Place(view="mail")
        if name.startswith("the message"):
            return Place(view="headers")
        if name.partition(" <")[0] in sources:
            return Place(view="sources")
        if self._quote(name) is not None:
            return Place(view="file", file=name, line=line)
        at = self.source.find(name)
        return self._in_edition(self.source.count("\n", 0, at) + 1) if at >= 0 else None

    def _in_edition(self, line: int) -> Place:
        spot = self.spots.get(line)
        if spot and spot.key:
            return Place(view="mail", line=line, key=spot.key)
        return Place(view="edition.md", line=line)

    def _quote(self, name: str) -> bytes | None:
        """Read a text of the workspace, once."""
        if name not in self.quoted:
            content = _read(self.workspace, name)
            if content is None:
                return None
            self.quoted[name] = content
        return self.quoted[name]

    def _line_of_key(self, spoken: str) -> int:
        """Return the line of `[mail] from` or `[[social]] "RSS"` in digest.toml; 0: unknown."""
        content = self._quote(MARKER) or b""
        match = TABLE.match(spoken)
        if not match:
            return 0
        lines = [line.strip() for line in content.decode(errors="replace").splitlines()]
        starts = [at for at, line in enumerate(lines) if line.startswith(match["table"])]
        for start in starts:
            for at in range(start + 1, len(lines)):
                if lines[at].startswith("["):
                    break
                named = match["named"] and f'"{match["named"]}"' in lines[at]
                if named or (match["key"] and re.match(rf"{match['key']}\s*=", lines[at])):
                    return at + 1
        return starts[0] + 1 if starts else 0


def around(workspace: Workspace, place: str) -> tuple[int, tuple[tuple[int, str], ...]]:
    """Return the line that a fault is in, and those around it with their numbers; 0: none."""
    match = LINE.fullmatch(place) or FIRST_LINE.match(place)
    content = _read(workspace, match["file"]) if match else None
    if match is None or content is None:
        return 0, ()
    line = int(match["line"])
    lines = enumerate(content.decode(errors="replace").splitlines(), 1)
    return line, tuple(it for it in lines if abs(it[0] - line) <= BESIDE)


def _read(workspace: Workspace, name: str) -> bytes | None:
    """Read a text of the workspace by its name; None where it is none, or not inside."""
    root = workspace.root.resolve()
    try:
        path = (root / name).resolve()
        if not path.is_relative_to(root) or path.stat().st_size > MOST:
            return None
        content = path.read_bytes()
    except (OSError, ValueError):  # no file of that name, or no name of a file
        return None
    return None if b"\0" in content else content
