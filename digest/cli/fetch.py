"""`digest fetch`."""

from __future__ import annotations

import click

from digest.cli.common import Command, offline_option, open_desk


@click.command(cls=Command)
@offline_option
def fetch(*, offline: bool) -> None:
    """Read the sources into the archive.

    Feeds over the network, saved feeds, and the texts in sources/items/. Reading twice adds
    nothing. A source that cannot be read is named at the end, with the reason.

    After a server's trouble (429, 5xx, no answer) a feed is let alone for 5 minutes, then for
    twice as long each time, 12 hours at most, or as long as its server asks for, a day at most. A
    feed that has ended (410, or expired) is not asked again; `digest sources check` asks all. The
    address of one that has moved for good (301, 308) is changed in sources/feeds.toml.

    The articles of sources with full_text = true are read after the feeds, as their robots.txt
    allows; -v names each.

    \b
    Example:
      digest fetch -v
    """
    from digest import text
    from digest.cli.intake import take_in

    desk = open_desk()
    with desk.archive() as archive:
        intake = take_in(desk, archive, offline=offline)
    desk.console.note(
        f"Read {text.plural(intake.read - len(intake.failed), 'source')}:"
        f" {text.plural(intake.new, 'new item')}, {intake.changed} changed."
    )
