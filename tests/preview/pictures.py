"""The picture of the preview that the README and the guide show.

    python -m tests.preview.pictures [FOLDER]

Writes preview.png, of the sample edition with a story moved, into `docs/`, or FOLDER. It is to stay
below 150 KB. Needs Chromium and pngquant (apt-get install chromium pngquant).
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.judges.pictures import DOCS, _write_small
from tests.preview.running import DATE, previewing
from tests.support.command import digest
from tests.support.programs import path_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def take(workspace: Path, path: Path) -> None:
    """Photograph the preview of a workspace.

    Raises:
        FileNotFoundError: a program is missing.

    """
    from playwright.sync_api import ViewportSize, expect, sync_playwright

    with sync_playwright() as playwright, previewing(workspace) as preview:
        browser = playwright.chromium.launch(
            executable_path=path_of("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport=ViewportSize(width=1400, height=850))
        page.goto(preview.url)
        card = page.locator(".card").nth(2)
        card.get_by_role("button", name="Up").click()
        expect(page.locator("#said")).to_contain_text("up.")
        expect(page.frame_locator("iframe.here").get_by_role("heading", level=1)).to_be_visible()
        page.locator(".card").nth(1).locator("summary").click()
        page.mouse.move(500, 500)
        page.locator("#cards").evaluate("it => it.parentElement.scrollTo(0, 0)")
        _write_small(page.screenshot(), path)
        browser.close()


def main(arguments: Sequence[str]) -> int:
    """Copy the sample week, draft its edition, and take its picture."""
    folder = Path(arguments[0]) if arguments else DOCS
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "preview.png"
    with tempfile.TemporaryDirectory() as work:
        workspace = Path(work) / "sample"
        for command in (["new", "--sample", str(workspace)], ["draft", "--offline", *DATE]):
            ran = digest(workspace if workspace.exists() else Path(work), *command)
            if ran.code:
                raise RuntimeError(ran.err)
        take(workspace, path)
    print(f"{path}: {path.stat().st_size:,} bytes")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
