"""One text in many places is one report."""

from __future__ import annotations

from typing import Any

import pytest

from digest.editorial.copies import copies
from digest.editorial.reading import Start
from digest.editorial.vocabulary import folded_words
from tests.support.values import an_item

WIRE = (
    "Negotiators met in Geneva on Tuesday to talk about grain and prisoners and parted without an"
    " agreement, two people who were in the room said after the meeting."
)
SHORT = "Negotiators met in Geneva on Tuesday."


def repeated(*rows: tuple[str, str], **urls: Any) -> list[int]:
    """Return the places of what only carries an earlier text; a row is a title and a text."""
    items = [
        an_item(
            f"i{at}",
            title=title,
            body=words,
            **({"canonical_url": urls[f"url{at}"]} if urls else {}),
        )
        for at, (title, words) in enumerate(rows)
    ]
    starts = {
        item.id: Start(title=tuple(folded_words(item.title)), words=tuple(folded_words(item.body)))
        for item in items
    }
    return sorted(int(id_[1:]) for id_ in copies(items, starts))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # the same text under other titles
        ([("A", WIRE), ("B", WIRE), ("C", WIRE)], [1, 2]),
        # cut, with a word changed, with a sentence before it
        ([("A", WIRE), ("A", WIRE[:100])], [1]),
        ([("A", WIRE), ("A", WIRE.replace("prisoners", "captives"))], [1]),
        ([("A", WIRE), ("A", f"This we read on Wednesday. {WIRE}")], [1]),
        # another text of the same event, though both quote the same words
        (
            [
                ("A", WIRE),
                ("A", f"In Geneva no agreement was found on grain, said two people {WIRE[-40:]}"),
            ],
            [],
        ),
        # a short text must be the same as a whole, its title too
        ([("No deal", SHORT), ("No deal", SHORT)], [1]),
        ([("No deal", SHORT), ("A deal", SHORT)], []),
        # titles alone
        ([("Talks in Geneva end without agreement", "")] * 2, [1]),
        ([("Talks in Geneva", "")] * 2, []),
        ([("", "")] * 2, []),
    ],
)
def test_one_text_is_one_report(rows: list[tuple[str, str]], expected: list[int]) -> None:
    """Desks cut, and change a word or two."""
    assert expected == repeated(*rows)


def test_one_address_is_one_report() -> None:
    """A feed of all and a feed of the best give the same page, in other words or not."""
    page, other = "https://e.org/a", "https://e.org/b"

    assert [1] == repeated(("A", WIRE), ("B", SHORT), ("C", ""), url0=page, url1=page, url2=other)
    assert [] == repeated(("A", WIRE), ("B", SHORT), url0="", url1="")
