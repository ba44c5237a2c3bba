"""What each button of the preview makes of an edition: pure, with the week to write from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from digest.editorial import arrange, groups, retell
from digest.errors import DigestError
from digest.pipeline.placing import bare

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.config import Config
    from digest.edition import Edition
    from digest.editorial.groups import Group
    from digest.model import Composition, Story
    from digest.preview.actions import Action

#: Characters of a story's title in what is said.
TITLE = 60


class Refused(DigestError):  # noqa: N818 - reads as what it says
    """An action that cannot be done, or would overwrite what somebody else has written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changing:
    """What a change has to go by."""

    edition: Edition
    config: Config
    composition: Composition | None
    """The week as it would be composed; None where it has no items."""

    def story(self, id_: str) -> Story | None:
        """Return one of the week's stories."""
        stories = self.composition.stories if self.composition else ()
        return next((story for story in stories if story.id == id_), None)


Change: TypeAlias = "Callable[[Changing, Action], tuple[Edition, str]]"


def _at(action: Action) -> int:
    if action.at is None:
        raise Refused("the story is not in the file: bring it in first")
    return action.at


def _up(it: Changing, action: Action) -> tuple[Edition, str]:
    at = _at(action)
    return arrange.shift(it.edition, at, -1, it.config.sections), f"moved {_name(it, at)} up"


def _down(it: Changing, action: Action) -> tuple[Edition, str]:
    at = _at(action)
    return arrange.shift(it.edition, at, 1, it.config.sections), f"moved {_name(it, at)} down"


def _move(it: Changing, action: Action) -> tuple[Edition, str]:
    at = _at(action)
    moved = arrange.move(it.edition, at, action.section, it.config)
    return moved, f"moved {_name(it, at)} to another section"


def _drop(it: Changing, action: Action) -> tuple[Edition, str]:
    at = _at(action)
    return arrange.drop(it.edition, at, it.config), f"dropped {_name(it, at)}"


def _hold(it: Changing, action: Action) -> tuple[Edition, str]:
    at = _at(action)
    held = arrange.hold(it.edition, at, it.config.sections, held=True)
    return held, f"held {_name(it, at)} for the next edition"


def _release(it: Changing, action: Action) -> tuple[Edition, str]:
    at = _at(action)
    printed = arrange.hold(it.edition, at, it.config.sections, held=False)
    return printed, f"put {_name(it, at)} back into print"


def _bring(it: Changing, action: Action) -> tuple[Edition, str]:
    """Append a story of the week to its section, or to the first of briefs."""
    from digest.editorial import merge

    story = _story_of_the_week(it, action)
    wanted = action.section or story.section or ""
    section = it.config.section(wanted)
    if section is None or section.kind == "lead":
        section = it.config.briefs
    if section is None:
        raise Refused("there is no section of briefs", hint="Make it the main story instead")
    alone = replace(story, section=section.id, placed=True, leads=False)
    fresh = _written(it, alone)
    merged = merge.merge(it.edition, fresh, (), it.config.sections)
    if not merged.added:
        raise Refused("there is nothing in it to be printed")
    return merged.edition, f"brought in “{story.lead.title}”"


def _lead(it: Changing, action: Action) -> tuple[Edition, str]:
    """Make a story the main one.

    What the program wrote is written anew, as the place wants it: the new main story at length,
    the old one as a brief, the front matter for the new one. What a person wrote stays as it is.
    """
    group = None if action.at is None else groups.find(it.edition, action.at)
    if group is None:
        story: Story | None = _story_of_the_week(it, action)
    else:
        story = it.story(group.stories[0]) if len(group.stories) == 1 else None
    text = groups.raw_text(group.blocks) if group else ""
    main = _written(it, replace(story, section=None, placed=True, leads=True)) if story else None
    if story and main and main.lead.blocks and (group is None or group.words in _forms(it, story)):
        text = _raw(main)
    if not text:
        raise Refused("there is nothing in it to be printed")
    former = next((one for one in groups.groups(it.edition) if one.leads), None)
    led = it.story(former.stories[0]) if former and len(former.stories) == 1 else None
    demoted = ""
    if led and former and former.words in _forms(it, led)[:1]:
        demoted = _raw_brief(it, led)
    edition = arrange.set_lead(it.edition, text, it.config, of=action.at, demoted=demoted)
    said = f"made {_title(story, group)} the main story"
    if main is None:
        return edition, f"{said}; its headline is yours to write"
    own = (
        next((one for one in it.composition.stories if one.leads), None) if it.composition else None
    )
    known = [_written(it, replace(one, placed=True, leads=True)).front for one in (led, own) if one]
    front, kept = retell.refront(edition.front, known, main.front)
    if kept:
        said += f"; you wrote the {' and the '.join(kept)} yourself: see whether it still fits"
    return replace(edition, front=front), said


def _story_of_the_week(it: Changing, action: Action) -> Story:
    story = it.story(action.story)
    if story is None:
        raise Refused("the week has no such story any more")
    if action.story in it.edition.stories:
        raise Refused("it is in the file already")
    return story


def _written(it: Changing, story: Story) -> Edition:
    """Write one story alone, as the program does."""
    from digest.editorial import writeup

    if it.composition is None:  # where it comes from
        raise Refused("the week has no such story any more")
    alone = replace(it.composition, stories=(story,), findings=())
    return writeup.write_edition(alone, it.config)


def _forms(it: Changing, story: Story) -> list[tuple[str, ...]]:
    """Return the words of a story as the program would write it: main story, brief, its own."""
    lead = _written(it, replace(story, placed=True, leads=True))
    found = [tuple(words for block in lead.lead.blocks if (words := block.brief))]
    for section in {it.config.briefs, it.config.section(story.section or "")} - {None}:
        if section and section.kind != "lead":
            made = _written(it, replace(story, section=section.id, placed=True, leads=False))
            found += [group.words for group in groups.groups(made)]
    return found


def _raw(main: Edition) -> str:
    return "".join(f"{block.raw}{block.gap}" for block in main.lead.blocks).rstrip()


def _raw_brief(it: Changing, story: Story) -> str:
    section = it.config.briefs
    if section is None:
        return ""
    made = _written(it, replace(story, section=section.id, placed=True, leads=False))
    found = groups.groups(made)
    return groups.group_raw(found[0], as_bullet=True) if found else ""


def _name(it: Changing, at: int) -> str:
    group = groups.find(it.edition, at)
    story = it.story(group.stories[0]) if group.stories else None
    return _title(story, group)


def _title(story: Story | None, group: Group | None) -> str:
    title = story.lead.title if story else bare(group.words[0]) if group and group.words else "it"
    return f"“{title if len(title) <= TITLE else title[:TITLE].rpartition(' ')[0] + '…'}”"


CHANGES: dict[str, Change] = {
    "lead": _lead,
    "move": _move,
    "up": _up,
    "down": _down,
    "drop": _drop,
    "hold": _hold,
    "release": _release,
    "bring": _bring,
}
