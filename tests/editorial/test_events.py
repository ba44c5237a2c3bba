"""A week in which much happens at once: what is one event, and what only sounds like one.

The reports are of the second week of June 2024, told in our own words: a summit, a conference on
peace, two security agreements and three decisions of ministers within a few days. The parameters of
the grouping were chosen with this week, among others, in view.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from digest import bundled
from digest.config import TopicRef
from digest.editorial.cluster import group
from digest.editorial.reading import read
from digest.editorial.topic import load_topic
from tests.support.values import an_item

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from digest.editorial.topic import Topic
    from digest.model import Item

#: Event, title, text.
JUNE = [
    (
        "g7-loan",
        "G7 leaders agree on a $50 billion loan for Ukraine",
        "Leaders of the Group of Seven agreed at their summit in Apulia on Thursday to lend "
        "Ukraine 50 billion dollars, paid back from the profits of frozen Russian assets.",
    ),
    (
        "g7-loan",
        "Frozen Russian money to back $50bn for Kyiv",
        "The G7 has found a way to turn the interest on Russia's frozen assets into a loan "
        "of $50bn for Ukraine by the end of the year, officials at the summit in Italy "
        "said.",
    ),
    (
        "g7-loan",
        "Italy: G7 summit opens with deal on Russian assets",
        "The seven countries' leaders opened their meeting at Borgo Egnazia with an "
        "agreement in principle on a loan to Kyiv that the proceeds of Russian central bank "
        "assets are to repay.",
    ),
    (
        "us-pact",
        "Biden and Zelensky sign ten-year security agreement",
        "The presidents of the United States and Ukraine signed a bilateral security "
        "agreement for ten years on the sidelines of the summit in Italy.",
    ),
    (
        "us-pact",
        "U.S. pledges a decade of military help to Ukraine in new pact",
        "The accord that Joe Biden and Volodymyr Zelensky signed promises training, "
        "intelligence and weapons for ten years, but a later president could leave it.",
    ),
    (
        "japan-pact",
        "Japan, Ukraine sign accord on support",
        "Prime Minister Fumio Kishida and Zelensky signed a bilateral accord in Italy under "
        "which Tokyo gives $4.5 billion this year.",
    ),
    (
        "putin-terms",
        "Putin says Ukraine must give up four regions before talks",
        "Vladimir Putin told diplomats at the foreign ministry in Moscow that Russia would "
        "cease fire and negotiate once Kyiv withdrew its troops from Donetsk, Luhansk, "
        "Kherson and Zaporizhzhia and dropped its bid for NATO.",
    ),
    (
        "putin-terms",
        "Ukraine rejects Putin's ceasefire terms as an ultimatum",
        "Zelensky compared the Russian leader's demand that Kyiv cede four regions and stay "
        "out of NATO to an ultimatum by Hitler, and Italy's Meloni called it propaganda.",
    ),
    (
        "putin-terms",
        "Kremlin leader sets conditions for peace on eve of Swiss summit",
        "A day before the summit in Switzerland the Russian president demanded the "
        "withdrawal of Ukrainian forces from the four regions that Moscow claims, an offer "
        "that Kyiv called absurd.",
    ),
    (
        "swiss",
        "Eighty countries back Ukraine's territorial integrity at Swiss conference",
        "Eighty countries signed a joint communique at the Buergenstock resort on Sunday "
        "that calls Ukraine's territorial integrity the basis of any peace agreement; "
        "India, Saudi Arabia and South Africa did not.",
    ),
    (
        "swiss",
        "Bürgenstock: final document without India and Brazil",
        "The conference on peace in Ukraine at the Bürgenstock ended with a text on nuclear "
        "safety, food exports and prisoners, which several states of the South would not "
        "sign.",
    ),
    (
        "swiss",
        "Ukraine peace summit ends with call for 'all parties' to talk",
        "At the close of the two-day conference in Switzerland, President Viola Amherd said "
        "that the road ahead is long; Russia had not been invited.",
    ),
    (
        "accession",
        "EU countries agree to open membership talks with Ukraine and Moldova",
        "Ambassadors of the 27 member states agreed in principle on Friday to start "
        "accession negotiations with Kyiv and Chisinau on June 25, after Hungary dropped "
        "its objections.",
    ),
    (
        "accession",
        "Accession negotiations with Kyiv and Chisinau to begin this month",
        "The Belgian presidency said that ambassadors had approved the negotiating "
        "frameworks for Ukraine and Moldova; the first conference will be in Luxembourg.",
    ),
    (
        "hungary-nato",
        "Hungary will not block NATO plan for Ukraine but stays out",
        "After meeting Jens Stoltenberg in Budapest, Viktor Orbán said that Hungary would "
        "send neither money nor troops, and would not veto the alliance's decisions on "
        "long-term aid to Kyiv.",
    ),
    (
        "hungary-nato",
        "Stoltenberg wins Orbán's promise not to veto NATO help for Kyiv",
        "The secretary general and the Hungarian prime minister agreed in Budapest that the "
        "country can opt out of the alliance's support for Ukraine.",
    ),
    (
        "nato-command",
        "NATO takes over coordination of arms for Ukraine",
        "Defence ministers meeting in Brussels approved a plan by which NATO will run the "
        "deliveries and the training from a command in Wiesbaden in Germany.",
    ),
    (
        "nato-command",
        "NATO ministers agree to lead security aid and training for Ukraine",
        "The plan approved on Friday moves work that the Pentagon has led to a command of "
        "some 700 people in Wiesbaden.",
    ),
    (
        "us-sanctions",
        "U.S. widens sanctions on Russia, Moscow exchange halts dollar trade",
        "The Treasury put the Moscow Exchange and foreign banks that deal with the Russian "
        "war economy under sanctions, with more than 300 new targets.",
    ),
    (
        "us-sanctions",
        "Moscow Exchange stops trading in dollars and euros after new U.S. measures",
        "Russia's biggest exchange ended dollar and euro trading on Thursday when "
        "Washington imposed a new round of sanctions on it.",
    ),
    (
        "eu-sanctions",
        "EU envoys fail to agree on 14th sanctions package",
        "Germany still has objections to a clause on subsidiaries, diplomats in Brussels "
        "said, and the 14th package of sanctions against Russia was put off to next week.",
    ),
    (
        "berlin",
        "Berlin hosts Ukraine recovery conference",
        "Chancellor Olaf Scholz and Zelensky opened the conference on the reconstruction of "
        "Ukraine in Berlin on Tuesday and asked for air defence and investment.",
    ),
    (
        "berlin",
        "Zelensky asks for help with ruined power grid at Berlin conference",
        "Half of the country's power generation has been lost to Russian strikes, the "
        "Ukrainian president said at the recovery conference in Germany.",
    ),
    (
        "bundestag",
        "AfD and Wagenknecht's party boycott Zelensky's speech in the Bundestag",
        "Most members of two parties stayed away when the Ukrainian president addressed "
        "Germany's parliament.",
    ),
    (
        "beijing-brazil",
        "China says it will not attend Swiss summit",
        "Beijing's foreign ministry said the conference without Russia does not meet its "
        "expectations, and Zelensky accused China of working against it.",
    ),
    (
        "prisoners",
        "Russia returns bodies of 254 Ukrainian soldiers",
        "The coordination headquarters for prisoners of war said the bodies were brought "
        "home through the Red Cross.",
    ),
]
#: Six events of the kind that every week has, in the words that every week has.
SIX = [
    (
        "Zelensky and Putin aides hold peace talks in Geneva",
        "Aides of Zelensky and Putin met in Geneva on Tuesday for peace talks on a ceasefire.",
    ),
    (
        "China's envoy travels to Moscow and Kyiv for talks",
        "China's special envoy is to travel to Moscow and Kyiv for talks on ending the war.",
    ),
    (
        "Macron visits Kyiv to discuss security guarantees",
        "President Macron travelled to Kyiv on Wednesday to discuss security guarantees.",
    ),
    (
        "Scholz and Zelensky sign a security pact",
        "Chancellor Scholz and President Zelensky signed a security agreement in Berlin.",
    ),
    (
        "EU ministers agree on the use of frozen Russian assets",
        "Ministers agreed in Brussels on using profits of frozen Russian assets for Ukraine.",
    ),
    (
        "Hungary blocks new sanctions on Russia",
        "Hungary blocked a package of EU sanctions on Russia when ministers met in Brussels.",
    ),
]
#: Seven events that share who acts, or what about: each pair by one name or two.
SHARED = [
    (
        "Rubio and Yermak speak of progress in Geneva",
        "Marco Rubio and Andriy Yermak said in Geneva that a plan for peace had been refined.",
    ),
    (
        "Rubio calls Lavrov",
        "Marco Rubio told Sergei Lavrov by telephone that the killing has to stop.",
    ),
    (
        "Kallas presents list of tankers",
        "Kaja Kallas proposed that forty tankers of the shadow fleet be barred from ports.",
    ),
    (
        "Kallas in Kyiv on energy",
        "Kaja Kallas came to Kyiv by train and promised generators and gas for the winter.",
    ),
    (
        "Fico wants to host negotiations",
        "Robert Fico said that Slovakia is ready to host negotiations and that Moscow agrees.",
    ),
    (
        "Bratislava cuts electricity",
        "Robert Fico threatened to end deliveries of electricity over the transit of gas.",
    ),
    (
        "Macron speaks with Xi",
        "Emmanuel Macron asked Xi Jinping in Chengdu to work for a truce at the Olympic games.",
    ),
]
HOSTS = [
    ("Lula", "Brasilia"),
    ("Erdogan", "Istanbul"),
    ("Modi", "Delhi"),
    ("Ramaphosa", "Pretoria"),
    ("Francis", "Rome"),
    ("Tokayev", "Astana"),
    ("Widodo", "Jakarta"),
    ("Berset", "Bern"),
]
OFFERS = [
    (
        f"{who} proposes Ukraine peace talks in {where}",
        f"{who} proposed peace talks between Russia and Ukraine in {where} on Tuesday.",
    )
    for who, where in HOSTS
]


@pytest.fixture(scope="module")
def topic() -> Topic:
    """Load the topic that ships with the program."""
    path = bundled.folder("sources") / "topics" / "ukraine-diplomacy.toml"
    return load_topic(path.read_bytes(), TopicRef(), where=path.name)


def items(rows: Iterable[tuple[str, str]]) -> list[Item]:
    """Make an item of each title and text."""
    return [
        an_item(f"i{at}", title=title, body=f"<p>{words}</p>")
        for at, (title, words) in enumerate(rows)
    ]


def grouped(its: Sequence[Item], topic: Topic) -> list[set[str]]:
    """Group items as an edition does; return the ids that are together."""
    everywhere = topic.spelling.words(" ".join(topic.rules.everywhere))
    found = group(its, {item.id: read(item, topic).start for item in its}, everywhere)
    return [{item.id for item in story} for story in found]


def test_no_two_events_of_a_busy_week_are_one_story(topic: Topic) -> None:
    """An edition that says "also reported by" of another event is false."""
    events = {f"i{at}": row[0] for at, row in enumerate(JUNE)}
    found = grouped(items(row[1:] for row in JUNE), topic)

    assert [] == [story for story in found if len({events[id_] for id_ in story}) > 1]


def test_the_reports_of_an_event_are_together(topic: Topic) -> None:
    """All but those of the Swiss conference, which have no word in common but what all have."""
    of_event: dict[str, set[str]] = {}
    for at, (event, _, _) in enumerate(JUNE):
        of_event.setdefault(event, set()).add(f"i{at}")
    found = grouped(items(row[1:] for row in JUNE), topic)

    assert {"swiss"} == {event for event, ids in of_event.items() if ids not in found}


def test_the_same_holds_in_weeks_of_few_reports(topic: Topic) -> None:
    """Where counting the words of the week says nothing of how common they are.

    Two agreements that Zelensky signs at one summit in Italy are too much alike for it.
    """
    reports = items(row[1:] for row in JUNE)
    joined = {
        (JUNE[int(one.id[1:])][0], JUNE[int(other.id[1:])][0])
        for one, other in combinations(reports, 2)
        if len(grouped([one, other], topic)) == 1
    }

    assert {("us-pact", "japan-pact")} == {pair for pair in joined if pair[0] != pair[1]}
    assert 9 <= len(joined)


@pytest.mark.parametrize("rows", [SIX, OFFERS, SHARED, SIX + OFFERS + SHARED])
def test_events_in_the_same_words_stay_apart(rows: list[tuple[str, str]], topic: Topic) -> None:
    """Who met whom, and where, makes an event; talks and ministers are in all of them."""
    assert len(rows) == len(grouped(items(rows), topic))


def test_a_name_is_what_has_a_capital_letter_inside_sentences(topic: Topic) -> None:
    """Where a title has capitals on all words, they say nothing."""
    body = "<p>The ships left Odesa on grain day.</p>"
    shouted, plain = (
        read(an_item(title=title, body=body), topic).start
        for title in ("The Grain Ships Leave Izmail", "The grain ships leave Izmail")
    )

    assert {"odesa"} == {*shouted.capital}
    assert {"odesa", "izmail"} == {*plain.capital}
    assert {"ships", "left", "on", "grain", "day"} == {*shouted.small}
