"""Real web servers on loopback addresses that serve feeds well and badly."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from tests.ingest_feeds.documents import FORMATS, RSS_20, WEB_PAGE
from tests.support.serving import LoopbackServer, QuietHandler, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

MEGABYTE = 1024 * 1024
CHUNK = 64 * 1024
ETAG = '"one"'
MODIFIED = "Thu, 15 Feb 2024 10:00:00 GMT"
PAGES: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/page": (200, {"Content-Type": "text/html"}, WEB_PAGE.encode()),
    "/empty": (200, {}, b""),
    "/no-content": (204, {}, b""),
    "/plain": (200, {"Content-Type": "text/plain"}, RSS_20.encode()),
    "/missing": (404, {}, b"no"),
    "/gone": (410, {}, b""),
    "/secret": (401, {}, b""),
    "/refused": (403, {}, b""),
    "/busy": (429, {}, b""),
    "/much-too-busy": (429, {"Retry-After": "120"}, b""),
    "/closed": (503, {"Retry-After": "Fri, 16 Feb 2024 15:01:00 GMT"}, b""),
    "/cookie": (200, {"Set-Cookie": "reader=secret; Path=/"}, RSS_20.encode()),
    "/broken": (500, {}, b""),
    "/odd": (799, {}, b""),
    "/unasked-304": (304, {}, b""),
    "/no-target": (302, {}, b""),
    "/loop": (302, {"Location": "/loop"}, b""),
    "/moved": (301, {"Location": "/deep/feed"}, b""),
    "/to-file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/gzip": (200, {"Content-Encoding": "gzip"}, gzip.compress(RSS_20.encode())),
    "/members": (
        200,
        {"Content-Encoding": "x-gzip"},
        gzip.compress(RSS_20[:99].encode()) + gzip.compress(RSS_20[99:].encode()),
    ),
    "/zlib": (200, {"Content-Encoding": "deflate"}, zlib.compress(RSS_20.encode())),
    "/raw": (200, {"Content-Encoding": "deflate"}, zlib.compress(RSS_20.encode(), wbits=-15)),
    "/padded": (200, {"Content-Encoding": "gzip"}, gzip.compress(RSS_20.encode()) + bytes(9)),
    "/short-gzip": (200, {"Content-Encoding": "gzip"}, gzip.compress(RSS_20.encode())[:-20]),
    "/bad-gzip": (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b nothing of the kind"),
    "/late-bad-gzip": (
        200,
        {"Content-Encoding": "gzip"},
        gzip.compress(bytes(range(256)) * 900, 0)[:200_000] + bytes(90_000),
    ),
    "/brotli": (200, {"Content-Encoding": "br"}, b"x"),
    "/bomb": (
        200,
        {"Content-Encoding": "gzip"},
        gzip.compress(b"<rss>" + bytes(64 * MEGABYTE), 9),
    ),
    "/deflate-bomb": (200, {"Content-Encoding": "deflate"}, zlib.compress(bytes(64 * MEGABYTE), 9)),
    "/long-header": (200, {"X-Policy": "a" * 12_000}, RSS_20.encode()),
    "/latin": (200, {"ETag": '"\xff\xe9"'}, RSS_20.encode()),
    "/big": (200, {}, b"x" * 3_000_000),
    "/deep/feed": (200, {}, RSS_20.replace("https://news.example.org", "").encode()),
    **{
        "/" + name.replace(" ", "-"): (200, {"Content-Type": "application/xml"}, document.encode())
        for name, document in FORMATS.items()
    },
}


class Handler(QuietHandler):
    """Answers by path, and notes what was asked."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # noqa: N802 - named by http.server
        """Answer one request."""
        self.server.note(self.path, dict(self.headers))
        path, _, query = self.path.partition("?")
        match path:
            case "/conditional":
                self.conditional()
            case "/slow":
                self.server.stopping.wait(20)
            case "/drip":
                self.drip()
            case "/301" | "/302" | "/303" | "/307" | "/308":
                self.head(int(path[1:]), {"Location": query}, 0)
            case "/elsewhere":
                self.head(301, {"Location": self.server.elsewhere}, 0)
            case "/hang-up":
                self.close_connection = True
            case "/nonsense":
                self.wfile.write(b"I speak no HTTP\r\n\r\n")
                self.close_connection = True
            case "/cut":
                self.head(200, {}, 1000)
                self.wfile.write(b"<rss>")
                self.close_connection = True
            case _:
                status, headers, body = PAGES.get(path, (404, {}, b""))
                self.head(status, headers, len(body))
                self.wfile.write(body)

    def conditional(self) -> None:
        """Know a version."""
        seen = (self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since"))
        if ETAG in seen or MODIFIED in seen:
            self.send_response(304)
            self.end_headers()
            return
        self.head(200, {"ETag": ETAG, "Last-Modified": MODIFIED}, len(RSS_20))
        self.wfile.write(RSS_20.encode())

    def drip(self) -> None:
        """Send a byte now and then, without end."""
        self.head(200, {}, 1_000_000)
        while not self.server.stopping.wait(0.05):
            try:
                self.wfile.write(b"x")
            except OSError:
                break
        self.close_connection = True

    def head(self, status: int, headers: dict[str, str], length: int) -> None:
        """Send the status line and headers."""
        self.send_response(status, {799: "Request Denied"}.get(status))
        for name, value in {"Content-Length": str(length), **headers}.items():
            if status != 304 or name != "Content-Length":
                self.send_header(name, value)
        self.end_headers()


class Server(LoopbackServer):
    """Counts who connects, and how many ask at once."""

    def __init__(self, host: str) -> None:
        """Listen on a free port."""
        super().__init__(Handler, host)
        self.connected = 0
        self.elsewhere = ""
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.busy = self.busiest = 0

    def get_request(self) -> tuple[socket.socket, object]:
        """Take a connection, and count it, whether anything is asked by it or not."""
        taken = super().get_request()
        self.connected += 1
        return taken

    def note(self, path: str, headers: dict[str, str]) -> None:
        """Keep what was asked; hold it a moment, so that others come."""
        with self.lock:
            self.asked.append((path, headers))
            self.busy += 1
            self.busiest = max(self.busiest, self.busy)
        if path.startswith("/RSS-2.0?"):
            time.sleep(0.02)
        with self.lock:
            self.busy -= 1


def serving(host: str = "127.0.0.1") -> AbstractContextManager[Server]:
    """Serve while the block runs."""
    return running(Server(host))


@contextmanager
def flooding(start: bytes, more: bytes) -> Iterator[str]:
    """Give an address that answers with `start`, then with `more` and `more` without end."""

    def flood() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                connection.recv(CHUNK)
                connection.sendall(start)
                while True:
                    connection.sendall(more)

    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=flood)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/feed"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()
