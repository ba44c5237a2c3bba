"""`full_text = true` as people meet it: in the draft, on the terminal, and when a run is killed."""

from __future__ import annotations

import os
import pty
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.ingest_feeds.sites import COOKIES, MORE, TEASER, TITLE, Answer, page, site
from tests.support.command import NOW
from tests.support.inside import digest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.ingest_feeds.sites import Site

DRAFT = "editions/2024-02-16.md"
HOUR = 3600


@pytest.fixture
def server() -> Iterator[Site]:
    """Serve a site with one article in its feed."""
    with site() as running:
        running.publish("a")
        yield running


@pytest.fixture
def folder(tmp_path: Path, server: Site) -> Path:
    """Make a workspace that reads the site."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "digest.toml").write_text('[newsletter]\nname = "Watch"\ntimezone = "UTC"\n')
    subscribe(tmp_path, server)
    return tmp_path


def subscribe(folder: Path, server: Site, more: str = "full_text = true") -> None:
    """Read the site's feed."""
    (folder / "sources" / "feeds.toml").write_text(
        f'[[feeds]]\nid = "wire"\nname = "The Wire"\nurl = "{server.address}/feed"\n'
        f"allow_private = true\n{more}\n"
    )


def later(hours: float) -> str:
    """Return a moment after the usual one."""
    return str(int(int(NOW) + hours * HOUR))


def test_the_draft_has_the_text_of_the_page(folder: Path, server: Site) -> None:
    """And the teaser again once it is turned off: the draft is written anew, for nobody edited."""
    assert 0 == digest(folder, "build").code
    full = (folder / DRAFT).read_text()
    assert 0 == digest(folder, "build").code
    assert ["a"] == server.articles
    subscribe(folder, server, "full_text = false")
    digest(folder, "build")
    teaser = (folder / DRAFT).read_text()

    assert MORE[1] in full
    assert TITLE in teaser
    assert MORE[1] not in teaser


def test_no_more_is_printed_than_the_source_allows(folder: Path, server: Site) -> None:
    """At most `excerpt_words`, however long the page is; all of it with `reprint = true`."""
    end = "And there the delegations parted."
    server.answers["/articles/a"] = Answer(page(TEASER, *(MORE * 5), end))
    digest(folder, "build")
    excerpt = (folder / DRAFT).read_text()
    subscribe(folder, server, "full_text = true\nreprint = true")
    digest(folder, "build")

    assert MORE[1] in excerpt
    assert end not in excerpt
    assert end in (folder / DRAFT).read_text()


def test_explain_says_where_the_text_comes_from(folder: Path, server: Site) -> None:
    """Where it is not what the feed has."""
    said = "text: taken from the article's page"
    digest(folder, "fetch")
    full = digest(folder, "explain", "--format", "json").out.decode()
    subscribe(folder, server, "")
    teaser = digest(folder, "explain", "--format", "json").out.decode()

    assert (1, 0) == (full.count(said), teaser.count(said))


@pytest.mark.parametrize(
    "arguments",
    [["fetch", "--offline"], ["build", "--offline"], ["draft"], ["explain"], ["sources", "check"]],
)
def test_no_page_is_asked_by_what_asks_no_pages(
    folder: Path, server: Site, arguments: list[str]
) -> None:
    """Neither offline, nor by commands that use no network, nor to see how feeds are."""
    subscribe(folder, server, "")
    digest(folder, "fetch")
    subscribe(folder, server)
    digest(folder, *arguments)

    assert [] == [path for path in server.asked if path != "/feed"]


def test_without_a_network_no_page_is_asked_in_vain(folder: Path, server: Site) -> None:
    """It would count as a failure of the page."""
    subscribe(folder, server, "")
    digest(folder, "fetch")
    address = server.address.replace(server.host, "127.0.0.9")
    feeds = folder / "sources" / "feeds.toml"
    feeds.write_text(feeds.read_text().replace(server.address, address) + "full_text = true\n")
    ran = digest(folder, "fetch")

    assert "articles" not in ran.err
    with closing(sqlite3.connect(folder / ".digest" / "archive.db")) as db:
        assert [] == db.execute("SELECT * FROM pages").fetchall()


def test_pages_that_cannot_be_read_are_told_once_for_a_source(folder: Path, server: Site) -> None:
    """With the reasons; the feed has not failed, and the run ends well."""
    server.publish("a", "b", "c", "d")
    server.allow("User-agent: *\nDisallow: /articles/a\nDisallow: /articles/b")
    server.answers["/articles/c"] = Answer(status=404)
    ran = digest(folder, "fetch")
    again = digest(folder, "fetch")

    assert 0 == ran.code
    assert (
        "Warning: 3 of 4 articles of The Wire could not be read:"
        " refused by robots.txt (2); HTTP 404 Not Found (1)\n"
    ) == ran.err
    assert "" == again.err
    assert b'"state": "ok"' in digest(folder, "sources", "check", "--format", "json").out


def test_one_reason_is_not_counted(folder: Path, server: Site) -> None:
    """And a page that has no more than the entry is no failure."""
    server.publish("a", "b")
    server.answers |= {"/articles/a": Answer(page(*COOKIES)), "/articles/b": Answer(page(TEASER))}

    assert (
        "Warning: 1 of 2 articles of The Wire could not be read:"
        " the page shows something else than the article\n"
    ) == digest(folder, "fetch").err
    assert "" == digest(folder, "fetch", "-q", now=later(2)).err


def test_each_page_is_told_with_v(folder: Path, server: Site) -> None:
    """What was taken, and why others were not; what is left for another run."""
    server.publish("a", "b", "c")
    busy = Answer(status=429)
    server.answers |= {"/articles/a": busy, "/articles/b": busy, "/articles/c": busy}
    ran = digest(folder, "fetch", "-v")
    server.answers = {it: answer for it, answer in server.answers.items() if "feed" in it}
    again = digest(folder, "fetch", "-v")

    assert f"wire: {TITLE}: HTTP 429 Too Many Requests\n" in ran.err
    assert 2 == ran.err.count(f"wire: {TITLE}: left for the next run\n")
    assert "2 articles left for the next run\n" in ran.err
    assert "1 of 1 article of The Wire could not be read" in ran.err
    assert 2 == again.err.count(f"wire: {TITLE}: full text taken\n")


def test_a_terminal_shows_how_far_it_is(folder: Path, server: Site) -> None:
    """As for feeds."""
    server.publish("a", "b", "c")
    ours, theirs = pty.openpty()
    run = subprocess.Popen(
        [sys.executable, "-m", "digest", "fetch"],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": NOW, "TERM": "xterm", "COLUMNS": "100"},
        stderr=theirs,
    )
    os.close(theirs)
    said = b""
    while True:
        try:
            chunk = os.read(ours, 4096)
        except OSError:  # how Linux says that the other end was closed
            break
        if not chunk:
            break
        said += chunk
    os.close(ours)

    assert 0 == run.wait()
    assert b"Reading articles" in said
    assert b"3/3" in said


def test_a_run_that_is_killed_between_pages_loses_none_of_them(folder: Path, server: Site) -> None:
    """The next one asks for what is missing, and for nothing else."""
    names = ["a", "b", "c"]
    server.publish(*names)
    run = subprocess.Popen(
        [sys.executable, "-m", "digest", "fetch"],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": NOW},
    )
    deadline = time.monotonic() + 20
    while len(server.articles) < 2 and time.monotonic() < deadline:
        time.sleep(0.005)
    run.send_signal(signal.SIGKILL)
    run.wait()
    asked = list(server.articles)
    kept = taken(folder)
    assert 0 == digest(folder, "fetch").code

    assert asked[:1] == kept[:1]
    assert len(kept) < len(names)
    assert len(names) == len(taken(folder)) == len(set(taken(folder)))
    assert sorted(set(names) - set(kept)) == sorted(server.articles[len(asked) :])


def taken(folder: Path) -> list[str]:
    """Return the articles whose text is in the archive, which must be sound, in order of time."""
    with closing(sqlite3.connect(folder / ".digest" / "archive.db")) as db:
        assert ("ok",) == db.execute("PRAGMA integrity_check").fetchone()
        found = db.execute("SELECT url FROM pages WHERE outcome = 'taken' ORDER BY rowid")
        return [url.rpartition("/")[2] for (url,) in found]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('full_text = "yes"', "full_text"),
        ("fulltext = true", "'full_text'"),
    ],
)
def test_a_slip_in_the_key_is_told(folder: Path, server: Site, line: str, expected: str) -> None:
    """As for every other."""
    subscribe(folder, server, line)
    ran = digest(folder, "fetch")

    assert 2 == ran.code
    assert ran.err.startswith("Error: sources/feeds.toml")
    assert expected in ran.err
