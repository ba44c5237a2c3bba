"""Every edition into out/, with an index page and a feed: a folder that is the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from digest import marks
from digest.errors import NothingToPublish
from digest.pipeline.building import SUFFIXES, Format, deliverable, render
from digest.pipeline.correcting import corrections, days
from digest.pipeline.drafting import read_edition

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from digest.archive import Archive
    from digest.edition import Edition
    from digest.model import Page
    from digest.render.shelf import Shelved
    from digest.workspace import Workspace

#: What is made of each edition: a message is made when it is sent, and is of that moment.
FORMATS: tuple[Format, ...] = ("html", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What `build --all` writes, and what it could not."""

    files: tuple[tuple[str, bytes], ...]
    """By their names in the folder."""
    editions: int
    listed: int
    coming: tuple[date, ...] = ()
    """Editions whose day is still to come, and that nobody was sent: in no list yet."""
    empty: tuple[date, ...] = ()
    """Editions without a word to print."""
    no_feed: str = ""
    """Why there is no feed."""


def shelve(
    workspace: Workspace,
    archive: Archive,
    *,
    now: datetime,
    on_page: Callable[[date, Page], None] = lambda *_: None,
) -> Shelf:
    """Render every edition file as it stands, and the list of them. Drafts and fetches nothing.

    The same files give the same bytes, whenever they are made. Writes nothing.

    Raises:
        NothingToPublish: there is no edition.
        EditionError, TemplateError, ConfigError: one is wrong; then there is no folder.

    """
    from digest.render import shelf

    config = workspace.config
    files: list[tuple[str, bytes]] = []
    shelved: list[Shelved] = []
    coming: list[date] = []
    empty: list[date] = []
    today = now.astimezone(config.newsletter.zone).date()
    for day in reversed(days(workspace)):
        edition = read_edition(workspace, day)
        if edition is None or marks.printed(edition).is_empty:
            empty.append(day)
            continue
        page = render(workspace, archive, edition, day)
        on_page(day, page)
        for form in FORMATS:
            content = deliverable(workspace, edition, page, form=form, day=day, now=now)
            files.append((f"{day}{SUFFIXES[form]}", content))
        if day > today and not archive.edition(day).sent_at:
            coming.append(day)
        else:
            shelved.append(_shelved(workspace, archive, day, edition))
    if not files:
        raise NothingToPublish("there are no editions", hint="`digest build` makes the first")
    missing = _missing(workspace, shelved)
    feed = "" if missing else shelf.FEED
    templates = workspace.templates if workspace.templates.is_dir() else None
    index = shelf.render_index(shelved, config, user_templates=templates, feed=feed)
    files.append((shelf.INDEX, index.encode()))
    if feed:
        files.append((feed, shelf.render_feed(shelved, config).encode()))
    return Shelf(
        files=tuple(files),
        editions=len(shelved) + len(coming),
        listed=len(shelved),
        coming=tuple(coming),
        empty=tuple(empty),
        no_feed=missing,
    )


def _missing(workspace: Workspace, shelved: list[Shelved]) -> str:
    from digest.render import shelf

    if not shelved:
        return "no edition is listed yet"
    if shelf.web_root(workspace.config):
        return ""
    has = "has no {date} in it" if workspace.config.mail.web_url else "is missing"
    return (
        f"[mail] web_url {has}: a feed says where each edition is, such as"
        ' web_url = "https://example.org/{date}.html"'
    )


def _shelved(workspace: Workspace, archive: Archive, day: date, edition: Edition) -> Shelved:
    from digest.render.shelf import Shelved

    zone = workspace.config.newsletter.zone
    midnight = datetime.combine(day, time(), zone)
    sent = archive.edition(day).sent_at
    published = sent.astimezone(zone) if sent else midnight
    later = (archive.edition(it).sent_at for it in corrections(workspace, day))
    updated = max((it.astimezone(zone) for it in later if it), default=published)
    return Shelved(
        day=day,
        edition=marks.printed(edition),
        published=published,
        updated=max(published, updated),
        file=f"{day}{SUFFIXES['html']}",
    )
