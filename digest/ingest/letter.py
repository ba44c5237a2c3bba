"""Letters: a newsletter that was forwarded and saved as .eml (RFC 5322, MIME)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from digest import text
from digest.errors import SourceError
from digest.ingest import charset, webpage
from digest.ingest.dates import read_date
from digest.ingest.document import Document, Passage, from_plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

PREFIX = re.compile(r"^(?:(?:fwd?|re|aw|wg|tr|rv|sv|vs|вн|fs)\s*:\s*)+", re.IGNORECASE)
ANSWER = re.compile(r"^(?:re|aw|sv)\s*:", re.IGNORECASE)
#: How mail programs say that another message begins.
MARKER = re.compile(
    r"^(?:-{2,}\s*)?(?:begin )?(?:forwarded|original) message\s*(?::|-{2,})\s*$", re.IGNORECASE
)
HEADER = re.compile(
    r"^\*{0,2}(?P<name>from|date|sent|subject|to|cc|bcc|reply-to)\*{0,2}:\*{0,2}\s*(?P<value>.*)$",
    re.IGNORECASE,
)
QUOTED = re.compile(r"^(?:>[ \t]?)+")
#: RFC 3676, section 4.3.
SIGNATURE = "-- "
#: Lines in which the forwarding begins, and headers that show one without a marker.
WITHIN = 200
ENOUGH = 3
#: Nobody forwards as news what is older.
OLDEST = timedelta(days=31)
#: Characters of a header that are read: the parser takes quadratic time.
LONGEST = 2_000

HEADERS = HeaderRegistry()
POLICY = policy.default.clone(header_factory=lambda name, value: HEADERS(name, value[:LONGEST]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarding:
    """Where a forwarded message stands among lines: `[start, end)` is its header block."""

    start: int
    end: int
    headers: dict[str, str]


def read(content: bytes, *, at: datetime) -> Document:
    """Read a message: its HTML part if that has text, else its plain one.

    A message that was forwarded as an attachment, or below a header block, is read instead of
    the one that carries it.

    Raises:
        SourceError: it is no message, or has no text.

    """
    try:
        message = message_from_bytes(content, policy=POLICY)
        return _document(_carried(_checked(message)), at=at)
    except SourceError:
        raise
    except Exception as error:  # noqa: BLE001 - the parser raises whatever a broken header makes it stumble on
        raise SourceError(f"is no message that can be read ({type(error).__name__})") from None


def _checked(message: Any) -> Any:
    if not any(message[name] for name in ("From", "Subject", "Date")):
        raise SourceError("is no message", hint="Save it as .txt")
    return message


def _carried(message: Any) -> EmailMessage:
    """Return the message that is attached to a message, if there is one, else itself."""
    assert isinstance(message, EmailMessage)
    for part in message.walk():
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            inner: Any = part.get_payload(0)
            return _carried(inner) if isinstance(inner, EmailMessage) else message
    return message


def _document(message: EmailMessage, *, at: datetime) -> Document:
    subject = text.squeeze(str(message["Subject"] or ""))
    raw = text.squeeze(str(message["Date"] or ""))
    document, headers = _body(message, answered=bool(ANSWER.match(subject)), at=at)
    published = _date(raw)
    sent = headers.get("date") or headers.get("sent") or ""
    original = read_date(sent, at=at) if sent else None
    if original and (published is None or published - OLDEST <= original < published):
        raw, published = sent, original
    title = PREFIX.sub("", subject) or PREFIX.sub("", headers.get("subject", ""))
    return replace(
        document,
        title=title or document.title,
        published=published,
        published_raw=raw,
        dated_by="header" if published else "first-seen",
    )


def _body(
    message: EmailMessage, *, answered: bool, at: datetime
) -> tuple[Document, dict[str, str]]:
    for kind in ("html", "plain"):
        part = message.get_body(preferencelist=(kind,))
        source = _text(part) if part else ""
        if not source.strip():
            continue
        if kind == "plain":
            lines, headers = _original_lines(source, answered=answered)
            document = Document(passages=from_plain_text("\n".join(lines)))
        else:
            document = webpage.read_letter(source, at=at)
            passages, headers = _original_passages(document.passages, answered=answered)
            document = replace(document, passages=passages, title="")
        if document.passages:
            return document, headers
    raise SourceError("holds no text")


def _text(part: Any) -> str:
    content = part.get_payload(decode=True) or b""
    declared = part.get_content_charset() or ""
    return charset.decode(content, f"text/plain; charset={declared}")


def _original_lines(source: str, *, answered: bool) -> tuple[list[str], dict[str, str]]:
    """Return the lines of the forwarded message, without the marks of a quotation."""
    lines = source.splitlines()
    bare = [QUOTED.sub("", line).rstrip() for line in lines]
    found = forwarding(bare)
    if found is None:
        return _unsigned(lines), {}
    before, after = _unsigned(lines[: found.start]), _unsigned(lines[found.end :])
    if answered and any(before):
        return before, {}
    if found.start and not any(after):
        return before, found.headers
    quoted = sum(line.startswith(">") for line in after)
    if quoted > sum(map(bool, after)) / 2:
        after = _unsigned([QUOTED.sub("", line) for line in after])
    return after, found.headers


def _unsigned(lines: list[str]) -> list[str]:
    return lines[: lines.index(SIGNATURE)] if SIGNATURE in lines else lines


def _original_passages(
    passages: Sequence[Passage], *, answered: bool
) -> tuple[tuple[Passage, ...], dict[str, str]]:
    lines: list[str] = []
    owners: list[int] = []
    for at, passage in enumerate(passages):
        own = [Passage(kind="paragraph", markdown=it).words for it in _lines(passage)]
        lines += [*own, ""]
        owners += [at] * (len(own) + 1)
    found = forwarding(lines)
    if found is None:
        return tuple(passages), {}
    before = tuple(passages[: owners[found.start]])
    after = tuple(passages[owners[found.end] :]) if found.end < len(owners) else ()
    if answered and before:
        return before, {}
    return after or before, found.headers


def _lines(passage: Passage) -> list[str]:
    return re.split(r"\\?\n", passage.markdown)


def forwarding(lines: Sequence[str]) -> Forwarding | None:
    """Find the header block of a forwarded message among plain lines, "" between paragraphs."""
    for at, line in enumerate(lines[:WITHIN]):
        marked = bool(MARKER.match(line))
        if not marked and not HEADER.match(line):
            continue
        end, headers = _headers(lines, at + 1 if marked else at)
        if marked or len(headers) >= ENOUGH:
            return Forwarding(start=at, end=end, headers=headers)
    return None


def _headers(lines: Sequence[str], at: int) -> tuple[int, dict[str, str]]:
    """Read a header block; a name and its value may be cells of a table, so lines of their own."""
    found: dict[str, str] = {}
    name = ""
    at = _filled(lines, at)
    while at < len(lines):
        if header := HEADER.match(lines[at]):
            name = header["name"].lower()
            found[name] = header["value"]
            at += 1
            value = _filled(lines, at)
            if not header["value"] and _is_cell(lines, value):
                found[name] = lines[value]
                at = value + 1
            below = _filled(lines, at)
            at = below if below < len(lines) and HEADER.match(lines[below]) else at
        elif name and lines[at]:
            found[name] += f" {lines[at].strip()}"  # a long header goes on in the next line
            at += 1
        else:
            break
    return _filled(lines, at), found


def _filled(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and not lines[at]:
        at += 1
    return at


def _is_cell(lines: Sequence[str], at: int) -> bool:
    if at >= len(lines) or HEADER.match(lines[at]):
        return False
    below = _filled(lines, at + 1)
    return "@" in lines[at] or (below < len(lines) and bool(HEADER.match(lines[below])))


def _date(raw: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(raw)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
