"""How long the preview takes, in a real browser: to start, and to show a change.

    python -m tests.benchmarks.preview [--stories 50] [--runs 20]

An edition of so many stories, with as many texts in its sources, is previewed in Chromium.
Measured are, from the moment of the cause to the frame in which the browser has painted the mail:

    start     from starting `digest preview` until its address can be opened
    save      from a text editor's saving the edition file
    press     from pressing the button of a story that moves it down
    template  from saving a template
    reload    from loading the page again

Painted means: the new words are in the frame that is shown, and two animation frames have passed.
Needs Chromium (apt-get install chromium).
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks import render
from tests.preview.running import Preview, previewing
from tests.support.programs import path_of
from tests.support.workspaces import note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from playwright.sync_api import Page

RUNS = 20
STORIES = 50
#: A template of our own that is changed: what stands above the page.
TEMPLATE = "templates/_masthead.html.j2"
#: Resolves with the moment (in ms since 1970) in which some words of the mail have been painted.
PAINTED = """words => new Promise(resolve => {
  const look = () => {
    const page = document.querySelector('iframe.here')?.contentDocument;
    if (page?.body?.textContent.includes(words)) {
      requestAnimationFrame(() => requestAnimationFrame(() =>
        resolve(performance.timeOrigin + performance.now())));
    } else setTimeout(look, 2);
  };
  look();
})"""
#: Presses a button and resolves with the time, in ms, until the mail is another one and painted.
PRESSED = """button => new Promise(resolve => {
  const before = document.querySelector('iframe.here'), began = performance.now();
  const look = () => {
    const now = document.querySelector('iframe.here');
    if (now && now !== before) {
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - began)));
    } else setTimeout(look, 2);
  };
  button.click();
  look();
})"""


def prepare(folder: Path, stories: int) -> None:
    """Make a workspace with an edition of so many stories, and a text in its sources for each."""
    render.prepare(folder, stories)
    items = folder / "sources" / "items"
    items.mkdir(parents=True)
    for number in range(stories):
        title = f"Envoys from Ukraine meet mediators about paper {number}"
        body = f"Talks about paper {number} of the ceasefire went on in room {number}. " * 20
        (items / f"{number}.md").write_text(note(title, body))
    (folder / TEMPLATE).parent.mkdir()
    (folder / TEMPLATE).write_text('{% extends "default/_masthead.html.j2" %}\n')


def painted(page: Page, words: str, cause: Callable[[], object]) -> float:
    """Return the milliseconds from a cause until words of the mail have been painted."""
    began = 1000 * time.time()
    cause()
    moment: float = page.evaluate(PAINTED, words)
    return moment - began


def looked(preview: Preview) -> None:
    """Wait until everything has been looked at, and a moment longer, as people do."""
    preview.state()
    time.sleep(0.3)


def measure(folder: Path, page: Page, preview: Preview, runs: int) -> dict[str, list[float]]:
    """Measure each cause so many times."""
    edition = folder / "editions" / f"{render.DAY}.md"
    results: dict[str, list[float]] = {"save": [], "press": [], "template": [], "reload": []}
    written = edition.read_text()
    for run in range(runs + 1):
        words = f"a timetable of {run} lines"
        edited = written.replace("a timetable", words)
        looked(preview)
        save = painted(page, words, partial(edition.write_text, edited))
        looked(preview)
        button = page.locator(".card").nth(2 + run % 10).get_by_role("button", name="Down")
        press: float = button.element_handle().evaluate(PRESSED)
        looked(preview)
        mark = f"Masthead {run}"
        template = f"<tr><td>{mark}</td></tr>\n"
        shown = painted(page, mark, partial((folder / TEMPLATE).write_text, template))
        looked(preview)
        reload = painted(page, mark, lambda: page.reload(wait_until="commit"))
        if run:  # the first warms up
            for name, value in zip(results, (save, press, shown, reload), strict=True):
                results[name].append(value)
    return results


def table(results: dict[str, list[float]]) -> str:
    """Write medians and the slowest as a Markdown table."""
    lines = ["| what | median ms | slowest ms |", "|---|--:|--:|"]
    for name, values in results.items():
        lines.append(f"| {name} | {statistics.median(values):.0f} | {max(values):.0f} |")
    return "\n".join(lines)


def start(folder: Path, runs: int) -> Iterable[float]:
    """Measure how long it takes until the page can be opened."""
    for _ in range(runs):
        began = time.perf_counter()
        with previewing(folder) as preview:
            preview.get()
            yield 1000 * (time.perf_counter() - began)


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.preview")
    parser.add_argument("--stories", type=int, default=STORIES)
    parser.add_argument("--runs", type=int, default=RUNS)
    given = parser.parse_args(arguments)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has compiled modules
    print(f"{render.machine()}; {given.stories} stories\n")  # noqa: T201
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        folder = Path(work)
        prepare(folder, given.stories)
        results = {"start": list(start(folder, min(5, given.runs)))}
        browser = playwright.chromium.launch(
            executable_path=path_of("chromium"), args=["--no-sandbox"]
        )
        with previewing(folder) as preview:
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            page.goto(preview.url)
            results |= measure(folder, page, preview, given.runs)
        browser.close()
    print(table(results))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
