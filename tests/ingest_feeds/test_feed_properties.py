"""Whatever bytes come, a reading comes of them, and nothing in it can do harm."""

from __future__ import annotations

import json
import random
from html.parser import HTMLParser

from hypothesis import example, given
from hypothesis import strategies as st

from digest import urls
from tests.ingest_feeds.documents import AT, FORMATS, SOURCE, WEB_PAGE, atom, read, rss

PIECES = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "<scr<script>ipt>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="java&#x09;script:alert(1)">x</a>',
        '<a href="&#14; javascript:alert(1)">x</a>',
        '<a href="vbscript:x">x</a>',
        '<a href="data:text/html,<script>x</script>">x</a>',
        "<a/onclick='x'>",
        "<svg/onload=alert(1)>",
        "<math><mi//xlink:href='data:x,<script>x</script>'>",
        "<style>@import 'http://e.org/'</style>",
        "<iframe src=javascript:x></iframe>",
        "<p style='x:expression(alert(1))'>",
        "<!--><script>x</script>-->",
        "<![CDATA[<script>x</script>]]>",
        "</p></td></table>",
        "<noscript><p title='</noscript><script>x</script>'>",
        "<form action=/x><input onfocus=x autofocus>",
        "&lt;script&gt;x&lt;/script&gt;",
        "&amp;lt;script>",
        "words",
        '"',
        "'",
        "<",
        ">",
        "&",
        " ",
    ]
)


class Judge(HTMLParser):
    """Notes what a browser would act on."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Judge one tag."""
        if tag in {"script", "style", "iframe", "object", "embed", "form", "svg", "math", "base"}:
            self.faults.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in {"style", "class", "id", "srcset"}:
                self.faults.append(f"{tag} {name}")
            scheme = (value or "").partition(":")[0].strip().lower()
            if name in {"href", "src"} and scheme in {"javascript", "vbscript", "data"}:
                self.faults.append(f"{tag} {name}={value}")


def judged(document: bytes | str) -> list[str]:
    """Read a document; return the faults of its items."""
    fetched = read(document)
    assert (SOURCE, AT) == (fetched.source, fetched.at)
    assert not (fetched.error and fetched.items)
    judge = Judge()
    for item in fetched.items:
        assert "<script" not in item.body.lower()
        assert not item.url or urls.is_web(item.url)
        f"{item.title}{item.deck}{item.body}{item.url}".encode()  # no lone surrogates
        judge.feed(item.body)
    return judge.faults


@given(st.binary(max_size=500))
@example(b"")
@example(b"\xff\xfe")
@example(b"<")
@example(b"{")
def test_arbitrary_bytes_are_read_or_refused(body: bytes) -> None:
    """It never raises."""
    assert [] == judged(body)


@given(st.sampled_from([*FORMATS.values(), WEB_PAGE]), st.integers(0, 2**32), st.integers(1, 30))
def test_damaged_feeds_are_read_or_refused(document: str, seed: int, blows: int) -> None:
    """Bytes changed, doubled, cut out and moved."""
    chance = random.Random(seed)
    body = bytearray(document.encode())
    for _ in range(blows):
        start = chance.randrange(len(body) or 1)
        piece = bytes(body[start : start + chance.randrange(20)])
        match chance.randrange(4):
            case 0:
                body[start : start + 1] = chance.choice([b"<", b">", b"&", b"\0", b"\xff", b'"'])
            case 1:
                body[start:start] = piece
            case 2:
                del body[start : start + len(piece)]
            case _:
                where = chance.randrange(len(body) or 1)
                body[where:where] = piece
    assert [] == judged(bytes(body))


@given(st.lists(PIECES, max_size=12).map("".join))
def test_hostile_markup_never_gets_through(nasty: str) -> None:
    """In RSS escaped, in CDATA and raw; in Atom as html, xhtml and text; in JSON."""
    escaped = nasty.replace("&", "&amp;").replace("<", "&lt;")
    section = nasty.replace("]]>", "")
    div = f'<div xmlns="http://www.w3.org/1999/xhtml">{nasty}</div>'
    title = f"<title>{escaped}</title>"
    item = {"id": "1", "title": nasty, "url": nasty, "content_html": nasty, "summary": nasty}
    for document in (
        rss(f"{title}<description>{escaped}</description><link>{escaped}</link>"),
        rss(f"{title}<content:encoded><![CDATA[{section}]]></content:encoded>"),
        rss(f"{title}<description>{nasty}</description>"),
        atom(f'<id>1</id>{title}<content type="html">{escaped}</content>'),
        atom(f'<id>1</id>{title}<content type="xhtml">{div}</content>'),
        atom(f"<id>1</id>{title}<summary>{escaped}</summary>"),
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]}),
    ):
        assert [] == judged(document)
