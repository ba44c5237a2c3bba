"""One message (RFC 5322, 2045-2047, 2369, 2919), as `sendmail -t` takes it.

Same page, same recipients and same moment: same bytes.
"""

from __future__ import annotations

import hashlib
import quopri
import re
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from digest import urls
from digest.errors import ConfigError
from digest.mail import headers
from digest.mail.address import CONTROL, Mailbox, parse_address

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from digest.config import Config
    from digest.model import Page

LIST_ID = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)+")
NOBODY = "undisclosed-recipients:;"


def build_message(
    page: Page,
    config: Config,
    *,
    date: dt.date,
    now: dt.datetime,
    to: Sequence[str] = (),
    crlf: bool = False,
) -> bytes:
    """Return the message of the edition of day `date`, written at `now` (aware).

    One recipient stands in `To`; several in `Bcc`, which `sendmail -t` takes out, so that readers
    do not see each other; with none given it goes to `[mail] to`. Lines end in LF, as a file on
    this system does, or in CRLF, as they go over the wire.

    Raises:
        ConfigError: `[mail] from` is missing, or something in `[mail]` is no address or link.
        UsageError: one of `to` is no address.

    """
    mail = config.mail
    sender = _sender(config)
    recipients = _recipients(config, to)
    text, html = _part("plain", page.text), _part("html", page.html)
    boundary = f"=_{_digest(text, html)}"
    head = [headers.mailboxes("From", [sender]), *_destination(recipients)]
    if mail.reply_to:
        head.append(headers.mailboxes("Reply-To", [_configured("reply_to", mail.reply_to)]))
    head += [
        headers.unstructured("Subject", page.subject),
        headers.whole("Date", format_datetime(now.astimezone(config.newsletter.zone))),
        headers.whole("Message-ID", _message_id(config, sender, recipients, date)),
    ]
    if mail.list_id:
        head.append(headers.whole("List-Id", _list_id(mail.list_id)))
    if mail.unsubscribe_links:
        head.append(_unsubscribe(mail.unsubscribe_links))
    head += [
        headers.whole("MIME-Version", "1.0"),
        headers.folded("Content-Type", ["multipart/alternative;", f'boundary="{boundary}"']),
    ]
    parts = "".join(f"--{boundary}\n{part}\n" for part in (text, html))
    message = f"{''.join(head)}\n{parts}--{boundary}--\n"
    return message.replace("\n", "\r\n" if crlf else "\n").encode("ascii")


def _sender(config: Config) -> Mailbox:
    if not config.mail.from_:
        raise ConfigError(
            "[mail] from is missing",
            where="digest.toml",
            hint='Say who writes: from = "Name <name@example.org>"',
        )
    return _configured("from", config.mail.from_)


def _configured(key: str, value: str) -> Mailbox:
    return parse_address(value, where=f"digest.toml: [mail] {key}", kind=ConfigError)


def _recipients(config: Config, to: Sequence[str]) -> tuple[Mailbox, ...]:
    """Return who gets the message, each once: nobody has two mailboxes that differ in case."""
    given = [parse_address(address, where="--to") for address in to]
    if not given and config.mail.to:
        given = [_configured("to", config.mail.to)]
    return tuple({box.spec.casefold(): box for box in given}.values())


def _destination(recipients: Sequence[Mailbox]) -> list[str]:
    if len(recipients) == 1:
        return [headers.mailboxes("To", recipients)]
    hidden = [headers.mailboxes("Bcc", recipients)] if recipients else []
    return [headers.whole("To", NOBODY), *hidden]


def _message_id(
    config: Config, sender: Mailbox, recipients: Sequence[Mailbox], date: dt.date
) -> str:
    """Name one edition for one set of recipients: sent again, it is the same message."""
    readers = sorted(box.spec.casefold() for box in recipients)
    unique = _digest(config.newsletter.name, sender.spec, *readers)
    domain = sender.domain.strip("[]").replace(":", ".")
    return f"<{date.isoformat()}.{unique}@{domain}>"


def _list_id(written: str) -> str:
    name = written.rpartition("<")[2].rstrip("> ").strip()
    if not LIST_ID.fullmatch(name):
        raise ConfigError(
            f"must be a name with a point in it, got {written!r}",
            where="digest.toml: [mail] list_id",
            hint="Use one like weekly.example.org",
        )
    return f"<{name}>"


def _unsubscribe(links: Sequence[str]) -> str:
    """Write the ways out of the list, unencoded and, if it can be, in one line (RFC 2369)."""
    written = ", ".join(f"<{_way_out(link.strip())}>" for link in links)
    line = headers.whole("List-Unsubscribe", written)
    return line if len(line) <= headers.LONGEST else line.replace(", <", ",\n <")


def _way_out(link: str) -> str:
    mailto = link.lower().startswith("mailto:") and "@" in link
    if CONTROL.search(link) or not (urls.is_web(link) or mailto):
        raise ConfigError(
            f"must be a full https address or mailto:, got {link!r}",
            where="digest.toml: [mail] unsubscribe",
            hint=f"Write mailto:{link}" if re.fullmatch(r"[^\s@:/]+@[^\s@:/]+", link) else "",
        )
    ascii_link = quote(link, safe="!#$%&'()*+/:;=?@[]~").replace(",", "%2C")
    if len(ascii_link) > headers.LONGEST - len(" <>,"):
        raise ConfigError("is too long for a message", where="digest.toml: [mail] unsubscribe")
    return ascii_link


def _part(kind: str, content: str) -> str:
    """Return a body part with its headers, quoted-printable at 76 (RFC 2045, section 6.7)."""
    body = quopri.encodestring(content.replace("\r\n", "\n").encode()).decode("ascii")
    return (
        f'Content-Type: text/{kind}; charset="utf-8"\n'
        "Content-Transfer-Encoding: quoted-printable\n"
        "\n"
        f"{body}"
    )


def _digest(*parts: str) -> str:
    """Return 32 hexadecimal digits that name these texts, and no others."""
    whole = "\x00".join(parts).encode()
    return hashlib.sha256(whole).hexdigest()[:32]
