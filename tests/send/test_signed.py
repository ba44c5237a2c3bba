"""By way of postfix and a signer, what arrives is what was built, and both ways out are signed."""

from __future__ import annotations

import email
import email.policy
import re
from typing import TYPE_CHECKING

import dkim
import pytest

from tests.support.inside import digest
from tests.support.workspaces import CONFIG, ONE_SECTION, a_week_of_notes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.postfix import Postfix

DATE = ("--date", "2024-02-16")
ANN, BERT = "ann@example.org", "bert@example.org"
WAY_OUT = 'unsubscribe = "https://example.org/u?r={recipient}&t={token}"\n'
#: What servers on the way add.
ADDED = ("Return-Path", "X-Original-To", "Delivered-To", "DKIM-Signature", "Received")
SECRET = "0123456789abcdef"


@pytest.mark.parametrize("way", ["via", "smtp"])
def test_what_arrives_is_what_was_built(
    tmp_path: Path, server: Postfix, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """Headers and both parts; signed (RFC 6376) with both headers of RFC 8058."""
    monkeypatch.setenv("MAIL_CONFIG", server.config)
    folder = a_week_of_notes(tmp_path / "w", config=f"{CONFIG}{WAY_OUT}{ONE_SECTION}")
    digest(folder, "draft", "--offline", *DATE)
    ways = {
        "via": ("--via", f"{server.sendmail} -t -i"),
        "smtp": ("--smtp", f"smtp://127.0.0.1:{server.port}", "--insecure"),
    }
    readers = ("--to", ANN, "--to", BERT)
    ran = digest(folder, "send", *DATE, *ways[way], *readers, DIGEST_SECRET=SECRET)
    assert 0 == ran.code, ran.err
    arrived = server.arrived(2)

    for reader, message in zip((ANN, BERT), arrived, strict=True):
        pipe = ("build", "--offline", *DATE, "-f", "eml", "-o", "-", "--to", reader)
        made = email.message_from_bytes(
            digest(folder, *pipe, DIGEST_SECRET=SECRET).out, policy=email.policy.SMTP
        )
        read = email.message_from_bytes(message, policy=email.policy.SMTP)
        assert [*made.items()] == [it for it in read.items() if it[0] not in ADDED]
        parts = [[part.get_content() for part in it.iter_parts()] for it in (made, read)]
        assert 2 == len(parts[0])
        assert parts[0] == parts[1]


def test_both_ways_out_are_signed(tmp_path: Path, server: Postfix) -> None:
    """And a signature does not hold once somebody has changed the link in one."""
    folder = a_week_of_notes(tmp_path / "w", config=f"{CONFIG}{WAY_OUT}{ONE_SECTION}")
    digest(folder, "draft", "--offline", *DATE)
    smtp = ("--smtp", f"smtp://127.0.0.1:{server.port}", "--insecure")
    assert 0 == digest(folder, "send", *DATE, *smtp, "--to", ANN, DIGEST_SECRET=SECRET).code
    (message,) = server.arrived(1)
    signed = message[message.index(b"DKIM-Signature") :].replace(b"\n", b"\r\n")

    def said(name: bytes, **_: object) -> bytes:
        assert b"news._domainkey.example.org." == name
        return server.record

    assert dkim.verify(signed, dnsfunc=said)
    assert not dkim.verify(signed.replace(b"r=ann%40", b"r=bob%40"), dnsfunc=said)
    for name in (b"List-Unsubscribe", b"List-Unsubscribe-Post"):
        torn = re.sub(rb"(?m)^%s:.*\r\n(?:[ \t].*\r\n)*" % name, b"", signed, count=1)
        assert torn != signed
        assert not dkim.verify(torn, dnsfunc=said)
