"""Copies: one text in many places is one report, whoever carries it.

Corroboration counts newsrooms that found something out, so an agency's report that five sites
print, signed or not, must count once. Texts are compared by their shingles, runs of a few words
(Broder, 1997); a shorter text by all its words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from digest.editorial.reading import Start
    from digest.model import Item

#: Words of a shingle: two writers seldom choose so many alike.
SHINGLE = 5
#: The share of the shorter text's shingles that a copy has. Desks cut and change a word or two.
SHARED = 0.5
#: A text of fewer words, or a title alone, is too short to be known by a part of it.
SHORT = 12
#: A title of fewer words may be chosen twice.
TITLE = 5

Shingles: TypeAlias = frozenset[tuple[str, ...]]


def copies(items: Sequence[Item], starts: Mapping[str, Start]) -> frozenset[str]:
    """Return the ids of the items that carry a text which an earlier one carries already.

    `starts` are by item id.
    """
    if len(items) == 1:  # as most stories have it
        return frozenset()
    found: set[str] = set()
    originals: list[tuple[Item, Shingles]] = []
    for item in items:
        mine = _shingles(starts[item.id])
        if any(_same(item, mine, *other) for other in originals):
            found.add(item.id)
        else:
            originals.append((item, mine))
    return frozenset(found)


def _same(item: Item, mine: Shingles, other: Item, theirs: Shingles) -> bool:
    if item.canonical_url and item.canonical_url == other.canonical_url:
        return True
    if not mine or not theirs:
        return False
    return len(mine & theirs) > SHARED * min(len(mine), len(theirs))


def _shingles(start: Start) -> Shingles:
    """Return a text's shingles; of a short one the whole, of a title alone the title."""
    words = start.words
    if len(words) < SHORT:
        whole = (*start.title, *words)
        return frozenset({whole}) if len(whole) >= TITLE else frozenset()
    return frozenset(words[at : at + SHINGLE] for at in range(len(words) - SHINGLE + 1))
