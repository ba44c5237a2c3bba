"""What earlier editions have printed: the same report again is left out.

A report is the same if it has the link of one that was printed, or its text (as `copies` judges).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, TypeAlias

from digest.editorial.cluster import named_days
from digest.editorial.copies import SHORT, copies
from digest.editorial.reading import START_WORDS, opening, read
from digest.editorial.vectors import STOP, stem
from digest.model import DatedBy, Item, Judged, Printed, Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Mapping, Sequence
    from datetime import date

    from digest.editorial.reading import Start
    from digest.editorial.topic import Topic
    from digest.model import Story

#: Words in a row by which texts are compared: two writers seldom choose so many alike.
RUN = 5
#: With a smaller share of the shorter one's runs in common, a text has become another one.
REWRITTEN = 0.25
#: A short text has this share of them in common if it tells nothing new: "more aid" was promised
#: last week, and "jets" are this week.
UNCHANGED = 0.8
#: A text of fewer words may be what an outlet says of itself every week; then titles must agree.
TEASER = 30
#: What dates a feed's item. Any other is a file that a person has put there: its title counts too.
FEEDS_DATE: frozenset[DatedBy] = frozenset({"entry", "first-seen"})
#: The rule under which an item or a story says what they had of it. No group of terms has a space.
RULE = "earlier editions"

Run: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Memory:
    """The printed reports, ready to be asked. `starts` are by the ids of `items`."""

    reports: tuple[Printed, ...] = ()
    """Newest edition first."""
    items: tuple[Item, ...] = ()
    """The same as items."""
    starts: Mapping[str, Start]
    runs: Mapping[Run, Sequence[int]]
    """In which reports so many words stand in a row."""
    places: Mapping[str, Sequence[int]]
    """Which reports have an item's id, or a link."""
    everywhere: tuple[str, ...]
    """Words that stand everywhere."""
    common: frozenset[str]
    """Their stems: to share one tells nothing."""


def printed_reports(
    stories: Iterable[Story], there: Container[str], day: date
) -> tuple[Printed, ...]:
    """Return what is to be remembered of the stories that are `there`, printed on `day`."""
    return tuple(
        Printed(
            date=day,
            story=story.id,
            item=item.id,
            title=item.title,
            canonical_url=item.canonical_url,
            text=opening(item, 2 * START_WORDS).strip(),
        )
        for story in stories
        if story.id in there
        for item in story.items
    )


def recall(printed: Iterable[Printed], topic: Topic) -> Memory:
    """Prepare what earlier editions have printed."""
    reports = sorted(printed, key=lambda report: -report.date.toordinal())
    items = [_as_item(report) for report in reports]
    starts = {item.id: read(item, topic).start for item in items}
    runs: dict[Run, list[int]] = defaultdict(list)
    places: dict[str, list[int]] = defaultdict(list)
    for at, (report, item) in enumerate(zip(reports, items, strict=True)):
        for run in _runs(starts[item.id]):
            runs[run].append(at)
        for place in _places(report.item, report.canonical_url):
            places[place].append(at)
    everywhere = tuple(topic.spelling.words(" ".join(topic.rules.everywhere)))
    return Memory(
        reports=tuple(reports),
        items=tuple(items),
        starts=starts,
        runs=runs,
        places=places,
        everywhere=everywhere,
        common=frozenset(stem(word) for word in everywhere),
    )


def _as_item(report: Printed) -> Item:
    """Make an item of a printed report, to compare texts.

    Its id is no item's, since the same may be there again; nor has it a link, which tells nothing
    of its text.
    """
    return Item(
        id=f"{report.date} {report.item}",
        source="",
        publisher="",
        title=report.title,
        body=f"<p>{escape(report.text)}</p>" if report.text else "",
    )


def _places(item: str, canonical_url: str) -> list[str]:
    """Return by what a report is known again: its id, and its link, if that is an article's."""
    path = canonical_url.partition("://")[2].partition("/")[2]
    return [f"id:{item}", *([f"url:{canonical_url}"] if path else [])]


def _runs(start: Start) -> set[Run]:
    words = (*start.title, *start.words)
    return {words[at : at + RUN] for at in range(len(words) - RUN + 1)}


def repeats(
    items: Iterable[Item], starts: Mapping[str, Start], memory: Memory
) -> dict[str, Printed]:
    """Return, by item id, the printed report that an item only repeats.

    What a person put into the edition is a person's decision, and no repetition.
    """
    if not memory.reports:
        return {}
    free = (item for item in items if not (item.ordered or item.lead or item.roundup))
    found = ((item, _repeated(item, starts[item.id], memory)) for item in free)
    return {item.id: report for item, report in found if report}


def _repeated(item: Item, start: Start, memory: Memory) -> Printed | None:
    shared = {at for run in _runs(start) if run in memory.runs for at in memory.runs[run]}
    there = {
        at for place in _places(item.id, item.canonical_url) for at in memory.places.get(place, ())
    }
    for at in sorted(shared | there):
        before, printed = memory.items[at], memory.starts[memory.items[at].id]
        if at in there and not _is_rewritten(item.title, start, before.title, printed):
            return memory.reports[at]
        if (
            at in shared
            and not other_days(item.title, before.title)
            and copies([before, item], {before.id: printed, item.id: start})
            and (
                _is_telling(item, start, printed)
                or (_titles_agree(start, printed, memory) and _is_unchanged(start, printed))
            )
        ):
            return memory.reports[at]
    return None


def _is_rewritten(title: str, start: Start, before: str, printed: Start) -> bool:
    """Say whether one address has another text by now, or that of another day.

    Then that is another report.
    """
    if min(len(start.words), len(printed.words)) < SHORT:
        return other_days(title, before)
    return _shared(start, printed) < REWRITTEN


def _is_unchanged(start: Start, printed: Start) -> bool:
    """Say whether two texts differ in nothing that counts; in a long one that is hard to say."""
    long = min(len(start.words), len(printed.words)) >= TEASER
    return long or _shared(start, printed) >= UNCHANGED


def _shared(one: Start, other: Start) -> float:
    """Return which share of the shorter one's runs two reports have in common."""
    mine, theirs = _runs(one), _runs(other)
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))


def _is_telling(item: Item, start: Start, printed: Start) -> bool:
    """Say whether an item is known by its text alone."""
    return item.dated_by in FEEDS_DATE and min(len(start.words), len(printed.words)) >= TEASER


def _titles_agree(one: Start, other: Start, memory: Memory) -> bool:
    """Say whether two titles share half of what they tell."""
    mine, theirs = (
        {stem(word) for word in start.title if word not in STOP} - memory.common
        for start in (one, other)
    )
    return 2 * len(mine & theirs) >= min(len(mine), len(theirs))


def other_days(one: str, other: str) -> bool:
    """Say whether titles name days, and different ones: each is a report of its day."""
    mine, theirs = named_days(one), named_days(other)
    return bool(mine and theirs and not mine & theirs)


def with_reason(verdict: Judged, report: Printed) -> Judged:
    """Let an item that only repeats a printed one say so."""
    reason = Reason(rule=RULE, found=f"printed on {report.date}")
    return replace(verdict, reasons=(*verdict.reasons, reason))


def is_repeat(verdict: Judged) -> bool:
    """Say whether an item only repeats a printed report."""
    return any(reason.rule == RULE for reason in verdict.reasons)


def repeated_among(verdicts: Collection[Judged]) -> frozenset[str]:
    """Return the ids of a story's items that only repeat printed ones, if others do not."""
    found = frozenset(verdict.item.id for verdict in verdicts if is_repeat(verdict))
    return found if len(found) < len(verdicts) else frozenset()


def left_out(story: Story, again: Mapping[str, Printed]) -> Story:
    """Return a story as left out if all its reports are such that were printed `again`.

    It keeps its section, and loses its score: it leads nothing, and takes no one's place.
    """
    if story.section is None or any(item.id not in again for item in story.items):
        return story
    day = max(again[item.id].date for item in story.items)
    reason = Reason(rule="left out", found=f"printed on {day}", weight=-story.score)
    return replace(story, printed=day, score=0.0, reasons=(*story.reasons, reason))
