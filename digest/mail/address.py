"""Mail addresses as people write them: "Name <mailbox@example.org>" (RFC 5322, section 3.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from digest import text
from digest.errors import UsageError

NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<spec>[^<>]*)>", re.DOTALL)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LOCAL = re.compile(rf'{ATOM}(?:\.{ATOM})*|"(?:[ !#-\[\]-~]|\\[ -~])*"')
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
DOMAIN = re.compile(rf"{LABEL}(?:\.{LABEL})*|\[[A-Za-z0-9:.]+\]")
#: RFC 5321, section 4.5.3.1.
LONGEST_LOCAL = 64
LONGEST_DOMAIN = 255
EXPECTED = "Write it as name@example.org or Name <name@example.org>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Somebody who sends or gets mail. `local` and `domain` are ASCII and can be sent as is."""

    name: str = ""
    local: str
    domain: str

    @property
    def spec(self) -> str:
        """The address without the name: what an envelope takes."""
        return f"{self.local}@{self.domain}"


def parse_address(written: str, *, where: str = "", kind: type[UsageError] = UsageError) -> Mailbox:
    """Read one address; `where` and `kind` say what to raise if it is none.

    A domain in another script becomes its ASCII form (RFC 5890). A mailbox in another script
    would need SMTPUTF8 (RFC 6531) on every server on its way, so it is refused.

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
    if not local.isascii():
        raise kind(
            f"{written!r} has letters before the @ that not all mail servers take",
            where=where,
            hint="Use an address in plain ASCII letters",
        )
    domain = _ascii_domain(domain)
    if (
        not LOCAL.fullmatch(local)
        or not DOMAIN.fullmatch(domain)
        or len(local) > LONGEST_LOCAL
        or len(domain) > LONGEST_DOMAIN
    ):
        raise kind(f"{written!r} is no mail address", where=where, hint=EXPECTED)
    return Mailbox(name=_unquoted(text.squeeze(name)), local=local, domain=domain)


def _ascii_domain(domain: str) -> str:
    try:
        return domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _unquoted(name: str) -> str:
    if len(name) > 1 and name.startswith('"') and name.endswith('"'):
        return re.sub(r"\\(.)", r"\1", name[1:-1])
    return name
