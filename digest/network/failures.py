"""What went wrong, in words for people, and what to do about it.

No message has more of an address in it than a host's name: whoever raises it says `where`, without
credentials.
"""

from __future__ import annotations

import errno
import zlib
from http import HTTPStatus
from typing import TYPE_CHECKING

import aiohttp

from digest import text
from digest.network.guard import NotPublicError

if TYPE_CHECKING:
    from digest.limits import Limits

LATER = "The next run tries again"
ADDRESS = "Check the address in a browser"
PRIVATE = "If it is meant to be read, give the source allow_private = true"
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
#: How aiohttp says that `Limits.headers` or `Limits.header` are not kept.
TOO_LONG = ("Too many headers", "Got more than")
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


def explained(error: Exception, limits: Limits) -> tuple[str, str] | None:
    """Say what went wrong and what to do; None for what is no failure to reach."""
    if isinstance(error, aiohttp.ClientResponseError) and error.message.startswith(TOO_LONG):
        return "the head of the answer is too long", ADDRESS
    if isinstance(error, aiohttp.ClientConnectorError):
        if isinstance(error.os_error, NotPublicError):
            return f"{error.host} is not on the public internet", PRIVATE
        for code, what, hint in CONNECTING:
            if error.os_error.errno == code:
                return what, hint
    for kinds, what, hint in FAILURES:
        if isinstance(error, kinds):
            redirects = text.plural(limits.redirects, "redirect")
            return what.format(limits=limits, redirects=redirects), hint
    return None


def named(status: int, reason: str | None) -> str:
    """Say "HTTP 404 Not Found", in the standard's words where it has some."""
    try:
        reason = HTTPStatus(status).phrase
    except ValueError:
        reason = printable(text.squeeze(reason or ""))[:80]
    return f"HTTP {status} {reason}".strip()


def hint(status: int) -> str:
    """Say what to do about an answer that is no good one."""
    for known, known_hint in HINTS.items():
        if known == status:
            return known_hint
    return LATER if status >= HTTPStatus.INTERNAL_SERVER_ERROR else ADDRESS


def printable(value: str) -> str:
    """Return a header's value for people; the bytes of another encoding cannot be written."""
    return value.encode("ascii", "replace").decode()
