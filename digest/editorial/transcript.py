"""What a desk's own text says of the topic: the passages that bear on it, not the whole of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest import markup, text
from digest.editorial.brief import whole_sentences
from digest.editorial.reading import paragraphs
from digest.editorial.vocabulary import Phrases, Spelling, folded_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.model import Item

QUESTION = re.compile(r"^(?:question|q)\s*[:.]", re.IGNORECASE)


def passages(item: Item, terms: Sequence[str], *, most: int) -> list[str]:
    """Return the paragraphs that name one of `terms`, as Markdown, of at most `most` words.

    A question brings its answer: the paragraph that follows it. `terms` are folded words.
    """
    wanted = Phrases(terms, Spelling({}))
    found = paragraphs(item)
    bearing = [at for at, each in enumerate(found) if folded_words(each) in wanted]
    answers = {at + 1 for at in bearing if QUESTION.match(found[at]) and at + 1 < len(found)}
    chosen: list[str] = []
    left = most
    for at in sorted({*bearing, *answers}):
        part = whole_sentences(found[at], most=left)
        if part:
            chosen.append(markup.escape(part))
            left -= text.count_words(part)
    return chosen
