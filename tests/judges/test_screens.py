"""The editions in a browser: can everybody use them, and do they fit? And pictures, to look at."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest

from tests.judges import wrong
from tests.judges.screens import NARROWEST, SCREENS, Screen, opened, show, sideways, violations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from tests.judges.building import Built

OnScreen: TypeAlias = "Callable[[str, Screen], Page]"
#: A folder for the pictures, if they are to outlive the run.
PICTURES = "DIGEST_PICTURES"
every_screen = pytest.mark.parametrize("screen", SCREENS, ids=str)


@pytest.fixture(scope="module")
def on_screen(browser: Browser) -> Iterator[OnScreen]:
    """Return a function that shows a page on a screen; what was loaded once is kept."""
    pages: dict[str, Page] = {}

    def shown(html: str, screen: Screen) -> Page:
        if html not in pages:
            pages[html] = opened(browser, html)
        show(pages[html], screen)
        return pages[html]

    yield shown
    for page in pages.values():
        page.close()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Return where pictures go: `DIGEST_PICTURES`, else the test's own folder."""
    named = os.environ.get(PICTURES)
    folder = Path(named) if named else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@every_screen
def test_everybody_can_use_the_page(
    edition: Built, screen: Screen, on_screen: OnScreen, pictures: Path
) -> None:
    """So says axe-core: contrast, names, order, languages. Leaves a picture."""
    page = on_screen(edition.html, screen)

    found = violations(page)
    content = page.screenshot(path=pictures / f"{edition.name}-{screen}.png", full_page=True)

    assert [] == found
    assert content.startswith(b"\x89PNG")


def test_nobody_scrolls_sideways(edition: Built, on_screen: OnScreen) -> None:
    """On the narrowest telephone; an element that is cut off would not be seen, either."""
    assert [] == sideways(on_screen(edition.html, NARROWEST))


def test_axe_finds_what_is_wrong(on_screen: OnScreen) -> None:
    """One that finds nothing anywhere would praise every page."""
    found = {name for name, _ in violations(on_screen(wrong.PAGE, SCREENS[0]))}

    assert {"color-contrast", "image-alt", "html-has-lang"} <= found


def test_what_is_too_wide_is_found(on_screen: OnScreen) -> None:
    """The page scrolls, and the paragraph that is to blame is named."""
    names = [name for name, _ in sideways(on_screen(wrong.PAGE, NARROWEST))]

    assert "html" == names[0]
    assert "p" in names
