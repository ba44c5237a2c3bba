"""A topic file as it is written: `sources/topics/NAME.toml`.

`sources/topics/ukraine-diplomacy.toml` says at its head what each key means.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, field

from digest import strict, text
from digest.editorial.vocabulary import folded_words
from digest.errors import ConfigError
from digest.strict import Id, Positive, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

NotNegative = Annotated[float, Meta(ge=0)]
Role = Literal["subject", "act", "against", "elsewhere"]
#: The group that `[topic] add` makes: its terms count as subject and as act.
ADDED = "added"
#: Reasons have these names already; those of a group must be told from them.
OWN_RULES = frozenset(
    {ADDED, "met", "substance", "order", "hint", "topic", "occasion", "unnamed", "text"}
)


#: Stands for a head's name in `releases`.
HEAD = "{name}"


class Group(Table, frozen=True):
    """One of `[[groups]]`: terms that are evidence of the same thing."""

    id: Id
    role: Role
    terms: Annotated[tuple[str, ...], Meta(min_length=1)]
    weight: NotNegative = 1.0
    cap: NotNegative = 4.0
    """The most that the group can count, however many of its terms are found."""
    lead: NotNegative = 0.0
    """What a term is worth when the main story is chosen."""


class Rules(Table, frozen=True):
    """`[rules]`: how much evidence is enough, and what its place is worth."""

    subject: NotNegative = 2.0
    act: NotNegative = 2.0
    against: NotNegative = 1.0
    """How much of the `against` evidence the acts must outweigh (1: all of it)."""
    elsewhere: NotNegative = 1.0
    title: NotNegative = 2.0
    later: NotNegative = 0.34
    """What a term is worth after the first `start_words`."""
    start_words: Positive = 60
    read_words: Positive = 200
    everywhere: tuple[str, ...] = ()
    """Words of so many reports that two are not alike for having them."""


class Person(Table, frozen=True):
    """One of `[[desks.people]]`: who speaks for the desk, and in which years."""

    name: str
    from_: date = field(name="from", default=date.min)
    until: date = date.max


class Desk(Table, frozen=True):
    """One of `[[desks]]`: how to know what a desk section's institution itself has said."""

    id: Id
    called: tuple[str, ...] = ()
    """Its names, which a headline may give as the speaker: "City Hall: the budget stands"."""
    titles: tuple[str, ...] = ()
    """In a title: the item is the desk's own text."""
    hosts: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    """The desk as a speaker: "State Department spokes*"."""
    occasions: tuple[str, ...] = ()
    """Where it speaks: "press briefing"."""
    unnamed: tuple[str, ...] = ()
    """Speakers who are not the desk: "official* who asked not to be named"."""
    roles: tuple[str, ...] = ("spokes*", "press secretary")
    """What a person's name alone does not say, and with it does."""
    people: tuple[Person, ...] = ()
    heads: tuple[Person, ...] = ()
    """Who leads the desk: what they say abroad is not its word, what they publish is."""
    releases: tuple[str, ...] = ()
    """How reports say that a head published something: "{name} said in a statement"."""
    forms: tuple[str, ...] = ()
    """With what the desk's own releases begin: "Media Note"."""


class Standing(Table, frozen=True):
    """One of `[[standing]]`: outlets, and what a report of theirs adds to a story's score."""

    weight: NotNegative
    names: tuple[str, ...]


class TopicFile(Table, frozen=True):
    """The whole of a topic file."""

    groups: tuple[Group, ...]
    rules: Rules = Rules()
    variants: dict[str, tuple[str, ...]] = field(default_factory=dict)
    desks: tuple[Desk, ...] = ()
    standing: tuple[Standing, ...] = ()


def parse(content: bytes, *, where: str) -> TopicFile:
    """Read a topic file.

    Raises:
        ConfigError: it is not TOML, has an unknown key or a wrong value, or means nothing.

    """
    table = strict.load(content, TopicFile, where)
    if not any(group.role in {"subject", "act"} for group in table.groups):
        raise ConfigError(
            'no [[groups]] with role = "subject" or "act"',
            where=where,
            hint="Nothing could be about this topic",
        )
    _check_ids(table, where)
    _check_people(table.desks, where)
    _check_releases(table.desks, where)
    return table


def _check_ids(table: TopicFile, where: str) -> None:
    for kind, tables in (("groups", table.groups), ("desks", table.desks)):
        ids = [entry.id for entry in tables]
        for id_ in ids:
            at = f'{where}: [[{kind}]] "{id_}"'
            if ids.count(id_) > 1:
                raise ConfigError("this id is used twice", where=at)
            if kind == "groups" and id_ in OWN_RULES:
                raise ConfigError("this id is one of the program's own rules", where=at)


def _check_releases(desks: Iterable[Desk], where: str) -> None:
    for entry in desks:
        for how in entry.releases:
            if HEAD not in how:
                raise ConfigError(
                    f"{how!r} lacks {HEAD}",
                    where=f'{where}: [[desks]] "{entry.id}": releases',
                    hint=f'For example: "{HEAD} said in a statement"',
                )


def _check_people(desks: Iterable[Desk], where: str) -> None:
    for entry in desks:
        for person in (*entry.people, *entry.heads):
            if person.until < person.from_:
                raise ConfigError(
                    f"{person.name!r} is in office from {person.from_} until {person.until}",
                    where=f'{where}: [[desks]] "{entry.id}": people',
                    hint="`until` is the last day in office",
                )


def owners(groups: Iterable[Group], where: str) -> dict[str, Group]:
    """Say which group each term belongs to.

    Raises:
        ConfigError: a term stands in two groups, or has no words.

    """
    owner: dict[str, Group] = {}
    seen: dict[str, str] = {}
    for group in groups:
        for term in group.terms:
            if (key := text.fold(term)) in seen:
                raise ConfigError(
                    f"{term!r} is in {seen[key]!r} too",
                    where=f'{where}: [[groups]] "{group.id}"',
                    hint="A term belongs to one group",
                )
            if not folded_words(term):
                raise ConfigError(
                    f"{term!r} has no words", where=f'{where}: [[groups]] "{group.id}"'
                )
            seen[key] = group.id
            owner[term] = group
    return owner
