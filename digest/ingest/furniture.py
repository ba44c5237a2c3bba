"""Site furniture: what stands around a text on a page, and is not the text.

The phrases are data: `sources/furniture.toml`, extended by `[furniture]` in `digest.toml`. Local
files are rid of all of it (`cleaned`), the entries of feeds of what stands in paragraphs of its own
(`cleaned_html`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from digest import bundled, markup, strict, text
from digest.config import Furniture
from digest.ingest.roundup import title_key
from digest.strict import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
#: Characters of the furniture in an entry, with and without markup.
LONGEST_MARKED, LONGEST_APPENDED = 1000, 300
#: Characters by which a phrase may be told from most others.
BEGINNING = 8
#: What begins a tag or an entity.
MARKUP = frozenset("<&")
#: What may stand behind a link that ends its paragraph.
NO_MORE = re.compile(r"\s*(?:</|$)")


class Phrases(Table, frozen=True):
    """The whole of `sources/furniture.toml`."""

    line: tuple[str, ...]
    end: tuple[str, ...]
    appeal: tuple[str, ...]
    teaser: tuple[str, ...]
    appended: tuple[str, ...]
    kicker: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """A list of phrases, ready to be asked."""

    whole: frozenset[str]
    parted: re.Pattern[str]
    """Those with a `*`, which stands for any words or none."""
    shown: frozenset[str]
    """The longest word of each, in lower case."""
    opening: re.Pattern[str]
    """How those begin that have words before a `*` and behind it, at the start of a sentence."""
    begins: tuple[str, ...]
    """The first letters of each, folded; empty for one that begins with a `*`."""

    def may_be_in(self, markup: str) -> bool:
        """Say, quickly, whether one of the phrases may be in some HTML."""
        lowered = markup.lower()
        return any(word in lowered for word in self.shown)

    def may_be(self, inside: str) -> bool:
        """Say, quickly, whether the words in an element of HTML may be one of the phrases.

        `inside` is the element without its end tag.
        """
        start = inside[inside.find(">") + 1 :].lstrip()[: 2 * BEGINNING]
        # Where the words begin within another tag or with an entity, one has to look closer.
        return start[:1] in MARKUP or text.fold(start).startswith(self.begins)

    def __call__(self, words: str) -> bool:
        """Say whether `words` is one of the phrases."""
        key = text.heading_key(words)
        return key in self.whole or bool(self.parted.fullmatch(key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The shipped phrases and the newsroom's own."""

    line: Matcher
    end: Matcher
    teaser: Matcher
    appended: Matcher
    kicker: Matcher
    appeal: tuple[str, ...]


@cache
def rules(own: Furniture = Furniture()) -> Rules:  # noqa: B008 - frozen
    """Return what counts as furniture for a newsroom."""
    shipped = _shipped()
    return Rules(
        line=_matcher((*shipped.line, *own.line)),
        end=_matcher((*shipped.end, *own.end)),
        teaser=_matcher(shipped.teaser),
        appended=_matcher(shipped.appended),
        kicker=_matcher((*shipped.kicker, *own.kicker)),
        appeal=tuple(map(text.fold, shipped.appeal)),
    )


@cache
def _shipped() -> Phrases:
    path = bundled.folder("sources") / "furniture.toml"
    return strict.load(path.read_bytes(), Phrases, str(path))


def _matcher(phrases: Iterable[str]) -> Matcher:
    keys = [text.heading_key(phrase) for phrase in phrases]
    parted = (re.escape(key).replace(r"\*", ".*") for key in keys if "*" in key)
    return Matcher(
        whole=frozenset(key for key in keys if "*" not in key),
        parted=re.compile("|".join(parted) or r"(?!)"),
        shown=_shown(phrases),
        opening=_opening(phrases),
        begins=tuple({it.partition("*")[0].partition(" ")[0][:BEGINNING] for it in keys}),
    )


def _opening(phrases: Iterable[str]) -> re.Pattern[str]:
    parts = (phrase.split("*") for phrase in phrases)
    begins = {re.escape(it[0].strip()) for it in parts if it[0].strip() and any(it[1:-1])}
    start = r"(?:^|(?<=[.!?…>”’\"')\]]))\s*"
    return re.compile(rf"{start}(?P<words>(?:{'|'.join(sorted(begins))})\b)", re.IGNORECASE)


def _shown(phrases: Iterable[str]) -> frozenset[str]:
    words = (re.findall(r"\w+", phrase.lower()) for phrase in phrases)
    return frozenset(max(found, key=len) for found in words if found)


def cleaned(document: Document, furniture: Rules, *, section_titles: frozenset[str]) -> Document:
    """Take the furniture off a document.

    `section_titles` are the headings of a round-up (see `roundup.title_key`): what follows the
    last of them may be one paragraph, and then an appeal.
    """
    passages = [
        passage
        for passage in document.passages
        if not (furniture.line(passage.words) and _is_short(passage))
    ]
    passages = passages[: _end(passages, furniture, section_titles)]
    return replace(document, passages=tuple(passages))


def cleaned_html(fragment: str, furniture: Rules) -> str:
    """Take the furniture off the body of a feed's entry, which is clean HTML: see `markup`.

    A paragraph goes, or the link at the end of one that leads to the rest of the text.
    """
    appended = furniture.appended.may_be_in(fragment)
    for tag in ("a", "p") if appended else ("p",):
        before, *opened = re.split(f"(?=<{tag}[ >])", fragment)
        parts = (_without_element(part, tag, furniture, appended=appended) for part in opened)
        fragment = before + "".join(parts)
    return _without_tail(fragment, furniture) if appended else fragment


def _without_tail(fragment: str, furniture: Rules) -> str:
    """Cut what is appended to the last sentence ("The post X appeared first on Y.").

    Only with its links, for without them it may be a sentence of the text.
    """
    for opening in furniture.appended.opening.finditer(fragment):
        tail = fragment[opening.start("words") :]
        if "<a " not in tail:
            break
        words = text.squeeze(markup.plain(tail))
        is_one = len(words) <= LONGEST_APPENDED and len(text.sentences(words)) == 1
        if is_one and furniture.appended(words):
            return markup.safe_html(fragment[: opening.start()])
    return fragment


def _without_element(part: str, tag: str, furniture: Rules, *, appended: bool) -> str:
    """Return what is left of HTML that begins with a tag, if its element is furniture.

    `appended` says whether it may be a phrase of that kind; else a line it must be.
    """
    inside, _, rest = part.partition(f"</{tag}>")
    is_link = tag == "a"
    if len(inside) > LONGEST_MARKED or (is_link and not NO_MORE.match(rest)):
        return part
    if not appended and not furniture.line.may_be(inside):
        return part
    words = markup.plain(inside)
    if not words or len(words) > LONGEST_APPENDED:
        return part
    is_line = not is_link and text.count_words(words) <= SHORT_WORDS and furniture.line(words)
    return rest if is_line or furniture.appended(words) else part


def _is_short(passage: Passage) -> bool:
    return text.count_words(passage.words) <= SHORT_WORDS


def _end(passages: Sequence[Passage], furniture: Rules, section_titles: frozenset[str]) -> int:
    """Return where the content ends: at an appeal, a list of other articles, or a teaser."""
    headings = [at for at, it in enumerate(passages) if title_key(it.words) in section_titles]
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
