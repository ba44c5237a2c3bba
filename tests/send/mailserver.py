"""Mail servers on loopback: one that keeps what it is given, and others that have a temper."""

from __future__ import annotations

import asyncio
import socketserver
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

REFUSED = "refused@example.org"


@dataclass(slots=True)
class Inbox:
    """What came in: who it was for, and the bytes. `REFUSED` does not live here."""

    port: int = 0
    delivered: list[tuple[list[str], bytes]] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _: Any, __: Any, envelope: Any, address: str, ___: list[str]
    ) -> str:
        """Take everybody but one."""
        if address == REFUSED:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a message."""
        self.delivered.append((sorted(envelope.rcpt_tos), envelope.original_content))
        return "250 OK"

    @property
    def readers(self) -> list[str]:
        """Who was sent something, in order."""
        return [reader for readers, _ in self.delivered for reader in readers]


@contextmanager
def listening(inbox: Inbox | None = None, **options: Any) -> Iterator[Inbox]:
    """Serve on a free port of loopback; `options` are those of aiosmtpd's SMTP."""
    inbox = inbox or Inbox()
    tls: ssl.SSLContext | None = options.pop("tls", None)
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(
        loop.create_server(
            lambda: SMTP(inbox, hostname="localhost", loop=loop, **options),
            *("127.0.0.1", 0),
            ssl=tls,
        )
    )
    inbox.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield inbox
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.wait(left))
        loop.run_until_complete(asyncio.sleep(0.01))  # what they held open is closed by now
        loop.close()


@dataclass(slots=True)
class Raw:
    """A server that is scripted by line: what it does on each connection, from 0."""

    port: int = 0
    connections: int = 0
    taken: list[str] = field(default_factory=list)
    """The recipients of the messages that it has taken."""
    messages: int = 0
    """How many it has seen to their ends."""


USUAL = {"hello": "220 here", "EHLO": "250 here", "DATA": "354 go on", "QUIT": "221 bye"}


@contextmanager
def scripted(  # noqa: C901 - a conversation
    temper: Callable[[int, str, int], str | None],
) -> Iterator[Raw]:
    """Serve, answering as `temper(connection, verb, message)` says; None: as usual.

    An answer that is empty drops the connection. The end of a message has "." for a verb, its
    beginning "body". `message` counts from 0 over all connections.
    """
    raw = Raw()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            number, raw.connections = raw.connections, raw.connections + 1
            with suppress(OSError):
                self.talk(number)

        def talk(self, number: int) -> None:  # noqa: C901 - a conversation
            verb, readers = "hello", list[str]()
            while True:
                answer = temper(number, verb, raw.messages)
                if answer is None:
                    answer = USUAL.get(verb, "250 OK")
                if verb == ".":
                    raw.messages += 1
                    raw.taken += readers if answer.startswith("2") else []
                    readers = []
                if not answer:
                    return
                self.wfile.write(f"{answer}\r\n".encode())
                if verb == "DATA" and answer.startswith("3"):
                    if temper(number, "body", raw.messages) == "":
                        return
                    while (line := self.rfile.readline()) not in {b"", b".\r\n"}:
                        pass
                    verb = "."
                else:
                    line = self.rfile.readline()
                    verb = line.partition(b" ")[0].strip().decode().upper()
                if not line or verb == "QUIT":
                    return
                if verb == "MAIL":
                    readers = []
                if verb == "RCPT":
                    readers.append(line.decode().partition("<")[2].partition(">")[0])

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Talk) as server:
        raw.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield raw
        finally:
            server.shutdown()
            thread.join()
