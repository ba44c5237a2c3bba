"""The text part: written from the edition, for people who read mail as text.

Wrapped at 72 columns, headings underlined, an em dash before each brief, and links as numbers
that are listed at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.render import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.render.fragments import Brief
    from digest.render.plain import Links
    from digest.render.view import Panel, Shown, View

RULE = "-" * plain.WIDTH
DASH = "— "


def write_text(view: View) -> str:
    """Return what is shown as text, paragraphs apart by an empty line."""
    links = plain.Links()
    pieces = [
        *_masthead(view),
        *_lead(view, links),
        *(piece for part in view.parts for piece in _part(part, links)),
        *_around(view, links),
    ]
    if links.urls:
        pieces += [plain.underlined(view.labels.links, "-"), links.listing()]
    pieces += _footer(view)
    return "\n\n".join(piece for piece in pieces if piece) + "\n"


def _masthead(view: View) -> Iterator[str]:
    yield f"{plain.wrap(view.newsletter)}\n{view.date}"
    if view.web_url:
        yield f"{view.labels.view_in_browser}: {view.web_url}"


def _lead(view: View, links: Links) -> Iterator[str]:
    yield plain.wrap(view.kicker)
    if view.headline:
        yield plain.underlined(view.headline, "=")
    yield plain.wrap(view.deck)
    yield plain.wrap(view.byline)
    if view.image:
        yield plain.wrap(f"[{view.image.alt}] {view.image.credit}".removeprefix("[] "))
    yield from plain.paragraphs(view.lead, links)


def _part(part: Shown, links: Links) -> Iterator[str]:
    if part.title:
        yield plain.underlined(plain.one_line(part.title, links), "-")
    yield from plain.paragraphs(part.before, links)
    for brief in part.briefs:
        yield from _brief(brief, links)
    yield from plain.paragraphs(part.body, links)


def _brief(brief: Brief, links: Links) -> Iterator[str]:
    indent = " " * len(DASH)
    if brief.first:
        first = plain.one_line(brief.first, links)
        yield plain.wrap(first, first=DASH, rest=indent)
    yield from plain.paragraphs(brief.rest, links, indent=indent)


def _around(view: View, links: Links) -> Iterator[str]:
    for panel in (view.notice, view.subscribe):
        if panel:
            yield from _panel(panel, links)
    if view.teasers:
        yield plain.underlined(view.labels.teasers, "-")
        for teaser in view.teasers:
            title = plain.wrap(f"{teaser.title}{links.mark(teaser.url)}")
            yield f"{title}\n{plain.wrap(teaser.text)}".rstrip()


def _panel(panel: Panel, links: Links) -> Iterator[str]:
    if panel.title:
        yield plain.underlined(panel.title, "-")
    yield from plain.paragraphs(panel.body, links)
    if panel.url:
        yield plain.wrap(f"{panel.label}: {panel.url}")


def _footer(view: View) -> Iterator[str]:
    lines = [f"{link.name}: {link.url}" for link in view.social]
    if view.unsubscribe:
        lines.append(f"{view.labels.unsubscribe}: {view.unsubscribe}")
    if lines or view.postal_address:
        yield RULE
        yield "\n".join(lines)
        yield "\n".join((view.newsletter, *view.postal_address)) if view.postal_address else ""
