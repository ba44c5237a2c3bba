"""JSON Feed 1.0 and 1.1: every field of the format, and every shape that is none of it."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest import urls
from digest.ingest import bounds, jsonfeed
from digest.ingest.jsonfeed import NotAJsonFeedError
from digest.ingest.remote import read_remote
from digest.model import Fetched, Image, Item, Source
from tests.ingest_feeds.documents import AT, JSON_10, JSON_11, URL, only, read, reason
from tests.ingest_feeds.loopback import PAGES, serving
from tests.support.pace import in_time

if TYPE_CHECKING:
    from digest.ingest.entry import Entry

VERSION = "https://jsonfeed.org/version/1.1"


def a_feed(*items: Any, **fields: Any) -> str:
    """Make a JSON Feed of these items."""
    return json.dumps({"version": VERSION, "title": "Example Wire", "items": items} | fields)


def as_written(*items: str) -> str:
    """Make a JSON Feed of items that no program would write so."""
    return f'{{"version": "{VERSION}", "items": [{",".join(items)}]}}'


def entries(document: str) -> tuple[Entry, ...]:
    """Return what the reader makes of a JSON Feed, before it is made into items."""
    return jsonfeed.read(document, url=URL).entries


def an_entry(**fields: Any) -> Entry:
    """Read the entry of one item."""
    (entry,) = entries(a_feed({"id": "1"} | fields))
    return entry


def an_item(**fields: Any) -> Item:
    """Read one item."""
    return only(a_feed({"id": "1"} | fields))


@pytest.mark.parametrize(
    "version",
    [
        "https://jsonfeed.org/version/1",
        "https://jsonfeed.org/version/1.1",
        "http://jsonfeed.org/version/1",
        "https://www.jsonfeed.org/version/1.1/",
        "HTTPS://JSONFeed.org/version/1.1",
        " https://jsonfeed.org/version/1.1\n",
        "https://jsonfeed.org/version/1.2",
    ],
)
def test_a_version_is_an_address_that_people_write_in_many_ways(version: str) -> None:
    """A later 1.x adds fields, and takes none away."""
    assert None is read(a_feed(version=version)).error


@pytest.mark.parametrize(
    "version",
    [
        "",
        "1.1",
        "https://jsonfeed.org/version/2",
        "https://jsonfeed.org/version/10",
        "https://jsonfeed.org.example.org/version/1.1",
        "https://example.org/?https://jsonfeed.org/version/1.1",
        1.1,
        None,
        [VERSION],
        {"url": VERSION},
    ],
)
def test_another_version_is_no_feed_that_is_known(version: object) -> None:
    """Nor is what only names one."""
    expected = "not a feed: JSON, but no JSON Feed: it has no such `version`"
    assert expected == reason(a_feed(version=version))


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ('{"version": 1}', "JSON, but no JSON Feed: it has no such `version`"),
        ("[]", "JSON, but no JSON Feed: it has no such `version`"),
        ('{"x": %s}' % ("9" * 5000), "JSON, but no JSON Feed: it has no such `version`"),
        ('{"version"', "broken JSON"),
        (JSON_11[:-2], "broken JSON"),
        (JSON_11 + "}", "broken JSON"),
        (JSON_11.replace('"items"', "'items'"), "broken JSON"),
        ("[" * 100_000, "JSON that is nested too deep"),
        ('{"x":' * 1_000_000, "JSON that is nested too deep"),
        (f'{{"version": "{VERSION}"}}', "a JSON Feed without a list of `items`"),
        (a_feed(items=None), "a JSON Feed without a list of `items`"),
        (a_feed(items={"id": "1"}), "a JSON Feed without a list of `items`"),
        (a_feed(items="1"), "a JSON Feed without a list of `items`"),
    ],
)
def test_other_json_is_no_feed(document: str, expected: str) -> None:
    """What is wrong with it is said, at once."""
    started = time.perf_counter()
    assert f"not a feed: {expected}" == reason(document)
    assert in_time(time.perf_counter() - started, 2)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_it_is_read_in_other_encodings(encoding: str) -> None:
    """JSON is UTF-8 (RFC 8259, section 8.1), and servers send others."""
    assert "Envoys – meet" == only(JSON_11.replace("s m", "s – m").encode(encoding)).title


def test_what_is_said_of_the_feed_is_read_or_passed_over() -> None:
    """Its title, and the address that links are relative to; the rest is for other programs."""
    told = {
        "description": "What it is about",
        "user_comment": "Give this address to a reader",
        "icon": "https://example.org/icon.png",
        "favicon": "https://example.org/favicon.ico",
        "language": "en",
        "hubs": [{"type": "WebSub", "url": "https://example.org/hub"}],
        "_extension": {"about": "https://example.org/", "x": [1, 2]},
    }
    item = {"id": "1", "title": "A", "content_text": "B", "url": "/a"}
    fetched, plain = read(a_feed(item, **told)), read(a_feed(item))
    assert ("Example Wire", None) == (fetched.title, fetched.error)
    assert plain == fetched
    assert "A wire" == read(a_feed(title=" A\n wire ")).title
    assert "" == read(a_feed(title=["A"])).title


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"home_page_url": "https://h.example.org/x/"}, "https://h.example.org/x/a"),
        ({"feed_url": "https://f.example.org/feed.json"}, "https://f.example.org/a"),
        (
            {"home_page_url": "https://h.example.org", "feed_url": "https://f.example.org"},
            "https://h.example.org/a",
        ),
        ({"home_page_url": "javascript:x"}, ""),
        ({}, ""),
    ],
)
def test_a_saved_feed_knows_its_own_address(fields: dict[str, str], expected: str) -> None:
    """It has none that it came from."""
    (entry,) = jsonfeed.read(a_feed({"id": "1", "url": "a"}, **fields), url="").entries
    assert expected == entry.link


def test_further_pages_are_not_asked_for() -> None:
    """What is new is on the first; and a page may name itself as the next."""
    with serving() as server:
        here = f"{server.address}/pages"
        body = a_feed({"id": "1", "title": "A"}, next_url=here, feed_url=f"{here}?other")
        source = Source(id="a", name="A", url=here, allow_private=True)
        found: list[Fetched] = []
        PAGES["/pages"] = (200, {"Content-Type": "application/feed+json"}, body.encode())
        try:
            read_remote([source], {}, at=AT, on_read=found.append)
        finally:
            del PAGES["/pages"]
        assert ["/pages"] == [path for path, _ in server.asked]
    assert ["A"] == [item.title for item in found[0].items]


@pytest.mark.parametrize(
    ("value", "expected"),
    [(True, True), (False, False), ("true", False), (1, False), ([True], False), (None, False)],
)
def test_a_feed_that_has_ended_says_so(value: object, expected: object) -> None:
    """With the boolean `true`, and nothing else."""
    assert expected is jsonfeed.read(a_feed(expired=value), url=URL).expired
    assert not jsonfeed.read(a_feed(), url=URL).expired


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('"a"', "a"),
        ("1", "1"),
        ("-1", "-1"),
        ("1.50", "1.50"),
        ("1e400", "1e400"),
        ("9" * 5000, "9" * 5000),
        ("true", "true"),
        ("false", "false"),
        ('"a\\ud800b"', "ab"),
        ('"\\ud83d\\ude00"', "😀"),
        ("null", ""),
        ("NaN", ""),
        ("-Infinity", ""),
        ('["a"]', ""),
        ('{"a": 1}', ""),
    ],
)
def test_an_id_is_a_text_whatever_it_was(written: str, expected: str) -> None:
    """Numbers as they are written: as numbers, two that are infinite would be one entry."""
    (entry,) = entries(as_written(f'{{"id": {written}}}'))
    assert expected == entry.guid


def test_a_number_and_its_text_are_one_id() -> None:
    """A feed that goes over from one to the other has no new entries."""
    assert only(JSON_10).id == only(JSON_10.replace('"id": 1', '"id": "1"')).id


def test_an_item_without_an_id_is_known_by_its_link_and_then_by_its_words() -> None:
    """As in RSS; the format wants one, and a null on all would make them one."""
    linked = read(a_feed({"url": "/a", "title": "A"}, {"url": "/b", "title": "A"})).items
    bare = read(a_feed({"id": None, "title": "A"}, {"id": None, "title": "B"})).items
    assert (2, 2) == (len({item.id for item in linked}), len({item.id for item in bare}))
    assert linked[0].id == only(a_feed({"url": "/a", "title": "Changed"})).id


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"url": "https://e.org/a"}, "https://e.org/a"),
        ({"url": "/a"}, "https://news.example.org/a"),
        ({"external_url": "https://e.org/b"}, "https://e.org/b"),
        ({"url": "https://e.org/a", "external_url": "https://e.net/b"}, "https://e.org/a"),
        ({"url": "javascript:x", "external_url": "https://e.net/b"}, "https://e.net/b"),
        ({"url": 5, "external_url": None}, ""),
        ({"id": "https://e.org/post"}, "https://e.org/post"),
        ({"id": "https://e.org/post", "external_url": "https://e.net/b"}, "https://e.net/b"),
        ({"id": "urn:post:1"}, ""),
        ({"url": "https://[broken"}, ""),
        ({"url": "data:text/html,x"}, ""),
    ],
)
def test_the_link_is_the_items_own_page(fields: dict[str, Any], expected: str) -> None:
    """Else what a link blog points to, else an id that is an address, as it ideally is."""
    assert expected == an_entry(**fields).link


@pytest.mark.parametrize(
    ("fields", "deck", "body"),
    [
        ({"content_html": "<p>They <b>met</b>.</p>"}, "", "<p>They <b>met</b>.</p>"),
        ({"content_text": "They met.\n\nTwice."}, "", "<p>They met.</p>\n<p>Twice.</p>"),
        ({"content_html": "<p>HTML</p>", "content_text": "Text"}, "", "<p>HTML</p>"),
        ({"content_html": "<script>x</script>", "content_text": "Text"}, "", "<p>Text</p>"),
        ({"content_html": "", "content_text": "Text"}, "", "<p>Text</p>"),
        ({"content_html": ["x"], "content_text": "Text"}, "", "<p>Text</p>"),
        ({"content_text": "a < b & <b>"}, "", "<p>a &lt; b &amp; &lt;b&gt;</p>"),
        ({"summary": "In <i>short</i>"}, "", "<p>In &lt;i&gt;short&lt;/i&gt;</p>"),
        ({"summary": "In short", "content_text": "At length."}, "In short", "<p>At length.</p>"),
        ({"summary": 7}, "", ""),
        ({"content_html": "<a href='b'>b</a>"}, "", '<a href="https://news.example.org/world/b">b</a>'),
    ],
)  # fmt: skip
def test_markup_is_cleaned_and_plain_text_is_kept_plain(
    fields: dict[str, Any], deck: str, body: str
) -> None:
    """Where an item has both, the markup counts; `summary` is plain text."""
    item = an_item(**fields)
    assert (deck, body) == (item.deck, item.body.replace(' rel="noopener noreferrer"', ""))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"image": "/a.jpg"}, "https://news.example.org/a.jpg"),
        ({"banner_image": "/b.jpg"}, "https://news.example.org/b.jpg"),
        ({"image": "/a.jpg", "banner_image": "/b.jpg"}, "https://news.example.org/a.jpg"),
        ({"image": {"url": "/a.jpg"}, "banner_image": "/b.jpg"}, "https://news.example.org/b.jpg"),
        ({"image": "javascript:x"}, ""),
        (
            {"attachments": [
                {"url": "https://i/a.mp3", "mime_type": "audio/mpeg", "duration_in_seconds": 9},
                {"url": "https://i/v.mp4", "mime_type": "video/mp4", "size_in_bytes": 9},
                {"url": "https://i/p.png", "mime_type": "image/png", "title": "A"},
                {"url": "https://i/q.png", "mime_type": "image/png"},
            ]},
            "https://i/p.png",
        ),
        ({"attachments": [{"url": "https://i/p.png"}]}, ""),
        ({"attachments": [{"mime_type": "image/png"}, None, "x", ["y"]]}, ""),
        ({"attachments": {"url": "https://i/p.png", "mime_type": "image/png"}}, ""),
        (
            {"image": "/a.jpg", "attachments": [{"url": "/p.png", "mime_type": "image/png"}]},
            "https://news.example.org/a.jpg",
        ),
    ],
)  # fmt: skip
def test_the_picture_is_the_items_own(fields: dict[str, Any], expected: str) -> None:
    """`image`, else `banner_image`, else a picture that is attached; no sound and no film."""
    assert (Image(url=expected) if expected else None) == an_entry(**fields).image


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"authors": [{"name": "Ann"}, {"name": "Bo"}]}, "Ann and Bo"),
        ({"author": {"name": "Ann"}}, "Ann"),
        ({"authors": [{"name": "Ann"}], "author": {"name": "Cy"}}, "Ann"),
        ({"authors": [], "author": {"name": "Cy"}}, "Cy"),
        ({"authors": [{"url": "https://e.org"}], "author": {"name": "Cy"}}, "Cy"),
        ({"authors": [{"name": "Ann"}, {"name": " Ann "}]}, "Ann"),
        ({"authors": [{"name": "ann@example.org"}, {"name": "Bo"}]}, "Bo"),
        ({"authors": ["Ann", None, {"name": ["Bo"]}]}, "The Feed"),
        ({"authors": {"name": "Ann"}}, "The Feed"),
        ({"author": "Ann"}, "The Feed"),
        ({}, "The Feed"),
    ],
)
def test_authors_of_both_versions_are_names(fields: dict[str, Any], expected: str) -> None:
    """Those of the item, else those of the feed."""
    for feed in ({"authors": [{"name": "The Feed"}]}, {"author": {"name": "The Feed"}}):
        assert expected == only(a_feed({"id": "1", "title": "A"} | fields, **feed)).author


def test_a_byline_has_an_end() -> None:
    """A hundred names are no byline."""
    many = [{"name": f"Writer {number}"} for number in range(100_000)]
    assert f"Writer {jsonfeed.AUTHORS - 1}" == an_entry(authors=many).author.rpartition("and ")[2]


@pytest.mark.parametrize(
    ("fields", "raw", "moment"),
    [
        ({"date_published": "2024-02-14T09:30:00Z"}, "2024-02-14T09:30:00Z", "09:30"),
        ({"date_published": "2024-02-14T09:30:00-05:00"}, "2024-02-14T09:30:00-05:00", "14:30"),
        ({"date_modified": "2024-02-14T09:30:00Z"}, "2024-02-14T09:30:00Z", "09:30"),
        (
            {"date_published": "soon", "date_modified": "2024-02-14T09:30:00Z"},
            "2024-02-14T09:30:00Z",
            "09:30",
        ),
        ({"date_published": 1707903000}, "1707903000", "09:30"),
        ({"date_published": "soon"}, "soon", None),
        ({"date_published": ["2024-02-14T09:30:00Z"]}, "", None),
        ({"date_published": True}, "", None),
        ({}, "", None),
    ],
)
def test_an_item_is_dated_by_its_publication(
    fields: dict[str, Any], raw: str, moment: str | None
) -> None:
    """Else by its last change; as it was written it is kept."""
    item = an_item(title="A", **fields)
    assert raw == item.published_raw
    assert moment == (f"{item.published:%H:%M}" if item.published else None)
    assert ("entry" if moment else "first-seen") == item.dated_by


def test_what_else_an_item_says_is_passed_over() -> None:
    """Tags, language and extensions, whatever is in them."""
    more = {"tags": ["a", 5, None], "language": "uk", "_x": {"about": [[]]}, "unknown": 1}
    assert an_item(title="A") == an_item(title="A", **more)


def test_odd_values_are_passed_over() -> None:
    """A wrong type costs the value, not the feed; half a surrogate is no character."""
    item = {"id": "1", "title": "Envoys \ud800\0meet", "content_html": 5, "content_text": [1]}
    fetched = read(a_feed("x", None, ["y"], 7, item))
    assert [("Envoys meet", "")] == [(item.title, item.body) for item in fetched.items]


def test_a_key_that_stands_there_twice_counts_as_it_is_last() -> None:
    """So all readers of JSON do, whatever it should mean (RFC 8259, section 4)."""
    assert "B" == only(as_written('{"id": "1", "title": "A", "title": "B"}')).title


def test_a_line_break_within_a_text_is_read() -> None:
    """It should be escaped, and feeds that are put together by templates do not."""
    assert "Envoys meet" == only(JSON_11.replace("Envoys meet", "Envoys\n\tmeet")).title


HOSTILE = {
    "a long title": a_feed({"id": "1", "title": "<" * 3_000_000}),
    "a long id": a_feed({"id": "x" * 600_000}),
    "a long link": a_feed({"id": "1", "url": "https://e.org/?" + "a=b&" * 1_000_000}),
    "a long text": a_feed({"id": "1", "content_text": "x" * 600_000}),
    "two texts": a_feed({"id": "1", "content_text": "x" * 300_000, "content_html": "y" * 300_000}),
    "a long extension": a_feed({"id": "1", "_x": "x" * 600_000}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_an_item_that_is_too_long_is_refused(name: str) -> None:
    """The same 512 KB as of any entry."""
    started = time.perf_counter()
    assert "not read: an entry is longer than 512 KB" == reason(HOSTILE[name])
    assert in_time(time.perf_counter() - started, 2)


@pytest.mark.parametrize("item", ["{}", '""', '{"id":1}', "null"])
def test_a_million_items_are_refused(item: str) -> None:
    """However little is in each: they would be read for a minute."""
    started = time.perf_counter()
    assert "not read: it has more than 50,000 entries" == reason(as_written(*[item] * 1_000_000))
    assert in_time(time.perf_counter() - started, 5)


@pytest.mark.parametrize("depth", [10, 900, 5_000, 100_000])
def test_an_extension_may_be_deep(depth: int) -> None:
    """It is read, or refused where it is deeper than the reader can go."""
    nested = "[" * depth + "]" * depth
    fetched = read(as_written(f'{{"id": "1", "_x": {nested}}}'))
    if depth < 100:
        assert fetched.error is None
    if depth > 2 * sys.getrecursionlimit():
        assert "nested too deep" in str(fetched.error)


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**400), 10**400)
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=30)
    | st.sampled_from(
        [
            VERSION,
            "https://e.org/a",
            "/a",
            "//",
            "https://[",
            "javascript:x",
            "<script>x</script>",
            "<p>x",
            "2024-02-14T09:30:00Z",
            "0000-00-00",
            "image/png",
            "@",
            "\ud800",
            "\x00",
        ]
    )
)
NAMES = st.sampled_from(
    "id url external_url title content_html content_text summary image banner_image"
    " date_published date_modified author authors name avatar tags attachments mime_type language"
    " size_in_bytes duration_in_seconds expired hubs icon home_page_url feed_url _x".split()
)
SHAPES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=8),
    max_leaves=25,
)
ITEMS = st.lists(st.dictionaries(NAMES, SHAPES, max_size=10) | SHAPES, max_size=4) | SHAPES


@given(st.dictionaries(NAMES, SHAPES, max_size=8), ITEMS)
@example({}, [{"id": 10**4000, "url": "https://e.org/", "date_published": 10**4000}])
@example({"expired": float("nan"), "home_page_url": "https://["}, [{"url": "a", "image": "b"}])
def test_any_json_is_read_or_refused(fields: dict[str, Any], items: Any) -> None:
    """It raises what it says and nothing else; what it gives is of the types that it says."""
    document = json.dumps({"version": VERSION} | fields | {"items": items})
    for url in (URL, ""):
        try:
            feed = jsonfeed.read(document, url=url)
        except (NotAJsonFeedError, bounds.OutOfBoundsError):
            assert not isinstance(items, list)
            continue
        assert len(feed.entries) == sum(isinstance(item, dict) for item in items)
        for entry in feed.entries:
            words = (entry.guid, entry.link, entry.title, entry.summary, entry.content)
            f"{feed.title}{words}{entry.author}{entry.dates}".encode()  # no lone surrogates
            assert not entry.link or urls.is_web(entry.link)
            assert entry.image is None or urls.is_web(entry.image.url)
            assert "<script" not in entry.content
    fetched = read(document)
    assert (fetched.error is None) == isinstance(items, list)


@given(SHAPES)
def test_json_of_any_shape_is_no_feed_without_its_version(shape: Any) -> None:
    """It never raises anything else."""
    with pytest.raises(NotAJsonFeedError):
        jsonfeed.read(json.dumps(shape), url=URL)
