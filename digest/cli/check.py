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

    from digest.check import Finding, Subject
    from digest.cli.common import Desk
    from digest.edition import Edition
    from digest.network.links import Asked

NOT_FIT = 4
COLOURS = {"error": "red", "warning": "yellow", "advice": "cyan"}


@click.command(cls=Command, short_help="Is the edition fit to send?")
@date_option
@click.option("--links", is_flag=True, help="Ask each link whether it leads somewhere.")
@click.option(
    "--allow-private",
    is_flag=True,
    help="With --links: also those on this machine or in private networks.",
)
@click.option("--advice", is_flag=True, help="Show advice, too.")
@click.option("--list", "listed", is_flag=True, help="List everything that is looked for.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
def check(
    *,
    asked: str,
    links: bool,
    allow_private: bool,
    advice: bool,
    listed: bool,
    form: str,
    file: Path | None,
) -> int:
    """Say whether an edition is fit to send: the one of a day, or an edition FILE.

    Prints one line a finding: how grave it is, where, what, what to do, and its name in
    brackets. Errors keep `send` from sending; warnings do not; advice is shown with --advice.
    Writes nothing, and uses the network only for --links: a HEAD request a link, or a GET, one at
    a time a host. --list shows the names of all findings.

    JSON has "date", "edition", "fit", and "findings" with "name", "severity" (error, warning,
    advice), "place", "message" and "hint", errors first.

    Exit codes: 0 fit, warnings or none; 1 it could not be checked; 2 wrong command line or
    digest.toml; 4 not fit.

    \b
    Examples:
      digest check --date 2024-02-16
      digest check --links editions/2024-02-16.md
      digest check --format json | jq -r '.findings[].name'
    """
    if file is not None and asked:
        raise click.UsageError("--date and FILE both name an edition: give one of them.")
    if allow_private and not links:
        raise click.UsageError("--allow-private is for --links: nothing is asked without it.")
    if listed:
        _print_rules(form)
        return 0
    desk = open_desk()
    day = desk.day(asked) if file is None else _day_of(desk, file)
    path = desk.workspace.edition(day) if file is None else file.resolve()
    findings = _findings(desk, path, day, links=links, allow_private=allow_private)
    where = desk.workspace.name(path)
    fit = all(finding.severity != "error" for finding in findings)
    if form == "json":
        _print_json(where, day, findings, fit=fit)
    else:
        _print_lines(desk, where, findings, advice=advice)
    return 0 if fit else NOT_FIT


def _findings(
    desk: Desk, path: Path, day: date, *, links: bool, allow_private: bool
) -> tuple[Finding, ...]:
    from digest import pipeline
    from digest.check import find
    from digest.cli.intake import take_in

    where = desk.workspace.name(path)
    edition = open_edition(desk, path)
    with desk.archive_copy() as archive:
        take_in(desk, archive, offline=True)
        subject = pipeline.examine(desk.workspace, archive, edition, day, where=where, now=desk.now)
    if path == desk.workspace.edition(day):
        subject = pipeline.with_outputs(desk.workspace, subject, path, now=desk.now)
    if links:
        subject = _ask(desk, subject, allow_private=allow_private)
    return find(subject)


def _ask(desk: Desk, subject: Subject, *, allow_private: bool) -> Subject:
    """Ask the links; with a bar on a terminal, and with -v a line for each."""
    from contextlib import nullcontext

    from digest import pipeline
    from digest.check.answers import addresses
    from digest.cli.progress import WORTH_A_BAR, bar

    wanted = addresses(subject)
    watched = desk.console.interactive and len(wanted) >= WORTH_A_BAR
    with bar("Asking links", len(wanted)) if watched else nullcontext(lambda: None) as advance:

        def on_answer(answer: Asked) -> None:
            desk.console.detail(f"{answer.url}: {answer.reason}")
            advance()

        return pipeline.ask_links(subject, wanted, allow_private=allow_private, on_answer=on_answer)


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


def _print_lines(desk: Desk, where: str, findings: Sequence[Finding], *, advice: bool) -> None:
    shown = [finding for finding in findings if advice or finding.severity != "advice"]
    for finding in shown:
        grave = click.style(f"{finding.severity:<8}", fg=COLOURS[finding.severity])
        click.echo(f"{grave} {finding} [{finding.name}]")
    if sys.stdout.isatty() and all(finding.severity != "error" for finding in findings):
        click.echo(f"{where} is fit to send.")
    if left := len(findings) - len(shown):
        pieces = "1 piece" if left == 1 else f"{left} pieces"
        desk.console.note(f"{pieces} of advice: --advice shows it.")


def _print_rules(form: str) -> None:
    """Print all rules: of an error its name is what `send --allow` takes."""
    from digest.check import RULES

    if form == "json":
        import json

        rules = [
            {"name": name, "severity": rule.severity, "about": rule.about}
            for name, rule in RULES.items()
        ]
        click.echo(json.dumps({"rules": rules}, ensure_ascii=False, indent=2))
        return
    width = max(map(len, RULES))
    for name, rule in RULES.items():
        grave = click.style(f"{rule.severity:<8}", fg=COLOURS[rule.severity])
        click.echo(f"{grave} {name:<{width}}  {rule.about}")


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
