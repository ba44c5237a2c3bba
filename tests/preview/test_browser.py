"""The preview's page in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.judges.screens import violations
from tests.preview.running import previewing
from tests.support.workspaces import a_week_of_notes, note

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
        expected = (
            "ERR_CONNECTION_REFUSED",
            "ERR_INCOMPLETE_CHUNKED_ENCODING",
            "Blocked script",
            "409",
        )
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


def scroll(page: Page, expected: int = 0) -> int:
    """Return how far down the mail is read, once that is what is expected, or 10 s have passed.

    The place is found again when the mail is laid out, which is after its words can be seen.
    """
    for _ in range(100):
        down: float = page.evaluate(f"{FRAME}.scrollY")
        if not expected or round(down) == expected:
            break
        page.wait_for_timeout(100)
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
    expect(page.get_by_role("meter", name="Size")).to_have_attribute("max", "102400")
    page.get_by_role("tab", name="Check").click()
    findings = page.get_by_role("tabpanel", name="Check")
    expect(findings).to_contain_text("Not fit to send: 1 error.")
    expect(findings.get_by_role("listitem").first).to_contain_text("unknown-absence")
    page.get_by_role("tab", name="Sources").click()
    expect(page.get_by_role("img", name="Items of Your own texts: ")).to_be_visible()


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("Text part", "Negotiators from Kyiv and Moscow met"),
        ("Headers", "Diplomacy Watch <digest@example.org>"),
        ("Message", "MIME-Version: 1.0"),
        ("HTML", "<!DOCTYPE html>"),
        ("Edition file", "<!-- section: other -->"),
    ],
)
def test_the_other_views_show_the_same_edition_as_text(
    page: Page, view: str, expected: str
) -> None:
    """The mail's own controls rest meanwhile; the view is kept when the page is loaded again."""
    page.get_by_role("radio", name=view, exact=True).check()

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
    size = float(before.removesuffix("px"))
    assert (width == 375) == (float(after.removesuffix("px")) < size)


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

    dark, light = (int(shown[name].split("(")[1].split(",")[0]) for name in ("Dark", "Light"))
    assert dark < 64
    assert light > 192


def test_everything_can_be_chosen_with_the_keyboard(page: Page) -> None:
    """And what has the focus is seen."""
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    outline = "getComputedStyle(document.activeElement.closest('label')).outlineStyle"
    assert "solid" == page.evaluate(outline)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")

    expect(page.get_by_label("Phone 375")).to_be_checked()
    assert 375 == page.evaluate(f"{FRAME}.innerWidth")


def test_single_keys_do_what_the_help_says(page: Page) -> None:
    """Until that is switched off, there."""
    page.keyboard.press("w")
    expect(page.get_by_label("Pane 600")).to_be_checked()
    page.keyboard.press("c")
    expect(page.get_by_label("Dark")).to_be_checked()
    page.keyboard.press("i")
    expect(page.get_by_label("On", exact=True)).to_be_checked()
    page.keyboard.press("3")
    expect(page.get_by_role("region", name="Headers")).to_contain_text("Message-ID")
    page.keyboard.press("f")
    expect(page.get_by_role("tab", name="Check")).to_be_focused()
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Keys")
    expect(help_).to_contain_text("make it the main story")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("s")

    expect(help_).to_be_hidden()
    expect(page.get_by_role("tabpanel", name="Check")).to_be_visible()


def card(page: Page, words: str) -> Locator:
    """Return the card of a story."""
    return page.locator(".card").filter(has_text=words)


def order(path: Path) -> list[str]:
    """Return the first words of the stories in an edition file."""
    body = path.read_text().rpartition("---\n")[2]
    return [" ".join(it.strip("- ").split()[:3]) for it in body.split("\n\n") if "story:" in it]


def test_a_story_is_moved_and_the_file_says_so(workspace: Path, page: Page) -> None:
    """Down, to the top of it all, back again: the file is the only record."""
    edition = workspace / "editions" / "2024-02-16.md"
    before, first = edition.read_bytes(), order(edition)
    said = page.get_by_role("status").last
    moved = card(page, first[1])
    moved.get_by_role("button", name="Down").click()
    expect(said).to_contain_text("down.")
    expect(moved.get_by_role("button", name="Down")).to_be_disabled()
    expect(moved.get_by_role("button").first).to_be_focused()
    down = order(edition)
    moved.get_by_role("button", name="Lead").click()
    expect(said).to_contain_text("the main story")
    expect(mail(page).get_by_role("heading", level=1)).not_to_contain_text("ceasefire talks")
    led = order(edition)
    page.get_by_role("button", name="Undo").click()
    expect(said).to_contain_text("Undone: made")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()

    assert [first[0], first[2], first[1]] == down
    assert [first[1], first[0], first[2]] == led
    assert before == edition.read_bytes()


def test_a_story_is_moved_with_the_keyboard_alone(workspace: Path, page: Page) -> None:
    """Found, moved to another section, held, printed, dropped; the focus stays with it."""
    edition = workspace / "editions" / "2024-02-16.md"
    last = order(edition)[2]
    for _ in range(3):
        page.keyboard.press("j")
    page.keyboard.press("u")
    expect(page.get_by_role("status").last).to_contain_text("up.")
    assert last == order(edition)[1]
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").last).to_contain_text("to another section")
    desk = edition.read_text().partition("<!-- section: state -->")[2]
    assert last in desk
    page.keyboard.press("h")
    expect(card(page, last).get_by_role("button", name="Print")).to_be_visible()
    assert "<!-- hold -->" in edition.read_text()
    page.keyboard.press("h")
    expect(card(page, last).get_by_role("button", name="Hold")).to_be_visible()
    page.keyboard.press("x")
    dropped = card(page, last).get_by_role("button", name="Bring in")
    expect(dropped).to_be_visible()
    expect(card(page, last).get_by_role("button").first).to_be_focused()
    page.keyboard.press("b")
    expect(card(page, last).get_by_role("button", name="Drop")).to_be_visible()
    page.keyboard.press("z")
    expect(dropped).to_be_visible()

    assert last not in edition.read_text()


def test_a_change_in_the_editor_at_the_same_time_is_never_overwritten(
    workspace: Path, page: Page
) -> None:
    """The button does nothing; the page shows what was written, and the next press counts."""
    edition = workspace / "editions" / "2024-02-16.md"
    last = order(edition)[2]

    def write(route: Route) -> None:
        edit(edition, "Geneva", "Lausanne")
        route.continue_()

    page.route("**/act", write, times=1)
    card(page, last).get_by_role("button", name="Up").click()
    expect(page.locator("#said.refused")).to_contain_text("The file was changed meanwhile")
    expect(paragraph(page, "met in Lausanne")).to_be_visible()
    assert last == order(edition)[2]
    card(page, last).get_by_role("button", name="Up").click()
    expect(page.locator("#said")).to_contain_text("up.")

    assert last == order(edition)[1]
    assert "Lausanne" in edition.read_text()


def test_a_story_of_the_week_is_brought_in(workspace: Path, page: Page) -> None:
    """With why it is there; off the topic is out of the way until it is asked for."""
    edition = workspace / "editions" / "2024-02-16.md"
    edit(edition, "difficult but useful", "useful")
    expect(paragraph(page, "as useful")).to_be_visible()
    swim = "A swimmer crosses a lake, and is given a cake."
    (workspace / "sources" / "items" / "lake.md").write_text(note("A lake is crossed", swim))
    folded = page.locator("summary", has_text="Off the topic (1)")
    folded.click()
    lake = card(page, "A lake is crossed")
    lake.get_by_text("Why", exact=False).click()
    expect(lake).to_contain_text("off the topic")
    lake.get_by_role("button", name="Bring in").click()
    expect(page.locator("#said")).to_contain_text("Brought in “A lake is crossed”")

    assert "A swimmer crosses a lake" in edition.read_text()
    assert "<!-- new -->" in edition.read_text()


def test_a_finding_leads_to_its_place(workspace: Path, page: Page) -> None:
    """To the paragraph in the mail; to the line of the file; to the line of digest.toml."""
    edit(workspace / "editions" / "2024-02-16.md", "Most of the money", "TODO. Most of the money")
    page.get_by_role("tab", name="Check").click()
    page.get_by_role("listitem").filter(has_text="placeholder").get_by_role("button").click()
    aid = paragraph(page, "TODO. Most")
    expect(aid).to_be_in_viewport()
    assert 0 < scroll(page)
    page.get_by_role("listitem").filter(has_text="unknown-absence").get_by_role("button").click()
    expect(page.get_by_role("radio", name="Edition file")).to_be_checked()
    expect(page.locator(".line.here")).to_contain_text("<!-- section: state -->")
    page.get_by_role("listitem").filter(has_text="example-address").first.get_by_role(
        "button"
    ).click()

    expect(page.get_by_role("region", name="digest.toml")).to_be_visible()
    expect(page.locator(".line.here")).to_contain_text("from = ")


def test_a_story_leads_to_its_place_in_the_mail(page: Page) -> None:
    """And the one that is not printed to the file."""
    last = page.locator(".card").nth(2)
    last.get_by_role("button").first.click()

    expect(mail(page).locator("[style*=outline]")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_page(browser: Browser, preview: Preview, scheme: str) -> None:
    """So says axe-core of each view, each panel and each dialog; the mail has tests of its own."""
    with browser.new_context(
        color_scheme=scheme,  # type: ignore[arg-type]
        viewport={"width": 1300, "height": 900},
        bypass_csp=True,
    ) as context:
        page = context.new_page()
        page.goto(preview.url)
        expect(mail(page).get_by_role("heading", level=1)).to_be_visible()
        found = {"mail": violations(page)}
        for tab in ("Check", "Sources"):
            page.get_by_role("tab", name=tab).click()
            found[tab] = violations(page)
        page.get_by_role("tab", name="Stories").click()
        page.locator(".card summary").first.click()
        found["why"] = violations(page)
        page.locator(".card").nth(1).get_by_role("button", name="Move").click()
        found["move"] = violations(page)
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        found["help"] = violations(page)
        page.keyboard.press("Escape")
        for view in ("Headers", "Edition file"):
            page.get_by_role("radio", name=view).check()
            expect(page.get_by_role("region", name=view)).not_to_be_empty()
            found[view] = violations(page)

    assert {} == {place: it for place, it in found.items() if it}


def test_a_change_of_the_edition_is_shown_where_it_was_read(workspace: Path, page: Page) -> None:
    """Scroll position and choices stay, also when the page is loaded again."""
    page.get_by_label("Phone 375").check()
    page.evaluate(f"{FRAME}.scrollTo(0, 300)")
    edit(workspace / "editions" / "2024-02-16.md", "Geneva", "Lausanne")

    expect(paragraph(page, "met in Lausanne")).to_be_visible()
    assert 300 == scroll(page, 300)
    expect(page.get_by_label("Phone 375")).to_be_checked()
    page.reload()
    expect(paragraph(page, "met in Lausanne")).to_be_visible()
    assert 300 == scroll(page, 300)
    assert 375 == page.evaluate(f"{FRAME}.innerWidth")


def test_news_beside_the_mail_leaves_the_reader_where_he_reads(
    workspace: Path, preview: Preview, page: Page
) -> None:
    """A source changes, the mail does not."""
    preview.state()
    page.evaluate(f"{FRAME}.scrollTo(0, 300)")
    (workspace / "sources" / "items" / "new.md").write_text(
        note(
            "Envoys meet in Oslo about Ukraine", "Envoys met in Oslo about a ceasefire in Ukraine."
        )
    )

    expect(page.locator("#cards")).to_contain_text("Envoys meet in Oslo")
    assert 300 == scroll(page)


def test_a_page_too_short_for_a_while_is_read_on_where_it_was(workspace: Path, page: Page) -> None:
    """As when half of it is cut, and put back."""
    edition = workspace / "editions" / "2024-02-16.md"
    whole = edition.read_text()
    bottom = page.evaluate(f"{FRAME}.scrollTo(0, 100000), {FRAME}.scrollY")
    edition.write_text(whole[: whole.index("## ")])
    other = mail(page).get_by_role("heading", level=2)
    expect(other).to_have_count(0)
    edition.write_text(whole)

    expect(other).to_have_count(1)
    assert round(bottom) == scroll(page, round(bottom))


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
    expect(fault.locator(".line.here")).to_have_text("{{ headlin }}")
    expect(page.locator("iframe")).to_be_hidden()
    template.unlink()
    expect(fault).to_be_hidden()
    expect(paragraph(page, "met in Geneva")).to_be_visible()
    assert 200 == scroll(page, 200)


def test_two_tabs_follow_the_same_edition(workspace: Path, preview: Preview, page: Page) -> None:
    """Each with its own view."""
    other = page.context.new_page()
    other.goto(preview.url)
    other.get_by_label("Text part").check()
    edit(workspace / "editions" / "2024-02-16.md", "Geneva", "Lausanne")

    expect(paragraph(page, "met in Lausanne")).to_be_visible()
    expect(other.get_by_role("region", name="Text part")).to_contain_text("met in Lausanne")
    other.locator(".card").first.get_by_role("button", name="Drop").click()
    expect(other.locator("#said")).to_contain_text("Dropped")
    expect(paragraph(page, "met in Lausanne")).to_be_hidden()
    page.get_by_role("button", name="Undo").click()

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
