"""One readable paragraph out of a report's own sentences.

Sentences are taken whole and in a row, so that no quotation is cut and nobody called "he" loses
his name. Nothing is written that is not in the report.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest import text
from digest.editorial.reading import paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model import Item

#: Words of a brief: it has at most so many; and once it has enough, no sentence is added.
MOST, ENOUGH = 118, 60
#: A paragraph without a full stop is a heading or a caption unless it has so many words.
FEWEST = 8

CLOSERS = "\"'”’»)]"
ENDED = re.compile(rf"[.!?][{re.escape(CLOSERS)}]*$")
#: A single quotation mark that opens and is not closed. An apostrophe has a letter before it.
OPEN_SINGLE = re.compile(r"(?<![\w.,!?])['‘](?=[^\W\d])(?:[^'’]|['’](?=\w))*$")
#: Words that lean on a sentence which is not there.
DANGLING = re.compile(
    r"[\"“‘«(]?(?:he|she|it|they|his|her|its|their|that|these|those|such|but|and|or|so|yet"
    r"|however|also|meanwhile|moreover|furthermore|additionally|instead|therefore|thus|then(?!-)"
    r"|still|nevertheless|nonetheless|in addition|as a result|for example|for instance"
    r"|on the other hand|the former|the latter|the move|the decision|the same|both(?! (?-i:[A-Z]))"
    r"|this(?! (?:week|month|year|morning|afternoon|evening|spring|summer|autumn|fall|winter)\b)"
    r"|there(?! (?:is|are|was|were|will|has|have|can|could|would|must|should|may)\b))\b",
    re.IGNORECASE,
)
FURNITURE = re.compile(
    r"\s*(?:\(?(?:additional )?(?:reporting|writing|editing|compiled|written|edited) by\b"
    r"|read (?:more|also)\b|see also\b|sign up\b|subscribe\b|follow us\b|click here\b|photos?:"
    r"|image:|video:|advertisement\b|©|copyright\b|all rights reserved|continue reading\b"
    r"|sources?:\s|this story has been updated|the post .{3,} appeared first on\b|support our\b"
    r"|\[?…)",
    re.IGNORECASE,
)


def sentences_for(item: Item, *, most: int) -> list[str]:
    """Return the sentences of a brief, in plain text, of at most `most` words.

    A report without a whole sentence that can stand first gives its title; one that is there in
    full, and whose writer forgot the full stop, its first paragraph.
    """
    limit = min(MOST, most)
    chosen: list[str] = []
    total = 0
    for unit in _units(item):
        count = text.count_words(unit)
        if not chosen and (DANGLING.match(unit) or count > limit):
            continue
        if total >= ENOUGH or total + count > limit:
            break
        chosen.append(unit)
        total += count
    return chosen or [_unended(item, limit) or _ended(text.squeeze(item.title))]


def whole_sentences(paragraph: str, *, most: int) -> str:
    """Return as many of a paragraph's first sentences as fit into `most` words."""
    chosen: list[str] = []
    total = 0
    for unit in units(paragraph):
        total += text.count_words(unit)
        if total > most:
            break
        chosen.append(unit)
    return " ".join(chosen)


def units(paragraph: str) -> Iterator[str]:
    """Yield a paragraph's sentences; those that share a quotation are one unit.

    What is no whole sentence (a caption, the cut end of a summary, a quotation that is not
    closed) is left out, with all that follows it in the paragraph.
    """
    held: list[str] = []
    for sentence in text.sentences(paragraph):
        held.append(sentence)
        unit = " ".join(held)
        if not _balanced(unit):
            continue
        if not is_whole(unit):
            return
        yield unit
        held.clear()


def is_whole(unit: str) -> bool:
    """Say whether a text ends where a sentence does."""
    return bool(ENDED.search(unit)) and not is_cut(unit)


def is_cut(unit: str) -> bool:
    """Say whether a text ends with the points of a summary that is cut."""
    return unit.rstrip(CLOSERS).endswith(("..", "…"))


def _units(item: Item) -> Iterator[str]:
    title = text.heading_key(item.title)
    for paragraph in paragraphs(item):
        if FURNITURE.match(paragraph) or text.heading_key(paragraph) == title:
            continue
        for unit in units(paragraph):
            if not FURNITURE.match(unit):
                yield unit


def _balanced(unit: str) -> bool:
    return (
        unit.count('"') % 2 == 0
        and unit.count("“") == unit.count("”")
        and unit.count("«") == unit.count("»")
        and unit.count("(") == unit.count(")")
        and not OPEN_SINGLE.search(unit)
    )


def _unended(item: Item, limit: int) -> str:
    """Return the first paragraph that lacks nothing but the full stop; not of a feed's summary."""
    for paragraph in paragraphs(item) if item.reprint else ():
        if (
            FEWEST <= text.count_words(paragraph) <= limit
            and paragraph[-1].isalnum()
            and _balanced(paragraph)
            and not DANGLING.match(paragraph)
            and not FURNITURE.match(paragraph)
        ):
            return _ended(paragraph)
    return ""


def _ended(sentence: str) -> str:
    return sentence if ENDED.search(sentence) else f"{sentence}."
