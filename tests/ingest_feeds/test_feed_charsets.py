"""Which encoding a feed is really in."""

from __future__ import annotations

import codecs

import pytest

from digest.ingest.charset import decode
from tests.ingest_feeds.documents import read

WORDS = "Zürich – Київ"
XML = "application/xml"


def declared(encoding: str) -> str:
    """Make a feed that says which encoding it is in."""
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        '<rss version="2.0"><channel><item><title>{}</title></item></channel></rss>'
    )


def title(body: bytes, content_type: str) -> str:
    """Read the title of the one item."""
    (item,) = read(body, content_type=content_type).items
    return item.title


@pytest.mark.parametrize(
    ("said", "encoding", "content_type", "words"),
    [
        ("utf-8", "utf-8", XML, WORDS),
        ("utf-8", "utf-8", "text/xml", WORDS),
        ("UTF-8", "utf-8", "text/xml; charset=iso-8859-1", WORDS),
        ("iso-8859-1", "utf-8", XML, WORDS),
        ("iso-8859-1", "iso-8859-1", "text/xml", "Zürich"),
        ("iso-8859-1", "cp1252", XML, "Zürich – “so”"),
        ("utf-8", "cp1252", XML, "Zürich – “so”"),
        ("utf-8", "windows-1251", "text/xml; charset=windows-1251", "Київ"),
        ("windows-1251", "windows-1251", XML, "Київ"),
        ("koi8-u", "koi8-u", "text/html", "Київ"),
        ("gb2312", "gb18030", XML, "乌克兰"),
        ("shift_jis", "shift_jis", XML, "ウクライナ"),
        ("euc-kr", "euc-kr", 'text/xml; charset="EUC-KR"', "우크라이나"),
        ("iso-2022-jp", "iso-2022-jp", XML, "ウクライナ"),
        ("utf-16", "utf-16", XML, WORDS),
        ("utf-16", "utf-16-le", XML, WORDS),
        ("utf-16", "utf-16-be", XML, WORDS),
        ("utf-8", "utf-32", XML, WORDS),
        ("utf-32", "utf-32-be", XML, WORDS),
        ("utf-32", "utf-32-le", XML, WORDS),
        ("no-such-thing", "utf-8", "text/xml; charset=nor-this", WORDS),
    ],
)
def test_words_are_read_right(said: str, encoding: str, content_type: str, words: str) -> None:
    """Whatever the document and the server say of it."""
    assert words == title(declared(said).format(words).encode(encoding), content_type)


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF32_BE])
def test_a_mark_is_no_part_of_the_text(mark: bytes) -> None:
    """It says the encoding and goes."""
    encoding = {3: "utf-8", 2: "utf-16-le", 4: "utf-32-be"}[len(mark)]
    assert "x" == decode(mark + "\n x".encode(encoding))


@pytest.mark.parametrize(
    "encoding", ["utf-7", "idna", "punycode", "unicode_escape", "cp037", "rot13", "base64"]
)
def test_encodings_that_hide_markup_are_not_believed(encoding: str) -> None:
    """What the bounds see is what the parser sees."""
    body = declared(encoding).format("+ADw-b+AD4- \\u0041").encode()
    assert "+ADw-b+AD4- \\u0041" == title(body, f"text/xml; charset={encoding}")


def test_characters_that_xml_does_not_have_are_taken_out() -> None:
    """One stray control character would make the whole feed malformed."""
    assert "ab\tc" == decode(b"a\x00\x0bb\t\x1fc")
    assert "AB" == title(declared("utf-8").format("A\x08B").encode(), XML)
