"""Local texts into items: a whole one, or the parts of a round-up."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from digest import urls
from digest.ingest import roundup
from digest.ingest.publisher import normalised
from digest.model import Absence, Item

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.config import Config
    from digest.ingest.document import Document, Passage
    from digest.ingest.front import Front
    from digest.model import Source

ID_LENGTH = 12


def article(source: Source, front: Front, document: Document) -> Item:
    """Make the item of a whole text. What the front matter says wins."""
    url = front.url or document.url
    body = _written(document.passages)
    deck = front.deck or document.deck
    return Item(
        id=_hash(source.id)[:ID_LENGTH],
        source=source.id,
        publisher=normalised(front.source) if front.source else document.publisher,
        title=document.title,
        url=url,
        canonical_url=urls.canonical(url),
        deck=deck,
        kicker=front.kicker or document.kicker,
        author=front.author or document.author,
        body=body,
        body_type="text/markdown",
        published=document.published,
        dated_by=document.dated_by,
        published_raw=document.published_raw,
        section=front.section,
        ordered=bool(front.section),
        lead=front.lead,
        reprint=True,
        image=front.image or document.image,
        content_hash=_hash(document.title, deck, url, body),
    )


def parts(
    source: Source, front: Front, document: Document, config: Config
) -> tuple[tuple[Item, ...], tuple[Absence, ...]]:
    """Make the items of a round-up's parts, and what it says that there was not."""
    found = list(roundup.parts(document.passages, config))
    whole = article(source, front, document)
    items = tuple(
        _part(source, whole, part, position, config)
        for position, part in enumerate(part for part in found if not part.absence)
    )
    absences = tuple(
        Absence(
            source=source.id,
            section=part.section,
            text=part.absence,
            published=document.published,
            dated_by=document.dated_by,
        )
        for part in found
        if part.absence
    )
    return items, absences


def _part(
    source: Source, whole: Item, part: roundup.RoundupPart, position: int, config: Config
) -> Item:
    """Make the item of one part; the main story keeps what the text says of itself."""
    body = _written(
        [replace(part.passages[0], kind="paragraph"), *part.passages[1:]]
        if part.is_brief and part.passages[0].kind == "bullet"
        else part.passages
    )
    id_ = _hash(source.id, part.section, part.words, *[""] * part.copy)[:ID_LENGTH]
    common = replace(
        whole,
        id=id_,
        section=part.section,
        ordered=True,
        roundup=source.id,
        position=position,
        body=body,
    )
    if part.section == config.lead.id:
        return replace(common, content_hash=_hash(whole.title, whole.deck, whole.url, body))
    return replace(
        common,
        title=part.title,
        deck="",
        kicker="",
        author="",
        url="",
        canonical_url="",
        publisher="",
        lead=False,
        image=None,
        content_hash=_hash(part.title, body),
    )


def _written(passages: Sequence[Passage]) -> str:
    return "\n\n".join(passage.written() for passage in passages)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
