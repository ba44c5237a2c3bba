"""Text that stands out from its background, in light and in dark (WCAG 2.2, 1.4.3).

The page is cascaded as a mail client does it that keeps style sheets: style attributes, the rules
of `<style>` that hold in the scheme, and what children inherit. Where a colour cannot be known (a
picture behind the text, a function), nothing is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from digest import text
from digest.check import css
from digest.check.colours import BLACK, WHITE, Colour, colour, contrast
from digest.check.document import read, show_element, start, styles
from digest.check.finding import Finding, found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from digest.check.subject import Subject

Scheme = Literal["light", "dark"]

#: WCAG 2.2, 1.4.3: for text, and for large text.
ENOUGH, ENOUGH_IF_LARGE = 4.5, 3.0
#: CSS pixels from which text is large: 18 points, or 14 in bold.
LARGE, LARGE_IF_BOLD = 24.0, 18.66
BOLD = 700
#: What browsers do by themselves: the size of a heading in `em`, colours of the page in dark.
HEADINGS = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h4": 1.0, "h5": 0.83, "h6": 0.67}
BOLD_TAGS = frozenset({*HEADINGS, "b", "strong", "th"})
DARK_CANVAS = Colour(0x12, 0x12, 0x12)
LINKS: dict[Scheme, Colour] = {"light": Colour(0, 0, 0xEE), "dark": Colour(0x9E, 0x9E, 0xFF)}
NOT_TEXT = frozenset({"script", "style", "title", "head", "template", "noscript"})
SIZE = re.compile(r"(\d+(?:\.\d+)?|\.\d+)(px|pt|em|rem|%)")
#: As units of the size around it, of 16 px, or in pixels.
ROOT = 16.0
#: What declarations that say how text looks begin with.
LOOKS = ("background", "color", "display", "font", "visibility")
UNKNOWN = "var(--unknown)"
SCHEME = re.compile(r"prefers-color-scheme\s*:\s*(light|dark)")
PRINT = re.compile(r"@media\s+(?:only\s+)?(?:print|speech)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How text is drawn in an element."""

    front: Colour | None
    back: Colour | None
    """Opaque. None where it is not known."""
    size: float = ROOT
    """CSS pixels."""
    weight: int = 400
    hidden: bool = False

    @property
    def needs(self) -> float:
        """The contrast that is enough."""
        large = LARGE_IF_BOLD if self.weight >= BOLD else LARGE
        return ENOUGH_IF_LARGE if self.size >= large else ENOUGH


class Sheet(NamedTuple):
    """The rules of a page that hold in one scheme, each selector for itself, in their order."""

    rules: tuple[tuple[css.Selector, tuple[css.Declaration, ...]], ...]


def check_contrast(subject: Subject) -> Iterator[Finding]:
    """Look at every piece of text of the page, in both schemes; each pair of colours once."""
    page = read(subject)
    if page is None:
        return
    told: set[tuple[str, str]] = set()
    for scheme in ("light", "dark"):
        sheet = _sheet(page, scheme)
        follows = scheme == "dark" and _follows_the_system(page)
        first = Look(front=WHITE if follows else BLACK, back=DARK_CANVAS if follows else WHITE)
        for element, look in _looks(page, sheet, first, scheme if follows else "light"):
            if look.front is None or look.back is None:
                continue
            seen = look.front.over(look.back)
            ratio = contrast(seen, look.back)
            pair = str(seen), str(look.back)
            if ratio >= look.needs or pair in told:
                continue
            told.add(pair)
            yield found(
                "contrast",
                f"the page in {scheme} mode, {show_element(element)}",
                f"{pair[0]} on {pair[1]} has a contrast of {int(ratio * 100) / 100:.2f}, and"
                f" {look.needs:g} is the least that all can read: {start(text_of(element))}",
                "Make one of the two darker or lighter in templates/",
            )


def text_of(element: HtmlElement) -> str:
    """Return the words that stand in an element itself, and not in others within it."""
    own = [element.text or "", *(child.tail or "" for child in element)]
    return text.squeeze(" ".join(own)).strip("\u200c\u200b\u00ad\u034f ")


def _follows_the_system(page: HtmlElement) -> bool:
    """Say whether the page lets a client in dark mode choose the colours that it leaves open."""
    metas = page.iterfind('.//meta[@name="color-scheme"]')
    values = [meta.get("content", "") for meta in metas] + [
        declaration.value
        for rule in css.parse(styles(page))
        if not rule.around
        for declaration in rule.declarations
        if declaration.name == "color-scheme"
    ]
    return any("dark" in value for value in values)


def _sheet(page: HtmlElement, scheme: Scheme) -> Sheet:
    rules: list[tuple[css.Selector, tuple[css.Declaration, ...]]] = []
    for rule in css.parse(styles(page)):
        if not rule.declarations or not _holds(rule.around, scheme):
            continue
        wanted = tuple(it for it in rule.declarations if it.name.startswith(LOOKS))
        read_ = (css.selector(it) for it in rule.selectors if wanted)
        rules += [(selector, wanted) for selector in read_ if selector]
    return Sheet(tuple(rules))


def _holds(around: tuple[str, ...], scheme: Scheme) -> bool:
    """Say whether rules in these @ rules are for a wide screen in that scheme."""
    for head in around:
        if not head.startswith("@media"):
            return head.startswith(("@supports", "@layer"))
        wanted = SCHEME.search(head)
        if wanted and wanted[1] != scheme:
            return False
        if PRINT.match(head) or "max-width" in head or "max-device-width" in head:
            return False
    return True


def _looks(
    element: HtmlElement, sheet: Sheet, around: Look, links: Scheme
) -> Iterator[tuple[HtmlElement, Look]]:
    """Give every element that has words of its own, and can be seen, with its look."""
    waiting = [(element, around)]
    while waiting:
        one, outer = waiting.pop()
        if not isinstance(one.tag, str) or one.tag in NOT_TEXT:
            continue
        look = _look(one, _cascade(one, sheet), outer, links)
        if look.hidden:
            continue
        if text_of(one):
            yield one, look
        waiting += [(child, look) for child in reversed(one)]


def _cascade(element: HtmlElement, sheet: Sheet) -> dict[str, str]:
    """Return what is set of an element: the last of what weighs most wins (CSS Cascade Level 4)."""
    said: list[tuple[tuple[bool, bool, tuple[int, int, int], int], css.Declaration]] = []
    for selector, declarations in sheet.rules:
        if selector.matches(element):
            weight = selector.specificity
            for it in declarations:
                sure = replace(it, value=UNKNOWN) if selector.doubtful else it
                said.append(((it.important, False, weight, len(said)), sure))
    inline = css.declarations(element.get("style", ""))
    said += [((it.important, True, (0, 0, 0), len(said)), it) for it in inline]
    found_: dict[str, str] = {}
    for _, declaration in sorted(said, key=lambda pair: pair[0]):
        found_.pop(declaration.name, None)  # so that what weighs more stands behind
        found_[declaration.name] = declaration.value.lower()
    return found_


def _look(element: HtmlElement, said: dict[str, str], outer: Look, links: Scheme) -> Look:
    tag = str(element.tag)
    look = replace(outer, hidden=_is_hidden(said))
    if tag in HEADINGS:
        look = replace(look, size=outer.size * HEADINGS[tag])
    look = replace(look, size=_size(said, look.size, outer.size), weight=_weight(said, tag, outer))
    back = _back(said, element.get("bgcolor", ""), outer.back)
    front = outer.front
    if tag == "a" and element.get("href"):
        front = LINKS[links]
    if "color" in said:
        if said["color"] in {"inherit", "unset", "currentcolor"}:
            front = outer.front
        else:
            front = colour(said["color"])
    elif element.get("color"):
        front = colour(element.get("color", ""))
    return replace(look, front=front, back=back)


def _is_hidden(said: dict[str, str]) -> bool:
    return (
        said.get("display") == "none"
        or said.get("visibility") in {"hidden", "collapse"}
        or said.get("font-size") in {"0", "0px"}
    )


def _back(said: dict[str, str], attribute: str, outer: Colour | None) -> Colour | None:
    """Return what is behind the text; None where it is a picture, or not to be known."""
    words = [value for name, value in said.items() if name in {"background", "background-color"}]
    if any(
        it in value
        for name, value in said.items()
        if name in {"background", "background-image"}
        for it in ("url(", "gradient(")
    ):
        return None
    if not words and attribute:
        words = [attribute]
    if not words or words[-1] in {"none", "inherit", "initial", "unset"}:
        return outer
    parts = re.findall(r"[\w-]+\([^()]*\)|[^\s()]+", words[-1])
    behind = next((it for part in parts if (it := colour(part))), None)
    if behind is None:
        return None if "color" in words[-1] or "var(" in words[-1] else outer
    if behind.alpha >= 1:
        return behind
    return behind.over(outer) if outer else None


def _size(said: dict[str, str], usual: float, outer: float) -> float:
    """Return the size in pixels; `usual` where nothing is said that is understood."""
    match = SIZE.search(said.get("font-size") or said.get("font", ""))
    if match is None:
        return usual
    number = float(match[1])
    units = {"px": 1.0, "pt": 4 / 3, "em": outer, "rem": ROOT, "%": outer / 100}
    return number * units[match[2]]


def _weight(said: dict[str, str], tag: str, outer: Look) -> int:
    usual = BOLD if tag in BOLD_TAGS else outer.weight
    value = said.get("font-weight") or _bold_in(said.get("font", "").split())
    if value in {"bold", "bolder"}:
        return BOLD
    if value in {"normal", "lighter"}:
        return 400
    return int(value) if value.isascii() and value.isdigit() else usual


def _bold_in(words: Iterable[str]) -> str:
    return "bold" if "bold" in words else ""
