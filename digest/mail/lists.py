"""What a mailing list says of itself (RFC 2369, 2919, 8058): each header a line, links in ASCII."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from digest import urls
from digest.errors import ConfigError
from digest.mail import headers
from digest.mail.address import CONTROL
from digest.mailing import RECIPIENT, TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.mailing import Mail

LIST_ID = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)+")
NAMED = re.compile(r"(?:(?P<phrase>[^<>]*)<(?P<id>[^<>]+)>|(?P<bare>[^<>]+))")
#: RFC 2919, section 6.
LONGEST_ID = 255
#: Nobody may post to the list (RFC 2369, section 3.4).
NO = "NO"


def list_headers(mail: Mail, *, newsletter: str, reader: str, token: str = "") -> Iterator[str]:
    """Yield the headers that `[mail]` asks for.

    `reader` is the address of the one whom the message is for, or empty: a link that says who
    leaves stands in that reader's message alone, and only there can a mailbox provider's button
    follow it without a page in between (RFC 8058). `token` proves that such a link is ours.

    Raises:
        ConfigError: something in `[mail]` is no name of a list, or no link.

    """
    if mail.list_id:
        yield _list_id(mail.list_id, newsletter)
    if mail.list_help:
        yield _line("List-Help", "list_help", [mail.list_help])
    links = ways_out(mail, reader, token)
    if links:
        yield _line("List-Unsubscribe", "unsubscribe", links)
    if _is_one_click(mail, links, reader, token):
        yield headers.whole("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
    if mail.list_post:
        if mail.list_post.strip().upper() == NO:
            yield headers.whole("List-Post", NO)
        else:
            yield _line("List-Post", "list_post", [mail.list_post])
    if mail.list_archive:
        yield _line("List-Archive", "list_archive", [mail.list_archive])


def ways_out(mail: Mail, reader: str, token: str = "") -> tuple[str, ...]:
    """Return how to leave the list: a reader's own links, and everybody's of another kind."""
    own = personal_links(mail, reader, token)
    by_mail = {_is_mailto(link) for link in own}
    common = (link for link in mail.unsubscribe_links if _is_mailto(link) not in by_mail)
    return (*own, *common)


def personal_links(mail: Mail, reader: str, token: str = "") -> tuple[str, ...]:
    """Return the ways out that say who leaves, filled in with a reader's address and token."""
    links = (link for link in mail.ways_out if reader and RECIPIENT in link)
    return tuple(
        link.replace(RECIPIENT, quote(reader, safe="")).replace(TOKEN, token) for link in links
    )


def needs_token(mail: Mail) -> bool:
    """Say whether a reader's own way out has a token in it."""
    return any(TOKEN in link for link in mail.ways_out)


def name_of(mail: Mail, newsletter: str) -> str:
    """Return by which name a token knows the list: its id, else the newsletter's name."""
    match = NAMED.fullmatch(mail.list_id.strip())
    return ((match["id"] or match["bare"]) if match else "").strip() or newsletter


def _is_one_click(mail: Mail, links: Sequence[str], reader: str, token: str) -> bool:
    """Say whether the one web address among the ways out is the reader's own, and https."""
    web = [link for link in links if not _is_mailto(link)]
    own = personal_links(mail, reader, token)
    return len(web) == 1 and web[0] in own and web[0].strip().lower().startswith("https:")


def _is_mailto(link: str) -> bool:
    return link.strip().lower().startswith("mailto:")


def _list_id(written: str, newsletter: str) -> str:
    match = NAMED.fullmatch(written.strip())
    name = ((match["id"] or match["bare"]) if match else "").strip()
    if match is None or CONTROL.search(written) or not LIST_ID.fullmatch(name):
        raise _wrong("list_id", "must be a name with a point in it", written)
    if len(name) > LONGEST_ID:
        raise _wrong("list_id", f"must have at most {LONGEST_ID} characters", written)
    phrase = (match["phrase"] or "").strip().strip('"')
    return headers.named("List-Id", phrase or newsletter, f"<{name}>")


def _wrong(key: str, what: str, written: str) -> ConfigError:
    return ConfigError(
        f"{what}, got {written!r}",
        where=f"digest.toml: [mail] {key}",
        hint="Use one like weekly.example.org",
    )


def _line(header: str, key: str, links: Sequence[str]) -> str:
    """Write links, unencoded and, if it can be, in one line (RFC 2369, section 2)."""
    line = headers.whole(header, ", ".join(f"<{_link(key, link.strip())}>" for link in links))
    return line if len(line) <= headers.LONGEST else line.replace(", <", ",\n <")


def _link(key: str, link: str) -> str:
    where = f"digest.toml: [mail] {key}"
    mailto = link.lower().startswith("mailto:") and "@" in link
    if CONTROL.search(link) or not (urls.is_web(link) or mailto):
        no = ", or NO" if key == "list_post" else ""
        raise ConfigError(
            f"must be a full https address or mailto:{no}, got {link!r}",
            where=where,
            hint=f"Write mailto:{link}" if re.fullmatch(r"[^\s@:/]+@[^\s@:/]+", link) else "",
        )
    written = in_ascii(link)
    if len(written) > headers.LONGEST - len("List-Unsubscribe: <>,"):
        raise ConfigError("is too long for a message", where=where)
    return written


def in_ascii(link: str) -> str:
    """Percent-encode what no address may hold (RFC 3986, section 2), and the comma between two."""
    return quote(link, safe="!#$%&'()*+/:;=?@[]~").replace(",", "%2C")
