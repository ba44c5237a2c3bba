"""What the edition says, and what it leaves open."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest import markup, text, urls
from digest.check.finding import Finding, found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.check.subject import Link, Subject
    from digest.edition import Part

#: Mail clients show far less of a subject; one this long is a paragraph that slipped into `title`.
MAX_TITLE = 200
#: How a brief says who reported it.
ATTRIBUTION = re.compile(
    r"\b(?:according to|as reported|reports?|reported|told|wrote|writes|quoted by|citing|cited)\b",
    re.IGNORECASE,
)
#: What writers and other mailing programs leave for later: it is never meant for readers.
PLACEHOLDER = re.compile(
    r"\b(?:TODO|FIXME|TBD)\b|(?i:\blorem ipsum\b)|\{\{.*?\}\}|\{\{|%%\w*(?:%%)?|\*\|\w+\|\*"
)
FRONT_KEYS = ("title", "deck", "kicker", "byline", "preheader")


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


def check_placeholders(subject: Subject) -> Iterator[Finding]:
    """Nothing is left of what was to be filled in later."""
    meta = subject.edition.meta
    front = [(subject.line_of(key), getattr(meta, key)) for key in FRONT_KEYS]
    for place, words in front + [(spot.place, spot.words) for spot in subject.blocks()]:
        for left in dict.fromkeys(match[0] for match in PLACEHOLDER.finditer(words)):
            yield found(
                "placeholder",
                place,
                f"{left!r} was left in the text",
                "Write what belongs there; readers would see it as it is",
            )


def check_images(subject: Subject) -> Iterator[Finding]:
    """Every picture can be loaded by a mail client, and says what it shows."""
    image = subject.edition.meta.image
    if image:
        yield from _image(subject.line_of("image"), image.url, image.alt)
    for spot in subject.blocks():
        for link in spot.links:
            if link.picture:
                yield from _image(spot.place, link.url, link.alt)


def _image(place: str, url: str, alt: str) -> Iterator[Finding]:
    shown = f"the image {url!r}" if url else "an image"
    if not urls.is_web(url):
        yield found(
            "image-address",
            place,
            f"{shown} has no http or https address, so readers cannot load it",
            "Put it on the web, and give its full address",
        )
    if not alt.strip():
        yield found(
            "image-alt",
            place,
            f"{shown} has no alt text",
            "Say in a few words what it shows, for readers who cannot see it",
        )


def check_links(subject: Subject) -> Iterator[Finding]:
    """Links are https, so that nobody between can read or change what is behind them."""
    for spot in subject.blocks():
        yield from _insecure(spot.place, spot.links)


def _insecure(place: str, links: tuple[Link, ...]) -> Iterator[Finding]:
    for url in dict.fromkeys(link.url for link in links if link.url.lower().startswith("http:")):
        yield found("http-link", place, f"{url} is not https", "Use https if the site has it")


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
    shown = text.squeeze(markup.plain(words, "text/markdown"))
    most = 60
    return shown if len(shown) <= most else f"{shown[:most].rsplit(' ', 1)[0]} …"
