"""Links and pictures: where they lead, whom they tell, and what readers are told of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from digest import text, urls
from digest.check.document import read, show_element, start
from digest.check.finding import Finding, found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.check.subject import Link, Spot, Subject

#: Words that are the same for every link: a list of links, as screen readers give it, says nothing
#: then (WCAG 2.2, 2.4.4 and 2.4.9).
VAGUE = frozenset(
    "here click click-here this link this-link more read-more see-more learn-more details source"
    " website article continue-reading go read".split()
)
BARE = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
#: What else a reader's program can follow.
FOLLOWED = "mailto:"
MARKDOWN_IMAGE = re.compile(r"!\[[^\]]*\]\(\s*<?([^\s()<>]+)")


def check_images(subject: Subject) -> Iterator[Finding]:
    """Every picture can be loaded by a mail client, and says what it shows."""
    image = subject.edition.meta.image
    shown: set[str] = set()
    if image:
        shown.add(image.url)
        yield from _image(subject, subject.line_of("image"), image.url, image.alt)
    for spot in subject.blocks():
        for url, alt in _pictures(spot):
            shown.add(url)
            yield from _image(subject, spot.place, url, alt)
    page = read(subject)
    for picture in [] if page is None else page.iter("img"):
        url = picture.get("src", "")
        # An empty alt is right for what only decorates; none at all has the address read out.
        if picture.get("alt") is None and url not in shown:
            yield found(
                "image-alt",
                f"the page, {show_element(picture)}",
                f"the image {url!r} has no alt attribute",
                'Say in the template what it shows; alt="" if it only decorates',
            )


def _image(subject: Subject, place: str, url: str, alt: str) -> Iterator[Finding]:
    shown = f"the image {url!r}" if url else "an image"
    if not urls.is_web(url) and not _is_embedded(subject, url):
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


def _pictures(spot: Spot) -> list[tuple[str, str]]:
    """Return the address and the alt text of each picture; a path is lost on the way to HTML."""
    pictures = [link for link in spot.links if link.picture]
    written = MARKDOWN_IMAGE.findall(spot.words)
    if len(written) != len(pictures):
        return [(it.url, it.alt) for it in pictures]
    return [(it.url or path, it.alt) for it, path in zip(pictures, written, strict=True)]


def _is_embedded(subject: Subject, url: str) -> bool:
    """Say whether it goes with the message."""
    return subject.page is not None and any(it.url == url for it in subject.page.pictures)


def check_links(subject: Subject) -> Iterator[Finding]:
    """Links lead where they say, in a form that nobody between can read or change."""
    own = {urls.host(subject.config.mail.web_url)} - {""}
    seen: set[str] = set()
    for spot in subject.blocks():
        told: set[str] = set()
        for link in spot.links:
            seen.add(link.url)
            if link.url in told:
                continue
            told.add(link.url)
            yield from _insecure(spot.place, link.url)
            if not link.picture:
                yield from _address(spot.place, link)
                yield from _words(spot.place, link)
                if urls.host(link.url) not in own:
                    yield from _way(spot.place, link.url)
    page = read(subject)
    if page is None:
        return
    around = [(it.get("href"), it) for it in page.iter("a")]
    around += [(it.get("src"), it) for it in page.iter("img")]
    told = set(seen)
    for url, element in around:
        if url and url not in told:
            told.add(url)
            yield from _insecure("the page", url)
        if element.tag == "a" and not (url or element.get("name") or element.get("id")):
            yield found(
                "link-address",
                f"the page, {show_element(element)}",
                f"a link leads nowhere: {start(element.text_content())}",
                "Give it an address in the template, or in digest.toml",
            )


def _insecure(place: str, url: str) -> Iterator[Finding]:
    if url.lower().startswith("http:"):
        yield found("http-link", place, f"{url} is not https", "Use https if the site has it")


def _address(place: str, link: Link) -> Iterator[Finding]:
    if urls.is_web(link.url) or link.url.lower().startswith(FOLLOWED):
        return
    where = f" ({link.url!r})" if link.url else ""
    yield found(
        "link-address",
        place,
        f"the link {start(link.words)!r} has no address that readers can follow{where}",
        "Give its full address, with https://",
    )


def _words(place: str, link: Link) -> Iterator[Finding]:
    words = text.squeeze(link.words)
    plain = "-".join(re.findall(r"[a-z]+", words.lower()))
    if not words:
        said = f"the link to {link.url} has no words"
    elif plain in VAGUE and "".join(filter(str.isalpha, words)).isascii():
        said = f"the link {words!r} does not say where it leads"
    elif BARE.fullmatch(words):
        said = f"the link {start(words)!r} is an address, which screen readers spell"
    else:
        return
    yield found("vague-link", place, said, "Link the words that name what is there")


def _way(place: str, url: str) -> Iterator[Finding]:
    """Find who stands between the reader and the page, and what they are told."""
    if not urls.is_web(url):
        return
    there = urls.canonical(url)
    if urls.host(there) != urls.host(url):
        yield found(
            "wrapped-link",
            place,
            f"{url} leads to {there} by way of {urls.host(url)}, which learns who goes there",
            f"Link to {there}",
        )
        return
    parts = urlsplit(url)
    pairs = [it for it in parts.query.split("&") if it]
    ways = [it for it in pairs if is_tracking(it)]
    if ways:
        kept = "&".join(it for it in pairs if it not in ways)
        names = text.listed(dict.fromkeys(it.partition("=")[0] for it in ways))
        yield found(
            "tracking-link",
            place,
            f"{names} in {url} {'tells' if len(ways) == 1 else 'tell'} the site how readers came",
            f"Link to {parts._replace(query=kept).geturl()}",
        )


def is_tracking(pair: str) -> bool:
    """Say whether a part of a query says how a reader came, and not what the page is."""
    name, _, value = (unquote(it) for it in pair.partition("="))
    return bool(urls.TRACKING.fullmatch(name) or urls.WAY.fullmatch(f"{name}={value}"))
