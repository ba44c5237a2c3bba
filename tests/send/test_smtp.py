"""Speaking SMTP: what counts as handed over, with servers of every temper."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from digest.errors import DigestError, UsageError
from digest.mail.deliver import Handover
from digest.mail.letter import Outgoing
from digest.mail.server import Patience, Server, read_address
from digest.mail.smtp import Smtp
from tests.send.mailserver import REFUSED, Inbox, listening, scripted
from tests.support.programs import needs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

QUICK = Patience(connect=5.0, reply=0.3, taken=0.3, pauses=(0.01,))
ANN = "ann@example.org"


def message(to: str = ANN, *, content: bytes = b"Subject: x\r\n\r\n..y\r\n") -> Outgoing:
    """Make a message as it goes over the wire."""
    return Outgoing(
        sender="d@example.org",
        recipient=to,
        message_id="<1@example.org>",
        content=content,
        utf8=not to.isascii(),
    )


def server(port: int, **fields: object) -> Server:
    """Name a server on loopback that is asked without encryption."""
    known: dict[str, object] = {"tls": False, "insecure": True, "patience": QUICK}
    return Server(host="localhost", port=port, **(known | fields))  # type: ignore[arg-type]


def sent_to(port: int, *readers: str, **fields: object) -> list[Handover]:
    """Send messages over one connection."""
    way = Smtp(server(port, **fields))
    try:
        return [way.deliver(message(reader)) for reader in readers]
    finally:
        way.close()


def test_messages_go_over_one_connection() -> None:
    """And arrive as they are; a reader that is refused is one that failed for good."""
    with listening() as inbox:
        outcomes = sent_to(inbox.port, ANN, REFUSED, "bob@example.org")

    assert ["sent", "failed", "sent"] == [it.state for it in outcomes]
    assert Handover(state="failed", code=550, answer="no such mailbox") == outcomes[1]
    assert [ANN, "bob@example.org"] == inbox.readers
    assert b"Subject: x\r\n\r\n.y\r\n" == inbox.delivered[0][1]


def at(verb: str, answer: str, *, first: int = 1) -> Callable[[int, str, int], str | None]:
    """Make a temper that answers so to a verb, on the first connections."""
    return lambda number, said, _: answer if said == verb and number < first else None


@pytest.mark.parametrize(
    ("temper", "expected"),
    [
        (at("MAIL", "450 busy"), Handover(state="failed", code=450, answer="busy", temporary=True)),
        (at("RCPT", "550 nobody"), Handover(state="failed", code=550, answer="nobody")),
        (
            at("RCPT", "421 closing", first=9),
            Handover(state="failed", code=421, answer="closing", temporary=True, broken=True),
        ),
        (at("DATA", "554 no"), Handover(state="failed", code=554, answer="no")),
        (at(".", "452 full"), Handover(state="failed", code=452, answer="full", temporary=True)),
        (at(".", "554 spam"), Handover(state="failed", code=554, answer="spam")),
        (at("hello", "421 away", first=9), Handover(state="queued", code=421, answer="away", broken=True)),  # noqa: E501
        (at("hello", "", first=9), Handover(state="queued", answer="Connection unexpectedly closed", broken=True)),  # noqa: E501
        (
            at("DATA", "", first=9),
            Handover(state="failed", answer="Connection unexpectedly closed", temporary=True, broken=True),  # noqa: E501
        ),
        (
            at(".", "", first=9),
            Handover(state="uncertain", answer="Connection unexpectedly closed", broken=True),
        ),
        (at(".", "no answer"), Handover(state="uncertain", answer="the server did not answer in SMTP", broken=True)),  # noqa: E501
        (at("hello", "421 busy"), Handover(state="sent", code=250, answer="OK")),
    ],
)  # fmt: skip
def test_what_a_server_does_is_what_became_of_the_message(
    temper: Callable[[int, str, int], str | None], expected: Handover
) -> None:
    """4xx may work another time, 5xx never; after the last dot without an answer nobody knows."""
    with scripted(temper) as raw:
        (outcome,) = sent_to(raw.port, ANN)

    assert expected == outcome
    assert ([ANN] if expected.state == "sent" else []) == raw.taken


def test_a_server_that_drops_in_the_midst_of_a_message_has_not_taken_it() -> None:
    """It has not seen the dot that ends it."""
    big = message(content=b"Subject: x\r\n\r\n" + b"y" * 70 + b"\r\n" * 3_000_000)
    with scripted(lambda _, verb, __: "" if verb == "body" else None) as raw:
        outcome = Smtp(server(raw.port)).deliver(big)

    assert ("failed", True, True) == (outcome.state, outcome.temporary, outcome.broken)
    assert [] == raw.taken


def test_a_connection_that_was_kept_too_long_is_made_anew() -> None:
    """Nothing of the second message went out over it: it is no failure."""
    with scripted(
        lambda number, verb, count: "" if (number, verb, count) == (0, "MAIL", 1) else None
    ) as raw:
        outcomes = sent_to(raw.port, ANN, "bob@example.org")

    assert ["sent", "sent"] == [it.state for it in outcomes]
    assert ([ANN, "bob@example.org"], 2) == (raw.taken, raw.connections)


def test_a_server_that_is_slow_is_not_waited_for_for_ever() -> None:
    """Before the end of a message it failed; after it, nobody knows."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        patience = Patience(connect=0.1, reply=0.1, taken=0.1, pauses=())
        (outcome,) = sent_to(port, ANN, patience=patience)

    assert ("queued", True) == (outcome.state, outcome.answer.endswith("timed out"))


def test_a_server_that_does_not_answer_to_a_message_may_have_taken_it() -> None:
    """Who gave up sooner would send it twice."""

    def slow(_: int, verb: str, __: int) -> None:
        if verb == ".":
            time.sleep(0.6)

    with scripted(slow) as raw:
        (outcome,) = sent_to(raw.port, ANN)

    assert ("uncertain", None) == (outcome.state, outcome.code)


def test_a_server_that_is_gone_takes_nothing() -> None:
    """The message was not handed over, and no other would be now."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    (outcome,) = sent_to(port, ANN)

    assert Handover(state="queued", answer="Connection refused", broken=True) == outcome


def test_a_mailbox_in_another_script_needs_a_server_that_takes_it() -> None:
    """RFC 6531: it is said, or the message fails for good."""
    unal = "ünal@example.org"
    with listening(enable_SMTPUTF8=True) as inbox:
        (taken,) = sent_to(inbox.port, unal)
    with listening(enable_SMTPUTF8=False) as other:
        refused, ann = sent_to(other.port, unal, ANN)

    assert ("sent", [unal]) == (taken.state, inbox.readers)
    assert ("failed", 553, False) == (refused.state, refused.code, refused.temporary)
    assert ("sent", [ANN]) == (ann.state, other.readers)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Make a certificate for localhost, which is trusted here."""
    openssl = needs("openssl", "openssl")
    key, made = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(key), "-out", str(made)),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    monkeypatch.setenv("SSL_CERT_FILE", str(made))
    return context


class Doorkeeper(Inbox):
    """An inbox whose server lets in who knows the password, and repeats what it was told."""

    def __call__(self, _: object, __: object, ___: object, ____: str, data: object) -> object:
        """Judge a login."""
        from aiosmtpd.smtp import AuthResult

        known = getattr(data, "password", b"") == b"s3cret word"
        return AuthResult(success=known, handled=False)


@pytest.mark.parametrize("tls", [True, False])
@pytest.mark.parametrize("password", ["s3cret word", "wrong"])
def test_who_sends_says_who_they_are_over_an_encrypted_connection(
    certificate: ssl.SSLContext, password: str, *, tls: bool
) -> None:
    """TLS from the beginning, or STARTTLS; a wrong password ends the run, and is not repeated."""
    keeper = Doorkeeper()
    how: dict[str, Any] = {"tls": certificate}
    if not tls:
        how = {"tls_context": certificate, "require_starttls": True}
    with listening(
        keeper, authenticator=keeper, auth_required=not tls, auth_require_tls=not tls, **how
    ) as inbox:
        fields = {"tls": tls, "insecure": False, "user": "news", "password": password}
        if password == "wrong":
            with pytest.raises(DigestError, match="does not let news in: 535") as caught:
                sent_to(inbox.port, ANN, **fields)
            assert password not in str(caught.value).partition("password")[0]
        else:
            assert ["sent"] == [it.state for it in sent_to(inbox.port, ANN, **fields)]


@pytest.mark.parametrize("tls", [True, False])
def test_a_certificate_that_proves_nothing_ends_the_run(
    certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, *, tls: bool
) -> None:
    """Unless it was said that it need not."""
    monkeypatch.setenv("SSL_CERT_FILE", os.devnull)
    how: dict[str, Any] = {"tls": certificate} if tls else {"tls_context": certificate}
    with listening(**how) as inbox:
        with pytest.raises(DigestError, match="its certificate proves nothing: self-signed"):
            sent_to(inbox.port, ANN, tls=tls, insecure=False)
        assert ["sent"] == [it.state for it in sent_to(inbox.port, ANN, tls=tls)]


def test_a_certificate_of_another_host_ends_the_run(certificate: ssl.SSLContext) -> None:
    """It is for localhost, and was asked for by number."""
    with listening(tls=certificate) as inbox:
        way = Smtp(Server(host="127.0.0.1", port=inbox.port, tls=True, patience=QUICK))
        with pytest.raises(DigestError, match="proves nothing: IP address mismatch"):
            way.deliver(message())
    assert [] == inbox.readers


def test_a_server_without_encryption_gets_nothing() -> None:
    """Unless it was said that it may."""
    with listening() as inbox, pytest.raises(DigestError, match=r"does not offer .*STARTTLS"):
        sent_to(inbox.port, ANN, insecure=False)
    assert [] == inbox.readers


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("smtps://host", ("smtps", "host", 465, "")),
        ("smtp://host", ("smtp", "host", 587, "")),
        ("smtps://a%40b@host:2465", ("smtps", "host", 2465, "a@b")),
    ],
)
def test_an_address_of_a_server_is_read(written: str, expected: tuple[object, ...]) -> None:
    """With the usual ports."""
    assert expected == read_address(written)


@pytest.mark.parametrize("written", ["host", "http://host", "smtp://", "smtp://h:x", "smtp://h/p"])
def test_what_is_no_address_of_a_server_is_refused(written: str) -> None:
    """It says what one looks like."""
    with pytest.raises(UsageError, match="is no address of a mail server"):
        read_address(written)


@pytest.mark.parametrize("written", ["smtp://a:s3cret@host", "smtp://a:s3cret@host:x"])
def test_a_password_on_the_command_line_is_refused_and_not_repeated(written: str) -> None:
    """Every process on the machine could read it."""
    with pytest.raises(UsageError) as caught:
        read_address(written)

    assert "s3cret" not in str(caught.value)


def test_a_password_is_in_no_answer() -> None:
    """Should a server repeat it; nor in what is shown of the server."""
    with scripted(at("RCPT", "550 s3cret is no way to speak")) as raw:
        known = server(raw.port, password="s3cret")
        with closing(Smtp(known)) as way:
            outcome = way.deliver(message())

    assert "*** is no way to speak" == outcome.answer
    assert "s3cret" not in repr(known)
