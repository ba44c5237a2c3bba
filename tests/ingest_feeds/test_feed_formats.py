"""Every feed format gives the same items, and every field of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.ingest.feed import parse_feed
from digest.model import Image, Validators
from tests.ingest_feeds.documents import (
    AT,
    ATOM_10,
    FORMATS,
    JSON_10,
    JSON_11,
    RSS_091,
    RSS_20,
    SOURCE,
    URL,
    only,
    read,
    rss,
)

NO_DATE = {"RSS 0.90", "RSS 0.91"}
NO_TEXT = {"RSS 0.90"}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_title_link_date_and_text(name: str) -> None:
    """Eight formats, one item."""
    fetched = read(FORMATS[name])
    (item,) = fetched.items
    assert "Example Wire" == fetched.title
    assert "Envoys meet" == item.title
    assert "https://news.example.org/envoys" == item.url
    assert "https://news.example.org/envoys" == item.canonical_url
    moment = item.published.isoformat() if item.published else None
    assert (None if name in NO_DATE else "2024-02-14T09:30:00+00:00") == moment
    assert ("first-seen" if name in NO_DATE else "entry") == item.dated_by
    expected = "" if name in NO_TEXT else "They met."
    assert expected == item.body.removeprefix("<p>").removesuffix("</p>")


def test_an_item_carries_what_its_source_says_of_it() -> None:
    """Section, reprint and the publisher's name come from the source; the order is the feed's."""
    first, second = read(rss("<title>A</title>", "<title>B</title>")).items
    assert ("wire", "other", True) == (first.source, first.section, first.reprint)
    assert "Example Wire" == first.publisher
    assert [False, False] == [first.ordered, first.lead]
    assert ["A", "B"] == [first.title, second.title]


def test_a_reading_carries_where_and_when_and_with_which_validators() -> None:
    """`url`, `at` and `validators` go through; `updated` is the feed's own date."""
    validators = Validators(etag='"1"', last_modified="Thu, 15 Feb 2024 10:00:00 GMT")
    fetched = parse_feed(SOURCE, RSS_20.encode(), at=AT, url=URL, validators=validators)
    assert (URL, AT) == (fetched.url, fetched.at)
    assert validators == replace(fetched.validators, marks="")
    assert fetched.updated is not None
    assert "2024-02-15T10:00:00+00:00" == fetched.updated.isoformat()
    assert read(ATOM_10).updated == fetched.updated
    assert read(RSS_091).updated is None


def test_a_feed_from_the_future_has_no_date_of_its_own() -> None:
    """A `lastBuildDate` ahead of the clock would prove an absence that nobody can know."""
    ahead = "<lastBuildDate>Sun, 18 Feb 2024 10:00:00 GMT</lastBuildDate>"
    assert read(rss("<title>A</title>", channel=ahead)).updated is None


def test_summary_and_text_are_deck_and_body() -> None:
    """Where an entry has both, the summary is the deck, as plain text."""
    item = only(
        rss(
            "<title>A</title><description>&lt;b&gt;In&lt;/b&gt; short.</description>"
            "<content:encoded><![CDATA[<p>At length.</p><p>And more.</p>]]></content:encoded>"
        )
    )
    assert ("In short.", "<p>At length.</p><p>And more.</p>") == (item.deck, item.body)


@pytest.mark.parametrize(
    ("summary", "content", "deck", "body"),
    [
        ("Only this.", "", "", "Only this."),
        ("The same.", "<p>The same.</p>", "", "<p>The same.</p>"),
        ("This one is much longer.", "Short.", "", "This one is much longer."),
    ],
)
def test_the_fuller_text_is_the_body(summary: str, content: str, deck: str, body: str) -> None:
    """A summary that is no shorter than the content is no deck."""
    encoded = f"<content:encoded><![CDATA[{content}]]></content:encoded>" if content else ""
    item = only(rss(f"<title>A</title><description>{summary}</description>{encoded}"))
    assert (deck, body) == (item.deck, item.body)


def test_plain_text_keeps_its_paragraphs() -> None:
    """Atom's plain text and JSON's `content_text` become paragraphs and line breaks."""
    text = "One &amp; two\\nlines.\\n\\nA <b> paragraph."
    item = only(JSON_10.replace("They met.", text))
    assert "<p>One &amp;amp; two<br>\nlines.</p>\n<p>A &lt;b&gt; paragraph.</p>" == item.body


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("<author>ann@example.org (Ann Writer)</author>", "Ann Writer"),
        ("<author>ann@example.org</author>", ""),
        ("<dc:creator>Ann Writer</dc:creator><dc:creator>Bo</dc:creator>", "Ann Writer and Bo"),
        ("<dc:creator>Ann</dc:creator><dc:creator>Ann</dc:creator>", "Ann"),
        ("", ""),
    ],
)
def test_authors_are_names(entry: str, expected: str) -> None:
    """A mail address is not for readers."""
    assert expected == only(rss(f"<title>A</title>{entry}")).author


def test_several_authors_are_joined_as_people_write() -> None:
    """In Atom and in JSON Feed 1.1; JSON's feed author stands in where an item has none."""
    assert "Ann Writer and Bo Writer" == only(ATOM_10).author
    assert "Ann Writer and Bo Writer" == only(JSON_11).author
    assert "Ann Writer" == only(JSON_10).author
    nobody = JSON_11.replace('[{"name": "Ann Writer"}, {"name": "Bo Writer"}]', '[{"url": "x"}]')
    assert "Feed Writer" == only(nobody).author


MEDIA = '<media:content url="{url}" {attributes}>{inside}</media:content>'


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            MEDIA.format(
                url="https://i.example.org/a.jpg",
                attributes='medium="image" width="800"',
                inside='<media:description type="plain">Two men &amp;amp; a table'
                "</media:description>"
                "<media:credit>Ann / AFP</media:credit><media:title/>",
            ),
            Image(url="https://i.example.org/a.jpg", alt="Two men & a table", credit="Ann / AFP"),
        ),
        (
            MEDIA.format(url="/b.png", attributes="", inside="<media:title>B</media:title>"),
            Image(url="https://news.example.org/b.png", alt="B"),
        ),
        ('<media:thumbnail url="https://i/t"/>', Image(url="https://i/t")),
        ('<enclosure url="https://i/e" type="image/png" length="1"/>', Image(url="https://i/e")),
        ('<enclosure url="https://i/e.mp3" type="audio/mpeg" length="1"/>', None),
        ('<media:content url="https://i/v.mp4" medium="video"/>', None),
        ('<media:content url="https://i/v"/>', None),
        ('<media:content url="https://[/v.png"/>', None),
        ('<media:content url="https://i/p.gif" width="1" height="1"/>', None),
        ('<media:thumbnail url="https://i/p.gif" width="1" height="1"/>', None),
        ('<media:content url="javascript:alert(1)" medium="image"/>', None),
        ('<media:content medium="image"/>', None),
    ],
)
def test_the_picture_is_the_entrys_own(entry: str, expected: Image | None) -> None:
    """With its words; no sound, no film, no counting pixel, no script."""
    assert expected == only(rss(f"<title>A</title>{entry}")).image


def test_words_about_a_picture_are_not_the_text() -> None:
    """The parser takes `media:description` for a second description, thus for the content."""
    words = "<media:group><media:description>A long caption of the picture</media:description>"
    for entry in (f"{words}</media:group>{{}}", f"{{}}{words}</media:group>"):
        item = only(rss("<title>A</title>" + entry.format("<description>Text.</description>")))
        assert ("", "Text.") == (item.deck, item.body)


def test_an_entry_without_a_title_gets_its_own_first_sentence() -> None:
    """Short notes have none; a headline is needed."""
    item = only(rss("<description>They met in Geneva. Nothing came of it.</description>"))
    assert "They met in Geneva." == item.title
    long = only(rss(f"<description>{'word ' * 100}</description>")).title
    assert (True, True) == (len(long) <= 101, long.endswith("word…"))
    assert "" == only(rss("<link>https://news.example.org/a</link>")).title


def test_the_content_hash_changes_with_what_readers_see() -> None:
    """Title, deck, link and text; not the date or the author."""
    item = only(RSS_20)
    same = only(RSS_20.replace("09:30", "10:30"))
    assert replace(item, published=same.published, published_raw=same.published_raw) == same
    for old, new in (("Envoys", "Boys"), ("/envoys", "/boys"), ("They", "We")):
        assert item.content_hash != only(RSS_20.replace(old, new)).content_hash
