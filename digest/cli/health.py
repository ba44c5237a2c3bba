"""How the feeds are, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from digest import pipeline, text, urls

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from digest.cli.common import Desk
    from digest.model import Source
    from digest.pipeline import Health

#: Wide enough for any feed: for programs that read the list, a feed is a line.
A_LINE = 10_000
#: On a terminal with fewer columns the cells of a table would be a word wide.
WORTH_A_TABLE = 110
HEADINGS = (
    *("State", "Id", "Last success", "Last entry", "A week", "Failures", "Next try"),
    *("Reason", "What to do"),
)
COLOURS = {"ok": "green", "stale": "yellow", "empty": "yellow", "unread": "yellow"}


def where(source: Source) -> str:
    """Name the place of a feed for people: its address without credentials, or its path."""
    return urls.without_credentials(source.url) or source.path


def print_json(rows: Sequence[Health]) -> None:
    """Print everything, times in UTC."""
    import json

    shown = {"feeds": [_as_json(row) for row in rows]}
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2))


def _as_json(row: Health) -> dict[str, Any]:
    reading = row.reading

    def written(moment: datetime | None) -> str | None:
        return moment.isoformat(timespec="seconds") if moment else None

    return {
        "id": row.source.id,
        "name": row.source.name,
        "where": where(row.source),
        "state": row.condition,
        "last_success": written(reading.last_good),
        "last_entry": written(row.newest),
        "entries": len(reading.entries),
        "entries_a_week": round(row.weekly, 1),
        "failures": reading.failures,
        "failed_since": written(reading.failed_since),
        "next_try": written(reading.next_try),
        "gone_since": written(reading.gone),
        "reason": row.reason,
        "advice": row.advice,
    }


def print_health(desk: Desk, rows: Sequence[Health]) -> None:
    """Print a table, or where a terminal is too narrow for one, some lines for each feed."""
    from rich.console import Console

    console = Console()
    if console.is_terminal and console.width < WORTH_A_TABLE:
        for row in rows:
            _print_block(desk, row)
        return
    from rich.table import Table
    from rich.text import Text

    if not console.is_terminal:
        console = Console(width=A_LINE)
    table = Table(box=None, pad_edge=False)
    for heading in HEADINGS:
        table.add_column(
            heading,
            overflow="fold",
            no_wrap=heading in {"State", "Last success", "Last entry", "Next try"},
            justify="right" if heading in {"A week", "Failures"} else "left",
        )
    for row in rows:
        cells = _cells(desk, row)
        colour = COLOURS.get(row.condition, "red")
        table.add_row(Text(cells[0], style=colour), *(Text(cell) for cell in cells[1:]))
    console.print(table)


def _cells(desk: Desk, row: Health) -> tuple[str, ...]:
    zone = desk.workspace.config.newsletter.zone
    reading = row.reading
    return (
        row.condition,
        row.source.id,
        f"{reading.last_good.astimezone(zone):%Y-%m-%d %H:%M}" if reading.last_good else "never",
        f"{row.newest.astimezone(zone):%Y-%m-%d}" if row.newest else "none",
        f"{row.weekly:.1f}",
        str(reading.failures),
        _next_try(desk, row),
        row.reason,
        row.advice,
    )


def _next_try(desk: Desk, row: Health) -> str:
    if row.condition == "ended":
        return "never"
    at, zone = row.reading.next_try, desk.workspace.config.newsletter.zone
    if at is None or at <= desk.now:
        return "any time"
    return pipeline.clock(at.astimezone(zone), desk.now.astimezone(zone))


def _print_block(desk: Desk, row: Health) -> None:
    _, id_, good, newest, weekly, _, next_try, reason, advice = _cells(desk, row)
    state = click.style(f"{row.condition:<6}", fg=COLOURS.get(row.condition, "red"))
    click.echo(f"{state}  {id_}")
    click.echo(f"  last success {good}, last entry {newest}, {weekly} a week")
    if reason:
        number = text.plural(row.reading.failures, "failure")
        click.echo(f"  {reason} ({number}; next try: {next_try})")
    if advice:
        click.echo(f"  {advice}.")
