"""Whether a desk section's institution itself is speaking, and what its silence means."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from digest import bundled, config
from digest.editorial import desk
from digest.editorial.compose import compose_week
from digest.editorial.topic import load_topic
from digest.model import Absence, Judged
from tests.support.judging import judge
from tests.support.values import a_reading, a_week, an_item, at

CONFIG = config.parse(b"")
STATE = CONFIG.sections[2]
TOPIC = load_topic(
    (bundled.folder("sources") / "topics" / "ukraine-diplomacy.toml").read_bytes(),
    CONFIG.topic,
    where="ukraine-diplomacy.toml",
)
SILENT = config.parse(
    b'[[sections]]\nid = "main"\nkind = "lead"\n'
    b'[[sections]]\nid = "other"\nkind = "briefs"\ntitle = "Other"\n'
    b'[[sections]]\nid = "state"\nkind = "desk"\ntitle = "State"\nsources = ["state-briefings"]\n'
    b'empty = "None was held."\nsilent = "One was held, on other things."\n'
)


def judged(title: str, body: str = "", **fields: Any) -> Judged:
    """Judge one report by the shipped topic."""
    return judge(an_item(title=title, body=f"<p>{body}</p>", **fields), TOPIC, CONFIG)


@pytest.mark.parametrize(
    ("title", "body", "fields", "expected"),
    [
        # its own texts: by feed, by address, by title
        ("A day of talks", "The aid goes to Ukraine.", {"source": "state-briefings"}, "state"),
        ("A day of talks", "Aid to Ukraine.", {"url": "https://www.state.gov/x"}, "state"),
        ("A day of talks", "Aid to Ukraine.", {"url": "https://bd.state.gov/x"}, "state"),
        ("A day", "Aid to Ukraine, talks.", {"url": "https://notstate.gov/x"}, "other"),
        ("Department Press Briefing – February 13", "Q: On Ukraine?", {}, "state"),
        # its own text that is about something else
        ("A day of talks", "On Gaza.", {"source": "state-briefings"}, None),
        # reports of what it said
        ("State Department says aid to Ukraine is late", "It is.", {}, "state"),
        ("Aid to Ukraine", "State Department spokesman John Doe said it is late.", {}, "state"),
        (
            "Aid to Ukraine",
            "Matthew Miller told a press briefing on Tuesday that it is late.",
            {},
            "state",
        ),
        (
            "Aid to Ukraine is late",
            "A former State Department official, who spoke on condition of anonymity, said that"
            " talks on aid to Ukraine were late. A State Department spokesman said nothing.",
            {},
            "other",
        ),
        ("Ukraine talks", "Blinken told reporters in Rome that talks are far.", {}, "other"),
    ],
)
def test_who_is_speaking(
    title: str, body: str, fields: dict[str, Any], expected: str | None
) -> None:
    """By feed, address or title; by its spokespersons; not by officials without a name."""
    assert expected == judged(title, body, **fields).section


@pytest.mark.parametrize(
    ("published", "expected"),
    [("2024-02-14", "state"), ("2026-02-14", "other"), ("2022-02-14", "other"), (None, "other")],
)
def test_a_name_speaks_for_the_desk_while_in_office(published: str | None, expected: str) -> None:
    """Before and after that the same name is a person's; so it is where the day is not known."""
    verdict = judged(
        "Aid to Ukraine is late",
        "Matthew Miller told a press briefing on Tuesday that the aid is late.",
        published=published,
    )

    assert expected == verdict.section


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("State Department: aid to Ukraine is late", "", "state"),
        ("Aid to Ukraine is late – U.S. State Department", "", "state"),
        ("Aid to Ukraine is late - State Department", "", "state"),
        ("Talks at the State Department: aid to Ukraine is late", "", "other"),
        ("Aid to Ukraine: State Department in no hurry", "", "other"),
        ("Aid to Ukraine", "Spokesman Matthew Miller said that it is late.", "state"),
        ("Aid to Ukraine", "The actor Matthew Miller said that it is late.", "other"),
        ("Aid to Ukraine", "The Department's spokesman said that it is late.", "state"),
        ("Matthew Miller on aid to Ukraine", "At the State Department he said no.", "state"),
        ("Matthew Miller on aid to Ukraine", "At the Treasury he said no.", "other"),
    ],
)
def test_a_headline_or_a_role_before_a_name_says_who_speaks(
    title: str, body: str, expected: str
) -> None:
    """The desk's whole name before or after the colon or dash; a name in office behind its role."""
    assert expected == judged(title, body).section


SERVED_TWICE = """
[[groups]]
id = "whom"
role = "subject"
terms = ["Ukraine"]

[[desks]]
id = "state"
roles = ["envoy"]

[[desks.people]]
name = "A Name"
until = 2022-12-31

[[desks.people]]
name = "A Name"
from = 2024-01-01
"""


@pytest.mark.parametrize(
    ("published", "role", "expected"),
    [
        ("2022-12-31", "Envoy", "state"),
        ("2023-01-01", "Envoy", "other"),
        ("2024-01-01", "Envoy", "state"),
        ("2024-01-01", "Spokesman", "other"),
    ],
)
def test_who_served_twice_speaks_in_both_terms_of_office(
    published: str, role: str, expected: str
) -> None:
    """First and last day are in office; the roles are the topic file's."""
    twice = load_topic(SERVED_TWICE.encode(), CONFIG.topic, where="t.toml")
    item = an_item(title="Ukraine", body=f"<p>{role} A Name said so.</p>", published=published)

    assert expected == judge(item, twice, CONFIG).section


@pytest.mark.parametrize(
    ("published", "title", "body", "expected"),
    [
        # The desk's release: what it is, and whose, stand at its head.
        (
            "2024-02-14",
            "On Ukraine",
            "Press Statement. Antony J. Blinken, Secretary. We do.",
            "state",
        ),
        ("2024-02-14", "On Ukraine", "Media Note. Office of the Spokesperson.", "other"),
        ("2024-02-14", "On Ukraine", "Media Note of the Department of State. We do.", "state"),
        (
            "2020-02-14",
            "On Ukraine",
            "Press Statement. Antony J. Blinken, Secretary. We do.",
            "other",
        ),
        ("2024-02-14", "On Ukraine", "He had no Press Statement, Antony J. Blinken said.", "other"),
        ("2024-02-14", "On Ukraine", "It helps, said a statement by Secretary Blinken.", "state"),
        ("2024-02-14", "On Ukraine", "The State Department has approved the sale.", "state"),
        # So do the titles of what its head said, and transcripts.
        ("2024-02-14", "Secretary Blinken's Remarks in Kyiv", "It is good to be here.", "state"),
        ("2024-02-14", "Secretary Antony J. Blinken on Ukraine", "Good evening.", "state"),
        ("2024-02-14", "Secretary Blinken in Kyiv", "Media Note, in brief.", "state"),
        ("2024-02-14", "Kyiv thanks Secretary Blinken", "They were glad.", "other"),
        ("2025-02-14", "Secretary Blinken's Remarks in Kyiv", "It is good to be here.", "other"),
        ("2024-02-14", "In Kyiv", "SECRETARY BLINKEN: Ukraine has our support.", "state"),
        ("2024-02-14", "In Kyiv", "PRESIDENT ZELENSKY: Ukraine thanks Blinken.", "other"),
        ("2024-02-14", "In Kyiv", "Blinken: Ukraine has our support.", "other"),
        # What its head published is its word; what he says abroad is news of his journey.
        ("2024-02-14", "Aid to Kyiv", "It is on its way, Blinken said in a statement.", "state"),
        (
            "2024-02-14",
            "Aid to Kyiv",
            "It is on its way, Blinken said in Warsaw after talks.",
            "other",
        ),
        ("2024-02-14", "Aid to Kyiv", "Blinken came. Lavrov said in a statement: no.", "other"),
        ("2024-02-14", "Aid to Kyiv", "It is on its way, Rubio said in a statement.", "other"),
        ("2025-02-14", "Aid to Kyiv", "It is on its way, Rubio said in a statement.", "state"),
    ],
)
def test_what_its_head_published_is_the_desks_word(
    published: str, title: str, body: str, expected: str
) -> None:
    """By name while in office, and not what others report of a journey."""
    item = an_item(title=f"{title}: ceasefire talks", body=f"<p>{body}</p>", published=published)

    assert expected == judge(item, TOPIC, CONFIG).section


def test_a_name_counts_from_when_it_was_first_seen() -> None:
    """Where a report has no date of its own."""
    body = "Matthew Miller told a press briefing on Tuesday that the aid is late."
    seen = at("2024-02-14")

    assert "state" == judged("Aid to Ukraine", body, published=None, first_seen=seen).section


def test_a_desk_that_the_topic_file_does_not_know_is_known_by_its_feeds() -> None:
    """Another desk is a change of digest.toml."""
    own = config.parse(
        b'[[sections]]\nid = "main"\nkind = "lead"\n'
        b'[[sections]]\nid = "treasury"\nkind = "desk"\ntitle = "T"\nsources = ["treasury"]\n'
    )
    body = "<p>New sanctions on Russia and aid to Ukraine.</p>"

    assert "treasury" == judge(an_item(source="treasury", body=body), TOPIC, own).section
    assert "main" == judge(an_item(source="wire", body=body), TOPIC, own).section


@pytest.mark.parametrize("roundup", ["", "r"])
def test_what_the_desk_said_is_not_swallowed_by_what_was_put_elsewhere(roundup: str) -> None:
    """A note on the same event stands where a person put it, and the desk's text in its section."""
    words = "Blinken will travel to Kyiv for talks on aid to Ukraine."
    note = an_item(
        "note",
        title="Blinken to travel to Kyiv",
        body=f"<p>{words}</p>",
        section="other",
        ordered=True,
        roundup=roundup,
    )
    said = an_item(
        "said",
        title="Department Press Briefing: Blinken to travel to Kyiv",
        body=f"<p>{words}</p>",
        source="state-briefings",
        url="https://www.state.gov/briefing",
    )
    made = compose_week(a_week(note, said), CONFIG, TOPIC)

    assert {("note", "other", True), ("said", "state", True)} == {
        (story.lead.id, story.section, story.placed) for story in made.stories
    }


def test_what_shows_that_it_spoke() -> None:
    """Its own text, or a report of an occasion; a remark in passing is none."""
    own = judged("A day", "On Gaza.", source="state-briefings")
    told = judged("State Department says no", "He told a press briefing that Gaza is far.")
    remark = judged("State Department says no", "Gaza is far.")

    assert [True, True, False] == [desk.held(it.reasons, STATE) for it in (own, told, remark)]
    assert [True, False, False] == [desk.is_own(it.reasons, STATE) for it in (own, told, remark)]


OFF = an_item("off", source="state-briefings", title="Press Briefing", body="<p>On Gaza.</p>")
STATED = Absence(source="r", section="state", text="It held none.", published=at("2024-02-15"))
ON = an_item(
    "on",
    title="Department Press Briefing",
    body="<p>Asked about the aid to Ukraine, the spokesman said that it is late.</p>",
)


@pytest.mark.parametrize(
    ("items", "stated", "expected"),
    [
        ((), False, ("absent", "None was held.")),
        ((OFF,), False, ("silent", "One was held, on other things.")),
        ((OFF,), True, ("silent", "One was held, on other things.")),
        ((), True, ("absent", "It held none.")),
    ],
)
def test_a_week_without_a_text_of_the_desks(
    items: tuple[Any, ...],
    stated: bool,  # noqa: FBT001
    expected: tuple[str, str],
) -> None:
    """A briefing on other things is no absence, whoever states one."""
    week = a_week(*items, readings=(a_reading(),), absences=(STATED,) if stated else ())
    (finding,) = compose_week(week, SILENT, TOPIC).findings

    assert expected == (finding.state, finding.text)


def test_a_real_text_wins_over_a_stated_absence() -> None:
    """Whatever the round-up says."""
    made = compose_week(a_week(ON, absences=(STATED,)), SILENT, TOPIC)

    assert () == made.findings
    assert ["state"] == [story.section for story in made.stories if story.placed]


@pytest.mark.parametrize(
    "order",
    [{"lead": True}, {"section": "other", "ordered": True}, {"lead": True, "ordered": True}],
)
def test_a_desk_whose_words_stand_elsewhere_is_neither_absent_nor_silent(
    order: dict[str, Any],
) -> None:
    """A person made the briefing the main story, or a brief: nothing false is said of it."""
    made = compose_week(a_week(replace(ON, **order), readings=(a_reading(),)), SILENT, TOPIC)
    (finding,) = made.findings

    assert ("silent", "", "what it said on the topic is in a story of another section") == (
        finding.state,
        finding.text,
        finding.reason,
    )


def test_what_a_round_ups_brief_tells_of_a_briefing_disproves_no_absence() -> None:
    """The round-up's own statement stands."""
    part = an_item(
        "part",
        title="A State Department spokesman said at a press briefing that aid to Ukraine is late",
        section="other",
        ordered=True,
        roundup="r",
    )
    (finding,) = compose_week(a_week(part, absences=(STATED,)), SILENT, TOPIC).findings

    assert ("absent", "It held none.") == (finding.state, finding.text)


def test_the_desks_own_words_decide_for_the_desk() -> None:
    """However many reports tell of the same event."""
    title = "Blinken and Kuleba sign a memorandum on grain exports of Ukraine in Vienna"
    own = an_item("own", title=title, source="state-briefings", body=f"<p>{title}.</p>")
    reports = [an_item(f"r{n}", title=title, body=f"<p>{title}.</p>") for n in range(3)]
    made = compose_week(a_week(own, *reports), SILENT, TOPIC)

    assert [(4, "state")] == [(len(story.items), story.section) for story in made.stories]
