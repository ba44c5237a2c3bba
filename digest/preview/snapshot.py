"""What the page shows: an edition at one moment, or why there is none."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from digest.errors import DigestError
    from digest.preview.exhibit import Card, Heading, Remark, SourceLine, Spot

#: The moment at which a message was made is no change of the edition.
DATE_HEADER = re.compile(rb"^Date: .*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """An edition as `build` would write it now, and what is to be said of it."""

    where: str
    """The edition file as people name it."""
    day: str
    newsletter: str
    sender: str
    subject: str
    preheader: str
    html: bytes
    text: bytes
    source: bytes
    """The edition file itself."""
    message: bytes
    """Empty where no message can be made; `message_fault` says why."""
    message_fault: str = ""
    html_limit: int
    """Bytes of HTML that a reader's mail client is sure to show."""
    heaviest: str = ""
    """What weighs most in the page."""
    remarks: tuple[Remark, ...] = ()
    checked: bool = True
    """Whether the remarks are about this edition, and not yet about the one before."""
    cards: tuple[Card, ...] = ()
    """The stories of the file in its order, then the others of the week."""
    headings: tuple[Heading, ...] = ()
    sources: tuple[SourceLine, ...] = ()
    days: tuple[str, ...] = ()
    """The days of the week, in ISO 8601: `SourceLine.days` counts by them."""
    spots: tuple[Spot, ...] = ()
    locked: str = ""
    """Why the file cannot be changed any more; empty: it can."""
    undo: str = ""
    """What can be undone, in words; empty: nothing."""
    quoted: tuple[tuple[str, bytes], ...] = ()
    """Files that remarks lead to, by name."""

    @property
    def files(self) -> dict[str, bytes]:
        """What can be opened in the page or beside it, by name."""
        return {
            "edition.html": self.html,
            "edition.txt": self.text,
            "edition.md": self.source,
            "message.eml": self.message,
        }

    @property
    def file(self) -> str:
        """The name of this very state of the edition file: an action is about one."""
        return fingerprint(self.source)


def fingerprint(content: bytes) -> str:
    """Return what names these bytes and no others: their SHA-256."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why the edition cannot be shown as it is now."""

    where: str
    what: str
    hint: str = ""
    line: int = 0
    """The line of the file, where one is known."""
    lines: tuple[tuple[int, str], ...] = ()
    """That line and some around it, with their numbers."""

    @classmethod
    def of(cls, error: DigestError) -> Failure:
        """Take the three parts of an error."""
        return cls(where=error.where, what=error.what, hint=error.hint)


#: What is told as it stands in the snapshot.
TOLD = (
    "where day newsletter sender subject preheader message_fault html_limit heaviest checked file"
    " locked undo days"
).split()


def describe(snapshot: Snapshot | None, failure: Failure | None) -> dict[str, Any]:
    """Return what the page's script is told: of JSON's types, and dataclasses of them.

    `version` names what is shown: it is another one if anything that a person sees is. `mail`
    names the mail alone, so that the frame is filled anew only if it is another.
    """
    told: dict[str, Any] = {"failure": failure, "edition": None}
    contents: list[bytes] = []
    if snapshot:
        contents = [DATE_HEADER.sub(b"", it, count=1) for it in snapshot.files.values()]
        contents += [content for _, content in snapshot.quoted]
        told["edition"] = {
            **{name: getattr(snapshot, name) for name in TOLD},
            "mail": fingerprint(snapshot.html)[:16],
            "remarks": snapshot.remarks,
            "cards": snapshot.cards,
            "headings": snapshot.headings,
            "sources": snapshot.sources,
            "spots": snapshot.spots,
            "quoted": [name for name, _ in snapshot.quoted],
            "bytes": {name: len(content) for name, content in snapshot.files.items()},
        }
    parts = (repr(told).encode(), *contents)
    digests = b"".join(hashlib.sha256(part).digest() for part in parts)
    return {"version": hashlib.sha256(digests).hexdigest()[:16], **told}
