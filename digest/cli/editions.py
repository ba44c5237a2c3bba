"""`digest editions`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from digest.cli.common import Command, open_desk

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from rich.console import Console

    from digest.cli.common import Desk
    from digest.pipeline import Listing

#: Columns below which a list is easier to read than a table.
NARROW = 100
#: Columns where nobody's terminal says otherwise.
WIDE = 160


@click.command(cls=Command, short_help="List the editions: state, stories, files.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def editions(*, form: str) -> None:
    """List every edition, newest first: its day, title, state, stories, and where its files are.

    The state is the last thing that happened to it: draft (as the program wrote it), edited,
    built (and not changed since), sent, or corrected (a correction of it was sent). "held" counts
    the stories that are kept for the next edition; "changed" is an edition that says something
    else than what its readers have had: `digest draft --correct` makes a correction.

    JSON has "editions": "date", "title", "state", "stories", "held", "edited", "changed",
    "corrects", "corrected_by", "built_at", "sent_at", "file", "outputs" and "error", which says
    why a file cannot be read.

    \b
    Examples:
      digest editions
      digest editions --format json | jq -r '.editions[] | select(.state == "edited").file'
    """
    from digest import pipeline

    desk = open_desk()
    with desk.archive_copy() as archive:
        found = pipeline.list_editions(desk.workspace, archive)
    if form == "json":
        _print_json(desk, found)
        return
    if not found:
        desk.console.say("There are no editions yet: `digest draft` makes the first.")
        return
    _print(desk, found)
    for listing in found:
        if listing.fault:
            desk.console.warn(listing.fault)


def _print(desk: Desk, found: Sequence[Listing]) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(width=WIDE, highlight=False)
    (_print_list if console.width < NARROW else _print_table)(desk, console, found)


def _print_table(desk: Desk, console: Console, found: Sequence[Listing]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    table.add_column("Date", no_wrap=True)
    table.add_column("State", no_wrap=True)
    table.add_column("Stories", no_wrap=True)
    table.add_column("Title")
    table.add_column("Files", overflow="fold")
    for it in found:
        cells = (str(it.day), _state(it), _stories(it), _title(it), _files(desk, it))
        table.add_row(*map(Text, cells))
    console.print(table)


def _print_list(desk: Desk, console: Console, found: Sequence[Listing]) -> None:
    from rich.padding import Padding
    from rich.text import Text

    for it in found:
        head = Text(f"{it.day}  ", style="bold").append(f"{_state(it)}, {_stories(it)}", "")
        console.print(head)
        for line in (_title(it), _files(desk, it)):
            console.print(Padding(Text(line, overflow="fold"), (0, 0, 0, 2)))


def _state(listing: Listing) -> str:
    return f"{listing.state}, changed" if listing.changed else listing.state


def _stories(listing: Listing) -> str:
    from digest import text

    stories = text.plural(listing.stories, "story", "stories")
    return f"{stories}, {listing.held} held" if listing.held else stories


def _title(listing: Listing) -> str:
    return listing.title or ("cannot be read" if listing.fault else "without a title")


def _files(desk: Desk, listing: Listing) -> str:
    """Name the files; those of one name in one folder are named together."""
    name = desk.workspace.name
    mine = name(listing.path) if listing.path else "no edition file"
    if not listing.outputs:
        return mine
    suffixes = [path.suffix.removeprefix(".") for path in listing.outputs]
    stem = name(listing.outputs[0].with_suffix(""))
    made = f"{stem}.{suffixes[0]}" if len(suffixes) == 1 else f"{stem}.{{{','.join(suffixes)}}}"
    return f"{mine} {made}"


def _print_json(desk: Desk, found: Sequence[Listing]) -> None:
    import json

    shown = {"editions": [_row(desk, it) for it in found]}
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2))


def _row(desk: Desk, listing: Listing) -> dict[str, Any]:
    return {
        "date": listing.day.isoformat(),
        "title": listing.title,
        "state": listing.state,
        "stories": listing.stories,
        "held": listing.held,
        "edited": listing.edited,
        "changed": listing.changed,
        "corrects": listing.corrects.isoformat() if listing.corrects else None,
        "corrected_by": [day.isoformat() for day in listing.corrected_by],
        "built_at": _moment(desk, listing.built_at),
        "sent_at": _moment(desk, listing.sent_at),
        "file": _path(desk, listing.path),
        "outputs": [_path(desk, path) for path in listing.outputs],
        "error": listing.fault or None,
    }


def _moment(desk: Desk, moment: datetime | None) -> str | None:
    zone = desk.workspace.config.newsletter.zone
    return moment.astimezone(zone).isoformat() if moment else None


def _path(desk: Desk, path: Path | None) -> str | None:
    return desk.workspace.name(path) if path else None
