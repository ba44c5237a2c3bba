"""What the page shows: an edition at one moment, or why there is none."""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from digest.errors import DigestError

#: The moment at which a message was made is no change of the edition.
DATE_HEADER = re.compile(rb"^Date: .*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing to look at before the edition is sent: a finding of `check`, and the like."""

    severity: Literal["error", "warning", "note"]
    place: str
    message: str
    hint: str = ""
    name: str = ""


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
    remarks: tuple[Remark, ...] = ()
    html_limit: int
    """Bytes of HTML that a reader's mail client is sure to show."""

    @property
    def files(self) -> dict[str, bytes]:
        """What can be opened in the page or beside it, by name."""
        return {
            "edition.html": self.html,
            "edition.txt": self.text,
            "edition.md": self.source,
            "message.eml": self.message,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why the edition cannot be shown as it is now."""

    where: str
    what: str
    hint: str = ""

    @classmethod
    def of(cls, error: DigestError) -> Failure:
        """Take the three parts of an error."""
        return cls(where=error.where, what=error.what, hint=error.hint)


def describe(snapshot: Snapshot | None, failure: Failure | None) -> dict[str, Any]:
    """Return what the page's script is told, ready for JSON.

    `version` names what is shown: it is another one if anything that a person sees is.
    """
    told: dict[str, Any] = {"failure": failure and asdict(failure), "edition": None}
    if snapshot:
        told["edition"] = {
            "where": snapshot.where,
            "day": snapshot.day,
            "newsletter": snapshot.newsletter,
            "sender": snapshot.sender,
            "subject": snapshot.subject,
            "preheader": snapshot.preheader,
            "message_fault": snapshot.message_fault,
            "remarks": [asdict(remark) for remark in snapshot.remarks],
            "bytes": {name: len(content) for name, content in snapshot.files.items()},
            "html_limit": snapshot.html_limit,
        }
    contents = snapshot.files.values() if snapshot else ()
    parts = (repr(told).encode(), *(DATE_HEADER.sub(b"", it, count=1) for it in contents))
    digests = b"".join(hashlib.sha256(part).digest() for part in parts)
    return {"version": hashlib.sha256(digests).hexdigest()[:16], **told}
