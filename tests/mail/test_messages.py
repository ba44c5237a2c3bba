"""One message (RFC 5322), as `sendmail -t` takes it."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from digest.config import Config, Newsletter
from digest.errors import ConfigError, EditionError, UsageError
from digest.mail.message import build_message
from digest.mailing import Mail
from digest.model import Page
from tests.support.envelope import read_envelope
from tests.support.values import DAY, NOW

if TYPE_CHECKING:
    from email.message import EmailMessage

MAIL: dict[str, Any] = {
    "from_": "Diplomacy Watch <digest@example.org>",
    "to": "readers@example.org",
    "reply_to": "Łucja <editors@example.org>",
    "list_id": "Weekly <weekly.example.org>",
    "unsubscribe": ("https://example.org/u", "mailto:u@example.org?subject=stop"),
}
PAGE = Page(
    subject="Envoys leave Geneva “with a timetable”",
    html="<!DOCTYPE html>\n<p>Élysée = 1</p>\n.\nFrom here\n<p>" + "x" * 500 + "</p>\n",
    text="Élysée = 1\n.\n\nFrom here \n\t\n" + "word " * 100 + "\n",
)


def config(**mail: Any) -> Config:
    """Make a configuration in New York's time."""
    return Config(newsletter=Newsletter(timezone="America/New_York"), mail=Mail(**(MAIL | mail)))


def raw(*to: str, page: Page = PAGE, crlf: bool = False, **mail: Any) -> bytes:
    """Build the message of the week's edition."""
    return build_message(page, config(**mail), date=DAY, now=NOW, to=to, crlf=crlf)


def built(*to: str, page: Page = PAGE, **mail: Any) -> EmailMessage:
    """Build a message, and read it as a client does."""
    message = email.message_from_bytes(raw(*to, page=page, **mail), policy=email.policy.default)
    for part in message.walk():
        assert [] == list(part.defects)
        for header in part.values():
            assert [] == list(header.defects)
    return message


def test_a_message_has_its_headers_in_order() -> None:
    """All that RFC 5322 asks for, and what mailing lists have."""
    message = built()

    assert [
        "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe",
        "MIME-Version", "Content-Type",
    ] == list(message.keys())  # fmt: skip
    assert "Diplomacy Watch <digest@example.org>" == message["From"]
    assert "readers@example.org" == message["To"]
    assert "Łucja <editors@example.org>" == message["Reply-To"]
    assert PAGE.subject == message["Subject"]
    assert "Fri, 16 Feb 2024 10:00:00 -0500" == message["Date"]
    assert re.fullmatch(r"<2024-02-16\.[0-9a-f]{32}@example\.org>", message["Message-ID"])
    assert "Weekly <weekly.example.org>" == message["List-Id"]
    assert (
        "<https://example.org/u>, <mailto:u@example.org?subject=stop>"
        == (message["List-Unsubscribe"])
    )


def test_text_and_page_are_alternatives_the_best_last() -> None:
    """Both as they were made, quoted-printable."""
    message = built()
    text, html = message.iter_parts()

    assert "multipart/alternative" == message.get_content_type()
    assert ["text/plain", "text/html"] == [text.get_content_type(), html.get_content_type()]
    assert ["utf-8"] * 2 == [text.get_content_charset(), html.get_content_charset()]
    assert ["quoted-printable"] * 2 == [part["Content-Transfer-Encoding"] for part in (text, html)]
    assert PAGE.text == text.get_content()
    assert PAGE.html == html.get_content()


@pytest.mark.parametrize("crlf", [False, True])
def test_lines_are_ascii_and_at_most_76_wide(crlf: bool) -> None:  # noqa: FBT001
    """But for the one header that must not be folded; all lines end alike."""
    link = f"https://example.org/{'u' * 150}"
    content = raw(crlf=crlf, unsubscribe=link)
    lines = content.split(b"\r\n" if crlf else b"\n")

    assert content.isascii()
    assert b"\r" not in b"".join(lines)
    assert b"\n" not in b"".join(lines)
    assert [f"List-Unsubscribe: <{link}>".encode()] == [line for line in lines if len(line) > 76]


def test_no_line_ends_the_message_early() -> None:
    """`sendmail -t` without -i takes a line that is a lone point for the end."""
    assert b"." not in raw().split(b"\n")
    assert b"." not in raw(page=Page(subject="s", html=".\n.", text=f"{'x' * 75}.\n")).split(b"\n")


@pytest.mark.parametrize(
    ("to", "expected_to", "expected_bcc"),
    [
        ([], "readers@example.org", None),
        (["Ann <ann@example.org>"], "Ann <ann@example.org>", None),
        (
            ["ann@example.org", "Bob <bob@example.org>"],
            "undisclosed-recipients:;",
            "ann@example.org, Bob <bob@example.org>",
        ),
        (["ann@example.org", "ANN@Example.org"], "ANN@Example.org", None),
    ],
)
def test_several_readers_do_not_see_each_other(
    to: list[str], expected_to: str, expected_bcc: str | None
) -> None:
    """One stands in To; several in Bcc, which `sendmail -t` takes out."""
    message = built(*to)

    assert (expected_to, expected_bcc) == (message["To"], message["Bcc"])
    assert "Cc" not in message


def test_a_message_to_nobody_can_be_looked_at() -> None:
    """It is for the file; the commands refuse to send it."""
    message = built(to="")

    assert ("undisclosed-recipients:;", None) == (message["To"], message["Bcc"])
    assert () == read_envelope(raw(to="")).recipients


@pytest.mark.parametrize("to", [(), ("ann@example.org",), ("a@example.org", "b@example.org")])
def test_no_generic_message_promises_one_click(to: tuple[str, ...]) -> None:
    """Its link does not say who leaves (RFC 8058, section 3.1)."""
    assert "List-Unsubscribe-Post" not in built(*to)


def test_what_is_not_configured_is_not_there() -> None:
    """No empty header."""
    message = built(reply_to="", list_id="", unsubscribe="")

    assert {"Reply-To", "List-Id", "List-Unsubscribe"}.isdisjoint(message.keys())


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://example.org/a,b", "<https://example.org/a%2Cb>"),
        ("https://example.org/é ü", "<https://example.org/%C3%A9%20%C3%BC>"),
        ("https://example.org/<x>", "<https://example.org/%3Cx%3E>"),
        ("https://example.org/?a=%20b&c", "<https://example.org/?a=%20b&c>"),
        ("mailto:u@example.org", "<mailto:u@example.org>"),
    ],
)
def test_ways_out_are_what_clients_can_follow(link: str, expected: str) -> None:
    """RFC 2369: in angle brackets, ASCII, never encoded-words, no comma inside."""
    content = raw(unsubscribe=link)

    assert f"\nList-Unsubscribe: {expected}\n".encode() in content


def test_two_ways_out_that_fill_a_line_are_folded_between_them() -> None:
    """No server takes a line longer than 998."""
    links = (f"https://example.org/{'u' * 900}", f"https://example.org/{'v' * 900}")
    content = raw(unsubscribe=links)

    assert f"<{links[0]}>,\n <{links[1]}>\n".encode() in content
    assert max(map(len, content.split(b"\n"))) < 998


def test_the_same_input_gives_the_same_bytes() -> None:
    """Boundary and Message-ID come from the content, not from chance."""
    assert raw() == raw()
    assert raw("a@example.org", "b@example.org") == raw("a@example.org", "b@example.org")


def message_id(*to: str, page: Page = PAGE, now: datetime = NOW) -> str:
    """Return by which name a message goes."""
    return read_envelope(build_message(page, config(), date=DAY, now=now, to=to)).message_id


def test_a_message_is_named_by_its_edition_and_readers() -> None:
    """Sent again after a crash it is the same message; to others it is another."""
    later = datetime(2024, 2, 17, tzinfo=UTC)
    other = Page(subject="Mended", html="<p>", text="t")

    assert message_id() == message_id(page=other, now=later)
    assert message_id("a@example.org", "b@example.org") == (
        message_id("B@example.org", "a@example.org")
    )
    assert message_id("a@example.org") != message_id("b@example.org")


def test_a_correction_is_a_reply_to_what_the_same_readers_have_had() -> None:
    """RFC 5322, section 3.6.4: In-Reply-To and References have the original's Message-ID."""
    earlier = replace(PAGE, corrects=date(2024, 2, 9))
    for to in ((), ("ann@example.org",), ("a@example.org", "b@example.org")):
        original = build_message(PAGE, config(), date=date(2024, 2, 9), now=NOW, to=to)
        message = built(*to, page=earlier)
        id_ = read_envelope(original).message_id

        assert (id_, id_) == (message["In-Reply-To"], message["References"])
        assert id_ != message["Message-ID"]


@pytest.mark.parametrize(
    ("original", "is_taken"),
    [
        ("<1.2@example.org>", True),
        ("<2024@[127.0.0.1]>", True),
        ("", False),
        ("1.2@example.org", False),
        ("<1.2@example.org> <3@example.org>", False),
        ("<1@x>\r\nBcc: all@example.org", False),
    ],
)
def test_a_correction_answers_the_message_that_the_ledger_names(
    original: str, *, is_taken: bool
) -> None:
    """If that is the name of one."""
    page = replace(PAGE, corrects=date(2024, 2, 9))
    content = build_message(page, config(), date=DAY, now=NOW, original=original)

    assert is_taken == (f"\nIn-Reply-To: {original}\nReferences: {original}\n".encode() in content)
    assert 1 == content.count(b"In-Reply-To: <")
    assert b"Bcc" not in content


def test_an_ordinary_edition_answers_nothing() -> None:
    """It begins a thread, whatever the ledger knows."""
    content = build_message(PAGE, config(), date=DAY, now=NOW, original="<1.2@example.org>")

    assert b"In-Reply-To" not in content
    assert b"References" not in content


@pytest.mark.parametrize("day", [DAY, date(2024, 2, 23)])
def test_no_edition_corrects_itself_or_a_later_one(day: date) -> None:
    """A message that answers itself has no place in a thread."""
    with pytest.raises(EditionError, match="corrects must be the day of an earlier edition"):
        raw(page=replace(PAGE, corrects=day))


@pytest.mark.parametrize(
    ("sender", "domain"),
    [
        ("d@example.org", "example.org"),
        ("d@bücher.example", "xn--bcher-kva.example"),
        ("д@example.org", "example.org"),
        ("d@[127.0.0.1]", "[127.0.0.1]"),
        ("d@[IPv6:2001:db8::1]", "[IPv6:2001:db8::1]"),
    ],
)
def test_a_message_id_ends_in_the_senders_domain(sender: str, domain: str) -> None:
    """A dot-atom, or a literal in brackets (RFC 5322, section 3.6.4); always ASCII."""
    found = re.search(
        rb"^Message-ID: <2024-02-16\.[0-9a-f]{32}@(.*)>$", raw(from_=sender), re.MULTILINE
    )

    assert found
    assert domain == found[1].decode()


def test_boundaries_do_not_occur_in_the_parts() -> None:
    """Even where the text quotes another edition's message."""
    first = raw()
    boundary = re.search(rb'boundary="(.*?)"', first)
    assert boundary
    quoting = Page(subject="s", html="<p>", text=first.decode())
    message = built(page=quoting)
    text, _ = message.iter_parts()

    assert first.decode() == text.get_content()


def test_a_title_cannot_bring_a_header_along() -> None:
    """Nor can a body end the message."""
    page = Page(
        subject="x\r\nBcc: all@example.org\r\n\r\nbody",
        html="<p>\r\n--x--\r\n",
        text="\n\nTo: x\n",
    )
    message = built(page=page)

    assert "x Bcc: all@example.org body" == message["Subject"]
    assert message["Bcc"] is None
    assert ["readers@example.org"] == list(read_envelope(raw(page=page)).recipients)


@pytest.mark.parametrize(
    ("mail", "expected"),
    [
        ({"from_": ""}, "digest.toml: [mail] from is missing. Say who writes:"),
        ({"from_": "digest"}, "digest.toml: [mail] from: 'digest' is no mail address."),
        ({"from_": "x\ny <d@example.org>"}, "[mail] from: 'x\\ny <d@example.org>' has a control"),
        ({"to": "readers"}, "digest.toml: [mail] to: 'readers' is no mail address."),
        ({"reply_to": "é @example.org"}, "[mail] reply_to: 'é @example.org' is no mail address."),
        ({"list_id": "weekly"}, "[mail] list_id: must be a name with a point in it, got 'weekly'"),
        ({"list_id": "a.b\nX: y"}, "digest.toml: [mail] list_id: must be a name"),
        (
            {"unsubscribe": "u@example.org"},
            "[mail] unsubscribe: must be a full https address or mailto:, got 'u@example.org'."
            " Write mailto:u@example.org.",
        ),
        ({"unsubscribe": "mailto:nobody"}, "[mail] unsubscribe: must be"),
        ({"unsubscribe": "https://example.org/\r\nX: y"}, "[mail] unsubscribe: must be"),
        ({"unsubscribe": "javascript:alert(1)"}, "[mail] unsubscribe: must be"),
        ({"unsubscribe": f"https://example.org/{'é' * 200}"}, "[mail] unsubscribe: is too long"),
    ],
)
def test_what_is_wrong_in_the_configuration_is_named(mail: dict[str, Any], expected: str) -> None:
    """With its key."""
    with pytest.raises(ConfigError) as caught:
        raw(**mail)

    assert expected in str(caught.value)


def test_a_wrong_reader_is_a_fault_of_the_command_line() -> None:
    """It was not digest.toml that named them."""
    with pytest.raises(UsageError, match=r"--to: 'ann' is no mail address") as caught:
        raw("ann")

    assert not isinstance(caught.value, ConfigError)
