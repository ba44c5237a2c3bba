"""The body of an item as blocks of Markdown that fit into an edition file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest import markup, text
from digest.editorial.brief import FURNITURE, is_balanced, is_cut, is_whole, whole_sentences

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.model import Item

#: In an edition `##` begins a section, so a body's own headings start one level below.
HEADING = re.compile(r"^ {0,3}#{1,2}(?:[ \t]+(?P<words>.*?))?[ \t]*#*$", re.DOTALL)
UNDERLINED = re.compile(r"^(?P<words>(?! *[-+*>|]).+)\n {0,3}(?:=+|-+)[ \t]*$", re.DOTALL)
SOFT_BREAK = re.compile(r"(?<![\\ ])\n(?=\S)")
#: The beginnings of blocks in which a line break means something.
LINED = re.compile(r"^(?: {0,3}(?:[-+*>|#]|\d+[.)]\s|```|~~~)| {4})")


def blocks(item: Item) -> list[str]:
    """Return the body's blocks, word for word; comments are no words."""
    source = markup.html_to_markdown(item.body) if item.body_type == "text/html" else item.body
    source = markup.COMMENT.sub("", source.replace("\r\n", "\n")).replace("<!--", "&lt;!--")
    return [fitted for block in markup.blocks(source) if (fitted := _fitted(block))]


def excerpt(item: Item, *, most: int, named: Callable[[str], str] = str) -> list[str]:
    """Return the body's first blocks, of at most `most` words, ending with a whole sentence.

    No quotation is cut, and `named` says by which words relative days are called, but in block
    quotations, lists and headings.
    """
    chosen: list[str] = []
    total = 0
    for source in blocks(item):
        block = source if LINED.match(source) else named(source)
        plain = words(block)
        count = text.count_words(plain)
        if not count or FURNITURE.match(plain):
            continue
        if total + count > most:
            if rest := whole_sentences(plain, most=most - total):
                chosen.append(markup.escape(rest))
            break
        chosen.append(text.strip_byline(block) if not chosen else block)
        total += count
    while chosen and not _ends_whole(chosen[-1]):
        last = chosen.pop()
        rest = "" if LINED.match(last) else whole_sentences(words(last), most=most)
        if rest:
            chosen.append(markup.escape(rest))
    return chosen


def _ends_whole(block: str) -> bool:
    """Say whether a text can end with this block: not a subheading, nor a summary that is cut."""
    if block.startswith("#"):
        return False
    return (is_whole(words(block)) and is_balanced(words(block))) or (
        bool(LINED.match(block)) and not is_cut(words(block))
    )


def words(block: str) -> str:
    """Return what readers see of a block, in one line."""
    return text.squeeze(markup.plain(block, "text/markdown"))


def one_line(block: str) -> str:
    """Join the lines of a paragraph that was wrapped in its file; leave lists and quotes."""
    return block if LINED.match(block) else SOFT_BREAK.sub(" ", block)


def _fitted(block: str) -> str:
    for pattern in (HEADING, UNDERLINED):
        if match := pattern.match(block):
            title = text.squeeze(match["words"] or "")
            return f"### {title}" if title else ""
    return one_line(block).strip("\n")
