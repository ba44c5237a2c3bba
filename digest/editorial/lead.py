"""Which story matters most: a score of few terms, each of which can be shown.

Substance is how much of the topic's weightiest business (for a war: peace talks) the reports are
about; breadth counts publishers, not copies; standing is that of the best of them; newness tips
the scale between equals.
"""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING

from digest import text
from digest.editorial.topic import SUBSTANCE
from digest.model import Reason

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from digest.editorial.topic import Topic
    from digest.model import Item, Judged, Window

#: What each doubling of the number of publishers adds.
BREADTH = 1.5
#: What is added to a story of the week's last moment; one of its first gets nothing.
NEWNESS = 0.3
#: The most that substance counts, so that a long list of words beats no event.
MOST_SUBSTANCE = 12.0
STANDING = 1.0


def score(
    verdicts: Sequence[Judged], topic: Topic, window: Window, copies: Container[str] = ()
) -> tuple[float, tuple[Reason, ...]]:
    """Return a story's score and its terms.

    `verdicts` are those of its items; `copies` are the ids of those that carry another's text.
    """
    items = [verdict.item for verdict in verdicts]
    reasons = (
        _substance(verdicts),
        _breadth([item for item in items if item.id not in copies]),
        _standing(items, topic),
        _newness(items, window),
    )
    return round(sum(reason.weight for reason in reasons), 3), reasons


def _substance(verdicts: Sequence[Judged]) -> Reason:
    """Average over the reports: a copy adds nothing."""
    found = [it for verdict in verdicts for it in verdict.reasons if it.rule == SUBSTANCE]
    total = min(MOST_SUBSTANCE, sum(reason.weight for reason in found) / len(verdicts))
    best = max(found, key=lambda reason: (reason.weight, reason.found), default=None)
    return Reason(rule=SUBSTANCE, found=best.found if best else "", weight=round(total, 3))


def _breadth(items: Sequence[Item]) -> Reason:
    publishers = sorted({item.publisher for item in items if item.publisher})
    found = text.plural(len(publishers), "publisher")
    return Reason(
        rule="breadth", found=found, weight=round(BREADTH * log2(max(1, len(publishers))), 3)
    )


def _standing(items: Sequence[Item], topic: Topic) -> Reason:
    best = max(items, key=lambda item: (standing(item, topic), item.publisher))
    return Reason(
        rule="standing", found=best.publisher, weight=round(STANDING * standing(best, topic), 3)
    )


def _newness(items: Sequence[Item], window: Window) -> Reason:
    newest = max(item.when for item in items)
    share = (newest - window.start) / (window.end - window.start)
    weight = NEWNESS * min(1.0, max(0.0, share))
    return Reason(rule="newness", found=f"{newest:%Y-%m-%d}", weight=round(weight, 3))


def standing(item: Item, topic: Topic) -> float:
    """Return what the topic file says of an outlet; 0 where it says nothing."""
    return topic.standing.get(text.fold(item.publisher), 0.0)
