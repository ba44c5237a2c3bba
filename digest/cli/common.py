"""What all commands share: the options taken before or after a command, the clock, the console."""

from __future__ import annotations

import errno
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from digest.errors import OutputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from digest.archive import Archive
    from digest.workspace import Workspace

F = TypeVar("F", bound="Callable[..., Any]")

EXAMPLES = """\b
Examples:
  digest new --sample demo            a sample week, to look around
  digest -C demo build --date 2024-02-16
  digest build && digest preview      this week's edition, in a browser
  digest build -f eml -o - | sendmail -t
"""


@dataclass(slots=True)
class Settings:
    """What the global options say, wherever they stood on the command line."""

    folder: Path | None = None
    quiet: bool = False
    verbose: bool = False


def _settings(context: click.Context) -> Settings:
    return context.ensure_object(Settings)


def _take_folder(context: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is not None:
        _settings(context).folder = value


def _take_quiet(context: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001
    _settings(context).quiet |= value


def _take_verbose(context: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001
    _settings(context).verbose |= value


def global_options(function: F) -> F:
    """Add -C, -q and -v to a command; they are kept in `Settings`, not passed to it."""
    for option in (
        click.option(
            "-v",
            "--verbose",
            is_flag=True,
            expose_value=False,
            callback=_take_verbose,
            help="Say more: each source, each file.",
        ),
        click.option(
            "-q",
            "--quiet",
            is_flag=True,
            expose_value=False,
            callback=_take_quiet,
            help="Say nothing but errors.",
        ),
        click.option(
            "-C",
            "--directory",
            metavar="DIR",
            expose_value=False,
            type=click.Path(path_type=Path),
            callback=_take_folder,
            help="Work in the workspace DIR.",
        ),
    ):
        function = option(function)
    return function


class Command(click.Command):
    """A command that takes the global options, too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add the options behind the command's own."""
        super().__init__(*args, **kwargs)
        self.params += getattr(global_options(lambda: None), "__click_params__", [])[::-1]


class Group(click.Group):
    """A group whose commands take the global options; its subcommands stand in their own order."""

    command_class = Command

    def list_commands(self, _: click.Context) -> list[str]:
        """List the commands in the order of an editor's work."""
        return list(self.commands)


def complete_dates(
    context: click.Context, _: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer `last`, `next` and the editions that are there."""
    folder = _settings(context.find_root()).folder or Path.cwd()
    there = sorted((path.stem for path in folder.glob("editions/*.md")), reverse=True)
    return [CompletionItem(day) for day in ("last", "next", *there) if day.startswith(incomplete)]


date_option = click.option(
    "--date",
    "asked",
    metavar="DAY",
    default="",
    shell_complete=complete_dates,
    help="The edition's day: YYYY-MM-DD, last or next. Default: the coming publish day.",
)
offline_option = click.option(
    "--offline", is_flag=True, help="Use no network: local items and saved feeds only."
)


@dataclass(frozen=True, slots=True)
class Console:
    """What is said on standard error. Standard output is for what was asked for."""

    quiet: bool = False
    verbose: bool = False

    def detail(self, line: str) -> None:
        """Say something for -v."""
        if self.verbose:
            click.echo(line, err=True)

    def note(self, line: str) -> None:
        """Say what was done: to a person at a terminal. A cron job hears only what is wrong."""
        if self.verbose or (sys.stderr.isatty() and not self.quiet):
            click.echo(line, err=True)

    def say(self, line: str) -> None:
        """Say what a person should know before going on."""
        if not self.quiet:
            click.echo(line, err=True)

    def warn(self, line: str) -> None:
        """Say what may be wrong."""
        if not self.quiet:
            click.secho(f"Warning: {line}", fg="yellow", err=True)

    @property
    def interactive(self) -> bool:
        """Whether somebody watches."""
        return sys.stderr.isatty() and not self.quiet


@dataclass(frozen=True, slots=True)
class Desk:
    """One run of one command: its workspace, its moment, its console."""

    workspace: Workspace
    now: datetime
    console: Console

    def day(self, asked: str) -> date:
        """Return the edition's date for `--date`."""
        from digest.editorial.window import edition_day

        newsletter = self.workspace.config.newsletter
        today = self.now.astimezone(newsletter.zone).date()
        return edition_day(asked, today=today, publish_day=newsletter.publish_day)

    def archive(self) -> Archive:
        """Open the archive for reading and writing."""
        from digest.archive import open_archive

        path = self.workspace.archive
        return open_archive(path, where=self.workspace.name(path))

    def archive_copy(self) -> Archive:
        """Open a copy of the archive in memory, for a command that writes nothing."""
        from digest.archive import open_copy

        path = self.workspace.archive
        return open_copy(path, where=self.workspace.name(path))


def open_desk() -> Desk:
    """Open the workspace that the command line means."""
    from digest import workspace

    folder = _settings(click.get_current_context()).folder
    try:
        here = Path.cwd()
    except OSError:
        raise UsageError(
            "the current folder is gone", hint="Go to another one, or name a workspace with -C DIR"
        ) from None
    return Desk(workspace.load(folder, start=here), now(), open_console())


def open_console() -> Console:
    """Open the console as -q and -v want it."""
    settings = _settings(click.get_current_context())
    return Console(quiet=settings.quiet, verbose=settings.verbose)


def now() -> datetime:
    """Return this moment, or the one that SOURCE_DATE_EPOCH fixes.

    See https://reproducible-builds.org/specs/source-date-epoch/.
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not fixed:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(fixed), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"must be seconds since 1970, got {fixed!r}", where="SOURCE_DATE_EPOCH"
        ) from None


def stand_in() -> None:
    """Put something in the place of each standard stream that was closed (`>&-`, `2>&-`).

    Python has None there, and the next file that is opened would get its number and with it what
    was meant for the stream. What is said on a closed standard error goes nowhere; an answer on a
    closed standard output fails (EBADF), as it does in other programs, for its stand-in is open
    for reading only.
    """
    for name, flags in (("stdin", os.O_RDONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY)):
        if getattr(sys, name) is None:
            free = os.open(os.devnull, flags)  # the lowest number that is free: the stream's own
            setattr(sys, name, os.fdopen(free, "r" if name == "stdin" else "w", encoding="utf-8"))


def write_out(content: bytes) -> None:
    """Write the answer to standard output, to its last byte.

    Raises:
        OutputError: it is closed, the reader went away, or the disk behind it is full.

    """
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    except OSError as error:
        raise lost(error) from None


def lost(error: OSError) -> OutputError:
    """Say why standard output took no answer, and let go of it.

    What is still buffered for it must not fail once more at the end.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    where = "standard output"
    if isinstance(error, BrokenPipeError):
        return OutputError("the reader of the output went away")
    if error.errno == errno.EBADF:
        return OutputError("it is closed", where=where, hint="Give it a file or a pipe")
    return OutputError(f"cannot be written: {error.strerror or error}", where=where)
