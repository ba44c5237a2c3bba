"""CSS, as far as a check has to understand it (CSS Syntax Level 3, Selectors Level 4).

Style sheets and style attributes become rules; selectors say which elements they mean. What is not
understood is told apart from what does not match: nobody is accused by a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.html import HtmlElement

COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
#: What braces, colons and semicolons in it do not count for.
OPAQUE = r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|\((?:[^()\"']|\"[^\"]*\"|'[^']*'|\([^()]*\))*\)"
TOKEN = re.compile(rf"{OPAQUE}|[{{}};]|[^{{}};\"'(]+|.", re.DOTALL)
PIECE = re.compile(rf"(?:{OPAQUE}|[^;\"'(]|[\"'(])+?(?=;|\Z)", re.DOTALL)
COMMA = re.compile(rf"(?:{OPAQUE}|[^,\"'(])+", re.DOTALL)
IMPORTANT = re.compile(r"\s*!\s*important\s*\Z", re.IGNORECASE)
COMPOUND = re.compile(
    r"(?P<combinator>\s*[>+~]\s*|\s+)?"
    r"(?P<parts>(?:[*]|[\w-]+|[.#][\w-]+|\[[^\]]*\]|::?[\w-]+(?:\((?:[^()]|\([^()]*\))*\))?)"
    r"(?:[.#][\w-]+|\[[^\]]*\]|::?[\w-]+(?:\((?:[^()]|\([^()]*\))*\))?)*)"
)
SIMPLE = re.compile(
    r"\[\s*(?P<attribute>[\w-]+)\s*(?:(?P<how>[~|^$*]?=)\s*[\"']?(?P<value>[^\"'\]]*?)[\"']?\s*)?\]"
    r"|(?P<pseudo>::?[\w-]+)(?:\((?:[^()]|\([^()]*\))*\))?"
    r"|\.(?P<class>[\w-]+)|\#(?P<id>[\w-]+)|(?P<type>\*|[\w-]+)"
)
HOW: dict[str, Callable[[str, str], bool]] = {
    "=": lambda there, value: there == value,
    "~=": lambda there, value: value in there.split(),
    "|=": lambda there, value: there == value or there.startswith(f"{value}-"),
    "^=": lambda there, value: bool(value) and there.startswith(value),
    "$=": lambda there, value: bool(value) and there.endswith(value),
    "*=": lambda there, value: bool(value) and value in there,
}
#: What an element is only while somebody does something with it, or since.
MOMENTARY = frozenset({":hover", ":focus", ":focus-visible", ":focus-within", ":active"}) | {
    ":visited",
    ":target",
    ":checked",
}
KNOWN = MOMENTARY | {":root", ":link", ":any-link"}
DEEPEST = 8
"""Blocks inside one another that are looked into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """One property and its value, without `!important`."""

    name: str
    value: str
    important: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Selectors, what they set, and the @ rules around them from the outermost in."""

    around: tuple[str, ...] = ()
    """As `@media (max-width: 600px)`, white space squeezed, in lower case."""
    selectors: tuple[str, ...] = ()
    """Empty where the rule is an @ rule itself, such as `@font-face`."""
    declarations: tuple[Declaration, ...] = ()


@lru_cache(maxsize=2)  # several checks look at the sheets of one page
def parse(sheet: str) -> tuple[Rule, ...]:
    """Read a style sheet. What is broken ends where the next rule begins, as in browsers."""
    pieces = TOKEN.findall(COMMENT.sub(" ", sheet).replace("<!--", " ").replace("-->", " "))
    return tuple(_rules(iter(pieces), ()))


def _rules(pieces: Iterator[str], around: tuple[str, ...]) -> Iterator[Rule]:
    """Read rules up to the end of the block that they stand in."""
    prelude = ""
    own: list[Declaration] = []
    for piece in pieces:
        if piece == "{":
            head = " ".join(prelude.split())
            yield from _block(head, pieces, around)
            prelude = ""
        elif piece in {";", "}"}:
            if prelude.lstrip().startswith("@"):
                yield Rule(around=(*around, " ".join(prelude.split()).lower()))
            else:
                own += declarations(prelude)
            prelude = ""
            if piece == "}":
                break
        else:
            prelude += piece
    own += declarations(prelude)
    if own and around:
        yield Rule(around=around, declarations=tuple(own))


def _block(head: str, pieces: Iterator[str], around: tuple[str, ...]) -> Iterator[Rule]:
    if head.startswith("@"):
        if len(around) >= DEEPEST:
            _skip(pieces)
            return
        yield Rule(around=(*around, head.lower()))
        yield from _rules(pieces, (*around, head.lower()))
        return
    body, depth = "", 1
    for piece in pieces:
        depth += (piece == "{") - (piece == "}")
        if not depth:
            break
        body += piece
    selectors = tuple(it.strip() for it in COMMA.findall(head) if it.strip())
    yield Rule(around=around, selectors=selectors, declarations=declarations(body))


def _skip(pieces: Iterator[str]) -> None:
    depth = 1
    for piece in pieces:
        depth += (piece == "{") - (piece == "}")
        if not depth:
            return


@lru_cache(maxsize=1024)  # the paragraphs of a page have few styles between them
def declarations(body: str) -> tuple[Declaration, ...]:
    """Read what a style attribute, or a rule between its braces, says."""
    return tuple(_declarations(body))


def _declarations(body: str) -> Iterator[Declaration]:
    for piece in PIECE.findall(COMMENT.sub(" ", body)):
        name, colon, value = piece.partition(":")
        name = name.strip()
        if not colon or not re.fullmatch(r"--[\w-]+|-?[a-zA-Z][\w-]*", name):
            continue
        bare = IMPORTANT.sub("", value)
        yield Declaration(
            name=name.lower(), value=" ".join(bare.split()), important=len(bare) != len(value)
        )


@dataclass(frozen=True, slots=True)
class Simple:
    """One condition on one element."""

    kind: str
    name: str
    how: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Selector:
    """Conditions on an element, and on those that it stands in or behind."""

    compounds: tuple[tuple[str, tuple[Simple, ...]], ...]
    """The combinator before each (empty, " ", ">", "+" or "~"), and its conditions."""

    @property
    def specificity(self) -> tuple[int, int, int]:
        """How much it weighs against others."""
        kinds = [simple.kind for _, simples in self.compounds for simple in simples]
        middle = sum(kinds.count(it) for it in ("class", "attribute", "pseudo"))
        return kinds.count("id"), middle, kinds.count("type")

    @property
    def doubtful(self) -> bool:
        """Whether it has conditions that are not looked at here, and so may mean less."""
        return any(
            simple.kind == "pseudo" and simple.name not in KNOWN and simple.name[:2] != "::"
            for _, simples in self.compounds
            for simple in simples
        )

    def matches(self, element: HtmlElement) -> bool:
        """Say whether it means an element, as the page stands before anybody touches it.

        What is not understood of it counts as met; `doubtful` says so.
        """
        return _matches(self.compounds, element)


def selector(written: str) -> Selector | None:
    """Read one selector; None for what is not understood."""
    compounds: list[tuple[str, tuple[Simple, ...]]] = []
    at = 0
    written = written.strip()
    while at < len(written):
        match = COMPOUND.match(written, at)
        if match is None or (bool(match["combinator"]) != bool(compounds)):
            return None
        combinator = (match["combinator"] or "").strip() or (" " if compounds else "")
        compounds.append((combinator, tuple(_simples(match["parts"]))))
        at = match.end()
    return Selector(tuple(compounds)) if compounds else None


def _simples(parts: str) -> Iterator[Simple]:
    for match in SIMPLE.finditer(parts):
        kind = next(it for it in ("attribute", "pseudo", "class", "id", "type") if match[it])
        name = match[kind] if kind in {"class", "id"} else match[kind].lower()
        kind = "universal" if name == "*" else kind
        yield Simple(kind, name, match["how"] or "", match["value"] or "")


def _matches(
    compounds: tuple[tuple[str, tuple[Simple, ...]], ...], element: HtmlElement | None
) -> bool:
    *before, (combinator, simples) = compounds
    if element is None or not all(_is(element, simple) for simple in simples):
        return False
    if not before:
        return True
    rest = tuple(before)
    if combinator == ">":
        return _matches(rest, element.getparent())
    if combinator == "+":
        return _matches(rest, next(element.itersiblings("*", preceding=True), None))
    others = (
        element.iterancestors() if combinator == " " else element.itersiblings("*", preceding=True)
    )
    return any(_matches(rest, other) for other in others)


def _is(element: HtmlElement, simple: Simple) -> bool:
    # A comment has a function in the place of its tag.
    return isinstance(element.tag, str) and CONDITIONS[simple.kind](element, simple)


def _has_attribute(element: HtmlElement, simple: Simple) -> bool:
    there = element.get(simple.name)
    return there is not None and (not simple.how or HOW[simple.how](there, simple.value))


def _is_pseudo(element: HtmlElement, simple: Simple) -> bool:
    if simple.name == ":root":
        return element.getparent() is None
    if simple.name in {":link", ":any-link"}:
        return element.tag == "a" and element.get("href") is not None
    return simple.name not in MOMENTARY and not simple.name.startswith("::")


CONDITIONS: dict[str, Callable[[HtmlElement, Simple], bool]] = {
    "universal": lambda _, __: True,
    "type": lambda element, simple: element.tag == simple.name,
    "class": lambda element, simple: simple.name in element.get("class", "").split(),
    "id": lambda element, simple: element.get("id", "") == simple.name,
    "attribute": _has_attribute,
    "pseudo": _is_pseudo,
}
