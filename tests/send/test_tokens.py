"""The token in a reader's own way out: only who knows the secret can have made it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from digest.config import Config, Newsletter
from digest.errors import ConfigError
from digest.mail.address import Mailbox
from digest.mail.letter import FILE, WIRE
from digest.mail.message import build_message, write_letter
from digest.mail.recipients import Recipient
from digest.mail.tokens import make_token, read_secret
from digest.mailing import Mail
from digest.model import Page
from tests.support.values import DAY, NOW

SECRET = b"0123456789abcdef"
LINK = "https://e.org/u?r={recipient}&t={token}"
COMMON = "https://e.org/u"
CONFIG = Config(
    newsletter=Newsletter(name="Watch"),
    mail=Mail(from_="d@e.org", list_id="watch.e.org", unsubscribe=(COMMON, LINK)),
)
PAGE = Page(
    subject="S",
    html=f'<p>é</p>\n<a href="{COMMON}">leave</a>\n.\n' + "x" * 200 + "\n",
    text=f"é\nLeave: {COMMON}\n.dot\n",
)
ROOT = Path(__file__).parents[2]
#: As the documentation has it: address and token of a link in, yes or no out.
SCRIPT = (ROOT / "docs" / "sending.md").read_text().split("```python\n")[1].split("```")[0]


def test_ten_lines_check_a_token(tmp_path: Path) -> None:
    """Those of the documentation, without a line of ours."""
    (tmp_path / "check.py").write_text(SCRIPT)
    (tmp_path / "secret").write_bytes(SECRET + b"\n")
    content = build_message(
        PAGE, CONFIG, date=DAY, now=NOW, to=["ann+x@e.org"], secret=SECRET
    ).decode()
    link = re.search(r"^List-Unsubscribe: <(.*)>$", content, re.MULTILINE)
    assert link
    asked = parse_qs(urlsplit(link[1]).query)

    def checked(address: str, token: str) -> int:
        command = [sys.executable, str(tmp_path / "check.py"), str(tmp_path / "secret")]
        return subprocess.run([*command, "watch.e.org", address, token], check=False).returncode

    assert ["ann+x@e.org"] == asked["r"]
    assert 0 == checked("ann+x@e.org", asked["t"][0])
    assert 1 == checked("bob@e.org", asked["t"][0])
    assert 10 >= len(SCRIPT.splitlines())


def test_a_token_is_of_one_list_one_reader_and_one_secret() -> None:
    """None of them is another's."""
    made = [
        make_token(secret, list_id=list_id, address=address)
        for secret in (SECRET, SECRET[::-1])
        for list_id in ("a", "b")
        for address in ("x@e.org", "y@e.org")
    ]

    assert 8 == len(set(made))
    assert {32} == set(map(len, made))


def test_a_secret_that_could_be_guessed_is_refused() -> None:
    """White space around it does not count."""
    assert SECRET == read_secret(b" " + SECRET + b"\n", where="s")
    with pytest.raises(ConfigError, match="s: a secret needs 16 bytes or more, got 3"):
        read_secret(b"abc" + b" " * 20, where="s")


def test_a_link_with_a_token_needs_a_secret() -> None:
    """It would be no proof without."""
    with pytest.raises(ConfigError, match=r"a link with \{token\} needs a secret"):
        build_message(PAGE, CONFIG, date=DAY, now=NOW, to=["a@e.org"])


@pytest.mark.parametrize("form", [FILE, WIRE])
def test_a_letter_is_the_message_that_each_reader_would_be_built(form: object) -> None:
    """Made once, and filled in; the dots of the wire apart."""
    letter = write_letter(PAGE, CONFIG, date=DAY, now=NOW, form=form, secret=SECRET)  # type: ignore[arg-type]
    for spec in ("a@e.org", f"{'b' * 60}@e.org", "ü+&@e.org"):
        local, _, domain = spec.partition("@")
        made = letter.to(Recipient(box=Mailbox(local=local, domain=domain)))
        built = build_message(
            PAGE, CONFIG, date=DAY, now=NOW, to=[spec], secret=SECRET, crlf=form is WIRE
        )
        content = re.sub(rb"(?m)^\.\.", b".", made.content) if form is WIRE else made.content
        assert built == content
        wide = [it for it in content.splitlines() if len(it) > 76]
        assert {b"List-Unsubscribe"} >= {it.partition(b":")[0] for it in wide}
        assert content.count(b"leave") == 1
