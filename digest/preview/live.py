"""Look, show, watch, look again: until somebody ends it."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

from aiohttp import web

from digest.errors import DigestError
from digest.preview import watch
from digest.preview.board import Board
from digest.preview.server import HOST, make_app

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from digest.preview.snapshot import Snapshot
    from digest.preview.watch import Watched

#: Seconds for answers that are under way when it ends.
FAREWELL = 1.0


def run(
    listening: socket.socket,
    *,
    token: str,
    first: Snapshot | DigestError,
    look: Callable[[], Snapshot],
    watched: Callable[[], Watched],
    on_ready: Callable[[str], None],
) -> None:
    """Show the edition at `http://127.0.0.1:PORT/TOKEN/` until SIGINT or SIGTERM.

    `first` is shown at once. `look` makes what is shown after each change; it runs in a thread,
    one call at a time, and may raise a DigestError, which is shown in place of the edition.
    `watched` says what to watch, `on_ready` is told the address.

    Raises:
        DigestError: the files cannot be watched.

    """
    asyncio.run(_run(listening, token, first, look, watched, on_ready))


async def _run(
    listening: socket.socket,
    token: str,
    first: Snapshot | DigestError,
    look: Callable[[], Snapshot],
    watched: Callable[[], Watched],
    on_ready: Callable[[str], None],
) -> None:
    board = Board()
    board.put(first)
    port = listening.getsockname()[1]
    app = make_app(board, token=token, port=port)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=FAREWELL)
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    following = asyncio.create_task(_follow(board, look, watched))
    ending = asyncio.create_task(ended.wait())
    try:
        await runner.setup()
        await web.SockSite(runner, listening).start()
        on_ready(f"http://{HOST}:{port}/{token}/")
        await asyncio.wait({following, ending}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await board.close()
        await runner.cleanup()
        failed = following.done()
        following.cancel()
        ending.cancel()
        results = await asyncio.gather(following, ending, return_exceptions=True)
    if failed and isinstance(results[0], BaseException):
        raise results[0]


async def _follow(
    board: Board, look: Callable[[], Snapshot], watched: Callable[[], Watched]
) -> None:
    """Show each change. Watching begins before looking: what changes meanwhile is not missed."""
    while True:
        async with watch.watching(watched()) as changed:
            if board.put(await asyncio.to_thread(_looked, look)):
                await board.announce()
            await changed.wait()


def _looked(look: Callable[[], Snapshot]) -> Snapshot | DigestError:
    try:
        return look()
    except DigestError as error:
        return error
    except OSError as error:
        # Files come and go while they are read; the change that follows shows what is left.
        return DigestError(f"cannot be read: {error.strerror}", where=str(error.filename or ""))
