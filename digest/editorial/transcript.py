"""What a desk's own text says of the topic: the passages that bear on it, not the whole of it.

Of a briefing's transcript these are exchanges: a question with its answer, and who speaks. Of any
other text, such as a release, they are paragraphs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest import markup, text
from digest.editorial.brief import stands, units
from digest.editorial.reading import paragraphs
from digest.editorial.vocabulary import Phrases, Spelling, folded_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from digest.model import Item

#: Who speaks, as transcripts say it: "QUESTION:", "Q (Jane Doe, AFP):", "MR MILLER:", "Ms. Roe:".
ASKING = re.compile(
    r"(?:(?i:questions?|reporter|q)(?: \([^)]*\)|(?i: from) [^:.?!]{1,40})?\s*[:.]"
    r"|Q(?=\s+(?:[A-Z“\"(]|--|[–—])|$))\s*"
)
SPEAKER = re.compile(
    r"(?:(?:[A-Z][A-Z.'’-]*[A-Z.](?: [A-Z][A-Z.'’-]*){0,4}"
    r"|(?i:mr|mrs|ms|dr|amb|ambassador|secretary|spokesperson|spokesman|spokeswoman)\.?"
    r"(?: [A-Z][\w.'’-]*){1,3}|[A-Z][\w'’-]+(?: [A-Z][\w.'’-]*){1,3}|A|(?i:answer))"
    r"(?: \([^)]*\))?:|A\.(?= (?![A-Z]\.)))\s*"
)
#: Who only says whose turn it is; with a question mark, it is a question.
CHAIR = re.compile(r"(?i:moderator|operator|staff|host)\b")

FIRST_PERSON = re.compile(r"(?:I|We|Our|My)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One paragraph of what somebody says; `label` is who, as it stands before the first."""

    label: str
    words: str
    opens: bool
    """Whether the label stands before this paragraph."""

    @property
    def asks(self) -> bool:
        """Whether it belongs to a question."""
        return bool(ASKING.match(self.label)) or (self.is_chairs and "?" in self.words)

    @property
    def is_chairs(self) -> bool:
        """Whether it is said by who leads through the briefing."""
        return bool(CHAIR.match(self.label))


def passages(item: Item, terms: Sequence[str], *, most: int) -> list[str]:
    """Return what bears on `terms`, as Markdown paragraphs of at most `most` words, in order.

    Where a transcript has more than there is room for, the exchanges that name the terms most
    often are taken. Each paragraph is made of whole sentences in a row, and begins with its
    speaker where another one spoke before. `terms` are folded words.
    """
    wanted = Phrases(terms, Spelling({}))
    found = paragraphs(item)
    if not any(ASKING.match(each) for each in found):
        turns = [Turn(label="", words=each, opens=False) for each in found]
        return [markup.escape(each) for each in _bearing(turns, wanted, most=most)]
    exchanges = [it for it in enumerate(_exchanges(_turns(found))) if _weight(it[1], wanted)]
    exchanges.sort(key=lambda it: (-_weight(it[1], wanted), not it[1][0].asks, it[0]))
    chosen: list[tuple[int, list[str]]] = []
    left = most
    for at, exchange in exchanges:
        if part := _shortened(exchange, wanted, most=left):
            chosen.append((at, part))
            left -= _words(part)
    if not chosen:  # a question that got no answer, or too long a one
        asked = [turn for _, exchange in exchanges[:1] for turn in exchange if turn.asks]
        return [markup.escape(each) for each in _said(asked, wanted, most=most)]
    return [markup.escape(each) for _, part in sorted(chosen) for each in part]


def _turns(found: Iterable[str]) -> Iterator[Turn]:
    label, opens = "", False
    for paragraph in found:
        words = paragraph
        if match := ASKING.match(paragraph) or SPEAKER.match(paragraph):
            label, opens, words = match[0].strip(), True, paragraph[match.end() :]
        turn = Turn(label=label, words=words, opens=opens)
        if words and (turn.asks or not turn.is_chairs):
            yield turn
            opens = False


def _exchanges(turns: Iterable[Turn]) -> Iterator[list[Turn]]:
    """Yield each question with what is answered to it; what is said before the first, as one.

    Questions that are put in a row, or into each other, get one answer.
    """
    held: list[Turn] = []
    for turn in turns:
        if turn.asks and turn.opens and held and not _waits(held):
            yield held
            held = []
        held.append(turn)
    if held:
        yield held


def _waits(exchange: Sequence[Turn]) -> bool:
    """Say whether a question has got no answer yet, but what the next one cuts off."""
    said = [turn for turn in exchange if not turn.asks]
    return len(said) < len(exchange) and all(it.words.endswith(("--", "—", "–")) for it in said)


def _weight(exchange: Iterable[Turn], wanted: Phrases) -> int:
    return sum(1 for turn in exchange for _ in wanted.find(folded_words(turn.words)))


def _words(found: Iterable[str]) -> int:
    return sum(map(text.count_words, found))


def _shortened(exchange: Sequence[Turn], wanted: Phrases, *, most: int) -> list[str]:
    """Return a question and the beginning of its answer; nothing where not both find room.

    Where only later paragraphs of the answer name the terms, the question was on something else:
    these alone are returned.
    """
    asked = [turn for turn in exchange if turn.asks]
    answer = [turn for turn in exchange if not turn.asks]
    if not _weight([*asked, *answer[:1]], wanted):
        return _bearing(answer, wanted, most=most)
    question = _said(asked, wanted, most=most // 2)
    named = any(folded_words(part) in wanted for part in question)
    said = _said(answer, None if named else wanted, most=most - _words(question))
    return [*question, *said] if question and said else []


def _bearing(turns: Sequence[Turn], wanted: Phrases, *, most: int) -> list[str]:
    """Return the paragraphs that name the terms; none begins with what leans on one left out."""
    chosen: list[str] = []
    last = None
    for before, turn in zip((None, *turns), turns, strict=False):
        if folded_words(turn.words) not in wanted:
            continue
        follows = last is not None and before is last
        label = "" if last is not None and last.label == turn.label else turn.label
        for part in _said([turn], wanted, most=most, label=label, follows=follows):
            chosen.append(part)
            most -= text.count_words(part)
            last = turn
    return chosen


def _opens(unit: str) -> bool:
    """Say whether a paragraph can begin with it: "we" are those whose text it is."""
    return stands(unit) or bool(FIRST_PERSON.match(unit))


def _said(
    turns: Sequence[Turn],
    wanted: Phrases | None,
    *,
    most: int,
    label: str | None = None,
    follows: bool = True,
) -> list[str]:
    """Return whole sentences in a row of at most `most` words, in paragraphs with their speakers.

    They begin with the first one (the first that can stand alone, unless it `follows` on one that
    is printed); where there is no room for the first that names `wanted`, or for the whole of a
    question, with the one that does. `label` is the first speaker, if not as the turn says.
    """
    sentences = [(turn, unit) for turn in turns for unit in units(turn.words)]
    while sentences and not follows and not _opens(sentences[0][1]):
        del sentences[0]
    if not sentences:
        return []
    named = [
        at for at, (_, unit) in enumerate(sentences) if wanted and folded_words(unit) in wanted
    ]
    first = sentences[0][0].label if label is None else label
    needed = sentences if sentences[0][0].asks else sentences[: (named or [0])[0] + 1]
    if named and _words([first, *(unit for _, unit in needed)]) > most:
        del sentences[: named[0]]
        first = sentences[0][0].label if label is None else label
    left = most - text.count_words(first)
    rows: list[list[str]] = []
    last: Turn | None = None
    for turn, unit in sentences:
        opening = turn.label if rows and turn.opens and turn is not last else ""
        left -= _words([opening, unit])
        if left < 0:
            break
        if turn is not last:
            opening = opening if rows else first
            rows.append([opening] if opening else [])
        rows[-1].append(unit)
        last = turn
    return [" ".join(row) for row in rows]
