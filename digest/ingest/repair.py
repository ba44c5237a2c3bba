"""Small faults of XML that are common in feeds, mended before the parser meets them.

feedparser reads broken XML with a second parser that guesses: it makes "AT&T;" of "AT&T". With
these faults gone, most feeds are well-formed and read exactly.
"""

from __future__ import annotations

import re
from html.entities import html5
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: A character reference, a named entity that XML does not have itself, or an ampersand that is
#: neither.
AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(?:#x([0-9a-fA-F]{1,9});|#([0-9]{1,9});|([A-Za-z]\w{1,30});)?"
)
MARKUP = frozenset("&<>\"'")
SECTION, SECTION_END = "<![CDATA[", "]]>"
LOST = "\ufffd"
STRETCH = 256 * 1024
"""Characters."""


def mend_entities(document: str) -> str:
    """Make every ampersand outside CDATA right.

    Bare ones are escaped; HTML's named entities become their characters; references to
    characters that XML 1.0 does not have become U+FFFD. Entities that the document declares
    itself are left alone.
    """
    declares = "<!ENTITY" in document

    def mended(found: re.Match[str]) -> str:
        return found[0] if declares and found[3] else _mended(found)

    first, *sections = document.split(SECTION)
    pieces = [*_in_stretches(first, mended)]
    for section in sections:
        data, end, rest = section.partition(SECTION_END)
        pieces += [SECTION, data, end, *_in_stretches(rest, mended)]
    return "".join(pieces)


def _in_stretches(document: str, mended: Callable[[re.Match[str]], str]) -> Iterator[str]:
    """Mend one stretch after the other: a million matches held at once take 100 MB."""
    at = 0
    while at < len(document):
        end = at + STRETCH
        if end < len(document):  # a reference is not cut where it begins
            cut = document.rfind("&", at + 1, end)
            end = cut if cut > 0 else end
        yield AMPERSAND.sub(mended, document[at:end])
        at = end


def _mended(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if hexadecimal or decimal:
        code = int(hexadecimal, 16) if hexadecimal else int(decimal)
        return found[0] if _allowed(code) else LOST
    character = html5.get(f"{name};", "") if name else ""
    if character and not MARKUP & set(character):
        return character
    return "&amp;" + found[0][1:]


def _allowed(code: int) -> bool:
    """Say whether XML has the character (XML 1.0, section 2.2)."""
    return (
        code in {0x9, 0xA, 0xD}
        or 0x20 <= code <= 0xD7FF  # noqa: PLR2004
        or 0xE000 <= code <= 0xFFFD  # noqa: PLR2004
        or 0x10000 <= code <= 0x10FFFF  # noqa: PLR2004
    )
