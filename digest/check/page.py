"""The page as a document: what screen readers and Gmail need, and the text beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest import text
from digest.check import css
from digest.check.document import read, show_element, start, styles
from digest.check.finding import Finding, found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.check.subject import Subject

HEADING = re.compile(r"h[1-6]")
PAGE = "the page"


def check_document(subject: Subject) -> Iterator[Finding]:
    """Ask that the page says what it is, and in which language (WCAG 2.2, 2.4.2 and 3.1.1)."""
    page = read(subject)
    if page is None:
        return
    titles = [text.squeeze(it.text_content()) for it in page.iter("title")]
    if not any(titles):
        yield found(
            "page-title",
            PAGE,
            "it has no title",
            "Write <title>{{ title }}</title> into the head of the template",
        )
    # An edition is shown inside another page: there, only what the body holds is left.
    if not page.get("lang"):
        yield found(
            "page-language",
            PAGE,
            "it does not say its language",
            'Write lang="{{ language }}" into <html>, and into the first element of the body',
        )


def check_headings(subject: Subject) -> Iterator[Finding]:
    """Headings go down one level at a time, from the first on (WCAG 2.2, 1.3.1)."""
    page = read(subject)
    if page is None:
        return
    level = 0
    for element in page.iter():
        if not isinstance(element.tag, str) or not HEADING.fullmatch(element.tag):
            continue
        words = text.squeeze(element.text_content())
        place = f"{PAGE}, {show_element(element)}"
        pictures = any((it.get("alt") or "").strip() for it in element.iter("img"))
        if not words and not pictures:
            yield found(
                "heading-order",
                place,
                "the heading is empty",
                "Write it, or take the tag away; screen readers lead people to it",
            )
        here = int(element.tag[1])
        if here > level + 1:
            after = f"follows <h{level}>" if level else "is the first"
            yield found(
                "heading-order",
                place,
                f"the heading {start(words)!r} {after}, so a level is missing between",
                f"Make it <h{level + 1}> in the template; style it as you like",
            )
        level = here


def check_style(subject: Subject) -> Iterator[Finding]:
    """No @ rule stands in another: Gmail drops the whole style sheet for it."""
    page = read(subject)
    if page is None:
        return
    nested = (it.around for it in css.parse(styles(page)) if len(it.around) > 1)
    for outer, inner, *_ in dict.fromkeys(nested):
        place = subject.line_in_sheets(re.escape(inner).replace(r"\ ", r"\s*"))
        yield found(
            "nested-at-rule",
            place or f"{PAGE}, <style>",
            f"{inner} stands in {outer}",
            "Write them one after the other; join conditions with `and`",
        )


def check_text_part(subject: Subject) -> Iterator[Finding]:
    """Ask that there is a text for those who read mail as text."""
    if subject.page is not None and not subject.page.text.strip():
        yield found(
            "no-text-part",
            "the text part",
            "it is empty",
            "Write something into the edition; spam filters distrust a page alone",
        )


def check_outputs(subject: Subject) -> Iterator[Finding]:
    """Ask that what stands in out/ for others to take is the edition as it is now."""
    for output in subject.outputs:
        if output.content is None:
            what = "it is missing, and the others are there"
        elif output.expected is not None and output.content != output.expected:
            what = "it is not what the edition, its templates and digest.toml make now"
        elif output.expected is None and output.older:
            what = "it is older than the edition"
        else:
            continue
        day = subject.day.isoformat()
        yield found("stale-output", output.name, what, f"Run `digest build --date {day}`")
