"""Reports as weighted words, and which pairs of them are alike.

TF-IDF with cosine similarity (Salton & Buckley, 1988). Pairs are found through an inverted index
in which each report is entered by its rarest words only, so that the work grows with the number
of reports and not with its square.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache
from itertools import filterfalse
from math import log, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

#: A word of the title counts this many times one of the text.
TITLE = 2.0
#: A name tells this many times as much as another word that is as rare: who and where make an
#: event, and two meetings of ministers have all other words in common.
NAME = 1.4
#: By so many of its rarest words a report is looked for. More find no better pairs, only slower.
KEYS = 12
#: A word that stands in more reports than this (and a twentieth of them) finds nothing.
COMMON = 150
#: Nor, in the largest weeks, one in more than this: what it finds grows with the square of it.
MOST_COMMON = 500
#: The share of the likeness that must come from those words for a pair to be compared in full.
PROMISING = 0.6
#: Reports of other weeks that are thought of beside this one's: in a week of five reports of one
#: event, the words of the event are not common words.
UNSEEN = 60
#: The share of those in which each word that stands everywhere is thought to stand.
EVERYWHERE = 0.3

#: The most that one word makes up of the likeness of two texts.
ONE_WORD = 0.75

STOP = frozenset(
    "a about after against all also amid an and any are as at be been before but by can could day"
    " did do during for from had has have he her his how i if in into is it its just more most new"
    " no not of off on one or our out over own re s say says said she so some than that the their"
    " them then there they this to told two under up us was we were what when where which while"
    " who will with would year years yet you your t via live updates update news report reports"
    " reuters ap afp video photos watch latest monday tuesday wednesday thursday friday saturday"
    " sunday".split()
)
SUFFIX = re.compile(r"(?:ing|ings|ed|es|s|ly|er|ers|al)$")
SHORTEST_STEM = 4
REMEMBERED = 65_536


@lru_cache(REMEMBERED)
def stem(word: str) -> str:
    """Cut the commonest English endings, so that "signs" and "signed" are one word."""
    cut = SUFFIX.sub("", word)
    return cut if len(cut) >= SHORTEST_STEM else word


def vectors(
    titles: Sequence[Sequence[str]],
    texts: Sequence[Sequence[str]],
    everywhere: Iterable[str] = (),
    names: Iterable[str] = (),
) -> list[Vector]:
    """Return unit vectors of the words in a title and the beginning of a text, one a report.

    Words that stand `everywhere` (in any week's reports, as the topic's own names do) tell little
    even in a week so small that it does not show how common they are.
    """
    counts: list[Vector] = []
    for title, body in zip(titles, texts, strict=True):
        weights: Vector = {}
        for factor, words in ((TITLE, title), (1.0, body)):
            for word in map(stem, filterfalse(STOP.__contains__, words)):
                weights[word] = weights.get(word, 0.0) + factor
        counts.append(weights)
    spread: dict[str, float] = defaultdict(float)
    spread.update(Counter(word for weights in counts for word in weights))
    for word in {stem(word) for word in everywhere}:
        spread[word] += EVERYWHERE * UNSEEN
    total = len(counts) + UNSEEN
    rarity = {word: log(total / (count + 0.5)) for word, count in spread.items()}
    for word in {stem(word) for word in names} & rarity.keys():
        rarity[word] *= NAME
    for weights in counts:
        _to_unit(weights, rarity)
    return counts


def _to_unit(vector: Vector, rarity: Mapping[str, float]) -> None:
    """Make counts a unit vector, in place: twice as many dictionaries are much memory."""
    for word, count in vector.items():
        vector[word] = (1 + log(count)) * rarity[word]
    length = sqrt(sum(value * value for value in vector.values()))
    if not length:
        vector.clear()
    for word, value in vector.items():
        vector[word] = value / length


def similar_pairs(
    reports: Sequence[Vector], at_least: float, headlines: Container[int] = ()
) -> dict[tuple[int, int], float]:
    """Return the pairs (lower index first) whose likeness is `at_least`, with it.

    `headlines` are the indexes of the reports that are no more than that.
    """
    spread = Counter(word for vector in reports for word in vector)
    limit = min(max(COMMON, len(reports) // 20), MOST_COMMON)
    index: dict[str, list[tuple[int, float]]] = defaultdict(list)
    found: dict[tuple[int, int], float] = {}
    for this, vector in enumerate(reports):
        telling = sorted(
            (word for word in vector if 1 < spread[word] <= limit),
            key=lambda word: (-vector[word], word),
        )[:KEYS]
        partial: dict[int, float] = defaultdict(float)
        for word in telling:
            value = vector[word]
            for other, theirs in index[word]:
                partial[other] += value * theirs
            index[word].append((this, value))
        for other, part in partial.items():
            if part >= at_least * PROMISING:
                short = this in headlines or other in headlines
                value = likeness(vector, reports[other], headline=short)
                if value >= at_least:
                    found[other, this] = value
    return found


def likeness(one: Vector, other: Vector, *, headline: bool = False) -> float:
    """Return the cosine of two unit vectors; one word alone makes no two texts alike.

    Two reports from one country share its name, and need not share anything else. A headline has
    little else to share.
    """
    shares = [one[word] * other[word] for word in one.keys() & other.keys()]
    if not shares:
        return 0.0
    cosine = sum(shares)
    if headline:
        return cosine
    return min(cosine, (cosine - max(shares)) / (1 - ONE_WORD))


Vector = dict[str, float]
