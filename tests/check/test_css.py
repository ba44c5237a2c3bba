"""CSS, as far as the checks read it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from digest.check import css


def shown(sheet: str) -> list[str]:
    """Write what was read on a line each: @ rules > selectors { declarations }."""
    return [
        " > ".join((*rule.around, " | ".join(rule.selectors)))
        + " {"
        + "; ".join(
            f"{it.name}: {it.value}{' !' if it.important else ''}" for it in rule.declarations
        )
        + "}"
        for rule in css.parse(sheet)
        if rule.declarations or rule.selectors
    ]


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        ("", []),
        ("a { color: red }", ["a {color: red}"]),
        ("a,b>c{COLOR:Red;margin:0 }", ["a | b>c {color: Red; margin: 0}"]),
        ("a { color : red !important; }", ["a {color: red !}"]),
        ("a { color: red ! IMPORTANT }", ["a {color: red !}"]),
        ("/* a { */ b { /* x: y; */ color: red }", ["b {color: red}"]),
        ("a { background: url(data:x;y,{}) }", ["a {background: url(data:x;y,{})}"]),
        ('a { content: "};{" ; color: red }', ['a {content: "};{"; color: red}']),
        ("a:not(b, c), d {x: y}", ["a:not(b, c) | d {x: y}"]),
        ("[a=','] { x: y }", ["[a=','] {x: y}"]),
        ("@media print { a { x: y } } b { x: y }", ["@media print > a {x: y}", "b {x: y}"]),
        (
            "@media screen { @supports (x: y) { a { x: y } } }",
            ["@media screen > @supports (x: y) > a {x: y}"],
        ),
        ("@font-face { font-family: x }", ["@font-face >  {font-family: x}"]),
        ("@import 'a.css'; a { x: y }", ["a {x: y}"]),
        ("a { x: y", ["a {x: y}"]),
        ("a { x }", ["a {}"]),
        ("a { x: y; } } b { x: y }", ["a {x: y}"]),
        ("a { --ink: red }", ["a {--ink: red}"]),
        ("<!-- a { x: y } -->", ["a {x: y}"]),
        ("@media x {" * 99 + "a { x: y }", []),
    ],
)
def test_style_sheets_are_read(sheet: str, expected: list[str]) -> None:
    """With their @ rules; comments and strings hide nothing and open nothing."""
    assert expected == shown(sheet)


@given(st.text(alphabet="a:;{}()\"'@/*,! \n\\", max_size=200))
def test_no_text_is_too_broken_to_be_read(sheet: str) -> None:
    """Templates are typed by people."""
    css.parse(sheet)
    list(css.declarations(sheet))


@pytest.mark.parametrize("piece", ["(", "'", "/*", "{", "@media x{", "a:b;", "((("])
def test_a_long_sheet_is_read_at_once(piece: str) -> None:
    """Also one that never closes what it opens."""
    css.parse(piece * 20_000)
    list(css.declarations(piece * 20_000))


PAGE = html.document_fromstring(
    '<html lang="en"><body class="page wide"><!-- c --><p id="first" class="deck">A</p><!-- c -->'
    '<p class="deck note" title="a b">B <a href="x">C</a> <a name="d">D</a></p></body></html>'
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("*", "html body p p a a"),
        ("p", "p p"),
        ("P", "p p"),
        (".deck", "p p"),
        (".deck.note", "p"),
        ("p#first", "p"),
        ("#second", ""),
        (".page p", "p p"),
        ("html > p", ""),
        ("body > p > a", "a a"),
        ("body>p", "p p"),
        ("p + p", "p"),
        ("p ~ p", "p"),
        (".note + p", ""),
        ("[title]", "p"),
        ("[title='a b']", "p"),
        ("[title~=b]", "p"),
        ("[title^=a]", "p"),
        ("[title$='b']", "p"),
        ("[title*=' ']", "p"),
        ("[title*='']", ""),
        ("[lang|=en]", "html"),
        ("[data-ogsc] p", ""),
        (":root", "html"),
        ("a:link", "a"),
        ("a:hover", ""),
        ("p::before", ""),
        ("p:first-child", "p p"),  # it may mean less: see `doubtful`
        ("p:not(.note)", "p p"),
    ],
)
def test_selectors_say_which_elements_they_mean(written: str, expected: str) -> None:
    """By type, class, id, attribute and place; comments are no siblings."""
    selector = css.selector(written)

    assert selector is not None
    tags = [element.tag for element in PAGE.iter("*") if selector.matches(element)]
    assert expected.split() == tags
    assert ((":first" in written) or (":not" in written)) == selector.doubtful


@pytest.mark.parametrize("written", ["", ">", "> a", "a >", "a & b", "a | b", "&:hover", "50%"])
def test_what_is_no_selector_is_none(written: str) -> None:
    """A rule that is not understood is not applied by a guess."""
    assert css.selector(written) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [("a", (0, 0, 1)), (".a.b", (0, 2, 0)), ("#a p[b]:hover > i", (1, 2, 2)), ("*", (0, 0, 0))],
)
def test_selectors_weigh_what_the_standard_says(
    written: str, expected: tuple[int, int, int]
) -> None:
    """Ids, then classes and their like, then types; `*` weighs nothing."""
    selector = css.selector(written)

    assert selector is not None
    assert expected == selector.specificity
