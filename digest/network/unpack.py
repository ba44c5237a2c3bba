"""Bodies as they come, unpacked piece by piece, so that their size is bounded before it is made."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from digest.errors import SourceError
from digest.limits import size
from digest.network.failures import ADDRESS, LATER, printable

if TYPE_CHECKING:
    import aiohttp

CHUNK = 64 * 1024
GZIP = 0x1F
"""The first byte of a gzip member."""
MEMBERS = 1000
"""Gzip members of one answer; each costs time, however little is in it."""


async def body(response: aiohttp.ClientResponse, *, most: int) -> bytes:
    """Read a body and unpack it; stop as soon as it is longer than `most` bytes.

    Raises:
        SourceError: it is too long, or packed in a way that we did not ask for.

    """
    packing = printable(response.headers.get("Content-Encoding", "")).strip().lower()
    if packing not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        raise SourceError(f"packed with {packing[:40]!r}, which was not asked for", hint=ADDRESS)
    unpack = _Unpacker() if packing not in {"", "identity"} else None
    read = 0
    content = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK):
        read += len(chunk)  # what unpacks to nothing may still come without end
        content += unpack(chunk, most + 1 - len(content)) if unpack else chunk
        if max(read, len(content)) > most:
            raise SourceError(f"longer than {size(most)}", hint=ADDRESS)
    if unpack and content and not unpack.done:
        raise SourceError("the answer was cut off", hint=LATER)
    return bytes(content)


class _Unpacker:
    """Unpacks gzip (of one member or more) and both kinds of deflate, as much as is asked for."""

    def __init__(self) -> None:
        self._kind = zlib.MAX_WBITS | 32  # finds out whether it is gzip or zlib
        self._stream = zlib.decompressobj(self._kind)
        self._began = False
        self._members = 1

    @property
    def done(self) -> bool:
        return self._stream.eof

    def __call__(self, data: bytes, most: int) -> bytes:
        """Unpack `data`, which follows what was given before, into at most `most` bytes."""
        unpacked = bytearray()
        while data and len(unpacked) < most:
            if self._stream.eof:
                if data[0] != GZIP:  # padding after the end, which all readers pass over
                    break
                self._next_member()
            try:
                unpacked += self._stream.decompress(data, most - len(unpacked))
            except zlib.error:
                if self._began:
                    raise
                # Servers send deflate without the zlib header, too (RFC 9110, section 8.4.1.2).
                self._kind = -zlib.MAX_WBITS
                self._stream = zlib.decompressobj(self._kind)
                unpacked += self._stream.decompress(data, most - len(unpacked))
            self._began = True
            data = self._stream.unused_data
        return bytes(unpacked)

    def _next_member(self) -> None:
        self._members += 1
        if self._members > MEMBERS:
            raise SourceError(f"packed in more than {MEMBERS} pieces", hint=ADDRESS)
        self._stream = zlib.decompressobj(self._kind)
