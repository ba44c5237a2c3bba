"""Saying who reported something, once, with the link on the outlet's name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest import markup, text, urls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.config import Labels
    from digest.model import Item, Story

#: Outlets that are named for one story.
MOST = 4

VIA = re.compile(r"\s+(?:via|through)\s+.*$", re.IGNORECASE)
#: Names that people write with an article, though they do not begin with one.
WITH_ARTICLE = re.compile(
    r"(?!The\b).*\b(?:Times|Post|Journal|Guardian|Independent|Telegraph|Economist|Department"
    r"|Commission|Council|Ministry|Union|White House|Foreign Office|Institute)$"
)
#: What sentences call outlets besides the names that readers know them by.
FULL_NAMES = {
    "AP": "Associated Press",
    "AFP": "Agence France-Presse",
    "dpa": "Deutsche Presse-Agentur",
    "DW": "Deutsche Welle",
    "UPI": "United Press International",
    "Financial Times": "FT",
    "The Wall Street Journal": "WSJ",
    "RFE/RL": "Radio Free Europe/Radio Liberty",
    "Radio Free Europe/Radio Liberty": "RFE/RL",
}
#: Words before a name by which a sentence credits it. "Talks with NATO" and "aid from the European
#: Union" are about it, so small words count only after one for saying or publishing.
BEFORE = (
    r"\b(?:told|according to|(?:reported|quoted|cited|seen|obtained|reviewed) by|citing|quoting"
    r"|(?:interview(?:ed)?|comments?|remarks?|statement|e-?mail|spoke|speaking|article|op-ed|essay"
    r"|investigation|report(?:s|ing)?|published) (?:with|to|by|in|from|of|for))"
    r"(?: (?:[Tt]he|a|[\w-]+['’]s))?(?:(?: [\w-]+){0,2} (?:agency|broadcaster|newspaper|daily"
    r"|weekly|magazine|channel|network|outlet|website|station))? "
)
#: Words after it.
AFTER = (
    r"(?:(?:’s|'s)?,?\s+(?:(?:has|have|had)\s+)?(?:also\s+)?(?:reported|reports|said|says|wrote"
    r"|writes|noted|added|revealed|learned|quoted|cited|citing|quoting|seen|obtained|reviewed)\b"
    r"|(?:’s|'s)?\s+(?:report(?:ers?)?|investigation|correspondents?|journalists?|interview)\b)"
)
#: After these a further ", according to" would not read right.
CREDITED = re.compile(
    r"\b(?:according to|as reported by|reported by|report(?:s|ed)? said)\b", re.IGNORECASE
)
#: A sentence that ends with a full stop, and not with the points of one that is cut.
STOPPED = re.compile(r"(?<!\.)[.。۔।]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Who reported it, and where."""

    name: str
    url: str

    @property
    def link(self) -> str:
        """The name as a Markdown link; just the name where there is no web address."""
        return markup.link(self.name, self.url if urls.is_web(self.url) else "")

    def mention(self, labels: Labels) -> str:
        """Return the link as it stands within a sentence: "the Financial Times", but "Reuters"."""
        article = labels.article if WITH_ARTICLE.match(self.name) else ""
        return f"{article} {self.link}".lstrip()


def outlet(item: Item) -> Outlet | None:
    """Return who reported an item; an agency, whoever carries its copy. None: nobody is named."""
    name = VIA.sub("", text.squeeze(item.publisher)) or urls.host(item.url)
    return Outlet(name=name, url=item.url) if name else None


def outlets(story: Story) -> tuple[Outlet, ...]:
    """Return who reported a story, each once, the quoted one first; at most `MOST`.

    Who only carries another's text has reported nothing.
    """
    found: dict[str, Outlet] = {}
    for item in story.originals:
        if named := outlet(item):
            found.setdefault(text.fold(named.name), named)
    return tuple(found.values())[:MOST]


def attributed(units: Sequence[str], names: Sequence[Outlet], labels: Labels) -> str:
    """Return sentences as one paragraph of Markdown that says, once, who reported it.

    Where a sentence names the outlet already, that name becomes the link. Else ", according to"
    is added to the first sentence that can bear it: not one that ends in a quotation or a
    question, or that credits somebody. `units` are plain text.
    """
    if not names:
        return " ".join(markup.escape(unit) for unit in units)
    first, *others = names
    written = [markup.escape(unit) for unit in units]
    for at, unit in enumerate(units):
        if span := _named(unit, first.name):
            start, end = span
            name = replace(first, name=unit[start:end])
            written[at] = f"{_piece(unit[:start])}{name.link}{_piece(unit[end:])}"
            return " ".join(written) + also_reported(others, labels)
    also = and_also(others, labels)
    for at, unit in enumerate(units):
        if (stem := _open_end(unit)) is not None:
            credit = labels.according_to.format(name=first.mention(labels))
            comma, stop = text.marks(labels.according_to).comma, unit[-1]
            written[at] = f"{markup.escape(stem)}{comma}{credit}{also}{stop}"
            return " ".join(written)
    return " ".join(written) + f" — {first.link}{also}"


def count_words(names: Sequence[Outlet], labels: Labels) -> int:
    """Count the words that `attributed` adds at most."""
    if not names:
        return 0
    credit = labels.according_to.format(name=_bare(names[:1], labels))
    also = (labels.also, labels.also_reported_by)
    longest = max(text.count_words(it.format(names=_bare(names[1:], labels))) for it in also)
    return text.count_words(credit) + (longest if names[1:] else 0)


def signed(markdown: str, label: str, url: str) -> str:
    """Add a dash and a link to the end of a paragraph of Markdown."""
    return f"{markdown} — {markup.link(label, url if urls.is_web(url) else '')}"


def and_also(names: Sequence[Outlet], labels: Labels) -> str:
    """Return "; also AP, BBC" for the end of a sentence; nothing where there is nobody."""
    if not names:
        return ""
    semicolon = text.marks(labels.also).semicolon
    return f"{semicolon}{labels.also.format(names=_listed(names, labels))}"


def also_reported(names: Sequence[Outlet], labels: Labels) -> str:
    """Return " Also reported by AP, BBC."; nothing where there is nobody."""
    return f" {labels.also_reported_by.format(names=_listed(names, labels))}" if names else ""


def _listed(names: Sequence[Outlet], labels: Labels) -> str:
    between = text.marks(labels.also).between
    return between.join(name.mention(labels) for name in names)


def _bare(names: Sequence[Outlet], labels: Labels) -> str:
    return _listed([replace(name, url="") for name in names], labels)


def _named(sentence: str, name: str) -> tuple[int, int] | None:
    """Find where a sentence credits the outlet: by its name, in full or in short."""
    for known in (name, FULL_NAMES.get(name, "")):
        if known and (span := _credited(sentence, known)):
            return span
    words = name.split()
    if words[0] == "The" and len(words) > len(("The", "Guardian")):  # "told the Journal"
        return _credited(sentence, f"The {words[-1]}")
    return None


def _credited(sentence: str, name: str) -> tuple[int, int] | None:
    bare = name.removeprefix("The ")
    article = "(?:The|the) " if bare != name else ""
    if article and " " in bare:
        article = f"(?:{article})?"
    # On its own: neither "Kyiv Independent" nor "Reuters/Ipsos" is the outlet.
    named = rf"(?<![\w/.@-])(?P<name>{article}{re.escape(bare)}(?: [Nn]ews(?: agency)?)?)(?![\w/-])"
    for pattern in (rf"^{named}(?=:\s)", rf"{named}(?={AFTER})", rf"{BEFORE}{named}"):
        if match := re.search(pattern, sentence):
            return match.span("name")
    return None


def _piece(plain: str) -> str:
    """Escape a piece of a sentence and keep the space at its edges."""
    inner = markup.escape(plain)
    if not inner:
        return " " if plain else ""
    return f"{' ' if plain[0].isspace() else ''}{inner}{' ' if plain[-1].isspace() else ''}"


def _open_end(sentence: str) -> str | None:
    """Return the sentence without its full stop if words can be added to its end, else None."""
    if not STOPPED.search(sentence) or CREDITED.search(sentence):
        return None
    stem = sentence[:-1]
    last = stem.rsplit(" ", 1)[-1].lower()
    if last in text.ABBREVIATIONS or last in text.MAY_END:
        return sentence
    return stem
