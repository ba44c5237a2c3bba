"""What a newsletter is about, read from a topic file, and whether an item is about it.

A topic file is data: groups of terms, each with a role. `subject` terms say whom or what an item
is about, `act` terms what is done about it; `against` terms are another kind of news about the
same subject (the battlefield), `elsewhere` terms other subjects that use the same words (another
war's truce). An item is on the topic if both subject and act are met and neither is outweighed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from digest import text
from digest.editorial import desk, topicfile
from digest.editorial.reading import Reading, paragraphs
from digest.editorial.topicfile import ADDED, Group
from digest.editorial.vocabulary import Phrases, Spelling
from digest.errors import ConfigError
from digest.model import Judged, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from digest.config import Config, TopicRef
    from digest.editorial.topicfile import Role, Rules
    from digest.model import Item

#: The rule under which a desk's text is on the topic; finds the subjects, as they are written.
MET = "met"
#: The rule that says how much of the topic's weightiest business is in an item.
SUBSTANCE = "substance"
#: What a source's section is worth as evidence: enough to tip a doubtful item, no more.
HINT = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Topic:
    """A topic file, ready to be asked."""

    rules: Rules
    groups: dict[str, Group]
    owner: dict[str, Group]
    """Which group a term belongs to."""
    phrases: Phrases
    spelling: Spelling
    desks: dict[str, desk.Vocabulary]
    standing: dict[str, float]
    """Outlets by folded name."""


def load_topic(content: bytes, ref: TopicRef, *, where: str) -> Topic:
    """Read a topic file, with the newsroom's own terms added and others removed.

    Raises:
        ConfigError: it is not TOML, has an unknown key or a wrong value; an id or a term stands in
            it twice; or `remove` names a term that is not there.

    """
    table = topicfile.parse(content, where=where)
    owner = topicfile.owners(table.groups, where)
    known = {text.fold(term): term for term in owner}
    for term in ref.remove:
        if text.fold(term) not in known:
            near = text.nearest(text.fold(term), known)
            raise ConfigError(
                f"remove: {term!r} is not a term of {where}",
                where="digest.toml: [topic]",
                hint=f"Did you mean {known[near]!r}?" if near else "",
            )
        owner.pop(known[text.fold(term)], None)
    if ref.add:
        added = {text.fold(term) for term in ref.add}
        owner = {term: group for term, group in owner.items() if text.fold(term) not in added}
        extra = Group(id=ADDED, role="act", weight=2.0, lead=1.0, terms=ref.add)
        owner.update(dict.fromkeys(ref.add, extra))
    spelling = Spelling(table.variants)
    return Topic(
        rules=_asked(table.rules, owner.values()),
        groups={group.id: group for group in owner.values()},
        owner=owner,
        phrases=Phrases(owner, spelling),
        spelling=spelling,
        desks={entry.id: desk.vocabulary(entry, spelling) for entry in table.desks},
        standing={text.fold(name): row.weight for row in table.standing for name in row.names},
    )


def _asked(rules: Rules, groups: Iterable[Group]) -> Rules:
    """Ask for no evidence that no group could give: for some topics, to be named is enough."""
    roles = {role for group in groups for role in _counted(group)}
    return replace(
        rules,
        subject=rules.subject if "subject" in roles else 0.0,
        act=rules.act if "act" in roles else 0.0,
    )


def _counted(group: Group) -> tuple[Role, ...]:
    return ("act", "subject") if group.id == ADDED else (group.role,)


def judge(item: Item, reading: Reading, topic: Topic, config: Config) -> Judged:
    """Say in which section an item belongs, and why. Pure.

    What a person ordered into a section, or to lead, is there, whatever it is about. What a desk
    itself said belongs to the desk if the topic is met. All else that is on the topic is the
    briefs', from which the main story is chosen later.
    """
    weighed = weigh(reading.terms, topic)
    speaker, spoken = _speaker(item, reading, topic, config)
    section, why = _ordered(item, config)
    if section:
        why = (*why, *spoken)
    elif speaker:
        section = speaker if any(reason.rule == MET for reason in spoken) else None
        why = spoken
    else:
        section, why = _by_evidence(item, weighed, topic, config)
    return Judged(item=item, section=section, score=weighed.score, reasons=(*why, *weighed.reasons))


def _ordered(item: Item, config: Config) -> tuple[str | None, tuple[Reason, ...]]:
    if item.ordered and config.section(item.section):
        return item.section, (Reason(rule="order", found=f"a person put it into {item.section!r}"),)
    if item.lead:
        return config.lead.id, (Reason(rule="order", found="a person wants it to lead"),)
    return None, ()


def _by_evidence(
    item: Item, weighed: Weighed, topic: Topic, config: Config
) -> tuple[str | None, tuple[Reason, ...]]:
    hinted = config.section(item.section)
    found = f"its source is about {item.section!r}"
    why = (Reason(rule="hint", found=found, weight=HINT),) if hinted else ()
    if lacking := weighed.lacking(topic.rules, HINT if hinted else 0.0):
        return None, (Reason(rule="off the topic", found=lacking), *why)
    home = config.briefs or config.lead
    if hinted and hinted.kind == "briefs":
        home = hinted
    return home.id, why


def _speaker(
    item: Item, reading: Reading, topic: Topic, config: Config
) -> tuple[str, tuple[Reason, ...]]:
    """Return the id of the desk that speaks in an item and why; empty if none does.

    The last reason says whether it speaks on the topic.
    """
    for section in config.sections:
        if section.kind != "desk":
            continue
        if spoken := desk.speaks(item, reading, section, topic.desks.get(section.id)):
            missed = Reason(rule="topic", found="the desk spoke, but not on it")
            return section.id, (*spoken, passages_met(item, topic) or missed)
    return "", ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """The evidence in a text: how much of each role, and what it was."""

    subject: float
    act: float
    against: float
    elsewhere: float
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> float:
        """One number for all of it."""
        return round(self.subject + self.act - self.against - self.elsewhere, 3)

    def lacking(self, rules: Rules, extra: float = 0.0) -> str:
        """Say what keeps it from being about the topic; empty if nothing does.

        Subject and act must be met, and neither be outweighed.
        """
        for what, there, needed in (
            ("subject", self.subject + extra, rules.subject),
            ("act", self.act + extra, rules.act),
        ):
            if there < needed:
                return f"{what} {there:.1f} of {needed:.1f}"
        if self.act < self.against * rules.against:
            return f"against {self.against:.1f} outweighs act {self.act:.1f}"
        if self.subject < self.elsewhere * rules.elsewhere:
            return f"elsewhere {self.elsewhere:.1f} outweighs subject {self.subject:.1f}"
        return ""


def weigh(terms: Mapping[str, float], topic: Topic) -> Weighed:
    """Add up the evidence: each term counts once, where it counts most."""
    by_group: dict[str, list[str]] = {}
    for term in terms:
        by_group.setdefault(topic.owner[term].id, []).append(term)
    totals = dict.fromkeys(("subject", "act", "against", "elsewhere"), 0.0)
    reasons: list[Reason] = []
    substance: dict[str, float] = {}
    for id_, found in by_group.items():
        group = topic.groups[id_]
        worth = min(group.cap, group.weight * sum(terms[term] for term in found))
        for role in _counted(group):
            totals[role] += worth
        if group.lead:
            substance |= {term: group.lead * terms[term] for term in found}
        sign = 1 if group.role in {"subject", "act"} else -1
        reasons.append(Reason(rule=id_, found=", ".join(found), weight=round(sign * worth, 2)))
    if substance:
        total = round(sum(substance.values()), 3)
        best = sorted(substance, key=lambda term: (-substance[term], term))
        reasons.append(Reason(rule=SUBSTANCE, found=", ".join(best), weight=total))
    return Weighed(**totals, reasons=tuple(reasons))


def passages_met(item: Item, topic: Topic) -> Reason | None:
    """Return the subjects by which a desk's text meets the topic in some passage, or None.

    They are named as the text writes them, so that the passages can be found again. The desk's
    speaking is the act; a passage needs the subject, and an act where the subject is named by
    weaker terms only.
    """
    named: dict[str, None] = {}
    for passage in (item.title, item.deck, *paragraphs(item)):
        words, written = topic.spelling.both(passage)
        found = list(topic.phrases.find(words))
        terms = {term: 1.0 for _, term in found}
        weighed = weigh(terms, topic)
        weak = weighed.subject > 0 and weighed.act >= min(1.0, topic.rules.act)
        enough = weighed.subject >= topic.rules.subject or weak
        if enough and weighed.subject >= weighed.elsewhere * topic.rules.elsewhere:
            subjects = (at for at, term in found if topic.owner[term].role == "subject")
            named.update(dict.fromkeys(written[at] for at in subjects))
    return Reason(rule=MET, found=", ".join(named)) if named else None
