"""Texts as people paste them: what is furniture, what is the head, and what is the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digest.config import Config, Furniture
from tests.ingest_files.texts import APPEAL, END, TEASERS, article, read

if TYPE_CHECKING:
    from pathlib import Path

FIRST = (
    "Envoys of both governments met on Tuesday in a hotel outside Geneva, according to the"
    " mediator, and talked for four hours about a list of prisoners that neither side had brought."
)
SECOND = (
    "The list is long, he said, and it has been longer: some of those who were on it have come"
    " home since the autumn, and others have been found to be at home already."
)
THIRD = (
    "A further meeting is planned for the spring. Nobody would say where it is to be held, or"
    " whether anybody has been asked."
)
TITLE = "A list that nobody brought"
DECK = "Four hours of talks, and no paper on the table"


def pasted(*paragraphs: str) -> str:
    """Join paragraphs by empty lines."""
    return "\n\n".join(paragraphs) + "\n"


def test_a_page_that_was_copied_whole_is_its_text_alone(tmp_path: Path) -> None:
    """Menus, the headline again, the appeal, teasers of other texts and the form are not in it."""
    item = article(
        tmp_path,
        "page.txt",
        pasted(
            "Follow us on social", "google cta", TITLE, TITLE, DECK, "Analysis | Foreign Desk",
            FIRST, SECOND, THIRD, *APPEAL, *TEASERS, *END,
        ),
    )  # fmt: skip

    assert (TITLE, DECK, "Analysis | Foreign Desk") == (item.title, item.deck, item.kicker)
    assert f"{FIRST}\n\n{SECOND}\n\n{THIRD}" == item.body


@pytest.mark.parametrize(
    ("head", "title", "deck", "kicker", "author"),
    [
        ((TITLE,), TITLE, "", "", ""),
        ((TITLE, TITLE), TITLE, "", "", ""),
        ((TITLE, TITLE.upper() + ":"), TITLE, "", "", ""),
        ((TITLE, DECK), TITLE, DECK, "", ""),
        ((TITLE, DECK, "Europe"), TITLE, DECK, "Europe", ""),
        ((TITLE, "Europe", DECK), TITLE, DECK, "Europe", ""),
        (("Reporting | QiOSK", TITLE, DECK), TITLE, DECK, "Reporting | QiOSK", ""),
        (("Europe", TITLE, TITLE, DECK), TITLE, DECK, "Europe", ""),
        ((TITLE, f"{DECK}.", "By Ann Author"), TITLE, f"{DECK}.", "", "Ann Author"),
        ((TITLE, "By Ann Author and Bert de Vries"), TITLE, "", "", "Ann Author and Bert de Vries"),
        ((TITLE, DECK, "Feb 15, 2024"), TITLE, DECK, "", ""),
        ((TITLE, "Published February 15, 2024 | 4 min read"), TITLE, "", "", ""),
        ((TITLE, "By Ann Author | 15 Feb 2024 | Europe"), TITLE, "", "", "Ann Author"),
        ((TITLE, "A hall in Geneva. (Photo by N. Obody/Getty Images)"), TITLE, "", "", ""),
        ((f"{TITLE}.", f"{DECK}.", "A hall. REUTERS/N. O/Pool"), f"{TITLE}.", f"{DECK}.", "", ""),
    ],
)  # fmt: skip
def test_the_head_of_a_text_is_found(
    tmp_path: Path, head: tuple[str, ...], title: str, deck: str, kicker: str, author: str
) -> None:
    """Headline, deck, kicker and byline, in whatever order pages have them; days are dropped."""
    item = article(tmp_path, "page.txt", pasted(*head, FIRST, SECOND))

    assert (title, deck, kicker, author) == (item.title, item.deck, item.kicker, item.author)
    assert f"{FIRST}\n\n{SECOND}" == item.body


def test_a_short_first_paragraph_is_no_deck(tmp_path: Path) -> None:
    """Reports begin with one: it stays where it is, below a byline and without one."""
    short = "Envoys of both sides met on Tuesday, the mediator said."
    signed = article(tmp_path, "a.txt", pasted(TITLE, "By Ann Author", short, FIRST))
    plain = article(tmp_path, "b.txt", pasted(TITLE, TITLE, short, FIRST))

    assert [("", f"{short}\n\n{FIRST}")] * 2 == [(it.deck, it.body) for it in (signed, plain)]


@pytest.mark.parametrize("name", ["note.txt", "note.md"])
def test_a_note_of_one_sentence_is_its_own_headline(tmp_path: Path, name: str) -> None:
    """And it is still the text."""
    sentence = "Both sides exchanged a hundred prisoners on Tuesday, officials said."
    item = article(tmp_path, name, sentence)

    assert (sentence, sentence) == (item.title, item.body)


def test_a_headline_may_be_all_there_is(tmp_path: Path) -> None:
    """A tip on its way to the editor."""
    item = article(tmp_path, "tip.txt", TITLE)

    assert (TITLE, "") == (item.title, item.body)


def test_lines_between_paragraphs_are_subheadings(tmp_path: Path) -> None:
    """Where a text has no other headings; a quotation is none."""
    item = article(
        tmp_path, "page.txt", pasted(TITLE, FIRST, "What is on it", SECOND, "“Nothing”", THIRD)
    )

    assert f"{FIRST}\n\n### What is on it\n\n{SECOND}\n\n“Nothing”\n\n{THIRD}" == item.body


@pytest.mark.parametrize(
    "sentence",
    [
        "Ukraine will become a member of NATO, its foreign minister said, and not tomorrow.",
        "More from the front was told by the general staff, which spoke of a quiet night.",
        "Latest figures of the ministry show that grain exports rose by a tenth.",
        "Copyright was one of the matters that the trade delegations had talked about before.",
        "Newsletter editors were asked to leave the room before the talks began, one of them said.",
        "Related talks about the exchange of bodies went on in Istanbul, the Red Cross said.",
    ],
)
def test_a_paragraph_that_begins_like_furniture_is_text(tmp_path: Path, sentence: str) -> None:
    """Nothing of the text is lost below it either."""
    item = article(tmp_path, "page.txt", pasted(TITLE, FIRST, SECOND, sentence, THIRD))

    assert f"{FIRST}\n\n{SECOND}\n\n{sentence}\n\n{THIRD}" == item.body


@pytest.mark.parametrize(
    "tail",
    [
        APPEAL,
        APPEAL[1:],
        TEASERS,
        TEASERS[8:],
        END,
        END[1:],
        ("Europe", "Latest"),
        ("Read more",),
        ("Related articles", "Some other headline", "Another one"),
        ("© 2024 Example Statecraft. All rights reserved.",),
        ("You are receiving this email because you signed up for it.", "12 Example Street"),
        ("Share this article", "Continue reading"),
    ],
)
def test_what_is_glued_to_the_end_is_not_content(tmp_path: Path, tail: tuple[str, ...]) -> None:
    """An appeal, teasers (one of them has the newsletter's name), lists of other texts, a form."""
    item = article(tmp_path, "page.txt", pasted(TITLE, FIRST, SECOND, THIRD, *tail))

    assert f"{FIRST}\n\n{SECOND}\n\n{THIRD}" == item.body


def test_a_newsroom_has_furniture_of_its_own(tmp_path: Path) -> None:
    """`[furniture]`: lines that are dropped, a line where it ends, and kickers."""
    text = pasted(
        "The Long View", TITLE, "Play the audio version", FIRST, "Hear us on Mondays at noon",
        SECOND, THIRD, "From our partners", "A text that partners wrote and nobody here has read.",
    )  # fmt: skip
    own = Furniture(
        line=("Play the audio version", "Hear us on*"),
        end=("FROM OUR PARTNERS:",),
        kicker=("the long view",),
    )
    plain = article(tmp_path, "page.txt", text)
    item = article(tmp_path, "page.txt", text, config=Config(furniture=own))

    assert "partners wrote" in plain.body
    assert (TITLE, "The Long View") == (item.title, item.kicker)
    assert f"{FIRST}\n\n{SECOND}\n\n{THIRD}" == item.body


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("A *star*, a [bracket] and a <b>tag</b>.", r"A \*star\*, a [bracket] and a \<b>tag\</b>."),
        ("1. is no list, and # is no heading.", r"1\. is no list, and # is no heading."),
        ("Some {{ 7 * 7 }} and {% raw %}.", r"Some {{ 7 \* 7 }} and {% raw %}."),
        ("AT&amp;T, as written.", r"AT\&amp;T, as written."),
    ],
)  # fmt: skip
def test_pasted_words_mean_themselves(tmp_path: Path, source: str, expected: str) -> None:
    """Nothing in plain text is markup, and nothing is a template."""
    assert (
        expected
        == article(tmp_path, "page.txt", pasted(TITLE, FIRST, source)).body.split("\n\n")[1]
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\v"])
def test_a_line_ends_as_any_program_ends_it(tmp_path: Path, end: str) -> None:
    """Unix, Windows, an old Mac, and what word processors put into the clipboard."""
    item = article(tmp_path, "page.txt", pasted(TITLE, FIRST, SECOND).replace("\n", end))

    assert (TITLE, f"{FIRST}\n\n{SECOND}") == (item.title, item.body)


def test_lines_that_were_filled_are_one_paragraph(tmp_path: Path) -> None:
    """A list between them keeps its lines, and a heading is none of the paragraph below it."""
    import textwrap

    filled = "\n".join(textwrap.wrap(FIRST, 72))
    bullets = ("- a list of prisoners, which is long and has been longer since the autumn, as told",
               "- a list of villages")  # fmt: skip
    listed = "\n".join(line for it in bullets for line in textwrap.wrap(it, 72))
    last = "\n".join(["What is next", *textwrap.wrap(THIRD, 72)])
    item = article(tmp_path, "page.txt", pasted(TITLE, filled, listed, last))

    assert f"{FIRST}\n\n{bullets[0]}\n\n{bullets[1]}\n\n### What is next\n\n{THIRD}" == item.body


def test_lines_that_were_filled_in_a_text_of_long_ones_are_one_paragraph(tmp_path: Path) -> None:
    """Somebody put a passage from a letter into a page; a headline and a deck are not one."""
    import textwrap

    filled = "\n".join(textwrap.wrap(SECOND, 70))
    head = (
        "A headline of a good many letters, as papers have\n"
        "A deck of as many letters below it, and no fewer"
    )
    item = article(tmp_path, "page.txt", pasted(head, FIRST, filled, THIRD))

    assert head.split("\n") == [item.title, item.deck]
    assert f"{FIRST}\n\n{SECOND}\n\n{THIRD}" == item.body


def test_a_dash_may_begin_a_line_of_a_sentence(tmp_path: Path) -> None:
    """It opens a bullet only after the end of a sentence."""
    lines = (
        "The new prime minister, who has been in office since the last winter\n"
        "— a former president of the council, as everybody in the room knew —\n"
        "has made the truckers an offer, and they have made him another one."
    )
    item = article(tmp_path, "page.txt", pasted(TITLE, lines))

    assert lines.replace("\n", " ") == item.body.split("\n\n")[0]


def test_rules_between_paragraphs_are_not_text(tmp_path: Path) -> None:
    """Stars, lines, and what underlines a headline."""
    for name, text in {
        "page.txt": pasted(f"{TITLE}\n=====", FIRST, "* * *", SECOND, "———", THIRD),
        "page.md": pasted(f"# {TITLE}", FIRST, "***", SECOND, "<!-- to be checked -->", THIRD),
    }.items():
        item = article(tmp_path, name, text)
        assert (TITLE, f"{FIRST}\n\n{SECOND}\n\n{THIRD}") == (item.title, item.body), name


def test_a_text_of_furniture_alone_holds_no_text(tmp_path: Path) -> None:
    """It is named, and stops nothing."""
    fetched = read(tmp_path, "page.txt", pasted("Menu", "Search", "Subscribe now"))

    assert "sources/items/page.txt: holds no text" == str(fetched.error)


@pytest.mark.parametrize("name", ["page.txt", "page.md"])
@pytest.mark.parametrize("below", [(), (DECK,)])
def test_a_headline_does_not_end_with_the_source(
    tmp_path: Path, name: str, below: tuple[str, ...]
) -> None:
    """Nor is it a kicker then; a headline that a person gave is printed as it was given."""
    text = pasted(f"{TITLE} | Kyiv Post", *below, FIRST, SECOND)
    item = article(tmp_path, name, f"---\nsource: Kyiv Post\n---\n{text}")
    given = article(
        tmp_path, name, f"---\nsource: Kyiv Post\ntitle: A list - Kyiv Post\n---\n{FIRST}"
    )

    assert (TITLE, "", f"{FIRST}\n\n{SECOND}") == (item.title, item.kicker, item.body)
    assert "A list - Kyiv Post" == given.title


def test_a_phrase_may_leave_words_open(tmp_path: Path) -> None:
    """A `*` stands for any words, wherever it is; what else a phrase holds is meant as it is."""
    own = Furniture(line=("hear * on *", "(audio)"))
    text = pasted(
        TITLE, FIRST, "Hear our editors on Mondays", "(Audio)", "Hear our editors", SECOND
    )
    item = article(tmp_path, "page.txt", text, config=Config(furniture=own))

    assert f"{FIRST}\n\n### Hear our editors\n\n{SECOND}" == item.body
