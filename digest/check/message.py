"""What the edition becomes: a page that clients cut off, a message that providers distrust."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest.check.content import PLACEHOLDER
from digest.check.finding import Finding, found
from digest.check.subject import links

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.check.subject import Subject

#: Gmail shows this many bytes of HTML, and a link to the rest.
GMAIL_BYTES = 102_400
#: Gmail drops a style sheet that is longer.
GMAIL_STYLE = 16_384
PAGE = "the page"
STYLE = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
#: Names that are kept free for examples (RFC 2606, RFC 6761).
EXAMPLE = re.compile(
    r"(?<![\w.-])(?:[\w-]+\.)*(?:example\.(?:org|com|net)|[\w-]+\.(?:example|invalid|test))"
    r"(?![\w-]|\.\w)",
    re.IGNORECASE,
)


def check_size(subject: Subject) -> Iterator[Finding]:
    """Gmail shows the whole page, and reads the whole style sheet."""
    if subject.page is None:
        return
    html = subject.page.html
    size = len(html.encode())
    if size > GMAIL_BYTES:
        yield found(
            "html-size",
            PAGE,
            f"the HTML has {size:,} bytes, {size - GMAIL_BYTES:,} more than Gmail shows",
            "Shorten the main story, or drop briefs or teasers",
        )
    style = sum(len(match[1]) for match in STYLE.finditer(html))
    if style > GMAIL_STYLE:
        yield found(
            "style-size",
            PAGE,
            f"the style sheets have {style:,} characters, and Gmail reads {GMAIL_STYLE:,}",
            "Shorten them in templates/",
        )


def check_page(subject: Subject) -> Iterator[Finding]:
    """Nothing is wrong in what templates and digest.toml put around the edition's own text."""
    if subject.page is None:
        return
    own = {link.url for spot in subject.blocks() for link in spot.links}
    for url in dict.fromkeys(link.url for link in links(subject.page.html)):
        if url.lower().startswith("http:") and url not in own:
            yield found("http-link", PAGE, f"{url} is not https", "Use https if the site has it")
    around = COMMENT.sub("", STYLE.sub("", subject.page.html))
    written = subject.edition.front + "".join(spot.words for spot in subject.blocks())
    for left in dict.fromkeys(match[0] for match in PLACEHOLDER.finditer(around)):
        if left not in written:
            yield found(
                "placeholder",
                PAGE,
                f"{left!r} was left in a template or in digest.toml",
                "Write what belongs there; readers would see it as it is",
            )


def check_mail(subject: Subject) -> Iterator[Finding]:
    """Ask that the message says who sends it and how to leave the list, with real addresses."""
    mail = subject.config.mail
    where = "digest.toml: [mail]"
    if not mail.from_:
        yield found(
            "no-sender", where, "from is missing", 'Write from = "Name <address>" into digest.toml'
        )
    missing = [
        key
        for key, value in (("list_id", mail.list_id), ("unsubscribe", mail.unsubscribe_links))
        if not value
    ]
    if missing:
        yield found(
            "list-headers",
            where,
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing",
            "Mail providers expect both of whoever writes to many (RFC 2369, RFC 2919)",
        )
    values = {
        "from": (mail.from_,),
        "to": (mail.to,),
        "reply_to": (mail.reply_to,),
        "list_id": (mail.list_id,),
        "unsubscribe": mail.unsubscribe_links,
        "web_url": (mail.web_url,),
    }
    for key, given in values.items():
        if example := next((match for it in given if (match := EXAMPLE.search(it))), None):
            yield found(
                "example-address",
                f"{where} {key}",
                f"{example[0]} is an example, not an address that reaches anybody",
                "Write your own",
            )
