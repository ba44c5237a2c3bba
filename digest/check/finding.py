"""What a check says: a rule by name, how grave it is, where, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

#: An error keeps `send` from sending; a warning is for the editor to judge; advice is what would be
#: better still.
Severity: TypeAlias = Literal["error", "warning", "advice"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "advice")


class Rule(NamedTuple):
    """One thing that is looked for."""

    severity: Severity
    about: str
    """What it finds, as the list of all rules says it: a line without its full stop."""


#: Every rule there is, by the name that --allow, `[check] ignore` and programs know it by.
RULES: dict[str, Rule] = {
    "unknown-absence": Rule("error", "nobody knows whether a desk had anything to say"),
    "no-main-story": Rule("error", "there is no main story"),
    "no-headline": Rule("error", "there is no headline"),
    "image-address": Rule("error", "an image that readers cannot load"),
    "image-alt": Rule("error", "an image without alt text"),
    "link-address": Rule("error", "a link without an address that readers can follow"),
    "broken-link": Rule("error", "a link to what is surely not there (--links)"),
    "no-sender": Rule("error", "[mail] from is missing"),
    "no-text-part": Rule("error", "the text part is empty"),
    "empty-section": Rule("warning", "a heading with nothing below it"),
    "long-section": Rule("warning", "more stories than max_stories"),
    "long-title": Rule("warning", "a title that is a paragraph"),
    "other-date": Rule("warning", "the date in the file is not the edition's"),
    "no-attribution": Rule("warning", "a brief that does not say who reported it"),
    "placeholder": Rule("warning", "TODO, lorem ipsum and the like"),
    "merge-tag": Rule("warning", "a mailing program's tag that nobody fills in"),
    "example-address": Rule("warning", "example.org and other names that are nobody's"),
    "http-link": Rule("warning", "a link or an image that is not https"),
    "wrapped-link": Rule("warning", "a link that leads there by way of somebody else"),
    "doubtful-link": Rule("warning", "a link that may be broken, or keeps programs out (--links)"),
    "unasked-link": Rule("warning", "a link that could not be asked (--links)"),
    "undated-item": Rule("warning", "a report without a date of its own"),
    "required-source": Rule("warning", "a feed that a desk rests on is missing or was not read"),
    "stale-source": Rule("warning", "a feed that a desk rests on has fallen silent"),
    "list-headers": Rule("warning", "[mail] list_id or unsubscribe is missing"),
    "sender-domain": Rule("warning", "From is at a provider that lets nobody else send for it"),
    "html-size": Rule("warning", "more HTML than Gmail shows"),
    "style-size": Rule("warning", "more CSS than Gmail reads"),
    "nested-at-rule": Rule("warning", "an @ rule inside another, for which Gmail drops all CSS"),
    "unsupported-css": Rule("warning", "CSS that one of [check] clients does not support"),
    "contrast": Rule("warning", "text too pale for its background, in light or dark"),
    "heading-order": Rule("warning", "headings that skip a level, or are empty"),
    "page-title": Rule("warning", "a page without a title"),
    "page-language": Rule("warning", "a page that does not say its language"),
    "stale-output": Rule("warning", "files in out/ that are not those of the edition"),
    "long-brief": Rule("advice", "a brief that is longer than excerpt_words"),
    "tracking-link": Rule("advice", "a link with parameters that tell who came"),
    "vague-link": Rule("advice", "a link whose words do not say where it leads"),
    "one-click": Rule("advice", "no https way out of the list"),
    "postal-address": Rule("advice", "[mail] postal_address is missing"),
    "authentication": Rule("advice", "what SPF, DKIM and DMARC should say of the sender"),
}
ERRORS = tuple(name for name, rule in RULES.items() if rule.severity == "error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is, or may be, wrong with an edition."""

    name: str
    """The rule: one of `RULES`."""
    severity: Severity
    place: str
    """A file and line, a key, a source, a link, or a part of the page."""
    message: str
    hint: str
    """What to do, as a sentence without its full stop."""

    def __str__(self) -> str:
        """Give one line: where, what, and what to do."""
        return f"{self.place}: {self.message}. {self.hint}."


def found(name: str, place: str, message: str, hint: str) -> Finding:
    """Make a finding of one of `RULES`, as grave as the rule is."""
    severity = RULES[name].severity
    return Finding(name=name, severity=severity, place=place, message=message, hint=hint)
