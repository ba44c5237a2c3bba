"""The text part: written from the edition, for people who read mail as text.

Wrapped at 72 columns, headings underlined, an em dash before each brief. Links in a sentence are
numbers, listed where the section ends, so that nobody has to look for them far away; what has an
address of its own (a teaser, the way out) shows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.render import plain, wrapping
from digest.render.wrapping import underlined, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.render.fragments import Brief
    from digest.render.values import Panel, Shown, View

RULE = "-" * wrapping.WIDTH
DASH = "— "


def write_text(view: View) -> str:
    """Return what is shown as text, paragraphs apart by an empty line."""
    pieces = _Text(view).pieces()
    written = "\n\n".join(piece for piece in pieces if piece) + "\n"
    return wrapping.directed(written) if view.direction == "rtl" else written


class _Text:
    """Writes the parts of a page, in the page's order."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.links = plain.Links()

    def pieces(self) -> Iterator[str]:
        yield from self._masthead()
        yield from self._lead()
        for part in self.view.parts:
            yield from self._part(part)
        yield from self._panel(self.view.notice)
        yield from self._teasers()
        yield from self._latest()
        yield from self._panel(self.view.subscribe)
        yield from self._footer()

    def _listing(self) -> str:
        return self.links.listing(self.view.labels.links)

    def _at(self, name: str, url: str) -> str:
        """Write where something is; beside letters that run the other way, an address gets torn."""
        if self.view.direction == "rtl":
            return f"{wrap(f'{name}:')}\n{url}"
        line = f"{name}: {url}"
        return line if wrapping.columns(line) <= wrapping.WIDTH else f"{wrap(f'{name}:')}\n{url}"

    def _masthead(self) -> Iterator[str]:
        yield f"{wrap(self.view.newsletter)}\n{self.view.date}"
        if self.view.web_url:
            yield self._at(self.view.labels.view_in_browser, self.view.web_url)

    def _lead(self) -> Iterator[str]:
        view = self.view
        yield wrap(view.kicker)
        if view.headline:
            yield underlined(view.headline, "=")
        yield wrap(view.deck)
        yield wrap(view.byline)
        if view.image:
            yield wrap(f"[{view.image.alt}] {view.image.credit}".removeprefix("[] "))
        yield from plain.paragraphs(view.lead, self.links)
        yield self._listing()

    def _part(self, part: Shown) -> Iterator[str]:
        if part.title:
            yield underlined(plain.one_line(part.title, self.links), "-")
        yield from plain.paragraphs(part.before, self.links)
        for brief in part.briefs:
            yield from self._brief(brief)
        yield from plain.paragraphs(part.body, self.links)
        yield self._listing()

    def _brief(self, brief: Brief) -> Iterator[str]:
        indent = " " * len(DASH)
        if brief.first:
            yield wrap(plain.one_line(brief.first, self.links), first=DASH, rest=indent)
        yield from plain.paragraphs(brief.rest, self.links, indent=indent)

    def _panel(self, panel: Panel | None) -> Iterator[str]:
        if panel is None:
            return
        if panel.title:
            yield underlined(panel.title, "-")
        yield from plain.paragraphs(panel.body, self.links)
        if panel.url:
            yield self._at(panel.label, panel.url)
        yield self._listing()

    def _teasers(self) -> Iterator[str]:
        if self.view.teasers:
            yield underlined(self.view.labels.teasers, "-")
        for teaser in self.view.teasers:
            lines = (wrap(teaser.title), wrap(teaser.text), teaser.url)
            yield "\n".join(line for line in lines if line)

    def _latest(self) -> Iterator[str]:
        if self.view.latest:
            yield underlined(self.view.labels.latest, "-")
        for entry in self.view.latest:
            date = f" ({entry.date})" if entry.date else ""
            yield f"{wrap(f'{entry.title}{date}', first='* ', rest='  ')}\n  {entry.url}"

    def _footer(self) -> Iterator[str]:
        view = self.view
        lines = [self._at(link.name, link.url) for link in view.social]
        if view.unsubscribe:
            lines.append(self._at(view.labels.unsubscribe, view.unsubscribe))
        if lines or view.postal_address:
            yield RULE
            yield "\n".join(lines)
            yield "\n".join(wrap(line) for line in self._sender())

    def _sender(self) -> Iterator[str]:
        """Yield who sends this, from where; an address may begin with the name itself."""
        lines = self.view.postal_address
        if lines and not lines[0].startswith(self.view.newsletter):
            yield self.view.newsletter
        yield from lines
