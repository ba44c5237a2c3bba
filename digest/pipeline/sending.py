"""The edition file out of the door: who gets it, as which message, and when it is out.

suppress, want   lists of people ──mail──▶ who is asked for          (this run alone)
plan             who is asked for ──▶ how many get it now
send             the ledger's queue ──delivering.py──▶ readers
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest import marks
from digest.archive import Reader, same_address
from digest.errors import ConfigError, DigestError, NothingToPublish, UsageError
from digest.pipeline.correcting import keep_sent
from digest.pipeline.delivering import Road, Tally, deliver
from digest.pipeline.drafting import is_edited, read_edition
from digest.pipeline.week import compose, the_week

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime
    from typing import TextIO

    from digest.archive import Archive, Choice, Waiting
    from digest.edition import Edition
    from digest.mail.recipients import Recipient
    from digest.model import Printed
    from digest.pipeline.lettering import Letters
    from digest.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Whom of an edition's readers a run is for."""

    day: date
    choices: tuple[Choice, ...] = ("waiting",)
    fresh: bool = True
    """Those who are asked for and stand in no ledger yet, too."""
    asked: bool = True
    """Only those who are asked for; else all that the ledger has."""
    public: bool = True
    """It goes to the newsletter's own readers, and not only to somebody who looks at it first."""


def suppress(
    workspace: Workspace, archive: Archive, on_skipped: Callable[[str, str], None]
) -> None:
    """Leave those of `[mail] suppressed` out of all that this run does.

    Raises:
        ConfigError: the file cannot be read: to go on without it would reach those who left.

    """
    from digest.mail.recipients import Skipped, read_list

    written = workspace.config.mail.suppressed
    if not written:
        return
    path = workspace.root / written
    readers = archive.readers
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
            _, lines = read_list(stream)
            with readers.gathering():
                for number, it in lines:
                    if isinstance(it, Skipped):
                        on_skipped(f"{workspace.name(path)}, line {number}", it.reason)
                    else:
                        readers.suppress([it.box.spec])
    except OSError as error:
        raise ConfigError(
            f"cannot be read: {error.strerror}", where=f"digest.toml: [mail] suppressed: {written}"
        ) from None
    except UsageError as error:
        raise ConfigError(error.what, where=f"{workspace.name(path)}, {error.where}") from None


def want(
    workspace: Workspace,
    archive: Archive,
    *,
    to: Iterable[str] = (),
    stream: TextIO | None = None,
    where: str = "",
    on_skipped: Callable[[str, str], None],
) -> tuple[str, ...]:
    """Ask for readers: those of `to`, and of a list; return the fields that are known of them.

    What is wrong in a line of the list, or there before, is told and skipped.

    Raises:
        UsageError: one of `to` is no address, or the list's first line is wrong.

    """
    from digest.mail.address import parse_address
    from digest.mail.recipients import EMAIL, NAME, Recipient, Skipped, read_list

    readers = archive.readers
    for address in to:
        where_ = "--to" if address != workspace.config.mail.to else "digest.toml: [mail] to"
        readers.want(_reader(Recipient(box=parse_address(address, where=where_))))
    if stream is None:
        return (EMAIL, NAME)
    try:
        fields, lines = read_list(stream)
    except UsageError as error:
        raise UsageError(error.what, where=f"{where}, {error.where}") from None
    with readers.gathering():
        for number, it in lines:
            here = f"{where}, line {number}"
            if isinstance(it, Skipped):
                on_skipped(here, it.reason)
            elif (before := readers.want(_reader(it), line=number)) is not None:
                there = f"in line {before}" if before else "on the command line"
                on_skipped(here, f"{it.box.spec} is there already, {there}")
    return fields


def _reader(recipient: Recipient) -> Reader:
    box = recipient.box
    return Reader(recipient=box.spec, name=box.name, fields=recipient.fields)


def is_public(workspace: Workspace, to: Sequence[str]) -> bool:
    """Say whether `[mail] to` is among the recipients, or there is none."""
    from digest.mail.address import parse_address

    readers = workspace.config.mail.to
    if not readers or not to:
        return True
    them = {same_address(parse_address(it, where="--to").spec) for it in to}
    return same_address(parse_address(readers).spec) in them


def is_unedited(archive: Archive, edition: Edition, day: date) -> bool:
    """Say whether a draft is as the program wrote it."""
    return not is_edited(edition, archive.edition(day))


def plan(archive: Archive, order: Order) -> int:
    """Return how many get a message in this run.

    Raises:
        DigestError: who has had the edition is known no more.

    """
    ledger = archive.ledger
    if order.fresh and "again" not in order.choices and ledger.counts(order.day).purged:
        raise DigestError(
            f"nobody knows any more who has had the edition of {order.day}: the ledger has"
            " forgotten it ([mail] keep_days)",
            hint="--again sends it to everybody whom you name",
        )
    new = ledger.new(order.day) if order.fresh else 0
    return new + ledger.number(order.day, order.choices, asked=order.asked)


def send(
    workspace: Workspace,
    archive: Archive,
    order: Order,
    letters: Letters,
    road: Road,
    *,
    now: datetime,
) -> Tally:
    """Hand the edition over to those whom the order is for; once readers have it, it is out.

    Then it is frozen, and what it has printed is remembered. Call this while `archive.sending`
    keeps others away.

    Raises:
        ArchiveError: the ledger cannot be written. What was in hand then is uncertain.
        OutputError: the file cannot be kept as it is sent; nobody has got anything.
        DigestError: nobody gets anything this way.

    """
    ledger = archive.ledger
    ledger.settle(order.day)
    if order.fresh:
        ledger.queue(order.day, at=now, public=order.public)
    if ledger.is_out(order.day) and not archive.edition(order.day).sent_at:
        _release(workspace, archive, order.day, now=now)  # a run was cut off before it could
    keep_sent(workspace, archive, order.day)
    out = False

    def on_sent(row: Waiting) -> None:
        nonlocal out
        if row.public and not out:
            out = True
            _release(workspace, archive, order.day, now=now)

    rows = ledger.waiting(order.day, order.choices, asked=order.asked)
    return deliver(archive, road, rows, letters, on_sent)


def send_test(
    archive: Archive, address: str, day: date, letters: Letters, road: Road, *, now: datetime
) -> Tally:
    """Hand the edition over to one who looks at it first; the ledger marks it as a test.

    Raises:
        UsageError: it is no address. ArchiveError, DigestError: as `send`.

    """
    from digest.mail.address import parse_address
    from digest.mail.recipients import Recipient

    reader = _reader(Recipient(box=parse_address(address, where="--test")))
    row = archive.ledger.queue_test(day, reader, at=now)
    return deliver(archive, road, iter([row]), letters, lambda _: None)


def _release(workspace: Workspace, archive: Archive, day: date, *, now: datetime) -> None:
    """Remember that readers have the edition, and what it has told them."""
    stories, reports = _stories(workspace, archive, day, now=now)
    archive.remember_printed(day, reports, there=stories)
    archive.remember_sent(day, now)


def _stories(
    workspace: Workspace, archive: Archive, day: date, *, now: datetime
) -> tuple[tuple[str, ...], tuple[Printed, ...]]:
    """Return the stories of the file, and the reports of those that came into it unrecorded.

    An editor may have put them there after the last build. What some readers have had before
    stays printed, though it is in the file no more.
    """
    from digest.editorial import memory

    known = tuple(dict.fromkeys(report.story for report in archive.printed(day)))
    edition = read_edition(workspace, day)
    there = marks.printed(edition).stories if edition else known
    kept = known if archive.edition(day).sent_at else ()
    stories = tuple(dict.fromkeys((*there, *kept)))
    new = frozenset(there).difference(known)
    if not new:
        return stories, ()
    try:
        composition = compose(workspace, archive, the_week(workspace, archive, day, now=now))
    except (ConfigError, NothingToPublish):  # what became of its sources stops no edition
        return stories, ()
    return stories, memory.printed_reports(composition.stories, new, day)
