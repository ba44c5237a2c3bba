"""An item as the judging reads it: its title, the beginning of its text, and the terms in both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest import markup, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from digest.editorial.topic import Topic
    from digest.editorial.vocabulary import Spelling
    from digest.model import Item

#: As much of a text as says what happened.
START_WORDS = 60
#: Characters of a body, markup included, in which a word of it is found.
CHARACTERS_A_WORD = 16
#: A word inside a sentence: its first letter says whether it is a name.
INSIDE = re.compile(r"(?:(?<=\w )|(?<=, ))[^\W\d_][\w'’-]*")
#: What stands before the last word of a name. "Kaja Kallas" is one name and not two words that two
#: reports share.
FORENAMES = re.compile(r"\b(?:[^\W\d_a-z][\w’'.-]* )+(?=[^\W\d_a-z])")
#: Of so many words inside a title, the share with a capital from which all words have one.
HEADLINE_CASE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """Words are folded and in their usual spelling."""

    title: list[str]
    words: list[str]
    """The deck and the text, as far as it is read."""
    terms: Mapping[str, float]
    """The topic's terms, and what the best place of each is worth."""
    start: Start
    """As much of it as says what happened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The words of a title and of the beginning of the text: reports are compared by them."""

    title: tuple[str, ...]
    words: tuple[str, ...]
    names: frozenset[str] = frozenset()
    """Words that stand inside its sentences with a capital letter."""
    common: frozenset[str] = frozenset()
    """Words that stand there without one."""


def paragraphs(item: Item) -> tuple[str, ...]:
    """Return the paragraphs of the body as plain text, without the agency's dateline."""
    plain = markup.plain(item.body, item.body_type)
    return tuple(text.strip_byline(plain).split("\n")) if plain else ()


def opening(item: Item, most: int) -> str:
    """Return the deck and the body as plain text of at least `most` words, if it has so many.

    A long body is not read whole.
    """
    body = item.body[: most * CHARACTERS_A_WORD]
    if len(body) < len(item.body):
        body = body[: body.rfind("<")] if body.rfind("<") > body.rfind(">") else body
    plain = text.strip_byline(markup.plain(body, item.body_type))
    return f"{item.deck}\n{plain}"


def read(item: Item, topic: Topic) -> Reading:
    """Read an item as far as the topic's rules say."""
    rules, spelling = topic.rules, topic.spelling
    title = spelling.words(item.title)
    plain = opening(item, rules.read_words)
    words = spelling.words(plain)[: rules.read_words]
    terms: dict[str, float] = {}
    for _, term in topic.phrases.find(title):
        terms[term] = rules.title
    for at, term in topic.phrases.find(words):
        worth = 1.0 if at < rules.start_words else rules.later
        terms[term] = max(terms.get(term, 0.0), worth)
    return Reading(
        title=title,
        words=words,
        terms=terms,
        start=_start(item.title, title, plain[: 2 * START_WORDS * CHARACTERS_A_WORD], spelling),
    )


def _start(headline: str, title: list[str], plain: str, spelling: Spelling) -> Start:
    words = spelling.words(FORENAMES.sub("", plain))
    names, common = _cased(INSIDE.findall(plain), spelling)
    inside = INSIDE.findall(headline)
    if sum(word[0].isupper() for word in inside) < HEADLINE_CASE * len(inside):
        more, others = _cased(inside, spelling)
        names, common = names | more, common | others
    return Start(title=tuple(title), words=tuple(words[:START_WORDS]), names=names, common=common)


def _cased(words: Iterable[str], spelling: Spelling) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words with a capital letter, and those without one, folded."""
    names: set[str] = set()
    common: set[str] = set()
    for word in words:
        (names if word[0].isupper() else common).update(spelling.words(word))
    return frozenset(names), frozenset(common)
