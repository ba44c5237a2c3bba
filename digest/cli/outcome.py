"""What `digest send` says when it is done: to whom it went, to whom not, and how to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from digest.errors import DigestError

if TYPE_CHECKING:
    from datetime import date

    from digest.archive import Archive, Counts, Delivery
    from digest.cli.common import Desk
    from digest.cli.outbox import Route
    from digest.pipeline import Order, Tally

#: More names than this are a number.
NAMED = 5
#: Failures that --status shows.
LAST = 10
SIGNALLED = 128


def left_out(archive: Archive, order: Order, *, tally: Tally | None = None) -> str:
    """Say who of those that are asked for gets nothing, and why; empty if all do.

    After a run, `tally` is what it did itself: who has it from this run is not left out.
    """
    from digest import text

    if not order.fresh or "again" in order.choices:
        return ""
    counts = archive.ledger.counts(order.day, asked=True)
    parts = []
    if (had := counts.sent - (tally.sent if tally else 0)) > 0:
        parts.append(f"{text.plural(had, 'reader')} had it before")
    if (failed := counts.failed - (tally.failed if tally else 0)) > 0:
        parts.append(f"{failed:,} failed for good before (--retry-failed)")
    if (doubtful := counts.uncertain - (tally.uncertain if tally else 0)) > 0:
        parts.append(f"{doubtful:,} may have had it (--retry-uncertain)")
    if suppressed := archive.readers.left_out:
        parts.append(f"{suppressed:,} in [mail] suppressed")
    return f"Left out: {text.listed(parts)}." if parts else ""


def tell(
    desk: Desk,
    archive: Archive,
    order: Order | None,
    number: int,
    what: str,
    route: Route,
    test: str | None,
) -> None:
    """Say what would be done; the copy of the archive may be written into for it."""
    from digest import text

    if order is None:
        click.echo(f"{what} to {test} by {route.name}, as a test.")
        return
    if others := left_out(archive, order):
        desk.console.say(others)
    if not number:
        return
    ledger = archive.ledger
    if order.fresh:
        ledger.queue(order.day, at=desk.now, public=order.public)
    people = f"{number:,} readers"
    if number <= NAMED:
        rows = ledger.waiting(order.day, order.choices, asked=order.asked)
        people = text.listed(row.recipient for row in rows)
    click.echo(f"{what} to {people} by {route.name}.")


def report(
    desk: Desk,
    archive: Archive,
    tally: Tally,
    what: str,
    way: str,
    *,
    order: Order | None = None,
    go_on: str = "",
) -> None:
    """Say what a run has done.

    Raises:
        DigestError: not everybody has it, or nobody can tell.

    """
    from digest import text

    if order and (others := left_out(archive, order, tally=tally)):
        desk.console.say(others)
    number = tally.sent + tally.failed + tally.postponed + tally.uncertain
    if order and not number and not tally.trouble:
        desk.console.note(f"Nothing was sent: nobody is left for {what}.")
    if tally.sent:
        to = f" to {text.plural(tally.sent, 'reader')}" if order else ""
        desk.console.note(f"Sent {what}{to}.")
    doubt = archive.ledger.counts(order.day, asked=order.asked).uncertain if order else 0
    if not (tally.failed or tally.postponed or tally.uncertain or doubt):
        return
    raise DigestError(
        text.listed(_failures(tally, doubt)) or "it failed",
        where=way,
        hint=". ".join(_remedies(archive, tally, doubt, order, go_on)),
    )


def _failures(tally: Tally, doubt: int) -> list[str]:
    number = tally.sent + tally.failed + tally.postponed + tally.uncertain
    last = f" ({tally.last})" if tally.last else ""
    if number == 1 and not tally.sent:
        known = "nobody can tell whether it was sent" if tally.uncertain else "it failed"
        return [f"{known}{last}"]
    said = []
    if tally.trouble:
        said.append(f"it came to an end before all had it: {tally.trouble}")
    elif tally.failed or tally.postponed:
        said.append(f"{tally.failed + tally.postponed:,} of {number:,} messages failed{last}")
    if doubt:
        said.append(f"nobody can tell whether {doubt:,} reached their readers")
    return said


def _remedies(
    archive: Archive, tally: Tally, doubt: int, order: Order | None, go_on: str
) -> list[str]:
    said = []
    if order is None:
        return ["Mend the cause, and send it once more"]
    waiting = archive.ledger.number(order.day, ("waiting",), asked=False)
    if waiting and go_on:
        said.append(f"Mend the cause; this goes on with the {waiting:,} who wait: `{go_on}`")
    if tally.failed:
        said.append("--status names those that failed, --retry-failed tries them again")
    if doubt or tally.uncertain:
        said.append("Look into the log of the mail program; --retry-uncertain sends it once more")
    return said


def stopped(archive: Archive, day: date, tally: Tally, number: int, go_on: str) -> int:
    """Say how far a run came that was told to stop; return its exit code."""
    waiting = archive.ledger.number(day, ("waiting",), asked=False)
    click.echo(f"Stopped: {tally.sent:,} sent, {waiting:,} wait. Go on with: {go_on}", err=True)
    return SIGNALLED + number


def show_status(desk: Desk, asked: str) -> None:
    """Print how far an edition is: counts, the last failures, and who is uncertain."""
    from digest.archive import is_sending

    day = desk.day(asked)
    sending = is_sending(desk.workspace.archive, day)
    with desk.archive_copy() as archive:
        ledger = archive.ledger
        counts = ledger.counts(day)
        failures = ledger.deliveries(day, states=["failed"], most=LAST)
        doubtful = ledger.deliveries(day, states=["uncertain"], most=LAST)
    click.echo(f"The edition of {day}{', which is being sent' if sending else ''}:")
    for line in _lines(counts, sending=sending):
        click.echo(f"  {line}")
    _print(desk, "Failed last:", failures)
    if not sending:
        _print(desk, "Uncertain:", doubtful)


def _lines(counts: Counts, *, sending: bool) -> list[str]:
    numbers = {
        "queued": counts.queued,
        "sending or uncertain" if sending else "uncertain": counts.uncertain,
        "sent": counts.sent,
        "failed, to be tried again": counts.postponed,
        "failed for good": counts.failed,
        "tests": counts.tests,
    }
    numbers |= {f"{state}, forgotten since": number for state, number in counts.purged}
    some = [f"{number:>9,}  {state}" for state, number in numbers.items() if number]
    return some or ["nobody was sent anything"]


def _print(desk: Desk, title: str, deliveries: tuple[Delivery, ...]) -> None:
    if deliveries:
        click.echo(title)
    zone = desk.workspace.config.newsletter.zone
    for it in deliveries:
        code = "" if it.code is None else f" {it.code}"
        at = it.at.astimezone(zone)
        click.echo(f"  {at:%Y-%m-%d %H:%M}  {it.recipient} {code} {it.answer}".rstrip())
