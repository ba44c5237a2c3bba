"""How long it takes to render an edition that is written, beside a script that does no more.

    python -m tests.benchmarks.render [--stories 10 --stories 50 --stories 200] [--runs 15]
        [--css-inline FOLDER]

Measured are whole processes, from start to end, one tool after the other, the sizes in turn:

    bare      Jinja2 and css-inline: the program's templates with the values that it gives them,
              read from JSON; writes the page (pip install --target FOLDER css-inline)
    digest    `digest build --offline` of an edition file: opens the archive, reads the sources
              (there are none) and the file, and writes page, text and message

The edition files are written beforehand, and both run once before they are measured: as in every
week but the first, premailer's reading of the style sheets is kept (`digest.render.rules`). Of
several runs the medians count, ratios within a run. Below, the stages of as many builds more (see
`spans`), and what their imports cost by library (`-X importtime`, which makes them dearer).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks import spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ROOT = Path(__file__).parents[2]
BARE = Path(__file__).with_name("bare.py")
SIZES = (10, 50, 200)
RUNS = 15
DAY = "2024-02-16"
NOW = "1708095600"
"""Friday, 16 February 2024, 10:00 in New York."""
LIBRARIES = ("jinja2", "premailer", "cssutils", "lxml", "markdown-it-py")

CONFIG = """\
[newsletter]
name = "Diplomacy Watch"
kicker = "Reporting"
timezone = "America/New_York"

[[sections]]
id = "main"
kind = "lead"

[[sections]]
id = "other"
kind = "briefs"
title = "In other diplomatic news:"

[subscribe]
title = "Every Friday, in your inbox"
label = "Subscribe"
url = "https://example.org/subscribe"

[mail]
from = "Diplomacy Watch <digest@example.org>"
to = "readers@example.org"
unsubscribe = ["https://example.org/unsubscribe"]
postal_address = "1 Example Street, Exampleton"
web_url = "https://example.org/{date}/"
"""
FRONT = f"""\
---
newsletter: Diplomacy Watch
date: {DAY}
title: Envoys leave Geneva with a timetable
deck: Prisoners first, and grain after them.
kicker: Reporting
---
"""
LEAD = """
Envoys from both sides met in [Geneva](https://example.org/geneva/{0}) on Tuesday, and left with \
what the mediator called **a timetable**. The first week is for prisoners of war, the second for \
grain, and the third for what the draft calls arrangements, a report says. <!-- story: a1 -->
"""
BRIEF = """
- Ambassadors agreed on package {0} of the measures on Wednesday, and named firms that are said \
to have helped to get around the earlier ones; two of them abstained, and a third came late. They \
take effect once the ministers have signed, according to [the Wire](https://example.org/wire/{0}). \
<!-- story: b{0} -->
"""
PARAGRAPHS = 10
"""Paragraphs of the main story."""


# -- the edition, and the values that templates get ---------------------------------------------


def edition(stories: int) -> str:
    """Write an edition file with a main story and so many stories in all."""
    lead = "".join(LEAD.format(number) for number in range(PARAGRAPHS))
    briefs = "".join(BRIEF.format(number) for number in range(1, stories))
    return f"{FRONT}{lead}\n## In other diplomatic news: <!-- section: other -->\n{briefs}"


def prepare(folder: Path, stories: int) -> None:
    """Make a workspace with an edition file, and what `bare` needs in `bare/`."""
    from digest import config as configs
    from digest import edition as editions
    from digest.render.view import make_view

    settings = configs.parse(CONFIG.encode())
    written = edition(stories)
    (folder / "digest.toml").write_text(CONFIG)
    (folder / "editions").mkdir()
    (folder / "editions" / f"{DAY}.md").write_text(written)
    view = make_view(
        editions.parse(written, settings.sections), settings, date=date.fromisoformat(DAY)
    )
    (folder / "bare").mkdir()
    (folder / "bare" / "values.json").write_text(json.dumps(plain(view)))


def plain(value: Any) -> Any:
    """Return a value as JSON has it; what is safe HTML says so."""
    if hasattr(value, "__html__"):
        return {"html": str(value)}
    if is_dataclass(value):
        return {entry.name: plain(getattr(value, entry.name)) for entry in fields(value)}
    if hasattr(value, "__struct_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return value


# -- measuring ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one process took."""

    seconds: float
    cpu: float
    """Seconds of processor time."""
    peak: float
    """Megabytes that it held resident at most."""


def environment(css_inline: str = "") -> dict[str, str]:
    """Return the environment of all processes; `css_inline` is a folder to import it from.

    Compiled modules are kept, as they are of a program that is installed.
    """
    kept = {name: it for name, it in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    paths = os.pathsep.join([str(ROOT), *([css_inline] if css_inline else [])])
    return kept | {"PYTHONPATH": paths, "SOURCE_DATE_EPOCH": NOW}


def measure(command: Sequence[str], folder: Path, given: Mapping[str, str]) -> Measured:
    """Run a command in a folder and measure it.

    Raises:
        RuntimeError: it failed; with what it said.

    """
    with (folder / "log").open("w+b") as log:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=given)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        log.seek(0)
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)}: {log.read().decode()[-2000:]}")
    return Measured(
        seconds=seconds,
        cpu=used.ru_utime + used.ru_stime,
        peak=used.ru_maxrss / 1024,  # Linux counts in kilobytes
    )


def command(tool: str, folder: Path) -> list[str]:
    """Return how a tool is run in a workspace."""
    if tool == "bare":
        return [sys.executable, str(BARE), str(ROOT / "templates"), str(folder / "bare")]
    return [sys.executable, "-m", "digest", "build", "--offline", "--date", DAY]


# -- telling ------------------------------------------------------------------------------------

Results = dict[tuple[int, str], list[Measured]]


def table(results: Results, bytes_: Mapping[int, int]) -> str:
    """Write the medians as a Markdown table, with ratios against `bare`."""
    lines = [
        "| stories | tool | ms | × bare | CPU ms | MB | KB of HTML |",
        "|--:|---|--:|--:|--:|--:|--:|",
    ]
    for (number, tool), runs in results.items():
        base = results.get((number, "bare"))
        ratio = f"{_ratio(runs, base):.2f}" if base else ""
        cells = (
            f"{number}",
            tool,
            f"{1000 * statistics.median(run.seconds for run in runs):.0f}",
            ratio,
            f"{1000 * statistics.median(run.cpu for run in runs):.0f}",
            f"{max(run.peak for run in runs):.0f}",
            f"{bytes_[number] / 1000:.0f}" if tool == "digest" else "",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def growth(results: Results) -> str:
    """Say how much longer the largest edition takes than the middle one."""
    sizes = sorted({number for number, _ in results})
    if len(sizes) < 2:
        return ""
    more, some = sizes[-1], sizes[-2]
    ratio = _ratio(results[more, "digest"], results[some, "digest"])
    return f"digest: {more} stories take {ratio:.2f} × the time of {some}"


def _ratio(runs: Iterable[Measured], base: Iterable[Measured]) -> float:
    pairs = zip(runs, base, strict=True)
    return statistics.median(run.seconds / its.seconds for run, its in pairs)


def machine() -> str:
    """Say where and with what this was measured."""
    cpu = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = next((it.partition(": ")[2] for it in cpu.splitlines() if "model name" in it), "")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
    return (
        f"{os.cpu_count()} × {model or platform.machine()}, Linux {platform.release()},"
        f" Python {platform.python_version()}, {versions}, load average before"
        f" {os.getloadavg()[0]:.1f}"
    )


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.render")
    parser.add_argument("--stories", type=int, action="append", help="10, 50 and 200")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--css-inline", default="", help="where css-inline is, if elsewhere")
    given = parser.parse_args(arguments)
    print(machine())  # noqa: T201
    around = environment(given.css_inline)
    probe = [sys.executable, "-c", "import css_inline"]
    there = not subprocess.run(probe, env=around, capture_output=True, check=False).returncode
    if not there:
        print("bare: pip install --target FOLDER css-inline, and --css-inline FOLDER")  # noqa: T201
    results: Results = defaultdict(list)
    sizes = given.stories or SIZES
    with tempfile.TemporaryDirectory() as work:
        folders = {number: Path(work) / str(number) for number in sizes}
        for number, folder in folders.items():
            folder.mkdir()
            prepare(folder, number)
        for run in range(-1, given.runs):
            for number, folder in folders.items():
                for tool in ("bare", "digest") if there else ("digest",):
                    measured = measure(command(tool, folder), folder, around)
                    if run >= 0:
                        results[number, tool].append(measured)
        pages = {it: (folders[it] / "out" / f"{DAY}.html").stat().st_size for it in sizes}
        print(f"\n{table(results, pages)}\n\n{growth(results)}")  # noqa: T201
        middle = sizes[len(sizes) // 2]
        digest = command("digest", folders[middle])
        stages = [spans.of_build(folders[middle], DAY, around) for _ in range(given.runs)]
        libraries = [spans.of_imports(digest, folders[middle], around) for _ in range(given.runs)]
        print(f"\nA build of {middle} stories:\n{spans.listing(stages)}")  # noqa: T201
        print(f"\nIts imports, by library:\n{spans.listing(libraries)}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
