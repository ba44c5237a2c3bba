"""`digest build --all`: every edition, and the list of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import date

    from digest.cli.common import Desk
    from digest.model import Page


def build_all(desk: Desk, output: str | None) -> None:
    """Render every edition file into out/, or the folder `output`, with an index and a feed.

    Raises:
        UsageError: `output` is no folder.

    """
    from digest import pipeline, text
    from digest.workspace import write_file

    folder = desk.workspace.output if output is None else Path(output).absolute()
    if output == "-" or folder.is_file():
        raise click.UsageError(f"-o {output}: --all needs a folder.")
    console = desk.console

    def on_page(day: date, page: Page) -> None:
        for picture in page.unembedded:
            console.warn(f"{day}: {picture}")

    with desk.archive_copy() as archive:
        shelf = pipeline.shelve(desk.workspace, archive, now=desk.now, on_page=on_page)
    for name, content in shelf.files:
        path = folder / name
        write_file(path, content, where=desk.workspace.name(path))
        console.detail(f"Wrote {desk.workspace.name(path)} ({len(content):,} bytes).")
    for day in shelf.empty:
        console.warn(f"editions/{day}.md: there is no text in it; left out")
    if shelf.coming:
        days = text.listed(map(str, shelf.coming))
        console.say(f"Rendered, but not listed yet, since the day is still to come: {days}.")
    if shelf.no_feed:
        console.say(f"No feed was made: {shelf.no_feed}.")
    made = text.plural(shelf.editions, "edition")
    console.note(f"Wrote {made} and {desk.workspace.name(folder / 'index.html')}.")
