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

ENDED = re.compile(r"[.!?][\"'”’»)\]]*$")
#: Words that lean on a sentence which is not there.
DANGLING = re.compile(
    r"[\"“‘«(]?(?:he|she|it|they|his|her|its|their|this|that|these|those|such|but|and|or|so|yet"
    r"|however|also|meanwhile|moreover|furthermore|additionally|instead|therefore|thus|then|still"
    r"|nevertheless|nonetheless|in addition|as a result|for example|for instance|on the other hand"
    r"|the former|the latter|the move|the decision|the same|both|there)\b",
    re.IGNORECASE,
)
FURNITURE = re.compile(
    r"\s*(?:\(?(?:additional )?(?:reporting|writing|editing|compiled|written|edited) by\b"
    r"|read (?:more|also)\b|see also\b|sign up\b|subscribe\b|follow us\b|click here\b|photos?:"
    r"|image:|video:|advertisement\b|©|copyright\b|all rights reserved|continue reading\b"
    r"|this story has been updated|the post .{3,} appeared first on\b|support our\b|\[?…)",
    re.IGNORECASE,
)


def sentences_for(item: Item, *, most: int) -> list[str]:
    """Return the sentences of a brief, in plain text, of at most `most` words.

    A report without a whole sentence that can stand first gives its title.
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
    return chosen or [_title(item)]


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
        if not ENDED.search(unit) or unit.rstrip("\"'”’»)]").endswith(("..", "…")):
            return
        yield unit
        held.clear()


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
    )


def _title(item: Item) -> str:
    title = text.squeeze(item.title)
    return title if ENDED.search(title) else f"{title}."
