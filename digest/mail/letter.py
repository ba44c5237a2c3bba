"""One message for many readers: made and encoded once, and filled in for each.

What is the same for all is bytes that are ready to go. The few lines that are a reader's own (To,
Message-ID, the way out of the list, a merge field) are encoded and folded when they are known, so
that they keep to the limits of RFC 5322 and 2045 whatever stands in them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from digest import merging
from digest.errors import UsageError
from digest.mail import body, headers
from digest.mail.tokens import make_token
from digest.model import OWN_LINK

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from digest.mail.recipients import Recipient
    from digest.model import MergeField

STUFFED = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message to one reader, and what its envelope says."""

    sender: str
    recipient: str
    message_id: str
    content: bytes
    utf8: bool
    """A mailbox in it is in another script: it needs SMTPUTF8 (RFC 6531)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How lines end: LF as in a file, CRLF as on the wire; there with its dots doubled."""

    crlf: bool = False
    stuffed: bool = False
    """RFC 5321, section 4.5.2: the line that ends a message is a dot."""

    def of(self, lines: str) -> bytes:
        """Return lines in this form."""
        content = lines.encode()
        if self.stuffed:
            content = STUFFED.sub(b"..", content)
        return content.replace(b"\n", b"\r\n") if self.crlf else content


FILE = Form()
WIRE = Form(crlf=True, stuffed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A line of the message that is each reader's own."""

    kind: str
    """`header`, or the subtype of the text that it stands in."""
    pieces: tuple[merging.Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What stands in a message for what is known of a reader only later. Letters and digits."""

    recipient: str
    token: str
    link: str

    @classmethod
    def of(cls, *contents: str) -> Marks:
        """Make marks that do not occur in these texts."""
        name = body.name(*contents)
        return cls(recipient=f"x{name}rx", token=f"x{name}tx", link=f"x{name}lx")


#: The lines in a template that are whole headers of a reader's.
TO, MESSAGE_ID, ANSWERED = (f"{body.OPEN}{name}\n" for name in ("to", "message-id", "answered"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What `write_letter` makes. Each piece begins a line."""

    pieces: tuple[bytes | str | Open, ...]
    form: Form
    sender: str
    utf8: bool
    own_link: str
    """The reader's way out with marks in it; empty if there is none."""
    marks: Marks
    list_name: str
    secret: bytes
    name: Callable[[str], str]
    """Gives the message for an address its Message-ID."""
    answered: Callable[[str], str] | None
    """Gives the Message-ID that a correction answers, unless the ledger knows better."""
    fields: tuple[str, ...]
    """What is filled in of a reader, but for what has a default."""

    def to(self, recipient: Recipient, *, original: str = "") -> Outgoing:
        """Fill the letter in; `original` is the message that a correction answers.

        Raises:
            UsageError: a line would be longer than any server must take.

        """
        spec = recipient.box.spec
        token = ""
        if self.secret:
            token = make_token(self.secret, list_id=self.list_name, address=spec)
        quoted = quote(spec, safe="")
        message_id = self.name(spec)
        link = self.own_link.replace(self.marks.recipient, quoted)
        said = {name: headers.one_line(value) for name, value in recipient.values.items()}
        values = {**said, OWN_LINK: link.replace(self.marks.token, token)}
        written: list[bytes] = []
        for piece in self.pieces:
            if isinstance(piece, bytes):
                written.append(piece)
                continue
            if piece == TO:
                lines = headers.mailboxes("To", [recipient.box])
            elif piece == MESSAGE_ID:
                lines = headers.whole("Message-ID", message_id)
            elif piece == ANSWERED:
                answered = original or (self.answered(spec) if self.answered else "")
                lines = headers.answering(answered)
            elif isinstance(piece, str):
                line = piece.replace(self.marks.recipient, quoted)
                lines = _bounded(line.replace(self.marks.token, token), spec)
            else:
                lines = body.encoded(merging.filled(piece.pieces, values) + "\n")
            written.append(self.form.of(lines))
        return Outgoing(
            sender=self.sender,
            recipient=spec,
            message_id=message_id,
            content=b"".join(written),
            utf8=self.utf8 or not spec.isascii(),
        )


def _bounded(line: str, spec: str) -> str:
    """Fold a list of links where it is too long (RFC 5322, section 2.1.1)."""
    if len(line) <= headers.LONGEST:
        return line
    folded = line.replace(", <", ",\n <")
    if max(map(len, folded.split("\n"))) > headers.LONGEST:
        raise UsageError("the address makes a link that is too long for a message", where=spec)
    return folded


def compiled(
    template: str, fields: Sequence[MergeField], marks: Marks, form: Form
) -> tuple[bytes | str | Open, ...]:
    """Cut a message with marks and open lines into what is ready and what is to be filled in."""
    pieces: list[bytes | str | Open] = []
    ready: list[str] = []
    head = True
    for line in template.split("\n")[:-1]:
        head = head and bool(line)
        if line.startswith(body.OPEN) or (head and marks.recipient in line):
            pieces.append(form.of("".join(ready)))
            ready.clear()
            kind, apart, content = line.removeprefix(body.OPEN).partition(" ")
            if not line.startswith(body.OPEN) or not apart:
                pieces.append(f"{line}\n")
                continue
            cut = merging.cut(content, fields, markup=kind == "html")
            pieces.append(Open(kind=kind, pieces=cut))
        else:
            ready.append(f"{line}\n")
    pieces.append(form.of("".join(ready)))
    return tuple(piece for piece in pieces if piece)
