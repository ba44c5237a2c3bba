"""Feed documents in every format, all of them ours, and short ways to read them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from digest.ingest.feed import parse_feed
from digest.model import Fetched, Item, Source, Validators

AT = datetime(2024, 2, 16, 15, tzinfo=UTC)
URL = "https://news.example.org/world/feed"
SOURCE = Source(id="wire", name="Example Wire", url=URL, section="other", reprint=True)

NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
)

RSS_20 = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel>
<title>Example Wire</title><link>https://news.example.org/</link>
<lastBuildDate>Thu, 15 Feb 2024 10:00:00 GMT</lastBuildDate>
<item><title>Envoys meet</title><link>https://news.example.org/envoys</link>
<guid isPermaLink="false">n-1</guid><pubDate>Wed, 14 Feb 2024 09:30:00 GMT</pubDate>
<description>&lt;p&gt;They met.&lt;/p&gt;</description></item>
</channel></rss>"""

RSS_091 = """<?xml version="1.0"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "rss-0.91.dtd">
<rss version="0.91"><channel><title>Example Wire</title>
<item><title>Envoys meet</title><link>https://news.example.org/envoys</link>
<description>They met.</description></item></channel></rss>"""

RSS_090 = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://my.netscape.com/rdf/simple/0.9/">
<channel><title>Example Wire</title></channel>
<item><title>Envoys meet</title><link>https://news.example.org/envoys</link></item></rdf:RDF>"""

RSS_10 = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://news.example.org/"><title>Example Wire</title></channel>
<item rdf:about="https://news.example.org/envoys"><title>Envoys meet</title>
<link>https://news.example.org/envoys</link><description>They met.</description>
<dc:date>2024-02-14T10:30:00+01:00</dc:date></item></rdf:RDF>"""

ATOM_10 = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Example Wire</title>
<id>tag:news.example.org,2024:wire</id><updated>2024-02-15T10:00:00Z</updated>
<entry><id>tag:news.example.org,2024:1</id><title>Envoys meet</title>
<link rel="enclosure" type="audio/mpeg" href="https://news.example.org/envoys.mp3"/>
<link href="https://news.example.org/envoys"/>
<published>2024-02-14T09:30:00Z</published><updated>2024-02-14T12:00:00Z</updated>
<author><name>Ann Writer</name></author><author><name>Bo Writer</name></author>
<summary>They met</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>They met.</p></div></content>
</entry></feed>"""

ATOM_03 = """<?xml version="1.0"?>
<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Example Wire</title>
<entry><id>1</id><title>Envoys meet</title>
<link rel="alternate" type="text/html" href="https://news.example.org/envoys"/>
<issued>2024-02-14T09:30:00Z</issued><modified>2024-02-14T12:00:00Z</modified>
<content type="text/html" mode="escaped">&lt;p&gt;They met.&lt;/p&gt;</content></entry></feed>"""

JSON_10 = """{"version": "https://jsonfeed.org/version/1", "title": "Example Wire",
 "home_page_url": "https://news.example.org/",
 "items": [{"id": 1, "url": "https://news.example.org/envoys", "title": "Envoys meet",
 "content_text": "They met.", "date_published": "2024-02-14T10:30:00+01:00",
 "author": {"name": "Ann Writer"}}]}"""

JSON_11 = """{"version": "https://jsonfeed.org/version/1.1", "title": "Example Wire",
 "authors": [{"name": "Feed Writer"}],
 "items": [{"id": "1", "url": "https://news.example.org/envoys", "title": "Envoys meet",
 "content_html": "<p>They met.</p>", "summary": "They met", "image": "/envoys.jpg",
 "date_published": "2024-02-14T09:30:00Z", "date_modified": "2024-02-14T12:00:00Z",
 "authors": [{"name": "Ann Writer"}, {"name": "Bo Writer"}]}]}"""

FORMATS = {
    "RSS 0.90": RSS_090,
    "RSS 0.91": RSS_091,
    "RSS 1.0": RSS_10,
    "RSS 2.0": RSS_20,
    "Atom 0.3": ATOM_03,
    "Atom 1.0": ATOM_10,
    "JSON Feed 1.0": JSON_10,
    "JSON Feed 1.1": JSON_11,
}

WEB_PAGE = """<!DOCTYPE html>
<html><head><title>Just a moment...</title></head><body>Checking your browser.</body></html>"""


def rss(*items: str, channel: str = "") -> str:
    """Make an RSS 2.0 feed of what stands inside its items."""
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {NAMESPACES}><channel>{channel}{inside}</channel></rss>'


def atom(*entries: str, feed: str = "", attributes: str = "") -> str:
    """Make an Atom feed of what stands inside its entries."""
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    opening = f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}>'
    return f"{opening}{feed}{inside}</feed>"


def read(document: str | bytes, *, url: str = URL, content_type: str = "") -> Fetched:
    """Read a document as if it had come from `url`.

    Whatever it is, knowing some of its entries must not change what is read of the others.
    """
    body = document.encode() if isinstance(document, str) else document
    fetched = parse_feed(SOURCE, body, at=AT, url=url, content_type=content_type)
    pairs = re.findall(r"\S+ \S+", fetched.validators.marks)
    for step in (1, 2, 3) if pairs else ():
        seen = " ".join(pairs[::step])
        again = parse_feed(SOURCE, body, at=AT, url=url, content_type=content_type, seen=seen)
        assert_the_same(fetched, again)
    return fetched


def assert_the_same(whole: Fetched, part: Fetched) -> None:
    """Say that a reading that leaves out what is known gives the same as one of everything."""
    assert str(whole.error) == str(part.error)
    assert sorted(whole.validators.marks.split()) == sorted(part.validators.marks.split())
    kept = set(part.kept)
    assert tuple(item for item in whole.items if item.id not in kept) == part.items
    assert kept <= {item.id for item in whole.items}
    assert _rest(whole) == _rest(part)


def _rest(fetched: Fetched) -> Fetched:
    return replace(fetched, items=(), kept=(), error=None, validators=Validators())


def only(document: str | bytes) -> Item:
    """Read a document that must be good and have one item."""
    fetched = read(document)
    assert fetched.error is None, fetched.error
    (item,) = fetched.items
    return item


def reason(document: str | bytes) -> str:
    """Read a document that must fail; return why it did."""
    fetched = read(document)
    assert fetched.error is not None
    assert fetched.items == ()
    return fetched.error.what
