"""Pages in Chromium: loaded with drawn pictures, judged by axe-core, measured, photographed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tests.judges.verdicts import node_package

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route


@dataclass(frozen=True, slots=True)
class Screen:
    """One way to look at a page; sizes in CSS pixels."""

    width: int
    scheme: Literal["light", "dark"] = "light"
    height: int = 800

    def __str__(self) -> str:
        return f"{self.width}-{self.scheme}"


SCREENS = tuple(Screen(width, scheme) for width in (600, 375) for scheme in ("light", "dark"))
NARROWEST = Screen(320)

#: Rules of axe-core that are about whole sites. A mail is shown inside its client's page, and that
#: has the landmarks: a second `main` within would break the rule that there is one.
NOT_FOR_MAIL = ("landmark-one-main", "region")
AXE = """async off => {
  const rules = Object.fromEntries(off.map(name => [name, {enabled: false}]));
  const {violations} = await axe.run({rules});
  return violations.flatMap(({id, help, nodes}) =>
    nodes.map(({target, failureSummary}) => [id, `${target}: ${help}. ${failureSummary}`]));
}"""
#: What sticks out of the page, the page first if it scrolls; not what has a scroll bar of its own.
SIDEWAYS = """() => {
  const root = document.documentElement, width = root.clientWidth;
  const scrolls = it => ['auto', 'scroll'].includes(getComputedStyle(it).overflowX);
  const inside = it => it && it !== document.body && (scrolls(it) || inside(it.parentElement));
  const out = [...document.body.querySelectorAll('*')]
    .filter(it => it.getClientRects().length && !inside(it.parentElement))
    .map(it => [it, it.getBoundingClientRect()])
    .filter(([it, box]) => box.right > width + 0.5 || box.left < -0.5)
    .map(([it, box]) => [it.tagName.toLowerCase(), `${box.left} to ${box.right}`]);
  return root.scrollWidth > width ? [['html', `0 to ${root.scrollWidth}`], ...out] : out;
}"""
#: A picture for every address: a room with a table, in two tones, as wide as newspapers have them.
DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="675" viewBox="0 0 1200 675">
<rect width="1200" height="675" fill="#c9c2b4"/>
<rect y="430" width="1200" height="245" fill="#8d8577"/>
<path d="M90 70h220v290h-220zM490 70h220v290h-220zM890 70h220v290h-220z" fill="#ddd8cd"/>
<ellipse cx="600" cy="480" rx="430" ry="110" fill="#5d5648"/>
<ellipse cx="600" cy="462" rx="430" ry="105" fill="#7a715f"/>
</svg>
"""


def opened(browser: Browser, html: str, screen: Screen = SCREENS[0], *, scale: int = 1) -> Page:
    """Open a page on a screen; each picture in it is the same drawing, and no network is asked.

    `scale` is how many pixels of a screenshot one of the screen has in each direction.
    """

    def answer(route: Route) -> None:
        route.fulfill(body=DRAWING, content_type="image/svg+xml")

    page = browser.new_page(device_scale_factor=scale)
    page.route("**/*", answer)
    show(page, screen)
    page.set_content(html)
    return page


def show(page: Page, screen: Screen) -> None:
    """Show an open page on another screen."""
    page.set_viewport_size({"width": screen.width, "height": screen.height})
    page.emulate_media(color_scheme=screen.scheme)


def violations(page: Page) -> list[tuple[str, str]]:
    """Return what axe-core finds on a page as it is shown now: the rule, and where."""
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=node_package("axe-core") / "axe.min.js")
    found: list[list[str]] = page.evaluate(AXE, list(NOT_FOR_MAIL))
    return [(name, where) for name, where in found]


def sideways(page: Page) -> list[tuple[str, str]]:
    """Return what reaches beyond the sides of the page: the tag, and from where to where."""
    found: list[Any] = page.evaluate(SIDEWAYS)
    return [(name, where) for name, where in found]
