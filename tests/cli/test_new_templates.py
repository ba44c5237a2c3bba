"""`digest new --templates`: what a designer begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digest import bundled
from tests.support.inside import digest
from tests.support.workspaces import a_week_of_notes

if TYPE_CHECKING:
    from pathlib import Path

DATE = ("--date", "2024-02-16")
OURS = {path.name: path.read_bytes() for path in bundled.folder("templates").iterdir()}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make a workspace without templates."""
    return a_week_of_notes(tmp_path / "workspace")


def templates(workspace: Path) -> dict[str, bytes]:
    """Return the templates of a workspace."""
    return {path.name: path.read_bytes() for path in (workspace / "templates").iterdir()}


def test_it_copies_all_of_them_and_changes_no_page(workspace: Path) -> None:
    """A page that is made from the copies has the same bytes; a cron job hears nothing."""
    digest(workspace, "build", "--offline", *DATE)
    before = (workspace / "out" / "2024-02-16.html").read_bytes()
    ran = digest(workspace, "new", "--templates")
    digest(workspace, "build", "--offline", *DATE)

    assert (0, b"", "") == (ran.code, ran.out, ran.err)
    assert OURS == templates(workspace)
    assert before == (workspace / "out" / "2024-02-16.html").read_bytes()


@pytest.mark.parametrize("where", [["../workspace"], ["-C", "../workspace"], []])
def test_it_takes_the_workspace_that_is_named_or_the_nearest(
    workspace: Path, where: list[str]
) -> None:
    """From a folder inside it as well."""
    inside = workspace / "sources" if not where else workspace.parent / "elsewhere"
    inside.mkdir(exist_ok=True)
    ran = digest(inside, "new", "--templates", *where)

    assert 0 == ran.code, ran.err
    assert OURS == templates(workspace)


def test_nothing_that_is_there_is_overwritten(workspace: Path) -> None:
    """A changed template stays; what is missing comes; what is not ours is left alone."""
    (workspace / "templates").mkdir()
    mine = {"_lead.html.j2": b"MINE", "notes.txt": b"NOTES"}
    for name, content in mine.items():
        (workspace / "templates" / name).write_bytes(content)
    ran = digest(workspace, "new", "--templates", "-v")
    again = digest(workspace, "new", "--templates", "-v")

    assert OURS | mine == templates(workspace)
    assert "templates/_lead.html.j2: kept, it was there already." in ran.err
    assert "templates/style.css: copied." in ran.err
    assert f"Copied {len(OURS) - 1} templates into " in ran.err
    assert f"Copied 0 templates into {workspace / 'templates'}, kept {len(OURS)}" in again.err


@pytest.mark.parametrize(
    ("more", "file"), [([], "sources/feeds.toml"), (["--sample"], "sources/feeds/wires.xml")]
)
def test_a_new_workspace_can_have_them_at_once(tmp_path: Path, more: list[str], file: str) -> None:
    """With --sample, too."""
    ran = digest(tmp_path, "new", "--templates", *more, "watch")

    assert 0 == ran.code, ran.err
    assert OURS == templates(tmp_path / "watch")
    assert (tmp_path / "watch" / file).is_file()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--templates"], "no digest.toml in"),
        ([], "Missing argument 'DIR'"),
        (["--sample"], "Missing argument 'DIR'"),
    ],
)
def test_without_a_workspace_or_a_name_there_is_none(
    tmp_path: Path, arguments: list[str], expected: str
) -> None:
    """Exit code 2; nothing was made."""
    ran = digest(tmp_path, "new", *arguments)

    assert 2 == ran.code
    assert expected in ran.err
    assert [] == list(tmp_path.iterdir())


def test_the_sample_is_not_put_into_a_workspace_that_is_there(workspace: Path) -> None:
    """Nor are templates, then: the command is refused as a whole."""
    ran = digest(workspace, "new", "--sample", "--templates", ".")

    assert 2 == ran.code
    assert "is there already" in ran.err
    assert not (workspace / "templates").exists()
