"""Links and pictures: where they lead, whom they tell, what they say."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from digest.check import find
from digest.model import Picture
from tests.check.subjects import FRONT, MAIL, a_page, config, found, subject, the_one


def names(content: str) -> list[str]:
    """Return what is found in a main story."""
    return [name for name, _ in found(f"{FRONT}\n{content}\n")]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[The report](https://e.org/a)", []),
        ("[The desk](mailto:a@b.org)", []),
        ("[The desk](tel:+41220000000)", ["link-address"]),  # the page does not keep it
        ("[The report](/a)", ["link-address"]),
        ("[The report](report.pdf)", ["link-address"]),
        ("[The report](#there)", ["link-address"]),
        ("[The report](https://)", ["link-address"]),
        ("[The report](www.e.org/a)", ["link-address"]),
        ("[The report]()", ["link-address"]),
    ],
)
def test_a_link_has_an_address_that_can_be_followed(link: str, expected: list[str]) -> None:
    """In a mail nothing is relative to anything."""
    assert expected == [name for name in names(link) if name != "vague-link"]


@pytest.mark.parametrize(
    ("link", "is_vague"),
    [
        ("[here](https://e.org/a)", True),
        ("[Click here](https://e.org/a)", True),
        ("[Read more …](https://e.org/a)", True),
        ("[**More**](https://e.org/a)", True),
        ("<https://e.org/a>", True),
        ("[www.e.org](https://www.e.org/)", True),
        ("[](https://e.org/a)", True),
        ("[![](https://e.org/a.png)](https://e.org/a)", True),
        ("[![A bridge](https://e.org/a.png)](https://e.org/a)", False),
        ("[Here they met](https://e.org/a)", False),
        ("[Reuters](https://e.org/a)", False),
        ("[тут](https://e.org/a)", False),
        ("[e.org](https://e.org/a)", False),
    ],
)
def test_a_link_says_where_it_leads(link: str, is_vague: bool) -> None:  # noqa: FBT001
    """In words of its own; what is not English is not judged."""
    assert is_vague == ("vague-link" in names(link))


@pytest.mark.parametrize(
    ("url", "rule", "hint"),
    [
        ("https://e.org/a?utm_source=x", "tracking-link", "Link to https://e.org/a"),
        (
            "https://e.org/a?b=1&fbclid=2&c=3#d",
            "tracking-link",
            "Link to https://e.org/a?b=1&c=3#d",
        ),
        ("https://e.org/a?ref=social", "tracking-link", "Link to https://e.org/a"),
        ("https://e.org/a?%75tm_source=x", "tracking-link", "Link to https://e.org/a"),
        ("https://e.org/a?ref=12", "", ""),
        ("https://e.org/a?atm_source=x", "", ""),
        ("https://www.google.com/url?q=https://e.org/a", "wrapped-link", "Link to https://e.org/a"),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fe.org%2Fa&data=x",
            "wrapped-link",
            "Link to https://e.org/a",
        ),
        ("https://m.e.org/a", "", ""),
        ("https://www.e.org/a/", "", ""),
    ],
)
def test_links_that_tell_on_readers_are_found_with_what_to_write(
    url: str, rule: str, hint: str
) -> None:
    """Parameters of campaigns, and addresses of others that the page's own is wrapped in."""
    findings = find(subject(f"{FRONT}\n[The report]({url})\n"))

    assert ([(rule, hint)] if rule else []) == [(it.name, it.hint) for it in findings]


def test_the_newsletters_own_links_may_count_their_readers() -> None:
    """What an editor's own site is told is the editor's decision."""
    mail = msgspec.structs.replace(MAIL, web_url="https://watch.news/{date}/")
    content = f"{FRONT}\n[Give](https://www.watch.news/give?utm_source=mail)\n"

    assert ["tracking-link"] == names("[Give](https://www.watch.news/give?utm_source=mail)")
    assert [] == found(content, config=config(mail=mail))


def test_a_link_that_stands_twice_in_a_line_is_told_once() -> None:
    """And once more in the next one."""
    content = f"{FRONT}\n[A](http://e.org/) [B](http://e.org/)\n\n[C](http://e.org/)\n"

    assert [6, 8] == [int(place.rpartition(" ")[2]) for _, place in found(content)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<a href="https://e.org/">A</a>', []),
        ('<a class="x">A</a>', [("link-address", 'the page, <a class="x">')]),
        ('<a href="">A</a>', [("link-address", "the page, <a>")]),
        ('<a name="there"></a><a id="top"></a>', []),
        ('<img src="https://e.org/x.png" alt="">', []),
        ('<img src="https://e.org/x.png">', [("image-alt", "the page, <img>")]),
        ("<!--[if mso]><a>A</a><img src=x><![endif]-->", []),
    ],
)
def test_links_and_pictures_of_templates_are_checked(
    body: str, expected: list[tuple[str, str]]
) -> None:
    """Anchors lead nowhere by intention, and what is for Outlook alone is a comment."""
    assert expected == found(page=a_page(body))


def test_a_picture_that_goes_with_the_message_may_be_a_file() -> None:
    """`[mail] images = "embed"` attaches it, where it is found."""
    content = f"{FRONT}\n![A bridge](pictures/bridge.png)\n"
    page = a_page("")
    picture = Picture(url="pictures/bridge.png", kind="png", content=b"")

    assert ["image-address"] == [name for name, _ in found(content, page=page)]
    assert [] == found(content, page=replace(page, pictures=(picture,)))
    assert "the image 'pictures/bridge.png' has no http" in the_one(content).message
