"""Changes of an edition that a button makes: what moves, and how its words stand elsewhere.

Pure, and careful: a change moves, takes out or marks one story and leaves every other word of the
file where it is. Words are never changed here; a bullet becomes a paragraph, or the other way
round, where the section to which a story goes wants it so. The main story is the whole first part.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digest import edition as editions
from digest import marks, markup
from digest.editorial.groups import (
    beside,
    find,
    group_raw,
    groups,
    of_part,
    place_for,
    raw_text,
)
from digest.errors import DigestError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.config import Config, Section
    from digest.edition import Block, Edition, Part
    from digest.editorial.groups import Group

#: Keeps a story in the file and out of print: it is for the next edition.
HOLD = "<!-- hold -->"
#: An added section is named by its place among the parts.
ADDED = "#"


def shift(edition: Edition, at: int, step: int, sections: Sequence[Section]) -> Edition:
    """Let a story change places with the one above it (`step` -1) or below it (1).

    Raises:
        DigestError: its section ends there.

    """
    mine, other = find(edition, at), beside(edition, at, step)
    if other is None:
        end = "first" if step < 0 else "last"
        raise DigestError(f"it is the {end} of its section", hint="Move it to another section")
    upper, lower = sorted((mine, other), key=lambda group: group.start)
    blocks = edition.parts[mine.part].blocks
    # The white space stays where it is, so that the way back gives the same file.
    segments = (
        blocks[: upper.start],
        _ending(lower.blocks, upper.blocks[-1].gap),
        blocks[upper.end : lower.start],
        _ending(upper.blocks, lower.blocks[-1].gap),
        blocks[lower.end :],
    )
    return _settled(edition, _with_part(edition, mine.part, _joined(*segments)), sections, 0)


def drop(edition: Edition, at: int, config: Config) -> Edition:
    """Take a story out. A section of ours that is empty then loses its heading, too."""
    return _settled(edition, _without(edition, find(edition, at), config), config.sections, -1)


def hold(edition: Edition, at: int, sections: Sequence[Section], *, held: bool) -> Edition:
    """Mark a story as one for the next edition, or take the mark away."""
    group = find(edition, at)
    if group.with_all:
        raise DigestError("its whole section is held", hint="Take the mark from the heading")
    bare = tuple(replace(block, raw=marks.HOLD.sub("", block.raw)) for block in group.blocks)
    blocks = _marked(bare) if held else bare
    part = edition.parts[group.part].blocks
    after = (*part[: group.start], *blocks, *part[group.end :])
    return _settled(edition, _with_part(edition, group.part, after), sections, 0)


def _marked(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Put the mark behind the story's comment; without one, at the end of its first line."""
    at = next((place for place, block in enumerate(blocks) if block.story), 0)
    block = blocks[at]
    comment = editions.STORY.search(block.raw)
    end = comment.end() if comment else len(block.raw.split("\n", 1)[0].rstrip())
    raw = f"{block.raw[:end]} {HOLD}{block.raw[end:]}"
    return (*blocks[:at], replace(block, raw=raw), *blocks[at + 1 :])


def move(edition: Edition, at: int, target: str, config: Config) -> Edition:
    """Put a story at the end of another section: `target` is its id, or `#3` for the part no. 3.

    Raises:
        DigestError: there is no such section, or the story is there already.

    """
    group = find(edition, at)
    parts = list(edition.parts)
    if target in {f"{ADDED}{group.part}", parts[group.part].id}:
        raise DigestError("it is in that section already")
    if target.startswith(ADDED):
        place = int(target[1:]) if target[1:].isdecimal() else -1
        if not 0 < place < len(parts):
            raise DigestError(f"there is no section {target} in the file")
        wanted = config.section(parts[place].id)
    else:
        wanted = config.section(target)
        if wanted is None or wanted.kind == "lead":
            raise DigestError(f"{target!r} is no section that a story can be moved to")
        place = _place_of(parts, wanted, config)
    shown = group.part + (len(parts) > len(edition.parts) and group.part >= place)
    in_desk = wanted is not None and wanted.kind == "desk"
    raw = raw_text(group.blocks) if in_desk else group_raw(group, as_bullet=bool(wanted))
    longer = _appended(replace(edition, parts=tuple(parts)), place, raw)
    bare = _without(longer, replace(group, part=shown), config)
    return _settled(edition, bare, config.sections, 0)


def set_lead(
    edition: Edition, text: str, config: Config, *, of: int | None, demoted: str = ""
) -> Edition:
    """Make a text the main story; the one before becomes the first brief, `demoted` if given.

    `of` is the place of the story whose text it is, where that stands in the file.
    """
    old = next((group for group in groups(edition) if group.leads), None)
    changed = edition
    if of is not None:
        group = find(edition, of)
        if group.leads:
            raise DigestError("it is the main story already")
        changed = _without(edition, group, config)
    parts = list(changed.parts)
    kept = () if old else parts[0].blocks
    fresh = (*kept, editions.paragraph(marks.HOLD.sub("", text)))
    parts[0] = replace(parts[0], blocks=_ended(fresh))
    if old:
        raw = demoted or group_raw(old, as_bullet=True)
        if old.held and not marks.HOLD.search(raw):
            raw = _marked((editions.paragraph(raw),))[0].raw
        section = config.briefs
        place = _place_of(parts, section, config) if section else len(parts) - 1
        if place == 0:
            raise DigestError("there is no section that could take the main story of now")
        blocks = parts[place].blocks
        first = next((it.start for it in of_part(place, parts[place])), len(blocks))
        brief = (replace(editions.paragraph(raw), kind="bullet"),)
        parts[place] = _filled(parts[place], _joined(blocks[:first], brief, blocks[first:]))
    return _settled(edition, replace(changed, parts=tuple(parts)), config.sections, int(of is None))


# -- putting pieces together ---------------------------------------------------------------------


def _place_of(parts: list[Part], section: Section, config: Config) -> int:
    """Return where a section's part is; one that is not there is added in its order."""
    for place, part in enumerate(parts):
        if place and part.id == section.id:
            return place
    place = place_for(parts, section.id, config)
    heading = editions.heading(markup.escape(section.title or section.id), section.id)
    parts[place - 1] = _ended_part(parts[place - 1])
    parts.insert(place, editions.Part(id=section.id, heading=heading))
    return place


def _appended(edition: Edition, place: int, raw: str) -> Edition:
    """Put a text at the end of a part. It takes the place of the mark that nobody knew of one."""
    part = edition.parts[place]
    kept = tuple(left for it in part.blocks if (left := editions.without_absence(it)))
    kind: editions.Kind = "bullet" if editions.BULLET.match(raw) else "text"
    added = (replace(editions.paragraph(raw), kind=kind),)
    parts = list(edition.parts)
    parts[place] = _filled(part, (*_ended(kept), *added))
    return replace(edition, parts=tuple(parts))


def _filled(part: Part, blocks: tuple[Block, ...]) -> Part:
    """Give a part other blocks, below its heading."""
    heading = part.heading
    if heading and blocks[:1] != part.blocks[:1]:
        heading = _closed(heading)
    return replace(part, heading=heading, blocks=blocks)


def _ended_part(part: Part) -> Part:
    """Let an empty line end a part."""
    if part.blocks:
        return replace(part, blocks=_ended(part.blocks))
    return replace(part, heading=part.heading and _closed(part.heading))


def _without(edition: Edition, group: Group, config: Config) -> Edition:
    part = edition.parts[group.part]
    left = _joined(part.blocks[: group.start], part.blocks[group.end :])
    section = config.section(part.id)
    heading = part.heading
    ours = bool(section and heading and _is_ours(heading, section))
    if left or group.leads or not ours:
        return _with_part(edition, group.part, left)
    parts = (*edition.parts[: group.part], *edition.parts[group.part + 1 :])
    return replace(edition, parts=parts)


def _is_ours(heading: Block, section: Section) -> bool:
    """Say whether a heading is as the program writes it: nobody has put anything into it."""
    title = markup.escape(section.title)
    return heading.raw in {editions.heading(title, section.id).raw, editions.heading(title).raw}


def _with_part(edition: Edition, at: int, blocks: tuple[Block, ...]) -> Edition:
    part = replace(edition.parts[at], blocks=blocks)
    return replace(edition, parts=(*edition.parts[:at], part, *edition.parts[at + 1 :]))


def _joined(*segments: tuple[Block, ...]) -> tuple[Block, ...]:
    """Put blocks in a row; where two come together, they must not become one."""
    row: tuple[Block, ...] = ()
    for segment in segments:
        if row and segment:
            last = row[-1]
            tight = last.kind == segment[0].kind == "bullet" and "\n" in last.gap
            row = (*row[:-1], last if tight else _closed(last))
        row += segment
    return row


def _ending(blocks: tuple[Block, ...], gap: str) -> tuple[Block, ...]:
    return (*blocks[:-1], replace(blocks[-1], gap=gap))


def _ended(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return (*blocks[:-1], _closed(blocks[-1])) if blocks else blocks


def _closed(block: Block) -> Block:
    """Let an empty line follow a block."""
    ends = block.gap.count("\n")
    return block if ends > 1 else replace(block, gap=block.gap + "\n" * (2 - ends))


def _settled(before: Edition, after: Edition, sections: Sequence[Section], more: int) -> Edition:
    """Read a changed edition back, and see that nothing has run together or come apart.

    The file ends as it did, and its lines end as all of them did.
    """
    parts = (*map(_ended_part, after.parts[:-1]), after.parts[-1])
    old, new = editions.write(before), editions.write(replace(after, parts=parts))
    tail = old[len(old.rstrip()) :]
    content = new.rstrip() + (tail if "\n" in tail else "\n")
    settled = editions.parse(editions.with_line_ends(content, of=old), sections)
    found = (len(groups(settled)), len(settled.parts))
    lost = more >= 0 and not set(before.stories) <= set(settled.stories)
    if lost or found != (len(groups(before)) + more, len(after.parts)):
        raise DigestError(
            "it cannot be moved by itself: the Markdown around it would change",
            hint="Move it in the text editor",
        )
    return settled
