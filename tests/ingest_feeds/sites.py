"""A web site on loopback whose feed has teasers, and whose articles are on pages."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.support import serving

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

TEASER = (
    "Negotiators from Kyiv and Moscow met in Geneva on Tuesday for talks about a ceasefire, the"
    " mediator said…"
)
MORE = (
    "Both delegations described the negotiations as difficult but useful, and agreed to go on.",
    "The talks turn on prisoners of war, on grain exports and on who would watch over a truce. A"
    " further meeting is planned for next week, when the foreign ministers are to take part.",
    "The mediator thanked the hosts and said that the delegations had met four times on that day.",
)
TITLE = "Kyiv and Moscow hold ceasefire talks in Geneva"
COOKIES = (
    "We value your privacy. With your consent we and our partners use cookies to store and to read"
    " data on your device, to measure audiences, and to show you advertisements that fit.",
    "Choose whether you accept all of them, or set what you allow in the preferences below. Your"
    " choice is kept for six months, after which you are asked once more on every device.",
)


def page(*paragraphs: str, title: str = TITLE, more: str = "") -> bytes:
    """Write an article's page as newspapers do."""
    body = "".join(f"<p>{it}</p>" for it in paragraphs)
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>Site</title></head><body>"
        f"<nav>Home World Sport</nav><article><h1>{title}</h1>{body}{more}</article>"
        "<footer>All rights reserved</footer></body></html>"
    ).encode()


ARTICLE = page(TEASER.replace("…", "."), *MORE)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the site."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    """Seconds before it."""
    endless: bool = False
    """Its body comes a byte at a time, and never ends."""


class Handler(serving.QuietHandler):
    """Answers as the test has set for a path, else with 404; any article is one."""

    server: Site

    def do_GET(self) -> None:  # noqa: N802 - named by http.server
        """Answer one request."""
        with self.server.lock:
            self.server.asked.append(self.path)
            self.server.moments.append(time.monotonic())
            self.server.busy += 1
            self.server.busiest = max(self.server.busiest, self.server.busy)
        try:
            self.answer()
        finally:
            with self.server.lock:
                self.server.busy -= 1

    def answer(self) -> None:
        """Send what is set."""
        usual = Answer(ARTICLE) if self.path.startswith("/articles/") else Answer(status=404)
        it = self.server.answers.get(self.path, usual)
        time.sleep(it.delay)
        self.send_response(it.status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **it.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(it.body)
        while it.endless and not self.server.stopping.wait(0.02):
            self.wfile.write(b"x")


class Site(serving.LoopbackServer):
    """Counts what is asked, and how much at once."""

    def __init__(self, host: str) -> None:
        """Listen on a free port."""
        super().__init__(Handler, host)
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.moments: list[float] = []
        self.busy = self.busiest = 0

    @property
    def articles(self) -> list[str]:
        """Which articles were asked for, in order."""
        return [path.removeprefix("/articles/") for path in self.asked if "/articles/" in path]

    def publish(self, *names: str, teaser: str = TEASER, title: str = TITLE, day: int = 14) -> None:
        """Put these articles, and no others, into the feed."""
        entries = "".join(
            f"<item><guid>{name}</guid><title>{title}</title>"
            f"<link>{self.address}/articles/{name}</link>"
            f"<pubDate>{day} Feb 2024 12:00:00 GMT</pubDate>"
            f"<description>{teaser}</description></item>"
            for name in names
        )
        feed = f"<rss version='2.0'><channel><title>T</title>{entries}</channel></rss>"
        self.answers["/feed"] = Answer(feed.encode(), headers={"Content-Type": "text/xml"})

    def allow(self, robots: str) -> None:
        """Set what the robots.txt says."""
        self.answers["/robots.txt"] = Answer(robots.encode())


def site(host: str = "127.0.0.1") -> AbstractContextManager[Site]:
    """Serve while the block runs."""
    return serving.running(Site(host))
