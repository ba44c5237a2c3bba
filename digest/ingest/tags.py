"""Tags, of HTML and of OPML: one after the other, in linear time, however broken the document is.

No tree is built and no entity declared in a document is looked at, so that neither depth nor
entities can cost anything. Tags are parted as WHATWG's tokenizer parts them
(https://html.spec.whatwg.org/multipage/parsing.html#tokenization), in whatever case.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.ingest import charset

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

MARK = re.compile(r"<(?:(!--)|(!\[CDATA\[)|[!?]|(/?)([A-Za-z_][^\s/>\"'<=]*))")
COMMENT_END = re.compile(r"--!?>")
#: What follows an equals sign: a value in quotes goes to its quote, or to the document's end.
ATTRIBUTE = re.compile(
    r"[\s/]*+([^\s/>][^\s/>=]*+)"
    r"(?:\s*+=\s*+(?:(\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))|([^\s>\"'][^\s>]*+)|(?=>)))?+"
)
TAG_END = re.compile(r"[\s/]*+>")
#: The attributes and the end of a tag that nobody wants to look at.
REST = re.compile(f"(?:{ATTRIBUTE.pattern})*+{TAG_END.pattern}")
NAME = re.compile(r"[\w:.-]+")
#: A reference ends in a semicolon: `&copy=1` is a part of an address.
REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")

#: `feed://example.org/rss` and `feed:https://example.org/rss`, as older readers want them.
FEED_SCHEME = re.compile(r"feed:(?:(?=https?:)|//)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One tag. Its name and those of its attributes are in lower case, their values unescaped."""

    name: str
    attributes: Mapping[str, str]
    closing: bool = False
    empty: bool = False
    """It closes itself, as XML's `<outline/>`."""
    sound: bool = True
    """Its attributes are names with values in quotes: nothing shows a quote that is lost."""
    start: int
    end: int


def tags(
    document: str, *, raw: Container[str] = (), wanted: Container[str] | None = None
) -> Iterator[Tag]:
    """Give each tag outside comments, or those of the names `wanted`.

    Within the elements `raw`, which hold text, there are none. A tag, a comment or a raw element
    that does not end takes the rest with it.
    """
    at = 0
    while mark := MARK.search(document, at):
        comment, section, closing, name = mark.groups()
        if name:
            name = name.lower()
            if wanted is None or name in wanted:
                tag = _tag(document, mark)
                if tag is None:
                    return
                yield tag
                at = tag.end
            else:
                rest = REST.match(document, mark.end())
                at = rest.end() if rest else len(document)
            if not closing and name in raw:
                end = re.compile(rf"</{re.escape(name)}\b", re.IGNORECASE).search(document, at)
                at = end.start() if end else len(document)
        elif comment:
            # `<!-->` is a whole one.
            end = COMMENT_END.search(document, mark.end() - 2)
            at = end.end() if end else len(document)
        else:
            at = _after(document, "]]>" if section else ">", mark.end())


def _after(document: str, end: str, at: int) -> int:
    found = document.find(end, at)
    return found + len(end) if found >= 0 else len(document)


def _tag(document: str, mark: re.Match[str]) -> Tag | None:
    attributes: dict[str, str] = {}
    at = mark.end()
    sound = True
    while found := ATTRIBUTE.match(document, at):
        name, quoted, bare = found.groups()
        attributes.setdefault(name.lower(), unescaped(quoted[1:-1] if quoted else bare or ""))
        sound = sound and bool(quoted and NAME.fullmatch(name))
        at = found.end()
    end = TAG_END.match(document, at)
    if end is None:
        return None
    return Tag(
        name=mark[4].lower(),
        attributes=attributes,
        closing=bool(mark[3]),
        empty="/" in end[0],
        sound=sound,
        start=mark.start(),
        end=end.end(),
    )


def unescaped(value: str) -> str:
    """Return the characters of an attribute's value; an ampersand that is no reference is one."""
    if "&" not in value:
        return value
    plain = REFERENCE.sub(lambda found: html.unescape(found[0]), value)
    return charset.CONTROL.sub("", plain)


def web_address(given: str) -> str:
    """Return an address as browsers know it: `feed://` and `feed:https://` are for the Web, too.

    White space around it, and line ends and tabs in it, are none of it
    (https://url.spec.whatwg.org/#concept-basic-url-parser).
    """
    if not given:
        return ""
    plain = re.sub(r"[\t\r\n]", "", given.strip())
    scheme = FEED_SCHEME.match(plain)
    if not scheme:
        return plain
    rest = plain[scheme.end() :]
    return f"http://{rest}" if scheme[0].endswith("//") else rest
