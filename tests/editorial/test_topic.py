"""Whether an item is about the topic, and in which section it belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import bundled, config
from digest.config import TopicRef
from digest.editorial.reading import opening
from digest.editorial.topic import Topic, load_topic
from digest.editorial.vocabulary import Phrases, Spelling
from digest.errors import ConfigError
from tests.support.judging import judge
from tests.support.values import an_item

if TYPE_CHECKING:
    from digest.model import Judged

CONFIG = config.parse(b"")
SMALL = """\
[[groups]]
id = "whom"
role = "subject"
weight = 2.0
terms = ["Ukraine", "Kyiv", "Mali"]

[[groups]]
id = "talks"
role = "act"
weight = 2.5
lead = 1.5
cap = 5.0
terms = ["talks", "negotiat*", "peace plan*", "U.S. Congress"]

[[groups]]
id = "front"
role = "against"
cap = 9.0
terms = ["shelling", "retreat*", "siege"]

[[groups]]
id = "else"
role = "elsewhere"
cap = 9.0
terms = ["Gaza", "Hamas", "Sudan"]

[variants]
Kyiv = ["Kiev"]
ceasefire = ["cease-fire"]
US = ["U.S."]
"""


def topic(**ref: Any) -> Topic:
    """Load the small topic with a newsroom's own terms."""
    return load_topic(SMALL.encode(), TopicRef(**ref), where="small.toml")


def judged(title: str, body: str = "", **fields: Any) -> Judged:
    """Judge one report by the small topic."""
    item = an_item(title=title, body=f"<p>{body}</p>" if body else "", **fields)
    return judge(item, topic(), CONFIG)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Talks on Ukraine", "other"),
        ("TALKS ON UKRAÏNE", "other"),  # case and accents
        ("Talks in Kiev", "other"),  # another spelling
        ("Kyiv's negotiators arrive", "other"),  # any ending, and an apostrophe
        ("Peace-plans for Ukraine", "other"),  # a hyphen is a space
        ("Ukraine asks the US Congress", "other"),
        ("Ukraine asks the U.S. Congress", "other"),
        ("Ukrainetoday talks", None),  # no word begins or ends there
        ("Small talks in Malign", None),
        ("Ukraine", None),  # nothing is done about it
        ("Talks", None),  # about nobody
        ("Ukraine talks amid shelling", "other"),
        ("Ukraine: shelling and retreat, siege goes on as talks fail", None),  # the fighting
        ("Gaza, Sudan, Hamas: talks, and Ukraine looks on", None),  # other wars
    ],
)
def test_an_item_is_on_the_topic_if_both_subject_and_act_are_met(
    title: str, expected: str | None
) -> None:
    """Words begin and end at their edges; case, accents and spelling are no difference."""
    assert expected == judged(title).section


def test_reasons_say_what_was_found_and_what_it_was_worth() -> None:
    """A term of the title counts twice, the same term once; the evidence is the score."""
    verdict = judged("Ukraine and Kyiv: talks", "Talks, negotiations and shelling in Kyiv.")

    assert [
        "whom: Ukraine, Kyiv (+4.0)",
        "talks: talks, negotiat* (+5.0)",
        "front: shelling (-1.0)",
        "substance: talks, negotiat* (+4.5)",
    ] == [str(reason) for reason in verdict.reasons]


def test_a_group_counts_no_more_than_its_cap() -> None:
    """However many of its terms are found."""
    verdict = judged("Talks, negotiations, peace plan for Ukraine")

    assert [5.0] == [reason.weight for reason in verdict.reasons if reason.rule == "talks"]


def test_what_comes_late_in_a_text_is_worth_less() -> None:
    """After the first words, a term counts a third."""
    late = judged("Ukraine", "word " * 80 + "talks")
    early = judged("Ukraine", "talks " + "word " * 80)

    assert (None, "other") == (late.section, early.section)


def test_words_too_far_down_are_not_read() -> None:
    """The rules say how many are."""
    verdict = judged("Ukraine", "word " * 250 + "talks")

    assert ["off the topic", "whom"] == [reason.rule for reason in verdict.reasons]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Talks in Geneva", "subject 0.0 of 2.0"),
        ("Ukraine in winter", "act 0.0 of 2.0"),
        ("Talks in Ukraine amid shelling, a siege and a retreat", "against 6.0 outweighs act 5.0"),
        ("Talks on Ukraine, Gaza, Hamas, Sudan", "elsewhere 6.0 outweighs subject 4.0"),
    ],
)
def test_what_is_off_the_topic_says_what_it_lacks(title: str, expected: str) -> None:
    """The first of its reasons."""
    verdict = judged(title)

    assert None is verdict.section
    assert f"off the topic: {expected}" == str(verdict.reasons[0])


def test_what_a_person_wants_to_lead_leads_whatever_it_is_about() -> None:
    """An order is no matter of evidence."""
    verdict = judged("A soup", lead=True)

    assert "main" == verdict.section
    assert "order: a person wants it to lead" == str(verdict.reasons[0])


def test_a_newsroom_adds_terms_that_are_subject_and_act_at_once() -> None:
    """Without copying the topic file."""
    item = an_item(title="The Orinoco Dialogue goes on")

    assert None is judge(item, topic(), CONFIG).section
    assert "other" == judge(item, topic(add=("Orinoco Dialogue",)), CONFIG).section


def test_an_added_term_takes_the_place_of_the_same_term_in_the_base() -> None:
    """It is one term, however it is written."""
    verdict = judge(an_item(title="Talks"), topic(add=("TALKS",)), CONFIG)

    assert ("other", ["added", "substance"]) == (
        verdict.section,
        [reason.rule for reason in verdict.reasons],
    )


def test_a_newsroom_removes_terms() -> None:
    """Named as in the base, but for case."""
    item = an_item(title="Talks in Kyiv")

    assert None is judge(item, topic(remove=("kyiv",)), CONFIG).section


def test_a_term_that_is_not_there_cannot_be_removed() -> None:
    """The error names the nearest that is."""
    with pytest.raises(ConfigError) as caught:
        topic(remove=("Ukrane",))
    assert (
        "digest.toml: [topic]: remove: 'Ukrane' is not a term of small.toml."
        " Did you mean 'Ukraine'?" == str(caught.value)
    )
    with pytest.raises(ConfigError) as caught:
        topic(remove=("zzz",))
    assert str(caught.value).endswith("is not a term of small.toml")


def test_a_term_belongs_to_one_group() -> None:
    """It would count twice."""
    twice = SMALL.replace('"Gaza"', '"gaza", "KYIV"')
    with pytest.raises(ConfigError) as caught:
        load_topic(twice.encode(), TopicRef(), where="small.toml")
    assert (
        "small.toml: [[groups]] \"else\": 'KYIV' is in 'whom' too. A term belongs to one group."
        == str(caught.value)
    )


ONE = '[[groups]]\nid = "a"\nrole = "subject"\nterms = ["Kyiv"]\n'
DESK = ONE + '[[desks]]\nid = "state"\n'
IN_OFFICE = DESK + '[[desks.people]]\nname = "A B"\n'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "t.toml: groups is missing"),
        ("groups = []", 't.toml: no [[groups]] with role = "subject" or "act". Nothing could'),
        (ONE.replace("subject", "against"), 't.toml: no [[groups]] with role = "subject" or'),
        (ONE.replace("subject", "party"), 't.toml: [[groups]] "a" (line 1): role must be one of'),
        (ONE.replace('"Kyiv"', ""), 't.toml: [[groups]] "a" (line 1): terms must be'),
        (ONE.replace("Kyiv", "*"), "t.toml: [[groups]] \"a\": '*' has no words"),
        (ONE + "wieght = 2", "unknown key 'wieght'. Did you mean 'weight'?"),
        (ONE + "weight = -1", "weight must be a number >= 0"),
        (ONE + ONE.replace("Kyiv", "Rome"), 't.toml: [[groups]] "a": this id is used twice'),
        (ONE.replace('"a"', '"substance"'), "this id is one of the program's own rules"),
        (ONE + "[rules]\nacts = 2", "t.toml: [rules]: unknown key 'acts'. Did you mean 'act'?"),
        (DESK + "voice = []", "unknown key 'voice'. Did you mean 'voices'?"),
        (DESK + '[[desks]]\nid = "state"', 't.toml: [[desks]] "state": this id is used twice'),
        (IN_OFFICE + "from = 2024-02-30", "t.toml, line 9, column"),
        (IN_OFFICE + 'from = "last year"', "from must be"),
        (IN_OFFICE + "form = 2024-02-01", "unknown key 'form'. Did you mean 'from'?"),
        (
            IN_OFFICE + "from = 2024-02-01\nuntil = 2023-01-01",
            "t.toml: [[desks]] \"state\": people: 'A B' is in office from 2024-02-01 until"
            " 2023-01-01. `until` is the last day in office.",
        ),
        (
            DESK + 'releases = ["said in a statement"]',
            "releases: 'said in a statement' lacks {name}. For example: \"{name} said in",
        ),
    ],
)
def test_what_a_topic_file_cannot_mean_is_an_error(content: str, expected: str) -> None:
    """It names the file, the place, what was found and what is allowed."""
    with pytest.raises(ConfigError) as caught:
        load_topic(content.encode(), TopicRef(), where="t.toml")
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("role", "add", "title", "expected"),
    [
        ("subject", (), "Kyiv in winter", "other"),  # to be named is enough
        ("act", (), "Kyiv in winter", "other"),
        ("subject", (), "Rome in winter", None),
        ("subject", ("Quirinal",), "Kyiv in winter", None),  # there are acts now
        ("subject", ("Quirinal",), "The Quirinal in winter", "other"),
    ],
)
def test_a_role_that_no_group_has_is_not_asked_for(
    role: str, add: tuple[str, ...], title: str, expected: str | None
) -> None:
    """A topic file may be as short as a list of names."""
    short = load_topic(ONE.replace("subject", role).encode(), TopicRef(add=add), where="t.toml")

    assert expected == judge(an_item(title=title), short, CONFIG).section


def test_an_order_is_obeyed_whatever_the_item_is_about() -> None:
    """A person gave it."""
    verdict = judged("A cake recipe", section="state", ordered=True)

    assert "state" == verdict.section
    assert "order: a person put it into 'state'" == str(verdict.reasons[0])


def test_a_hint_tips_a_doubtful_item_and_no_more() -> None:
    """The section of a source is no order."""
    assert None is judged("Kyiv", section="other").section
    assert None is judged("A cake recipe", section="state").section
    doubtful = "word " * 70 + "talks, negotiators"
    without, hinted = judged("Ukraine", doubtful), judged("Ukraine", doubtful, section="state")

    assert (None, "other") == (without.section, hinted.section)
    assert "hint: its source is about 'state' (+0.5)" == str(hinted.reasons[0])


def test_a_hint_at_a_section_of_briefs_says_which() -> None:
    """Where there are several."""
    several = config.parse(
        b'[[sections]]\nid = "main"\nkind = "lead"\n'
        b'[[sections]]\nid = "one"\nkind = "briefs"\ntitle = "One"\n'
        b'[[sections]]\nid = "two"\nkind = "briefs"\ntitle = "Two"\n'
    )
    item = an_item(title="Talks in Kyiv", section="two")

    assert "two" == judge(item, topic(), several).section


@pytest.mark.parametrize(
    ("add", "expected"), [(("Kyiv's plan",), "other"), (("d'Orsay",), "other"), (("U.S.",), None)]
)
def test_added_terms_may_hold_apostrophes_and_points(
    add: tuple[str, ...], expected: str | None
) -> None:
    """They are words like any others."""
    item = an_item(title="Kyiv’s plan at the Quai d’Orsay")

    assert expected == judge(item, topic(add=add, remove=("Kyiv",)), CONFIG).section


def test_the_longest_phrase_wins_its_place() -> None:
    """A part of it is not found again."""
    phrases = Phrases(["peace", "peace plan*", "plan", "peace planning for all"], Spelling({}))

    assert [(0, "peace plan*"), (2, "peace")] == list(phrases.find(["peace", "plans", "peace"]))
    assert [(0, "peace planning for all")] == list(
        phrases.find(["peace", "planning", "for", "all"])
    )


def test_a_long_body_is_read_only_as_far_as_is_needed() -> None:
    """A tag that is cut there is no word, and what stands before it is read."""
    cut = an_item(body="<p>word</p>" + "<br/>" * 5 + "<a href='https://e.org/ukraine'>x</a>")
    whole = an_item(deck="A deck", body="word " * 40)

    assert "word" == opening(cut, 3).strip()
    assert ["A", "deck", "word", "word"] == opening(whole, 2).split()[:4]
    assert len(opening(whole, 2).split()) < 10


def test_a_phrase_without_words_is_none() -> None:
    """It would be found everywhere."""
    assert [] == list(Phrases(["—", "*"], Spelling({"Kyiv": ["—"]})).find(["kyiv"]))


def test_words_are_looked_up_again_when_too_many_are_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Memory is bounded, and nothing is lost by it."""
    monkeypatch.setattr("digest.editorial.vocabulary.REMEMBERED", 1)
    phrases = Phrases(["talks", "peace"], Spelling({}))

    assert ["talks", "peace", "talks"] == [
        phrase for _, phrase in phrases.find(["talks", "x", "peace", "talks"])
    ]


@given(st.lists(st.sampled_from(["kyiv", "talks", "peace", "plans", "x"]), max_size=8))
def test_phrases_are_found_where_they_stand(words: list[str]) -> None:
    """Each place it names holds the phrase."""
    phrases = Phrases(["kyiv talks", "peace plan*", "talks"], Spelling({}))
    for at, phrase in phrases.find(words):
        wanted = phrase.split()
        found = words[at : at + len(wanted)]
        assert all(
            got.startswith(want.rstrip("*")) for want, got in zip(wanted, found, strict=True)
        )


SHIPPED = load_topic(
    (bundled.folder("sources") / "topics" / "ukraine-diplomacy.toml").read_bytes(),
    CONFIG.topic,
    where="ukraine-diplomacy.toml",
)


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("Zelenskyy meets the pope in Rome", "They spoke of a ceasefire.", "other"),
        ("Selenskyj trifft", "Zelenskiy and envoys hold peace talks in Kiev.", "other"),
        ("A truce for Gaza", "Israeli and Hamas negotiators met in Cairo on a ceasefire.", None),
        (
            "Russian troops take another village",
            "Shelling went on along the front line, and a brigade withdrew from the town; at"
            " least ten soldiers were killed in an artillery duel.",
            None,
        ),
        ("Sanctions on Russia: a new package", "Ministers of the EU agreed on it.", "other"),
        ("A film festival opens in Lviv", "Concerts are part of it.", None),
        ("Stock markets rise in Moscow", "Inflation fell and the ruble gained.", None),
    ],
)
def test_the_shipped_topic_tells_diplomacy_from_the_rest(
    title: str, body: str, expected: str | None
) -> None:
    """Hard cases among them: another truce, the fighting, other news of the same places."""
    item = an_item(title=title, body=f"<p>{body}</p>")

    assert expected == judge(item, SHIPPED, CONFIG).section
