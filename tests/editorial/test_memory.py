"""What earlier editions have printed: the same again is left out, a development says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest

from digest import bundled, config
from digest.config import TopicRef
from digest.editorial import memory, updates
from digest.editorial.compose import compose_week
from digest.editorial.topic import load_topic
from digest.editorial.writeup import write_edition
from digest.model import Story
from tests.editorial.test_events import JUNE, SHARED, SIX
from tests.support.values import a_week, an_item

if TYPE_CHECKING:
    from digest.model import Composition, Item, Printed

LAST = date(2024, 2, 9)
PATH = bundled.folder("sources") / "topics" / "ukraine-diplomacy.toml"
TOPIC = load_topic(PATH.read_bytes(), TopicRef(), where=PATH.name)
SETTINGS = config.parse(b'[mail]\nweb_url = "https://example.org/{date}/"\n')

GENEVA = (
    "Kyiv and Moscow hold ceasefire talks in Geneva",
    "Negotiators from Kyiv and Moscow met in Geneva on Tuesday for talks about a ceasefire, the"
    " mediator said. Both delegations described the negotiations as difficult but useful, and"
    " agreed to go on. The talks turn on prisoners of war and on who would watch over a truce.",
)
ROUND_TWO = (
    "Second round of Geneva ceasefire talks ends with a list of prisoners",
    "Negotiators from Kyiv and Moscow met in Geneva for a second round of talks on Tuesday. The"
    " delegations exchanged lists of prisoners of war, the mediator said, and left the question of"
    " who would watch over a truce to a third round.",
)
#: What was printed, and what came of it a week later.
DEVELOPMENTS = [
    (*GENEVA, *ROUND_TWO),
    (
        "Polish farmers block border crossings with Ukraine over grain",
        "Farmers in Poland closed the roads to the crossings at Dorohusk and Medyka in protest"
        " against imports of Ukrainian grain. Warsaw and Kyiv are to talk about it.",
        "Warsaw and Kyiv agree on grain transit as farmers leave Medyka",
        "Poland's farmers ended their protest at the Medyka and Dorohusk crossings after Warsaw and"
        " Kyiv agreed that grain from Ukraine will only pass in transit.",
    ),
    (
        "US Senate passes $61 billion Ukraine aid bill",
        "The Senate voted for a bill with 61 billion dollars of aid to Ukraine. House Speaker Mike"
        " Johnson said that he would not bring it to the floor.",
        "House passes Ukraine aid bill after Johnson changes course",
        "Speaker Mike Johnson brought the 61 billion dollars of aid to Ukraine to the floor, and"
        " the House passed the bill for which the Senate had voted.",
    ),
    (
        "Turkey's parliament sets date for vote on Sweden's accession to NATO",
        "Ankara's parliament will vote on Sweden's accession to NATO on Tuesday, its speaker said,"
        " while Ukraine waits for an invitation of its own.",
        "Turkey ratifies Sweden's accession to NATO",
        "The parliament in Ankara approved Sweden's accession to NATO. Ukraine's foreign minister"
        " welcomed it; Erdogan has still to sign.",
    ),
]
#: What was printed, and what only sounds like it a week later.
OTHERS = [
    (
        "G7 leaders agree on a loan for Ukraine",
        "Leaders of the G7 agreed at their summit in Apulia to lend Ukraine 50 billion dollars from"
        " the profits of Russian assets. Zelensky, Biden and Scholz spoke.",
        "NATO leaders promise Ukraine a bridge to membership",
        "At their summit in Washington Biden, Scholz and the other leaders of NATO told Zelensky"
        " that Ukraine's way to membership is irreversible, and promised air defence.",
    ),
    (
        "EU leaders agree on accession talks with Ukraine",
        "At a summit in Brussels the European Union's leaders agreed to open accession talks with"
        " Kyiv; Hungary's Orban left the room.",
        "EU leaders discuss frozen assets at Brussels summit",
        "Leaders of the European Union discussed at a summit in Brussels how profits of frozen"
        " Russian assets could pay for weapons for Kyiv. Hungary's Orban objected.",
    ),
    (
        "Kyiv asks its allies for air defence after a night of missiles",
        "Russia fired missiles and drones at power stations across Ukraine overnight, and Kyiv"
        " asked its allies at talks in Brussels for more air defence.",
        "Allies promise air defence after another night of drones",
        "Russia sent drones against cities across Ukraine overnight; Kyiv's allies promised more"
        " air defence at talks in Brussels.",
    ),
    (
        "Zelensky and Scholz sign a security agreement in Berlin",
        "Chancellor Olaf Scholz and President Volodymyr Zelensky signed a security agreement in"
        " Berlin that runs for ten years.",
        "Zelensky and Scholz speak by telephone about Patriot",
        "Chancellor Olaf Scholz told President Volodymyr Zelensky by telephone that Berlin will"
        " send a further Patriot battery to Ukraine.",
    ),
    (
        "Lavrov and Wang Yi talk about Ukraine in Beijing",
        "Russia's foreign minister Sergei Lavrov met Wang Yi in Beijing, and both spoke of Ukraine"
        " and of the Security Council.",
        "Lavrov and Fidan talk about Ukraine in Antalya",
        "Russia's foreign minister Sergei Lavrov met Hakan Fidan in Antalya, and both spoke of"
        " Ukraine and of grain.",
    ),
    (
        "Russia and Ukraine exchange 230 prisoners of war",
        "Russia and Ukraine each freed 115 prisoners of war, with the United Arab Emirates as"
        " mediator, the defence ministry in Moscow said.",
        "Ukraine and Russia swap 180 prisoners of war",
        "Each side released 90 prisoners of war after the United Arab Emirates had mediated,"
        " Zelensky and Moscow's defence ministry said.",
    ),
    (
        "Ukraine war live updates: Geneva talks begin",
        GENEVA[1],
        "Ukraine war live updates: Geneva talks go on",
        ROUND_TWO[1],
    ),
    ("Talks in Geneva, February 6", GENEVA[1], "Talks in Geneva, February 13", ROUND_TWO[1]),
]


def report(title: str, words: str, id_: str = "new", **fields: Any) -> Item:
    """Make a feed's report."""
    fields.setdefault("canonical_url", f"https://example.org/{id_}")
    fields.setdefault("url", fields["canonical_url"])
    return an_item(id_, title=title, body=f"<p>{words}</p>" if words else "", **fields)


def printed(*items: Item, day: date = LAST) -> tuple[Printed, ...]:
    """Return what an edition printed that had one story of these reports."""
    return memory.printed_reports([Story(id="a1", lead=items[0], also=items[1:])], ["a1"], day)


def composed(*items: Item, past: tuple[Printed, ...]) -> Composition:
    """Compose the week after."""
    return compose_week(a_week(*items, printed=past), SETTINGS, TOPIC)


FORMER = report(*GENEVA, "old")
#: A brief's place is the second, so something else has to lead.
SUMMIT = report(
    "Zelensky proposes a peace summit with Putin in Istanbul on ceasefire and negotiations",
    "Zelensky proposed peace talks and a ceasefire at a summit with Putin; Erdogan offered to host"
    " the negotiations on a peace agreement in Istanbul, and Guterres to mediate a truce.",
    "summit",
    lead=True,
)


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        (
            report(
                "Ukraine talks in Geneva end in ceasefire", "", canonical_url=FORMER.canonical_url
            ),
            True,
        ),
        (report(*GENEVA, publisher="AP"), True),
        (report("Delegations meet by the lake for talks on Ukraine", GENEVA[1]), True),
        (report(GENEVA[0], GENEVA[1].replace("useful", "fruitful"), "old"), True),
        (report("Talks of Ukraine in Geneva corrected", GENEVA[1], "old"), True),
        # Another text under the same address, or of the same entry, is another report.
        (report(*ROUND_TWO, "old"), False),
        (report(*ROUND_TWO), False),
        # A person gave the file a title of its own, or a place.
        (
            report("Delegations meet by the lake on Ukraine", GENEVA[1], dated_by="front-matter"),
            False,
        ),
        (report(*GENEVA, dated_by="front-matter"), True),
        (report(*GENEVA, section="other", ordered=True), False),
        (report(*GENEVA, lead=True), False),
        (report(*GENEVA, section="other", ordered=True, roundup="r"), False),
    ],
)
def test_the_same_report_again_is_left_out(again: Item, *, expected: bool) -> None:
    """By its link or its text; never what a person ordered. Its section stays as it was judged."""
    (story,) = composed(again, past=printed(FORMER)).stories
    reasons = [str(reason) for reason in story.reasons if reason.rule == "left out"]

    assert (LAST if expected else None, not expected) == (story.printed, story.placed)
    assert story.section in {"other", "main"}
    assert expected == any("printed on 2024-02-09" in reason for reason in reasons)
    assert [] == [it for it in (again.lead, again.ordered) if it and story.printed]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Ukraine war briefing: Kyiv asks for shells", "Ukraine war briefing: truce fails", False),
        ("Ukraine aid: Kyiv asks for shells", "Kyiv asks for shells", True),
        ("Talks on Ukraine, February 6", "Talks on Ukraine, February 13", False),
    ],
)
def test_what_an_outlet_says_every_week_is_no_text(
    before: str, after: str, *, expected: bool
) -> None:
    """A short text counts beside titles that agree; those of two days never do."""
    words = "Our correspondents explain every week what matters in the war in Ukraine and at talks."
    made = composed(report(after, words), past=printed(report(before, words, "old")))

    assert {expected} == {story.printed is not None for story in made.stories}
    assert [None] == [story.follows for story in made.stories]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (("Talks on Ukraine open", ""), ("Ukraine talks: open end", ""), True),
        (("Ukraine talks, February 6", ""), ("Ukraine talks, February 13", ""), False),
        (GENEVA, (f"{GENEVA[0]}, February 13", GENEVA[1]), True),
    ],
)
def test_one_address_may_show_the_reports_of_several_days(
    before: tuple[str, str], after: tuple[str, str], *, expected: bool
) -> None:
    """The page of a daily briefing: titles tell, where there is no text that does."""
    (story,) = composed(report(*after), past=printed(report(*before, "new"))).stories

    assert expected == (story.printed is not None)


def test_the_front_page_of_a_site_is_no_report() -> None:
    """Whatever else has linked to it."""
    home = "https://example.org/"
    before = report("Talks on Ukraine open in Rome", "", "old", canonical_url=home)
    after = report("Grain deal of Ukraine signed at talks", "", canonical_url=home)

    assert [None] == [story.printed for story in composed(after, past=printed(before)).stories]


@pytest.mark.parametrize(("promised", "expected"), [("more aid", True), ("F-16 jets", False)])
def test_a_short_report_of_the_next_meeting_is_news(promised: str, *, expected: bool) -> None:
    """Though most of its few words are those of the last one."""
    words = (
        "Defence ministers of fifty countries met at Ramstein and promised Ukraine {}, Doe said."
    )
    title = "Allies meet at Ramstein on aid to Ukraine"
    past = printed(report(title, words.format("more aid"), "old"))
    (story,) = composed(report(title, words.format(promised)), past=past).stories

    assert expected == (story.printed is not None)


def test_what_is_left_out_takes_no_place_and_leads_nothing() -> None:
    """The next best does."""
    other = report(*DEVELOPMENTS[1][:2], "other")
    made = composed(report(*GENEVA), other, past=printed(FORMER))

    assert [("other", True), ("new", False)] == [(it.lead.id, it.leads) for it in made.stories]
    assert ["https://example.org/new"] == [
        verdict.item.url
        for verdict in made.judged
        if any("printed on 2024-02-09" in str(reason) for reason in verdict.reasons)
    ]


def test_a_new_report_of_a_printed_story_is_quoted_and_not_the_old_one() -> None:
    """Who has only been printed before is not named again."""
    old = report(*GENEVA, "old", publisher="AP")
    (story,) = composed(report(*ROUND_TWO), old, past=printed(FORMER)).stories

    assert ("new", ("old",), ("old",)) == (
        story.lead.id,
        tuple(item.id for item in story.also),
        story.copies,
    )
    assert (None, LAST, True) == (story.printed, story.follows, story.placed)


@pytest.mark.parametrize(("was", "words", "title", "text"), DEVELOPMENTS)
def test_a_development_is_marked_and_linked(was: str, words: str, title: str, text: str) -> None:
    """In its brief; in the main story only the reasons say so."""
    past = printed(report(was, words, "old"))
    made = composed(report(title, text), SUMMIT, past=past)
    brief = next(story for story in made.stories if not story.leads)
    said = [str(reason) for reason in brief.reasons if reason.rule == memory.RULE]
    written = write_edition(made, SETTINGS)
    alone = composed(report(title, text), past=past)

    assert [f"earlier editions: an update of “{was}”, printed on 2024-02-09"] == said
    assert (
        written.parts[1].blocks[0].raw.startswith("- [Update:](https://example.org/2024-02-09/) ")
    )
    assert LAST == alone.stories[0].follows
    assert "Update" not in "".join(
        block.raw for block in write_edition(alone, SETTINGS).lead.blocks
    )


@pytest.mark.parametrize(("was", "words", "title", "text"), OTHERS)
def test_what_only_sounds_alike_is_no_update(was: str, words: str, title: str, text: str) -> None:
    """Another summit of the same people, the war as it goes on, running reports, two days."""
    made = composed(report(title, text), SUMMIT, past=printed(report(was, words, "old")))

    assert [None, None] == [story.follows for story in made.stories]


def test_no_event_of_a_busy_week_is_an_update_of_another_one() -> None:
    """Though they have the people, the places and the summits in common."""
    rows = [*JUNE, *((f"event {at}", *row) for at, row in enumerate(SIX + SHARED))]
    items = [report(title, text, f"i{at}") for at, (_, title, text) in enumerate(rows)]
    recalled = [memory.recall(printed(item), TOPIC) for item in items]
    starts = {item.id: it.starts[it.items[0].id] for item, it in zip(items, recalled, strict=True)}
    found = {
        (rows[one][0], rows[other][0])
        for one, other in combinations(range(len(items)), 2)
        for story in updates.with_updates(
            [Story(id="a1", lead=items[other], section="other")],
            {"other"},
            starts,
            recalled[one],
        )
        if story.follows
    }

    assert set() == {pair for pair in found if pair[0] != pair[1]}
    assert len(found) > 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"", "- Update: Negotiators"),
        (b'[mail]\nweb_url = "https://example.org/"', "- Update: Negotiators"),
        (b'[mail]\nweb_url = "ftp://example.org/{date}"', "- Update: Negotiators"),
        (b'[labels]\nupdate = "Neues:"', "- Neues: Negotiators"),
        (b'[labels]\nupdate = ""', "- Negotiators"),
    ],
)
def test_the_mark_is_a_label_and_a_link_where_there_is_a_page(text: bytes, expected: str) -> None:
    """A `web_url` without a date is the page of the newest edition."""
    made = composed(report(*ROUND_TWO), SUMMIT, past=printed(FORMER))

    assert write_edition(made, config.parse(text)).parts[1].blocks[0].raw.startswith(expected)


@pytest.mark.parametrize(("editions_since", "expected"), [(0, LAST), (1, LAST), (2, None)])
def test_only_what_readers_may_remember_is_updated(
    editions_since: int, expected: date | None
) -> None:
    """A story of the last two editions."""
    later = (date(2024, 2, 10 + at) for at in range(editions_since))
    others = [printed(report("Grain ships", "", f"g{day}"), day=day) for day in later]
    past = (*printed(FORMER), *(it for other in others for it in other))

    assert [expected] == [it.follows for it in composed(report(*ROUND_TWO), past=past).stories]


def test_a_round_up_keeps_its_words_and_desks_their_texts() -> None:
    """They follow nothing as readers see it."""
    part = report(*ROUND_TWO, section="other", ordered=True, roundup="r")
    said = replace(part, id="said", roundup="", section="state")
    made = composed(part, past=printed(FORMER))
    desk = composed(said, past=printed(FORMER))

    assert "Update" not in "".join(it.raw for it in write_edition(made, SETTINGS).parts[1].blocks)
    assert [None] == [story.follows for story in desk.stories]


def test_where_nothing_was_printed_nothing_changes() -> None:
    """A first edition has no memory."""
    made = composed(report(*GENEVA), report(*ROUND_TWO, "other"), SUMMIT, past=())

    assert {(None, None)} == {(story.printed, story.follows) for story in made.stories}
    assert {} == memory.repeats([FORMER], {}, memory.recall((), TOPIC))


def test_the_same_text_under_another_title_is_no_development() -> None:
    """Though a person's file is not left out for it."""
    was, words, *_ = DEVELOPMENTS[1]
    retitled = report("Lorries wait for talks on Ukraine", words, dated_by="front-matter")
    made = composed(retitled, past=printed(report(was, words, "old")))

    assert [(True, None)] == [(story.placed, story.follows) for story in made.stories]
