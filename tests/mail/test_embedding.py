"""Pictures that go with a message (RFC 2387, 2392)."""

from __future__ import annotations

import email
import email.policy
from typing import TYPE_CHECKING

import pytest

from digest.config import Config
from digest.mail.message import build_message
from digest.mail.pictures import embedded, kind_of, replaced, sources
from digest.mailing import Mail
from digest.model import Page, Picture
from tests.support.values import DAY, NOW

if TYPE_CHECKING:
    from email.message import EmailMessage

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
GIF = b"GIF89a" + bytes(40)
ONE = Picture(url="https://e.org/a.png?x=1&y=2", kind="png", content=PNG)
SAME = Picture(url="pictures/b.png", kind="png", content=PNG)
OTHER = Picture(url="https://e.org/c.gif", kind="gif", content=GIF)
UNUSED = Picture(url="https://e.org/d.gif", kind="gif", content=GIF + b"x")
HTML = (
    '<!DOCTYPE html><p><img class="x" src="https://e.org/a.png?x=1&amp;y=2" alt="1">'
    '<a href="https://e.org/a.png?x=1&amp;y=2">a</a>'
    "<img alt='2' src='pictures/b.png'><IMG\nsrc=\"https://e.org/c.gif\">"
    '<img src="https://e.org/remote.png"><img alt="none"></p>\n'
)
PAGE = Page(subject="s", html=HTML, text="t\n", pictures=(ONE, SAME, OTHER, UNUSED))


def built(page: Page) -> EmailMessage:
    """Build a message with pictures, and read it as a client does."""
    config = Config(mail=Mail(from_="d@example.org", to="readers@example.org"))
    content = build_message(page, config, date=DAY, now=NOW)
    assert content == build_message(page, config, date=DAY, now=NOW)
    message = email.message_from_bytes(content, policy=email.policy.default)
    for part in message.walk():
        assert [] == list(part.defects)
    return message


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PNG, "png"),
        (GIF, "gif"),
        (b"GIF87a", "gif"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (b"RIFF\x00\x00\x00\x00WAVE", ""),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", ""),
        (b"<!DOCTYPE html>", ""),
        (b"\x89PNG", ""),
        (b"", ""),
    ],
)
def test_a_picture_is_known_by_how_it_begins(content: bytes, expected: str) -> None:
    """Not by its name, nor by what a server says."""
    assert expected == kind_of(content)


def test_the_pictures_of_a_page_are_found_in_order() -> None:
    """Each once, unescaped; links are none."""
    twice = HTML + HTML

    assert (ONE.url, SAME.url, OTHER.url, "https://e.org/remote.png") == sources(twice)


def test_sources_are_replaced_in_images_alone() -> None:
    """A link to the picture stays one."""
    page = replaced(HTML, {ONE.url: 'x"&', OTHER.url: "y"})

    assert 'class="x" src="x&quot;&amp;" alt="1"' in page
    assert '<a href="https://e.org/a.png?x=1&amp;y=2">' in page
    assert '<IMG\nsrc="y">' in page
    assert "src='pictures/b.png'" in page


def test_a_message_has_its_pictures_beside_the_page() -> None:
    """RFC 2387: alternative(text, related(page, pictures)); the type of the page is named."""
    text, related = built(PAGE).iter_parts()
    assert "text/plain" == text.get_content_type()
    assert "multipart/related" == related.get_content_type()
    page, *pictures = related.iter_parts()

    assert "text/html" == related.get_param("type") == page.get_content_type()
    assert [("image/png", PNG), ("image/gif", GIF)] == [
        (it.get_content_type(), it.get_content()) for it in pictures
    ]
    png, gif = (str(it["Content-ID"]).strip("<>") for it in pictures)
    html = page.get_content()
    assert f'class="x" src="cid:{png}" alt="1"' in html
    assert f"<img alt='2' src=\"cid:{png}\">" in html
    assert f'src="cid:{gif}"' in html
    assert '<img src="https://e.org/remote.png">' in html
    assert png.endswith("@example.org")


def test_a_page_without_pictures_is_not_related_to_any() -> None:
    """Remote ones are no part of the message."""
    _, page = built(Page(subject="s", html=HTML, text="t\n")).iter_parts()

    assert "text/html" == page.get_content_type()
    assert HTML == page.get_content()


def test_a_content_id_comes_from_the_picture() -> None:
    """Of any page, under any address; it can stand in an address (RFC 2392, section 2)."""
    other = Picture(url="x.png", kind="png", content=PNG)
    _, first = embedded(HTML, (ONE,), domain="[127.0.0.1]")
    page, second = embedded('<img src="x.png">', (other,), domain="[127.0.0.1]")

    assert list(first) == list(second)
    (id_,) = second
    assert id_.endswith("@[127.0.0.1]")
    assert f'src="cid:{id_.replace("[", "%5B").replace("]", "%5D")}"' in page
