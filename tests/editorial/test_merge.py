"""New stories come into an edited draft; the editor's text, order and removals win."""

from __future__ import annotations

import pytest

from digest import config, edition
from digest.editorial.merge import as_briefs, merge, waiting
from digest.model import Composition, Story
from tests.support.values import DAY, an_item

CONFIG = config.parse(b"")
HEADING = "## In other diplomatic news: <!-- section: other -->\n\n"

FRESH = edition.parse(
    f"Lead. <!-- story: aa -->\n\n{HEADING}- One. <!-- story: b1 -->\n\n"
    "- Two. <!-- story: b2 -->\n\n  > A quotation.\n\n"
    "## U.S. State Department news: <!-- section: state -->\n\nSaid. <!-- story: cc -->\n",
    CONFIG.sections,
)


def merged(content: str, *offered: str) -> str:
    """Merge `FRESH` into a draft, and return the file."""
    return edition.write(
        merge(edition.parse(content, CONFIG.sections), FRESH, offered, CONFIG.sections).edition
    )


def test_new_stories_are_appended_to_their_section_and_marked() -> None:
    """A section that is not there is added at the end."""
    content = f"My lead. <!-- story: aa -->\n\n{HEADING}- One, edited. <!-- story: b1 -->\n"

    assert (
        f"{content}\n- Two. <!-- story: b2 --> <!-- new -->\n\n  > A quotation.\n\n"
        "## U.S. State Department news: <!-- section: state -->\n\n"
        "Said. <!-- story: cc --> <!-- new -->\n"
    ) == merged(content)


def test_what_the_editor_removed_does_not_come_back() -> None:
    """A story that was offered before and is not there was removed."""
    content = f"My lead.\n\n{HEADING}- Mine alone.\n"

    assert content == merged(content, "aa", "b1", "b2", "cc")


def test_tight_lists_and_odd_spaces_stay() -> None:
    """Only the place where something is appended gets an empty line."""
    content = f"My   lead.\n\n\n{HEADING}- Mine.\n- Tight.\n\n## Added\n\nx\n"

    assert (
        f"My   lead.\n\n\n{HEADING}- Mine.\n- Tight.\n\n- One. <!-- story: b1 --> <!-- new -->\n\n"
    ) == merged(content, "b2", "cc", "aa").split("## Added")[0]


def test_a_text_takes_the_place_of_an_unknown_absence() -> None:
    """What was not known is known now."""
    content = (
        "Lead.\n\n## U.S. State Department news: <!-- section: state -->\n\n"
        "<!-- absence: unknown (late) -->\n"
    )

    assert (
        "Lead.\n\n## U.S. State Department news: <!-- section: state -->\n\n"
        "Said. <!-- story: cc --> <!-- new -->\n"
    ) == merged(content, "aa", "b1", "b2")


@pytest.mark.parametrize(
    ("content", "offered", "expected"),
    [
        ("Lead. <!-- story: aa -->\n", (), ("b1", "b2", "cc")),
        ("", ("aa", "b1", "cc"), ("b2",)),
        ("x <!-- story: b2 -->\n", ("aa", "b1", "cc"), ()),
    ],
)
def test_stories_wait_that_the_editor_was_never_shown(
    content: str, offered: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    """Neither in the file nor offered before."""
    assert expected == waiting(edition.parse(content), FRESH, offered)


def test_a_new_main_story_becomes_a_brief_in_an_edited_draft() -> None:
    """The main story of an edited draft is the editor's choice."""
    story = Story(id="aa", lead=an_item(), section="main", placed=True, leads=True)
    other = Story(id="bb", lead=an_item("b"), section="other", placed=True)
    demoted = as_briefs(Composition(date=DAY, stories=(story, other)), CONFIG).stories

    assert ("other", False, True) == (demoted[0].section, demoted[0].leads, demoted[0].placed)
    assert other == demoted[1]


def test_without_a_section_of_briefs_a_new_main_story_has_no_place() -> None:
    """It waits."""
    alone = config.parse(b'[[sections]]\nid = "main"\nkind = "lead"')
    story = Story(id="aa", lead=an_item(), section="main", placed=True, leads=True)
    (demoted,) = as_briefs(Composition(date=DAY, stories=(story,)), alone).stories

    assert (None, False) == (demoted.section, demoted.placed)
