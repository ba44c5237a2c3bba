"""Absence is proved or unknown, never guessed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from digest import config
from digest.editorial.absence import desk_finding, is_stale
from digest.model import Absence, Reading
from tests.support.values import END, NOW, START, a_reading, a_week, at

STATE = config.parse(b"").sections[2]
EMPTY = "The State Department did not hold a press briefing this week."


def test_a_feed_that_was_well_read_and_shows_none_proves_it() -> None:
    """It reaches back before the week, and was read after its end."""
    finding = desk_finding(STATE, a_week(readings=(a_reading(),)), held=False)

    assert ("absent", EMPTY) == (finding.state, finding.text)


def test_a_briefing_off_the_topic_is_silence_not_absence() -> None:
    """Somebody spoke, but not of this."""
    finding = desk_finding(STATE, a_week(readings=(a_reading(),)), held=True)

    assert ("silent", "") == (finding.state, finding.text)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"last_good": None, "error": "HTTP 403"}, "it was never read well (HTTP 403)"),
        ({"last_good": None}, "it was never read well (not read yet)"),
        (
            {"last_good": START, "error": "a web page, not a feed"},
            "it was last read well on 2024-02-09; since then: a web page, not a feed",
        ),
        (
            {"entries": (END - timedelta(days=40), START - timedelta(days=36))},
            "it is stale: no entry since 2024-01-07",
        ),
        ({"entries": ()}, "it is stale: no entry"),
        (
            {"entries": (END + timedelta(hours=1),), "covered_since": END},
            "it does not reach back to the week's beginning",
        ),
        (
            {"covered_since": None},
            "entries may have come and gone in the week while it was not read",
        ),
        (
            {"covered_since": START + timedelta(days=1)},
            "entries may have come and gone in the week while it was not read",
        ),
        (
            {"from_file": True, "entries": (START - timedelta(days=1),)},
            "the saved feed is older than the week's end",
        ),
        ({"from_file": True, "entries": ()}, "the saved feed is older than the week's end"),
    ],
)
def test_whatever_leaves_a_doubt_makes_it_unknown(changes: dict[str, Any], expected: str) -> None:
    """The reason is for the editor."""
    finding = desk_finding(STATE, a_week(readings=(a_reading(**changes),)), held=False)

    assert ("unknown", "") == (finding.state, finding.text)
    assert f"state-briefings: {expected}" == finding.reason


@pytest.mark.parametrize(
    "changes",
    [
        {"entries": (END + timedelta(hours=1),), "covered_since": START},
        {"from_file": True, "updated": END, "entries": (START - timedelta(days=5),)},
        {"from_file": True, "entries": (END, START - timedelta(days=5))},
        {"error": "HTTP 500", "last_good": END},
    ],
)
def test_these_prove_it_too(changes: dict[str, Any]) -> None:
    """A reading before the week; a saved feed that is itself newer; a failure after a good one."""
    finding = desk_finding(STATE, a_week(readings=(a_reading(**changes),)), held=False)

    assert "absent" == finding.state


def test_before_the_week_has_ended_a_reading_of_today_is_good_enough() -> None:
    """Within 24 hours of now."""
    early = END - timedelta(days=1)
    reading = a_reading(last_good=early - timedelta(hours=23), entries=(START - timedelta(days=1),))
    older = a_reading(last_good=early - timedelta(hours=25), entries=reading.entries)

    assert "absent" == desk_finding(STATE, a_week(now=early, readings=(reading,)), held=False).state
    assert "unknown" == desk_finding(STATE, a_week(now=early, readings=(older,)), held=False).state


def test_every_source_must_prove_it() -> None:
    """One that failed leaves it unknown."""
    section = config.Section(
        id="state", kind="desk", title="x", sources=("one", "two"), empty=EMPTY
    )
    good, bad = a_reading("one"), a_reading("two", last_good=None)

    assert "unknown" == desk_finding(section, a_week(readings=(good, bad)), held=False).state
    assert (
        "no feed has the id two"
        == desk_finding(section, a_week(readings=(good,)), held=False).reason
    )


def test_a_section_without_sources_cannot_prove_anything() -> None:
    """Nobody looked."""
    section = config.Section(id="state", kind="desk", title="x", empty=EMPTY, unknown="Not known.")
    finding = desk_finding(section, a_week(), held=False)

    assert ("unknown", "Not known.") == (finding.state, finding.text)


def test_a_round_up_that_states_it_proves_it_in_its_own_words() -> None:
    """The latest one's sentence is printed."""
    stated = [
        Absence(source=day, section="state", text=f"None by {day}.", published=at(day))
        for day in ("2024-02-15", "2024-02-13")
    ]
    finding = desk_finding(STATE, a_week(absences=tuple(stated)), held=False)

    assert ("absent", "None by 2024-02-15.") == (finding.state, finding.text)


@pytest.mark.parametrize(
    ("days_ago", "expected"),
    [
        ((20, 21, 22), False),  # less than 21 days
        ((22, 23, 24), True),  # 22 days, and its habit is one
        ((22, 27, 32), False),  # its habit is five days: 25 may pass
        ((26, 31, 36), True),
        ((22,), True),  # no habit known
    ],
)
def test_a_feed_is_stale_by_its_own_habit(days_ago: tuple[int, ...], expected: bool) -> None:  # noqa: FBT001
    """No entry for 21 days and for five times its median gap."""
    reading = Reading(source="a", entries=tuple(NOW - timedelta(days=days) for days in days_ago))

    assert expected == is_stale(reading, NOW)
