"""The edition: a Markdown file that people edit, and the one record that all else is made from.

`write(parse(text)) == text` for every text that is accepted: an `Edition` is the file cut into
pieces, with nothing thrown away, plus what the pieces mean. `parse(write(edition)) == edition`
holds for every edition that `compose` returns, since that is how it makes them.

    ---
    title: "Diplomacy Watch: …"          Meta
    ---
    First paragraph … <!-- story: 8f3c2a -->         Block ┐
                                                           ├ the lead Part
    ### A subheading                                 Block ┘

    ## In other diplomatic news: <!-- section: other -->   heading ┐
                                                                   ├ a Part
    - A brief … <!-- story: 19ab04 -->               Block         ┘
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from digest import frontmatter, markup, text
from digest.errors import EditionError
from digest.meta import Meta, read_meta, write_meta

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from digest.config import Section

__all__ = [
    "Block",
    "Edition",
    "Meta",
    "Part",
    "absence_mark",
    "blocks",
    "bullet",
    "compose",
    "heading",
    "heading_title",
    "paragraph",
    "parse",
    "write",
]

COMMENT = re.compile(r"[ \t]*<!--(.*?)-->", re.DOTALL)
STORY = re.compile(r"<!--\s*story:\s*([\w-]+)\s*-->")
SECTION = re.compile(r"<!--\s*section:\s*([\w-]+)\s*-->")
UNKNOWN_ABSENCE = re.compile(r"<!--\s*absence:\s*unknown\s*(?:\((.*?)\)\s*)?-->", re.DOTALL)
HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$", re.DOTALL)
SECTION_HEADING = re.compile(r"^ {0,3}##[ \t]")
BULLET = re.compile(r"^ {0,3}[-*+][ \t]+")
DASHES = re.compile(r"^(?:—|–|&#8212;)\s*")

Kind = Literal["text", "heading", "bullet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph, bullet, subheading, quote or table, as it stands in the file."""

    raw: str
    """The Markdown with its comments, without the white space that ends it."""
    gap: str = "\n\n"
    """The white space between this block and the next."""
    kind: Kind = "text"

    @property
    def story(self) -> str:
        """The id in its story comment; empty if there is none."""
        return next(iter(self.stories), "")

    @property
    def stories(self) -> tuple[str, ...]:
        """The ids in its story comments: several where an editor made one paragraph of two."""
        return tuple(STORY.findall(self.raw))

    @property
    def markdown(self) -> str:
        """What readers see of it: no comments, no bullet."""
        bare = COMMENT.sub("", self.raw).strip("\n")
        if self.kind != "bullet":
            return bare.strip()
        opening = BULLET.match(bare)
        indent = len(opening[0]) if opening else 0
        first, *further = bare[indent:].split("\n")
        lines = (line[min(indent, len(line) - len(line.lstrip())) :] for line in further)
        return "\n".join([first.strip(), *lines]).strip()

    @property
    def opens_brief(self) -> bool:
        """Whether a brief begins here: a bullet, or a paragraph that begins with a dash."""
        return self.kind == "bullet" or bool(DASHES.match(self.markdown))

    @property
    def brief(self) -> str:
        """The Markdown without the dash, which the templates put before each brief."""
        return DASHES.sub("", self.markdown)

    @property
    def unknown_absence(self) -> str | None:
        """The reason in an `absence: unknown` comment (may be empty), or None without one."""
        match = UNKNOWN_ABSENCE.search(self.raw)
        return (match[1] or "").strip() if match else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The main story (no heading), or a `##` heading and what stands below it."""

    id: str = ""
    """The id of the section that the heading means; empty for a section the editor added."""
    heading: Block | None = None
    blocks: tuple[Block, ...] = ()

    @property
    def title(self) -> str:
        """The heading's words, as Markdown."""
        return heading_title(self.heading) if self.heading else ""

    @property
    def stories(self) -> tuple[str, ...]:
        """The ids of its stories, in order, each once."""
        return tuple(dict.fromkeys(story for block in self.blocks for story in block.stories))

    @property
    def unknown_absence(self) -> str | None:
        """Why it is not known whether there was anything, or None where that is no question."""
        reasons = (block.unknown_absence for block in (self.heading, *self.blocks) if block)
        return next((reason for reason in reasons if reason is not None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One edition file."""

    meta: Meta = field(default_factory=Meta)
    front: str = ""
    """The front matter as it stands, with its fences."""
    opening: str = ""
    """The white space before the first block."""
    parts: tuple[Part, ...] = (Part(),)
    """The lead first; it is there even if it is empty."""

    @property
    def lead(self) -> Part:
        """The main story."""
        return self.parts[0]

    @property
    def stories(self) -> tuple[str, ...]:
        """The ids of all stories, in order, each once."""
        return tuple(dict.fromkeys(story for part in self.parts for story in part.stories))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read: front matter, headings and comments are no text."""
        return not any(block.markdown for part in self.parts for block in part.blocks)


def without_absence(block: Block) -> Block | None:
    """Return a block without the mark of an unknown absence; None if nothing else is in it."""
    rest = UNKNOWN_ABSENCE.sub("", block.raw).strip("\r\n")
    return replace(block, raw=rest) if rest.strip() else None


def heading_title(block: Block) -> str:
    """Return a heading's words, as Markdown."""
    match = HEADING.match(COMMENT.sub("", block.raw).strip())
    return match[2].strip() if match else ""


def parse(content: str, sections: Sequence[Section] = (), *, where: str = "edition") -> Edition:
    """Read an edition file. Only the lead's id comes from `sections` if it has no heading.

    A heading is matched by its comment, then by a section's title, then by its aliases; any
    other is an added section.

    Raises:
        EditionError: the front matter is broken; `where` names the file and the line.

    """
    cut = frontmatter.split(content)
    if not cut.block and re.match(r"\A\ufeff?---[ \t]*\r?$", content, re.MULTILINE):
        raise EditionError(
            "the front matter is not closed", where=f"{where}, line 1", hint="Add a line ---"
        )
    meta = read_meta(cut.block, where) if cut.block else Meta()
    body = cut.rest
    opening = body[: len(body) - len(body.lstrip())]
    lead = next((section.id for section in sections if section.kind == "lead"), "main")
    parts = [Part(id=lead)]
    for block in blocks(body[len(opening) :]):
        if block.kind == "heading" and SECTION_HEADING.match(block.raw):
            parts.append(Part(id=_section_id(block, sections), heading=block))
        else:
            parts[-1] = replace(parts[-1], blocks=(*parts[-1].blocks, block))
    return Edition(meta=meta, front=cut.block, opening=opening, parts=tuple(parts))


def write(edition: Edition) -> str:
    """Write the file that `parse` reads."""
    pieces = [edition.front, edition.opening]
    for part in edition.parts:
        for block in (part.heading, *part.blocks):
            if block:
                pieces += [block.raw, block.gap]
    return "".join(pieces)


def compose(meta: Meta, parts: Iterable[Part], sections: Sequence[Section] = ()) -> Edition:
    """Make an edition from its pieces, in the form in which it is read back."""
    made = Edition(meta=meta, front=write_meta(meta), opening="\n", parts=tuple(parts))
    return parse(write(made).rstrip() + "\n", sections)


def paragraph(markdown: str, story: str = "") -> Block:
    """Make a block of a paragraph, subheading, quote or table."""
    mark = f" <!-- story: {story} -->" if story else ""
    kind: Kind = "heading" if HEADING.match(markdown) else "text"
    return Block(raw=f"{markdown}{mark}", kind=kind)


def bullet(paragraphs: Sequence[str], story: str = "") -> Block:
    """Make a brief: a bullet; its further paragraphs are indented."""
    first, *further = paragraphs
    mark = f" <!-- story: {story} -->" if story else ""
    rest = "".join(f"\n\n{_indented(paragraph)}" for paragraph in further)
    return Block(raw=f"- {first}{mark}{rest}", kind="bullet")


def heading(title: str, section: str = "") -> Block:
    """Make the heading of a section."""
    mark = f" <!-- section: {section} -->" if section else ""
    return Block(raw=f"## {title}{mark}", kind="heading")


def absence_mark(reason: str) -> Block:
    """Make the comment that says: it is not known whether there was anything."""
    safe = text.squeeze(reason).replace("--", "–").replace(">", "")
    return Block(raw=f"<!-- absence: unknown ({safe}) -->")


def _indented(markdown: str) -> str:
    return "\n".join(f"  {line}" if line else "" for line in markdown.split("\n"))


def blocks(body: str) -> Iterator[Block]:
    """Cut Markdown into blocks; their `raw` and `gap` joined are `body` again."""
    lines = body.split("\n")
    starts = _starts(body)
    first_kind: Kind = starts[0][1] if starts else "text"
    bounds = [(0, first_kind), *starts[1:], (len(lines), first_kind)]
    for (start, kind), (end, _) in pairwise(bounds):
        chunk = "\n".join(lines[start:end]) + ("\n" if end < len(lines) else "")
        raw = chunk.rstrip()
        if chunk:
            yield Block(raw=raw, gap=chunk[len(raw) :], kind=kind)


def _starts(body: str) -> list[tuple[int, Kind]]:
    """Find the line in which each block starts, comments counting as words."""
    masked = COMMENT.sub(lambda match: re.sub(r"[^\n]", "c", match[0]), body)
    found: list[tuple[int, Kind]] = []
    for line, name in markup.outline(re.sub(r"\r(?!\n)", " ", masked)):
        kind: Kind = "text"
        if name == "heading":
            kind = "heading"
        elif name == "bullet":
            kind = "bullet"
        found.append((line, kind))
    return found


def _section_id(block: Block, sections: Sequence[Section]) -> str:
    if match := SECTION.search(block.raw):
        return match[1]
    title = text.heading_key(markup.plain(markup.inline_html(heading_title(block))))
    for section in sections:
        if section.title and text.heading_key(section.title) == title:
            return section.id
    for section in sections:
        if title in {text.heading_key(alias) for alias in section.aliases}:
            return section.id
    return ""


def with_line_ends(content: str, *, of: str) -> str:
    """Give every line the end that those of another text have: CRLF if all of its lines have it.

    Where an editor's lines end now so and now so, they are left as they are.
    """
    crlf = of.count("\r\n")
    if not crlf or crlf < of.count("\n"):
        return content
    return re.sub(r"(?<!\r)\n", "\r\n", content)
