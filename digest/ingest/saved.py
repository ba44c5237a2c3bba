"""Feeds in files: a reading for each, good or bad."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.errors import SourceError
from digest.ingest.feed import parse_feed
from digest.limits import Limits, size
from digest.model import Fetched

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from digest.model import Source

MEND_PATH = "Save the feed there, or mend its path"


def read_path(
    source: Source,
    root: Path,
    *,
    at: datetime,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> Fetched:
    """Read a feed in a file, `source.path` under `root`; a broken one has an `error`."""
    try:
        body = _file(root / source.path, limits.body)
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL
        reason = getattr(error, "strerror", None) or str(error)
        wrong = SourceError(f"cannot be read: {reason}", where=source.path, hint=MEND_PATH)
        return Fetched(source=source, at=at, error=wrong)
    if len(body) > limits.body:
        what = f"longer than {size(limits.body)}"
        wrong = SourceError(what, where=source.path, hint="Save a shorter feed")
        return Fetched(source=source, at=at, error=wrong)
    return parse_feed(source, body, at=at, url="")


def _file(path: Path, most: int) -> bytes:
    """Read a file, one byte further than it may be long.

    Raises:
        OSError: it cannot be read; also for what is no regular file, and might never end.

    """
    if path.exists() and not path.is_file():
        raise OSError(0, "it is a folder" if path.is_dir() else "it is no ordinary file")
    with path.open("rb") as file:
        return file.read(most + 1)
