"""Mail addresses as people write them: "Name <mailbox@example.org>" (RFC 5322, section 3.4)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from digest import text
from digest.errors import UsageError

NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<spec>[^<>]*)>", re.DOTALL)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\U0010ffff-]+"
LOCAL = re.compile(rf'{ATOM}(?:\.{ATOM})*|"(?:[ !#-\[\]-~]|\\[ -~])*"')
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
DOMAIN = re.compile(rf"{LABEL}(?:\.{LABEL})*|\[[A-Za-z0-9:.]+\]")
#: What joins letters in some scripts; no other character without a shape is taken.
JOINERS = "\u200c\u200d"
#: Octets (RFC 5321, section 4.5.3.1).
LONGEST_LOCAL = 64
LONGEST_DOMAIN = 255
EXPECTED = "Write it as name@example.org or Name <name@example.org>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Somebody who sends or gets mail. `domain` is ASCII and can be sent as is."""

    name: str = ""
    local: str
    domain: str

    @property
    def spec(self) -> str:
        """The address without the name: what an envelope takes."""
        return f"{self.local}@{self.domain}"


def parse_address(written: str, *, where: str = "", kind: type[UsageError] = UsageError) -> Mailbox:
    """Read one address; `where` and `kind` say what to raise if it is none.

    A domain in another script becomes its ASCII form (RFC 5891), which every server takes. A
    mailbox in another script has none: it needs SMTPUTF8 (RFC 6531) on its way, and is in NFC
    (RFC 6532, section 3.1).

    Raises:
        UsageError: it is no address; or `kind`.

    """
    if CONTROL.search(written):
        raise kind(f"{written!r} has a control character in it", where=where, hint=EXPECTED)
    match = NAMED.fullmatch(written.strip())
    name, spec = (match["name"], match["spec"]) if match else ("", written)
    local, at, domain = spec.strip().rpartition("@")
    if not at or not local or not domain:
        raise kind(f"{written!r} is no mail address", where=where, hint=EXPECTED)
    local, domain = unicodedata.normalize("NFC", local), _ascii_domain(domain)
    if (
        not LOCAL.fullmatch(local)
        or not all(map(_is_seen, local))
        or not DOMAIN.fullmatch(domain)
        or len(local.encode()) > LONGEST_LOCAL
        or len(domain) > LONGEST_DOMAIN
    ):
        raise kind(f"{written!r} is no mail address", where=where, hint=EXPECTED)
    return Mailbox(name=_unquoted(text.squeeze(name)), local=local, domain=domain)


def _is_seen(char: str) -> bool:
    """Say whether a character has a shape, and so can be told from its absence."""
    return char.isascii() or char in JOINERS or unicodedata.category(char)[0] not in "CZ"


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain
    # Not the codec of the standard library (IDNA 2003): for it, straße.example is
    # strasse.example, which is somebody else's.
    import idna

    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return ""


def _unquoted(name: str) -> str:
    if len(name) > 1 and name.startswith('"') and name.endswith('"'):
        return re.sub(r"\\(.)", r"\1", name[1:-1])
    return name
