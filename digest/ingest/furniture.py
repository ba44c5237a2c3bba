"""Site furniture: what stands around a text on a page, and is not the text.

The phrases are data: `sources/furniture.toml`, extended by `[furniture]` in `digest.toml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from digest import bundled, strict, text
from digest.strict import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from digest.config import Furniture
    from digest.ingest.document import Document, Passage

#: Furniture is short; a longer paragraph that begins like it is content.
SHORT_WORDS = 12
#: How far down the headline may be printed again, and a deck or a kicker may stand.
HEAD_PASSAGES = 8
DECK_WORDS = 40
HEADLINE_WORDS = 16
TEASER_PARAGRAPHS = 4
#: A caption names who took the picture.
CAPTION = re.compile(
    r"(getty images|shutterstock|\breuters/|\bafp via\b|via getty|/pool\b|\(photo\b|photo by\b"
    r"|photo:|screenshot\)|image credit|\bvia reuters\b)",
    re.IGNORECASE,
)
CAPTION_WORDS = 60


class Phrases(Table, frozen=True):
    """The whole of `sources/furniture.toml`."""

    line: tuple[str, ...]
    end: tuple[str, ...]
    appeal: tuple[str, ...]
    teaser: tuple[str, ...]
    kicker: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """A list of phrases, ready to be asked."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]

    def __call__(self, words: str) -> bool:
        """Say whether `words` is one of the phrases, or begins like one."""
        key = text.heading_key(words)
        return key in self.whole or key.startswith(self.beginnings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The shipped phrases and the newsroom's own."""

    line: Matcher
    end: Matcher
    teaser: Matcher
    kicker: Matcher
    appeal: tuple[str, ...]


def rules(own: Furniture) -> Rules:
    """Return what counts as furniture for a newsroom."""
    shipped = _shipped()
    return Rules(
        line=_matcher((*shipped.line, *own.line)),
        end=_matcher((*shipped.end, *own.end)),
        teaser=_matcher(shipped.teaser),
        kicker=_matcher((*shipped.kicker, *own.kicker)),
        appeal=tuple(map(text.fold, shipped.appeal)),
    )


@cache
def _shipped() -> Phrases:
    path = bundled.folder("sources") / "furniture.toml"
    return strict.load(path.read_bytes(), Phrases, str(path))


def _matcher(phrases: Iterable[str]) -> Matcher:
    keys = [text.heading_key(phrase) for phrase in phrases]
    return Matcher(
        whole=frozenset(key for key in keys if not key.endswith("*")),
        beginnings=tuple(key.rstrip("*") for key in keys if key.endswith("*")),
    )


def cleaned(document: Document, furniture: Rules, *, section_titles: frozenset[str]) -> Document:
    """Take the furniture off a document, and find its headline, kicker and deck.

    `section_titles` are the headings of a round-up (see `text.heading_key`): what follows the
    last of them may be one paragraph, and then an appeal.
    """
    passages = [
        passage
        for passage in document.passages
        if not (furniture.line(passage.words) and _is_short(passage))
    ]
    passages = passages[: _end(passages, furniture, section_titles)]
    return _headed(replace(document, passages=tuple(passages)), furniture, section_titles)


def _is_short(passage: Passage) -> bool:
    return text.count_words(passage.words) <= SHORT_WORDS


def _end(passages: Sequence[Passage], furniture: Rules, section_titles: frozenset[str]) -> int:
    """Return where the content ends: at an appeal, a list of other articles, or a teaser."""
    headings = [
        at for at, it in enumerate(passages) if text.heading_key(it.words) in section_titles
    ]
    begun = headings[-1] + 2 if headings else _body_start(passages) + 1
    for at in range(begun, len(passages)):
        passage = passages[at]
        folded = text.fold(passage.words)
        if furniture.end(passage.words) or any(it in folded for it in furniture.appeal):
            short_or_late = _is_short(passage) or bool(headings) or at > len(passages) // 2
            if short_or_late:
                return _before_teaser(passages, at, begun, furniture)
        if furniture.teaser(passage.words) and _is_short(passage):
            return _teaser_start(passages, at, begun, furniture)
    return len(passages)


def _before_teaser(passages: Sequence[Passage], end: int, begun: int, furniture: Rules) -> int:
    """Return `end`, or where the lines begin that lead to it (a caption, a label)."""
    while end > begun and _is_label(passages[end - 1], furniture):
        end -= 1
    return end


def _teaser_start(passages: Sequence[Passage], foot: int, begun: int, furniture: Rules) -> int:
    """Walk from a teaser's foot up over its paragraphs and its headline."""
    at = foot
    while at > begun and foot - at < TEASER_PARAGRAPHS and not passages[at - 1].is_line:
        at -= 1
    if at > begun and not passages[at - 1].is_line:
        return foot  # no headline above it: only the foot is furniture
    while at > begun and (passages[at - 1].is_line or _is_label(passages[at - 1], furniture)):
        at -= 1
    return at


def _is_label(passage: Passage, furniture: Rules) -> bool:
    return is_caption(passage) or (passage.is_line and furniture.kicker(passage.words))


def is_caption(passage: Passage) -> bool:
    """Say whether a passage is a picture's caption: short, and it names who took it."""
    words = passage.words
    return text.count_words(words) <= CAPTION_WORDS and bool(CAPTION.search(words))


def _body_start(passages: Sequence[Passage]) -> int:
    """Return the first passage that reads like a paragraph of the text."""
    return next(
        (
            at
            for at, passage in enumerate(passages)
            if text.count_words(passage.words) > DECK_WORDS // 2 and not is_caption(passage)
        ),
        0,
    )


def _headed(document: Document, furniture: Rules, section_titles: frozenset[str]) -> Document:
    """Find headline, kicker and deck among the first passages, and take them off the body."""
    passages = list(document.passages)
    title = document.title
    if not title and _has_headline(passages, section_titles):
        title = passages.pop(0).words
    head, rest = _head(passages, section_titles)
    key = text.heading_key(title)
    again = [it for it in head if text.heading_key(it.words) == key]
    captions = [it for it in head if is_caption(it)]
    kickers = [it for it in head if it.is_line and _is_kicker(it, furniture)]
    taken = {id(it) for it in (*again, *captions, *kickers)}
    left = [it for it in head if id(it) not in taken]
    furnished = bool(again or captions or kickers)
    deck = ""
    if left and _is_deck(left[0], [*left[1:], *rest], furnished=furnished):
        deck = left.pop(0).words
    return replace(
        document,
        passages=_with_subheadings((*left, *rest), section_titles),
        title=title or _first_sentence(passages),
        deck=document.deck or deck,
        kicker=document.kicker or next((it.words for it in kickers), ""),
    )


def _has_headline(passages: Sequence[Passage], section_titles: frozenset[str]) -> bool:
    """Say whether the first passage is a headline: a heading, or a short line above others.

    A short sentence is one only above a second short passage, a deck or a caption: a note's
    first sentence is no headline.
    """
    if not passages or text.heading_key(passages[0].words) in section_titles:
        return False
    first, *others = passages
    if first.kind != "paragraph" or first.is_line:
        return first.kind in {"heading", "paragraph"}
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
        and text.heading_key(it.words) not in section_titles
        and following is not None
        and not following.is_line
        else it
        for it, following in zip(passages, [*passages[1:], None], strict=True)
    )


def _head(
    passages: Sequence[Passage], section_titles: frozenset[str]
) -> tuple[list[Passage], list[Passage]]:
    """Part what may stand above the body from the rest."""
    for at, passage in enumerate(passages[:HEAD_PASSAGES]):
        is_body = text.count_words(passage.words) > DECK_WORDS and not is_caption(passage)
        is_section = text.heading_key(passage.words) in section_titles
        if is_body or is_section or passage.kind in {"bullet", "quote"}:
            return list(passages[:at]), list(passages[at:])
    return list(passages[:HEAD_PASSAGES]), list(passages[HEAD_PASSAGES:])


def _is_kicker(passage: Passage, furniture: Rules) -> bool:
    words = passage.words
    return furniture.kicker(words) or (" | " in words and text.count_words(words) <= SHORT_WORDS)


def _is_deck(passage: Passage, following: Sequence[Passage], *, furnished: bool) -> bool:
    """Say whether a short passage between headline and body is the deck.

    In a text that shows no other sign of a page, it must not be a sentence that ends in a
    point: a note's first paragraph is no deck.
    """
    if passage.kind != "paragraph" or not following or following[0].kind != "paragraph":
        return False
    words = text.count_words(passage.words)
    longer = text.count_words(following[0].words) > words
    return words <= DECK_WORDS and longer and (furnished or passage.is_line)


def _first_sentence(passages: Sequence[Passage]) -> str:
    words = passages[0].words if passages else ""
    return next(iter(text.sentences(words)), words)
