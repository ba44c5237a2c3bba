"""An item as the judging reads it: its title, the beginning of its text, and the terms in both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest import markup, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digest.editorial.topic import Topic
    from digest.editorial.vocabulary import Spelling
    from digest.model import Item

#: As much of a text as says what happened.
START_WORDS = 60
#: Characters of a body, markup included, in which a word of it is found.
CHARACTERS_A_WORD = 16


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """Words are folded and in their usual spelling."""

    title: list[str]
    words: list[str]
    """The deck and the text, as far as it is read."""
    terms: Mapping[str, float]
    """The topic's terms, and what the best place of each is worth."""

    @property
    def start(self) -> Start:
        """As much of it as says what happened."""
        return Start(title=tuple(self.title), words=tuple(self.words[:START_WORDS]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The words of a title and of the beginning of the text: reports are compared by them."""

    title: tuple[str, ...]
    words: tuple[str, ...]


def paragraphs(item: Item) -> tuple[str, ...]:
    """Return the paragraphs of the body as plain text, without the agency's dateline."""
    plain = markup.plain(item.body, item.body_type)
    return tuple(text.strip_byline(plain).split("\n")) if plain else ()


def opening(item: Item, spelling: Spelling, most: int) -> list[str]:
    """Return the first `most` words of the deck and the body; a long body is not read whole."""
    body = item.body[: most * CHARACTERS_A_WORD]
    if len(body) < len(item.body):
        body = body[: body.rfind("<")] if body.rfind("<") > body.rfind(">") else body
    plain = text.strip_byline(markup.plain(body, item.body_type))
    return spelling.words(f"{item.deck}\n{plain}")[:most]


def read(item: Item, topic: Topic) -> Reading:
    """Read an item as far as the topic's rules say."""
    rules, spelling = topic.rules, topic.spelling
    title = spelling.words(item.title)
    words = opening(item, spelling, rules.read_words)
    terms: dict[str, float] = {}
    for _, term in topic.phrases.find(title):
        terms[term] = rules.title
    for at, term in topic.phrases.find(words):
        worth = 1.0 if at < rules.start_words else rules.later
        terms[term] = max(terms.get(term, 0.0), worth)
    return Reading(title=title, words=words, terms=terms)
