"""Only one run sends an edition at a time. The system lets go of a lock when its holder dies."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from digest.errors import ArchiveError, DigestError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path


def _path(archive: Path, day: date) -> Path:
    return archive.parent / f"sending-{day}.lock"


@contextmanager
def sending(archive: Path, day: date, *, where: str) -> Iterator[None]:
    """Send the edition of a day alone; `archive` is the file whose ledger is written.

    Raises:
        DigestError: another run is sending it. ArchiveError: the lock cannot be made.

    """
    path = _path(archive, day)
    handle = _locked(path, day, where)
    try:
        yield
    finally:
        # While it is still locked: who waits for no lock finds either this one or none.
        path.unlink(missing_ok=True)
        os.close(handle)


def _locked(path: Path, day: date, where: str) -> int:
    while True:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise ArchiveError(f"cannot be locked: {error.strerror}", where=where) from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            raise DigestError(
                f"another run of digest is sending the edition of {day}",
                hint="Nothing was sent by this one; look again when the other is done",
            ) from None
        if _is_there(path, handle):
            return handle
        os.close(handle)  # its holder took it away between our two calls


def _is_there(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def is_sending(archive: Path, day: date) -> bool:
    """Say whether a run is sending the edition of a day at this moment; changes nothing."""
    try:
        handle = os.open(_path(archive, day), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False
