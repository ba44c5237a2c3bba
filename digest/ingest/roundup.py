"""Round-ups: a text with a newsletter's own headings becomes its parts, word for word.

Headings before the first section's are subheadings of the main story. After it, one that means no
section, and is not below the heading of the section where it stands, ends that section: what it
stands over is printed among the briefs, for they take what belongs to no other section.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest import markup, text
from digest.ingest.document import LOWEST_LEVEL, Passage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.config import Config, Section

TITLE_LENGTH = 90
#: What may be missing at the beginning of a heading, if two words or more are left.
OPENING = re.compile(r"^(?:(?:the|us) )+(?=\w+ \w)")


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


def title_key(heading: str) -> str:
    """Return what makes two headings mean the same section, as people write them by heart.

    Neither case nor punctuation matters, nor a "The" or "U.S." at the beginning.
    """
    bare = re.sub(r"[.'\"“”]", "", text.fold(heading))
    return OPENING.sub("", text.squeeze(re.sub(r"[\W_]", " ", bare)))


def section_titles(config: Config) -> dict[str, Section]:
    """Return the headings that mean a section of briefs or a desk; see `title_key`."""
    return {
        title_key(title): section
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
    opening: Passage | None = None
    held: list[Passage] = []
    for passage in passages:
        if section := _heading(passage, titles):
            yield from _of_section(current, held)
            current, opening, held = section, passage, []
        elif opening and config.briefs and _ends_section(passage, opening):
            yield from _of_section(current, held)
            current, opening, held = config.briefs, passage, [passage]
        else:
            held.append(passage)
    yield from _of_section(current, held)


def _heading(passage: Passage, titles: dict[str, Section]) -> Section | None:
    if passage.kind not in {"heading", "paragraph"}:
        return None
    return titles.get(title_key(passage.words))


def _ends_section(passage: Passage, opening: Passage) -> bool:
    """Say whether it is a heading on a level with the section's own; one below is of its text."""
    return _is_heading(passage) and passage.level <= opening.level


def _is_heading(passage: Passage) -> bool:
    """Say whether a heading is one indeed: what is all in bold may be a sentence."""
    return passage.kind == "heading" and (passage.level < LOWEST_LEVEL or passage.is_line)


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
    """Give each bullet what follows it. Without bullets, a paragraph that is no quotation opens.

    A heading stands above the next of them; one with nothing below it says nothing.
    """
    bulleted = any(passage.kind == "bullet" for passage in held)
    found: list[list[Passage]] = []
    headed = False
    for passage in held:
        opens = passage.kind == "bullet" if bulleted else not passage.is_quotation
        if not found or (not headed and (opens or _is_heading(passage))):
            found.append([])
        found[-1].append(_plain(passage) if headed or _is_heading(passage) else passage)
        headed = _is_heading(passage)
    return found[:-1] if headed else found


def _plain(passage: Passage) -> Passage:
    """Return a heading, or the bullet below one, as the paragraph that it can be in one brief."""
    bold = f"**{markup.escape(passage.words)}**"
    markdown = bold if passage.kind == "heading" else passage.markdown
    return Passage(kind="paragraph", markdown=markdown)


def _absence(section: Section, held: Sequence[Passage]) -> str:
    """Return the statement if it is all that the desk's part says."""
    if len(held) != 1:
        return ""
    words = held[0].words
    folded = text.fold(words)
    stated = any(text.fold(phrase) in folded for phrase in section.absence)
    return words if stated and len(text.sentences(words)) == 1 else ""
