"""Servers on loopback that run in a thread of the test's own process."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator


class QuietHandler(BaseHTTPRequestHandler):
    """Answers, and writes no log."""

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class LoopbackServer(ThreadingHTTPServer):
    """A server on a free port. `stopping` is set when those who never end have to."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, handler: type[BaseHTTPRequestHandler], host: str = "127.0.0.1") -> None:
        """Listen."""
        super().__init__((host, 0), handler)
        self.host = host
        self.stopping = threading.Event()
        self.lock = threading.Lock()

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://{self.host}:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away, or are killed, are what some tests are about."""


S = TypeVar("S", bound=LoopbackServer)


@contextmanager
def running(server: S) -> Iterator[S]:
    """Serve while the block runs."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


def free_port() -> int:
    """Return a port of loopback on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port
