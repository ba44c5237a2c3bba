"""Local files: notes, pasted texts, saved pages and letters into items."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from digest import frontmatter, text, urls
from digest.errors import SourceError
from digest.ingest import furniture, letter, roundup, webpage
from digest.ingest.document import Document, Passage, from_markdown, from_plain_text
from digest.ingest.front import Front, read_front
from digest.ingest.publisher import normalised
from digest.model import Absence, Fetched, Item, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from digest.config import Config

FOLDER = "sources/items"
FEED_SUFFIXES = frozenset({".xml", ".rss", ".atom", ".json"})
#: What editors and file managers leave behind.
LEFTOVER = re.compile(r"^(\.|~|#)|(~|\.bak|\.swp|\.tmp|\.part)$")
MEGABYTE = 1024 * 1024
LARGEST = 5 * MEGABYTE
NAMED_DAY = re.compile(r"^(\d{4}-\d{2}-\d{2})(?!\d)")
ID_LENGTH = 12


def read_markdown(content: bytes, *, at: datetime) -> Document:  # noqa: ARG001 - as all readers
    """Read CommonMark."""
    return Document(passages=from_markdown(_decoded(content)))


def read_text(content: bytes, *, at: datetime) -> Document:  # noqa: ARG001 - as all readers
    """Read text as people paste it."""
    return Document(passages=from_plain_text(_decoded(content)))


READERS: dict[str, Callable[..., Document]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_text,
    ".html": webpage.read,
    ".htm": webpage.read,
    ".eml": letter.read,
}
#: These may begin with front matter.
WITH_FRONT = frozenset({".md", ".markdown", ".txt"})


def local_sources(root: Path) -> tuple[Source, ...]:
    """Return what lies in `sources/items/`, in order of name: files with items, and saved feeds."""
    folder = root / FOLDER
    found = []
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_dir() or any(LEFTOVER.search(part) for part in parts):
            continue
        name = path.relative_to(root).as_posix()
        if path.suffix.lower() in FEED_SUFFIXES:
            found.append(Source(id=name, name=path.name, path=name))
        else:
            found.append(Source(id=name, name=path.name, path=name, kind="file"))
    return tuple(found)


def read_file(source: Source, root: Path, config: Config, *, at: datetime) -> Fetched:
    """Read one local file; a broken one has an `error` and no items."""
    try:
        content, modified = _content(root / source.path)
        front, document = _read(content, source.path, config, at=at)
    except SourceError as error:
        error.where = f"{source.path}{error.where}"
        return Fetched(source=source, at=at, error=error)
    dated = _dated(front, document, source.path, config, modified=modified, at=at)
    passages = dated.passages
    if roundup.is_roundup(passages, config):
        return _roundup(source, front, dated, config, at=at)
    return Fetched(source=source, at=at, items=(_article(source, front, dated),))


def _content(path: Path) -> tuple[bytes, datetime]:
    try:
        if not path.is_file():
            raise SourceError("cannot be read: it is no ordinary file")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}") from None
    if len(content) > LARGEST:
        raise SourceError(f"is longer than {LARGEST // MEGABYTE} MB", hint="Save its text alone")
    if not content.strip():
        raise SourceError("is empty")
    return content, modified


def _decoded(content: bytes) -> str:
    """Decode text that has no other sign of its encoding than a byte order mark.

    Raises:
        SourceError: it is no UTF-8, or no text at all.

    """
    encoding = "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        decoded = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SourceError(
            "not UTF-8 text", where=f", line {line}", hint="Save it as UTF-8"
        ) from None
    if "\0" in decoded:
        raise SourceError("is no text", hint="Save it as UTF-8 text")
    return decoded.replace("\r\n", "\n").replace("\r", "\n")


def _read(content: bytes, path: str, config: Config, *, at: datetime) -> tuple[Front, Document]:
    suffix = Path(path).suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        raise SourceError(
            f"not a kind of file that is read: {suffix or 'it has no suffix'}",
            hint=f"Save it as {text.listed(READERS, last='or')}",
        )
    front = Front()
    if suffix in WITH_FRONT:
        cut = frontmatter.split(_decoded(content))
        if cut.block:
            front = read_front(cut.block, config)
            content = cut.rest.encode()
    document = reader(content, at=at)
    document = replace(document, title=front.title or document.title)
    rules = furniture.rules(config.furniture)
    titles = frozenset(roundup.section_titles(config))
    cleaned = furniture.cleaned(document, rules, section_titles=titles)
    if not cleaned.passages and not cleaned.title:
        raise SourceError("holds no text")
    return front, cleaned


def _dated(
    front: Front,
    document: Document,
    path: str,
    config: Config,
    *,
    modified: datetime,
    at: datetime,
) -> Document:
    """Date a document by the best that is known, and remember by what."""
    if front.date:
        return replace(document, published=front.date, dated_by="front-matter")
    if document.published:
        return document
    named = NAMED_DAY.match(Path(path).name)
    try:
        day = date.fromisoformat(named[1]) if named else None
    except ValueError:
        day = None
    if day:
        noon = datetime.combine(day, time(12), config.newsletter.zone).astimezone(UTC)
        return replace(document, published=noon, dated_by="file-name")
    if modified <= at:
        return replace(document, published=modified, dated_by="modified")
    return replace(document, published=None, dated_by="first-seen")


def _article(source: Source, front: Front, document: Document) -> Item:
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


def _roundup(
    source: Source, front: Front, document: Document, config: Config, *, at: datetime
) -> Fetched:
    parts = list(roundup.parts(document.passages, config))
    whole = _article(source, front, document)
    items = tuple(
        _part(source, whole, part, position, config)
        for position, part in enumerate(part for part in parts if not part.absence)
    )
    absences = tuple(
        Absence(
            source=source.id,
            section=part.section,
            text=part.absence,
            published=document.published,
            dated_by=document.dated_by,
        )
        for part in parts
        if part.absence
    )
    return Fetched(source=source, at=at, items=items, absences=absences)


def _part(
    source: Source, whole: Item, part: roundup.RoundupPart, position: int, config: Config
) -> Item:
    """Make the item of one part; the main story keeps what the text says of itself."""
    body = _written(
        [replace(it, kind="paragraph") if it.kind == "bullet" and not at else it
         for at, it in enumerate(part.passages)]
        if part.section != config.lead.id
        else part.passages
    )  # fmt: skip
    id_ = _hash(source.id, part.section, part.words)[:ID_LENGTH]
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
