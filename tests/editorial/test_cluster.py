"""Stories: reports of one event, across sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.editorial.cluster import group, story_ids
from digest.editorial.reading import Start
from digest.editorial.vectors import likeness, similar_pairs, stem, vectors
from digest.editorial.vocabulary import folded_words
from tests.support.values import an_item

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from digest.model import Item

#: Two events, each as three newsrooms would report it.
GRAIN = (
    ("g1", "Grain ships leave Odesa after a deal in Ankara", "Two grain ships left Odesa."),
    ("g2", "Ankara deal lets grain ships leave Odesa", "The ships carry grain to Egypt."),
    ("g3", "Ships with grain sail from Odesa", "A deal made in Ankara allows the ships."),
)
PRISONERS = (
    ("p1", "Prisoners come home in an exchange near Sumy", "A hundred prisoners were exchanged."),
    ("p2", "Exchange of prisoners near Sumy: a hundred are home", "The prisoners are in Sumy."),
)


def reports(rows: Sequence[tuple[str, str, str]], **fields: Any) -> list[Item]:
    """Make an item of each row."""
    return [an_item(id_, title=title, body=body, **fields) for id_, title, body in rows]


def grouped(*items: Item) -> set[frozenset[str]]:
    """Group items; return the ids that are together."""
    starts = {
        item.id: Start(title=tuple(folded_words(item.title)), words=tuple(folded_words(item.body)))
        for item in items
    }
    return {frozenset(item.id for item in story) for story in group(items, starts)}


def test_reports_of_one_event_are_one_story() -> None:
    """Whatever words they choose; another event's are another."""
    assert {frozenset({"g1", "g2", "g3"}), frozenset({"p1", "p2"})} == grouped(
        *reports(GRAIN), *reports(PRISONERS)
    )


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_items_does_not_matter(chance: random.Random) -> None:
    """The same week gives the same stories."""
    items = [*reports(GRAIN), *reports(PRISONERS)]
    chance.shuffle(items)

    assert {frozenset({"g1", "g2", "g3"}), frozenset({"p1", "p2"})} == grouped(*items)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ({"canonical_url": "https://e.org/a"}, {"canonical_url": "https://e.org/a"}, True),
        ({"canonical_url": "https://e.org/a"}, {"canonical_url": "https://e.org/b"}, False),
        ({"content_hash": "x"}, {"content_hash": "x"}, True),
        (
            {"canonical_url": "", "content_hash": ""},
            {"canonical_url": "", "content_hash": ""},
            False,
        ),
        (
            {"content_hash": "x", "roundup": "r"},
            {"content_hash": "x", "roundup": "r"},
            False,
        ),
        (
            {"content_hash": "x", "section": "state", "ordered": True},
            {"content_hash": "x", "section": "other", "ordered": True},
            False,
        ),
        (
            {"content_hash": "x", "section": "other", "ordered": True},
            {"content_hash": "x"},
            True,
        ),
    ],
)
def test_the_same_page_or_text_is_one_story(
    one: dict[str, Any],
    other: dict[str, Any],
    together: bool,  # noqa: FBT001
) -> None:
    """Unless a person ordered otherwise, or both are parts of one round-up."""
    items = (an_item("a", title="Rain in Rome", **one), an_item("b", title="A cake", **other))

    assert (1 if together else 2) == len(grouped(*items))


@pytest.mark.parametrize(
    "fields",
    [
        [{"roundup": "r"}, {"roundup": "r"}],
        [{"roundup": "r"}, {"roundup": "s"}],
        [{"section": "a", "ordered": True}, {"section": "b", "ordered": True}],
        [{"section": "a", "ordered": True}, {"section": "a", "ordered": True}],
        [{"lead": True}, {"section": "a", "ordered": True}],
        [{"lead": True}, {"roundup": "r"}],
    ],
)
def test_what_must_not_be_joined_never_is(fields: list[dict[str, Any]]) -> None:
    """Parts of round-ups, and what a person gave a place: two notes are two stories."""
    row = GRAIN[0]
    items = [an_item(f"i{at}", title=row[1], body=row[2], **more) for at, more in enumerate(fields)]

    assert 2 == len(grouped(*items))


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("Grain ships leave Odesa: live updates", "Grain ships leave Odesa", False),
        ("Grain talks in Ankara at a glance", "Grain talks in Ankara", False),
        ("Briefing on grain, February 12", "Briefing on grain, February 14", False),
        ("Briefing on grain, 12 Feb", "Briefing on grain, Feb. 12", True),
        ("Briefing on grain, February 12", "Briefing on grain", True),
        ("The marching band on grain, 12 bands", "The marching band on grain", True),
    ],
)
def test_titles_that_tell_reports_apart(
    one: str,
    other: str,
    together: bool,  # noqa: FBT001
) -> None:
    """Running reports of all that happens, and texts that are titled with different days."""
    items = (an_item("a", title=one, body="Grain."), an_item("b", title=other, body="Grain."))

    assert (1 if together else 2) == len(grouped(*items))


def test_a_day_that_a_group_has_keeps_other_days_out() -> None:
    """A report without a day does not bring two days together."""
    titles = ("Briefing on grain, May 1", "Briefing on grain", "Briefing on grain, May 2")
    items = [an_item(f"i{at}", title=title, body="Grain.") for at, title in enumerate(titles)]

    assert all(not {"i0", "i2"} <= story for story in grouped(*items))


def test_a_chain_of_likenesses_is_no_story() -> None:
    """All pairs count: a report between two events does not make them one."""
    bridge = an_item(
        "bridge", title="Grain ships, prisoners and other things of the week", body="In Sumy."
    )
    found = grouped(*reports(GRAIN), *reports(PRISONERS), bridge)

    assert not any({"g1", "p1"} <= story for story in found)


@pytest.mark.parametrize(
    ("stories", "known", "expected"),
    [
        # it keeps its id while it shares an item with its former self
        ([["a", "new"]], [("a", "111111")], ["111111"]),
        # where it was split, the greater part keeps it
        ([["a"], ["b", "c"]], [("a", "1"), ("b", "1"), ("c", "1")], [None, "1"]),
        # of two that became one, the one with more of it
        ([["a", "b", "c"]], [("a", "1"), ("b", "2"), ("c", "2")], ["2"]),
        # split in equal parts: the one with the first item
        ([["b"], ["a"]], [("a", "1"), ("b", "1")], [None, "1"]),
        # two claims, each its own
        ([["a", "b"], ["c"]], [("a", "1"), ("b", "2"), ("c", "2")], ["1", "2"]),
    ],
)
def test_a_story_keeps_its_id(
    stories: list[list[str]], known: list[tuple[str, str]], expected: list[str | None]
) -> None:
    """None stands for a new one."""
    found = story_ids([[an_item(id_) for id_ in story] for story in stories], known)
    before = {id_ for _, id_ in known}

    assert expected == [id_ if id_ in before else None for id_ in found]
    assert len(found) == len(set(found))


def test_new_ids_come_from_the_first_item() -> None:
    """The same story gets the same id in another archive; a taken one is not given again."""
    (first,) = story_ids([[an_item("b"), an_item("a")]], ())
    (same,) = story_ids([[an_item("a")]], ())
    (other,) = story_ids([[an_item("a")]], [("gone", first)])

    assert (6, first) == (len(first), same)
    assert int(first, 16) >= 0
    assert first != other


def test_words_of_one_stem_are_one_word() -> None:
    """Short ones are left as they are."""
    assert ["sign", "sign", "sign", "red"] == [
        stem(word) for word in ("signs", "signed", "signing", "red")
    ]


def test_only_promising_pairs_are_compared() -> None:
    """Each once, the lower first; what shares no rare word is not found."""
    found = vectors([["grain", "odesa"], ["grain", "odesa"], ["prisoners"]], [[], [], []])

    assert [(0, 1)] == list(similar_pairs(found, 0.1))
    assert 1.0 == pytest.approx(similar_pairs(found, 0.1)[0, 1])
    assert 0.0 == likeness(found[0], found[2])


def test_words_that_stand_everywhere_tell_little() -> None:
    """In a small week it does not show how common the topic's own names are."""
    titles = [["kyiv", "grain"], ["kyiv", "prisoners"]]
    alike = [
        likeness(*vectors(titles, [[], []], common), headline=True) for common in ((), ("kyiv",))
    ]

    assert alike[1] < alike[0] / 2


def test_what_a_person_put_somewhere_gathers_reports_of_it() -> None:
    """The note stands where it was put, and the wires confirm it."""
    note = an_item("note", title=GRAIN[0][1], body=GRAIN[0][2], section="other", ordered=True)

    assert {frozenset({"note", "g2", "g3"})} == grouped(note, *reports(GRAIN[1:]))


def test_names_tell_more_than_other_words() -> None:
    """The same words, one of them a name: it brings the two that share it closer."""
    titles = [["rain", "odesa"], ["sun", "odesa"]]
    plain, named = (
        likeness(*vectors(titles, [[], []], (), names), headline=True) for names in ((), ("odesa",))
    )

    assert plain < named


@pytest.mark.parametrize(("shared", "expected"), [(1, False), (2, True)])
def test_one_word_makes_no_two_texts_alike(shared: int, *, expected: bool) -> None:
    """However rare it is; two may be a who and a where."""
    words = [f"w{at}" for at in range(40)]
    one, other = vectors([[], []], [words[:20], [*words[:shared], *words[20:38]]])
    cosine = sum(one[word] * other[word] for word in one.keys() & other.keys())

    assert expected == (likeness(one, other) == pytest.approx(cosine))
    assert expected == (likeness(one, other) > 0)


def test_a_report_without_words_is_like_nothing() -> None:
    """It has no direction."""
    assert [{}] == vectors([["the", "of"]], [[]])
    assert 2 == len(grouped(an_item("a", title="The"), an_item("b", title="Of")))


def test_an_order_to_lead_keeps_apart_from_an_order_elsewhere() -> None:
    """A text that a person put into a section is not swallowed by the one that is to lead."""
    lead = an_item("a", title="A truce offer is declined", lead=True)
    said = an_item("b", title="A truce offer is declined", section="state", ordered=True)
    same = Start(title=("truce", "offer", "declined"), words=("truce", "offer", "declined"))

    assert 2 == len(group([lead, said], {"a": same, "b": same}))
