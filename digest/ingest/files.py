"""Local files: notes, pasted texts, saved pages and letters into items.

What reads one is imported where it is read: many a workspace lives on feeds alone.
"""

from __future__ import annotations

import codecs
import os
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from digest import frontmatter, text
from digest.errors import SourceError
from digest.ingest import charset
from digest.ingest.front import Front, read_front
from digest.ingest.publisher import without_publisher
from digest.model import Fetched, Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.config import Config
    from digest.ingest.document import Document

FOLDER = "sources/items"
FEED_SUFFIXES = frozenset({".xml", ".rss", ".atom", ".json"})
#: What editors and file managers leave behind.
LEFTOVER = re.compile(
    r"^(\.|~|#)|(~|\.bak|\.swp|\.tmp|\.part)$|^(?:thumbs\.db|desktop\.ini)$", re.IGNORECASE
)
#: What browsers put beside a saved page, by the language they speak: its pictures and scripts.
BESIDE_PAGE = re.compile(
    r"(?P<page>.+)(?:[ _.-](?:files|file|dateien|fichiers|archivos|ficheiros|arquivos|bestanden"
    r"|filer|tiedostot|pliki|soubory|elemei|dosyalar|файлы|файли))",
    re.IGNORECASE,
)
PAGES = (".html", ".htm")
MEGABYTE = 1024 * 1024
LARGEST = 5 * MEGABYTE
LARGEST_TEXT = 1 * MEGABYTE
"""What is nothing but text is long at a tenth of it."""
#: Ends of lines in Unicode, and those of word processors.
LINE_END = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
#: The beginning of a front matter. Its end is not far, so this one has none.
UNCLOSED = re.compile(r"---[ \t]*\n[A-Za-z_]\w*:(?:\s|$)")
CLOSE = "Add a line --- after its last key"
NAMED_DAY = re.compile(r"^(\d{4}-\d{2}-\d{2})(?!\d)")


def read_markdown(content: bytes, *, at: datetime) -> Document:  # noqa: ARG001 - as all readers
    """Read CommonMark."""
    from digest.ingest.document import Document, from_markdown

    return Document(passages=from_markdown(_decoded(content)))


def read_text(content: bytes, *, at: datetime) -> Document:  # noqa: ARG001 - as all readers
    """Read text as people paste it."""
    from digest.ingest.document import Document, from_plain_text

    return Document(passages=from_plain_text(_decoded(content)))


def read_page(content: bytes, *, at: datetime) -> Document:
    """Read a saved page."""
    from digest.ingest import webpage

    return webpage.read(content, at=at)


def read_letter(content: bytes, *, at: datetime) -> Document:
    """Read a letter."""
    from digest.ingest import letter

    return letter.read(content, at=at)


READERS: dict[str, Callable[..., Document]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_text,
    ".html": read_page,
    ".htm": read_page,
    ".eml": read_letter,
}
#: These may begin with front matter.
WITH_FRONT = frozenset({".md", ".markdown", ".txt"})


def local_sources(root: Path) -> tuple[Source, ...]:
    """Return what lies in `sources/items/`, in order of name: files with items, and saved feeds."""
    folder = root / FOLDER
    found = []
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        suffix = path.suffix.lower()
        if any(LEFTOVER.search(part) for part in parts) or _is_beside_page(path, folder):
            continue
        if path.is_dir() and suffix not in READERS.keys() | FEED_SUFFIXES:
            continue
        # A name that is no UTF-8 can be kept nowhere; reading it will say so.
        name = os.fsencode(path.relative_to(root).as_posix()).decode(errors="replace")
        kind: Literal["feed", "file"] = "feed" if suffix in FEED_SUFFIXES else "file"
        found.append(Source(id=name, name=name.rpartition("/")[2], path=name, kind=kind))
    return tuple(found)


def _is_beside_page(path: Path, folder: Path) -> bool:
    """Say whether a file lies in the folder that a browser made for a page beside it."""
    for parent in path.parents[: len(path.relative_to(folder).parts) - 1]:
        beside = BESIDE_PAGE.fullmatch(parent.name)
        if beside and any(parent.with_name(beside["page"] + it).is_file() for it in PAGES):
            return True
    return False


def read_file(source: Source, root: Path, config: Config, *, at: datetime) -> Fetched:
    """Read one local file; a broken one has an `error` and no items."""
    from digest.ingest import local, roundup

    try:
        content, modified = _content(root / source.path)
        front, document = _read(content, source.path, config, at=at)
    except SourceError as error:
        error.where = f"{source.path}{error.where}"
        return Fetched(source=source, at=at, error=error)
    dated = _dated(front, document, source.path, config, modified=modified, at=at)
    if roundup.is_roundup(dated.passages, config):
        items, absences = local.parts(source, front, dated, config)
        return Fetched(source=source, at=at, items=items, absences=absences)
    return Fetched(source=source, at=at, items=(local.article(source, front, dated),))


def _content(path: Path) -> tuple[bytes, datetime]:
    try:
        if path.is_dir():
            raise SourceError("is a folder", hint="Give it a name without an ending")
        modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if not path.is_file():
            raise SourceError("cannot be read: it is no ordinary file")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        hint = "Its name is not UTF-8: rename it" if "\ufffd" in path.name else ""
        raise SourceError(f"cannot be read: {error.strerror}", hint=hint) from None
    except (ValueError, OverflowError):  # a moment that no calendar has
        raise SourceError("has an impossible modification time", hint="Save it anew") from None
    largest = LARGEST_TEXT if path.suffix.lower() in WITH_FRONT else LARGEST
    if len(content) > largest:
        raise SourceError(f"is longer than {largest // MEGABYTE} MB", hint="Save its text alone")
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
    return charset.CONTROL.sub("", LINE_END.sub("\n", decoded))


def _read(content: bytes, path: str, config: Config, *, at: datetime) -> tuple[Front, Document]:
    from digest.ingest import furniture, headline, roundup

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
        if not cut.block and UNCLOSED.match(cut.rest):
            raise SourceError("the front matter is not closed", where=", line 1", hint=CLOSE)
        if cut.block:
            front = read_front(cut.block, config)
            content = cut.rest.encode()
    document = reader(content, at=at)
    publisher = front.source or document.publisher
    document = replace(
        document,
        title=front.title or without_publisher(document.title, publisher),
        deck=front.deck or document.deck,
        publisher=publisher,
    )
    rules = furniture.rules(config.furniture)
    titles = frozenset(roundup.section_titles(config))
    cleaned = furniture.cleaned(document, rules, section_titles=titles)
    cleaned = headline.headed(cleaned, rules, section_titles=titles)
    if not cleaned.title and not any(passage.words for passage in cleaned.passages):
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
    from digest.ingest.dates import OLDEST

    if front.date:
        return replace(document, published=front.date, dated_by="front-matter")
    if document.published:
        return document
    named = NAMED_DAY.match(Path(path).name)
    try:
        day = date.fromisoformat(named[1]) if named else None
    except ValueError:
        day = None
    if day and day >= OLDEST.date():
        noon = datetime.combine(day, time(12), config.newsletter.zone).astimezone(UTC)
        return replace(document, published=noon, dated_by="file-name")
    if modified <= at:
        return replace(document, published=modified, dated_by="modified")
    return replace(document, published=None, dated_by="first-seen")
