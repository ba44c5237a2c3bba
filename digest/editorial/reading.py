"""An item as the judging reads it: its title, the beginning of its text, and the terms in both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest import markup, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digest.editorial.topic import Topic
    from digest.model import Item


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """Words are folded and in their usual spelling; paragraphs are as they stand."""

    title: tuple[str, ...]
    words: tuple[str, ...]
    """The deck and the text, as far as it is read."""
    terms: Mapping[str, float]
    """The topic's terms, and what the best place of each is worth."""
    paragraphs: tuple[str, ...]


def paragraphs(item: Item) -> tuple[str, ...]:
    """Return the paragraphs of the body as plain text, without the agency's dateline."""
    plain = markup.plain(item.body, item.body_type)
    return tuple(text.strip_byline(plain).split("\n")) if plain else ()


def read(item: Item, topic: Topic) -> Reading:
    """Read an item as far as the topic's rules say."""
    rules, spelling = topic.rules, topic.spelling
    body = paragraphs(item)
    title = spelling.words(item.title)
    words = spelling.words(item.deck)
    for paragraph in body:
        if len(words) >= rules.read_words:
            break
        words += spelling.words(paragraph)
    del words[rules.read_words :]
    terms: dict[str, float] = {}
    for _, term in topic.phrases.find(title):
        terms[term] = rules.title
    for at, term in topic.phrases.find(words):
        worth = 1.0 if at < rules.start_words else rules.later
        terms[term] = max(terms.get(term, 0.0), worth)
    return Reading(title=tuple(title), words=tuple(words), terms=terms, paragraphs=body)
