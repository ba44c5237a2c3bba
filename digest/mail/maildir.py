"""Messages into a maildir (https://cr.yp.to/proto/maildir.html), to be read here."""

from __future__ import annotations

import os
import socket
from itertools import count
from typing import TYPE_CHECKING

from digest.errors import UsageError
from digest.mail.deliver import Handover

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from digest.mail.letter import Outgoing

FOLDERS = ("tmp", "new", "cur")


class Maildir:
    """A folder with a file a message."""

    def __init__(self, folder: Path, *, now: dt.datetime) -> None:
        """Open a maildir, or make one of a folder that is new or empty.

        Raises:
            UsageError: it is something else, or cannot be made.

        """
        where = f"--to-maildir {folder}"
        try:
            if folder.is_dir() and any(folder.iterdir()) and not (folder / "new").is_dir():
                raise UsageError(
                    "there is something else in this folder", where=where, hint="Name another one"
                )
            for name in FOLDERS:
                (folder / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"cannot be made: {error.strerror}", where=where) from None
        self._folder = folder
        self._seconds = int(now.timestamp())
        self._numbers = count(1)

    def deliver(self, message: Outgoing) -> Handover:
        """Write a message whole, and then let readers see it."""
        host = socket.gethostname().replace("/", "\\057").replace(":", "\\072")
        names = (f"{self._seconds}.P{os.getpid()}Q{number}.{host}" for number in self._numbers)
        name = next(name for name in names if not (self._folder / "new" / name).exists())
        there = self._folder / "new" / name
        aside = self._folder / "tmp" / name
        try:
            with aside.open("xb") as file:
                file.write(message.content)
                file.flush()
                os.fsync(file.fileno())
            os.link(aside, there)  # where a rename would put it over another
            aside.unlink()
        except OSError as error:
            aside.unlink(missing_ok=True)
            return Handover(state="failed", answer=f"{error.strerror}", temporary=True, broken=True)
        return Handover(state="sent", answer=f"new/{name}")

    def close(self) -> None:
        """Hold nothing."""
