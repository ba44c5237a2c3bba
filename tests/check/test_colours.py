"""Colours, and how far apart they are, by the standards' own examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.check.colours import BLACK, WHITE, Colour, colour, contrast

CHANNEL = st.integers(0, 255)
COLOURS = st.tuples(CHANNEL, CHANNEL, CHANNEL).map(lambda parts: Colour(*parts))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("#0f4c81", "#0f4c81"),
        ("#FFF", "#ffffff"),
        ("0f4c81", "#0f4c81"),  # as bgcolor has it
        ("#0f4c81ff", "#0f4c81"),
        ("#abcd", "#aabbcc"),
        ("red", "#ff0000"),
        ("RebeccaPurple", "#663399"),
        ("rgb(255, 0, 51)", "#ff0033"),
        ("rgb(255 0 51 / 50%)", "#ff0033"),
        ("rgba(100%, 0%, 20%, .5)", "#ff0033"),
        ("rgb(300, -5, 0)", "#ff0000"),
        ("hsl(120, 100%, 25%)", "#008000"),
        ("hsla(-240deg 100% 25% / 1)", "#008000"),
        ("#12", None),
        ("#12345", None),
        ("rgb(1, 2)", None),
        ("rgb(1, 2, x)", None),
        ("rgb(1, 2, 3, 4, 5)", None),
        ("var(--ink)", None),
        ("light-dark(#000, #fff)", None),
        ("currentcolor", None),
        ("inherit", None),
        ("reddish", None),
        ("", None),
    ],
)
def test_colours_are_read_as_css_writes_them(written: str, expected: str | None) -> None:
    """What is known only when it is drawn is not guessed."""
    found = colour(written)

    assert expected == (None if found is None else str(found))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),  # just too pale, as is well known
        ("#767676", "#ffffff", 4.54),
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "#ffffff", 4.0),
        ("#00ff00", "#000000", 15.3),
    ],
)
def test_contrast_is_that_of_the_standard(one: str, other: str, expected: float) -> None:
    """To two places."""
    first, second = colour(one), colour(other)

    assert first is not None
    assert second is not None
    assert pytest.approx(expected, abs=0.005) == contrast(first, second)


@given(COLOURS, COLOURS)
def test_contrast_is_the_same_both_ways_and_between_1_and_21(one: Colour, other: Colour) -> None:
    """Whatever the colours."""
    ratio = contrast(one, other)

    assert contrast(other, one) == ratio
    assert 1.0 <= ratio <= 21.0 + 1e-9
    assert colour(str(one)) == one


def test_a_colour_that_lets_another_through_is_seen_mixed_with_it() -> None:
    """Half of black over white is grey."""
    half = colour("rgba(0, 0, 0, .5)")

    assert half is not None
    assert "#808080" == str(half.over(WHITE))
    assert BLACK == half.over(BLACK)
    assert WHITE == Colour(0, 0, 0, 0).over(WHITE)
