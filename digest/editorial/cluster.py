"""Stories: reports of one event, across sources.

Copies (the same page, the same text) are one story at once. The others are joined by average
link over the cosine of their words: two groups become one while the mean likeness of all pairs
between them is high enough, the likest first. What must not be joined never is: parts of
round-ups, items that a person ordered into different sections, texts titled with different days,
and running reports of all that happens ("live updates").
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import sha256
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from digest.editorial.vectors import similar_pairs, vectors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from digest.editorial.reading import Start
    from digest.model import Item

#: The mean cosine from which two groups of reports are of one event.
ENOUGH = 0.1
#: Pairs less alike than this count as not alike at all.
FLOOR = 0.07
LIVE = re.compile(
    r"\blive[ -]?(?:updates?|blog|coverage)\b|\bupdates live\b|^live\b|\bas it happened\b"
    r"|\bwhat we know on day\b|\bat a glance\b|\b(?:morning|daily|evening|weekly) (?:brief|digest"
    r"|roundup|round-up)\b|\blive-blog\b|\bliveblog\b",
    re.IGNORECASE,
)
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
DAY = re.compile(
    rf"\b(?P<m>{'|'.join(MONTHS)})[a-z]*\.?\s+(?P<d>\d{{1,2}})\b"
    rf"|\b(?P<d2>\d{{1,2}})\s+(?P<m2>{'|'.join(MONTHS)})[a-z]*\b",
    re.IGNORECASE,
)


def group(
    items: Sequence[Item], starts: Mapping[str, Start], everywhere: Iterable[str] = ()
) -> tuple[tuple[Item, ...], ...]:
    """Group a week's items into stories; `starts` are by item id.

    The order of `items` does not matter; words that stand `everywhere` join nothing.
    """
    ordered = sorted(items, key=lambda item: (item.when, item.id))
    seeds = _copies(ordered)
    found = _joined(seeds, starts, everywhere)
    return tuple(tuple(item for seed in cluster for item in seeds[seed]) for cluster in found)


def story_ids(
    stories: Sequence[Sequence[Item]], known: Iterable[tuple[str, str]]
) -> tuple[str, ...]:
    """Give each story its id: six hexadecimal digits.

    A story keeps its id while it shares an item with its former self; where one was split, the
    greater part keeps it. New ids come from the story's first item.
    """
    before = dict(known)
    claims: list[tuple[int, str, int, str]] = []
    for at, story in enumerate(stories):
        shared: dict[str, int] = defaultdict(int)
        for item in story:
            if item.id in before:
                shared[before[item.id]] += 1
        first = min(item.id for item in story)
        claims += [(-count, first, at, id_) for id_, count in shared.items()]
    given: dict[int, str] = {}
    taken: set[str] = set()
    for _, _, at, id_ in sorted(claims, key=lambda claim: (claim[0], claim[1], claim[3])):
        if at not in given and id_ not in taken:
            given[at] = id_
            taken.add(id_)
    taken |= set(before.values())
    fresh = [at for at in range(len(stories)) if at not in given]
    for at in sorted(fresh, key=lambda at: min(item.id for item in stories[at])):
        given[at] = _new_id(min(item.id for item in stories[at]), taken)
        taken.add(given[at])
    return tuple(given[at] for at in range(len(stories)))


def _new_id(seed: str, taken: set[str]) -> str:
    attempt = 0
    while True:
        id_ = sha256(f"{seed}\0{attempt or ''}".encode()).hexdigest()[:6]
        if id_ not in taken:
            return id_
        attempt += 1


def _copies(items: Sequence[Item]) -> list[list[Item]]:
    """Put together what is the same page or the same text."""
    seeds: list[list[Item]] = []
    at: dict[str, int] = {}
    for item in items:
        keys = [f"{kind}:{key}" for kind, key in _identities(item) if key]
        seed = next((at[key] for key in keys if key in at and _fits(item, seeds[at[key]])), None)
        if seed is None:
            seeds.append([])
            seed = len(seeds) - 1
        seeds[seed].append(item)
        for key in keys:
            at.setdefault(key, seed)
    return seeds


def _identities(item: Item) -> tuple[tuple[str, str], ...]:
    return (("url", item.canonical_url), ("content", item.content_hash))


def _fits(item: Item, others: Iterable[Item]) -> bool:
    """Say whether a copy may join: never two parts of one round-up, nor against an order."""
    return all(
        not (item.roundup and item.roundup == other.roundup)
        and (None in (_order(item), _order(other)) or _order(item) == _order(other))
        for other in others
    )


@dataclass(slots=True)
class _Group:
    """A group while it grows."""

    members: list[int]
    roundup: bool
    sections: set[str]
    days: set[tuple[str, int]]
    live: bool
    links: dict[int, float] = field(default_factory=dict)
    """The sum of the cosines to each other group."""

    def may_join(self, other: _Group) -> bool:
        return not (
            (self.roundup and other.roundup)
            or self.live
            or other.live
            or len(self.sections | other.sections) > 1
            or (self.days and other.days and not self.days & other.days)
        )


def _joined(
    seeds: Sequence[Sequence[Item]], starts: Mapping[str, Start], everywhere: Iterable[str]
) -> list[list[int]]:
    firsts = [starts[seed[0].id] for seed in seeds]
    found = vectors(
        [start.title for start in firsts], [start.words for start in firsts], everywhere
    )
    pairs = similar_pairs(found, FLOOR)
    groups = {at: _begin(at, seed) for at, seed in enumerate(seeds)}
    for (one, other), value in pairs.items():
        if groups[one].may_join(groups[other]):
            groups[one].links[other] = value
            groups[other].links[one] = value
    _merge(groups)
    return [sorted(entry.members) for _, entry in sorted(groups.items())]


def _order(item: Item) -> str | None:
    """Return the section that a person put an item into; empty if only to lead, None if nowhere."""
    if item.ordered:
        return item.section
    return "" if item.lead else None


def _begin(at: int, seed: Sequence[Item]) -> _Group:
    return _Group(
        members=[at],
        roundup=any(item.roundup for item in seed),
        sections={order for item in seed if (order := _order(item)) is not None},
        days={day for item in seed for day in _days(item.title)},
        live=any(LIVE.search(item.title) for item in seed),
    )


def _days(title: str) -> set[tuple[str, int]]:
    return {
        ((match["m"] or match["m2"])[:3].lower(), int(match["d"] or match["d2"]))
        for match in DAY.finditer(title)
    }


def _merge(groups: dict[int, _Group]) -> None:
    """Join the likest two groups until none are alike enough. Ties go by place."""
    queue = [
        (-value, one, other, 1, 1)
        for one, entry in groups.items()
        for other, value in entry.links.items()
        if one < other and value >= ENOUGH
    ]
    heapify(queue)
    while queue:
        _, one, other, *sizes = heappop(queue)
        left, right = groups.get(one), groups.get(other)
        if left is None or right is None or other not in left.links:
            continue
        if [len(left.members), len(right.members)] != sizes:
            continue  # one of them has grown since
        _absorb(groups, one, other)
        grown = groups[one]
        for neighbour, total in grown.links.items():
            size = len(groups[neighbour].members)
            mean = total / (len(grown.members) * size)
            if mean >= ENOUGH:
                low, high = sorted((one, neighbour))
                heappush(
                    queue, (-mean, low, high, len(groups[low].members), len(groups[high].members))
                )


def _absorb(groups: dict[int, _Group], one: int, other: int) -> None:
    kept, gone = groups[one], groups.pop(other)
    kept.members += gone.members
    kept.roundup |= gone.roundup
    kept.sections |= gone.sections
    kept.days |= gone.days
    kept.links.pop(other, None)
    gone.links.pop(one, None)
    for neighbour, value in gone.links.items():
        groups[neighbour].links.pop(other, None)
        kept.links[neighbour] = kept.links.get(neighbour, 0.0) + value
    for neighbour in list(kept.links):
        if kept.may_join(groups[neighbour]):
            groups[neighbour].links[one] = kept.links[neighbour]
        else:
            del kept.links[neighbour]
            groups[neighbour].links.pop(one, None)
