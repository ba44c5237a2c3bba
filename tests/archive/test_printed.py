"""What the archive remembers of the stories in an edition's file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from digest.archive import open_archive, open_copy
from digest.model import Printed
from tests.support.values import DAY

if TYPE_CHECKING:
    from pathlib import Path

TALKS, AGAIN, AID = (
    Printed(date=DAY, story=story, item=item, title=f"Title of {item}", text="It begins.")
    for story, item in (("s1", "b"), ("s1", "a"), ("s2", "c"))
)


@pytest.mark.parametrize(
    ("reports", "there", "expected"),
    [
        ((TALKS, AGAIN, AID), ("s1", "s2"), (TALKS, AGAIN, AID)),
        ((), (), ()),
        ((), ("s2",), (AID,)),  # the sources have it no more
        ((TALKS, AGAIN, AID), ("s2",), (AID,)),
        ((AGAIN,), ("s1",), (AGAIN,)),
        ((replace(TALKS, title="New"),), ("s1", "s2"), (AID, replace(TALKS, title="New"))),
        ((replace(AID, story="s1"),), ("s1",), (replace(AID, story="s1"),)),
    ],
)
def test_the_file_as_it_was_last_is_remembered(
    tmp_path: Path,
    reports: tuple[Printed, ...],
    there: tuple[str, ...],
    expected: tuple[Printed, ...],
) -> None:
    """What was taken out of it is forgotten; the quoted report comes first."""
    path = tmp_path / "a.db"
    with open_archive(path, where="a") as archive:
        archive.remember_printed(DAY, (TALKS, AGAIN, AID), there=("s1", "s2"))
        archive.remember_printed(DAY, reports, there=there)

        assert expected == archive.printed(DAY)
        assert () == archive.printed(DAY.replace(day=1))
    with open_copy(path, where="a") as copy:
        assert expected == copy.printed(DAY)
