"""Words: folding, sentences, counting, wrapping. Plain text in, plain text out."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

WORD = re.compile(r"\w+(?:[-'’.]\w+)*", re.UNICODE)
SPACE = re.compile(r"\s+")

#: Ends that are no end of a sentence. Lower case, without the last point.
ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st sen rep gov gen lt col maj capt cpl pfc sgt brig cmdr adm amb pres hon"
    " rt rev jr sr messrs vs etc inc ltd co corp dept approx nos vol cf jan feb mar apr jun jul aug"
    " sep sept oct nov dec mon tues wed thurs fri u.s u.n u.k e.u a.m p.m i.e e.g d.c"
    " ph.d".split()
)
#: Abbreviations only before a number: "No. 2", "Art. 5", "H.R. 815".
NUMBERED = frozenset({"no", "art", "arts", "h.r", "para", "paras", "sec", "fig", "pp"})
#: Abbreviations that do end a sentence when a new one plainly begins after them.
MAY_END = frozenset({"u.s", "u.n", "u.k", "e.u", "a.m", "p.m", "d.c", "etc", "inc", "co", "jr"})
STARTERS = frozenset(
    "the a an he she it they we in on at but and if when while after before this that these those"
    " his her its their as for to from by with".split()
)
#: Scripts that put no space between words end a sentence without one, too. Each run of points is
#: tried once, from its first.
SENTENCE_END = re.compile(
    r"(?<![.!?…؟۔।])[.!?…؟۔।]++[\"'”’»)\]]*+(?=\s|$)|[。！？]++[\"'”’»)\]」』]*+"
)
OPENERS = "\"'“‘«(["
#: How far around a point is looked: no abbreviation is longer, and no text takes long.
NEAR = 64
#: Characters that are a word each: of Chinese and Japanese.
IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
KANA = re.compile(r"[\u3040-\u30ff]")
ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3]")

#: How news agencies sign the beginning of a report.
WIRES = (
    "Reuters|AP|AFP|dpa|DPA|UPI|ANSA|EFE|PAP|CTK|APA|TASS|ITAR-TASS|RIA Novosti|Interfax-Ukraine"
    "|Interfax|Ukrinform|UNIAN|Xinhua|Kyodo|Kyodo News|Yonhap|Anadolu|AA|PTI|ANI|Bloomberg|CNN|BBC"
)
#: "MOSCOW, Feb 14 (Reuters) - ", "KYIV, Ukraine (AP) — ", "(AFP) –", "MOSCOW, May 9. /TASS/. ".
#: In Markdown, a hyphen after a space may be escaped.
BYLINE = re.compile(
    r"\s*(?:[^\W\d_a-z][\w.'’/ -]{1,40}(?:,[\w.'’ -]{1,30}){0,3} ?)?"
    rf"(?:\((?P<wire>{WIRES})\)\s*(?:\\?[-–—]+|:)|/(?P<slashed>{WIRES})/\.?(?:\s*[-–—]+)?)\s*"
)
#: "ANKARA - ", "KYIV, Ukraine — ": a place in capitals, unsigned. An alliance is no place.
DATELINE = re.compile(
    r"\s*(?!(?:NATO|OSCE|IAEA|BRICS|UNICEF|UNHCR|USAID)\b)[A-Z][A-Z.'’ -]{2,30}"
    r"(?:, [\w.'’ -]{1,30}){0,2} \\?[-–—]+ (?=[^\W\d_a-z]|[\"“‘])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """A script's punctuation, each with the space behind it, if there is one."""

    comma: str = ", "
    between: str = ", "
    """Between the parts of a list."""
    semicolon: str = "; "
    stop: str = "."


LATIN = Marks()
ARABIC_MARKS = Marks(comma="، ", between="، ", semicolon="؛ ")
CHINESE_MARKS = Marks(comma="，", between="、", semicolon="；", stop="。")
JAPANESE_MARKS = Marks(comma="、", between="、", semicolon="；", stop="。")


def marks(text: str) -> Marks:
    """Return the punctuation that stands between words such as these."""
    if text.isascii():
        return LATIN
    for script, found in (
        (ARABIC, ARABIC_MARKS),
        (KANA, JAPANESE_MARKS),
        (IDEOGRAPH, CHINESE_MARKS),
    ):
        if script.search(text):
            return found
    return LATIN


def squeeze(text: str) -> str:
    """Make every run of white space one space, and trim the ends."""
    return " ".join(text.split())


def fold(text: str) -> str:
    """Fold case, accents, ligatures and curly apostrophes, for comparing words."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    for mark in filter(unicodedata.combining, set(plain)):
        plain = plain.replace(mark, "")
    return plain.replace("’", "'").replace("‘", "'")


def words(text: str) -> list[str]:
    """Return the words of `text`, as they stand."""
    return WORD.findall(text)


def count_words(text: str) -> int:
    """Count words as an editor does: what stands between spaces and holds a letter or a digit.

    Of Chinese and Japanese, each character.
    """
    if not text.isascii():
        text = IDEOGRAPH.sub(" a ", text)
    return sum(
        1 for chunk in text.split() if chunk.isalnum() or any(char.isalnum() for char in chunk)
    )


def slug(text: str) -> str:
    """Make a name for ids and files: ASCII letters, digits and single hyphens; never empty."""
    ascii_text = fold(text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-") or "untitled"


def unused(id_: str, taken: Container[str]) -> str:
    """Return the id, with a number behind it if somebody has it already."""
    number = 2
    free = id_
    while free in taken:
        free = f"{id_}-{number}"
        number += 1
    return free


def sentences(text: str) -> list[str]:
    """Split a paragraph into its sentences; joined by one space they are the paragraph again.

    Abbreviations ("U.S.", "Sen.", "Feb. 9") and initials do not end one, and neither does a
    point inside a quotation that goes on in lower case.
    """
    text = squeeze(text)
    found: list[str] = []
    start = 0
    for match in SENTENCE_END.finditer(text):
        end = match.end()
        if end < len(text) and not _ends_here(text, match.start(), end):
            continue
        found.append(text[start:end].strip())
        start = end
    if rest := text[start:].strip():
        found.append(rest)
    return found


def _ends_here(text: str, point: int, end: int) -> bool:
    following = text[end : end + NEAR].lstrip()
    first = following.lstrip(OPENERS)[:1]
    if first.islower():
        return False
    if text[point] != ".":
        return True
    before = text[max(0, point - NEAR) : point]
    last = re.split(r"[\s-]", before)[-1].lstrip(OPENERS).lower()
    if len(last) == 1 and last.isalpha():  # an initial: "J. D. Vance"
        return False
    if last in NUMBERED and first.isdigit():
        return False
    if last in MAY_END:
        return following.split(" ", 1)[0].strip(OPENERS).lower() in STARTERS
    return last not in ABBREVIATIONS


def heading_key(title: str) -> str:
    """Return what makes two headings the same: their words, without the colon at the end."""
    return squeeze(fold(title)).rstrip(":. ")


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that `word` is most likely a slip for; empty if none is near."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return close[0] if close else ""


def strip_byline(text: str) -> str:
    """Take the place, day and agency off the beginning of a report: its first sentence is left.

    "MOSCOW, Feb 14 (Reuters) - Russia …" is "Russia …". A text that does not open so, or that
    has nothing else, is returned as it stands.
    """
    match = BYLINE.match(text) or DATELINE.match(text)
    return text[match.end() :] or text if match else text


def listed(parts: Iterable[str], *, last: str = "and") -> str:
    """Join as people write: "a", "a and b", "a, b and c"."""
    *head, tail = list(parts) or [""]
    return f"{', '.join(head)} {last} {tail}" if head else tail


def plural(number: int, noun: str, nouns: str = "") -> str:
    """Say "1 story", "2 stories" (`nouns` where adding an s is not enough)."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"
