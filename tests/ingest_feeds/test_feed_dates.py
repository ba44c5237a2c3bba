"""Dates as feeds write them, read right or not at all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.ingest.dates import AHEAD, OLDEST, read_date

AT = datetime(2026, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        # RFC 822 and its zones; feedparser reads CET, IST and MSK as UTC
        ("Mon, 02 Mar 2026 15:07:41 GMT", "2026-03-02 15:07:41"),
        ("Mon, 02 Mar 2026 15:07:41 +0200", "2026-03-02 13:07:41"),
        ("2 Mar 26 15:07 -0500", "2026-03-02 20:07:00"),
        ("Wed, 14 Feb 96 10:00:00 Z", "1996-02-14 10:00:00"),
        ("Mon, 02 Mar 2026 15:07:41 CET", "2026-03-02 14:07:41"),
        ("Mon, 02 Mar 2026 15:07:41 CEST", "2026-03-02 13:07:41"),
        ("Mon, 02 Mar 2026 15:07:41 MSK", "2026-03-02 12:07:41"),
        ("Mon, 02 Mar 2026 15:07:41 IST", "2026-03-02 09:37:41"),
        ("Mon, 02 Mar 2026 15:07:41 EEST", "2026-03-02 12:07:41"),
        ("Mon, 02 Mar 2026 15:07:41 EST", "2026-03-02 20:07:41"),
        ("Mon, 02 Mar 2026 15:07:41 EDT", "2026-03-02 19:07:41"),
        ("Mon, 02 Mar 2026 15:07:41 XYZ", "2026-03-02 15:07:41"),
        ("Mon, 02 Mar 2026 15:07:41 GMT+02:00", "2026-03-02 13:07:41"),
        ("Mon, 2 Mar 2026 15:07:41 -0500 (EST)", "2026-03-02 20:07:41"),
        ("Mon, 2 Mar 2026", "2026-03-02 00:00:00"),
        # RFC 3339, W3C-DTF, ISO 8601
        ("2026-03-02T15:07:41Z", "2026-03-02 15:07:41"),
        ("2026-03-02T15:07:41.123456789+02:00", "2026-03-02 13:07:41"),
        ("2026-03-02T15:07:41-0500", "2026-03-02 20:07:41"),
        ("2026-03-02T15:07+01", "2026-03-02 14:07:00"),
        ("2026-03-02 15:07:41", "2026-03-02 15:07:41"),
        ("2026-03-02", "2026-03-02 00:00:00"),
        ("20260302T150741Z", "2026-03-02 15:07:41"),
        ("20260302T1507", "2026-03-02 15:07:00"),
        ("20260302", "2026-03-02 00:00:00"),
        ("2026-03-02T24:00:00Z", "2026-03-03 00:00:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31 23:59:59"),
        # in no standard; feedparser reads the first two as something else
        ("2026/3/2 15:07:41", "2026-03-02 15:07:41"),
        ("1772442000", "2026-03-02 09:00:00"),
        ("1772442000000", "2026-03-02 09:00:00"),
        ("Mon Mar  2 15:07:41 2026", "2026-03-02 15:07:41"),
        ("Mon Mar  2 15:07:41 CET 2026", "2026-03-02 14:07:41"),
        ("14.02.2024 08:30", "2024-02-14 08:30:00"),
        # months by name
        ("March 2, 2026", "2026-03-02 00:00:00"),
        ("Mar 2nd, 2026 at 3:07 pm ET", "2026-03-02 20:07:00"),
        ("Mar 2, 2026 12:07 a.m.", "2026-03-02 00:07:00"),
        ("Sept. 14, 2024", "2024-09-14 00:00:00"),
        ("2-Mar-2026", "2026-03-02 00:00:00"),
        ("lundi 2 mars 2026 à 15h07", "2026-03-02 15:07:00"),
        ("1er février 2026", "2026-02-01 00:00:00"),
        ("2. März 2026", "2026-03-02 00:00:00"),
        ("2 de marzo de 2026", "2026-03-02 00:00:00"),
        ("2 березня 2026 р.", "2026-03-02 00:00:00"),
        ("2 марта 2026 г., 15:07", "2026-03-02 15:07:00"),
        ("14 września 2024", "2024-09-14 00:00:00"),
    ],
)
def test_a_date_is_read(raw: str, expected: str) -> None:
    """In UTC; without a zone it counts as UTC, without a time as midnight."""
    moment = read_date(f" {raw}\n", at=AT)
    assert moment is not None
    assert f"{expected}+00:00" == str(moment)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "yesterday",
        "0000-00-00",
        "0000-00-00T00:00:00Z",
        "2026-02-30",
        "2026-03",
        "2026",
        "03/04/2026",
        "jui 3, 2024",
        "3 Foo 2024",
        "1989-12-31",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "0",
        "2026-03-06T00:00:01Z",
        "2030-01-01",
        "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00:00+23:59",
        "2026-03-02T25:00:00Z",
        "2026-03-02T10:61:00Z",
        "Mon, 02 Mar 2026 00:00:00 +9999",
        "2026-03-02 and so on",
        "2026-03-02" + "0" * 100,
    ],
)
def test_what_is_no_date_or_cannot_be_is_none(raw: str) -> None:
    """Ambiguous, no day, before the Web, or more than a day ahead."""
    assert read_date(raw, at=AT) is None


def test_a_clock_may_be_a_day_ahead() -> None:
    """Zones are often wrong; that is no reason to distrust the day."""
    assert AT + AHEAD == read_date("2026-03-06T00:00:00Z", at=AT)


@given(st.datetimes(datetime(1990, 1, 2), datetime(2026, 3, 4), timezones=st.just(UTC)))  # noqa: DTZ001
def test_what_python_writes_is_read_back(moment: datetime) -> None:
    """RFC 5322 and ISO 8601, to the second."""
    expected = moment.replace(microsecond=0)
    assert expected == read_date(moment.isoformat(), at=AT)
    assert expected == read_date(f"{moment:%a, %d %b %Y %H:%M:%S} +0000", at=AT)


@given(st.text("0123456789-/:.,+ TZamprFeb", max_size=40) | st.text(max_size=120))
def test_any_text_is_read_or_not(raw: str) -> None:
    """It never raises, and what it reads is in range."""
    moment = read_date(raw, at=AT)
    assert moment is None or OLDEST <= moment <= AT + AHEAD
