"""The shape of the code: a one-way pipeline, one library one room, no clock below `cli/`."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.inside import digest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "digest"
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if "_bundled" not in path.parts
}

#: Rooms in the order of flow: each may import itself and what stands before it.
SHARED = (
    ("digest", "digest.errors"),
    ("digest.model",),
    ("digest.text", "digest.urls", "digest.frontmatter", "digest.bundled", "digest.limits"),
    ("digest.merging",),
    ("digest.markup", "digest.strict"),
    ("digest.config", "digest.mailing", "digest.meta"),
    ("digest.feeds",),
    ("digest.workspace", "digest.edition", "digest.network"),
    ("digest.marks",),
)
#: Stages know the shared modules and themselves, never each other.
STAGES = (
    "digest.ingest",
    "digest.archive",
    "digest.editorial",
    "digest.render",
    "digest.check",
    "digest.mail",
    "digest.preview",
)
#: These know everything.
TOP = ("digest.pipeline", "digest.cli", "digest.__main__")

#: Each library with the rooms that may import it.
ROOMS = {
    "click": ("digest.cli",),
    "rich": ("digest.cli",),
    "feedparser": ("digest.ingest.feed",),
    "jinja2": ("digest.render",),
    "premailer": ("digest.render",),
    "cssutils": ("digest.render",),
    "sqlite3": ("digest.archive",),
    "aiohttp": ("digest.network", "digest.preview"),
    "watchfiles": ("digest.preview",),
    "webbrowser": ("digest.cli",),
    "yaml": ("digest.frontmatter",),
    "smtplib": ("digest.mail",),
    "email": ("digest.mail", "digest.ingest"),
    "nh3": ("digest.markup",),
    "idna": ("digest.mail",),
    "markdown_it": ("digest.markup",),
    "markdownify": ("digest.markup",),
    "msgspec": (
        "digest.strict",
        "digest.config",
        "digest.mailing",
        "digest.archive",
        "digest.editorial",
    ),
    "tomllib": ("digest.strict",),
    "tomlkit": ("digest.ingest",),
    "readability": ("digest.ingest",),
    "pebble": ("digest.ingest",),
}
CLOCKS = re.compile(
    r"\b(datetime\.now|datetime\.today|date\.today|utcnow|time\.time|os\.environ|os\.getenv)\b"
)


def room(module: str) -> str:
    """Return the stage or shared module that `module` is in."""
    return next(
        (
            name
            for name in (*STAGES, *TOP, "digest.model", "digest.network")
            if module == name or module.startswith(f"{name}.")
        ),
        module,
    )


def imports(path: Path) -> set[str]:
    """Return every module that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            found |= {
                name if name in MODULES else node.module
                for name in (f"{node.module}.{alias.name}" for alias in node.names)
            }
    return found


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_one_way(module: str) -> None:
    """Shared modules know those before them, stages the shared ones, only the top knows all."""
    here = room(module)
    order = {name: level for level, names in enumerate(SHARED) for name in names}
    for imported in imports(MODULES[module]):
        there = room(imported)
        if not imported.startswith("digest") or there == here or here in TOP:
            continue
        assert there not in TOP, f"{module} imports {imported}"
        if here in STAGES:
            assert there not in STAGES, (
                f"{module} imports {imported}: stages do not know each other"
            )
        else:
            assert order.get(there, 99) <= order[here], f"{module} imports {imported}"


@pytest.mark.parametrize("module", MODULES)
def test_one_library_has_one_room(module: str) -> None:
    """So that it can be replaced, and its traps are known in one place."""
    for imported in imports(MODULES[module]):
        allowed = ROOMS.get(imported.partition(".")[0])
        if allowed:
            assert any(module == name or module.startswith(f"{name}.") for name in allowed), (
                f"{module} imports {imported}"
            )


@pytest.mark.parametrize("module", [name for name in MODULES if not name.startswith("digest.cli")])
def test_nothing_below_the_command_line_reads_the_clock_or_the_environment(module: str) -> None:
    """`now` is an argument: the same input gives the same bytes."""
    found = CLOCKS.findall(MODULES[module].read_text(encoding="utf-8"))
    assert [] == found


@pytest.mark.parametrize("module", MODULES)
def test_modules_are_short(module: str) -> None:
    """One idea each, to be read in one sitting."""
    lines = MODULES[module].read_text(encoding="utf-8").count("\n")
    assert lines <= 320


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"], ["--version"]])
def test_help_costs_what_click_costs(arguments: list[str]) -> None:
    """Stages and their libraries are imported in command bodies only."""
    loaded = loaded_by(arguments)
    heavy = {library for library in ROOMS if library not in {"click", "email", "webbrowser"}}

    assert "click" in loaded
    assert set() == loaded & (heavy | {"asyncio", "lxml", "requests", "msgspec", *STAGES})


@pytest.mark.parametrize(
    "arguments",
    [
        ["new", "--sample", "{folder}"],
        ["fetch", "--offline"],
        ["draft", "--offline", "--date", "2024-02-16"],
        ["check", "--date", "2024-02-16", "--format", "json"],
        ["explain", "--date", "2024-02-16"],
        ["sources", "list"],
    ],
)
def test_what_asks_nobody_does_not_load_the_network(arguments: list[str], tmp_path: Path) -> None:
    """It takes longer to load than many commands to run."""
    folder = tmp_path / "sample"
    given = [argument.format(folder=folder) for argument in arguments]
    if arguments[0] != "new":
        assert 0 == digest(tmp_path, "new", "--sample", "sample").code
        assert 0 == digest(folder, "draft", "--offline", "--date", "2024-02-16").code
        given += ["-C", str(folder)]
    loaded = loaded_by(given)

    assert "digest.workspace" in loaded
    assert set() == loaded & {"aiohttp", "pebble", "playwright"}


def loaded_by(arguments: list[str]) -> set[str]:
    """Run a command, and return the modules that are loaded afterwards."""
    script = (
        "import contextlib, io, sys; sys.argv[1:] = " + repr(arguments) + "\n"
        "from digest.cli import run\n"
        "with contextlib.redirect_stderr(io.StringIO()):\n"
        "    code = run(sys.argv[1:])\n"
        "assert code == 0, code\n"
        "print(*sorted(sys.modules), file=sys.stderr)\n"
    )
    # A run that is measured imports what the measuring needs.
    bare = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=bare
    )
    return set(ran.stderr.split())
