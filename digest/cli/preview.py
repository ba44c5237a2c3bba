"""`digest preview`."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from digest.cli.common import Command, date_option, now, offline_option, open_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from digest.archive import Archive
    from digest.cli.common import Desk
    from digest.errors import DigestError
    from digest.model import Fetched
    from digest.pipeline import Drafted
    from digest.preview.actions import Action, Outcome
    from digest.preview.snapshot import Failure, Snapshot
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

    Fetches and drafts as `build` does, and serves the edition on this machine alone, at an
    address with a random token in it, which is printed on standard error. An edition that is
    there is shown at once, and the feeds are read meanwhile. The page follows the edition file,
    the templates, digest.toml and the sources as they change; a fault in one of them is shown
    until it is mended. Writes nothing to out/. Ctrl-C ends it.

    Beside the mail stand the week's stories, what `check` finds, and the sources. Buttons move
    a story, drop it, hold it, bring one in or make it the main story: each changes editions/DAY.md
    and nothing else, and only if the file still is what the page shows. Press ? in the page for
    its keys.

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
    session = Session(desk, desk.day(asked), offline=offline)
    # First, so that nobody waits for the feeds to hear that the port is taken.
    with closing(server.listen(port or 0)) as listening:
        first = session.begin()

        def on_ready(url: str) -> None:
            session.announce(url + (WITHOUT_IMAGES if offline else ""), browser=not no_browser)

        show = live.Show(
            first=first,
            look=session.look,
            act=session.act,
            watched=session.watched,
            on_ready=on_ready,
            beside=session.fetch if session.reads else None,
        )
        live.run(listening, token=secrets.token_urlsafe(TOKEN_BYTES), show=show)


class Session:
    """One edition while it is shown: its desk as digest.toml last had it, and what went wrong."""

    def __init__(self, desk: Desk, day: date, *, offline: bool) -> None:
        """Look at nothing yet."""
        from digest.pipeline.viewing import Viewing

        self.desk = desk
        self.day = day
        self.offline = offline
        self.viewing = Viewing(day)
        self.unread: tuple[Fetched, ...] = ()
        """Feeds that failed when it began; they are not asked again."""
        self.begun: Drafted | None = None
        """What was drafted, or there, and not yet shown."""
        self.is_behind = False
        """It is shown as it was there, and nobody was told yet what is new."""
        self.reads = False
        """The feeds are read meanwhile."""
        self.fault = ""

    @property
    def path(self) -> Path:
        """The edition file."""
        return self.desk.workspace.edition(self.day)

    @property
    def where(self) -> str:
        """The edition file as people name it."""
        return self.desk.workspace.name(self.path)

    def begin(self) -> Failure | None:
        """Take what is there; else fetch and draft as `build` does.

        A fault that can be mended in the files is returned. The first `look` shows the edition,
        while the browser opens.

        Raises:
            NothingToPublish: there is no edition, and nothing to make one of.
            ConfigError, ArchiveError, OutputError: nothing can be shown at all.

        """
        from digest import pipeline
        from digest.errors import EditionError

        self.is_behind = self.path.exists()
        self.reads = self.is_behind and not self.offline
        try:
            if self.is_behind:
                self.begun = pipeline.found(self.desk.workspace, self.day)
                return None
            with self.desk.archive() as archive:
                self._read(archive)
                self.begun = self._draft(archive, tell=True)
        except EditionError as error:
            return self._failed(error)
        return None

    def fetch(self) -> None:
        """Read the feeds, while what is there is shown."""
        from digest.errors import DigestError

        try:
            with self.desk.archive() as archive:
                self._read(archive)
        except DigestError as error:
            self._failed(error)
        self.reads = False

    def _read(self, archive: Archive) -> None:
        from digest.cli.intake import take_in

        intake = take_in(self.desk, archive, offline=self.offline)
        self.unread = tuple(fetched for fetched in intake.failed if fetched.source.url)

    def _draft(self, archive: Archive, *, tell: bool) -> Drafted:
        from digest import pipeline
        from digest.cli.draft import describe, report_doubts

        drafted = pipeline.draft(self.desk.workspace, archive, self.day, now=self.desk.now)
        if tell:
            describe(self.desk, archive, drafted)
            report_doubts(self.desk, drafted)
        return drafted

    def look(self, changed: frozenset[Path]) -> Iterator[Snapshot | Failure]:
        """Read again what has changed; empty: everything. A fault is told once on standard error.

        Where only the edition file and templates have changed, there is a quick view of it first.
        """
        from digest.errors import DigestError

        try:
            for snapshot in self._looks(changed):
                self._tell("")
                yield snapshot
        except DigestError as error:
            yield self._failed(error)

    def _looks(self, changed: frozenset[Path]) -> Iterator[Snapshot]:
        templates = self.desk.workspace.templates
        if self.begun is not None:
            drafted, self.begun = self.begun, None
            with self.desk.archive() as archive:
                first = self.viewing.glance(
                    self.desk.workspace, archive, drafted, now=self.desk.now
                )
            yield first
        others = {it for it in changed if it != self.path and not it.is_relative_to(templates)}
        if changed and not others and self.viewing.known:
            quick = self._as_shown() if changed == {self.path} else None
            if quick is None:
                with self.desk.archive() as archive:
                    quick = self._again(archive)
            if quick is not None:
                yield quick
                if changed == {self.path} and (judged := self.viewing.judged(self.desk.workspace)):
                    yield judged
                    return
        yield self._in_full()

    def _as_shown(self) -> Snapshot | None:
        """Return what is shown if the edition file is that very one: a button changed it."""
        shown = self.viewing.shown
        there = self.path.read_bytes() if self.path.is_file() else b""
        return shown if shown and not self.fault and there == shown.source else None

    def _again(self, archive: Archive) -> Snapshot | None:
        """Look at the edition file and the templates alone, if that is enough."""
        self.desk = replace(self.desk, now=now())
        return self.viewing.again(self.desk.workspace, archive, now=self.desk.now)

    def _in_full(self) -> Snapshot:
        from digest import pipeline, workspace
        from digest.cli.intake import report_failures
        from digest.errors import EditionError

        root = self.desk.workspace.root
        self.desk = replace(self.desk, workspace=workspace.load(root, start=root), now=now())
        desk = self.desk
        with desk.archive() as archive:
            intake = pipeline.take_in(desk.workspace, archive, now=desk.now, offline=True)
            if not self.path.exists():
                # Somebody may be about to write it, and a new draft would be in the way.
                hint = "Put it back, or begin again with `digest preview`"
                raise EditionError("the file is gone", where=self.where, hint=hint)
            tell = self.is_behind and not self.reads
            drafted = self._draft(archive, tell=tell)
            if tell:
                self.is_behind = False
                if self.offline:  # else they were told when the feeds were
                    report_failures(desk, intake)
            failed = (*self.unread, *intake.failed)
            return self.viewing.in_full(
                desk.workspace, archive, drafted, now=desk.now, failed=failed
            )

    def act(self, action: Action) -> Outcome:
        """Change the edition file, and look at it again, quickly where that is enough."""
        from digest.errors import DigestError
        from digest.preview.actions import Outcome

        with self.desk.archive() as archive:
            try:
                said, done = self.viewing.act(self.desk.workspace, archive, action), True
            except DigestError as error:
                said, done = str(error), False
        found: Snapshot | Failure | None
        try:
            with self.desk.archive() as archive:
                found = self._again(archive)
            found = found or self._in_full()
        except DigestError as error:
            found = self._failed(error)
        return Outcome(done=done, said=said, found=found)

    def _failed(self, error: DigestError) -> Failure:
        """Say what is wrong on standard error, once, and for the page, with the lines around it."""
        from digest.pipeline import placing
        from digest.preview.snapshot import Failure

        self._tell(str(error))
        line, lines = placing.around(self.desk.workspace, error.where)
        return replace(Failure.of(error), line=line, lines=lines)

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
