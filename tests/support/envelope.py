"""What a message says of itself, read as `sendmail -t` reads it."""

from __future__ import annotations

from dataclasses import dataclass
from email import policy
from email.parser import Parser


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """The name of a message, its subject, and who gets it: each address of To, Cc and Bcc once."""

    message_id: str
    subject: str
    recipients: tuple[str, ...]


def read_envelope(message: bytes) -> Envelope:
    """Read who gets a message, and by which name it goes."""
    # Not as bytes, of which those of a mailbox in another script (RFC 6532) would be lost.
    parsed = Parser(policy=policy.default).parsestr(message.decode(), headersonly=True)
    addresses = (
        address.addr_spec
        for name in ("To", "Cc", "Bcc")
        for header in parsed.get_all(name, [])
        for address in header.addresses
    )
    return Envelope(
        message_id=str(parsed["Message-ID"] or "").strip(),
        subject=str(parsed["Subject"] or ""),
        recipients=tuple({address.casefold(): address for address in addresses}.values()),
    )
