"""Pages of other people's sites, read as their owners ask: one at a time, with a pause, or not.

Every address on the way to a page is judged by the robots.txt of its own origin, which is asked
once a run and kept for a day (RFC 9309, section 2.4).
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from digest import network, text, urls
from digest.errors import SourceError
from digest.model import RobotsFile, Validators
from digest.network import robots
from digest.network.failures import ADDRESS, LATER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from datetime import datetime

    from digest.limits import Limits
    from digest.network import Reply, Session

KEPT = timedelta(hours=24)
"""How long a robots.txt is believed."""
LEFT = "left for the next run"
#: The types of content that a page may have.
PAGES = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
#: What is no answer to the question, but a plea to ask nothing for now.
BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


class RefusedError(SourceError):
    """The site does not want the page to be read, or does not say whether it does."""


class LeftError(SourceError):
    """Its host has had its share of this run, or asks to be left alone."""


@dataclass(slots=True)
class _Host:
    """One host, in this run."""

    one: asyncio.Lock = field(default_factory=asyncio.Lock)
    spent: float = 0.0
    """Seconds."""
    free_from: float = 0.0
    """When the next page may be asked, by the clock of the event loop."""
    closed: bool = False


class Manners:
    """Asks for pages. For one run, in one event loop."""

    def __init__(
        self,
        client: Session,
        known: Mapping[str, RobotsFile],
        *,
        limits: Limits,
        now: datetime,
        on_robots: Callable[[RobotsFile], None],
    ) -> None:
        """`known` are the robots.txt of earlier runs, by origin; `on_robots` gets each new one."""
        self._client = client
        self._known = known
        self._limits = limits
        self._now = now
        self._on_robots = on_robots
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)
        self._robots: dict[tuple[str, bool], robots.Robots | RefusedError] = {}

    async def get(self, url: str, *, allow_private: bool) -> Reply:
        """Ask for one page; redirects are followed as `network.get` does.

        Raises:
            RefusedError: robots.txt says no, or cannot be read.
            LeftError: it may be asked in another run.
            SourceError: as `network.get`.

        """
        where = urls.without_credentials(url)
        for _ in range(self._limits.redirects + 1):
            if not urls.is_web(url):
                raise SourceError("no address that can be asked", where=where, hint=ADDRESS)
            reply = await self._get(url, allow_private=allow_private)
            if not reply.redirect:
                return reply
            url = reply.redirect
        most = text.plural(self._limits.redirects, "redirect")
        raise SourceError(f"more than {most}", where=where, hint=ADDRESS)

    async def _get(self, url: str, *, allow_private: bool) -> Reply:
        async with self._turn(url) as host:
            asked = await self._asked(url, allow_private=allow_private)
            if not asked.allows(url):
                raise RefusedError("refused by robots.txt", where=urls.without_credentials(url))
            loop = asyncio.get_running_loop()
            await asyncio.sleep(max(0.0, host.free_from - loop.time()))
            try:
                return await network.hop(
                    self._client,
                    url,
                    accept=PAGES,
                    limits=self._limits,
                    now=self._now,
                    allow_private=allow_private,
                )
            except network.DeclinedError as no:
                host.closed |= no.status in BUSY
                raise
            finally:
                pause = max(self._limits.pause, asked.delay or 0.0)
                host.free_from = loop.time() + min(pause, self._limits.longest_pause)

    @asynccontextmanager
    async def _turn(self, url: str) -> AsyncIterator[_Host]:
        """Wait until nobody else asks the host, and count how long it takes from then on."""
        host = self._hosts[urls.host(url)]
        async with host.one:
            if host.closed or host.spent >= self._limits.patience:
                raise LeftError(LEFT, where=urls.without_credentials(url))
            loop = asyncio.get_running_loop()
            begun = loop.time()
            try:
                yield host
            finally:
                host.spent += loop.time() - begun

    async def _asked(self, url: str, *, allow_private: bool) -> robots.Robots:
        """Return what the robots.txt for an address says.

        Raises:
            RefusedError: nobody can say: nothing is to be read then (section 2.3.1.4).

        """
        origin = robots.origin(url)
        key = (origin, allow_private)
        if key not in self._robots:
            try:
                self._robots[key] = robots.parse(
                    await self._content(origin, allow_private=allow_private)
                )
            except SourceError as error:
                what = f"its robots.txt cannot be read: {error.what}"
                self._robots[key] = RefusedError(what, where=origin, hint=LATER)
        found = self._robots[key]
        if isinstance(found, RefusedError):
            raise RefusedError(found.what, where=found.where, hint=found.hint)
        return found

    async def _content(self, origin: str, *, allow_private: bool) -> str:
        known = self._known.get(origin)
        if known and timedelta() <= self._now - known.at < KEPT:
            return known.content
        try:
            reply = await network.get(
                self._client,
                f"{origin}/robots.txt",
                validators=Validators(),
                limits=self._limits,
                now=self._now,
                allow_private=allow_private,
            )
            content = reply.body[: robots.LONGEST].decode(errors="replace")
        except network.DeclinedError as no:
            if not _is_missing(no.status):
                raise
            content = ""  # no such file: no rules (section 2.3.1.3)
        self._on_robots(RobotsFile(origin=origin, at=self._now, content=content))
        return content


def _is_missing(status: int) -> bool:
    is_theirs = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return is_theirs and status != HTTPStatus.TOO_MANY_REQUESTS
