"""For whom `digest send` is, as the command line says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.cli.outbox import Skipping, opened_list
from digest.errors import NotFit, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from digest.archive import Archive, Choice
    from digest.cli.common import Desk
    from digest.pipeline import Letters, Order

#: More readers at once than somebody types by hand have to be meant.
MANY = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the command line asks, but for the ways out."""

    to: tuple[str, ...]
    to_file: str | None
    resume: bool
    retry_failed: bool
    retry_uncertain: bool
    again: bool
    yes: bool
    allow: tuple[str, ...]
    dry_run: bool

    @property
    def goes_on(self) -> bool:
        """Whether it is for those whom the ledger has, rather than for new ones."""
        return self.resume or self.retry_failed or self.retry_uncertain

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The states that it is for."""
        if self.again:
            return ("again",)
        chosen: dict[Choice, bool] = {
            "waiting": self.resume or not self.goes_on,
            "failed": self.retry_failed,
            "uncertain": self.retry_uncertain,
        }
        return tuple(choice for choice, wanted in chosen.items() if wanted)


def gather(
    desk: Desk, archive: Archive, day: date, wishes: Wishes, skipping: Skipping
) -> tuple[Order, Sequence[str]]:
    """Gather who is asked for; return also what is known of them, empty if that is not to say."""
    from digest import pipeline

    named = bool(wishes.to or wishes.to_file)
    to = wishes.to
    if not named and not wishes.goes_on:
        to = (desk.workspace.config.mail.to,)
    where = "standard input" if wishes.to_file == "-" else wishes.to_file or ""
    with opened_list(wishes.to_file) as stream:
        fields = pipeline.want(
            desk.workspace, archive, to=to, stream=stream, where=where, on_skipped=skipping
        )
    public = bool(wishes.to_file) or pipeline.is_public(desk.workspace, to)
    order = pipeline.Order(
        day=day,
        choices=wishes.choices,
        fresh=not wishes.goes_on,
        asked=named or not wishes.goes_on,
        public=public,
    )
    return order, () if wishes.goes_on else fields


def check_letter(
    letters: Letters, archive: Archive, order: Order | None, fields: Sequence[str], *, to: str
) -> None:
    """Make the message once before anybody is written down, and see what it asks of readers."""
    from digest import text

    several = archive.readers.wanted != 1 and order is not None
    letter = letters.letter("" if several else to or letters.list_address)
    unknown = [name for name in letter.fields if name not in fields] if fields else []
    if unknown:
        raise UsageError(
            f"nothing is known of recipient.{unknown[0]}",
            where="the templates or digest.toml",
            hint=f"Known are {text.listed(fields)}; {{{{ recipient.{unknown[0]} |"
            ' default("…") }} says what to write instead',
        )


def refuse_many(desk: Desk, day: date, number: int, wishes: Wishes) -> None:
    """Raise NotFit where more new readers would get it than somebody may have meant."""
    if number > MANY and not wishes.yes and not wishes.goes_on and not wishes.dry_run:
        raise NotFit(
            f"{number:,} readers would get the edition of {day}, more than {MANY}",
            where=desk.workspace.name(desk.workspace.edition(day)),
            hint="--yes sends it to all of them; --dry-run shows what would be done",
        )
