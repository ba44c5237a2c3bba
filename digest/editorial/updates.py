"""Developments: a story that goes on with one which an earlier edition has printed says so.

Both must be of one event as `cluster` sees it, but by a stricter measure: within a week a wrong
join makes one brief of two; across weeks the word "Update" would claim what nobody said.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import islice
from math import sqrt
from typing import TYPE_CHECKING

from digest.editorial import reading
from digest.editorial.cluster import LIVE
from digest.editorial.copies import copies
from digest.editorial.memory import RULE, other_days
from digest.editorial.vectors import likeness, stem, vectors
from digest.model import Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from digest.editorial.memory import Memory
    from digest.editorial.reading import Start
    from digest.editorial.vectors import Vector
    from digest.model import Item, Story

#: The cosine from which a story may be a development of a printed one. Of 5,000 pairs of different
#: events (tests, and the weeks of the corpus) with what they share as below, none reaches it.
DEVELOPS = 0.35
#: So many words of an event both must have, besides those that stand everywhere.
TELLING = 3
#: So many of them must be names, or one name that stands in titles of both.
NAMES = 2
#: Stories of so many former editions can be developed: nobody remembers older ones.
RECENT = 2
#: Reports of the week by which is judged how rare words are.
BACKGROUND = 500


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Event:
    """What some reports have in common; all words are stems."""

    vector: Vector
    """The mean of theirs, of length 1."""
    words: frozenset[str]
    """Those that half of the reports have, without those that stand everywhere."""
    title: frozenset[str]
    """Those of their titles, likewise."""
    titles: tuple[str, ...]


def with_updates(
    stories: Sequence[Story],
    sections: Collection[str],
    starts: Mapping[str, Start],
    memory: Memory,
) -> list[Story]:
    """Return the stories; those of these sections that develop a printed one say which.

    `starts` are those of the whole week: they say which words are rare.
    """
    last = sorted({report.date for report in memory.reports}, reverse=True)[:RECENT]
    former: dict[tuple[date, str], list[int]] = defaultdict(list)
    for at, report in enumerate(memory.reports):
        if report.date in last:
            former[report.date, report.story].append(at)
    wanted = [story for story in stories if story.section in sections and story.originals]
    if not former or not wanted:
        return list(stories)
    past = [item for ats in former.values() for item in _at(ats, memory)]
    known = {item.id: memory.starts[item.id] for item in past}
    mine = {item.id: starts[item.id] for story in wanted for item in story.originals}
    others = islice((id_ for id_ in starts if id_ not in mine), BACKGROUND)
    world = known | mine | {id_: starts[id_] for id_ in others}
    names = reading.names(world.values())
    found = dict(zip(world, _vectors(world.values(), names, memory), strict=True))
    stems = frozenset(stem(name) for name in names)
    events = {key: _event(_at(ats, memory), world, found, memory) for key, ats in former.items()}
    result = []
    for story in stories:
        event = _event(story.originals, world, found, memory) if story in wanted else None
        best = _followed(event, events, stems) if event else None
        if best is None or _is_copy(story, _at(former[best], memory), world):
            result.append(story)
            continue
        title = memory.reports[former[best][0]].title
        reason = Reason(rule=RULE, found=f"an update of “{title}”, printed on {best[0]}")
        result.append(replace(story, follows=best[0], reasons=(*story.reasons, reason)))
    return result


def _is_copy(story: Story, before: Sequence[Item], starts: Mapping[str, Start]) -> bool:
    """Say whether a report has the text of a printed one: then it tells nothing new."""
    return any(copies([old, new], starts) for old in before for new in story.originals)


def _at(places: Iterable[int], memory: Memory) -> list[Item]:
    return [memory.items[at] for at in places]


def _vectors(starts: Collection[Start], names: set[str], memory: Memory) -> list[Vector]:
    titles, words = [it.title for it in starts], [it.words for it in starts]
    return vectors(titles, words, memory.everywhere, names)


def _event(
    items: Sequence[Item],
    starts: Mapping[str, Start],
    found: Mapping[str, Vector],
    memory: Memory,
) -> _Event:
    total: dict[str, float] = defaultdict(float)
    words: Counter[str] = Counter()
    title: Counter[str] = Counter()
    for item in items:
        words.update(found[item.id].keys())
        title.update({stem(word) for word in starts[item.id].title})
        for word, value in found[item.id].items():
            total[word] += value
    length = sqrt(sum(value * value for value in total.values())) or 1.0

    def of_half(counts: Counter[str]) -> frozenset[str]:
        half = (word for word, count in counts.items() if 2 * count >= len(items))
        return frozenset(half) - memory.common

    return _Event(
        vector={word: value / length for word, value in total.items()},
        words=of_half(words),
        title=of_half(title),
        titles=tuple(item.title for item in items),
    )


def _followed(
    event: _Event, events: Mapping[tuple[date, str], _Event], names: frozenset[str]
) -> tuple[date, str] | None:
    """Return the printed story of which an event is a development: the likest, then the newest."""
    found = {
        key: likeness(event.vector, before.vector)
        for key, before in events.items()
        if _about_the_same(event, before, names)
    }
    best = max(found, key=lambda key: (found[key], key), default=None)
    return best if best and found[best] >= DEVELOPS else None


def _about_the_same(event: _Event, before: _Event, names: frozenset[str]) -> bool:
    """Say whether two events share what tells them: no running reports, nor those of two days."""
    if any(LIVE.search(title) for title in (*event.titles, *before.titles)):
        return False
    if other_days("\n".join(event.titles), "\n".join(before.titles)):
        return False
    telling = event.words & before.words
    named = telling & names
    return len(telling) >= TELLING and bool(
        len(named) >= NAMES or named & event.title & before.title
    )
