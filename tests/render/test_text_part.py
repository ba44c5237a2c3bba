"""The text part: written from the edition, for people who read mail as text."""

from __future__ import annotations

import re

import pytest

from digest.render.plain import Links, paragraphs, wrap
from tests.render.pages import SECTIONS, render

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
-------------

* prisoners of war;

* the grain trade.

In other news:
--------------

— Ambassadors agreed on sanctions, The Wire[2] reported.

— The parliament in Oslo voted for aid, according to Norway Daily[3].

  “This was never about one winter,” the minister said.

State Department news:
----------------------

The spokesman said that Washington had been told[4].

A correction
------------

The ships waited off Constanta.

An appeal
---------

Readers keep this letter going[5].

Give: https://example.org/give

Every Friday
------------

One story, and the rest[6] in brief.

Subscribe: https://example.org/subscribe

More from us
------------

A teaser with a picture[7]
What it is about.

A teaser without[8]

Links
-----

[1] https://example.org/geneva
[2] https://example.org/wire
[3] https://example.org/oslo
[4] https://example.org/briefing
[5] https://example.org/why
[6] https://example.org/rest
[7] https://example.org/one
[8] https://example.org/two

------------------------------------------------------------------------

Mastodon: https://example.org/@watch
RSS: https://example.org/feed.xml
Unsubscribe: https://example.org/u

Diplomacy Watch
1 Example Street
Exampleton
"""


def test_the_text_is_the_edition() -> None:
    """To the letter; the page's templates have no part in it."""
    assert EXPECTED == render().text


def test_what_an_edition_lacks_is_not_in_the_text() -> None:
    """Nor an empty line for it."""
    assert "Diplomacy Watch\nFebruary 16, 2024\n\nOne.\n" == render("One.\n", SECTIONS).text


def test_lines_are_at_most_72_wide() -> None:
    """But for words that cannot be broken: addresses stay whole, so that they can be clicked."""
    long_link = "https://example.org/" + "a" * 90
    story = f"{'Some words of a story. ' * 20}[there]({long_link})\n\n> {'quoted words ' * 30}\n"
    brief = f"- {'many words of a brief ' * 20}\n\n  {'and more of them ' * 20}\n"
    title = f"---\ntitle: {'A long title ' * 12}\ndeck: {'A long deck ' * 20}\n---\n\n"
    text = render(f"{title}{story}\n## In other news:\n\n{brief}", SECTIONS).text

    assert [f"[1] {long_link}"] == [line for line in text.split("\n") if len(line) > 72]
    assert max(len(line) for line in text.split("\n") if "http" not in line) > 66


def test_one_address_has_one_number() -> None:
    """However often it is linked; an address that is its own words needs none."""
    story = (
        "[a](https://example.org/a) [b](https://example.org/b) [c](https://example.org/a)"
        " <https://example.org/d> <ann@example.org>\n"
    )
    text = render(story, SECTIONS).text

    assert "a[1] b[2] c[1] https://example.org/d ann@example.org\n" in text
    assert text.endswith("[1] https://example.org/a\n[2] https://example.org/b\n")


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        ("<p>One</p><p>Two</p>", ["One", "Two"]),
        ("<p>One<br>Two</p>", ["One\nTwo"]),
        ("<ul><li>1<ul><li>2</li></ul></li><li>3</li></ul>", ["* 1", "  * 2", "* 3"]),
        ('<ol start="3"><li>One</li><li>Two</li></ol>', ["3. One", "4. Two"]),
        ('<ol start="x"><li>One</li></ol>', ["1. One"]),
        ("<ol><li><p>One</p><p>More</p></li></ol>", ["1. One", "   More"]),
        ("<blockquote><p>One</p><blockquote>Two</blockquote></blockquote>", ["> One", "> > Two"]),
        ("<blockquote><ul><li>One</li></ul></blockquote>", ["> * One"]),
        ("<li>Alone</li>", ["* Alone"]),
        ("<h3>Head</h3><p>One</p>", ["Head\n----", "One"]),
        ("<p>One</p><hr><p>Two</p>", ["One", "* * *", "Two"]),
        ("<pre>a  b\n\n  c\n</pre>", ["a b\n\nc"]),
        ('<p><img src="https://e.org/x" alt="A hall"> in it</p>', ["[A hall] in it"]),
        ('<p><img src="https://e.org/x" alt="">in it</p>', ["in it"]),
        (
            "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>",
            ["A | B", "1 | 2"],
        ),
        ("<p>One &amp; two &lt;three&gt;</p>", ["One & two <three>"]),
        ("<p><a>no address</a></p>", ["no address"]),
        ("<p> \n </p>", []),
        ("", []),
    ],
)  # fmt: skip
def test_pieces_of_a_page_become_paragraphs(piece: str, expected: list[str]) -> None:
    """With the marks that people put into plain mail."""
    assert expected == paragraphs(piece, Links())


def test_words_with_hyphens_are_not_broken() -> None:
    """Nor is an address with hyphens."""
    assert f"{'x' * 70}\nfirst-ever" == wrap(f"{'x' * 70} first-ever")


def test_a_title_of_spaces_and_a_text_in_other_letters_are_taken() -> None:
    """One column a character; nothing is lost."""
    text = render("---\ntitle: Женева\n---\n\nПереговори — 談判 🕊.\n", SECTIONS).text

    assert "Женева\n======" in text
    assert "Переговори — 談判 🕊." in text
    assert not re.search(r"&\w+;", text)
