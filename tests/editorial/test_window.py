"""Which items belong to the edition of a day: nothing twice, nothing lost."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from digest.editorial.window import Calendar, edition_day, window_of
from digest.errors import UsageError
from digest.model import Item, PastEdition
from tests.support.values import DAY, an_item, at

NEW_YORK = ZoneInfo("America/New_York")
BEFORE = DAY - timedelta(days=7)


@pytest.mark.parametrize(
    ("asked", "today", "expected"),
    [
        ("", "2024-02-14", "2024-02-16"),
        ("", "2024-02-16", "2024-02-16"),
        ("", "2024-02-17", "2024-02-23"),
        ("last", "2024-02-14", "2024-02-09"),
        ("last", "2024-02-16", "2024-02-09"),
        ("last", "2024-02-17", "2024-02-16"),
        ("next", "2024-02-14", "2024-02-16"),
        ("next", "2024-02-16", "2024-02-23"),
        ("2024-02-13", "2024-02-16", "2024-02-13"),
    ],
)
def test_the_day_of_an_edition(asked: str, today: str, expected: str) -> None:
    """The coming publish day, the one before, the one after, or any day."""
    found = edition_day(asked, today=date.fromisoformat(today), publish_day="friday")

    assert date.fromisoformat(expected) == found


def test_a_day_that_is_none_is_an_error() -> None:
    """It says what can be given."""
    with pytest.raises(UsageError) as caught:
        edition_day("2024-02-30", today=DAY, publish_day="friday")
    assert "--date: '2024-02-30' is no day. Use YYYY-MM-DD" in str(caught.value)


@pytest.mark.parametrize(
    ("day", "hours"), [("2024-02-16", 168), ("2024-03-15", 167), ("2024-11-08", 169)]
)
def test_the_week_begins_and_ends_at_midnight_there(day: str, hours: int) -> None:
    """A week in which the clocks change is an hour shorter or longer."""
    window = window_of(date.fromisoformat(day), NEW_YORK)
    length = window.end.timestamp() - window.start.timestamp()

    assert (0, 0) == (window.start.hour, window.end.hour)
    assert hours * 3600 == length


def calendar(
    *past: PastEdition, today: str = "2024-02-16", day: date = DAY, first_read: str = "2024-01-01"
) -> Calendar:
    """Make the calendar of an edition in a newsroom that published before."""
    return Calendar(
        day,
        NEW_YORK,
        today=date.fromisoformat(today),
        publish_day="friday",
        past=past,
        first_reads={"wire": at(first_read)},
    )


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2024-02-09 04:59", False),
        ("2024-02-09 05:00", True),
        ("2024-02-16 04:59", True),
        ("2024-02-16 05:00", False),
    ],
)
def test_the_window_is_half_open(published: str, expected: bool) -> None:  # noqa: FBT001
    """Midnight in New York is five in the morning in UTC."""
    assert expected == calendar().belongs(an_item(published=published))


def late(first_seen: str, published: str = "2024-02-07") -> Item:
    """Make an item of the week before, first seen when told."""
    return an_item(published=published, first_seen=at(first_seen))


BUILT = PastEdition(date=BEFORE, built_at=at("2024-02-09 15:00"))
SENT = PastEdition(date=BEFORE, built_at=at("2024-02-09 20:00"), sent_at=at("2024-02-09 16:00"))


@pytest.mark.parametrize(
    ("past", "first_seen", "expected"),
    [
        (BUILT, "2024-02-09 14:00", False),
        (BUILT, "2024-02-09 15:30", True),
        (SENT, "2024-02-09 15:30", False),
        (SENT, "2024-02-09 17:00", True),
        (None, "2024-02-09 17:00", False),
        (PastEdition(date=BEFORE), "2024-02-09 17:00", False),
    ],
)
def test_what_came_too_late_for_its_edition_is_carried_over(
    past: PastEdition | None,
    first_seen: str,
    expected: bool,  # noqa: FBT001
) -> None:
    """If it was first seen after the edition before this one was frozen."""
    found = calendar(*([past] if past else [])).belongs(late(first_seen))

    assert expected == found


def test_it_is_carried_over_once() -> None:
    """The edition after that has it no more."""
    item = late("2024-02-09 17:00")
    this = PastEdition(date=DAY, built_at=at("2024-02-16 15:00"))
    following = calendar(BUILT, this, day=DAY + timedelta(days=7))

    assert calendar(BUILT).carries(item)
    assert not following.belongs(item)


def test_the_first_reading_of_a_source_carries_nothing_over() -> None:
    """A new feed's backlog is no news."""
    item = late("2024-02-12")

    assert not calendar(BUILT, first_read="2024-02-12").belongs(item)
    assert calendar(BUILT, first_read="2024-02-11").belongs(item)


def note(day: str, first_seen: str = "") -> Item:
    """Make a local text that is dated only by its modification time."""
    return an_item(published=day, dated_by="modified", first_seen=at(first_seen or day))


@pytest.mark.parametrize(
    ("modified", "expected"),
    [
        ("2024-02-08", False),
        ("2024-02-10", True),
        ("2024-02-16 14:00", True),  # the morning of publication
        ("2024-02-17 04:30", True),  # still Friday in New York
        ("2024-02-17 14:00", False),
    ],
)
def test_a_text_dated_by_when_we_met_it_is_in_the_next_edition(
    modified: str,
    expected: bool,  # noqa: FBT001
) -> None:
    """A note dropped in on the morning of publication is in today's edition."""
    assert expected == calendar().belongs(note(modified))


@pytest.mark.parametrize(
    ("past", "first_seen", "expected"),
    [
        (BUILT, "2024-02-09 14:00", False),  # in the edition of the 9th
        (BUILT, "2024-02-09 16:00", True),  # too late for it
        (PastEdition(date=BEFORE), "2024-02-09 16:00", False),  # only drafted: it goes there
        (None, "2024-02-09 16:00", True),  # that Friday had no edition
    ],
)
def test_a_text_of_publication_day_is_in_one_edition(
    past: PastEdition | None,
    first_seen: str,
    expected: bool,  # noqa: FBT001
) -> None:
    """That day's own if it was still open, else the next."""
    found = calendar(*([past] if past else [])).belongs(note("2024-02-09 14:00", first_seen))

    assert expected == found


def test_an_edition_that_is_still_to_come_takes_its_own_texts() -> None:
    """On Thursday, the edition of tomorrow is open; next week's does not take its notes."""
    following = calendar(today="2024-02-15", day=DAY + timedelta(days=7))

    assert not following.belongs(note("2024-02-16 14:00"))
