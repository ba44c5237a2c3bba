"""What was sent, and what it should have said: the draft of a correction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from digest import edition as editions
from digest import marks, text
from digest.edition import Meta, Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from digest.config import Config
    from digest.edition import Block, Edition

TITLE = "Correction: {title}"
HEADING = "### Correction"
#: What stands between the correction and the edition.
RULE = "***"
BEFORE, AFTER, ADDED, GONE = "It said:", "It now says:", "This was added:", "This was taken out:"
#: Stands where nobody but the editor can know what was wrong.
UNKNOWN = "<!-- What was sent was not kept: say here what was wrong, and what is right. -->"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that readers were told otherwise; a side is empty where there was nothing."""

    before: str = ""
    after: str = ""


def changes(before: Edition, after: Edition) -> tuple[Change, ...]:
    """Return what readers would see changed, sentence by sentence where a paragraph has changed.

    What is held is not seen, and neither are comments.
    """
    return tuple(_changes(_words(before), _words(after)))


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    for tag, *bounds in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        was, is_ = old[bounds[0] : bounds[1]], new[bounds[2] : bounds[3]]
        both = min(len(was), len(is_))
        for one, other in zip(was[:both], is_[:both], strict=True):
            yield from _sentences(one, other)
        yield from (Change(before=gone) for gone in was[both:])
        yield from (Change(after=added) for added in is_[both:])


def _sentences(before: str, after: str) -> Iterator[Change]:
    """Yield the sentences in which two paragraphs differ; of tables and quotes, the whole."""
    if "\n" in before or "\n" in after:
        yield Change(before=before, after=after)
        return
    old, new = text.sentences(before), text.sentences(after)
    for tag, *bounds in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Change(
                before=" ".join(old[bounds[0] : bounds[1]]),
                after=" ".join(new[bounds[2] : bounds[3]]),
            )


def _words(edition: Edition) -> list[str]:
    """Return what readers see of an edition: headline, deck, and block by block."""
    shown = marks.printed(edition)
    meta = shown.meta
    head = [meta.title, meta.deck, meta.byline]
    blocks = (it for part in shown.parts for it in (part.heading, *part.blocks) if it)
    return [words for words in (*head, *map(_bare, blocks)) if words]


def _bare(block: Block) -> str:
    """Return a block's words; lines that a paragraph was broken into are no change."""
    words = block.brief
    prose = block.kind != "text" or not any(
        line[:1] in "|>`~ <-*+0123456789" for line in words.split("\n")[1:]
    )
    return words if "\n\n" in words or not prose else text.squeeze(words)


def write_correction(
    before: Edition | None, after: Edition, *, day: date, corrects: date, config: Config
) -> Edition:
    """Draft the correction of `day`: what has changed on top, then the edition as it is now.

    Without `before`, what changed is left for the editor to say.
    """
    shown = marks.printed(after)
    title = shown.meta.title or shown.meta.newsletter or config.newsletter.name
    meta = Meta(
        newsletter=shown.meta.newsletter or config.newsletter.name,
        date=day,
        corrects=corrects,
        title=TITLE.format(title=title),
        deck=shown.meta.deck,
        kicker=shown.meta.kicker,
        byline=shown.meta.byline,
        image=shown.meta.image,
    )
    said = [editions.paragraph(HEADING)]
    said += (
        [_point(it) for it in changes(before, after)] if before else [editions.Block(raw=UNKNOWN)]
    )
    rest = tuple(map(_plain, shown.lead.blocks))
    lead = Part(blocks=(*said, editions.Block(raw=RULE), *rest))
    parts = (_plain_part(part) for part in shown.parts[1:])
    return editions.compose(meta, (lead, *parts), config.sections)


def _point(change: Change) -> Block:
    if change.before and change.after:
        return editions.bullet([BEFORE, _quoted(change.before), AFTER, _quoted(change.after)])
    label, words = (GONE, change.before) if change.before else (ADDED, change.after)
    return editions.bullet([label, _quoted(words)])


def _quoted(words: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in words.split("\n"))


def _plain_part(part: Part) -> Part:
    heading = part.heading and replace(part.heading, gap="\n\n")
    return replace(part, heading=heading, blocks=tuple(map(_plain, part.blocks)))


def _plain(block: Block) -> Block:
    """Take the comments out: they speak of another file's stories. Unknown absences stay."""
    if block.unknown_absence is not None:
        return replace(block, gap="\n\n")
    return replace(block, raw=editions.COMMENT.sub("", block.raw), gap="\n\n")
