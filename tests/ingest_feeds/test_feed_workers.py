"""Parsers that hang or crash: one feed is lost, and nothing else."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from digest.errors import SourceError
from digest.ingest.workers import Workers
from tests.ingest_feeds.loopback import serving
from tests.support.processes import of_session

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: It runs for longer than the sun will shine, and does not let go of the interpreter meanwhile.
ENDLESS = (r"(a|aa)+$", "a" * 200 + "b")


def results(*work: tuple[Callable[..., Any], Any], seconds: float = 1.0) -> list[Any]:
    """Run each function in the processes; return what came, or the error in words."""

    async def one(workers: Workers, function: Callable[..., Any], arguments: Any) -> Any:
        try:
            return await workers.run(function, *arguments)
        except SourceError as error:
            return error.what

    async def every() -> list[Any]:
        with Workers(seconds) as workers:
            return await asyncio.gather(*(one(workers, *each) for each in work))

    return asyncio.run(every())


def test_what_hangs_or_crashes_costs_itself_alone() -> None:
    """Three that hang, one that dies; the others' results are all there."""
    good = [(abs, (-number,)) for number in range(40)]
    hangs = (re.match, ENDLESS)
    crash = (os._exit, (7,))
    found = results(*good[:20], hangs, crash, hangs, *good[20:])

    assert list(range(40)) == [each for each in found if isinstance(each, int)]
    assert ["it could not be parsed within 1 s"] * 2 == [found[20], found[22]]
    assert "its parser crashed (exit code 7)" == found[21]


def test_nothing_is_started_where_there_is_nothing_to_parse() -> None:
    """A run in which no feed has news does not pay for it."""
    with Workers() as workers:
        assert None is workers._pool


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_the_program(number: signal.Signals, tmp_path: Path) -> None:
    """However it ends, and without a word of theirs."""
    (tmp_path / "digest.toml").write_text('[newsletter]\nname = "Watch"\n')
    (tmp_path / "sources").mkdir()
    with serving() as server:
        (tmp_path / "sources" / "feeds.toml").write_text(
            "".join(
                f'[[feeds]]\nid = "f{at}"\nurl = "{server.address}/{path}"\nallow_private = true\n'
                for at, path in enumerate(["plain", "slow"])
            )
        )
        program = subprocess.Popen(
            [sys.executable, "-m", "digest", "-C", str(tmp_path), "fetch", "-v"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            assert program.stderr
            assert b"f0: " in program.stderr.readline()
            assert 3 <= len(of_session(program.pid))
            # The keys of a terminal reach every process there.
            kill = os.killpg if number == signal.SIGINT else os.kill
            kill(program.pid, number)
            said = program.communicate(timeout=20)[1]
        finally:
            program.kill()
            program.wait()
    deadline = time.monotonic() + 10
    while of_session(program.pid) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert [] == of_session(program.pid)
    assert b"Traceback" not in said
