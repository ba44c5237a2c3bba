"""`digest explain`."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from digest.cli.common import Command, date_option, open_desk

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import Console

    from digest.cli.common import Desk
    from digest.pipeline import Explained, Row

STRONGEST = 3
#: So many terms of a reason are shown with its story; `digest explain ITEM` shows all.
TERMS = 4
#: A terminal of fewer columns has no room for a table's.
NARROW = 100


@click.command(cls=Command)
@date_option
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.argument("item", required=False)
def explain(*, asked: str, form: str, item: str | None) -> None:
    """Say why each item of the week is where it is.

    Without ITEM: the week's stories by section, with their score and what decided or weighs most.
    With ITEM (an item's or a story's id, or a link): everything about it. Judges the edition file
    if there is one, else what `draft` would compose. Rank 1 is the story that leads unless a
    person orders otherwise. Uses no network and writes nothing.

    \b
    Examples:
      digest explain --date 2024-02-16
      digest explain 19ab04
      digest explain --format json | jq '.items[] | select(.placed)'
    """
    from digest import pipeline
    from digest.cli.intake import take_in
    from digest.errors import UsageError

    desk = open_desk()
    day = desk.day(asked)
    with desk.archive_copy() as archive:
        take_in(desk, archive, offline=True)
        explained = pipeline.explain(desk.workspace, archive, day, now=desk.now)
    rows = explained.rows
    if item is not None:
        rows = tuple(row for row in rows if item in _names(row))
        if not rows:
            raise UsageError(
                f"no item of the week of {day} is {item!r}",
                hint="`digest explain` lists them; another week's need --date",
            )
    if form == "json":
        _print_json(explained, rows)
    elif item is not None:
        _print_items(desk, rows)
    else:
        _print_table(desk, explained)


def _names(row: Row) -> set[str]:
    return {row.item.id, row.story.id, row.item.url, row.item.canonical_url} - {""}


def _print_json(explained: Explained, rows: Sequence[Row]) -> None:
    import json

    window = explained.window
    shown = {
        "date": explained.date.isoformat(),
        "window": [window.start.isoformat(), window.end.isoformat()],
        "items": [_as_json(row) for row in rows],
    }
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2))


def _as_json(row: Row) -> dict[str, Any]:
    item = row.item
    return {
        "id": item.id,
        "url": item.url,
        "canonical_url": item.canonical_url,
        "title": item.title,
        "source": item.source,
        "publisher": item.publisher,
        "published": item.when.isoformat(),
        "section": row.section,
        "placed": row.placed,
        "lead": row.lead,
        "story": row.story.id,
        "rank": row.story.rank,
        "score": round(row.story.score, 3),
        "reasons": [str(reason) for reason in row.reasons],
    }


def _print_items(desk: Desk, rows: Sequence[Row]) -> None:
    zone = desk.workspace.config.newsletter.zone
    for row in rows:
        item = row.item
        where = f"in {row.section}" if row.section else "off the topic"
        placed = "leads the edition" if row.lead else "placed" if row.placed else "not placed"
        click.echo(click.style(item.title, bold=True))
        for name, value in (
            ("id", f"{item.id} (story {row.story.id})"),
            ("link", item.url),
            ("reported by", item.publisher),
            ("source", item.source),
            ("date", f"{item.when.astimezone(zone):%Y-%m-%d %H:%M %Z} (by {item.dated_by})"),
            ("place", f"{where}, {placed}"),
            ("rank", f"{row.story.rank or 'none'}, score {row.story.score:.2f}"),
        ):
            if value:
                click.echo(f"  {name + ':':<13}{value}")
        for reason in row.reasons:
            click.echo(f"    {reason}")


def _print_table(desk: Desk, explained: Explained) -> None:
    from rich.console import Console
    from rich.text import Text

    if not explained.rows:
        desk.console.say("There are no items in that week.")
    console = Console()
    if not console.is_terminal:
        console = Console(width=160)
    reports = Counter(row.story.id for row in explained.rows)
    sections: dict[str, dict[str, Row]] = {}
    for row in explained.rows:
        group = _group(row)
        known = desk.workspace.config.section(group)
        title = (known.title or known.id) if known else group
        sections.setdefault(title, {}).setdefault(row.story.id, row)
    stories = [(title, tuple(rows.values())) for title, rows in sections.items()]
    if console.width < NARROW:
        _print_list(console, stories, reports)
    else:
        _print_columns(console, stories, reports)
    for finding in explained.findings:
        console.print(Text(f"{finding.section}: {finding.state}: {finding.reason}"))


def _print_columns(
    console: Console, stories: Iterable[tuple[str, Sequence[Row]]], reports: Mapping[str, int]
) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table("Story", "Score", "Reports", "Title", "Why", box=None, pad_edge=False)
    for section, rows in stories:
        table.add_row("", "", "", Text(section, style="bold"), "")
        for row in rows:
            table.add_row(
                row.story.id,
                f"{row.story.score:.1f}",
                str(reports[row.story.id]),
                Text(_headline(row)),
                Text("; ".join(_why(row))),
            )
    console.print(table)


def _print_list(
    console: Console, stories: Iterable[tuple[str, Sequence[Row]]], reports: Mapping[str, int]
) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from digest import text

    for section, rows in stories:
        console.print(Text(section, style="bold"))
        for row in rows:
            of = text.plural(reports[row.story.id], "report")
            console.print(Padding(Text(_headline(row)), (0, 0, 0, 2)))
            lines = (f"{row.story.id}, score {row.story.score:.1f}, {of}", *_why(row))
            console.print(Padding(Text("\n".join(lines)), (0, 0, 0, 4)))


def _headline(row: Row) -> str:
    return f"★ {row.item.title}" if row.lead else row.item.title


def _why(row: Row) -> list[str]:
    """Say what decided, then what weighs most, with the first of its terms."""
    weighing = (replace(it, found=_first_terms(it.found)) for it in row.weighing)
    return [str(reason) for reason in (*row.deciding, *weighing)][:STRONGEST]


def _first_terms(found: str) -> str:
    terms = found.split(", ")
    return ", ".join([*terms[:TERMS], "…"] if len(terms) > TERMS else terms)


def _group(row: Row) -> str:
    if row.placed:
        return row.section or "In sections of your own"
    return "Not placed" if row.section else "Off the topic"
