"""What an answer says about the next request: a new address, an end, a time to wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digest.ingest.remote import read_remote
from digest.model import Fetched, Source, Validators
from digest.network.replies import LONGEST_WAIT, retry_after
from tests.ingest_feeds.documents import AT
from tests.ingest_feeds.loopback import ETAG, serving
from tests.support.serving import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.ingest_feeds.loopback import Server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Serve for the whole module."""
    with serving() as running:
        yield running


def fetch(url: str, etag: str = "") -> Fetched:
    """Read one address."""
    found: list[Fetched] = []
    source = Source(id="a", name="A", url=url, allow_private=True)
    read_remote([source], {"a": Validators(etag=etag)}, at=AT, on_read=found.append)
    return found[0]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("plain", ""),
        ("301?/plain", "plain"),
        ("308?/plain", "plain"),
        ("302?/plain", ""),
        ("303?/plain", ""),
        ("307?/plain", ""),
        ("301?/308?/plain", "plain"),
        ("301?/302?/plain", "302?/plain"),
        ("302?/301?/plain", ""),
        ("301?/307?/308?/plain", "307?/308?/plain"),
        ("301?/conditional", "conditional"),
        ("301?/page", ""),
        ("301?/empty", ""),
        ("301?/missing", ""),
        ("301?/gone", ""),
    ],
)
def test_a_feed_has_moved_as_far_as_it_says_for_good(
    server: Server, path: str, expected: str
) -> None:
    """301 and 308 until the first that is for the moment only; and a feed must be there."""
    reading = fetch(f"{server.address}/{path}")
    assert (f"{server.address}/{expected}" if expected else "") == reading.moved


def test_a_feed_that_has_not_changed_may_have_moved(server: Server) -> None:
    """The new address answers 304."""
    reading = fetch(f"{server.address}/301?/conditional", etag=ETAG)
    assert (304, True, f"{server.address}/conditional") == (
        reading.status,
        reading.not_modified,
        reading.moved,
    )


def test_an_address_with_credentials_is_not_moved(server: Server) -> None:
    """Elsewhere than where they were written, they would be either lost or kept."""
    reading = fetch(f"{server.address}/301?/plain".replace("//", "//me:secret@", 1))
    assert (200, "") == (reading.status, reading.moved)


def test_credentials_in_a_redirect_are_not_kept(server: Server) -> None:
    """A new address is printed."""
    there = f"{server.address}/plain"
    server.elsewhere = there.replace("//", "//me:secret@")
    reading = fetch(f"{server.address}/elsewhere")
    assert (there, there) == (reading.moved, reading.url)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("gone", (410, True)),
        ("301?/gone", (410, True)),
        ("302?/gone", (410, False)),
        ("308?/307?/gone", (410, False)),
        ("missing", (404, False)),
        ("broken", (500, False)),
        ("busy", (429, False)),
        ("plain", (200, False)),
        ("page", (200, False)),
        ("hang-up", (0, False)),
        ("loop", (0, False)),
    ],
)
def test_a_feed_has_ended_when_its_own_address_says_so(
    server: Server, path: str, expected: tuple[int, bool]
) -> None:
    """That what it leads to for the moment has ended says nothing about tomorrow."""
    reading = fetch(f"{server.address}/{path}")
    assert expected == (reading.status, reading.gone)


def test_without_an_answer_there_is_no_status() -> None:
    """Nobody was there."""
    assert 0 == fetch(f"http://127.0.0.1:{free_port()}/feed").status


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("much-too-busy", (429, 120.0)),
        ("closed", (503, 60.0)),
        ("busy", (429, None)),
        ("302?/much-too-busy", (429, 120.0)),
    ],
)
def test_how_long_to_wait_is_part_of_a_reading(
    server: Server, path: str, expected: tuple[int, float | None]
) -> None:
    """With the error."""
    reading = fetch(f"{server.address}/{path}")
    assert expected == (reading.status, reading.retry_after)
    assert reading.error is not None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", 120.0),
        ("0", 0.0),
        (" 0060 ", 60.0),
        ("604800", LONGEST_WAIT),
        ("604801", LONGEST_WAIT),
        ("9" * 5000, LONGEST_WAIT),
        ("Fri, 16 Feb 2024 15:02:00 GMT", 120.0),
        ("Friday, 16-Feb-24 15:02:00 GMT", 120.0),
        ("Fri Feb 16 15:02:00 2024", 120.0),
        ("Sun Mar  3 15:02:00 2024", LONGEST_WAIT),
        ("Thu, 15 Feb 2024 15:02:00 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_WAIT),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("1e3", None),
        ("inf", None),
        ("soon", None),
        ("²", None),
        ("٣", None),
        ("Fri, 99 Feb 2024 15:02:00 GMT", None),
        ("Fri, 16 Feb 2024 15:02:00 EST", None),
        ("Fri, 16 Feb 0000 15:02:00 GMT", None),
    ],
)
def test_a_time_to_wait_is_seconds_or_a_date(value: str, expected: float | None) -> None:
    """All three forms of dates, counted from now; a week at most (RFC 9110, section 10.2.3)."""
    assert expected == retry_after(value, now=AT)
