"""Headlines without a text: which of them tell of one event.

Two headlines of one event may share a single word, or none; what a group has in common shows only
when all are seen together. So groups are compared by a Bayes factor: how much likelier their words
are if one event made them than if two did, as in Bayesian hierarchical clustering (Heller &
Ghahramani, 2005). An event's words follow the Dirichlet compound multinomial (Madsen, Kauchak &
Elkan, 2005), in which a word that was used once is used again, the more surprisingly the rarer it
is. Texts have so many words that their subject, which other events have too, would tell more than
their event: they are compared otherwise (`vectors`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import filterfalse
from math import lgamma
from typing import TYPE_CHECKING, TypeAlias

from digest.editorial.vectors import COMMON, EVERYWHERE, MOST_COMMON, NAME, STOP, stem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

#: The sum of the Dirichlet parameters: the larger, the more one event's words are like another's.
SPREAD = 700.0
#: Headlines of other weeks that are thought of beside this one's: in a week of five headlines of
#: one event, the words of the event are not common words.
UNSEEN = 150
#: The logarithm of the Bayes factor from which two groups are of one event.
ENOUGH = 1.0

Counts: TypeAlias = dict[str, float]


@dataclass(slots=True, eq=False)
class Group:
    """Headlines while they are put together."""

    counts: Counts
    length: float
    links: set[int] = field(default_factory=set)
    """The groups that share a telling word with it and may be joined with it."""


class Words:
    """How common the words of a week's titles are, and what it says that two groups share some."""

    def __init__(
        self,
        titles: Sequence[Sequence[str]],
        everywhere: Iterable[str] = (),
        names: Iterable[str] = (),
    ) -> None:
        """Words that stand `everywhere` tell little, `names` more than other words."""
        self.titles = [frozenset(map(stem, filterfalse(STOP.__contains__, it))) for it in titles]
        self.found = Counter(word for title in self.titles for word in title)
        total = sum(self.found.values())
        scale = SPREAD / ((total + UNSEEN * total / max(1, len(titles))) or 1.0)
        common, named = {stem(word) for word in everywhere}, {stem(name) for name in names}
        #: Of each word the Dirichlet parameter, and how much it tells.
        self._known = {
            word: (
                scale * (count + 0.5 + (EVERYWHERE * UNSEEN if word in common else 0.0)),
                NAME if word in named else 1.0,
            )
            for word, count in self.found.items()
        }

    def group(self, at: int) -> Group:
        """Make a group of one headline."""
        title = self.titles[at]
        return Group(counts=dict.fromkeys(sorted(title), 1.0), length=len(title))

    def evidence(self, one: Group, other: Group) -> float:
        """Return the logarithm of the Bayes factor of two groups: above 0 for one event."""
        fewer, more = one.counts, other.counts
        if len(fewer) > len(more):
            fewer, more = more, fewer
        told = -_shared(one.length, other.length, SPREAD)
        for word, count in fewer.items():
            if word in more:
                prior, weight = self._known[word]
                told += weight * _shared(count, more[word], prior)
        return told


def _shared(one: float, other: float, prior: float) -> float:
    """Return what it says that a word was used so often in one group and so often in another."""
    return lgamma(one + other + prior) + lgamma(prior) - lgamma(one + prior) - lgamma(other + prior)


def joined(
    words: Words, alone: Iterable[int], may_join: Callable[[int, int], bool]
) -> Iterator[tuple[int, int]]:
    """Yield the pairs of groups to be joined, the likest first; the lower index stays.

    `alone` are the indexes of the titles that have no text. `may_join` is asked of two groups by
    their lower indexes, after all joins that were yielded before. Ties go by place.
    """
    groups = _linked(words, alone, may_join)
    sizes = dict.fromkeys(groups, 1)
    queue = [
        (-told, one, other, 1, 1)
        for one, group in groups.items()
        for other in group.links
        if one < other and (told := words.evidence(group, groups[other])) >= ENOUGH
    ]
    heapify(queue)
    while queue:
        _, one, other, *then = heappop(queue)
        if [sizes.get(one), sizes.get(other)] != then or other not in groups[one].links:
            continue  # one of them has grown since, or may not be joined any more
        yield one, other
        sizes[one] += sizes.pop(other)
        _absorb(groups, one, other)
        for neighbour in sorted(groups[one].links):
            first, second = (one, neighbour) if one < neighbour else (neighbour, one)
            if not may_join(first, second):
                groups[one].links.discard(neighbour)
                groups[neighbour].links.discard(one)
            elif (told := words.evidence(groups[one], groups[neighbour])) >= ENOUGH:
                heappush(queue, (-told, first, second, sizes[first], sizes[second]))


def _linked(
    words: Words, alone: Iterable[int], may_join: Callable[[int, int], bool]
) -> dict[int, Group]:
    """Make a group of each headline, linked with those that share a word which is not too common.

    Words in very many titles link nothing: the work grows with the square of them.
    """
    limit = min(max(COMMON, len(words.titles) // 20), MOST_COMMON)
    index: dict[str, list[int]] = defaultdict(list)
    groups: dict[int, Group] = {}
    for at in alone:
        groups[at] = words.group(at)
        for word in words.titles[at]:
            if words.found[word] <= limit:
                groups[at].links.update(other for other in index[word] if may_join(other, at))
                index[word].append(at)
        for other in groups[at].links:
            groups[other].links.add(at)
    return groups


def _absorb(groups: dict[int, Group], one: int, other: int) -> None:
    kept, gone = groups[one], groups.pop(other)
    kept.length += gone.length
    for word, count in gone.counts.items():
        kept.counts[word] = kept.counts.get(word, 0.0) + count
    kept.links |= gone.links
    kept.links -= {one, other}
    for neighbour in gone.links - {one}:
        groups[neighbour].links.discard(other)
        groups[neighbour].links.add(one)
