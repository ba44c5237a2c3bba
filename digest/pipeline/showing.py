"""The edition as the preview shows it: what `build` would write, and what is to be said of it.

What takes long depends on the sources: the week, what `explain` says of it, the health of feeds.
It is `gather`ed once, and the edition file is shown with it as often as that alone changes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest import edition as editions
from digest import text
from digest.errors import UsageError
from digest.limits import GMAIL_BYTES
from digest.model import Composition
from digest.pipeline.building import deliverable, render
from digest.pipeline.checking import examine
from digest.pipeline.drafting import Drafted, read_edition
from digest.pipeline.exhibits import cards, headings, source_lines
from digest.pipeline.explaining import explain
from digest.pipeline.health import health
from digest.pipeline.picturing import embed, standalone
from digest.pipeline.placing import Places, spots
from digest.preview.exhibit import Remark
from digest.preview.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from digest.archive import Archive
    from digest.check import Finding, Subject
    from digest.edition import Edition
    from digest.model import Fetched, Page
    from digest.pipeline.explaining import Explained
    from digest.pipeline.health import Health
    from digest.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What is known of an edition besides its file."""

    state: str
    """What became of the draft, as `Drafted.state` has it."""
    subject: Subject
    explained: Explained
    health: tuple[Health, ...]
    week: Composition | None
    """None where the week has no items."""
    fresh: Edition | None
    """What a draft of that week would be, if the one of now is an edited one."""
    failed: tuple[Fetched, ...]


def gather(
    workspace: Workspace,
    archive: Archive,
    drafted: Drafted,
    page: Page,
    *,
    now: datetime,
    failed: Iterable[Fetched] = (),
) -> Gathered:
    """Find out what is known around an edition; `failed` are sources that were not read."""
    from digest.editorial import writeup

    day, where = drafted.day, workspace.name(drafted.path)
    subject = examine(workspace, archive, drafted.edition, day, where=where, now=now, page=page)
    explained = explain(workspace, archive, day, now=now)
    week = drafted.composition or _composition(explained)
    return Gathered(
        state=drafted.state,
        subject=subject,
        explained=explained,
        health=health(workspace, archive, now=now, errors={}),
        week=week,
        fresh=writeup.write_edition(week, workspace.config) if week else None,
        failed=tuple(failed),
    )


def reread(workspace: Workspace, archive: Archive, day: date, known: Gathered) -> Drafted | None:
    """Read an edition file again whose sources have not changed; None: it is to be drafted.

    That is so where it is gone, or as the program wrote it: then it follows the sources.

    Raises:
        EditionError: it cannot be read.

    """
    from digest.editorial import merge

    edition = read_edition(workspace, day)
    if edition is None:
        return None
    past = archive.edition(day)
    path = workspace.edition(day)
    if past.sent_at or known.state == "frozen":
        return Drafted(day=day, path=path, edition=edition, state="frozen")
    if hashlib.sha256(editions.write(edition).encode()).hexdigest() == past.written:
        return None
    waiting = merge.waiting(edition, known.fresh, past.offered) if known.fresh else ()
    return Drafted(day=day, path=path, edition=edition, state="kept", waiting=waiting)


def draw(workspace: Workspace, archive: Archive, drafted: Drafted, *, now: datetime) -> Page:
    """Render an edition as `build` does.

    Raises:
        TemplateError: a template is wrong.

    """
    page = render(workspace, archive, drafted.edition, drafted.day)
    return embed(workspace, page, now=now, offline=True)


def show(
    workspace: Workspace,
    archive: Archive,
    drafted: Drafted,
    page: Page,
    *,
    now: datetime,
    known: Gathered | None = None,
) -> Snapshot:
    """Show an edition quickly: with what is `known`, and without any remarks."""
    day, config = drafted.day, workspace.config
    message, fault = _message(workspace, drafted, page, now)
    explained = known.explained if known else None
    days, sources = source_lines(workspace, known.health if known else (), explained)
    sent = archive.edition(day).sent_at
    there = spots(drafted.edition)
    return Snapshot(
        where=workspace.name(drafted.path),
        day=day.isoformat(),
        newsletter=config.newsletter.name,
        sender=config.mail.from_,
        subject=page.subject,
        preheader=page.preheader,
        html=standalone(page).encode(),
        text=page.text.encode(),
        source=editions.write(drafted.edition).encode(),
        message=message,
        message_fault=fault,
        html_limit=GMAIL_BYTES,
        heaviest=page.heaviest,
        checked=False,
        cards=cards(drafted.edition, explained, config, there),
        headings=headings(drafted.edition, config),
        sources=sources,
        days=days,
        spots=there,
        locked=f"It was sent on {sent:%Y-%m-%d} and is not changed any more." if sent else "",
    )


def checked(
    workspace: Workspace, drafted: Drafted, page: Page, shown: Snapshot, known: Gathered
) -> Snapshot:
    """Add to what is shown what is to be said of it, each with the place that it leads to.

    Raises:
        ConfigError: `[check]` names what is not known.

    """
    from digest.check import find

    there = frozenset(drafted.edition.stories)
    stories = known.week.stories if known.week else ()
    items = tuple(item for story in stories if story.id in there for item in story.items)
    subject = replace(known.subject, edition=drafted.edition, items=items, page=page)
    remarks = (
        *_findings(find(subject)),
        *_unread(known.failed),
        *_left_out(page),
        *_remote(page),
        *_draft(drafted, shown.where),
    )
    places = Places(workspace, drafted.edition, shown.where)
    names = {name for source in shown.sources for name in (source.name, source.id)}
    led = tuple(replace(it, to=places.find(it.place, names)) for it in remarks)
    return replace(shown, remarks=led, quoted=tuple(places.quoted.items()), checked=True)


def _message(
    workspace: Workspace, drafted: Drafted, page: Page, now: datetime
) -> tuple[bytes, str]:
    """Return the message, or why none can be made: the page can be looked at all the same."""
    try:
        made = deliverable(workspace, drafted.edition, page, form="eml", day=drafted.day, now=now)
    except UsageError as error:
        return b"", str(error)
    return made, ""


def _findings(findings: Iterable[Finding]) -> Iterator[Remark]:
    for finding in findings:
        if finding.severity != "advice":
            yield Remark(
                severity=finding.severity,
                place=finding.place,
                message=finding.message,
                hint=finding.hint,
                name=finding.name,
            )


def _unread(failed: Iterable[Fetched]) -> Iterator[Remark]:
    for fetched in failed:
        if fetched.error:
            yield Remark(
                severity="warning",
                place=fetched.error.where or fetched.source.name,
                message=fetched.error.what,
                hint=fetched.error.hint,
                name="source",
            )


def _left_out(page: Page) -> Iterator[Remark]:
    if page.left_out:
        yield Remark(
            severity="note",
            place="the page",
            message=f"left out, since Gmail would cut the page off: {text.listed(page.left_out)}",
            hint="fit = true under [edition] in digest.toml asks for it",
        )


def _remote(page: Page) -> Iterator[Remark]:
    for picture in page.unembedded:
        yield Remark(
            severity="warning",
            place='digest.toml: [mail] images = "embed"',
            message=picture,
            name="picture",
        )


def _draft(drafted: Drafted, where: str) -> Iterator[Remark]:
    """Say what an editor should know of the file."""
    if drafted.waiting:
        stories = text.plural(len(drafted.waiting), "new story waits", "new stories wait")
        yield Remark(
            severity="note",
            place=where,
            message=f"it was edited and is kept; {stories}",
            hint=f"`digest draft --date {drafted.day} --merge` brings them in",
        )
    if drafted.state == "frozen":
        yield Remark(severity="note", place=where, message="it was sent and is not changed")


def _composition(explained: Explained) -> Composition | None:
    """Return the week's stories where the draft was not composed anew."""
    stories = {row.story.id: row.story for row in explained.rows}
    if not stories:
        return None
    found = tuple(stories.values())
    return Composition(date=explained.date, stories=found, findings=explained.findings)
