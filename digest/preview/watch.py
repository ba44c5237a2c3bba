"""Which files an edition is made of, and when one of them has changed."""

from __future__ import annotations

import asyncio
import re
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from watchfiles import awatch

from digest.errors import DigestError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

#: Milliseconds without a change after which what was changed before is told, and the longest wait
#: for such a pause. Editors write a file in several steps; those are one change.
PAUSE = 20
PATIENCE = 400
#: What editors, and programs that write beside and rename, leave for a moment.
LEFTOVER = re.compile(r"^[.~#]|(~|\.bak|\.sw[a-z]|\.tmp|\.part|___)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """Single files, and folders with all that is in them; absolute; none need exist."""

    files: frozenset[Path] = frozenset()
    folders: frozenset[Path] = frozenset()

    @property
    def shallow(self) -> frozenset[Path]:
        """The folders in which one of the files or folders stands or would come to stand.

        A file is watched by its folder: programs replace files, and a new one is another.
        """
        return frozenset(_nearest(path.parent) for path in self.files | self.folders)

    @property
    def deep(self) -> frozenset[Path]:
        """The folders that are there."""
        return frozenset(path for path in self.folders if path.is_dir())

    def names(self, path: Path) -> bool:
        """Say whether a path is one of these, or lies on the way to one."""
        known = self.files | self.folders
        return path in known or any(path in one.parents for one in known)

    def is_shaken(self, paths: Iterable[Path]) -> bool:
        """Say whether after changes of these paths it is to be watched anew: folders came or went.

        No paths: it is not known what has changed.
        """
        known = self.files | self.folders
        return not paths or any(
            path in self.folders or any(path in one.parents for one in known) for path in paths
        )

    def holds(self, path: Path) -> bool:
        """Say whether a path lies in one of the folders, and is nothing that will go again."""
        return any(
            path.is_relative_to(folder)
            and not any(LEFTOVER.search(part) for part in path.relative_to(folder).parts)
            for folder in self.folders
        )


class Changes:
    """What has changed and was not taken yet."""

    def __init__(self) -> None:
        """Know of no change."""
        self._paths: set[Path] = set()
        self._unsure = False
        self._happened = asyncio.Event()

    def add(self, paths: Iterable[Path]) -> None:
        """Note some changes; without paths, it is not known what has changed."""
        found = set(paths)
        self._paths |= found
        self._unsure |= not found
        self._happened.set()

    async def take(self) -> frozenset[Path]:
        """Wait for a change, and return all that have changed by then; empty: not known."""
        await self._happened.wait()
        taken = frozenset() if self._unsure else frozenset(self._paths)
        self._paths, self._unsure = set(), False
        self._happened.clear()
        return taken


@asynccontextmanager
async def watching(watched: Watched) -> AsyncIterator[Changes]:
    """Watch from here on.

    Raises:
        DigestError: the system does not let us watch.

    """
    changes = Changes()
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(_wait(folders, keep, changes, recursive=recursive))
                for folders, keep, recursive in (
                    (watched.shallow, watched.names, False),
                    (watched.deep, watched.holds, True),
                )
                if folders
            ]
            # Each runs up to its first wait: from then on the system keeps what happens for us.
            await asyncio.sleep(0)
            yield changes
            for task in tasks:
                task.cancel()
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None


async def _wait(
    folders: Iterable[Path],
    keep: Callable[[Path], bool],
    changes: Changes,
    *,
    recursive: bool,
) -> None:
    """Note the changes that `keep` does not pass over."""
    stream = awatch(
        *folders,
        watch_filter=lambda _, path: keep(Path(path)),
        recursive=recursive,
        step=PAUSE,
        debounce=PATIENCE,
    )
    try:
        async with aclosing(stream):
            async for found in stream:
                changes.add(Path(path) for _, path in found)
    except FileNotFoundError:
        pass  # a folder went while we began to look at it, which is a change
    except OSError as error:
        raise DigestError(
            f"the files cannot be watched: {error}",
            hint="Raise the system's limit (fs.inotify.max_user_watches), or end other watchers",
        ) from None
    changes.add(())


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there."""
    return next(path for path in (folder, *folder.parents) if path.is_dir())
