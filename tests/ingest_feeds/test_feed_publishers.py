"""Who reported it, and how a report is signed."""

from __future__ import annotations

import time

import pytest

from digest import text
from digest.ingest.feed import parse_feed
from digest.ingest.publisher import NAMES, normalised, publisher_of
from digest.model import Source
from tests.ingest_feeds.documents import AT, atom, only, rss
from tests.support.pace import in_time


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Reuters", "Reuters"),
        ("Reuters.com", "Reuters"),
        ("  reuters ", "Reuters"),
        ("Reuters via Nasdaq", "Reuters"),
        ("Associated Press via ABC News", "AP"),
        ("The Associated Press", "AP"),
        ("Agence France-Presse", "AFP"),
        ("News via Telegram", "News via Telegram"),
        ("The Moscow Times", "The Moscow Times"),
        ("", ""),
    ],
)
def test_a_publisher_has_one_name(name: str, expected: str) -> None:
    """Whatever agencies are called, readers know them by one name."""
    assert expected == normalised(name)


@pytest.mark.parametrize(
    ("witnesses", "expected"),
    [
        ({"stated": "Associated Press", "words": "KYIV (Reuters) - It was."}, "AP"),
        ({"stated": "A Portal", "words": "KYIV (Reuters) - It was."}, "Reuters"),
        ({"stated": "Kyiv Post", "title": "It was - Reuters"}, "Kyiv Post"),
        ({"words": "MOSCOW, Feb 14 (Reuters) - Russia said.", "author": "AP"}, "Reuters"),
        ({"words": "(AP) — It was."}, "AP"),
        ({"words": "Reuters said it was."}, "Carrier"),
        ({"words": "Kyiv (Ukraine) - It was."}, "Carrier"),
        ({"author": "By REUTERS"}, "Reuters"),
        ({"author": "Ann Writer", "title": "It was - AP"}, "AP"),
        ({"author": "Agence France-Presse"}, "AFP"),
        ({"title": "It was | Reuters"}, "Reuters"),
        ({"title": "It was - Kyiv Post"}, "Carrier"),
        ({"title": "Rising prices - EFE"}, "Carrier"),
        ({"title": "AP - it was"}, "Carrier"),
        ({}, "Carrier"),
    ],
)
def test_the_best_witness_says_who_reported(witnesses: dict[str, str], expected: str) -> None:
    """The entry's source, the signature, the author's line, the title's end, the feed."""
    assert expected == publisher_of("Carrier", **witnesses)


def test_one_wire_report_in_several_feeds_is_one_publishers() -> None:
    """Through the whole reading: RSS source, Atom source, signature, title."""
    report = "&lt;p>WASHINGTON, Feb 13 (Reuters) - They met.&lt;/p>"
    documents = (
        rss(f"<title>A</title><description>{report}</description>"),
        rss('<title>A - Reuters</title><source url="https://r">Reuters</source>'),
        rss("<title>A - Reuters</title>"),
        atom('<id>1</id><title>A</title><source><title type="html">Reuters.com</title></source>'),
    )
    assert {"Reuters"} == {only(document).publisher for document in documents}


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("MOSCOW, Feb 14 (Reuters) - Russia said no.", "Russia said no."),
        ("WASHINGTON/KYIV, Feb. 14 (Reuters) -- They met.", "They met."),
        ("KYIV, Ukraine (AP) — They met.", "They met."),
        ("PARIS (AFP) – They met.", "They met."),
        ("(AP) —They met.", "They met."),
        ("Berlin (dpa) - They met.", "They met."),
        ("MOSCOW, February 14. /TASS/. They met.", "They met."),
        ("BEIJING, Feb. 14 (Xinhua) -- They met.", "They met."),
        ("They met (Reuters) on Friday - and left.", "They met (Reuters) on Friday - and left."),
        ("The alliance (NATO) - they met.", "The alliance (NATO) - they met."),
        ("Russia - they met.", "Russia - they met."),
        ("MOSCOW, Feb 14 (Reuters) -", "MOSCOW, Feb 14 (Reuters) -"),
        ("", ""),
    ],
)
def test_a_dateline_is_stripped(report: str, expected: str) -> None:
    """Place, day and agency go; a sentence that only mentions an agency stays."""
    assert expected == text.strip_byline(report)


def test_every_agency_that_signs_has_a_name() -> None:
    """The two tables fit."""
    assert [] == [wire for wire in text.WIRES.split("|") if text.fold(wire) not in NAMES]


def test_a_long_opening_is_searched_at_once() -> None:
    """The pattern is bounded."""
    started = time.perf_counter()
    for opening in ("A, " * 100_000, "A " * 100_000, "A.,’/- " * 50_000):
        assert opening == text.strip_byline(opening)
    assert in_time(time.perf_counter() - started, 1)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (Source(id="a", name="wire.xml", path="sources/items/wire.xml"), "The Wire"),
        (Source(id="a", name="feeds/wire.xml", path="feeds/wire.xml"), "The Wire"),
        (Source(id="a", name="https://e.org/f", url="https://e.org/f"), "The Wire"),
        (Source(id="a", name="My own name", path="feeds/wire.xml"), "My own name"),
    ],
)
def test_a_feed_that_nobody_named_goes_by_its_own_title(source: Source, expected: str) -> None:
    """No edition says "according to wire.xml"."""
    feed = rss("<title>A</title>", channel="<title>The Wire</title>")

    (item,) = parse_feed(source, feed.encode(), at=AT, url=source.url).items

    assert expected == item.publisher


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Envoys meet - Kyiv Post", "Envoys meet"),
        ("Envoys meet | KYIV PÓST", "Envoys meet"),
        ("Envoys meet – Kyiv Post", "Envoys meet"),
        ("Envoys meet — Kyiv Post", "Envoys meet"),
        ("Envoys meet - Example Wire", "Envoys meet"),
        ("Envoys - they met - Kyiv Post", "Envoys - they met"),
        ("Envoys meet - Istanbul", "Envoys meet - Istanbul"),
        ("Envoys meet - The Kyiv Post", "Envoys meet - The Kyiv Post"),
        ("Envoys meet - Reuters", "Envoys meet - Reuters"),
        ("Kyiv Post - envoys meet", "Kyiv Post - envoys meet"),
        ("Envoys read the Kyiv Post", "Envoys read the Kyiv Post"),
        ("Envoys read the-Kyiv Post", "Envoys read the-Kyiv Post"),
        ("Kyiv Post", "Kyiv Post"),
        ("| Kyiv Post", "| Kyiv Post"),
    ],
)
def test_a_title_does_not_end_with_who_published_it(title: str, expected: str) -> None:
    """The entry's own source or the feed; any other end is what the title says."""
    item = only(rss(f'<title>{title}</title><source url="https://kp">Kyiv Post</source>'))

    assert (expected, "Kyiv Post") == (item.title, item.publisher)


def test_a_title_that_says_who_reported_it_ends_before_that() -> None:
    """The agency is believed, and named as the publisher; its name need not be the usual one."""
    items = [
        only(rss("<title>A - Reuters</title>")),
        only(rss('<title>A | AP News</title><source url="https://a">Associated Press</source>')),
    ]

    assert [("A", "Reuters"), ("A", "AP")] == [(it.title, it.publisher) for it in items]
