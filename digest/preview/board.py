"""What is shown now, and who waits for the next."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from digest.preview.snapshot import Failure, describe

if TYPE_CHECKING:
    from digest.preview.snapshot import Snapshot


class Board:
    """Holds the last good snapshot and what is wrong since. For one event loop."""

    def __init__(self) -> None:
        """Show nothing yet."""
        self.snapshot: Snapshot | None = None
        self.told = describe(None, None)
        self.closed = False
        self.turn = asyncio.Lock()
        """Held by who looks at the files or changes them: one after the other."""
        self._news = asyncio.Condition()

    @property
    def version(self) -> str:
        """The name of what is shown."""
        version: str = self.told["version"]
        return version

    @property
    def mail(self) -> str:
        """The name of the mail that is shown; empty where none is."""
        if self.told["failure"] or not self.told["edition"]:
            return ""
        mail: str = self.told["edition"]["mail"]
        return mail

    def put(self, found: Snapshot | Failure) -> bool:
        """Show a snapshot, or what is wrong over the last good one; say if that is another."""
        if isinstance(found, Failure):
            told = describe(self.snapshot, found)
        else:
            self.snapshot = found
            told = describe(found, None)
        before, self.told = self.version, told
        return before != self.version

    async def show(self, found: Snapshot | Failure) -> None:
        """Put up what was found, and tell those who wait if it is something else."""
        if self.put(found):
            await self.announce()

    async def announce(self) -> None:
        """Wake everybody who waits."""
        async with self._news:
            self._news.notify_all()

    async def close(self) -> None:
        """Send everybody who waits home."""
        self.closed = True
        await self.announce()

    async def next_version(self, known: str, patience: float) -> str | None:
        """Wait for another version than `known`, at most `patience` seconds; None: none came."""

        def done() -> bool:
            return self.closed or self.version != known

        try:
            async with asyncio.timeout(patience), self._news:
                await self._news.wait_for(done)
        except TimeoutError:
            return None
        return None if self.closed else self.version
