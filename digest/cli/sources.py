"""`digest sources`."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.common import Group, global_options, open_desk, write_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.cli.common import Desk
    from digest.model import Reading, Source

FILE = "sources/feeds.toml"


@click.group(cls=Group, short_help="Feeds and their health, OPML lists.")
@global_options
def sources() -> None:
    """List, add, remove and check feeds; read and write OPML lists of them.

    What is added and removed is written to sources/feeds.toml, where your own comments stay as
    they are. Feeds in sources/*.opml are read, too.

    A feed is added by its own address, or by that of a web page that names it.

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


@sources.command(short_help="Add a feed, or the feed of a web page.")
@click.argument("url")
@click.option("--name", default="", help="As readers know it. Default: the feed's own title.")
@click.option("--id", "id_", metavar="ID", default="", help="Default: made from the name.")
@click.option("--section", metavar="ID", default="", help="What its items are mostly about.")
@click.option("--allow-private", is_flag=True, help="Also on this machine or in a private network.")
def add(*, url: str, name: str, id_: str, section: str, allow_private: bool) -> int:
    """Add the feed at URL, or the one that the web page there names, to sources/feeds.toml.

    The address is asked. Where it has moved for good, the new one is added. A page that names
    several feeds has them listed, to choose from; one that names none is asked for the usual
    places. What does not answer, or not now, is added as given, with a warning: `digest sources
    check` asks it again. What is no feed, or is read already, is refused. Exit codes: 0 added,
    1 there is no feed or a choice of several, 2 the command line is wrong.

    \b
    Examples:
      digest sources add https://www.state.gov/feed/
      digest sources add www.example.org/news
      digest sources add https://example.org/rss --name Times --section other
    """
    from digest import pipeline, urls

    desk = open_desk()
    with _waiting(desk):
        made = pipeline.subscribe(
            desk.workspace,
            url,
            now=desk.now,
            name=name,
            id_=id_,
            section=section,
            allow_private=allow_private,
        )
    there = urls.without_credentials(made.source.url)
    if made.page:
        desk.console.say(f"Found {there} for the page {urls.without_credentials(made.page)}.")
    if made.moved:
        was = urls.without_credentials(made.moved)
        desk.console.say(f"The feed has moved for good: {FILE} says {there} (not {was}).")
    desk.console.note(f"Added {made.source.id} to {FILE}.")
    if made.unasked:
        desk.console.warn(
            f"{there} is added, but could not be asked: {made.unasked.what}."
            " `digest sources check` asks it again."
        )
    return 0


@contextmanager
def _waiting(desk: Desk) -> Iterator[None]:
    """Show that something goes on, to somebody who watches."""
    if not desk.console.interactive:
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status("Asking the address"):
        yield


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

    OPML 1.0 and 2.0. No feed is asked: `digest sources check` does that. From a list that is
    broken or cut off, the feeds that are whole are added, with a warning that names the line.

    \b
    Example:
      digest sources import subscriptions.opml
    """
    from digest import pipeline, text
    from digest.cli.health import where

    desk = open_desk()
    brought = pipeline.subscribe_all(desk.workspace, file)
    for source in brought.added:
        desk.console.detail(f"{source.id}: {where(source)}")
    desk.console.say(f"Added {text.plural(len(brought.added), 'feed')} to {FILE}.")
    if brought.fault:
        desk.console.warn(f"{file} is broken, and feeds may be missing. {brought.fault}.")
    if brought.pages:
        number = text.plural(brought.pages, "web page")
        desk.console.warn(f"left out {number} without a feed: `digest sources add` finds it.")


@sources.command(short_help="Write the feeds as an OPML list.")
@click.option("-o", "--output", metavar="FILE", help="Default: standard output.")
def export(*, output: str | None) -> None:
    """Write the feeds that have a web address as an OPML 2.0 list.

    Names, addresses and sections are written. User names and passwords in addresses are not: a
    list is made to be shared.

    \b
    Examples:
      digest sources export -o subscriptions.opml
      digest sources export | grep -c xmlUrl
    """
    from digest import pipeline, text, urls
    from digest.ingest import opml
    from digest.workspace import write_file

    desk = open_desk()
    listed = pipeline.feeds(desk.workspace)
    title = desk.workspace.config.newsletter.name
    content = opml.write(listed, title=title, at=desk.now)
    left_out = sum(1 for source in listed if not source.url)
    if left_out:
        desk.console.note(f"Left out {left_out} saved in files: they have no web address.")
    bare = sum(1 for source in listed if source.url != urls.without_credentials(source.url))
    if bare:
        number = text.plural(bare, "address", "addresses")
        desk.console.warn(f"{number} written without the user name and password in it.")
    if output is None or output == "-":
        write_out(content)
    else:
        write_file(Path(output).absolute(), content, where=output)
