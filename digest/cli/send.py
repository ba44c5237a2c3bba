"""`digest send`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from digest.cli.common import Command, date_option, open_desk
from digest.errors import DigestError, NotFit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from digest.cli.common import Desk
    from digest.edition import Edition
    from digest.model import Page
    from digest.pipeline import Sending

#: More names than this are a number.
NAMED = 5


@click.command(cls=Command, short_help="Deliver an edition, with the ledger.")
@date_option
@click.option(
    "--via",
    metavar="COMMAND",
    required=True,
    help="Takes the message as `sendmail -t` does: recipients from its headers.",
)
@click.option(
    "--to",
    metavar="ADDRESS",
    multiple=True,
    help="Who gets the message; several become Bcc. Default: [mail] to.",
)
@click.option(
    "--allow",
    metavar="NAME",
    multiple=True,
    help="Send in spite of this error of `digest check`, named as it names it.",
)
@click.option(
    "--again", is_flag=True, help="Send it even to those who have had it, or may have had it."
)
@click.option("--dry-run", is_flag=True, help="Say what would be done; change nothing at all.")
def send(
    *,
    asked: str,
    via: str,
    to: Sequence[str],
    allow: Sequence[str],
    again: bool,
    dry_run: bool,
) -> None:
    """Deliver an edition through a mail program, and write down what became of it.

    Sends editions/DAY.md as it is: nothing is fetched or drafted. What `digest check` calls an
    error is not sent. The ledger in the archive knows who has had which edition: nobody gets it
    twice, and after a crash nothing is sent again unless you say so. A command that ends with
    another exit status than 0 has not sent it; it may be tried again.

    Exit codes: 0 sent, or sent before; 1 failed, or not known whether it was sent before;
    2 wrong command line or digest.toml, no recipient; 3 nothing in it; 4 not fit to send.

    \b
    Examples:
      digest send --via "msmtp -t"
      digest send --date 2024-02-16 --via "sendmail -t -i" --to ann@example.org --dry-run
      digest send --via "msmtp -t" --allow image-alt
    """
    from digest import pipeline
    from digest.cli.check import open_edition
    from digest.cli.draft import refuse_empty

    desk = open_desk()
    command = _split(via)
    if not to and not desk.workspace.config.mail.to:
        raise click.UsageError("The message has no recipient: give --to, or set [mail] to.")
    _check_names(allow)
    day = desk.day(asked)
    path = desk.workspace.edition(day)
    edition = open_edition(desk, path)
    page = pipeline.render(desk.workspace, edition, day)
    _refuse_unfit(desk, path, edition, page, day, allow)
    refuse_empty(desk, edition, day)  # whatever --allow says
    with desk.archive_copy() if dry_run else desk.archive() as archive:
        sending = pipeline.prepare(
            desk.workspace, archive, page, day=day, now=desk.now, to=to, again=again
        )
        if not _anybody(desk, sending):
            if not dry_run and sending.public:
                archive.remember_sent(day, desk.now)
            return
        what = f"{desk.workspace.name(path)} ({sending.subject}) to {_people(sending.recipients)}"
        if dry_run:
            click.echo(f"Would send {what} by `{via}`, as {sending.message_id}.")
            return
        receipt = pipeline.send(archive, sending, command, now=desk.now)
    if receipt.state == "sent":
        desk.console.note(f"Sent {what}.")
        return
    known = "it failed" if receipt.state == "failed" else "nobody can tell whether it was sent"
    raise DigestError(
        f"{known} ({receipt.answer})",
        where=f"--via {via}",
        hint=(
            "Mend the cause and send once more; nobody has had it"
            if receipt.state == "failed"
            else "Look into the mail program's log; --again sends it once more"
        ),
    )


def _split(via: str) -> list[str]:
    import shlex

    try:
        command = shlex.split(via)
    except ValueError as error:
        raise click.UsageError(f"--via: {str(error).lower()}: {via}") from None
    if not command:
        raise click.UsageError('--via is empty: give a command, like "msmtp -t".')
    return command


def _check_names(allow: Sequence[str]) -> None:
    from digest import text
    from digest.check import ERRORS

    for name in allow:
        if name not in ERRORS:
            near = text.nearest(name, ERRORS)
            hint = f"Did you mean {near!r}?" if near else f"It takes {text.listed(ERRORS)}."
            raise click.UsageError(f"--allow: no error is named {name!r}. {hint}")


def _refuse_unfit(
    desk: Desk, path: Path, edition: Edition, page: Page, day: date, allow: Sequence[str]
) -> None:
    """Raise NotFit where `check` finds an error that is not allowed; name each."""
    from digest import pipeline, text
    from digest.cli.intake import take_in

    where = desk.workspace.name(path)
    with desk.archive_copy() as archive:
        take_in(desk, archive, offline=True)
        findings = pipeline.check(
            desk.workspace, archive, edition, day, where=where, now=desk.now, page=page
        )
    errors = [finding for finding in findings if finding.severity == "error"]
    for finding in errors:
        if finding.name in allow:
            desk.console.warn(f"{finding} Sent all the same: --allow {finding.name}.")
    if warnings := len(findings) - len(errors):
        desk.console.note(f"{text.plural(warnings, 'warning')}: `digest check` shows them.")
    left = [finding for finding in errors if finding.name not in allow]
    if not left:
        return
    for finding in left:
        click.secho(f"{finding} [{finding.name}]", fg="red", err=True)
    names = dict.fromkeys(finding.name for finding in left)
    overrides = " ".join(f"--allow {name}" for name in names)
    raise NotFit(
        f"not fit to send: {text.listed(names)}",
        where=where,
        hint=f"Mend it, or send it all the same with {overrides}",
    )


def _anybody(desk: Desk, sending: Sending) -> bool:
    """Say whether somebody is to get the message now, and who has had it.

    Raises:
        DigestError: somebody may have had it.

    """
    if sending.uncertain:
        raise DigestError(
            f"it is not known whether the edition of {sending.day} reached"
            f" {_people(sending.uncertain)}: a run was cut off while it was sending",
            hint="Look into the mail program's log; --again sends it once more,"
            " --to leaves them out",
        )
    if sending.had:
        has = "has" if len(sending.had) == 1 else "have"
        desk.console.say(
            f"{_people(sending.had)} {has} had the edition of {sending.day}:"
            f" {'left out' if sending.recipients else 'nothing was sent'}."
        )
    return bool(sending.recipients)


def _people(addresses: Sequence[str]) -> str:
    from digest import text

    if len(addresses) > NAMED:
        return text.plural(len(addresses), "reader")
    return text.listed(addresses)
