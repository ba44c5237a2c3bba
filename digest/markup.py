"""Safe HTML, and the ways between HTML, Markdown and plain text.

Everything from outside passes `safe_html` on its way in, and the finished page's parts pass it
again on their way out: what stands in an edition file was typed by somebody. Markdown is CommonMark
with tables.
"""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import nh3

from digest import text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

    from digest.model import BodyType

TAGS = frozenset(
    "a abbr b blockquote br caption cite code dd del dl dt em figcaption figure h1 h2 h3 h4 h5 h6"
    " hr i img ins li ol p pre q s small strong sub sup table tbody td tfoot th thead tr u ul"
    " bdi bdo div span section article".split()
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "bdo": {"dir"},
    "*": {"lang", "dir"},
}
SILENT = frozenset(
    "script style head title template noscript iframe object embed svg math form select option"
    " textarea button audio video canvas nav".split()
)
SCHEMES = frozenset({"http", "https", "mailto"})

#: A picture nobody can see counts readers; it does not inform them.
PIXEL = re.compile(r"<img\b(?=[^>]*\b(?:width|height)=\"[01]\")[^>]*>", re.IGNORECASE)
#: What is to be a small number, and is none: readers of HTML take it for one.
NO_NUMBER = re.compile(r' (?:colspan|rowspan|start)="(?![0-9]{1,4}")[^"]*"')
#: In clean markup, where attributes are quoted and hold neither `<` nor `>`.
LINKING = re.compile(r"<(?:a|img) [^>]*>")
RELATIVE = re.compile(r' (href|src)="(?!https?://|mailto:)([^"]*)"')

TAG = re.compile(r"<[^>]*>")
BLOCK_TAG = re.compile(
    r"</?(?:p|div|h[1-6]|li|ul|ol|br|tr|td|th|table|blockquote|figure|figcaption|hr|pre|dd|dt|dl"
    r"|section|article)\b[^>]*>",
    re.IGNORECASE,
)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
#: What would begin a Markdown construct, an HTML tag or an entity; the rest may stand as it is,
#: since the draft is for people to read.
INLINE_SPECIAL = re.compile(
    r"([*`]|\\(?=[!-/:-@\[-`{-~]|$)|(?<!\w)_|_(?!\w)|\](?=[(\[:])|<(?=[a-zA-Z/!?])"
    r"|&(?=#?\w+;)|~(?=~))"
)
#: What would begin a block: a heading, list, quote, rule or underline.
BLOCK_OPENING = re.compile(r"^(?:([#+\-=>])|(\d+)([.)](?=\s|$)))")
#: Escapes of what means nothing where it stands; the draft is for people to read.
NEEDLESS = re.compile(r"(?<!\\)\\(?=&(?!#?\w+;))|(?<=[^\W_] )\\(?=[+=>])")
#: Line breaks before an empty line or another break: people part paragraphs with them.
BREAKS = re.compile(r"(?<!\\)\\(?=\n[ \t]*\\?(?:\n|$)|\s*$)|(?<=\n)[ \t]*\\(?=\n|$)")
#: The dash that opens a brief in an edition; it has no backslash escape.
DASH = "—"


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags=set(SILENT),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
        strip_comments=True,
        link_rel=None,
    )


def safe_html(fragment: str, base: str = "") -> str:
    """Return balanced HTML of harmless tags; relative links are resolved against `base`.

    Links are http, https or mailto; styles, classes, ids, forms, scripts, comments and 1×1
    pictures are gone. Without a base, relative links and pictures lose their address.
    """
    clean = NO_NUMBER.sub("", PIXEL.sub("", _cleaner().clean(fragment)))
    return LINKING.sub(lambda tag: RELATIVE.sub(lambda link: _absolute(link, base), tag[0]), clean)


def _absolute(link: re.Match[str], base: str) -> str:
    try:
        target = urljoin(base, html.unescape(link[2]).strip())
    except ValueError:
        return ""
    absolute = target.partition(":")[0].lower() in SCHEMES
    return f' {link[1]}="{html.escape(target)}"' if absolute else ""


def plain(body: str, body_type: BodyType = "text/html") -> str:
    """Return the words of a body, one paragraph a line, without markup; made to be quick."""
    if body_type == "text/markdown":
        body = markdown_to_html(body)
    # In HTML the end of a line is a space like any other.
    spaced = BLOCK_TAG.sub("\n", COMMENT.sub("", body).replace("\n", " "))
    lines = (text.squeeze(html.unescape(line)) for line in TAG.sub("", spaced).split("\n"))
    return "\n".join(line for line in lines if line)


def html_to_markdown(fragment: str) -> str:
    """Turn safe HTML into Markdown that renders to the same words, links and emphasis."""
    from markdownify import markdownify

    converted: str = markdownify(
        fragment,
        heading_style="atx",
        bullets="-",
        escape_misc=True,
        newline_style="backslash",
    )
    parted = BREAKS.sub("", NEEDLESS.sub("", converted.replace("\xa0", " ")))
    lines = (line.rstrip() for line in parted.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # By default, what is nested more than 20 deep is dropped without a word.
    options = {"html": True, "maxNesting": 100}
    return MarkdownIt("commonmark", options).enable(["table", "strikethrough"])


def markdown_to_html(source: str) -> str:
    """Render Markdown blocks to safe HTML."""
    return safe_html(_markdown().render(source)).strip()


def inline_html(source: str) -> str:
    """Render one line of Markdown to safe HTML without a paragraph around it."""
    return safe_html(_markdown().renderInline(source)).strip()


def escape(plain_text: str) -> str:
    """Return one line of Markdown that renders to exactly these words, wherever it stands."""
    # A comment in an edition file is a mark of the program's own, even behind a backslash.
    escaped = INLINE_SPECIAL.sub(r"\\\1", text.squeeze(plain_text)).replace(r"\<!--", "&lt;!--")
    if escaped.startswith(DASH):
        return f"&#{ord(DASH)};{escaped[1:]}"
    return BLOCK_OPENING.sub(
        lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}", escaped
    )


def link(label: str, url: str) -> str:
    """Return a Markdown link; just the label where there is no address to follow."""
    if not url:
        return escape(label)
    target = re.sub(r"[\s<>()\\]", lambda match: f"%{ord(match[0]):02X}", url)
    return f"[{escape(label)}]({target})"


def outline(source: str) -> tuple[tuple[int, str], ...]:
    """Return the line (from 0) in which each top-level block starts, and what it is.

    The items of a top-level bullet list count as blocks of their own, named "bullet"; ATX
    headings are "heading"; all else goes by markdown-it's name for it.
    """
    found: list[tuple[int, str]] = []
    for token in _markdown().parse(source):
        if token.map is None or token.nesting < 0:
            continue
        if token.level == 0 and token.type != "bullet_list_open":
            atx = token.type == "heading_open" and token.markup.startswith("#")
            found.append((token.map[0], "heading" if atx else token.type))
        elif token.level == 1 and token.type == "list_item_open" and token.markup in "-*+":
            found.append((token.map[0], "bullet"))
    return tuple(found)


def blocks(source: str) -> tuple[str, ...]:
    """Cut Markdown into its top-level blocks, as they stand: paragraphs, lists, quotes, tables."""
    lines = source.split("\n")
    spans = [
        token.map
        for token in _markdown().parse(source)
        if token.level == 0 and token.map and token.nesting >= 0
    ]
    found = ("\n".join(lines[start:end]).strip("\n") for start, end in spans)
    return tuple(block.rstrip() for block in found if block.strip())
