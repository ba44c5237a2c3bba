"""What was meant to be filled in, by a person or by another mailing program, and was not."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from digest.check.finding import Finding, found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digest.check.subject import Subject

FRONT_KEYS = ("title", "deck", "kicker", "byline", "preheader")
#: What writers leave for later.
PLACEHOLDER = re.compile(
    r"\b(?:TODO|FIXME|TBD|TKTK|X{4,})\b|(?i:\blorem(?: ipsum)?\b|\bdolor sit amet\b)"
    r"|\[(?i:insert|add|write|fill in|check|link|quote)\b[^\[\]]*\](?![(\[:])"
)
#: How mailing programs write "the reader's name": Mailchimp, Salesforce, Jinja and Handlebars,
#: HubSpot, Campaign Monitor, Mailgun, Brevo, Emma, ASP and Ruby templates.
MERGE_TAG = re.compile(
    r"\{\{[^{}]*\}?\}?|\{%.*?%\}|\*\|[\w:+.,=-]+\|\*|%%[\w.]*(?:%%)?|\[\[[^\[\]]+\]\](?![(\[])"
    r"|\[%.*?%\]|<%.*?%>|\$\{[\w.]+\}|\{\$[\w.]+\}|#\{[\w.]+\}|%recipient\.\w+%|(?<!\w)%[A-Z][A-Z_]{2,}%"
    r"|\[(?:(?:FIRST|LAST|FULL|USER)?_?NAME|[FL]NAME|EMAIL|UNSUBSCRIBE(?:_\w+)?)\](?![(\[])"
    r"|<(?:unsubscribe|webversion|preferences|forwardtoafriend|\$\w+\$)>"
)
#: Names that are kept free for examples (RFC 2606, RFC 6761).
EXAMPLE = re.compile(
    r"(?<![\w.-])(?:[\w-]+\.)*(?:example\.(?:org|com|net)|[\w-]+\.(?:example|invalid|test))"
    r"(?![\w-]|\.\w)",
    re.IGNORECASE,
)
#: In code and in other people's words it is what they wrote.
CODE = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|^(?: {4,}|\t)[^\n]*$|^ {0,3}>[^\n]*$",
    re.DOTALL | re.MULTILINE,
)
INDENT = "    "
QUOTES = frozenset({'""', "“”", "„“", "«»", "‘’", "''", "‚‘", "»«"})
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
STYLE = re.compile(
    r"<(style|script|pre|code|blockquote)\b[^>]*>.*?</\1>", re.DOTALL | re.IGNORECASE
)

FILL_IN = "Write what belongs there; readers would see it as it is"
TAG_HINT = "Write it out, or take it away; nobody fills it in"
OWN = "Write your own"


def check_text(subject: Subject) -> Iterator[Finding]:
    """Nothing is left of what was to be filled in later."""
    meta = subject.edition.meta
    front = [(subject.line_of(key), getattr(meta, key)) for key in FRONT_KEYS]
    written = [
        (spot.place, _prose(spot.words))
        for spot in subject.blocks()
        if not spot.block.raw.startswith(INDENT)
    ]
    for place, words in front + written:
        for name, left, hint in _left(words):
            yield found(name, place, f"{left!r} was left in the text", hint)


def check_page(subject: Subject) -> Iterator[Finding]:
    """Nothing of it is left in what templates and digest.toml put around the text."""
    if subject.page is None:
        return
    around = html.unescape(COMMENT.sub("", STYLE.sub("", subject.page.html)))
    own = subject.edition.front + "".join(
        words + ESCAPED.sub(r"\1", words) for words in (spot.words for spot in subject.blocks())
    )
    for name, left, hint in _left(around):
        if left not in own:
            place = subject.line_in_sheets(re.escape(left)) or "the page"
            yield found(name, place, f"{left!r} was left in a template or in digest.toml", hint)


def check_examples(subject: Subject) -> Iterator[Finding]:
    """No link or address is one of those that are kept for examples."""
    config = subject.config
    mail = config.mail
    values: list[tuple[str, Iterable[str]]] = [
        ("[mail] from", (mail.from_,)),
        ("[mail] to", (mail.to,)),
        ("[mail] reply_to", (mail.reply_to,)),
        ("[mail] list_id", (mail.list_id,)),
        ("[mail] unsubscribe", mail.unsubscribe_links),
        ("[mail] web_url", (mail.web_url,)),
        ("[notice] url", (config.notice.url,)),
        ("[subscribe] url", (config.subscribe.url,)),
        *((f'[[social]] "{it.name}"', (it.url,)) for it in config.social),
        *((f'[[teasers]] "{it.title}"', (it.url, it.image)) for it in config.teasers),
    ]
    places = [(f"digest.toml: {key}", given) for key, given in values]
    image = subject.edition.meta.image
    places += [(subject.line_of("image"), (image.url if image else "",))]
    places += [(spot.place, [it.url for it in spot.links]) for spot in subject.blocks()]
    for place, given in places:
        if example := next((match for it in given if (match := EXAMPLE.search(it))), None):
            yield found(
                "example-address",
                place,
                f"{example[0]} is an example, not an address that reaches anybody",
                OWN,
            )


def _left(words: str) -> Iterator[tuple[str, str, str]]:
    """Give what is left, each once, with its rule and what to do."""
    for name, pattern, hint in (
        ("merge-tag", MERGE_TAG, TAG_HINT),
        ("placeholder", PLACEHOLDER, FILL_IN),
    ):
        matches = (match for match in pattern.finditer(words) if not _is_quoted(match))
        yield from ((name, left, hint) for left in dict.fromkeys(match[0] for match in matches))


def _prose(markdown: str) -> str:
    """Return what is the edition's own words, as readers see them, of Markdown."""
    return ESCAPED.sub(r"\1", CODE.sub(" ", markdown))


def _is_quoted(match: re.Match[str]) -> bool:
    """Say whether somebody is quoted who said so: "TBD"."""
    before = match.string[max(0, match.start() - 1) : match.start()]
    after = match.string[match.end() : match.end() + 1]
    return before + after in QUOTES
