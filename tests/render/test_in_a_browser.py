"""The page in a real browser: narrow, wide, light and dark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.render.pages import EDITION, FULL, render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

#: A picture of one pixel, standing in for all.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763606060"
    "0000000400012734271e0000000049454e44ae426082"
)
#: What an editor or a feed may bring, besides what every edition has.
WIDE = f"""
{"Unbroken" * 20}

| Party | Says | Date |
|---|---|---|
| Kyiv | listens | Tuesday |

    a line of code that is longer than any telephone is wide, and that nobody has broken for us

![A wide hall](https://pictures.example.org/wide.png)

[{"https://example.org/" + "path/" * 30}](https://example.org/)
"""
#: Each piece of text with the colours that it is painted in, and how large it is.
PAINTED = """() => {
  const rgb = colour => colour.match(/[\\d.]+/g).map(Number);
  const behind = node => {
    for (let at = node; at; at = at.parentElement) {
      const [r, g, b, a = 1] = rgb(getComputedStyle(at).backgroundColor);
      if (a > 0) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement, words = walker.currentNode.data.trim();
    if (!words || !node.getClientRects().length) continue;
    const style = getComputedStyle(node);
    found.push({words, ink: rgb(style.color).slice(0, 3), paper: behind(node),
                size: parseFloat(style.fontSize), bold: Number(style.fontWeight) >= 700});
  }
  return found;
}"""


@dataclass(frozen=True, slots=True)
class Screen:
    """One way to look at the page."""

    width: int
    scheme: Any = "light"


@pytest.fixture
def asked() -> list[str]:
    """Remember which addresses the page asked for."""
    return []


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest, asked: list[str]) -> Iterator[Page]:
    """Open an edition with everything in it, wide things too, on one `Screen`."""
    screen: Screen = request.param

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=PIXEL, content_type="image/png")

    with browser.new_context(
        viewport={"width": screen.width, "height": 800}, color_scheme=screen.scheme
    ) as context:
        opened = context.new_page()
        opened.route("**/*", answer)
        opened.set_content(render(EDITION + WIDE).html)
        yield opened


def on(*screens: Screen) -> pytest.MarkDecorator:
    """Run a test on each of these screens."""
    return pytest.mark.parametrize("page", screens, indirect=True, ids=repr)


@on(Screen(320), Screen(375), Screen(600), Screen(1200))
def test_nobody_scrolls_sideways(page: Page) -> None:
    """Whatever words, tables, code and pictures an edition has."""
    assert page.viewport_size
    assert page.viewport_size["width"] >= page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize(
    ("page", "width"),
    [(Screen(320), 320), (Screen(600), 600), (Screen(1200), 600)],
    indirect=["page"],
)
def test_the_sheet_is_as_wide_as_the_screen_up_to_600(page: Page, width: int) -> None:
    """And stands in the middle."""
    box = page.locator(".sheet").bounding_box()

    assert page.viewport_size
    assert box
    assert (width, (page.viewport_size["width"] - width) / 2) == (box["width"], box["x"])


@on(Screen(1200))
def test_headings_are_in_order(page: Page) -> None:
    """One first heading, and no level is left out: that is how a screen reader goes through."""
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])"
    )

    assert [1, 2, 2, 2, 2, 2, 2, 3, 3, 2, 2] == levels


@on(Screen(1200))
def test_pictures_say_what_they_show(page: Page) -> None:
    """And keep their shape."""
    pictures = page.evaluate(
        "[...document.images].map(i => [i.alt, Math.round(i.width / i.height)])"
    )

    assert [["An empty hall", 1], ["A wide hall", 1], ["A harbour", 1]] == pictures


@on(Screen(1200))
def test_pictures_are_all_that_a_page_loads(page: Page, asked: list[str]) -> None:
    """No style sheet, no font, no script."""
    page.wait_for_load_state("networkidle")

    assert {
        "https://pictures.example.org/hall.png",
        "https://pictures.example.org/wide.png",
        "https://pictures.example.org/one.png",
    } == set(asked)


def luminance(colour: list[float]) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [part / 255 for part in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(ink: list[float], paper: list[float]) -> float:
    """Return how far two colours are apart, from 1 to 21."""
    dark, light = sorted((luminance(ink), luminance(paper)))
    return (light + 0.05) / (dark + 0.05)


@on(Screen(1200), Screen(1200, "dark"), Screen(375), Screen(375, "dark"))
def test_every_word_can_be_read(page: Page) -> None:
    """At a contrast of 4.5, large ones of 3 (WCAG 2.2, 1.4.3); none is below 12 pixels."""
    painted = page.evaluate(PAINTED)
    faint = [
        (it["words"], round(contrast(it["ink"], it["paper"]), 2))
        for it in painted
        if contrast(it["ink"], it["paper"])
        < (3 if it["size"] >= 24 or (it["bold"] and it["size"] >= 18.66) else 4.5)
    ]

    assert [] == faint
    assert [] == [it["words"] for it in painted if it["size"] < 12]
    assert len(painted) > 50


@pytest.mark.parametrize(
    ("page", "dark"), [(Screen(1200), False), (Screen(1200, "dark"), True)], indirect=["page"]
)
def test_the_page_follows_the_readers_scheme(page: Page, dark: bool) -> None:  # noqa: FBT001
    """Kept rules win over what stands in the style attributes."""
    papers = page.evaluate(
        "['body', '.page', '.sheet', '.notice'].map("
        "selector => getComputedStyle(document.querySelector(selector))"
        ".backgroundColor.match(/\\d+/g).map(Number))"
    )

    assert [dark] * 4 == [luminance(paper) < 0.1 for paper in papers]


@on(Screen(1200))
def test_the_preheader_is_seen_by_nobody(page: Page) -> None:
    """It is for the inbox; the deck below it has the same words."""
    assert not page.locator(".preheader").is_visible()
    assert 1 == page.locator(".deck").count()


@on(Screen(375), Screen(1200))
def test_a_story_is_as_large_on_a_telephone(page: Page) -> None:
    """Only tables of data are smaller there: browsers put a tbody into layout tables, too."""
    sizes = {
        it["size"] for it in page.evaluate(PAINTED) if it["words"] in {"on Tuesday.", "listens"}
    }
    narrow = page.viewport_size == {"width": 375, "height": 800}

    assert ({14, 17} if narrow else {17}) == sizes


@on(Screen(375))
def test_what_is_pressed_is_large_enough_for_a_finger(page: Page) -> None:
    """Buttons are at least 40 pixels high."""
    heights = page.evaluate(
        "[...document.querySelectorAll('a.button')].map(b => b.getBoundingClientRect().height)"
    )

    assert 2 == len(heights)
    assert min(heights) >= 40


@pytest.mark.parametrize(
    ("language", "expected"), [("en", ["left", "left"]), ("ar", ["right", "right"])]
)
@on(Screen(1200))
def test_a_page_begins_where_its_language_does(
    page: Page, language: str, expected: list[str]
) -> None:
    """Headline and story alike."""
    config = FULL.replace("[newsletter]", f'[newsletter]\nlanguage = "{language}"')
    page.set_content(render(EDITION, config).html)
    begins = page.evaluate(
        """['.headline', '.story p'].map(selector => {
          const block = document.querySelector(selector), words = document.createRange();
          words.selectNodeContents(block);
          const inner = words.getBoundingClientRect(), outer = block.getBoundingClientRect();
          return inner.left - outer.left > outer.right - inner.right ? 'right' : 'left';
        })"""
    )

    assert expected == begins
