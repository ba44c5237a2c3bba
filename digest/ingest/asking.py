"""What an address is, before it is read each week: a feed, or a web page whose feed is to be found.

A feed is parsed as it will be, in a process of its own. Nothing is guessed of an address that does
not answer: it may be right for all that.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from digest import network, urls
from digest.errors import SourceError
from digest.ingest import charset, discovery
from digest.ingest.feed import DECLARATION, LOOKED_AT, WEB_PAGE, parse_feed
from digest.ingest.workers import Workers
from digest.limits import Limits
from digest.model import Source, Validators
from digest.network import failures

if TYPE_CHECKING:
    from datetime import datetime

    from digest.ingest.discovery import Link

#: Where sites have their feed, most of them first; asked only of a site whose page names none.
PLACES = ("/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/rss")
#: Answers by which a server says that there is nothing, and not that it will not say.
NOTHING_THERE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})

NO_FEED = "Look on the site for its feed's own address (RSS or Atom), and add that"
PRIVATE = "If it is meant to be read, add it with --allow-private"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an address turned out to be.

    A feed, if neither `error` nor `unasked` is set and there are no `links` to choose from.
    """

    url: str
    """The address to read: as it was asked, where it has moved for good, or as its page names it.

    With the credentials that it was asked with.
    """
    title: str = ""
    """The feed's own."""
    final: str = ""
    """Where the feed came from after redirects."""
    moved: bool = False
    """`url` is where the address that was asked has moved for good (301, 308)."""
    page: str = ""
    """The web page that was asked, where `url` is the feed that was found for it."""
    links: tuple[Link, ...] = ()
    """The feeds that the page names, where there are several."""
    unasked: SourceError | None = None
    """Why nothing is known of `url` as yet: it does not answer, or not now, or not us."""
    error: SourceError | None = None
    """Why `url` cannot be a feed's."""


def ask(
    url: str,
    *,
    now: datetime,
    allow_private: bool = False,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> Answer:
    """Ask an address what it is; a web page for its feed. `limits.total` is for all of it.

    Needs a thread without a running event loop.
    """
    return asyncio.run(_ask(url, now=now, allow_private=allow_private, limits=limits))


async def _ask(url: str, *, now: datetime, allow_private: bool, limits: Limits) -> Answer:
    with Workers(limits.total) as workers:
        async with network.session(limits) as client:
            asker = _Asker(client, workers, limits, now, allow_private)
            return await _answered(asker, url)


@dataclass(frozen=True, slots=True)
class _Heard:
    """A good answer: a feed, or not, with the reason."""

    reply: network.Reply
    title: str = ""
    error: SourceError | None = None
    is_page: bool = False


@dataclass(frozen=True, slots=True)
class _Asker:
    client: network.Session
    workers: Workers
    limits: Limits
    now: datetime
    allow_private: bool
    began: float = field(default_factory=lambda: asyncio.get_running_loop().time())

    @property
    def left(self) -> float:
        """Seconds."""
        return self.began + self.limits.total - asyncio.get_running_loop().time()

    async def hear(self, url: str) -> _Heard:
        """Ask for an address.

        Raises:
            SourceError: there is no good answer.

        """
        try:
            async with asyncio.timeout(max(0.0, self.left)):
                reply = await network.get(
                    self.client,
                    url,
                    validators=Validators(),
                    limits=self.limits,
                    now=self.now,
                    allow_private=self.allow_private,
                )
                return await self._read(url, reply)
        except TimeoutError:
            what = f"no answer within {self.limits.total:g} s"
            where = urls.without_credentials(url)
            raise SourceError(what, where=where, hint=failures.LATER) from None

    async def _read(self, url: str, reply: network.Reply) -> _Heard:
        start = charset.decode(reply.body[: 2 * LOOKED_AT], reply.content_type)[:LOOKED_AT]
        if WEB_PAGE.match(DECLARATION.sub("", start)):
            return _Heard(reply, error=SourceError("a web page, not a feed"), is_page=True)
        try:
            fetched = await self.workers.run(
                parse_feed,
                Source(id="asked", name=urls.host(url), url=url),
                reply.body,
                at=self.now,
                url=reply.url,
                content_type=reply.content_type,
            )
        except SourceError as error:  # it hangs the parser, or crashes it
            return _Heard(reply, error=error)
        typed = "html" in reply.content_type.partition(";")[0].lower()
        is_page = bool(fetched.error) and (typed or bool(WEB_PAGE.search(start)))
        return _Heard(reply, title=fetched.title, error=fetched.error, is_page=is_page)


async def _answered(asker: _Asker, url: str) -> Answer:
    try:
        heard = await asker.hear(url)
    except SourceError as error:
        return _unanswered(url, error)
    if heard.error is None:
        return _feed(url, heard)
    if not heard.is_page:
        return Answer(url=url, error=_of(url, heard.error.what, NO_FEED))
    found = discovery.links(
        heard.reply.body, url=heard.reply.url, content_type=heard.reply.content_type
    )
    if len(found) > 1:
        return Answer(url=url, links=found)
    if found:
        return await _named(asker, url, _with_credentials(found[0].url, url))
    return await _guessed(asker, url, heard.reply.url)


def _feed(url: str, heard: _Heard, *, page: str = "") -> Answer:
    return Answer(
        url=heard.reply.moved or url,
        moved=bool(heard.reply.moved),
        title=heard.title,
        final=heard.reply.url,
        page=page,
    )


async def _named(asker: _Asker, page: str, url: str) -> Answer:
    """Ask the one feed that a page names."""
    try:
        heard = await asker.hear(url)
    except SourceError as error:
        answer = _unanswered(url, error)
        if answer.error:
            answer.error.what = f"the feed that {_shown(page)} names: {answer.error.what}"
            return answer
        return Answer(url=url, page=page, unasked=answer.unasked)
    if heard.error:
        what = f"a web page that names {_shown(url)}, which is no feed ({heard.error.what})"
        return Answer(url=page, error=_of(page, what, NO_FEED))
    return _feed(url, heard, page=page)


async def _guessed(asker: _Asker, page: str, final: str) -> Answer:
    """Look for the feed of a page that names none where sites usually have it."""
    for place in PLACES:
        url = _with_credentials(urljoin(final, place), page)
        with suppress(SourceError):
            heard = await asker.hear(url)
            if heard.error is None:
                return _feed(url, heard, page=page)
    return Answer(url=page, error=_of(page, "a web page that names no feed", NO_FEED))


def _unanswered(url: str, error: SourceError) -> Answer:
    """Tell an address that is wrong from one that does not answer, or not now, or not us."""
    if error.hint == failures.PRIVATE:
        return Answer(url=url, error=_of(url, error.what, PRIVATE))
    if isinstance(error, network.DeclinedError) and error.status in NOTHING_THERE:
        return Answer(url=url, error=_of(url, error.what, NO_FEED))
    if error.hint == failures.ADDRESS:  # it, and not the moment, is wrong
        return Answer(url=url, error=error)
    return Answer(url=url, unasked=error)


def _of(url: str, what: str, hint: str) -> SourceError:
    return SourceError(what, where=_shown(url), hint=hint)


def _shown(url: str) -> str:
    return urls.without_credentials(url)


def _with_credentials(url: str, asked: str) -> str:
    """Return an address with the credentials of the one that was asked, if both are of one origin.

    Only there are they known to be meant for it, as in HTTP (RFC 9110, section 11.5).
    """
    credentials, at, netloc = urlsplit(asked).netloc.rpartition("@")
    there = urlsplit(url)
    if not at or (there.scheme, there.netloc.lower()) != (urlsplit(asked).scheme, netloc.lower()):
        return url
    return there._replace(netloc=f"{credentials}@{there.netloc}").geturl()
