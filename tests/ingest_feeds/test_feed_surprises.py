"""Surprises that only show in a whole reading: dates, moves, corrections, encodings, addresses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from digest.archive import Recorded, open_archive
from digest.ingest.feed import parse_feed
from digest.ingest.remote import read_remote
from digest.model import Source
from tests.ingest_feeds.documents import (
    AT,
    ATOM_10,
    JSON_11,
    RSS_20,
    SOURCE,
    URL,
    WEB_PAGE,
    atom,
    only,
    read,
    reason,
    rss,
)
from tests.ingest_feeds.loopback import Handler, serving

if TYPE_CHECKING:
    from pathlib import Path

    from digest.model import Fetched, Item

NOW = datetime(2026, 3, 5, tzinfo=UTC)


def dated(document: str) -> Item:
    """Read the one item of a feed in March 2026."""
    (item,) = parse_feed(SOURCE, document.encode(), at=NOW, url=URL).items
    return item


# Dates: feedparser reads most of these as something else, without a word.


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Mon, 02 Mar 2026 15:07:41 CET", "2026-03-02T14:07:41"),
        ("Mon, 02 Mar 2026 15:07:41 IST", "2026-03-02T09:37:41"),
        ("Mon, 02 Mar 2026 15:07:41 MSK", "2026-03-02T12:07:41"),
        ("Mon, 02 Mar 2026 15:07:41 +0300", "2026-03-02T12:07:41"),
        ("2026/3/2 15:07:41", "2026-03-02T15:07:41"),
        ("1772442000", "2026-03-02T09:00:00"),
        ("March 2, 2026", "2026-03-02T00:00:00"),
        ("2 mars 2026", "2026-03-02T00:00:00"),
        ("lun., 02 févr. 2026 15:07:41 +0100", "2026-02-02T14:07:41"),
        ("0000-00-00", None),
        ("0000-00-00 00:00:00", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Mon, 02 Mar 2036 15:07:41 GMT", None),
        ("next week", None),
    ],
)
def test_a_date_is_read_right_or_not_at_all(raw: str, expected: str | None) -> None:
    """In every format; as it was written it is kept, and the item is not lost for it."""
    moment = datetime.fromisoformat(expected).replace(tzinfo=UTC) if expected else None
    for document in (
        rss(f"<title>A</title><pubDate>{raw}</pubDate>"),
        rss(f"<title>A</title><dc:date>{raw}</dc:date>"),
        atom(f"<id>1</id><title>A</title><published>{raw}</published>"),
        atom(f"<id>1</id><title>A</title><updated>{raw}</updated>"),
        JSON_11.replace("2024-02-14T09:30:00Z", raw).replace("2024-02-14T12:00:00Z", raw),
    ):
        item = dated(document)
        assert (moment, raw) == (item.published, item.published_raw)
        assert ("entry" if moment else "first-seen") == item.dated_by


def test_an_item_from_the_future_counts_from_when_it_was_first_seen(tmp_path: Path) -> None:
    """A date that is years ahead would keep it in front for years."""
    document = rss("<title>A</title><pubDate>Mon, 02 Mar 2036 15:07:41 GMT</pubDate>")
    with open_archive(tmp_path / "archive.db", where="archive.db") as archive:
        archive.record(read(document))
        (item,) = archive.items([SOURCE.id], start=AT, end=AT + timedelta(seconds=1))
    assert (AT, AT, "first-seen") == (item.when, item.first_seen, item.dated_by)


# What an entry is known by, when everything else about it changes.


@pytest.mark.parametrize(
    "guid",
    [
        "<guid>n-1</guid>",
        "<guid isPermaLink='true'>n-1</guid>",
        "<guid isPermaLink='false'>n-1</guid>",
        "<guid>/2024/envoys</guid>",
        "<guid>?p=12</guid>",
        "<guid>https://e.org/?p=12</guid>",
        "<guid isPermaLink='false'>news.example.org:12</guid>",
    ],
)
def test_an_entry_keeps_its_id_when_its_feed_moves(guid: str) -> None:
    """The parser joins a guid that might be an address with that of the feed."""
    document = rss(f"{guid}<link>https://e.org/a</link><title>A</title>")
    ids = {
        item.id
        for url in (URL, "https://feeds.example.com/other/path.xml", "https://e.org/", "")
        for item in read(document, url=url).items
    }
    assert 1 == len(ids)


@pytest.mark.parametrize("document", [RSS_20, ATOM_10, JSON_11], ids=["RSS", "Atom", "JSON"])
def test_a_correction_is_the_same_item(document: str, tmp_path: Path) -> None:
    """In place: first seen when it was, noted as changed when it did, and once only."""
    later, last = AT + timedelta(hours=1), AT + timedelta(hours=2)
    corrected = document.replace("They met.", "They did not meet.").replace("Envoys", "No envoys")
    with open_archive(tmp_path / "archive.db", where="archive.db") as archive:

        def record(text: str, at: datetime) -> Recorded:
            return archive.record(parse_feed(SOURCE, text.encode(), at=at, url=URL))

        assert Recorded(new=1) == record(document, AT)
        assert Recorded() == record(document.replace("12:00", "13:00"), later)
        assert Recorded(changed=1) == record(corrected, later)
        assert Recorded() == record(corrected, last)
        (item,) = archive.items([SOURCE.id], start=AT - timedelta(days=7), end=AT)
        ((changed,),) = map(tuple, archive._db.execute("SELECT changed FROM items").fetchall())
    assert ("No envoys meet", AT) == (item.title, item.first_seen)
    assert "They did not meet." in item.body
    assert later == datetime.fromisoformat(changed)


def test_an_entry_that_leaves_the_feed_is_kept(tmp_path: Path) -> None:
    """Feeds have room for so many; what they drop has been published all the same."""
    old, new = "<title>A</title><guid>1</guid>", "<title>B</title><guid>2</guid>"
    with open_archive(tmp_path / "archive.db", where="archive.db") as archive:
        for document in (rss(old), rss(new, old), rss(new), rss()):
            archive.record(read(document))
        items = archive.items([SOURCE.id], start=AT, end=AT + timedelta(seconds=1))
    assert {"A", "B"} == {item.title for item in items}


# Encodings: what a server says, what a document says, and what it is.

CYRILLIC = "Переговори у Женеві — “важкі, але корисні”"
LATIN = "Zürich – “déjà vu” à l’École"


def in_bytes(said: str, words: str, encoding: str) -> bytes:
    """Make a feed that says one encoding and is in another."""
    head = f'<?xml version="1.0" encoding="{said}"?>' if said else ""
    return (head + rss(f"<title>{words}</title>")).encode(encoding)


@pytest.mark.parametrize(
    ("said", "server", "encoding", "words"),
    [
        # windows-1251 under other names, as old newsrooms' servers send it
        ("utf-8", "", "cp1251", CYRILLIC),
        ("", "", "cp1251", CYRILLIC),
        ("iso-8859-1", "", "cp1251", CYRILLIC),
        ("windows-1252", "iso-8859-1", "cp1251", CYRILLIC),
        ("utf-8", "windows-1251", "cp1251", CYRILLIC),
        ("windows-1251", "utf-8", "cp1251", CYRILLIC),
        ("windows-1251", "iso-8859-1", "cp1251", CYRILLIC),
        # and what is not so
        ("utf-8", "", "cp1252", LATIN),
        ("utf-8", "us-ascii", "cp1252", LATIN),
        ("iso-8859-1", "", "utf-8", CYRILLIC),
        ("us-ascii", "iso-8859-1", "utf-8", CYRILLIC),
        # a mark is right whatever else is said (RFC 7303, section 3)
        ("windows-1251", "windows-1251", "utf-8-sig", CYRILLIC),
        ("utf-8", "utf-8", "utf-16", CYRILLIC),
        ("iso-8859-1", "utf-8", "utf-32", CYRILLIC),
    ],
)
def test_an_encoding_that_is_named_wrongly_is_found_out(
    said: str, server: str, encoding: str, words: str
) -> None:
    """The server's word before the document's, and neither against what it shows."""
    type_ = f"text/xml; charset={server}" if server else "text/xml"
    (item,) = read(in_bytes(said, words, encoding), content_type=type_).items
    assert words == item.title


@pytest.mark.parametrize("words", [CYRILLIC, LATIN, "会談はジュネーブで行われた"])
def test_one_broken_byte_does_not_spoil_the_others(words: str) -> None:
    """A character that was cut in two costs itself."""
    body = in_bytes("utf-8", f"{words}#{words}", "utf-8").replace(b"#", b"\xd0")
    (item,) = read(body).items
    assert f"{words}\ufffd{words}" == item.title
    whole = in_bytes("utf-8", words, "utf-8").replace(b"</channel></rss>", b"<item><title>")
    (item,) = read(whole + words.encode()[:-1]).items
    assert words == item.title


# Where relative links lead.

LINKED = '<id>1</id><title>A</title><link href="l"/>'
MARKED = (
    '<content {} type="html">&lt;a href="z"&gt;x&lt;/a&gt;&lt;img src="p.png" alt=""&gt;</content>'
)
XHTML = (
    '<content {} type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><a href="z">x</a>'
    '<img src="p.png" alt="" /></div></content>'
)


@pytest.mark.parametrize("content", [MARKED, XHTML], ids=["html", "xhtml"])
@pytest.mark.parametrize(
    ("feed", "entry", "inside", "link", "there"),
    [
        ("", "", "", "https://news.example.org/world/", "https://news.example.org/world/"),
        ("https://b.example.org/f/", "", "", "https://b.example.org/f/", "https://b.example.org/f/"),
        (
            "https://b.example.org/f/",
            "e/",
            "c/",
            "https://b.example.org/f/e/",
            "https://b.example.org/f/e/c/",
        ),
        ("https://b.example.org/f/", "/e/", "", "https://b.example.org/e/", "https://b.example.org/e/"),
        (
            "https://b.example.org/f/",
            "https://c.example.org/",
            "//d.example.org/",
            "https://c.example.org/",
            "https://d.example.org/",
        ),
        ("/f/", "", "", "https://news.example.org/f/", "https://news.example.org/f/"),
        ("/f/", "e/", "c/", "https://news.example.org/f/e/", "https://news.example.org/f/e/c/"),
        ("http://[", "", "", "https://news.example.org/world/", "https://news.example.org/world/"),
        ("", "", "https://c.example.org/", "https://news.example.org/world/", "https://c.example.org/"),
    ],
)  # fmt: skip
def test_bases_lie_within_one_another(
    content: str, feed: str, entry: str, inside: str, link: str, there: str
) -> None:
    """Each is itself relative to the one around it (RFC 4287, section 2; XML Base)."""

    def base(address: str) -> str:
        return f'xml:base="{address}"' if address else ""

    document = atom(LINKED + content.format(base(inside)), attributes=base(feed))
    item = only(document.replace("<entry>", f"<entry {base(entry)}>"))
    assert f"{link}l" == item.url
    assert f'<a href="{there}z">x</a><img src="{there}p.png" alt="">' == item.body


def test_a_base_ends_with_its_element() -> None:
    """The parser goes on with that of an entry where there was none around it."""
    linked = '<id>{0}</id><title>{0}</title><link href="l"/><content type="html">x</content>'
    document = atom(linked.format(1), linked.format(2)).replace(
        "<entry>", '<entry xml:base="https://b.example.org/e/">', 1
    )
    assert ["https://b.example.org/e/l", "https://news.example.org/world/l"] == [
        item.url for item in read(document).items
    ]


def test_what_is_relative_follows_the_feed_to_where_it_was_found() -> None:
    """The address after redirects, not the one that was asked."""
    document = rss("<title>A</title><link>l</link><description>&lt;a href='z'>x</description>")
    (item,) = read(document, url="https://cdn.example.org/deep/feed.xml").items
    assert "https://cdn.example.org/deep/l" == item.url
    assert '<a href="https://cdn.example.org/deep/z">x</a>' == item.body


# Servers that answer as they are asked.


class Negotiating(Handler):
    """Knows what is asked for: a page for any type, the feed for a feed's, or nothing at all."""

    def do_GET(self) -> None:  # noqa: N802 - named by http.server
        """Answer by `Accept`, in the order of its weights (RFC 9110, section 12.5.1)."""
        weights = {}
        for part in self.headers.get("Accept", "*/*").split(","):
            name, _, weight = part.strip().partition(";q=")
            weights[name] = float(weight or 1)
        if self.path == "/nothing":
            self.head(406, {}, 0)
            return
        offered = {"text/html": WEB_PAGE, "application/rss+xml": RSS_20}
        best = max(offered, key=lambda name: weights.get(name, weights.get("*/*", 0)))
        self.head(200, {"Content-Type": best}, len(offered[best]))
        self.wfile.write(offered[best].encode())


def asked_by_us(path: str) -> Fetched:
    """Read a path of a server that knows what it is asked for."""
    found: list[Fetched] = []
    with serving() as server:
        server.RequestHandlerClass = Negotiating
        source = Source(id="a", name="A", url=f"{server.address}/{path}", allow_private=True)
        read_remote([source], {}, at=AT, on_read=found.append)
    return found[0]


def test_a_server_that_has_both_gives_the_feed() -> None:
    """It sends its page to whom any type is as good as another."""
    fetched = asked_by_us("feed")
    assert (None, 1) == (fetched.error, len(fetched.items))


def test_a_server_that_has_nothing_of_the_kind_says_so() -> None:
    """406 is for a person to look at, and no end."""
    fetched = asked_by_us("nothing")
    assert fetched.error is not None
    assert ("HTTP 406 Not Acceptable", 406, False) == (
        fetched.error.what,
        fetched.status,
        fetched.gone,
    )


@pytest.mark.parametrize("content_type", ["text/html", "text/plain", "image/png", "", "x"])
def test_a_feed_is_a_feed_whatever_type_it_is_sent_as(content_type: str) -> None:
    """Half of them come as something else."""
    for document in (RSS_20, ATOM_10, JSON_11):
        fetched = read(document, content_type=content_type)
        assert (None, 1) == (fetched.error, len(fetched.items))


def test_a_page_of_a_guard_has_failed_however_it_is_sent() -> None:
    """As a feed, with a feed's name for its title, or with entries that are none."""
    guard = (
        "<html><head><title>Press Briefings</title><meta name='description' content='Feed'></head>"
        "<body><noscript>Enable JavaScript and cookies</noscript><item>1</item></body></html>"
    )
    for document in (guard, f"\ufeff\n{guard}", f'<?xml version="1.0"?>{guard}', guard.upper()):
        assert "a web page, not a feed" == reason(document)


def test_two_readings_of_one_body_are_equal() -> None:
    """What is read depends on nothing else."""
    for document in (RSS_20, ATOM_10, JSON_11):
        first, second = read(document), read(document)
        assert replace(first, items=second.items) == first == second
