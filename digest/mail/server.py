"""A mail server: where it is, who we are there, and how long it is waited for."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from digest.errors import UsageError

PORTS = {"smtps": 465, "smtp": 587}
EXAMPLE = "smtps://user@mail.example.org:465 or smtp://user@mail.example.org:587"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a server is waited for, in seconds; see RFC 5321, section 4.5.3.2."""

    connect: float = 60.0
    reply: float = 300.0
    taken: float = 600.0
    """For the answer to the end of a message: who gives up here may have it sent twice."""
    pauses: tuple[float, ...] = (1.0, 4.0)
    """Before it is asked once more for a connection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server, and who we are there."""

    host: str
    port: int
    tls: bool
    """Encrypted from the beginning; else from STARTTLS on."""
    user: str = ""
    password: str = field(default="", repr=False)
    insecure: bool = False
    """Go on without encryption, or with a certificate that proves nothing."""
    patience: Patience = Patience()

    @property
    def name(self) -> str:
        """The server as people write it; without the password."""
        return f"{'smtps' if self.tls else 'smtp'}://{self.host}:{self.port}"


def read_address(written: str) -> tuple[str, str, int, str]:
    """Read `smtps://user@host:465` as (scheme, host, port, user).

    Raises:
        UsageError: it is none, or has a password in it, which every process here could read.

    """
    try:
        parts = urlsplit(written)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = "", None
        parts = urlsplit("")
    if parts.scheme not in PORTS or not host or parts.path.strip("/") or parts.query:
        shown = "it has a password in it" if "@" in written and ":" in written[8:] else written
        raise UsageError(
            f"{shown!r} is no address of a mail server", where="--smtp", hint=f"Write {EXAMPLE}"
        )
    if parts.password is not None:
        raise UsageError(
            "a password on the command line can be read by everybody on this machine",
            where="--smtp",
            hint="Set DIGEST_SMTP_PASSWORD, or name a file with --password-file",
        )
    user = unquote(parts.username or "")
    if any(ord(char) < ord(" ") for char in user):
        raise UsageError("the user has a control character in it", where="--smtp")
    return parts.scheme, host, port or PORTS[parts.scheme], user
