"""A brief is made of its report's own sentences, whole and in a row."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import config, text
from digest.editorial.brief import (
    LEAST,
    MOST,
    is_balanced,
    is_whole,
    sentences_for,
    units,
    whole_sentences,
)
from digest.editorial.days import ENGLISH, namer
from tests.support.pace import in_time
from tests.support.values import DAY, an_item

if TYPE_CHECKING:
    from digest.model import Item


def report(*paragraphs: str, title: str = "Talks in Rome", reprint: bool = False) -> Item:
    """Make a report of these paragraphs."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return an_item(title=title, body=body, reprint=reprint)


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (
            ["Envoys met in Rome. They parted as friends."],
            "Envoys met in Rome. They parted as friends.",
        ),
        # the agency's dateline is no sentence, nor are furniture, captions and the title again
        (["ROME, Feb 14 (Reuters) - Envoys met in Rome."], "Envoys met in Rome."),
        (["ROME — Envoys met."], "Envoys met."),
        (["ROME, Italy, Feb. 14 - Envoys met."], "Envoys met."),
        (["NATO – Ukraine talks began."], "NATO – Ukraine talks began."),
        (["ROME - and not Paris - hosts them."], "ROME - and not Paris - hosts them."),
        (["By Jane Doe", "Envoys met in Rome."], "Envoys met in Rome."),
        (["Talks in Rome", "Envoys met in Rome."], "Envoys met in Rome."),
        (["Source: Example Agency.", "Envoys met in Rome."], "Envoys met in Rome."),
        (
            ["Envoys met in Rome.", "Reporting by Jane Doe; editing by John Roe."],
            "Envoys met in Rome.",
        ),
        (["Envoys met in Rome. Read more: other talks."], "Envoys met in Rome."),
        # nobody called "he" loses his name: such sentences do not stand first
        (["He came late. Envoys met in Rome."], "Envoys met in Rome."),
        (["“It is late.” Envoys met in Rome."], "Envoys met in Rome."),
        (["This was late. Envoys met in Rome."], "Envoys met in Rome."),
        (["Both were late. Envoys met in Rome."], "Envoys met in Rome."),
        (["There, they met. Envoys met in Rome."], "Envoys met in Rome."),
        (["In this, envoys failed. Envoys met in Rome."], "Envoys met in Rome."),
        (["At that meeting, envoys left. Envoys met in Rome."], "Envoys met in Rome."),
        (["According to him, it is over. Envoys met in Rome."], "Envoys met in Rome."),
        (["For his part, Doe left. Envoys met in Rome."], "Envoys met in Rome."),
        (["The two met twice. Envoys met in Rome."], "Envoys met in Rome."),
        (["The second comes from Doe. Envoys met in Rome."], "Envoys met in Rome."),
        (["As such, envoys left. Envoys met in Rome."], "Envoys met in Rome."),
        (["We are late. Envoys met in Rome."], "Envoys met in Rome."),
        # nor what points back to something that happened or was said
        *(
            ([f"{opening} Envoys met in Rome."], "Envoys met in Rome.")
            for opening in (
                "The conversation, which nobody heard, took place in Rome.",
                "The decision came late.",
                "The move follows another.",
                "The latest move comes after rain.",
                "The announcement on Tuesday was late.",
                "The visit, the first since May, was short.",
                "The statement also named Doe.",
                "The remarks drew laughter.",
                "The two-day visit ended.",
                "The joint statement said so.",
                "The phone call lasted an hour.",
                "The meeting late on Monday evening is said to be short.",
                "At the meeting, Doe left.",
                "Following the talks, Doe left.",
                "“The decision is late,” he said.",
            )
        ),
        # but not what says which one
        *(
            ([sentence], sentence)
            for sentence in (
                "The European Union met in Rome.",
                "The meeting of foreign ministers in Brussels is over.",
                "The decision to send tanks came late.",
                "The move by Hungary follows another.",
                "The talks between Rome and Paris were late.",
                "The visit to Rome, the first since May, was short.",
                "The meeting, held in Rome, was short.",
                "The announcement made by Doe was late.",
                "The Rome meeting was short.",
                "The foreign ministers' meeting was short.",
                "The Callaghan report said so.",
                "The news agency Example said so.",
                "After the meeting of envoys, Doe left.",
                "“The decision is late,” Doe said.",
            )
        ),
        # nor does a question, which tells nothing
        (["What was next? Envoys met in Rome."], "Envoys met in Rome."),
        # nor a quotation whose speaker is named in a sentence that is left out
        (["“Peace is near,” he said. Envoys met in Rome."], "Envoys met in Rome."),
        (["“Peace is near,” said she. Envoys met in Rome."], "Envoys met in Rome."),
        (['"Peace is near," they added. Envoys met in Rome.'], "Envoys met in Rome."),
        (["‘Peace is near,’ he said. Envoys met in Rome."], "Envoys met in Rome."),
        (["“Peace is near.” “Rome is far.” Envoys met in Rome."], "Envoys met in Rome."),
        (["“Peace is near,” Doe said. “So it is.”"], "“Peace is near,” Doe said. “So it is.”"),
        # but these lean on nothing
        (["The Two Rivers pact holds."], "The Two Rivers pact holds."),
        (["At that the envoys left."], "At that the envoys left."),
        (["This week, envoys met in Rome."], "This week, envoys met in Rome."),
        (["Both Ankara and Rome sent envoys."], "Both Ankara and Rome sent envoys."),
        (["There are no talks in Rome."], "There are no talks in Rome."),
        (["Then-Minister Doe met envoys."], "Then-Minister Doe met envoys."),
        # a summary that is cut gives its whole sentences only
        (["Envoys met in Rome. The second round of […]"], "Envoys met in Rome."),
        (["Envoys met in Rome. The second round of…"], "Envoys met in Rome."),
        (["Envoys met in Rome. The second round of..."], "Envoys met in Rome."),
        (["Envoys met in Rome. The second round of the"], "Envoys met in Rome."),
        # after a gap, what leans on it is left out too
        (
            ["Envoys met in Rome. The second of…", "He left. Rome is glad."],
            "Envoys met in Rome. Rome is glad.",
        ),
        (
            ["Envoys met in Rome.", "“It is late. And", "“It is over,” he said.", "Rome is glad."],
            "Envoys met in Rome. Rome is glad.",
        ),
        (["Envoys met in Rome.", "He is glad."], "Envoys met in Rome. He is glad."),
        # a caption is no sentence of the report
        (
            ["Doe speaks in Rome. REUTERS/Ann Roe/Pool", "Envoys met in Rome."],
            "Envoys met in Rome.",
        ),
        (["Doe speaks in Rome. (Ann Roe / AFP)", "Envoys met in Rome."], "Envoys met in Rome."),
        (["Doe speaks in Rome, 2 May. (Ann Roe via Getty Images).", "Envoys met."], "Envoys met."),
        # a report without any gives its title
        (["The second round of the …"], "Talks in Rome."),
        (["He said so."], "Talks in Rome."),
        ([], "Talks in Rome."),
        # abbreviations end no sentence
        (
            ["On Feb. 9, Mr. Doe of the U.S. met Gen. Roe at 10 a.m. in Rome. Lt. Col. Poe came."],
            "On Feb. 9, Mr. Doe of the U.S. met Gen. Roe at 10 a.m. in Rome. Lt. Col. Poe came.",
        ),
    ],
)
def test_the_sentences_of_a_brief(paragraphs: list[str], expected: str) -> None:
    """Whole ones, from the first that can stand alone."""
    assert expected == " ".join(sentences_for(report(*paragraphs), most=150))


def test_a_title_that_ends_with_a_mark_gets_no_other() -> None:
    """A question stays one."""
    assert ["Talks in Rome?"] == sentences_for(report(title="Talks in Rome?"), most=150)


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("“One. Two,” he said. Three.", ["“One. Two,” he said.", "Three."]),
        ('"One. Two," he said. Three.', ['"One. Two," he said.', "Three."]),
        ("‘One. Two,’ he said. Three.", ["‘One. Two,’ he said.", "Three."]),
        ("'One. It's two,' he said. Three.", ["'One. It's two,' he said.", "Three."]),
        ("«One. Two», he said. Three.", ["«One. Two», he said.", "Three."]),
        ("One (two. Three.) Four.", ["One (two. Three.)", "Four."]),
        ("The envoys' hall. The envoys’ room.", ["The envoys' hall.", "The envoys’ room."]),
        ("Back in the '90s they met. Now too.", ["Back in the '90s they met.", "Now too."]),
        (
            "He said: “She told me ‘no.’ Twice.” I left.",
            ["He said: “She told me ‘no.’ Twice.”", "I left."],
        ),
        ("One. “Two is not closed. Three.", ["One."]),
        (
            "The No. 2 official spoke on Art. 5. So it is.",
            ["The No. 2 official spoke on Art. 5.", "So it is."],
        ),
        ("It is H.R. 815. No. 7 stays.", ["It is H.R. 815.", "No. 7 stays."]),
        ("Col.-Gen. Doe met Rt. Hon. Roe. I left.", ["Col.-Gen. Doe met Rt. Hon. Roe.", "I left."]),
        ("He said no. Five men left.", ["He said no.", "Five men left."]),
    ],
)
def test_what_shares_a_quotation_is_one_unit(paragraph: str, expected: list[str]) -> None:
    """No quotation is cut, and one that is not closed is left out with what follows it."""
    assert expected == list(units(paragraph))


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        (
            "Envoys of six countries met in Rome on Monday",
            "Envoys of six countries met in Rome on Monday.",
        ),
        ("Envoys of six countries met in “Rome” (no. 1", "Talks in Rome."),
        ("They came from six countries to meet in Rome", "Talks in Rome."),
        ("Reporting by the many envoys who met in Rome", "Talks in Rome."),
        ("Envoys of six countries met in Rome, and the …", "Talks in Rome."),
        ("A hall in Rome", "Talks in Rome."),
    ],
)
def test_a_local_text_whose_full_stop_was_forgotten_gets_one(paragraph: str, expected: str) -> None:
    """If it has nothing else, and is no caption."""
    assert [expected] == sentences_for(report(paragraph, reprint=True), most=150)


@pytest.mark.parametrize("opening", ["'", '"', "“", "("])
def test_a_quotation_that_is_never_closed_takes_no_time(opening: str) -> None:
    """It is left out with all that follows, however long that is: it took eight seconds."""
    begun = time.process_time()

    assert ["Doe met envoys."] == list(units(f"Doe met envoys. {opening}Now {'It rains. ' * 5000}"))
    assert in_time(time.process_time() - begun, 2)


def test_a_title_gets_the_full_stop_of_its_script() -> None:
    """As its sentences end."""
    assert ["使節在羅馬會面。"] == sentences_for(report(title="使節在羅馬會面"), most=150)


def test_a_feeds_summary_without_a_full_stop_may_be_cut() -> None:
    """Its title is whole."""
    paragraph = "Envoys of six countries met in Rome on Monday to talk about the"

    assert ["Talks in Rome."] == sentences_for(report(paragraph), most=150)


WORD = st.sampled_from(
    "envoys Rome met he it U.S. Feb. 9 “peace” ‘no’ 'yes' (six) truce, Gen. — Mr. said yesterday"
    " today tomorrow’s talks “since yesterday” Yesterday this morning".split()
)
END = st.sampled_from([".", "!", "?", ".”", "…", "", '."', "..."])
SENTENCE = st.tuples(st.lists(WORD, min_size=1, max_size=40), END).map(
    lambda pair: " ".join(pair[0]) + pair[1]
)
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=6).map(" ".join)
NAMED = namer(an_item(), config.parse(b"").newsletter, DAY)
#: Words that may stand in a brief and not in the report: "on Tuesday", "Tuesday's".
DAYS = {"on", "On", *ENGLISH.weekdays, *(f"{day}{s}" for day in ENGLISH.weekdays for s in "’'")}


@given(st.lists(PARAGRAPH, max_size=4), st.integers(5, 200), st.booleans())
def test_nothing_is_invented(paragraphs: list[str], most: int, reprint: bool) -> None:  # noqa: FBT001
    """Each unit stands in the report, in this order; there are not too many words."""
    item = report(*paragraphs, reprint=reprint)
    found = sentences_for(item, most=most)
    if found == ["Talks in Rome."]:
        return
    there = text.squeeze(" ".join(paragraphs))
    at = 0
    for unit in found:
        place = there.find(unit, at)
        if place < 0:  # only a local text's forgotten full stop is added
            assert reprint
            assert [unit] == found
            place = there.find(unit.removesuffix("."), at)
        assert place >= 0
        at = place + 1
    assert text.count_words(" ".join(found)) <= min(most, MOST)


@given(st.lists(PARAGRAPH, max_size=4), st.integers(5, 200))
def test_only_days_are_called_otherwise(paragraphs: list[str], most: int) -> None:
    """Every word is in the report, or a weekday; no sentence or quotation is cut."""
    item = report(*paragraphs)
    found = sentences_for(item, most=most, named=NAMED)
    there = {*" ".join(paragraphs).split(), "Talks", "in", "Rome."}

    for unit in found:
        assert is_whole(unit)
        assert is_balanced(unit)
        for word in unit.split():
            assert word in there or word.rstrip('.,!?…”"s').removesuffix("s") in DAYS
    assert text.count_words(" ".join(found)) <= min(most, MOST)


def test_relative_days_are_called_by_their_weekday() -> None:
    """In the sentences, and in a title that stands for them; not within quotation marks."""
    said = report("“I met him yesterday,” Doe said today. Yesterday’s talks failed.")
    title = report(title="Envoys met yesterday")

    assert ["“I met him yesterday,” Doe said on Wednesday.", "Tuesday’s talks failed."] == (
        sentences_for(said, most=150, named=NAMED)
    )
    assert ["Envoys met on Tuesday."] == sentences_for(title, most=150, named=NAMED)


TEN = "Envoys of six countries met in Rome to talk again."


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        # on to the fortieth word, over the ends of paragraphs
        ([1, 1, 1, 1], 40),
        ([2, 1], 30),
        ([3, 3, 3], 60),
        # from there on only by whole paragraphs, up to sixty words
        ([4, 9], 40),
        ([4, 7], 110),
        ([4, 2, 2], 60),
        ([1, 1, 1, 1, 1, 1, 1], 60),
        # a paragraph that has room is not cut
        ([11], 110),
        ([7, 4], 70),
        # one that has none is, once there are enough words
        ([12], 60),
        ([30], 60),
        ([3, 9], 60),
    ],
)
def test_a_brief_ends_where_a_paragraph_does(paragraphs: list[int], expected: int) -> None:
    """With forty words or more, where the report has them; paragraphs are of ten words each."""
    found = sentences_for(report(*(" ".join([TEN] * each) for each in paragraphs)), most=150)

    assert expected == text.count_words(" ".join(found))
    assert sum(paragraphs) * 10 < LEAST or LEAST <= expected <= MOST


def test_a_sentence_too_long_for_a_brief_is_passed_over() -> None:
    """With those that lean on it."""
    long = " ".join(["Word"] * 119) + "."
    found = sentences_for(report(f"{TEN} {long} He left.", "She left. Rome is glad."), most=150)

    assert [TEN, "Rome is glad."] == found


@pytest.mark.parametrize(
    ("most", "expected"), [(1, ""), (2, "One two."), (5, "One two. Three four.")]
)
def test_whole_sentences_within_so_many_words(most: int, expected: str) -> None:
    """None is cut."""
    assert expected == whole_sentences("One two. Three four. Five six.", most=most)
