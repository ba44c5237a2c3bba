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
#: A paragraph of so many words belongs to the text.
BODY_WORDS = 20
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
    """Take the furniture off a document.

    `section_titles` are the headings of a round-up (see `text.heading_key`): what follows the
    last of them may be one paragraph, and then an appeal.
    """
    passages = [
        passage
        for passage in document.passages
        if not (furniture.line(passage.words) and _is_short(passage))
    ]
    passages = passages[: _end(passages, furniture, section_titles)]
    return replace(document, passages=tuple(passages))


def _is_short(passage: Passage) -> bool:
    return text.count_words(passage.words) <= SHORT_WORDS


def _end(passages: Sequence[Passage], furniture: Rules, section_titles: frozenset[str]) -> int:
    """Return where the content ends: at an appeal, a list of other articles, or a teaser."""
    headings = [
        at for at, it in enumerate(passages) if text.heading_key(it.words) in section_titles
    ]
    begun = headings[-1] + 2 if headings else _body_start(passages) + 1
    end = len(passages)
    for at in range(begun, end):
        if _is_short(passages[at]) and furniture.teaser(passages[at].words):
            end = _teaser_start(passages, at, begun, furniture)
            break
        if _is_short(passages[at]) and _is_appeal(passages[at], furniture):
            end = _before_teaser(passages, at, begun, furniture)
            break
    # A long one is an appeal only where the text is nearly over.
    late = begun if headings else max(begun, end // 2)
    for at in range(late, end):
        if _is_appeal(passages[at], furniture):
            return _before_teaser(passages, at, begun, furniture)
    return end


def _is_appeal(passage: Passage, furniture: Rules) -> bool:
    folded = text.fold(passage.words)
    return furniture.end(passage.words) or any(it in folded for it in furniture.appeal)


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
    if at == begun or not passages[at - 1].is_line:
        return foot  # no headline above it: only the foot is furniture
    while at > begun and _is_head(passages[at - 1], passages[at - 2], furniture):
        at -= 1
    return at


def _is_head(passage: Passage, above: Passage, furniture: Rules) -> bool:
    """Say whether a passage belongs to a teaser's head; a question does below another line."""
    if passage.is_line or _is_label(passage, furniture):
        return True
    asks = passage.words.endswith("?") and _is_short(passage)
    return asks and (above.is_line or _is_label(above, furniture))


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
            if text.count_words(passage.words) > BODY_WORDS and not is_caption(passage)
        ),
        0,
    )
