"""How fast `digest fetch` is, and how much memory it needs, beside others that read feeds.

    python -m tests.benchmarks.fetching [--feeds 500 --feeds 2000] [--runs 3] [--only TOOL]
        [--until SCENARIO]

Everybody reads the same feeds (see `feedserver`) from a server with 50 ms latency, in these
scenarios, each once a run and one tool after the other; of several runs the median counts:

    first    the first run
    304      nothing new, and the server says so
    same     nothing new, but there are no ETags: the same documents again
    week     three new entries in each feed

Measured is a whole process by its command, from start to end, with all that it writes; the memory
is what the process, and then all of its tree, held resident at most. The tools:

    alone     GET, with as many requests at once as digest, and nothing else
    bare      alone, then feedparser (without cleaning) and nh3 in two processes; stores nothing
    reader    the library, with as many threads; stores (pip install reader, perhaps elsewhere:
              --reader-python PATH)
    newsboat  with as many threads; stores, cleans nothing, and asks for all again when it is run
              from the command line (apt-get install newsboat)
    digest    the program, with its archive

The server runs on the same cores. Needs Linux: all of 127.0.0.0/8, and /proc.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    import aiohttp

ROOT = Path(__file__).parents[2]
TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
OFTEN = 0.05
"""Seconds between two looks at a process tree."""
TOGETHER = 32
"""Requests at once: digest's own number, as a test holds."""
WORKERS = 2
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What the server is told, and how it should answer everybody."""

    name: str
    week: int = 1
    etags: bool = True
    status: int = 200


SCENARIOS = (
    Scenario(name="first"),
    Scenario(name="304", status=304),
    Scenario(name="same", etags=False),
    Scenario(name="week", week=2),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one run of one process took."""

    seconds: float
    cpu: float
    """Seconds of processor time, of the whole tree."""
    main: float
    """Megabytes that the process itself held at most."""
    tree: float
    """Megabytes that it and its children held at most; what they share is counted for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One that reads feeds. Its folder keeps what it stores from scenario to scenario."""

    name: str
    prepare: Callable[[Path, Sequence[str]], None]
    command: Callable[[Scenario], list[str]]
    missing: str = ""
    """How to install it, if it is not there."""


# -- the baselines, which run in processes of their own -----------------------------------------


def _urls() -> list[str]:
    return Path("urls.txt").read_text(encoding="utf-8").split()


async def fetch(ask: str, done: Callable[[bytes], Awaitable[object]]) -> None:
    """Get every address in `urls.txt`, conditionally if `ask` is "304"; await `done` for bodies."""
    import aiohttp

    slots = asyncio.Semaphore(TOGETHER)

    async def one(client: aiohttp.ClientSession, number: int, url: str) -> None:
        headers = {"If-None-Match": f'"{number}-1"'} if ask == "304" else {}
        async with slots:
            async with client.get(url, headers=headers) as answer:
                body = await answer.read()
            if body:
                await done(body)

    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as client:
        await asyncio.gather(*(one(client, number, url) for number, url in enumerate(_urls())))


def parse(body: bytes) -> list[tuple[str, ...]]:
    """Read a feed as one would who trusts it: no bounds, no archive."""
    import io

    import feedparser
    import nh3

    found = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    return [
        (
            entry.id,
            entry.link,
            entry.title,
            entry.published,
            nh3.clean(entry.summary),
            nh3.clean(entry.content[0].value),
        )
        for entry in found.entries
    ]


async def alone(ask: str) -> None:
    """Fetch, and nothing else."""

    async def nothing(_: bytes) -> None: ...

    await fetch(ask, nothing)


async def bare(ask: str) -> None:
    """Fetch, and parse in two processes."""
    from concurrent.futures import ProcessPoolExecutor

    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(WORKERS) as pool:
        await fetch(ask, lambda body: loop.run_in_executor(pool, parse, body))


def reader(ask: str) -> None:
    """Add all feeds with the library of that name, or update them."""
    library = importlib.import_module("reader")
    with library.make_reader("reader.db") as made:
        if ask == "prepare":
            for url in _urls():
                made.add_feed(url)
        else:
            made.update_feeds(scheduled=False, workers=TOGETHER)


BASELINES: dict[str, Callable[[str], Any]] = {
    "alone": lambda ask: asyncio.run(alone(ask)),
    "bare": lambda ask: asyncio.run(bare(ask)),
    "reader": reader,
}


# -- the tools ----------------------------------------------------------------------------------


def tools(reader_python: str = sys.executable) -> tuple[Tool, ...]:
    """Return all tools, the baselines first."""
    has_reader = subprocess.run(
        [reader_python, "-c", "import reader"], capture_output=True, check=False
    )
    newsboat = shutil.which("newsboat")
    return (
        Tool(name="alone", prepare=_list, command=_baseline("alone")),
        Tool(name="bare", prepare=_list, command=_baseline("bare")),
        Tool(
            name="reader",
            prepare=_prepare_reader(reader_python),
            command=_baseline("reader", reader_python),
            missing="pip install reader" if has_reader.returncode else "",
        ),
        Tool(
            name="newsboat",
            prepare=_prepare_newsboat,
            command=lambda _: "newsboat -u urls -C config -c cache.db -x reload".split(),
            missing="" if newsboat else "apt-get install newsboat",
        ),
        Tool(
            name="digest",
            prepare=_prepare_digest,
            command=lambda _: [sys.executable, "-m", "digest", "fetch"],
        ),
    )


def _baseline(name: str, python: str = sys.executable) -> Callable[[Scenario], list[str]]:
    # By its path, so that another interpreter needs nothing of ours.
    return lambda scenario: [python, __file__, "--baseline", name, scenario.name]


def _list(folder: Path, urls: Sequence[str]) -> None:
    (folder / "urls.txt").write_text("\n".join(urls), encoding="utf-8")


def _prepare_reader(python: str) -> Callable[[Path, Sequence[str]], None]:
    def prepare(folder: Path, urls: Sequence[str]) -> None:
        _list(folder, urls)
        measure([python, __file__, "--baseline", "reader", "prepare"], folder)

    return prepare


def _prepare_newsboat(folder: Path, urls: Sequence[str]) -> None:
    (folder / "urls").write_text("\n".join([*urls, ""]), encoding="utf-8")
    (folder / "config").write_text(f"reload-threads {TOGETHER}\n", encoding="utf-8")


def _prepare_digest(folder: Path, urls: Sequence[str]) -> None:
    (folder / "sources").mkdir()
    (folder / "digest.toml").write_text('[newsletter]\nname = "A benchmark"\n', encoding="utf-8")
    keys = 'id = "feed-{0}"\nname = "Feed {0}"\nurl = "{1}"\nallow_private = true\n'
    feeds = (f"[[feeds]]\n{keys.format(number, url)}" for number, url in enumerate(urls))
    (folder / "sources" / "feeds.toml").write_text("\n".join(feeds), encoding="utf-8")


# -- measuring ----------------------------------------------------------------------------------


class Watcher(threading.Thread):
    """Looks at a process and its descendants until it is stopped."""

    def __init__(self, pid: int) -> None:
        """Watch the process of this id."""
        super().__init__(daemon=True)
        self.pid = pid
        self.main = self.tree = 0
        self.ticks: dict[int, int] = {}
        self.ended = threading.Event()

    def run(self) -> None:
        """Look often."""
        while not self.ended.wait(OFTEN):
            self.look()

    def look(self) -> None:
        """Look once."""
        resident = {pid: self._look_at(pid) for pid in _family(self.pid)}
        self.main = max(self.main, resident.get(self.pid, 0))
        self.tree = max(self.tree, sum(resident.values()))

    def _look_at(self, pid: int) -> int:
        try:
            # The name, in parentheses, may hold spaces; see proc(5) for what follows it.
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:  # it has ended
            return 0
        self.ticks[pid] = int(stat[11]) + int(stat[12])
        return int(stat[21]) * PAGE


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text(encoding="utf-8").split()
        except OSError:
            continue
        for child in children:
            yield from _family(int(child))


def measure(command: Sequence[str], folder: Path) -> Measured:
    """Run a command in a folder and measure it.

    Raises:
        RuntimeError: it failed; with what it said.

    """
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with (folder / "log").open("w+b") as log:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=environment)
        watcher = Watcher(process.pid)
        watcher.start()
        code = process.wait()
        seconds = time.perf_counter() - started
        watcher.ended.set()
        watcher.join()
        log.seek(0)
        if code:
            raise RuntimeError(f"{' '.join(command)}: {log.read().decode()[-2000:]}")
    return Measured(
        seconds=seconds,
        cpu=sum(watcher.ticks.values()) / TICK,
        main=watcher.main / MEGABYTE,
        tree=watcher.tree / MEGABYTE,
    )


@contextmanager
def server(feeds: int, latency: float | None = None) -> Iterator[int]:
    """Serve feeds from another process; gives the port."""
    wanted = [str(feeds), *([] if latency is None else [str(latency)])]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.feedserver", *wanted],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.communicate()  # its input ends, and so does it


def _set(port: int, scenario: Scenario) -> None:
    state = json.dumps({"week": scenario.week, "etags": scenario.etags}).encode()
    urlopen(Request(f"http://127.0.0.1:{port}/state", data=state)).close()


def _answered(port: int) -> dict[str, int]:
    with urlopen(f"http://127.0.0.1:{port}/state") as answer:
        counted: dict[str, int] = json.load(answer)
    return counted


Results = dict[tuple[str, str], list[Measured]]


def measure_all(
    chosen: Sequence[Tool],
    feeds: int,
    runs: int,
    *,
    scenarios: Sequence[Scenario] = SCENARIOS,
    latency: float | None = None,
) -> tuple[Results, list[str]]:
    """Measure scenarios, one after the other.

    Returns the runs by (scenario, tool), and what did not go as it should. Each tool starts each
    run with nothing stored.
    """
    from tests.benchmarks import feedserver

    results: Results = defaultdict(list)
    remarks: list[str] = []
    with server(feeds, latency) as port:
        urls = [feedserver.url(number, port) for number in range(feeds)]
        for _ in range(runs):
            with tempfile.TemporaryDirectory(prefix="fetching-") as place:
                folders = {tool.name: Path(place) / tool.name for tool in chosen}
                for tool in chosen:
                    folders[tool.name].mkdir()
                    tool.prepare(folders[tool.name], urls)
                for scenario in scenarios:
                    for tool in chosen:
                        _set(port, scenario)
                        measured = measure(tool.command(scenario), folders[tool.name])
                        results[scenario.name, tool.name].append(measured)
                        answered = _answered(port)
                        if answered != {str(scenario.status): feeds}:
                            remarks.append(f"{tool.name}, {scenario.name}: answered {answered}")
                if "digest" in folders and SCENARIOS[-1] in scenarios:
                    remarks += _incomplete(folders["digest"], feeds)
    return results, remarks


def _incomplete(workspace: Path, feeds: int) -> list[str]:
    """Say so if the program does not have each entry of both weeks."""
    from tests.benchmarks.feedserver import ENTRIES, NEW

    archive = sqlite3.connect(workspace / ".digest" / "archive.db")
    (items,) = archive.execute("SELECT count(*) FROM items WHERE body <> ''").fetchone()
    archive.close()
    there = feeds * (ENTRIES + NEW)
    return [] if items == there else [f"digest: {items} items are stored of {there}"]


# -- telling ------------------------------------------------------------------------------------


def table(results: Results, feeds: int) -> str:
    """Write the medians as a Markdown table, with ratios against the baselines."""
    lines = [
        f"| {feeds} feeds | tool | seconds | × alone | × bare | CPU s | MB, process | MB, tree |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    for (scenario, name), runs in results.items():
        cells = [
            scenario,
            name,
            f"{statistics.median(run.seconds for run in runs):.2f}",
            *(_ratio(results, scenario, name, base) for base in ("alone", "bare")),
            f"{statistics.median(run.cpu for run in runs):.1f}",
            f"{max(run.main for run in runs):.0f}",
            f"{max(run.tree for run in runs):.0f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _ratio(results: Results, scenario: str, name: str, base: str) -> str:
    """Compare a tool with a baseline within each run; the median of that, to two places."""
    own, other = results[scenario, name], results.get((scenario, base), [])
    ratios = [mine.seconds / its.seconds for mine, its in zip(own, other, strict=False)]
    return f"{statistics.median(ratios):.2f}" if ratios else ""


def machine() -> str:
    """Say where and with what this was measured."""
    cpu = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = next((it.partition(": ")[2] for it in cpu.splitlines() if "model name" in it), "")
    libraries = ("aiohttp", "feedparser", "nh3", "lxml", "pebble", "msgspec")
    return ", ".join(
        [
            f"{os.cpu_count()} × {model or platform.machine()}",
            f"Linux {platform.release()}",
            f"Python {platform.python_version()}",
            f"SQLite {sqlite3.sqlite_version}",
            *(f"{name} {found}" for name in libraries if (found := _version(name))),
        ]
    )


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.fetching")
    parser.add_argument("--feeds", type=int, action="append", help="how many (500 and 2000)")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--only", action="append", help="a tool; may be given several times")
    names = [scenario.name for scenario in SCENARIOS]
    parser.add_argument("--until", choices=names, default=names[-1], help="the last scenario")
    parser.add_argument("--latency", type=float, help="seconds before each answer (0.05)")
    parser.add_argument("--reader-python", default=sys.executable, metavar="PATH")
    parser.add_argument("--baseline", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.baseline:
        BASELINES[given.baseline[0]](given.baseline[1])
        return 0
    known = {tool.name: tool for tool in tools(given.reader_python)}
    unknown = set(given.only or ()) - set(known)
    if unknown:
        parser.error(f"there is no tool {min(unknown)!r}; there are {', '.join(known)}")
    wanted = [tool for tool in known.values() if not given.only or tool.name in given.only]
    missing = [tool for tool in wanted if tool.missing]
    print(machine())  # noqa: T201
    for tool in missing:
        print(f"{tool.name} is left out; to have it: {tool.missing}")  # noqa: T201
    for feeds in given.feeds or (500, 2000):
        chosen = [tool for tool in wanted if tool not in missing]
        load = f"load average before {feeds} feeds: {os.getloadavg()[0]:.1f}"
        results, remarks = measure_all(
            chosen,
            feeds,
            given.runs,
            scenarios=SCENARIOS[: names.index(given.until) + 1],
            latency=given.latency,
        )
        print(f"\n{load}\n\n{table(results, feeds)}", *remarks, sep="\n", flush=True)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
