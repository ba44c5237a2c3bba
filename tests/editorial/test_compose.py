"""A week's items into stories in sections: what stands in the edition, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import config
from digest.config import TopicRef
from digest.editorial.attribution import outlets
from digest.editorial.compose import compose_week
from digest.editorial.topic import load_topic
from digest.model import Printed
from tests.support.values import a_week, an_item

if TYPE_CHECKING:
    import random

    from digest.model import Composition, Item

SMALL = (
    b'[[groups]]\nid = "whom"\nrole = "subject"\nweight = 2.0\nterms = ["Ukraine"]\n'
    b'[[groups]]\nid = "peace"\nrole = "act"\nweight = 2.0\nlead = 2.0\nterms = ["truce"]\n'
    b'[[groups]]\nid = "aid"\nrole = "act"\nweight = 2.0\nterms = ["aid"]\n'
)
TOPIC = load_topic(SMALL, TopicRef(), where="small.toml")
#: Words that no two reports share.
WORDS = (
    "bridge lamp orchard violin canoe pepper marble tunnel wagon barley copper falcon ginger hammer"
    " island jacket kettle ladder mirror needle oyster pencil quarry ribbon saddle timber"
).split()


def settings(most: int = 3) -> config.Config:
    """Return a configuration of three sections."""
    return config.parse(
        '[[sections]]\nid = "main"\nkind = "lead"\n'
        f'[[sections]]\nid = "other"\nkind = "briefs"\ntitle = "Other"\nmax_stories = {most}\n'
        '[[sections]]\nid = "state"\nkind = "desk"\ntitle = "State"\n'.encode()
    )


def report(at: int, title: str = "Ukraine aid", **fields: Any) -> Item:
    """Make the report of an event of its own."""
    words = " ".join(WORDS[at * 4 : at * 4 + 4])
    fields.setdefault("body", f"<p>{words}.</p>")
    return an_item(f"i{at}", title=f"{title} {words}", **fields)


def composed(*items: Item, most: int = 3, **fields: Any) -> Composition:
    """Compose a week."""
    return compose_week(a_week(*items, **fields), settings(most), TOPIC)


def places(made: Composition) -> list[tuple[str, str | None, bool]]:
    """Return, of each story, what it quotes, where it belongs, and whether it is placed."""
    return [(story.lead.id, story.section, story.placed) for story in made.stories]


def test_the_best_leads_and_the_briefs_are_ranked_and_cut() -> None:
    """What is off the topic has no rank and no place."""
    days = ("11", "12", "13", "14")
    briefs = [report(at, published=f"2024-02-{day}") for at, day in enumerate(days)]
    made = composed(*briefs, report(4, "Ukraine truce"), report(5, "A cake"))

    assert [
        ("i4", "main", True),
        ("i3", "other", True),
        ("i2", "other", True),
        ("i1", "other", True),
        ("i0", "other", False),
        ("i5", None, False),
    ] == places(made)
    assert [1, 2, 3, 4, 5, 0] == [story.rank for story in made.stories]


def test_what_a_person_put_there_comes_first_and_is_never_cut() -> None:
    """The best of the others fill what is left."""
    orders = [report(at, "A cake", section="other", ordered=True) for at in range(4)]
    made = composed(report(4, "Ukraine truce"), report(5), *orders)

    assert [("i4", "main", True)] == places(made)[:1]
    assert {"i0", "i1", "i2", "i3"} == {story.lead.id for story in made.stories[1:5]}
    assert all(story.placed for story in made.stories[:5])
    assert [("i5", "other", False)] == places(made)[5:]


DESK = config.parse(
    b'[[sections]]\nid = "main"\nkind = "lead"\n'
    b'[[sections]]\nid = "other"\nkind = "briefs"\ntitle = "Other"\nmax_stories = 1\n'
    b'[[sections]]\nid = "state"\nkind = "desk"\ntitle = "State"\nsources = ["desk"]\n'
)
SAID = report(0, "Ukraine truce", source="desk")


def as_printed(item: Item) -> Printed:
    """Return what last week's edition remembers of a report."""
    return Printed(date=date(2024, 2, 9), story="s", item=item.id, title=item.title)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, [("i1", 1), ("i2", 2), ("i0", 3), ("i3", 4)]),
        # a person's order does not make a story better than it is
        ({"lead": True}, [("i2", 2), ("i1", 1), ("i0", 3), ("i3", 4)]),
        ({"section": "main", "ordered": True}, [("i2", 2), ("i1", 1), ("i0", 3), ("i3", 4)]),
    ],
)
def test_rank_one_leads_unless_a_person_orders_otherwise(
    fields: dict[str, Any], expected: list[tuple[str, int]]
) -> None:
    """The best of what may lead; then what desks said, and what was printed in former weeks."""
    again = report(3, canonical_url="https://e.org/again")
    items = (SAID, report(1), report(2, published="2024-02-12", **fields), again)
    made = compose_week(a_week(*items, printed=(as_printed(again),)), DESK, TOPIC)

    assert expected == [(story.lead.id, story.rank) for story in made.stories]


@pytest.mark.parametrize(
    ("items", "past", "expected"),
    [
        ((SAID,), (as_printed(SAID),), "was printed in an earlier edition"),
        ((replace(SAID, lead=True),), (), "is in a story of another section"),
        (
            (
                replace(SAID, section="other", ordered=True, lead=True),
                report(1, "Ukraine truce", section="main", ordered=True),
            ),
            (),
            "is in a story of another section",
        ),
    ],
)
def test_a_desks_finding_says_where_its_words_are(
    items: tuple[Item, ...], past: tuple[Printed, ...], expected: str
) -> None:
    """Nothing is put on the page; the editor is told why."""
    (finding,) = compose_week(a_week(*items, printed=past), DESK, TOPIC).findings

    assert ("silent", "", f"what it said on the topic {expected}") == (
        finding.state,
        finding.text,
        finding.reason,
    )


def test_a_desks_words_may_be_in_a_story_that_has_no_room() -> None:
    """Most of its reports do not say who spoke."""
    content = SMALL + b'[[desks]]\nid = "state"\nvoices = ["Hall says"]\noccasions = ["briefing"]\n'
    topic = load_topic(content, TopicRef(), where="small.toml")
    words = "<p>Aid of bread, tents and fuel goes to Ukraine by the port of Kherson in May.</p>"
    titles = ("Hall says at briefing: Ukraine aid", *["In May: Ukraine aid"] * 2)
    items = [an_item(f"c{at}", title=title, body=words) for at, title in enumerate(titles)]
    orders = [
        report(at, "A cake", section=section, ordered=True)
        for at, section in enumerate(("main", "other"))
    ]
    made = compose_week(a_week(*items, *orders), DESK, topic)
    (finding,) = made.findings

    assert "what it said on the topic is in a story that is left out" == finding.reason


def roundup(name: str, at: int, *, main: str = "Ukraine aid") -> list[Item]:
    """Make a round-up of a main story and two briefs, off the topic though they may be."""
    common = {"source": name, "roundup": name, "ordered": True}
    return [
        report(at, main, section="main", position=0, **common),
        report(at + 1, "Second", section="other", position=2, **common),
        report(at + 2, "First", section="other", position=1, **common),
    ]


def test_a_round_ups_parts_keep_their_sections_and_their_order() -> None:
    """No gate, no cut; reports of the week come after them."""
    made = composed(*roundup("r", 0), report(3, "Ukraine truce"), most=2)

    assert [
        ("i0", "main", True),
        ("i2", "other", True),
        ("i1", "other", True),
        ("i3", "other", False),
    ] == places(made)


def test_of_several_round_ups_the_best_main_story_leads() -> None:
    """The others become briefs, behind the parts that stand in their own section."""
    made = composed(*roundup("a", 0), *roundup("b", 3, main="Ukraine truce"), most=9)

    assert [
        ("i3", "main", True),
        ("i2", "other", True),
        ("i1", "other", True),
        ("i5", "other", True),
        ("i4", "other", True),
        ("i0", "other", True),
    ] == places(made)


@pytest.mark.parametrize("how", [{"lead": True}, {"section": "main", "ordered": True}])
def test_what_was_meant_to_lead_is_a_brief_that_is_never_cut(how: dict[str, Any]) -> None:
    """Somebody wanted it on top of the page."""
    made = composed(*roundup("b", 0, main="Ukraine truce"), report(3, "Ukraine aid", **how), most=2)

    assert 4 == sum(story.placed for story in made.stories)


def test_what_a_person_put_elsewhere_does_not_lead() -> None:
    """Not even where nothing else can: an order is an order."""
    made = composed(report(0, "Ukraine truce", section="other", ordered=True))

    assert [("i0", "other", True)] == places(made)
    assert not made.stories[0].leads


def test_copies_are_one_report() -> None:
    """Five sites that print one text have not found out anything five times."""
    text = (
        "<p>The aid for Ukraine was held up again on Tuesday when the two houses could not agree"
        " on its size, and both sides said that talks would go on through the weekend.</p>"
    )
    sites = [
        report(at, "Ukraine aid held up", publisher=f"Site {at}", body=text) for at in range(5)
    ]
    other = report(
        5,
        "Ukraine aid held up again",
        publisher="Other",
        body="<p>Ukraine must wait for aid, both houses said on Tuesday after their talks.</p>",
    )
    story = next(story for story in composed(*sites, other).stories if len(story.items) > 1)

    assert 6 == len(story.items)
    assert 2 == len(story.originals)
    assert 4 == len(story.copies)
    assert "breadth: 2 publishers (+1.5)" in [str(reason) for reason in story.reasons]
    assert 2 == len(outlets(story))


def test_a_story_that_was_ordered_to_lead_and_does_not_is_a_brief() -> None:
    """One story leads."""
    made = composed(
        report(0, "Ukraine truce", section="main", ordered=True),
        report(1, "Ukraine aid", section="main", ordered=True),
    )

    assert [("i0", "main", True), ("i1", "other", True)] == places(made)


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (["Ukraine aid", "Ukraine aid", "A cake"], "main"),
        (["Ukraine aid", "A cake"], "main"),  # a tie is in
        (["Ukraine aid", "A cake", "A cake"], None),
    ],
)
def test_a_story_belongs_where_most_of_its_reports_do(
    titles: list[str], expected: str | None
) -> None:
    """Between in and out."""
    items = [
        an_item(f"i{at}", title=title, canonical_url="https://e.org/a")
        for at, title in enumerate(titles)
    ]

    assert [expected] == [story.section for story in composed(*items).stories]


def test_without_briefs_all_else_is_left_out() -> None:
    """An edition may be one story."""
    alone = config.parse(b'[[sections]]\nid = "main"\nkind = "lead"')
    made = compose_week(a_week(report(0, "Ukraine truce"), report(1)), alone, TOPIC)

    assert [("i0", "main", True), ("i1", "main", False)] == places(made)


def test_every_item_is_judged() -> None:
    """With its own reasons."""
    made = composed(report(0), report(1, "A cake"))

    assert [("i0", "other"), ("i1", None)] == [(it.item.id, it.section) for it in made.judged]


def test_a_story_keeps_its_id() -> None:
    """What the edition knew it by."""
    made = composed(report(0), ids=(("i0", "abc123"),))

    assert ["abc123"] == [story.id for story in made.stories]


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_items_does_not_matter(chance: random.Random) -> None:
    """The same week gives the same edition."""
    items = [report(0), report(1, "Ukraine truce"), *roundup("r", 2), report(5, "A cake")]
    shuffled = list(items)
    chance.shuffle(shuffled)

    assert composed(*items) == composed(*shuffled)
