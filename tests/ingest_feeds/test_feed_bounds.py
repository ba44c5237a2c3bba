"""Answers that would cost all memory or all time: each ends soon, and takes little."""

from __future__ import annotations

import gzip
import time
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from digest.ingest.remote import read_remote
from digest.model import Fetched, Source
from digest.network import Limits
from tests.ingest_feeds.documents import AT
from tests.ingest_feeds.loopback import MEGABYTE, flooding, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.ingest_feeds.loopback import Server

LIMITS = Limits(total=1.0, body=64 * 1024)
SECONDS = 2.5
MEMORY = 6 * MEGABYTE

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
GZIP = OK + b"Content-Encoding: gzip\r\n\r\n"
DEFLATE = OK + b"Content-Encoding: deflate\r\n\r\n"


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
    assert (True, True) == (took < SECONDS, peak < MEMORY), f"{took:.1f} s, {peak} bytes"
    (fetched,) = found
    assert fetched.error is not None
    return fetched.error.what


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("bomb", "longer than 64 KB"),
        ("deflate-bomb", "longer than 64 KB"),
        ("brotli", "packed with 'br', which was not asked for"),
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
