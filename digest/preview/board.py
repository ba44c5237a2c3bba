"""What is shown now, and who waits for the next."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from digest.preview.snapshot import Failure, describe

if TYPE_CHECKING:
    from digest.errors import DigestError
    from digest.preview.snapshot import Snapshot


class Board:
    """Holds the last good snapshot and what is wrong since. For one event loop."""

    def __init__(self) -> None:
        """Show nothing yet."""
        self.snapshot: Snapshot | None = None
        self.told = describe(None, None)
        self.closed = False
        self._news = asyncio.Condition()

    @property
    def version(self) -> str:
        """The name of what is shown."""
        version: str = self.told["version"]
        return version

    def put(self, found: Snapshot | DigestError) -> bool:
        """Show a snapshot, or what is wrong over the last good one; say if that is another."""
        if isinstance(found, Exception):
            told = describe(self.snapshot, Failure.of(found))
        else:
            self.snapshot = found
            told = describe(found, None)
        before, self.told = self.version, told
        return before != self.version

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
