"""Letters: a newsletter that was forwarded and saved as .eml (RFC 5322, MIME)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from digest import text
from digest.errors import SourceError
from digest.ingest import webpage
from digest.ingest.document import Document, from_plain_text

FORWARDED = re.compile(
    r"^-{2,}\s*(?:forwarded message|original message)\s*-{2,}\s*$", re.IGNORECASE | re.MULTILINE
)
HEADER_LINE = re.compile(r"^\s*\*?(?:From|Date|Sent|Subject|To|Cc|Reply-To)\*?:.*$", re.IGNORECASE)
PREFIX = re.compile(r"^(?:(?:fwd?|re|aw|wg|tr)\s*:\s*)+", re.IGNORECASE)


def read(content: bytes, *, at: datetime) -> Document:
    """Read a message: its HTML part if that has text, else its plain one.

    Raises:
        SourceError: it is no message, or has no text.

    """
    try:
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        title = PREFIX.sub("", text.squeeze(str(message["Subject"] or "")))
        raw = str(message["Date"] or "")
        document = _body(message, at=at)
    except SourceError:
        raise
    except Exception as error:  # noqa: BLE001 - the parser raises whatever a broken header makes it stumble on
        raise SourceError(f"is no message that can be read ({type(error).__name__})") from None
    published = _date(raw)
    return replace(
        document,
        title=title or document.title,
        published=published,
        published_raw=raw,
        dated_by="header" if published else "first-seen",
    )


def _body(message: EmailMessage, *, at: datetime) -> Document:
    for kind in ("html", "plain"):
        part = message.get_body(preferencelist=(kind,))
        content = part.get_content() if part else ""
        if not content.strip():
            continue
        if kind == "plain":
            return Document(passages=from_plain_text(_unforwarded(content)))
        document = webpage.read(content.encode(errors="replace"), at=at)
        passages = tuple(
            passage
            for passage in document.passages
            if not FORWARDED.match(passage.words) and not HEADER_LINE.match(passage.words)
        )
        if passages:
            return Document(passages=passages, url=document.url)
    raise SourceError("holds no text")


def _unforwarded(content: str) -> str:
    """Take a forwarding's own headers off, and the marks of a quotation."""
    match = FORWARDED.search(content)
    if match:
        lines = content[match.end() :].lstrip("\r\n").splitlines()
        while lines and (HEADER_LINE.match(lines[0]) or not lines[0].strip()):
            lines.pop(0)
        content = content[: match.start()] + "\n" + "\n".join(lines)
    return content


def _date(raw: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(raw)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
