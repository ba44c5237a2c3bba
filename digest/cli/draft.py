"""`digest draft`, and what `build` says about a draft, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from digest.cli.common import Command, date_option, offline_option, open_desk
from digest.errors import NothingToPublish

if TYPE_CHECKING:
    from datetime import date

    from digest.cli.common import Console, Desk
    from digest.edition import Edition
    from digest.pipeline import Drafted


@click.command(cls=Command, short_help="Compose editions/DAY.md from the week's items.")
@date_option
@click.option("--merge", is_flag=True, help="Bring new stories into a draft that you have edited.")
@click.option("--force", is_flag=True, help="Compose it anew; an edited one is kept as .bak.")
@offline_option
def draft(*, asked: str, merge: bool, force: bool, offline: bool) -> None:  # noqa: ARG001 - the contract
    """Compose editions/DAY.md from what the archive and the local files hold.

    The draft is yours to edit. One that you have edited is kept as it is, and a line says how
    many new stories wait; --merge appends them to their sections, marked as new. Feeds are read
    by `fetch` and `build`; this command uses no network.

    \b
    Examples:
      digest draft --date next
      digest draft --merge
    """
    from digest import pipeline
    from digest.cli.intake import take_in

    if merge and force:
        raise click.UsageError("--merge keeps your edit and --force replaces it: give one of them.")
    mode: Literal["", "merge", "force"] = "merge" if merge else "force" if force else ""
    desk = open_desk()
    day = desk.day(asked)
    with desk.archive() as archive:
        take_in(desk, archive, offline=True)
        drafted = pipeline.draft(desk.workspace, archive, day, now=desk.now, mode=mode)
    describe(desk, drafted)
    report_doubts(desk, drafted)
    desk.console.note(f"Next: edit {desk.workspace.name(drafted.path)}, then `digest build`.")


def refuse_empty(desk: Desk, edition: Edition, day: date) -> None:
    """Let no edition without any text reach readers.

    Raises:
        NothingToPublish: the file holds no text. It may have been emptied by mistake, so it is
            not composed anew unasked.

    """
    if edition.is_empty:
        raise NothingToPublish(
            "there is no text in it",
            where=desk.workspace.name(desk.workspace.edition(day)),
            hint=f"Write it, or `digest draft --date {day} --force` composes it anew",
        )


def describe(desk: Desk, drafted: Drafted) -> None:
    """Say what was done with the edition file, and what is in it."""
    from digest import text

    console = desk.console
    name = desk.workspace.name(drafted.path)
    if drafted.state == "merged":
        stories = text.plural(len(drafted.added), "new story", "new stories")
        console.say(
            f"{name}: {stories} added, marked <!-- new -->."
            if drafted.added
            else f"{name}: no new stories."
        )
    elif drafted.state == "kept":
        if drafted.waiting:
            stories = text.plural(len(drafted.waiting), "new story waits", "new stories wait")
            console.say(f"{name} was edited and is kept; {stories}: `digest draft --merge`.")
        else:
            console.note(f"{name} was edited and is kept.")
    elif drafted.state == "frozen":
        console.note(f"{name} is not changed: it was sent, or a later edition was built.")
    elif drafted.backup:
        console.say(f"{name} composed anew; your edit is kept as {drafted.backup.name}.")
    else:
        console.note(f"{name}: {drafted.state}.")
    _contents(console, drafted)


def _contents(console: Console, drafted: Drafted) -> None:
    from digest import text

    composition = drafted.composition
    if composition is None:
        return
    briefs = sum(1 for story in composition.stories if story.placed and not story.leads)
    lead = next((story.lead.title for story in composition.stories if story.leads), "none")
    console.note(f"  In it: {lead!r} leads, {text.plural(briefs, 'other story', 'other stories')}.")
    off_topic = sum(1 for verdict in composition.judged if verdict.section is None)
    out = [story for story in composition.stories if story.section and not story.placed]
    again = sum(1 for story in out if story.printed)
    before = f" {text.plural(again, 'story', 'stories')} printed before," if again else ""
    console.note(
        f"  Left out: {text.plural(off_topic, 'item')} off the topic,{before}"
        f" {text.plural(len(out) - again, 'story', 'stories')} for want of room."
    )


def report_doubts(desk: Desk, drafted: Drafted) -> None:
    """Warn of what the edition does not know."""
    where = desk.workspace.name(drafted.path)
    for part in drafted.edition.parts:
        if part.unknown_absence is not None:
            desk.console.warn(
                f"{where}: {part.id or part.title}: it is not known whether there was anything"
                f" ({part.unknown_absence}); write a text, or delete the comment"
            )
