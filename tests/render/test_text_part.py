"""The text part: written from the edition, for people who read mail as text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.render.plain import Links, paragraphs
from digest.render.wrapping import columns, directed, underlined, wrap
from tests.render.pages import EDITION, SECTIONS, render

CONFIG = f"""\
{SECTIONS}
[newsletter]
name = "Diplomacy Watch"

[notice]
title = "An appeal"
text = "Readers **keep** this letter [going](https://example.org/why)."
label = "Give"
url = "https://example.org/give"

[subscribe]
title = "Every Friday"
text = "One story, and [the rest](https://example.org/rest) in brief."
label = "Subscribe"
url = "https://example.org/subscribe"

[[teasers]]
title = "A teaser with a picture"
url = "https://example.org/one"
text = "What it is about."
image = "https://pictures.example.org/one.png"
alt = "A harbour"

[[teasers]]
title = "A teaser without"
url = "https://example.org/two"

[[latest]]
title = "A page of the newsroom's own"
url = "https://example.org/own"

[[latest]]
title = "What was said in January"
url = "https://example.org/january"
date = 2024-01-31

[[social]]
name = "Mastodon"
url = "https://example.org/@watch"

[mail]
unsubscribe = ["https://example.org/u", "mailto:u@example.org"]
postal_address = "1 Example Street\\nExampleton"
web_url = "https://example.org/{{date}}/"
"""
EXPECTED = """\
Diplomacy Watch
February 16, 2024

View in browser: https://example.org/2024-02-16/

Reporting

Envoys leave Geneva with a timetable
====================================

Prisoners first, and grain after them.

Ann Example

[An empty hall] Agency

Envoys met in Geneva[1] on Tuesday.

> “We have an agenda,” the mediator said.

What is on it
~~~~~~~~~~~~~

* prisoners of war;
* the grain trade.

Links:
[1] https://example.org/geneva

In other news:
--------------

— Ambassadors agreed on sanctions, The Wire[2] reported.

— The parliament in Oslo voted for aid, according to Norway Daily[3].

  “This was never about one winter,” the minister said.

Links:
[2] https://example.org/wire
[3] https://example.org/oslo

State Department news:
----------------------

The spokesman said that Washington had been told[4].

Links:
[4] https://example.org/briefing

A correction
------------

The ships waited off Constanta.

An appeal
---------

Readers keep this letter going[5].

Give: https://example.org/give

Links:
[5] https://example.org/why

More from us
------------

A teaser with a picture
What it is about.
https://example.org/one

A teaser without
https://example.org/two

Latest
------

* A page of the newsroom's own
  https://example.org/own

* What was said in January (January 31, 2024)
  https://example.org/january

Every Friday
------------

One story, and the rest[6] in brief.

Subscribe: https://example.org/subscribe

Links:
[6] https://example.org/rest

------------------------------------------------------------------------

Mastodon: https://example.org/@watch
Unsubscribe: https://example.org/u

Diplomacy Watch
1 Example Street
Exampleton
"""


def test_the_text_is_the_edition() -> None:
    """To the letter; the page's templates have no part in it."""
    assert EXPECTED == render(EDITION, CONFIG).text


def test_what_an_edition_lacks_is_not_in_the_text() -> None:
    """Nor an empty line for it."""
    assert "Diplomacy Watch\nFebruary 16, 2024\n\nOne.\n" == render("One.\n", SECTIONS).text


def test_the_sender_is_named_once() -> None:
    """Some write their name into their address."""
    address = '\n[mail]\npostal_address = "Diplomacy Watch, 1 Example Street\\nExampleton"\n'
    text = render("One.\n", f"{SECTIONS}{address}").text

    assert text.endswith("-\n\nDiplomacy Watch, 1 Example Street\nExampleton\n")


def test_lines_are_at_most_72_wide() -> None:
    """But for words that cannot be broken: addresses stay whole, so that they can be clicked."""
    long_link = "https://example.org/" + "a" * 90
    story = f"{'Some words of a story. ' * 20}[there]({long_link})\n\n> {'quoted words ' * 30}\n"
    brief = f"- {'many words of a brief ' * 20}\n\n  {'and more of them ' * 20}\n"
    title = f"---\ntitle: {'A long title ' * 12}\ndeck: {'A long deck ' * 20}\n---\n\n"
    text = render(f"{title}{story}\n## In other news:\n\n{brief}", SECTIONS).text

    assert [f"[1] {long_link}"] == [line for line in text.split("\n") if len(line) > 72]
    assert max(len(line) for line in text.split("\n") if "http" not in line) > 66


def test_an_address_that_does_not_fit_beside_its_name_stands_below() -> None:
    """Whole, and not beyond the edge for the sake of a word before it."""
    link = f"https://example.org/{'a' * 48}"
    text = render("One.\n", f'{SECTIONS}\n[mail]\nunsubscribe = "{link}"\n').text

    assert text.endswith(f"\n\nUnsubscribe:\n{link}\n")


def test_one_address_has_one_number() -> None:
    """However often it is linked; an address that is its own words needs none."""
    story = (
        "[a](https://example.org/a) [b](https://example.org/b) [c](https://example.org/a)"
        " <https://example.org/d> <ann@example.org>\n"
    )
    text = render(story, SECTIONS).text

    assert "a[1] b[2] c[1] https://example.org/d ann@example.org\n" in text
    assert text.endswith("[1] https://example.org/a\n[2] https://example.org/b\n")


def test_each_section_lists_its_own_links() -> None:
    """One that has stood in an earlier list keeps its number, and is listed again."""
    parts = "[a](https://e.org/a) [b](https://e.org/b)\n\n## X\n\n[c](https://e.org/c)"
    text = render(f"{parts} [a](https://e.org/a)\n", SECTIONS).text

    assert "a[1] b[2]\n\nLinks:\n[1] https://e.org/a\n[2] https://e.org/b\n\nX\n-\n" in text
    assert text.endswith("c[3] a[1]\n\nLinks:\n[1] https://e.org/a\n[3] https://e.org/c\n")


def test_the_list_of_links_is_called_as_the_labels_say() -> None:
    """Or nothing."""
    story = "[a](https://e.org/a)\n"

    assert "\n\nLiens:\n[1] " in render(story, f'{SECTIONS}\n[labels]\nlinks = "Liens:"\n').text
    assert "a[1]\n\n[1] " in render(story, f'{SECTIONS}\n[labels]\nlinks = ""\n').text


LONG = "word " * 20


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        ("<p>One</p><p>Two</p>", ["One", "Two"]),
        ("<p>One<br>Two</p>", ["One\nTwo"]),
        ("<ul><li>1<ul><li>2</li></ul></li><li>3</li></ul>", ["* 1\n  * 2\n* 3"]),
        ("<ul><li>1</li></ul><ul><li>2</li></ul>", ["* 1", "* 2"]),
        ('<ol start="3"><li>One</li><li>Two</li></ol>', ["3. One\n4. Two"]),
        ('<ol start="x"><li>One</li></ol>', ["1. One"]),
        ("<ol><li><p>One</p><p>More</p></li><li><p>2</p></li></ol>", ["1. One", "   More", "2. 2"]),
        (f"<ul><li>{LONG}</li></ul>", [f"* {('word ' * 14).strip()}\n  {('word ' * 6).strip()}"]),
        ("<blockquote><p>One</p><p>Two</p></blockquote>", ["> One\n>\n> Two"]),
        ("<blockquote><p>1</p><blockquote>2</blockquote></blockquote>", ["> 1\n>\n> > 2"]),
        ("<blockquote>1</blockquote><blockquote>2</blockquote>", ["> 1", "> 2"]),
        ("<blockquote><ul><li>1</li><li>2</li></ul></blockquote>", ["> * 1\n> * 2"]),
        ("<blockquote><h3>1</h3></blockquote>", ["> 1\n> ~"]),
        ("<blockquote><pre>a\n\nb</pre></blockquote>", ["> a\n>\n> b"]),
        ("<blockquote><p>1</p><hr></blockquote>", ["> 1\n>\n> * * *"]),
        ("<li>Alone</li>", ["* Alone"]),
        ("<h3>Head</h3><p>One</p>", ["Head\n~~~~", "One"]),
        ("<p>One</p><hr><p>Two</p>", ["One", "* * *", "Two"]),
        ("<pre>a  b\n\n  c \n</pre>", ["a  b\n\n  c"]),
        ('<p><img src="https://e.org/x" alt="A hall"> in it</p>', ["[A hall] in it"]),
        ('<p><img src="https://e.org/x" alt="">in it</p>', ["in it"]),
        ("<p>One &amp; two &lt;three&gt;</p>", ["One & two <three>"]),
        ("<p>soft&shy;ly 5&nbsp;km</p>", ["softly 5 km"]),
        ("<p><a>no address</a></p>", ["no address"]),
        ("<p> \n </p>", []),
        ("", []),
    ],
)  # fmt: skip
def test_pieces_of_a_page_become_paragraphs(piece: str, expected: list[str]) -> None:
    """With the marks that people put into plain mail."""
    assert expected == paragraphs(piece, Links())


def rows(*cells: tuple[str, ...], tag: str = "td", head: tuple[str, ...] = ()) -> str:
    """Make a table."""
    made = [f"<tr>{''.join(f'<{tag}>{it}</{tag}>' for it in row)}</tr>" for row in cells]
    heading = f"<thead><tr>{''.join(f'<th>{it}</th>' for it in head)}</tr></thead>" if head else ""
    return f"<table>{heading}<tbody>{''.join(made)}</tbody></table>"


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        (
            rows(("Kyiv", "1,200"), ("Geneva", "80"), head=("City", "Tonnes")),
            ["City   | Tonnes\n-------+-------\nKyiv   |  1,200\nGeneva |     80"],
        ),
        (rows(("a", "b"), ("long", "c")), ["a    | b\nlong | c"]),
        (rows(("a", ""), ("b", "c")), ["a |\nb | c"]),
        (rows(("東京", "x"), ("Oslo", "y")), ["東京 | x\nOslo | y"]),
        (rows(("<p>a</p><p>b</p>", "c<br>d")), ["a b | c d"]),
        (rows((f"<table>{rows(('1', '2'))}</table>", "x")), ["1 2 | x"]),
        (f"<table><caption>Grain</caption>{rows(('a', 'b'))[7:]}", ["Grain", "a | b"]),
        ("<blockquote>" + rows(("a", "b")) + "</blockquote>", ["> a | b"]),
        (rows(('<a href="https://e.org/">a</a>', "b")), ["a[1] | b"]),
        (
            rows(("a " * 20, "b " * 20), ("c", ""), head=("One", "Two")),
            [
                f"One: {('a ' * 20).strip()}\nTwo: {('b ' * 20).strip()}\n\nOne: c",
            ],
        ),
        (rows(("a " * 40, "b")), [f"{('a ' * 36).strip()}\n  {('a ' * 4).strip()}\nb"]),
        (rows(("", "")), []),
        ("<table></table>", []),
    ],
)
def test_tables_stand_in_columns_as_far_as_they_fit(piece: str, expected: list[str]) -> None:
    """Figures to the right; one that is too wide is told row by row."""
    assert expected == paragraphs(piece, Links())


def test_text_goes_on_after_a_table() -> None:
    """Nothing of it is taken for a cell."""
    assert ["1", "a", "2"] == paragraphs(f"<p>1</p>{rows(('a',))}<p>2</p>", Links())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("word", 4),
        ("Łódź", 4),
        ("Lo\u0301dz\u0301", 4),
        ("Київ", 4),
        ("会談", 4),
        ("ｶﾅ", 2),
        ("서울", 4),
        ("\u1112\u1161\u11ab", 2),
        ("سلام", 4),
        ("\u05e9\u05c1\u05b8", 1),
        ("a\u200bb\u200d", 2),
        ("👩‍🌾", 2),
        ("👍🏽", 2),
        ("🇺🇦", 2),
    ],
)
def test_a_text_is_as_wide_as_it_is_shown(text: str, expected: int) -> None:
    """UAX #11: ideographs take two columns, marks none."""
    assert expected == columns(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{'x' * 70} first-ever", f"{'x' * 70}\nfirst-ever"),
        (f"{'x' * 70} 5\u00a0km", f"{'x' * 70}\n5 km"),
        ("e\u0301" * 70 + " a b", "e\u0301" * 70 + " a\nb"),
        ("会" * 40, f"{'会' * 36}\n{'会' * 4}"),
        ("会" * 36 + "。会", f"{'会' * 35}\n会。会"),
        ("会" * 35 + "「会」", f"{'会' * 35}\n「会」"),
        ("会" * 36 + "[12]", f"{'会' * 35}\n会[12]"),
        ("会" * 34 + " word-like", f"{'会' * 34}\nword-like"),
        (f"{'서울' * 16} {'서울' * 4}", f"{'서울' * 16}\n{'서울' * 4}"),
        (f"{'x' * 60} https://example.org/会談会談会談", f"{'x' * 60}\nhttps://example.org/会談会談会談"),
        (f"{'x' * 70}\u200bword", f"{'x' * 70}\nword"),
        (f"{'会' * 35}👍🏽会", f"{'会' * 35}👍🏽\n会"),
        (f"{'会' * 35}👩‍🌾会", f"{'会' * 35}👩‍🌾\n会"),
        ("x" * 90, "x" * 90),
    ],
)  # fmt: skip
def test_lines_are_broken_where_a_reader_expects_it(text: str, expected: str) -> None:
    """By what is shown, and by the rules of the script; never within a word or an address."""
    assert expected == wrap(text)


@given(st.text(max_size=300), st.sampled_from(["", "— ", "> ", "3. "]))
def test_whatever_is_wrapped_is_all_there(text: str, first: str) -> None:
    """No letter is lost; no line ends in a blank, or is too wide if it could have been broken."""
    shown = wrap(text, first=first, rest=" " * len(first))
    lines = shown.split("\n")

    assert all(line == line.rstrip() for line in lines)
    assert letters(first + text) == letters(shown)
    for line in lines:
        assert columns(line) <= 72 or len(line.split()) <= 2, line


def letters(text: str) -> str:
    """Return what is not white space, nor meant to be invisible."""
    return re.sub(r"[\s\u00ad\u200b]", "", text)


def test_a_heading_is_underlined_as_wide_as_it_is_shown() -> None:
    """And not as long as it is stored."""
    assert "東京\n----" == underlined("東京", "-")
    assert "Lo\u0301dz\n----" == underlined("Lo\u0301dz", "-")


ARABIC = """\
---
title: لقاء في جنيف
---

التقى المبعوثون في [جنيف](https://example.org/geneva) يوم الثلاثاء.

NATO قال إن اللقاء كان مفيدا.

## أخبار أخرى <!-- section: other -->

- صوت البرلمان في أوسلو.
"""


def test_a_text_from_right_to_left_is_one() -> None:
    """Each line that begins with a foreign name has a mark; addresses have lines of their own."""
    config = f'{SECTIONS}\n[newsletter]\nlanguage = "ar"\nname = "نشرة"\n[mail]\n'
    more = (
        'unsubscribe = "https://example.org/u"\n[labels]\nunsubscribe = "إلغاء"\nlinks = "روابط"\n'
    )
    text = render(ARABIC, config + more).text

    assert "\n\u200fNATO قال إن اللقاء كان مفيدا.\n" in text
    assert "\n\nإلغاء:\nhttps://example.org/u\n" in text
    assert "\nروابط:\n[1] https://example.org/geneva\n" in text
    assert "— صوت البرلمان في أوسلو.\n" in text
    assert 1 == text.count("\u200f")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("سلام NATO", "سلام NATO"),
        ("NATO سلام", "\u200fNATO سلام"),
        ("— «NATO» שלום", "\u200f— «NATO» שלום"),
        ("NATO", "NATO"),
        ("[1] https://example.org/", "[1] https://example.org/"),
        ("-----", "-----"),
        ("", ""),
    ],
)
def test_the_first_letter_does_not_turn_a_line_around(line: str, expected: str) -> None:
    """UAX #9, rule P2; a line all in another script keeps its own direction."""
    assert expected == directed(line)


def test_a_title_of_spaces_and_a_text_in_other_letters_are_taken() -> None:
    """Nothing is lost."""
    text = render("---\ntitle: Женева\n---\n\nПереговори — 談判 🕊.\n", SECTIONS).text

    assert "Женева\n======" in text
    assert "Переговори — 談判 🕊." in text
    assert not re.search(r"&\w+;", text)


@pytest.mark.parametrize("config", [CONFIG, SECTIONS])
def test_no_line_ends_in_a_blank(config: str) -> None:
    """Nor is there more than one empty line in a row, or one at the end."""
    text = render(f"{EDITION}\n> a\n>\n> b\n\n|a|b|\n|-|-|\n|c||\n", config).text

    assert [] == [line for line in text.split("\n") if line != line.rstrip()]
    assert "\n\n\n" not in text
    assert not text.endswith("\n\n")
