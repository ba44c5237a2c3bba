"""What is known of a feed is not read again, and nothing is read otherwise for that.

The rest of the proof is `documents.read`: every feed of these tests is read in parts, too.
"""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.ingest import known
from digest.ingest.feed import parse_feed
from tests.ingest_feeds.documents import (
    AT,
    ATOM_10,
    RSS_20,
    SOURCE,
    URL,
    assert_the_same,
    atom,
    read,
    rss,
)

if TYPE_CHECKING:
    from digest.model import Fetched

SAMPLES = sorted((Path(__file__).parents[2] / "sources" / "feeds").glob("*.xml"))
ROOTS = {
    "rss": ('<rss version="2.0" {0}><channel>{1}', "</channel></rss>", "item"),
    "rdf": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/" {0}><channel>{1}</channel>',
        "</rdf:RDF>",
        "item",
    ),
    "atom": ('<feed xmlns="http://www.w3.org/2005/Atom" {0}>{1}', "</feed>", "entry"),
    "prefixed": ('<a:feed xmlns:a="http://www.w3.org/2005/Atom" {0}>{1}', "</a:feed>", "a:entry"),
    "atom 0.3": (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#" {0}>{1}',
        "</feed>",
        "entry",
    ),
}
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:h="http://www.w3.org/1999/xhtml" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
)
ATTRIBUTES = ["", 'xml:base="https://b.example.org/x/"', 'xml:base="/r/"', 'xml:lang="de"']
HEAD = [
    "<title>Wire</title>",
    "<link>https://news.example.org/</link>",
    '<link rel="alternate" href="https://news.example.org/"/>',
    "<language>fr</language>",
    "<author><name>Ann</name></author>",
    "<image><url>/i.png</url><title>I</title><link>/</link></image>",
    "<!-- <item> -->",
    "<?pi <entry> ?>",
    "<textInput><title>T</title><name>n</name></textInput>",
]
AGES = ["", "<lastBuildDate>{}</lastBuildDate>", "<pubDate>{}</pubDate>", "<updated>{}</updated>"]
DAYS = ["Thu, 15 Feb 2024 10:00:00 GMT", "2024-02-15T11:00:00Z", "no day"]
#: Each `{}` is the entry's number.
PARTS = [
    "<guid>https://news.example.org/{}</guid>",
    '<guid isPermaLink="false">n{}</guid>',
    "<guid> <![CDATA[c{}]]></guid>",
    "<id>tag:news.example.org,2024:{}</id>",
    "<id>relative-{}</id>",
    "<link>https://news.example.org/{}?utm_source=x&amp;a=1</link>",
    "<link>r/{}</link>",
    '<link rel="alternate" xml:base="https://l.example.org/" href="q/{}"/>',
    '<link rel="enclosure" type="image/png" href="/e{}.png"/>',
    "<title>Talks {} “open” &amp; close</title>",
    '<title type="html">Talks {} &amp;lt;b>open&amp;lt;/b></title>',
    '<title type="text">Talks {} &lt;script></title>',
    "<pubDate>Wed, 14 Feb 2024 0{}:30:00 CET</pubDate>",
    "<published>2024-02-14T09:3{}:00+02:00</published>",
    "<updated>2024-02-14T12:00:00Z</updated><dc:date>2024-02-13</dc:date>",
    "<pubDate>Sun, 18 Feb 2024 10:00:00 GMT</pubDate>",
    "<pubDate>0000-00-00</pubDate>",
    '<description>Envoys met {}. &lt;a href="x">more&lt;/a></description>',
    "<description>plain {} words &amp;amp; such</description>",
    '<content:encoded><![CDATA[<p>B{} “q” <img src="/p.png"></p><!-- c -->]]></content:encoded>',
    '<content type="xhtml" xml:base="c/"><h:div>X{} <h:a href="z">z</h:a></h:div></content>',
    '<content type="html">&lt;p>H{} &lt;i>i&lt;/i>&lt;/p></content>',
    '<content type="text/plain">P{} &lt;not a tag></content>',
    '<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">S{}<item>?</item></div></summary>',
    '<media:content url="/m{}.jpg" medium="image"><media:title>M</media:title></media:content>',
    "<source><title>Reuters</title></source>",
    "<author><name>Bo {}</name><email>bo@example.org</email></author><dc:creator>Cy</dc:creator>",
    "<category>World</category><comments>https://c.example.org/</comments>",
    "<slash:comments>3</slash:comments>",
    "<!-- comment </item></entry> --><x:y xmlns:x='urn:x' base='b'>unknown {}</x:y>",
    "&#8217;&#x1F600; stray text {}",
    "<guid>the same for all</guid>",
    "<link>https://news.example.org/the-same</link>",
    "&nbsp;",
    "&#146;\x92",
]


@st.composite
def feeds(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """Make one feed as it was, and as it is later: with entries new, gone, changed and moved."""
    opening, closing, tag = ROOTS[draw(st.sampled_from(sorted(ROOTS)))]
    attributes = f"{NAMESPACES} {draw(st.sampled_from(ATTRIBUTES))}"
    head = "".join(draw(st.lists(st.sampled_from(HEAD), max_size=4)))
    age = draw(st.sampled_from(AGES))
    parts = st.lists(st.sampled_from(PARTS), max_size=7).map("".join)
    made = [
        f"<{tag} {draw(st.sampled_from(ATTRIBUTES))}>{draw(parts).replace('{}', str(n))}</{tag}>"
        for n in range(draw(st.integers(1, 6)))
    ]
    dice = random.Random(draw(st.integers(0, 5)))
    later = [it.replace("Envoys", "Ministers") if dice.random() < 0.2 else it for it in made]
    later = [it for it in later if dice.random() < 0.8]
    if dice.random() < 0.3:
        dice.shuffle(later)
    before, after = made[1:], [*made[:1], *later] if dice.random() < 0.5 else later
    other_head = head + draw(st.sampled_from(["", "", "<title>Another</title>"]))
    encoding = draw(st.sampled_from(["utf-8", "utf-16", "windows-1251"]))

    def written(head: str, day: str, entries: list[str]) -> bytes:
        document = opening.format(attributes, head + age.format(day)) + "\n".join(entries) + closing
        declared = f'<?xml version="1.0" encoding="{encoding}"?>{document}'
        return declared.encode(encoding, "xmlcharrefreplace")

    return written(head, DAYS[0], before), written(other_head, draw(st.sampled_from(DAYS)), after)


def parse(body: bytes, *, seen: str = "", url: str = URL) -> Fetched:
    """Read a feed, some of it known."""
    return parse_feed(SOURCE, body, at=AT, url=url, seen=seen)


@settings(max_examples=150)
@given(feeds())
def test_a_later_reading_gives_the_same_whether_entries_are_known_or_not(
    weeks: tuple[bytes, bytes],
) -> None:
    """What is not read again stands in the archive as it would be read: every field of it."""
    before = parse(weeks[0])
    stored = {item.id: item for item in before.items}
    whole = parse(weeks[1])
    part = parse(weeks[1], seen=before.validators.marks)

    assert_the_same(whole, part)
    for item in whole.items:
        if item.id in part.kept:
            assert stored[item.id] == item


def test_generated_feeds_are_mostly_known() -> None:
    """Else the test above would show nothing."""
    feed = rss(*(f"<guid>{n}</guid><title>T</title>{DATED}" for n in range(5)))
    assert 10 == len(parse(feed.encode()).validators.marks.split())
    for name, (opening, closing, tag) in ROOTS.items():
        body = f"<{tag}><id>1</id><published>2024-02-14T09:30:00Z</published>{DATED}</{tag}>"
        first = parse((opening.format(NAMESPACES, "") + body + closing).encode())
        assert first.validators.marks, name


MANY_ATTRIBUTES = " ".join(f"a{number}='x'" for number in range(300))
DATED = "<pubDate>Wed, 14 Feb 2024 09:30:00 GMT</pubDate>"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_the_sample_feeds_are_known(path: Path) -> None:
    """All of their entries, at the second reading."""
    first = read(path.read_bytes())
    again = parse(path.read_bytes(), seen=first.validators.marks)
    assert ((), tuple(item.id for item in first.items)) == (again.items, again.kept)
    assert first.validators == again.validators


def known_after(change: str, *, url: str = URL) -> int:
    """Count what is known of a feed of two entries after a change: "old|new"."""
    document = rss(
        f"<guid>1</guid><title>A</title>{DATED}",
        f"<guid>2</guid><title>B</title>{DATED}",
        channel="<title>Wire</title><lastBuildDate>one day</lastBuildDate>",
    )
    old, new = change.split("|")
    assert old in document
    first = parse(document.encode())
    changed = document.replace(old, new, 1).encode()
    return len(parse(changed, seen=first.validators.marks, url=url).kept)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("|", 2),
        ("one day|another", 2),  # how old the feed is
        ("<title>B|<title>C", 1),
        ("</item>|</item>\n", 2),
        ("</item>|</item><x/>", 0),  # what stands between entries may stand for something
        ("<item>|<item><guid>0</guid></item><item>", 2),
        ("<item>|<item><guid>0</guid><item/></item><item>", 0),  # read as three
        ("<title>Wire|<title>Times", 0),  # an unnamed source is named by it
        ("<rss |<rss xml:base='https://b.example.org/' ", 0),
        ("</rss>|", 0),  # cut off
        ("<guid>2|<guid>1", 0),  # one id: neither is told apart by it
        ("<guid>2|<guid> <![CDATA[1]]>", 0),
        ("<rss|<!DOCTYPE rss []><rss", 0),
        ("<title>B|<title>&nbsp;B", 0),  # no XML, though it is mended
    ],
)
def test_an_entry_is_known_only_where_all_is_as_it_was(change: str, expected: int) -> None:
    """The feed's own dates excepted, for no entry is read by them."""
    assert expected == known_after(change)


def test_the_address_is_part_of_it() -> None:
    """Relative links would lead elsewhere."""
    assert (2, 0) == (known_after("|"), known_after("|", url="https://e.org/other"))


@pytest.mark.parametrize(
    "entry",
    [
        "<guid>1</guid><title>A</title>",  # would be dated by each reading
        "<guid>1</guid><pubDate>Sun, 18 Feb 2024 10:00:00 GMT</pubDate>",  # is yet to come
        "<guid>1</guid><pubDate>2024-02-30</pubDate><dc:date>2024-02-14</dc:date>",
    ],
)
def test_an_entry_whose_date_may_change_is_read_again(entry: str) -> None:
    """It is dated by its first sight, or by another date than its first."""
    assert ("", 1) == (read(rss(entry)).validators.marks, len(read(rss(entry)).items))


def test_a_new_entry_by_the_name_of_a_known_one_has_all_read() -> None:
    """Which of them counts is for the order of the whole feed to say."""
    one = f"<link>https://e.org/1</link><title>A</title>{DATED}"
    first = parse(rss(one).encode())
    both = rss(one.replace("<title>A", "<title>B"), one).encode()
    again = parse(both, seen=first.validators.marks)
    assert ((), ["B"]) == (again.kept, [item.title for item in again.items])


@pytest.mark.parametrize("document", [RSS_20, ATOM_10])
def test_marks_do_not_grow(document: str) -> None:
    """They are of what is in the feed now."""
    first = read(document)
    other = read(re.sub("<title>[^<]*", "<title>Other", document))
    assert len(first.validators.marks) == len(other.validators.marks) == 32 + 1 + 12


@pytest.mark.parametrize(
    "document",
    [
        "",
        "words",
        "<rss>",
        "<rss></rss>",
        rss(),
        rss("<title>A</title>").replace("</item>", "</item><item/>"),
        rss("<title>A</title>").replace("<item>", '<item a="x>y"/><item>'),
        "<a>" * 300 + rss("<title>A</title>") + "</a>" * 300,
        rss("<title>A</title>").replace("<rss", "<!--" + "x" * 20_000 + "--><rss"),
        rss("<title>A</title>", channel=f"<x {MANY_ATTRIBUTES}/>"),
        rss("<title>A</title>" + "x" * 600_000),
        rss(*["<a/>"] * 50_002),
    ],
    ids=lambda document: document[:40],
)
def test_what_cannot_be_read_in_parts_is_not_marked(document: str) -> None:
    """It has no entries, is not well-formed, or is out of bounds."""
    assert known.marked(document, url=URL) is None


def test_marked_entries_can_be_cut_out() -> None:
    """Byte by byte, between letters of any length."""
    document = atom(
        "<title>Київ</title>", "<title>“ß”</title>", "<title>😀</title>", feed="<id>é</id>"
    )
    marked = known.marked(document, url=URL)
    assert marked
    assert document == marked.without(())
    gone = marked.without({marked.entries[1].mark})
    assert document.replace("<entry><title>“ß”</title></entry>", "") == gone
