"""The XML parser that feedparser is given: Python's own, which here hands over a text in one piece.

Left alone it makes a piece of each line and each reference to a character, and escaped HTML is full
of those: that took a tenth of the time in which a feed is read. feedparser looks for its parser by
the name of a module with `create_parser`, as `xml.sax.make_parser` does.
"""

from __future__ import annotations

from xml.sax.expatreader import ExpatParser


class BufferedParser(ExpatParser):
    """Expat with `buffer_text` (https://docs.python.org/3/library/pyexpat.html)."""

    def reset(self) -> None:
        """Make a new parser underneath."""
        super().reset()
        self._parser.buffer_text = True  # type: ignore[attr-defined] # made by the line above


def create_parser() -> BufferedParser:
    """Return a parser."""
    return BufferedParser()
