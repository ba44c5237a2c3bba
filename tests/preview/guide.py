"""The pictures of docs/guide.md besides that of the preview, which `pictures.py` takes.

    python -m tests.preview.guide [FOLDER]

Writes guide-hold.png (the preview, a story held, a dark telephone) and guide-archive.png (the index
page of all editions) into `docs/`, or FOLDER. Each is to stay below 150 KB. Needs Chromium and
pngquant (apt-get install chromium pngquant).
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

    from playwright.sync_api import Browser

#: Editions of other weeks, so that the index is a list.
OTHERS = {
    "2024-02-09": ("Envoys compare notes on a corridor for grain", "Two ports, one clause"),
    "2024-02-02": ("A list of prisoners changes hands in Ankara", "Who is on it, and who is not"),
    "2023-12-29": ("What the ministers left for January", ""),
}


def hold(browser: Browser, workspace: Path, path: Path) -> None:
    """Photograph the preview with a story held."""
    from playwright.sync_api import ViewportSize, expect

    with previewing(workspace) as preview:
        page = browser.new_page(viewport=ViewportSize(width=1400, height=850))
        page.goto(preview.url)
        page.locator(".card").nth(1).get_by_role("button", name="Hold").click()
        expect(page.locator("#said")).to_contain_text("next edition")
        page.locator("label", has_text="Phone 375").click()
        page.locator("label", has_text="Dark").click()
        frame = page.frame_locator("iframe.here")
        expect(frame.get_by_role("heading", level=1)).to_be_visible()
        page.locator("#cards").evaluate("it => it.parentElement.scrollTo(0, 180)")
        page.wait_for_timeout(300)
        _write_small(page.screenshot(), path)
        page.close()


def archive(browser: Browser, workspace: Path, path: Path) -> None:
    """Photograph the index page."""
    from playwright.sync_api import ViewportSize

    for day, (title, deck) in OTHERS.items():
        content = f"---\ntitle: {title}\ndeck: {deck}\n---\n\nWords.\n"
        (workspace / "editions" / f"{day}.md").write_text(content, encoding="utf-8")
    _digest(workspace, "build", "--all")
    page = browser.new_page(viewport=ViewportSize(width=720, height=660), device_scale_factor=2)
    page.goto((workspace / "out" / "index.html").as_uri())
    _write_small(page.screenshot(), path)
    page.close()


def _digest(folder: Path, *arguments: str) -> None:
    ran = digest(folder, *arguments)
    if ran.code:
        raise RuntimeError(ran.err)


def main(arguments: Sequence[str]) -> int:
    """Copy the sample week, draft its edition, and take the pictures."""
    from playwright.sync_api import sync_playwright

    folder = Path(arguments[0]) if arguments else DOCS
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        workspace = Path(work) / "sample"
        _digest(Path(work), "new", "--sample", str(workspace))
        _digest(workspace, "draft", "--offline", *DATE)
        browser = playwright.chromium.launch(
            executable_path=path_of("chromium"), args=["--no-sandbox"]
        )
        for take, name in ((hold, "guide-hold.png"), (archive, "guide-archive.png")):
            path = folder / name
            take(browser, workspace, path)
            print(f"{path}: {path.stat().st_size:,} bytes")  # noqa: T201
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
