"""One message (RFC 5322, 2045-2047, 2369, 2919, 8058), as `sendmail -t` takes it.

Same page, same recipients and same moment: same bytes.
"""

from __future__ import annotations

import html
import re
from email.utils import format_datetime
from typing import TYPE_CHECKING

from digest.errors import ConfigError, EditionError
from digest.mail import body, headers, lists
from digest.mail.address import Mailbox, parse_address
from digest.mail.letter import ANSWERED, MESSAGE_ID, TO, Form, Letter, Marks, compiled
from digest.mail.pictures import embedded
from digest.mail.recipients import Recipient
from digest.model import OWN_LINK, MergeField

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from digest.config import Config
    from digest.model import Page

NOBODY = "undisclosed-recipients:;"
MESSAGE_NAME = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
LINK = re.compile(r'(?<=\shref=)"([^"]*)"')


def build_message(  # noqa: PLR0913 - what a message is made of
    page: Page,
    config: Config,
    *,
    date: dt.date,
    now: dt.datetime,
    to: Sequence[str] = (),
    original: str = "",
    crlf: bool = False,
    secret: bytes = b"",
) -> bytes:
    """Return the message of the edition of day `date`, written at `now` (aware).

    One recipient stands in `To`; several in `Bcc`, which `sendmail -t` takes out, so that readers
    do not see each other; with none given it goes to `[mail] to`. Lines end in LF, as a file on
    this system does, or in CRLF, as they go over the wire. It is ASCII, unless a mailbox is in
    another script. `secret` makes the `{token}` of a reader's own way out.

    A correction is a reply (RFC 5322, section 3.6.4) to `original`, a Message-ID, or without it
    to the name that the message of the edition it corrects has for the same recipients.

    Raises:
        ConfigError: `[mail] from` is missing, something in `[mail]` is no address or link, or
            a secret is needed and not given.
        UsageError: one of `to` is no address.
        EditionError: the edition corrects itself, or a later one.

    """
    recipients = _recipients(config, to)
    form = Form(crlf=crlf)
    answered = original if MESSAGE_NAME.fullmatch(original) else ""
    if to and len(recipients) == 1:
        letter = write_letter(
            page, config, date=date, now=now, form=form, secret=secret, own=recipients[0].spec
        )
        return letter.to(Recipient(box=recipients[0]), original=answered).content
    sender = sender_of(config)
    destination = _destination(recipients)
    message_id = headers.whole("Message-ID", _message_id(config, sender, recipients, date))
    reply = ""
    if page.corrects:
        reply = headers.answering(
            answered or _message_id(config, sender, recipients, _corrected(page, date))
        )
    listed = lists.list_headers(config.mail, newsletter=config.newsletter.name, reader="")
    head = _head(page, config, now, [*destination], message_id, reply, listed)
    content = _content(page, (page.html, page.text), sender.domain)
    return form.of(head + content)


def write_letter(  # noqa: PLR0913 - the same
    page: Page,
    config: Config,
    *,
    date: dt.date,
    now: dt.datetime,
    form: Form,
    secret: bytes = b"",
    own: str = "",
    test: bool = False,
) -> Letter:
    """Return the message of an edition as it is filled in for one reader after the other.

    `own` is an address that it is for, if it is for one: what is sent to the list's own address
    is for nobody in particular. With `test` it has a name of its own at each moment, so that
    mail programs show it beside the one that readers get.

    Raises:
        ConfigError, EditionError: as `build_message`.

    """
    mail, sender, newsletter = config.mail, sender_of(config), config.newsletter.name
    personal = not is_list(config, own)
    if personal and lists.needs_token(mail) and not secret:
        raise ConfigError(
            "a link with {token} needs a secret",
            where="digest.toml: [mail] unsubscribe",
            hint="Name its file with secret_file under [mail], or set DIGEST_SECRET",
        )
    marks = Marks.of(page.html, page.text)
    reader = marks.recipient if personal else ""
    contents, fields = (page.html, page.text), list(page.merged.fields if page.merged else ())
    link = ""
    if personal and lists.personal_links(mail, reader, marks.token):
        link = lists.in_ascii(lists.ways_out(mail, reader, marks.token)[0].strip())
    if page.merged and personal:
        contents = (page.merged.html, page.merged.text)
    if link and mail.unsubscribe_links:
        common = lists.in_ascii(mail.unsubscribe_links[0].strip())
        contents = _with_own_link(contents, common, marks.link)
        fields.append(MergeField(token=marks.link, name=OWN_LINK))
    moment = now.isoformat() if test else ""
    former = _corrected(page, date) if page.corrects else None

    def name(spec: str, day: dt.date = date) -> str:
        return _name(config, sender, day, [spec.casefold(), *([moment] if moment else [])])

    listed = lists.list_headers(mail, newsletter=newsletter, reader=reader, token=marks.token)
    answered = ANSWERED if former else ""
    head = _head(page, config, now, [TO], MESSAGE_ID, answered, listed)
    content = _content(page, contents, sender.domain, [field.token for field in fields])
    return Letter(
        pieces=compiled(head + content, fields, marks, form),
        form=form,
        sender=sender.spec,
        utf8=not head.isascii(),
        own_link=link,
        marks=marks,
        list_name=lists.name_of(mail, newsletter),
        secret=secret if lists.needs_token(mail) else b"",
        name=name,
        answered=(lambda spec: name(spec, former)) if former else None,
        fields=tuple(it.name for it in fields if not it.default and it.name != OWN_LINK),
    )


def is_list(config: Config, spec: str) -> bool:
    """Say whether an address is that of `[mail] to`, behind which are many."""
    everybody = _configured("to", config.mail.to).spec if config.mail.to else ""
    return bool(everybody) and spec.casefold() == everybody.casefold()


def _corrected(page: Page, date: dt.date) -> dt.date:
    if page.corrects is None or page.corrects >= date:
        raise EditionError(
            f"corrects must be the day of an earlier edition, got {page.corrects}",
            where=f"the edition of {date}",
        )
    return page.corrects


def _head(
    page: Page,
    config: Config,
    now: dt.datetime,
    destination: Sequence[str],
    message_id: str,
    answered: str,
    listed: Iterable[str],
) -> str:
    """Return the headers of the message, but for those of its content."""
    mail = config.mail
    lines = [headers.mailboxes("From", [sender_of(config)]), *destination]
    if mail.reply_to:
        lines.append(headers.mailboxes("Reply-To", [_configured("reply_to", mail.reply_to)]))
    lines += [
        headers.unstructured("Subject", page.subject),
        headers.whole("Date", format_datetime(now.astimezone(config.newsletter.zone))),
        message_id,
        answered,
        *listed,
        headers.whole("MIME-Version", "1.0"),
    ]
    return "".join(lines)


def _content(page: Page, contents: tuple[str, str], domain: str, tokens: Sequence[str] = ()) -> str:
    """Return text and page as alternatives; a page with pictures is related to them."""
    shown, pictures = embedded(contents[0], page.pictures, domain=domain)
    best = body.text("html", shown, tokens)
    if pictures:
        attached = [
            body.image(it.kind, it.content, content_id=content_id)
            for content_id, it in pictures.items()
        ]
        best = body.multipart("related", [best, *attached], root="text/html")
    return body.multipart("alternative", [body.text("plain", contents[1], tokens), best])


def _with_own_link(contents: tuple[str, str], common: str, token: str) -> tuple[str, str]:
    """Return page and text with a token where they say how to leave the list."""
    shown, written = contents

    def other(match: re.Match[str]) -> str:
        there = lists.in_ascii(html.unescape(match[1]))
        return f'"{token}"' if there == common else match[0]

    lines = (
        f"{line.removesuffix(word)}{token}"
        if (word := line.rpartition(" ")[2]) and lists.in_ascii(word) == common
        else line
        for line in written.split("\n")
    )
    return LINK.sub(other, shown), "\n".join(lines)


def sender_of(config: Config) -> Mailbox:
    """Return who writes.

    Raises:
        ConfigError: `[mail] from` is missing, or no address.

    """
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
    return _name(config, sender, date, sorted(box.spec.casefold() for box in recipients))


def _name(config: Config, sender: Mailbox, date: dt.date, readers: Sequence[str]) -> str:
    unique = body.name(config.newsletter.name, sender.spec, *readers)
    return f"<{date.isoformat()}.{unique}@{sender.domain}>"
