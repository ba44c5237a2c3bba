"""Autodiscovery: which feeds a web page names, however it is written."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.ingest.discovery import MANY, Link, links
from digest.ingest.tags import web_address
from tests.support.pace import in_time

PAGE = "https://www.example.org/news/"
E = "https://www.example.org"
RSS = "application/rss+xml"
WORDPRESS = f"""<!doctype html><html><head><title>Example &raquo; A post</title>
<link rel="alternate" type="{RSS}" title="Example &raquo; Comments Feed"
 href="{E}/comments/feed/" />
<link rel="alternate" type="{RSS}" title="Example &raquo; Feed" href="{E}/feed/" />
<link rel="alternate" type="{RSS}" title="Example &raquo; A post Comments Feed"
 href="{E}/a-post/feed/" />
<link rel="alternate" title="JSON" type="application/json" href="{E}/wp-json/wp/v2/posts/2" />
<link rel="alternate" title="oEmbed (JSON)" type="application/json+oembed" href="{E}/oembed?feed" />
<link rel="EditURI" type="application/rsd+xml" title="RSD" href="{E}/xmlrpc.php?rsd" />
<link rel="alternate" hreflang="de" href="{E}/de/" />
<link rel="alternate stylesheet" type="text/css" title="feed" href="/a.css">
</head><body><a href="/feed/?again">RSS</a></body></html>"""


def found(page: str | bytes, url: str = PAGE, content_type: str = "text/html") -> list[str]:
    """Return the addresses that a page names."""
    content = page.encode() if isinstance(page, str) else page
    return [link.url for link in links(content, url=url, content_type=content_type)]


def test_a_blog_has_one_feed() -> None:
    """Not its comments, not what its programs ask for, not its style sheets."""
    assert (Link(url=f"{E}/feed/", title="Example » Feed", kind="RSS"),) == links(
        WORDPRESS.encode(), url=PAGE
    )


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        (f'<link rel="alternate" type="{RSS}" href="/a">', f"{E}/a"),
        (f"<LINK REL='Alternate' TYPE='{RSS.upper()}' HREF='a'>", f"{PAGE}a"),
        (f"<link rel=alternate type={RSS} href=/a>", f"{E}/a"),
        (f"<link rel=alternate type={RSS} href=/a/>", f"{E}/a/"),
        (f'<link href="//f.e.org/a?b=1&amp;c=2" rel="home\nalternate" type="{RSS}" />', None),
        (f'<link rel="alternate" type="{RSS}; charset=utf-8" href=" /a ">', f"{E}/a"),
        ('<link rel="alternate" type="application/atom+xml" href="/a">', f"{E}/a"),
        ('<link rel="alternate" type="application/feed+json" href="/a">', f"{E}/a"),
        ('<link rel="alternate" type="application/rdf+xml" href="/a">', f"{E}/a"),
        ('<link rel="alternate" type="application/xml" href="/a" title="RSS">', f"{E}/a"),
        ('<link rel="alternate" type="text/xml" href="/feed">', f"{E}/feed"),
        ('<link rel="alternate" type="application/json" href="/feed.json">', f"{E}/feed.json"),
        ('<link rel="feed" href="/a">', f"{E}/a"),
        (f'<link rel="alternate" type="{RSS}" href="feed://e.org/a">', "http://e.org/a"),
        (f'<link rel="alternate" type="{RSS}" href="feed:https://e.org/a">', "https://e.org/a"),
        (f'<link rel="alternate" type="{RSS}" href="/a#top">', f"{E}/a"),
        (f'<base href="/x/"><link rel="alternate" type="{RSS}" href="a">', f"{E}/x/a"),
        (
            f'<base href="https://e.org/"><base href="/y/"><link rel="alternate" type="{RSS}"'
            ' href="a">',
            "https://e.org/a",
        ),
        (f'<base href="javascript:x"><link rel="alternate" type="{RSS}" href="a">', f"{PAGE}a"),
        (f'</head><body><p>Hi<link rel="alternate" type="{RSS}" href="/a">', f"{E}/a"),
        (f'<link rel="alternate" type="{RSS}" title="a > b" href="/a">', f"{E}/a"),
        (f"<p title=it's><link rel='alternate' type='{RSS}' href='/a'>", f"{E}/a"),
        (f'<!--> <link rel="alternate" type="{RSS}" href="/a">', f"{E}/a"),
        (f'<script>"<!--"</script ><link rel="alternate" type="{RSS}" href="/a">', f"{E}/a"),
        (f'<svg><path d="M"/></svg>İİİ<link rel="alternate" type="{RSS}" href="/a">', f"{E}/a"),
    ],
)
def test_a_feed_is_found_however_it_is_written(tag: str, expected: str | None) -> None:
    """As a browser would find it."""
    assert [expected or "https://f.e.org/a?b=1&c=2"] == found(f"<!doctype html><html>{tag}")


@pytest.mark.parametrize(
    "tag",
    [
        f'<!-- <link rel="alternate" type="{RSS}" href="/a"> -->',
        f'<script>"<link rel=alternate type={RSS} href=/a>"</script>',
        f'<script>"<link rel=alternate type={RSS} href=/a>"',
        f"<style><link rel=alternate type={RSS} href=/a></style>",
        f"<template><link rel=alternate type={RSS} href=/a></template>",
        f"<title><link rel=alternate type={RSS} href=/a></title>",
        f'<meta content="<link rel=alternate type={RSS} href=/a>">',
        f'<link rel="alternate" type="{RSS}">',
        f'<link rel="alternate" type="{RSS}" href="">',
        f'<link rel="alternate" type="{RSS}" href="javascript:x">',
        f'<link rel="alternate" type="{RSS}" href="https://[broken">',
        f'<link rel="alternate" type="{RSS}" href="#top">',
        f'<link rel="alternate" type="{RSS}" href="/{"a" * 3000}">',
        f'<link rel="alternate" type="{RSS}" href="/a"',
        f'<link rel="preload" type="{RSS}" href="/a">',
        '<link rel="alternate" type="text/html" href="/feed">',
        '<link rel="alternate" href="/feed">',
        '<link rel="alternate" type="application/xml" href="/a" title="RDF of this">',
        '<link rel="alternate" type="text/xml+oembed" href="/feed">',
        '<link rel="alternate" type="text/xml" href="/sitemap-feed.xml">',
    ],
)
def test_what_names_no_feed_names_none(tag: str) -> None:
    """Comments, scripts, other types, and tags that do not end."""
    assert [] == found(f"<!doctype html><html>{tag}")


@pytest.mark.parametrize(
    "link",
    [
        "/feed",
        "/feeds/all/",
        "/world/rss",
        "/rss/world",
        "/index.xml",
        "/news.rss",
        "/a.atom",
        "/?feed=rss2",
        "/news?format=rss",
        "https://feeds.example.org/x.xml",
        "https://example.org/atom",
    ],
)
def test_without_a_declared_feed_links_to_one_are_second_choice(link: str) -> None:
    """On the same site; the words of the link are its title."""
    page = f'<p><a href="/about">About</a> <a class=x href="{link}"><b>World</b> news</a></p>'
    expected = link if link.startswith("http") else E + link

    assert (Link(url=expected, title="World news", kind="link"),) == links(page.encode(), url=PAGE)
    declared = f'<link rel="alternate" type="{RSS}" href="/main">'
    assert [f"{E}/main"] == found(page + declared)


@pytest.mark.parametrize(
    "link",
    [
        "/feedback",
        "/feed-the-hungry/",
        "/rss.html",
        "/sitemap.xml",
        "/feed/logo.png",
        "/news?from=feed",
        "https://example.net/feed",
        "https://notexample.org/feed",
        "mailto:rss@example.org",
    ],
)
def test_other_links_are_none(link: str) -> None:
    """Also those to the feeds of other sites."""
    assert [] == found(f'<a href="{link}">RSS</a>')


@pytest.mark.parametrize(
    ("hrefs", "expected"),
    [
        (("/comments/feed/", "/feed/"), ["/feed/"]),
        (("/?feed=comments-rss2", "/?feed=rss2"), ["/?feed=rss2"]),
        (("/feeds/1/comments/default", "/feeds/posts/default"), ["/feeds/posts/default"]),
        (("/comments/feed/",), ["/comments/feed/"]),
        (("/a", "/b"), ["/a", "/b"]),
        (("/a", "/a", "http://www.example.org/a/"), ["/a"]),
        (("/commentisfree/rss", "/world/rss"), ["/commentisfree/rss", "/world/rss"]),
    ],
)
def test_comments_give_way_to_the_feed(hrefs: tuple[str, ...], expected: list[str]) -> None:
    """And each feed is one; the order is the page's."""
    page = "".join(f'<link rel="alternate" type="{RSS}" href="{href}">' for href in hrefs)

    assert [E + path for path in expected] == found(page)


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        ("Новости".encode("cp1251"), "text/html; charset=windows-1251"),
        ("Новости".encode("cp1251"), "text/html"),
        ("Новости".encode(), "text/html; charset=utf-8"),
    ],
)
def test_titles_are_read_in_the_encoding_of_the_page(content: bytes, content_type: str) -> None:
    """The server's word counts before the page's."""
    page = (
        b'<meta charset="windows-1251"><link rel=alternate type="application/rss+xml" href=/a'
        b' title="' + content + b'  &amp;\n more">'
    )

    assert ["Новости & more"] == [
        link.title for link in links(page, url=PAGE, content_type=content_type)
    ]


@pytest.mark.parametrize(
    "page",
    [
        "<link " * 500_000,
        "<a href=/feed " * 200_000,
        "<a href='/feed>" * 60_000,
        '<a href="' * 300_000,
        "<!--" * 800_000,
        "<script>" * 400_000,
        "<title>" * 400_000,
        "<" * 3_000_000,
        "<a" + " b" * 1_500_000 + ">",
        "<a" + " b=" * 1_000_000,
        "<a" + " " * 3_000_000,
        "<a href=/feed title='" + "&" * 3_000_000 + "'>",
        "<a href=/feed>" + "<" * 3_000_000,
        "<div>" * 600_000,
    ],
)
def test_hostile_pages_cost_little(page: str) -> None:
    """Time is linear, whatever does not end."""
    began = time.perf_counter()
    found(page)

    assert in_time(time.perf_counter() - began, 20)


def test_a_page_of_feeds_is_cut_short() -> None:
    """A person chooses from them."""
    page = "".join(
        f'<link rel="alternate" type="{RSS}" href="/{n}" title="{"x" * 500}">' for n in range(9999)
    )
    all_found = links(page.encode(), url=PAGE)

    assert (MANY, 120) == (len(all_found), len(all_found[0].title))


@given(st.text(), st.integers(0, len(WORDPRESS)))
def test_whatever_comes_the_addresses_are_of_the_web(noise: str, where: int) -> None:
    """And nothing is raised."""
    page = WORDPRESS[:where] + noise + WORDPRESS[where:]

    assert all(url.startswith(("http://", "https://")) for url in found(page))


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        (" https://e.org/a\n", "https://e.org/a"),
        ("feed://e.org/a", "http://e.org/a"),
        ("feed:https://e.org/a", "https://e.org/a"),
        ("feed:e.org", "feed:e.org"),
        ("feeds://e.org", "feeds://e.org"),
    ],
)
def test_addresses_for_older_readers_are_of_the_web(given_: str, expected: str) -> None:
    """What the scheme `feed` stood for."""
    assert expected == web_address(given_)
