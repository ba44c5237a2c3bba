"""The benchmark's feeds are what they should be, and its baselines run; no time is asserted."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from digest.ingest.feed import parse_feed
from digest.limits import Limits
from digest.model import Source
from tests.benchmarks import feedserver, fetching

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2024, 2, 16, tzinfo=UTC)
FEEDS = 6

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc and 127.0.0.0/8")


def _ids(number: int, week: int) -> list[str]:
    body = feedserver.make(number).body(week)
    source = Source(id="a", name="A", url="https://a.example/")
    return [item.id for item in parse_feed(source, body, at=AT, url=source.url).items]


@pytest.mark.parametrize("number", [0, 1])
def test_a_feed_has_thirty_entries_and_three_new_ones_in_the_second_week(number: int) -> None:
    """Of RSS and of Atom, always the same, and 75 KB long, or a little more."""
    first, second = _ids(number, 1), _ids(number, 2)
    assert feedserver.ENTRIES == len(set(first)) == len(set(second))
    assert feedserver.NEW == len(set(second) - set(first))
    assert first[: -feedserver.NEW] == second[feedserver.NEW :]
    assert feedserver.make(number) == feedserver.make(number)
    assert 70_000 < len(feedserver.make(number).body(1)) < 90_000


def test_every_feed_has_a_host_of_its_own() -> None:
    """Else the limit per host would be measured."""
    urls = [feedserver.url(number, 80) for number in range(2000)]
    assert 2000 == len({url.split("/")[2] for url in urls})


def test_the_baselines_ask_as_many_at_once_as_the_program() -> None:
    """All are held back by the latency alike."""
    assert Limits().together == fetching.TOGETHER


def test_the_server_answers_as_it_is_told() -> None:
    """The same document is answered with 304, unless it changed or there are no ETags."""
    same = {"If-None-Match": feedserver.etag(1, 1)}
    first, unchanged, unmarked, week = fetching.SCENARIOS
    with fetching.server(2, 0) as port:

        def status(number: int, scenario: fetching.Scenario, headers: dict[str, str]) -> int:
            fetching._set(port, scenario)
            try:
                with urlopen(Request(feedserver.url(number, port), headers=headers)) as answer:
                    found: int = answer.status
                    return found
            except HTTPError as error:
                error.close()
                return error.code

        assert first.status == status(1, first, {})
        assert 200 == status(0, first, same)
        assert unmarked.status == status(1, unmarked, same)
        assert week.status == status(1, week, same)
        assert unchanged.status == status(1, unchanged, same)
        assert {"304": 1} == fetching._answered(port)


def test_the_baselines_and_the_program_run(capsys: pytest.CaptureFixture[str]) -> None:
    """Every scenario gives a row for each; whoever does not read all feeds is remarked upon."""
    names = ("alone", "bare", "digest")
    chosen = [argument for name in names for argument in ("--only", name)]
    assert 0 == fetching.main(["--feeds", str(FEEDS), "--latency", "0", *chosen])
    _, _, _, _, head, _, *rows = capsys.readouterr().out.splitlines()
    assert head.startswith(f"| {FEEDS} feeds | tool |")
    assert [(it.name, name) for it in fetching.SCENARIOS for name in names] == [
        _first_cells(row) for row in rows
    ]


def test_the_first_scenarios_can_be_measured_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """Some tools take minutes for each."""
    chosen = ["--feeds", "2", "--latency", "0", "--only", "alone", "--until", "304"]
    assert 0 == fetching.main(chosen)
    _, _, _, _, _, _, *rows = capsys.readouterr().out.splitlines()
    assert [("first", "alone"), ("304", "alone")] == [_first_cells(row) for row in rows]


def _first_cells(row: str) -> tuple[str, str]:
    scenario, name, *_ = row.removeprefix("| ").split(" | ")
    return scenario, name


def test_what_fails_is_not_measured(tmp_path: Path) -> None:
    """A tool that ends with an error took no time worth telling."""
    with pytest.raises(RuntimeError, match="it broke"):
        fetching.measure([sys.executable, "-c", "raise SystemExit('it broke')"], tmp_path)


def test_a_tool_that_nobody_knows_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """And the known ones are named."""
    with pytest.raises(SystemExit):
        fetching.main(["--only", "nothing"])
    assert "there are alone, bare, reader, newsboat, digest" in capsys.readouterr().err
