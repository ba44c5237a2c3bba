"""The one way out to the network: guarded, bounded, polite, conditional.

    session ──get, hop, head──▶ Reply, Head | SourceError  here
    where a request may go                     guard.py
    how much an answer may cost                digest.limits
    bodies, unpacked within bounds             unpack.py
    what an answer says                        replies.py
    pages by a host's rules, one at a time     manners.py, robots.py
    whether links lead somewhere               links.py
    what went wrong, in words for people       failures.py

Every failure is a `SourceError`. Proxies and other settings of the environment are not read here,
and no cookie is kept: what one source sets is nothing to another. An answer is unpacked here and
not by aiohttp, so that the size of what comes out is bounded before it is made.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

import aiohttp

from digest import __version__, urls
from digest.errors import SourceError
from digest.model import Validators
from digest.network import guard, replies
from digest.network.failures import ADDRESS, explained
from digest.network.replies import DeclinedError, Reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
    from datetime import datetime

    from digest.limits import Limits

__all__ = ["DeclinedError", "Head", "Reply", "Session", "get", "head", "hop", "run", "session"]

T = TypeVar("T")

HEADERS = {
    # state.gov answers 403 to names that do not begin as browsers' do (seen in October 2026), and
    # RFC 9110, section 10.1.5, has the details in a comment.
    "User-Agent": f"Mozilla/5.0 (compatible; digest/{__version__}; newsletter reader)",
    "Accept": "application/atom+xml, application/rss+xml, application/rdf+xml,"
    " application/feed+json, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8,"
    " */*;q=0.1",
    "Accept-Encoding": "gzip, deflate",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Connections, and names that were looked up.

    There are two of each: a connection to a private host, which one source may use, must not be
    found by another that may not.
    """

    public: aiohttp.ClientSession
    everywhere: aiohttp.ClientSession

    def to(self, *, allow_private: bool) -> aiohttp.ClientSession:
        """Return what a source asks with."""
        return self.everywhere if allow_private else self.public


@asynccontextmanager
async def session(limits: Limits) -> AsyncIterator[Session]:
    """Open what `get` needs; connections and looked-up names are shared within it."""
    async with (
        _client(limits, allow_private=False) as public,
        _client(limits, allow_private=True) as everywhere,
    ):
        yield Session(public=public, everywhere=everywhere)


def _client(limits: Limits, *, allow_private: bool) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        headers=HEADERS,
        connector=guard.connector(allow_private=allow_private),
        timeout=aiohttp.ClientTimeout(total=limits.total, sock_connect=limits.connect),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
        max_headers=limits.headers,
        max_field_size=limits.header,
    )


async def get(
    client: Session,
    url: str,
    *,
    validators: Validators,
    limits: Limits,
    now: datetime,
    allow_private: bool = False,
) -> Reply:
    """Ask for one address; conditionally (RFC 9110, section 13.1) if there are validators.

    Redirects are followed, each of them to where the first request might go, too. Credentials in
    the address are sent to its own host, scheme and port alone.

    Raises:
        DeclinedError: the answer is no good one; it has what the next run needs to know.
        SourceError: no answer, one that cannot be taken, or more than `limits` allow.

    """
    http, headers = client.to(allow_private=allow_private), _conditions(validators)
    async with _asking(http, url, headers, limits) as response:
        return await replies.read(response, asked=url, sent=validators, limits=limits, now=now)


async def hop(
    client: Session,
    url: str,
    *,
    accept: str,
    limits: Limits,
    now: datetime,
    allow_private: bool = False,
) -> Reply:
    """Ask for one address, as `get` does; where it sends on to is not asked, but said.

    `accept` are the types of content that are wanted (RFC 9110, section 12.5.1).
    """
    http, headers = client.to(allow_private=allow_private), {"Accept": accept}
    async with _asking(http, url, headers, limits, follow=False) as response:
        sent = Validators()
        return replies.redirect(response) or await replies.read(
            response, asked=url, sent=sent, limits=limits, now=now
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What an answer says before its body, whatever its status."""

    status: int
    reason: str = ""
    redirect: str = ""
    """Where it sends on to."""
    sets_cookie: bool = False


async def head(
    client: Session,
    url: str,
    *,
    method: Literal["HEAD", "GET"],
    accept: str,
    limits: Limits,
    allow_private: bool = False,
) -> Head:
    """Ask for one address, and read no body; where it sends on to is not asked, but said.

    Raises:
        SourceError: no answer, or none that can be understood.

    """
    http, headers = client.to(allow_private=allow_private), {"Accept": accept}
    async with _asking(http, url, headers, limits, follow=False, method=method) as response:
        there = replies.redirect(response)
        return Head(
            status=response.status,
            reason=response.reason or "",
            redirect=there.redirect if there else "",
            sets_cookie="Set-Cookie" in response.headers,
        )


@asynccontextmanager
async def _asking(
    http: aiohttp.ClientSession,
    url: str,
    headers: dict[str, str],
    limits: Limits,
    *,
    follow: bool = True,
    method: str = "GET",
) -> AsyncIterator[aiohttp.ClientResponse]:
    """Ask, and have every failure be a `SourceError` that says where."""
    where = urls.without_credentials(url)
    if not urls.is_web(url):  # aiohttp would ask ws:// as well
        raise SourceError("no address that can be asked", where=where, hint=ADDRESS)
    try:
        async with http.request(
            method,
            url,
            headers=headers,
            allow_redirects=follow,
            max_redirects=limits.redirects + 1,
        ) as response:
            yield response
    except SourceError as error:
        error.where = where
        raise
    except Exception as error:
        known = explained(error, limits)
        if known is None:
            raise
        raise SourceError(known[0], where=where, hint=known[1]) from error


def _conditions(validators: Validators) -> dict[str, str]:
    headers = {
        "If-None-Match": validators.etag,
        "If-Modified-Since": validators.last_modified,
    }
    return {name: value for name, value in headers.items() if value}


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
