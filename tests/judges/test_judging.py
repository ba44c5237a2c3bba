"""What the judges stand on: programs that may be missing, what is made once, pictures to show."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from tests.judges import pictures, verdicts
from tests.judges.once import made_once
from tests.support import programs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LARGEST = 150_000
"""Bytes of a picture: the README is read over telephones, too."""
PALETTE = 3
"""The colour type of a PNG that has one."""


@pytest.mark.parametrize(
    ("ci", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)]
)
@pytest.mark.parametrize(
    ("look", "expected"),
    [
        (lambda: programs.needs("none", "a-package"), "none is missing: apt-get install a-package"),
        (lambda: verdicts.node_package("none"), "none is missing: npm ci --ignore-scripts"),
    ],
)
def test_a_missing_judge_is_named(
    ci: str,
    outcome: type[BaseException],
    look: Callable[[], object],
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With what installs it. The test is skipped; in CI, where all is installed, it fails."""
    monkeypatch.setenv("CI", ci)

    with pytest.raises(outcome, match=expected):
        look()


def test_what_is_made_once_is_kept(tmp_path_factory: pytest.TempPathFactory) -> None:
    """But not the half of it."""
    made: list[str] = []

    def make(folder: Path) -> None:
        made.append(folder.name)
        (folder / str(len(made))).touch()
        if len(made) == 1:
            raise ValueError("it broke")

    name = "made-once"
    with pytest.raises(ValueError, match="it broke"):
        made_once(tmp_path_factory, name, make)
    first, second = (made_once(tmp_path_factory, name, make) for _ in range(2))

    assert first == second
    assert ["2"] == [path.name for path in first.iterdir()]
    assert 2 == len(made)


@pytest.mark.parametrize("picture", pictures.PICTURES, ids=lambda it: it.name)
def test_the_readmes_pictures_are_small(picture: pictures.Picture) -> None:
    """They have a palette, and the size that the script gives them."""
    content = (pictures.DOCS / picture.name).read_bytes()
    width, height, _, colour_type = struct.unpack(">IIBB", content[16:26])

    assert len(content) < LARGEST
    assert (picture.screen.width, picture.screen.height) == (
        width / pictures.SCALE,
        height / pictures.SCALE,
    )
    assert PALETTE == colour_type
