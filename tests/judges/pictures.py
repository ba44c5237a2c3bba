"""The pictures of the sample edition that the README shows.

    python -m tests.judges.pictures [FOLDER]

Writes page-600.png (the top of the page, light) and page-phone-dark.png (a telephone, dark) into
`docs/`, or FOLDER. Each is to stay below 150 KB. Needs Chromium and pngquant (apt-get install
chromium pngquant).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.judges.building import ROOT, Built, build
from tests.judges.screens import Screen, opened
from tests.support.programs import path_of

if TYPE_CHECKING:
    from collections.abc import Sequence

DOCS = ROOT / "docs"
#: Pixels of the picture for one of the screen.
SCALE = 2
COLOURS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: its name, and the screen that it shows."""

    name: str
    screen: Screen


PICTURES = (
    Picture(name="page-600.png", screen=Screen(600, "light", 1000)),
    Picture(name="page-phone-dark.png", screen=Screen(375, "dark", 750)),
)


def take(page: str, folder: Path) -> list[Path]:
    """Photograph a page for the README; return the files.

    Raises:
        FileNotFoundError: a program is missing.

    """
    from playwright.sync_api import sync_playwright

    written = []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path_of("chromium"), args=["--no-sandbox"]
        )
        for picture in PICTURES:
            path = folder / picture.name
            shown = opened(started, page, picture.screen, scale=SCALE)
            _write_small(shown.screenshot(), path)
            written.append(path)
        started.close()
    return written


def _write_small(content: bytes, path: Path) -> None:
    """Write a PNG with a palette: text on paper needs few colours."""
    command = [path_of("pngquant"), "--speed", "1", "--strip", str(COLOURS), "-"]
    path.write_bytes(
        subprocess.run(command, input=content, stdout=subprocess.PIPE, check=True).stdout
    )


def main(arguments: Sequence[str]) -> int:
    """Build the sample edition, and take its pictures."""
    folder = Path(arguments[0]) if arguments else DOCS
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        sample: Built = build("sample", Path(work))
        for path in take(sample.html, folder):
            print(f"{path}: {path.stat().st_size:,} bytes")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
