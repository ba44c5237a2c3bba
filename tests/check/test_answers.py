"""What is made of the answers of links: broken for sure, or perhaps closed to programs."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from digest.check import find
from digest.check.answers import addresses
from digest.config import Link, Teaser
from digest.network.links import Asked
from tests.check.subjects import FRONT, GOOD, MAIL, WHERE, a_page, config, subject

URL = "https://e.org/deep/page"
GOOD_ONE = Asked(url="https://e.org/", status=200, final="https://e.org/")
CONTENT = f"{FRONT}\n[The page]({URL}#there)\n"


def judged(*asked: Asked, content: str = CONTENT, **fields: Any) -> list[tuple[str, str]]:
    """Return the rule and the message of each finding."""
    return [(it.name, it.message) for it in find(subject(content, asked=asked, **fields))]


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"status": 200}, ""),
        ({"status": 204}, ""),
        ({"status": 200, "final": "https://other.org/elsewhere"}, ""),
        ({"status": 200, "final": "https://e.org/"}, "doubtful-link"),
        ({"status": 200, "final": "https://e.org/?p=7"}, ""),
        ({"status": 404}, "broken-link"),
        ({"status": 410}, "broken-link"),
        ({"status": 400}, "doubtful-link"),
        ({"status": 401}, "doubtful-link"),
        ({"status": 402}, "doubtful-link"),
        ({"status": 403}, "doubtful-link"),
        ({"status": 405}, "doubtful-link"),
        ({"status": 429}, "doubtful-link"),
        ({"status": 451}, "doubtful-link"),
        ({"status": 500}, "doubtful-link"),
        ({"status": 503}, "doubtful-link"),
        ({"status": 999}, "doubtful-link"),
        ({"outcome": "no-host"}, "broken-link"),
        ({"outcome": "private"}, "broken-link"),
        ({"outcome": "loop"}, "broken-link"),
        ({"outcome": "loop", "cookies": True}, "doubtful-link"),
        ({"outcome": "failed"}, "doubtful-link"),
        ({"outcome": "left"}, "unasked-link"),
    ],
)
def test_only_what_is_surely_broken_is_an_error(fields: dict[str, Any], rule: str) -> None:
    """A wall against programs lets people in; a server that has trouble may be mended by then."""
    answer = Asked(**({"url": URL, "final": URL, "reason": "so it is"} | fields))

    assert ([rule] if rule else []) == [name for name, _ in judged(GOOD_ONE, answer)]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"status": 404, "reason": "HTTP 404 Not Found"}, "HTTP 404 Not Found"),
        (
            {"status": 403, "reason": "HTTP 403 Forbidden"},
            "HTTP 403 Forbidden; it may let people in all the same",
        ),
        (
            {"status": 502, "reason": "HTTP 502 Bad Gateway"},
            "HTTP 502 Bad Gateway; its server has trouble",
        ),
        ({"status": 418, "reason": "HTTP 418"}, "HTTP 418"),
        (
            {"outcome": "loop", "cookies": True, "reason": "it sends in circles"},
            "it sends in circles, and sets cookies",
        ),
    ],
)
def test_findings_say_what_was_answered(fields: dict[str, Any], message: str) -> None:
    """And what that may mean."""
    answer = Asked(**({"url": URL, "final": URL} | fields))

    assert f"{URL}: {message}" == judged(GOOD_ONE, answer)[0][1]


def test_a_broken_link_is_named_by_each_of_its_lines() -> None:
    """With or without a fragment; one of a template or digest.toml is the page's."""
    answers = (
        GOOD_ONE,
        Asked(url=URL, final=URL, status=404),
        Asked(url="https://e.org/t", final="https://e.org/t", status=404),
    )
    content = f"{CONTENT}\nAgain: [A page]({URL}) and [it]({URL}#b)\n"
    places = [it.place for it in find(subject(content, asked=answers)) if it.name == "broken-link"]

    assert [f"{WHERE}, line 6", f"{WHERE}, line 8", "the page"] == places


def test_the_image_of_the_front_matter_is_named_by_its_line() -> None:
    """It is a link like others."""
    content = GOOD.replace("title:", f'image: {{url: "{URL}", alt: "A"}}\ntitle:')
    answer = Asked(url=URL, final=URL, status=404)
    (finding,) = find(subject(content, asked=(GOOD_ONE, answer)))

    assert f"{WHERE}, line 3" == finding.place


def test_where_nobody_answers_it_is_not_the_links_fault() -> None:
    """One finding, and no error: perhaps this machine is not connected."""
    answers = [
        Asked(url=f"https://e.org/{number}", outcome="no-host", reason="no such host")
        for number in range(3)
    ]

    assert [("unasked-link", "3 links asked, and none answered (no such host)")] == judged(*answers)
    assert ["unasked-link"] == [name for name, _ in judged(answers[0])]
    assert ["broken-link"] * 3 == [name for name, _ in judged(*answers, GOOD_ONE)]


def test_private_links_are_not_the_networks_fault() -> None:
    """Also where there are no others."""
    answer = Asked(url=URL, outcome="private", reason="e.org is not on the public internet")

    assert [("broken-link", f"{URL}: e.org is not on the public internet")] == judged(answer)


def test_what_is_asked() -> None:
    """Every page and picture once; nothing that acts, is not there yet, or is nobody's."""
    mail = msgspec.structs.replace(
        MAIL,
        unsubscribe=("https://watch.news/u", "mailto:u@watch.news"),
        web_url="https://watch.news/{date}/",
    )
    settings = config(
        mail=mail,
        social=(Link(name="RSS", url="https://watch.news/feed"),),
        teasers=(Teaser(title="T", url="https://example.org/t"),),
    )
    content = (
        f"{FRONT}\n[A](https://e.org/a#b) [B](https://e.org/a) ![C](https://e.org/c.png)"
        " [D](mailto:d@e.org) [E](https://www.example.org/e) [F](/f)\n"
    )
    page = a_page(
        '<a href="https://e.org/a">A</a><a href="https://watch.news/u">U</a>'
        '<a href="https://watch.news/2024-02-16/">W</a><a href="https://watch.news/feed">R</a>'
        '<img src="https://e.org/logo.png" alt=""><a href="ftp://e.org/">F</a>'
    )

    assert (
        "https://e.org/a",
        "https://e.org/c.png",
        "https://watch.news/feed",
        "https://e.org/logo.png",
    ) == addresses(subject(content, config=settings, page=page))
