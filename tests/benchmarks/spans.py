"""Where the time of one `digest build` goes: run in a process of its own, as JSON at the end.

    python -m tests.benchmarks.spans FOLDER DAY

The stages are wrapped before anybody imports them by name; each second counts for the innermost
stage alone, and importing modules is a stage of its own, wherever it happens. For `render`.
"""

from __future__ import annotations

import builtins
import importlib
import json
import re
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

P = ParamSpec("P")
R = TypeVar("R")

IMPORTS = "importing modules"
OTHER = "the rest"
MOST, LEAST = 12, 0.001
"""Lines of a list at most, and the seconds that are worth one."""
IMPORTED = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")
#: Label, module and name of each stage. A module stands before those that import from it.
STAGES = (
    ("opening the archive", "digest.archive", "open_archive"),
    ("parsing the edition", "digest.edition", "parse"),
    ("Markdown into values", "digest.render.view", "make_view"),
    ("templates", "digest.render.templates", "Templates.render"),
    ("premailer", "digest.render.inline", "inline_css"),
    ("text part", "digest.render.text", "write_text"),
    ("writing files", "digest.workspace", "write_file"),
    ("reading the sources", "digest.pipeline", "take_in"),
    ("keeping the draft", "digest.pipeline", "draft"),
    ("rest of rendering", "digest.pipeline", "render"),
    ("message", "digest.pipeline", "deliverable"),
)


class Clock:
    """Shares the seconds out to stages within stages."""

    def __init__(self) -> None:
        """Begin outside of all stages."""
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.stages = [OTHER]
        self._since = time.perf_counter()

    def _turn(self) -> None:
        now = time.perf_counter()
        self.seconds[self.stages[-1]] += now - self._since
        self._since = now

    def timed(self, stage: str, function: Callable[P, R]) -> Callable[P, R]:
        """Return a function that counts for a stage."""

        def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
            if self.stages[-1] == stage:
                return function(*args, **kwargs)
            self._turn()
            self.stages.append(stage)
            try:
                return function(*args, **kwargs)
            finally:
                self._turn()
                self.stages.pop()

        return wrapped


def measure(folder: str, day: str) -> dict[str, float]:
    """Build an edition without the network, and return the seconds of each stage."""
    clock = Clock()
    plain = builtins.__import__
    builtins.__import__ = clock.timed(IMPORTS, plain)
    try:
        load = clock.timed(IMPORTS, importlib.import_module)
        for label, module, name in STAGES:
            *owners, function = name.split(".")
            owner: Any = load(module)
            for each in owners:
                owner = getattr(owner, each)
            setattr(owner, function, clock.timed(label, getattr(owner, function)))
        command_line = load("digest.cli")
        code = command_line.run(["-C", folder, "-q", "build", "--offline", "--date", day])
    finally:
        builtins.__import__ = plain
    clock._turn()
    if code:
        raise RuntimeError(f"digest build ended with {code}")
    return dict(clock.seconds)


# -- asking, from another process ---------------------------------------------------------------


def of_build(folder: Path, day: str, environment: Mapping[str, str]) -> dict[str, float]:
    """Return the seconds of each stage of a build in a workspace, Python's own start among them."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", ""], env=environment, check=True)
    seconds = time.perf_counter() - started
    run = [sys.executable, "-m", "tests.benchmarks.spans", str(folder), day]
    said = subprocess.run(run, env=environment, stdout=subprocess.PIPE, check=True).stdout
    stages: dict[str, float] = json.loads(said)
    return {"starting Python": seconds} | stages


def of_imports(
    command: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> dict[str, float]:
    """Return the seconds that a Python command spends importing each library."""
    python, *rest = command
    run = [python, "-X", "importtime", *rest]
    said = subprocess.run(run, cwd=folder, env=environment, capture_output=True, check=True).stderr
    found: Counter[str] = Counter()
    for line in said.decode().splitlines():
        if imported := IMPORTED.fullmatch(line):
            library = imported[2].partition(".")[0]
            found["Python's own" if library in sys.stdlib_module_names else library] += int(
                imported[1]
            )
    return {name: microseconds / 1e6 for name, microseconds in found.items()}


def listing(runs: Sequence[Mapping[str, float]]) -> str:
    """Write the medians of several runs, the most first, and their sum."""
    medians = {
        name: statistics.median(run.get(name, 0.0) for run in runs)
        for name in {name: None for run in runs for name in run}
    }
    rows = sorted(medians.items(), key=lambda each: -each[1])
    shown = [(name, seconds) for name, seconds in rows[:MOST] if seconds >= LEAST]
    shown.append(("all", sum(medians.values())))
    return "\n".join(f"  {1000 * seconds:7.1f} ms  {name}" for name, seconds in shown)


def main(arguments: Sequence[str]) -> int:
    """Measure, and print."""
    print(json.dumps(measure(*arguments)))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
