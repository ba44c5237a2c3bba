"""The benchmark's editions are what they should be, and it runs; no time is asserted."""

from __future__ import annotations

import importlib.util
import sys
from typing import TYPE_CHECKING

import pytest

from digest import config, edition
from digest.render.templates import Templates
from digest.render.view import make_view
from tests.benchmarks import bare, render, spans
from tests.support.values import DAY

if TYPE_CHECKING:
    from pathlib import Path

needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")


@pytest.mark.parametrize("stories", [10, 50])
def test_an_edition_has_as_many_stories_as_were_asked_for(stories: int) -> None:
    """The main one with ten paragraphs, the others one each; it is an edition file as it stands."""
    written = render.edition(stories)
    parsed = edition.parse(written, config.parse(render.CONFIG.encode()).sections)

    assert stories == len(parsed.stories)
    assert [render.PARAGRAPHS, stories - 1] == [len(part.blocks) for part in parsed.parts]
    assert written == edition.write(parsed)


def test_both_fill_the_same_templates_with_the_same_values(tmp_path: Path) -> None:
    """What went through JSON gives the page that the program gives to premailer."""
    render.prepare(tmp_path, 10)
    settings = config.parse(render.CONFIG.encode())
    view = make_view(edition.parse(render.edition(10), settings.sections), settings, date=DAY)
    expected = Templates(None).render({name: getattr(view, name) for name in view.__slots__})

    assert expected == bare.fill(render.ROOT / "templates", tmp_path / "bare")


@needs_proc
def test_it_prints_rows_and_stages(capsys: pytest.CaptureFixture[str]) -> None:
    """The baseline too where css-inline is installed; else it says how to."""
    there = importlib.util.find_spec("css_inline") is not None
    assert 0 == render.main(["--stories", "2", "--runs", "1"])
    said = capsys.readouterr().out
    rows = [line.removeprefix("| ").split(" | ") for line in said.splitlines() if "| " in line]

    tools = ["bare", "digest"] if there else ["digest"]
    assert [["2", tool] for tool in tools] == [row[:2] for row in rows[1:]]
    assert there != ("pip install --target FOLDER css-inline" in said)
    assert all(stage in said for stage in (spans.IMPORTS, "premailer", "templates", "all"))


def test_ratios_are_taken_within_a_run() -> None:
    """A run in which everything was slow says nothing of either."""

    def runs(*seconds: float) -> list[render.Measured]:
        return [render.Measured(seconds=it, cpu=it, peak=50) for it in seconds]

    results = {
        (50, "bare"): runs(0.1, 0.2, 0.1),
        (50, "digest"): runs(0.3, 0.6, 0.3),
        (200, "bare"): runs(0.1, 0.2, 0.1),
        (200, "digest"): runs(0.4, 0.9, 0.4),
    }
    _, _, *rows = render.table(results, {50: 27_000, 200: 82_000}).splitlines()

    assert "| 50 | digest | 300 | 3.00 | 300 | 50 | 27 |" == rows[1]
    assert "| 200 | digest | 400 | 4.00 | 400 | 50 | 82 |" == rows[3]
    assert "digest: 200 stories take 1.33 × the time of 50" == render.growth(results)
    assert "" == render.growth({(50, "digest"): runs(1)})


def test_every_second_counts_once() -> None:
    """For the innermost stage; a stage within itself is one."""
    clock = spans.Clock()
    inner = clock.timed("inner", lambda: clock.stages[-1])
    outer = clock.timed("outer", lambda: (clock.stages[-1], inner(), clock.stages[-1]))
    twice = clock.timed("outer", outer)

    assert ("outer", "inner", "outer") == twice()
    assert [spans.OTHER] == clock.stages
    assert {spans.OTHER, "outer", "inner"} == set(clock.seconds)


def test_what_fails_is_not_measured(tmp_path: Path) -> None:
    """A tool that ends with an error took no time worth telling."""
    with pytest.raises(RuntimeError, match="it broke"):
        render.measure(
            [sys.executable, "-c", "raise SystemExit('it broke')"], tmp_path, render.environment()
        )
