"""The XML parser that feedparser is given: Python's own, taught to hand over less, and quicker.

feedparser looks for its parser by the name of a module with `create_parser`, as
`xml.sax.make_parser` does. What is left out here is read by nobody, and the rest is read as ever,
but for xml:base: feedparser forgets to leave one where there was none around it, and cannot join
relative ones.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit
from xml.sax.expatreader import ExpatParser
from xml.sax.xmlreader import AttributesNSImpl

if TYPE_CHECKING:
    from collections.abc import Mapping

BASE = "http://www.w3.org/XML/1998/namespace base xml"
ATOM = "http://www.w3.org/2005/Atom"
#: Elements, as expat names them, that no item has anything of: a third of what a blog writes.
UNREAD = frozenset(
    {
        "category",
        f"{ATOM} category",
        "comments",
        "http://purl.org/rss/1.0/modules/slash/ comments slash",
        "http://wellformedweb.org/CommentAPI/ commentRss wfw",
    }
)
#: What feedparser's table for `str.translate` has: the characters that Windows has in their place.
CONTROLS = re.compile("[\x80-\x9f]")
NO_ATTRIBUTES = AttributesNSImpl({}, {})


class QuickText(str):
    """A text that is not walked character by character where there is nothing to translate.

    `str.translate` takes 3 µs for 1,500 characters of ASCII, and 100 µs if there is one quotation
    mark among them, as in most texts.
    """

    __slots__ = ()

    def translate(self, table: Mapping[int, str]) -> str:  # type: ignore[override]
        """Translate characters of `CONTROLS`."""
        return super().translate(table) if CONTROLS.search(self) else str(self)


class QuickParser(ExpatParser):
    """Expat that leaves out `UNREAD`, and gives text in one piece.

    Without `buffer_text` each line and each reference to a character is a piece of its own, and
    escaped HTML is full of those (https://docs.python.org/3/library/pyexpat.html).
    """

    def setContentHandler(self, handler: Any) -> None:  # noqa: N802 - SAX's own name
        """Set who is told; feedparser passes each of its texts through this method of its own."""
        super().setContentHandler(handler)
        handler.decode_entities = lambda _, data: QuickText(data)

    def reset(self) -> None:
        """Make a new parser underneath."""
        super().reset()
        self._parser.buffer_text = True  # type: ignore[attr-defined] # made by the line above
        self._left_out = 0
        self._bases = [""]

    def start_element_ns(self, name: str, attrs: Mapping[str, str]) -> None:
        """Tell of an element, unless it is left out or within one that is."""
        if self._left_out or name in UNREAD:
            self._begin_leaving_out()
            return
        base = self._bases[-1]
        if BASE in attrs:
            base = joined(base, attrs[BASE].strip())
            attrs = {key: value for key, value in attrs.items() if key != BASE}
        self._bases.append(base)
        self._cont_handler.baseuri = base  # type: ignore[attr-defined]
        if attrs:
            super().start_element_ns(name, attrs)
        else:
            self._cont_handler.startElementNS(pair(name), None, NO_ATTRIBUTES)  # type: ignore[attr-defined]

    def end_element_ns(self, name: str) -> None:
        """Tell of an element's end."""
        if not self._left_out:
            self._cont_handler.baseuri = self._bases.pop()  # type: ignore[attr-defined]
            self._cont_handler.endElementNS(pair(name), None)  # type: ignore[attr-defined]
            return
        self._left_out -= 1
        if not self._left_out:
            self._parser.CharacterDataHandler = self._cont_handler.characters  # type: ignore[attr-defined]

    def _begin_leaving_out(self) -> None:
        self._left_out += 1
        self._parser.CharacterDataHandler = None  # type: ignore[attr-defined]


@lru_cache(maxsize=1000)
def pair(name: str) -> tuple[str | None, str]:
    """Return an element's namespace and local name; expat writes a prefix behind them."""
    parts = name.split()
    return (parts[0], parts[1]) if len(parts) > 1 else (None, name)


def joined(base: str, relative: str) -> str:
    """Return an xml:base within another; both may be relative to where the document is."""
    try:
        urlsplit(relative)  # without a base, nothing else would look at it
        return urljoin(base, relative)
    except ValueError:
        return base


def create_parser() -> QuickParser:
    """Return a parser."""
    return QuickParser()
