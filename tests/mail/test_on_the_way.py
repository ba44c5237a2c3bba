"""Messages on their way: servers, mail programs and signers that run here take them as they are."""

from __future__ import annotations

import asyncio
import email
import email.message
import email.policy
import os
import re
import smtplib
import stat
import subprocess
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import dkim
import pytest
from aiosmtpd.smtp import SMTP

from digest.config import Config, Newsletter
from digest.mail.message import build_message
from digest.mailing import Mail
from digest.model import Page, Picture
from tests.support.envelope import read_envelope
from tests.support.programs import needs
from tests.support.signing import make_key
from tests.support.values import DAY, NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

ANN, UNAL = "ann@example.org", "ünal@bücher.example"
UNAL_ASCII_DOMAIN = "ünal@xn--bcher-kva.example"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9
PAGE = Page(
    subject="Envoys leave Geneva “with a timetable”, and what Kyiv and Washington say of it",
    html='<!DOCTYPE html>\n<p>Élysée = 1 <img src="https://e.org/a.png" alt="A"></p>\n.\n..x\n',
    text="Élysée\n.\n..x\nFrom here\n" + "會談 " * 40 + "\n",
    pictures=(Picture(url="https://e.org/a.png", kind="png", content=PNG),),
)
CONFIG = Config(
    newsletter=Newsletter(name="Diplomacy Watch", timezone="America/New_York"),
    mail=Mail(
        from_="Дипломатія <digest@example.org>",
        to="readers@example.org",
        reply_to="Łucja <editors@example.org>",
        list_id="diplomacy-watch.example.org",
        unsubscribe=(f"https://example.org/{'u' * 90}/{{recipient}}", "mailto:u@example.org"),
    ),
)


def message(*to: str, crlf: bool = True, sender: str = "") -> bytes:
    """Build a message with all that one can have in it."""
    mail = {name: getattr(CONFIG.mail, name) for name in CONFIG.mail.__struct_fields__}
    config = Config(
        newsletter=CONFIG.newsletter, mail=Mail(**mail | ({"from_": sender} if sender else {}))
    )
    return build_message(PAGE, config, date=DAY, now=NOW, to=to, crlf=crlf)


@dataclass(slots=True)
class Inbox:
    """What a mail server on loopback was given: the bytes, for whom, and how it was announced."""

    port: int = 0
    got: list[tuple[list[str], bytes, list[str]]] = field(default_factory=list)

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a message."""
        self.got.append((envelope.rcpt_tos, envelope.content, envelope.mail_options))
        return "250 OK"


@contextmanager
def listening(*, smtputf8: bool) -> Iterator[Inbox]:
    """Serve on a free port; with `smtputf8`, mailboxes in any script too (RFC 6531)."""
    inbox = Inbox()
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(
        loop.create_server(
            lambda: SMTP(inbox, hostname="localhost", loop=loop, enable_SMTPUTF8=smtputf8),
            "127.0.0.1",
            0,
        )
    )
    inbox.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield inbox
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.run_until_complete(server.wait_closed())
        loop.close()


def parsed(content: bytes) -> EmailMessage:
    """Read a message as a client does; it has no defect.

    Python counts a mailbox in another script as one, though its policy here allows it.
    """
    read = email.message_from_string(content.decode(), policy=email.policy.SMTPUTF8)
    for part in read.walk():
        assert [] == list(part.defects)
        for header in part.values():
            assert {type(it).__name__ for it in header.defects} <= {"NonASCIILocalPartDefect"}
    return read


def test_a_message_read_again_is_what_went_in() -> None:
    """Every header, the text, the page and its picture."""
    read = parsed(message(ANN))
    text, related = read.iter_parts()
    assert isinstance(related, email.message.EmailMessage)
    page, picture = related.iter_parts()
    shown = f'src="cid:{str(picture["Content-ID"]).strip("<>")}"'

    assert ("Дипломатія <digest@example.org>", ANN) == (read["From"], read["To"])
    assert "Łucja <editors@example.org>" == read["Reply-To"]
    assert PAGE.subject == read["Subject"]
    assert "Diplomacy Watch <diplomacy-watch.example.org>" == read["List-Id"]
    assert NOW == read["Date"].datetime
    assert PAGE.text == text.get_content().replace("\r\n", "\n")
    assert PAGE.html.replace('src="https://e.org/a.png"', shown) == (
        page.get_content().replace("\r\n", "\n")
    )
    assert PNG == picture.get_content()


def test_a_server_takes_the_message_as_it_is() -> None:
    """In ASCII, 76 wide but for links; dots at the beginnings of lines come through."""
    content = message(ANN)
    with listening(smtputf8=False) as inbox, smtplib.SMTP("127.0.0.1", inbox.port) as client:
        client.sendmail("digest@example.org", [ANN], content)
    ((readers, got, options),) = inbox.got

    assert [ANN] == readers
    assert content == got
    assert not any("SMTPUTF8" in it or "8BITMIME" in it for it in options)
    wide = [line.partition(b":")[0] for line in content.split(b"\r\n") if len(line) > 76]
    assert [b"List-Unsubscribe"] == wide
    parsed(got)


def test_a_mailbox_in_another_script_needs_smtputf8_and_has_it() -> None:
    """RFC 6531 and 6532: UTF-8 in the one header that needs it, the domain in ASCII."""
    content = message(UNAL, sender=f"Üñal <{UNAL}>")
    with listening(smtputf8=True) as inbox, smtplib.SMTP("127.0.0.1", inbox.port) as client:
        client.sendmail(UNAL_ASCII_DOMAIN, [UNAL_ASCII_DOMAIN], content, ["SMTPUTF8"])
    ((readers, got, options),) = inbox.got
    read = parsed(got)

    assert [UNAL_ASCII_DOMAIN] == readers
    assert "SMTPUTF8" in options
    assert content == got
    assert UNAL_ASCII_DOMAIN == read["To"]
    assert (UNAL_ASCII_DOMAIN,) == read_envelope(content).recipients
    other = [line for line in content.split(b"\r\n") if not line.isascii()]
    assert [b"From", b"To"] == [line.partition(b":")[0] for line in other]
    assert b" <\xc3\xbcnal@xn--bcher-kva.example>" in other[0]


@pytest.fixture
def key(tmp_path: Path) -> tuple[bytes, bytes]:
    """Return a private key, and what DNS says of its public half."""
    file = tmp_path / "key.pem"
    record = make_key(file)
    return file.read_bytes(), record


SIGNED = (
    b"From To Reply-To Subject Date Message-ID List-Id List-Unsubscribe List-Unsubscribe-Post"
    b" MIME-Version Content-Type"
).split()


def test_a_signature_holds_both_ways_out(key: tuple[bytes, bytes]) -> None:
    """RFC 8058, section 4: the headers that a mailbox provider's button needs are signed."""
    private, public = key
    content = message(ANN)
    signature = dkim.sign(content, b"news", b"example.org", private, include_headers=SIGNED)
    signed = signature + content

    def verified(mail: bytes) -> bool:
        return bool(dkim.verify(mail, dnsfunc=lambda *_, **__: public))

    assert {name.lower() for name in SIGNED} <= set(
        re.sub(rb"\s", b"", signature.partition(b"h=")[2].partition(b";")[0]).lower().split(b":")
    )
    assert verified(signed)
    assert not verified(signed.replace(b"One-Click", b"None"))
    assert not verified(signed.replace(b"ann%40", b"bob%40"))


@pytest.fixture
def msmtp(tmp_path: Path) -> Iterator[tuple[Inbox, list[str]]]:
    """Return a server, and msmtp as people set it up, with the server for its relay."""
    program = needs("msmtp", "msmtp")
    with listening(smtputf8=True) as inbox:
        config = tmp_path / "msmtprc"
        config.write_text(
            f"account default\nhost 127.0.0.1\nport {inbox.port}\nfrom digest@example.org\n"
        )
        config.chmod(stat.S_IRUSR | stat.S_IWUSR)
        yield inbox, [program, "-C", str(config), "-t"]


@pytest.mark.parametrize("to", [ANN, UNAL])
def test_msmtp_takes_it(msmtp: tuple[Inbox, list[str]], to: str) -> None:
    """With its pictures; whatever script the mailbox is in."""
    inbox, command = msmtp
    content = message(to, crlf=False)
    subprocess.run(command, input=content, check=True, timeout=60)
    ((readers, got, _),) = inbox.got

    assert [UNAL_ASCII_DOMAIN if to == UNAL else ANN] == readers
    assert content == got.replace(b"\r\n", b"\n")


@pytest.mark.parametrize("to", [ANN, UNAL])
def test_postfix_takes_it(tmp_path: Path, to: str) -> None:
    """Its `sendmail -t -i`, with a queue of our own that nobody empties."""
    program = needs("sendmail", "postfix")
    postcat = needs("postcat", "postfix")
    as_root = [] if os.geteuid() == 0 else [needs("unshare", "util-linux"), "--map-root-user"]
    maildrop = tmp_path / "queue" / "maildrop"
    for folder in (maildrop, tmp_path / "queue" / "public"):
        folder.mkdir(parents=True)
    (tmp_path / "main.cf").write_text(
        f"queue_directory = {tmp_path}/queue\ndata_directory = {tmp_path}/data\n"
        "compatibility_level = 3.6\n"
    )
    environment = {**os.environ, "MAIL_CONFIG": str(tmp_path)}
    content = message(to, crlf=False)
    subprocess.run(
        [*as_root, program, "-t", "-i"], input=content, check=True, timeout=60, env=environment
    )
    (queued,) = maildrop.iterdir()
    shown = subprocess.run(
        [*as_root, postcat, "-eb", str(queued)], capture_output=True, check=True, env=environment
    ).stdout.decode()

    recipient = UNAL_ASCII_DOMAIN if to == UNAL else ANN
    assert [recipient] == re.findall(r"^recipient: (.*)$", shown, re.MULTILINE)
    body = content.partition(b"\n\n")[2].decode()
    assert body.strip() in shown
