"""The page as a tree, and how its parts are named for people."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree
from lxml import html as lxml_html

from digest import text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from digest.check.subject import Subject

#: Characters of a text that are shown of it.
SHOWN = 60


def read(subject: Subject) -> HtmlElement | None:
    """Return the page as a tree; None where there is none, or nothing in it."""
    return None if subject.page is None else _parsed(subject.page.html)


@lru_cache(maxsize=2)  # several checks look at one page
def _parsed(html: str) -> HtmlElement | None:
    try:
        return lxml_html.document_fromstring(html.encode(), parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError):  # nothing in it
        return None


def _parser() -> lxml_html.HTMLParser:
    return lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)


def styles(page: HtmlElement) -> str:
    """Return the style sheets of a page, one after the other."""
    return "\n".join(style.text or "" for style in page.iter("style"))


def show_element(element: HtmlElement) -> str:
    """Name an element as its tag is written: `<p class="deck">`."""
    names = element.get("class", "")
    return f'<{element.tag} class="{names}">' if names else f"<{element.tag}>"


def start(words: str) -> str:
    """Return how a text begins, cut between words, as it can stand at the end of a sentence."""
    shown = text.squeeze(words).rstrip(".")
    if len(shown) <= SHOWN:
        return shown
    return f"{shown[:SHOWN].rsplit(' ', 1)[0]} …"
