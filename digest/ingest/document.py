"""What every reader of local files returns: the text in blocks, and what it says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from digest import edition, markup, text
from digest.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from digest.model import DatedBy, Image

Kind = Literal["paragraph", "heading", "bullet", "quote"]

#: How people write a brief's bullet: a dash of any length, or a dot.
DASH = re.compile(r"^(?:[—–•·▪]|&#8212;|\\?(?:-{1,3}|\*)(?=\s))\s*")
#: A line that begins a bullet and not the rest of a sentence: a dash may stand anywhere in one.
NEW_BULLET = re.compile(r"^(?:\\?(?:-{1,3}|\*)(?=\s)|[•·▪])\s*(?![a-z])")
NEW_DASH = re.compile(r"^[—–]\s*(?![a-z])")
#: A heading within plain text, by somebody who is used to Markdown.
MARKED = re.compile(r"(?:#{1,6}\s+)?(\*\*|__)(?P<bold>[^*_]+)\1:?|#{1,6}\s+(?P<hashed>.+?)\s*#*")
#: A heading in bold type, and what stands on the lines below it.
BOLD = re.compile(r"(\*\*|__)(?P<words>[^*_\n]+)\1:?[ \t]*(?:\\?\n(?P<rest>.+))?", re.DOTALL)
#: A heading of Markdown by the line under it.
UNDERLINED = re.compile(r"(?P<words>(?! *[-+*>|]).+)\n {0,3}(?P<line>=+|-+)[ \t]*")
#: Lines and comments between paragraphs; they say nothing.
RULE = re.compile(r"[-_=*~•·—–#.\\\s]*")
COMMENT = re.compile(r"(?:\s*<!--.*?-->)+\s*", re.DOTALL)
QUOTATION = re.compile(r"^(?:>|[\"“«„‘])")
SENTENCE = re.compile(r"[.!?…;,][\"'”’»)\]]*$")
#: A word that begins a sentence if one has ended before it.
NEXT = "Then"

#: Characters to which mail programs fill lines.
FILLED_TO = (40, 100)
#: Longer than this, a line is a paragraph whatever it ends with.
HEADLINE_WORDS = 18
#: The level of a heading that has none: it is set in bold, or is one by its words alone.
LOWEST_LEVEL = 7
#: Characters of a paragraph, and paragraphs of a text: more is no text for a newsletter, and the
#: Markdown parser takes quadratic time for some.
LONGEST = 50_000
MOST = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One paragraph, heading, bullet or quotation. `markdown` is without its bullet or hashes."""

    kind: Kind
    markdown: str
    level: int = LOWEST_LEVEL
    """Of a heading: how many hashes it has, as the number in HTML's `<h2>`."""

    @property
    def words(self) -> str:
        """The plain words."""
        return _words(self.markdown)

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


@lru_cache(maxsize=2 * MOST)
def _words(markdown: str) -> str:
    return text.squeeze(markup.plain(markdown, "text/markdown"))


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
    """Cut Markdown into passages.

    Raises:
        SourceError: a paragraph is too long, or there are too many.

    """
    _check_paragraphs(re.split(r"\n[ \t]*\n", source))
    found = (passage for block in edition.blocks(source) for passage in _passages(block))
    return tuple(passage for passage in found if passage.words or "![" in passage.markdown)


def _passages(block: edition.Block) -> Iterator[Passage]:
    markdown = block.markdown
    if RULE.fullmatch(markdown) or COMMENT.fullmatch(markdown):
        return
    if block.kind == "heading":
        bare = re.sub(r"^#+\s*|\s+#+$", "", markdown)
        yield Passage(kind="heading", markdown=bare, level=_level(markdown))
    elif underlined := UNDERLINED.fullmatch(markdown):
        level = 1 if underlined["line"].startswith("=") else 2
        yield Passage(kind="heading", markdown=underlined["words"], level=level)
    elif block.kind == "bullet":
        yield from _bullets(markup.COMMENT.sub("", block.raw))
    elif bold := BOLD.fullmatch(markdown):
        yield Passage(kind="heading", markdown=bold["words"].strip())
        if bold["rest"]:
            yield from _passages(edition.paragraph(bold["rest"]))
    elif DASH.match(markdown):
        yield from _bullets(markdown)
    else:
        yield Passage(kind="quote" if markdown.startswith(">") else "paragraph", markdown=markdown)


def _level(heading: str) -> int:
    hashes = len(heading) - len(heading.lstrip("#"))
    return hashes or LOWEST_LEVEL


def _bullets(markdown: str) -> Iterator[Passage]:
    """Part the bullets that stand on lines of one block; what is indented belongs to one."""
    held: list[str] = []
    for line in markdown.split("\n"):
        broken = bool(held) and held[-1].endswith("\\")
        if held and DASH.match(line) and (broken or _opens_bullet(line, held[-1])):
            yield Passage(kind="bullet", markdown=_bare(held))
            held = []
        held.append(line)
    yield Passage(kind="bullet", markdown=_bare(held))


def _bare(lines: Sequence[str]) -> str:
    bullet = edition.Block(raw="\n".join(lines).removesuffix("\\").rstrip(), kind="bullet")
    return DASH.sub("", bullet.markdown)


def _opens_bullet(line: str, before: str) -> bool:
    """Say whether a line begins a bullet, and not the rest of the sentence before it.

    No sentence is broken after a line that has so much room left.
    """
    if NEW_BULLET.match(line):
        return True
    return bool(NEW_DASH.match(line)) and (
        len(before) < FILLED_TO[0]
        or before.endswith(":")
        or text.sentences(f"{before} {NEXT}")[-1] == NEXT
    )


def from_plain_text(source: str) -> tuple[Passage, ...]:
    """Cut text as people paste it into passages, with its words escaped.

    Paragraphs are parted by empty lines. A line within one goes on in the next if that one's
    first word had no more room, as in mail; else it is a paragraph of its own.

    Raises:
        SourceError: a paragraph is too long, or there are too many.

    """
    paragraphs = tuple(_paragraphs(source))
    _check_paragraphs(paragraphs)
    found = (_plain_passage(it) for it in paragraphs if not RULE.fullmatch(it))
    return tuple(passage for passage in found if passage.markdown)


def _check_paragraphs(paragraphs: Sequence[str]) -> None:
    if len(paragraphs) > MOST:
        raise SourceError(f"has more than {MOST:,} paragraphs", hint="Save what matters alone")
    if max(map(len, paragraphs), default=0) > LONGEST:
        raise SourceError(
            f"has a paragraph of more than {LONGEST:,} characters",
            hint="Put an empty line between paragraphs",
        )


def _paragraphs(source: str) -> Iterator[str]:
    chunks = [
        [line.strip() for line in chunk.split("\n") if line.strip()]
        for chunk in re.split(r"\n[^\S\n]*\n", source)
    ]
    whole = _width(line for lines in chunks for line in lines)
    for lines in chunks:
        width = whole or (_width(lines) if _is_filled(lines) else 0)
        held: list[str] = []
        for line in lines:
            if held and not _runs_on(held[-1], line, width):
                yield " ".join(held)
                held = []
            held.append(line)
        if held:
            yield " ".join(held)


def _width(lines: Iterable[str]) -> int:
    """Return to how many characters lines may have been filled; 0 if they were not."""
    longest = max((len(line) for line in lines if " " in line), default=0)
    return longest if longest <= FILLED_TO[1] else 0


def _is_filled(lines: Sequence[str]) -> bool:
    """Say whether lines in a text that is not filled throughout are: there are many, and alike."""
    shortest = max(FILLED_TO[0], 0.6 * max(map(len, lines), default=0))
    return len(lines) > 2 and all(len(line) >= shortest for line in lines[:-1])  # noqa: PLR2004 - a headline and a deck are two


def _runs_on(line: str, following: str, width: int) -> bool:
    if len(line) < FILLED_TO[0] or _opens_bullet(following, line) or MARKED.fullmatch(following):
        return False
    return len(line) + 1 + len(following.split(" ", 1)[0]) > width > 0


def _plain_passage(paragraph: str) -> Passage:
    if marked := MARKED.fullmatch(paragraph):
        words = marked["hashed"] or marked["bold"]
        return Passage(kind="heading", markdown=markup.escape(words), level=_level(paragraph))
    if bullet := DASH.match(paragraph):
        return Passage(kind="bullet", markdown=markup.escape(paragraph[bullet.end() :]))
    return Passage(kind="paragraph", markdown=markup.escape(paragraph))
