"""Answers that would cost all memory or all time: each ends soon, and takes little."""

from __future__ import annotations

import gzip
import json
import os
import select
import signal
import subprocess
import sys
import time
import tracemalloc
import zlib
from typing import TYPE_CHECKING

import pytest

from digest.ingest import repair
from digest.ingest.remote import read_remote
from digest.limits import Limits
from digest.model import Fetched, Source
from tests.ingest_feeds.documents import AT, FORMATS, rss
from tests.ingest_feeds.loopback import MEGABYTE, PAGES, flooding, serving
from tests.support.pace import in_time

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.ingest_feeds.loopback import Server

LIMITS = Limits(total=1.0, body=64 * 1024)
SECONDS = 2.5
MEMORY = 6 * MEGABYTE

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
GZIP = OK + b"Content-Encoding: gzip\r\n\r\n"
DEFLATE = OK + b"Content-Encoding: deflate\r\n\r\n"


ZEROS = bytes(64 * MEGABYTE)
PAGES |= {
    "/raw-deflate-bomb": (
        200,
        {"Content-Encoding": "deflate"},
        zlib.compress(ZEROS, 9, wbits=-15),
    ),
    "/bomb-in-a-bomb": (
        200,
        {"Content-Encoding": "gzip"},
        gzip.compress(gzip.compress(ZEROS, 9) * 99, 9),
    ),
    "/packed-twice": (200, {"Content-Encoding": "gzip, gzip"}, gzip.compress(gzip.compress(ZEROS))),
    "/zstd": (200, {"Content-Encoding": "zstd"}, b"x" * MEGABYTE),
    "/brotli-bomb": (200, {"Content-Encoding": "br"}, b"x" * 8 * MEGABYTE),
    # Without the moment, of which any byte may happen to look like a tag.
    "/untold-bomb": (200, {}, gzip.compress(ZEROS, 9, mtime=0)),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Serve for the whole module."""
    with serving() as running:
        yield running


def end_of(url: str) -> str:
    """Read an address that must fail, soon and in little memory; return the reason."""
    found: list[Fetched] = []
    source = Source(id="a", name="A", url=url, allow_private=True)
    read_remote([], {}, at=AT, limits=LIMITS, on_read=found.append)  # what is loaded once
    tracemalloc.start()
    started = time.perf_counter()
    read_remote([source], {}, at=AT, limits=LIMITS, on_read=found.append)
    took = time.perf_counter() - started
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (True, True) == (in_time(took, SECONDS), peak < MEMORY), f"{took:.1f} s, {peak} bytes"
    (fetched,) = found
    assert fetched.error is not None
    return fetched.error.what


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("bomb", "longer than 64 KB"),
        ("deflate-bomb", "longer than 64 KB"),
        ("raw-deflate-bomb", "longer than 64 KB"),
        ("bomb-in-a-bomb", "longer than 64 KB"),
        ("brotli", "packed with 'br', which was not asked for"),
        ("brotli-bomb", "packed with 'br', which was not asked for"),
        ("zstd", "packed with 'zstd', which was not asked for"),
        ("packed-twice", "packed with 'gzip, gzip', which was not asked for"),
        ("untold-bomb", "not read: its root element comes after more than 16 KB"),
        ("big", "longer than 64 KB"),
        ("slow", "no answer within 1 s"),
        ("drip", "no answer within 1 s"),
        ("loop", "more than 5 redirects"),
        ("302?/loop", "more than 5 redirects"),
    ],
)
def test_a_bad_answer_costs_little(server: Server, path: str, expected: str) -> None:
    """Bombs of 64 MB in 64 KB; servers that never come to an end."""
    assert expected == end_of(f"{server.address}/{path}")


def test_a_loop_is_left_after_as_many_requests_as_there_may_be_redirects() -> None:
    """The first, and one for each redirect."""
    with serving() as alone:
        end_of(f"{alone.address}/loop")
        assert LIMITS.redirects + 1 == len(alone.asked)


TIMEOUT = "no answer within 1 s"
HEAD = "the head of the answer is too long"
BODY = "longer than 64 KB"


@pytest.mark.parametrize(
    ("start", "more", "expected"),
    [
        pytest.param(OK, b"X-A: b\r\n" * 99, {HEAD}, id="headers"),
        pytest.param(OK + b"X: ", b"a" * 9999, {HEAD}, id="header"),
        pytest.param(OK, b"a" * 9999, {HEAD}, id="header name"),
        pytest.param(b"HTTP/1.1 200 ", b"a" * 9999, {HEAD}, id="status line"),
        pytest.param(b"", b"\r\n" * 999, {TIMEOUT}, id="empty lines"),
        pytest.param(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 99, {TIMEOUT}, id="hints"),
        pytest.param(OK + b"\r\n", b"x" * 9999, {BODY}, id="body"),
        pytest.param(CHUNKED + b"1;", b"a" * 9999, {TIMEOUT}, id="chunk extension"),
        # Which of the two comes first is a matter of how fast the machine is.
        pytest.param(CHUNKED, b"1\r\nx\r\n" * 99, {BODY, TIMEOUT}, id="small chunks"),
        pytest.param(
            CHUNKED + b"0\r\n", b"X-A: b\r\n" * 99, {HEAD, "the answer was cut off"}, id="trailer"
        ),
        pytest.param(
            GZIP, gzip.compress(b"") * 99, {"packed in more than 1000 pieces"}, id="empty members"
        ),
        pytest.param(DEFLATE, b"\0\0\0\xff\xff" * 99, {BODY}, id="empty blocks"),
    ],
)
def test_a_flood_ends(start: bytes, more: bytes, expected: set[str]) -> None:
    """Whatever part of an answer has no end."""
    with flooding(start, more) as url:
        assert end_of(url) in expected


def test_a_long_header_of_an_honest_site_is_read(server: Server) -> None:
    """Some policies for browsers are longer than 8 KB."""
    found: list[Fetched] = []
    source = Source(id="a", name="A", url=f"{server.address}/long-header", allow_private=True)
    read_remote([source], {}, at=AT, limits=LIMITS, on_read=found.append)
    assert (200, None) == (found[0].status, found[0].error)


# What parsing costs, as the system sees it: in a process of its own. Each is forked from one that
# has loaded the parser and read nothing.

MEASURE = r"""
import json, os, re, sys, time
from pathlib import Path
from digest.ingest.feed import parse_feed
from tests.support.pace import in_time
from tests.ingest_feeds.documents import AT, FORMATS, SOURCE, URL

def read(body):
    return parse_feed(SOURCE, body, at=AT, url=URL)

def peak():
    # Not `ru_maxrss`, which begins with what the parent held.
    return 1024 * int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1])

def measure(path):
    for document in FORMATS.values():
        read(document.encode())  # what is loaded once
    body = Path(path).read_bytes()
    before, started = peak(), time.perf_counter()
    fetched = read(body)
    print(json.dumps([
        fetched.error.what if fetched.error else "",
        len(fetched.items),
        time.perf_counter() - started,
        peak() - before,
    ]), flush=True)

for line in sys.stdin:
    if not (child := os.fork()):
        measure(line.rstrip())
        os._exit(0)
    if status := os.waitpid(child, 0)[1]:
        print(json.dumps([f"ended with {status}", 0, 0.0, 0]), flush=True)
"""


class Measurer:
    """Reads documents, each in a process of its own."""

    def __init__(self, process: subprocess.Popen[str], path: Path) -> None:
        """`path` is where it finds each document."""
        self.process = process
        self.path = path

    def cost(self, document: str) -> tuple[str, int, float, int]:
        """Read one; return the error, the number of items, seconds, and bytes at the peak."""
        self.path.write_text(document, encoding="utf-8")
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{self.path}\n")
        self.process.stdin.flush()
        assert select.select([self.process.stdout], [], [], 120)[0], "it takes too long"
        error, items, seconds, grown = json.loads(self.process.stdout.readline())
        return error, items, seconds, grown


@pytest.fixture(scope="module")
def measurer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Measurer]:
    """Load the parser once for the whole module."""
    # What measures coverage costs time and memory of its own.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    with subprocess.Popen(
        [sys.executable, "-c", MEASURE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=clean,
        start_new_session=True,
    ) as process:
        try:
            yield Measurer(process, tmp_path_factory.mktemp("bounds") / "document")
        finally:
            os.killpg(process.pid, signal.SIGKILL)


WORDS = "&lt;p&gt;They met again, and said little of it afterwards.&lt;/p&gt;" * 20
MARKED = "<p>They met again, and said little of it afterwards.</p>" * 20
LARGE = {
    "RSS": lambda: rss(
        *(
            f"<guid>{number}</guid><title>Talks {number}</title><link>https://e.org/{number}</link>"
            f"<pubDate>Wed, 14 Feb 2024 09:30:00 GMT</pubDate><description>{WORDS}</description>"
            for number in range(6_500)
        )
    ),
    "JSON": lambda: json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "items": [{"id": number, "content_html": MARKED} for number in range(8_500)],
        }
    ),
    "long entries": lambda: rss(*(f"<title>{n}</title><description>{WORDS * 350}</description>"
        for n in range(20))),
}  # fmt: skip


@pytest.mark.parametrize("name", LARGE)
def test_a_feed_of_ten_megabytes_costs_its_share(name: str, measurer: Measurer) -> None:
    """Ten to fifteen times its size at most, and seconds."""
    document = LARGE[name]()
    assert 9 * MEGABYTE < len(document) < 10.5 * MEGABYTE
    error, items, seconds, grown = measurer.cost(document)

    assert ("", True) == (error, items >= 20)
    assert (True, True) == (seconds < 25, grown < 15 * len(document)), f"{seconds} s, {grown} bytes"


LAUGHS = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 11))
COSTLY = {
    "billion laughs": (
        f'<!DOCTYPE rss [<!ENTITY a0 "lol">{LAUGHS}]>'
        + rss("<title>A</title><description>&a10;</description>"),
        "",
    ),
    "quadratic entities": (
        f'<!DOCTYPE rss [<!ENTITY a "{"a" * 15_000}">]>'
        + rss(*(["<title>A</title><description>" + "&a;" * 1_000 + "</description>"] * 1_000)),
        "",
    ),
    "long entities": (
        f'<!DOCTYPE rss [<!ENTITY a "{"a" * 1_000_000}">]>' + rss("<title>&a;</title>"),
        "its root element comes after more than 16 KB",
    ),
    "entities of parameters": (
        '<!DOCTYPE rss [<!ENTITY % a "x"><!ENTITY % b "%a;%a;">%b;]>' + rss("<title>A</title>"),
        "",
    ),
    "entities from files": (
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///dev/zero">]>' + rss("<title>A &a;</title>"),
        "",
    ),
    "a definition from a file": (
        '<!DOCTYPE rss SYSTEM "file:///dev/zero">' + rss("<title>A</title>"),
        "",
    ),
    "100,000 attributes": (
        rss("<x " + " ".join(f"a{number}" for number in range(100_000)) + "/>"),
        "a tag does not end within 512 KB",
    ),
    "40,000 attributes": (
        rss("<x " + " ".join(f"a{number}" for number in range(40_000)) + "/>"),
        "a tag has more than 256 attributes",
    ),
    "300 attributes on each tag": (
        rss("<title>A</title>" + ("<x " + " a='1'" * 600 + "/>") * 100),
        "a tag has more than 256 attributes",
    ),
    "tags a million deep": (rss("<x>" * 1_000_000), "its tags are nested more than 256 deep"),
    "items within items": ("<rss version='2.0'>" + "<item>" * 300_000, "its tags are nested more"),
    "a million entries": (rss(*[""] * 1_000_000)[: 10 * MEGABYTE], "it has more than 50,000"),
    "a long entry": (rss("x" * 600_000), "an entry is longer than 512 KB"),
    "ten megabytes of nothing": (" " * 10 * MEGABYTE, "empty answer"),
    "ten megabytes of words": ("x" * 10 * MEGABYTE, "its root element comes after more than 16 KB"),
    "a megabyte of opening brackets": (rss("<title>A</title>") + "<" * MEGABYTE, ""),
    "a megabyte of ampersands": (rss("<title>A</title>") + "&" * MEGABYTE, ""),
}


@pytest.mark.parametrize("name", COSTLY)
def test_what_is_made_to_cost_costs_little(name: str, measurer: Measurer) -> None:
    """Refused or read, within seconds, and in memory of the size of the document."""
    document, expected = COSTLY[name]
    error, items, seconds, grown = measurer.cost(document)
    assert error.removeprefix("not read: ").startswith(expected), error
    assert bool(error) == bool(expected)
    assert bool(items) == (not expected)
    allowed = 32 * MEGABYTE + 15 * len(document)
    assert (True, True) == (seconds < 20, grown < allowed), f"{seconds} s, {grown} bytes"


def test_ordinary_feeds_are_far_from_all_bounds(measurer: Measurer) -> None:
    """So that the measure itself is right."""
    for name in ("RSS 2.0", "Atom 1.0", "JSON Feed 1.1"):
        error, items, seconds, grown = measurer.cost(FORMATS[name])
        assert ("", 1, True, True) == (error, items, seconds < 1, grown < MEGABYTE)


@pytest.mark.parametrize("length", [1, 7, 31])
def test_a_long_document_is_mended_as_a_short_one(length: int) -> None:
    """It is taken in stretches, and none of them begins within a reference."""
    piece = (
        "x" * length + "&nbsp;AT&T &amp; &#8217;&#x1; &CounterClockwiseContourIntegral; &bogus; &"
    )
    times = 2 * repair.STRETCH // len(piece) + 2
    assert repair.mend_entities(piece) * times == repair.mend_entities(piece * times)
    assert "&bogus;" * times == repair.mend_entities("<!ENTITY bogus>" + "&bogus;" * times)[15:]
