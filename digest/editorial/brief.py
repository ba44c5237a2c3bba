"""One readable paragraph out of a report's own sentences.

Sentences are taken whole and in a row, so that no quotation is cut and nobody called "he" loses
his name. Nothing is written that is not in the report, but the weekday for its "yesterday".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest import text
from digest.editorial.reading import paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from digest.model import Item

#: Words of a brief: it has at least so many, where its report has them; at the end of a paragraph
#: so many are enough; and it never has more than so many.
LEAST, ENOUGH, MOST = 40, 60, 118
#: A quotation of more sentences is taken for one that is not closed.
LONGEST = 100
#: A paragraph without a full stop is a heading or a caption unless it has so many words.
FEWEST = 8

CLOSERS = "\"'”’»)]」』"
ENDED = re.compile(rf"[.!?؟۔।。！？][{re.escape(CLOSERS)}]*$")
PAIRS = (("“", "”"), ("«", "»"), ("(", ")"), ("「", "」"), ("『", "』"))
#: A single quotation mark that opens and is not closed. An apostrophe has a letter before it.
OPEN_SINGLE = re.compile(r"(?<![\w.,!?])['‘](?=[^\W\d])(?:[^'’]|['’](?=\w))*$")
#: The writer speaks, whom an edition does not name there.
SPEAKING = re.compile(r"\W*(?:I|We|My|Our)\b")
#: What somebody else says: who says it stands around it.
QUOTED = re.compile(
    r"\"[^\"]*\"|“[^”]*”|«[^»]*»|(?<![\w.,!?])['‘](?=[^\W\d])(?:[^'’]|['’](?=\w))*['’]"
)
THIS = r"this(?! (?:week|month|year|morning|afternoon|evening|spring|summer|autumn|fall|winter)\b)"
#: Words that lean on a sentence which is not there.
DANGLING = re.compile(
    r"\W*(?:he|she|it|they|his|her|its|their|that|these|those|such|but|and|or|so|yet"
    r"|however|also|meanwhile|moreover|furthermore|additionally|instead|therefore|thus|then(?!-)"
    r"|still|nevertheless|nonetheless|in addition|as a result|for example|for instance|otherwise"
    r"|similarly|likewise|in turn|in response|by contrast|at the same time|since then|after all"
    r"|on the other hand|the former|the latter|the same"
    r"|the (?:two|three|pair)(?= (?-i:[a-z])|,)|as such|of course"
    r"|the (?:first|second|third|others?)(?= (?:is|was|are|were|comes|came|has|have|had|will)\b)"
    r"|both(?! (?-i:[A-Z]))|afterwards?|for (?:his|her|its|their) part"
    r"|(?:said|says|added|adds) (?:he|she|they)"
    r"|(?:in|at|on|after|before|despite|with|by|under|during|for|of|to|from|like|because of"
    rf"|according to) (?:that(?! the\b)|these|those|him|them|{THIS})|{THIS}"
    r"|there(?! (?:is|are|was|were|will|has|have|can|could|would|must|should|may)\b))\b",
    re.IGNORECASE,
)
#: What happened or was said, as a second sentence calls it: which one stands in the first.
REFERRED = (
    r"the (?:(?:latest|new|joint|phone|telephone|surprise|unannounced|bilateral|trilateral|historic"
    r"|official|virtual|whole|\w+-(?:day|hour|minute|way)) ){0,2}"
    r"(?:conversation|discussion|decision|move|step|statement|announcement|comment|remark|visit|trip"
    r"|meeting|gathering|call|talk|development|incident|ceremony|request|proposal|agreement|deal"
    r"|package|measure|report|resolution|vote|message|letter|document|news)s?"
)
#: What follows where none says which: neither "of foreign ministers" nor "to freeze it".
UNTOLD = (
    r"(?: (?:late |early |earlier )?(?:on|this|last) (?:(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|week|month|morning|afternoon|evening)(?: (?:morning|afternoon|evening|night))?)?"
    r"(?:,(?! (?:held|hosted|chaired|attended|convened|organi[sz]ed|between|with|of|by|to)\b)"
    r"| (?:also|itself|themselves|then|later|now|only|reportedly|apparently)\b"
    r"| (?:is|are|was|were|has|have|had|will|would|could|can|may|might|should|must|does|do|did"
    r"|comes?|came|follow(?:s|ed)?|marks?|marked|took|takes?|lasted|ends|ended|begins|began"
    r"|drew|draws|says?|said|means?|meant|brings?|brought|gives?|gave|goes|went|makes?"
    r"|reflects?|underlin(?:es?|ed)|underscor(?:es?|ed)|highlight(?:s|ed)?|signals?|signal(?:l)?ed"
    r"|sparked|prompted|appears?|appeared|focus(?:es|ed)|cover(?:s|ed)|includes?|included"
    r"|allows?|allowed|concluded|concerns?|concerned|remains?|remained|raises?|raised)\b(?! by\b))"
)
#: Such a sentence that begins so, or with "At the meeting, …".
POINTS_BACK = re.compile(
    rf"\W*(?:{REFERRED}{UNTOLD}|(?:in|at|on|after|during|following|before|under|despite|amid|besides"
    rf"|ahead of|as part of) {REFERRED},)",
    re.IGNORECASE,
)
#: How a picture's caption ends: with whose it is.
CAPTION = re.compile(
    r"(?:\bREUTERS/|\bAP Photo\b|/ ?(?:AFP|EPA)\b|\bGetty Images\b|/Pool\b|\bHandout via\b)"
    r"[\w’' ./-]*\)?\.?$"
)
FURNITURE = re.compile(
    r"\s*(?:\(?(?:additional )?(?:reporting|writing|editing|compiled|written|edited) by\b"
    r"|read (?:more|also)\b|see also\b|sign up\b|subscribe\b|follow us\b|click here\b|photos?:"
    r"|image:|video:|advertisement\b|©|copyright\b|all rights reserved|continue reading\b"
    r"|sources?:\s|this story has been updated|the post .{3,} appeared first on\b|support our\b"
    r"|\[?…)",
    re.IGNORECASE,
)


def sentences_for(item: Item, *, most: int, named: Callable[[str], str] = str) -> list[str]:
    """Return the sentences of a brief, in plain text, of at most `most` words.

    `named` says by which words the report's relative days are called. The brief ends with a
    paragraph of the report where that has room. A report without a whole sentence that can stand
    first gives its title; one that is there in full, and whose writer forgot the full stop, its
    first paragraph.
    """
    limit = min(MOST, most)
    chosen: list[str] = []
    total = 0
    follows = False
    for found, whole in _rows(item, named):
        rest = found if follows else _standing(found, limit - total)
        ends = total + _count(rest) <= limit
        if total >= ENOUGH or (total >= LEAST and not (follows and ends)):
            break
        for unit in rest:
            count = text.count_words(unit)
            if total + count > limit or (total >= ENOUGH and not ends):
                break
            chosen.append(unit)
            total += count
        follows = whole and ends and bool(rest)
    return chosen or [_unended(item, limit, named) or _ended(named(text.squeeze(item.title)))]


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
        if not is_balanced(unit):
            if len(held) == LONGEST:
                return
            continue
        if not is_whole(unit):
            return
        yield unit
        held.clear()


def stands(unit: str) -> bool:
    """Say whether a unit can stand first: it tells something, and leans on nothing.

    Its quotations are somebody's: “We met,” he said. begins, but for the quotation, with "he".
    """
    around = QUOTED.sub(" ", unit)
    return (
        any(char.isalnum() for char in around)
        and not unit.endswith(("?", "؟", "？"))
        and not SPEAKING.match(around)
        and not DANGLING.match(around)
        and not DANGLING.match(unit)
        and not POINTS_BACK.match(around)
    )


def is_whole(unit: str) -> bool:
    """Say whether a text ends where a sentence does."""
    return bool(ENDED.search(unit)) and not is_cut(unit)


def is_cut(unit: str) -> bool:
    """Say whether a text ends with the points of a summary that is cut."""
    return unit.rstrip(CLOSERS).endswith(("..", "…"))


def _rows(item: Item, named: Callable[[str], str]) -> Iterator[tuple[list[str], bool]]:
    """Yield the units of each paragraph, and whether they are all of it."""
    title = text.heading_key(item.title)
    for paragraph in paragraphs(item):
        if _is_furniture(paragraph) or text.heading_key(paragraph) == title:
            continue
        found = list(units(paragraph))
        whole = " ".join(found) == text.squeeze(paragraph)
        yield [named(unit) for unit in found if not FURNITURE.match(unit)], whole


def _standing(units: Sequence[str], room: int) -> Sequence[str]:
    """Return the units from the first that can stand where what was before it is left out."""
    first = (at for at, it in enumerate(units) if text.count_words(it) <= room and stands(it))
    return units[next(first, len(units)) :]


def _is_furniture(paragraph: str) -> bool:
    return bool(FURNITURE.match(paragraph) or CAPTION.search(paragraph))


def _count(units: Sequence[str]) -> int:
    return sum(map(text.count_words, units))


def is_balanced(unit: str) -> bool:
    """Say whether every quotation and bracket that is opened is closed."""
    return (
        unit.count('"') % 2 == 0
        and all(unit.count(opening) == unit.count(closing) for opening, closing in PAIRS)
        and not OPEN_SINGLE.search(unit)
    )


def _unended(item: Item, limit: int, named: Callable[[str], str]) -> str:
    """Return the first paragraph that lacks nothing but the full stop; not of a feed's summary."""
    for paragraph in paragraphs(item) if item.reprint else ():
        if (
            FEWEST <= text.count_words(named(paragraph)) <= limit
            and paragraph[-1].isalnum()
            and is_balanced(paragraph)
            and stands(paragraph)
            and not _is_furniture(paragraph)
        ):
            return _ended(named(paragraph))
    return ""


def _ended(sentence: str) -> str:
    return sentence if ENDED.search(sentence) else f"{sentence}{text.marks(sentence).stop}"
