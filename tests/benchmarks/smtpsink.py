"""A mail server on loopback for `send`: aiosmtpd, or a sink that only counts.

    python smtpsink.py aiosmtpd|counting

Writes its port and serves until its standard input ends; then writes how many messages it has
taken, for how many different recipients, and their bytes. It keeps none of them.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP

if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST = 32_000_000


@dataclass(slots=True)
class Count:
    """What has come in."""

    messages: int = 0
    size: int = 0
    readers: set[str] = field(default_factory=set)

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's
        """Count a message."""
        self.add(envelope.rcpt_tos[0], len(envelope.original_content))
        return "250 OK"

    def add(self, reader: str, size: int) -> None:
        """Count a message of so many bytes."""
        self.messages += 1
        self.size += size
        self.readers.add(reader)


class Counting(asyncio.Protocol):
    """As little of RFC 5321 as a client needs: bytes are counted, and looked at no more."""

    def __init__(self, count: Count) -> None:
        """Wait for somebody."""
        self._count = count
        self._left = b""
        self._reader = ""
        self._size: int | None = None
        """Bytes of the message that is coming in."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 localhost\r\n")

    def data_received(self, data: bytes) -> None:
        """Take what came, until a whole line or the message's end is missing."""
        data = self._left + data
        self._left = b""
        while data:
            if self._size is not None:
                before, end, data = data.partition(b"\r\n.\r\n")
                self._size += len(before)
                if not end:  # its last bytes may be half of the end
                    self._size -= min(4, len(before))
                    self._left = before[-4:]
                    return
                self._count.add(self._reader, self._size)
                self._size = None
                self._transport.write(b"250 OK\r\n")
                continue
            line, end, rest = data.partition(b"\r\n")
            if not end:
                self._left = data
                return
            data = rest
            self._answer(line)

    def _answer(self, line: bytes) -> None:
        verb = line[:4].upper()
        if verb == b"RCPT":
            self._reader = line.partition(b"<")[2].partition(b">")[0].decode()
        answers = {b"EHLO": b"250 localhost", b"DATA": b"354 Go on", b"QUIT": b"221 Bye"}
        self._transport.write(answers.get(verb, b"250 OK") + b"\r\n")
        if verb == b"DATA":
            self._size = 0
        if verb == b"QUIT":
            self._transport.close()


async def serve(kind: str) -> None:
    """Serve until standard input ends."""
    loop = asyncio.get_running_loop()
    count = Count()
    protocols: dict[str, Callable[[], asyncio.BaseProtocol]] = {
        "aiosmtpd": lambda: SMTP(
            count, hostname="localhost", loop=loop, data_size_limit=LARGEST, enable_SMTPUTF8=True
        ),
        "counting": lambda: Counting(count),
    }
    server = await loop.create_server(protocols[kind], "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()
    print(count.messages, len(count.readers), count.size, flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
