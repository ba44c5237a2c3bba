"""What the edition becomes: a page that clients cut off, a message that providers distrust."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest import urls
from digest.check.finding import Finding, found
from digest.limits import GMAIL_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.check.subject import Subject

#: Gmail drops a style sheet that is longer.
GMAIL_STYLE = 16_384
PAGE = "the page"
MAIL = "digest.toml: [mail]"
STYLE = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
DOMAIN = re.compile(r"@([\w.-]+)>?\s*$")
#: Mailboxes for people, whose providers ask others to refuse what they did not send themselves
#: (DMARC policies of `reject` or `quarantine`).
PROVIDERS = frozenset(
    """aim.com aol.com fastmail.com gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com
    hey.com hotmail.com icloud.com live.com mac.com mail.ru me.com msn.com outlook.com pm.me
    proton.me protonmail.com rocketmail.com t-online.de web.de yahoo.co.uk yahoo.com yahoo.de
    yahoo.fr yandex.com yandex.ru ymail.com zoho.com""".split()
)


def check_size(subject: Subject) -> Iterator[Finding]:
    """Gmail shows the whole page, and reads the whole style sheet."""
    if subject.page is None:
        return
    html = subject.page.html
    size = len(html.encode())
    if size > GMAIL_BYTES:
        yield found(
            "html-size",
            PAGE,
            f"the HTML has {size:,} bytes, {size - GMAIL_BYTES:,} more than Gmail shows"
            + (f" ({subject.page.heaviest})" if subject.page.parts else ""),
            "Shorten the main story, or drop briefs or teasers",
        )
    style = sum(len(match[1]) for match in STYLE.finditer(html))
    if style > GMAIL_STYLE:
        yield found(
            "style-size",
            PAGE,
            f"the style sheets have {style:,} characters, and Gmail reads {GMAIL_STYLE:,}",
            "Shorten them in templates/",
        )


def check_mail(subject: Subject) -> Iterator[Finding]:
    """Ask that the message says who sends it, how to leave the list, and where to write to."""
    mail = subject.config.mail
    if not mail.from_:
        yield found(
            "no-sender", MAIL, "from is missing", 'Write from = "Name <address>" into digest.toml'
        )
    missing = [
        key
        for key, value in (("list_id", mail.list_id), ("unsubscribe", any(ways_out(subject))))
        if not value
    ]
    if missing:
        yield found(
            "list-headers",
            MAIL,
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing",
            "Mail providers expect both of whoever writes to many (RFC 2369, RFC 2919)",
        )
    if any(ways_out(subject)) and not any(it.startswith("https:") for it in ways_out(subject)):
        yield found(
            "one-click",
            f"{MAIL} unsubscribe",
            "there is no https address, so readers cannot leave with one click (RFC 8058)",
            "Add one; Gmail and Yahoo ask it of whoever sends 5,000 messages a day",
        )
    if not mail.postal_address:
        yield found(
            "postal-address",
            MAIL,
            "postal_address is missing",
            "Several countries demand one in what is sent to many (in the U.S., CAN-SPAM)",
        )


def ways_out(subject: Subject) -> tuple[str, ...]:
    """Return the ways out of the list as digest.toml has them, those for one reader included."""
    given = subject.config.mail.unsubscribe
    return (given,) if isinstance(given, str) else given


def check_sender(subject: Subject) -> Iterator[Finding]:
    """Say what providers will look for at the sender's domain; nobody is asked (RFC 7489)."""
    mail = subject.config.mail
    match = DOMAIN.search(mail.from_)
    if match is None:
        return
    domain = match[1].lower().rstrip(".")
    where = f"{MAIL} from"
    if domain in PROVIDERS:
        yield found(
            "sender-domain",
            where,
            f"{domain} asks providers to refuse what others send in its name",
            "Use an address at a domain of your own, or send through that provider's own server",
        )
        return
    signed = "List-Unsubscribe and List-Unsubscribe-Post"
    yield found(
        "authentication",
        where,
        f"providers will look whether {domain} vouches for the message",
        f'Publish SPF for the server that sends (TXT of {domain}: "v=spf1 … -all"), sign with DKIM'
        f" as d={domain}, {signed} among the signed headers, and publish DMARC (TXT of"
        f' _dmarc.{domain}: "v=DMARC1; p=none; rua=mailto:…" to begin with, p=reject in the end)'
        f"{_strangers(subject, domain)}",
    )


def _strangers(subject: Subject, domain: str) -> str:
    """Name the hosts of the message's own links that are of another domain."""
    own = (*ways_out(subject), subject.config.mail.web_url)
    base = ".".join(domain.split(".")[-2:])
    hosts = {urls.host(it) for it in own if urls.is_web(it)}
    others = sorted(it for it in hosts if it != base and not it.endswith(f".{base}"))
    return f"; its own links lead elsewhere ({', '.join(others)})" if others else ""
