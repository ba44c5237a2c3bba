"""Editions to be checked, with which nothing is wrong but for what a test is about."""

from __future__ import annotations

from typing import Any

from digest import edition as editions
from digest.check import Finding, Subject, find
from digest.config import Check, Config, Section
from digest.mailing import Mail
from digest.model import Page
from tests.support.values import DAY

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
    postal_address="1 Watch Street, Newstown",
)
SECTIONS = (
    Section(id="main", kind="lead"),
    Section(id="other", kind="briefs", title="In other news:", max_stories=2),
    Section(id="state", kind="desk", title="State Department news:", unknown="We cannot say."),
)


def config(**tables: Any) -> Config:
    """Make a configuration with which nothing is wrong."""
    #: What providers look for is always said, and asked for by name where it is meant.
    check = Check(ignore=("authentication",))
    usual: dict[str, Any] = {"mail": MAIL, "sections": SECTIONS, "check": check}
    return Config(**(usual | tables))


def subject(content: str = GOOD, **fields: Any) -> Subject:
    """Make what is checked of an edition's text."""
    settings = fields.pop("config", config())
    edition = editions.parse(content, settings.sections)
    return Subject(edition=edition, config=settings, day=DAY, where=WHERE, **fields)


def a_page(body: str, head: str = "") -> Page:
    """Make a page with which nothing is wrong but for its body and what is in its head."""
    html = f'<html lang="en"><head><title>Watch</title>{head}</head><body>{body}</body></html>'
    return Page(subject="s", html=html, text="t")


def found(content: str = GOOD, **fields: Any) -> list[tuple[str, str]]:
    """Return the name and place of each finding."""
    return [(finding.name, finding.place) for finding in find(subject(content, **fields))]


def the_one(content: str = GOOD, **fields: Any) -> Finding:
    """Return the only finding."""
    (finding,) = find(subject(content, **fields))
    return finding
