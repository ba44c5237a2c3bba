"""What keeps `digest send` from sending, and how each of it is allowed by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from digest.errors import NotFit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from digest.archive import Archive
    from digest.cli.common import Desk
    from digest.edition import Edition
    from digest.model import Page

#: What `--allow` calls a draft that nobody has edited.
UNEDITED = "unedited-draft"


def fit_page(desk: Desk, day: date, allow: Sequence[str]) -> Page:
    """Render the edition; raise NotFit where something keeps it back that is not allowed."""
    from digest import pipeline
    from digest.cli.build import report_pictures, report_size
    from digest.cli.check import open_edition
    from digest.cli.draft import refuse_empty

    path = desk.workspace.edition(day)
    edition = open_edition(desk, path)
    with desk.archive_copy() as copied:
        page = pipeline.render(desk.workspace, copied, edition, day)
        page = pipeline.embed(desk.workspace, page, now=desk.now, offline=True)
        report_pictures(desk, page)
        report_size(desk, page)
        _refuse_unfit(desk, copied, edition, page, day, allow)
    refuse_empty(desk, edition, day)  # whatever --allow says
    return page


def _refuse_unfit(
    desk: Desk, archive: Archive, edition: Edition, page: Page, day: date, allow: Sequence[str]
) -> None:
    """Raise NotFit where an error is not allowed; name each."""
    from digest import pipeline, text
    from digest.cli.intake import take_in

    where = desk.workspace.name(desk.workspace.edition(day))
    unedited = pipeline.is_unedited(archive, edition, day)
    take_in(desk, archive, offline=True)
    findings = pipeline.check(
        desk.workspace, archive, edition, day, where=where, now=desk.now, page=page
    )
    errors = [(it.name, str(it)) for it in findings if it.severity == "error"]
    if desk.workspace.config.edition.require_edit and unedited:
        errors.append((UNEDITED, f"{where}: nobody has edited this draft. Read it, and edit it."))
    for name, finding in errors:
        if name in allow:
            desk.console.warn(f"{finding} Sent all the same: --allow {name}.")
    if warnings := sum(finding.severity == "warning" for finding in findings):
        desk.console.note(f"{text.plural(warnings, 'warning')}: `digest check` shows them.")
    left = [(name, finding) for name, finding in errors if name not in allow]
    if not left:
        return
    for name, finding in left:
        click.secho(f"{finding} [{name}]", fg="red", err=True)
    names = dict.fromkeys(name for name, _ in left)
    overrides = " ".join(f"--allow {name}" for name in names)
    raise NotFit(
        f"not fit to send: {text.listed(names)}",
        where=where,
        hint=f"Mend it, or send it all the same with {overrides}",
    )


def check_names(allow: Sequence[str]) -> None:
    """Refuse a name that is none of an error."""
    from digest import text
    from digest.check import ERRORS

    known = (*ERRORS, UNEDITED)
    for name in allow:
        if name not in known:
            near = text.nearest(name, known)
            hint = f"Did you mean {near!r}?" if near else f"It takes {text.listed(known)}."
            raise click.UsageError(f"--allow: no error is named {name!r}. {hint}")
