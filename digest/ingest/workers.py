"""Parsing in processes of its own: what hangs or crashes there costs one feed.

Feeds are read in two processes beside the one that waits for the network. A parser that takes too
long is killed with its process, and one that dies is replaced; the others' work is kept.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from typing import TYPE_CHECKING, ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from digest.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

P = ParamSpec("P")
T = TypeVar("T")

PROCESSES = 2
SECONDS = 30.0
"""For one feed; the longest that is read (10 MB) takes a few."""
LATER = "If it stays so, remove the source"


class Workers:
    """The processes, started when they are first needed. A context manager.

    What still runs when the context is left is killed.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        """`seconds` is the longest time for one feed."""
        self._seconds = seconds
        self._pool: ProcessPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()

    def start(self, work: Callable[..., object]) -> None:
        """Start the processes before they are needed, with what `work` needs."""
        if self._pool is None:
            self._pool = _start(work.__module__)
            self._pool.schedule(int)  # it begins with its first task

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `work`, a function of a module, in one of the processes.

        Raises:
            SourceError: it took too long, or its process died.

        """
        if self._pool is None:
            self._pool = _start(work.__module__)
        future: Future[T] = self._pool.schedule(
            work, args=args, kwargs=kwargs, timeout=self._seconds
        )
        try:
            return await asyncio.wrap_future(future)
        except TimeoutError:
            what = f"it could not be parsed within {self._seconds:g} s"
        except ProcessExpired as died:
            what = f"its parser crashed (exit code {died.exitcode})"
        raise SourceError(what, hint=LATER)


def _start(module: str) -> ProcessPool:
    # A fork of this process would share its open archive; forks of a server that has imported the
    # parser and nothing else begin at once. Where there is no such server (Windows) it is spawned.
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if "forkserver" in methods:
        context.set_forkserver_preload([module])
    return ProcessPool(max_workers=PROCESSES, context=context)
