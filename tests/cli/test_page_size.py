"""A page that is too long for Gmail: the build says so, and shortens it if it may."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from digest import pipeline
from digest import workspace as workspaces
from digest.archive import open_archive
from tests.support.inside import digest
from tests.support.values import DAY, NOW
from tests.support.workspaces import CONFIG, a_week_of_notes

if TYPE_CHECKING:
    from pathlib import Path

DATE = ("--date", "2024-02-16")
TEASERS = """
[[teasers]]
title = "A longer read"
url = "https://example.org/one"

[[teasers]]
title = "A map"
url = "https://example.org/two"
"""
FIT = f"{CONFIG}{TEASERS}\n[edition]\nfit = true\n"
GMAIL = 102_400


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make a workspace with an edition that was built, and two teasers."""
    made = a_week_of_notes(tmp_path / "workspace", config=CONFIG + TEASERS)
    assert 0 == digest(made, "build", "--offline", *DATE).code
    return made


def html(workspace: Path) -> bytes:
    """Return the page that was built."""
    return (workspace / "out" / "2024-02-16.html").read_bytes()


def lengthen(workspace: Path, over: int) -> None:
    """Add to the main story until its page is so many bytes longer than Gmail shows."""
    path = workspace / "editions" / "2024-02-16.md"
    more = GMAIL + over - len(html(workspace))
    path.write_text(path.read_text().replace("\nNegotiators", f"\nNegotiators{'x' * more}", 1))


def test_the_build_says_by_how_much_and_what_weighs_most(workspace: Path) -> None:
    """To a cron job, too; the edition is written all the same."""
    lengthen(workspace, 1)
    ran = digest(workspace, "build", "--offline", *DATE)

    assert 0 == ran.code
    assert GMAIL + 1 == len(html(workspace))
    assert re.search(
        r"Warning: the page has 102,401 bytes, 1 more than Gmail shows"
        r" \(the main story \d\d,\d{3}, the style sheets \d,\d{3}, ",
        ran.err,
    )
    assert "Cut stories, or write fit = true under [edition] in digest.toml." in ran.err


def test_a_page_that_fits_is_not_spoken_of(workspace: Path) -> None:
    """To the last byte."""
    lengthen(workspace, 0)
    ran = digest(workspace, "build", "--offline", *DATE)

    assert (0, GMAIL) == (ran.code, len(html(workspace)))
    assert "Gmail" not in ran.err


@pytest.mark.parametrize("command", ["build", "send"])
def test_what_is_left_out_is_said(workspace: Path, command: str) -> None:
    """By whatever renders the page: on it, in the text part, and in the message."""
    lengthen(workspace, 1)
    (workspace / "digest.toml").write_text(FIT)
    more = {
        "build": ["--offline"],
        "send": ["--via", "true", "--dry-run", "--allow", "unknown-absence"],
    }[command]
    ran = digest(workspace, command, *more, *DATE)

    assert 0 == ran.code, ran.err
    assert "Left out, since Gmail would cut the page off: the teaser “A map”." in ran.err
    assert "Warning: the page has" not in ran.err
    if command == "build":
        made = {path.suffix: path.read_text() for path in (workspace / "out").iterdir()}
        assert [True] * 3 == ["A longer read" in made[end] for end in (".html", ".txt", ".eml")]
        assert [False] * 3 == ["A map" in made[end] for end in (".html", ".txt", ".eml")]


def test_the_preview_says_it_too(workspace: Path) -> None:
    """Beside what is to be seen of the page, as a note: it was asked for."""
    lengthen(workspace, 1)
    (workspace / "digest.toml").write_text(FIT)
    here = workspaces.load(workspace, start=workspace)
    with open_archive(here.archive, where="archive") as archive:
        drafted = pipeline.draft(here, archive, DAY, now=NOW)
        shown = pipeline.preview(here, archive, drafted, now=NOW)

    assert [("note", "left out, since Gmail would cut the page off: the teaser “A map”")] == [
        (it.severity, it.message)
        for it in shown.remarks
        if it.place == "the page" and "left out" in it.message
    ]


def test_where_shortening_does_not_help_it_is_said(workspace: Path) -> None:
    """And nothing is left out."""
    lengthen(workspace, 50_000)
    (workspace / "digest.toml").write_text(FIT)
    ran = digest(workspace, "build", "--offline", *DATE)

    assert 0 == ran.code
    assert "50,000 more than Gmail shows" in ran.err
    assert "Cut stories; to leave out what digest.toml adds would not be enough." in ran.err
    assert b"A map" in html(workspace)
