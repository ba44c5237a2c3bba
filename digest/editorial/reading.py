"""An item as the judging reads it: its title, the beginning of its text, and the terms in both."""

from __future__ import annotations

import re
import sys
from collections import Counter
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
#: Most words are shorter, with the space: so much of a text is tried first.
USUAL_WORD = 9
#: A word inside a sentence: its first letter says whether it is a name.
INSIDE = re.compile(r"(?<= )(?<=[\w,] )[^\W\d_][\w'’-]*")
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
    # All of a week's are held at once, and a set takes eight times the memory of a tuple.
    capital: tuple[str, ...] = ()
    """Words that stand inside its sentences with a capital letter, each once."""
    small: tuple[str, ...] = ()
    """Words that stand there without one, each once."""


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
    words = _first_words(plain, rules.read_words, spelling)
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
    words = _first_words(plain, START_WORDS, spelling, surnames=True)
    names, common = _cased(INSIDE.findall(plain), spelling)
    inside = INSIDE.findall(headline)
    if sum(word[0].isupper() for word in inside) < HEADLINE_CASE * len(inside):
        more, others = _cased(inside, spelling)
        names, common = names | more, common | others
    # All of a week's are held at once: each word only once.
    return Start(
        title=tuple(map(sys.intern, title)),
        words=tuple(map(sys.intern, words)),
        capital=tuple(names),
        small=tuple(common),
    )


def names(starts: Iterable[Start]) -> set[str]:
    """Return the words that have a capital letter more often than not."""
    capital, small = Counter[str](), Counter[str]()
    for start in starts:
        capital.update(start.capital)
        small.update(start.small)
    return {word for word, count in capital.items() if count > small[word]}


def _first_words(plain: str, most: int, spelling: Spelling, *, surnames: bool = False) -> list[str]:
    """Return the first words of a text, of people's names only the last if `surnames`."""

    def read_in(part: str) -> str:
        return FORENAMES.sub("", part) if surnames else part

    beginning = plain[: most * USUAL_WORD]
    if len(beginning) < len(plain):
        # What was cut off may belong to the last word: that does not count.
        words = spelling.words(read_in(beginning.rstrip()).rpartition(" ")[0])
        if len(words) > most:
            return words[:most]
    return spelling.words(read_in(plain))[:most]


def _cased(words: Iterable[str], spelling: Spelling) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words with a capital letter, and those without one, folded."""
    capital: set[str] = set()
    common: set[str] = set()
    alone = spelling.alone
    for word in set(words):
        (capital if word[0].isupper() else common).update(alone[word])
    return frozenset(capital), frozenset(common)
