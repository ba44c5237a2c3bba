"""Words as they are compared, and phrases found among them.

Case, accents and punctuation are ignored, and a phrase begins and ends at the edge of a word.
Finding costs about one dictionary look-up a word, however many phrases there are.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from digest import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

WORD = re.compile(r"[^\W_]+")
#: Different words that one run may meet before the oldest are looked up again.
REMEMBERED = 65_536


def folded_words(plain: str) -> list[str]:
    """Return the words of a text, folded: "U.S.-led" is "u", "s", "led"."""
    return WORD.findall(plain.lower() if plain.isascii() else text.fold(plain))


class Spelling:
    """Folds a text into words, and several spellings of one name into one."""

    def __init__(self, variants: Mapping[str, Iterable[str]]) -> None:
        """`variants` gives, for a spelling, the others that mean the same (one or two words)."""
        self._one: dict[str, str] = {}
        self._two: dict[tuple[str, str], str] = {}
        for usual, others in variants.items():
            target = "".join(folded_words(usual))
            for other in others:
                words = folded_words(other)
                if len(words) == 1:
                    self._one[words[0]] = target
                elif words:
                    self._two[words[0], words[1]] = target

    def words(self, plain: str) -> list[str]:
        """Return the words of a text in their usual spelling."""
        return self.both(plain)[0]

    def both(self, plain: str) -> tuple[list[str], list[str]]:
        """Return the words in their usual spelling, and beside each how it is written here."""
        usual: list[str] = []
        written: list[str] = []
        for each in folded_words(plain):
            word = self._one.get(each, each)
            if usual and (joined := self._two.get((usual[-1], word))):
                usual[-1] = joined
                written[-1] += f" {each}"
            else:
                usual.append(word)
                written.append(each)
        return usual, written


class Phrases:
    """Finds phrases among words. A `*` at a word's end stands for any ending: "negotiat*"."""

    def __init__(self, phrases: Iterable[str], spelling: Spelling) -> None:
        """Keep `phrases` under the name that each was given with."""
        self._exact: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._open: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase in phrases:
            pattern = _pattern(phrase, spelling)
            if pattern:
                first = pattern[0]
                where = self._open if first.endswith("*") else self._exact
                where.setdefault(first.rstrip("*"), []).append((pattern, phrase))
        self._starting = lru_cache(REMEMBERED)(self._options)

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Yield each phrase with the place of its first word; the longest one wins a place."""
        at = 0
        while at < len(words):
            step = 1
            for pattern, phrase in self._starting(words[at]):
                if _fits(pattern, words, at):
                    yield at, phrase
                    step = len(pattern)
                    break
            at += step

    def __contains__(self, words: Sequence[str]) -> bool:
        """Say whether any of the phrases stands among `words`."""
        return next(self.find(words), None) is not None

    def _options(self, word: str) -> tuple[tuple[tuple[str, ...], str], ...]:
        options = list(self._exact.get(word, ()))
        for end in range(1, len(word) + 1):
            options += self._open.get(word[:end], ())
        # Longest first; of two as long, the one that says more.
        return tuple(sorted(options, key=lambda it: (-len(it[0]), -len(it[1]), it[1])))


def _pattern(phrase: str, spelling: Spelling) -> tuple[str, ...]:
    words: list[str] = []
    for chunk in phrase.split():
        parts = spelling.words(chunk)
        if parts and chunk.endswith("*"):
            parts[-1] += "*"
        words += parts
    if "*" in phrase:
        return tuple(words)
    return tuple(spelling.words(" ".join(words)))


def _fits(pattern: Sequence[str], words: Sequence[str], at: int) -> bool:
    if at + len(pattern) > len(words):
        return False
    for offset, wanted in enumerate(pattern):
        word = words[at + offset]
        if word != wanted and not (wanted[-1] == "*" and word.startswith(wanted[:-1])):
            return False
    return True
