"""Web pages as browsers save them: their own text, and what they say of themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from digest.model import Image
from tests.ingest_files.texts import article, read

if TYPE_CHECKING:
    from pathlib import Path

FIRST = (
    "Envoys of both governments met on Tuesday in a hotel outside Geneva, according to the"
    " mediator, and talked for four hours about a list of prisoners that neither side had brought."
)
SECOND = "The list is long, he said, and it has been longer."
TEXT = f"<p>{FIRST}</p><p>{SECOND}</p>"
BODY = f"{FIRST}\n\n{SECOND}"
TITLE = "A list that nobody brought"


def page(body: str, head: str = "") -> str:
    """Wrap a page around a body."""
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def meta(name: str, content: str, key: str = "property") -> str:
    """Write one line of metadata."""
    return f'<meta {key}="{name}" content="{content}">'


def test_a_page_says_of_itself_what_an_item_needs(tmp_path: Path) -> None:
    """Date, picture, author, site and address; the furniture around the article is not read."""
    head = (
        meta("og:title", TITLE)
        + meta("og:site_name", "Reuters.com")
        + meta("og:description", "Four hours of talks, and no paper")
        + meta("article:published_time", "2024-02-14T09:00:00-05:00")
        + meta("og:image", "https://example.org/hotel.jpg")
        + meta("og:image:alt", "A hotel")
        + meta("author", "By Ann Author", "name")
        + '<link rel="canonical" href="https://example.org/list?utm_medium=x">'
        + "<style>p {color: red}</style><script>track()</script>"
    )
    body = (
        "<header><a href='/'>Home</a></header><nav>Menu</nav><article>"
        f"<h1>{TITLE}</h1><p>Four hours of talks, and no paper</p>"
        "<figure><img src='List_files/hotel.jpg'><figcaption>A hotel. N. O</figcaption></figure>"
        f"{TEXT}<p>Read more</p></article><aside>Most read</aside><footer>© Example</footer>"
    )
    item = article(tmp_path, "List.html", page(body, head))

    assert (TITLE, "Four hours of talks, and no paper") == (item.title, item.deck)
    assert ("Ann Author", "Reuters") == (item.author, item.publisher)
    assert ("https://example.org/list?utm_medium=x", "https://example.org/list") == (
        item.url, item.canonical_url,
    )  # fmt: skip
    assert (datetime(2024, 2, 14, 14, tzinfo=UTC), "page") == (item.published, item.dated_by)
    assert "2024-02-14T09:00:00-05:00" == item.published_raw
    assert Image(url="https://example.org/hotel.jpg", alt="A hotel") == item.image
    assert BODY == item.body


@pytest.mark.parametrize(
    "head",
    [
        meta("article:published_time", "2024-02-14T14:00:00Z"),
        meta("DC.date.issued", "2024-02-14T14:00:00Z", "name"),
        meta("parsely-pub-date", "2024-02-14T14:00:00Z", "name"),
        meta("datePublished", "2024-02-14T14:00:00Z", "itemprop"),
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished":'
        ' "2024-02-14T14:00:00Z", "headline": "x"}</script>',
        '<script type="application/ld+json">{broken</script><script type="application/ld+json">'
        '{"@graph": [1, {"datePublished": "2024-02-14T14:00:00Z"}]}</script>',
        '<script type="application/ld+json">[{"datePublished": "2024-02-14T14:00:00Z"}]</script>',
        "<script>1</script><time datetime='2024-02-14T14:00:00Z'>",
    ],
)
def test_a_page_is_dated_by_its_metadata(tmp_path: Path, head: str) -> None:
    """Open Graph, Dublin Core, schema.org, or the first time in its text."""
    item = article(tmp_path, "2024-01-01-x.html", page(TEXT, head))

    assert (datetime(2024, 2, 14, 14, tzinfo=UTC), "page") == (item.published, item.dated_by)


def test_a_page_without_a_date_is_dated_by_its_name(tmp_path: Path) -> None:
    """A date that cannot be is none."""
    item = article(tmp_path, "2024-02-13-x.html", page(TEXT, meta("date", "soon", "name")))

    assert (datetime(2024, 2, 13, 12, tzinfo=UTC), "file-name") == (item.published, item.dated_by)


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("<title>The page</title>", f"<article><h1>The text</h1>{TEXT}</article>", "The text"),
        ("<title>The page | Example</title>" + meta("og:site_name", "Example"), TEXT, "The page"),
        (meta("og:title", "The text"), f"<h1>The Logo</h1>{TEXT}", "The text"),
        ("<title>x</title>", f"<h1>The text</h1>{TEXT}", "The text"),
        ("<script type='application/ld+json'>{\"headline\": \"The text\"}</script>", TEXT,
         "The text"),
        ("", f"<h2>The text</h2>{TEXT}", "The text"),
    ],
)  # fmt: skip
def test_the_headline_is_that_of_the_text(
    tmp_path: Path, head: str, body: str, expected: str
) -> None:
    """Else what the page calls itself, without the site's name."""
    assert expected == article(tmp_path, "x.html", page(body, head)).title


@pytest.mark.parametrize(
    "described",
    [FIRST, FIRST[:60], FIRST[:60] + "…", "Something that was cut off [...]"],
)
def test_a_description_that_is_the_texts_beginning_is_no_deck(
    tmp_path: Path, described: str
) -> None:
    """Nor is one that was cut off."""
    item = article(
        tmp_path, "x.html", page(f"<h1>{TITLE}</h1>{TEXT}", meta("description", described, "name"))
    )

    assert ("", BODY) == (item.deck, item.body)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251", "koi8-u", "utf-16-le"]
)
def test_a_page_is_read_in_its_own_encoding(tmp_path: Path, encoding: str) -> None:
    """The byte order mark, else what it declares, else UTF-8."""
    words = "Переговори в Женеві тривали чотири години, сказав посередник."
    declared = "" if encoding.startswith("utf") else f'<meta charset="{encoding}">'
    item = article(tmp_path, "x.html", page(f"<p>{words}</p>", declared).encode(encoding))

    assert words == item.body


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<div>One of two.<br><br>Two of two.</div>", ["One of two.", "Two of two."]),
        ("<p>One line<br>and another.</p>", ["One line\\\nand another."]),
        ("<p><b>A heading</b><br>Its text, below.</p>", ["### A heading", "Its text, below."]),
        ("<p>Seen.</p><p style='display: none'>Not seen.</p><p hidden>Nor this.</p>", ["Seen."]),
        ("<p>A <a href='https://example.org/a'>link</a>.</p>",
         ["A [link](https://example.org/a)."]),
        ("<p>Text.</p><p><a href='/x'><img src='x.png' alt='A picture'></a></p>", ["Text."]),
        ("<ul><li>One.</li><li>Two.</li></ul>", ["- One.", "- Two."]),
        ("<blockquote><p>Said.</p></blockquote>", ["> Said."]),
        ("<p>Ann\u00ad Author\u200b &amp; AT&amp;amp;T</p>", ["Ann Author & AT\\&amp;T"]),
        ("<p onclick='x()'>Text<script>alert(1)</script>.</p>", ["Text."]),
    ],
)  # fmt: skip
def test_what_is_read_of_a_page(tmp_path: Path, body: str, expected: list[str]) -> None:
    """What a reader of it sees as text, in Markdown, paragraph for paragraph."""
    head = meta("og:title", TITLE)
    item = article(tmp_path, "x.html", page(f"<p>{FIRST}</p>{body}", head))

    assert [FIRST, *expected] == item.body.split("\n\n")


def test_a_page_that_is_laid_out_in_a_form_is_read(tmp_path: Path) -> None:
    """Some systems do so; a form for readers' addresses is furniture all the same."""
    body = f"<form><div>{TEXT}</div><form><input name='address'>Join us</form></form>"
    small = f"{TEXT}<form>Your address, please</form>"
    items = [article(tmp_path, "x.html", page(it, meta("og:title", TITLE))) for it in (body, small)]

    assert BODY in items[0].body
    assert BODY == items[1].body


def test_relative_links_are_those_of_the_pages_address(tmp_path: Path) -> None:
    """The page says where it was."""
    head = '<link rel="canonical" href="https://example.org/a/list.html">'
    body = f"<p>{FIRST}</p><p>As <a href='../b'>told</a> before.</p>"

    assert "As [told](https://example.org/b) before." in article(
        tmp_path, "x.html", page(body, head)
    ).body  # fmt: skip


def test_a_long_page_without_an_article_is_read_without_what_is_around_it(tmp_path: Path) -> None:
    """And between its paragraphs nothing is lost, however short."""
    paragraphs = [
        f"{number} is the number of this paragraph, which is long enough to be told from a menu,"
        f" has commas, and says what number {number} has to say, as was to be expected of it."
        for number in range(30)
    ]
    text = [*paragraphs[:15], "A short one.", *paragraphs[15:]]
    menu = "".join(f"<li><a href='/{n}'>Menu {n}</a></li>" for n in range(40))
    body = (
        f"<div id='top'><ul>{menu}</ul></div><div id='content'><div class='text'>"
        + "".join(f"<p>{it}</p>" for it in text)
        + f"</div></div><div id='bottom'><ul>{menu}</ul></div>"
    )
    item = article(tmp_path, "x.html", page(body, meta("og:title", TITLE)))

    assert text == item.body.split("\n\n")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "holds no text"),
        (b"\x00\x01a\xff" * 99, "is no web page. Save it as UTF-8 text, as .txt."),
        (b"plain words", "is no web page"),
        (b"<html><script>x()</script></html>", "holds no text"),
        (b"<script>x()", "holds no text"),
        (b"<!doctype html><!-- nothing -->", "is no web page. Save its text as .txt."),
        (b"<html><body><nav>Menu</nav></body></html>", "holds no text"),
        (b"<div>" * 600 + b"x", "is too big or too tangled to be read. Save its text as .txt."),
        (b"<p " + b"a=1 " * 9999 + b">x</p>", "is too big or too tangled to be read"),
        (b"<p>" + b"a " * 40_000 + b"</p>", "has a paragraph of more than 50,000 characters"),
        (b"<p>a</p>" * 5001, "has more than 5,000 paragraphs"),
    ],
)
def test_a_page_that_cannot_be_read_is_named(tmp_path: Path, content: bytes, expected: str) -> None:
    """With the reason, in one line."""
    fetched = read(tmp_path, "x.html", content)

    assert () == fetched.items
    assert str(fetched.error).startswith(f"sources/items/x.html: {expected}")


@pytest.mark.parametrize(
    "byline",
    [
        "<p>By Joe</p>",
        "<p><strong>By Joe</strong></p>",
        "<h3>By Joe</h3>",
        "<h3>by JOE</h3>",
        "<p><b>By Joe</b> | 15 Feb 2024</p>",
    ],
)
def test_a_byline_is_no_subheading(tmp_path: Path, byline: str) -> None:
    """However it is set, and if the author has one name."""
    item = article(tmp_path, "page.html", page(f"<h1>{TITLE}</h1>{byline}{TEXT}"))

    assert ("joe", "", BODY) == (item.author.lower(), item.deck, item.body)


def test_a_day_is_no_author(tmp_path: Path) -> None:
    """A subheading may begin like a byline."""
    item = article(tmp_path, "page.html", page(f"<h1>{TITLE}</h1><h3>By Friday</h3>{TEXT}"))

    assert ("", f"### By Friday\n\n{BODY}") == (item.author, item.body)


@pytest.mark.parametrize("end", [" | Example Post", " - EXAMPLE POST", " – Example Póst"])
def test_a_headline_does_not_end_with_the_site(tmp_path: Path, end: str) -> None:
    """Neither where the page names itself nor where its headline is printed."""
    head = meta("og:title", TITLE + end) + meta("og:site_name", "Example Post")
    named = article(tmp_path, "a.html", page(TEXT, head))
    printed = article(tmp_path, "b.html", page(f"<h1>{TITLE}{end}</h1>{TEXT}", head))

    assert [(TITLE, "", BODY)] * 2 == [(it.title, it.kicker, it.body) for it in (named, printed)]


def test_a_hyphen_is_no_end(tmp_path: Path) -> None:
    """A word that ends with the site's name is of the headline."""
    head = meta("og:site_name", "Envoy")
    item = article(tmp_path, "a.html", page(f"<h1>A list for the Co-Envoy</h1>{TEXT}", head))

    assert "A list for the Co-Envoy" == item.title
