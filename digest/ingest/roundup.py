"""Round-ups: a text with a newsletter's own headings becomes its parts, word for word."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.config import Config, Section
    from digest.ingest.document import Passage

TITLE_LENGTH = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundupPart:
    """One item of a round-up, or, if `absence` is set, the statement that there was nothing."""

    section: str
    passages: tuple[Passage, ...] = ()
    is_brief: bool = False
    absence: str = ""
    copy: int = 0
    """How many parts before it say the same."""

    @property
    def words(self) -> str:
        """All its plain words."""
        return " ".join(passage.words for passage in self.passages)

    @property
    def title(self) -> str:
        """Its first sentence, cut at a word's end."""
        first = next(iter(text.sentences(self.words)), "")
        if len(first) <= TITLE_LENGTH:
            return first
        return first[:TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:—–-") + "…"


def section_titles(config: Config) -> dict[str, Section]:
    """Return the headings that mean a section of briefs or a desk; see `text.heading_key`."""
    return {
        text.heading_key(title): section
        for section in config.sections
        if section.kind != "lead"
        for title in (*section.aliases, section.title)
    }


def is_roundup(passages: Sequence[Passage], config: Config) -> bool:
    """Say whether one of the passages is the heading of a section."""
    titles = section_titles(config)
    return any(_heading(passage, titles) for passage in passages)


def parts(passages: Sequence[Passage], config: Config) -> Iterator[RoundupPart]:
    """Yield the main story, then one part a brief and a desk text, in the order of the text."""
    said: Counter[tuple[str, str]] = Counter()
    for part in _parts(passages, config):
        key = (part.section, part.words)
        yield replace(part, copy=said[key])
        said[key] += 1


def _parts(passages: Sequence[Passage], config: Config) -> Iterator[RoundupPart]:
    titles = section_titles(config)
    current: Section = config.lead
    held: list[Passage] = []
    for passage in passages:
        section = _heading(passage, titles)
        if section is None:
            held.append(passage)
            continue
        yield from _of_section(current, held)
        current, held = section, []
    yield from _of_section(current, held)


def _heading(passage: Passage, titles: dict[str, Section]) -> Section | None:
    if passage.kind not in {"heading", "paragraph"}:
        return None
    return titles.get(text.heading_key(passage.words))


def _of_section(section: Section, held: Sequence[Passage]) -> Iterator[RoundupPart]:
    if not held:
        return
    if section.kind == "briefs":
        for brief in _briefs(held):
            yield RoundupPart(section=section.id, passages=tuple(brief), is_brief=True)
    elif section.kind == "desk" and (stated := _absence(section, held)):
        yield RoundupPart(section=section.id, absence=stated)
    else:
        yield RoundupPart(section=section.id, passages=tuple(held))


def _briefs(held: Sequence[Passage]) -> list[list[Passage]]:
    """Give each bullet what follows it. Without bullets, a paragraph that is no quotation opens."""
    bulleted = any(passage.kind == "bullet" for passage in held)
    found: list[list[Passage]] = []
    for passage in held:
        opens = passage.kind == "bullet" if bulleted else not passage.is_quotation
        if opens or not found:
            found.append([])
        found[-1].append(passage)
    return found


def _absence(section: Section, held: Sequence[Passage]) -> str:
    """Return the statement if it is all that the desk's part says."""
    if len(held) != 1:
        return ""
    words = held[0].words
    folded = text.fold(words)
    stated = any(text.fold(phrase) in folded for phrase in section.absence)
    return words if stated and len(text.sentences(words)) == 1 else ""
