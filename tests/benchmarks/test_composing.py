"""The benchmark's weeks are what they should be, and it runs; no time is asserted."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from digest import text
from digest.editorial.reading import paragraphs
from tests.benchmarks import composing

if TYPE_CHECKING:
    from digest.model import Item

ITEMS = 400

needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")


def _week(number: int, seed: int = 1) -> list[tuple[Item, int]]:
    return list(composing.items(number, seed))


def test_a_week_has_as_many_items_as_were_asked_for() -> None:
    """The same for a seed; each has an id and an address of its own and falls into the window."""
    week = _week(ITEMS)
    assert ITEMS == len({item.id for item, _ in week}) == len({item.url for item, _ in week})
    assert week == _week(ITEMS)
    assert week != _week(ITEMS, seed=2)
    assert all(composing.END - composing.DAYS <= item.when < composing.END for item, _ in week)


def test_most_events_have_one_report_and_few_have_many() -> None:
    """None has more than is allowed."""
    sizes = Counter(Counter(event for _, event in _week(3000)).values())
    assert 0.4 < sizes[1] / sizes.total() < 0.7
    assert 5 <= max(sizes) <= composing.MOST_REPORTS


def test_reports_are_as_long_as_in_life() -> None:
    """An edited copy may have lost its last paragraph."""
    lengths = [text.count_words(" ".join(paragraphs(item))) for item, _ in _week(ITEMS)]
    assert composing.SHORTEST - composing.PARAGRAPH <= min(lengths)
    assert max(lengths) <= composing.LONGEST


def test_some_reports_are_copies() -> None:
    """Word for word, though each has an address of its own."""
    bodies = Counter(item.body for item, _ in _week(ITEMS))
    assert 0 < ITEMS - len(bodies) < ITEMS * composing.COPIES


def test_a_larger_week_has_more_words() -> None:
    """But not in proportion."""
    some, more = (
        len({word for item, _ in _week(number) for word in text.words(item.body)})
        for number in (ITEMS // 4, ITEMS)
    )
    assert some < more < 4 * some


@needs_proc
@pytest.mark.parametrize("task", ["make", "read", "compose"])
def test_each_task_can_be_measured(task: str) -> None:
    """Only the last one finds stories, nearly as they were made up; a part is on the topic."""
    measured = composing.measure(task, ITEMS)
    composes = task == "compose"
    assert composes == (measured.stories > 0)
    assert composes == (measured.bcubed > 0.9)
    assert measured.peak > 0


@needs_proc
def test_it_prints_a_row_for_each_size_and_task(capsys: pytest.CaptureFixture[str]) -> None:
    """Below the machine and the table's head."""
    assert 0 == composing.main(["--items", "20", "--items", "40", "--runs", "2"])
    _, _, head, _, *rows = capsys.readouterr().out.splitlines()
    assert head.startswith("| items | task | seconds | × read |")
    assert [(number, task) for number in ("20", "40") for task in composing.TASKS] == [
        tuple(row.removeprefix("| ").split(" | ")[:2]) for row in rows
    ]


def test_a_task_that_nobody_knows_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """And the known ones are named."""
    with pytest.raises(SystemExit):
        composing.main(["--task", "nothing"])
    assert "choose from 'make', 'read', 'compose'" in capsys.readouterr().err
