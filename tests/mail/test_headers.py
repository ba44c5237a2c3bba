"""Header lines: what was written is what is read, in lines that every server takes."""

from __future__ import annotations

import email
import email.policy
from email.header import decode_header, make_header
from email.utils import parseaddr
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest import text
from digest.mail import headers
from digest.mail.address import Mailbox

if TYPE_CHECKING:
    from email.message import EmailMessage

NAMES = [
    "",
    "Ann Lee",
    "Lee, Ann",
    'Ann "A" Lee',
    "Ann\\Lee",
    "ann@example.org",
    "Łucja Ünal-Şahin",
    "Διπλωματία " * 9,
    "=?utf-8?q?Ann?=",
    "A name that is longer than what fits into a line of a header at all, by far",
    '"' * 47,
]
TITLES = [
    "Envoys meet",
    "Envoys meet for talks that go on for longer than a header line is wide, and then some more",
    "Élysée talks: “difficult but useful”",
    "Переговори в Женеві тривають, і далі буде ще більше слів про те саме, щоб рядок був довгий",
    "会談はジュネーブで続いている。" * 8,
    "🕊 " * 30,
    "=?utf-8?q?not_encoded?=",
    "word" * 40,
    "a =? b",
]


def parsed(header: str) -> EmailMessage:
    """Read a header as a mail client does."""
    message = email.message_from_bytes(header.encode("ascii"), policy=email.policy.default)
    assert [] == list(message.defects)
    return message


@pytest.mark.parametrize("title", TITLES)
def test_a_title_comes_through(title: str) -> None:
    """In ASCII, in lines of at most 76, no character cut in two."""
    header = headers.unstructured("Subject", title)
    message = parsed(header)

    assert text.squeeze(title) == message["Subject"]
    assert [] == list(message["Subject"].defects)
    assert max(map(len, header.split("\n"))) <= 76
    for line in header.split("\n")[1:-1]:
        assert line.startswith(" ")
        assert line.strip()


@given(st.text(max_size=200))
@example("a\r\nBcc: everybody@example.org")
@example("\x00\ud800\u2029x")
@example("=?utf-8?q?" + "a" * 70)
@example(" =?")
def test_no_text_can_end_a_header(value: str) -> None:
    """Nothing is slipped in; the words come through."""
    header = headers.unstructured("Subject", value)
    message = parsed(header + "X-Next: 1\n\n")

    assert ["Subject", "X-Next"] == list(message.keys())
    assert headers.one_line(value) == message["Subject"]
    assert max(map(len, header.split("\n"))) <= 76


@pytest.mark.parametrize("name", NAMES)
def test_a_name_comes_through(name: str) -> None:
    """As atoms, in quotes, or encoded, whatever it needs."""
    box = Mailbox(name=name, local="ann", domain="example.org")
    header = headers.mailboxes("From", [box])
    # Not `.display_name`: it has a space between encoded-words (RFC 2047, section 6.2 has none).
    written, spec = parseaddr(" ".join(header.partition(":")[2].split("\n")))

    assert [] == list(parsed(header)["From"].defects)
    assert (text.squeeze(name), "ann@example.org") == (
        str(make_header(decode_header(written))),
        spec,
    )
    assert max(map(len, header.split("\n"))) <= 76


def test_many_recipients_are_folded_between_addresses() -> None:
    """In time that grows with their number."""
    boxes = [Mailbox(name=f"Reader {n}", local=f"r{n}", domain="example.org") for n in range(3000)]
    header = headers.mailboxes("Bcc", boxes)

    assert [box.spec for box in boxes] == [it.addr_spec for it in parsed(header)["Bcc"].addresses]
    assert max(map(len, header.split("\n"))) <= 76


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("", "List-Id: <weekly.example.org>\n"),
        (" \n", "List-Id: <weekly.example.org>\n"),
        ("A newsletter", "List-Id: A newsletter <weekly.example.org>\n"),
        ("Kyiv, weekly", 'List-Id: "Kyiv, weekly" <weekly.example.org>\n'),
        ("Été", "List-Id: =?utf-8?b?w4l0w6k=?= <weekly.example.org>\n"),
        ("x\r\nBcc: y", 'List-Id: "x Bcc: y" <weekly.example.org>\n'),
    ],
)
def test_a_phrase_stands_before_what_it_names(phrase: str, expected: str) -> None:
    """As atoms, in quotes, or encoded (RFC 2919, section 3; RFC 2047, section 5)."""
    assert expected == headers.named("List-Id", phrase, "<weekly.example.org>")


def test_a_mailbox_in_another_script_is_not_encoded() -> None:
    """An encoded-word is no part of an address (RFC 2047, section 5); its name may be one."""
    box = Mailbox(name="Ünal", local="ünal", domain="example.org")

    assert "To: =?utf-8?b?w5xuYWw=?= <ünal@example.org>\n" == headers.mailboxes("To", [box])


def test_what_must_not_be_touched_is_one_line() -> None:
    """Whatever its length."""
    assert f"List-Id: {'x' * 200}\n" == headers.whole("List-Id", "x" * 200)
