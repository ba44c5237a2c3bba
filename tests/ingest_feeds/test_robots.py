"""robots.txt as RFC 9309 reads it."""

from __future__ import annotations

import time

import pytest

from digest.network import robots
from tests.support.pace import in_time


@pytest.mark.parametrize(
    ("rules", "allowed", "disallowed"),
    [
        ("", "/ /a", ""),
        ("Disallow:", "/ /a", ""),
        ("Disallow: /", "", "/ /a /a?b"),
        ("Disallow: /private", "/ /public /Private", "/private /private/a /privateer"),
        ("disallow : /a # a comment", "/b", "/a"),
        ("Disallow: /a/\nAllow: /a/b", "/a /a/b /a/bc", "/a/ /a/c"),  # the longest rule wins
        ("Allow: /a/b\nDisallow: /a/", "/a/b", "/a/c"),  # whatever the order
        ("Disallow: /a\nAllow: /a", "/a", ""),  # of two that are as long, the one that allows
        ("Disallow: /*.pdf", "/a.html", "/a.pdf /b/c.pdf?d"),
        ("Disallow: /*.pdf$", "/a.pdf?b /a.pdfx", "/a.pdf /.pdf"),
        ("Disallow: /a*b*c", "/acb /ab", "/abc /axbxcx"),
        ("Disallow: /a$", "/ab /a/", "/a"),
        ("Disallow: /ab*ba$", "/aba", "/abba /abxba"),
        ("Disallow: *", "", "/ /a"),
        ("Disallow: /*?", "/a", "/a?b"),
        ("Disallow: a", "/b", "/a"),  # people leave the slash out
        ("Disallow: /a$b", "/a", "/a$b"),
        ("Disallow: /a%2Ab", "/axb", "/a*b /a%2ab"),
        ("Disallow: /foo/bar/ツ", "/foo/bar/a", "/foo/bar/ツ /foo/bar/%E3%83%84"),  # section 2.2.2
        ("Disallow: /foo/bar/%E3%83%84", "", "/foo/bar/ツ /foo/bar/%e3%83%84"),
        ("Disallow: /%62%61%7A", "", "/baz"),
        ("Disallow: /a%2fb", "/a/b", "/a%2Fb"),
        ("Disallow: /private", "/private/../a", "/a/../private /a/%2e%2e/private /./private"),
        ("Disallow: /a/$", "", "/a/b/.. /a/."),
        ("Nonsense\n: /\nDisallow", "/ /a", ""),
    ],
)
def test_a_path_is_allowed_or_not(rules: str, allowed: str, disallowed: str) -> None:
    """By the rules of one group."""
    found = robots.parse(f"User-agent: *\n{rules}\n")
    asked = [*allowed.split(), *disallowed.split()]

    assert allowed.split() == [it for it in asked if found.allows(f"https://e.org{it}")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Disallow: /", True),  # of no group
        ("User-agent: other\nDisallow: /", True),
        ("User-agent: dig\nDisallow: /", True),
        ("User-agent: digestive\nDisallow: /", True),
        ("User-agent: digest\nDisallow: /", False),
        ("USER-AGENT: Digest/1.0 (a comment)\nDISALLOW: /", False),
        ("\ufeffUser-agent: digest\r\nDisallow: /\r\n", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: digest\nDisallow:\n", True),  # its own group
        ("User-agent: digest\nDisallow: /b\n\nUser-agent: *\nDisallow: /\n", True),
        ("User-agent: other\nUser-agent: digest\nDisallow: /", False),
        ("User-agent: digest\n\nUser-agent: other\nDisallow: /", False),  # an empty line is nothing
        ("User-agent: digest\nAllow: /b\nUser-agent: other\nDisallow: /", True),
        ("User-agent: digest\nSitemap: /s.xml\nDisallow: /", False),
        ("User-agent: digest\nAllow: /b\n\nUser-agent: digest\nDisallow: /", False),  # one group
        ("User-agent: *\nCrawl-delay: 3\nUser-agent: other\nDisallow: /", True),
    ],
)
def test_a_group_is_for_us_or_not(content: str, *, expected: bool) -> None:
    """By the product token, however it is written; else the groups for everybody count."""
    assert expected == robots.parse(content).allows("https://e.org/a")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("User-agent: *\nDisallow:", None),
        ("User-agent: *\nCrawl-delay: 5", 5.0),
        ("User-agent: *\nCrawl-delay: 2.5\nUser-agent: digest\nCrawl-delay: 4", 4.0),
        ("User-agent: *\nCrawl-delay: soon", 0.0),
        ("User-agent: *\nCrawl-delay: -5", 0.0),
        ("User-agent: *\nCrawl-delay: nan", 0.0),
        ("User-agent: other\nCrawl-delay: 5", None),
    ],
)
def test_a_pause_may_be_asked_for(content: str, expected: float | None) -> None:
    """A number of seconds, and nothing that is none."""
    assert expected == robots.parse(content).delay


@pytest.mark.parametrize(
    "content",
    [
        "".join(f"User-agent: a{at}\n" for at in range(16_000)) + "Disallow: /a\n" * 20_000,
        "User-agent: digest\n" * 16_000 + "Disallow: /a*b\n" * 16_000,
        "User-agent: *\nDisallow: /" + "*a" * 250_000,
        "User-agent: *\nDisallow: /" + "%41" * 160_000,
        "\0" * robots.LONGEST,
    ],
)
def test_a_hostile_file_costs_no_time(content: str) -> None:
    """As long as one may be, and made to be multiplied."""
    begun = time.monotonic()
    robots.parse(content).allows("https://e.org/" + "a" * 2000)

    assert in_time(time.monotonic() - begun, 2.0)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://E.org/a?b", "https://e.org"),
        ("http://e.org:8080/a", "http://e.org:8080"),
        ("https://name:secret@e.org/", "https://e.org"),
    ],
)
def test_a_file_is_for_scheme_host_and_port(url: str, expected: str) -> None:
    """And has no name or password in it."""
    assert expected == robots.origin(url)
