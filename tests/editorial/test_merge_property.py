"""Whatever an editor does to a draft, a merge keeps every word of it where it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from hypothesis import example, given, reject, settings
from hypothesis import strategies as st

from digest import config, edition
from digest.edition import Part
from digest.editorial.merge import NEW, Merged, merge
from digest.errors import EditionError

SECTIONS = config.parse(b"").sections
IDS = [f"{number:06x}" for number in range(1, 9)]
#: What editors type: plain words, and everything that Markdown makes something of.
WORDS = st.sampled_from(
    [
        "Ours.", "A word — and more.", "*stress* and [a link](https://example.org/a)", "1. one",
        "> a quotation", "- a tight bullet", "  further", "| a | b |\n|---|---|\n| 1 | 2 |",
        "![a hall](https://example.org/hall.jpg)", "مرحبا بالعالم", "### A subheading", "***",
        "```\ncode\n```", "— a dash opens a brief", "<!-- a note to myself -->", "<b>bold</b>",
        "Two lines\nof one paragraph", "* star", "    indented", "<!-- hold -->", "\\", "&amp;",
    ]
)  # fmt: skip
COMMENTS = st.sampled_from(
    ["", *(f" <!-- story: {it} -->" for it in IDS), " <!-- story: unknown -->", " <!-- pin -->"]
)
BLOCKS = st.tuples(st.sampled_from(["", "- "]), WORDS, COMMENTS).map("".join)
HEADINGS = st.sampled_from(
    ["## Letters", "## Renamed by us <!-- section: other -->", "## U.S. State Department news:"]
)
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("delete"), st.integers(0, 30), st.just("")),
        st.tuples(st.just("swap"), st.integers(0, 30), st.just("")),
        st.tuples(st.just("double"), st.integers(0, 30), st.just("")),
        st.tuples(st.just("bare"), st.integers(0, 30), st.just("")),
        st.tuples(st.just("rewrite"), st.integers(0, 30), WORDS),
        st.tuples(st.just("insert"), st.integers(0, 30), BLOCKS),
        st.tuples(st.just("insert"), st.integers(0, 30), HEADINGS),
    ),
    max_size=12,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """A draft of some of the stories, and the composition of all of them, without a main story."""

    draft: edition.Edition
    fresh: edition.Edition
    offered: tuple[str, ...]


def compose(stories: list[tuple[str, str]], *, lead: str = "") -> edition.Edition:
    """Write (id, section) pairs as the program does."""
    parts = [Part(blocks=(edition.paragraph("The main story.", lead),) if lead else ())]
    for section in SECTIONS[1:]:
        blocks = [
            edition.bullet([f"Story {id_} of {section.id}.", "> quoted"], id_)
            if section.kind == "briefs"
            else edition.paragraph(f"Story {id_} of {section.id}.", id_)
            for id_, home in stories
            if home == section.id
        ]
        if section.kind == "desk" and not blocks:
            blocks = [edition.absence_mark("late")]
        if blocks:
            head = edition.heading(section.title, section.id)
            parts.append(Part(id=section.id, heading=head, blocks=tuple(blocks)))
    return edition.compose(edition.Meta(title="A title"), parts, SECTIONS)


@st.composite
def drafts(draw: st.DrawFn) -> Drafted:
    """Draw a week: some stories are in the draft, the others are new."""
    homes = [(id_, draw(st.sampled_from(["other", "state"]))) for id_ in IDS]
    size = draw(st.integers(0, 6))
    some = homes[1:size]
    return Drafted(
        draft=compose(some, lead=IDS[0]),
        fresh=compose(homes),
        offered=(IDS[0], *(id_ for id_, _ in some)),
    )


def edited(draft: edition.Edition, edits: list[tuple[str, int, str]], end: str) -> str:
    """Do to the file what people do."""
    blocks = edition.write(replace(draft, front="", opening="")).rstrip("\n").split("\n\n")
    for do, where, words in edits:
        at = where % max(1, len(blocks))
        if do == "insert":
            blocks.insert(at, words)
        elif not blocks:
            continue
        elif do == "delete":
            del blocks[at]
        elif do == "swap":
            blocks[at], blocks[-1] = blocks[-1], blocks[at]
        elif do == "double":
            blocks.insert(at, blocks[at])
        elif do == "bare":
            blocks[at] = re.sub(r" ?<!-- story: .*? -->", "", blocks[at])
        else:
            comment = re.search(r" <!-- .*? -->", blocks[at])
            blocks[at] = f"{words}{comment[0] if comment else ''}"
    body = "\n\n".join(blocks)
    return f"{draft.front}\n{body}\n".replace("\n", end)


def merged_with(mine: edition.Edition, drafted: Drafted, *offered: str) -> Merged:
    """Merge; where the editor has left a block of code open, that is said, and nothing is done."""
    try:
        return merge(mine, drafted.fresh, (*drafted.offered, *offered), SECTIONS)
    except EditionError:
        fences = [line.strip() for line in lines(edition.write(mine)) if "```" in line]
        assert any(fence != "```" for fence in fences)
        reject()


def lines(content: str) -> list[str]:
    """Return what stands in each line; the mark of an unknown absence gives way to a text."""
    bare = re.sub(r"<!-- absence: unknown .*? -->", "", content)
    return [line.rstrip() for line in bare.split("\n") if line.strip()]


def added_lines(before: list[str], after: list[str]) -> list[str]:
    """Return the lines that are new, and see that all others stand in their order."""
    rest = iter(before)
    wanted = next(rest, None)
    new = []
    for line in after:
        if line == wanted:
            wanted = next(rest, None)
        else:
            new.append(line)
    assert wanted is None, f"lost or moved: {wanted!r}"
    return new


@settings(max_examples=150)
@given(drafts(), EDITS, st.sampled_from(["\n", "\r\n"]))
@example(
    Drafted(draft=compose([]), fresh=compose([("000002", "other")]), offered=()),
    [("insert", 0, "- mine <!-- story: 000002 --> <!-- story: 000003 -->")],
    "\n",
)
def test_no_word_is_lost_or_moved_and_nothing_dropped_comes_back(
    drafted: Drafted, edits: list[tuple[str, int, str]], end: str
) -> None:
    """What is added are whole new stories, each once and marked; a second merge adds nothing."""
    content = edited(drafted.draft, edits, end)
    mine = edition.parse(content, SECTIONS)

    merged = merged_with(mine, drafted)
    after = edition.write(merged.edition)
    new = added_lines(lines(content), lines(after))

    there = {id_ for part in mine.parts for id_ in part.stories}
    assert set(merged.added) == set(drafted.fresh.stories) - there - set(drafted.offered)
    assert set(merged.added) <= set(merged.edition.stories)
    told = [line for line in new if "story:" in line]
    assert len(merged.added) == len(told)
    assert all(line.endswith(NEW) for line in told)
    assert all(line.startswith(("## ", "- Story", "Story", "  > quoted")) for line in new), new
    again = merged_with(edition.parse(after, SECTIONS), drafted, *merged.added)
    assert () == again.added
    assert lines(after) == lines(edition.write(again.edition))


@given(drafts(), EDITS)
def test_what_is_dropped_after_a_merge_stays_out(
    drafted: Drafted, edits: list[tuple[str, int, str]]
) -> None:
    """The editor has seen it, and does not want it."""
    mine = edition.parse(edited(drafted.draft, edits, "\n"), SECTIONS)
    merged = merged_with(mine, drafted)

    again = merged_with(mine, drafted, *merged.added)

    assert () == again.added
    assert lines(edition.write(mine)) == lines(edition.write(again.edition))
