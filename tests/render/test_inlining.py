"""CSS into style attributes: in the page that mail clients get, nothing is lost on the way."""

from __future__ import annotations

import re
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from digest.errors import TemplateError
from digest.render.inline import inline_css
from tests.render.pages import render

if TYPE_CHECKING:
    from collections.abc import Iterator


def page(css: str = "", body: str = "<p>x</p>", *, kept: str = "", head: str = "") -> str:
    """Make a page with a style sheet to inline and one to keep."""
    ignored = f'<style data-premailer="ignore">{kept}</style>' if kept else ""
    return (
        f"<!DOCTYPE html>\n<html><head><title>t</title>{head}<style>{css}</style>{ignored}</head>"
        f"<body>{body}</body></html>"
    )


def inlined(source: str) -> str:
    """Inline, with the name that errors give."""
    return inline_css(source, where="templates/edition.html.j2")


def test_rules_become_attributes_and_media_queries_stay() -> None:
    """A kept rule must win over an inlined one, so it keeps its !important."""
    kept = "@media (max-width:620px){p{color:red!important}}"
    found = inlined(page("p { color: blue }", kept=kept))

    assert '<p style="color:blue">' in found
    assert kept in found
    assert 1 == found.count("<style")


def test_our_page_has_one_style_sheet_and_it_is_for_what_cannot_be_inlined() -> None:
    """Narrow screens, dark mode, Outlook's dark mode; each declaration is !important."""
    html = re.sub(r"<!--\[if mso\]>.*?<!\[endif\]-->", "", render().html, flags=re.DOTALL)
    (kept,) = re.findall(r"<style[^>]*>(.*?)</style>", html, re.DOTALL)
    declarations = re.findall(r"[{;]\s*([a-z-]+)\s*:([^;{}]+)", kept.partition("}")[2])

    assert "@media (max-width: 599px)" in kept
    assert "@media (prefers-color-scheme: dark)" in kept
    assert "[data-ogsc]" in kept
    assert [] == [name for name, value in declarations if "!important" not in value]
    assert len(declarations) > 30
    assert len(kept) < 16_384
    assert not re.search(r"@media[^{}]*\{[^{}]*(\{[^{}]*\}[^{}]*)*@", kept)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<img src="a.png" width="600" height="300" alt="">', 'width="600" height="300"'),
        ('<a href="#top">x</a>', 'href="#top"'),
        ("<p>a&nbsp;b &lt;c&gt; &amp;d</p>", "a\xa0b &lt;c&gt; &amp;d"),
        ("<!--[if mso]><table><tr><![endif]--><p>x</p>", "<!--[if mso]><table><tr><![endif]-->"),
        ("<!--[if !mso]><!--><p>x</p><!--<![endif]-->", "<!--[if !mso]><!-->"),
        ('<a href="https://e.org/?a=1&amp;b=2">x</a>', 'href="https://e.org/?a=1&amp;b=2"'),
        ("<p>{{ name }} {% if %}</p>", "{{ name }} {% if %}"),
    ],
)  # fmt: skip
def test_what_a_template_says_is_left_as_it_is(body: str, expected: str) -> None:
    """Sizes, anchors, entities, conditional comments, braces."""
    found = inlined(page("img { width: 100%; height: auto } td { padding: 0 }", body))

    assert expected in found


@pytest.mark.parametrize("written", ["<!doctype html>", "<!DOCTYPE HTML>", "<!DOCTYPE html>"])
def test_the_document_type_is_kept(written: str) -> None:
    """In capitals, or premailer would lose it."""
    found = inlined(page().replace("<!DOCTYPE html>", written))

    assert found.startswith("<!DOCTYPE html>\n<html>")


@pytest.mark.parametrize("css", ["", "  \n", "/* nothing */"])
def test_an_empty_style_sheet_is_no_fault(css: str) -> None:
    """Premailer would fail on it."""
    found = inlined(page(css))

    assert "<p>x</p>" in found
    assert "<style" not in found


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """Listen on loopback, and remember what anybody asks for."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    asked.append(connection.recv(1000))

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], asked
        stop.set()
        thread.join()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (page("@import url(http://127.0.0.1:NNNN/x.css); p { color: red }"), "@import url("),
        (page("@IMPORT 'http://127.0.0.1:NNNN/x.css';"), "@IMPORT 'http"),
        (page(kept="@import url(http://127.0.0.1:NNNN/x.css);"), "@import url("),
        (page(body="<style>@import 'file:///etc/hostname';</style>"), "@import 'file"),
        (page("@import/**/url(http://127.0.0.1:NNNN/x.css);"), "@importurl("),
        (page(r"@\69mport url(http://127.0.0.1:NNNN/x.css);"), "@import url("),
        (page(r"@im\00070 ort 'http://127.0.0.1:NNNN/x.css';"), "@import 'http"),
        (page(r"@i\mport 'http://127.0.0.1:NNNN/x.css';"), "@import 'http"),
        (page().replace("</body></html>", "<style>@import 'http://127.0.0.1:NNNN/';"), "@import"),
        (
            page(head='<link rel="stylesheet" href="http://127.0.0.1:NNNN/x.css">'),
            '<link rel="stylesheet"',
        ),
        (page(head="<LINK HREF=http://127.0.0.1:NNNN/ REL=StyleSheet>"), "<LINK HREF="),
    ],
)
def test_a_style_sheet_from_elsewhere_is_refused_and_not_asked_for(
    listener: tuple[int, list[bytes]], source: str, found: str
) -> None:
    """Mail clients would not load it, and nothing of ours asks the network for a template."""
    port, asked = listener
    with pytest.raises(TemplateError) as caught:
        inlined(source.replace("NNNN", str(port)))

    assert f"templates/edition.html.j2: a style sheet from elsewhere: {found}" in str(caught.value)
    assert [] == asked


def test_an_import_that_is_only_a_comment_is_none() -> None:
    """A designer's note is not an order."""
    assert "color:red" in inlined(page("/* @import 'x.css' */ p { color: red }"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", "templates/edition.html.j2: the page is empty"),
        (" \n", "templates/edition.html.j2: the page is empty"),
        (
            page("@media screen { @media print { p { color: red } } }"),
            "templates/edition.html.j2: the CSS cannot be put into the page (",
        ),
    ],
)
def test_a_page_that_cannot_be_made_says_so(source: str, expected: str) -> None:
    """In one line, with what to do; whatever premailer fails with."""
    with pytest.raises(TemplateError) as caught:
        inlined(source)

    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)


def test_pages_made_after_one_another_are_the_same() -> None:
    """Premailer's cache does not leak from one into the next."""
    assert render().html == render().html
