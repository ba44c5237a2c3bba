"""The wheel: what people install, in an environment that has nothing else of ours."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*command: str | Path, folder: Path, **environment: str) -> str:
    """Run a command to its good end, and return what it said."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    clean = {name: value for name, value in clean.items() if "COV" not in name}
    ran = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the backend that is installed."""
    target = tmp_path_factory.mktemp("wheel")
    run(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", target, ROOT,
        folder=target,
    )  # fmt: skip
    (built,) = target.glob("*.whl")
    return built


def test_templates_and_sources_are_in_the_wheel(wheel: Path) -> None:
    """They are top-level folders of the repository, and part of the package when installed."""
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {"digest/_bundled/digest.toml", "digest/py.typed", "digest/preview/static/preview.js"}
    for folder in ("templates", "sources"):
        wanted |= {
            f"digest/_bundled/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / folder).rglob("*.*")
        }

    assert set() == wanted - names
    assert set() == {name for name in names if name.startswith("tests/")}


def test_the_installed_program_makes_an_edition_by_itself(wheel: Path, tmp_path: Path) -> None:
    """In a clean environment: `digest new --sample`, then `digest build`."""
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=True)
    digest = environment / "bin" / "digest"
    run(environment / "bin" / "pip", "install", "-q", wheel, folder=tmp_path)

    run(digest, "new", "--sample", "demo", folder=tmp_path)
    run(digest, "-C", "demo", "build", "--date", "2024-02-16", folder=tmp_path)

    made = {path.name: path.stat().st_size for path in (tmp_path / "demo" / "out").iterdir()}
    assert {"2024-02-16.html", "2024-02-16.txt", "2024-02-16.eml"} == set(made)
    assert min(made.values()) > 2000
    assert "_bundled" in run(
        environment / "bin" / "python", "-c",
        "from digest import bundled; print(bundled.folder('templates'))",
        folder=tmp_path,
    )  # fmt: skip
