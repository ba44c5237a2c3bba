"""Promises that hold for every file: no reader crashes, and a round-up loses nothing."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import text
from digest.editorial import body
from digest.ingest.document import from_plain_text
from digest.ingest.files import READERS
from tests.ingest_files.texts import Roundup, read

SIGNS = st.sampled_from(
    "--- \n title: section: lead: date: From: Subject: > — - # * ` [ ]( <p> <b> </p> <!-- --> &amp;"
    " \\ {{ }} \0 \x01 \r \u2028 words. \n\n In other diplomatic news: Latest".split(" ")
)
CONTENT = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=400).map(lambda it: it.encode(errors="surrogatepass")),
    st.lists(SIGNS, max_size=60).map(lambda it: " ".join(it).encode()),
    st.lists(SIGNS, max_size=40).map(lambda it: "---\n".join(it).encode()),
)
WORDS = st.lists(
    st.sampled_from("Kyiv envoys met in Geneva grain – talks, U.S. “no” 12 (x) & a_b *c*".split()),
    min_size=25,
    max_size=60,
)  # fmt: skip
PARAGRAPH = WORDS.map(lambda words: "The " + " ".join(words) + ".")


@pytest.mark.parametrize("suffix", sorted(READERS))
@given(content=CONTENT)
def test_no_bytes_crash_a_reader(suffix: str, content: bytes) -> None:
    """There are items, or an error of one line."""
    with tempfile.TemporaryDirectory() as folder:
        fetched = read(Path(folder), f"a{suffix}", content)

    assert (fetched.error is None) != (not fetched.items and not fetched.absences)
    assert "\n" not in str(fetched.error)
    assert all(item.title and item.id for item in fetched.items if not item.roundup)


@given(
    main=st.lists(PARAGRAPH, min_size=1, max_size=4),
    briefs=st.lists(st.lists(PARAGRAPH, min_size=1, max_size=2), min_size=1, max_size=5),
    spoken=st.lists(PARAGRAPH, min_size=1, max_size=3),
    dash=st.sampled_from(["—", "–", "-"]),
)
def test_a_roundup_never_loses_a_paragraph(
    main: list[str], briefs: list[list[str]], spoken: list[str], dash: str
) -> None:
    """Each is in its part, in its order, once, word for word; what is around them is in none."""
    roundup = Roundup(
        main=tuple(main),
        subheading="What it means",
        more=(),
        briefs=tuple((brief[0], *(f"“{it}”" for it in brief[1:])) for brief in briefs),
        spoken=tuple(spoken),
        dash=dash,
    )
    # A subheading needs something below it.
    source = roundup.as_text().replace("What it means\n\n", "")
    with tempfile.TemporaryDirectory() as folder:
        fetched = read(Path(folder), "week.txt", source)
    parts = [(item.section, tuple(map(body.words, body.blocks(item)))) for item in fetched.items]

    assert [
        ("main", roundup.main),
        *(("other", brief) for brief in roundup.briefs),
        ("state", roundup.spoken),
    ] == parts


@given(st.lists(PARAGRAPH, min_size=1, max_size=6), st.integers(60, 98))
def test_paragraphs_that_were_filled_are_put_together_again(
    paragraphs: list[str], width: int
) -> None:
    """To whatever width a mail program fills its lines."""
    import textwrap

    filled = "\n\n".join(
        textwrap.fill(it, width, break_long_words=False, break_on_hyphens=False)
        for it in paragraphs
    )

    assert paragraphs == [passage.words for passage in from_plain_text(filled)]


@given(st.text(st.characters(exclude_characters="_", exclude_categories=["Cs"]), max_size=300))
def test_plain_text_keeps_all_its_words(source: str) -> None:
    """Whatever signs are in it: bullets, hashes, stars and rules around lines are none."""
    source = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\u2028\u2029]", "", source)
    passages = " ".join(passage.words for passage in from_plain_text(source))

    assert text.words(source) == text.words(passages)
