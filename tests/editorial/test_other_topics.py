"""Another topic is another file: the program itself knows none."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

from digest import config
from digest.editorial.topic import load_topic
from tests.support.inside import digest
from tests.support.judging import judge
from tests.support.values import an_item

ROOT = Path(__file__).parents[2]
COUNCIL = ROOT / "tests" / "cases" / "city-council"
CONFIG = config.parse((COUNCIL / "digest.toml").read_bytes())
TOPIC = load_topic(
    (COUNCIL / "sources" / "topics" / "city-council.toml").read_bytes(),
    CONFIG.topic,
    where="city-council.toml",
)


@pytest.mark.parametrize(
    ("title", "body", "source", "expected"),
    [
        ("Toronto council votes on the budget", "", "paper", "brief"),
        ("Hamilton council votes on the budget", "Toronto did so.", "paper", None),
        ("Toronto wins in overtime", "The mayor, a councillor: what a game.", "paper", None),
        ("Toronto in the snow", "Snowploughs are out.", "paper", None),  # a term that is removed
        ("Gardiner Expressway shut", "", "paper", "brief"),  # one that is added
        ("Toronto budget", "A spokesperson for the mayor said that it holds.", "paper", "mayor"),
        ("Mayor's office: Toronto budget holds", "", "paper", "mayor"),
        ("A Mayor's office: Toronto budget holds", "", "paper", "brief"),
        (
            "Toronto budget",
            "The mayor's office said nothing; sources in the mayor's office did.",
            "paper",
            "brief",
        ),
        ("Greetings", "Toronto council will meet.", "mayor-releases", "mayor"),
        ("Greetings", "A happy new year.", "mayor-releases", None),
        ("State Department says aid to Ukraine is late", "Talks go on.", "paper", None),
    ],
)
def test_a_city_council_is_judged_by_its_own_file(
    title: str, body: str, source: str, expected: str | None
) -> None:
    """Another city's council, a game with the mayor, officials without a name: known traps."""
    item = an_item(title=title, body=f"<p>{body}</p>", source=source)

    assert expected == judge(item, TOPIC, CONFIG).section


RELEASES = (COUNCIL / "sources" / "feeds" / "mayor.xml").read_text(encoding="utf-8")
ROUNDUP = """\
# Council Watch

A week of waiting at Toronto's city council.

## In brief

- The works committee of Toronto did not meet, according to the city's calendar of the month.

## From the mayor's office

The mayor's office put out no release while the council was away.
"""


@pytest.mark.parametrize(
    ("releases", "roundup", "expected"),
    [
        (
            RELEASES.replace("Thu, 15 Feb", "Thu, 08 Feb").replace("Fri, 09 Feb", "Thu, 08 Feb"),
            "",
            "The mayor's office published nothing this week.",
        ),
        (
            RELEASES.replace("Toronto City Council", "some people"),
            "",
            "What the mayor's office published this week was not about the council.",
        ),
        ("<html><title>Are you a robot?</title></html>", "", "<!-- absence: unknown (mayor-"),
        ("", ROUNDUP, "The mayor's office put out no release while the council was away."),
    ],
    ids=["absent", "silent", "unknown", "stated"],
)
def test_the_mayors_office_is_absent_silent_or_unknown(
    releases: str, roundup: str, expected: str, tmp_path: Path
) -> None:
    """In the words of its own section."""
    folder = tmp_path / "council"
    shutil.copytree(COUNCIL, folder, ignore=shutil.ignore_patterns("expected", "case.toml"))
    (folder / "sources" / "feeds" / "mayor.xml").write_text(releases, encoding="utf-8")
    (folder / "sources" / "items" / "2024-02-15-veto.md").unlink()
    if roundup:
        (folder / "sources" / "items" / "2024-02-15-roundup.md").write_text(roundup)
    built = digest(folder, "draft", "--offline", "--date", "2024-02-16")
    draft = (folder / "editions" / "2024-02-16.md").read_text(encoding="utf-8")
    _, _, desk = draft.partition("## From the mayor's office")

    assert 0 == built.code, built.err
    assert expected in desk
    assert "State Department" not in draft


TRADE = """\
[[groups]]
id = "goods"
role = "subject"
terms = ["steel", "soybean*", "cars", "semiconductor*"]

[[groups]]
id = "measures"
role = "act"
lead = 1.0
terms = ["tariff*", "dut*", "quota*", "trade deal", "anti-dumping"]

[[groups]]
id = "markets"
role = "against"
terms = ["shares", "earnings"]
"""


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Tariffs on steel go up", "news"),
        ("A quota for soybeans: anti-dumping duties stay", "news"),
        ("Steel shares and earnings rise despite tariffs", None),
        ("A museum of cars opens", None),
        ("A quota for films", None),
    ],
)
def test_a_topic_of_three_groups_and_nothing_else_is_enough(
    title: str, expected: str | None
) -> None:
    """All else has a default; a desk that the file does not know is known by its feeds."""
    settings = config.parse(
        b'[[sections]]\nid = "top"\nkind = "lead"\n'
        b'[[sections]]\nid = "news"\nkind = "briefs"\ntitle = "News"\n'
        b'[[sections]]\nid = "wto"\nkind = "desk"\ntitle = "WTO"\nsources = ["wto"]\n'
    )
    trade = load_topic(TRADE.encode(), settings.topic, where="trade.toml")

    assert expected == judge(an_item(title=title), trade, settings).section
    said = an_item(source="wto", body="<p>Panel on duties: steel.</p>")
    assert "wto" == judge(said, trade, settings).section


@pytest.mark.parametrize("path", sorted((ROOT / "digest" / "editorial").glob("*.py")), ids=str)
def test_no_word_of_a_topic_is_written_into_the_program(path: Path) -> None:
    """In strings that the program uses; docstrings may give examples."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    used = " ".join(
        node.value.casefold()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documented
    )

    ours = ("ukrain", "russia", "kremlin", "state department", "state.gov", "ceasefire")
    assert [] == [word for word in ours if word in used]
