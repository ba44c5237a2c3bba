"""The head of a text: headline, kicker, deck, byline and caption, as pages print them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from digest import markup, text
from digest.ingest.dates import read_date
from digest.ingest.furniture import SHORT_WORDS, is_caption
from digest.ingest.publisher import without_publisher
from digest.ingest.roundup import title_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.ingest.document import Document, Passage
    from digest.ingest.furniture import Rules

#: How far down the headline may be printed again, and a deck or a kicker may stand.
HEAD_PASSAGES = 8
DECK_WORDS = 40
HEADLINE_WORDS = 16
SUBHEADING_WORDS = 7
#: "By Ann Author and Bert Writer": names, and what joins them.
BYLINE = re.compile(
    r"(?i:(?:written )?by:?) (?P<names>[^\W\da-z][\w.'’-]*,?"
    r"(?: (?:[^\W\da-z][\w.'’-]*,?|and|&|de|van|von))*)"
)
#: "By Friday" is no byline.
TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june"
    " july august september october november december".split()
)
DATED = re.compile(r"^(?:published|posted|updated|last updated)(?: on)?:?\s+", re.IGNORECASE)
READING_TIME = re.compile(r"\d{1,2}[ -]min(?:ute)?s?(?: read)?", re.IGNORECASE)
LATEST = datetime(9000, 1, 1, tzinfo=UTC)


def headed(document: Document, furniture: Rules, *, section_titles: frozenset[str]) -> Document:
    """Find headline, kicker, deck and byline among the first passages, and take them off.

    `section_titles` are the headings of a round-up (see `roundup.title_key`); no head
    reaches beyond one.
    """
    passages = list(document.passages)
    title = document.title
    if passages and not title:
        passages[0] = _without_publisher(passages[0], document.publisher)
    above = [] if title else _kickers_above(passages, furniture)
    passages = passages[len(above) :]
    if not title and _has_headline(passages, section_titles):
        title = passages.pop(0).words
    known = {text.heading_key(it) for it in (title, document.deck) if it}
    again = [
        it
        for it in passages[:HEAD_PASSAGES]
        if text.heading_key(without_publisher(it.words, document.publisher)) in known
    ]
    head, rest = _head(passages, again, section_titles)
    captions = [it for it in head if is_caption(it)]
    signed = [it for it in head if it.is_line and _signs(it.words, furniture)]
    labels = [it for it in head if it.is_line and it not in (*again, *signed)]
    kickers = [it for it in labels if _is_kicker(it, furniture)]
    taken = [at for at, it in enumerate(head) if it in (*again, *captions, *signed, *kickers)]
    left = [it for at, it in enumerate(head) if at not in taken]
    deck = ""
    if left and not document.deck:
        place = head.index(left[0])
        parted = place < max(taken, default=-1)
        is_below = any(it in signed for it in head[:place])
        if not is_below and _is_deck(left[0], [*left[1:], *rest], parted=parted):
            deck = left.pop(0).words
    return replace(
        document,
        passages=_with_subheadings((*left, *rest), section_titles),
        title=title or _first_sentence(passages),
        deck=document.deck or deck,
        author=document.author or next(filter(None, (_author(it.words) for it in signed)), ""),
        kicker=document.kicker or next((it.words for it in (*above, *kickers)), ""),
    )


def _without_publisher(passage: Passage, publisher: str) -> Passage:
    """Return what may be the headline as it is to be printed."""
    words = without_publisher(passage.words, publisher)
    return passage if words == passage.words else replace(passage, markdown=markup.escape(words))


def _kickers_above(passages: Sequence[Passage], furniture: Rules) -> list[Passage]:
    """Return the labels that stand above the headline."""
    found = []
    for passage, following in pairwise(passages[:HEAD_PASSAGES]):
        is_label = passage.is_line and _is_kicker(passage, furniture)
        if not is_label or not (following.is_line or following.kind == "heading"):
            break
        found.append(passage)
    return found


def _has_headline(passages: Sequence[Passage], section_titles: frozenset[str]) -> bool:
    """Say whether the first passage is a headline: a heading, or a short line above others.

    A short sentence is one only above a second short passage, a deck or a caption, and a text: a
    note's first sentence is no headline, nor is the main story of a round-up.
    """
    if not passages or title_key(passages[0].words) in section_titles:
        return False
    first, *others = passages
    if first.kind != "paragraph" or first.is_line:
        return first.kind in {"heading", "paragraph"}
    if any(title_key(it.words) in section_titles for it in others[:2]):
        return False
    second, *more = others[:2] or [first]
    lengths = [text.count_words(it.words) for it in (first, second)]
    return bool(more) and lengths[0] <= HEADLINE_WORDS and lengths[1] <= DECK_WORDS


def _with_subheadings(
    passages: Sequence[Passage], section_titles: frozenset[str]
) -> tuple[Passage, ...]:
    """Make headings of the lines between paragraphs, in a text that has no other headings."""
    if any(it.kind == "heading" for it in passages):
        return tuple(passages)
    return tuple(
        replace(it, kind="heading")
        if it.kind == "paragraph"
        and it.is_line
        and not it.is_quotation
        and text.count_words(it.words) <= SHORT_WORDS
        and title_key(it.words) not in section_titles
        and following is not None
        and not following.is_line
        else it
        for it, following in zip(passages, [*passages, None][1:], strict=True)
    )


def _head(
    passages: Sequence[Passage], again: Sequence[Passage], section_titles: frozenset[str]
) -> tuple[list[Passage], list[Passage]]:
    """Part what may stand above the body from the rest.

    A long paragraph is of the body, and so is a second one, whatever its length: the first may be
    the deck.
    """
    paragraphs = 0
    for at, passage in enumerate(passages[:HEAD_PASSAGES]):
        if not (passage.is_line or is_caption(passage) or passage in again):
            paragraphs += 1
        is_body = text.count_words(passage.words) > DECK_WORDS and not is_caption(passage)
        if (
            is_body
            or paragraphs > 1
            or title_key(passage.words) in section_titles
            or passage.kind in {"bullet", "quote"}
        ):
            return list(passages[:at]), list(passages[at:])
    return list(passages[:HEAD_PASSAGES]), list(passages[HEAD_PASSAGES:])


def _signs(words: str, furniture: Rules) -> bool:
    """Say whether a line says who wrote it, when, and how long it takes to read; no more."""
    parts = [part for part in re.split(r"\s*[|·•]\s*", words) if part]
    named = any(_author(part) or _is_day(part) for part in parts)
    return named and all(
        _author(part) or _is_day(part) or READING_TIME.fullmatch(part) or furniture.kicker(part)
        for part in parts
    )


def _author(words: str) -> str:
    found = (BYLINE.fullmatch(part) for part in re.split(r"\s*[|·•]\s*", words))
    names = (match["names"].strip(" ,") for match in found if match)
    return next((it for it in names if text.fold(it) not in TIMES), "")


def _is_day(words: str) -> bool:
    return read_date(DATED.sub("", words), at=LATEST) is not None


def _is_kicker(passage: Passage, furniture: Rules) -> bool:
    words = passage.words
    return furniture.kicker(words) or (" | " in words and text.count_words(words) <= SHORT_WORDS)


def _is_deck(passage: Passage, following: Sequence[Passage], *, parted: bool) -> bool:
    """Say whether a short passage between headline and body is the deck.

    Where nothing stands between it and the body (`parted`), it must not be a sentence that ends
    in a point: a report's first paragraph is no deck. A heading is one if it is longer than those
    between paragraphs are.
    """
    if not following or following[0].kind != "paragraph":
        return False
    words = text.count_words(passage.words)
    if passage.kind == "heading":
        return SUBHEADING_WORDS < words <= DECK_WORDS
    longer = text.count_words(following[0].words) > words
    return words <= DECK_WORDS and longer and (parted or passage.is_line)


def _first_sentence(passages: Sequence[Passage]) -> str:
    words = passages[0].words if passages else ""
    return next(iter(text.sentences(words)), words)
