"""A server of made-up feeds on loopback: half RSS 2.0, half Atom, with ETags and a latency.

    python -m tests.benchmarks.feedserver FEEDS [SECONDS]

The first line on standard output is its port; it ends when its standard input does. Feed N is at
http://127.1.x.y:PORT/N.xml: each has a loopback address of its own, as each feed in real life has
a host of its own, so that nobody's limit per host holds anything back. Linux answers on all of
127.0.0.0/8 without any setting up; whoever asks from elsewhere is refused.

Each feed holds 30 entries of 1.5 KB of HTML, and about 75 KB in all; they are the same in each
run. POST /state sets the week (in week 2 there are three new entries in each feed) and whether
there are ETags, and starts counting anew; GET /state tells how often each status was answered.
"""

from __future__ import annotations

import asyncio
import html
import json
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

LATENCY = 0.05
"""Seconds before an answer begins."""
ENTRIES = 30
NEW = 3
"""Entries of a feed that are new in week 2."""
CONTENT = 1500
"""Characters of the HTML of one entry."""
BEGAN = datetime(2024, 2, 1, tzinfo=UTC)
WORDS = (
    "the a an of in on to by for from with after before under over about between against during"
    " talks envoy minister president foreign peace offer ceasefire delegation summit treaty"
    " border grain corridor prisoners exchange sanctions statement spokesman spokeswoman said"
    " told reporters denied confirmed rejected welcomed proposed signed met visited warned"
    " Kyiv Moscow Washington Brussels Ankara Beijing Geneva Zürich Łódź Besançon Vilnius Київ"
    " week month Monday Tuesday Wednesday Thursday Friday officials government parliament"
    " council union alliance neighbours agreement conditions guarantees security nuclear plant"
    " inspectors energy weapons aid package budget vote election court ruling journalists"
    " according anonymous source diplomat embassy consul negotiators mediators “frozen” “red"
    " line” ally’s country’s — which that who would could must may has had was were is are not"
).split()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed in pieces; `entries` are oldest first, those of week 2 included."""

    heads: tuple[bytes, bytes]
    """One for each week."""
    entries: tuple[bytes, ...]
    tail: bytes

    def body(self, week: int) -> bytes:
        """Return the document of a week, newest entry first."""
        last = ENTRIES + NEW * (week - 1)
        entries = self.entries[last - ENTRIES : last][::-1]
        return b"".join([self.heads[week - 1], *entries, self.tail])


def url(number: int, port: int) -> str:
    """Return the address of feed `number`, at a host of its own."""
    return f"http://127.1.{number // 250}.{number % 250 + 1}:{port}/{number}.xml"


def etag(number: int, week: int) -> str:
    """Return the ETag of a feed in a week."""
    return f'"{number}-{week}"'


def make(number: int) -> Feed:
    """Make up feed `number`: RSS if that is even, Atom if it is odd."""
    dice = random.Random(number)
    site = f"https://news{number}.example"
    name = f"News {number}: {_sentence(dice, 3)}"
    made = ATOM if number % 2 else RSS
    updated = [made.moment(_published(last)) for last in (ENTRIES - 1, ENTRIES + NEW - 1)]
    first, second = (made.head.format(site=site, name=name, updated=it).encode() for it in updated)
    entries = (made.entry(dice, site, place).encode() for place in range(ENTRIES + NEW))
    return Feed((first, second), tuple(entries), made.tail)


def _sentence(dice: random.Random, words: int) -> str:
    first, *rest = dice.choices(WORDS, k=words)
    return " ".join([first.title(), *rest])


#: Sentences are made once: of 66,000 entries, a word at a time would take minutes.
SENTENCES = tuple(
    _sentence(dice, dice.randint(10, 24)) + "." for dice in [random.Random(0)] for _ in range(2000)
)


def _content(dice: random.Random, site: str, place: int) -> str:
    """Make up what an editor's program writes: mostly paragraphs, and what is to be cleaned."""
    first, second, *rest = dice.choices(SENTENCES, k=20)
    made = [
        f'<p class="lead">{first} <a href="/topics/{place}" target="_blank" rel="noopener">'
        f"{second}</a></p>",
        f'<figure class="wp-block-image"><img src="{site}/img/{place}.jpg" alt="A hall"'
        ' width="640" height="360" loading="lazy"/><figcaption>A hall &amp; a flag'
        "</figcaption></figure>",
    ]
    end = f'<img src="{site}/px?i={place}" width="1" height="1" style="display:none" alt=""/>'
    shapes = (
        "<p>{}</p>",
        "<p>{} <em>{}</em></p>",
        "<blockquote><p>{}</p></blockquote>",
        '<p style="margin:0">{} <strong>{}</strong> {}</p>',
    )
    turn = 0
    while sum(map(len, made)) + len(end) < CONTENT:
        shape = shapes[turn % len(shapes)]
        made.append(shape.format(*(rest.pop() for _ in range(shape.count("{}")))))
        turn += 1
    return "\n".join([*made, end])


def _published(place: int) -> datetime:
    return BEGAN + place * timedelta(hours=4)


def _words(dice: random.Random) -> tuple[str, str, str]:
    """Make up a title, a summary and an author."""
    return _sentence(dice, 9), " ".join(dice.choices(SENTENCES, k=3)), _sentence(dice, 2).title()


RSS_HEAD = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>{name}</title><link>{site}/</link><description>All of it</description>
<atom:link href="{site}/feed.xml" rel="self" type="application/rss+xml"/>
<language>en</language><lastBuildDate>{updated}</lastBuildDate>
"""
ATOM_HEAD = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>{name}</title>
<link rel="alternate" type="text/html" href="{site}/"/><link rel="self" href="{site}/feed.xml"/>
<id>{site}/</id><updated>{updated}</updated>
"""


def _rss(dice: random.Random, site: str, place: int) -> str:
    title, summary, author = _words(dice)
    link = f"{site}/2024/02/{place:03}-a-report-of-the-week?utm_source=rss"
    return (
        f"<item><title>{title}</title><link>{html.escape(link)}</link>"
        f"<dc:creator><![CDATA[{author}]]></dc:creator>"
        f"<pubDate>{format_datetime(_published(place))}</pubDate>"
        f"<category><![CDATA[World]]></category><category><![CDATA[Diplomacy]]></category>"
        f'<guid isPermaLink="false">{site}/?p={place}</guid>'
        f"<description><![CDATA[<p>{summary}</p>]]></description>"
        f"<content:encoded><![CDATA[{_content(dice, site, place)}]]></content:encoded></item>\n"
    )


def _atom(dice: random.Random, site: str, place: int) -> str:
    title, summary, author = _words(dice)
    moment = _published(place).isoformat()
    return (
        f"<entry><title>{title}</title>"
        f'<link rel="alternate" type="text/html" href="{site}/2024/02/{place:03}-a-report"/>'
        f"<id>tag:{site[8:]},2024:{place}</id><published>{moment}</published>"
        f"<updated>{moment}</updated><author><name>{author}</name></author>"
        f'<category term="World"/><category term="Diplomacy"/><summary>{summary}</summary>'
        f'<content type="html">{html.escape(_content(dice, site, place))}</content></entry>\n'
    )


@dataclass(frozen=True, slots=True)
class Format:
    """How a kind of feed is written."""

    head: str
    entry: Callable[[random.Random, str, int], str]
    tail: bytes
    moment: Callable[[datetime], str]


RSS = Format(RSS_HEAD, _rss, b"</channel></rss>\n", format_datetime)
ATOM = Format(ATOM_HEAD, _atom, b"</feed>\n", datetime.isoformat)


@dataclass(slots=True)
class Server:
    """The feeds, what is said of them now, and how often each status was answered."""

    feeds: list[Feed]
    latency: float
    week: int = 1
    etags: bool = True
    answered: Counter[int] = field(default_factory=Counter)

    def app(self) -> web.Application:
        """Return it as an application of aiohttp."""
        app = web.Application(middlewares=[_only_from_here])
        app.router.add_get("/state", self.tell)
        app.router.add_post("/state", self.change)
        app.router.add_get(r"/{number:\d+}.xml", self.feed)
        return app

    async def feed(self, request: web.Request) -> web.Response:
        """Answer with a feed, or that it is what the asker has."""
        number = int(request.match_info["number"])
        await asyncio.sleep(self.latency)
        headers = {"ETag": etag(number, self.week)} if self.etags else {}
        if self.etags and request.headers.get("If-None-Match") == headers["ETag"]:
            self.answered[304] += 1
            return web.Response(status=304, headers=headers)
        self.answered[200] += 1
        kind = "application/atom+xml" if number % 2 else "application/rss+xml"
        body = self.feeds[number].body(self.week)
        return web.Response(body=body, headers=headers | {"Content-Type": f"{kind}; charset=utf-8"})

    async def change(self, request: web.Request) -> web.Response:
        """Set the week and whether there are ETags; count anew."""
        wanted = await request.json()
        self.week, self.etags = wanted["week"], wanted["etags"]
        self.answered.clear()
        return web.json_response({})

    async def tell(self, _: web.Request) -> web.Response:
        """Tell how often each status was answered."""
        return web.Response(text=json.dumps(self.answered), content_type="application/json")


@web.middleware
async def _only_from_here(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    if not (request.remote or "").startswith("127."):
        raise web.HTTPForbidden
    return await handler(request)


async def serve(server: Server) -> None:
    """Serve on all of loopback until standard input ends."""
    runner = web.AppRunner(server.app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 0, backlog=1024).start()
    print(runner.addresses[0][1], flush=True)  # noqa: T201
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


def main(arguments: list[str]) -> int:
    """Make up the feeds, then serve them."""
    feeds = [make(number) for number in range(int(arguments[0]))]
    latency = float(arguments[1]) if arguments[1:] else LATENCY
    asyncio.run(serve(Server(feeds, latency)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
