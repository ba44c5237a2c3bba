"""The measures of the benchmark are themselves right, and it can be run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks import grouping

if TYPE_CHECKING:
    from pathlib import Path

TRUE = {"a": 1, "b": 1, "c": 2}


@pytest.mark.parametrize(
    ("found", "bcubed", "pairwise"),
    [
        ({"a": 1, "b": 1, "c": 2}, 1.0, 1.0),
        ({"a": 1, "b": 2, "c": 3}, 0.8, 0.0),  # precision 1, recall 2/3
        ({"a": 1, "b": 1, "c": 1}, 2 / (9 / 5 + 1), 0.5),  # precision 5/9, recall 1
    ],
)
def test_the_measures_of_a_grouping(found: dict[str, int], bcubed: float, pairwise: float) -> None:
    """BCubed by item, the other by pair."""
    assert bcubed == pytest.approx(grouping.bcubed(found, TRUE))
    assert pairwise == pytest.approx(grouping.pairwise(found, TRUE))


def test_nothing_to_find_was_all_found() -> None:
    """There is no fault in an empty week."""
    assert (1.0, 1.0, 1.0) == (
        grouping.f1(0, 0, 0),
        grouping.bcubed({}, {}),
        grouping.pairwise({}, {}),
    )


ROWS = (
    ("main", "peace", "Kyiv and Moscow hold ceasefire talks in Geneva", "Peace talks were held."),
    ("other", "aid", "Norway grants Ukraine military aid", "Lawmakers in Oslo approved the aid."),
    ("distractor", "cake", "A recipe for honey cake", "Flour and honey."),
    ("state", "said", "State Department says sanctions on Russia stay", "Firms are named."),
    ("main", "bread", "How to bake bread at home", "Yeast, salt, water."),
)


def test_it_names_each_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One is in this corpus: bread is no diplomacy."""
    path = tmp_path / "corpus.jsonl"
    rows = (
        {"id": f"i{at}", "kind": kind, "event": event, "title": title, "text": words}
        | {"week": "2024-02-16", "source": f"S{at}", "url": f"https://e.org/{at}"}
        for at, (kind, event, title, words) in enumerate(ROWS)
    )
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n")

    assert 0 == grouping.main(["-v", str(path)])
    said = capsys.readouterr().out
    assert "5 items of 1 week\nthree classes: accuracy 0.800" in said
    assert "lead: right in 1 of 1 week that have one" in said
    assert "diplomacy judged distractor: How to bake bread at home" in said


def test_headlines_are_grouped_as_one_week(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two stories that are found, and a third whose headlines have no word in common."""
    path = tmp_path / "headlines.csv"
    titles = {
        "otters": ("Otters return to Thames marshes", "Thames marshes: otters return"),
        "tram": ("Harbour tram line opens at last", "At last, the harbour tram line opens"),
        "chess": ("Chess final ends in draw", "Grandmasters shake hands"),
    }
    lines = [
        f'{story}{at},"{title}",Gazette,{story}'
        for story, both in titles.items()
        for at, title in enumerate(both)
    ]
    path.write_text("\n".join(["id,title,publisher,story", *lines]) + "\n")

    assert 0 == grouping.main([str(path)])
    assert "6 headlines, 4 stories: BCubed F1 0.909, pairwise F1 0.800\n" == capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["-x", "a"]])
def test_it_says_how_it_is_called(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2."""
    assert 2 == grouping.main(arguments)
    assert "usage: python -m tests.benchmarks.grouping" in capsys.readouterr().err
