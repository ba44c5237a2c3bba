"""Safe HTML, and the ways between HTML, Markdown and plain text.

Everything from outside passes `safe_html` on its way in, and the finished page's parts pass it
again on their way out: what stands in an edition file was typed by somebody. Markdown is CommonMark
with tables.
"""

from __future__ import annotations

import html
import re
from functools import cache, lru_cache
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

#: Only to judge a picture by; they are gone afterwards.
JUDGED_BY = {"style", "hidden"}
#: A length that leaves nothing to see. HTML reads a number and skips what follows; only so many
#: per cent of something may be large.
SPECK = r"\s*+\+?(?:(?=\.?\d)0*+1?+(?:\.\d*+)?+(?![\d%])|0++(?:\.0*+)?+%)"
UNITS = r"r?em|ex|ch|r?lh|ic|in|cm|mm|pc|[sld]?v[wh]|vmin|vmax"
#: A picture nobody can see counts readers; it does not inform them.
UNSEEN = re.compile(
    rf' (?:hidden="[^"]*|(?:width|height)="{SPECK}[^"]*|style="(?:[^"]*?[\s;])?'
    r"(?:display\s*:\s*none\b|visibility\s*:\s*(?:hidden|collapse)\b"
    rf'|(?:max-)?(?:width|height)\s*:{SPECK}(?!\s*(?:{UNITS})\b))[^"]*)"',
    re.IGNORECASE,
)
#: Counters that come without a size, too.
COUNTER = re.compile(
    r' src="(?:https?:)?//(?:(?:[\w-]+\.)*(?:doubleclick\.net|scorecardresearch\.com'
    r"|quantserve\.com|feedsportal\.com|pixel\.wp\.com|pixel\.mathtag\.com|px\.ads\.linkedin\.com"
    r"|counter\.yadro\.ru|counter\.theconversation\.com)/|feeds\.feedburner\.com/~r/"
    r"|feedproxy\.google\.com/~r/|stats\.wordpress\.com/[bg]\.gif"
    r"|(?:[\w-]+\.)?google-analytics\.com/(?:[\w/]*collect|__utm\.gif)"
    r"|(?:www\.)?facebook\.com/tr\b|mc\.yandex\.ru/watch/|eotrx\.substackcdn\.com/open\b"
    r"|[\w.-]+\.list-manage\.com/track/open|[\w.:-]+/(?:open\.aspx|wf/open)\?)",
    re.IGNORECASE,
)
JUDGED = re.compile(r' (?:style|hidden)="[^"]*"')
#: What is to be a small number, and is none: readers of HTML take it for one.
NO_NUMBER = re.compile(r' (?:colspan|rowspan|start)="(?![0-9]{1,4}")[^"]*"')
#: In clean markup, where attributes are quoted and hold neither `<` nor `>`.
WATCHED = re.compile(r"<(a|img|ol|td|th) [^>]*>")
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
        attributes={
            tag: names | JUDGED_BY if tag == "img" else set(names)
            for tag, names in ATTRIBUTES.items()
        },
        url_schemes=set(SCHEMES),
        strip_comments=True,
        link_rel=None,
    )


def safe_html(fragment: str, base: str = "") -> str:
    """Return balanced HTML of harmless tags; relative links are resolved against `base`.

    Links are http, https or mailto; styles, classes, ids, forms, scripts, comments and pictures
    that nobody sees (hidden, a pixel wide or high, of a known counter) are gone. Without a base,
    relative links and pictures lose their address.
    """

    def watched(tag: re.Match[str]) -> str:
        found, name = tag[0], tag[1]
        if name == "img":
            if UNSEEN.search(found) or COUNTER.search(found):
                return ""
            found = JUDGED.sub("", found)
        elif name != "a":
            return NO_NUMBER.sub("", found)
        return RELATIVE.sub(lambda link: _absolute(link, base), found)

    return WATCHED.sub(watched, _cleaner().clean(fragment))


def _absolute(link: re.Match[str], base: str) -> str:
    try:
        target = urljoin(base, html.unescape(link[2]).strip())
    except ValueError:
        return ""
    absolute = target.partition(":")[0].lower() in SCHEMES
    # As nh3 writes it: what is safe stays as it is, cleaned once or twice.
    escaped = html.escape(target, quote=False).replace('"', "&quot;").replace("\xa0", "&nbsp;")
    return f' {link[1]}="{escaped}"' if absolute else ""


def plain(body: str, body_type: BodyType = "text/html") -> str:
    """Return the words of a body, one paragraph a line, without markup; made to be quick."""
    if body_type == "text/markdown":
        body = markdown_to_html(body)
    # In HTML the end of a line is a space like any other.
    spaced = BLOCK_TAG.sub("\n", COMMENT.sub("", body).replace("\n", " "))
    lines = [html.unescape(line) for line in TAG.sub("", spaced).split("\n") if line]
    return "\n".join([squeezed for line in lines if (squeezed := text.squeeze(line))])


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


# Who previews an edition renders it again and again, with one paragraph changed.
@lru_cache(maxsize=1024)
def markdown_to_html(source: str) -> str:
    """Render Markdown blocks to safe HTML."""
    return safe_html(_markdown().render(source)).strip()


@lru_cache(maxsize=1024)
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
