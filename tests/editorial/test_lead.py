"""Which story matters most, and of which report it is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from digest import config
from digest.config import TopicRef
from digest.editorial.compose import compose_week
from digest.editorial.lead import MOST_SUBSTANCE, score
from digest.editorial.topic import SUBSTANCE, load_topic
from digest.model import Item, Judged, Reason, Story, Window
from tests.support.values import END, START, a_week, an_item

CONFIG = config.parse(b"")
TOPIC = load_topic(
    b'[[groups]]\nid = "whom"\nrole = "subject"\nweight = 2.0\nterms = ["Ukraine"]\n'
    b'[[groups]]\nid = "peace"\nrole = "act"\nweight = 2.0\nlead = 2.0\nterms = ["truce"]\n'
    b'[[groups]]\nid = "aid"\nrole = "act"\nweight = 2.0\nterms = ["aid"]\n'
    b'[[standing]]\nweight = 1.0\nnames = ["Reuters"]\n',
    TopicRef(),
    where="small.toml",
)
WINDOW = Window(start=START, end=END)


def scores(*items: Item, substance: float = 0.0) -> dict[str, float]:
    """Score a story, and return what each rule is worth."""
    reasons = (Reason(rule=SUBSTANCE, found="truce", weight=substance),) if substance else ()
    verdicts = [Judged(item=it, section="other", score=1.0, reasons=reasons) for it in items]
    total, found = score(verdicts, TOPIC, WINDOW)

    assert total == pytest.approx(sum(reason.weight for reason in found))
    return {reason.rule: reason.weight for reason in found}


@pytest.mark.parametrize(
    ("publishers", "expected"),
    [(["A"], 0.0), (["A", "B"], 1.5), (["A", "B", "C", "D"], 3.0), (["A"] * 5, 0.0), ([""], 0.0)],
)
def test_breadth_counts_publishers_not_copies(publishers: list[str], expected: float) -> None:
    """One wire report carried by five sites is one publisher's."""
    items = [an_item(f"i{at}", publisher=name) for at, name in enumerate(publishers)]

    assert expected == scores(*items)["breadth"]


def test_standing_is_that_of_the_best_of_them() -> None:
    """Case is no difference."""
    items = [an_item("a", publisher="Nobody"), an_item("b", publisher="REUTERS")]

    assert (1.0, 0.0) == (scores(*items)["standing"], scores(items[0])["standing"])


def test_newness_tips_the_scale() -> None:
    """From nothing at the week's beginning; what was carried over has none either."""
    days = ("2024-02-01", "2024-02-10", "2024-02-15")
    old, early, late = (scores(an_item(published=day))["newness"] for day in days)

    assert 0.0 == old < early < late < 0.3


def test_substance_is_an_average_and_is_bounded() -> None:
    """A copy adds nothing, and a long list of words beats no event."""
    one, two = an_item("a"), an_item("b")

    assert 4.0 == scores(one, two, substance=4.0)["substance"]
    assert MOST_SUBSTANCE == scores(one, substance=90.0)["substance"]
    assert 0.0 == scores(one)["substance"]


def lead(*items: Item, settings: config.Config = CONFIG) -> Story | None:
    """Compose a week and return its main story."""
    made = compose_week(a_week(*items), settings, TOPIC)
    return next((story for story in made.stories if story.leads), None)


PEACE = an_item(
    "peace",
    title="Truce in sight for Ukraine as envoys gather",
    body="<p>Envoys sat down by a lake, watched by neutral guests, until midnight came.</p>",
)
AID = an_item(
    "aid",
    title="Norwegian lawmakers grant aid to Ukraine schools",
    publisher="Other",
    body="<p>Parliament voted money for schools, roads, bridges, hospitals, wheat, seed.</p>",
)


def ordered(item: Item, **fields: Any) -> Item:
    """Put an item somewhere, as a person does."""
    return replace(item, ordered=bool(fields.get("section")), **fields)


@pytest.mark.parametrize(
    ("items", "expected", "rule"),
    [
        ((PEACE, AID), "peace", "the best score"),
        ((PEACE, ordered(AID, lead=True)), "aid", "a person asks for it"),
        ((PEACE, ordered(AID, section="main")), "aid", "a person put it there"),
        ((ordered(PEACE, section="main"), ordered(AID, lead=True)), "aid", "a person asks for it"),
        ((ordered(PEACE, lead=True), ordered(AID, lead=True)), "peace", "a person asks for it"),
        ((ordered(PEACE, section="other"), AID), "aid", "the best score"),
    ],
)
def test_the_main_story_by_order_else_by_score(
    items: tuple[Item, ...], expected: str, rule: str
) -> None:
    """Orders are obeyed; the reasons say which rule it was."""
    story = lead(*items)

    assert story is not None
    assert () == story.also
    assert (expected, "main", True) == (story.lead.id, story.section, story.placed)
    assert f"lead: {rule}" == str(story.reasons[0])


@pytest.mark.parametrize(
    "items",
    [
        (),
        (an_item(title="A cake"),),
        (an_item(title="Ukraine aid", section="state", ordered=True),),
        (an_item(title="Ukraine aid", section="other", ordered=True, roundup="r"),),
    ],
)
def test_a_week_in_which_nothing_can_lead(items: tuple[Item, ...]) -> None:
    """Off the topic; the desk's; or a round-up's brief, which keeps its place."""
    assert None is lead(*items)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"roundup": "r", "section": "other", "ordered": True}, {"publisher": "Reuters"}),
        ({"lead": True}, {"publisher": "Reuters"}),
        ({"section": "other", "ordered": True}, {"publisher": "Reuters"}),
        ({"body": "<p>Ukraine truce.</p>"}, {"publisher": "Reuters"}),
        ({"reprint": True}, {"publisher": "Reuters"}),
        ({"publisher": "Reuters"}, {}),
        ({"title": "Ukraine truce, aid"}, {"title": "Ukraine truce"}),
        ({"published": "2024-02-12"}, {"published": "2024-02-13"}),
    ],
)
def test_the_report_to_quote(better: dict[str, Any], worse: dict[str, Any]) -> None:
    """A person's text, one that has a body, a free one, then standing, evidence and age."""
    common = {"title": "Ukraine truce", "publisher": "Nobody", "canonical_url": "https://e.org/a"}
    items = [an_item("w", **(common | worse)), an_item("b", **(common | better))]
    (story,) = compose_week(a_week(*items), CONFIG, TOPIC).stories

    assert ("b", ("w",)) == (story.lead.id, tuple(item.id for item in story.also))
