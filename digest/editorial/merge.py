"""Bringing new stories into an edited draft: the editor's text, order and removals win."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest import edition as editions
from digest.errors import EditionError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from digest.config import Config, Section
    from digest.edition import Block, Edition, Part
    from digest.model import Composition

#: Stands behind each story that a merge brought in, so that the editor finds it.
NEW = "<!-- new -->"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The edition with the new stories in it, and their ids."""

    edition: Edition
    added: tuple[str, ...]


def waiting(edited: Edition, fresh: Edition, offered: Collection[str]) -> tuple[str, ...]:
    """Return the stories of `fresh` that the editor was never shown, in order.

    A story that was once in the file and no more is one that the editor removed.
    """
    known = {*edited.stories, *offered}
    return tuple(story for story in fresh.stories if story not in known)


def merge(
    edited: Edition, fresh: Edition, offered: Collection[str], sections: Sequence[Section]
) -> Merged:
    """Append the new stories of `fresh` to their sections of `edited`, marked as new.

    `fresh` must have been written without a main story (see `as_briefs`): the main story of an
    edited draft is the editor's choice and stays. No block of the editor's is changed or moved.

    Raises:
        EditionError: a new story would become part of what stands before it (a code block that
            is not closed), so that nothing can be brought in.

    """
    new = waiting(edited, fresh, offered)
    parts = list(edited.parts)
    brought: set[str] = set()
    for part in fresh.parts[1:]:
        additions = [_marked(group) for group in _stories(part.blocks) if group[0].story in new]
        if not additions:
            continue
        at = next((i for i, mine in enumerate(parts) if i and mine.id == part.id), None)
        if at is None:
            parts[-1] = _closed(parts[-1])
            parts.append(replace(part, blocks=()))
            at = len(parts) - 1
        kept = [left for it in parts[at].blocks if (left := editions.without_absence(it))]
        before = _closed(replace(parts[at], blocks=tuple(kept)))
        added = [_with_gap(block) for group in additions for block in group]
        brought |= {block.raw for block in added}
        parts[at] = replace(before, blocks=(*before.blocks, *added))
    content = editions.write(replace(edited, parts=tuple(parts))).rstrip() + "\n"
    merged = editions.parse(content, sections)
    there = {block.raw for part in merged.parts for block in part.blocks}
    if len(merged.parts) != len(parts) or not brought <= there:
        raise EditionError(
            "the new stories would run together with what stands before them",
            hint="Close what is open there: a code block (```), a comment (<!--), or a tag",
        )
    return Merged(edition=merged, added=new)


def as_briefs(composition: Composition, config: Config) -> Composition:
    """Make the main story one of the briefs, for a draft that has its main story already."""
    section = config.briefs
    stories = (
        replace(story, leads=False, section=section.id if section else None, placed=bool(section))
        if story.leads
        else story
        for story in composition.stories
    )
    return replace(composition, stories=tuple(stories))


def _stories(blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    """Yield each story with the blocks that follow it and belong to none."""
    group: list[Block] = []
    for block in blocks:
        if block.story and group:
            yield tuple(group)
            group = []
        group.append(block)
    if group:
        yield tuple(group)


def _marked(group: tuple[Block, ...]) -> tuple[Block, ...]:
    first, *rest = group
    opening, _, further = first.raw.partition("\n")
    break_ = "\n" if further else ""
    return (replace(first, raw=f"{opening} {NEW}{break_}{further}"), *rest)


def _closed(part: Part) -> Part:
    """See to it that an empty line ends the part, so that a new block can follow."""
    if part.blocks:
        return replace(part, blocks=(*part.blocks[:-1], _with_gap(part.blocks[-1])))
    return replace(part, heading=part.heading and _with_gap(part.heading))


def _with_gap(block: Block) -> Block:
    ends = block.gap.count("\n")
    return block if ends > 1 else replace(block, gap=block.gap + "\n" * (2 - ends))
