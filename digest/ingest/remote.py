"""Feeds by address, many at once: a reading for each, good or bad."""

from __future__ import annotations

import asyncio
import hashlib
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from digest import network, urls
from digest.errors import SourceError
from digest.ingest.feed import parse_feed
from digest.ingest.workers import Workers
from digest.limits import Limits
from digest.model import Fetched, Validators

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from digest.model import Source


def read_remote(
    sources: Sequence[Source],
    validators: Mapping[str, Validators],
    *,
    at: datetime,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    on_read: Callable[[Fetched], None],
) -> None:
    """Read every source's `url`; `on_read` gets each reading as it is done, in this thread.

    `validators` has those of earlier readings, by `Source.id`. A broken source is a reading
    with an `error`. What `on_read` raises, and an interrupt, ends all requests and is raised.
    Needs a thread without a running event loop.
    """
    asyncio.run(_read_all(sources, validators, at=at, limits=limits, on_read=on_read))


async def _read_all(
    sources: Sequence[Source],
    validators: Mapping[str, Validators],
    *,
    at: datetime,
    limits: Limits,
    on_read: Callable[[Fetched], None],
) -> None:
    with Workers() as workers:
        if any(source.id not in validators for source in sources):
            workers.start(parse_feed)  # while the first answers are on their way
        async with network.session(limits) as client:

            async def read(source: Source) -> None:
                before = validators.get(source.id, Validators())
                asked = time.perf_counter()
                reply = await _ask(client, source, before, at=at, limits=limits)
                seconds = time.perf_counter() - asked
                if isinstance(reply, network.Reply):
                    reply = await _parsed(workers, source, reply, at, before.marks)
                on_read(replace(reply, seconds=seconds))

            await network.run(sources, read, url=lambda source: source.url, limits=limits)


async def _ask(
    client: network.Session, source: Source, before: Validators, *, at: datetime, limits: Limits
) -> network.Reply | Fetched:
    try:
        reply = await network.get(
            client,
            source.url,
            validators=before,
            limits=limits,
            now=at,
            allow_private=source.allow_private,
        )
    except network.DeclinedError as no:
        return Fetched(
            source=source,
            at=at,
            error=no,
            status=no.status,
            gone=no.gone,
            retry_after=no.retry_after,
        )
    except SourceError as error:
        return Fetched(source=source, at=at, error=error)
    if not reply.not_modified:
        reply = replace(reply, validators=replace(reply.validators, body=_fingerprint(reply)))
    if reply.not_modified or reply.validators.body == before.body:
        return Fetched(
            source=source,
            at=at,
            not_modified=True,
            url=reply.url,
            validators=reply.validators,
            status=reply.status,
            moved=reply.moved,
        )
    return reply


def _fingerprint(reply: network.Reply) -> str:
    """Return what makes two answers the same: all that is read of them."""
    read = b"\0".join((reply.url.encode(), reply.content_type.encode(), reply.body))
    return hashlib.sha256(read).hexdigest()


async def _parsed(
    workers: Workers, source: Source, reply: network.Reply, at: datetime, seen: str
) -> Fetched:
    try:
        fetched = await workers.run(
            parse_feed,
            source,
            reply.body,
            at=at,
            url=reply.url,
            content_type=reply.content_type,
            validators=reply.validators,
            seen=seen,
        )
    except SourceError as error:
        error.where = urls.without_credentials(source.url)
        return Fetched(source=source, at=at, error=error, status=reply.status)
    # A page that says something else, as of a hotel's network, is no feed's new address.
    moved = "" if fetched.error else reply.moved
    return replace(fetched, status=reply.status, moved=moved)
