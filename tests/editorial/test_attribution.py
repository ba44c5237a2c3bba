"""Who reported it: said once, linked, and with the others who did."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import markup, text
from digest.config import Labels
from digest.editorial.attribution import Outlet, attributed, count_words, outlet, outlets, signed
from digest.model import Story
from tests.support.values import an_item

URL = "https://e.org/a"
ENGLISH = Labels()


def written(sentences: str, *names: str) -> str:
    """Attribute sentences (cut at |) to these outlets, and return them as readers see them.

    A link is shown in brackets.
    """
    outlets = [Outlet(name=name, url=URL) for name in names]
    return attributed(sentences.split("|"), outlets, ENGLISH).replace(f"]({URL})", "]")


@pytest.mark.parametrize(
    ("sentences", "name", "expected"),
    [
        ("Envoys met.", "Reuters", "Envoys met, according to [Reuters]."),
        ("Envoys met.|They left.", "Reuters", "Envoys met, according to [Reuters]. They left."),
        # the sentence says so already
        ("Envoys met, Reuters reported.", "Reuters", "Envoys met, [Reuters] reported."),
        ("Envoys met, according to the AP.", "AP", "Envoys met, according to the [AP]."),
        ("Envoys met, a man told AFP.", "AFP", "Envoys met, a man told [AFP]."),
        ("It met.|A man told Reuters so.", "Reuters", "It met. A man told [Reuters] so."),
        ("BBC: Envoys met.", "BBC", "[BBC]: Envoys met."),
        ("Reuters, citing a man, said so.", "Reuters", "[Reuters], citing a man, said so."),
        ("Reuters has also seen it.", "Reuters", "[Reuters] has also seen it."),
        ("Reuters has learned of it.", "Reuters", "[Reuters] has learned of it."),
        ("CNN’s reporters saw it.", "CNN", "[CNN]’s reporters saw it."),
        ("Rome denied a Reuters report.", "Reuters", "Rome denied a [Reuters] report."),
        ("In an interview with public broadcaster DW, he left.", "DW",
         "In an interview with public broadcaster [DW], he left."),
        ("A man told the Reuters news agency so.", "Reuters",
         "A man told the [Reuters news agency] so."),
        ("A man told Britain's BBC so.", "BBC", "A man told Britain's [BBC] so."),
        # by another of its names
        ("He told The Associated Press so.", "AP", "He told The [Associated Press] so."),
        ("He told the FT so.", "Financial Times", "He told the [FT] so."),
        ("He told the Journal so.", "The Wall Street Journal", "He told [the Journal] so."),
        ("The Guardian said so.", "The Guardian", "[The Guardian] said so."),
        ("The Washington Post said so.", "The Washington Post", "[The Washington Post] said so."),
        ("Washington Post said so.", "The Washington Post", "[Washington Post] said so."),
        # it names it, but credits it with nothing
        ("Kyiv moves closer to NATO.", "NATO", "Kyiv moves closer to NATO, according to [NATO]."),
        ("They met with the European Commission.", "European Commission",
         "They met with the European Commission, according to the [European Commission]."),
        ("The GAP said so.", "AP", "The GAP said so, according to [AP]."),
        ("Kyiv Independent said so.", "The Independent",
         "Kyiv Independent said so, according to [The Independent]."),
        ("He told Reuters/Ipsos so.", "Reuters",
         "He told Reuters/Ipsos so, according to [Reuters]."),
        # somebody else is credited: the two are not run together
        ("Envoys met, a man told Reuters.", "UNN",
         "Envoys met, a man told Reuters, according to [UNN]."),
        ("Envoys met, according to a man.", "UNN", "Envoys met, according to a man. — [UNN]"),
        ("Envoys met, according to a man.|They left.", "UNN",
         "Envoys met, according to a man. They left, according to [UNN]."),
        # no words can be added to the end of these
        ("“Envoys met.”", "UNN", "“Envoys met.” — [UNN]"),
        ("Did they meet?", "UNN", "Did they meet? — [UNN]"),
        ("He said: “No.”|He left.", "UNN", "He said: “No.” He left, according to [UNN]."),
        ("They met...", "UNN", "They met... — [UNN]"),
        # an abbreviation keeps its point
        ("He left the U.S.", "UNN", "He left the U.S., according to [UNN]."),
        ("They met at 3 p.m.", "UNN", "They met at 3 p.m., according to [UNN]."),
        ("He met J. D. Doe Jr.", "UNN", "He met J. D. Doe Jr., according to [UNN]."),
        # an article where people write one
        ("Envoys met.", "Financial Times", "Envoys met, according to the [Financial Times]."),
        ("Envoys met.", "The Guardian", "Envoys met, according to [The Guardian]."),
    ],
)  # fmt: skip
def test_a_report_is_attributed_once(sentences: str, name: str, expected: str) -> None:
    """Where its sentences do so already, the name there becomes the link; no word is changed."""
    assert expected == written(sentences, name)


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        ("Envoys met.", "Envoys met, according to [Reuters]; also [AP], [BBC]."),
        ("Envoys met, Reuters said.", "Envoys met, [Reuters] said. Also reported by [AP], [BBC]."),
        ("Did they meet?", "Did they meet? — [Reuters]; also [AP], [BBC]"),
    ],
)
def test_several_publishers_are_named(sentences: str, expected: str) -> None:
    """The one that is quoted first."""
    assert expected == written(sentences, "Reuters", "AP", "BBC")


@pytest.mark.parametrize("sentences", ["Envoys met.", "Envoys met, Reuters said.", "Met they?"])
@pytest.mark.parametrize(
    ("names", "expected"),
    [((), 0), (("Reuters",), 3), (("Reuters", "Financial Times"), 9), (("Reuters", "AP", "DW"), 8)],
)
def test_the_words_of_an_attribution_are_counted(
    sentences: str, names: tuple[str, ...], expected: int
) -> None:
    """So that a brief has no more than it may; it never adds more words than that."""
    outlets = [Outlet(name=name, url=URL) for name in names]
    shown = markup.plain(attributed([sentences], outlets, ENGLISH), "text/markdown")

    assert expected == count_words(outlets, ENGLISH)
    assert text.count_words(shown) - text.count_words(sentences) <= expected


def test_nobody_is_credited_where_nobody_is_named() -> None:
    """A note without a source."""
    assert "Envoys met\\*. They left." == attributed(["Envoys met*.", "They left."], [], ENGLISH)


def test_each_outlet_is_named_once_and_no_more_than_four() -> None:
    """An agency's report is the agency's, whoever carries it."""
    names = ("Reuters via Nasdaq", "REUTERS", "AP", "", "BBC", "DW", "AFP")
    items = [
        an_item(str(at), publisher=name, url=f"https://www.e{at}.org/a" if at else "")
        for at, name in enumerate(names)
    ]
    story = Story(id="a", lead=items[0], also=tuple(items[1:]))

    assert ["Reuters", "AP", "e3.org", "BBC"] == [each.name for each in outlets(story)]
    assert None is outlet(an_item(publisher="", url=""))


def test_an_address_that_is_none_of_the_webs_is_no_link() -> None:
    """The name stands alone."""
    assert "Envoys met, according to Doe." == attributed(
        ["Envoys met."], [Outlet(name="Doe", url="javascript:x")], ENGLISH
    )
    assert ("A. — [t](https://e.org/a)", "A. — t") == (
        signed("A.", "t", URL),
        signed("A.", "t", "mailto:a@example.org"),
    )


def test_another_language_has_other_words() -> None:
    """`[labels]` in digest.toml: what is added to a report's own sentences is the newsroom's."""
    french = Labels(
        article="", according_to="selon {name}", also="aussi {names}",
        also_reported_by="Aussi rapporté par {names}.",
    )  # fmt: skip
    outlets = [Outlet(name="Example Times", url=URL), Outlet(name="AFP", url="")]

    assert (
        f"Ils se sont vus, selon [Example Times]({URL}); aussi AFP.",
        f"[Example Times]({URL}) said so. Aussi rapporté par AFP.",
    ) == (
        attributed(["Ils se sont vus."], outlets, french),
        attributed(["Example Times said so."], outlets, french),
    )


@pytest.mark.parametrize(
    ("sentence", "labels", "expected"),
    [
        (
            "التقى المبعوثون.",
            Labels(article="", according_to="بحسب {name}", also="أيضاً {names}"),
            "التقى المبعوثون، بحسب AP؛ أيضاً BBC، DW.",
        ),
        (
            "使節在羅馬會面。",
            Labels(article="", according_to="據{name}報道", also="另有{names}"),
            "使節在羅馬會面，據AP報道；另有BBC、DW。",
        ),
        (
            "使節はローマで会った。",
            Labels(article="", according_to="{name}による", also="ほかに{names}"),
            "使節はローマで会った、APによる；ほかにBBC、DW。",
        ),
        (
            "השליחים נפגשו.",
            Labels(article="", according_to="לפי {name}", also="וגם {names}"),
            "השליחים נפגשו, לפי AP; וגם BBC, DW.",
        ),
    ],
)
def test_a_script_has_its_own_marks(sentence: str, labels: Labels, expected: str) -> None:
    """Those of the label that they stand before; a sentence keeps its own full stop."""
    names = [Outlet(name=name, url="") for name in ("AP", "BBC", "DW")]

    assert expected == attributed([sentence], names, labels)


NAMES = ["Reuters", "The Guardian", "AP", "The Wall Street Journal", "A [b] (c)*", "x.y|z"]
PIECES = st.lists(
    st.sampled_from(
        [
            *NAMES,
            "told",
            "said",
            "according to",
            "the",
            "*",
            "[x](y)",
            "a",
            "…",
            "U.S.",
            "“no”",
            "_b_",
        ]
    ),
    min_size=1,
    max_size=9,
).map(lambda words: text.squeeze(" ".join(words)) + ".")


@given(st.lists(PIECES, min_size=1, max_size=3), st.sampled_from(NAMES))
def test_attribution_adds_words_and_changes_none(units: list[str], name: str) -> None:
    """Without what was added, the paragraph is the report's sentences, as readers see them."""
    made = attributed(units, [Outlet(name=name, url=URL)], ENGLISH)
    seen = text.squeeze(markup.plain(markup.inline_html(made)))
    plain = " ".join(units)
    added = seen.replace(f", according to {name}.", ".").replace(f" — {name}", "")

    assert text.squeeze(plain.replace("U.S..", "U.S.")) == added.replace("U.S..", "U.S.")
    assert 1 == made.count(f"]({URL})") - plain.count(f"]({URL})")
