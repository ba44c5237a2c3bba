"""What the checkers find, and what they leave alone."""

from __future__ import annotations

from typing import Any

import pytest

from digest import edition as editions
from digest.check import ERRORS, RULES, Finding, Subject, find
from digest.config import Config, Mail, Newsletter, Section
from digest.model import Page
from tests.support.values import DAY, a_reading, an_item, at

FRONT = '---\ndate: 2024-02-16\ntitle: "Diplomacy Watch: Talks"\n---\n'
LEAD = "\nNegotiators met in Geneva. <!-- story: a1 -->\n"
BRIEF = "- Envoys met in Oslo, according to the ministry. <!-- story: b1 -->\n"
OTHER = "\n## In other news: <!-- section: other -->\n\n"
STATE = "\n## State Department news: <!-- section: state -->\n\n"
GOOD = FRONT + LEAD + OTHER + BRIEF + STATE + "There was no briefing this week.\n"
WHERE = "editions/2024-02-16.md"

MAIL = Mail(
    from_="Watch <digest@watch.news>",
    to="readers@watch.news",
    list_id="watch.watch.news",
    unsubscribe="https://watch.news/u",
)
SECTIONS = (
    Section(id="main", kind="lead"),
    Section(id="other", kind="briefs", title="In other news:", max_stories=2),
    Section(id="state", kind="desk", title="State Department news:", unknown="We cannot say."),
)


def config(**tables: Any) -> Config:
    """Make a configuration with which nothing is wrong."""
    usual: dict[str, Any] = {"mail": MAIL, "sections": SECTIONS}
    return Config(**(usual | tables))


def subject(content: str = GOOD, **fields: Any) -> Subject:
    """Make what is checked of an edition's text."""
    settings = fields.pop("config", config())
    edition = editions.parse(content, settings.sections)
    return Subject(edition=edition, config=settings, day=DAY, where=WHERE, **fields)


def found(content: str = GOOD, **fields: Any) -> list[tuple[str, str]]:
    """Return the name and place of each finding."""
    return [(finding.name, finding.place) for finding in find(subject(content, **fields))]


def the_one(content: str = GOOD, **fields: Any) -> Finding:
    """Return the only finding."""
    (finding,) = find(subject(content, **fields))
    return finding


def test_an_edition_with_which_nothing_is_wrong_has_no_findings() -> None:
    """With its page, its items and its feeds."""
    page = Page(subject="s", html='<a href="https://watch.news/">Watch</a>', text="t")
    sections = (*SECTIONS[:2], Section(id="state", kind="desk", title="S", sources=("briefings",)))
    assert [] == found(
        config=config(sections=sections),
        page=page,
        items=(an_item(),),
        readings=(a_reading("briefings"),),
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (GOOD.replace("Negotiators met in Geneva. ", ""), [("no-main-story", WHERE)]),
        (GOOD.replace('title: "Diplomacy Watch: Talks"\n', ""), [("no-headline", WHERE)]),
        (GOOD.replace("Talks", "T" * 190), [("long-title", f"{WHERE}, line 3")]),
        (GOOD.replace("2024-02-16", "2024-02-09"), [("other-date", f"{WHERE}, line 2")]),
        (FRONT + LEAD + OTHER, [("empty-section", f"{WHERE}, line 8")]),
        (
            GOOD + "\n## An extra heading\n\n<!-- later -->\n",
            [("empty-section", f"{WHERE}, line 16")],
        ),
        (FRONT + LEAD + OTHER + BRIEF * 2, []),
        (FRONT + LEAD + OTHER + BRIEF * 3, [("long-section", f"{WHERE}, line 8")]),
        (FRONT + LEAD + OTHER + "- Envoys met.\n", [("no-attribution", f"{WHERE}, line 10")]),
        (FRONT + LEAD + OTHER + "— Envoys met.\n", [("no-attribution", f"{WHERE}, line 10")]),
        (FRONT + LEAD + OTHER + "- Envoys met, the [AP](https://ap.org/) has it.\n", []),
        (FRONT + LEAD + OTHER + "- Envoys met, Reuters reported.\n", []),
        (FRONT + LEAD + OTHER + "- Envoys met, he told the BBC.\n", []),
        (FRONT + LEAD + "\n## Ours\n\n- Envoys met.\n", []),
        (FRONT + "\nTODO ask the ministry.\n", [("placeholder", f"{WHERE}, line 6")]),
        (FRONT + "\nTo do or not to do. <!-- TODO -->\n", []),
        (FRONT + "\nDear {{ name }}, lorem ipsum.\n", [("placeholder", f"{WHERE}, line 6")] * 2),
        (FRONT + "\nDear %%name%% and *|NAME|*.\n", [("placeholder", f"{WHERE}, line 6")] * 2),
        (FRONT + "\nA rise of 5 % is 100% of it.\n", []),
        (GOOD.replace("Talks", "TODO"), [("placeholder", f"{WHERE}, line 3")]),
        (FRONT + "\n[a](http://a.org/) [b](https://b.org/)\n", [("http-link", f"{WHERE}, line 6")]),
        (FRONT + "\n![A bridge](https://a.org/x.png)\n", []),
        (FRONT + "\n![](https://a.org/x.png)\n", [("image-alt", f"{WHERE}, line 6")]),
        (FRONT + "\n![A bridge](x.png)\n", [("image-address", f"{WHERE}, line 6")]),
        (FRONT + "\n![A](http://a.org/x.png)\n", [("http-link", f"{WHERE}, line 6")]),
        (
            GOOD.replace("title", "image: cid:x\ntitle"),
            [("image-address", f"{WHERE}, line 3"), ("image-alt", f"{WHERE}, line 3")],
        ),
        (GOOD.replace("title", 'image: {url: "https://a.org/x.png", alt: "A"}\ntitle'), []),
    ],
)
def test_the_text_is_checked_and_findings_name_the_line(
    content: str, expected: list[tuple[str, str]]
) -> None:
    """What is only in comments is not for readers, and no finding."""
    assert expected == found(content)


UNKNOWN = "<!-- absence: unknown (no feed has the id state) -->"


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        (f"{UNKNOWN}\n", ["unknown-absence"]),
        (f"{UNKNOWN}\n\nWe cannot say.\n", ["unknown-absence"]),
        (f"{UNKNOWN}\n\nNo briefing was held, we hear.\n", []),
        ("No briefing was held, we hear.\n", []),
        ("", ["empty-section"]),
    ],
)
def test_an_unknown_absence_is_for_the_editor_to_decide(below: str, expected: list[str]) -> None:
    """By a text of one's own, or by deleting the comment; the standing text decides nothing."""
    assert expected == [name for name, _ in found(FRONT + LEAD + STATE + below)]


def test_an_unknown_absence_says_where_and_why() -> None:
    """One line, with what to do."""
    finding = the_one(FRONT + LEAD + STATE + UNKNOWN)

    assert "error" == finding.severity
    assert (
        "editions/2024-02-16.md, line 8: State Department news: it is not known whether there was"
        " anything (no feed has the id state). Write a text, or delete the comment."
    ) == str(finding)


def test_an_unknown_absence_in_an_added_section_or_the_main_story_is_found_too() -> None:
    """Wherever the comment is."""
    content = FRONT + LEAD + "\n<!-- absence: unknown -->\n\n## Ours\n\n<!-- absence: unknown -->\n"
    expected = [("unknown-absence", f"{WHERE}, line 10")]

    assert expected == found(content)


@pytest.mark.parametrize(
    ("dated_by", "expected"),
    [
        ("entry", []),
        ("file-name", []),
        ("modified", [("undated-item", "wire")]),
        ("first-seen", [("undated-item", "wire")]),
    ],
)
def test_items_without_a_date_of_their_own_are_named(
    dated_by: str, expected: list[tuple[str, str]]
) -> None:
    """Those dated by the file system, or by when we met them."""
    assert expected == found(items=(an_item(dated_by=dated_by),))


def test_an_undated_item_says_the_day_in_the_newsletters_zone() -> None:
    """Past midnight in UTC it is still the day before in New York."""
    item = an_item(published=None, first_seen=at("2024-02-15 03:00"))
    settings = config(newsletter=Newsletter(timezone="America/New_York"))
    expected = (
        "'Title of a' has no date of its own; it counts with 2024-02-14, when it was first seen"
    )

    assert expected == the_one(items=(item,), config=settings).message


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ((), "no feed has the id 'briefings'"),
        (
            (a_reading("briefings", error="HTTP status 403"),),
            "briefings was not read well (HTTP status 403); last read well on 2024-02-16",
        ),
        (
            (a_reading("briefings", last_good=None),),
            "briefings was not read well (not read yet)",
        ),
    ],
)
def test_a_desk_whose_sources_failed_is_named(readings: tuple[Any, ...], expected: str) -> None:
    """Or whose sources no feed has."""
    desk = Section(id="state", kind="desk", title="S", sources=("briefings",))
    finding = the_one(config=config(sections=(*SECTIONS[:2], desk)), readings=readings)

    assert ("required-source", 'digest.toml: [[sections]] "state"') == (finding.name, finding.place)
    assert expected == finding.message


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"from_": ""}, ["no-sender"]),
        ({"list_id": ""}, ["list-headers"]),
        ({"list_id": "", "unsubscribe": ()}, ["list-headers"]),
        ({"from_": "Watch <digest@example.org>"}, ["example-address"]),
        ({"web_url": "https://www.example.com/{date}/"}, ["example-address"]),
        ({"unsubscribe": ("mailto:a@watch.news", "https://u.watch.example/")}, ["example-address"]),
        ({"web_url": "https://my-example.org/example.org.html"}, []),
        ({"web_url": "https://example.org.uk/myexample.com.de"}, []),
        ({"reply_to": "a@contest.org"}, []),
    ],
)
def test_the_mail_settings_are_checked(changed: dict[str, Any], expected: list[str]) -> None:
    """A sender, the list headers, and no addresses from examples."""
    values = {
        "from_": MAIL.from_,
        "to": MAIL.to,
        "list_id": MAIL.list_id,
        "unsubscribe": MAIL.unsubscribe,
    }
    names = [name for name, _ in found(config=config(mail=Mail(**(values | changed))))]

    assert expected == names


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("x" * 102_400, []),
        ("é" * 51_201, ["html-size"]),
        (f"<style>{'x' * 16_384}</style>", []),
        (f"<style>{'x' * 9000}</style><p><STYLE media=screen>{'x' * 9000}</STYLE>", ["style-size"]),
        ('<a href="http://t.org/">T</a><img src="http://t.org/i.png"><a href="mailto:a@b.org">', 2),
        ("<p>Dear *|NAME|*</p><!-- {{ x }} --><style>@media{a{b:c}}</style>", ["placeholder"]),
        ("<p>Negotiators met in Geneva.</p>", []),
    ],
)
def test_the_page_is_checked(html: str, expected: list[str] | int) -> None:
    """What Gmail cuts off, and what templates bring with them."""
    page = Page(subject="s", html=html, text="t")
    names = [name for name, _ in found(page=page)]

    assert (["http-link"] * expected if isinstance(expected, int) else expected) == names


def test_what_the_text_has_is_not_found_in_the_page_again() -> None:
    """One fault, one finding."""
    content = FRONT + "\nA [link](http://a.org/?a=1&b=2) and TODO.\n"
    html = '<p>A <a href="http://a.org/?a=1&amp;b=2">link</a> and TODO.</p>'

    assert ["placeholder", "http-link"] == [
        name for name, _ in found(content, page=Page(subject="s", html=html, text="t"))
    ]


def test_errors_come_first() -> None:
    """Whatever the order in which they were found."""
    content = FRONT + LEAD + OTHER + "- Envoys met.\n" + STATE + UNKNOWN
    severities = [
        finding.severity for finding in find(subject(content, config=config(mail=Mail())))
    ]

    assert ["error", "error", "warning", "warning"] == severities


def test_long_briefs_are_shown_by_their_beginning() -> None:
    """Cut between words."""
    brief = "The envoys of both countries met in a small town at the sea to speak about grain."
    finding = the_one(FRONT + LEAD + OTHER + f"- **{brief}**\n")

    assert finding.message.endswith(
        ": The envoys of both countries met in a small town at the sea …"
    )


def test_a_brief_of_another_language_needs_a_link() -> None:
    """Our words of attribution are English; nobody is accused of less than having no link."""
    content = FRONT + LEAD + OTHER + "- Посли зустрілися в Осло.\n"

    assert ["no-attribution"] == [name for name, _ in found(content)]


def test_every_error_can_be_named() -> None:
    """`send --allow` takes these names."""
    assert {
        "unknown-absence",
        "no-main-story",
        "no-headline",
        "image-address",
        "image-alt",
        "no-sender",
    } == set(ERRORS)
    assert set(ERRORS) <= set(RULES)
