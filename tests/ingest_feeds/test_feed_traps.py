"""What feeds and feedparser do that nobody expects: the input that shows it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from digest.ingest import bounds
from digest.ingest.feed import parse_feed
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
from tests.support.pace import in_time


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("", "empty answer"),
        (" \n\t", "empty answer"),
        (WEB_PAGE, "a web page, not a feed"),
        ("<html><body>Access denied</body></html>", "a web page, not a feed"),
        (f'<?xml version="1.0"?>\n{WEB_PAGE}', "a web page, not a feed"),
        (f"<!-- cached -->{WEB_PAGE}", "a web page, not a feed"),
        ("Service unavailable", "not a feed"),
        ("<note><to>you</to></note>", "not a feed"),
        ("<opml version='2.0'><body/></opml>", "not a feed"),
        (rss("</width>"), "broken beyond reading (TypeError)"),
        ('<rss version="2.0"><channel><title>T', "cut off or broken before its first entry"),
    ],
)
def test_what_is_no_feed_has_failed(document: str, expected: str) -> None:
    """It is a failed source, not an empty one: an empty one may prove an absence."""
    assert expected == reason(document)


def test_a_feed_without_entries_is_a_feed() -> None:
    """Nothing new is no fault."""
    assert (None, ()) == (read(rss()).error, read(rss()).items)


def test_bytes_are_never_taken_for_the_name_of_a_file() -> None:
    """The parser opens a file that is called like the bytes it is given."""
    assert "not a feed" == reason(str(Path(__file__)))


def test_an_error_says_where_without_the_password() -> None:
    """Credentials in an address are for the server alone."""
    source = Source(id="a", name="A", url="https://me:secret@news.example.org/feed?x=1")
    error = parse_feed(source, b"", at=AT, url=URL).error
    assert error is not None
    assert "https://news.example.org/feed?x=1" == error.where
    error = parse_feed(Source(id="a", name="A", path="a.xml"), b"", at=AT, url="").error
    assert error is not None
    assert "a.xml" == error.where


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Q&amp;A", "Q&A"),
        ("Q&amp;amp;A", "Q&A"),
        ("AT&T", "AT&T"),
        ("A&nbsp;B &rsquo; &bogus;", "A B ’ &bogus;"),
        ("<![CDATA[Q&A <i>now</i>]]>", "Q&A now"),
        ("<![CDATA[Putin&#8217;s]]>", "Putin’s"),
        ("5 &lt; 6", "5 < 6"),
        ("5 &lt; 6 &amp;amp; 7", "5 < 6 & 7"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("&lt;foo&gt; &amp;amp; bar", "<foo> & bar"),
        ("&lt;b&gt;Bold&lt;/b&gt;\n words", "Bold words"),
        ("a&#x0;b&#xD800;&#99999999;", "a\ufffdb\ufffd\ufffd"),
        ("a&#9;b", "a b"),
    ],
)
def test_rss_titles_are_words(title: str, expected: str) -> None:
    """Their type is guessed; tags are removed and entities unescaped once."""
    assert expected == only(rss(f"<title>{title}</title>")).title


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("<title>Q&amp;amp;A &lt;b&gt;</title>", "Q&amp;A <b>"),
        ('<title type="text">&lt;script&gt;</title>', "<script>"),
        ('<title type="html">Q&amp;amp;A &lt;b&gt;now&lt;/b&gt;</title>', "Q&A now"),
        ('<title type="html">&lt;script&gt;x()&lt;/script&gt;Now</title>', "Now"),
        (
            '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Q&amp;A <b>x</b></div>'
            "</title>",
            "Q&A x",
        ),
    ],
)
def test_atom_titles_are_what_their_type_says(title: str, expected: str) -> None:
    """RFC 4287, section 3.1.1: text is characters, html is escaped markup."""
    assert expected == only(atom(f"<id>1</id>{title}")).title


def test_xml_that_is_cut_off_keeps_what_is_whole() -> None:
    """The last entry may lack what identifies it: it comes with the next reading."""
    two = rss("<title>A</title><guid>1</guid>", "<title>B</title><guid>2</guid>")
    assert ["A"] == [item.title for item in read(two[: two.rindex("<guid>")]).items]
    assert ["A", "B"] == [item.title for item in read(two[: two.rindex("</channel>")]).items]
    assert ["A"] == [item.title for item in read(two[: two.rindex("<title>") + 4]).items]


def test_an_unclosed_comment_or_section_ends_the_feed() -> None:
    """What follows it is no markup."""
    one = rss("<title>A</title>").removesuffix("</channel></rss>")
    for tail in ("<!-- ", "<![CDATA[", "<?pi ", "</chan", "<!-- a --> <item"):
        assert ["A"] == [item.title for item in read(one + tail).items]


def test_a_guid_identifies_whatever_else_changes() -> None:
    """The id survives a new link, a new title and the feed's move to another address."""
    entry = "<guid isPermaLink='false'>{}</guid><link>{}</link><title>{}</title>"
    first = only(rss(entry.format("n-1", "https://e.org/a", "A")))
    moved = read(rss(entry.format("n-1", "https://e.net/b", "B")), url="https://e.net/").items[0]
    assert first.id == moved.id
    assert first.id != only(rss(entry.format("n-2", "https://e.org/a", "A"))).id
    assert 12 == len(first.id)


def test_an_atom_id_is_not_joined_with_xml_base() -> None:
    """It is compared character by character (RFC 4287, section 4.2.6.1)."""
    entry = "<id>post-1</id><title>A</title>"
    plain = only(atom(entry))
    assert plain.id == only(atom(entry, attributes='xml:base="https://b.example.org/x/"')).id


def test_without_a_guid_the_link_and_then_the_content_identify() -> None:
    """(None, None) would make all such entries one."""
    linked = "<link>https://e.org/{}</link><title>{}</title>"
    one, two = read(rss(linked.format(1, "A"), linked.format(2, "A"))).items
    assert one.id != two.id
    assert one.id == only(rss(linked.format(1, "Changed"))).id
    bare, other = read(rss("<title>A</title>", "<title>B</title>")).items
    assert bare.id != other.id
    assert bare.id == only(rss("<title>A</title>")).id


def test_a_guid_that_stands_on_everything_identifies_nothing() -> None:
    """Some feeds give all entries the same."""
    entry = "<guid isPermaLink='false'>0</guid><link>https://e.org/{}</link><title>T</title>"
    items = read(rss(entry.format(1), entry.format(2), entry.format(2))).items
    assert ["https://e.org/1", "https://e.org/2"] == [item.url for item in items]
    assert 2 == len({item.id for item in items})


def test_the_same_entry_of_two_sources_is_two_items() -> None:
    """An id belongs to a source."""
    other = Source(id="other", name="Other", url=URL)
    (item,) = parse_feed(other, RSS_20.encode(), at=AT, url=URL).items
    assert only(RSS_20).id != item.id


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            "<link>https://e.org/a?utm_source=x&amp;b=1#c</link>",
            "https://e.org/a?utm_source=x&b=1#c",
        ),
        ("<link>https://e.org/a?x=1&y=2</link>", "https://e.org/a?x=1&y=2"),
        ("<link>\n https://e.org/a\n</link>", "https://e.org/a"),
        ("<link>/a</link>", "https://news.example.org/a"),
        ("<link>a</link>", "https://news.example.org/world/a"),
        ("<guid>https://e.org/g</guid>", "https://e.org/g"),
        ("<guid>n-1</guid>", ""),
        ("<guid isPermaLink='false'>https://e.org/g</guid>", ""),
        ("<guid>https://e.org/g</guid><link>https://e.org/a</link>", "https://e.org/a"),
        ("<link>javascript:alert(1)</link>", ""),
        ("<link>https://[broken</link>", ""),
        ("", ""),
    ],
)
def test_the_link_is_as_the_feed_gives_it(entry: str, expected: str) -> None:
    """Only a relative one is resolved: it leads nowhere outside its feed."""
    assert expected == only(rss(f"<title>A</title>{entry}")).url


def test_the_canonical_link_is_without_tracking() -> None:
    """The link itself keeps it."""
    item = only(rss("<link>https://www.e.org/a/?utm_source=x&amp;b=1#c</link>"))
    assert "https://e.org/a?b=1" == item.canonical_url


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ('<link href="https://e.org/a"/>', "https://e.org/a"),
        ('<link rel="self" href="https://e.org/s"/><link href="b"/>', "https://e.org/x/b"),
        (
            '<link rel="alternate" type="application/pdf" href="https://e.org/p"/>'
            '<link rel="alternate" type="text/html" href="https://e.org/h"/>'
            '<link rel="alternate" type="text/html" hreflang="fr" href="https://e.org/fr"/>',
            "https://e.org/h",
        ),
        (
            '<link rel="alternate" type="application/pdf" href="https://e.org/p"/>',
            "https://e.org/p",
        ),
        ('<link rel="edit" href="https://e.org/e"/>', ""),
        ("<link/>", ""),
    ],
)
def test_atom_links_to_the_entrys_page(links: str, expected: str) -> None:
    """The first alternate that is a web page; resolved against xml:base."""
    entry = f"<id>https://e.org/id</id><title>A</title>{links}"
    assert expected == only(atom(entry, attributes='xml:base="https://e.org/x/"')).url


def test_links_in_the_text_are_resolved_against_xml_base_and_the_final_address() -> None:
    """Absolute xml:base, relative xml:base, none; quoted or not; text is left alone."""
    content = '<content type="html">&lt;a href="{}"&gt;x&lt;/a&gt; href="y"</content>'
    entry = "<id>1</id><title>A</title>" + content
    for base, link, expected in (
        ('xml:base="https://b.example.org/q/"', "z", "https://b.example.org/q/z"),
        ('xml:base="/r/"', "z", "https://news.example.org/r/z"),
        ("", "z", "https://news.example.org/world/z"),
        ("", "//c.example.org/?a=1&amp;amp;b=2", "https://c.example.org/?a=1&amp;b=2"),
        ('xml:base="https://["', "z", "https://news.example.org/world/z"),
    ):
        body = only(atom(entry.format(link), attributes=base)).body
        assert f'<a href="{expected}">x</a> href="y"' == body
    unquoted = only(rss("<title>A</title><description>&lt;a href=/z>x&lt;/a></description>"))
    assert '<a href="https://news.example.org/z">x</a>' == unquoted.body


def test_a_saved_feed_resolves_against_its_own_home_page() -> None:
    """It has no address that it came from."""
    document = rss(
        "<title>A</title><link>/a</link><description>&lt;a href='b'>b&lt;/a></description>",
        channel="<link>https://home.example.org/</link>",
    )
    (item,) = read(document, url="").items
    assert "https://home.example.org/a" == item.url
    assert '<a href="https://home.example.org/b">b</a>' == item.body
    saved = JSON_11.replace('"title": "Example Wire"', '"home_page_url": "https://h.example.org"')
    (item,) = read(saved, url="").items
    assert item.image is not None
    assert "https://h.example.org/envoys.jpg" == item.image.url


def test_feed_markup_comes_out_harmless() -> None:
    """Scripts, handlers, styles, forms, pixels and comments are gone; markup is balanced."""
    nasty = (
        '<p onclick="x()" style="color:red" class="c" id="i">Hi<script>x()</script>'
        '<a href="javascript:x()">y</a><img src="t.gif" width="1" height="1">'
        "<!--[if mso]>z<![endif]--><form><input></form></td></table><b>bold"
    )
    item = only(rss(f"<title>A</title><description><![CDATA[{nasty}]]></description>"))
    assert "<p>Hi<a>y</a></p><b>bold</b>" == item.body


@pytest.mark.parametrize("type_", ["image/png", "application/json", "image/svg+xml"])
def test_content_that_is_no_text_is_left_out(type_: str) -> None:
    """Atom may carry anything (RFC 4287, section 4.1.3)."""
    item = only(atom(f'<id>1</id><title>A</title><content type="{type_}">QUJD</content>'))
    assert "" == item.body


def test_atom_without_published_is_dated_by_updated() -> None:
    """The parser's own fallback goes the other way, with a warning."""
    item = only(ATOM_10.replace("<published>2024-02-14T09:30:00Z</published>", ""))
    assert item.published is not None
    assert ("2024-02-14T12:00:00+00:00", "entry") == (item.published.isoformat(), item.dated_by)
    assert "2024-02-14T12:00:00Z" == item.published_raw


def test_a_date_that_cannot_be_is_kept_as_it_was_written() -> None:
    """The item is dated by its first sight; a second date of the entry may still do."""
    entry = "<title>A</title><pubDate>0000-00-00</pubDate>"
    item = only(rss(entry))
    assert (None, "first-seen", "0000-00-00") == (item.published, item.dated_by, item.published_raw)
    item = only(rss(entry + "<dc:date>2024-02-14</dc:date>"))
    assert ("entry", "2024-02-14") == (item.dated_by, item.published_raw)


# Bounds: the input that takes a minute or more without them. All are read, or refused, at once.

WIDE = " ".join(f'a{number}="&gt;"' for number in range(30_000))
QUADRATIC = {
    "30,000 attributes": (
        rss(f"<title>A</title><x {WIDE}/>"),
        "a tag has more than 256 attributes",
    ),
    "100,000 attributes of HTML": (
        rss(f"<x {'b ' * 100_000}>"),
        "a tag has more than 256 attributes",
    ),
    "a million tags deep": (rss("<x>" * 1_000_000), "its tags are nested more than 256 deep"),
    "a long entry": (rss("x" * 600_000), "an entry is longer than 512 KB"),
    "a long last entry": (rss("x" * 600_000)[:-30], "an entry is longer than 512 KB"),
    "a tag of a megabyte": (rss(f"<x {WIDE} {WIDE}/>"), "a tag does not end within 512 KB"),
    "a tag without an end": (rss("<x a='" + "y" * 600_000), "a tag does not end within 512 KB"),
    "a long way to the root": (f"<!--{'x' * 100_000}-->{rss()}", "its root element comes after"),
}


@pytest.mark.parametrize("name", QUADRATIC)
def test_what_parsers_cannot_bear_is_refused(name: str) -> None:
    """In linear time, with a plain reason."""
    document, expected = QUADRATIC[name]
    started = time.perf_counter()
    assert reason(document).startswith(f"not read: {expected}")
    assert in_time(time.perf_counter() - started, 5)


HEAVY = {
    "100,000 unclosed comments": "<!-- " * 100_000,
    "tags 100,000 deep": "<b>" * 100_000,
    "100,000 attributes": f"<a {'b ' * 100_000}>x</a>",
    "formatting repeated in every paragraph": "<p>"
    + "".join(f"<b id={number}>" for number in range(250))
    + "</p>"
    + "<p>x</p>" * 50_000,
}


@pytest.mark.parametrize("name", HEAVY)
def test_html_that_parsers_cannot_bear_costs_the_text_alone(name: str) -> None:
    """The item keeps its title and link; other entries are whole."""
    heavy = f"<title>A</title><description><![CDATA[{HEAVY[name]}]]></description>"
    started = time.perf_counter()
    items = read(rss(heavy, "<title>B</title><description>Text.</description>")).items
    assert [("A", ""), ("B", "Text.")] == [(item.title, item.body) for item in items]
    assert in_time(time.perf_counter() - started, 5)


@pytest.mark.parametrize(
    "document",
    [
        rss("<title>A</title>") + "<!-- " * 200_000,
        rss("<title>A</title>") + "<![CDATA[" * 100_000,
        rss("<title>A</title>") + "<" * 500_000,
        rss("<title>A</title>") + "&" * 500_000,
        f"<?xml version='1.0'?>{chr(10) * 1_000_000}{rss('<title>A</title>')}"[:60_000],
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">'
        '<!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
        + rss("<title>A</title><description>&c;</description>"),
    ],
    ids=["comments", "sections", "brackets", "ampersands", "lines", "entities"],
)
def test_hostile_markup_takes_no_time(document: str) -> None:
    """Read or refused, within seconds."""
    started = time.perf_counter()
    read(document)
    assert in_time(time.perf_counter() - started, 5)


def test_json_entries_are_bounded_too() -> None:
    """The same 512 KB."""
    long = JSON_11.replace("They met.", "x" * 600_000)
    assert "not read: an entry is longer than 512 KB" == reason(long)


def test_plain_text_is_bounded_within_an_entry() -> None:
    """A bound of its own for text that needs no cleaning."""
    summary = JSON_11.replace('"They met"', '"' + "x" * 600_000 + '"')
    assert "" == only(summary).deck
    assert bounds.harmless("<p>" * 300)
    assert not bounds.harmless("x" * 600_000)


def test_entities_that_a_feed_declares_are_its_own() -> None:
    """Safe ones are expanded; CDATA is left as it stands."""
    declared = '<!DOCTYPE rss [\n<!ENTITY who "the envoys">\n]>'
    item = only(declared + rss("<title>A &who; &amp; B</title>"))
    assert "A the envoys & B" == item.title
    item = only(rss("<title>A</title><description><![CDATA[Q&amp;A &mdash; R&D]]></description>"))
    assert "Q&amp;A — R&amp;D" == item.body


def test_nothing_of_the_source_is_lost_on_an_error() -> None:
    """The reading names its source and time, and has no items."""
    fetched = read(WEB_PAGE)
    assert (SOURCE, AT, ()) == (fetched.source, fetched.at, fetched.items)
