"""What is too big, too deep or too tangled to be given to a parser.

The parsers of feeds and of HTML take quadratic time, or worse, for some inputs: 100,000 attributes
on one tag run for a minute. These bounds are checked first, in one pass and linear time, on
the text itself: well-formed or not.
"""

from __future__ import annotations

import re
from typing import NamedTuple

ITEM = 512 * 1024
"""Characters of one entry, markup included."""
MOST = 50_000
"""Entries of one feed; each costs time, however little is in it."""
DEPTH = 256
"""Tags that are open at once."""
ATTRIBUTES = 256
"""Attributes of one tag."""
WORK = 1_000_000
"""Tags of a fragment of HTML times its deepest nesting."""
SMALL = 8 * 1024
"""Characters in which attributes alone can do no harm."""
PROLOG = 16 * 1024
"""Characters before the root element, comments and runs of white space left out."""

OPENING = re.compile(r"<(?:(!--)|(!\[CDATA\[)|([!?])|(/?)([A-Za-z_][^\s/>\"'<]*))")
COMMENT_END = re.compile(r"--\s*>")
TAG_END = re.compile(r"(?:[^\"'>]++|\"[^\"]*\"|'[^']*')*+>")
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
ATTRIBUTE = re.compile(r"[^\s/=<>]+")
COMMENT = re.compile(r"<!--.*?--\s*>", re.DOTALL)
ROOT = re.compile(r"<\w")

ENTRIES = frozenset({"item", "entry"})
#: HTML tags that are rarely closed; their depth says nothing.
UNCLOSED = frozenset(
    "area base br col dd dt embed hr img input li link meta option p param source td th tr track"
    " wbr".split()
)


class OutOfBoundsError(ValueError):
    """A bound is passed; the message says which, in words for people."""


def bounded(document: str) -> str:
    """Return an XML document that is safe to parse; what is cut off in mid-markup is left out.

    Raises:
        OutOfBoundsError: an entry, a tag, the nesting or the prolog is too big, or there are too
            many entries.

    """
    root = ROOT.search(document)
    start = root.start() if root else len(document)
    prolog = COMMENT.sub("", re.sub(r"\s+", " ", document[: min(start, 4 * PROLOG)]))
    if start > 4 * PROLOG or len(prolog) > PROLOG:
        raise OutOfBoundsError(f"its root element comes after more than {PROLOG // 1024} KB")
    rest = document[start:]
    # Each on its line, as the parser looks for them.
    return prolog.replace("<!", "\n<!") + rest[: _scan(rest).end]


def harmless(fragment: str) -> bool:
    """Say whether a fragment of HTML is within the bounds of an entry, a tag and the nesting.

    Open `<b id=…>` tags are repeated in each paragraph that follows: 482 KB may become 105 MB. So
    the tags times their nesting are bounded too.
    """
    if len(fragment) <= SMALL and fragment.count("<") <= DEPTH:
        return True
    try:
        return len(fragment) <= ITEM and _scan(fragment).work <= WORK
    except OutOfBoundsError:
        return False


class _Scan(NamedTuple):
    """`end`: where the last complete piece of markup ends; `work`: tags times deepest nesting."""

    end: int
    work: int


def _scan(markup: str) -> _Scan:
    """Walk over all tags.

    Raises:
        OutOfBoundsError: as `bounded`.

    """
    depth = deepest = tags = at = entries = 0
    entry = -1
    while opening := OPENING.search(markup, at):
        at = _end(markup, opening)
        if at < 0:
            return _Scan(opening.start(), tags * deepest)
        tags += 1
        closing, name = opening[4], (opening[5] or "").lower().rpartition(":")[2]
        if name in ENTRIES:
            if entry >= 0 and at - entry > ITEM:
                raise OutOfBoundsError(f"an entry is longer than {ITEM // 1024} KB")
            entry = -1 if closing else opening.start()
            entries += not closing
            if entries > MOST:
                raise OutOfBoundsError(f"it has more than {MOST:,} entries")
        if not name or name in UNCLOSED or markup[at - 2] == "/":
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > DEPTH:
            raise OutOfBoundsError(f"its tags are nested more than {DEPTH} deep")
        deepest = max(deepest, depth)
    if entry >= 0 and len(markup) - entry > ITEM:
        raise OutOfBoundsError(f"an entry is longer than {ITEM // 1024} KB")
    return _Scan(len(markup), tags * deepest)


def _end(markup: str, opening: re.Match[str]) -> int:
    """Return where the piece of markup that `opening` begins ends; -1 if it is cut off."""
    comment, section, declaration, closing, _ = opening.groups()
    if comment:
        end = COMMENT_END.search(markup, opening.end())
        return end.end() if end else -1
    if section:
        return _after(markup, "]]>", opening.end())
    if declaration or closing:
        return _after(markup, ">", opening.end())
    tag = TAG_END.match(markup, opening.end(), opening.end() + ITEM)
    if tag is None and opening.end() + ITEM < len(markup):
        raise OutOfBoundsError(f"a tag does not end within {ITEM // 1024} KB")
    _check_attributes(markup[opening.end() : tag.end() if tag else len(markup)])
    return tag.end() if tag else -1


def _after(markup: str, mark: str, start: int) -> int:
    found = markup.find(mark, start)
    return found + len(mark) if found >= 0 else -1


def _check_attributes(tag: str) -> None:
    if len(tag) > ATTRIBUTES and len(ATTRIBUTE.findall(QUOTED.sub(" ", tag))) > 2 * ATTRIBUTES:
        raise OutOfBoundsError(f"a tag has more than {ATTRIBUTES} attributes")
