"""CSS that mail clients do not support, by data that say when and whose they are."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from digest.check import Sheet, caniemail
from digest.check.support import GRACEFUL
from digest.cli.caniemail import refresh
from digest.config import Check
from digest.errors import ConfigError, DigestError
from tests.check.subjects import a_page, config, found, subject, the_one
from tests.check.subjects import found as all_found


def unsupported(body: str = "", css: str = "", *clients: str) -> list[str]:
    """Return what is found of a page, by feature."""
    check = Check(ignore=("authentication", "contrast"), clients=clients or Check().clients)
    page = a_page(body, f"<style>{css}</style>" if css else "")
    return [
        finding.message.partition(" is not supported")[0]
        for finding in caniemail_findings(page, check)
    ]


def caniemail_findings(page: Any, check: Check) -> list[Any]:
    """Return the findings of the rule alone."""
    from digest.check.support import check_support

    return list(check_support(subject(page=page, config=config(check=check))))


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("a { color: red; padding: 1px; width: 50% }", []),
        ("a { display: flex; gap: 4px }", ["display:flex", "gap, column-gap, row-gap"]),
        ("a { display: block }", []),
        ("a { display: Grid }", ["display:grid"]),
        ("a { --ink: red; color: var(--ink) }", ["CSS Variables (Custom Properties)"]),
        ("a { width: calc(100% - 2px) }", ["CSS calc() function"]),
        ("a { width: 50vw }", ["vw unit"]),
        ("a { width: 50px; color: #50vw }", []),
        ("a { content: '50vw calc(1)'; background: url(50vw) }", []),
        ("a { position: absolute; top: 0 }", ["position", "left, right, top, bottom"]),
        ("a:has(b) { color: red }", [":has()"]),
        ("a > b { color: red }", ["Child combinator"]),
        (
            "a + b, a ~ b { color: red }",
            ["Adjacent sibling combinator", "General sibling combinator"],
        ),
        (".a.b { color: red }", ["Chaining selectors"]),
        (".a .b { color: red }", []),  # who does not know it reads no style sheets at all
        (".a, .b { color: red }", []),
        ("#a { color: red }", []),
        ("* { color: red }", ["Universal selector *"]),
        ("a::before { content: 'x' }", ["::before"]),
        ("@import url(a.css);", ["@import"]),
        ("@media (hover) { a { color: red } }", ["@media (hover), @media (any-hover)"]),
        ("@media (prefers-color-scheme: dark) { a { color: red !important } }", []),
        ("@font-face { font-family: X; src: url(x.woff) }", []),
        ("a:hover { color: red; border-radius: 2px }", []),  # does no harm
        ("a { animation: x 1s } @keyframes x { from { color: red } }", ["animation", "@keyframes"]),
        ("a { unheard-of: 1px; mso-hide: all }", []),
    ],
)
def test_what_a_style_sheet_uses_is_recognised(css: str, expected: list[str]) -> None:
    """Properties, values, functions, units, selectors and @ rules; not what is in a string."""
    assert sorted(expected) == sorted(unsupported(css=css))


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("display: flex", ["display:flex"]),
        ("color: red; object-fit: cover", ["object-fit"]),
        ("max-width: 600px; border-radius: 3px", []),
        ("", []),
    ],
)
def test_style_attributes_are_looked_at_too(style: str, expected: list[str]) -> None:
    """That is where nearly all of a mail's CSS is."""
    assert expected == unsupported(f'<p style="{style}">A</p><p style="{style}">B</p>')


@pytest.mark.parametrize(
    ("clients", "expected"),
    [
        (("outlook.windows",), ["object-fit"]),
        (("outlook",), ["object-fit"]),
        (("apple-mail",), []),
        (("apple-mail.ios", "thunderbird"), []),
    ],
)
def test_only_the_clients_that_are_asked_for_count(
    clients: tuple[str, ...], expected: list[str]
) -> None:
    """A family, or one of it."""
    assert expected == unsupported('<p style="object-fit: cover">A</p>', "", *clients)


def test_who_does_not_read_a_rule_is_not_harmed_by_it() -> None:
    """Outlook for Windows knows no media queries; nor does Gmail know Outlook's own attribute."""
    flex = "a { display: flex }"

    assert ["display:flex"] == unsupported("", flex, "outlook.windows")
    assert [] == unsupported("", f"@media screen {{ {flex} }}", "outlook.windows")
    assert [] == unsupported("", flex, "gmail.mobile-webmail")
    assert ["align-items"] == unsupported(
        '<a style="align-items: center">A</a>', "", "gmail.mobile-webmail"
    )
    assert ["position"] == unsupported("", "a { position: fixed }", "gmail")
    assert [] == unsupported("", "[data-ogsc] a { position: fixed }", "gmail")


def test_a_finding_names_the_clients_the_date_and_the_line() -> None:
    """And where to read on."""
    css = "a { color: red }\nb { object-fit: cover }\n"
    sheets = (Sheet(name="templates/style.css", content=css),)
    settings = config(check=Check(ignore=("authentication",), clients=("gmail", "outlook.windows")))
    page = a_page('<b style="object-fit: cover">A</b>')
    finding = the_one(page=page, sheets=sheets, config=settings)

    assert "templates/style.css, line 2" == finding.place
    assert finding.message.startswith("object-fit is not supported by ")
    assert "Outlook (Windows)" in finding.message
    assert finding.message.endswith(f", as of {caniemail.load().date}")
    assert finding.hint.endswith("https://www.caniemail.com/features/css-object-fit/")
    assert [("unsupported-css", "the page, <b>")] == all_found(page=page, config=settings)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("gmial", "Did you mean 'gmail'?"),
        ("gmail.iso", "Did you mean 'gmail.ios'?"),
        ("zzz", "Known are aol, apple-mail,"),
    ],
)
def test_an_unknown_client_is_an_error(name: str, hint: str) -> None:
    """A misspelt one would be checked by nobody."""
    with pytest.raises(ConfigError) as raised:
        found(page=a_page("A"), config=config(check=Check(clients=(name,))))

    assert f"digest.toml: [check] clients: unknown mail client {name!r}. {hint}" in str(
        raised.value
    )


def test_what_does_no_harm_is_known_with_its_reason() -> None:
    """Nothing is allowed that the data do not know: it would be an entry without effect."""
    assert set() == set(GRACEFUL) - set(caniemail.load().features)
    assert all(len(reason) > 10 for reason in GRACEFUL.values())


def test_the_data_say_whose_and_of_when_they_are() -> None:
    """They are small, and each feature is recognised by something."""
    raw = json.loads(caniemail.DATA.read_text(encoding="utf-8"))

    assert {"source", "license", "date", "clients", "features"} == set(raw)
    assert "MIT" in raw["license"]
    assert caniemail.DATA.stat().st_size < 50_000
    assert set(Check().clients) <= {client.partition(".")[0] for client in raw["clients"]}
    assert all(slug and title and uses and no for slug, title, uses, no in raw["features"])


def feature(slug: str, title: str, stats: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Make a feature as caniemail publishes it."""
    return {"slug": slug, "title": title, "category": "css", "stats": stats, **more}


RAW = {
    "last_update_date": "2026-05-13 14:45:41 +0000",
    "nicenames": {"family": {"gmail": "Gmail", "outlook": "Outlook"}},
    "data": [
        feature(
            "css-gap",
            "gap, row-gap",
            {
                "gmail": {"ios": {"2019-01": "n", "2024-01": "y"}},
                "outlook": {"windows": {"2007": "n", "2019": "n #1"}, "macos": {"16": "n"}},
            },
        ),
        feature("css-hyphens", "hyphens", {"gmail": {"ios": {"2019-01": "y", "2024-01": "n"}}}),
        feature("css-color", "color", {"gmail": {"ios": {"2019-01": "y"}}}),
        feature("css-opacity", "opacity", {"outlook": {"macos": {"16": "a #1"}, "windows": {}}}),
        {**feature("html-b", "b", {"gmail": {"ios": {"1": "n"}}}), "category": "html"},
    ],
}


def test_published_data_become_ours(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only CSS, only who does not support it, in the newest version that was tested."""
    given, made = tmp_path / "data.json", tmp_path / "caniemail.json"
    given.write_text(json.dumps(RAW))
    monkeypatch.setattr(caniemail, "DATA", made)
    ran = CliRunner().invoke(refresh, [str(given)])

    assert (0, "caniemail.json: ") == (ran.exit_code, ran.output[:16])
    told = json.loads(made.read_text())
    assert {
        "gmail.ios": "Gmail (iOS)",
        "outlook.macos": "Outlook (macOS)",
        "outlook.windows": "Outlook (Windows)",
    } == told["clients"]
    assert "2026-05-13" == told["date"]
    assert [
        ["css-gap", "gap, row-gap", ["property gap", "property row-gap"], ["outlook"]],
        ["css-hyphens", "hyphens", ["property hyphens"], ["gmail"]],
    ] == told["features"]
    assert made.read_text() == caniemail.condense(RAW)


@pytest.mark.parametrize("raw", [{}, [], {**RAW, "data": []}, {**RAW, "last_update_date": ""}, 3])
def test_what_is_not_their_data_is_refused(raw: Any) -> None:
    """The site may change its form; ours must not be lost by that."""
    with pytest.raises(DigestError, match="these are not caniemail's data"):
        caniemail.condense(raw)


def test_a_file_that_cannot_be_used_is_named(tmp_path: Any) -> None:
    """With why."""
    (tmp_path / "x.json").write_text("<html>")
    ran = CliRunner().invoke(refresh, [str(tmp_path / "x.json")])

    assert 1 == ran.exit_code
    assert "x.json" in ran.output
