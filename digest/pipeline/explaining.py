"""Why each item of the week is where it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest import marks
from digest.errors import NothingToPublish
from digest.model import Reason
from digest.pipeline.drafting import read_edition
from digest.pipeline.week import compose, the_week

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from datetime import date, datetime

    from digest.archive import Archive
    from digest.edition import Edition
    from digest.model import DeskFinding, Item, Story, Window
    from digest.workspace import Workspace

#: The rules that decide, whatever the evidence weighs; the first of them overrules the others.
DECIDING = ("left out", "order", "earlier editions", "off the topic", "topic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One item, where it is, and why."""

    item: Item
    story: Story
    section: str | None
    placed: bool
    lead: bool
    reasons: tuple[Reason, ...]

    @property
    def deciding(self) -> tuple[Reason, ...]:
        """The reasons that decide, each once."""
        found = sorted(
            (reason for reason in self.reasons if reason.rule in DECIDING),
            key=lambda reason: DECIDING.index(reason.rule),
        )
        return _each_once((reason.found, reason) for reason in found)

    @property
    def weighing(self) -> tuple[Reason, ...]:
        """The evidence, of each rule what weighs most, the weightiest first."""
        found = sorted(
            (reason for reason in self.reasons if reason.rule not in DECIDING and reason.weight),
            key=lambda reason: -abs(reason.weight),
        )
        return _each_once((reason.rule, reason) for reason in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Every item of a week: those of the edition first, in its order."""

    date: date
    window: Window
    rows: tuple[Row, ...] = ()
    findings: tuple[DeskFinding, ...] = ()


def _each_once(reasons: Iterable[tuple[str, Reason]]) -> tuple[Reason, ...]:
    """Return the first reason of each name."""
    first: dict[str, Reason] = {}
    for name, reason in reasons:
        first.setdefault(name, reason)
    return tuple(first.values())


def explain(workspace: Workspace, archive: Archive, day: date, *, now: datetime) -> Explained:
    """Explain the edition file of a day if there is one, else what would be composed.

    Writes nothing; give it a copy of the archive.
    """
    there = read_edition(workspace, day)
    edition = marks.printed(there) if there else None
    week = the_week(workspace, archive, day, now=now)
    try:
        composition = compose(workspace, archive, week)
    except NothingToPublish:
        return Explained(date=day, window=week.window)
    judged = {verdict.item.id: verdict.reasons for verdict in composition.judged}
    feeds = {reading.source for reading in week.readings}
    rows = [
        _row(item, story, (*judged.get(item.id, ()), *_text(item, feeds)), edition)
        for story in composition.stories
        for item in story.items
    ]
    if edition is not None:
        order = {story: place for place, story in enumerate(edition.stories)}
        rows.sort(key=lambda row: order.get(row.story.id, len(order)))
    return Explained(
        date=day,
        window=week.window,
        rows=tuple(rows),
        findings=composition.findings,
    )


def _text(item: Item, feeds: Container[str]) -> tuple[Reason, ...]:
    """Say where the text of a feed's item comes from, if not from the feed: that is HTML."""
    is_page = item.source in feeds and item.body_type == "text/markdown"
    return (Reason(rule="text", found="taken from the article's page"),) if is_page else ()


def _row(item: Item, story: Story, reasons: tuple[Reason, ...], edition: Edition | None) -> Row:
    section, placed, lead = story.section, story.placed, story.leads
    if edition is not None:
        part = next((part for part in edition.parts if story.id in part.stories), None)
        placed = part is not None
        lead = part is edition.lead
        section = (part.id or None) if part else story.section
    return Row(
        item=item,
        story=story,
        section=section,
        placed=placed,
        lead=lead,
        reasons=(*reasons, *story.reasons),
    )
