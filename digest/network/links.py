"""Whether links lead somewhere: asked in parallel, but each host one question at a time.

A `HEAD` first (RFC 9110, section 9.3.2), which costs a server little; where that is not answered
with a page, a `GET` of which only the head is read, since many servers do `HEAD` badly.
"""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal, TypeAlias

import aiohttp

from digest import network, text, urls
from digest.errors import SourceError
from digest.network.failures import named
from digest.network.guard import NotPublicError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from digest.limits import Limits
    from digest.network import Session

#: `answered`: with the status; `loop`: it sends in circles, or too far; `no-host`: nobody has that
#: name; `private`: not on the public internet; `failed`: no answer now; `left`: not asked, since
#: its host asks to be left alone or has had its share.
Outcome: TypeAlias = Literal["answered", "loop", "no-host", "private", "failed", "left"]

ACCEPT = "text/html, application/xhtml+xml;q=0.9, image/*;q=0.8, */*;q=0.5"
#: What is no answer to the question, but a plea to ask nothing for now.
BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
#: The name is not there; `EAI_AGAIN` and the like say that nobody could be asked.
NO_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What became of asking for one link."""

    url: str
    outcome: Outcome = "answered"
    status: int = 0
    """Of the last answer; 0 where there was none."""
    final: str = ""
    """Where it led in the end."""
    reason: str = ""
    """What was answered, or why nothing was, in words for people."""
    cookies: bool = False
    """Cookies were set on the way, which are not kept here."""


async def ask(
    addresses: Iterable[str],
    *,
    limits: Limits,
    allow_private: bool = False,
    on_answer: Callable[[Asked], None] = lambda _: None,
) -> tuple[Asked, ...]:
    """Ask for each address, and return what became of it, in their order.

    A host gets one question at a time, with `limits.pause` between them, and none after it has
    asked for a rest (429, 503) or taken `limits.patience`.
    """
    wanted = tuple(dict.fromkeys(addresses))
    hosts: dict[str, list[str]] = {}
    for url in wanted:
        hosts.setdefault(urls.host(url), []).append(url)
    found: dict[str, Asked] = {}

    async with network.session(limits) as client:

        async def ask_host(links: list[str]) -> None:
            loop = asyncio.get_running_loop()
            begun, rest = loop.time(), ""
            for number, url in enumerate(links):
                if rest:
                    answer = Asked(url=url, outcome="left", reason=rest)
                else:
                    if number:
                        await asyncio.sleep(min(limits.pause, limits.longest_pause))
                    answer = await _ask(client, url, limits, allow_private=allow_private)
                    if answer.status in BUSY:
                        rest = "not asked: its host wants to be left alone"
                    elif loop.time() - begun > limits.patience:
                        rest = "not asked: its host takes too long"
                found[url] = answer
                on_answer(answer)

        await network.run(hosts.values(), ask_host, url=lambda links: links[0], limits=limits)
    return tuple(found[url] for url in wanted)


async def _ask(client: Session, url: str, limits: Limits, *, allow_private: bool) -> Asked:
    answer = await _follow(client, url, "HEAD", limits, allow_private=allow_private)
    is_fine = answer.outcome == "answered" and answer.status < HTTPStatus.BAD_REQUEST
    is_final = answer.outcome in {"no-host", "private"} or answer.status in BUSY
    if is_fine or is_final:
        return answer
    await asyncio.sleep(min(limits.pause, limits.longest_pause))
    return await _follow(client, url, "GET", limits, allow_private=allow_private)


async def _follow(
    client: Session,
    url: str,
    method: Literal["HEAD", "GET"],
    limits: Limits,
    *,
    allow_private: bool,
) -> Asked:
    """Follow a link to its end; redirects are followed here to see cookies and circles."""
    answer = Asked(url=url, final=url)
    seen: set[str] = set()
    while answer.final not in seen and len(seen) <= limits.redirects:
        seen.add(answer.final)
        try:
            head = await network.head(
                client,
                answer.final,
                method=method,
                accept=ACCEPT,
                limits=limits,
                allow_private=allow_private,
            )
        except SourceError as error:
            return replace(answer, outcome=_outcome(error.__cause__), status=0, reason=error.what)
        answer = replace(
            answer,
            status=head.status,
            reason=named(head.status, head.reason),
            cookies=answer.cookies or head.sets_cookie,
        )
        if not head.redirect:
            return answer
        answer = replace(answer, final=head.redirect)
    reason = "it sends in circles"
    if answer.final not in seen:
        reason = f"it sends on more than {text.plural(limits.redirects, 'time')}"
    return replace(answer, outcome="loop", reason=reason)


def _outcome(cause: BaseException | None) -> Outcome:
    """Say what kind of failure it was."""
    if isinstance(cause, aiohttp.ClientConnectorDNSError):
        return "no-host" if cause.os_error.errno in NO_NAME else "failed"
    if isinstance(cause, aiohttp.ClientConnectorError):
        return "private" if isinstance(cause.os_error, NotPublicError) else "failed"
    return "failed"
