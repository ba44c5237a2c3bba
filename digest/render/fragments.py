"""An edition's Markdown into pieces of HTML that may stand in an email.

What comes out is safe (`markup`), has only pictures with a web address, only headings that fit
below the one above, and no braces in links, where mailing services look for merge tags.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from digest import edition as editions
from digest import markup, urls

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.edition import Block

HEADING_TAG = re.compile(r"(</?h)([1-6])\b")
OPENING_HEADING = "<h"
UNSCOPED = re.compile(r"<th\b(?![^>]*\bscope=)")
LINKED = re.compile(r'(?<= )(href|src)="([^"]*)"')
IMAGE = re.compile(r"<img\b[^>]*>")
SOURCE = re.compile(r' src="([^"]*)"')
FIRST_PARAGRAPH = re.compile(r"\A<p>(.*?)</p>\s*", re.DOTALL)
OPENING_DASH = re.compile(r"\A(?:—|–)\s*")
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^>]*>")
VOID = frozenset({"br", "hr", "img"})
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
#: libxml2, which premailer reads a page with, drops all that follows 256 nested tags. The
#: templates take some of them.
DEEPEST = 100
NOTHING = Markup()


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One of the other news, without the dash that the templates put before it."""

    first: Markup = NOTHING
    """Its first paragraph, without a tag around it."""
    rest: Markup = NOTHING
    """What follows: further paragraphs, quotes, lists."""


def printable(text: str) -> str:
    """Drop what no page may hold: control characters and halves of characters."""
    return UNPRINTABLE.sub("", text)


def fragment(markdown: str, *, shift: int = 0, top: int = 3) -> Markup:
    """Render Markdown to HTML whose headings are `shift` levels deeper, from `top` down to 6.

    No heading is more than one level below the one before it, as a screen reader expects.
    """
    rendered = markup.markdown_to_html(printable(editions.COMMENT.sub("", markdown)))
    if _depth(rendered) > DEEPEST:
        lines = markup.plain(rendered).split("\n")
        return Markup("\n").join(Markup("<p>{}</p>").format(line) for line in lines)
    levelled = _scoped(_levelled(rendered, shift, top))
    return Markup(_linked(IMAGE.sub(_web_image, levelled)))  # noqa: S704 - safe_html made it


def inline(markdown: str) -> Markup:
    """Render one line of Markdown, such as a heading, without a tag around it."""
    rendered = markup.inline_html(printable(editions.COMMENT.sub("", markdown)))
    return Markup(_linked(IMAGE.sub("", rendered)))  # noqa: S704 - safe_html made it


def words(piece: str) -> str:
    """Return a piece's words in one line."""
    return markup.plain(piece).replace("\n", " ")


def visible(piece: str) -> bool:
    """Say whether readers see anything of a piece."""
    return bool(words(piece)) or "<img" in piece


def joined(blocks: Iterable[Block]) -> str:
    """Return blocks as the file has them: bullets that follow one another are one list."""
    return "".join(block.raw + block.gap for block in blocks)


def briefs(blocks: Iterable[Block]) -> tuple[Markup, tuple[Brief, ...]]:
    """Return what stands before the first brief, and the briefs.

    A bullet, or a paragraph that begins with a dash, opens a brief; what follows belongs to it.
    """
    before: list[Block] = []
    groups: list[list[Block]] = []
    for block in blocks:
        if block.opens_brief:
            groups.append([block])
        else:
            (groups[-1] if groups else before).append(block)
    found = (_brief(group) for group in groups)
    return fragment(joined(before)), tuple(one for one in found if one.first or one.rest)


def _brief(group: list[Block]) -> Brief:
    # The dash is taken off after rendering: without it, "— 5. Februar" would be a list.
    rendered = fragment("\n\n".join(block.markdown for block in group))
    opening = FIRST_PARAGRAPH.match(rendered)
    first = OPENING_DASH.sub("", opening[1]) if opening else ""
    rest = rendered[opening.end() :] if opening else str(rendered)
    if not visible(first + rest):
        return Brief()
    return Brief(first=Markup(first), rest=Markup(rest))  # noqa: S704 - parts of a fragment


def _levelled(piece: str, shift: int, top: int) -> str:
    level = top - 1

    def moved(tag: re.Match[str]) -> str:
        nonlocal level
        if tag[1] == OPENING_HEADING:
            level = min(6, max(top, int(tag[2]) + shift), level + 1)
        return f"{tag[1]}{level}"

    return HEADING_TAG.sub(moved, piece)


def _scoped(piece: str) -> str:
    """Say of the headings of a table what they head (WCAG technique H63); Markdown has one row."""
    return UNSCOPED.sub('<th scope="col"', piece)


def _web_image(tag: re.Match[str]) -> str:
    source = SOURCE.search(tag[0])
    return tag[0] if source and urls.is_web(html.unescape(source[1])) else ""


def _linked(piece: str) -> str:
    return LINKED.sub(lambda link: f'{link[1]}="{without_braces(link[2])}"', piece)


def without_braces(url: str) -> str:
    """Percent-encode what mailing services would take for a merge tag (RFC 3986, section 2.1)."""
    return url.replace("{", "%7B").replace("}", "%7D").replace(" ", "%20")


def _depth(piece: str) -> int:
    deepest = depth = 0
    for closing, name in TAG.findall(piece):
        if name not in VOID:
            depth += -1 if closing else 1
            deepest = max(deepest, depth)
    return deepest
