"""The preview's loop, with a look that fails in its own ways."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import signal
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from aiohttp import web

from digest.errors import DigestError
from digest.preview import live, server
from digest.preview.actions import Action, Outcome
from digest.preview.board import Board
from digest.preview.snapshot import Failure
from digest.preview.watch import Watched

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from digest.preview.snapshot import Snapshot

FIRST = Failure(where="", what="not looked yet")


def act(_: Action) -> Outcome:
    """Do nothing."""
    return Outcome(done=False, said="", found=FIRST)


def test_a_file_that_goes_while_it_is_read_is_a_fault_like_others(tmp_path: Path) -> None:
    """The page says which; the change that follows mends it."""
    told: dict[str, Any] = {}

    def look(_: frozenset[Path]) -> Iterator[Snapshot]:
        yield from ()
        raise FileNotFoundError(2, "No such file or directory", "sources/items/a.md")

    def on_ready(url: str) -> None:
        def visit() -> None:
            connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
            with closing(connection):
                while told.get("failure", {}).get("what", FIRST.what) == FIRST.what:
                    connection.request("GET", "/token/state.json")
                    told.update(json.loads(connection.getresponse().read()))
            os.kill(os.getpid(), signal.SIGTERM)

        threading.Thread(target=visit).start()

    with closing(server.listen(0)) as listening:
        live.run(
            listening,
            token="token",
            show=live.Show(
                first=FIRST,
                look=look,
                act=act,
                watched=lambda: Watched(files=frozenset({tmp_path / "digest.toml"})),
                on_ready=on_ready,
            ),
        )

    what = "cannot be read: No such file or directory"
    assert ("sources/items/a.md", what) == (told["failure"]["where"], told["failure"]["what"])


def test_where_nothing_can_be_watched_it_ends_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that does not follow would be a trap."""

    async def full(*folders: Path, **_: object) -> AsyncIterator[None]:
        if folders:
            raise OSError("OS file watch limit reached")
        yield None

    def look(_: frozenset[Path]) -> Iterator[Failure]:
        yield FIRST

    monkeypatch.setattr("digest.preview.watch.awatch", full)

    with (
        closing(server.listen(0)) as listening,
        pytest.raises(DigestError, match="the files cannot be watched"),
    ):
        live.run(
            listening,
            token="token",
            show=live.Show(
                first=FIRST,
                look=look,
                act=act,
                watched=lambda: Watched(files=frozenset({tmp_path / "digest.toml"})),
                on_ready=lambda _: None,
            ),
        )


@pytest.mark.parametrize(
    ("port", "host", "expected"),
    [(80, "localhost", 200), (80, "localhost:80", 200), (8000, "localhost", 403)],
)
def test_the_usual_port_of_the_web_is_left_out_by_browsers(
    port: int, host: str, expected: int
) -> None:
    """And only that one."""

    async def ask() -> int:
        runner = web.AppRunner(server.make_app(Board(), act, token="token", port=port))
        await runner.setup()
        with closing(server.listen(0)) as listening:
            await web.SockSite(runner, listening).start()
            taken = listening.getsockname()[1]
            connection = http.client.HTTPConnection("127.0.0.1", taken, timeout=30)
            with closing(connection):
                await asyncio.to_thread(
                    connection.request, "GET", "/token/state.json", headers={"Host": host}
                )
                status = (await asyncio.to_thread(connection.getresponse)).status
            await runner.cleanup()
        return status

    assert expected == asyncio.run(ask())
