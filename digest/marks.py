"""The marks that people put into an edition file: a story that is held, one that is pinned.

`<!-- hold -->` keeps a story in the file and out of print: it is for the next edition. `<!-- pin
-->` keeps it as it is where the draft is composed anew. Behind a `##` heading they mean all that
stands below it. Ids play no part in this: a story written by hand is marked as any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.edition import Block, Edition, Part

Mark: TypeAlias = re.Pattern[str]
HOLD: Final = re.compile(r"[ \t]*<!--\s*hold\s*-->", re.IGNORECASE)
PIN: Final = re.compile(r"[ \t]*<!--\s*pin\s*-->", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The blocks of a part that are one story: those from `start` up to `end`."""

    start: int
    end: int


def stories(at: int, part: Part) -> Iterator[Span]:
    """Yield the stories of the part at that place of the edition; the first part is one story.

    A story begins with a block that has its comment, or opens a brief; what follows belongs to
    it, as on the page. What stands before a part's first one is none.
    """
    if at == 0:
        yield from _whole(part)
        return
    starts = [place for place, it in enumerate(part.blocks) if it.story or it.opens_brief]
    for start, end in pairwise([*starts, len(part.blocks)]):
        yield Span(start=start, end=end)


def spans(at: int, part: Part) -> tuple[Span, ...]:
    """Return what can be marked as one: the stories of a part, or all of it where it has none."""
    return tuple(stories(at, part)) or tuple(_whole(part))


def _whole(part: Part) -> Iterator[Span]:
    if any(block.markdown for block in part.blocks):
        yield Span(start=0, end=len(part.blocks))


def marked(at: int, part: Part, mark: Mark) -> tuple[Span, ...]:
    """Return the stories of a part that carry a mark: their own, or the heading's.

    A marked paragraph before the part's first story stands for itself.
    """
    everything = bool(part.heading and mark.search(part.heading.raw))
    there = spans(at, part)
    found = [
        span
        for span in there
        if everything or any(mark.search(it.raw) for it in part.blocks[span.start : span.end])
    ]
    first = min((span.start for span in there), default=len(part.blocks))
    alone = [
        Span(start=place, end=place + 1)
        for place, block in enumerate(part.blocks[:first])
        if (everything and block.markdown) or mark.search(block.raw)
    ]
    return (*alone, *found)


def printed(edition: Edition) -> Edition:
    """Return the edition as readers get it: without what is held.

    Every line of the file that is left keeps its number: what is said of a place leads there. A
    heading below which all is held is held, too.
    """
    if not any(HOLD.search(it.raw) for part in edition.parts for it in _blocks(part)):
        return edition
    opening = edition.opening
    parts: list[Part] = []
    for at, part in enumerate(edition.parts):
        held = {place for it in marked(at, part, HOLD) for place in range(it.start, it.end)}
        heading = part.heading
        left = (it for place, it in enumerate(part.blocks) if place not in held)
        if (
            heading
            and (held or HOLD.search(heading.raw))
            and not any(block.markdown for block in left)
        ):
            heading, held = None, set(range(len(part.blocks)))
        before = "" if heading else _lines(part.heading)
        kept: list[Block] = []
        for place, block in enumerate(part.blocks):
            if place not in held:
                kept.append(block)
            elif kept:
                kept[-1] = replace(kept[-1], gap=kept[-1].gap + _lines(block))
            elif heading:
                heading = replace(heading, gap=heading.gap + _lines(block))
            else:
                before += _lines(block)
        if before:
            opening, parts = _after(before, opening, parts)
        if at == 0 or heading:
            parts.append(replace(part, heading=heading, blocks=tuple(kept)))
    return replace(edition, opening=opening, parts=tuple(parts))


def _blocks(part: Part) -> Iterator[Block]:
    if part.heading:
        yield part.heading
    yield from part.blocks


def _lines(block: Block | None) -> str:
    """Return the ends of the lines that a block takes up."""
    return "\n" * f"{block.raw}{block.gap}".count("\n") if block else ""


def _after(lines: str, opening: str, parts: list[Part]) -> tuple[str, list[Part]]:
    """Put empty lines behind what stands there already: the last block, or the front matter."""
    for at in reversed(range(len(parts))):
        part = parts[at]
        if part.blocks:
            last = replace(part.blocks[-1], gap=part.blocks[-1].gap + lines)
            parts[at] = replace(part, blocks=(*part.blocks[:-1], last))
            return opening, parts
        if part.heading:
            parts[at] = replace(part, heading=replace(part.heading, gap=part.heading.gap + lines))
            return opening, parts
    return opening + lines, parts
