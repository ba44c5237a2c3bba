"""The week's items into stories in sections: what stands in the edition, and in which order."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from digest.editorial import cluster, desk, lead, memory, updates
from digest.editorial.absence import desk_finding
from digest.editorial.copies import copies
from digest.editorial.reading import read
from digest.editorial.topic import MET, judge
from digest.model import Composition, DeskFinding, Reason, Story

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from digest.config import Config, Section
    from digest.editorial.reading import Start
    from digest.editorial.topic import Topic
    from digest.model import Item, Judged, Week


def compose_week(week: Week, config: Config, topic: Topic) -> Composition:
    """Judge every item, group them into stories, choose the main one, and place the others.

    The order of `week.items` does not matter.
    """
    items = sorted(week.items, key=lambda item: (item.when, item.id))
    starts: dict[str, Start] = {}
    judged = tuple(_judged(item, topic, config, starts) for item in items)
    past = memory.recall(week.printed, topic)
    again = memory.repeats(items, starts, past)
    judged = tuple(
        memory.with_reason(it, again[it.item.id]) if it.item.id in again else it for it in judged
    )
    verdicts = {verdict.item.id: verdict for verdict in judged}
    groups = cluster.group(items, starts, past.everywhere, apart=_of_desks(judged, config))
    ids = cluster.story_ids(groups, week.ids)
    stories = [
        _story(id_, [verdicts[item.id] for item in group], starts, topic, week, config)
        for id_, group in zip(ids, groups, strict=True)
    ]
    stories = [memory.left_out(story, again) for story in stories]
    stories = _with_main(_ranked(stories, config), config)
    placed = [story for section in config.sections for story in _placed(stories, section, config)]
    told = {section.id for section in config.sections if section.kind != "desk"}
    placed = updates.with_updates(placed, told, starts, past)
    chosen = {story.id for story in placed}
    findings = tuple(
        _finding(section, week, judged, placed)
        for section in config.sections
        if section.kind == "desk" and not any(story.section == section.id for story in placed)
    )
    return Composition(
        date=week.date,
        stories=(*placed, *(story for story in stories if story.id not in chosen)),
        findings=findings,
        judged=judged,
    )


def _of_desks(judged: Iterable[Judged], config: Config) -> frozenset[str]:
    """Return the ids of what the desks themselves said on the topic."""
    return frozenset(
        verdict.item.id
        for verdict in judged
        for section in config.sections
        if section.id == verdict.section and desk.is_own(verdict.reasons, section)
    )


def _judged(item: Item, topic: Topic, config: Config, starts: dict[str, Start]) -> Judged:
    """Judge an item, and keep of what was read only the beginning."""
    reading = read(item, topic)
    starts[item.id] = reading.start
    return judge(item, reading, topic, config)


def _story(
    id_: str,
    verdicts: Sequence[Judged],
    starts: Mapping[str, Start],
    topic: Topic,
    week: Week,
    config: Config,
) -> Story:
    """Make a story of the reports of one event; the one to quote comes first."""
    section = _section(verdicts, config)
    best = sorted(verdicts, key=lambda verdict: _quotable(verdict, section, topic))
    items = [verdict.item for verdict in best]
    repeated = copies(items, starts) | memory.repeated_among(verdicts)
    score, reasons = lead.score(best, topic, week.window, repeated) if section else (0.0, ())
    return Story(
        id=id_,
        lead=items[0],
        also=tuple(items[1:]),
        section=section,
        score=score,
        reasons=reasons,
        copies=tuple(item.id for item in items if item.id in repeated),
    )


def _section(verdicts: Sequence[Judged], config: Config) -> str | None:
    """Where a story belongs: where it was ordered, else where most of its reports do.

    A desk's own words decide for the desk; between being in and out, a tie is in.
    """
    ordered = [verdict.section for verdict in verdicts if _is_order(verdict)]
    if ordered:
        return ordered[0]
    for section in config.sections:
        if any(it.section == section.id and desk.is_own(it.reasons, section) for it in verdicts):
            return section.id
    votes = Counter(verdict.section for verdict in verdicts)
    inside = {section: count for section, count in votes.items() if section is not None}
    if not inside or 2 * sum(inside.values()) < len(verdicts):
        return None
    return max(inside, key=lambda section: (inside[section], section))


def _is_order(verdict: Judged) -> bool:
    return verdict.item.ordered and verdict.section is not None


def _quotable(verdict: Judged, section: str | None, topic: Topic) -> tuple[object, ...]:
    """Sort reports, the one to quote first: a person's text, then standing, evidence and age.

    What was printed in former weeks comes last.
    """
    item = verdict.item
    return (
        memory.is_repeat(verdict),
        not item.roundup,
        not item.lead,
        not item.ordered,
        verdict.section != section,
        not item.body,
        not item.reprint,
        -lead.standing(item, topic),
        -verdict.score,
        item.when,
        item.id,
    )


def _ranked(stories: Iterable[Story], config: Config) -> list[Story]:
    """Rank the stories that belong to a section, best first, and put the others behind them.

    Rank 1 leads, unless a person orders otherwise: what a desk said, which never leads unasked,
    comes after all that may, and what was printed in former weeks last.
    """
    desks = _desks(config)
    best = sorted(
        stories,
        key=lambda story: (
            story.section is None,
            story.printed is not None,
            story.section in desks,
            -story.score,
            story.lead.when,
            story.id,
        ),
    )
    return [
        replace(story, rank=place) if story.section is not None else story
        for place, story in enumerate(best, 1)
    ]


def _with_main(stories: list[Story], config: Config) -> list[Story]:
    """Choose the main story. Those that were ordered to lead and do not become briefs."""
    main = _main(stories, config)
    home = config.briefs
    result = []
    for story in stories:
        if main is not None and story.id == main[0].id:
            rule = Reason(rule="lead", found=main[1])
            reasons = (rule, *story.reasons)
            result.append(replace(story, leads=True, section=config.lead.id, reasons=reasons))
        elif story.section == config.lead.id and home is not None:
            result.append(replace(story, section=home.id))
        else:
            result.append(story)
    return result


def _main(stories: Sequence[Story], config: Config) -> tuple[Story, str] | None:
    """Return the main story and the rule by which it is; None where nothing can lead.

    What a person put into another section stays there.
    """
    desks = _desks(config)
    there = [story for story in stories if story.section is not None]
    free = [story for story in there if story.section not in desks]
    by_order = [story for story in there if any(item.lead for item in story.items)]
    sent = [story for story in free if _ordered_into(story, config.lead.id)]
    new = [story for story in free if story.printed is None]
    open_ = [story for story in new if not any(item.ordered for item in story.items)]
    for choice, rule in (
        (by_order, "a person asks for it"),
        (sent, "a person put it there"),
        (open_, "the best score"),
    ):
        if choice:
            return choice[0], rule
    return None


def _desks(config: Config) -> frozenset[str]:
    return frozenset(section.id for section in config.sections if section.kind == "desk")


def _ordered_into(story: Story, section: str) -> bool:
    return any(item.ordered and item.section == section for item in story.items)


def _meant_to_lead(story: Story, lead_section: str) -> bool:
    return any(item.lead for item in story.items) or _ordered_into(story, lead_section)


def _placed(stories: Sequence[Story], section: Section, config: Config) -> list[Story]:
    """Return the stories that stand in a section, in order, as placed.

    What a person put there, or wanted to lead, comes first and is never cut, a round-up's parts in
    their own order; the best of the others fill what is left of `max_stories`.
    """
    here = [story for story in stories if story.section == section.id]
    if section.kind == "lead":
        return [replace(story, placed=True) for story in here if story.leads]
    ordered = [
        story
        for story in here
        if _ordered_into(story, section.id) or _meant_to_lead(story, config.lead.id)
    ]
    ordered.sort(key=lambda story: (not _ordered_into(story, section.id), _place(story)))
    others = [story for story in here if story not in ordered and story.printed is None]
    room = max(0, section.max_stories - len(ordered))
    return [replace(story, placed=True) for story in (*ordered, *others[:room])]


def _place(story: Story) -> tuple[object, ...]:
    """Sort the parts of round-ups as they stand in their files, before single orders by rank."""
    part = next((item for item in story.items if item.roundup), None)
    if part is None:
        return (1, "", 0, story.rank)
    return (0, part.roundup, part.position, story.rank)


def _finding(
    section: Section, week: Week, judged: Iterable[Judged], placed: Iterable[Story]
) -> DeskFinding:
    """Say what is known of a desk's week; it may have spoken in what stands elsewhere.

    What a round-up's brief tells of it is no text of the desk's.
    """
    loose = (verdict for verdict in judged if not verdict.item.roundup)
    held = [verdict for verdict in loose if desk.held(verdict.reasons, section)]
    met = [it for it in held if any(reason.rule == MET for reason in it.reasons)]
    if not met:
        return desk_finding(section, week, held=bool(held))
    shown = {item.id for story in placed for item in story.items}
    if any(verdict.item.id in shown for verdict in met):
        why = "is in a story of another section"
    elif all(map(memory.is_repeat, met)):
        why = "was printed in an earlier edition"
    else:
        why = "is in a story that is left out"
    return DeskFinding(
        section=section.id, state="silent", reason=f"what it said on the topic {why}"
    )
