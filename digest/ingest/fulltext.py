"""The texts of articles from their pages, for entries of feeds that are teasers."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from digest import markup, network, text
from digest.errors import SourceError
from digest.ingest import bounds, furniture, headline, webpage
from digest.ingest.workers import Workers
from digest.limits import Limits
from digest.model import Article
from digest.network.manners import LeftError, Manners, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from digest.config import Furniture
    from digest.ingest.document import Document
    from digest.model import Item, RobotsFile, Teaser

FULL_WORDS = 150
"""An entry of so many words is an article, unless it says that there is more."""
MORE_WORDS = 40
"""What a page must have more than its entry: less is a plea to subscribe."""
#: How a text ends that goes on elsewhere.
GOES_ON = re.compile(
    r"(?:…|\.\.\.|(?:read|see|find out) more|continue reading|read (?:on|the (?:full|whole) \w+))"
    r"[\s\])}»›>→.…]*$",
    re.IGNORECASE,
)
LAST_CHARACTERS = 200
#: Words of fewer letters say nothing of what a text is about.
TELLING_LETTERS = 4
#: With fewer such words in the entry, those of its title count too.
FEW_WORDS = 8
#: The share of an entry's words that its page has: less is a cookie wall, a login or a bot check.
SHARED = 0.4


def is_teaser(item: Item) -> bool:
    """Say whether the text of an entry is short, or goes on elsewhere."""
    words = markup.plain(item.body, item.body_type)
    is_short = text.count_words(words) < FULL_WORDS
    return is_short or bool(GOES_ON.search(words[-LAST_CHARACTERS:]))


def read_articles(
    teasers: Sequence[Teaser],
    known: Mapping[str, RobotsFile],
    own: Furniture,
    *,
    at: datetime,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    on_robots: Callable[[RobotsFile], None],
    on_read: Callable[[Article], None],
) -> None:
    """Read the page of each teaser; `on_read` gets each as it is done, in this thread.

    `known` and `on_robots` are those of `Manners`, `own` the newsroom's phrases of furniture. What
    the callbacks raise, and an interrupt, ends all requests and is raised. Needs a thread without
    a running event loop.
    """
    asyncio.run(
        _read_all(teasers, known, own, at=at, limits=limits, on_robots=on_robots, on_read=on_read)
    )


async def _read_all(
    teasers: Sequence[Teaser],
    known: Mapping[str, RobotsFile],
    own: Furniture,
    *,
    at: datetime,
    limits: Limits,
    on_robots: Callable[[RobotsFile], None],
    on_read: Callable[[Article], None],
) -> None:
    with Workers() as workers:
        async with network.session(limits) as client:
            manners = Manners(client, known, limits=limits, now=at, on_robots=on_robots)

            async def read(teaser: Teaser) -> None:
                reply = await _ask(manners, teaser, at)
                if isinstance(reply, network.Reply):
                    reply = await _parsed(workers, teaser, reply, own, at)
                on_read(reply)

            # Those who wait for their turn at a host keep no place from those of other hosts.
            one_each = replace(limits, per_host=1)
            await network.run(teasers, read, url=lambda it: it.item.url, limits=one_each)


async def _ask(manners: Manners, teaser: Teaser, at: datetime) -> network.Reply | Article:
    try:
        return await manners.get(teaser.item.url, allow_private=teaser.source.allow_private)
    except LeftError as error:
        return Article(teaser=teaser, at=at, outcome="left", reason=error.what)
    except RefusedError as error:
        return Article(teaser=teaser, at=at, outcome="refused", reason=error.what)
    except SourceError as error:
        return _failed(teaser, error, at)


async def _parsed(
    workers: Workers, teaser: Teaser, reply: network.Reply, own: Furniture, at: datetime
) -> Article:
    try:
        return await workers.run(_article, teaser, reply, own, at)
    except SourceError as error:
        return _failed(teaser, error, at)


def _failed(teaser: Teaser, error: SourceError, at: datetime) -> Article:
    later = error.retry_after if isinstance(error, network.DeclinedError) else None
    return Article(teaser=teaser, at=at, outcome="failed", reason=error.what, retry_after=later)


def _article(teaser: Teaser, reply: network.Reply, own: Furniture, at: datetime) -> Article:
    """Take the text of a page, if it is the entry's and there is more of it."""
    item = teaser.item
    try:
        document = webpage.read(reply.body, at=at, content_type=reply.content_type, url=reply.url)
        body = _body(document, item, furniture.rules(own))
    except SourceError as error:
        return _failed(teaser, error, at)
    words = markup.plain(body, "text/markdown")
    if not _is_of(words, item):
        return _failed(teaser, SourceError("the page shows something else than the article"), at)
    told = markup.plain(item.body, item.body_type)
    if text.count_words(words) < text.count_words(told) + MORE_WORDS:
        return Article(
            teaser=teaser, at=at, outcome="spare", reason="the page has no more text than the entry"
        )
    return Article(teaser=teaser, at=at, outcome="taken", body=body)


def _body(document: Document, item: Item, rules: furniture.Rules) -> str:
    """Return the text of a page as Markdown, without its headline and what stands around it.

    Raises:
        SourceError: it is too long.

    """
    nothing: frozenset[str] = frozenset()
    cleaned = furniture.cleaned(document, rules, section_titles=nothing)
    headed = headline.headed(cleaned, rules, section_titles=nothing)
    title = text.heading_key(item.title)
    kept = [it for it in headed.passages if text.heading_key(it.words) != title]
    body = "\n\n".join(passage.written() for passage in kept)
    if len(body) > bounds.ITEM:
        raise SourceError(f"its text is longer than {bounds.ITEM // 1024} KB")
    return body


def _is_of(words: str, item: Item) -> bool:
    """Say whether a text has the words of an entry: of its title alone where it says little."""
    told = _telling(markup.plain(item.body, item.body_type))
    if len(told) < FEW_WORDS:
        told |= _telling(item.title)
    return len(told & _telling(words)) >= SHARED * len(told)


def _telling(words: str) -> set[str]:
    return {text.fold(word) for word in text.words(words) if len(word) >= TELLING_LETTERS}
