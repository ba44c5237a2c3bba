"""A report's "yesterday" by its weekday: an edition appears on another day than the report.

Only words that plainly mean one day are changed, by a table for each language; a text in any
other language stays as it is. What stands between quotation marks is somebody's own word and is
never touched, nor is the address of a link.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from digest.model import SOFT_DATES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from digest.config import Newsletter
    from digest.model import Item

#: How far from the edition's date a weekday means one day: further off it would be taken for the
#: one of this week.
FARTHEST = 7

#: Characters around a day that say how it is meant; a bound, so that no text takes long.
NEAR = 300

#: Somebody's own words, and the addresses of links.
KEPT = re.compile(
    r"\"[^\"]*(?:\"|$)|“[^”]*(?:”|$)|«[^»]*(?:»|$)"
    r"|(?<![\w.,!?])['‘](?=[^\W\d])(?:[^'’]|['’](?=\w))*(?:['’]|$)"
    r"|\]\([^)]*\)|<[^>]*>|\bhttps?://\S+"
)
SENTENCE_START = re.compile(r"(?:^|[.!?][\"'”’»)]*\s+)[\"'“‘«(*_]*$")
SENTENCE = re.compile(r"[.!?][\"'”’»)]*\s+(?=[^\W\da-z_])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """How one language speaks of days. Patterns are regular expressions, in lower case."""

    weekdays: tuple[str, ...]
    """From Monday."""
    on: str
    """What stands before a weekday."""
    days: Mapping[str, int]
    """Words for a day, the longest first, and how many days after the report's it is."""
    parts: Mapping[str, int]
    """Words before a part of the day, as "this" in "this morning"."""
    part: str
    """The parts of a day."""
    vague: str
    """The one of them that may also mean these days."""
    bare: str
    """Words after which `on` is left out: "since Tuesday"."""
    subject: str
    """Verbs whose subject a day at a sentence's beginning is: "Tomorrow is the last day"."""
    possessive: str
    """The ending of "yesterday's"."""
    owned: str
    """What a day has of its own: "today's talks", but not "today's world"."""
    idle: str
    """Words before it, and it, that mean no day: "even today", "a better tomorrow"."""
    events: str
    """Verbs that tell of a day; the nearest verb decides whether "today" means "these days"."""
    states: str
    """Verbs that tell what is so these days."""


ENGLISH = Tongue(
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    on="on",
    days={
        "the day before yesterday": -2,
        "the day after tomorrow": 2,
        "yesterday": -1,
        "tomorrow": 1,
        "today": 0,
        "tonight": 0,
    },
    parts={"this": 0, "last": -1},
    part="morning|afternoon|evening|night",
    vague="today",
    bare=(
        "since|until|till|by|from|to|into|before|after|for|through|on|of|than|between|past"
        "|between yesterday(?: (?:morning|afternoon|evening|night))? and"
    ),
    subject="was|is|will be|marks|marked|brings|brought|sees|saw",
    possessive="['’]s",
    owned=(
        r"(?:[\w-]+ ){0,2}(?:talks?|meetings?|votes?|summit|sessions?|decisions?|announcements?"
        r"|briefings?|conference|hearing|debate|attacks?|strikes?|shelling|call|agreement|deal"
        r"|ceremony|visit|statements?|speech|address|remarks|exchange|swap|signing|election"
        r"|negotiations|consultations|ruling|verdict|report|events|editions?|round|resolution)\b"
    ),
    idle=(
        r"(?:even|still|of|like|than|as|here) today|(?:of|better|brighter|no) tomorrow"
        r"|like yesterday|(?:ago|(?:hour|day|week|month|year)s? from) \w+"
        r"|(?:the|his|her|its|their|our|my|one|on|['’]s) (?:last|this) \w+"
    ),
    events=(
        r"(?:is|are|was|were) (?:to|due|set|expected|scheduled|about|visiting|meeting|hosting"
        r"|holding|arriving|speaking|flying|gathering|voting|signing|travell?ing)"
        r"|says?|meets?|visits?|votes?|begins?|starts?|opens?|travels?|arrives?|signs?|hosts?|flies"
        r"|will|would|(?:has|have|had) (?:just|now|already)|was|were|had|did|said|told|met|held"
        r"|made|took|gave|went|came|began|sent|spoke|won|lost|left|led|found|flew|wrote|struck"
        r"|fell|rose|broke|brought|kept|sought|set|put|hit|shot|saw|got|paid|sat|stood|drew"
        r"|(?!(?:united|need|indeed|speed|exceed|proceed|succeed|feed|seed|greed|hundred|sacred"
        r"|so-called|armed|combined|supposed|allied|limited|red|shed|bed)\b)[a-z]{2,}ed"
    ),
    states=(
        "is|are|am|has|have|remains?|faces?|stands?|lives?|needs?|knows?|seems?|looks?|means?"
        "|can|may|must|should|cannot|does|do|holds?|controls?|belongs?|exists?|depends?"
    ),
)
#: By the first part of `[newsletter] language`.
TONGUES: Mapping[str, Tongue] = {"en": ENGLISH}


def namer(item: Item, newsletter: Newsletter, edition: date) -> Callable[[str], str]:
    """Return what names the days of this report's sentences, plain or in Markdown.

    Its "yesterday" is counted from its own date in the newsletter's time zone. Where that date is
    only when we met it, the sentences stay as they are.
    """
    tongue = TONGUES.get(newsletter.language.lower().partition("-")[0])
    if tongue is None or item.published is None or item.dated_by in SOFT_DATES:
        return str
    day = item.published.astimezone(newsletter.zone).date()
    return lambda sentences: named(sentences, day, edition, tongue)


def named(sentences: str, day: date, edition: date, tongue: Tongue = ENGLISH) -> str:
    """Name the days that sentences of `day` mean, for readers of the edition.

    Days too far from the edition to be called by their weekday alone are left.
    """
    blank = KEPT.sub(lambda span: re.sub(r"\w", "_", span[0]), sentences)
    written: list[str] = []
    done = 0
    for match in _pattern(tongue).finditer(sentences):
        start, end = match.span()
        offset = _offset(match, tongue)
        target = day + timedelta(days=offset)
        inside = blank[start:end] != match[0]
        if inside or abs((target - edition).days) > FARTHEST or not _plain(match, blank, tongue):
            continue
        weekday = tongue.weekdays[target.weekday()]
        on = ""
        if not _is_bare(match, tongue):
            on = f"{tongue.on.capitalize() if match[0][0].isupper() else tongue.on} "
        part = f" {match['part']}" if match["part"] else ""
        written += (sentences[done:start], on, weekday, part, match["own"] or "")
        done = end
    return "".join((*written, sentences[done:]))


def _pattern(tongue: Tongue) -> re.Pattern[str]:
    days, parts = "|".join(tongue.days), "|".join(tongue.parts)
    return re.compile(
        rf"\b(?<![-/@#_.])(?:(?P<day>{days})(?P<own>{tongue.possessive})?"
        rf"|(?P<before>{parts})\s+(?P<part>{tongue.part}))\b(?![-/@_]|\.\w)",
        re.IGNORECASE,
    )


def _offset(match: re.Match[str], tongue: Tongue) -> int:
    if match["day"]:
        return tongue.days[match["day"].lower()]
    return tongue.parts[match["before"].lower()]


def _around(match: re.Match[str], sentences: str) -> tuple[str, str]:
    start, end = match.span()
    return sentences[max(0, start - NEAR) : start], sentences[end : end + NEAR]


def _is_bare(match: re.Match[str], tongue: Tongue) -> bool:
    """Say whether the weekday stands without a preposition: "since Tuesday", "Tuesday's talks"."""
    before, after = _around(match, match.string)
    return bool(
        match["own"]
        or re.search(rf"\b(?:{tongue.bare})\s+$", before, re.IGNORECASE)
        or re.match(rf"(?:\s+(?:{tongue.part}))?{tongue.possessive}", after)
        or (match[0][0].isupper() and re.match(rf"\s+(?:{tongue.subject})\b", after))
    )


def _plain(match: re.Match[str], blank: str, tongue: Tongue) -> bool:
    """Say whether a word means a day of the calendar; in `blank` quotations are blotted out."""
    before, after = _around(match, blank)
    word = match[0]
    if word[1:] != word[1:].lower() or (word[0].isupper() and not SENTENCE_START.search(before)):
        return False  # "USA Today"
    weekday = rf"(?:{'|'.join(tongue.weekdays)})"
    if re.match(rf",? \(?{weekday}\b", after) or re.search(rf"\b{weekday},? \(?$", before):
        return False  # the day is said already
    if re.search(rf"(?<!\w)(?:{tongue.idle})$", f"{before}{match['day'] or word}", re.IGNORECASE):
        return False
    if match["own"]:  # "the day before yesterday's talks" may be the day before these
        return " " not in match["day"] and bool(re.match(rf"\s+{tongue.owned}", after))
    return (match["day"] or "").lower() != tongue.vague or _tells(before, after, tongue)


def _tells(before: str, after: str, tongue: Tongue) -> bool:
    """Say whether "today" is when something happened: the verb next to it tells."""
    verbs = re.compile(rf"\b(?:(?P<event>{tongue.events})|(?:{tongue.states}))\b")
    following = verbs.match(after.lstrip())
    if following and following["event"] is None:
        return False
    ends = [end.end() for end in SENTENCE.finditer(before)]
    earlier = list(verbs.finditer(before[ends[-1] if ends else 0 :]))
    nearest = earlier[-1] if earlier else verbs.search(SENTENCE.split(after, maxsplit=1)[0])
    return nearest is not None and nearest["event"] is not None
