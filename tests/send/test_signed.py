"""By way of postfix and a signer, what arrives is what was built, and both ways out are signed."""

from __future__ import annotations

import base64
import email
import email.policy
import os
import re
import subprocess
from typing import TYPE_CHECKING

import dkim

from tests.support.inside import digest
from tests.support.programs import needs
from tests.support.workspaces import CONFIG, a_week_of_notes

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


DATE = ("--date", "2024-02-16")
ANN = "ann@example.org"
WAY_OUT = 'unsubscribe = "https://example.org/u?r={recipient}&t={token}"\n'
SECTIONS = '\n[[sections]]\nid = "main"\nkind = "lead"\n'
SIGNED = b"From To Subject Date Message-ID List-Unsubscribe List-Unsubscribe-Post".split()
SECRET = "0123456789abcdef"


def test_what_postfix_has_is_what_was_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Headers, both parts, and a signature (RFC 6376) that holds both headers of RFC 8058."""
    program, postcat = needs("sendmail", "postfix"), needs("postcat", "postfix")
    as_root = [] if os.geteuid() == 0 else [needs("unshare", "util-linux"), "--map-root-user"]
    maildrop = tmp_path / "queue" / "maildrop"
    for folder in (maildrop, tmp_path / "queue" / "public"):
        folder.mkdir(parents=True)
    (tmp_path / "main.cf").write_text(
        f"queue_directory = {tmp_path}/queue\ndata_directory = {tmp_path}/data\n"
        "compatibility_level = 3.6\n"
    )
    monkeypatch.setenv("MAIL_CONFIG", str(tmp_path))
    folder = a_week_of_notes(tmp_path / "w", config=f"{CONFIG}{WAY_OUT}{SECTIONS}")
    digest(folder, "draft", "--offline", *DATE)
    via = " ".join([*as_root, program, "-t", "-i"])
    ran = digest(folder, "send", *DATE, "--via", via, "--to", ANN, DIGEST_SECRET=SECRET)
    pipe = ("build", "--offline", *DATE, "-f", "eml", "-o", "-", "--to", ANN, "--eol", "crlf")
    built = digest(folder, *pipe, DIGEST_SECRET=SECRET).out
    assert 0 == ran.code, ran.err
    (queued,) = maildrop.iterdir()
    shown = subprocess.run(
        [*as_root, postcat, "-hb", str(queued)],
        capture_output=True,
        check=True,
        timeout=60,
    ).stdout.replace(b"\n", b"\r\n")

    read, made = (email.message_from_bytes(it, policy=email.policy.SMTP) for it in (shown, built))
    assert [*made.items()] == [it for it in read.items() if it[0] != "Received"]
    parts = [[part.get_content() for part in it.iter_parts()] for it in (made, read)]
    assert parts[0] == parts[1]

    private, public = _key(tmp_path)
    signature = dkim.sign(shown, b"news", b"example.org", private, include_headers=SIGNED)
    named = re.sub(rb"\s", b"", signature.partition(b"h=")[2].partition(b";")[0]).lower()
    assert {b"list-unsubscribe", b"list-unsubscribe-post"} <= set(named.split(b":"))
    assert dkim.verify(signature + shown, dnsfunc=lambda *_, **__: public)
    torn = shown.replace(b"r=ann%40", b"r=bob%40")
    assert not dkim.verify(signature + torn, dnsfunc=lambda *_, **__: public)


def _key(folder: Path) -> tuple[bytes, bytes]:
    """Return a private key, and what DNS says of its public half."""
    openssl, file = needs("openssl", "openssl"), folder / "key.pem"
    make = [openssl, "genrsa", "-traditional", "-out", str(file), "2048"]
    subprocess.run(make, capture_output=True, check=True)
    show = [openssl, "rsa", "-in", str(file), "-pubout", "-outform", "DER"]
    public = subprocess.run(show, capture_output=True, check=True).stdout
    return file.read_bytes(), b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
