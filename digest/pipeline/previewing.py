"""The edition as the preview shows it: what `build` would write, and what is to be said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest import edition as editions
from digest import text
from digest.errors import DigestError, UsageError
from digest.pipeline.building import deliverable, render
from digest.pipeline.checking import check
from digest.pipeline.intake import feeds
from digest.workspace import MARKER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime
    from pathlib import Path

    from digest.archive import Archive
    from digest.model import Fetched, Page
    from digest.pipeline.drafting import Drafted
    from digest.preview.snapshot import Remark, Snapshot
    from digest.workspace import Workspace


def preview(
    workspace: Workspace,
    archive: Archive,
    drafted: Drafted,
    *,
    now: datetime,
    failed: Iterable[Fetched] = (),
) -> Snapshot:
    """Render and check an edition that was drafted; `failed` are sources that were not read.

    Raises:
        TemplateError: a template is wrong.

    """
    from digest.check.message import GMAIL_BYTES
    from digest.preview.snapshot import Remark, Snapshot

    day = drafted.day
    where = workspace.name(drafted.path)
    page = render(workspace, drafted.edition, day)
    message, fault = _message(workspace, drafted, page, now)
    findings = check(workspace, archive, drafted.edition, day, where=where, now=now, page=page)
    found = tuple(
        Remark(
            severity=finding.severity,
            place=finding.place,
            message=finding.message,
            hint=finding.hint,
            name=finding.name,
        )
        for finding in findings
    )
    return Snapshot(
        where=where,
        day=day.isoformat(),
        newsletter=workspace.config.newsletter.name,
        sender=workspace.config.mail.from_,
        subject=page.subject,
        preheader=page.preheader,
        html=page.html.encode(),
        text=page.text.encode(),
        source=editions.write(drafted.edition).encode(),
        message=message,
        message_fault=fault,
        remarks=(*found, *_unread(failed), *_draft(drafted, where)),
        html_limit=GMAIL_BYTES,
    )


def ingredients(workspace: Workspace, day: date) -> tuple[frozenset[Path], frozenset[Path]]:
    """Return the files, and the folders with all that is in them, that an edition is made of."""
    try:
        saved = [source.path for source in feeds(workspace) if source.path]
    except DigestError:
        saved = []  # a list of feeds that is being mended; its folder is watched
    files = (
        workspace.root / MARKER,
        workspace.edition(day),
        *(workspace.root / it for it in saved),
    )
    return frozenset(files), frozenset({workspace.root / "sources", workspace.templates})


def _message(
    workspace: Workspace, drafted: Drafted, page: Page, now: datetime
) -> tuple[bytes, str]:
    """Return the message, or why none can be made: the page can be looked at all the same."""
    try:
        made = deliverable(workspace, drafted.edition, page, form="eml", day=drafted.day, now=now)
    except UsageError as error:
        return b"", str(error)
    return made, ""


def _unread(failed: Iterable[Fetched]) -> Iterator[Remark]:
    from digest.preview.snapshot import Remark

    for fetched in failed:
        if fetched.error:
            yield Remark(
                severity="warning",
                place=fetched.error.where or fetched.source.name,
                message=fetched.error.what,
                hint=fetched.error.hint,
                name="source",
            )


def _draft(drafted: Drafted, where: str) -> Iterator[Remark]:
    """Say what an editor should know of the file."""
    from digest.preview.snapshot import Remark

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
