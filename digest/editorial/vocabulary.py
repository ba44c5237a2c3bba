"""Words as they are compared, and phrases found among them.

Case, accents and punctuation are ignored, and a phrase begins and ends at the edge of a word.
Finding costs about one dictionary look-up a word, however many phrases there are.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from digest import text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

WORD = re.compile(r"[^\W_]+")
#: The same in ASCII, found four times as fast.
ASCII_WORD = re.compile(r"[a-z0-9]+", re.ASCII)
#: A phrase's words, and the name under which it is found.
Known: TypeAlias = tuple[list[str], str]
Found = TypeVar("Found")
#: Different words that are remembered; then all are looked up again.
REMEMBERED = 65_536


def folded_words(plain: str) -> list[str]:
    """Return the words of a text, folded: "U.S.-led" is "u", "s", "led"."""
    if plain.isascii():
        return ASCII_WORD.findall(plain.lower())
    return WORD.findall(text.fold(plain))


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
        self._special = {*self._one, *(second for _, second in self._two)}
        self.alone: Mapping[str, tuple[str, ...]] = _Remembered(self._interned)
        """What `words` returns for a text of one word, quickly if it was met before."""

    def words(self, plain: str) -> list[str]:
        """Return the words of a text in their usual spelling."""
        found = folded_words(plain)
        if self._special.isdisjoint(found):
            return found
        return self._both(found)[0]

    def both(self, plain: str) -> tuple[list[str], list[str]]:
        """Return the words in their usual spelling, and beside each how it is written here."""
        return self._both(folded_words(plain))

    def _interned(self, word: str) -> tuple[str, ...]:
        return tuple(map(sys.intern, self.words(word)))

    def _both(self, words: Iterable[str]) -> tuple[list[str], list[str]]:
        usual: list[str] = []
        written: list[str] = []
        for each in words:
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
        self._exact: dict[str, list[Known]] = {}
        self._open: dict[str, list[Known]] = {}
        for phrase in phrases:
            pattern = _pattern(phrase, spelling)
            if pattern:
                first = pattern[0]
                where = self._open if first.endswith("*") else self._exact
                where.setdefault(first.rstrip("*"), []).append((pattern, phrase))
        self._lengths = sorted({len(beginning) for beginning in self._open})
        self._starting = _Remembered(self._options)

    def find(self, words: list[str]) -> Iterator[tuple[int, str]]:
        """Yield each phrase with the place of its first word; the longest one wins a place."""
        starting = self._starting.__getitem__
        done = 0
        # Most words begin no phrase: they are passed over together.
        for at, options in [it for it in enumerate(map(starting, words)) if it[1]]:
            if at < done:
                continue
            for pattern, phrase in options:
                end = at + len(pattern)
                if words[at:end] == pattern or ("*" in phrase and _fits(pattern, words[at:end])):
                    yield at, phrase
                    done = end
                    break

    def __contains__(self, words: list[str]) -> bool:
        """Say whether any of the phrases stands among `words`."""
        return next(self.find(words), None) is not None

    def _options(self, word: str) -> tuple[Known, ...]:
        options = list(self._exact.get(word, ()))
        for end in self._lengths:
            if end > len(word):
                break
            options += self._open.get(word[:end], ())
        if not options:
            return ()
        # Longest first; of two as long, the one that says more.
        return tuple(sorted(options, key=lambda it: (-len(it[0]), -len(it[1]), it[1])))


class _Remembered(dict[str, tuple[Found, ...]], Generic[Found]):
    """What was found for each word that was met, so that it is looked up once."""

    def __init__(self, look_up: Callable[[str], tuple[Found, ...]]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, word: str) -> tuple[Found, ...]:
        if len(self) >= REMEMBERED:
            self.clear()
        found = self[word] = self._look_up(word)
        return found


def _pattern(phrase: str, spelling: Spelling) -> list[str]:
    words: list[str] = []
    for chunk in phrase.split():
        parts = spelling.words(chunk)
        if parts and chunk.endswith("*"):
            parts[-1] += "*"
        words += parts
    if "*" in phrase:
        return words
    return spelling.words(" ".join(words))


def _fits(pattern: Sequence[str], words: Sequence[str]) -> bool:
    return len(pattern) == len(words) and all(
        word.startswith(wanted[:-1]) if wanted[-1] == "*" else word == wanted
        for wanted, word in zip(pattern, words, strict=True)
    )
