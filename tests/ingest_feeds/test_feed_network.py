"""Feeds over HTTP from a real server, which does everything that servers do wrong."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from digest import __version__, network, urls
from digest.errors import SourceError
from digest.ingest.remote import read_remote
from digest.ingest.saved import read_path
from digest.limits import Limits
from digest.model import Fetched, Source, Validators
from tests.ingest_feeds.documents import AT, FORMATS, RSS_20
from tests.ingest_feeds.loopback import ETAG, MODIFIED, serving
from tests.support.serving import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from digest.network import Reply
    from tests.ingest_feeds.loopback import Server

LIMITS = Limits(total=1.5, connect=1.0, body=1024 * 1024)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Serve for the whole module."""
    with serving() as running:
        yield running


def fetch(
    *addresses: str, limits: Limits = LIMITS, validators: dict[str, Validators] | None = None
) -> dict[str, Fetched]:
    """Read addresses; return the readings by address."""
    found: dict[str, Fetched] = {}
    sources = [Source(id=url, name=url, url=url, allow_private=True) for url in addresses]
    read_remote(
        sources,
        validators or {},
        at=AT,
        limits=limits,
        on_read=lambda fetched: found.__setitem__(fetched.source.id, fetched),
    )
    return found


def a_source_each(server: Server, *paths: str) -> list[Source]:
    """Return sources on a server, which may be asked though it is on this machine."""
    return [
        Source(id=path, name=path, url=f"{server.address}/{path}", allow_private=True)
        for path in paths
    ]


def fetched(url: str, limits: Limits = LIMITS) -> Fetched:
    """Read one address."""
    return fetch(url, limits=limits)[url]


def why(url: str) -> str:
    """Read an address that must fail; return the reason."""
    error = fetched(url).error
    assert error is not None
    assert urls.without_credentials(url) == error.where
    return error.what


def test_every_format_comes_over_the_network(server: Server) -> None:
    """With the same item in each."""
    addresses = [f"{server.address}/{name.replace(' ', '-')}" for name in FORMATS]
    found = fetch(*addresses)
    assert ["Envoys meet"] * len(FORMATS) == [found[url].items[0].title for url in addresses]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("page", "a web page, not a feed"),
        ("empty", "empty answer"),
        ("no-content", "empty answer"),
        ("missing", "HTTP 404 Not Found"),
        ("gone", "HTTP 410 Gone"),
        ("secret", "HTTP 401 Unauthorized"),
        ("refused", "HTTP 403 Forbidden"),
        ("busy", "HTTP 429 Too Many Requests"),
        ("broken", "HTTP 500 Internal Server Error"),
        ("odd", "HTTP 799 Request Denied"),
        ("unasked-304", "HTTP 304 Not Modified"),
        ("no-target", "HTTP 302 Found"),
        ("loop", "more than 5 redirects"),
        ("to-file", "redirected to what is no http or https address"),
        ("slow", "no answer within 1.5 s"),
        ("drip", "no answer within 1.5 s"),
        ("hang-up", "the connection was closed without an answer"),
        ("nonsense", "the answer is not HTTP"),
        ("cut", "the answer was cut off"),
        ("short-gzip", "the answer was cut off"),
        ("bad-gzip", "the packed answer is damaged"),
        ("late-bad-gzip", "the packed answer is damaged"),
        ("brotli", "packed with 'br', which was not asked for"),
        ("big", "longer than 1 MB"),
        ("bomb", "longer than 1 MB"),
    ],
)
def test_a_failure_has_a_reason_that_people_understand(
    server: Server, path: str, expected: str
) -> None:
    """As a value, with the address."""
    assert expected == why(f"{server.address}/{path}")


def test_a_dead_port_refuses() -> None:
    """Nobody listens there."""
    assert "connection refused" == why(f"http://127.0.0.1:{free_port()}/feed")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://feeds.invalid/", "no such host"),
        ("http://127.0.0.1:99999/", "no address that can be asked"),
        ("http:///feed", "no address that can be asked"),
        (f"http://{'a' * 70}.example/", "no address that can be asked"),
    ],
)
def test_an_address_that_leads_nowhere_is_named(url: str, expected: str) -> None:
    """The name `invalid` is reserved for never being found (RFC 6761)."""
    assert expected == why(url)


def test_a_certificate_that_nobody_signed_is_not_valid(tmp_path: Path) -> None:
    """And what speaks no TLS at all is told apart."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl to make a certificate")
    command = (
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    )
    files = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")]
    subprocess.run([openssl, *command.split(), *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with serving() as secure:
        plain = f"https://127.0.0.1:{secure.server_port}/feed"
        assert "no secure connection can be made" == why(plain)
        secure.socket = context.wrap_socket(secure.socket, server_side=True)
        assert "the certificate is not valid" == why(plain)


def test_credentials_are_sent_and_never_shown(server: Server) -> None:
    """Not in an error, and not in the address that is kept."""
    url = server.address.replace("//", "//me:secret@")
    good = fetched(f"{url}/plain")
    assert f"{server.address}/plain" == good.url
    assert any(headers.get("Authorization", "").startswith("Basic") for _, headers in server.asked)
    for path in ("missing", "page", "loop", "slow"):
        error = fetched(f"{url}/{path}").error
        assert error is not None
        assert "secret" not in f"{error} {error.what} {error.hint}"


@pytest.mark.parametrize("path", ["gzip", "members", "padded", "zlib", "raw", "plain"])
def test_packed_answers_are_unpacked(server: Server, path: str) -> None:
    """Gzip of one member and more, both kinds of deflate, and a wrong content type."""
    assert ["Envoys meet"] == [item.title for item in fetched(f"{server.address}/{path}").items]


def test_a_redirect_is_followed_and_links_resolved_against_its_end(server: Server) -> None:
    """The final address is part of the reading."""
    reading = fetched(f"{server.address}/moved")
    assert f"{server.address}/deep/feed" == reading.url
    assert f"{server.address}/envoys" == reading.items[0].url


def test_the_same_answer_again_is_no_news(server: Server) -> None:
    """Many servers know no conditions, and send all of it each time."""
    url = f"{server.address}/plain"
    first = fetch(url)[url]
    again = fetch(url, validators={url: first.validators})[url]
    other = fetch(url, validators={url: replace(first.validators, body="0", marks="")})[url]

    assert 64 == len(first.validators.body)
    assert (True, (), 200, None) == (again.not_modified, again.items, again.status, again.error)
    assert first.items == other.items
    assert replace(first.validators, marks="") == again.validators


def test_what_is_known_is_asked_for_conditionally(server: Server) -> None:
    """304 is a good reading that keeps the validators (RFC 9110, section 13)."""
    url = f"{server.address}/conditional"
    first = fetch(url)[url]
    known = Validators(etag=ETAG, last_modified=MODIFIED)
    assert (known, False, 1) == (
        replace(first.validators, body="", marks=""),
        first.not_modified,
        len(first.items),
    )
    for validators in (known, Validators(etag=ETAG), Validators(last_modified=MODIFIED)):
        again = fetch(url, validators={url: validators})[url]
        assert (validators, True, (), None) == (
            again.validators,
            again.not_modified,
            again.items,
            again.error,
        )


def test_the_program_says_who_it_is_and_what_it_reads(server: Server) -> None:
    """A User-Agent of its own, feeds before all else, and only packings that it can bound."""
    fetch(f"{server.address}/plain")
    _, headers = server.asked[-1]
    assert f"(compatible; digest/{__version__}; newsletter reader)" in headers["User-Agent"]
    assert headers["Accept"].startswith("application/atom+xml, application/rss+xml")
    assert "gzip, deflate" == headers["Accept-Encoding"]


def test_a_validator_that_is_no_ascii_is_not_kept(server: Server) -> None:
    """It could be neither stored nor sent back as it came; the feed is read all the same."""
    (fetched,) = fetch(f"{server.address}/latin").values()

    assert (None, "") == (fetched.error, fetched.validators.etag)
    assert fetched.items


def test_proxies_of_the_environment_are_not_read(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing below the command line reads the environment."""
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    assert fetched(f"{server.address}/plain").error is None


def test_one_bad_source_stops_no_other(server: Server) -> None:
    """Good and bad ones at once: a reading for each, the slow ones not waited for twice."""
    bad = [f"{server.address}/{path}?{n}" for path in ("slow", "missing") for n in range(5)]
    good = [f"{server.address}/RSS-2.0?{n}" for n in range(20)]
    started = time.perf_counter()
    found = fetch(*bad, *good, limits=Limits(total=1.0, per_host=30))
    assert time.perf_counter() - started < 5
    assert {*bad, *good} == set(found)
    assert [None] * 20 == [found[url].error for url in good]
    assert all(found[url].error for url in bad)


def test_a_host_is_asked_politely() -> None:
    """No more at once than the limit for one host, and than that for all."""
    with serving() as alone:
        addresses = [f"{alone.address}/RSS-2.0?{n}" for n in range(24)]
        found = fetch(*addresses, limits=Limits(per_host=3))
        assert (24, True) == (len(found), 1 < alone.busiest <= 3)
    with serving() as alone:
        addresses = [f"{alone.address}/RSS-2.0?{n}" for n in range(12)]
        fetch(*addresses, limits=Limits(together=1))
        assert 1 == alone.busiest


def test_readings_come_one_by_one_in_the_callers_thread(server: Server) -> None:
    """SQLite wants one thread; a progress bar wants to move."""
    threads: list[threading.Thread] = []
    sources = a_source_each(server, "plain", "missing")
    read_remote(sources, {}, at=AT, on_read=lambda _: threads.append(threading.current_thread()))
    assert [threading.current_thread()] * 2 == threads


@pytest.mark.parametrize("failure", [OSError("disk full"), KeyboardInterrupt()])
def test_what_the_caller_raises_ends_all(server: Server, failure: BaseException) -> None:
    """A full disk, or Ctrl-C: the slow requests are not waited for."""

    def fail(_: Fetched) -> None:
        raise failure

    sources = a_source_each(server, "plain", "slow")
    started = time.perf_counter()
    with pytest.raises(type(failure)):
        read_remote(sources, {}, at=AT, limits=Limits(total=10), on_read=fail)
    assert time.perf_counter() - started < 3


def test_nothing_to_read_is_done_at_once() -> None:
    """No source, no request."""
    assert {} == fetch()


def test_a_reply_is_what_came_in_the_end(server: Server) -> None:
    """The seam itself: address, status, body, type, validators."""

    async def ask(path: str) -> Reply:
        async with network.session(LIMITS) as client:
            return await network.get(
                client,
                f"{server.address}/{path}",
                validators=Validators(),
                limits=LIMITS,
                now=AT,
                allow_private=True,
            )

    reply = asyncio.run(ask("moved"))
    assert (f"{server.address}/deep/feed", 200, "") == (reply.url, reply.status, reply.content_type)
    assert b"<rss" in reply.body
    with pytest.raises(SourceError, match="HTTP 404 Not Found"):
        asyncio.run(ask("missing"))


def test_a_saved_feed_is_read_from_its_path(tmp_path: Path) -> None:
    """Every format, relative to the workspace."""
    for name, document in FORMATS.items():
        (tmp_path / name).write_text(document, encoding="utf-8")
        (item,) = read_path(Source(id="a", name="A", path=name), tmp_path, at=AT).items
        assert "Envoys meet" == item.title


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("none.xml", "cannot be read: No such file or directory"),
        ("folder", "cannot be read: it is a folder"),
        ("pipe", "cannot be read: it is no ordinary file"),
        ("nul\0", "cannot be read: "),
        ("long.xml", "longer than 1 KB"),
        ("page.html", "a web page, not a feed"),
        ("empty.xml", "empty answer"),
    ],
)
def test_a_saved_feed_that_cannot_be_read_is_a_value(
    tmp_path: Path, path: str, expected: str
) -> None:
    """With the path, the reason and what to do."""
    (tmp_path / "folder").mkdir()
    subprocess.run(["mkfifo", str(tmp_path / "pipe")], check=True)
    (tmp_path / "long.xml").write_bytes(RSS_20.encode() * 10)
    (tmp_path / "page.html").write_text("<html></html>")
    (tmp_path / "empty.xml").touch()
    source = Source(id="a", name="A", path=path)
    error = read_path(source, tmp_path, at=AT, limits=Limits(body=1024)).error
    assert error is not None
    assert (True, path, True) == (error.what.startswith(expected), error.where, bool(error.hint))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://me:secret@e.org/a@b", "https://e.org/a@b"),
        ("https://me@e.org", "https://e.org"),
        ("https://e.org/@me?x=y@z#@", "https://e.org/@me?x=y@z#@"),
        ("https://a:b@c@e.org/", "https://e.org/"),
        ("sources/feeds/a.xml", "sources/feeds/a.xml"),
    ],
)
def test_an_address_is_shown_without_its_credentials(url: str, expected: str) -> None:
    """Only the part before the host is taken out."""
    assert expected == urls.without_credentials(url)
