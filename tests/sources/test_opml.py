"""OPML lists: as other programs write them, and as they read ours."""

from __future__ import annotations

import time
import tracemalloc
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import text
from digest.errors import ConfigError
from digest.ingest import charset, opml
from digest.model import Source
from tests.support.pace import in_time
from tests.support.values import at

if TYPE_CHECKING:
    from pathlib import Path

LIST = """\
<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Mine</title></head><body>
  <outline text="Wires">
    <outline text="Example  Wire" type="rss" xmlUrl=" https://example.org/wire "/>
    <outline text="short" title="Example Times" xmlurl="https://example.org/times"/>
    <outline text="Deeper"><outline text="Ministry &amp; Co" url="https://example.org/m"/></outline>
  </outline>
  <outline text="A folder"/>
  <outline text="A file" xmlUrl="file:///etc/passwd"/>
  <outline text="Example Wire" xmlUrl="https://example.org/wire/2"/>
  <outline text="Example Wire" xmlUrl="https://example.org/wire/3"/>
  <outline text="Listed again" xmlUrl="https://example.org/wire/3"/>
  <outline xmlUrl="https://example.org/nameless"/>
</body></opml>
"""
E = "https://e.org/"
FEED = Source(id="wire", name="Wire", url=f"{E}wire")


def read(content: str | bytes) -> opml.Listed:
    """Read a list."""
    content = content.encode() if isinstance(content, str) else content
    return opml.parse(content, where="list.opml")


def listed(content: str | bytes) -> list[tuple[str, str]]:
    """Return names and addresses of a list that is whole."""
    found = read(content)
    assert "" == found.fault
    return [(source.name, source.url) for source in found.sources]


def around(*outlines: str) -> str:
    """Write a list."""
    return f'<opml version="2.0"><head/><body>{"".join(outlines)}</body></opml>'


def test_lists_are_read_to_any_depth() -> None:
    """What has no web address is left out; ids are numbered where feeds come together."""
    assert [
        ("example-wire", "Example Wire", "https://example.org/wire"),
        ("example-times", "Example Times", "https://example.org/times"),
        ("ministry-co", "Ministry & Co", "https://example.org/m"),
        ("example-wire", "Example Wire", "https://example.org/wire/2"),
        ("example-wire", "Example Wire", "https://example.org/wire/3"),
        (
            "https-example-org-nameless",
            "https://example.org/nameless",
            "https://example.org/nameless",
        ),
    ] == [(it.id, it.name, it.url) for it in read(LIST).sources]


@pytest.mark.parametrize(
    ("outline", "expected"),
    [
        (f'<outline text="Q & A" xmlUrl="{E}?a=1&b=2&copy=3"/>', ("Q & A", f"{E}?a=1&b=2&copy=3")),
        (f'<outline text="Q &amp; A" xmlUrl="{E}?a=1&amp;b=2"/>', ("Q & A", f"{E}?a=1&b=2")),
        (f'<outline text="Caf&eacute; &#8212; &bogus;" xmlUrl="{E}"/>', ("Café — &bogus;", E)),
        (f'<outline text="A &lt;b&gt; < c > d" xmlUrl="{E}"/>', ("A <b> < c > d", E)),
        (f'<outline text="A\x0b\x00B&#0;&#7;" xmlUrl="{E}"/>', ("AB\ufffd", E)),
        (f"<outline text='Ann\"s' xmlUrl='{E}'/>", ('Ann"s', E)),
        (f'<OUTLINE TEXT="A" XMLURL="{E}"></OUTLINE>', ("A", E)),
        (f'<outline title="" text="A" type="RSS" xmlUrl = "{E}" />', ("A", E)),
        (f'<outline title="Long" text="A" xmlUrl="{E}"/>', ("Long", E)),
        ('<outline text="A" xmlUrl="feed://e.org/f"/>', ("A", "http://e.org/f")),
        ('<outline text="A" xmlUrl="feed:https://e.org/f"/>', ("A", "https://e.org/f")),
        ('<outline text="A" xmlUrl="FEED:http://e.org/f"/>', ("A", "http://e.org/f")),
        ('<outline text="A" xmlUrl="\n https://e.org/\n f"/>', ("A", "https://e.org/ f")),
        (f'<outline text="A" url="{E}" htmlUrl="https://e.org/page"/>', ("A", E)),
        (f'<outline text="A" type="link" url="{E}x" xmlUrl="{E}"/>', ("A", E)),
        (f'<outline text="A" xmlUrl="" url="{E}"/>', ("A", E)),
        ('<outline xmlUrl="https://me:secret@e.org/"/>', (E, "https://me:secret@e.org/")),
        (f'<!-- > " --><outline text="A" xmlUrl="{E}"/><?pi "?>', ("A", E)),
    ],
)
def test_outlines_are_read_as_they_are_written(outline: str, expected: tuple[str, str]) -> None:
    """By programs that do not know XML, too."""
    assert [expected] == listed(around(outline))


@pytest.mark.parametrize(
    "outline",
    [
        f'<outline type="include" text="More" url="{E}more.opml"/>',
        f'<outline type="link" text="A page" url="{E}"/>',
        f'<outline text="Off" isComment="true" xmlUrl="{E}"/>',
        f'<outline isComment="true"><outline><outline xmlUrl="{E}"/></outline></outline>',
        f'<!-- <outline text="A" xmlUrl="{E}"/> -->',
        '<outline text="A" xmlUrl="javascript:alert(1)"/>',
        '<outline text="A" xmlUrl="feed.xml"/>',
        '<outline text="A" xmlUrl="http://[broken/"/>',
        f"<outlines xmlUrl='{E}'/>",
    ],
)
def test_what_is_no_feed_is_left_out(outline: str) -> None:
    """And what stands beside it is not."""
    beside = f'<outline text="B" xmlUrl="{E}b"/>'

    assert [("B", f"{E}b")] == listed(around(outline, beside))


def test_pages_without_a_feed_are_counted() -> None:
    """A person can look for their feeds; a link is none of them."""
    pages = f'<outline text="A" type="rss" htmlUrl="{E}"/><outline text="B" htmlUrl="{E}b"/>'
    found = read(around(pages, f'<outline type="link" htmlUrl="{E}c"/>'))

    assert (2, ()) == (found.pages, found.sources)


CYRILLIC = around(f'<outline text="Вісті «Київ» — Ёлка" xmlUrl="{E}"/>')
WESTERN = around(f'<outline text="Café Größe “news”" xmlUrl="{E}"/>')
UTF_8 = '<?xml version="1.0" encoding="UTF-8"?>\n'


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ((UTF_8 + CYRILLIC).encode("cp1251"), "Вісті «Київ» — Ёлка"),
        (CYRILLIC.encode("cp1251"), "Вісті «Київ» — Ёлка"),
        ((UTF_8 + WESTERN).encode("cp1252"), "Café Größe “news”"),
        (WESTERN.encode("cp1252"), "Café Größe “news”"),
        (
            ('<?xml version="1.0" encoding="windows-1251"?>' + CYRILLIC).encode("cp1251"),
            "Вісті «Київ» — Ёлка",
        ),
        (
            ('<?xml version="1.0" encoding="koi8-r"?>' + CYRILLIC.replace("і", "и")).encode(
                "koi8-r", "replace"
            ),
            "Висти ?Київ? ? Ёлка".replace("ї", "?"),
        ),
        ((UTF_8 + CYRILLIC).encode("utf-16"), "Вісті «Київ» — Ёлка"),
        ((UTF_8 + CYRILLIC).encode("utf-16-le"), "Вісті «Київ» — Ёлка"),
        (CYRILLIC.encode("utf-16-be"), "Вісті «Київ» — Ёлка"),
        (UTF_8.replace("UTF-8", "utf-16").encode() + CYRILLIC.encode(), "Вісті «Київ» — Ёлка"),
        (
            UTF_8.replace("UTF-8", "utf-16").encode() + CYRILLIC.encode() + b" ",
            "Вісті «Київ» — Ёлка",
        ),
        (UTF_8.replace("UTF-8", "no-such").encode() + CYRILLIC.encode(), "Вісті «Київ» — Ёлка"),
        ((UTF_8 + CYRILLIC).encode("utf-8-sig"), "Вісті «Київ» — Ёлка"),
        (b"\n\n  " + (UTF_8 + CYRILLIC).encode(), "Вісті «Київ» — Ёлка"),
        (UTF_8.replace("UTF-8", "ISO-8859-1").encode() + CYRILLIC.encode(), "Вісті «Київ» — Ёлка"),
    ],
)
def test_lists_are_read_in_the_encoding_that_they_are_in(content: bytes, name: str) -> None:
    """Whatever they say."""
    assert [(name, E)] == listed(content)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "list.opml: not OPML: it has no <opml>"),
        (b"once upon a time", "list.opml: not OPML: it has no <opml>"),
        (b"<html><body/></html>", "list.opml: not OPML: its root is <html>"),
        (b"\xff\xfe\x00", "list.opml: not OPML: "),
        (b"<opml>" + bytes(10 * 1024 * 1024), "list.opml: longer than 10 MB. Split it."),
    ],
)
def test_what_is_no_list_is_an_error(content: bytes, expected: str) -> None:
    """Naming the file."""
    with pytest.raises(ConfigError) as caught:
        read(content)

    assert str(caught.value).startswith(expected)


@pytest.mark.parametrize(
    ("content", "names", "fault"),
    [
        ("<opml><body>", [], "line 1: it ends without </opml>, and may be cut off"),
        (LIST[: LIST.index("Listed again")], None, "line 12: it ends without </opml>"),
        (LIST.replace("</body></opml>", ""), None, "line 13: it ends without </opml>"),
        (LIST + "<!-- never ends", None, ""),
        (LIST.replace("</opml>", ""), None, ""),
        (LIST.replace("</body>", ""), None, ""),
        (LIST.replace("<head>", "<!-- <head>"), [], "line 14: it ends without </opml>"),
        (
            around(f'<outline text="A" xmlUrl="{E}a"/>\n<outline text="B xmlUrl="{E}b"/>'),
            ["A"],
            "line 2: the quotes of an outline do not match",
        ),
        (
            around(f'<outline xmlUrl={E}a text="A" />'),
            ["A"],
            "line 1: the quotes of an outline do not match",
        ),
    ],
)
def test_a_broken_list_has_what_is_whole_and_says_where(
    content: str, names: list[str] | None, fault: str
) -> None:
    """Nothing is lost in silence, and a list that is whole but for its last tags is whole."""
    found = read(content)

    assert found.fault.startswith(fault)
    assert bool(fault) == bool(found.fault)
    if names is None:
        assert 5 <= len(found.sources)
    else:
        assert names == [source.name for source in found.sources]


def test_a_broken_list_in_a_folder_is_an_error(tmp_path: Path) -> None:
    """It is read each time, by programs: what is missing would not be seen."""
    (tmp_path / "cut.opml").write_text(LIST[: LIST.index("file:")])

    with pytest.raises(ConfigError, match=r"cut\.opml: broken OPML: line 9: it ends without"):
        opml.read_folder(tmp_path)


BOMB = (
    '<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + ']><opml><body><outline text="&i;" xmlUrl="https://e.org/"/></body></opml>'
)


@pytest.mark.parametrize(
    "content",
    [
        BOMB,
        '<!DOCTYPE opml SYSTEM "file:///etc/passwd">' + around(),
        "<opml><body>" + "<outline text='a'>" * 100_000,
        "<opml><body>" + "<outline " * 300_000,
        "<opml><body><outline " + "a='' " * 600_000 + "/>",
        "<opml><body><outline " + "a=" * 900_000,
        "<opml>" + "<" * 3_000_000,
        "<opml>" + "<!--" * 900_000,
        "<opml>" + "<![CDATA[" * 300_000,
        "<opml><outline text='" + "&" * 3_000_000 + "'/>",
        "<opml><outline text='" + "&#x" * 900_000 + "'/>",
        "<opml><outline text='" + " " * 3_000_000 + "'/>",
        "<opml><outline" + " " * 3_000_000,
        "<opml>" + "</outline>" * 100_000,
    ],
)
def test_hostile_lists_cost_little(content: str) -> None:
    """No entity is made, nothing is nested, and time is linear."""
    began = time.perf_counter()
    read(content)

    assert in_time(time.perf_counter() - began, 20)


def test_an_entity_bomb_takes_no_memory() -> None:
    """Nine levels of ten would be ten thousand million characters."""
    tracemalloc.start()
    (found,) = read(BOMB).sources
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert "&i;" == found.name
    assert 2_000_000 > peak


def test_thousands_of_feeds_of_one_name_are_told_apart_quickly() -> None:
    """By one counter, and not each from 2."""
    outlines = (f'<outline text="RSS" xmlUrl="{E}{n}"/>' for n in range(20_000))
    began = time.perf_counter()
    found: dict[str, Source] = {}
    added = opml.add_to(found, read(around(*outlines)).sources)

    assert in_time(time.perf_counter() - began, 10)
    assert ["rss", "rss-2", "rss-20000"] == [added[0].id, added[1].id, added[-1].id]


def test_feeds_of_one_name_are_numbered_once() -> None:
    """Where they come together, whatever was there; one that is there already is not added."""
    found = {"wire": FEED, "wire-3": Source(id="wire-3", name="Wire 3", url=f"{E}3")}
    again = [
        Source(id="wire", name="Wire", url=f"{E}{path}") for path in ("wire", "a", "b", "a", "c")
    ]
    added = opml.add_to(found, [*again, Source(id="wire-2", name="Wire 2", url=f"{E}x")])

    assert [
        ("wire-2", f"{E}a"),
        ("wire-4", f"{E}b"),
        ("wire-5", f"{E}c"),
        ("wire-2-2", f"{E}x"),
    ] == [(source.id, source.url) for source in added]
    assert tuple(found.values())[2:] == added


def test_a_name_without_a_latin_letter_gives_way_to_the_host() -> None:
    """An id that says something, and stays the same when the list is put in another order."""
    (found,) = read(CYRILLIC).sources

    assert "e-org" == found.id


def test_what_is_written_is_read_back() -> None:
    """Feeds in files have no address that others could read; credentials are nobody's business."""
    feeds = (
        Source(id="a-b-c", name="A <b> & “c”", url="https://example.org/?a=1&b=2", section="state"),
        Source(id="saved", name="Saved", path="sources/feeds/saved.xml"),
        Source(id="paid", name="Paid", url="https://me:secret@e.org/", reprint=True),
    )
    content = opml.write(feeds, title="Ours & yours\x00", at=at("2024-02-16"))
    both = opml.parse(content, where="list.opml", sections={"state"}).sources
    root = ET.fromstring(content)

    assert content.startswith(b"<?xml version='1.0' encoding='utf-8'?>\n<opml version=\"2.0\">")
    assert ("Ours & yours", "Fri, 16 Feb 2024 12:00:00 GMT") == (
        root.findtext("head/title"),
        root.findtext("head/dateCreated"),
    )
    assert b"secret" not in content
    assert [feeds[0], Source(id="paid", name="Paid", url=E)] == list(both)


@pytest.mark.parametrize(
    ("category", "section"),
    [
        ("/digest/state", "state"),
        ("news, /digest/state ", "state"),
        ("/digest/gone", ""),
        ("state", ""),
        ("/Boston/state", ""),
        ("", ""),
    ],
)
def test_only_a_category_of_ours_names_a_section(category: str, section: str) -> None:
    """Of other lists, the same word means something else."""
    content = around(f'<outline text="A" xmlUrl="{E}" category="{category}"/>')
    (found,) = opml.parse(content.encode(), where="f", sections={"state"}).sources

    assert section == found.section


@given(st.lists(st.text(), max_size=4))
def test_any_name_comes_back(names: list[str]) -> None:
    """Quotes, line ends, emoji; but for characters that XML does not have, and white space."""
    sources = [
        Source(id=f"x{n}", name=name, url=f"{E}{n}?a=1&lt;=<'\">") for n, name in enumerate(names)
    ]
    content = opml.write(sources, title="".join(names), at=at("2024-02-16"))
    ET.fromstring(content)

    assert [
        (text.squeeze(charset.CONTROL.sub("", source.name)) or source.url, source.url)
        for source in sources
    ] == listed(content)


@given(st.text(), st.integers(0, 900))
def test_whatever_comes_it_is_read_or_refused(noise: str, where: int) -> None:
    """In one way."""
    try:
        found = read(LIST[:where] + noise + LIST[where:])
    except ConfigError:
        return
    assert all(source.url.startswith(("http://", "https://")) for source in found.sources)


def test_the_lists_of_a_folder_are_read_in_order_of_name(tmp_path: Path) -> None:
    """A feed that two have is one, and one of the same name is another; each list can be told."""
    (tmp_path / "b.opml").write_text(LIST)
    (tmp_path / "a.opml").write_bytes(
        opml.write(
            [
                Source(id="x", name="Example Wire", url="https://example.org/x"),
                Source(id="y", name="Times", url="https://example.org/times"),
            ],
            title="",
            at=at("2024-02-16"),
        )
    )
    found: dict[str, Source] = {}
    opml.add_to(found, opml.read_folder(tmp_path))

    assert "https://example.org/x" == opml.read_folder(tmp_path)[0].url
    assert [
        *("example-wire", "times", "example-wire-2", "ministry-co"),
        *("example-wire-3", "example-wire-4", "https-example-org-nameless"),
    ] == list(found)
    assert [(f"{tmp_path.name}/a.opml", 2), (f"{tmp_path.name}/b.opml", 6)] == [
        (where, len(listed)) for where, listed in opml.lists(tmp_path)
    ]


def test_a_list_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A folder of that name, for one."""
    (tmp_path / "a.opml").mkdir()
    with pytest.raises(ConfigError, match=r"a\.opml: cannot be read: Is a directory"):
        opml.read_folder(tmp_path)
