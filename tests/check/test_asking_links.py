"""Links that are asked over the network, of real servers that answer well and badly."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from typing import TYPE_CHECKING, Any

import pytest

from digest.limits import Limits
from digest.network import guard
from digest.network.links import Asked, ask
from tests.check.test_command import CONFIG
from tests.support.inside import digest
from tests.support.serving import LoopbackServer, QuietHandler, running
from tests.support.workspaces import make_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIMITS = Limits(total=1.0, connect=1.0, redirects=4, pause=0.0)
#: For a path: the status of HEAD, of GET, and where both send on to.
PAGES: dict[str, tuple[int, int, str]] = {
    "/page": (200, 200, ""),
    "/no-head": (405, 200, ""),
    "/no-head-either": (501, 200, ""),
    "/wall-for-head": (403, 200, ""),
    "/wall": (403, 403, ""),
    "/missing": (404, 404, ""),
    "/missing-for-head": (404, 200, ""),
    "/gone": (410, 410, ""),
    "/broken": (500, 500, ""),
    "/busy": (429, 429, ""),
    "/moved": (301, 301, "/page"),
    "/relative": (302, 302, "page"),
    "/to-missing": (302, 302, "/missing"),
    "/circle": (302, 302, "/circle-2"),
    "/circle-2": (302, 302, "/circle"),
    "/cookies": (302, 302, "/cookies"),
    "/to-file": (302, 302, "file:///etc/passwd"),
    **{f"/far/{number}": (302, 302, f"/far/{number + 1}") for number in range(9)},
}


class Handler(QuietHandler):
    """Answers by path, and notes what was asked and when."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:  # noqa: N802 - its name is fixed
        """Answer without a body."""
        self._answer(0)

    def do_GET(self) -> None:  # noqa: N802 - its name is fixed
        """Answer with a body without end, of which nothing is to be read."""
        self._answer(1)

    def _answer(self, which: int) -> None:
        path = self.path.partition("?")[0]
        self.server.note(f"{self.command} {self.path}")
        if path == "/silent":
            self.server.stopping.wait(5)
            return
        if path == "/closed" or (path == "/closed-for-head" and not which):
            self.close_connection = True
            return
        *statuses, there = PAGES.get(path, (200, 200, ""))
        self.send_response(statuses[which])
        if there:
            self.send_header("Location", there)
        if path == "/cookies":
            self.send_header("Set-Cookie", "seen=1")
        self.send_header("Content-Length", str(which * 10**9))
        self.end_headers()
        self.server.done()


class Server(LoopbackServer):
    """Counts how many ask at once."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        """Listen on a free port."""
        super().__init__(Handler, host)
        self.asked: list[str] = []
        self.times: list[float] = []
        self.busy = self.busiest = 0

    def note(self, line: str) -> None:
        """Keep what was asked; hold it a moment, so that others come."""
        with self.lock:
            self.asked.append(line)
            self.times.append(time.monotonic())
            self.busy += 1
            self.busiest = max(self.busiest, self.busy)
        time.sleep(0.01)

    def done(self) -> None:
        """Say that an answer was given."""
        with self.lock:
            self.busy -= 1


@pytest.fixture
def server() -> Iterator[Server]:
    """Serve while a test runs."""
    with running(Server()) as started:
        yield started


def asked(*urls: str, limits: Limits = LIMITS, allow_private: bool = True) -> tuple[Asked, ...]:
    """Ask, and return what became of it."""
    return asyncio.run(ask(urls, limits=limits, allow_private=allow_private))


@pytest.mark.parametrize(
    ("path", "outcome", "status", "reason"),
    [
        ("/page", "answered", 200, "HTTP 200 OK"),
        ("/no-head", "answered", 200, "HTTP 200 OK"),
        ("/no-head-either", "answered", 200, "HTTP 200 OK"),
        ("/wall-for-head", "answered", 200, "HTTP 200 OK"),
        ("/missing-for-head", "answered", 200, "HTTP 200 OK"),
        ("/closed-for-head", "answered", 200, "HTTP 200 OK"),
        ("/wall", "answered", 403, "HTTP 403 Forbidden"),
        ("/missing", "answered", 404, "HTTP 404 Not Found"),
        ("/gone", "answered", 410, "HTTP 410 Gone"),
        ("/broken", "answered", 500, "HTTP 500 Internal Server Error"),
        ("/busy", "answered", 429, "HTTP 429 Too Many Requests"),
        ("/moved", "answered", 200, "HTTP 200 OK"),
        ("/relative", "answered", 200, "HTTP 200 OK"),
        ("/to-missing", "answered", 404, "HTTP 404 Not Found"),
        ("/circle", "loop", 302, "it sends in circles"),
        ("/cookies", "loop", 302, "it sends in circles"),
        ("/far/0", "loop", 302, "it sends on more than 4 times"),
        ("/closed", "failed", 0, "the connection was closed without an answer"),
        ("/silent", "failed", 0, "no answer within 1 s"),
        ("/to-file", "failed", 0, "no address that can be asked"),
    ],
)
def test_what_became_of_a_link_is_told(
    server: Server, path: str, outcome: str, status: int, reason: str
) -> None:
    """By HEAD, and where that gives no page by GET, of which no body is read."""
    (answer,) = asked(server.address + path)

    assert (outcome, status, reason) == (answer.outcome, answer.status, answer.reason)
    assert (path == "/cookies") == answer.cookies


def test_a_good_link_costs_one_head_request(server: Server) -> None:
    """And a link that stands twice is asked once."""
    (answer,) = asked(f"{server.address}/page", f"{server.address}/page")

    assert ["HEAD /page"] == server.asked
    assert f"{server.address}/page" == answer.final


def test_where_it_led_is_told(server: Server) -> None:
    """After redirects."""
    (answer,) = asked(f"{server.address}/moved")

    assert f"{server.address}/page" == answer.final
    assert f"{server.address}/moved" == answer.url


def test_a_host_is_asked_one_question_at_a_time_with_a_pause(server: Server) -> None:
    """Its owner did not ask for any."""
    limits = Limits(total=1.0, pause=0.05)
    answers = asked(*(f"{server.address}/page?{number}" for number in range(5)), limits=limits)
    gaps = [after - before for before, after in zip(server.times, server.times[1:], strict=False)]

    assert [200] * 5 == [answer.status for answer in answers]
    assert 1 == server.busiest
    assert min(gaps) >= 0.05


def test_hosts_are_asked_beside_one_another() -> None:
    """One that is silent holds nobody up."""
    with running(Server("127.0.0.1")) as slow, running(Server("127.0.0.2")) as fast:
        order: list[str] = []
        urls = [f"{slow.address}/silent", f"{fast.address}/page"]
        answers = asyncio.run(
            ask(
                urls,
                limits=LIMITS,
                allow_private=True,
                on_answer=lambda answer: order.append(answer.outcome),
            )
        )

    assert ["answered", "failed"] == order
    assert urls == [answer.url for answer in answers]


def test_a_host_that_wants_to_be_left_alone_is(server: Server) -> None:
    """After 429 nothing more is asked of it, not even by GET."""
    answers = asked(f"{server.address}/busy", f"{server.address}/page")

    assert ["HEAD /busy"] == server.asked
    assert ["answered", "left"] == [answer.outcome for answer in answers]
    assert "not asked: its host wants to be left alone" == answers[1].reason


def test_a_host_that_takes_too_long_is_given_up(server: Server) -> None:
    """After its share of the run."""
    limits = Limits(total=0.2, pause=0.0, patience=0.1)
    answers = asked(f"{server.address}/silent", f"{server.address}/page", limits=limits)

    assert ["failed", "left"] == [answer.outcome for answer in answers]
    assert "not asked: its host takes too long" == answers[1].reason


def test_a_private_address_is_not_asked(server: Server) -> None:
    """Not by a link, nor by a redirect of somebody else's; readers could not reach it either."""
    (answer,) = asked(f"{server.address}/page", allow_private=False)

    assert ("private", "127.0.0.1 is not on the public internet") == (
        answer.outcome,
        answer.reason,
    )
    assert [] == server.asked


def test_a_public_page_cannot_send_on_into_the_private_network(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every hop goes through the same gate."""
    real = guard.is_public
    monkeypatch.setattr(guard, "is_public", lambda ip: ip == "127.0.0.2" or real(ip))
    monkeypatch.setitem(PAGES, "/inwards", (302, 302, f"{server.address}/page"))
    with running(Server("127.0.0.2")) as public:
        (answer,) = asked(f"{public.address}/inwards", allow_private=False)

    assert "private" == answer.outcome
    assert [] == server.asked


@pytest.mark.parametrize(
    ("code", "outcome"),
    [(socket.EAI_NONAME, "no-host"), (socket.EAI_AGAIN, "failed"), (socket.EAI_FAIL, "failed")],
)
def test_a_name_that_is_not_there_is_told_from_one_that_nobody_can_look_up(
    monkeypatch: pytest.MonkeyPatch, code: int, outcome: str
) -> None:
    """Where the name servers do not answer, the link may be fine."""

    def look_up(*_: Any, **__: Any) -> None:
        raise socket.gaierror(code, "no")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    (answer,) = asked("https://nobody.invalid/")

    assert (outcome, "no such host") == (answer.outcome, answer.reason)


def test_a_refused_connection_may_be_mended_by_then(server: Server) -> None:
    """It is no proof that the page is gone; nor is a certificate that has run out."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    answers = asked(f"http://127.0.0.1:{port}/", f"https://127.0.0.1:{server.server_port}/")

    assert ["failed", "failed"] == [answer.outcome for answer in answers]
    assert "connection refused" == answers[0].reason


EDITION = """\
---
title: Envoys meet
---

Envoys met at [the bridge]({there}/page), [the town]({there}/missing#hall) and
[the court]({there}/wall).
"""


@pytest.fixture
def workspace(tmp_path: Path, server: Server) -> Path:
    """Make a workspace whose edition has links to the server."""
    folder = make_workspace(tmp_path / "workspace", config=CONFIG)
    (folder / "editions").mkdir()
    content = EDITION.format(there=server.address)
    (folder / "editions" / "2024-02-16.md").write_text(content)
    return folder


def test_links_are_asked_on_demand(workspace: Path, server: Server) -> None:
    """What is missing is an error; what may be a wall is not. -v says what each answered."""
    date = ("--date", "2024-02-16", "--format", "json")
    silent = digest(workspace, "check", *date)
    assert (0, []) == (silent.code, server.asked)

    ran = digest(workspace, "check", "--links", "--allow-private", "-v", *date)
    told = [
        (it["name"], it["severity"], it["place"])
        for it in json.loads(ran.out)["findings"]
        if it["name"] in {"broken-link", "doubtful-link", "unasked-link"}
    ]
    assert 4 == ran.code
    assert [
        ("broken-link", "error", "editions/2024-02-16.md, line 5"),
        ("doubtful-link", "warning", "editions/2024-02-16.md, line 5"),
    ] == told
    assert "/page: HTTP 200 OK\n" in ran.err
    assert "/missing: HTTP 404 Not Found\n" in ran.err


def test_allow_private_is_for_links(workspace: Path) -> None:
    """Alone it would do nothing."""
    ran = digest(workspace, "check", "--allow-private", "--date", "2024-02-16")

    assert 2 == ran.code
    assert "--allow-private is for --links" in ran.err
