"""A text is read only as far as is needed, and nothing is read otherwise for that."""

from __future__ import annotations

from random import Random

import pytest

from digest.editorial import reading
from digest.editorial.vocabulary import Spelling

WORDS = (
    "Jean-Claude Kaja Kallas U.S. U.N.-led White House white house the said on Łódź’s A. talks,"
    " Kyiv Kiev grain\ncorridor Münster ready."
).split(" ")


@pytest.mark.parametrize("surnames", [False, True])
@pytest.mark.parametrize("most", [1, 5, 12])
def test_the_first_words_are_those_of_the_whole_text(most: int, *, surnames: bool) -> None:
    """Wherever it is cut: in a word, in a name, between two words that are one."""
    dice = Random(most)
    spelling = Spelling({"Kyiv": ("Kiev",), "whitehouse": ("White House",)})
    for _ in range(2000):
        plain = dice.choice(["", " ", "x" * 40]) + " ".join(dice.choices(WORDS, k=40))
        whole = reading.FORENAMES.sub("", plain) if surnames else plain
        expected = spelling.words(whole)[:most]
        assert expected == reading._first_words(plain, most, spelling, surnames=surnames)


def test_words_alone_are_spelt_as_in_a_text() -> None:
    """Met for the first time or again; one may be two."""
    spelling = Spelling({"Kyiv": ("Kiev",)})
    for _ in range(2):
        assert ("kyiv",) == spelling.alone["Kiev"]
        assert ("u", "s") == spelling.alone["U.S"]
