"""Each rule, with what has it and what only nearly has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import pytest

from digest.check import RULES, Output, find
from digest.config import Check, Section
from digest.network.links import Asked
from tests.check.subjects import (
    BRIEF,
    FRONT,
    GOOD,
    LEAD,
    MAIL,
    OTHER,
    SECTIONS,
    STATE,
    a_page,
    config,
    subject,
)
from tests.support.values import a_reading, an_item

if TYPE_CHECKING:
    from digest.config import Config
    from digest.model import Page


class Case(NamedTuple):
    """The arguments of `subject` with which a rule is broken, and with which it is just kept."""

    broken: dict[str, Any]
    kept: dict[str, Any]


def text(broken: str, kept: str) -> Case:
    """Make a case of two main stories."""
    return Case({"content": f"{FRONT}\n{broken}\n"}, {"content": f"{FRONT}\n{kept}\n"})


def below(broken: str, kept: str) -> Case:
    """Make a case of what stands below the main story."""
    return Case({"content": FRONT + LEAD + broken}, {"content": FRONT + LEAD + kept})


def mail(**changed: tuple[Any, Any]) -> Case:
    """Make a case of two values of one key of `[mail]`."""

    def fields(at: int) -> dict[str, Config]:
        values = {key: pair[at] for key, pair in changed.items()}
        return {"config": config(mail=msgspec.structs.replace(MAIL, **values), check=Check())}

    return Case(fields(0), fields(1))


def page(broken: str, kept: str, *, head: bool = False) -> Case:
    """Make a case of two bodies of pages, or of what is in their heads."""

    def made(html: str) -> dict[str, Page]:
        return {"page": a_page("", html) if head else a_page(html)}

    return Case(made(broken), made(kept))


def asked(broken: dict[str, Any], kept: dict[str, Any]) -> Case:
    """Make a case of two answers to one link."""
    url = "https://e.org/page"
    good = Asked(url="https://e.org/other", status=200, final="https://e.org/other")

    def answered(fields: dict[str, Any]) -> dict[str, Any]:
        answer = Asked(url=url, final=url, reason="so it is", **fields)
        return {"content": f"{FRONT}\n[The page]({url})\n", "asked": (good, answer)}

    return Case(answered(broken), answered(kept))


DESK = Section(id="state", kind="desk", title="S", sources=("briefings",))
ON_DESK = config(sections=(*SECTIONS[:2], DESK))
UNKNOWN = STATE + "<!-- absence: unknown (no feed) -->\n"


def read(**fields: Any) -> dict[str, Any]:
    """Make a desk whose one source was read well, but for what is said of it."""
    stale = fields.pop("stale", ())
    return {"config": ON_DESK, "readings": (a_reading("briefings", **fields),), "stale": stale}


def written(content: bytes | None) -> dict[str, Any]:
    """Make an edition that `build` has written, with this text."""
    html = Output(name="out/a.html", content=b"html", expected=b"html", older=True)
    return {"outputs": (html, Output(name="out/a.txt", content=content, expected=b"text"))}


def with_page(html: str, text_: str = "t") -> dict[str, Any]:
    """Make a whole page."""
    page_ = a_page("")
    return {"page": type(page_)(subject="s", html=html or page_.html, text=text_)}


CASES = {
    "unknown-absence": below(UNKNOWN, f"{UNKNOWN}\nNone was held, we hear.\n"),
    "no-main-story": text("<!-- nothing yet -->", "Envoys met."),
    "no-headline": Case({"content": f"---\ndeck: D\n---\n{LEAD}"}, {}),
    "image-address": text("![A bridge](bridge.png)", "![A bridge](https://e.org/bridge.png)"),
    "image-alt": page('<img src="https://e.org/x.png">', '<img src="https://e.org/x.png" alt="">'),
    "link-address": text("[The report](reports/1)", "[The desk](mailto:desk@watch.news)"),
    "broken-link": asked({"status": 404}, {"status": 403}),
    "no-sender": mail(from_=("", "digest@watch.news")),
    "no-text-part": Case(with_page("", " \n"), with_page("", "t")),
    "empty-section": below("\n## Ours\n\n<!-- later -->\n", "\n## Ours\n\nEnvoys met.\n"),
    "long-section": below(OTHER + BRIEF * 3, OTHER + BRIEF * 2),
    "long-title": Case(
        {"content": GOOD.replace("Talks", "T" * 184)}, {"content": GOOD.replace("Talks", "T" * 183)}
    ),
    "other-date": Case(
        {"content": GOOD.replace("2024-02-16", "2024-02-15")},
        {"content": GOOD.replace("date: 2024-02-16\n", "")},
    ),
    "no-attribution": below(f"{OTHER}- Envoys met.\n", f"{OTHER}- Envoys met, Reuters reported.\n"),
    "placeholder": text("TODO ask them.", "What to do is open."),
    "merge-tag": text("Dear [[name]],", "Envoys met [[1]](https://e.org/a)."),
    "example-address": text("[A](https://www.example.org/)", "[A](https://my-example.org/)"),
    "http-link": text("[A](http://e.org/)", "[A](https://e.org/http:)"),
    "wrapped-link": text(
        "[A](https://www.google.com/url?q=https://e.org/a)",
        "[A](https://www.google.com/maps?q=Geneva)",
    ),
    "doubtful-link": asked({"status": 503}, {"status": 200}),
    "unasked-link": asked({"outcome": "left"}, {"status": 200}),
    "undated-item": Case({"items": (an_item(dated_by="modified"),)}, {"items": (an_item(),)}),
    "required-source": Case(read(error="HTTP 500"), read()),
    "stale-source": Case(read(stale=("briefings",)), read(stale=("others",))),
    "list-headers": mail(list_id=("", "watch.watch.news")),
    "sender-domain": mail(from_=("a@gmail.com", "a@mail.watch.news")),
    "html-size": page("é" * 51_200, "e" * 51_200),
    "style-size": page(
        f"<style>{'x' * 16_385}</style>", f"<style>{'x' * 16_384}</style>", head=True
    ),
    "nested-at-rule": page(
        "<style>@media print { @media (orientation: landscape) { a { color: red } } }</style>",
        "<style>@media print { a { color: red } } @media screen { a { color: red } }</style>",
        head=True,
    ),
    "unsupported-css": page(
        '<p style="display: flex">Text</p>', '<p style="display: block">Text</p>'
    ),
    "contrast": page('<p style="color: #777">Text</p>', '<p style="color: #767676">Text</p>'),
    "heading-order": page("<h1>A</h1><h3>B</h3>", "<h1>A</h1><h2>B</h2><h3>C</h3><h2>D</h2>"),
    "page-title": Case(with_page("<html lang=en><title> </title><p>A"), {"page": a_page("A")}),
    "page-language": Case(with_page("<html><title>A</title><p>A"), {"page": a_page("A")}),
    "stale-output": Case(written(b"other"), written(b"text")),
    "long-brief": below(f"{OTHER}- {'word ' * 151}\n", f"{OTHER}- {'word ' * 150}\n"),
    "tracking-link": text(
        "[A](https://e.org/a?id=1&utm_source=feed)", "[A](https://e.org/a?id=1&source=2)"
    ),
    "vague-link": text("[Read more](https://e.org/a)", "[Read more of it](https://e.org/a)"),
    "one-click": mail(unsubscribe=("mailto:u@watch.news", ("mailto:u@a.org", "https://a.org/"))),
    "postal-address": mail(postal_address=("", "1 Watch Street")),
    "authentication": mail(from_=("a@watch.news", "a@gmail.com")),
}


def test_every_rule_has_a_case() -> None:
    """A rule that nothing breaks is none."""
    assert set(RULES) == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_a_rule_is_broken_or_just_kept(name: str) -> None:
    """The rule is found in the one, and is not in the other."""
    broken, kept = CASES[name]

    assert name in [finding.name for finding in find(subject(**broken))]
    assert name not in [finding.name for finding in find(subject(**kept))]


@pytest.mark.parametrize("name", CASES)
def test_a_finding_says_where_what_and_what_to_do(name: str) -> None:
    """In sentences that can be joined, as grave as the table of rules says."""
    for finding in find(subject(**CASES[name].broken)):
        assert RULES[finding.name].severity == finding.severity
        assert all((finding.place, finding.message, finding.hint))
        assert not finding.message.endswith(".")
        assert not finding.hint.endswith(".")
        assert "\n" not in str(finding)
