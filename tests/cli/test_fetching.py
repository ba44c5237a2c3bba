"""`digest fetch` and `digest sources check` against servers that are in trouble, move, or end."""

from __future__ import annotations

import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from digest.archive import open_archive
from digest.model import Fetched, Source
from digest.pipeline import moving
from digest.workspace import load
from tests.support import serving
from tests.support.command import NOW
from tests.support.inside import digest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
ENTRIES = "".join(
    f"<item><guid>{number}</guid><title>Talks, day {number}</title>"
    f"<pubDate>{number} Feb 2024 12:00:00 GMT</pubDate></item>"
    for number in range(15, 5, -1)
)
RSS = f"<rss version='2.0'><channel><title>T</title>{ENTRIES}</channel></rss>"


class Handler(serving.QuietHandler):
    """Answers as the test has set for a path, else with a feed."""

    server: Server

    def do_GET(self) -> None:  # noqa: N802 - named by http.server
        """Answer one request."""
        self.server.asked.append(self.path)
        if self.path == self.server.meeting:
            self.server.barrier.wait(timeout=20)
        status, headers = self.server.answers.get(self.path, (200, {}))
        if status == 200 and self.headers.get("If-None-Match") == '"1"':
            status = 304
        self.send_response(status)
        for name, value in {"ETag": '"1"', **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if status == 200:
            self.wfile.write(b"<html>no</html>" if "Content-Type" in headers else RSS.encode())


class Server(serving.LoopbackServer):
    """A server whose answers can be set."""

    def __init__(self) -> None:
        """Listen on a free port."""
        super().__init__(Handler)
        self.answers: dict[str, tuple[int, dict[str, str]]] = {}
        self.asked: list[str] = []
        self.meeting = ""
        self.barrier = threading.Barrier(2)

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return f"{self.address}{path}"


@pytest.fixture
def server() -> Iterator[Server]:
    """Serve on loopback."""
    with serving.running(Server()) as served:
        yield served


def workspace(folder: Path, server: Server, *ids: str) -> Path:
    """Make a workspace that reads these feeds, each from the path of its name."""
    (folder / "sources").mkdir(parents=True)
    (folder / "digest.toml").write_text('[newsletter]\nname = "Watch"\ntimezone = "UTC"\n')
    (folder / "sources" / "feeds.toml").write_text(
        "\n".join(
            f'[[feeds]]\nid = "{id_}"\nname = "The {id_}"\n'
            f'url = "{server.url("/" + id_)}"  # {id_}\nallow_private = true\n'
            for id_ in ids
        )
    )
    return folder


def later(seconds: int) -> str:
    """Return a moment after the usual one."""
    return str(int(NOW) + seconds)


def health(folder: Path, seconds: int) -> dict[str, dict[str, Any]]:
    """Check the feeds, and return how each is."""
    ran = digest(folder, "sources", "check", "--format", "json", now=later(seconds))
    return {row["id"]: row for row in json.loads(ran.out)["feeds"]}


def test_a_server_in_trouble_is_asked_less_and_less_often(tmp_path: Path, server: Server) -> None:
    """It is named all the same, with when it is asked, why, and since when; a success ends it."""
    folder = workspace(tmp_path, server, "good", "busy")
    server.answers["/busy"] = (503, {})
    first = digest(folder, "fetch")
    server.asked.clear()
    put_off = digest(folder, "fetch", now=later(4 * MINUTE))
    assert ["/good"] == server.asked
    second = digest(folder, "fetch", now=later(5 * MINUTE))
    assert "/busy" in server.asked
    server.asked.clear()
    digest(folder, "fetch", now=later(14 * MINUTE))
    assert ["/good"] == server.asked
    tomorrow = digest(folder, "build", now=later(DAY))

    where = f"  The busy <{server.url('/busy')}>: "
    assert f"{where}HTTP 503 Service Unavailable (The next run tries again)\n" in first.err
    assert (
        f"{where}not asked again before 15:05; HTTP 503 Service Unavailable, failing since"
        " 2024-02-16 (`digest sources check` asks it now)\n"
    ) in put_off.err
    assert "HTTP 503 Service Unavailable, failing since 2024-02-16 (" in second.err
    assert "HTTP 503 Service Unavailable, failing since 2024-02-16 (" in tomorrow.err
    del server.answers["/busy"]
    assert "" == digest(folder, "fetch", now=later(2 * DAY)).err
    server.asked.clear()
    assert "" == digest(folder, "fetch", now=later(2 * DAY + MINUTE)).err
    assert {"/busy", "/good"} == set(server.asked)


def test_a_server_that_says_when_is_asked_then(tmp_path: Path, server: Server) -> None:
    """`Retry-After`; `sources check` asks all the same."""
    folder = workspace(tmp_path, server, "good", "busy")
    server.answers["/busy"] = (429, {"Retry-After": str(10 * HOUR)})
    digest(folder, "fetch")
    ran = digest(folder, "fetch", now=later(9 * HOUR + 59 * MINUTE))
    row = health(folder, 9 * HOUR)["busy"]

    assert ["/busy"] == [path for path in server.asked if path == "/busy"][:-1]
    assert "not asked again before 01:00; HTTP 429 Too Many Requests" in ran.err
    assert ("failed", 2, "2024-02-17T10:00:00+00:00") == (
        row["state"],
        row["failures"],
        row["next_try"],
    )


def test_what_a_person_must_mend_is_asked_every_time(tmp_path: Path, server: Server) -> None:
    """A 404, a web page in a feed's place; and all, where our own network is down."""
    folder = workspace(tmp_path, server, "lost", "page")
    server.answers["/lost"] = (404, {})
    server.answers["/page"] = (200, {"Content-Type": "text/html"})
    for _ in range(2):
        digest(folder, "fetch")
    assert ["/lost", "/lost", "/page", "/page"] == sorted(server.asked)

    feeds = folder / "sources" / "feeds.toml"
    feeds.write_text(feeds.read_text().replace(str(server.server_port), "9"))
    for _ in range(2):
        ran = digest(folder, "fetch")
        assert "none of the 2 feeds could be read: connection refused" in ran.err


def test_a_feed_that_has_moved_for_good_is_asked_at_its_new_address(
    tmp_path: Path, server: Server
) -> None:
    """In the file, with its comments; what is known of the old address goes along."""
    folder = workspace(tmp_path, server, "good", "old")
    feeds = folder / "sources" / "feeds.toml"
    before = feeds.read_text()
    server.answers["/old"] = (301, {"Location": "/new"})
    offline = digest(folder, "fetch", "--offline")
    assert ("", before) == (offline.err, feeds.read_text())
    ran = digest(folder, "build", "--date", "2024-02-16")

    assert (
        f"old has moved for good: sources/feeds.toml now says {server.url('/new')}"
        f" (it was {server.url('/old')}).\n"
    ) in ran.err
    assert before.replace("/old", "/new") == feeds.read_text()
    server.asked.clear()
    again = digest(folder, "fetch", "-v", now=later(HOUR))
    assert ["/good", "/new"] == sorted(server.asked)
    assert re.search(r"^old: not modified, \d+\.\d s$", again.err, re.MULTILINE)
    assert "moved" not in again.err


def test_an_id_made_from_the_address_stays(tmp_path: Path, server: Server) -> None:
    """So that what was read is still its own."""
    folder = workspace(tmp_path, server)
    feeds = folder / "sources" / "feeds.toml"
    feeds.write_text(f'[[feeds]]\nurl = "{server.url("/old")}"\nallow_private = true\n')
    server.answers["/old"] = (308, {"Location": "/new"})
    (id_,) = health(folder, 0)

    assert id_.endswith("-old")
    assert (
        f'[[feeds]]\nid = "{id_}"\nurl = "{server.url("/new")}"\nallow_private = true\n'
    ) == feeds.read_text()
    assert "not modified" in digest(folder, "fetch", "-v").err
    assert [id_] == list(health(folder, HOUR))


def test_a_move_that_cannot_be_written_is_told(tmp_path: Path, server: Server) -> None:
    """A file that is read-only; an address that is read already; and nothing is changed."""
    folder = workspace(tmp_path, server, "good", "old", "twin")
    feeds = folder / "sources" / "feeds.toml"
    before = feeds.read_text()
    server.answers["/twin"] = (301, {"Location": "/good"})
    server.answers["/old"] = (301, {"Location": "/new"})
    feeds.chmod(0o444)
    ran = digest(folder, "fetch")

    assert 0 == ran.code
    assert (
        f"Warning: old has moved for good to {server.url('/new')}."
        " Write that into sources/feeds.toml, which is read-only.\n"
    ) in ran.err
    assert (
        f"Warning: twin has moved for good to {server.url('/good')}."
        " That is read already, as 'good': remove one with `digest sources remove`.\n"
    ) in ran.err
    assert before == feeds.read_text()


def test_a_feed_of_a_list_has_moved(tmp_path: Path) -> None:
    """Lists are other programs' files: the address is to be changed there."""
    folder = tmp_path / "workspace"
    (folder / "sources").mkdir(parents=True)
    (folder / "digest.toml").touch()
    (folder / "sources" / "mine.opml").write_text(
        '<opml><body><outline text="Wire" xmlUrl="https://example.org/old"/></body></opml>'
    )
    source = Source(id="wire", name="Wire", url="https://example.org/old")
    reading = Fetched(source=source, at=datetime.now(UTC), moved="https://example.org/new")
    with open_archive(tmp_path / "archive.db", where="archive.db") as archive:
        (move,) = moving.follow(load(folder, start=folder), archive, [reading])

    assert "Write that into sources/mine.opml" == move.remedy
    assert not (folder / "sources" / "feeds.toml").exists()


def test_the_health_can_be_read_on_a_narrow_terminal(tmp_path: Path, server: Server) -> None:
    """Lines for each feed in the place of a table; on a wide one it is a table."""
    folder = workspace(tmp_path, server, "good", "busy")
    server.answers["/busy"] = (503, {})
    shown = {}
    for columns in (60, 160):
        inner, outer = pty.openpty()
        run = subprocess.Popen(
            [sys.executable, "-m", "digest", "sources", "check"],
            cwd=folder,
            env={**os.environ, "SOURCE_DATE_EPOCH": NOW, "COLUMNS": str(columns), "TERM": "xterm"},
            stdout=outer,
            stderr=subprocess.DEVNULL,
        )
        assert 1 == run.wait(timeout=60)
        os.close(outer)
        said = os.read(inner, 10_000).decode().replace("\r", "")
        os.close(inner)
        shown[columns] = re.sub(r"\x1b\[[0-9;]*m", "", said)

    assert shown[60].splitlines() == [
        "ok      good",
        "  last success 2024-02-16 15:00, last entry 2024-02-15, 6.9 a week",
        "failed  busy",
        "  last success never, last entry none, 0.0 a week",
        "  HTTP 503 Service Unavailable (1 failure; next try: 15:05)",
        "  The next run tries again.",
    ]
    assert shown[160].startswith("State   Id    Last success")


def test_a_feed_that_has_ended_is_not_asked_again(tmp_path: Path, server: Server) -> None:
    """It is named once a run; a check that finds it alive, or another address, revives it."""
    folder = workspace(tmp_path, server, "good", "over")
    server.answers["/over"] = (410, {})
    digest(folder, "fetch")
    server.asked.clear()
    ran = digest(folder, "fetch", now=later(30 * DAY))

    assert ["/good"] == server.asked
    assert (
        f"  The over <{server.url('/over')}>: has ended since 2024-02-16"
        " (`digest sources remove over`)\n"
    ) in ran.err
    assert ("ended", "2024-02-16T15:00:00+00:00") == tuple(
        health(folder, 31 * DAY)["over"][key] for key in ("state", "gone_since")
    )
    feeds = folder / "sources" / "feeds.toml"
    before = feeds.read_text()
    feeds.write_text(before.replace("/over", "/elsewhere"))
    assert "" == digest(folder, "fetch", now=later(32 * DAY)).err
    feeds.write_text(before)
    digest(folder, "fetch", now=later(33 * DAY))
    del server.answers["/over"]
    assert "has ended" in digest(folder, "fetch", now=later(33 * DAY)).err
    assert health(folder, 33 * DAY)["over"]["state"] != "ended"
    assert "" == digest(folder, "fetch", now=later(34 * DAY)).err


def test_failed_stale_and_nothing_new_are_told_apart(tmp_path: Path, server: Server) -> None:
    """In the check; a stale feed is no failure."""
    folder = workspace(tmp_path, server, "good", "page")
    server.answers["/page"] = (200, {"Content-Type": "text/html"})
    fresh, old = health(folder, 0), health(folder, 40 * DAY)

    assert ("ok", "failed") == (fresh["good"]["state"], fresh["page"]["state"])
    assert ("stale", 0, 10) == tuple(old["good"][key] for key in ("state", "failures", "entries"))
    assert "web page" in old["page"]["reason"]
    assert (6.9, 0.0) == (fresh["good"]["entries_a_week"], fresh["page"]["entries_a_week"])


def stored(folder: Path) -> list[tuple[str, str]]:
    """Return (source, title) of every item in the archive, which must be sound."""
    with sqlite3.connect(folder / ".digest" / "archive.db") as db:
        assert ("ok",) == db.execute("PRAGMA integrity_check").fetchone()
        found = db.execute("SELECT source, title FROM items ORDER BY source, title").fetchall()
    db.close()
    return found


def running(folder: Path) -> subprocess.Popen[bytes]:
    """Begin to fetch."""
    return subprocess.Popen([sys.executable, "-m", "digest", "fetch"], cwd=folder)


def test_two_runs_at_once_both_finish_and_store_nothing_twice(
    tmp_path: Path, server: Server
) -> None:
    """Also where both find that a feed has moved. Each waits for the other in the middle of it."""
    ids = [f"feed-{number:02}" for number in range(12)]
    folder = workspace(tmp_path, server, *ids)
    server.answers["/feed-00"] = (301, {"Location": "/new"})
    server.meeting = "/feed-05"
    runs = [running(folder) for _ in range(2)]

    assert [0, 0] == [run.wait(timeout=60) for run in runs]
    assert (2, False) == (server.asked.count("/feed-05"), server.barrier.broken)
    assert 10 * len(ids) == len(stored(folder)) == len(set(stored(folder)))
    assert 1 == (folder / "sources" / "feeds.toml").read_text().count("/new")
