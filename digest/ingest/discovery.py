"""Which feeds a web page names: autodiscovery.

https://www.rssboard.org/rss-autodiscovery and, for `alternate`,
https://html.spec.whatwg.org/multipage/links.html#link-type-alternate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from digest import text, urls
from digest.ingest import charset
from digest.ingest.entry import absolute
from digest.ingest.tags import Tag, tags, unescaped, web_address
from digest.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["RSS", "Atom", "JSON Feed", "XML", "link"]

MOST = Limits().body
"""Bytes of a page that are looked at."""
MANY = 50
"""Feeds of one page: who offers more has a list of them somewhere."""
LONGEST = 2000
"""Characters of an address."""
TITLE = 120
"""Characters of a title."""
HEAD = 4096
"""Bytes from the start of a page in which it says its encoding."""

#: Elements whose content is no markup, or is not on the page.
RAW = frozenset("script style title textarea template iframe xmp noembed noframes".split())
LINKING = frozenset({"link", "a", "base"})
#: What a `type` says, by a part of it, the telling before the vague.
KINDS: tuple[tuple[str, Kind], ...] = (
    ("application/feed+json", "JSON Feed"),
    ("rss", "RSS"),
    ("atom", "Atom"),
    ("rdf", "RSS"),
)
#: These are the types of much else: of embedded media, of a site's programming interface.
VAGUE: dict[str, Kind] = {
    "application/json": "JSON Feed",
    "application/xml": "XML",
    "text/xml": "XML",
}
FEED_WORDS = re.compile(r"\b(?:rss|atom|feeds?)\b", re.IGNORECASE)
SEGMENTS = frozenset({"feed", "feeds", "rss", "rss2", "atom", "rdf"})
ENDINGS = (".rss", ".atom", ".rdf", ".xml")
NO_FEED = re.compile(r"sitemap|opensearch|oembed|\.(?:html?|pdf|mp3|png|jpe?g|svg)$", re.IGNORECASE)
QUERY = re.compile(r"(?:^|&)(?:feed|format|type|alt)=(?:rss|atom|feed)", re.IGNORECASE)
#: WordPress's `/comments/feed/` and `?feed=comments-rss2`, Blogger's `/comments/default`.
COMMENT_PATH = re.compile(r"(?:^|[/=])comments?(?:[/_.-]|$)", re.IGNORECASE)
COMMENT_TITLE = re.compile(
    r"\bcomments\b|\bcomment feed\b|\bkommentare\b|\bcommentaires\b|\bcomentarios\b|\bcommenti\b"
    r"|комментари|коментар",
    re.IGNORECASE,
)
LINK_END = re.compile(r"</a\b", re.IGNORECASE)
WITHIN = re.compile(r"<[^>]{0,200}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A feed that a page names. `kind` is what the page says it is, or that it merely links it."""

    url: str
    title: str
    kind: Kind


def links(body: bytes, *, url: str, content_type: str = "") -> tuple[Link, ...]:
    """Return the feeds that a page names, the main one first; the page came from `url`.

    They are its `<link rel="alternate">`, wherever in it; where it has none, its links to what
    looks like a feed of the same site. Feeds of comments are left out where there are others.
    """
    declared: dict[str, Link] = {}
    linked: dict[str, Link] = {}
    document = _decoded(body[:MOST], content_type)
    base = ""
    for tag in _candidates(document):
        if tag.name == "base":  # the first one holds, and stands before what it is for
            base = base or absolute(tag.attributes["href"], url)
            continue
        there = _resolved(tag, base or url)
        if not there or there == url.partition("#")[0]:
            continue
        if kind := _kind(tag):
            if len(declared) < MANY:
                declared.setdefault(_same(there), _link(document, tag, there, kind))
        elif tag.name == "a" and len(linked) < MANY and _looks_like_one(there, url):
            linked.setdefault(_same(there), _link(document, tag, there, "link"))
    offered = tuple((declared or linked).values())
    return tuple(link for link in offered if not _is_of_comments(link)) or offered


def _decoded(body: bytes, content_type: str) -> str:
    if not charset.CHARSET.search(content_type):
        said = charset.CHARSET.search(body[:HEAD].decode("latin-1"))
        # A page that can be asked what it is in is in none of the wide encodings.
        if said and not said[1].lower().startswith(("utf-16", "utf-32")):
            content_type = f"text/html; charset={said[1]}"
    return charset.decode(body, content_type)


def _candidates(document: str) -> Iterator[Tag]:
    for tag in tags(document, raw=RAW, wanted=LINKING):
        if not tag.closing:
            href = tag.attributes.get("href", "").strip()
            if href and len(href) <= LONGEST:
                yield tag


def _resolved(tag: Tag, base: str) -> str:
    there = absolute(web_address(tag.attributes["href"]), base)
    return web_address(there).partition("#")[0]


def _kind(tag: Tag) -> Kind | None:
    """Return what a tag with `rel="alternate"` says it leads to; None for what is no feed."""
    relations = tag.attributes.get("rel", "").lower().split()
    if "stylesheet" in relations or not {"alternate", "feed"} & set(relations):
        return None
    given = tag.attributes.get("type", "").partition(";")[0].strip().lower()
    if "oembed" in given:
        return None
    for part, kind in KINDS:
        if part in given:
            return kind
    if not given and "feed" in relations:
        return "link"
    said = f"{tag.attributes.get('title', '')[:TITLE]} {tag.attributes['href']}"
    if given in VAGUE and FEED_WORDS.search(said) and not NO_FEED.search(said):
        return VAGUE[given]
    return None


def _looks_like_one(url: str, page: str) -> bool:
    here, there = urls.host(page), urls.host(url)
    if here != there and not there.endswith(f".{here}") and not here.endswith(f".{there}"):
        return False
    parts = urlsplit(url)
    path = parts.path.lower().rstrip("/")
    if NO_FEED.search(path):
        return False
    return (
        path.endswith(ENDINGS)
        or not SEGMENTS.isdisjoint(path.split("/")[-2:])
        or bool(QUERY.search(parts.query))
    )


def _link(document: str, tag: Tag, url: str, kind: Kind) -> Link:
    title = tag.attributes.get("title", "")
    if tag.name == "a" and not title.strip():
        inner = LINK_END.split(document[tag.end : tag.end + 4 * TITLE], maxsplit=1)[0]
        title = unescaped(WITHIN.sub(" ", inner))
    return Link(url=url, title=text.squeeze(title[: 4 * TITLE])[:TITLE].strip(), kind=kind)


def _is_of_comments(link: Link) -> bool:
    parts = urlsplit(link.url)
    return bool(COMMENT_PATH.search(f"{parts.path}?{parts.query}")) or bool(
        COMMENT_TITLE.search(link.title)
    )


def _same(url: str) -> str:
    """Return what makes two links of a page one."""
    return url.partition("://")[2].rstrip("/")
