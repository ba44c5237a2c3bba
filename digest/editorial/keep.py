"""Stories that go from one edition file into another with their words: held ones, pinned ones."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest import edition as editions
from digest import marks, markup, text
from digest.editorial.groups import Group, group_raw, place_for, raw_text
from digest.editorial.merge import as_briefs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digest.config import Config
    from digest.edition import Block, Edition, Part
    from digest.marks import Mark
    from digest.model import Composition

#: What the program or a button has put behind a story, and the story does not take along.
NEW = re.compile(r"[ \t]*<!--\s*new\s*-->")
STORY = re.compile(r"[ \t]*<!--\s*story:[^>]*-->")
#: A first line that a comment at its end would make another thing of: a table, a quote, code.
ODD = re.compile(r"\A(?: {0,3}[|>#<`~]| {4}|\t|.*\n {0,3}\|?[ :-]*-[ :|-]*(?:\n|\Z))")
#: Stands behind a story that is to stay as it is.
PIN = "<!-- pin -->"
ID_LENGTH = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One story with the words that it has in its file."""

    id: str
    """Of its comment; of a story that has none, made from its words."""
    section: str
    """The id of its section; empty in a section that an editor has added."""
    title: str
    """What stands in the heading of that section, as Markdown."""
    group: Group
    pinned: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all stories that an editor has made this one of."""
        return tuple({self.id: None} | {it: None for b in self.group.blocks for it in b.stories})


def marked(edition: Edition, mark: Mark) -> tuple[Kept, ...]:
    """Return the stories of an edition that carry a mark, in order; without any mark."""
    return tuple(_marked(edition, mark))


def _marked(edition: Edition, mark: Mark) -> Iterator[Kept]:
    seen: set[str] = set()
    for at, part in enumerate(edition.parts):
        for span in marks.marked(at, part, mark):
            blocks = tuple(map(_bare, part.blocks[span.start : span.end]))
            id_ = next((story for block in blocks for story in block.stories), "")
            if id_ in seen:  # a comment that was copied along: the words are another story's
                blocks = tuple(replace(it, raw=STORY.sub("", it.raw)) for it in blocks)
                id_ = ""
            group = Group(part=at, start=span.start, blocks=blocks)
            id_ = id_ or _id_of(group)
            if group.words and id_ not in seen:
                seen.add(id_)
                yield Kept(
                    id=id_,
                    section=part.id,
                    title=part.title,
                    group=group,
                    pinned=mark is marks.PIN,
                )


def _bare(block: Block) -> Block:
    raw = block.raw
    for mark in (marks.HOLD, marks.PIN, NEW):
        raw = mark.sub("", raw)
    return replace(block, raw=raw)


def _id_of(group: Group) -> str:
    words = text.squeeze(" ".join(group.words))
    return hashlib.sha256(words.encode()).hexdigest()[:ID_LENGTH]


def offer(fresh: Edition, held: Iterable[Kept], config: Config) -> Edition:
    """Put stories that were held into a fresh edition, each at the end of its section.

    A held main story becomes a brief: the new edition has its own.
    """
    for kept in held:
        fresh = _put(fresh, kept, config, first=False)
    return _settled(fresh, config)


def pin(fresh: Edition, current: Edition, config: Config) -> Edition:
    """Let the pinned stories of an edition stand first in the one that is composed anew.

    A pinned main story stays that, with the front matter. The marks stay, too.
    """
    for kept in reversed(marked(current, marks.PIN)):
        blocks = _signed(kept.group.blocks, kept.id, f" {PIN}")
        if kept.group.leads:
            lead = replace(fresh.lead, blocks=_closed(blocks))
            parts = (lead, *fresh.parts[1:])
            fresh = replace(fresh, front=current.front, meta=current.meta, parts=parts)
        else:
            pinned = replace(kept, group=replace(kept.group, blocks=blocks))
            fresh = _put(fresh, pinned, config, first=True)
    return _settled(fresh, config)


def spared(composition: Composition, kept: Iterable[Kept], config: Config) -> Composition:
    """Return a composition that leaves stories out whose words are there already.

    If the main story is among them, the best of the others leads; if a main story is kept, the
    one of the composition becomes a brief.
    """
    there = tuple(kept)
    if any(it.group.leads and it.pinned for it in there):
        composition = as_briefs(composition, config)
    ids = {id_ for it in there for id_ in it.ids}
    main = next((story for story in composition.stories if story.leads), None)
    desks = {section.id for section in config.sections if section.kind == "desk"}
    stories = [
        replace(story, placed=False, leads=False) if story.id in ids else story
        for story in composition.stories
    ]
    if main and main.id in ids:
        may = (it for it in stories if it.placed and it.section not in desks)
        best = min(may, key=lambda story: story.rank, default=None)
        stories = [replace(it, leads=True) if it is best else it for it in stories]
    return replace(composition, stories=tuple(stories))


def _put(fresh: Edition, kept: Kept, config: Config, *, first: bool) -> Edition:
    """Put a story into its section, which is added where it is missing."""
    section = config.section(kept.section)
    if section and section.kind == "lead":
        section = config.briefs
    id_ = section.id if section else ""
    blocks = tuple(_written(kept, in_briefs=bool(section and section.kind == "briefs")))
    parts = list(map(_ended, fresh.parts))
    at = next(
        (
            place
            for place, part in enumerate(parts)
            if place and (part.id == id_ if id_ else part.title == kept.title)
        ),
        None,
    )
    if at is None:
        title = markup.escape(section.title or section.id) if section else kept.title
        head = editions.heading(title, id_)
        added = editions.Part(id=id_, heading=head, blocks=blocks)
        parts.insert(place_for(parts, id_, config), added)
    else:
        there = tuple(it for old in parts[at].blocks if (it := editions.without_absence(old)))
        placed = (*blocks, *there) if first else (*_closed(there), *blocks)
        parts[at] = replace(parts[at], blocks=placed)
    return replace(fresh, parts=tuple(parts))


def _written(kept: Kept, *, in_briefs: bool) -> Iterator[Block]:
    """Write a story for its section: as a bullet among briefs, as it stands elsewhere."""
    if in_briefs:
        raw = group_raw(kept.group, as_bullet=True)
    elif kept.group.leads:
        raw = raw_text(kept.group.blocks)
    else:
        raw = "".join(f"{block.raw}{block.gap}" for block in kept.group.blocks).rstrip()
    yield from _closed(_signed(tuple(editions.blocks(raw)), kept.id))


def _signed(blocks: tuple[Block, ...], id_: str, more: str = "") -> tuple[Block, ...]:
    """Put a story's comment into its first paragraph, if it has none, and `more` behind it."""
    comment = f"<!-- story: {id_} -->{more}"
    at = next((place for place, it in enumerate(blocks) if id_ in it.stories), None)
    if at is not None:
        old = re.compile(rf"<!--\s*story:\s*{re.escape(id_)}\s*-->")
        raw = old.sub(lambda it: f"{it[0]}{more}", blocks[at].raw, count=1)
        return (*blocks[:at], replace(blocks[at], raw=raw), *blocks[at + 1 :])
    first, *rest = blocks
    if first.kind != "bullet" and ODD.match(first.raw):
        return (editions.Block(raw=comment), *blocks)
    line, end, further = first.raw.partition("\n")
    return (replace(first, raw=f"{line} {comment}{end}{further}"), *rest)


def _ended(part: Part) -> Part:
    """Let an empty line end a part, and its heading."""
    heading = part.heading and _closed((part.heading,))[0]
    return replace(part, heading=heading, blocks=_closed(part.blocks))


def _closed(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Let an empty line follow blocks."""
    if not blocks or blocks[-1].gap.count("\n") > 1:
        return blocks
    return (*blocks[:-1], replace(blocks[-1], gap="\n\n"))


def _settled(edition: Edition, config: Config) -> Edition:
    """Return the edition in the form in which it is read back."""
    return editions.parse(editions.write(edition).rstrip() + "\n", config.sections)
