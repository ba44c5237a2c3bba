"""Stories: reports of one event, across sources.

Copies (the same page, the same text) are one story at once. Of the others, the likest two groups
become one while the cosine of their centroids is high enough: what the reports of an event have in
common stands out the clearer, the more of them there are. Headlines without a text are put
together first, by what their few words say (`headlines`). What must not be joined never is: texts
that have a place of their own (parts of round-ups, what a person put somewhere, what a desk itself
said), texts titled with different days, and running reports of all that happens ("live updates").
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import sha256
from heapq import heapify, heappop, heappush
from math import sqrt
from typing import TYPE_CHECKING

from digest.editorial import headlines
from digest.editorial.reading import names
from digest.editorial.vectors import similar_pairs, vectors

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from digest.editorial.reading import Start
    from digest.model import Item

#: The cosine of their centroids from which two groups of reports are of one event.
ENOUGH = 0.155
#: Pairs less alike than this count as not alike at all.
FLOOR = 0.05
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
    items: Sequence[Item],
    starts: Mapping[str, Start],
    everywhere: Iterable[str] = (),
    apart: Container[str] = (),
) -> tuple[tuple[Item, ...], ...]:
    """Group a week's items into stories; `starts` are by item id.

    The order of `items` does not matter; words that stand `everywhere` join nothing. `apart` are
    the ids of items with a place of their own, besides those to which a person gave one.
    """
    ordered = sorted(items, key=lambda item: (item.when, item.id))
    seeds = _copies(ordered)
    found = _joined(seeds, starts, everywhere, apart)
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
    own: bool
    """Whether one of its texts has a place of its own."""
    days: set[tuple[str, int]]
    live: bool
    alone: bool
    """Whether all are headlines without a text."""
    square: float = 1.0
    """The squared length of the sum of its vectors."""
    links: dict[int, float] = field(default_factory=dict)
    """The sum of the cosines to each other group."""

    def may_join(self, other: _Group) -> bool:
        return not (
            (self.own and other.own)
            or self.live
            or other.live
            or (self.days and other.days and not self.days & other.days)
        )


def _joined(
    seeds: Sequence[Sequence[Item]],
    starts: Mapping[str, Start],
    everywhere: Iterable[str],
    apart: Container[str],
) -> list[list[int]]:
    groups = {at: _begin(at, seed, starts, apart) for at, seed in enumerate(seeds)}
    first = [starts[seed[0].id] for seed in seeds]
    alone = [at for at, start in enumerate(first) if not start.words]
    known = names(first)
    for (one, other), value in _alike(first, everywhere, known, alone).items():
        if groups[one].may_join(groups[other]):
            groups[one].links[other] = value
            groups[other].links[one] = value
    if alone:  # to count all titles is for nothing without them
        words = headlines.Words([start.title for start in first], everywhere, known)
        for one, other in headlines.joined(
            words, alone, lambda one, other: groups[one].may_join(groups[other])
        ):
            _absorb(groups, one, other)
    _merge(groups)
    return [sorted(entry.members) for _, entry in sorted(groups.items())]


def _alike(
    starts: Sequence[Start], everywhere: Iterable[str], known: Iterable[str], alone: Iterable[int]
) -> dict[tuple[int, int], float]:
    """Return the pairs that are alike at all; their vectors, which take memory, are let go."""
    found = vectors(
        [start.title for start in starts], [start.words for start in starts], everywhere, known
    )
    return similar_pairs(found, FLOOR, set(alone))


def _order(item: Item) -> str | None:
    """Return the section that a person put an item into; empty if only to lead, None if nowhere."""
    if item.ordered:
        return item.section
    return "" if item.lead else None


def _begin(
    at: int, seed: Sequence[Item], starts: Mapping[str, Start], apart: Container[str]
) -> _Group:
    return _Group(
        members=[at],
        alone=not starts[seed[0].id].words,
        own=any(item.roundup or _order(item) is not None or item.id in apart for item in seed),
        days={day for item in seed for day in named_days(item.title)},
        live=any(LIVE.search(item.title) for item in seed),
    )


def named_days(title: str) -> set[tuple[str, int]]:
    """Return the months, by their first letters, and days that a text names."""
    return {
        ((match["m"] or match["m2"])[:3].lower(), int(match["d"] or match["d2"]))
        for match in DAY.finditer(title)
    }


def _merge(groups: dict[int, _Group]) -> None:
    """Join the likest two groups until none are alike enough. Ties go by place."""
    queue = [
        entry
        for one, group_ in groups.items()
        for other in group_.links
        if one < other and (entry := _candidate(groups, one, other))
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
        for neighbour in groups[one].links:
            if entry := _candidate(groups, *sorted((one, neighbour))):
                heappush(queue, entry)


def _candidate(
    groups: Mapping[int, _Group], one: int, other: int
) -> tuple[float, int, int, int, int] | None:
    """Return the entry of a pair in the queue, the likest first; None if not alike enough."""
    left, right = groups[one], groups[other]
    if left.alone and right.alone:
        return None  # they have been judged already
    likeness = left.links[other] / sqrt(left.square * right.square)
    if likeness < ENOUGH:
        return None
    return (-likeness, one, other, len(left.members), len(right.members))


def _absorb(groups: dict[int, _Group], one: int, other: int) -> None:
    kept, gone = groups[one], groups.pop(other)
    kept.members += gone.members
    kept.square += gone.square + 2 * kept.links.pop(other, 0.0)
    kept.own |= gone.own
    kept.days |= gone.days
    kept.alone &= gone.alone
    gone.links.pop(one, None)
    for neighbour, value in gone.links.items():
        groups[neighbour].links.pop(other)
        kept.links[neighbour] = kept.links.get(neighbour, 0.0) + value
    for neighbour in list(kept.links):
        if kept.may_join(groups[neighbour]):
            groups[neighbour].links[one] = kept.links[neighbour]
        else:
            del kept.links[neighbour]
            groups[neighbour].links.pop(one, None)
