"""The editions that are judged, built by the program itself.

`sample` is the workspace at the root of the repository; the others lie in `editions/`, each a
workspace: `everything` has all that can stand in an edition, `minimal` has one paragraph, and
`right-to-left` is in Arabic.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.support.command import digest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
EDITIONS = ("sample", "everything", "minimal", "right-to-left")
DAY = "2024-02-16"
#: The edition whose digest.toml has a way out for each reader, and one who gets it.
PERSONAL, READER = "everything", "ann@example.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """One edition, as `digest build` wrote it."""

    name: str
    out: Path

    @property
    def page(self) -> Path:
        """The HTML page."""
        return self.out / f"{DAY}.html"

    @property
    def html(self) -> str:
        """The words of the page."""
        return self.page.read_text(encoding="utf-8")

    @property
    def text(self) -> Path:
        """The text part."""
        return self.out / f"{DAY}.txt"

    @property
    def message(self) -> Path:
        """The message."""
        return self.out / f"{DAY}.eml"

    @property
    def personal(self) -> Path:
        """The message to one reader; only of `PERSONAL`."""
        return self.out / "personal.eml"


def lay_out(name: str, target: Path) -> None:
    """Copy an edition's workspace."""
    if name == "sample":
        shutil.copytree(ROOT / "sources", target / "sources")
        shutil.copy(ROOT / "digest.toml", target)
    else:
        shutil.copytree(HERE / "editions" / name, target)


def build(name: str, folder: Path) -> Built:
    """Build an edition in a workspace of its name.

    Raises:
        AssertionError: the program failed, or had something to say.

    """
    lay_out(name, folder / name)
    run(folder / name)
    return Built(name=name, out=folder / name / "out")


def build_all(folder: Path) -> None:
    """Build all of them; and the message to one reader."""
    for name in EDITIONS:
        build(name, folder)
    run(folder / PERSONAL, "-f", "eml", "-o", "out/personal.eml", "--to", READER)


def run(workspace: Path, *options: str) -> None:
    """Run `digest build` in a workspace. Raises as `build`."""
    ran = digest(workspace, "build", "--offline", "--date", DAY, *options)
    assert (0, b"", "") == (ran.code, ran.out, ran.err), f"{workspace.name}: {ran}"
