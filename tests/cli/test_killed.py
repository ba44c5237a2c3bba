"""`digest fetch` that is killed at any moment: nothing is lost, and nothing is there twice."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.support import serving
from tests.support.command import NOW, digest
from tests.support.processes import of_session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FEEDS = 60
ENTRIES = 10
KILLS = 8
SECONDS = 30.0
"""After which no further run is killed: machines differ."""
WORDS = "&lt;p&gt;They met again, and said little of it afterwards.&lt;/p&gt;" * 20


def document(feed: str) -> bytes:
    """Make a feed of 12 KB."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{number}</guid><title>Talks {number} of {feed}</title>"
        f"<pubDate>{number % 15 + 1} Feb 2024 12:00:00 GMT</pubDate>"
        f"<description>{WORDS}</description></item>"
        for number in range(ENTRIES)
    )
    return f"<rss version='2.0'><channel><title>{feed}</title>{items}</channel></rss>".encode()


class Handler(serving.QuietHandler):
    """Answers each path with a feed, sooner or later; every second of them knows an ETag."""

    server: Server

    def do_GET(self) -> None:  # noqa: N802 - named by http.server
        """Answer one request."""
        self.server.asked.set()
        with self.server.lock:
            wait = self.server.chance.uniform(0, 0.12)
        time.sleep(wait)
        known = self.path[-1] in "02468"
        unchanged = known and self.headers.get("If-None-Match") == '"1"'
        self.send_response(304 if unchanged else 200)
        if known:
            self.send_header("ETag", '"1"')
        self.end_headers()
        if not unchanged:
            self.wfile.write(document(self.path))


class Server(serving.LoopbackServer):
    """A server whose clients are killed."""

    def __init__(self) -> None:
        """Listen on a free port."""
        super().__init__(Handler)
        self.chance = random.Random(3)
        self.asked = threading.Event()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Serve on loopback."""
    with serving.running(Server()) as served:
        yield served


def workspace(folder: Path, server: Server) -> Path:
    """Make a workspace that reads all of its feeds."""
    (folder / "sources").mkdir(parents=True)
    (folder / "digest.toml").write_text('[newsletter]\nname = "Watch"\ntimezone = "UTC"\n')
    (folder / "sources" / "feeds.toml").write_text(
        "\n".join(
            f'[[feeds]]\nid = "feed-{number:02}"\nallow_private = true\n'
            f'url = "http://127.0.0.1:{server.server_port}/feed-{number:02}"\n'
            for number in range(FEEDS)
        )
    )
    return folder


def later(runs: int) -> str:
    """Return when a run is, each a minute after the one before."""
    return str(int(NOW) + 60 * runs)


@contextmanager
def running(folder: Path, runs: int) -> Iterator[subprocess.Popen[bytes]]:
    """Fetch in a session of its own; kill what is left of the program itself."""
    program = subprocess.Popen(
        [sys.executable, "-m", "digest", "fetch"],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": later(runs)},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield program
    finally:
        program.kill()
        program.wait()


@dataclass
class Stored:
    """What an archive holds: when each entry was first seen, and how many feeds were well read."""

    seen: dict[tuple[str, str], str] = field(default_factory=dict)
    entries: int = 0
    read: set[str] = field(default_factory=set)


def stored(folder: Path, aside: Path) -> Stored:
    """Look into a copy of the archive, which must be sound; the next run shall find it as it is."""
    shutil.rmtree(aside, ignore_errors=True)
    if not (folder / ".digest").exists():
        return Stored()
    shutil.copytree(folder / ".digest", aside)
    with closing(sqlite3.connect(aside / "archive.db")) as db:
        assert [("ok",)] == db.execute("PRAGMA integrity_check").fetchall()
        if not db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'items'").fetchall():
            return Stored()
        rows = db.execute("SELECT source, title, first_seen FROM items").fetchall()
        good = db.execute("SELECT id FROM sources WHERE last_good IS NOT NULL").fetchall()
    return Stored(
        seen={(source, title): seen for source, title, seen in rows},
        entries=len(rows),
        read={id_ for (id_,) in good},
    )


def wait_for_writes(folder: Path, number: int, *, seconds: float) -> None:
    """Wait until the archive's log has grown so often, and not a moment longer.

    What is read is written in some milliseconds: few moments at random would be within them.
    """
    log, size = folder / ".digest" / "archive.db-wal", -1
    until = time.monotonic() + seconds
    while number and time.monotonic() < until:
        now = log.stat().st_size if log.exists() else -1
        if now > size:
            size, number = now, number - 1
        else:
            time.sleep(0.0002)  # leaves the core to the program


def duration(folder: Path) -> float:
    """Return how long a run takes that is left alone."""
    started = time.perf_counter()
    with running(folder, 0) as program:
        assert 0 == program.wait(timeout=60)
    return time.perf_counter() - started


def test_a_run_that_is_killed_loses_nothing_and_stores_nothing_twice(
    tmp_path: Path, server: Server
) -> None:
    """At random moments of its time: while it starts, asks, parses, or ends; and as it writes.

    After each: whole feeds only, an entry once, first sights kept, the file sound, and no process
    of it alive. A run that is left alone then completes it.
    """
    whole = duration(workspace(tmp_path / "whole", server))
    folder = workspace(tmp_path / "killed", server)
    moments = random.Random(7)
    sessions, grown = list[int](), list[int]()
    before = Stored()
    deadline = time.monotonic() + SECONDS
    for runs in range(KILLS):
        if time.monotonic() > deadline:
            break
        server.asked.clear()
        with running(folder, runs) as program:
            if runs % 2:
                # One part of the time each, so that none is missed.
                time.sleep(whole * (runs + moments.random()) / KILLS)
            else:
                server.asked.wait(2 * whole)  # before, there is nothing to write
                wait_for_writes(folder, moments.randint(2, 6), seconds=2 * whole)
            program.send_signal(signal.SIGKILL)
            program.wait()
        sessions.append(program.pid)
        now = stored(folder, tmp_path / "aside")
        assert now.entries == len(now.seen)
        assert before.seen.items() <= now.seen.items()
        assert before.read <= now.read
        assert len(now.read) * ENTRIES == now.entries
        grown.append(now.entries)
        before = now
    # Else it was killed too soon each time, or too late.
    assert any(0 < entries < FEEDS * ENTRIES for entries in grown), grown

    assert 0 == digest(folder, "fetch", now=later(KILLS)).code
    there = stored(folder, tmp_path / "aside")
    assert {
        (f"feed-{feed:02}", f"Talks {number} of /feed-{feed:02}")
        for feed in range(FEEDS)
        for number in range(ENTRIES)
    } == there.seen.keys()
    assert FEEDS * ENTRIES == there.entries
    assert before.seen.items() <= there.seen.items()
    until = time.monotonic() + 10
    while any(map(of_session, sessions)) and time.monotonic() < until:
        time.sleep(0.05)
    assert [] == [pid for leader in sessions for pid in of_session(leader)]
