"""`digest send`."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import common
from digest.cli.common import Command, date_option, open_desk
from digest.cli.fitness import check_names, fit_page
from digest.cli.outbox import Rate, Route, Skipping, Stop, command_line, given_secret
from digest.cli.outcome import report, show_status, stopped, tell
from digest.cli.wishes import MANY, Wishes, check_letter, gather, refuse_many
from digest.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from digest.archive import Archive
    from digest.cli.common import Desk
    from digest.model import Receipt
    from digest.pipeline import Letters, Order, Road

CONNECTIONS = 4
PATH = click.Path(path_type=Path)


@click.command(cls=Command, short_help="Deliver an edition, with the ledger.")
@date_option
@click.option(
    "--via",
    metavar="COMMAND",
    help="Run it for each message: it takes one as `sendmail -t` does.",
)
@click.option(
    "--smtp",
    metavar="URL",
    help="Speak to a server: smtps://USER@HOST[:465], or smtp://USER@HOST[:587] with STARTTLS.",
)
@click.option("--to-maildir", metavar="DIR", type=PATH, help="Put messages into a maildir.")
@click.option(
    "--to",
    metavar="ADDRESS",
    multiple=True,
    help="Who gets a message of their own; may be repeated. Default: [mail] to.",
)
@click.option(
    "--to-file",
    metavar="FILE",
    help="Their list: one a line, or CSV with a column email; - is standard input.",
)
@click.option(
    "--test", metavar="ADDRESS", help="Send it to yourself alone; the ledger marks it as a test."
)
@click.option("--resume", is_flag=True, help="Go on with who is queued or failed temporarily.")
@click.option("--retry-failed", is_flag=True, help="Try all again that failed, for good too.")
@click.option(
    "--retry-uncertain", is_flag=True, help="Send once more to those who may have had it."
)
@click.option(
    "--again", is_flag=True, help="Send it even to those who have had it, or may have had it."
)
@click.option(
    "--allow",
    metavar="NAME",
    multiple=True,
    help="Send in spite of this error of `digest check`, or of unedited-draft.",
)
@click.option("--yes", is_flag=True, help=f"Send to more than {MANY} readers.")
@click.option(
    "--password-file",
    metavar="FILE",
    type=PATH,
    help="Its first line is the password for --smtp. Default: $DIGEST_SMTP_PASSWORD.",
)
@click.option(
    "--insecure",
    is_flag=True,
    help="With --smtp: go on without encryption, or whatever the certificate says.",
)
@click.option("--rate", type=Rate(), metavar="RATE", help="At most so many: 14/s, 600/m, 5000/h.")
@click.option(
    "--connections",
    type=click.IntRange(1, 20),
    metavar="N",
    help=f"With --smtp: so many at a time. Default: {CONNECTIONS}.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done; change nothing at all.")
@click.option("--status", is_flag=True, help="Say how far it is, and which failed last.")
@click.option("--forget", metavar="ADDRESS", help="Remove a reader from the ledger.")
def send(  # noqa: PLR0913 - the options of the command
    *,
    asked: str,
    via: str | None,
    smtp: str | None,
    to_maildir: Path | None,
    to: tuple[str, ...],
    to_file: str | None,
    test: str | None,
    resume: bool,
    retry_failed: bool,
    retry_uncertain: bool,
    again: bool,
    allow: tuple[str, ...],
    yes: bool,
    password_file: Path | None,
    insecure: bool,
    rate: float | None,
    connections: int | None,
    dry_run: bool,
    status: bool,
    forget: str | None,
) -> int | None:
    """Deliver an edition, a message for each reader, and write down what became of it.

    Sends editions/DAY.md as it is: nothing is fetched or drafted. Refuses (exit code 4) what
    `digest check` calls an error and, with [edition] require_edit, a draft that nobody has
    edited, unless --allow NAME says so; and more than 100 new readers without --yes.

    The ledger in the archive has each reader as queued, sending, sent, failed or uncertain, with
    the answer. Nobody gets an edition twice. Where a run was cut off in the middle, who may have
    had it is uncertain, and gets nothing until you have looked: --retry-uncertain. Who left
    ([mail] suppressed) gets nothing, whatever else is said. Ctrl-C ends it after the messages in
    hand; --resume goes on.

    Exit codes: 0 all is sent, or was before; 1 not all, or nobody can tell; 2 wrong command line
    or digest.toml, no recipient; 3 nothing in it; 4 not fit to send; 130, 143 stopped by a signal.

    \b
    Examples:
      digest send --via "msmtp -t" --test me@example.org
      digest send --via "msmtp -t"
      digest send --smtp smtps://news@mail.example.org --to-file readers.csv --rate 14/s --yes
      digest send --smtp smtps://news@mail.example.org --resume
      digest send --status
    """
    if forget is not None or status:
        _refuse_others(click.get_current_context(), "forget" if forget is not None else "status")
        if forget is not None:
            _forget(open_desk(), forget)
        else:
            show_status(open_desk(), asked)
        return None
    route = Route(via=via, smtp=smtp, maildir=to_maildir)
    server_only = {
        "--password-file": password_file, "--insecure": insecure, "--connections": connections
    }  # fmt: skip
    for option, given in server_only.items():
        if given and not route.is_server:
            raise click.UsageError(f"{option} is for --smtp.")
    check_names(allow)
    wishes = Wishes(
        to=to, to_file=to_file, resume=resume, retry_failed=retry_failed,
        retry_uncertain=retry_uncertain, again=again, yes=yes, allow=allow, dry_run=dry_run,
    )  # fmt: skip
    if test is not None and (to or to_file or wishes.goes_on or again):
        raise click.UsageError("--test sends to nobody else: give it alone.")
    if again and wishes.goes_on:
        raise click.UsageError("--again sends to all whom you name: give no --resume or --retry.")
    desk = open_desk()
    nobody = not (to or to_file or test or wishes.goes_on)
    if nobody and not desk.workspace.config.mail.to:
        raise click.UsageError("The message has no recipient: give --to, or set [mail] to.")
    return _send(
        desk, desk.day(asked), route, wishes, test,
        password_file=password_file, insecure=insecure, rate=rate or 0.0,
        connections=(connections or CONNECTIONS) if route.is_server else 1,
    )  # fmt: skip


def _send(  # noqa: PLR0913 - the options of the command
    desk: Desk,
    day: date,
    route: Route,
    wishes: Wishes,
    test: str | None,
    *,
    password_file: Path | None,
    insecure: bool,
    rate: float,
    connections: int,
) -> int | None:
    from digest import pipeline
    from digest.archive import sending
    from digest.cli.draft import report_change

    page = fit_page(desk, day, wishes.allow)
    lock = sending(desk.workspace.archive, day, where=desk.workspace.name(desk.workspace.archive))
    stop = Stop(desk.console)
    dry = wishes.dry_run
    with desk.archive_copy() if dry else desk.archive() as archive, nullcontext() if dry else lock:
        report_change(desk, archive, day)
        skipping = Skipping(desk.console)
        pipeline.suppress(desk.workspace, archive, skipping)
        if not dry and (days := desk.workspace.config.mail.keep_days):
            archive.ledger.purge(desk.now - timedelta(days=days))
        letters = pipeline.Letters(
            desk.workspace,
            archive,
            page,
            day=day,
            now=desk.now,
            form=route.form,
            secret=pipeline.secret_of(desk.workspace, given_secret()),
            test=test is not None,
        )
        if test is None:
            order, fields = gather(desk, archive, day, wishes, skipping)
            number = pipeline.plan(archive, order)
            refuse_many(desk, day, number, wishes)
        else:
            if archive.readers.is_suppressed(test):
                raise UsageError(f"{test} is among [mail] suppressed", where="--test")
            order, fields, number = None, ("email", "name"), 1
        skipping.close()
        what = f"{desk.workspace.name(desk.workspace.edition(day))} ({page.subject})"
        if number:
            # What is wrong with the message is said before anybody is written down.
            check_letter(letters, archive, order, fields, to=test or (wishes.to or ("",))[0])
        if dry:
            tell(desk, archive, order, number, f"Would send {what}", route, test)
            return None
        with stop.heard():
            road = pipeline.Road(
                open=route.open(
                    password_file=password_file,
                    insecure=insecure,
                    now=desk.now,
                    console=desk.console,
                ),
                code_is="" if route.is_server else "exit status ",
                connections=max(1, min(connections, number)),
                rate=rate,
                clock=common.now,
                stopped=stop,
                on_receipt=lambda receipt: _say(desk, receipt),
            )
            return _deliver(desk, archive, order, letters, road, what, route, wishes, test)


def _deliver(  # noqa: PLR0913, PLR0917 - the last step has it all
    desk: Desk,
    archive: Archive,
    order: Order | None,
    letters: Letters,
    road: Road,
    what: str,
    route: Route,
    wishes: Wishes,
    test: str | None,
) -> int | None:
    from digest import pipeline

    if order is None:
        assert test is not None
        day = letters.day
        tally = pipeline.send_test(archive, test, day, letters, road, now=desk.now)
        report(desk, archive, tally, f"{what} to {test}, as a test", route.name)
        return None
    tally = pipeline.send(desk.workspace, archive, order, letters, road, now=desk.now)
    folder = desk.workspace.root if desk.workspace.root != Path.cwd() else None
    go_on = command_line(
        folder, "send", ["--date", str(order.day)], route.options, "--resume",
        [part for name in wishes.allow for part in ("--allow", name)],
    )  # fmt: skip
    assert isinstance(road.stopped, Stop)
    if road.stopped.signal:
        return stopped(archive, order.day, tally, road.stopped.signal, go_on)
    report(desk, archive, tally, what, route.name, order=order, go_on=go_on)
    return None


def _refuse_others(context: click.Context, name: str) -> None:
    """Refuse options that have no meaning beside --status or --forget."""
    allowed = {name, *(["asked"] if name == "status" else [])}
    given = [
        parameter.opts[0]
        for parameter in context.command.params
        if parameter.name in context.params
        and parameter.name not in allowed
        and context.params[parameter.name]
    ]
    if given:
        raise click.UsageError(f"--{name} sends nothing: give it without {given[0]}.")


def _forget(desk: Desk, address: str) -> None:
    from digest.mail.address import parse_address

    spec = parse_address(address, where="--forget").spec
    with desk.archive() as archive:
        rows = archive.ledger.forget(spec)
    if not rows:
        desk.console.say(f"The ledger knows nothing of {spec}.")
        return
    desk.console.note(f"The ledger has forgotten {spec}.")
    if not desk.workspace.config.mail.suppressed:
        desk.console.note("Who is to get nothing any more belongs into [mail] suppressed.")


def _say(desk: Desk, receipt: Receipt) -> None:
    desk.console.detail(f"{receipt.recipients[0]}: {receipt.state}: {receipt.answer}")
