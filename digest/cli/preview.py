"""`digest preview`."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from digest.cli.common import Command, date_option, now, offline_option, open_desk

if TYPE_CHECKING:
    from datetime import date

    from digest.cli.common import Desk
    from digest.errors import DigestError
    from digest.model import Fetched
    from digest.preview.snapshot import Snapshot
    from digest.preview.watch import Watched

HIGHEST_PORT = 65_535
TOKEN_BYTES = 16
#: Without a network, the pictures of the mail are not asked for until somebody wants them.
WITHOUT_IMAGES = "?images=off"


@click.command(cls=Command, short_help="Show the edition in a browser, live.")
@date_option
@click.option(
    "--port",
    metavar="N",
    type=click.IntRange(1, HIGHEST_PORT),
    help="Serve on this port. Default: any free one.",
)
@offline_option
@click.option("--no-browser", is_flag=True, help="Open no browser; the address is printed.")
def preview(*, asked: str, port: int | None, offline: bool, no_browser: bool) -> None:
    """Show an edition in a browser: the mail as `build` writes it, its text, its message.

    Fetches and drafts as `build` does, then serves the edition on this machine alone, at an
    address with a random token in it, which is printed on standard error. The page follows the
    edition file, the templates, digest.toml and the sources as they change; a fault in one of
    them is shown until it is mended. Writes nothing to out/. Ctrl-C ends it.

    Exit codes: 0 ended, 1 failed (such as a port that is taken), 2 wrong command line or
    digest.toml, 3 nothing to publish.

    \b
    Examples:
      digest preview
      digest preview --date 2024-02-16 --offline
      digest preview --port 8000 --no-browser
    """
    import secrets
    from contextlib import closing

    from digest.preview import live, server

    desk = open_desk()
    session = Session(desk, desk.day(asked))
    # First, so that nobody waits for the feeds to hear that the port is taken.
    with closing(server.listen(port or 0)) as listening:
        first = session.begin(offline=offline)

        def on_ready(url: str) -> None:
            session.announce(url + (WITHOUT_IMAGES if offline else ""), browser=not no_browser)

        live.run(
            listening,
            token=secrets.token_urlsafe(TOKEN_BYTES),
            first=first,
            look=session.look,
            watched=session.watched,
            on_ready=on_ready,
        )


class Session:
    """One edition while it is shown: its desk as digest.toml last had it, and what went wrong."""

    def __init__(self, desk: Desk, day: date) -> None:
        """Look at nothing yet."""
        self.desk = desk
        self.day = day
        self.unread: tuple[Fetched, ...] = ()
        """Feeds that failed when it began; they are not asked again."""
        self.fault = ""

    @property
    def where(self) -> str:
        """The edition file as people name it."""
        return self.desk.workspace.name(self.desk.workspace.edition(self.day))

    def begin(self, *, offline: bool) -> Snapshot | DigestError:
        """Fetch and draft as `build` does. A fault that can be mended in the files is returned.

        Raises:
            NothingToPublish: there is no edition, and nothing to make one of.
            ConfigError, ArchiveError, OutputError: nothing can be shown at all.

        """
        from digest import pipeline
        from digest.cli.draft import describe, report_doubts
        from digest.cli.intake import take_in
        from digest.errors import EditionError, TemplateError

        desk = self.desk
        with desk.archive() as archive:
            intake = take_in(desk, archive, offline=offline)
            self.unread = tuple(fetched for fetched in intake.failed if fetched.source.url)
            try:
                drafted = pipeline.draft(desk.workspace, archive, self.day, now=desk.now)
                describe(desk, drafted)
                report_doubts(desk, drafted)
                return pipeline.preview(
                    desk.workspace, archive, drafted, now=desk.now, failed=intake.failed
                )
            except (EditionError, TemplateError) as error:
                self._tell(str(error))
                return error

    def look(self) -> Snapshot:
        """Read the local files and the edition again; a fault is told once on standard error.

        Raises:
            DigestError: something is to be mended first.

        """
        from digest.errors import DigestError

        try:
            snapshot = self._look()
        except DigestError as error:
            self._tell(str(error))
            raise
        self._tell("")
        return snapshot

    def _look(self) -> Snapshot:
        from digest import pipeline, workspace
        from digest.errors import EditionError

        root = self.desk.workspace.root
        self.desk = replace(self.desk, workspace=workspace.load(root, start=root), now=now())
        desk = self.desk
        with desk.archive() as archive:
            intake = pipeline.take_in(desk.workspace, archive, now=desk.now, offline=True)
            if not desk.workspace.edition(self.day).exists():
                # Somebody may be about to write it, and a new draft would be in the way.
                hint = "Put it back, or begin again with `digest preview`"
                raise EditionError("the file is gone", where=self.where, hint=hint)
            drafted = pipeline.draft(desk.workspace, archive, self.day, now=desk.now)
            failed = (*self.unread, *intake.failed)
            return pipeline.preview(desk.workspace, archive, drafted, now=desk.now, failed=failed)

    def _tell(self, fault: str) -> None:
        if fault and fault != self.fault:
            self.desk.console.warn(fault)
        if self.fault and not fault:
            self.desk.console.note("Mended.")
        self.fault = fault

    def watched(self) -> Watched:
        """Say what the edition is made of."""
        from digest import pipeline
        from digest.preview.watch import Watched

        files, folders = pipeline.ingredients(self.desk.workspace, self.day)
        return Watched(files=files, folders=folders)

    def announce(self, url: str, *, browser: bool) -> None:
        """Say the address, which nobody could guess, and open it."""
        click.echo(f"Preview of {self.where}: {url}", err=True)
        self.desk.console.note("Ctrl-C ends it.")
        if browser:
            # A browser in the terminal would hold us up; one thread of its own, which ends with us.
            threading.Thread(target=self._open, args=(url,), daemon=True).start()

    def _open(self, url: str) -> None:
        import webbrowser

        if not webbrowser.open(url):
            self.desk.console.note("No browser could be opened: open the address yourself.")
