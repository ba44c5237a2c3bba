"""The one way out to the network: bounded, polite, conditional.

Every failure is a `SourceError` in words for people. Proxies and other settings of the environment
are not read here. An answer is unpacked here and not by aiohttp, so that the size of what comes
out is bounded before it is made.
"""

from __future__ import annotations

import asyncio
import errno
import zlib
from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import aiohttp

from digest import __version__, text, urls
from digest.errors import SourceError
from digest.model import Validators

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

T = TypeVar("T")
Session: TypeAlias = aiohttp.ClientSession

HEADERS = {
    # state.gov answers 403 to names that do not begin as browsers' do (seen in October 2026), and
    # RFC 9110, section 10.1.5, has the details in a comment.
    "User-Agent": f"Mozilla/5.0 (compatible; digest/{__version__}; newsletter reader)",
    "Accept": "application/atom+xml, application/rss+xml, application/rdf+xml,"
    " application/feed+json, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8,"
    " */*;q=0.1",
    "Accept-Encoding": "gzip, deflate",
}
MEGABYTE = 1024 * 1024
CHUNK = 64 * 1024
GZIP = 0x1F
"""The first byte of a gzip member."""

LATER = "The next run tries again"
ADDRESS = "Check the address in a browser"
#: What to do about an answer, where that is known.
HINTS = {
    HTTPStatus.UNAUTHORIZED: "It needs a name and a password, or refuses feed readers",
    HTTPStatus.FORBIDDEN: "It may refuse feed readers; look for another address",
    HTTPStatus.NOT_FOUND: "Look for its new address, or remove the source",
    HTTPStatus.GONE: "The feed has ended: remove the source",
    HTTPStatus.TOO_MANY_REQUESTS: "Read it less often",
}
#: Why a connection was not made, as the system says it.
CONNECTING = (
    (errno.ECONNREFUSED, "connection refused", LATER),
    (errno.ENETUNREACH, "the network cannot be reached", "Check the network"),
    (errno.ENETDOWN, "the network cannot be reached", "Check the network"),
    (errno.EHOSTUNREACH, "the host cannot be reached", LATER),
)
#: What else aiohttp raises, the special before the general.
FAILURES: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str, str], ...] = (
    (aiohttp.ConnectionTimeoutError, "no connection within {limits.connect:g} s", LATER),
    (TimeoutError, "no answer within {limits.total:g} s", LATER),
    (aiohttp.TooManyRedirects, "more than {redirects}", ADDRESS),
    (aiohttp.ClientConnectorDNSError, "no such host", "Check the address, or the network"),
    (aiohttp.ClientConnectorCertificateError, "the certificate is not valid", ADDRESS),
    (aiohttp.ClientSSLError, "no secure connection can be made", ADDRESS),
    (aiohttp.ClientConnectorError, "no connection can be made", LATER),
    (aiohttp.RedirectClientError, "redirected to what is no http or https address", ADDRESS),
    (aiohttp.InvalidURL, "no address that can be asked", ADDRESS),
    (aiohttp.ClientPayloadError, "the answer was cut off", LATER),
    (aiohttp.ClientResponseError, "the answer is not HTTP", ADDRESS),
    (
        (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError, ConnectionError),
        "the connection was closed without an answer",
        LATER,
    ),
    (zlib.error, "the packed answer is damaged", LATER),
    ((aiohttp.ClientError, OSError, ValueError), "no address that can be asked", ADDRESS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long, how far, how much and how many at once."""

    total: float = 20.0
    """Seconds for one answer, redirects included."""
    connect: float = 10.0
    """Seconds until a connection stands."""
    redirects: int = 5
    body: int = 10 * MEGABYTE
    """Bytes of an answer, unpacked."""
    together: int = 32
    """Requests at once."""
    per_host: int = 4
    """Requests at once to one host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A good answer. `url` is where it came from in the end; `body` is unpacked."""

    url: str
    status: int
    validators: Validators
    body: bytes = b""
    content_type: str = ""
    not_modified: bool = False


@asynccontextmanager
async def session(limits: Limits) -> AsyncIterator[Session]:
    """Open what `get` needs; connections and looked-up names are shared within it."""
    async with Session(
        headers=HEADERS,
        # What waits, waits in `run`, where it costs a request none of its time.
        connector=aiohttp.TCPConnector(limit=0),
        timeout=aiohttp.ClientTimeout(total=limits.total, sock_connect=limits.connect),
        auto_decompress=False,
        trust_env=False,
    ) as opened:
        yield opened


async def get(client: Session, url: str, *, validators: Validators, limits: Limits) -> Reply:
    """Ask for one address; conditionally (RFC 9110, section 13.1) if there are validators.

    Raises:
        SourceError: no answer, a bad one, or more than `limits` allow.

    """
    where = urls.without_credentials(url)
    try:
        async with client.get(
            url, headers=_conditions(validators), max_redirects=limits.redirects + 1
        ) as response:
            return await _reply(response, validators, limits)
    except SourceError as error:
        error.where = where
        raise
    except Exception as error:
        known = _explained(error, limits)
        if known is None:
            raise
        raise SourceError(known[0], where=where, hint=known[1]) from error


async def run(
    jobs: Iterable[T],
    work: Callable[[T], Awaitable[None]],
    *,
    url: Callable[[T], str],
    limits: Limits,
) -> None:
    """Await `work` for every job: not too many at once, nor too many to one host.

    The first exception that `work` raises cancels the others and is raised.
    """
    all_hosts = asyncio.Semaphore(limits.together)
    hosts: defaultdict[str, asyncio.Semaphore] = defaultdict(
        lambda: asyncio.Semaphore(limits.per_host)
    )

    async def one(job: T) -> None:
        async with hosts[urls.host(url(job))], all_hosts:
            await work(job)

    try:
        async with asyncio.TaskGroup() as group:
            for job in jobs:
                group.create_task(one(job))
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None


def _conditions(validators: Validators) -> dict[str, str]:
    headers = {
        "If-None-Match": validators.etag,
        "If-Modified-Since": validators.last_modified,
    }
    return {name: value for name, value in headers.items() if value}


async def _reply(response: aiohttp.ClientResponse, sent: Validators, limits: Limits) -> Reply:
    status = response.status
    given = Validators(
        etag=_if_ascii(response.headers.get("ETag", "")),
        last_modified=response.headers.get("Last-Modified", ""),
    )
    final = urls.without_credentials(str(response.url))
    if status == HTTPStatus.NOT_MODIFIED and sent != Validators():
        kept = Validators(
            etag=given.etag or sent.etag, last_modified=given.last_modified or sent.last_modified
        )
        return Reply(url=final, status=status, validators=kept, not_modified=True)
    if not response.ok or status >= HTTPStatus.MULTIPLE_CHOICES:
        raise SourceError(_named(status, response.reason), hint=_hint(status))
    return Reply(
        url=final,
        status=status,
        body=await _body(response, limits),
        content_type=response.headers.get("Content-Type", ""),
        validators=given,
    )


def _named(status: int, reason: str | None) -> str:
    """Say "HTTP 404 Not Found", in the standard's words where it has some."""
    try:
        reason = HTTPStatus(status).phrase
    except ValueError:
        reason = _ascii(text.squeeze(reason or ""))[:80]
    return f"HTTP {status} {reason}".strip()


def _ascii(value: str) -> str:
    """Return a header's value for people; the bytes of another encoding cannot be written."""
    return value.encode("ascii", "replace").decode()


def _if_ascii(value: str) -> str:
    """Return a validator if it can be sent back as it came."""
    return value if value.isascii() else ""


def _hint(status: int) -> str:
    for known, hint in HINTS.items():
        if known == status:
            return hint
    return LATER if status >= HTTPStatus.INTERNAL_SERVER_ERROR else ADDRESS


async def _body(response: aiohttp.ClientResponse, limits: Limits) -> bytes:
    """Read a body and unpack it; stop as soon as it is longer than it may be.

    Raises:
        SourceError: it is too long, or packed in a way that we did not ask for.

    """
    packing = _ascii(response.headers.get("Content-Encoding", "")).strip().lower()
    if packing not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        raise SourceError(f"packed with {packing[:40]!r}, which was not asked for", hint=ADDRESS)
    unpack = _Unpacker() if packing not in {"", "identity"} else None
    body = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK):
        body += unpack(chunk, limits.body + 1 - len(body)) if unpack else chunk
        if len(body) > limits.body:
            raise SourceError(f"longer than {size(limits.body)}", hint=ADDRESS)
    if unpack and body and not unpack.done:
        raise SourceError("the answer was cut off", hint=LATER)
    return bytes(body)


def size(length: int) -> str:
    """Say "10 MB" or "64 KB"."""
    return f"{length // MEGABYTE} MB" if length >= MEGABYTE else f"{length // 1024} KB"


class _Unpacker:
    """Unpacks gzip (of one member or more) and both kinds of deflate, as much as is asked for."""

    def __init__(self) -> None:
        self._kind = zlib.MAX_WBITS | 32  # finds out whether it is gzip or zlib
        self._stream = zlib.decompressobj(self._kind)
        self._began = False

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
                self._stream = zlib.decompressobj(self._kind)
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


def _explained(error: Exception, limits: Limits) -> tuple[str, str] | None:
    """Say in plain words what went wrong and what to do; None for what is no failure to reach."""
    if isinstance(error, aiohttp.ClientConnectorError):
        for code, what, hint in CONNECTING:
            if error.os_error.errno == code:
                return what, hint
    for kinds, what, hint in FAILURES:
        if isinstance(error, kinds):
            redirects = text.plural(limits.redirects, "redirect")
            return what.format(limits=limits, redirects=redirects), hint
    return None
