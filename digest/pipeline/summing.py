"""What an editor should know of a draft: what is in it, what is not, and what is doubtful."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digest import marks, markup
from digest.model import SOFT_DATES
from digest.pipeline.intake import feeds

if TYPE_CHECKING:
    from digest.archive import Archive
    from digest.edition import Block, Edition, Part
    from digest.model import Story
    from digest.pipeline.drafting import Drafted
    from digest.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """How many of the week's items and stories are not in the file."""

    off_topic: int = 0
    """Items."""
    printed: int = 0
    """Stories that an earlier edition has printed."""
    no_room: int = 0
    dropped: int = 0
    """Stories that the editor has taken out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """What a person should look at: sections, stories, items and sources, by name."""

    absences: tuple[str, ...] = ()
    """Sections of which nobody knows whether there was anything."""
    single: tuple[str, ...] = ()
    """Stories that one publisher alone has reported. An institution's own words are not doubted."""
    undated: tuple[str, ...] = ()
    """Items in the file that do not say of when they are."""
    unread: tuple[str, ...] = ()
    """Feeds that were not read well last time, or never."""

    def __bool__(self) -> bool:
        """Say whether there is any."""
        return bool(self.absences or self.single or self.undated or self.unread)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """An edition file in short."""

    headline: str
    stories: int
    """Those that are printed, the main one too; those that were written by hand count."""
    held: int
    left_out: LeftOut | None = None
    """None where the week's news was not looked at."""
    doubts: Doubts = field(default_factory=Doubts)


def count_stories(edition: Edition) -> int:
    """Return how many stories an edition prints."""
    return _count(marks.printed(edition))


def count_held(edition: Edition) -> int:
    """Return how many stories of an edition are held for the next one."""
    return _count(edition) - count_stories(edition)


def _count(edition: Edition) -> int:
    return sum(1 for at, part in enumerate(edition.parts) for _ in _stories(at, part))


def _stories(at: int, part: Part) -> list[marks.Span]:
    """Return the stories of a part; a sentence that there was nothing is none."""
    return [
        span
        for span in marks.spans(at, part)
        if at == 0 or not part.id or any(_tells(it) for it in part.blocks[span.start : span.end])
    ]


def _tells(block: Block) -> bool:
    return bool(block.story or block.opens_brief)


def sum_up(workspace: Workspace, archive: Archive, drafted: Drafted) -> Summary:
    """Sum up what was drafted, as the file has it. Asks no source."""
    edition = marks.printed(drafted.edition)
    stories = {story.id: story for story in _known(drafted)}
    there = [stories[id_] for id_ in edition.stories if id_ in stories]
    titles = [it for it in (edition.meta.title, edition.meta.newsletter) if it]
    return Summary(
        headline=titles[0] if titles else "",
        stories=_count(edition),
        held=count_held(drafted.edition),
        left_out=_left_out(drafted),
        doubts=Doubts(
            absences=tuple(
                _name(part.title) or part.id
                for part in edition.parts
                if part.unknown_absence is not None
            ),
            single=tuple(it.lead.title for it in there if _is_single(it, workspace)),
            undated=tuple(
                item.title for it in there for item in it.items if item.dated_by in SOFT_DATES
            ),
            unread=_unread(workspace, archive),
        ),
    )


def _name(title: str) -> str:
    return markup.plain(markup.inline_html(title)).rstrip(": ")


def _known(drafted: Drafted) -> tuple[Story, ...]:
    return drafted.composition.stories if drafted.composition else ()


def _is_single(story: Story, workspace: Workspace) -> bool:
    section = workspace.config.section(story.section or "")
    own = section is not None and section.kind == "desk"
    return not own and len({item.publisher for item in story.originals}) == 1


def _left_out(drafted: Drafted) -> LeftOut | None:
    composition = drafted.composition
    if composition is None:
        return None
    there = {*drafted.edition.stories, *drafted.waiting}
    out = [it for it in composition.stories if it.section and it.id not in there]
    return LeftOut(
        off_topic=sum(1 for verdict in composition.judged if verdict.section is None),
        printed=sum(1 for it in out if it.printed),
        no_room=sum(1 for it in out if not it.printed and not it.placed),
        dropped=sum(1 for it in out if it.placed),
    )


def _unread(workspace: Workspace, archive: Archive) -> tuple[str, ...]:
    known = {it.id: it.name for it in feeds(workspace)}
    readings = archive.readings(known)
    return tuple(known[it.source] for it in readings if it.error or not it.last_good)
