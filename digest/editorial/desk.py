"""Whether a desk section's institution itself is speaking.

The desk's own texts are known by their feed, their address or their title; a report of what it
said by its spokespersons, by role, or by name while in office, or by a headline that names it as
the speaker; what its head published, by name while in office. Officials without a name are not
the desk, nor is its head abroad as others report it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from digest import urls
from digest.editorial import topicfile
from digest.editorial.reading import opening
from digest.editorial.vocabulary import Phrases
from digest.model import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from digest.config import Section
    from digest.editorial.reading import Reading
    from digest.editorial.topicfile import Desk, Person
    from digest.editorial.vocabulary import Spelling
    from digest.model import Item

#: How far into a report its speaker is named: later on, others are being quoted.
OPENING_WORDS = 30
#: Within so many words a release says what it is, and whose.
LETTERHEAD_WORDS = 12
START_WORDS = 60
OWN = 4.0
ENOUGH = 2.0
OCCASION = "occasion"


#: Headlines that are what somebody says: "City Hall: the budget stands", "It stands - City Hall".
SPEAKER_FIRST = re.compile(r"^(?P<speaker>[^:]+):\s")
SPEAKER_LAST = re.compile(r"(?::|[–—]|\s-)\s*(?P<speaker>[^:–—]+)$")


#: The first and last days in office of each name, with and without what stands around it.
Terms: TypeAlias = dict[str, tuple[tuple["date", "date"], ...]]
#: Who speaks, in a transcript: "SECRETARY DOE:". Other texts begin with no capitals like these.
LABEL = re.compile(r"\s*(?P<speaker>[^a-z:]{3,60}):\s")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vocabulary:
    """A desk's phrases, ready to be found."""

    spelling: Spelling
    called: frozenset[tuple[str, ...]]
    mentioned: Phrases
    """The same names, found anywhere."""
    titles: Phrases
    hosts: frozenset[str]
    voices: Phrases
    occasions: Phrases
    unnamed: Phrases
    names: Phrases
    presented: Phrases
    """Names with the role before them: "spokesperson Matthew Miller"."""
    heads: Phrases
    published: Phrases
    """Heads with how a report says that they published something."""
    forms: Phrases
    presiding: Phrases
    """Forms with a head's name in them."""
    signs: Phrases
    """All that must be somewhere near the beginning for a report to be of the desk's words."""
    terms: Terms


def vocabulary(table: Desk, spelling: Spelling) -> Vocabulary:
    """Make ready what a topic file says of a desk."""
    terms, heads = _terms(table.people), _terms(table.heads)
    published = _named(table.releases, heads)
    presiding = _named(table.forms, heads)
    presented = {f"{role} {name}": days for name, days in terms.items() for role in table.roles}
    return Vocabulary(
        spelling=spelling,
        called=frozenset(tuple(spelling.words(name)) for name in table.called),
        mentioned=Phrases(table.called, spelling),
        titles=Phrases(table.titles, spelling),
        hosts=frozenset(table.hosts),
        voices=Phrases(table.voices, spelling),
        occasions=Phrases(table.occasions, spelling),
        unnamed=Phrases(table.unnamed, spelling),
        names=Phrases(terms, spelling),
        presented=Phrases(presented, spelling),
        heads=Phrases(heads, spelling),
        published=Phrases(published, spelling),
        forms=Phrases((form for form in table.forms if topicfile.HEAD not in form), spelling),
        presiding=Phrases(presiding, spelling),
        signs=Phrases((*table.called, *table.voices, *terms, *heads), spelling),
        terms=terms | presented | heads | published | presiding,
    )


def _named(patterns: Iterable[str], heads: Terms) -> Terms:
    """Return the patterns with each head's name in them."""
    return {
        pattern.replace(topicfile.HEAD, name): days
        for name, days in heads.items()
        for pattern in patterns
        if topicfile.HEAD in pattern
    }


def _terms(people: Iterable[Person]) -> Terms:
    """Return when each was in office: some were twice."""
    terms: Terms = {}
    for person in people:
        terms[person.name] = (*terms.get(person.name, ()), (person.from_, person.until))
    return terms


def speaks(
    item: Item, reading: Reading, section: Section, words: Vocabulary | None
) -> tuple[Reason, ...]:
    """Return why the item is what the desk itself said; empty if it is not."""
    rule = _rule(section)
    if item.source in section.sources:
        return (Reason(rule=rule, found=f"from {item.source}", weight=OWN),)
    if words is None:
        return ()
    host = urls.host(item.url)
    if host and any(host == known or host.endswith(f".{known}") for known in words.hosts):
        return (Reason(rule=rule, found=f"from {host}", weight=OWN),)
    if own := _first(words.titles, reading.title):
        return (Reason(rule=rule, found=f"title: {own}", weight=OWN),)
    return _report(item, reading, words, rule)


def is_own(reasons: Iterable[Reason], section: Section) -> bool:
    """Say whether an item's reasons show that it is the desk's own text, not a report of it."""
    return any(it.rule == _rule(section) and it.weight == OWN for it in reasons)


def held(reasons: Iterable[Reason], section: Section) -> bool:
    """Say whether an item's reasons show that the desk spoke at an occasion of its own."""
    found = {reason.rule: reason.weight for reason in reasons}
    spoke = found.get(_rule(section), 0.0)
    return spoke == OWN or (spoke > 0 and OCCASION in found)


def _rule(section: Section) -> str:
    return f"desk {section.id}"


def _report(item: Item, reading: Reading, words: Vocabulary, rule: str) -> tuple[Reason, ...]:
    """Weigh the signs that a report tells what the desk said; empty where they are too weak."""
    first, start = reading.words[:OPENING_WORDS], reading.words[:START_WORDS]
    if reading.title + start not in words.signs:
        return ()  # as most reports: one look in place of ten
    occasion = _first(words.occasions, reading.title + start)
    if voice := _first(words.voices, reading.title) or _headlined(item.title, words):
        speaker = Reason(rule=rule, found=f"{voice} (title)", weight=3.0)
    elif voice := _first(words.voices, first):
        speaker = Reason(rule=rule, found=voice, weight=2.0)
    elif name := _in_office(item, words.presented, reading.title + first, words):
        speaker = Reason(rule=rule, found=name, weight=2.0)
    elif name := _in_office(item, words.names, reading.title + first, words):
        desk = _first(words.mentioned, reading.title + start)
        found = f"{name}, {desk}" if desk else name
        speaker = Reason(rule=rule, found=found, weight=2.0 if desk else 1.0)
    elif release := _release(item, reading, words):
        speaker = Reason(rule=rule, found=release, weight=2.0)
    else:
        return ()
    reasons = [speaker]
    if occasion:
        reasons.append(Reason(rule=OCCASION, found=occasion, weight=1.0))
    if unnamed := _first(words.unnamed, reading.title + start):
        reasons.append(Reason(rule="unnamed", found=unnamed, weight=-3.0))
    return tuple(reasons) if sum(reason.weight for reason in reasons) >= ENOUGH else ()


def _release(item: Item, reading: Reading, words: Vocabulary) -> str:
    """Return by what a text is known as a release, or as a report of one; else nothing.

    Releases and transcripts say at their head what they are, and whose.
    """
    if found := _in_office(item, words.published, reading.words[:START_WORDS], words):
        return found
    letterhead = reading.words[:LETTERHEAD_WORDS]
    for beginning in (reading.title, letterhead):
        if found := _in_office(item, words.presiding, beginning, words, at_once=True):
            return found
    form = next((form for at, form in words.forms.find(letterhead) if at == 0), "")
    near = reading.title + letterhead
    whose = _in_office(item, words.heads, near, words) or _first(words.mentioned, letterhead)
    if form and whose:
        return f"{form}, {whose}"
    label = LABEL.match(opening(item, LETTERHEAD_WORDS))
    return (
        _in_office(item, words.heads, words.spelling.words(label["speaker"]), words)
        if label
        else ""
    )


def _first(phrases: Phrases, words: list[str]) -> str:
    return next((phrase for _, phrase in phrases.find(words)), "")


def _headlined(title: str, words: Vocabulary) -> str:
    """Return the desk's name where a headline gives it as the speaker; else nothing."""
    for pattern in (SPEAKER_FIRST, SPEAKER_LAST):
        match = pattern.search(title)
        if match and tuple(words.spelling.words(match["speaker"])) in words.called:
            return match["speaker"]
    return ""


def _in_office(
    item: Item, names: Phrases, among: list[str], words: Vocabulary, *, at_once: bool = False
) -> str:
    """Return the first of the names that was in office then; `at_once`: as the first words."""
    moment = item.published or item.first_seen
    if moment is None:
        return ""
    day = moment.date()
    return next(
        (
            name
            for at, name in names.find(among)
            if any(begin <= day <= end for begin, end in words.terms[name]) and not (at and at_once)
        ),
        "",
    )
