"""Contrast of text and background, as it is computed of a page in light and in dark."""

from __future__ import annotations

import pytest

from tests.check.subjects import a_page, found, the_one

PALE = "color: #888"  # 3.54 on white


def places(body: str, css: str = "", head: str = "") -> list[str]:
    """Return where the contrast of a page is too low, without "the page in"."""
    page = a_page(body, f"{head}<style>{css}</style>")
    return [
        place.removeprefix("the page in ") for name, place in found(page=page) if name == "contrast"
    ]


LIGHT = ["light mode, <p>"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>A</p>", []),
        (f'<p style="{PALE}">A</p>', LIGHT),
        (f'<p style="{PALE}"> \u200c\u00ad </p>', []),
        (f'<div style="{PALE}"><p>A</p></div>', LIGHT),
        (f'<div style="{PALE}"><p style="color: #000">A</p></div>', []),
        (f'<p style="{PALE}; background-color: #000">A</p>', []),
        (f'<table bgcolor="#000000"><tr><td style="{PALE}">A</td></tr></table>', []),
        (
            '<div style="background: #eee"><p style="color: #767676">A</p></div>',
            LIGHT,
        ),
        ('<div style="background: #eee none repeat"><p style="color: #767676">A</p></div>', LIGHT),
        (f'<div style="background: url(a.png) #fff"><p style="{PALE}">A</p></div>', []),
        (
            f'<div style="background-image: linear-gradient(#fff, #000)"><p style="{PALE}">A</p>',
            [],
        ),
        (
            '<div style="background: url(a.png)"><div style="background: #fff">'
            f'<p style="{PALE}">A</p></div></div>',
            LIGHT,
        ),
        ('<p style="color: rgba(0, 0, 0, .4)">A</p>', LIGHT),
        ('<p style="color: rgba(0, 0, 0, .7)">A</p>', []),
        (
            '<div style="background: rgba(0,0,0,.5)"><p style="color: #fff">A</p></div>',
            LIGHT,
        ),
        ('<p style="color: var(--ink)">A</p>', []),
        (f'<p style="{PALE}; display: none">A</p>', []),
        (f'<div style="display: none"><p style="{PALE}">A</p></div>', []),
        (f'<p style="{PALE}; font-size: 0">A</p>', []),
        (f'<p style="{PALE}; font-size: 24px">A</p>', []),
        (f'<p style="{PALE}; font-size: 23px">A</p>', LIGHT),
        (f'<p style="{PALE}; font-size: 18pt">A</p>', []),
        (f'<p style="{PALE}; font-size: 19px; font-weight: bold">A</p>', []),
        (f'<p style="{PALE}; font: bold 19px/1.2 Georgia">A</p>', []),
        (f'<p style="{PALE}; font-size: 19px; font-weight: 600">A</p>', LIGHT),
        (f'<div style="font-size: 20px"><p style="{PALE}; font-size: 1.2em">A</p></div>', []),
        (f'<div style="font-size: 20px"><p style="{PALE}; font-size: 110%">A</p></div>', LIGHT),
        (f'<p style="{PALE}; font-size: 1.5rem">A</p>', []),
        (f'<h1 style="{PALE}">A</h1>', []),
        (f'<h1 style="{PALE}; font-size: 16px">A</h1>', ["light mode, <h1>"]),
        ('<p style="color: #999; font-size: 40px">A</p>', LIGHT),  # 2.85
        (f'<p style="{PALE}"><b style="color: #000">A</b></p>', []),
        (
            '<p style="background: #00e"><a href="https://e.org/">A link</a></p>',
            ["light mode, <a>"],
        ),
        ('<p style="background: #00e; color: #fff"><a name="x">A</a></p>', []),
        (f'<p style="{PALE}">A</p><p style="{PALE}">B</p>', LIGHT),  # each pair once
        ('<p><font color="#888888">A</font></p>', ["light mode, <font>"]),
        (f'<!--[if mso]><p style="{PALE}">A</p><![endif]-->', []),
    ],
)
def test_text_stands_out_from_what_is_behind_it(body: str, expected: list[str]) -> None:
    """By what is inherited, what is seen, and how large it is."""
    assert expected == places(body)


DARK = "@media (prefers-color-scheme: dark)"
SCHEME = '<meta name="color-scheme" content="light dark">'
INK = '<div style="background: #fff; color: #111"><p class="deck">A</p></div>'


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("", []),
        (f"{DARK} {{ div {{ background: #111 !important; color: #eee !important }} }}", []),
        (
            f"{DARK} {{ div {{ background: #111 !important }} }}",
            ['dark mode, <p class="deck">'],
        ),
        (f"{DARK} {{ div {{ background: #111 }} }}", []),  # the style attribute wins
        (
            f"{DARK} {{ div {{ background: #111 !important; color: #eee !important }}"
            " .deck { color: #444 !important } }",
            ['dark mode, <p class="deck">'],
        ),
        (
            f"{DARK} {{ .deck {{ color: #eee }} div .deck {{ color: #111 }} }}",
            [],
        ),  # the heavier selector
        (
            f"{DARK} {{ .deck {{ color: #111 }} .deck {{ color: #ddd }} }}",
            ['dark mode, <p class="deck">'],
        ),  # the later of two
        (".deck { color: #bbb }", ['light mode, <p class="deck">']),
        (
            "@media (prefers-color-scheme: light) { .deck { color: #bbb } }",
            ['light mode, <p class="deck">'],
        ),
        ("@media print { .deck { color: #bbb } }", []),
        ("@media (max-width: 600px) { .deck { color: #bbb } }", []),
        ("@media (min-width: 600px) { .deck { color: #bbb } }", ['light mode, <p class="deck">']),
        ("[data-ogsc] .deck { color: #bbb }", []),
        ("@font-face { color: #bbb }", []),
        (".deck:first-child { color: #bbb }", []),  # perhaps it is one, perhaps not
        (".deck:hover { color: #bbb }", []),
    ],
)
def test_the_rules_that_stay_in_the_page_count_in_their_scheme(
    css: str, expected: list[str]
) -> None:
    """As mail clients cascade them; what is not understood accuses nobody."""
    assert expected == places(INK, css, SCHEME)


@pytest.mark.parametrize(
    ("head", "css", "expected"),
    [
        (SCHEME, "", ["dark mode, <p>"]),
        ("", ":root { color-scheme: light dark }", ["dark mode, <p>"]),
        ("", "", []),
        ('<meta name="color-scheme" content="light only">', "", []),
    ],
)
def test_a_page_that_leaves_its_background_to_the_client_must_fit_both(
    head: str, css: str, expected: list[str]
) -> None:
    """Dark ink without a paper of its own cannot be read where the client's paper is dark."""
    assert expected == places('<p style="color: #222">A</p>', css, head)


def test_a_pale_text_is_shown_with_its_colours() -> None:
    """The ratio is cut, not rounded: 4.499 is not 4.5."""
    finding = the_one(page=a_page(f'<p class="deck" style="{PALE}">Their <b>long</b> talks.</p>'))

    assert (
        'the page in light mode, <p class="deck">: #888888 on #ffffff has a contrast of 3.54, and'
        " 4.5 is the least that all can read: Their talks. Make one of the two darker or lighter"
        " in templates/."
    ) == str(finding)
