"""Look, show, watch, look again: until somebody ends it."""

from __future__ import annotations

import asyncio
import signal
import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from aiohttp import web

from digest.errors import DigestError
from digest.preview import watch
from digest.preview.board import Board
from digest.preview.server import HOST, make_app
from digest.preview.snapshot import Failure

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from digest.preview.actions import Action, Outcome
    from digest.preview.snapshot import Snapshot
    from digest.preview.watch import Watched

    Look = Callable[[frozenset[Path]], Iterator[Snapshot | Failure]]
    Act = Callable[[Action], Outcome]

#: Seconds for answers that are under way when it ends.
FAREWELL = 1.0
#: Seconds between a first look and a closer one: browsers show what they have got meanwhile.
BREATH = 0.12


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """What is shown, and what is done about it. `look` and `act` run in a thread, in turns."""

    first: Failure | None
    """Shown at once: a failure to begin with."""
    look: Look
    """Is told the paths that have changed (none: not known) and gives what is shown after that.

    One snapshot, or a quick one and a better one; a failure is shown in place of the edition.
    """
    act: Act
    """Changes the edition file."""
    watched: Callable[[], Watched]
    """Says what to watch."""
    on_ready: Callable[[str], None]
    """Is told the address."""
    beside: Callable[[], None] | None = None
    """Done meanwhile, in a thread of its own; when it is done, all is looked at again."""


def run(listening: socket.socket, *, token: str, show: Show) -> None:
    """Show the edition at `http://127.0.0.1:PORT/TOKEN/` until SIGINT or SIGTERM.

    Raises:
        DigestError: the files cannot be watched.

    """
    asyncio.run(_run(listening, token, show))


async def _run(listening: socket.socket, token: str, show: Show) -> None:
    board = Board()
    if show.first:
        board.put(show.first)
    port = listening.getsockname()[1]
    app = make_app(board, show.act, token=token, port=port)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=FAREWELL)
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    done = asyncio.get_running_loop().create_future()
    following = asyncio.create_task(_follow(board, show, done))
    ending = asyncio.create_task(ended.wait())
    try:
        await runner.setup()
        await web.SockSite(runner, listening).start()
        show.on_ready(f"http://{HOST}:{port}/{token}/")
        if show.beside:
            _do(show.beside, done)
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


def _do(work: Callable[[], None], done: asyncio.Future[None]) -> None:
    """Do something in a thread that ends with the program, whatever it waits for by then."""
    loop = asyncio.get_running_loop()

    def run() -> None:
        try:
            work()
        finally:
            with suppress(RuntimeError):  # the loop is closed: nobody wants to know any more
                loop.call_soon_threadsafe(done.set_result, None)

    threading.Thread(target=run, daemon=True).start()


async def _follow(board: Board, show: Show, done: asyncio.Future[None]) -> None:
    """Show each change. Watching begins before looking: what changes meanwhile is not missed."""
    while True:
        here = show.watched()
        paths: frozenset[Path] = frozenset()
        async with watch.watching(here) as changes:
            if not done.done():
                done.add_done_callback(partial(_unsure, changes))
            while True:
                await _show(board, show.look(paths))
                paths = await changes.take()
                if here.is_shaken(paths) or show.watched() != here:
                    break


def _unsure(changes: watch.Changes, _: asyncio.Future[None]) -> None:
    """Note that anything may have changed."""
    changes.add(())


async def _show(board: Board, looking: Iterator[Snapshot | Failure]) -> None:
    """Show what a look gives, one after the other."""
    while True:
        async with board.turn:
            found = await asyncio.to_thread(_looked, looking)
            if found is not None:
                await board.show(found)
        if found is None or isinstance(found, Failure):
            return
        await asyncio.sleep(BREATH)


def _looked(looking: Iterator[Snapshot | Failure]) -> Snapshot | Failure | None:
    """Return the next thing to be shown; None: there is no more."""
    try:
        return next(looking, None)
    except DigestError as error:
        return Failure.of(error)
    except OSError as error:
        # Files come and go while they are read; the change that follows shows what is left.
        return Failure(where=str(error.filename or ""), what=f"cannot be read: {error.strerror}")
