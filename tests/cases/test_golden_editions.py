"""Whole editions, byte by byte: each folder here is a workspace with what must come out of it.

`case.toml` says which day is built, and when. `expected/` holds the edition file, the text part,
what `explain` says of every item, and what is said on standard error. `pytest --update-golden`
rewrites it and fails, so that the change is read before it is believed.
"""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path

import pytest

from tests.support.command import digest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CASES = sorted(path.parent.name for path in HERE.glob("*/case.toml"))


def workspace(case: Path, target: Path) -> None:
    """Lay the case out; `sample` is the workspace at the root of the repository."""
    if case.name == "sample":
        shutil.copytree(ROOT / "sources", target / "sources")
        shutil.copy(ROOT / "digest.toml", target)
    else:
        shutil.copytree(case, target, ignore=shutil.ignore_patterns("expected", "case.toml"))


def made(case: Path, target: Path) -> dict[str, bytes]:
    """Build the edition of a case, and return what came out by name."""
    settings = tomllib.loads((case / "case.toml").read_text(encoding="utf-8"))
    workspace(case, target)
    day = settings["date"].isoformat()
    now = str(int(settings["now"].timestamp()))
    built = digest(target, "build", "--offline", "--date", day, now=now)
    assert settings.get("exit", 0) == built.code, built.err
    assert b"" == built.out
    results = {"stderr.txt": built.err.encode()}
    if built.code == 0:
        explained = digest(target, "explain", "--date", day, "--format", "json", now=now)
        results |= {
            "edition.md": (target / "editions" / f"{day}.md").read_bytes(),
            "edition.txt": (target / "out" / f"{day}.txt").read_bytes(),
            "explain.json": _short(explained.out),
        }
    return results


def _short(explained: bytes) -> bytes:
    """Keep of `explain` what is decided, one line an item."""
    rows = json.loads(explained)["items"]
    keys = ("section", "placed", "lead", "story", "publisher", "title")
    lines = [json.dumps({key: row[key] for key in keys}, ensure_ascii=False) for row in rows]
    return ("\n".join(lines) + "\n").encode()


@pytest.mark.parametrize("name", CASES)
def test_the_edition_is_the_expected_one(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The same sources at the same moment give the same bytes."""
    expected = HERE / name / "expected"
    results = made(HERE / name, tmp_path / "workspace")
    if request.config.getoption("--update-golden"):
        shutil.rmtree(expected, ignore_errors=True)
        expected.mkdir()
        for file, content in results.items():
            (expected / file).write_bytes(content)
        pytest.fail(f"{expected.name} of {name} was rewritten: read it, then run without the flag")
    there = {path.name: path.read_bytes() for path in expected.iterdir()}

    assert sorted(there) == sorted(results)
    for file, content in results.items():
        assert there[file].decode() == content.decode(), file


def test_there_are_cases() -> None:
    """An empty folder would pass unseen."""
    assert "sample" in CASES
