"""Is the edition file fit to send? All that is known of it, given to the checkers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digest import bundled
from digest.errors import NothingToPublish
from digest.limits import Limits
from digest.pipeline.building import Format, deliverable, output_path, render
from digest.pipeline.intake import feeds
from digest.pipeline.week import compose, the_week

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from digest.archive import Archive
    from digest.check import Finding, Output, Sheet, Subject
    from digest.edition import Edition
    from digest.model import Item, Page, Week
    from digest.network.links import Asked
    from digest.workspace import Workspace

#: A link is followed as far as browsers follow it, but nobody waits for it as long.
LINK_LIMITS = Limits(total=15.0, connect=8.0, redirects=10, pause=0.5, patience=60.0)
#: Those of the files in out/ that are the same at whatever moment they are made.
SAME: tuple[Format, ...] = ("html", "text")
TEMPLATES = (".j2", ".css")


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
        ConfigError: `[check]` names what is not known.
        TemplateError: a template is wrong, so there is no page to check.

    """
    from digest.check import find

    return find(examine(workspace, archive, edition, day, where=where, now=now, page=page))


def examine(
    workspace: Workspace,
    archive: Archive,
    edition: Edition,
    day: date,
    *,
    where: str,
    now: datetime,
    page: Page | None = None,
) -> Subject:
    """Return all that is known of an edition without asking anybody, as `check` is given it."""
    from digest.check import Subject

    week = the_week(workspace, archive, day, now=now)
    return Subject(
        edition=edition,
        config=workspace.config,
        day=day,
        where=where,
        items=_items(workspace, archive, edition, week),
        readings=archive.readings(source.id for source in feeds(workspace)),
        stale=_stale(workspace, week, now),
        page=page or render(workspace, archive, edition, day),
        sheets=tuple(_sheets(workspace)),
    )


def with_outputs(workspace: Workspace, subject: Subject, path: Path, *, now: datetime) -> Subject:
    """Add what `build` has written of the edition in the file `path`; nothing if it never did."""
    outputs = tuple(_outputs(workspace, subject, path, now))
    there = any(output.content is not None for output in outputs)
    return replace(subject, outputs=outputs) if there else subject


def ask_links(
    subject: Subject,
    addresses: Sequence[str],
    *,
    allow_private: bool = False,
    on_answer: Callable[[Asked], None] = lambda _: None,
) -> Subject:
    """Ask the addresses over the network, and add what they answered."""
    from digest.network import links

    asked = links.ask(
        addresses, limits=LINK_LIMITS, allow_private=allow_private, on_answer=on_answer
    )
    import asyncio

    return replace(subject, asked=asyncio.run(asked))


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


def _stale(workspace: Workspace, week: Week, now: datetime) -> tuple[str, ...]:
    """Return the feeds that had fallen silent when the week ended, of those that desks rest on."""
    from digest.editorial.absence import is_stale

    wanted = {source for section in workspace.config.sections for source in section.sources}
    moment = min(now, week.window.end)
    return tuple(it.source for it in week.readings if it.source in wanted and is_stale(it, moment))


def _sheets(workspace: Workspace) -> Iterator[Sheet]:
    """Read the templates, the user's own first; a finding in the page is one in some of them."""
    from digest.check import Sheet

    ours = bundled.folder("templates")
    own = workspace.templates
    taken: set[str] = set()
    for folder, name in ((own, "{}"), (ours, "digest's own {}")):
        if not folder.is_dir() or (folder == ours and own == ours and taken):
            continue
        for path in sorted(folder.iterdir()):
            if path.suffix in TEMPLATES and path.name not in taken:
                taken.add(path.name)
                shown = name.format(f"templates/{path.name}")
                content = path.read_text(encoding="utf-8", errors="replace")
                yield Sheet(name=shown, content=content)


def _outputs(workspace: Workspace, subject: Subject, path: Path, now: datetime) -> Iterator[Output]:
    from digest.check import Output

    for form in (*SAME, "eml"):
        file = output_path(workspace, subject.day, form)
        there = file.is_file()
        expected = None
        if form in SAME and subject.page:
            expected = deliverable(
                workspace, subject.edition, subject.page, form=form, day=subject.day, now=now
            )
        yield Output(
            name=workspace.name(file),
            content=file.read_bytes() if there else None,
            expected=expected,
            older=there and file.stat().st_mtime < path.stat().st_mtime,
        )
