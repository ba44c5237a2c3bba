"""`digest explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from digest.cli.common import Command, date_option, open_desk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.cli.common import Desk
    from digest.model import Reason
    from digest.pipeline import Explained, Row

STRONGEST = 3


@click.command(cls=Command)
@date_option
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.argument("item", required=False)
def explain(*, asked: str, form: str, item: str | None) -> None:
    """Say why each item of the week is where it is.

    Without ITEM: the week's stories by section, with their score and strongest reasons. With
    ITEM (an item's or a story's id, or a link): everything about it. Judges the edition file if
    there is one, else what `draft` would compose. Uses no network and writes nothing.

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
    from rich.table import Table
    from rich.text import Text

    if not explained.rows:
        desk.console.say("There are no items in that week.")
    console = Console()
    if not console.is_terminal:
        console = Console(width=160)
    config = desk.workspace.config
    table = Table("Story", "Score", "Reports", "Title", "Why", box=None, pad_edge=False)
    seen: set[str] = set()
    section: str | None = ""
    reports = [row.story.id for row in explained.rows]
    for row in explained.rows:
        if row.story.id in seen:
            continue
        seen.add(row.story.id)
        group = _group(row)
        if group != section:
            section = group
            known = config.section(group)
            title = (known.title or known.id) if known else group
            table.add_row("", "", "", Text(title, style="bold"), "")
        strongest: dict[str, Reason] = {}
        for reason in sorted(row.reasons, key=lambda reason: -abs(reason.weight)):
            strongest.setdefault(reason.rule, reason)
        table.add_row(
            row.story.id,
            f"{row.story.score:.1f}",
            str(reports.count(row.story.id)),
            Text(("★ " if row.lead else "") + row.item.title),
            Text("; ".join(str(it) for it in list(strongest.values())[:STRONGEST])),
        )
    console.print(table)
    for finding in explained.findings:
        console.print(Text(f"{finding.section}: {finding.state}: {finding.reason}"))


def _group(row: Row) -> str:
    if row.placed:
        return row.section or "In sections of your own"
    return "Not placed" if row.section else "Off the topic"
