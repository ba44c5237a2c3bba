"""Answers: good ones as a `Reply`, others as a `DeclinedError` that says when to come again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from digest import urls
from digest.errors import SourceError
from digest.model import Validators
from digest.network import failures, unpack

if TYPE_CHECKING:
    import aiohttp

    from digest.limits import Limits

PERMANENT = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
REDIRECTS = PERMANENT | {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT}
#: The three forms of an HTTP-date that have to be understood (RFC 9110, section 5.6.7).
DATES = ("%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y")
LONGEST_WAIT = 7 * 24 * 3600.0
"""Seconds: a weekly letter asks once for each edition, whatever a server says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A good answer. `url` is where it came from in the end; `body` is unpacked."""

    url: str
    status: int
    validators: Validators
    body: bytes = b""
    content_type: str = ""
    not_modified: bool = False
    moved: str = ""
    """The address to ask from now on, if those on the way to it said so for good (301, 308).

    Empty for an address with credentials, which are kept where they were written, and only there.
    """
    redirect: str = ""
    """Where the answer sends on to, if redirects were not to be followed."""


class DeclinedError(SourceError):
    """A server has answered, and not with what was asked for."""

    def __init__(
        self,
        what: str,
        *,
        where: str = "",
        hint: str = "",
        status: int = 0,
        gone: bool = False,
        retry_after: float | None = None,
    ) -> None:
        """Keep what the next run needs to know.

        `gone`: the feed has ended (410), and nobody on the way there was there for the moment
        only. `retry_after`: seconds for which the server asks to be left alone.
        """
        super().__init__(what, where=where, hint=hint)
        self.status = status
        self.gone = gone
        self.retry_after = retry_after


async def read(
    response: aiohttp.ClientResponse, *, asked: str, sent: Validators, limits: Limits, now: datetime
) -> Reply:
    """Read an answer to a request for the address `asked`.

    Raises:
        DeclinedError: it is no good one.
        SourceError: its body cannot be taken.

    """
    status = response.status
    given = Validators(
        etag=_if_ascii(response.headers.get("ETag", "")),
        last_modified=response.headers.get("Last-Modified", ""),
    )
    final = urls.without_credentials(str(response.url))
    if status == HTTPStatus.NOT_MODIFIED and (sent.etag or sent.last_modified):
        kept = Validators(
            etag=given.etag or sent.etag,
            last_modified=given.last_modified or sent.last_modified,
            body=sent.body,
        )
        return Reply(
            url=final,
            status=status,
            validators=kept,
            not_modified=True,
            moved=_moved(response, asked),
        )
    if not response.ok or status >= HTTPStatus.MULTIPLE_CHOICES:
        raise DeclinedError(
            failures.named(status, response.reason),
            hint=failures.hint(status),
            status=status,
            gone=status == HTTPStatus.GONE and all(_is_permanent(it) for it in response.history),
            retry_after=retry_after(response.headers.get("Retry-After", ""), now=now),
        )
    return Reply(
        url=final,
        status=status,
        body=await unpack.body(response, most=limits.body),
        content_type=response.headers.get("Content-Type", ""),
        validators=given,
        moved=_moved(response, asked),
    )


def redirect(response: aiohttp.ClientResponse) -> Reply | None:
    """Return an answer that sends on to another address; None for any other.

    Raises:
        ValueError: it is no address.

    """
    there = response.headers.get("Location", "")
    if response.status not in REDIRECTS or not there:
        return None
    return Reply(
        url=urls.without_credentials(str(response.url)),
        status=response.status,
        validators=Validators(),
        redirect=urljoin(str(response.url), there),
    )


def retry_after(value: str, *, now: datetime) -> float | None:
    """Read a `Retry-After` (RFC 9110, section 10.2.3): seconds from `now`, `LONGEST_WAIT` at most.

    None where it says nothing that can be understood.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value), LONGEST_WAIT)  # not `int`, which refuses very long ones
    for form in DATES:
        try:
            moment = datetime.strptime(value, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        return min(max((moment - now).total_seconds(), 0.0), LONGEST_WAIT)
    return None


def _moved(response: aiohttp.ClientResponse, asked: str) -> str:
    """Return the end of the permanent redirects that the request began with; empty for none."""
    if "@" in urlsplit(asked).netloc:
        return ""
    there = asked
    for hop, following in pairwise((*response.history, response)):
        if not _is_permanent(hop):
            break
        there = str(following.url)  # aiohttp takes credentials out of it
    return there if there != asked else ""


def _is_permanent(hop: aiohttp.ClientResponse) -> bool:
    return hop.status in PERMANENT


def _if_ascii(value: str) -> str:
    """Return a validator if it can be sent back as it came."""
    return value if value.isascii() else ""
