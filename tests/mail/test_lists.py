"""What a mailing list says of itself (RFC 2369, 2919, 8058)."""

from __future__ import annotations

from typing import Any

import pytest

from digest.config import Config
from digest.config import parse as parse_config
from digest.errors import ConfigError
from digest.mail.lists import list_headers, ways_out
from digest.mail.message import build_message
from digest.mailing import Mail
from digest.model import Page
from tests.support.values import DAY, NOW

ANN = "ann+news@example.org"
OWN = "https://example.org/u/{recipient}"
FILLED = "https://example.org/u/ann%2Bnews%40example.org"
ONE_CLICK = "List-Unsubscribe-Post: List-Unsubscribe=One-Click"


def lines(reader: str = "", **mail: Any) -> list[str]:
    """Write the headers of a list."""
    written = list_headers(Mail(**mail), newsletter="A newsletter", reader=reader)
    return [line.removesuffix("\n") for line in written]


@pytest.mark.parametrize(
    ("list_id", "expected"),
    [
        ("weekly.example.org", "List-Id: A newsletter <weekly.example.org>"),
        ("<weekly.example.org>", "List-Id: A newsletter <weekly.example.org>"),
        ("Weekly news <weekly.example.org>", "List-Id: Weekly news <weekly.example.org>"),
        ('"News, weekly" <weekly.example.org>', 'List-Id: "News, weekly" <weekly.example.org>'),
        ("weekly.localhost", "List-Id: A newsletter <weekly.localhost>"),
        (f"{'a.' * 126}org", f"List-Id: A newsletter\n <{'a.' * 126}org>"),
    ],
)
def test_a_list_has_an_id_and_a_name(list_id: str, expected: str) -> None:
    """RFC 2919, section 3: a phrase, and the id in angle brackets, which is never folded."""
    assert [expected] == lines(list_id=list_id)


@pytest.mark.parametrize(
    ("mail", "expected"),
    [
        ({}, []),
        (
            {"list_help": "mailto:help@example.org?subject=help"},
            ["List-Help: <mailto:help@example.org?subject=help>"],
        ),
        (
            {"list_archive": "https://example.org/a,b"},
            ["List-Archive: <https://example.org/a%2Cb>"],
        ),
        ({"list_post": "mailto:all@example.org"}, ["List-Post: <mailto:all@example.org>"]),
        ({"list_post": "no"}, ["List-Post: NO"]),
        (
            {"unsubscribe": ("mailto:u@example.org", "https://example.org/u")},
            ["List-Unsubscribe: <mailto:u@example.org>, <https://example.org/u>"],
        ),
    ],
)
def test_what_is_configured_is_said(mail: dict[str, Any], expected: list[str]) -> None:
    """RFC 2369, sections 3.1 to 3.6: links in angle brackets, best first; NO where none may."""
    assert expected == lines(**mail)


@pytest.mark.parametrize("key", ["list_help", "list_archive", "list_post", "unsubscribe"])
@pytest.mark.parametrize(
    "link",
    ["example.org", "javascript:alert(1)", "https://e.org/\r\nBcc: x@e.org", "mailto:x", "-"],
)
def test_what_is_no_link_is_refused(key: str, link: str) -> None:
    """By its key."""
    with pytest.raises(ConfigError, match=rf"\[mail\] {key}: must be a full https address"):
        lines(**{key: link})


def test_no_id_is_longer_than_the_standard_allows() -> None:
    """RFC 2919, section 6."""
    with pytest.raises(ConfigError, match="must have at most 255 characters"):
        lines(list_id=f"{'a.' * 127}org")


@pytest.mark.parametrize(
    "list_id", ["x\r\nBcc: y <a.b>", "a.b <c>", "x <a.b> y", "<a.b", "é.example.org", "a .b", ".a"]
)
def test_what_is_no_id_is_refused(list_id: str) -> None:
    """It would be the name of another list."""
    with pytest.raises(ConfigError, match="must be a name with a point in it"):
        lines(list_id=list_id)


@pytest.mark.parametrize(
    ("reader", "links", "expected", "one_click"),
    [
        (ANN, (OWN,), [FILLED], True),
        (ANN, (OWN, "mailto:u@example.org"), [FILLED, "mailto:u@example.org"], True),
        (ANN, ("https://example.org/u", OWN), [FILLED], True),
        (
            ANN,
            ("https://example.org/u", "mailto:u@example.org?subject={recipient}"),
            ["mailto:u@example.org?subject=ann%2Bnews%40example.org", "https://example.org/u"],
            False,
        ),
        (ANN, ("https://example.org/u",), ["https://example.org/u"], False),
        (ANN, (OWN, OWN + "/v"), [FILLED, FILLED + "/v"], False),
        (ANN, ("http://example.org/u/{recipient}",), ["http" + FILLED[5:]], False),
        ("", (OWN, "https://example.org/u"), ["https://example.org/u"], False),
        ("", (OWN,), [], False),
        ("ü@example.org", (OWN,), ["https://example.org/u/%C3%BC%40example.org"], True),
    ],
)  # fmt: skip
def test_one_click_is_promised_for_a_readers_own_link_alone(
    reader: str, links: tuple[str, ...], expected: list[str], *, one_click: bool
) -> None:
    """RFC 8058, section 3.1: one https address, which says who leaves; else no promise."""
    found = lines(reader, unsubscribe=links)

    assert tuple(expected) == ways_out(Mail(unsubscribe=links), reader)
    assert one_click == (ONE_CLICK in found)
    assert bool(expected) == any(line.startswith("List-Unsubscribe: ") for line in found)


PAGE = Page(
    subject="s",
    html='<a href="https://example.org/u?a=1&amp;b=2">Leave</a> <a href="https://e.org/">x</a>',
    text="Unsubscribe: https://example.org/u?a=1&b=2\n\nhttps://example.org/u?a=1&b=2\n",
)
COMMON = "https://example.org/u?a=1&b=2"


@pytest.mark.parametrize(
    ("to", "is_own"),
    [
        ([ANN], True),
        ([], False),
        (["readers@example.org"], False),
        (["Readers@Example.org"], False),
        ([ANN, "bob@example.org"], False),
    ],
)
def test_a_message_to_one_reader_has_that_readers_link(to: list[str], *, is_own: bool) -> None:
    """In the header, on the page and in the text; never one that goes to a list or to several."""
    config = Config(
        mail=Mail(from_="d@example.org", to="readers@example.org", unsubscribe=(COMMON, OWN))
    )
    content = build_message(PAGE, config, date=DAY, now=NOW, to=to).replace(b"=\n", b"")

    link = (FILLED if is_own else COMMON).encode()
    assert b"\nList-Unsubscribe: <" + link + b">\n" in content
    assert is_own == (f"\n{ONE_CLICK}\n".encode() in content)
    shown = link.replace(b"=", b"=3D")
    assert b'<a href=3D"' + shown.replace(b"&", b"&amp;") + b'">Leave</a>' in content
    assert b"\nUnsubscribe: " + shown + b"\n\n" + shown + b"\n" in content
    assert b'<a href=3D"https://e.org/">x</a>' in content


def test_what_may_be_filled_in_is_named() -> None:
    """A misspelt name would be in the mail of every reader."""
    with pytest.raises(ConfigError, match=r"\[mail\] unsubscribe cannot be filled in") as caught:
        parse_config(b'[mail]\nunsubscribe = "https://example.org/{reader}"\n')

    assert "It may use {recipient}" in str(caught.value)
