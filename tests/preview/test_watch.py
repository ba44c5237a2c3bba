"""Which changes of files are changes of an edition."""

from __future__ import annotations

import asyncio
import shutil
from typing import TYPE_CHECKING

import pytest
from watchfiles import awatch

from digest.errors import DigestError
from digest.preview.watch import Watched, watching

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

#: Long enough for a change to be told, and for none to be told where there is none.
SOON = 1.0
UNMOVED = 0.4


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a workspace without templates."""
    for folder in ("sources/items", "editions", "out", "deep/er"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "digest.toml").touch()
    (tmp_path / "sources" / "items" / "a.md").touch()
    return tmp_path


def watched(root: Path) -> Watched:
    """Watch what an edition is made of."""
    return Watched(
        files=frozenset(
            {root / "digest.toml", root / "editions/2024-02-16.md", root / "feeds/saved.xml"}
        ),
        folders=frozenset({root / "sources", root / "templates"}),
    )


def is_seen(root: Path, change: Callable[[], object], patience: float) -> bool:
    """Say whether a change is told in time."""

    async def look() -> bool:
        async with watching(watched(root)) as changes:
            change()
            try:
                await asyncio.wait_for(changes.take(), patience)
            except TimeoutError:
                return False
            return True

    return asyncio.run(look())


def test_it_is_said_what_has_changed(root: Path) -> None:
    """One change after the other, and each once: none is lost while somebody looks."""
    names = ["editions/2024-02-16.md", "sources/items/a.md"]

    async def look() -> list[frozenset[Path]]:
        async with watching(watched(root)) as changes:
            taken = []
            for name in names:
                (root / name).write_text("new")
                taken.append(await asyncio.wait_for(changes.take(), SOON))
            return taken

    assert [frozenset({root / name}) for name in names] == asyncio.run(look())


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["digest.toml", "editions/2024-02-16.md"], False),
        (["sources/items/a.md"], False),
        (["sources"], True),
        (["editions"], True),
        (["templates"], True),
        ([], True),
    ],
)
def test_where_folders_come_and_go_it_is_watched_anew(
    root: Path, names: list[str], *, expected: bool
) -> None:
    """And where nobody knows what has changed."""
    assert expected == watched(root).is_shaken([root / name for name in names])


@pytest.mark.parametrize(
    "name",
    [
        "digest.toml",
        "editions/2024-02-16.md",
        "sources/feeds.toml",
        "sources/items/a.md",
        "sources/items/new.txt",
    ],
)
def test_what_an_edition_is_made_of_is_watched(root: Path, name: str) -> None:
    """Whether the file is there already or not."""
    assert is_seen(root, lambda: (root / name).write_text("new"), SOON)


@pytest.mark.parametrize("name", ["templates", "sources/more", "feeds"])
def test_a_folder_that_comes_is_seen(root: Path, name: str) -> None:
    """What lies in it counts from then on."""
    assert is_seen(root, (root / name).mkdir, SOON)


@pytest.mark.parametrize("name", ["sources", "editions", "digest.toml", "sources/items/a.md"])
def test_what_goes_is_seen(root: Path, name: str) -> None:
    """A folder or a file."""
    assert is_seen(root, lambda: (root / name).rename(root / "deep" / "aside"), SOON)


def test_a_file_that_another_replaces_is_seen(root: Path) -> None:
    """Editors write beside and rename."""
    beside = root / ".beside"
    beside.write_text("new")

    assert is_seen(root, lambda: beside.rename(root / "digest.toml"), SOON)


@pytest.mark.parametrize(
    "name",
    [
        "out/2024-02-16.html",
        "editions/2024-02-09.md",
        "editions/.2024-02-16.md.x7",
        "README.md",
        "deep/er/digest.toml",
        "sources/items/.a.md.swp",
        "sources/items/a.md~",
        "sources/items/#a.md#",
        "sources/items/a.md.part",
        "sources/.git/index",
    ],
)
def test_other_files_are_no_change(root: Path, name: str) -> None:
    """Nor what editors leave for a moment."""
    path = root / name
    path.parent.mkdir(exist_ok=True)

    assert not is_seen(root, lambda: path.write_text("new"), UNMOVED)


def test_reading_is_no_change(root: Path) -> None:
    """Else each look would ask for the next."""
    assert not is_seen(root, (root / "sources/items/a.md").read_bytes, UNMOVED)


def test_a_folder_that_has_gone_before_it_is_watched_is_a_change(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is looked for a moment before."""

    def late(*folders: Path, **options: object) -> object:
        if options["recursive"]:
            shutil.rmtree(root / "sources")
        return awatch(*folders, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("digest.preview.watch.awatch", late)

    assert is_seen(root, lambda: None, SOON)


def test_a_system_that_does_not_let_us_watch_is_an_error_with_a_remedy(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Systems have a limit on what is watched."""

    async def full(*folders: Path, **_: object) -> AsyncIterator[None]:
        if folders:
            raise OSError("OS file watch limit reached")
        yield None

    monkeypatch.setattr("digest.preview.watch.awatch", full)

    with pytest.raises(DigestError, match=r"cannot be watched: OS file .* \(fs\.inotify"):
        is_seen(root, lambda: None, SOON)
