"""The page as a document, the text beside it, and the files that were made of them."""

from __future__ import annotations

import pytest

from digest.check import Output, Sheet
from digest.model import Page
from tests.check.subjects import a_page, found, the_one


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h1>A</h1><h2>B</h2><h2>C</h2><h3>D</h3><h2>E</h2>", []),
        ("<h1>A</h1><h1>B</h1>", []),
        ("<h2>A</h2>", ["the page, <h2>"]),
        ("<h1>A</h1><h4>B</h4><h5>C</h5>", ["the page, <h4>"]),
        ("<h1>A</h1><h2 class='title'> </h2>", ['the page, <h2 class="title">']),
        ("<h1><img src='https://e.org/l.png' alt='Watch'></h1>", []),
        ("<h1><img src='https://e.org/l.png' alt=''></h1>", ["the page, <h1>"]),
        ("<!-- <h5>A</h5> -->", []),
    ],
)
def test_headings_go_down_one_level_at_a_time(body: str, expected: list[str]) -> None:
    """From the first on, none of them empty."""
    assert [("heading-order", place) for place in expected] == found(page=a_page(body))


def test_a_missing_level_is_said() -> None:
    """With what it should be."""
    finding = the_one(page=a_page("<h1>A</h1><h3>Their talks.</h3>"))

    assert (
        "the page, <h3>: the heading 'Their talks' follows <h1>, so a level is missing between."
        " Make it <h2> in the template; style it as you like."
    ) == str(finding)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<html lang="de"><head><title>Watch</title></head><body>A</body></html>', []),
        ("<html><head><title>Watch</title></head><body>A</body></html>", ["page-language"]),
        ('<html lang="de"><body><svg><title></title></svg>A</body></html>', ["page-title"]),
        ("<p>A</p>", ["page-title", "page-language"]),
        ("", []),
        ("<!-- nothing -->", []),
    ],
)
def test_a_page_says_what_it_is_and_in_which_language(html: str, expected: list[str]) -> None:
    """A page with nothing in it says nothing, and has other troubles."""
    page = Page(subject="s", html=html, text="t")

    assert expected == [name for name, _ in found(page=page)]


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("@media print { a { color: red } }", []),
        ("@media print { a { color: red } } @media screen { a { color: blue } }", []),
        ("/* @media x { @media y { */ a { content: '@media {' }", []),
        ("@media print { @media (min-width: 9px) { a { color: red } } }", ["nested-at-rule"]),
        ("@supports (color: red) { @media print { a { color: red } } }", ["nested-at-rule"]),
        ("@media print { @font-face { font-family: x } }", ["nested-at-rule"]),
    ],
)
def test_an_at_rule_in_another_is_found(css: str, expected: list[str]) -> None:
    """Not one in a comment or a string, nor two that follow one another."""
    names = [name for name, _ in found(page=a_page("", f"<style>{css}</style>"))]

    assert expected == [name for name in names if name == "nested-at-rule"]


def test_a_nested_rule_is_named_by_its_line() -> None:
    """In the style sheet that it stands in."""
    css = (
        "a { color: red }\n@media print {\n  @media (orientation: landscape) { a { color: red } } }"
    )
    sheets = (Sheet(name="templates/style-kept.css", content=css),)
    finding = the_one(page=a_page("", f"<style>{css}</style>"), sheets=sheets)

    assert "templates/style-kept.css, line 3" == finding.place
    assert "@media (orientation: landscape) stands in @media print" == finding.message


HTML = Output(name="out/a.html", content=b"html", expected=b"html")


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (Output(name="out/a.txt", content=b"text", expected=b"text"), ""),
        (Output(name="out/a.txt", content=b"text", expected=b"text", older=True), ""),
        (
            Output(name="out/a.txt", content=b"text", expected=b"other"),
            "it is not what the edition, its templates and digest.toml make now",
        ),
        (
            Output(name="out/a.txt", content=None, expected=b"text"),
            "it is missing, and the others are there",
        ),
        (Output(name="out/a.eml", content=b"m", expected=None), ""),
        (
            Output(name="out/a.eml", content=b"m", expected=None, older=True),
            "it is older than the edition",
        ),
    ],
)
def test_files_that_are_not_those_of_the_edition_are_named(output: Output, expected: str) -> None:
    """Those that have the moment in them by their age, the others by their bytes."""
    if not expected:
        assert [] == found(outputs=(HTML, output))
        return
    finding = the_one(outputs=(HTML, output))

    assert ("stale-output", output.name, expected) == (
        finding.name,
        finding.place,
        finding.message,
    )
    assert "Run `digest build --date 2024-02-16`" == finding.hint
