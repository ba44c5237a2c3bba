"""CSS that the mail clients of a newsletter's readers do not support."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digest.check import caniemail, css
from digest.check.document import read, show_element, styles
from digest.check.finding import Finding, found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from digest.check.caniemail import Feature, Support
    from digest.check.css import Declaration, Rule, Selector
    from digest.check.subject import Subject

#: What does no harm where it is not supported, and what readers see then.
GRACEFUL = {
    "at-rule @media": "the page is one fluid column without it",
    "at-rule @media (prefers-color-scheme)": "the page is light there, or darkened by the client",
    "at-rule @media (prefers-reduced-motion)": "there is no motion to reduce in a mail",
    "at-rule @media (orientation)": "the page is one fluid column without it",
    "at-rule @font-face": "the next font of the list is used",
    "at-rule @supports": "the page is what stands outside it",
    "important !important": "what is left is the style attribute, which is the page in light",
    "property border-radius": "corners are square",
    "property border-spacing": "cells have no space between them in the first place",
    "property box-shadow": "there is no shadow",
    "property box-sizing": "no box has both a width and a padding of its own",
    "property clear": "nothing floats",
    "property color-scheme": "the client chooses the scheme, as the meta element tells it",
    "property cursor": "the pointer keeps its usual form",
    "property float": "what would stand beside stands below",
    "property font-kerning": "letters stand as the client sets them",
    "property height": "pictures and rows have the height of what is in them",
    "property hyphens": "lines are broken between words",
    "property list-style": "lists have the client's own marks",
    "property list-style-position": "marks stand where the client puts them",
    "property max-height": "it hides the preheader together with display:none",
    "property min-width": "a column is as wide as what is in it",
    "property opacity": "it is all there, only stronger",
    "property orphans": "mail is seldom printed",
    "property overflow": "it hides the preheader together with display:none",
    "property overflow-wrap": "only a word that is wider than the screen is cut or scrolled",
    "property table-layout": "columns get their width from what is in them",
    "property text-decoration": "links have the client's own underline",
    "property text-decoration-color": "underlines have the colour of the text",
    "property text-decoration-thickness": "underlines have the client's own weight",
    "property text-overflow": "text is wrapped",
    "property text-shadow": "there is no shadow",
    "property text-underline-offset": "underlines stand where the client puts them",
    "property text-underline-position": "underlines stand where the client puts them",
    "property text-wrap": "lines of headings differ in length",
    "property transition": "changes are sudden",
    "property user-select": "all text can be selected",
    "property widows": "mail is seldom printed",
    "property white-space": "code is wrapped, or is not",
    "property word-break": "only a word that is wider than the screen is cut or scrolled",
    "property word-spacing": "words have the usual distance",
    "property word-wrap": "only a word that is wider than the screen is cut or scrolled",
    "pseudo :active": "links look the same while they are pressed",
    "pseudo :focus": "the client marks where the keyboard is",
    "pseudo :hover": "links look the same under the pointer",
    "pseudo :link": "the plain rule for links counts",
    "pseudo :visited": "links look the same after they were followed",
    "selector attribute": "rules for [data-ogsc] are for Outlook.com alone, which knows them",
    "unit rem": "the size in pixels that stands before it counts",
    "value display:none": "the preheader is hidden by its height, too",
    "word system-ui": "the next font of the list is used",
    "word ui-monospace": "the next font of the list is used",
    "word ui-sans-serif": "the next font of the list is used",
    "word ui-serif": "the next font of the list is used",
}
FUNCTION = re.compile(r"([a-z-]+)\(")
UNIT = re.compile(r"(?<![\w#.-])[+-]?(?:\d+\.?\d*|\.\d+)([a-z]+|%)", re.IGNORECASE)
WORD = re.compile(r"(?<![\w-])[a-z]+(?:-[a-z]+)*(?![\w(-])")
STRING = re.compile(r"\"[^\"]*\"|'[^']*'|url\([^)]*\)")
CONDITION = re.compile(r"\(\s*(?:min-|max-)?([a-z-]+)")
COMBINATORS = {">": "child", "+": "adjacent", "~": "sibling", " ": "descendant"}
#: Two conditions of one kind make a chain.
CHAIN = 2


@dataclass(slots=True)
class _Use:
    """Something that the page uses, and who is told it but does not know it."""

    feature: Feature
    where: str
    pattern: str
    clients: dict[str, None] = field(default_factory=dict)


def check_support(subject: Subject) -> Iterator[Finding]:
    """Name what the configured clients do not support, but for what does no harm.

    Raises:
        ConfigError: `[check] clients` names one that is not known.

    """
    page = read(subject)
    support = caniemail.load()
    chosen = support.select(subject.config.check.clients)
    if page is None:
        return
    found_: dict[str, _Use] = {}
    for where, pattern, use, told in _uses(page, support, chosen):
        feature = support.features.get(use)
        if feature is None or use in GRACEFUL:
            continue
        without = [client for client in told if client in feature.no]
        if without:
            known = found_.setdefault(feature.slug, _Use(feature, where, pattern))
            known.clients |= dict.fromkeys(without)
    for known in found_.values():
        feature = known.feature
        yield found(
            "unsupported-css",
            subject.line_in_sheets(known.pattern) or f"the page, {known.where}",
            f"{feature.title} is not supported by {support.named(known.clients)}, as of"
            f" {support.date}",
            f"Do without it, or see what else there is at {feature.page}",
        )


def _uses(
    page: HtmlElement, support: Support, chosen: tuple[str, ...]
) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Give where, how to find it in a file, what is used, and the clients that are told it."""
    for rule in css.parse(styles(page)):
        told = _told(rule, support, chosen)
        for pattern, use in (*_by_head(rule), *_by_selectors(rule)):
            yield "<style>", pattern, use, told
        for declaration in rule.declarations:
            for pattern, use in _by_declaration(declaration):
                yield "<style>", pattern, use, told
    seen: set[tuple[str, str]] = set()
    for element in page.iter():
        style = element.get("style") if isinstance(element.tag, str) else None
        for declaration in css.declarations(style) if style else ():
            if (declaration.name, declaration.value) not in seen:
                seen.add((declaration.name, declaration.value))
                for pattern, use in _by_declaration(declaration):
                    yield show_element(element), pattern, use, chosen


def _told(rule: Rule, support: Support, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Return the clients that read what stands in these @ rules and behind these selectors."""
    heads = rule.around if rule.declarations or rule.selectors else rule.around[:-1]
    uses = ["element style", *(use for head in heads for _, use in _of_head(head))]
    if rule.selectors and all("[data-ogs" in it for it in rule.selectors):
        chosen = tuple(it for it in chosen if it.startswith("outlook."))
    deaf = [support.features[use].no for use in uses if use in support.features]
    return tuple(it for it in chosen if not any(it in no for no in deaf))


def _by_head(rule: Rule) -> Iterator[tuple[str, str]]:
    if rule.around and not rule.selectors and not rule.declarations:
        yield from _of_head(rule.around[-1])


def _of_head(head: str) -> Iterator[tuple[str, str]]:
    name = re.sub(r"^@-[a-z]+-", "@", head.partition(" ")[0].partition("(")[0])
    yield re.escape(name), f"at-rule {name}"
    for condition in CONDITION.findall(head):
        yield rf"{re.escape(name)}[^{{]*{re.escape(condition)}", f"at-rule {name} ({condition})"


def _by_selectors(rule: Rule) -> Iterator[tuple[str, str]]:
    for written in rule.selectors:
        selector = css.selector(written)
        if selector is not None:
            pattern = re.escape(written).replace(r"\ ", r"\s*")
            yield from ((pattern, use) for use in _of_selector(selector))


def _of_selector(selector: Selector) -> Iterator[str]:
    for combinator, simples in selector.compounds:
        if combinator:
            yield f"selector {COMBINATORS[combinator]}"
        kinds = [it.kind for it in simples]
        if kinds.count("class") >= CHAIN:
            yield "selector chaining"
        yield from (f"selector {it}" for it in ("attribute", "id") if it in kinds)
        for simple in simples:
            if simple.kind == "pseudo":
                yield f"pseudo {simple.name}"
            elif simple.kind == "universal":
                yield "selector universal"


def _by_declaration(declaration: Declaration) -> Iterator[tuple[str, str]]:
    name, value = declaration.name, STRING.sub(" ", declaration.value.lower())
    pattern = rf"(?<![\w-]){re.escape(name)}\s*:"
    if name.startswith("--"):
        yield pattern, "property --*"
        return
    yield pattern, f"property {name}"
    yield rf"{pattern}\s*{re.escape(value)}", f"value {name}:{value}"
    if declaration.important:
        yield "!important", "important !important"
    inside = rf"{pattern}[^;}}]*?"
    yield from ((inside + re.escape(it), f"function {it}") for it in FUNCTION.findall(value))
    yield from ((inside + re.escape(it), f"unit {it}") for it in UNIT.findall(value))
    yield from ((inside + re.escape(it), f"word {it}") for it in WORD.findall(value))
