"""Pieces of an edition's HTML into text: wrapped, with numbered links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import takewhile

from digest.render import wrapping
from digest.render.wrapping import BREAK, squeeze, underlined, wrap

BLOCKS = frozenset(
    "address article blockquote caption dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p"
    " pre section table tbody thead tr ul".split()
)
HEADINGS = re.compile(r"h[1-6]")
CELLS = frozenset({"td", "th"})
LISTS = frozenset({"ol", "ul"})
QUOTE = "> "
RULE = "* * *"


class Links:
    """The addresses that a text points to, numbered from 1; each has one number."""

    def __init__(self) -> None:
        """Start with none."""
        self._numbers: dict[str, int] = {}
        self._due: dict[int, str] = {}

    def mark(self, url: str) -> str:
        """Return the number of an address, as it stands in the text."""
        number = self._numbers.setdefault(url, len(self._numbers) + 1)
        self._due[number] = url
        return f"[{number}]"

    def listing(self, label: str) -> str:
        """Return those that were marked since the last listing, one a line, never broken."""
        lines = [f"[{number}] {url}" for number, url in sorted(self._due.items())]
        self._due = {}
        return "\n".join([f"{label.rstrip(':')}:", *lines] if label and lines else lines)


def paragraphs(piece: str, links: Links, *, indent: str = "") -> list[str]:
    """Return the wrapped paragraphs of safe HTML: a list without gaps, and a quote, are one."""
    writer = _Writer(links, indent)
    writer.feed(piece)
    writer.close()
    writer.end_paragraph()
    return writer.joined()


def one_line(piece: str, links: Links) -> str:
    """Return the words of inline HTML, not wrapped."""
    writer = _Writer(links)
    writer.feed(piece)
    writer.close()
    return squeeze("".join(writer.words).replace(BREAK, " "))


@dataclass(frozen=True, slots=True, eq=False)
class _Frame:
    """A quote or a list item, and what its lines begin with."""

    prefix: str

    @property
    def is_quote(self) -> bool:
        return self.prefix == QUOTE


@dataclass(frozen=True, slots=True)
class _Piece:
    """A paragraph as it is written, and where it stood."""

    text: str
    frames: tuple[_Frame, ...]
    tight: int = 0
    """The number of the list in which it stands without a gap before it; 0: in none."""

    def after(self, before: _Piece) -> str | None:
        """Return what stands between two pieces of one paragraph; None if they are two."""
        if self.tight and self.tight == before.tight:
            return "\n"
        pairs = zip(self.frames, before.frames, strict=False)
        common = [mine for mine, _ in takewhile(lambda pair: pair[0] is pair[1], pairs)]
        if not any(frame.is_quote for frame in common):
            return None
        return f"\n{''.join(frame.prefix for frame in common).rstrip()}\n"


class _Writer(HTMLParser):
    """Collects paragraphs; `frames` are the quotes and list items that it is in."""

    def __init__(self, links: Links, indent: str = "") -> None:
        super().__init__()
        self.links = links
        self.done: list[_Piece] = []
        self.words: list[str] = []
        self.frames = [_Frame(indent)]
        self.lists: list[int | None] = []
        """The next number of each list; None in those with bullets."""
        self.outermost = 0
        """The number of the list that is in no other."""
        self.item = ""
        """The bullet or number that the next paragraph begins with."""
        self.spaced = False
        """The paragraph that is read is one of a list with gaps."""
        self.url = ""
        self.linked_from = 0
        self.verbatim = False
        self.rows: list[list[str]] = []
        self.headed = False
        self.tables = 0
        """How many tables deep."""
        self.in_cell = False

    def joined(self) -> list[str]:
        """Return the paragraphs."""
        found: list[str] = []
        for number, piece in enumerate(self.done):
            between = piece.after(self.done[number - 1]) if number else None
            if between is None:
                found.append(piece.text)
            else:
                found[-1] += f"{between}{piece.text}"
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "table":
            self._enter_table()
        elif self.tables and tag in BLOCKS | CELLS:
            self._enter_cell(tag)
        elif tag in BLOCKS:
            self.end_paragraph()
            self._enter(tag, values)
        elif tag == "a":
            self.url, self.linked_from = values.get("href", ""), len(self.words)
        elif tag == "br":
            self.words.append(" " if self.in_cell else BREAK)
        elif tag == "img" and values.get("alt"):
            self.words.append(f"[{values['alt']}]")

    def _enter(self, tag: str, values: dict[str, str]) -> None:
        if tag == "hr":
            self._write(RULE)
        elif tag == "blockquote":
            self.frames.append(_Frame(QUOTE))
        elif tag == "pre":
            self.verbatim = True
        elif tag in LISTS:
            self.outermost += not self.lists
            start = values.get("start", "")
            self.lists.append(None if tag == "ul" else int(start) if start.isdecimal() else 1)
        elif tag == "li":
            number = self.lists[-1] if self.lists else None
            self.item = "* " if number is None else f"{number}. "
            if number is not None:
                self.lists[-1] = number + 1
            self.frames.append(_Frame(" " * len(self.item)))
        elif tag == "p":
            self.spaced = bool(self.lists)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._end_link()
        elif self.tables and tag in BLOCKS | CELLS:
            self._leave_cell(tag)
        elif tag in BLOCKS:
            self.end_paragraph(underline="~" if HEADINGS.fullmatch(tag) else "")
            self._leave(tag)

    def _end_link(self) -> None:
        if self.url and "".join(self.words[self.linked_from :]) != self.url.removeprefix("mailto:"):
            self.words.append(self.links.mark(self.url))
        self.url = ""

    def _leave(self, tag: str) -> None:
        if tag in {"blockquote", "li"}:
            self.frames.pop()
            self.item = ""
        elif tag == "pre":
            self.verbatim = False
        elif tag in LISTS:
            self.lists.pop()
        elif tag == "p":
            self.spaced = False

    def _enter_table(self) -> None:
        if self.tables == 0:
            self.end_paragraph()
            self.rows, self.headed = [], False
        self.tables += 1

    def _enter_cell(self, tag: str) -> None:
        if self.tables > 1 or tag not in CELLS | {"tr", "caption"}:
            self.words.append(" ")  # a block within a cell
            return
        if tag == "tr":
            self.rows.append([])
        elif tag == "th" and len(self.rows) == 1:
            self.headed = True
        self.in_cell = tag in CELLS
        self.words = []

    def _leave_cell(self, tag: str) -> None:
        if tag == "table":
            self.tables -= 1
        if self.tables > 1 or (self.tables == 1 and tag not in CELLS | {"caption"}):
            self.words.append(" ")
            return
        if tag == "caption":
            self.end_paragraph()
        elif tag in CELLS:
            words = squeeze("".join(self.words).replace(BREAK, " "))
            if not self.rows:
                self.rows.append([])
            self.rows[-1].append(words)
            self.words, self.in_cell = [], False
        else:
            self._write_table()

    def _write_table(self) -> None:
        self.words, self.in_cell = [], False
        rows = [row for row in self.rows if any(row)]
        if rows:
            first, rest = self._prefixes()
            room = wrapping.WIDTH - wrapping.columns(rest)
            lines = wrapping.table(rows, headed=self.headed and rows[0] == self.rows[0], room=room)
            self._write_lines(lines, first, rest)

    def handle_data(self, data: str) -> None:
        if self.verbatim:
            self.words.append(data)
        elif not self.tables or self.in_cell or data.strip():
            self.words.append(data.replace("\v", " "))

    def end_paragraph(self, *, underline: str = "") -> None:
        """Finish the paragraph that is being read, if it has a word."""
        line = "".join(self.words)
        self.words = []
        if not squeeze(line.replace(BREAK, " ")):
            return
        first, rest = self._prefixes()
        if self.verbatim:
            self._write_lines(line.strip("\n"), first, rest)
        elif underline:
            room = wrapping.WIDTH - wrapping.columns(rest)
            title = underlined(line.strip(f" \n\t{BREAK}"), underline, width=room)
            self._write_lines(title, first, rest)
        else:
            self._write(wrap(line.strip(f" \n\t{BREAK}"), first=first, rest=rest), prefixed=True)

    def _prefixes(self) -> tuple[str, str]:
        """Return what the first line of the next paragraph begins with, and the others."""
        rest = "".join(frame.prefix for frame in self.frames)
        if not self.item:
            return rest, rest
        first = "".join(frame.prefix for frame in self.frames[:-1]) + self.item
        self.item = ""
        return first, rest

    def _write_lines(self, lines: str, first: str, rest: str) -> None:
        wrapped = [line if line.strip() else "" for line in lines.split("\n")]
        written = [f"{rest if n else first}{line}".rstrip() for n, line in enumerate(wrapped)]
        self._write("\n".join(written), prefixed=True)

    def _write(self, text: str, *, prefixed: bool = False) -> None:
        if not prefixed:
            text = "".join(frame.prefix for frame in self.frames) + text
        tight = self.outermost if self.lists and not self.spaced else 0
        self.done.append(_Piece(text=text, frames=tuple(self.frames), tight=tight))
