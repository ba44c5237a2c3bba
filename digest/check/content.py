"""What the edition says, and what it leaves open."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest import markup, text
from digest.check.document import start
from digest.check.finding import Finding, found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.check.subject import Subject
    from digest.edition import Part

#: Mail clients show far less of a subject; one this long is a paragraph that slipped into `title`.
MAX_TITLE = 200
#: How a brief says who reported it.
ATTRIBUTION = re.compile(
    r"\b(?:according to|as reported|reports?|reported|told|wrote|writes|quoted by|citing|cited)\b",
    re.IGNORECASE,
)


def check_absence(subject: Subject) -> Iterator[Finding]:
    """Leave an absence that nobody knows to the editor: a text decides it, or no comment."""
    for part in subject.edition.parts:
        reason = part.unknown_absence
        if reason is None or _decided(subject, part):
            continue
        name = _name(part)
        yield found(
            "unknown-absence",
            _place(subject, part),
            f"{name}: it is not known whether there was anything ({reason or 'no reason given'})",
            "Write a text, or delete the comment",
        )


def _decided(subject: Subject, part: Part) -> bool:
    """Say whether the editor wrote a text; the configured one for the unknown decides nothing."""
    section = subject.config.section(part.id)
    standing = text.squeeze(section.unknown) if section else ""
    return _visible(part) not in {"", standing}


def check_lead(subject: Subject) -> Iterator[Finding]:
    """There is a main story; its headline fits a subject line, and its date the day."""
    edition = subject.edition
    if not _visible(edition.lead):
        yield found(
            "no-main-story",
            subject.where,
            "there is no main story",
            "Write it above the first ## heading",
        )
    title = edition.meta.title
    if not title:
        yield found(
            "no-headline", subject.where, "there is no headline", "Set title in the front matter"
        )
    if len(title) > MAX_TITLE:
        yield found(
            "long-title",
            subject.line_of("title"),
            f"the title has {len(title)} characters, and {MAX_TITLE} is much already",
            "Shorten it; it is the subject of the mail",
        )
    day = edition.meta.date
    if day and day != subject.day:
        yield found(
            "other-date",
            subject.line_of("date"),
            f"the date is {day}, and the edition is that of {subject.day}",
            "Give it its own date",
        )


def check_sections(subject: Subject) -> Iterator[Finding]:
    """No heading stands alone, and no section is longer than it was meant to be."""
    for part in subject.edition.parts:
        if part.heading is None:
            continue
        if not _visible(part) and part.unknown_absence is None:
            yield found(
                "empty-section",
                _place(subject, part),
                f"{_name(part)}: nothing stands below the heading",
                "Write a text, or delete the heading",
            )
        section = subject.config.section(part.id)
        number = max(len(part.stories), sum(block.opens_brief for block in part.blocks))
        if section and number > section.max_stories:
            yield found(
                "long-section",
                _place(subject, part),
                f"{_name(part)}: {number} stories, and max_stories is {section.max_stories}",
                "Cut some, or raise max_stories in digest.toml",
            )


def check_briefs(subject: Subject) -> Iterator[Finding]:
    """Briefs are brief: what may be printed of a report is long for one."""
    most = subject.config.edition.excerpt_words
    for part in subject.edition.parts:
        section = subject.config.section(part.id)
        if section is None or section.kind != "briefs":
            continue
        opening, number = "", 0
        for spot in (it for it in subject.blocks() if it.part is part):
            if spot.block is part.heading:
                continue
            if spot.block.opens_brief:
                yield from _long_brief(opening, number, most)
                opening, number = spot.place, 0
            number += text.count_words(markup.plain(spot.words, "text/markdown"))
        yield from _long_brief(opening, number, most)


def _long_brief(place: str, number: int, most: int) -> Iterator[Finding]:
    if place and number > most:
        yield found(
            "long-brief",
            place,
            f"this brief has {number} words, and an excerpt has {most} at most",
            "Shorten it, or make it the main story",
        )


def check_attribution(subject: Subject) -> Iterator[Finding]:
    """Every brief says who reported it: by a link, or in words."""
    for spot in subject.blocks():
        section = subject.config.section(spot.part.id)
        if section is None or section.kind != "briefs" or not spot.block.opens_brief:
            continue
        if any(link.url for link in spot.links) or ATTRIBUTION.search(spot.words):
            continue
        yield found(
            "no-attribution",
            spot.place,
            f"this brief does not say who reported it: {_start(spot.words)}",
            "Link the report, or say according to whom",
        )


def _visible(part: Part) -> str:
    """Return what stands below a heading, without comments, as plain words on one line."""
    markdown = "\n\n".join(block.markdown for block in part.blocks)
    html = markup.markdown_to_html(markdown)
    return text.squeeze(markup.plain(html)) or ("an image" if "<img" in html else "")


def _place(subject: Subject, part: Part) -> str:
    first = part.heading or next(iter(part.blocks), None)
    places = (spot.place for spot in subject.blocks() if spot.block is first)
    return next(places, subject.where)


def _name(part: Part) -> str:
    """Name a part as its heading does, without the colon."""
    return part.title.rstrip(": ") or part.id


def _start(words: str) -> str:
    return start(markup.plain(words, "text/markdown"))
