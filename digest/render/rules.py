"""The rules of style sheets as premailer reads them, kept, and applied to the next page.

To load premailer takes longer than all else that a build does. What it makes of a page depends on
two things: on the rules that it reads from the style sheets, which seldom change, and on which
elements their selectors match. So the rules are kept, in the order in which premailer applies them,
and lxml asks each page anew what they match, as it does for premailer:

    page ──premailer──▶ inlined page, and the rules     the first time, and when the CSS has changed
    page ──rules──▶ the same inlined page               from then on

Rules are kept only if they make of the page what premailer made of it, byte by byte. Where it takes
premailer itself, there is no answer: where no rules of these style sheets are kept, and where a
rule meets a `style` that the template gave an element.
"""

from __future__ import annotations

import json
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from lxml import etree

from digest.render.kept import installed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.render.kept import Kept

    #: XPath of what a rule is for, and its declarations.
    Rule = tuple[str, Iterable[tuple[str, str]]]

NAME = "rules"
MARK = "data-premailer"
#: Installed anew, or changed, they may read the same style sheets differently.
READERS = ("premailer", "cssutils", "cssselect", "digest.render.inline", "digest.render.rules")


class _OnlyPremailerError(Exception):
    """What premailer does here is not done here."""


#: What a page fails with that lxml cannot read or write; premailer says so better.
FAILURES = (_OnlyPremailerError, etree.LxmlError, ValueError, AttributeError)


class _Document:
    """A page as premailer parses it, and the style sheets that become attributes."""

    def __init__(self, page: str) -> None:
        tree: Any = etree.fromstring(page, etree.HTMLParser()).getroottree()
        self.root = tree.getroot()
        # lxml makes a document type up where there is none.
        self.whole = tree if page.startswith(tree.docinfo.doctype) else self.root
        if self.root.find("head") is None:
            raise _OnlyPremailerError("it adds one")
        self.sheets = [style for style in self.root.iter("style") if _becomes_attributes(style)]

    @property
    def made_from(self) -> bytes:
        """What the rules depend on."""
        sheets = json.dumps([sheet.text for sheet in self.sheets])
        return installed(*READERS) + sheets.encode()

    def inlined(self, rules: Iterable[Rule], left: Iterable[str]) -> str:
        """Apply rules, and write the page; `left` is what stays of each style sheet."""
        for sheet, rest in zip(self.sheets, left, strict=True):
            if rest:
                sheet.text = rest
            else:
                sheet.getparent().remove(sheet)
        styles: dict[Any, dict[str, str]] = {}
        for path, declarations in rules:
            matched: Any = etree.XPath(path)(self.root)
            for element in matched:
                styles.setdefault(element, {}).update(declarations)
        for element, style in styles.items():
            if "style" in element.attrib:
                raise _OnlyPremailerError("it reads it")
            # "unset" asks premailer to leave a declaration out.
            said = "; ".join(f"{name}:{it}" for name, it in style.items() if it.lower() != "unset")
            if said:
                element.set("style", said.strip())
        written: bytes = etree.tostring(self.whole, method="html", encoding="utf-8")
        return written.decode()


def _becomes_attributes(style: Any) -> bool:
    if style.get("media") not in {None, "", "all", "screen"}:
        return False
    mark = style.get(MARK)
    if mark == "ignore":
        del style.attrib[MARK]
    elif mark:
        raise _OnlyPremailerError("it warns")
    return not mark


def inlined(page: str, kept: Kept) -> str | None:
    """Return what premailer would make of a page, if the rules of its style sheets are kept."""
    try:
        document = _Document(page)
        found = kept.get(NAME, document.made_from)
        return document.inlined(**json.loads(found)) if found else None
    except FAILURES:
        return None


def keep(page: str, expected: str, kept: Kept, premailer: Any) -> None:
    """Keep the rules of a page, where they make of it what is expected.

    `premailer` is a `Premailer` as it was used for that, of which private parts are asked: whatever
    is the matter with them, the page has been made.
    """
    from lxml.cssselect import CSSSelector
    from premailer.merge_style import csstext_to_pairs

    try:
        document = _Document(page)
        made_from = document.made_from
        read: list[tuple[tuple[int, ...], str, str]] = []
        left: list[str] = []
        for index, sheet in enumerate(document.sheets):
            rules, others = premailer._parse_style_rules(sheet.text, index)  # noqa: SLF001
            read += rules
            left.append(premailer._css_rules_to_string(others) if others else "")  # noqa: SLF001
        rules = [
            (CSSSelector(selector).path, csstext_to_pairs(declarations, validate=False))
            for _, selector, declarations in sorted(read, key=itemgetter(0))
        ]
        if document.inlined(rules, left) != expected:
            return
    except Exception:  # noqa: BLE001 - premailer and its libraries raise some dozen kinds
        return
    kept.put(NAME, made_from, json.dumps({"rules": rules, "left": left}).encode())
