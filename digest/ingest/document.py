"""What every reader of local files returns: the text in blocks, and what it says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from digest import edition, markup, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from digest.model import DatedBy, Image

Kind = Literal["paragraph", "heading", "bullet", "quote"]

#: How people write a brief's bullet in plain text.
DASH = re.compile(r"^(?:[—–•·▪]|&#8212;|[-*](?=\s))\s*")
QUOTATION = re.compile(r"^(?:>|[\"“«„‘])")
SENTENCE = re.compile(r"[.!?…;,][\"'”’»)\]]*$")

#: Characters to which mail programs fill lines.
FILLED_TO = (40, 100)
#: Longer than this, a line is a paragraph whatever it ends with.
HEADLINE_WORDS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One paragraph, heading, bullet or quotation. `markdown` is without its bullet or hashes."""

    kind: Kind
    markdown: str

    @property
    def words(self) -> str:
        """The plain words."""
        return text.squeeze(markup.plain(self.markdown, "text/markdown"))

    @property
    def is_line(self) -> bool:
        """Whether it reads like a headline or a label, not like a sentence."""
        words = self.words
        return text.count_words(words) <= HEADLINE_WORDS and not SENTENCE.search(words)

    @property
    def is_quotation(self) -> bool:
        """Whether it is what somebody said, as a paragraph of its own."""
        return self.kind == "quote" or bool(QUOTATION.match(self.words))

    def written(self) -> str:
        """Return it as Markdown that stands alone."""
        if self.kind == "heading":
            return f"### {self.markdown}"
        if self.kind == "bullet":
            return "- " + self.markdown.replace("\n", "\n  ")
        return self.markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text, and what a page's metadata or a letter's headers say of it. Plain text throughout."""

    passages: tuple[Passage, ...]
    title: str = ""
    deck: str = ""
    kicker: str = ""
    author: str = ""
    publisher: str = ""
    url: str = ""
    published: datetime | None = None
    published_raw: str = ""
    dated_by: DatedBy = "first-seen"
    image: Image | None = None


def from_markdown(source: str) -> tuple[Passage, ...]:
    """Cut Markdown into passages."""
    return tuple(passage for block in edition.blocks(source) for passage in _passages(block))


def _passages(block: edition.Block) -> Iterator[Passage]:
    markdown = block.markdown
    if not markdown:
        return
    if block.kind == "heading":
        yield Passage(kind="heading", markdown=re.sub(r"^#+\s*|\s+#+$", "", markdown))
    elif block.kind == "bullet" or (DASH.match(markdown) and markdown[0] not in "-*"):
        yield Passage(kind="bullet", markdown=DASH.sub("", markdown))
    elif bold := re.fullmatch(r"(\*\*|__)(?P<words>[^*_\n]+)\1:?", markdown):
        yield Passage(kind="heading", markdown=bold["words"].strip())
    else:
        yield Passage(kind="quote" if markdown.startswith(">") else "paragraph", markdown=markdown)


def from_plain_text(source: str) -> tuple[Passage, ...]:
    """Cut text as people paste it into passages, with its words escaped.

    Paragraphs are parted by empty lines. Lines within one are its own if they are filled to a
    common width, as by a mail program; else each is a paragraph.
    """
    found = (_plain_passage(paragraph) for paragraph in _paragraphs(source))
    return tuple(passage for passage in found if passage.markdown)


def _paragraphs(source: str) -> Iterator[str]:
    for chunk in re.split(r"\n[ \t\u00a0]*\n", source):
        lines = [line.strip() for line in chunk.split("\n") if line.strip()]
        yield from [" ".join(lines)] if _is_filled(lines) else lines


def _is_filled(lines: list[str]) -> bool:
    """Say whether lines were broken to fit a width: all but the last are long, and alike."""
    *body, _ = lines or [""]
    if not body or any(DASH.match(line) for line in lines[1:]):
        return False
    longest = max(map(len, lines))
    shortest = max(FILLED_TO[0], 0.6 * longest)
    return longest <= FILLED_TO[1] and all(len(line) >= shortest for line in body)


def _plain_passage(paragraph: str) -> Passage:
    if bullet := DASH.match(paragraph):
        return Passage(kind="bullet", markdown=markup.escape(paragraph[bullet.end() :]))
    return Passage(kind="paragraph", markdown=markup.escape(paragraph))
