"""Whatever stands in digest.toml, an edition or a command line: it cannot add to a message."""

from __future__ import annotations

import email
import email.policy
import re
from typing import TYPE_CHECKING, Any

from hypothesis import example, given
from hypothesis import strategies as st

from digest.config import Config, Newsletter
from digest.errors import UsageError
from digest.mail.message import build_message
from digest.mailing import Mail
from digest.model import Page
from tests.support.values import DAY, NOW

if TYPE_CHECKING:
    from email.message import EmailMessage

#: What ends a line for somebody, hides, or means something in a header.
HOSTILE = st.lists(
    st.sampled_from(
        [
            "\r\n", "\n", "\r", "\x00", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\ud800",
            "Bcc: x@e.org", "\r\nBcc: all@e.org", "\n\nbody", " ", "\t", "<", ">", '"', "\\", ",",
            ";", ":", "(", ")", "@", "=?utf-8?q?=0ABcc:_x?=", "=?", "?=", "a", "é", "会", "a.b",
            "ann@example.org", "https://example.org/", "mailto:u@example.org", "{recipient}",
            "x" * 80, "é" * 80,
        ]
    ),
    max_size=6,
).map("".join) | st.text(max_size=30)  # fmt: skip
MAIL: dict[str, Any] = {
    "from_": "Diplomacy Watch <digest@example.org>",
    "to": "readers@example.org",
    "reply_to": "editors@example.org",
    "list_id": "weekly.example.org",
    "list_help": "https://example.org/help",
    "list_archive": "https://example.org/archive",
    "list_post": "NO",
    "unsubscribe": ("https://example.org/u", "https://example.org/{recipient}"),
}
KEYS = [
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "List-Id", "List-Help",
    "List-Unsubscribe", "List-Post", "List-Archive", "MIME-Version", "Content-Type",
]  # fmt: skip
PAGE = Page(subject="Envoys meet", html="<p>One</p>\n", text="One\n")


def read(content: bytes) -> EmailMessage:
    """Read a message as a client does, and see that all its lines are in order."""
    head = content.partition(b"\n\n")[0]
    for line in head.split(b"\n"):
        assert len(line) <= 998
        assert not re.search(rb"[\x00-\x08\x0b-\x1f\x7f\r]", line)
        assert line.strip()
    return email.message_from_string(content.decode(), policy=email.policy.default)


@given(st.sampled_from(sorted(MAIL)), HOSTILE, HOSTILE)
@example("from_", "x\r\nBcc: all@e.org ", " <d@example.org>")
@example("list_id", "a\r\nBcc: all@e.org <", "a.b>")
@example("unsubscribe", "https://example.org/\r\n", "Bcc: x@e.org")
def test_nothing_in_digest_toml_adds_a_header(key: str, before: str, after: str) -> None:
    """It is taken with all its words, or refused by its key."""
    for value in (before + after, f"{before}{MAIL[key]}{after}"):
        config = Config(mail=Mail(**MAIL | {key: value}))
        try:
            content = build_message(PAGE, config, date=DAY, now=NOW)
        except UsageError as error:
            assert f"[mail] {key.rstrip('_')}" in str(error)  # noqa: PT017 - either is right
            continue
        message = read(content)
        assert set(message.keys()) <= set(KEYS)
        assert sorted(set(message.keys())) == sorted(message.keys())
        assert "One\n" == next(message.iter_parts()).get_content()


@given(HOSTILE, HOSTILE, HOSTILE)
def test_nothing_in_an_edition_adds_a_header(subject: str, name: str, words: str) -> None:
    """Nor ends the message."""
    text = re.sub("\r\n?", "\n", words.encode("utf-8", "replace").decode()) + "\n"
    page = Page(subject=subject, html=f"<p>{text}</p>", text=text)
    config = Config(newsletter=Newsletter(name=name), mail=Mail(**MAIL))
    message = read(build_message(page, config, date=DAY, now=NOW))
    plain, html = message.iter_parts()

    assert KEYS == list(message.keys())
    assert (text, f"<p>{text}</p>") == (plain.get_content(), html.get_content())


@given(st.lists(HOSTILE, min_size=1, max_size=3))
def test_nothing_on_the_command_line_adds_a_header(to: list[str]) -> None:
    """A reader is an address, or the command line is wrong."""
    try:
        content = build_message(PAGE, Config(mail=Mail(**MAIL)), date=DAY, now=NOW, to=to)
    except UsageError as error:
        assert str(error).startswith("--to: ")  # noqa: PT017 - either is right
        return
    message = read(content)

    assert set(message.keys()) <= {*KEYS, "Bcc", "List-Unsubscribe-Post"}
    assert len(set(message.keys())) == len(message.keys())
