"""Letters that were saved as .eml: forwarded newsletters in every form that mail programs give."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import pytest

from tests.ingest_files.texts import article, read

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "A list that nobody brought"
FIRST = (
    "Envoys of both governments met on Tuesday in a hotel outside Geneva, according to the"
    " mediator – “four hours”, he said – and talked about a list that neither side had brought."
)
SECOND = "The list is long, he said, and it has been longer than anybody there could remember it."
TEXT = f"{FIRST}\n\n{SECOND}\n"
HTML = f"<p>{FIRST}</p><p>{SECOND}</p>"
BODY = f"{FIRST}\n\n{SECOND}"
SENT = datetime(2024, 2, 15, 14, tzinfo=UTC)


def letter(plain: str = "", html: str = "", *, subject: str = TITLE, **more: Any) -> EmailMessage:
    """Make a letter of the 15th."""
    message = EmailMessage()
    message["From"] = "A Colleague <colleague@example.org>"
    message["To"] = "desk@example.org"
    message["Subject"] = subject
    message["Date"] = "Thu, 15 Feb 2024 09:00:00 -0500"
    if plain:
        message.set_content(plain, **more)
    if plain and html:
        message.add_alternative(html, subtype="html", **more)
    elif html:
        message.set_content(html, subtype="html", **more)
    return message


@pytest.mark.parametrize("cte", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
@pytest.mark.parametrize("parts", [(TEXT, ""), ("", HTML), ("Your program shows no HTML.", HTML)])
def test_a_letter_is_its_text(
    tmp_path: Path, parts: tuple[str, str], charset: str, cte: str
) -> None:
    """Whatever it is packed in; its subject is the headline, its Date: header the date."""
    message = letter(*parts, cte=cte, charset=charset)
    item = article(tmp_path, "a.eml", message.as_bytes())

    assert (TITLE, BODY) == (item.title, item.body)
    assert (SENT, "header") == (item.published, item.dated_by)
    assert "Thu, 15 Feb 2024 09:00:00 -0500" == item.published_raw


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (f"Fwd: {TITLE}", TITLE),
        (f"FW: Re: {TITLE}", TITLE),
        (f"WG: {TITLE}", TITLE),
        ("Переговори: «день другий»", "Переговори: «день другий»"),
        ("Reports from the talks", "Reports from the talks"),
    ],
)
def test_a_subject_is_a_headline_without_its_prefixes(
    tmp_path: Path, subject: str, expected: str
) -> None:
    """And decoded."""
    assert expected == article(tmp_path, "a.eml", letter(TEXT, subject=subject).as_bytes()).title


GMAIL = """\
---------- Forwarded message ---------
From: Example Letters <letters@example.org>
Date: Wed, Feb 14, 2024 at 9:30 PM
Subject: A list that nobody brought
To: A Colleague <colleague@example.org>, Another Colleague With A Long Name
 <another@example.org>


"""
APPLE = """\
Begin forwarded message:

> From: Example Letters <letters@example.org>
> Subject: A list that nobody brought
> Date: February 14, 2024 at 9:30:00 PM UTC
> To: colleague@example.org
>
"""
OUTLOOK = """\
________________________________
From: Example Letters <letters@example.org>
Sent: Wednesday, February 14, 2024 9:30 PM
To: colleague@example.org
Cc:
Subject: A list that nobody brought

"""
THUNDERBIRD = """\
-------- Forwarded Message --------
Subject: \tA list that nobody brought
Date: \tWed, 14 Feb 2024 21:30:00 +0000
From: \tExample Letters <letters@example.org>
To: \tcolleague@example.org



"""
ORIGINAL = datetime(2024, 2, 14, 21, 30, tzinfo=UTC)


def quoted(plain: str) -> str:
    """Mark every line as a quotation."""
    return "".join(f"> {line}".rstrip() + "\n" for line in plain.split("\n"))


@pytest.mark.parametrize(
    "forwarded",
    [
        GMAIL + TEXT,
        APPLE + quoted(TEXT),
        OUTLOOK + TEXT,
        THUNDERBIRD + TEXT,
        GMAIL + TEXT + "\n-- \nExample Letters, 1 Example Street\n",
    ],
    ids=["gmail", "apple", "outlook", "thunderbird", "signed"],
)
@pytest.mark.parametrize("note", ["", "For the file.\n\n", "See below.\n\n-- \nA Colleague\n\n"])
def test_a_forwarded_letter_is_the_one_below_the_header_block(
    tmp_path: Path, forwarded: str, note: str
) -> None:
    """Its own date counts: forwarding it a day later moves it into no other week."""
    item = article(tmp_path, "a.eml", letter(note + forwarded, subject="").as_bytes())

    assert (TITLE, BODY) == (item.title, item.body)
    assert (ORIGINAL, "header") == (item.published, item.dated_by)


HEAD = (
    ("From", "Example Letters &lt;letters@example.org&gt;"),
    ("Date", "Wed, 14 Feb 2024 21:30:00 +0000"),
    ("Subject", TITLE),
    ("To", "colleague@example.org"),
)


@pytest.mark.parametrize(
    "block",
    [
        "<div>---------- Forwarded message ---------<br>"
        + "<br>".join(f"{name}: {value}" for name, value in HEAD)
        + "</div>",
        "<hr><div>" + "<br>".join(f"<b>{name}:</b> {value}" for name, value in HEAD) + "</div>",
        "<div>Begin forwarded message:</div><blockquote>"
        + "".join(f"<div><b>{name}: </b>{value}</div>" for name, value in HEAD)
        + "</blockquote>",
        "<p>-------- Forwarded Message --------</p><table>"
        + "".join(f"<tr><th>{name}: </th><td>{value}</td></tr>" for name, value in HEAD)
        + "</table>",
    ],
    ids=["gmail", "outlook", "apple", "thunderbird"],
)
@pytest.mark.parametrize("note", ["", "<p>For the file.</p>"])
def test_a_forwarded_letter_in_html_is_the_one_below_the_header_block(
    tmp_path: Path, block: str, note: str
) -> None:
    """The block may be lines, paragraphs or a table."""
    message = letter(
        html=f"<html><body>{note}{block}<div>{HTML}</div></body></html>", subject="Fwd:"
    )
    item = article(tmp_path, "a.eml", message.as_bytes())

    assert (TITLE, BODY, ORIGINAL) == (item.title, item.body, item.published)


def test_a_forwarded_date_from_another_time_is_not_believed(tmp_path: Path) -> None:
    """Nor one that comes after the forwarding."""
    for day in ("Wed, 14 Feb 2018 21:30:00 +0000", "Fri, 16 Feb 2024 09:00:00 +0000", "soon"):
        block = THUNDERBIRD.replace("Wed, 14 Feb 2024 21:30:00 +0000", day)
        assert SENT == article(tmp_path, "a.eml", letter(block + TEXT).as_bytes()).published


def test_a_forwarding_with_nothing_below_it_is_what_stands_above(tmp_path: Path) -> None:
    """Some people write below nothing but the header block."""
    plain = article(tmp_path, "a.eml", letter(TEXT + "\n" + THUNDERBIRD).as_bytes())
    html = article(
        tmp_path,
        "b.eml",
        letter(html=HTML + "<p>" + THUNDERBIRD.replace("\n", "<br>") + "</p>").as_bytes(),
    )

    assert [BODY, BODY] == [plain.body, html.body]


def test_an_answer_is_what_stands_above_the_letter_it_answers(tmp_path: Path) -> None:
    """A correspondent answers our question with a text."""
    ours = "-----Original Message-----\nFrom: desk@example.org\n\nHave you got anything?\n"
    plain = article(
        tmp_path, "a.eml", letter(TEXT + "\n" + ours, subject=f"Re: {TITLE}").as_bytes()
    )
    html = article(
        tmp_path,
        "b.eml",
        letter(
            html=f"{HTML}<p>{ours.replace(chr(10), '<br>')}</p>", subject=f"RE: {TITLE}"
        ).as_bytes(),
    )

    assert [(TITLE, BODY)] * 2 == [(it.title, it.body) for it in (plain, html)]


def test_a_letter_that_is_attached_is_read(tmp_path: Path) -> None:
    """Its own headers count; so does one that is attached to that one."""
    inner = letter(TEXT)
    outer = letter("See the attached letter.", subject="Fwd: for the file")
    del outer["Date"]
    outer["Date"] = "Fri, 16 Feb 2024 09:00:00 -0500"
    outer.add_attachment(inner)
    twice = letter("And again.")
    twice.add_attachment(outer)
    items = [article(tmp_path, "a.eml", it.as_bytes()) for it in (outer, twice)]

    assert [(TITLE, BODY, SENT)] * 2 == [(it.title, it.body, it.published) for it in items]


def test_what_is_attached_besides_is_not_text(tmp_path: Path) -> None:
    """Pictures, calendars, other files."""
    message = letter(TEXT, HTML)
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="a.png")
    message.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename="a.ics")

    assert BODY == article(tmp_path, "a.eml", message.as_bytes()).body


RAW = b"From: a@example.org\nSubject: %s\nDate: Thu, 15 Feb 2024 09:00:00 -0500\n%s\n\n%s"


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (b"Content-Type: text/plain", TEXT.encode()),
        (b"Content-Type: text/plain; charset=us-ascii", TEXT.encode()),
        (b"Content-Type: text/plain; charset=no-such-thing", TEXT.encode()),
        (b"Content-Type: text/plain; charset=utf-8", TEXT.encode("cp1252")),
        (b"Content-Type: text/plain; charset=cp1251", TEXT.encode("cp1251")),
        (b"Content-Type: text/html; charset=utf-8",
         b"<meta charset='windows-1251'>" + HTML.encode()),
        (b"Content-Type: text/html", b"<meta charset=utf-8>" + HTML.encode()),
        (b"X-Nothing: of that", TEXT.encode()),
    ],
)  # fmt: skip
def test_a_wrong_declaration_of_the_encoding_harms_nothing(
    tmp_path: Path, kind: bytes, content: bytes
) -> None:
    """What the bytes show is believed before a default, and the header before the page."""
    item = article(tmp_path, "a.eml", RAW % (TITLE.encode(), kind, content))

    assert BODY == item.body


def test_a_message_without_a_date_is_dated_by_its_name(tmp_path: Path) -> None:
    """A broken date is none."""
    content = RAW % (b"x", b"X: y", TEXT.encode())
    names = [content.replace(b"Date: Thu, 15 Feb 2024", b"Date: " + it) for it in (b"x", b"99 Feb")]
    items = [article(tmp_path, "2024-02-13-x.eml", it) for it in names]

    assert ["file-name"] * 2 == [it.dated_by for it in items]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (bytes(range(256)) * 8, "is no message. Save it as .txt."),
        (b"No headers, only words.\n", "is no message"),
        (f"Subject: x\n\n{TEXT}".encode("utf-16"), "is no message"),
        (b"Subject: x\n\n", "holds no text"),
        (b"Subject: x\nContent-Type: text/html\n\n<style>p {}</style>", "holds no text"),
        (b"Subject: x\nContent-Type: image/png\n\nx", "holds no text"),
        (b"Subject: x\nContent-Type: text/html\n\n" + b"<b>" * 999, "is too big or too tangled"),
    ],
)  # fmt: skip
def test_a_letter_that_cannot_be_read_is_named(
    tmp_path: Path, content: bytes, expected: str
) -> None:
    """With the reason, in one line."""
    fetched = read(tmp_path, "a.eml", content)

    assert () == fetched.items
    assert str(fetched.error).startswith(f"sources/items/a.eml: {expected}")


def test_messages_in_messages_have_an_end(tmp_path: Path) -> None:
    """A thousand of them are an attack, and no traceback."""
    content = b"Subject: x\nContent-Type: message/rfc822\n\n" * 1000 + b"Subject: x\n\nText.\n"
    fetched = read(tmp_path, "a.eml", content)

    assert "sources/items/a.eml: is no message that can be read (RecursionError)" == str(
        fetched.error
    )
