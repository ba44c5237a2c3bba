"""A report's "yesterday" is another day for the readers of the edition."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import text
from digest.editorial.days import ENGLISH, named
from tests.support.values import DAY

WEDNESDAY = date(2024, 2, 14)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Doe said yesterday that it rained.", "Doe said on Tuesday that it rained."),
        ("Envoys met today.", "Envoys met on Wednesday."),
        ("Envoys will meet tomorrow.", "Envoys will meet on Thursday."),
        ("Envoys met the day before yesterday.", "Envoys met on Monday."),
        ("Envoys meet the day after tomorrow.", "Envoys meet on Friday."),
        # parts of the day keep their name, if it is a word of the report
        ("Envoys met this morning.", "Envoys met on Wednesday morning."),
        ("Envoys met last night.", "Envoys met on Tuesday night."),
        ("Envoys met yesterday evening.", "Envoys met on Tuesday evening."),
        ("Envoys met tonight.", "Envoys met on Wednesday."),
        ("Envoys met late yesterday.", "Envoys met late on Tuesday."),
        # at the beginning of a sentence
        ("Yesterday, envoys met.", "On Tuesday, envoys met."),
        ("Envoys met. Yesterday they left.", "Envoys met. On Tuesday they left."),
        ("“No.” Last night they left.", "“No.” On Tuesday night they left."),
        ("Tomorrow is the last day.", "Thursday is the last day."),
        ("Yesterday’s talks failed.", "Tuesday’s talks failed."),
        # after words that need no "on", and in front of what the day has
        ("Since yesterday, envoys met.", "Since Tuesday, envoys met."),
        ("Envoys stay until tomorrow.", "Envoys stay until Thursday."),
        ("After yesterday's talks, Doe left.", "After Tuesday's talks, Doe left."),
        ("Doe left today's round of talks.", "Doe left Wednesday's round of talks."),
        ("Doe left this morning's talks.", "Doe left Wednesday morning's talks."),
        ("Doe left yesterday evening's talks.", "Doe left Tuesday evening's talks."),
        # the nearest verb says whether "today" is a day
        ("The EU today agreed to it.", "The EU on Wednesday agreed to it."),
        ("The U.S. today agreed to it.", "The U.S. on Wednesday agreed to it."),
        ("The United States today sent aid.", "The United States on Wednesday sent aid."),
        ("Envoys are to meet today.", "Envoys are to meet on Wednesday."),
        ("Today, envoys left Rome.", "On Wednesday, envoys left Rome."),
        ("It rains. Envoys met today. It is so.", "It rains. Envoys met on Wednesday. It is so."),
        ("Doe today is to meet Roe.", "Doe on Wednesday is to meet Roe."),
        ("Doe is visiting Rome today.", "Doe is visiting Rome on Wednesday."),
        ("The council meets today.", "The council meets on Wednesday."),
        ("They met between yesterday and tomorrow.", "They met between Tuesday and Thursday."),
        ("They met between yesterday evening and this morning.",
         "They met between Tuesday evening and Wednesday morning."),
        # several in one sentence, and Markdown
        ("Envoys met yesterday and will today.", "Envoys met on Tuesday and will on Wednesday."),
        ("They [met yesterday](https://e.org/yesterday).",
         "They [met on Tuesday](https://e.org/yesterday)."),
        ("**Yesterday** they met.", "**On Tuesday** they met."),
        ("Doe's note said “it rains” yesterday.", "Doe's note said “it rains” on Tuesday."),
        # and these mean no day of the calendar
        *((it, it) for it in (
            "Ukraine today is a country at war.",
            "Today, Ukraine is a candidate.",
            "Doe said that Russia is stronger today.",
            "The Ukraine of today was made then.",
            "The war was felt even today.",
            "Doe spoke of today's Russia and tomorrow's world.",
            "They worked for a better tomorrow.",
            "USA Today reported it.",
            "Doe told TODAY that it rained.",
            "It was his last night in office.",
            "They met on this morning.",
            "They came to-day-after-tomorrow.",
            "Envoys met today, Wednesday.",
            "On Tuesday, yesterday, envoys met.",
            "Envoys met on Wednesday (today).",
            # nor may another day be meant
            "A year ago today, envoys met.",
            "A week ago yesterday envoys met.",
            "Envoys meet two weeks from tomorrow.",
            "The day before yesterday's talks, envoys met.",
            "It seemed like yesterday.",
            "There is no tomorrow for envoys.",
            "The site today.com reported it.",
            "Envoys met yesterday (Tuesday).",
            # nor is anybody's own word changed, or a link
            "“I left yesterday,” Doe said.",
            'Doe said: "I left yesterday. Today I met them."',
            "‘It rained yesterday,’ Doe said.",
            "«It rained yesterday», Doe said.",
            "Doe said: “It rained yesterday",
            "See <https://e.org/met-yesterday> and https://e.org/yesterday for it.",
        )),
    ],
)  # fmt: skip
def test_a_day_is_called_by_its_weekday(sentence: str, expected: str) -> None:
    """In a report of Wednesday, for the edition of Friday."""
    assert expected == named(sentence, WEDNESDAY, DAY)


@pytest.mark.parametrize(
    ("before", "expected"),
    [(1, "Envoys met on Wednesday."), (6, "Envoys met on Friday."), (7, "Envoys met yesterday.")],
)
def test_a_day_too_far_from_the_edition_has_no_name(before: int, expected: str) -> None:
    """Its weekday would be taken for that of this week."""
    assert expected == named("Envoys met yesterday.", DAY - timedelta(days=before), DAY)


PIECES = st.sampled_from(
    "Yesterday yesterday today Today tomorrow tonight this last morning night since said met is . ,"
    " “ ” \" ' ’ ’s 's ( ) [ ] ](https://e.org/today) Doe talks U.S. the day before".split()
)


@given(st.lists(PIECES, max_size=25).map(" ".join))
def test_nothing_else_is_changed(sentence: str) -> None:
    """What is not a word for a day stands as it did, and what is between quotation marks too."""
    found = named(sentence, WEDNESDAY, DAY)
    added = {"on", *(day.lower() for day in ENGLISH.weekdays)}
    left = [word for word in text.words(found.lower()) if word not in added]
    there = iter(text.words(sentence.lower()))

    assert all(word in there or word == "s" for word in left)
    assert sentence.count("“") == found.count("“")
    assert found == named(found, WEDNESDAY, DAY)
