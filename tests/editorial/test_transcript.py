"""What a desk itself said on the topic: exchanges of a transcript, paragraphs of a release."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import text
from digest.editorial.transcript import passages
from tests.support.values import an_item

BRIEFING = an_item(
    body="".join(
        f"<p>{paragraph}</p>"
        for paragraph in (
            "1:15 p.m. EST",
            "MR DOE: Good afternoon. It is cold.",
            "The Secretary spoke with his colleague from Ukraine. It was a good talk.",
            "With that, Ann.",
            "QUESTION: On Gaza, is there news?",
            "MR DOE: There is none.",
            "QUESTION: Thank you. Another matter. Parliament in Kyiv votes. Is that late?",
            "MR DOE: It is not. We wait.",
            "The Secretary will call again.",
            "QUESTION: And by when?",
            "MR DOE: That is for Ukraine to say.",
            "QUESTION: On Sudan?",
            "MS ROE (via video): No.",
            "He comes back to the vote in Kyiv.",
            "To that, Kyiv has our support.",
            "Kyiv knows it.",
            "QUESTION: (Inaudible.)",
            "MR DOE: Thank you.",
        )
    )
)


@pytest.mark.parametrize(
    ("terms", "most", "expected"),
    [
        # a question brings its answer, all paragraphs of it; other questions are left out. Where
        # the topic is named again in an answer on something else, these paragraphs are enough.
        (
            ("ukraine", "kyiv"),
            150,
            [
                "MR DOE: The Secretary spoke with his colleague from Ukraine. It was a good talk.",
                "QUESTION: Thank you. Another matter. Parliament in Kyiv votes. Is that late?",
                "MR DOE: It is not. We wait.",
                "The Secretary will call again.",
                "QUESTION: And by when?",
                "MR DOE: That is for Ukraine to say.",
                "MS ROE (via video): Kyiv knows it.",
            ],
        ),
        # where there is no room for a question, it begins with what it says of the topic
        (
            ("parliament",),
            16,
            ["QUESTION: Parliament in Kyiv votes. Is that late?", "MR DOE: It is not. We wait."],
        ),
        # so does an answer, if the question does not name it
        (("ukraine",), 20, ["QUESTION: And by when?", "MR DOE: That is for Ukraine to say."]),
        # an answer that has no room leaves the question alone only if there is nothing else
        (("parliament",), 8, ["QUESTION: Parliament in Kyiv votes. Is that late?"]),
        (("sudan",), 5, ["QUESTION: On Sudan?"]),
        (("rome",), 99, []),
    ],
)
def test_a_transcript_gives_the_exchanges_on_the_topic(
    terms: tuple[str, ...], most: int, expected: list[str]
) -> None:
    """With who speaks; whole sentences in a row, of so many words at most."""
    assert expected == passages(BRIEFING, terms, most=most)


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (["Q: On Ukraine?"], ["Q: On Ukraine?"]),
        (["Q: On Ukraine?", "MR. DOE: No."], ["Q: On Ukraine?", "MR. DOE: No."]),
        (["Q On Ukraine?", "MS. DOE-ROE: No."], ["Q On Ukraine?", "MS. DOE-ROE: No."]),
        (["Q. On Ukraine?", "Mr. Doe: No."], ["Q. On Ukraine?", "Mr. Doe: No."]),
        (
            ["Question: On Ukraine?", "Spokesperson Ann Doe: No."],
            ["Question: On Ukraine?", "Spokesperson Ann Doe: No."],
        ),
        # who speaks may stand in a line of its own
        (["QUESTION:", "On Ukraine?", "MR DOE:", "No."], ["QUESTION: On Ukraine?", "MR DOE: No."]),
        # with who asks, and for whom
        *(
            ([f"{asked} On Ukraine?", "MR DOE: No."], [f"{asked} On Ukraine?", "MR DOE: No."])
            for asked in ("QUESTION (Ann Roe, AFP):", "QUESTION FROM AFP:", "Q (via Zoom):")
        ),
        (["Q -- on Ukraine?", "MR. DOE: No."], ["Q -- on Ukraine?", "MR. DOE: No."]),
        (["Q: On Ukraine?", "A: No.", "Q: On Gaza?"], ["Q: On Ukraine?", "A: No."]),
        (["Q. On Ukraine?", "A. No."], ["Q. On Ukraine?", "A. No."]),
        (
            ["Q: On Rome?", "Ann Roe: On Ukraine, no."],
            ["Q: On Rome?", "Ann Roe: On Ukraine, no."],
        ),
        # who leads through it says nothing, unless it is a question
        (
            ["OPERATOR: Ukraine?", "MR DOE: No.", "MODERATOR: Next, Ukraine.", "Q: On Rome?"],
            ["OPERATOR: Ukraine?", "MR DOE: No."],
        ),
        (
            ["QUESTION: On Ukraine?", "MODERATOR: Go ahead.", "Now.", "MR DOE: No."],
            ["QUESTION: On Ukraine?", "MR DOE: No."],
        ),
        # questions in a row, or into an answer, have one answer
        (
            ["QUESTION: On Ukraine?", "QUESTION: And Rome?", "MR DOE: No."],
            ["QUESTION: On Ukraine?", "QUESTION: And Rome?", "MR DOE: No."],
        ),
        (
            ["QUESTION: On Ukraine?", "MR DOE: So --", "QUESTION: -- and Rome?", "MR DOE: No."],
            ["QUESTION: On Ukraine?", "QUESTION: -- and Rome?", "MR DOE: No."],
        ),
        (["MR DOE: Ukraine comes --", "QUESTION: On Rome?", "MR DOE: No."], []),
        # several may answer
        (
            ["QUESTION: On Ukraine?", "MR DOE: No.", "MS ROE: Yes."],
            ["QUESTION: On Ukraine?", "MR DOE: No.", "MS ROE: Yes."],
        ),
        # a release has no questions, and a note in it is nobody's name
        (["We stand with Ukraine.", "On Gaza, no."], ["We stand with Ukraine."]),
        (["NOTE: It rains.", "Rome and Ukraine met."], ["Rome and Ukraine met."]),
        # none of its paragraphs begins with what leans on one that is left out
        (["It rains.", "This is so. Rome and Ukraine met."], ["Rome and Ukraine met."]),
        (["Ukraine waits.", "This is Ukraine."], ["Ukraine waits.", "This is Ukraine."]),
    ],
)
def test_speakers_are_known_however_they_are_written(
    paragraphs: list[str], expected: list[str]
) -> None:
    """As the sites of governments write them."""
    item = an_item(body="".join(f"<p>{each}</p>" for each in paragraphs))

    assert expected == passages(item, ("ukraine",), most=99)


def test_the_exchange_that_says_most_is_taken_first() -> None:
    """Where there is room for one; they stand in the transcript's order."""
    lines = ("QUESTION: On Ukraine?", "MR DOE: No.", "Q: Kyiv and Ukraine?", "MR DOE: Kyiv. Yes.")
    item = an_item(body="".join(f"<p>{line}</p>" for line in lines))

    assert list(lines[2:]) == passages(item, ("ukraine", "kyiv"), most=9)
    assert list(lines) == passages(item, ("ukraine", "kyiv"), most=15)


LABELS = st.sampled_from(["QUESTION: ", "MR DOE: ", "Q: ", "", "MS ROE: "])
SENTENCES = st.lists(
    st.sampled_from(["On Ukraine?", "It rains.", "Kyiv waits for it.", "Who?", "“No. Never.”"]),
    min_size=1,
    max_size=5,
).map(" ".join)


@given(st.lists(st.tuples(LABELS, SENTENCES), max_size=8), st.integers(1, 60))
def test_nothing_is_said_that_was_not(said: list[tuple[str, str]], most: int) -> None:
    """Each paragraph is in the transcript but for its speaker's name; there are not too many."""
    item = an_item(body="".join(f"<p>{label}{words}</p>" for label, words in said))
    found = passages(item, ("ukraine", "kyiv"), most=most)

    labels = {label.strip() for label, _ in said}
    for paragraph in found:
        label = next((it for it in labels if it and paragraph.startswith(it)), "")
        assert any(paragraph.removeprefix(label).strip() in words for _, words in said)
    assert text.count_words(" ".join(found)) <= most
