"""Stories change places at the press of a button, and no word of the file is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import config, edition, marks
from digest.editorial import arrange, retell
from digest.editorial.groups import find, groups, raw_text
from digest.errors import DigestError

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.edition import Edition

CONFIG = config.parse(b"")
OTHER = "## In other diplomatic news: <!-- section: other -->\n\n"
STATE = "## U.S. State Department news: <!-- section: state -->\n\n"
FRONT = "---\ntitle: A headline\n---\n\n"
LEAD = "The lead. <!-- story: aa -->\n\nIt goes on.\n\n"
FILE = (
    f"{FRONT}{LEAD}{OTHER}"
    "- One, at length. <!-- story: b1 -->\n\n  > A quotation.\n\n"
    "- Two. <!-- story: b2 --> <!-- new -->\n- By hand.\n\n"
    "## A heading of mine\n\nAn introduction.\n\n- Three. <!-- story: b3 -->\n\n"
    f"{STATE}It said so. <!-- story: cc -->\n\nAnd more.\n"
)
#: The places of the stories of `FILE`.
MAIN, ONE, TWO, HAND, THREE, SAID = range(6)


def parsed(content: str) -> Edition:
    """Read an edition file."""
    return edition.parse(content, CONFIG.sections)


def shift(content: str, at: int, step: int) -> str:
    """Let a story change places with its neighbour, and return the file."""
    return edition.write(arrange.shift(parsed(content), at, step, CONFIG.sections))


def move(content: str, at: int, target: str) -> str:
    """Move a story to another section, and return the file."""
    return edition.write(arrange.move(parsed(content), at, target, CONFIG))


def drop(content: str, at: int) -> str:
    """Take a story out, and return the file."""
    return edition.write(arrange.drop(parsed(content), at, CONFIG))


def hold(content: str, at: int, *, held: bool = True) -> str:
    """Mark a story, or take its mark away, and return the file."""
    return edition.write(arrange.hold(parsed(content), at, CONFIG.sections, held=held))


def promote(content: str, at: int, *, demoted: str = "") -> str:
    """Make a story of the file the main one, and return the file."""
    before = parsed(content)
    text = raw_text(find(before, at).blocks)
    return edition.write(arrange.set_lead(before, text, CONFIG, of=at, demoted=demoted))


def test_a_story_is_what_the_page_shows_as_one() -> None:
    """The first part; a bullet with what follows; a desk's paragraphs; not an introduction."""
    found = groups(parsed(FILE))

    assert [
        (0, ("aa",), ("The lead.", "It goes on.")),
        (1, ("b1",), ("One, at length.\n\n> A quotation.",)),
        (1, ("b2",), ("Two.",)),
        (1, (), ("By hand.",)),
        (2, ("b3",), ("Three.",)),
        (3, ("cc",), ("It said so.", "And more.")),
    ] == [(it.part, it.stories, it.words) for it in found]


@pytest.mark.parametrize(
    ("at", "step", "expected"),
    [
        (
            ONE,
            1,
            "- Two. <!-- story: b2 --> <!-- new -->\n\n"
            "- One, at length. <!-- story: b1 -->\n\n  > A quotation.\n- By hand.\n\n",
        ),
        (
            HAND,
            -1,
            "- One, at length. <!-- story: b1 -->\n\n  > A quotation.\n\n- By hand.\n"
            "- Two. <!-- story: b2 --> <!-- new -->\n\n",
        ),
    ],
)
def test_neighbours_change_places(at: int, step: int, expected: str) -> None:
    """With all that belongs to them; the rest of the file stays as it is."""
    before, after = FILE.split("- One", maxsplit=1)[0], FILE[FILE.index("## A heading of mine") :]

    assert f"{before}{expected}{after}" == shift(FILE, at, step)
    assert FILE == shift(shift(FILE, at, step), at + step, -step)


@pytest.mark.parametrize(
    ("at", "step", "expected"),
    [
        (ONE, -1, "it is the first of its section"),
        (HAND, 1, "it is the last of its section"),
        (MAIN, 1, "it is the last of its section"),
        (9, 1, "there is no story number 10 in the file"),
        (-1, 1, "there is no story number 0 in the file"),
    ],
)
def test_nothing_moves_beyond_its_section(at: int, step: int, expected: str) -> None:
    """That is another button."""
    with pytest.raises(DigestError, match=expected):
        shift(FILE, at, step)


@pytest.mark.parametrize(
    ("at", "target", "where", "expected"),
    [
        (ONE, "state", "And more.\n\n", "One, at length. <!-- story: b1 -->\n\n> A quotation.\n"),
        (SAID, "other", "- By hand.\n\n", "- It said so. <!-- story: cc -->\n\n  And more.\n\n"),
        (TWO, "#2", "story: b3 -->\n\n", "- Two. <!-- story: b2 --> <!-- new -->\n\n"),
        (THREE, "other", "- By hand.\n\n", "- Three. <!-- story: b3 -->\n\n"),
        (SAID, "#2", "story: b3 -->\n\n", "It said so. <!-- story: cc -->\n\nAnd more.\n"),
        (MAIN, "other", "- By hand.\n\n", "- The lead. <!-- story: aa -->\n\n  It goes on.\n\n"),
    ],
)
def test_a_story_moves_to_the_end_of_a_section(
    at: int, target: str, where: str, expected: str
) -> None:
    """As a bullet among briefs, in paragraphs in a desk, as it was in a section of the editor's."""
    moved = move(FILE, at, target)

    assert f"{where}{expected}" in moved
    assert words(FILE) == words(moved) | (words(STATE) if at == SAID else set())


def test_a_section_that_is_not_there_comes_in_its_order_and_goes_when_it_is_empty() -> None:
    """A heading as the program writes it; one that the editor has changed stays."""
    content = f"{LEAD}{STATE}It said so. <!-- story: cc -->\n"
    moved = move(content, 1, "other")
    title = "## In other diplomatic news related to the war in Ukraine: <!-- section: other -->\n\n"

    assert f"{LEAD}{title}- It said so. <!-- story: cc -->\n" == moved
    assert content == move(moved, 1, "state")
    assert f"{LEAD}{STATE.rstrip()} <!-- mine -->\n" == drop(
        content.replace("state -->", "state --> <!-- mine -->"), 1
    )


def test_a_text_takes_the_place_of_an_unknown_absence() -> None:
    """What was not known is known now."""
    content = (
        f"{LEAD}{OTHER}- One. <!-- story: b1 -->\n- Two.\n\n{STATE}<!-- absence: unknown (x) -->\n"
    )

    assert f"{LEAD}{OTHER}- Two.\n\n{STATE}One. <!-- story: b1 -->\n" == move(content, 1, "state")


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("other", "already"),
        ("#1", "already"),
        ("#0", "no section #0"),
        ("#9", "no section #9"),
        ("#x", "no section #x"),
        ("main", "'main' is no section that a story can be moved to"),
        ("nowhere", "'nowhere' is no section"),
    ],
)
def test_where_no_section_is_nothing_moves(target: str, expected: str) -> None:
    """The main story has a button of its own."""
    with pytest.raises(DigestError, match=expected):
        move(FILE, ONE, target)


def test_a_dropped_story_is_gone_with_all_that_belongs_to_it() -> None:
    """And nothing else is."""
    assert FILE.replace("- One, at length. <!-- story: b1 -->\n\n  > A quotation.\n\n", "") == drop(
        FILE, ONE
    )
    assert FILE.replace(LEAD, "") == drop(FILE, MAIN)
    assert FILE.split(STATE, maxsplit=1)[0].rstrip() + "\n" == drop(FILE, SAID)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (MAIN, "The lead. <!-- story: aa --> <!-- hold -->\n"),
        (ONE, "- One, at length. <!-- story: b1 --> <!-- hold -->\n\n  > A"),
        (TWO, "- Two. <!-- story: b2 --> <!-- hold --> <!-- new -->\n"),
        (HAND, "- By hand. <!-- hold -->\n"),
    ],
)
def test_the_mark_that_holds_a_story_stands_behind_its_comment(at: int, expected: str) -> None:
    """Without one at the end of its line; taken away, the file is as it was."""
    held = hold(FILE, at)

    assert expected in held
    assert [at] == [place for place, it in enumerate(groups(parsed(held))) if it.held]
    assert held == hold(held, at)
    assert FILE == hold(held, at, held=False)


def test_where_a_whole_section_is_held_a_story_is_not_released() -> None:
    """The mark is the heading's."""
    content = FILE.replace("section: other -->", "section: other --> <!-- hold -->")

    assert [ONE, TWO, HAND] == [at for at, it in enumerate(groups(parsed(content))) if it.held]
    with pytest.raises(DigestError, match="its whole section is held"):
        hold(content, ONE, held=False)


def test_another_main_story_takes_the_place_of_the_one_before() -> None:
    """That becomes the first brief, word for word; a mark that held the new one goes."""
    expected = (
        f"{FRONT}Two. <!-- story: b2 --> <!-- new -->\n\n{OTHER}"
        "- The lead. <!-- story: aa -->\n\n  It goes on.\n\n"
        "- One, at length. <!-- story: b1 -->\n\n  > A quotation.\n\n- By hand.\n\n## A heading"
    )

    assert promote(FILE, TWO).startswith(expected)
    assert promote(hold(FILE, TWO), TWO).startswith(expected)


def test_the_former_main_story_can_be_given_as_a_brief() -> None:
    """As the program writes it where no editor has. What was held stays so."""
    short = "- In short. <!-- story: aa -->"

    assert f"{OTHER}{short}\n\n- One" in promote(FILE, TWO, demoted=short)
    assert f"{OTHER}{short} <!-- hold -->\n\n- One" in promote(hold(FILE, MAIN), TWO, demoted=short)


def test_where_there_is_no_main_story_one_is_made() -> None:
    """What stands there and is no text stays."""
    content = f"{FRONT}<!-- a note to myself -->\n\n{OTHER}- One. <!-- story: b1 -->\n- Two.\n"

    assert (
        f"{FRONT}<!-- a note to myself -->\n\nOne. <!-- story: b1 -->\n\n{OTHER}- Two.\n"
    ) == promote(content, 0)


def test_the_only_brief_and_the_main_story_change_places() -> None:
    """The section is there all the time."""
    content = f"{LEAD}{OTHER}- One. <!-- story: b1 -->\n"
    title = "## In other diplomatic news related to the war in Ukraine: <!-- section: other -->\n\n"
    changed = promote(content.replace(OTHER, title), 1)

    assert (
        f"One. <!-- story: b1 -->\n\n{title}- The lead. <!-- story: aa -->\n\n  It goes on.\n"
    ) == changed


def test_a_main_story_cannot_be_made_one() -> None:
    """It is."""
    with pytest.raises(DigestError, match="it is the main story already"):
        promote(FILE, MAIN)


def test_what_would_run_together_is_refused() -> None:
    """A heading inside a bullet would open a section of its own."""
    content = f"{LEAD}{OTHER}- One.\n\n  ## Inside\n\n- Two.\n\n{STATE}Said.\n"

    with pytest.raises(DigestError, match="the Markdown around it would change"):
        move(content, 1, "state")


def test_a_main_story_of_two_becomes_one_brief() -> None:
    """It keeps both ids."""
    content = f"{LEAD}Another. <!-- story: ab -->\n\n{OTHER}- One. <!-- story: b1 -->\n"
    made = "- The lead. <!-- story: aa -->\n\n  It goes on.\n\n  Another. <!-- story: ab -->"

    assert made in promote(content, 1)
    assert ("b1", "aa", "ab") == parsed(promote(content, 1)).stories


def test_paragraphs_with_a_dash_and_lists_do_not_run_into_one_another() -> None:
    """A paragraph right below a bullet would be part of it."""
    content = f"{LEAD}{OTHER}— One, a paragraph.\n- Two.\n"
    changed = shift(content, 1, 1)

    assert f"{LEAD}{OTHER}- Two.\n\n— One, a paragraph.\n" == changed


@pytest.mark.parametrize("change", [shift, hold, drop])
def test_lines_end_as_they_did(change: Callable[..., str]) -> None:
    """Where all of them ended so."""
    content = FILE.replace("\n", "\r\n")
    more = (1,) if change is shift else ()

    assert change(FILE, ONE, *more).replace("\n", "\r\n") == change(content, ONE, *more)


# -- any file ------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "- A brief. <!-- story: {} -->\n\n",
        "- A tight one. <!-- story: {} -->\n",
        "- Two paragraphs. <!-- story: {} -->\n\n  The second.\n\n",
        "— With a dash. <!-- story: {} -->\n\n",
        "- By hand {}.\n\n",
        "A paragraph {}. <!-- story: {} -->\n\n",
        "A paragraph by hand {}.\n\n",
        "> A quotation {}.\n\n",
        "### A subheading {}\n\n",
        "| a | b |\n|---|---|\n| {} | 2 |\n\n",
        "- مذكرة {} بالعربية\n\n",
        "![A hall {}](https://example.org/a.png)\n\n",
        "- Held {}. <!-- story: {} --> <!-- hold -->\n\n",
        "<!-- a remark {} -->\n\n",
        f"{OTHER}",
        f"{STATE}",
        "## Added {}\n\n",
    ]
)


@st.composite
def files(draw: st.DrawFn) -> str:
    """Make an edition file of pieces in any order."""
    pieces = draw(st.lists(PIECES, min_size=1, max_size=9))
    return FRONT + "".join(piece.replace("{}", f"s{number}") for number, piece in enumerate(pieces))


DEEDS: tuple[Callable[[str, int], str], ...] = (
    lambda content, at: shift(content, at, -1),
    lambda content, at: shift(content, at, 1),
    lambda content, at: move(content, at, "other"),
    lambda content, at: move(content, at, "state"),
    lambda content, at: move(content, at, "#1"),
    lambda content, at: move(content, at, "#2"),
    hold,
    promote,
)


def words(content: str) -> set[str]:
    """Return the words of a file, and its comments; not the marks that make lists of them."""
    bare = marks.HOLD.sub("", content).replace("<!-- absence: unknown (x) -->", "")
    return set(re.findall(r"[^\W_]+", bare))


@given(files(), st.integers(0, 8), st.sampled_from(DEEDS))
def test_no_word_is_lost_whatever_is_moved(
    content: str, at: int, deed: Callable[[str, int], str]
) -> None:
    """Every change keeps each story and each word, or is refused."""
    before = parsed(content)
    try:
        changed = deed(content, at)
    except DigestError:
        return
    after = parsed(changed)

    heads = words(OTHER + STATE + "## In other diplomatic news related to the war in Ukraine:")
    assert words(content) - heads == words(changed) - heads
    assert sorted(before.stories) == sorted(after.stories)
    assert len(groups(before)) == len(groups(after))


@given(files(), st.integers(0, 8))
def test_what_is_dropped_is_one_story_and_no_other(content: str, at: int) -> None:
    """The others keep their order and their words."""
    before = groups(parsed(content))
    if at >= len(before):
        return
    try:
        changed = drop(content, at)
    except DigestError:
        return

    expected = [it.words for place, it in enumerate(before) if place != at]
    assert expected == [it.words for it in groups(parsed(changed))]


# -- the front matter ----------------------------------------------------------------------------

OLD = "---\ntitle: Old\ndeck: Old deck\nkicker: Reporting\n---\n"
NEW = "---\ntitle: New\nkicker: Reporting\nbyline: By somebody\n---\n"


@pytest.mark.parametrize(
    ("front", "expected", "kept"),
    [
        (OLD, "---\ntitle: New\nkicker: Reporting\nbyline: By somebody\n---\n", ()),
        (
            OLD.replace("title: Old", "title: Mine # and a remark"),
            "---\ntitle: Mine # and a remark\nkicker: Reporting\nbyline: By somebody\n---\n",
            ("title",),
        ),
        (
            "---\n# mine\ndate: 2024-02-16\ntitle: Old\ndeck: >\n  My own\n  deck\n"
            "kicker: K\n---\n",
            "---\n# mine\ndate: 2024-02-16\ntitle: New\ndeck: >\n  My own\n  deck\nkicker: K\n"
            "byline: By somebody\n---\n",
            ("deck", "kicker"),
        ),
        (OLD.replace("\n", "\r\n"), NEW, ()),
        ("", "", ()),
        (NEW, NEW, ()),
    ],
)
def test_the_front_matter_tells_of_the_new_main_story(
    front: str, expected: str, kept: tuple[str, ...]
) -> None:
    """Where the program wrote it; what a person wrote stays, and is named."""
    assert (expected, kept) == retell.refront(front, [OLD], NEW)
