"""Is the edition file fit to send? All that is known of it, given to the checkers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.errors import NothingToPublish
from digest.pipeline.building import render
from digest.pipeline.intake import feeds
from digest.pipeline.week import compose, the_week

if TYPE_CHECKING:
    from datetime import date, datetime

    from digest.archive import Archive
    from digest.check import Finding
    from digest.edition import Edition
    from digest.model import Item, Page, Week
    from digest.workspace import Workspace


def check(
    workspace: Workspace,
    archive: Archive,
    edition: Edition,
    day: date,
    *,
    where: str,
    now: datetime,
    page: Page | None = None,
) -> tuple[Finding, ...]:
    """Return what is wrong with an edition, and what may be: errors first.

    `where` is the edition file as people name it; `page` saves rendering it again. Writes
    nothing; give it a copy of the archive.

    Raises:
        TemplateError: a template is wrong, so there is no page to check.

    """
    from digest.check import Subject, find

    subject = Subject(
        edition=edition,
        config=workspace.config,
        day=day,
        where=where,
        items=_items(workspace, archive, edition, the_week(workspace, archive, day, now=now)),
        readings=archive.readings(source.id for source in feeds(workspace)),
        page=page or render(workspace, edition, day),
    )
    return find(subject)


def _items(
    workspace: Workspace, archive: Archive, edition: Edition, week: Week
) -> tuple[Item, ...]:
    """Return the reports of the edition's stories, as far as the archive still has them."""
    try:
        stories = compose(workspace, archive, week).stories
    except NothingToPublish:
        return ()
    there = frozenset(edition.stories)
    return tuple(item for story in stories if story.id in there for item in story.items)
