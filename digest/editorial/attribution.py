"""Saying who reported something, once, with the link on the outlet's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest import markup, text, urls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.model import Item, Story

#: Outlets that are named for one story.
MOST = 4

VIA = re.compile(r"\s+(?:via|through)\s+.*$", re.IGNORECASE)
BEFORE = r"(?:told|to|with|by|from|in|of|according to|quoted by|citing|reported by)(?: the)?\s+"
AFTER = (
    r"(?:’s|'s)?,?\s+(?:reported|reports|said|says|wrote|writes|has learned|learned|quoted|cited"
    r"|has reported|had reported|added|noted|revealed)\b"
)
#: After these a further ", according to" would not read right.
CREDITED = re.compile(r"\b(?:according to|reported by|report(?:s|ed)? said)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Who reported it, and where."""

    name: str
    url: str

    @property
    def link(self) -> str:
        """The name as a Markdown link; just the name where there is no web address."""
        return markup.link(self.name, self.url if urls.is_web(self.url) else "")


def outlet(item: Item) -> Outlet | None:
    """Return who reported an item; an agency, whoever carries its copy. None: nobody is named."""
    name = VIA.sub("", text.squeeze(item.publisher)) or urls.host(item.url)
    return Outlet(name=name, url=item.url) if name else None


def outlets(story: Story) -> tuple[Outlet, ...]:
    """Return who reported a story, each once, the quoted one first; at most `MOST`."""
    found: dict[str, Outlet] = {}
    for item in story.items:
        if named := outlet(item):
            found.setdefault(text.fold(named.name), named)
    return tuple(found.values())[:MOST]


def attributed(units: Sequence[str], names: Sequence[Outlet]) -> str:
    """Return sentences as one paragraph of Markdown that says, once, who reported it.

    Where a sentence names the outlet already, that name becomes the link. Else ", according to"
    is added to the first sentence that can bear it: not one that ends in a quotation or a
    question, or that credits somebody. `units` are plain text.
    """
    if not names:
        return " ".join(markup.escape(unit) for unit in units)
    first, *others = names
    written = [markup.escape(unit) for unit in units]
    for at, unit in enumerate(units):
        if span := _named(unit, first.name):
            start, end = span
            written[at] = f"{_piece(unit[:start])}{first.link}{_piece(unit[end:])}"
            also = f" Also reported by {_list(others)}." if others else ""
            return " ".join(written) + also
    credit = f"according to {first.link}" + (f"; also {_list(others)}" if others else "")
    for at, unit in enumerate(units):
        if (stem := _open_end(unit)) is not None:
            written[at] = f"{markup.escape(stem)}, {credit}."
            return " ".join(written)
    return " ".join(written) + " — " + _list(names)


def signed(markdown: str, label: str, url: str) -> str:
    """Add a dash and a link to the end of a paragraph of Markdown."""
    return f"{markdown} — {markup.link(label, url if urls.is_web(url) else '')}"


def _list(names: Sequence[Outlet]) -> str:
    return ", ".join(name.link for name in names)


def _named(sentence: str, name: str) -> tuple[int, int] | None:
    """Find where a sentence credits the outlet by name."""
    bare = re.escape(name.removeprefix("The ").removeprefix("the "))
    named = rf"(?P<name>(?:(?:The|the) )?{bare}(?: news agency| news)?)"
    edge = r"(?:^|(?<=\s))"
    for pattern in (rf"{edge}{named}(?={AFTER})", rf"{edge}{BEFORE}{named}(?!\w)"):
        if match := re.search(pattern, sentence):
            return match.span("name")
    return None


def _piece(plain: str) -> str:
    """Escape a piece of a sentence and keep the space at its edges."""
    inner = markup.escape(plain)
    if not inner:
        return " " if plain else ""
    return f"{' ' if plain[0].isspace() else ''}{inner}{' ' if plain[-1].isspace() else ''}"


def _open_end(sentence: str) -> str | None:
    """Return the sentence without its full stop if words can be added to its end, else None."""
    if not sentence.endswith(".") or sentence.endswith("..") or CREDITED.search(sentence):
        return None
    stem = sentence[:-1]
    last = stem.rsplit(" ", 1)[-1].lower()
    if last in text.ABBREVIATIONS or last in text.MAY_END:
        return sentence
    return stem
