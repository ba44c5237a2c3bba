"""Plain text in lines of 72 columns, counted as a terminal or a mail client shows them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 72
#: Where a line ends whatever its length.
BREAK = "\v"
#: White space, but for the three kinds at which no line may be broken.
SPACE = re.compile(r"[^\S\u00a0\u2007\u202f]+")
NO_BREAK_SPACE = "\u00a0"
SOFT_HYPHEN = "\u00ad"
ZERO_WIDTH_SPACE = "\u200b"
JOINER = "\u200d"
LATIN_END = "\u0300"
"""All before it are one column wide."""
JAMO = ("\u1160", "\u11ff")
"""Vowels and finals of Hangul, which share the columns of the consonant before them."""
HANGUL = ("\uac00", "\ud7a3")
"""Wide, but written with spaces between words."""
SKIN = ("\U0001f3fb", "\U0001f3ff")
#: What no line of Chinese or Japanese begins with (JIS X 4051; "[" opens the number of a link) …
NO_BEGINNING = frozenset(
    "、。，．・：；？！゛゜ヽヾゝゞ々ー”’）〕］｝〉》」』】〙〗°′″℃％‰…‥–—"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.!?:;)]}%["
)
#: … or ends with.
NO_END = frozenset("（〔［｛〈《「『【〘〖‘“([{")
RIGHT_TO_LEFT_MARK = "\u200f"


def columns(text: str) -> int:
    """Return how many columns a text takes (UAX #11, with ambiguous characters narrow)."""
    if text.isascii():
        return len(text)
    taken = 0
    before = ""
    for char in text:
        joined = before == JOINER or (SKIN[0] <= char <= SKIN[1] and before)
        taken += 0 if joined else _columns(char)
        before = char
    return taken


def _columns(char: str) -> int:
    if char < LATIN_END:
        return 1
    if unicodedata.category(char) in {"Mn", "Me", "Cf"} or JAMO[0] <= char <= JAMO[1]:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def squeeze(text: str) -> str:
    """Make every run of white space at which a line may end one space, and trim the ends."""
    return SPACE.sub(" ", text).strip(" ")


def wrap(text: str, *, first: str = "", rest: str = "", width: int = WIDTH) -> str:
    """Wrap a paragraph at `width` columns, its first line after `first`, others after `rest`.

    Words, links among them, are never broken; Chinese and Japanese, which have none, are broken
    where their typography lets a line end. No line ends in a blank.
    """
    lines: list[str] = []
    for part in text.replace(SOFT_HYPHEN, "").split(BREAK):
        lines += _filled(part, rest if lines else first, rest, width)
    return "\n".join(line.replace(NO_BREAK_SPACE, " ").rstrip() for line in lines)


def _filled(text: str, first: str, rest: str, width: int) -> Iterator[str]:
    line, taken, is_empty = first, columns(first), True
    for word in squeeze(text).split(" "):
        for number, piece in enumerate(_pieces(word)):
            blank = "" if number or is_empty else " "
            needed = columns(piece)
            if not is_empty and taken + len(blank) + needed > width:
                yield line
                line, taken, blank = rest, columns(rest), ""
            line += blank + piece
            taken += len(blank) + needed
            is_empty = False
    yield line


def _pieces(word: str) -> Iterator[str]:
    """Cut a word where a line may end within it."""
    if word.isascii() or "://" in word:
        yield word
        return
    piece = ""
    for char in word:
        if char == ZERO_WIDTH_SPACE:
            if piece:
                yield piece
            piece = ""
            continue
        if piece and _may_part(piece[-1], char):
            yield piece
            piece = ""
        piece += char
    yield piece


def _may_part(before: str, after: str) -> bool:
    """Say whether a line may end between two characters (UAX #14, classes ID and CJ)."""
    belongs = not _columns(after) or SKIN[0] <= after <= SKIN[1] or before == JOINER
    if belongs or after in NO_BEGINNING or before in NO_END:
        return False
    return any(_columns(it) > 1 and not HANGUL[0] <= it <= HANGUL[1] for it in (before, after))


def underlined(title: str, line: str, *, width: int = WIDTH) -> str:
    """Wrap a heading and draw a line below it, as long as its longest line."""
    wrapped = wrap(title, width=width)
    return f"{wrapped}\n{line * max(map(columns, wrapped.split(chr(10))))}"


def table(rows: list[list[str]], *, headed: bool, room: int) -> str:
    """Return rows in columns, if `room` columns are enough for them; else a cell a line.

    `headed`: the first row has the headings.
    """
    number = max(map(len, rows))
    cells = [[*row, *[""] * (number - len(row))] for row in rows]
    widths = [max(map(columns, column)) for column in zip(*cells, strict=True)]
    if sum(widths) + 3 * (number - 1) > room:
        return _listed(cells, headed=headed, room=room)
    body = cells[1:] if headed else cells
    right = [all(map(_is_figure, column)) for column in zip(*body, strict=True)] if body else []
    lines = [_row(row, widths, right or [False] * number) for row in cells]
    if headed:
        lines.insert(1, "-+-".join("-" * width for width in widths))
    return "\n".join(lines)


def _row(row: list[str], widths: list[int], right: list[bool]) -> str:
    padded = []
    for cell, width, is_right in zip(row, widths, right, strict=True):
        blank = " " * (width - columns(cell))
        padded.append(blank + cell if is_right else cell + blank)
    return " | ".join(padded).rstrip()


def _listed(cells: list[list[str]], *, headed: bool, room: int) -> str:
    """Write each row as a paragraph of lines, "Heading: cell"."""
    headings = cells[0] if headed else [""] * len(cells[0])
    paragraphs = []
    for row in cells[1:] if headed else cells:
        named = zip(headings, row, strict=True)
        lines = [f"{name}: {cell}" if name else cell for name, cell in named if cell]
        paragraphs.append("\n".join(wrap(line, rest="  ", width=room) for line in lines))
    return "\n\n".join(paragraphs)


def _is_figure(cell: str) -> bool:
    """Say whether a cell is a number, which stands to the right of its column."""
    bare = re.sub(r"[\s.,%$€£+−–-]", "", cell)
    return not bare or bare.isdecimal()


def directed(text: str) -> str:
    """Return a text whose lines in a right-to-left script all run that way.

    A line's direction is that of its first letter (UAX #9, rule P2): one that begins with a
    foreign name, but goes on in the script, gets a mark before it, which nobody sees.
    """
    return "\n".join(_directed(line) for line in text.split("\n"))


def _directed(line: str) -> str:
    strong = [it for it in map(unicodedata.bidirectional, line) if it in {"L", "R", "AL"}]
    if strong and strong[0] == "L" and set(strong) != {"L"}:
        return RIGHT_TO_LEFT_MARK + line
    return line
