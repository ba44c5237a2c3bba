"""Headlines without a text: which of them tell of one event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.editorial.cluster import group
from digest.editorial.headlines import Words, joined
from digest.editorial.reading import Start
from digest.editorial.vocabulary import folded_words
from tests.support.values import an_item

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The first and the last have no word in common; what lies between has words of both.
CHAIN = (
    "Otters return to Thames marshes",
    "Thames marshes welcome otters, wardens say",
    "Wardens count otters near estuary",
    "Estuary wardens delighted by count",
)
OTHERS = (
    "Tram line to harbour opens in autumn",
    "Harbour tram line delayed again",
    "Bakers protest against flour tax",
    "Flour tax: bakers take to streets",
    "Chess final ends in draw",
    "Opera house names conductor",
)
#: What else happens in a week: how rare the words of an event are shows beside it.
FILLER = tuple(f"Uvo{at} beri{at} kalo{at} mano{at} suni{at}" for at in range(400))


def together(titles: Sequence[str], texts: Sequence[str] = ()) -> set[frozenset[int]]:
    """Group items with these titles, and with texts as far as there are any."""
    bodies = [*texts, *("" for _ in titles[len(texts) :])]
    items = [an_item(f"{at:03}", title=title, body="") for at, title in enumerate(titles)]
    starts = {
        item.id: Start(title=tuple(folded_words(item.title)), words=tuple(folded_words(body)))
        for item, body in zip(items, bodies, strict=True)
    }
    return {frozenset(int(item.id) for item in story) for story in group(items, starts)}


def test_a_group_is_known_by_what_it_has_in_common() -> None:
    """Where two of its headlines share no word at all."""
    found = together([*CHAIN, *OTHERS, *FILLER])

    assert {
        frozenset({0, 1, 2, 3}),
        frozenset({4, 5}),
        frozenset({6, 7}),
        frozenset({8}),
        frozenset({9}),
    } == {story for story in found if min(story) < len(CHAIN + OTHERS)}


def test_one_usual_word_makes_no_event() -> None:
    """The more often it stands there, the less it says."""
    titles = [f"Council discusses {what}" for what in ("roads", "parks", "schools", "rents")]

    assert len(titles) == len(together(titles))


@pytest.mark.parametrize(
    ("title", "text", "stories"),
    [
        ("Otters return to Thames marshes", "Wardens count otters at the Thames marshes.", 1),
        ("Council votes on budget", "A long session ended late.", 2),
    ],
)
def test_a_headline_and_a_report_are_compared_as_reports_are(
    title: str, text: str, stories: int
) -> None:
    """A headline alone joins the report of its event."""
    headline = "Thames otters return, and wardens count them"

    assert stories == len(together([title, headline], [text]))


def test_what_must_not_be_joined_is_not() -> None:
    """Nor by way of a third: running reports, and headlines that name different days."""
    titles = ("Otters at the weir, May 1", "Otters at the weir", "Otters at the weir, May 2")

    found = together([*titles, "Otters at the weir: live updates"])

    assert all(not {0, 2} <= story for story in found)
    assert frozenset({3}) in found


@given(st.permutations(range(len(CHAIN + OTHERS))))
def test_the_order_of_headlines_does_not_matter(order: list[int]) -> None:
    """The same week gives the same stories."""
    titles = [*CHAIN, *OTHERS]
    found = together([titles[at] for at in order])

    assert together(titles) == {frozenset(order[at] for at in story) for story in found}


def test_names_tell_more_and_what_stands_everywhere_less() -> None:
    """Of two headlines with one word in common, it is the word that decides."""
    titles = [("otter", "weir"), ("otter", "dawn"), ("tram", "line"), ("bread", "tax")]
    values = []
    for given_words in ({}, {"names": ["otter"]}, {"everywhere": ["otter"]}):
        words = Words(titles, **given_words)
        one, other = (words.group(at) for at in (0, 1))
        values.append(words.evidence(one, other))

    plain, named, everywhere = values
    assert everywhere < plain < named


def test_nothing_is_joined_of_no_headlines() -> None:
    """An empty week, and headlines without a word that tells."""
    assert [] == list(joined(Words([]), [], lambda _one, _other: True))
    assert 2 == len(together(["The", "Of the"]))
