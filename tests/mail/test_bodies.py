"""Body parts (RFC 2045, 2046, 2387), as strict readers take them apart again."""

from __future__ import annotations

import email
import email.policy
import quopri
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.mail import body


def parsed(part: str) -> email.message.EmailMessage:
    """Read a part as a client does."""
    message = email.message_from_string(part, policy=email.policy.default)
    assert [] == list(message.defects)
    return message


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
@example("From here\n" + "From " + "x" * 71 + "\n" + "x" * 70 + "=From y")
@example("\r\n\r\r\n\n \t\n")
@example("x" * 75 + "é" * 75 + " " * 80)
@example(".\n..\n")
@example("--=_boundary--\n")
@example("\x00\x0b\x0c\x85\u2028")
def test_a_text_comes_through(content: str) -> None:
    """RFC 2045, section 6.7, rules 1 to 5: printable ASCII, 76 columns, no blank at an end."""
    part = body.text("plain", content)
    head, _, encoded = part.partition("\n\n")

    assert re.sub("\r\n?", "\n", content) == parsed(part).get_content()
    assert "quoted-printable" in head
    for line in encoded.split("\n"):
        assert len(line) <= 76
        assert re.fullmatch(r"[\t -~]*", line)
        assert line == line.rstrip(" \t")
        assert line != "."
        assert not line.startswith("From ")
        assert re.fullmatch(r"(?:[^=]|=[0-9A-F]{2})*=?", line)


def test_the_beginning_of_a_mailbox_is_not_quoted() -> None:
    """RFC 2049, section 3: "From " at the beginning of a line is changed by many on the way."""
    assert body.text("plain", "From a\n").endswith("\n\n=46rom a\n")


@given(st.binary(max_size=300))
def test_a_picture_comes_through(content: bytes) -> None:
    """RFC 2045, section 6.8: base64 in lines of 76."""
    part = body.image("png", content, content_id="1@example.org")
    message = parsed(part)

    assert content == message.get_content()
    assert ("image/png", "<1@example.org>", "inline") == (
        message.get_content_type(),
        message["Content-ID"],
        message.get_content_disposition(),
    )
    assert max(map(len, part.split("\n"))) <= 76


@pytest.mark.parametrize(("kind", "end"), [("png", ".png"), ("jpeg", ".jpg"), ("webp", ".webp")])
def test_a_picture_has_a_name_for_those_who_keep_it(kind: str, end: str) -> None:
    """The same one each time."""
    part = body.image(kind, b"x", content_id="1@example.org")
    name = parsed(part).get_filename()

    assert name
    assert name.endswith(end)
    assert part == body.image(kind, b"x", content_id="1@example.org")


@given(st.lists(st.text(st.characters(codec="ascii"), max_size=80), min_size=1, max_size=4))
def test_parts_are_taken_apart_as_they_were_put_together(texts: list[str]) -> None:
    """RFC 2046, section 5.1: no part has the boundary in it, even where one quotes another."""
    inner = body.multipart("related", [body.text("html", it) for it in texts], root="text/html")
    whole = body.multipart("alternative", [body.text("plain", inner), inner])
    message = parsed(whole)
    quoted, related = message.iter_parts()

    assert isinstance(related, email.message.EmailMessage)
    assert inner == quoted.get_content()
    assert ("multipart/related", "text/html") == (
        related.get_content_type(),
        related.get_param("type"),
    )
    assert [re.sub("\r\n?", "\n", it) for it in texts] == [
        part.get_content() for part in related.iter_parts()
    ]
    for part in message.walk():
        assert [] == list(part.defects)
    boundaries = re.findall(r'boundary="(.*?)"', whole)
    assert all(len(it) <= 70 for it in boundaries)


@given(st.lists(st.text("a =é.\tF", min_size=60, max_size=160), max_size=5))
def test_no_line_is_wider_than_76_whatever_it_ends_in(lines: list[str]) -> None:
    """RFC 2045, section 6.7, rule 5: white space at the end of a line is encoded, and counts."""
    content = "\n".join(lines) + "\n"
    written = body.encoded(content)

    assert 76 >= max(map(len, written.split("\n")))
    assert content.encode() == quopri.decodestring(written.encode())
