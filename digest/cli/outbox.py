"""What `digest send` is given and gives: ways out, lists of people, signals, and what it says."""

from __future__ import annotations

import io
import os
import re
import shlex
import signal
import stat
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import click

from digest.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path
    from types import FrameType
    from typing import TextIO

    from digest.cli.common import Console
    from digest.mail.deliver import Way
    from digest.mail.letter import Form

PASSWORD = "DIGEST_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
SECRET = "DIGEST_SECRET"  # noqa: S105 - the name of a variable
#: Lines of a list that are told one by one; the others are a number.
TOLD = 20
RATE = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?:/(?P<per>s|m|h))?")
SECONDS = {"s": 1, "m": 60, "h": 3600}
BY_OTHERS = stat.S_IRGRP | stat.S_IROTH


def given_secret() -> str:
    """Return the secret of unsubscribe tokens as the environment has it; empty if it has none."""
    return os.environ.get(SECRET, "")


class Rate(click.ParamType):  # type: ignore[type-arg]  # generic only since click 8.2
    """`14/s`, `600/m` or `5000/h`, as messages a second."""

    name = "rate"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read a rate."""
        match = RATE.fullmatch(str(value))
        if match is None or not float(match["number"]):
            self.fail(f"{value!r} is no rate: write 14/s, 600/m or 5000/h.", param, ctx)
        return float(match["number"]) / SECONDS[match["per"] or "s"]


class Route:
    """Where messages go: exactly one of a command, a server and a maildir."""

    def __init__(self, *, via: str | None, smtp: str | None, maildir: Path | None) -> None:
        """Look at the command line; nothing is opened."""
        given = [it for it in (via is not None, smtp is not None, maildir is not None) if it]
        if len(given) != 1:
            raise click.UsageError(
                "Say how it goes out"
                + (", one way" if given else "")
                + ': --via "msmtp -t", --smtp smtps://user@host, or --to-maildir DIR.'
            )
        self._via = _split(via) if via is not None else []
        self._smtp = smtp
        self._maildir = maildir
        if smtp is not None:
            from digest.mail.server import read_address

            self._scheme, self._host, self._port, self._user = read_address(smtp)
        self.options = (
            ["--via", via]
            if via is not None
            else ["--smtp", smtp]
            if smtp is not None
            else ["--to-maildir", str(maildir)]
        )

    @property
    def name(self) -> str:
        """The way as it was given."""
        return f"{self.options[0]} {self.options[1]}"

    @property
    def is_server(self) -> bool:
        """Whether we speak to a server ourselves."""
        return self._smtp is not None

    @property
    def form(self) -> Form:
        """How lines are to end on this way."""
        from digest.mail.letter import FILE, WIRE

        return WIRE if self.is_server else FILE

    def open(
        self, *, password_file: Path | None, insecure: bool, now: datetime, console: Console
    ) -> Callable[[], Way]:
        """Return what makes a way out for each connection; read what it needs.

        Raises:
            UsageError: there is no password for a user, or the maildir cannot be made.

        """
        from digest.mail.deliver import Command
        from digest.mail.maildir import Maildir
        from digest.mail.server import Server
        from digest.mail.smtp import Smtp

        if self._maildir is not None:
            maildir = Maildir(self._maildir, now=now)
            return lambda: maildir
        if not self.is_server:
            return lambda: Command(self._via)
        server = Server(
            host=self._host,
            port=self._port,
            tls=self._scheme == "smtps",
            user=self._user,
            password=_password(self._user, password_file, console),
            insecure=insecure,
        )
        return lambda: Smtp(server)


def _split(via: str) -> list[str]:
    try:
        command = shlex.split(via)
    except ValueError as error:
        raise click.UsageError(f"--via: {str(error).lower()}: {via}") from None
    if not command:
        raise click.UsageError('--via is empty: give a command, like "msmtp -t".')
    return command


def _password(user: str, file: Path | None, console: Console) -> str:
    if not user:
        return ""
    if file is None:
        if given := os.environ.get(PASSWORD):
            return given
        raise UsageError(
            f"there is no password for {user}",
            where="--smtp",
            hint=f"Set {PASSWORD}, or name a file with --password-file",
        )
    where = f"--password-file {file}"
    try:
        content = file.read_bytes()
        mode = file.stat().st_mode
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=where) from None
    if mode & BY_OTHERS:
        console.warn(f"{where}: other users of this machine can read it. Do `chmod 600 {file}`.")
    password = content.decode(errors="replace").partition("\n")[0].rstrip("\r")
    if not password:
        raise UsageError("its first line is empty", where=where)
    return password


@contextmanager
def opened_list(file: str | None) -> Iterator[TextIO | None]:
    """Open a list of recipients; `-` is standard input, None none.

    Raises:
        UsageError: it cannot be read.

    """
    how: dict[str, Any] = {"encoding": "utf-8-sig", "errors": "surrogateescape", "newline": ""}
    if file is None:
        yield None
    elif file == "-":
        stream = io.TextIOWrapper(sys.stdin.buffer, **how)
        try:
            yield stream
        finally:
            stream.detach()
    else:
        try:
            opened = open(file, **how)  # noqa: PTH123, SIM115 - closed below
        except OSError as error:
            raise UsageError(
                f"cannot be read: {error.strerror}", where=f"--to-file {file}"
            ) from None
        with opened:
            yield opened


class Skipping:
    """Tells of lines of a list that were skipped: the first by one, of the others how many."""

    def __init__(self, console: Console) -> None:
        """Have told nothing."""
        self._console = console
        self._number = 0

    def __call__(self, where: str, reason: str) -> None:
        """Tell of one."""
        self._number += 1
        if self._number <= TOLD:
            self._console.warn(f"{where}: {reason}: skipped.")

    def close(self) -> None:
        """Say how many were not told."""
        if self._number > TOLD:
            self._console.warn(f"{self._number - TOLD:,} more lines were skipped.")


class Stop:
    """Says whether SIGINT or SIGTERM asked the run to end; the second time ends it at once."""

    def __init__(self, console: Console) -> None:
        """Have heard nothing."""
        self.signal = 0
        self._quiet = console.quiet

    def __call__(self) -> bool:
        """Say whether the run is to end with what is in hand."""
        return bool(self.signal)

    @contextmanager
    def heard(self) -> Iterator[Stop]:
        """Listen, until the block ends."""
        before = {it: signal.signal(it, self._hear) for it in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _hear(self, number: int, _: FrameType | None) -> None:
        if self.signal:
            raise KeyboardInterrupt
        self.signal = number
        if not self._quiet:
            # Not by way of a buffer, which may be at work at this moment.
            with suppress(OSError):
                os.write(2, b"Stopping after the messages in hand; once more stops at once.\n")


def command_line(folder: Path | None, *parts: str | Sequence[str]) -> str:
    """Write a command of ours as it can be given to a shell."""
    words = ["digest", *(["-C", str(folder)] if folder else [])]
    for part in parts:
        words += [part] if isinstance(part, str) else part
    return shlex.join(words)
