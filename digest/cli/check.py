"""`digest check`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.common import Command, date_option, open_desk
from digest.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from digest.check import Finding
    from digest.cli.common import Desk
    from digest.edition import Edition

NOT_FIT = 4


@click.command(cls=Command, short_help="Is the edition fit to send?")
@date_option
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
def check(*, asked: str, form: str, file: Path | None) -> int:
    """Say whether an edition is fit to send: the one of a day, or an edition FILE.

    Prints one line a finding: how grave it is, where, what, what to do, and its name in
    brackets. Errors keep `send` from sending; warnings do not. Uses no network and writes
    nothing. Exit codes: 0 fit, warnings or none; 1 it could not be checked; 2 wrong command line
    or digest.toml; 4 not fit.

    \b
    Examples:
      digest check --date 2024-02-16
      digest check editions/2024-02-16.md
      digest check --format json | jq -r '.findings[].name'
    """
    from digest import pipeline
    from digest.cli.intake import take_in

    if file is not None and asked:
        raise click.UsageError("--date and FILE both name an edition: give one of them.")
    desk = open_desk()
    day = desk.day(asked) if file is None else _day_of(desk, file)
    path = desk.workspace.edition(day) if file is None else file.resolve()
    where = desk.workspace.name(path)
    edition = open_edition(desk, path)
    with desk.archive_copy() as archive:
        take_in(desk, archive, offline=True)
        findings = pipeline.check(desk.workspace, archive, edition, day, where=where, now=desk.now)
    fit = all(finding.severity != "error" for finding in findings)
    if form == "json":
        _print_json(where, day, findings, fit=fit)
    else:
        _print_lines(where, findings, fit=fit)
    return 0 if fit else NOT_FIT


def open_edition(desk: Desk, path: Path) -> Edition:
    """Read an edition file.

    Raises:
        DigestError: there is none, or it cannot be read.

    """
    from digest import pipeline
    from digest.errors import DigestError

    edition = pipeline.read_edition_file(desk.workspace, path)
    if edition is None:
        there = path == desk.workspace.edition(_day_of(desk, path))
        how = f"`digest draft --date {path.stem}` makes it" if there else "Name one that is there"
        raise DigestError("there is no such edition", where=desk.workspace.name(path), hint=how)
    return edition


def _day_of(desk: Desk, file: Path) -> date:
    """Return the day that an edition file is named after, else the coming edition's."""
    try:
        return desk.day(file.stem)
    except UsageError:
        return desk.day("")


def _print_lines(where: str, findings: Sequence[Finding], *, fit: bool) -> None:
    for finding in findings:
        colour = "red" if finding.severity == "error" else "yellow"
        grave = click.style(f"{finding.severity:<8}", fg=colour)
        click.echo(f"{grave} {finding} [{finding.name}]")
    if fit and sys.stdout.isatty():
        click.echo(f"{where} is fit to send.")


def _print_json(where: str, day: date, findings: Sequence[Finding], *, fit: bool) -> None:
    import json
    from dataclasses import asdict

    shown = {
        "date": day.isoformat(),
        "edition": where,
        "fit": fit,
        "findings": [asdict(finding) for finding in findings],
    }
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
