"""Whether a desk section's institution itself is speaking.

The desk's own texts are known by their feed, their address or their title; a report of what it
said by its spokespersons, by role, or by name while in office. Officials without a name are not
the desk, nor is its head abroad as others report it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest import urls
from digest.editorial.vocabulary import Phrases
from digest.model import Reason

if TYPE_CHECKING:
    from datetime import date

    from digest.config import Section
    from digest.editorial.reading import Reading
    from digest.editorial.topic import Desk
    from digest.editorial.vocabulary import Spelling
    from digest.model import Item

#: How far into a report its speaker is named: later on, others are being quoted.
OPENING_WORDS = 30
START_WORDS = 60
OWN = 4.0
ENOUGH = 2.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vocabulary:
    """A desk's phrases, ready to be found."""

    titles: Phrases
    hosts: frozenset[str]
    voices: Phrases
    occasions: Phrases
    unnamed: Phrases
    names: Phrases
    terms: dict[str, tuple[date, date]]
    """When each name was in office."""


def vocabulary(table: Desk, spelling: Spelling) -> Vocabulary:
    """Make ready what a topic file says of a desk."""
    return Vocabulary(
        titles=Phrases(table.titles, spelling),
        hosts=frozenset(table.hosts),
        voices=Phrases(table.voices, spelling),
        occasions=Phrases(table.occasions, spelling),
        unnamed=Phrases(table.unnamed, spelling),
        names=Phrases([person.name for person in table.people], spelling),
        terms={person.name: (person.from_, person.until) for person in table.people},
    )


def speaks(
    item: Item, reading: Reading, section: Section, words: Vocabulary | None
) -> tuple[Reason, ...]:
    """Return why the item is what the desk itself said; empty if it is not."""
    if item.source in section.sources:
        return (Reason(rule="desk", found=f"from {item.source}", weight=OWN),)
    if words is None:
        return ()
    host = urls.host(item.url)
    if host and any(host == known or host.endswith(f".{known}") for known in words.hosts):
        return (Reason(rule="desk", found=f"from {host}", weight=OWN),)
    if own := _first(words.titles, reading.title):
        return (Reason(rule="desk", found=f"title: {own}", weight=OWN),)
    reasons = _report(item, reading, words)
    enough = sum(reason.weight for reason in reasons) >= ENOUGH
    return reasons if enough and reasons[0].rule == "desk" else ()


def held(item: Item, reading: Reading, section: Section, words: Vocabulary | None) -> bool:
    """Say whether the item shows that the desk spoke at an occasion of its own."""
    reasons = speaks(item, reading, section, words)
    own = any(reason.weight == OWN for reason in reasons)
    return own or any(reason.rule == "occasion" for reason in reasons)


def _report(item: Item, reading: Reading, words: Vocabulary) -> tuple[Reason, ...]:
    """Weigh the signs that a report tells what the desk said; a speaker comes first if any."""
    opening, start = reading.words[:OPENING_WORDS], reading.words[:START_WORDS]
    reasons: list[Reason] = []
    occasion = _first(words.occasions, (*reading.title, *start))
    if voice := _first(words.voices, reading.title):
        reasons.append(Reason(rule="desk", found=f"{voice} (title)", weight=3.0))
    elif voice := _first(words.voices, opening):
        reasons.append(Reason(rule="desk", found=voice, weight=2.0))
    elif occasion and (name := _in_office(item, (*reading.title, *opening), words)):
        reasons.append(Reason(rule="desk", found=name, weight=1.0))
    if occasion:
        reasons.append(Reason(rule="occasion", found=occasion, weight=1.0))
    if unnamed := _first(words.unnamed, (*reading.title, *start)):
        reasons.append(Reason(rule="unnamed", found=unnamed, weight=-3.0))
    return tuple(reasons)


def _first(phrases: Phrases, words: tuple[str, ...]) -> str:
    return next((phrase for _, phrase in phrases.find(words)), "")


def _in_office(item: Item, among: tuple[str, ...], words: Vocabulary) -> str:
    moment = item.published or item.first_seen
    if moment is None:
        return ""
    day = moment.date()
    for _, name in words.names.find(among):
        begin, end = words.terms[name]
        if begin <= day <= end:
            return name
    return ""
