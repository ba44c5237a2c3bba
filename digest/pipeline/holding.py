"""Stories that an editor has held for the next edition: where they are, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from digest.errors import EditionError
from digest.model import Story
from digest.pipeline.correcting import regular_days, sent_edition
from digest.pipeline.intake import sources

if TYPE_CHECKING:
    from datetime import date

    from digest.archive import Archive
    from digest.config import Config
    from digest.edition import Edition
    from digest.editorial.keep import Kept
    from digest.model import Composition
    from digest.workspace import Workspace

#: A story can be held so many days, from one edition to the next, and still be remembered with its
#: reports once it is printed.
LONGEST = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What the edition before has held, with what is known of it."""

    kept: tuple[Kept, ...] = ()
    stories: tuple[Story, ...] = ()
    """Those of which the archive still has a report."""


def carried(workspace: Workspace, archive: Archive, day: date) -> Carried:
    """Return the stories that the edition before that of `day` has held, in its order.

    Of one that was sent, those that were held then: what readers have had is not offered again.
    """
    from digest import marks
    from digest.editorial import keep

    before = max((it for it in regular_days(workspace) if it < day), default=None)
    if before is None:
        return Carried()
    try:
        edition = _as_printed(workspace, archive, before)
    except EditionError:  # a file that is being mended; its own commands say what is wrong
        return Carried()
    kept = keep.marked(edition, marks.HOLD) if edition else ()
    return Carried(kept=kept, stories=_stories(workspace, archive, before, kept))


def _as_printed(workspace: Workspace, archive: Archive, day: date) -> Edition | None:
    """Return an edition as readers have had it, else as it stands."""
    from digest.pipeline.drafting import read_edition

    sent = sent_edition(workspace, day) if archive.edition(day).sent_at else None
    return sent or read_edition(workspace, day)


def _stories(
    workspace: Workspace, archive: Archive, day: date, kept: tuple[Kept, ...]
) -> tuple[Story, ...]:
    """Return the stories of the held ones, made of their reports."""
    from digest.editorial.window import window_of

    if not kept:
        return ()
    window = window_of(day, workspace.config.newsletter.zone)
    found = archive.items(
        [source.id for source in sources(workspace)],
        start=window.start - LONGEST,
        end=window.end + timedelta(days=1),
    )
    stories = dict(archive.story_ids(day))
    made = []
    for it in kept:
        items = [item for item in found if stories.get(item.id) in it.ids]
        if items:
            made.append(
                Story(
                    id=it.id,
                    lead=items[0],
                    also=tuple(items[1:]),
                    section=it.section,
                    placed=True,
                )
            )
    return tuple(made)


def with_carried(composition: Composition, there: Carried) -> Composition:
    """Return a composition with the stories that were held added: what rests on which reports."""
    known = {story.id for story in composition.stories}
    added = tuple(story for story in there.stories if story.id not in known)
    return replace(composition, stories=(*composition.stories, *added))


def write(
    composition: Composition,
    there: Carried,
    config: Config,
    *,
    current: Edition | None = None,
    as_briefs: bool = False,
) -> Edition:
    """Write a composition with what was held, and with what is pinned in the `current` file.

    With `as_briefs` it has no main story.
    """
    from digest import marks
    from digest.editorial import keep, merge, writeup

    pinned = keep.marked(current, marks.PIN) if current else ()
    names = {id_ for it in pinned for id_ in it.ids}
    held = tuple(it for it in there.kept if it.id not in names)
    spared = keep.spared(composition, (*held, *pinned), config)
    if as_briefs:
        spared = merge.as_briefs(spared, config)
    fresh = writeup.write_edition(spared, config)
    if held:
        fresh = keep.offer(fresh, held, config)
    return keep.pin(fresh, current, config) if current and pinned else fresh
