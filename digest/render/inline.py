"""CSS into style attributes, by premailer, in the one way that leaves a page whole.

premailer is loaded only where what it read last time, which is kept, does not do (see `rules`).

Two kinds of style sheet stand in a page: `<style>`, which becomes attributes, and `<style
data-premailer="ignore">`, which stays for media queries and dark mode. premailer would fetch an
`@import` whatever it is told, so none may reach it.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from digest.errors import TemplateError
from digest.render import rules
from digest.render.kept import NOWHERE, Kept

STYLE = re.compile(r"<style\b[^>]*>(.*?)(?:</style\b[^>]*>|\Z)", re.DOTALL | re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
#: "@\69mport" is "@import", too (CSS Syntax Level 3, section 4.3.7).
ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))")
IMPORT = re.compile(r"@import[^;}]*", re.IGNORECASE)
STYLE_LINK = re.compile(r"<link\b[^>]*\bstylesheet\b[^>]*>", re.IGNORECASE)
DOCTYPE = re.compile(r"\A\s*<!doctype html>", re.IGNORECASE)
#: premailer would write these over the attributes of the templates.
NO_ATTRIBUTES = ["width", "height", "align", "valign", "bgcolor"]


def inline_css(page: str, *, where: str, kept: Kept = NOWHERE) -> str:
    """Return the page with the rules of its style sheets in the tags that they apply to.

    `where` names the templates that may be at fault.

    Raises:
        TemplateError: there is no page, its CSS cannot be applied, or comes from elsewhere.

    """
    if not page.strip():
        raise TemplateError("the page is empty", where=where)
    for css in STYLE.findall(page):
        if found := IMPORT.search(_unescaped(COMMENT.sub("", css))):
            raise _from_elsewhere(found[0].strip(), where)
    if link := STYLE_LINK.search(page):
        raise _from_elsewhere(link[0], where)
    source = DOCTYPE.sub("<!DOCTYPE html>", _without_empty_styles(page)).strip()
    inlined = rules.inlined(source, kept)
    return (inlined or _by_premailer(source, where, kept)).strip() + "\n"


def _by_premailer(source: str, where: str, kept: Kept) -> str:
    from premailer import Premailer

    options: dict[str, Any] = {
        "allow_network": False,
        "strip_important": False,
        "disable_validation": True,
        "disable_basic_attributes": NO_ATTRIBUTES,
        "align_floating_images": False,
        "preserve_internal_links": True,
        "cssutils_logging_level": logging.CRITICAL,
    }
    try:
        inlined: str = Premailer(source, **options).transform(pretty_print=False)
    except Exception as error:
        # premailer, cssutils, cssselect and lxml raise some dozen kinds between them.
        reason = f"{type(error).__name__}: {error}".strip().splitlines()[0]
        raise TemplateError(
            f"the CSS cannot be put into the page ({reason})",
            where=where,
            hint='Move the rule to style-kept.css, or to a <style data-premailer="ignore">',
        ) from error
    if kept.folder:
        rules.keep(source, inlined, kept, Premailer(**options))
    return inlined


def _unescaped(css: str) -> str:
    return ESCAPE.sub(lambda it: chr(int(it[1], 16) % 0x110000) if it[1] else it[2], css)


def _without_empty_styles(page: str) -> str:
    """Drop style sheets without a rule: premailer fails on them."""
    return STYLE.sub(lambda style: style[0] if COMMENT.sub("", style[1]).strip() else "", page)


def _from_elsewhere(found: str, where: str) -> TemplateError:
    return TemplateError(
        f"a style sheet from elsewhere: {found}",
        where=where,
        hint="Mail clients do not load it: write its rules into style.css",
    )
