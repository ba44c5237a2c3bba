"""Pieces of an edition's HTML into text: wrapped, with numbered links."""

from __future__ import annotations

import re
import textwrap
from html.parser import HTMLParser

from digest import text

WIDTH = 72
BREAK = "\v"
BLOCKS = frozenset(
    "address article blockquote caption dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p"
    " pre section table tr ul".split()
)
HEADINGS = re.compile(r"h[1-6]")
CELLS = frozenset({"td", "th"})
LISTS = frozenset({"ol", "ul"})


class Links:
    """The addresses that a text points to, numbered from 1, each once."""

    def __init__(self) -> None:
        """Start with none."""
        self.urls: dict[str, int] = {}

    def mark(self, url: str) -> str:
        """Return the number of an address, as it stands in the text."""
        return f"[{self.urls.setdefault(url, len(self.urls) + 1)}]"

    def listing(self) -> str:
        """Return all of them, one a line, never broken."""
        return "\n".join(f"[{number}] {url}" for url, number in self.urls.items())


def wrap(line: str, *, first: str = "", rest: str = "") -> str:
    """Wrap a paragraph at 72 columns; words (links among them) are never broken."""
    lines = [
        textwrap.fill(
            text.squeeze(part),
            WIDTH,
            initial_indent=first if number == 0 else rest,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for number, part in enumerate(line.split(BREAK))
    ]
    return "\n".join(lines)


def underlined(title: str, line: str) -> str:
    """Wrap a heading and draw a line below it, as long as its longest line."""
    wrapped = wrap(title)
    return f"{wrapped}\n{line * max(map(len, wrapped.splitlines()), default=0)}"


def paragraphs(piece: str, links: Links, *, indent: str = "") -> list[str]:
    """Return the wrapped paragraphs, list items and table rows of safe HTML."""
    writer = _Writer(links, indent)
    writer.feed(piece)
    writer.close()
    writer.end_paragraph()
    return writer.done


def one_line(piece: str, links: Links) -> str:
    """Return the words of inline HTML, not wrapped."""
    writer = _Writer(links)
    writer.feed(piece)
    writer.close()
    return text.squeeze("".join(writer.words).replace(BREAK, " "))


class _Writer(HTMLParser):
    """Collects paragraphs; `prefixes` are those of the quotes and lists that it is in."""

    def __init__(self, links: Links, indent: str = "") -> None:
        super().__init__()
        self.links = links
        self.done: list[str] = []
        self.words: list[str] = []
        self.prefixes = [indent]
        self.lists: list[int | None] = []
        """The next number of each list; None in those with bullets."""
        self.item = ""
        """The bullet or number that the next paragraph begins with."""
        self.url = ""
        self.linked_from = 0
        self.verbatim = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in BLOCKS:
            self.end_paragraph()
            self._enter(tag, values)
        elif tag == "a":
            self.url, self.linked_from = values.get("href", ""), len(self.words)
        elif tag == "br":
            self.words.append(BREAK)
        elif tag == "img" and values.get("alt"):
            self.words.append(f"[{values['alt']}]")
        elif tag in CELLS and self.words:
            self.words.append(" | ")

    def _enter(self, tag: str, values: dict[str, str]) -> None:
        if tag == "hr":
            self.done.append("* * *")
        elif tag == "blockquote":
            self.prefixes.append("> ")
        elif tag == "pre":
            self.verbatim = True
        elif tag in LISTS:
            start = values.get("start", "")
            self.lists.append(None if tag == "ul" else int(start) if start.isdecimal() else 1)
        elif tag == "li":
            number = self.lists[-1] if self.lists else None
            self.item = "* " if number is None else f"{number}. "
            if number is not None:
                self.lists[-1] = number + 1
            self.prefixes.append(" " * len(self.item))

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.end_paragraph(underline="-" if HEADINGS.fullmatch(tag) else "")
            self._leave(tag)
        elif tag == "a" and self.url:
            if "".join(self.words[self.linked_from :]) != self.url.removeprefix("mailto:"):
                self.words.append(self.links.mark(self.url))
            self.url = ""

    def _leave(self, tag: str) -> None:
        if tag in {"blockquote", "li"}:
            self.prefixes.pop()
            self.item = ""
        elif tag == "pre":
            self.verbatim = False
        elif tag in LISTS:
            self.lists.pop()

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip("\n").replace("\n", BREAK) if self.verbatim else data)

    def end_paragraph(self, *, underline: str = "") -> None:
        """Finish the paragraph that is being read, if it has a word."""
        line = "".join(self.words).strip(f" \n\t{BREAK}")
        self.words = []
        if not text.squeeze(line):
            return
        rest = "".join(self.prefixes)
        first = "".join(self.prefixes[:-1]) + self.item if self.item else rest
        self.item = ""
        if underline:
            self.done.append(underlined(line, underline))
        else:
            self.done.append(wrap(line, first=first, rest=rest))
