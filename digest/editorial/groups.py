"""The stories of an edition file: which blocks move as one, and how they stand elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest import edition as editions
from digest import marks
from digest.errors import DigestError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.config import Config
    from digest.edition import Block, Edition, Part

INDENT = "  "


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The blocks of one story, which move as one."""

    part: int
    """The place of its part in the edition."""
    start: int
    """The place of its first block in the part."""
    blocks: tuple[Block, ...]
    with_all: bool = False
    """Whether its section's heading has the mark that holds all below it."""

    @property
    def end(self) -> int:
        """The place behind its last block."""
        return self.start + len(self.blocks)

    @property
    def leads(self) -> bool:
        """Whether it is the main story."""
        return self.part == 0

    @property
    def stories(self) -> tuple[str, ...]:
        """The ids in it: none in a story written by hand."""
        return tuple(dict.fromkeys(story for block in self.blocks for story in block.stories))

    @property
    def held(self) -> bool:
        """Whether it is kept for the next edition."""
        return self.with_all or any(marks.HOLD.search(block.raw) for block in self.blocks)

    @property
    def words(self) -> tuple[str, ...]:
        """What readers see of it, block by block, without the sign of a brief."""
        return tuple(words for block in self.blocks if (words := block.brief))


def groups(edition: Edition) -> tuple[Group, ...]:
    """Return the stories in the order of the file (see `marks.stories`)."""
    return tuple(group for at, part in enumerate(edition.parts) for group in of_part(at, part))


def of_part(at: int, part: Part) -> Iterator[Group]:
    """Yield the stories of the part at that place."""
    held = bool(at and part.heading and marks.HOLD.search(part.heading.raw))
    for it in marks.stories(at, part):
        blocks = part.blocks[it.start : it.end]
        yield Group(part=at, start=it.start, blocks=blocks, with_all=held)


def find(edition: Edition, at: int) -> Group:
    """Return a story by its place in the file.

    Raises:
        DigestError: there is no such story.

    """
    there = groups(edition)
    if not 0 <= at < len(there):
        raise DigestError(f"there is no story number {at + 1} in the file")
    return there[at]


def beside(edition: Edition, at: int, step: int) -> Group | None:
    """Return the story `step` places further down its section; None where it ends."""
    there = groups(edition)
    if not 0 <= at + step < len(there) or there[at + step].part != there[at].part:
        return None
    return there[at + step]


def place_for(parts: Sequence[Part], section: str, config: Config) -> int:
    """Return where a section that is not there belongs: before the next of digest.toml."""
    order = [it.id for it in config.sections]
    if section not in order:
        return len(parts)
    later = order[order.index(section) + 1 :]
    return next((at for at, part in enumerate(parts) if at and part.id in later), len(parts))


def raw_text(blocks: Sequence[Block]) -> str:
    """Return the Markdown of blocks with its comments, as paragraphs: no bullet, no dash."""
    pieces = []
    for block in blocks:
        raw = block.raw
        if block.kind == "bullet" and (opening := editions.BULLET.match(raw)):
            indent = len(opening[0])
            first, *further = raw[indent:].split("\n")
            lines = (line[min(indent, len(line) - len(line.lstrip(" "))) :] for line in further)
            raw = "\n".join([first, *lines])
        pieces.append(editions.DASHES.sub("", raw) if block.opens_brief else raw)
    return "\n\n".join(pieces)


def group_raw(group: Group, *, as_bullet: bool) -> str:
    """Return a story as it stands, or as one bullet if it is none yet."""
    if group.blocks[0].opens_brief and not group.leads:
        raw = "".join(f"{block.raw}{block.gap}" for block in group.blocks)
        return raw[: len(raw) - len(group.blocks[-1].gap)]
    text = raw_text(group.blocks)
    if not as_bullet:
        return text
    first, *further = text.split("\n")
    lines = (f"{INDENT}{line}" if line.strip() else line for line in further)
    return "\n".join([f"- {first}", *lines])
