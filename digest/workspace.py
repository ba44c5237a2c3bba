"""A workspace: the folder with `digest.toml`, and where everything stands in it."""

from __future__ import annotations

import errno
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from digest import bundled, config, feeds, strict, text
from digest.errors import ConfigError, OutputError, UsageError

if TYPE_CHECKING:
    from datetime import date

    from digest.config import Config
    from digest.model import Source

MARKER = "digest.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """The folder `root` and its configuration. Paths are absolute."""

    root: Path
    config: Config

    @property
    def archive(self) -> Path:
        """The SQLite file that remembers."""
        return self.root / ".digest" / "archive.db"

    @property
    def templates(self) -> Path:
        """The folder with the user's own templates; it need not exist."""
        return self.root / "templates"

    @property
    def output(self) -> Path:
        """The folder that `build` writes to."""
        return self.root / "out"

    def edition(self, day: date) -> Path:
        """Return where the edition file of a day is; it need not exist."""
        return self.root / "editions" / f"{day.isoformat()}.md"

    def sent(self, day: date) -> Path:
        """Return where the edition file of a day is kept as it was sent; it need not exist."""
        return self.archive.parent / "sent" / f"{day.isoformat()}.md"

    def name(self, path: Path) -> str:
        """Name a path for people: relative to the workspace where it lies inside it."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return str(path)

    def feeds(self) -> tuple[Source, ...]:
        """Read `sources/feeds.toml`; none at all is valid.

        Raises:
            ConfigError: the file is wrong.

        """
        path = self.root / "sources" / "feeds.toml"
        if not path.exists():
            return ()
        where = self.name(path)
        return feeds.parse(strict.read(path, where), self.config, where=where)

    def topic(self) -> tuple[bytes, str]:
        """Return the content of the topic file and its name: the workspace's, else ours.

        Raises:
            ConfigError: neither has it.

        """
        base = self.config.topic.base
        if Path(base).name != base:
            raise ConfigError(
                f"base must be a plain name, got {base!r}", where=f"{MARKER}: [topic]"
            )
        folders = (self.root / "sources" / "topics", bundled.folder("sources") / "topics")
        for folder in folders:
            path = folder / f"{base}.toml"
            if path.is_file():
                where = self.name(path)
                return strict.read(path, where), where
        known = {path.stem for folder in folders for path in folder.glob("*.toml")}
        near = text.nearest(base, known)
        raise ConfigError(
            f"there is no topic file {base!r}",
            where=f"{MARKER}: [topic] base",
            hint=(f"Did you mean {near!r}?" if near else f"Write sources/topics/{base}.toml"),
        )


def find(start: Path) -> Path:
    """Return the nearest folder with a `digest.toml`, from `start` upwards.

    Raises:
        UsageError: there is none.

    """
    for folder in (start, *start.parents):
        if (folder / MARKER).is_file():
            return folder
    raise UsageError(
        f"no {MARKER} in {start} or above it",
        hint="Make a workspace with `digest new DIR`, or name one with -C DIR",
    )


def load(folder: Path | None, *, start: Path) -> Workspace:
    """Open the workspace at `folder`, or the nearest one from `start` upwards.

    Raises:
        UsageError: there is none. ConfigError: its `digest.toml` is wrong.

    """
    if folder is None:
        root = find(start)
    elif (folder / MARKER).is_file():
        root = folder.resolve()
    else:
        raise UsageError(
            f"no {MARKER} in {folder}",
            where="-C",
            hint=f"Make a workspace with `digest new {folder}`",
        )
    return Workspace(root=root, config=config.parse(strict.read(root / MARKER, MARKER)))


def write_file(path: Path, content: bytes, *, where: str = "") -> None:
    """Write a file whole or not at all: beside it first, then renamed over it.

    What is no file (a pipe, a device) is written to; a link is followed.

    Raises:
        OutputError: saying what is in the way (read-only, full disk, a folder of that name).

    """
    where = where or str(path)
    path = Path(os.path.realpath(path))  # a link stays one
    temporary = ""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(content)  # a pipe, a terminal: nothing to put in its place
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(path.stat().st_mode & 0o777 if path.exists() else _usual_mode())
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise OutputError(
            f"cannot be written: {error.strerror}", where=where, hint=_remedy(error)
        ) from None


def _usual_mode() -> int:
    """Return the mode that a newly opened file would get (mkstemp makes it private)."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _remedy(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "Free some space; nothing was changed"
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return "Make the folder writable, or name another place with -o"
    return ""
