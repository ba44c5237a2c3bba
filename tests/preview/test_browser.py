"""The preview's page in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.preview.running import previewing
from tests.support.workspaces import a_week_of_notes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, FrameLocator, Locator, Request, Route

    from tests.preview.running import Preview

PICTURE = "http://127.0.0.1:9/hall.png"
#: A picture of one pixel.
PIXEL = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
FRAME = "document.querySelector('iframe.here').contentWindow"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make a workspace with three notes."""
    folder = a_week_of_notes(tmp_path / "workspace")
    (folder / "templates").mkdir()
    return folder


@pytest.fixture
def preview(workspace: Path) -> Iterator[Preview]:
    """Preview it."""
    with previewing(workspace) as running:
        yield running


@pytest.fixture
def page(browser: Browser, preview: Preview) -> Iterator[Page]:
    """Open the preview in a window in which the mail does not fit; no fault may be logged."""
    with browser.new_context(viewport={"width": 1300, "height": 500}) as context:
        opened = context.new_page()
        faults: list[str] = []
        opened.on("console", lambda line: faults.append(line.text))
        opened.on("pageerror", lambda error: faults.append(str(error)))
        opened.goto(preview.url)
        expect(mail(opened).get_by_role("heading", level=1)).to_be_visible()
        yield opened
        expected = ("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "Blocked script")
        assert [] == [line for line in faults if not any(word in line for word in expected)]


def mail(page: Page) -> FrameLocator:
    """Return what is in the frame."""
    return page.frame_locator("iframe.here")


def paragraph(page: Page, words: str) -> Locator:
    """Return the paragraph of the mail in which these words stand."""
    return mail(page).locator("p").filter(has_text=words)


def background(page: Page) -> str:
    """Return the colour behind the mail."""
    script = f"{FRAME}.getComputedStyle({FRAME}.document.body).backgroundColor"
    colour: str = page.evaluate(script)
    return colour


def scroll(page: Page) -> int:
    """Return how far down the mail is read."""
    down: float = page.evaluate(f"{FRAME}.scrollY")
    return round(down)


def edit(path: Path, old: str, new: str) -> None:
    """Change a file as a text editor does."""
    content = path.read_text()
    assert old in content
    path.write_text(content.replace(old, new))


def test_the_page_opens_with_the_mail_and_what_to_look_at(page: Page) -> None:
    """As an inbox lists it, as readers get it, and what `check` says."""
    headline = "Diplomacy Watch: Kyiv and Moscow hold ceasefire talks in Geneva"

    expect(page).to_have_title(f"Preview: {headline}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Diplomacy Watch, 2024-02-16")
    expect(page.get_by_label("As an inbox lists it")).to_contain_text("digest@example.org")
    expect(mail(page).get_by_role("heading", level=1)).to_have_text(headline)
    aside = page.get_by_role("complementary", name="Before it is sent")
    expect(aside).to_contain_text("Not fit to send: 1 error.")
    expect(aside.get_by_role("listitem").first).to_contain_text("unknown-absence")
    expect(page.get_by_label("HTML", exact=True)).to_have_attribute("max", "102400")


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("Text part", "Negotiators from Kyiv and Moscow met"),
        ("Message", "MIME-Version: 1.0"),
        ("Edition file", "<!-- section: other -->"),
    ],
)
def test_the_other_views_show_the_same_edition_as_text(
    page: Page, view: str, expected: str
) -> None:
    """The mail's own controls rest meanwhile; the view is kept when the page is loaded again."""
    page.get_by_label(view).check()

    expect(page.get_by_role("region", name=view)).to_contain_text(expected)
    expect(page.locator("iframe")).to_be_hidden()
    expect(page.get_by_label("Dark")).to_be_disabled()
    page.reload()
    expect(page.get_by_role("region", name=view)).to_contain_text(expected)


@pytest.mark.parametrize(("label", "width"), [("Pane 600", 600), ("Phone 375", 375)])
def test_the_mail_is_as_wide_as_is_chosen(page: Page, label: str, width: int) -> None:
    """Desktop comes first; a narrow one follows the rules for narrow screens."""
    assert 800 == page.evaluate(f"{FRAME}.innerWidth")
    before = page.evaluate(
        f"{FRAME}.getComputedStyle({FRAME}.document.querySelector('h1')).fontSize"
    )
    page.get_by_label(label).check()

    assert width == page.evaluate(f"{FRAME}.innerWidth")
    after = page.evaluate(
        f"{FRAME}.getComputedStyle({FRAME}.document.querySelector('h1')).fontSize"
    )
    assert ("34px", "28px") == (before, after)


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_colours_of_the_mail_are_those_that_are_chosen(
    browser: Browser, preview: Preview, system: str
) -> None:
    """Those of the system come first, and do not count after that."""
    with browser.new_context(color_scheme=system) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(preview.url)
        expect(mail(page).get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_label(system.title())).to_be_checked()
        shown = {}
        for label in ("Dark", "Light", "Dark"):
            page.get_by_label(label).check()
            shown[label] = background(page)

    assert {"Dark": "rgb(18, 19, 21)", "Light": "rgb(243, 240, 234)"} == shown


def test_everything_can_be_chosen_with_the_keyboard(page: Page) -> None:
    """And what has the focus is seen."""
    page.keyboard.press("Tab")
    outline = "getComputedStyle(document.activeElement.closest('label')).outlineStyle"
    assert "solid" == page.evaluate(outline)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")

    expect(page.get_by_label("Phone 375")).to_be_checked()
    assert 375 == page.evaluate(f"{FRAME}.innerWidth")


def test_a_change_of_the_edition_is_shown_where_it_was_read(workspace: Path, page: Page) -> None:
    """Scroll position and choices stay, also when the page is loaded again."""
    page.get_by_label("Phone 375").check()
    page.evaluate(f"{FRAME}.scrollTo(0, 300)")
    edit(workspace / "editions" / "2024-02-16.md", "Geneva", "Lausanne")

    expect(paragraph(page, "met in Lausanne")).to_be_visible()
    assert 300 == scroll(page)
    expect(page.get_by_label("Phone 375")).to_be_checked()
    page.reload()
    expect(paragraph(page, "met in Lausanne")).to_be_visible()
    assert 300 == scroll(page)
    assert 375 == page.evaluate(f"{FRAME}.innerWidth")


def test_a_broken_template_is_explained_and_the_mail_comes_back(
    workspace: Path, page: Page
) -> None:
    """Where, what, what to do; then the mail, where it was read."""
    page.evaluate(f"{FRAME}.scrollTo(0, 200)")
    template = workspace / "templates" / "_masthead.html.j2"
    template.write_text("<tr><td>\n{{ headlin }}\n</td></tr>\n")
    fault = page.get_by_role("alert")

    expect(fault).to_contain_text("templates/_masthead.html.j2, line 2")
    expect(fault).to_contain_text("nothing is called 'headlin'")
    expect(fault).to_contain_text("Did you mean 'headline'?")
    expect(page.locator("iframe")).to_be_hidden()
    template.unlink()
    expect(fault).to_be_hidden()
    expect(paragraph(page, "met in Geneva")).to_be_visible()
    assert 200 == scroll(page)


def test_two_tabs_follow_the_same_edition(workspace: Path, preview: Preview, page: Page) -> None:
    """Each with its own view."""
    other = page.context.new_page()
    other.goto(preview.url)
    other.get_by_label("Text part").check()
    edit(workspace / "editions" / "2024-02-16.md", "Geneva", "Lausanne")

    expect(paragraph(page, "met in Lausanne")).to_be_visible()
    expect(other.get_by_role("region", name="Text part")).to_contain_text("met in Lausanne")


def test_the_mail_runs_no_script_and_goes_nowhere(workspace: Path, page: Page) -> None:
    """Whatever a template holds. A link opens a tab of its own."""
    (workspace / "templates" / "_masthead.html.j2").write_text(
        '<tr><td><a href="http://127.0.0.1:9/link" onclick="top.document.title = 1">Away</a>'
        "<script>top.document.title = 2</script></td></tr>"
    )
    link = mail(page).get_by_role("link", name="Away")
    expect(link).to_be_visible()
    with page.expect_popup() as opened:
        link.click()

    assert opened.value.url.startswith(("http://127.0.0.1:9/link", "about:blank", "chrome-error:"))
    expect(link).to_be_visible()
    expect(page).to_have_title(
        "Preview: Diplomacy Watch: Kyiv and Moscow hold ceasefire talks in Geneva"
    )


def test_pictures_are_loaded_only_where_they_are_wanted(
    workspace: Path, browser: Browser, preview: Preview
) -> None:
    """Offline, not until somebody asks for them; then without telling where from."""
    edit(
        workspace / "editions" / "2024-02-16.md",
        "kicker: Reporting\n",
        f'kicker: Reporting\nimage: {{url: "{PICTURE}", alt: A hall}}\n',
    )
    asked: list[Request] = []

    def answer(route: Route) -> None:
        asked.append(route.request)
        route.fulfill(body=PIXEL, content_type="image/gif")

    with browser.new_context() as context:
        page = context.new_page()
        page.route(PICTURE, answer)
        page.goto(preview.url)
        expect(mail(page).get_by_alt_text("A hall")).to_be_attached()
        expect(page.get_by_label("Off")).to_be_checked()
        assert [] == asked
        with page.expect_request_finished(lambda request: request.url == PICTURE):
            page.get_by_label("On", exact=True).check()

    assert [PICTURE] == [request.url for request in asked]
    assert "referer" not in asked[0].headers


def test_the_end_of_the_preview_is_seen(page: Page, preview: Preview) -> None:
    """The mail stays; it just does not follow any more."""
    preview.end()

    expect(page.get_by_role("status")).to_contain_text("No connection")
    expect(mail(page).get_by_role("heading", level=1)).to_be_visible()
