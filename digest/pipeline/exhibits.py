"""What the preview shows beside the mail: the week's stories with why, and the sources."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from digest import markup, text
from digest.editorial import arrange, groups
from digest.pipeline.placing import bare
from digest.preview.exhibit import Card, Heading, Report, SourceLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from digest.config import Config
    from digest.edition import Edition
    from digest.editorial.groups import Group
    from digest.pipeline.explaining import Explained, Row
    from digest.pipeline.health import Health
    from digest.preview.exhibit import Spot
    from digest.workspace import Workspace

#: Characters of a story's opening, and reasons, that its card has room for.
OPENING = 140
REASONS = 8
#: What local texts are called, all together.
OWN = "Your own texts"


def cards(
    edition: Edition, explained: Explained | None, config: Config, spots: Iterable[Spot]
) -> tuple[Card, ...]:
    """Return the stories of the file, then those of the week that are not in it, best first.

    `spots` are those of the edition.
    """
    rows: dict[str, list[Row]] = {}
    for row in explained.rows if explained else ():
        rows.setdefault(row.story.id, []).append(row)
    lines = _lines(edition, spots)
    there = groups.groups(edition)
    found = [
        _of_file(edition, there, at, lines[group.part, group.start], rows)
        for at, group in enumerate(there)
    ]
    known = {story for part in edition.parts for story in part.stories}
    rest = [_of_week(its, config) for story, its in rows.items() if story not in known]
    return (*found, *rest)


def headings(edition: Edition, config: Config) -> tuple[Heading, ...]:
    """Return the sections that stories can stand in: those of the file, and all of ours."""
    there = [
        Heading(target=part.id, title=bare(part.title) or section.title, kind=section.kind)
        if (section := config.section(part.id)) and section.kind != "lead"
        else Heading(target=f"{arrange.ADDED}{at}", title=bare(part.title) or "…", kind="added")
        for at, part in enumerate(edition.parts)
        if at
    ]
    ours = [
        Heading(target=it.id, title=it.title or it.id, kind=it.kind)
        for it in config.sections
        if it.id not in {heading.target for heading in there}
    ]
    lead = [heading for heading in ours if heading.kind == "lead"]
    return (*lead, *there, *(heading for heading in ours if heading.kind != "lead"))


def source_lines(
    workspace: Workspace, health: Sequence[Health], explained: Explained | None
) -> tuple[tuple[str, ...], tuple[SourceLine, ...]]:
    """Return the days of the week, and each feed with its items of them; local texts come last."""
    if explained is None:
        return (), ()
    zone = workspace.config.newsletter.zone
    first = explained.window.start.astimezone(zone).date()
    days = [first + timedelta(days=number) for number in range(7)]
    feeds = {it.source.id for it in health}
    counts: Counter[tuple[str, date]] = Counter(
        (row.item.source if row.item.source in feeds else "", row.item.when.astimezone(zone).date())
        for row in explained.rows
    )
    found = [
        SourceLine(
            id=it.source.id,
            name=it.source.name,
            condition=it.condition,
            reason=it.reason,
            advice=it.advice,
            read=it.reading.last_good.isoformat() if it.reading.last_good else "",
            days=tuple(counts[it.source.id, day] for day in days),
        )
        for it in health
    ]
    own = tuple(counts["", day] for day in days)
    if any(own) or not found:
        found.append(SourceLine(id="", name=OWN, condition="ok" if any(own) else "empty", days=own))
    return tuple(day.isoformat() for day in days), tuple(found)


def _lines(edition: Edition, spots: Iterable[Spot]) -> dict[tuple[int, int], tuple[int, str]]:
    """Return the line and the key of each block, by its part and its place in it."""
    each = iter(spots)
    found = {}
    for place, part in enumerate(edition.parts):
        if part.heading:
            next(each)
        for at in range(len(part.blocks)):
            spot = next(each)
            found[place, at] = (spot.line, spot.key)
    return found


def _of_file(
    edition: Edition,
    there: Sequence[Group],
    at: int,
    spot: tuple[int, str],
    rows: dict[str, list[Row]],
) -> Card:
    group = there[at]
    story = group.stories[0] if group.stories else ""
    its = rows.get(story, [])
    opening = text.squeeze(bare(" ".join(group.words)))
    title = its[0].story.lead.title if its else ""
    if group.leads and edition.meta.title:
        title = edition.meta.title
    part = edition.parts[group.part]
    return Card(
        at=at,
        story=story,
        title=title or _cut(opening, OPENING // 2) or "…",
        opening=_cut(opening, OPENING),
        section=_target(part.id, group, edition),
        line=spot[0],
        key=spot[1],
        leads=group.leads,
        held=group.held,
        up=at > 0 and there[at - 1].part == group.part,
        down=at + 1 < len(there) and there[at + 1].part == group.part,
        score=round(its[0].story.score, 1) if its else 0.0,
        why=_why(its),
        reports=tuple(_reports(its)),
    )


def _target(id_: str, group: Group, edition: Edition) -> str:
    """Return what an action calls the part that a story stands in, the first of two of one id."""
    first = next(at for at, part in enumerate(edition.parts) if part.id == id_)
    return id_ if id_ and first == group.part else f"{arrange.ADDED}{group.part}"


def _of_week(its: Sequence[Row], config: Config) -> Card:
    story = its[0].story
    opening = text.squeeze(story.lead.deck or markup.plain(story.lead.body[: 8 * OPENING]))
    known = config.section(story.section or "")
    return Card(
        at=None,
        story=story.id,
        title=story.lead.title,
        opening=_cut(opening, OPENING),
        section=known.id if known else "",
        score=round(story.score, 1),
        why=_why(its),
        reports=tuple(_reports(its)),
    )


def _why(its: Sequence[Row]) -> tuple[str, ...]:
    if not its:
        return ()
    reasons = (*its[0].deciding, *its[0].weighing)
    return tuple(str(reason) for reason in reasons[:REASONS])


def _reports(its: Sequence[Row]) -> Iterator[Report]:
    for row in its:
        item = row.item
        yield Report(title=item.title, publisher=item.publisher, url=item.url)


def _cut(words: str, most: int) -> str:
    """Return the beginning of some words, cut at a word's end."""
    if len(words) <= most:
        return words
    return words[: most + 1].rpartition(" ")[0][:most].rstrip(" ,;:–—-") + "…"
