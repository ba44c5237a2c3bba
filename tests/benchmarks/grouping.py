"""How well the editorial stage judges a labelled corpus, and how well it groups headlines.

    python -m tests.benchmarks.grouping CORPUS.jsonl
    python -m tests.benchmarks.grouping HEADLINES.csv

Each line is an item: `id`, `kind` (main, other, state, distractor), `event`, `week`, `source`,
`title`, `url`, `text`. Every week is composed by the real functions with the default
configuration; its items are re-dated evenly over the six days before `week`, so that nothing can
be learned from hours.

Headlines are a table with the columns `id`, `title`, `publisher` and `story`. All of them are one
week's items, without texts; the score is that of the stories that come out.
"""

from __future__ import annotations

import csv
import html
import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest import bundled, config, text, urls
from digest.editorial.compose import compose_week
from digest.editorial.topic import Topic, load_topic
from digest.ingest import publisher
from digest.model import Composition, Item, Week, Window

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

KINDS = {"main": "diplomacy", "other": "diplomacy", "state": "state"}
USAGE = "python -m tests.benchmarks.grouping [-v] CORPUS.jsonl | HEADLINES.csv"
CLASSES = ("diplomacy", "state", "distractor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What the corpus says of the judgement; all but the counts are shares of 1."""

    items: int
    weeks: int
    accuracy: float
    f1: tuple[float, ...]
    relevant: float
    bcubed: float
    pairwise: float
    leads_right: int
    leads: int

    @property
    def macro(self) -> float:
        """The mean F1 of the three classes."""
        return sum(self.f1) / len(self.f1)


def f1(right: int, said: int, true: int) -> float:
    """Return the harmonic mean of precision and recall; 1 where there was nothing to find."""
    return 2 * right / (said + true) if said + true else 1.0


def bcubed(found: Mapping[str, Hashable], true: Mapping[str, Hashable]) -> float:
    """Return the BCubed F1 of a grouping (Bagga & Baldwin, 1998)."""
    by_found, by_true = _members(found), _members(true)
    precision = recall = 0.0
    for id_ in true:
        mine, theirs = by_found[found[id_]], by_true[true[id_]]
        both = len(mine & theirs)
        precision += both / len(mine)
        recall += both / len(theirs)
    if not true:
        return 1.0
    return 2 * precision * recall / (precision + recall) / len(true)


def pairwise(found: Mapping[str, Hashable], true: Mapping[str, Hashable]) -> float:
    """Return the F1 of the pairs that are together."""
    said, real = _pairs(found), _pairs(true)
    return f1(len(said & real), len(said), len(real))


def _members(groups: Mapping[str, Hashable]) -> dict[Hashable, set[str]]:
    members: dict[Hashable, set[str]] = defaultdict(set)
    for id_, group in groups.items():
        members[group].add(id_)
    return members


def _pairs(groups: Mapping[str, Hashable]) -> set[tuple[str, str]]:
    return {
        (one, other)
        for members in _members(groups).values()
        for one in members
        for other in members
        if one < other
    }


def shipped_topic(settings: config.Config) -> Topic:
    """Load the topic that the default configuration names."""
    path = bundled.folder("sources") / "topics" / f"{settings.topic.base}.toml"
    return load_topic(path.read_bytes(), settings.topic, where=path.name)


def compose(rows: Sequence[Mapping[str, Any]], week: str, topic: Topic) -> Composition:
    """Compose the edition of one week of the corpus."""
    day = date.fromisoformat(week)
    end = datetime.combine(day, time(), UTC)
    window = Window(start=end - timedelta(days=7), end=end)
    step = timedelta(days=6) / len(rows)
    items = tuple(
        Item(
            id=str(row["id"]),
            source=text.slug(row["source"]),
            publisher=publisher.normalised(row["source"]),
            title=row["title"],
            url=row["url"],
            canonical_url=urls.canonical(row["url"]),
            body=f"<p>{html.escape(row['text'])}</p>",
            published=end - timedelta(days=6) + step * place,
            dated_by="entry",
        )
        for place, row in enumerate(rows)
    )
    made = Week(date=day, window=window, now=end, items=items)
    return compose_week(made, config.Config(), topic)


def measure(rows: Sequence[Mapping[str, Any]]) -> tuple[Scores, list[str]]:
    """Compose every week of the corpus; return the scores and a line for each mistake."""
    topic = shipped_topic(config.Config())
    said: dict[str, str] = {}
    found: dict[str, Hashable] = {}
    leads = right = 0
    mistakes: list[str] = []
    by_week: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        by_week[row["week"]].append(row)
    kinds = {str(row["id"]): row["kind"] for row in rows}
    titles = {str(row["id"]): row["title"] for row in rows}
    for week, its in sorted(by_week.items()):
        made = compose(its, week, topic)
        for story in made.stories:
            for item in story.items:
                found[item.id] = (week, story.id)
                said[item.id] = _class(story.section)
        mains = {str(row["id"]) for row in its if row["kind"] == "main"}
        if mains:
            leads += 1
            chosen = next((story for story in made.stories if story.leads), None)
            hit = chosen is not None and kinds[chosen.lead.id] == "main"
            right += hit
            if not hit:
                mistakes.append(f"{week} lead: {chosen.lead.title if chosen else 'none'}")
    true = {id_: KINDS.get(kind, "distractor") for id_, kind in kinds.items()}
    events: dict[str, Hashable] = {str(row["id"]): (row["week"], row["event"]) for row in rows}
    mistakes += [
        f"{true[id_]} judged {said[id_]}: {titles[id_]}" for id_ in true if said[id_] != true[id_]
    ]
    mistakes += _misgrouped(found, events, titles)
    scores = Scores(
        items=len(rows),
        weeks=len(by_week),
        accuracy=sum(said[id_] == true[id_] for id_ in true) / max(1, len(true)),
        f1=tuple(_class_f1(said, true, {name}) for name in CLASSES),
        relevant=_class_f1(said, true, {"diplomacy", "state"}),
        bcubed=bcubed(found, events),
        pairwise=pairwise(found, events),
        leads_right=right,
        leads=leads,
    )
    return scores, mistakes


def measure_headlines(rows: Sequence[Mapping[str, str]]) -> tuple[float, float, int]:
    """Group headlines as one week's; return BCubed F1, pairwise F1 and how many stories there are.

    Rows have `id`, `title`, `publisher` and `story`.
    """
    given = [{**row, "source": row["publisher"], "url": "", "text": ""} for row in rows]
    made = compose(given, "2014-03-14", shipped_topic(config.Config()))
    found = {item.id: story.id for story in made.stories for item in story.items}
    true = {row["id"]: row["story"] for row in rows}
    return bcubed(found, true), pairwise(found, true), len(made.stories)


def _class(section: str | None) -> str:
    if section is None:
        return "distractor"
    return "state" if section == "state" else "diplomacy"


def _class_f1(said: Mapping[str, str], true: Mapping[str, str], names: set[str]) -> float:
    right = sum(said[id_] in names and true[id_] in names for id_ in true)
    counts = [Counter(of.values()) for of in (said, true)]
    return f1(right, *(sum(count[name] for name in names) for count in counts))


def _misgrouped(
    found: Mapping[str, Hashable], events: Mapping[str, Hashable], titles: Mapping[str, str]
) -> list[str]:
    said, real = _pairs(found), _pairs(events)
    wrong = [f"glued: {titles[one]} + {titles[other]}" for one, other in sorted(said - real)]
    return wrong + [f"apart: {titles[one]} | {titles[other]}" for one, other in sorted(real - said)]


def report(scores: Scores) -> str:
    """Write the scores for people."""
    names = ", ".join(f"{name} {value:.3f}" for name, value in zip(CLASSES, scores.f1, strict=True))
    return (
        f"{text.plural(scores.items, 'item')} of {text.plural(scores.weeks, 'week')}\n"
        f"three classes: accuracy {scores.accuracy:.3f}, macro F1 {scores.macro:.3f} ({names})\n"
        f"relevant or not: F1 {scores.relevant:.3f}\n"
        f"in-week grouping: BCubed F1 {scores.bcubed:.3f}, pairwise F1 {scores.pairwise:.3f}\n"
        f"lead: right in {scores.leads_right} of {text.plural(scores.leads, 'week')} that have one"
    )


def main(arguments: Iterable[str]) -> int:
    """Print the scores of a corpus; with `-v`, every mistake too."""
    flags = {argument for argument in arguments if argument.startswith("-")}
    paths = [argument for argument in arguments if not argument.startswith("-")]
    if len(paths) != 1 or flags - {"-v"}:
        print(f"usage: {USAGE}", file=sys.stderr)  # noqa: T201
        return 2
    if paths[0].endswith(".csv"):
        with Path(paths[0]).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        both, pairs, stories = measure_headlines(rows)
        counts = f"{text.plural(len(rows), 'headline')}, {text.plural(stories, 'story', 'stories')}"
        print(f"{counts}: BCubed F1 {both:.3f}, pairwise F1 {pairs:.3f}")  # noqa: T201
        return 0
    lines = Path(paths[0]).read_text(encoding="utf-8").splitlines()
    scores, mistakes = measure([json.loads(line) for line in lines if line.strip()])
    print(report(scores))  # noqa: T201
    if flags:
        print(*mistakes, sep="\n")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
