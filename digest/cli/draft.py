"""`digest draft`, and what `build` says about a draft, too."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal

import click

from digest.cli.common import Command, date_option, offline_option, open_desk
from digest.errors import NothingToPublish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from digest.archive import Archive
    from digest.cli.common import Desk
    from digest.edition import Edition
    from digest.pipeline import Drafted, LeftOut, Summary


@click.command(cls=Command, short_help="Compose editions/DAY.md from the week's items.")
@date_option
@click.option("--merge", is_flag=True, help="Bring new stories into a draft that you have edited.")
@click.option("--force", is_flag=True, help="Compose it anew; an edited one is kept as .bak.")
@click.option(
    "--correct", is_flag=True, help="Draft a correction of an edition that was sent (DAY, or last)."
)
@click.option("--edit", is_flag=True, help="Then open it in $VISUAL or $EDITOR.")
@offline_option
def draft(
    *,
    asked: str,
    merge: bool,
    force: bool,
    correct: bool,
    edit: bool,
    offline: bool,  # noqa: ARG001 - the contract
) -> None:
    """Compose editions/DAY.md from what the archive and the local files hold.

    The draft is yours to edit. One that you have edited is kept as it is, and a line says how
    many new stories wait; --merge appends them to their sections, marked as new. Feeds are read
    by `fetch` and `build`; this command uses no network. It says what is in the draft, what was
    left out and what is doubtful; -v names each.

    Behind a story's comment, <!-- hold --> keeps the story for the next edition: it stays in the
    file and is not printed. <!-- pin --> keeps it, with its words, through --force.

    An edition that was sent is not composed any more. If something in it was wrong, put it right
    in its file; --correct then drafts the correction, an edition of its own with what has changed
    at its top, which is sent as a reply to the first. Without --date it corrects the edition that
    was sent last.

    \b
    Examples:
      digest draft --edit
      digest draft --date next
      digest draft --merge
      digest draft --correct --date 2024-02-16
    """
    from digest import pipeline
    from digest.cli.intake import take_in

    if merge and force:
        raise click.UsageError("--merge keeps your edit and --force replaces it: give one of them.")
    if correct and (merge or force):
        other = "--merge" if merge else "--force"
        raise click.UsageError(f"--correct makes an edition of its own: leave out {other}.")
    mode: Literal["", "merge", "force"] = "merge" if merge else "force" if force else ""
    desk = open_desk()
    day = desk.day(asked)
    if edit:
        _refuse_without_terminal(desk, day, asked=asked, correct=correct)
    with desk.archive() as archive:
        if correct:
            original = day if asked else pipeline.last_sent(desk.workspace, archive)
            drafted = pipeline.correct(desk.workspace, archive, original, now=desk.now)
        else:
            take_in(desk, archive, offline=True)
            drafted = pipeline.draft(desk.workspace, archive, day, now=desk.now, mode=mode)
        describe(desk, archive, drafted, tell=desk.console.say)
    report_doubts(desk, drafted)
    if edit:
        _edit(desk, drafted)
    desk.console.say(_next(desk, drafted, edited=edit))


def _refuse_without_terminal(desk: Desk, day: date, *, asked: str, correct: bool) -> None:
    """Raise UsageError, before anything is done, where no editor could be opened."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        return
    name = "the file that it names"
    if not correct:
        name = desk.workspace.name(desk.workspace.edition(day))
    same = "".join((f" --date {asked}" if asked else "", " --correct" if correct else ""))
    raise click.UsageError(
        f"--edit needs a terminal: `digest draft{same}`, then open {name} in any editor."
    )


def _edit(desk: Desk, drafted: Drafted) -> None:
    """Open the edition file as git and others do: $VISUAL, $EDITOR, or what the system has.

    Raises:
        EditionError: what was saved cannot be read; says where.

    """
    from digest import pipeline

    path = drafted.path
    before = path.read_bytes()
    click.edit(filename=str(path))
    pipeline.read_edition_file(desk.workspace, path)
    same = path.exists() and before == path.read_bytes()
    desk.console.note(f"{desk.workspace.name(path)}: {'unchanged' if same else 'saved'}.")


def _next(desk: Desk, drafted: Drafted, *, edited: bool) -> str:
    """Say what to do next."""
    name, date = desk.workspace.name(drafted.path), f" --date {drafted.day}"
    if drafted.state == "frozen" and not drafted.corrects:
        correct = f"; `digest draft{date} --correct` says it to its readers"
        return f"Next: put right in {name} what was wrong{correct}."
    todo = "" if edited else f"edit {name}, "
    return f"Next: {todo}look with `digest preview{date}`, then `digest build{date}`."


def refuse_empty(desk: Desk, edition: Edition, day: date) -> None:
    """Let no edition without any text reach readers.

    Raises:
        NothingToPublish: the file holds no text, or none that is not held. It may have been
            emptied by mistake, so it is not composed anew unasked.

    """
    from digest import marks

    if marks.printed(edition).is_empty:
        raise NothingToPublish(
            "there is no text in it",
            where=desk.workspace.name(desk.workspace.edition(day)),
            hint=f"Write it, or `digest draft --date {day} --force` composes it anew",
        )


def describe(
    desk: Desk, archive: Archive, drafted: Drafted, *, tell: Callable[[str], None] | None = None
) -> None:
    """Say what was done with the edition file, and in three lines what is in it.

    `tell` says the three lines; without it they are for who watches.
    """
    from digest import text

    console = desk.console
    name = desk.workspace.name(drafted.path)
    if drafted.changed:
        _warn_of_change(desk, drafted.day)
    if drafted.corrects:
        (tell or console.note)(f"{name}, the correction of {drafted.corrects}: {drafted.state}.")
        return
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
    if tell or console.verbose or console.interactive:
        _sum_up(desk, archive, drafted, tell or console.note)


def report_change(desk: Desk, archive: Archive, day: date) -> None:
    """Warn where an edition that was sent says something else by now."""
    from digest import pipeline

    edition = pipeline.read_edition(desk.workspace, day)
    if edition and pipeline.is_changed(desk.workspace, archive, day, edition):
        _warn_of_change(desk, day)


def _warn_of_change(desk: Desk, day: date) -> None:
    name = desk.workspace.name(desk.workspace.edition(day))
    desk.console.warn(
        f"{name} was changed after it was sent: readers do not have that."
        f" `digest draft --date {day} --correct` makes a correction"
    )


def _sum_up(desk: Desk, archive: Archive, drafted: Drafted, tell: Callable[[str], None]) -> None:
    from digest import pipeline

    summary = pipeline.sum_up(desk.workspace, archive, drafted)
    tell(f"  {_inside(summary)}")
    if summary.left_out is None:  # nobody has looked at the week
        return
    tell(f"  {_outside(summary.left_out)}")
    tell(f"  {_doubtful(summary)}")
    for what, names in _doubts(summary):
        for each in names:
            desk.console.detail(f"    {what}: {each}")


def _inside(summary: Summary) -> str:
    from digest import text

    stories = text.plural(summary.stories, "story", "stories")
    held = f", {summary.held} held for the next edition" if summary.held else ""
    return f"In it: {stories}{held}: {summary.headline or 'no headline'}"


def _outside(out: LeftOut) -> str:
    from digest import text

    said = [text.plural(out.off_topic, "item") + " off the topic"]
    for number, why in (
        (out.no_room, "for want of room"),
        (out.printed, "printed before"),
        (out.dropped, "that you took out"),
    ):
        if number:
            said.append(f"{text.plural(number, 'story', 'stories')} {why}")
    return f"Left out: {text.listed(said)}."


def _doubtful(summary: Summary) -> str:
    from digest import text

    doubts = summary.doubts
    said = [f"{name} (nobody knows whether there was any)" for name in doubts.absences]
    for names, one, many in (
        (doubts.single, "story that one source alone has", "stories that one source alone has"),
        (doubts.undated, "item without a date", "items without a date"),
        (doubts.unread, "feed not read well", "feeds not read well"),
    ):
        if names:
            said.append(text.plural(len(names), one, many))
    return f"Doubtful: {text.listed(said) if said else 'nothing'}."


def _doubts(summary: Summary) -> Iterator[tuple[str, tuple[str, ...]]]:
    doubts = summary.doubts
    yield "one source", doubts.single
    yield "no date", doubts.undated
    yield "not read well", doubts.unread


def report_doubts(desk: Desk, drafted: Drafted) -> None:
    """Warn of what the edition does not know."""
    where = desk.workspace.name(drafted.path)
    for part in drafted.edition.parts:
        if part.unknown_absence is not None:
            desk.console.warn(
                f"{where}: {part.id or part.title}: it is not known whether there was anything"
                f" ({part.unknown_absence}); write a text, or delete the comment"
            )
