"""The message on its way: through a filter, under a signature, over the wire, and read again."""

from __future__ import annotations

import email
import email.policy
import json
import re
import smtplib
from dataclasses import asdict
from typing import TYPE_CHECKING

import dkim
import pytest

from tests.judges import wrong
from tests.judges.building import EDITIONS, PERSONAL, READER
from tests.judges.once import made_once
from tests.judges.verdicts import Score, from_spamassassin
from tests.send.mailserver import listening
from tests.support.signing import make_key

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from tests.judges.building import Built

#: What a signer is told to sign. Those of the list are what RFC 8058, section 4, asks for.
SIGNED = (
    b"from to reply-to subject date message-id mime-version content-type"
    b" list-id list-unsubscribe list-unsubscribe-post"
).split()
TO_ONE = "to-one-reader"
#: RFC 8058, section 3.1.
ONE_CLICK = "List-Unsubscribe=One-Click"


# -- SpamAssassin -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory, built: dict[str, Built]) -> dict[str, Score]:
    """Let SpamAssassin judge all messages at once, one that is `wrong` too."""

    def make(folder: Path) -> None:
        messages = {name: edition.message.read_bytes() for name, edition in built.items()}
        messages |= {TO_ONE: built[PERSONAL].personal.read_bytes(), wrong.NAME: wrong.MESSAGE}
        given = from_spamassassin(messages, folder)
        content = {name: asdict(score) for name, score in given.items()}
        (folder / "scores.json").write_text(json.dumps(content))

    kept = made_once(tmp_path_factory, "spamassassin", make) / "scores.json"
    return {name: Score(**score) for name, score in json.loads(kept.read_text()).items()}


@pytest.mark.parametrize("name", [*EDITIONS, TO_ONE])
def test_no_message_looks_like_spam(name: str, scores: dict[str, Score]) -> None:
    """SpamAssassin's local rules give it no point at all."""
    assert scores[name].points <= 0.0, scores[name].tests


def test_spam_looks_like_spam(scores: dict[str, Score]) -> None:
    """A filter that lets everything pass would praise every message."""
    assert scores[wrong.NAME].points > 4.0
    assert {"MISSING_DATE", "MISSING_MID"} <= set(scores[wrong.NAME].tests.split(","))


# -- over the wire, and read again --------------------------------------------------------------


def sent(message: bytes) -> bytes:
    """Send a message to a server, in lines as the wire has them; return what that received."""
    with listening() as inbox, smtplib.SMTP("127.0.0.1", inbox.port) as client:
        client.sendmail("digest@example.org", [READER], message.decode("ascii"))
    ((_, received),) = inbox.delivered
    return received


def read(message: bytes) -> EmailMessage:
    """Read a message as a client does."""
    return email.message_from_bytes(message, policy=email.policy.default)


def defects(message: EmailMessage) -> list[str]:
    """Name what is wrong with a message's parts and headers."""
    parts = list(message.walk())
    found = [defect for part in parts for defect in part.defects]
    found += [defect for part in parts for value in part.values() for defect in value.defects]
    return [type(defect).__name__ for defect in found]


def test_what_arrives_is_what_was_sent(edition: Built) -> None:
    """Byte for byte, with the line ends of the wire (RFC 5321, 2.3.8), and without a defect."""
    message = edition.message.read_bytes()
    received = sent(message)

    assert message.replace(b"\n", b"\r\n") == received
    assert [] == defects(read(received))
    assert max(map(len, received.split(b"\r\n"))) <= 998


def test_what_is_read_is_what_was_made(edition: Built) -> None:
    """The text and the page, to the last space, and the page's own title for a subject."""
    message = read(edition.message.read_bytes())
    text, page = message.get_body(("plain",)), message.get_body(("html",))
    title = re.search(r"<title>(.*?)</title>", edition.html)

    assert text
    assert page
    assert edition.text.read_text(encoding="utf-8") == text.get_content()
    assert edition.html == page.get_content()
    assert title
    assert title[1].replace("&amp;", "&") == message["Subject"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"\n--=_", b"\n--=-", "StartBoundaryNotFoundDefect"),
        (b"quoted-printable\n\n", b"base64\n\n", "InvalidBase64CharactersDefect"),
        (b"From: ", b"From: nobody, ", "InvalidHeaderDefect"),
    ],
)
def test_a_defect_is_seen(old: bytes, new: bytes, expected: str, built: dict[str, Built]) -> None:
    """In the frame, in a part, in a header."""
    message = built["sample"].message.read_bytes().replace(old, new)

    broken = read(message)
    for part in broken.walk():
        part.get_payload(decode=True)

    assert expected in defects(broken)


# -- DKIM ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """Return a new private key, and what DNS says of its public half."""
    private = tmp_path_factory.mktemp("dkim") / "private.pem"
    record = make_key(private)
    return private.read_bytes(), record


@pytest.fixture(scope="module", params=[*EDITIONS, TO_ONE])
def signed(
    request: pytest.FixtureRequest, built: dict[str, Built], key: tuple[bytes, bytes]
) -> bytes:
    """Sign each message as it goes over the wire."""
    name: str = request.param
    path = built[PERSONAL].personal if name == TO_ONE else built[name].message
    message = path.read_bytes().replace(b"\n", b"\r\n")
    headers = [each for each in SIGNED if each.decode() in read(message)]
    signature: bytes = dkim.sign(
        message, b"letter", b"example.org", key[0], include_headers=headers
    )
    return signature + message


def verified(message: bytes, key: tuple[bytes, bytes]) -> bool:
    """Say whether a signature is good, as the receiver does."""
    good: bool = dkim.verify(message, dnsfunc=lambda *_, **__: key[1])
    return good


def test_a_signature_arrives(signed: bytes, key: tuple[bytes, bytes]) -> None:
    """What is signed is as it was when it has gone over the wire."""
    assert verified(sent(signed), key)


def test_the_ways_out_are_signed(signed: bytes, key: tuple[bytes, bytes]) -> None:
    """Whoever changes one, or takes it out, is found out (RFC 8058, section 4)."""
    there = [name for name in ("List-Unsubscribe", "List-Unsubscribe-Post") if name in read(signed)]
    for name in there:
        line = re.search(rb"(?m)^%s:.*\r\n(?:[ \t].*\r\n)*" % name.encode(), signed)
        assert line
        assert not verified(signed.replace(line[0], b""), key)
        assert not verified(signed.replace(line[0], line[0].replace(b"n", b"m")), key)


def test_one_click_is_for_one_reader(built: dict[str, Built]) -> None:
    """Who is named in the link; never in the message for all (RFC 8058, section 3.1)."""
    personal = read(built[PERSONAL].personal.read_bytes())
    for_all = read(built[PERSONAL].message.read_bytes())

    assert ONE_CLICK == personal["List-Unsubscribe-Post"]
    assert re.match(r"<https://[^<>]*reader=ann%40example\.org>", personal["List-Unsubscribe"])
    assert "List-Unsubscribe-Post" not in for_all
    assert "ann" not in for_all["List-Unsubscribe"]
