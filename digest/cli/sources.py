"""`digest sources`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.common import Group, global_options, open_desk, write_out

if TYPE_CHECKING:
    from digest.cli.common import Desk
    from digest.model import Reading, Source

FILE = "sources/feeds.toml"


@click.group(cls=Group, short_help="Feeds and their health, OPML lists.")
@global_options
def sources() -> None:
    """List, add, remove and check feeds; read and write OPML lists of them.

    What is added and removed is written to sources/feeds.toml, where your own comments stay as
    they are. Feeds in sources/*.opml are read, too.

    \b
    Examples:
      digest sources add https://www.state.gov/feed/ --section state
      digest sources check
      digest sources import subscriptions.opml
    """


@sources.command("list", short_help="List the feeds, and how their last reading went.")
def list_() -> None:
    """List the feeds, with their last good reading and the entries known of each.

    Entries are those in the archive. Uses no network and writes nothing. Where standard output
    is no terminal, each feed is one line, however long.

    \b
    Example:
      digest sources list
    """
    from digest import pipeline

    desk = open_desk()
    listed = pipeline.feeds(desk.workspace)
    if not listed:
        desk.console.say("There are no feeds: `digest sources add URL` adds one.")
        return
    with desk.archive_copy() as archive:
        readings = archive.readings(source.id for source in listed)
    _print_table(desk, list(zip(listed, readings, strict=True)))


def _print_table(desk: Desk, rows: list[tuple[Source, Reading]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from digest.cli.health import A_LINE, where

    console = Console()
    if not console.is_terminal:
        console = Console(width=A_LINE)
    zone = desk.workspace.config.newsletter.zone
    table = Table(box=None, pad_edge=False)
    for name in ("Id", "Name", "Where", "Section", "Last good reading"):
        table.add_column(name, overflow="fold")
    table.add_column("Entries", justify="right")
    for source, reading in rows:
        good = reading.last_good
        cells = (
            source.id,
            source.name,
            where(source),
            source.section,
            f"{good.astimezone(zone):%Y-%m-%d %H:%M}" if good else "never",
            str(len(reading.entries)),
        )
        style = "red" if reading.error else ""
        table.add_row(*(Text(cell, style=style) for cell in cells))
    console.print(table)


@sources.command()
@click.argument("url")
@click.option("--name", default="", help="As readers know it. Default: the site.")
@click.option("--id", "id_", metavar="ID", default="", help="Default: made from the name.")
@click.option("--section", metavar="ID", default="", help="What its items are mostly about.")
def add(*, url: str, name: str, id_: str, section: str) -> None:
    """Add the feed at URL to sources/feeds.toml.

    A feed that is read already is refused. The address is not asked: `digest sources check` does
    that.

    \b
    Examples:
      digest sources add https://www.state.gov/feed/
      digest sources add https://example.org/rss --name "Example Times" --section other
    """
    from digest import pipeline

    desk = open_desk()
    made = pipeline.subscribe(desk.workspace, url, name=name, id_=id_, section=section)
    desk.console.note(f"Added {made.id} to {FILE}.")


@sources.command()
@click.argument("id_", metavar="ID")
def remove(*, id_: str) -> None:
    """Take the feed ID out of sources/feeds.toml.

    A comment right above its [[feeds]] goes with it; all else stays as it is. What was read from
    it stays in the archive, but no edition takes it any more.

    \b
    Example:
      digest sources remove example-times
    """
    from digest import pipeline
    from digest.cli.health import where

    desk = open_desk()
    gone = pipeline.unsubscribe(desk.workspace, id_)
    desk.console.note(f"Removed {gone.id} ({where(gone)}) from {FILE}.")


@sources.command(short_help="Read every feed now, and say how each is.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def check(*, form: str) -> int:
    """Read every feed now, whenever it is due, and say how each is and what to do.

    Also feeds that are put off, or have ended. A feed is stale if it is read well but has had no
    entry for 21 days and for five times its usual gap. What is read is kept, as by `digest fetch`.
    Exit codes: 0 all were read, 1 some failed.

    \b
    Examples:
      digest sources check
      digest sources check --format json | jq '.feeds[] | select(.state != "ok")'
    """
    from digest import pipeline
    from digest.cli import health
    from digest.cli.intake import read_sources, report_moves

    desk = open_desk()
    if not pipeline.feeds(desk.workspace):
        if form == "json":
            health.print_json(())
        else:
            desk.console.say("There are no feeds: `digest sources add URL` adds one.")
        return 0
    with desk.archive() as archive:
        intake = read_sources(desk, archive, offline=False, ask_all=True)
        errors = {fetched.source.id: fetched.error for fetched in intake.failed if fetched.error}
        rows = pipeline.health(desk.workspace, archive, now=desk.now, errors=errors)
    report_moves(desk, intake)
    if form == "json":
        health.print_json(rows)
    else:
        health.print_health(desk, rows)
    return 1 if any(row.condition in {"failed", "ended"} for row in rows) else 0


@sources.command("import", short_help="Add the feeds of an OPML list.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
def import_(*, file: Path) -> None:
    """Add the feeds of an OPML list to sources/feeds.toml, but for those that are read already.

    \b
    Example:
      digest sources import subscriptions.opml
    """
    from digest import pipeline, text
    from digest.cli.health import where

    desk = open_desk()
    added = pipeline.subscribe_all(desk.workspace, file)
    for source in added:
        desk.console.detail(f"{source.id}: {where(source)}")
    desk.console.say(f"Added {text.plural(len(added), 'feed')} to {FILE}.")


@sources.command(short_help="Write the feeds as an OPML list.")
@click.option("-o", "--output", metavar="FILE", help="Default: standard output.")
def export(*, output: str | None) -> None:
    """Write the feeds that have a web address as an OPML 2.0 list.

    \b
    Examples:
      digest sources export -o subscriptions.opml
      digest sources export | grep -c xmlUrl
    """
    from digest import pipeline
    from digest.ingest import opml
    from digest.workspace import write_file

    desk = open_desk()
    listed = pipeline.feeds(desk.workspace)
    content = opml.write(listed, title=desk.workspace.config.newsletter.name)
    left_out = sum(1 for source in listed if not source.url)
    if left_out:
        desk.console.note(f"Left out {left_out} saved in files: they have no web address.")
    if output is None or output == "-":
        write_out(content)
    else:
        write_file(Path(output).absolute(), content, where=output)
