"""How long it takes to compose a week of many items, and how much memory.

    python -m tests.benchmarks.composing [--items 1000 --items 10000 --items 50000] [--runs 1]

The weeks are made up, the same in each run: events of one report or of up to forty, as often as
is usual (Zipf); more than half of them off the topic; reports of 150 to 300 words, some of them
copies, word for word or edited. Words are drawn by Zipf's law too, so that a larger week has more
of them, and so are names: some stand in one event, few in very many.

Each measurement has a process of its own, which first makes up the items. Then it does one of

    make      nothing more: what the items alone take of memory
    read      reads and judges each item
    compose   composes the edition: reads, judges, groups, ranks and places

and counts the seconds from there. The memory is what the process held resident at most, Python and
the items included. BCubed F1 compares the stories with the events that were made up.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib import metadata
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from digest import config
from digest.editorial import topic as topics
from digest.editorial.compose import compose_week
from digest.editorial.reading import read
from digest.model import Item, Week, Window
from tests.benchmarks import grouping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).parents[2]
SIZES = (1000, 10_000, 50_000)
END = datetime(2024, 2, 16, tzinfo=UTC)
DAYS = timedelta(days=7)

# -- made-up weeks ------------------------------------------------------------------------------

OUTLETS = 400
ON_TOPIC = 0.4
"""The share of events that are about the topic."""
MOST_REPORTS = 40
COPIES = 0.15
"""The share of an event's further reports that are a copy of its first."""
NEW_NAMES = 0.5
"""The share of an event's names that no earlier one has (Simon, 1955)."""
WORDS = 40_000
SHORTEST, LONGEST = 150, 300
"""Words of a report."""
PARAGRAPH = 45
BEGINNING = 60
"""Words of a report in which most of what tells its event apart stands."""

#: The commonest words, in about their order.
FUNCTION = (
    "the of to and a in that for it is on was with as by he at be from his an are this have has not"
    " had which but they its who or were will their been would one more about when after there can"
    " all also said out up than other into new some could time them two may only over so what no if"
    " last first year many most people made any such before between because now through where"
    " since while three both under still against during however later early another part number"
).split()
SYLLABLES = (
    "ba be bo ca ce co da de di do fa fe ga go ha he ka ke ki la le li lo ma me mi mo na ne ni no"
    " pa pe po ra re ri ro sa se si so ta te ti to va ve vi vo wa we za zo".split()
)
ENDINGS = "n r l s t nd st ck m th rn x".split()

ACTS = (
    "sanctions negotiations ceasefire summit envoy delegation mediators grain prisoners aid"
    " ambassador treaty talks proposal assets tranche lawmakers veto accession guarantees"
).split()
PARTIES = "Ukraine Ukraine Ukrainian Kyiv Russia Russian Moscow Kremlin Putin Zelensky".split()
ELSEWHERE = (
    "team match goal coach league season recipe oven flour market shares profit bank court judge"
    " police storm rain flood film singer album school hospital virus phone software election mayor"
    " council budget road train airline fire forest museum festival"
).split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What reports of it have in common."""

    id: int
    about: tuple[str, ...]
    """Words of its field, which other events use as well."""
    own: tuple[str, ...]
    """Its names and rarer words."""


class Dice:
    """Chance, and the words that it chooses from."""

    def __init__(self, seed: int) -> None:
        """Begin a week: the same seed gives the same one."""
        self.random = Random(seed)
        made = dict.fromkeys(FUNCTION)
        while len(made) < WORDS:
            made[self._made_up()] = None
        self.words = tuple(made)
        self._names: list[str] = []
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(WORDS)))

    def _made_up(self) -> str:
        number = self.random.choice((2, 2, 3, 3, 4))
        return "".join(self.random.choices(SYLLABLES, k=number)) + self.random.choice(ENDINGS)

    def drawn(self, number: int) -> list[str]:
        """Draw words by Zipf's law."""
        return self.random.choices(self.words, cum_weights=self._weights, k=number)

    def name(self) -> str:
        """Give a new name, or as often one that was given, the likelier the more often it was."""
        new = not self._names or self.random.random() < NEW_NAMES
        made = (self._made_up() + "o").title() if new else self.random.choice(self._names)
        self._names.append(made)
        return made

    def event(self, id_: int) -> Event:
        """Make up an event: three names, and words that are not the commonest."""
        fields = PARTIES[id_ % 2 :], ACTS
        if self.random.random() >= ON_TOPIC:
            fields = ELSEWHERE, ELSEWHERE
        about = [word for field in fields for word in self.random.sample(field, 3)]
        rare = [word for word in self.drawn(40) if word not in FUNCTION][:7]
        names = [self.name() for _ in range(3)]
        return Event(id=id_, about=tuple(about), own=(*names, *names, *rare))


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A report's words."""

    title: str
    paragraphs: tuple[str, ...]


def events(dice: Dice) -> Iterator[tuple[Event, int]]:
    """Make up events without end, each with the number of its reports."""
    number = 0
    while True:
        yield dice.event(number), min(MOST_REPORTS, int(dice.random.paretovariate(1.1)))
        number += 1


def report(event: Event, dice: Dice) -> Text:
    """Write of an event, in words that are partly its, mostly at the beginning."""
    length = dice.random.randint(SHORTEST, LONGEST)
    words = dice.drawn(length)
    known = event.own + event.about
    for at in range(length):
        if dice.random.random() < (0.4 if at < BEGINNING else 0.1):
            words[at] = dice.random.choice(known)
    title = [*dice.random.sample(event.own, 3), *dice.random.sample(event.about, 3), *dice.drawn(4)]
    dice.random.shuffle(title)
    paragraphs = (words[at : at + PARAGRAPH] for at in range(0, length, PARAGRAPH))
    return Text(title=" ".join(title), paragraphs=tuple(map(_sentences, paragraphs)))


def _sentences(words: Sequence[str]) -> str:
    parts = (words[at : at + 15] for at in range(0, len(words), 15))
    return " ".join(f"{part[0].title()} {' '.join(part[1:])}.".replace(" .", ".") for part in parts)


def edited(text: Text, dice: Dice) -> Text:
    """Change the title and a few words of a text, and cut its end, as desks do."""
    words = [paragraph.split(" ") for paragraph in text.paragraphs[:-1]]
    for paragraph in words:
        paragraph[dice.random.randrange(len(paragraph))] = dice.drawn(1)[0]
    title = f"{dice.drawn(1)[0].title()} {text.title}"
    return Text(title=title, paragraphs=tuple(" ".join(paragraph) for paragraph in words))


def items(number: int, seed: int = 1) -> Iterator[tuple[Item, int]]:
    """Make up so many items, each with the number of its event."""
    dice = Dice(seed)
    made = 0
    for event, reports in events(dice):
        original = report(event, dice)
        for place in range(min(reports, number - made)):
            text = original
            if place and dice.random.random() >= COPIES:
                text = report(event, dice)
            elif place and dice.random.random() < 0.5:
                text = edited(original, dice)
            yield _item(made, text, dice), event.id
            made += 1
        if made >= number:
            return


def _item(number: int, text: Text, dice: Dice) -> Item:
    outlet = min(OUTLETS, int(dice.random.paretovariate(0.5)))
    url = f"https://outlet{outlet}.example.org/{number}"
    body = "".join(f"<p>{html.escape(paragraph)}</p>\n" for paragraph in text.paragraphs)
    return Item(
        id=f"{number:06}",
        source=f"outlet-{outlet}",
        publisher=f"Outlet {outlet}",
        title=text.title,
        url=url,
        canonical_url=url,
        body=body,
        published=END - DAYS * dice.random.random(),
        dated_by="entry",
        content_hash=sha256(f"{url}\n{text.title}\n{body}".encode()).hexdigest(),
    )


# -- what is measured, in a process of its own --------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one task took of one week."""

    seconds: float
    cpu: float
    """Seconds of processor time."""
    peak: float
    """Megabytes that the process held at most."""
    stories: int = 0
    bcubed: float = 0.0


def _make(_: Sequence[Item]) -> dict[str, str]:
    return {}


def _read(made: Sequence[Item]) -> dict[str, str]:
    settings = config.Config()
    topic = grouping.shipped_topic(settings)
    for item in made:
        topics.judge(item, read(item, topic), topic, settings)
    return {}


def _compose(made: Sequence[Item]) -> dict[str, str]:
    settings = config.Config()
    topic = grouping.shipped_topic(settings)
    window = Window(start=END - DAYS, end=END)
    week = Week(date=END.date(), window=window, now=END, items=tuple(made))
    found = compose_week(week, settings, topic)
    return {item.id: story.id for story in found.stories for item in story.items}


TASKS: dict[str, Callable[[Sequence[Item]], dict[str, str]]] = {
    "make": _make,
    "read": _read,
    "compose": _compose,
}


def measure(task: str, number: int) -> Measured:
    """Make up a week in this process, and do a task with it."""
    made: list[Item] = []
    true: dict[str, int] = {}
    for item, event in items(number):
        made.append(item)
        true[item.id] = event
    wall, cpu = time.perf_counter(), time.process_time()
    found = TASKS[task](made)
    seconds, used = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # Linux counts in kilobytes
    return Measured(
        seconds=seconds,
        cpu=used,
        peak=peak,
        stories=len(set(found.values())),
        bcubed=grouping.bcubed(found, true) if found else 0.0,
    )


def _apart(task: str, number: int) -> Measured:
    """Measure in a new process."""
    command = [sys.executable, "-m", "tests.benchmarks.composing", "--task", task]
    done = subprocess.run(
        [*command, "--items", str(number)], cwd=ROOT, stdout=subprocess.PIPE, check=True
    )
    return Measured(**json.loads(done.stdout))


# -- telling ------------------------------------------------------------------------------------

Results = dict[tuple[int, str], list[Measured]]


def table(results: Results) -> str:
    """Write the medians as a Markdown table, with ratios against reading alone."""
    lines = [
        "| items | task | seconds | × read | CPU s | s per 1,000 | MB | stories | BCubed F1 |",
        "|--:|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for (number, task), runs in results.items():
        seconds = statistics.median(run.seconds for run in runs)
        base = results[number, "read"]
        ratios = [run.seconds / its.seconds for run, its in zip(runs, base, strict=True)]
        cells = [
            f"{number:,}",
            task,
            f"{seconds:.2f}",
            f"{statistics.median(ratios):.2f}",
            f"{statistics.median(run.cpu for run in runs):.2f}",
            f"{1000 * seconds / number:.3f}",
            f"{max(run.peak for run in runs):.0f}",
            *((f"{runs[0].stories:,}", f"{runs[0].bcubed:.3f}") if runs[0].stories else ("", "")),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def machine() -> str:
    """Say where and with what this was measured."""
    cpu = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = next((it.partition(": ")[2] for it in cpu.splitlines() if "model name" in it), "")
    return (
        f"{os.cpu_count()} × {model or platform.machine()}, Linux {platform.release()},"
        f" Python {platform.python_version()}, msgspec {metadata.version('msgspec')},"
        f" load average before {os.getloadavg()[0]:.1f}"
    )


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.composing")
    parser.add_argument("--items", type=int, action="append", help="1000, 10000 and 50000")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--task", choices=TASKS, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.task:
        print(json.dumps(asdict(measure(given.task, given.items[0]))))  # noqa: T201
        return 0
    results: Results = defaultdict(list)
    print(machine())  # noqa: T201
    for number in given.items or SIZES:
        for _ in range(given.runs):
            for task in TASKS:
                results[number, task].append(_apart(task, number))
    print(f"\n{table(results)}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
