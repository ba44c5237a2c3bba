"""`digest check`, as people and scripts run it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.command import digest
from tests.support.workspaces import make_workspace

if TYPE_CHECKING:
    from pathlib import Path

DATE = ("--date", "2024-02-16")
CONFIG = """\
[[sections]]
id = "main"
kind = "lead"

[mail]
from = "Watch <digest@watch.news>"
to = "readers@watch.news"
list_id = "watch.watch.news"
unsubscribe = "https://watch.news/u"
"""
FIT = "---\ntitle: Envoys meet\n---\n\nEnvoys met in Geneva.\n"
DOUBTFUL = f"{FIT}\nTODO ask them.\n"
UNFIT = "Envoys met in Geneva.\n\nTODO ask them.\n"
PLACEHOLDER = (
    "'TODO' was left in the text. Write what belongs there; readers would see it as it is."
    " [placeholder]"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make a workspace with three editions."""
    folder = make_workspace(tmp_path / "workspace", config=CONFIG)
    (folder / "editions").mkdir()
    for name, content in {"02-02": FIT, "02-09": DOUBTFUL, "02-16": UNFIT}.items():
        (folder / "editions" / f"2024-{name}.md").write_text(content)
    (folder / "editions" / "draft.md").write_text(FIT)
    return folder


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["editions/2024-02-02.md"], 0, ""),
        (["--date", "2024-02-02"], 0, ""),
        (["editions/draft.md"], 0, ""),
        (
            ["--date", "2024-02-09"],
            0,
            f"warning  editions/2024-02-09.md, line 7: {PLACEHOLDER}\n",
        ),
        (
            [*DATE],
            4,
            "error    editions/2024-02-16.md: there is no headline. Set title in the front matter."
            f" [no-headline]\nwarning  editions/2024-02-16.md, line 3: {PLACEHOLDER}\n",
        ),
    ],
)  # fmt: skip
def test_findings_are_lines_and_an_exit_code(
    workspace: Path, arguments: list[str], code: int, expected: str
) -> None:
    """Errors first; warnings alone are fit to send; what is fit is silent."""
    before = sorted(workspace.rglob("*"))
    ran = digest(workspace, "check", *arguments)

    assert (code, expected, "") == (ran.code, ran.out.decode(), ran.err)
    assert before == sorted(workspace.rglob("*"))


def test_findings_are_also_for_programs(workspace: Path) -> None:
    """With the same exit code."""
    ran = digest(workspace, "check", "--format", "json", *DATE)
    told = json.loads(ran.out)

    assert 4 == ran.code
    assert ("2024-02-16", "editions/2024-02-16.md", False) == (
        told["date"], told["edition"], told["fit"],
    )  # fmt: skip
    assert ["no-headline", "placeholder"] == [finding["name"] for finding in told["findings"]]
    assert {"name", "severity", "place", "message", "hint"} == set(told["findings"][0])


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        ([*DATE, "editions/2024-02-16.md"], 2, "--date and FILE both name an edition: give one"),
        (
            ["--date", "2024-03-01"],
            1,
            "Error: editions/2024-03-01.md: there is no such edition. `digest draft --date"
            " 2024-03-01` makes it.",
        ),
        (["nowhere.md"], 1, "Error: nowhere.md: there is no such edition. Name one that is there."),
    ],
)
def test_what_cannot_be_checked_is_said(
    workspace: Path, arguments: list[str], code: int, expected: str
) -> None:
    """Nothing is printed then."""
    ran = digest(workspace, "check", *arguments)

    assert (code, b"") == (ran.code, ran.out)
    assert expected in ran.err
