"""What the links of an edition answered: broken for sure, or perhaps only closed to programs."""

from __future__ import annotations

from collections import Counter
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from digest import text, urls
from digest.check.finding import Finding, found
from digest.check.leftovers import EXAMPLE
from digest.check.subject import links

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.check.subject import Subject
    from digest.network.links import Asked

#: The only answers by which a server says of itself that there is no such page.
MISSING = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
#: What sites say to programs while they let people in: walls against bots, paywalls, countries.
WALLS = {
    HTTPStatus.UNAUTHORIZED: "it asks for a password",
    HTTPStatus.PAYMENT_REQUIRED: "it asks for payment",
    HTTPStatus.FORBIDDEN: "it may let people in all the same",
    HTTPStatus.METHOD_NOT_ALLOWED: "it may let people in all the same",
    HTTPStatus.NOT_ACCEPTABLE: "it may let people in all the same",
    HTTPStatus.TOO_MANY_REQUESTS: "it was asked too often",
    HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS: "it is not shown in every country",
}
LOOK = "Look at it in a browser"
MEND = "Mend the address, or take the link away"
#: Where there is no last answer: the rule, and what to do.
UNANSWERED = {
    "loop": ("broken-link", MEND),
    "no-host": ("broken-link", MEND),
    "private": ("broken-link", "Readers cannot reach it: give a public address"),
    "failed": ("doubtful-link", LOOK),
    "left": ("unasked-link", LOOK),
}
#: Where all end so, it is more likely that this machine is not connected.
SILENT = frozenset({"no-host", "failed"})


def addresses(subject: Subject) -> tuple[str, ...]:
    """Return what is to be asked: each page and picture once, without its fragment.

    Not the ways out of the list, since asking such an address may use it; nor the page of the
    edition itself, which may not be there before it is sent; nor names kept for examples, which
    have a finding of their own.
    """
    found_: dict[str, None] = {}
    ways_out = {urldefrag(it)[0] for it in subject.config.mail.unsubscribe_links}
    html = subject.page.html if subject.page else ""
    written = [link for spot in subject.blocks() for link in spot.links]
    for link in (*written, *links(html)):
        url = urldefrag(link.url)[0]
        if not urls.is_web(url) or url in ways_out or url == _own(subject):
            continue
        if not EXAMPLE.fullmatch(urlsplit(url).hostname or ""):
            found_[url] = None
    return tuple(found_)


def _own(subject: Subject) -> str:
    return urldefrag(subject.config.mail.web_url.replace("{date}", subject.day.isoformat()))[0]


def check_answers(subject: Subject) -> Iterator[Finding]:
    """Ask that each link was answered with a page."""
    asked = subject.asked
    if asked and all(it.outcome in SILENT for it in asked):
        reason, _ = Counter(it.reason for it in asked).most_common(1)[0]
        yield found(
            "unasked-link",
            "the network",
            f"{text.plural(len(asked), 'link')} asked, and none answered ({reason})",
            "Look whether this machine is connected, and check again",
        )
        return
    places = _places(subject)
    for answer in asked:
        name, what, hint = _judged(answer)
        if name:
            for place in places.get(answer.url, ["the page"]):
                yield found(name, place, f"{answer.url}: {what}", hint)


def _places(subject: Subject) -> dict[str, list[str]]:
    """Say in which lines of the edition an address stands."""
    places: dict[str, list[str]] = {}
    image = subject.edition.meta.image
    if image:
        places[urldefrag(image.url)[0]] = [subject.line_of("image")]
    for spot in subject.blocks():
        for url in dict.fromkeys(urldefrag(link.url)[0] for link in spot.links):
            places.setdefault(url, []).append(spot.place)
    return places


def _judged(answer: Asked) -> tuple[str, str, str]:
    """Return the rule, what is wrong, and what to do; an empty rule where nothing is."""
    if answer.outcome == "answered":
        return _judged_by_status(answer)
    if answer.outcome == "loop" and answer.cookies:  # it may come to an end for who keeps them
        return "doubtful-link", f"{answer.reason}, and sets cookies", LOOK
    rule, hint = UNANSWERED[answer.outcome]
    return rule, answer.reason, hint


def _judged_by_status(answer: Asked) -> tuple[str, str, str]:
    status = answer.status
    if status in MISSING:
        return "broken-link", answer.reason, MEND
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "doubtful-link", f"{answer.reason}; its server has trouble", "Ask again later"
    if status >= HTTPStatus.BAD_REQUEST:
        why = next((said for wall, said in WALLS.items() if wall == status), "")
        return "doubtful-link", f"{answer.reason}{why and f'; {why}'}", LOOK
    if _is_front_page(answer.final) and not _is_front_page(answer.url):
        # Many sites send who asks for a page that is gone to their front page.
        return "doubtful-link", f"it leads to the front page {answer.final}", LOOK
    return "", "", ""


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in {"", "/"} and not parts.query
