"""The words of an edition: bounded where they are others', in full where they are free."""

from __future__ import annotations

from typing import Any

import pytest

from digest import config, edition, text
from digest.editorial import body
from digest.editorial.writeup import write_edition
from digest.model import Composition, DeskFinding, Image, Item, Judged, Reason, Story
from tests.support.values import DAY, an_item

CONFIG = config.parse(b'[newsletter]\nkicker = "Reporting"\nbyline = "The editors"\n')
URL = "https://e.org/a"


def story(item: Item, section: str = "other", also: tuple[Item, ...] = (), **fields: Any) -> Story:
    """Place a story that quotes an item."""
    defaults: dict[str, Any] = {"placed": True, "leads": section == "main"}
    return Story(id=f"s{item.id}", lead=item, also=also, section=section, **(defaults | fields))


def written(
    *stories: Story,
    settings: config.Config = CONFIG,
    findings: tuple[DeskFinding, ...] = (),
    judged: tuple[Judged, ...] = (),
) -> str:
    """Write an edition; return the file without its front matter."""
    made = Composition(date=DAY, stories=stories, findings=findings, judged=judged)
    return edition.write(write_edition(made, settings)).partition("\n---\n\n")[2]


def long(words: int, **fields: Any) -> Item:
    """Make an item of sentences of ten words, ten sentences a paragraph."""
    sentence = "Ten words are in this sentence, it is nothing else."
    assert 10 == text.count_words(sentence)
    paragraphs = [" ".join([sentence] * 10)] * (words // 100)
    return an_item(body="".join(f"<p>{each}</p>" for each in paragraphs), url=URL, **fields)


def own_words(content: str) -> int:
    """Count the words that are the report's own."""
    return content.count("Ten words are in") * 10


@pytest.mark.parametrize(
    ("rules", "expected"), [("", 250), ("lead_words = 120", 120), ("lead_words = 5", 0)]
)
def test_the_main_story_from_a_feed_is_an_excerpt_with_a_link(rules: str, expected: int) -> None:
    """Of `lead_words` at most, ending with a whole sentence."""
    settings = config.parse(f"[edition]\n{rules}\n".encode())
    content = written(story(long(600), "main"), settings=settings)

    assert expected == own_words(content)
    assert expected == 0 or content.endswith(f"Read the full report at [Reuters]({URL}).\n")
    assert expected > 0 or f"Title of a, according to [Reuters]({URL})." in content


@pytest.mark.parametrize(
    ("rules", "item", "expected"),
    [
        ("", long(600), 100),
        ("excerpt_words = 30", long(600), 30),
        ("excerpt_words = 30", long(600, reprint=True), 100),
    ],
)
def test_a_brief_is_one_paragraph_of_so_many_words(rules: str, item: Item, expected: int) -> None:
    """`excerpt_words` at most, but where the full text may be printed."""
    content = written(story(item), settings=config.parse(f"[edition]\n{rules}\n".encode()))

    assert expected == own_words(content)
    assert 1 == len([line for line in content.splitlines() if line.startswith("- ")])


def test_a_briefs_attribution_is_among_its_words() -> None:
    """There are no more than 118 of them."""
    also = tuple(an_item(f"b{at}", publisher=f"The News of Town {at}") for at in range(3))
    content = written(story(long(600), also=also))
    line = content.partition("\n- ")[2].partition(" <!--")[0]

    assert (60, 79) == (own_words(content), text.count_words(line))


@pytest.mark.parametrize(
    ("section", "fields", "expected"),
    [
        # "yesterday" in a report of Wednesday, in an edition of Friday
        ("other", {}, "Envoys met on Tuesday"),
        ("main", {}, "Envoys met on Tuesday. "),
        # a person's note is excerpted like any report; in full, it is printed word for word
        ("other", {"reprint": True}, "Envoys met on Tuesday"),
        ("main", {"reprint": True}, "Envoys met yesterday. "),
        ("other", {"roundup": "r", "section": "other"}, "Envoys met yesterday. "),
        # the day of a report that was only found on that day is not known
        ("other", {"dated_by": "modified"}, "Envoys met yesterday"),
        ("main", {"dated_by": "first-seen"}, "Envoys met yesterday. "),
    ],
)
def test_relative_days_are_right_in_the_edition(
    section: str, fields: dict[str, Any], expected: str
) -> None:
    """Where the report's own date says which day they mean."""
    content = written(story(an_item(body="<p>Envoys met yesterday.</p>", **fields), section))

    assert content.removeprefix(
        "## In other diplomatic news related to the war in Ukraine: <!-- section: other -->\n\n- "
    ).startswith(expected)


@pytest.mark.parametrize(
    ("language", "zone", "expected"),
    [("en-GB", "UTC", "on Tuesday"), ("en", "Asia/Tokyo", "on Wednesday"),
     ("de", "UTC", "yesterday")],
)  # fmt: skip
def test_days_are_counted_in_the_newsletters_zone_and_named_in_its_language(
    language: str, zone: str, expected: str
) -> None:
    """The item is of Wednesday 20:00 in UTC. Of other languages no word is known."""
    rules = f'[newsletter]\nlanguage = "{language}"\ntimezone = "{zone}"\n'
    item = an_item(published="2024-02-14 20:00", body="<p>Envoys met yesterday.</p>")
    content = written(story(item), settings=config.parse(rules.encode()))

    assert f"- Envoys met {expected}, according to Reuters." in content


def test_a_full_text_is_printed_where_that_is_allowed() -> None:
    """Local items, and sources with `reprint`; without the dateline, and without a link."""
    content = written(story(long(600, reprint=True), "main"))

    assert 600 == own_words(content)
    assert "Read the full report" not in content
    signed = an_item(body="<p>ROME, Feb 14 (AP) - It rained.</p><h2>More</h2>", reprint=True)
    assert "It rained. <!-- story: sa -->\n\n### More\n" == written(story(signed, "main"))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One. Two.</p><p>Three […]</p>", ["One. Two."]),
        ("<p>One. Two […]</p>", ["One."]),
        ("<p>One.</p><h2>More</h2>", ["One."]),
        ("<p>One.</p><h2>More</h2><p>Read more: x</p>", ["One."]),
        ("<p>They:</p><ul><li>came</li><li>went</li></ul>", ["They:", "- came\n- went"]),
        ("<p>One.</p><ul><li>came</li><li>we…</li></ul>", ["One."]),
        ("<p>Cut […]</p>", []),
        ("<p>One.</p><p>He said: “Two. It is so.</p>", ["One."]),
        ("<p>One. “Two.</p><p>Three.</p>", ["One. “Two.", "Three."]),
        ("<p><b>One.</b> Two [words].</p><p>Three.</p>", ["**One.** Two \\[words\\].", "Three."]),
        ("<p>ROME (AP) — One.</p>", ["One."]),
        ("<p><img src='https://e.org/i.jpg' alt=''></p><p>One.</p>", ["One."]),
    ],
)
def test_an_excerpt_ends_with_a_whole_sentence(html: str, expected: list[str]) -> None:
    """Not with a subheading, nor where a feed's summary was cut."""
    assert expected == body.excerpt(an_item(body=html), most=250)


@pytest.mark.parametrize(
    ("source", "kind", "expected"),
    [
        ("# One\n\ntwo\nthree", "text/markdown", ["### One", "two three"]),
        ("One\n===\n\n- a\n  b", "text/markdown", ["### One", "- a\n  b"]),
        ("a  \nb\\\nc", "text/markdown", ["a  \nb\\\nc"]),
        ("a <!-- story: x --> b", "text/markdown", ["a  b"]),
        ("a <!-- b", "text/markdown", ["a &lt;!-- b"]),
        ("##\n\na", "text/markdown", ["a"]),
        ("<h1>One</h1><h3>Two</h3>", "text/html", ["### One", "### Two"]),
    ],
)
def test_the_blocks_of_a_body_fit_into_an_edition(
    source: str, kind: Any, expected: list[str]
) -> None:
    """`##` begins a section there, comments mean something, and a paragraph is one line."""
    assert expected == body.blocks(an_item(body=source, body_type=kind))


def test_a_round_ups_part_is_printed_word_for_word() -> None:
    """Several paragraphs and all, with nobody credited; in another section it is excerpted."""
    part = an_item(
        body="<p>He <em>said</em> so.</p><blockquote><p>It is so.</p></blockquote>",
        roundup="r",
        section="other",
        ordered=True,
    )

    assert "- He *said* so. <!-- story: sa -->\n\n  > It is so.\n" in written(story(part))
    lead = an_item(
        body="<p>Ministers met. They left.</p>",
        roundup="r",
        section="main",
        publisher="The Watch",
        url=URL,
    )
    assert (
        f"- Ministers met, according to [The Watch]({URL}). They left. <!-- story: sa -->\n"
        in written(story(lead))
    )
    assert "Ministers met. They left. <!-- story: sa -->\n" == written(story(lead, "main"))


def test_a_round_ups_part_without_words_gives_its_title() -> None:
    """A brief is never empty."""
    part = an_item(title="They met", roundup="r", section="other", ordered=True)

    assert "- They met, according to Reuters. <!-- story: sa -->" in written(story(part))


def test_a_desks_own_text_gives_its_passages_signed() -> None:
    """Those on the topic; word for word in a round-up; a report of it is one paragraph."""
    own = an_item(
        title="Briefing",
        url=URL,
        reprint=True,
        body="<p>Hello.</p><p>Kiev waits.</p><p>Rome waits.</p><p>Ukraine waits.</p>",
    )
    met = Judged(
        item=own, section="state", score=1.0, reasons=(Reason(rule="met", found="kiev, ukraine"),)
    )
    head = "## U.S. State Department news: <!-- section: state -->\n\n"

    assert (
        f"{head}Kiev waits. <!-- story: sa -->\n\nUkraine waits. — [Briefing]({URL})\n"
    ) in written(story(own, "state"), judged=(met,))
    assert f"{head}Hello, according to [Reuters]({URL}). Kiev waits." in written(
        story(own, "state")
    )
    part = an_item(body="> It is so.\n\nHe said.", body_type="text/markdown", roundup="r",
                   section="state")  # fmt: skip
    assert f"{head}> It is so.\n\nHe said. <!-- story: sa -->\n" in written(story(part, "state"))


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        ({"state": "absent", "text": "None* was held."}, "None\\* was held."),
        ({"state": "silent", "text": "On other things."}, "On other things."),
        ({"state": "unknown", "reason": "late"}, "<!-- absence: unknown (late) -->"),
        (
            {"state": "unknown", "reason": "late", "text": "Not known."},
            "<!-- absence: unknown (late) -->\n\nNot known.",
        ),
    ],
)
def test_a_desk_without_a_text_says_what_is_known(finding: dict[str, Any], expected: str) -> None:
    """The unknown stands as a comment that the editor sees."""
    content = written(findings=(DeskFinding(section="state", **finding),))

    assert f"## U.S. State Department news: <!-- section: state -->\n\n{expected}\n" in content


def test_a_desk_that_is_silent_without_a_text_is_left_out() -> None:
    """There is nothing to say."""
    assert "State" not in written(findings=(DeskFinding(section="state", state="silent"),))


@pytest.mark.parametrize(
    ("fields", "alone", "with_others"),
    [
        # an excerpt has its link
        (
            {"url": URL},
            f"Read the full report at [Reuters]({URL}).",
            f"Read the full report at [Reuters]({URL}). Also reported by [AP](https://e.org/b).",
        ),
        ({}, "Reported by Reuters.", "Reported by Reuters; also [AP](https://e.org/b)."),
        # so has a full text from elsewhere, unless it gives the link itself
        (
            {"url": URL, "reprint": True},
            f"Reported by [Reuters]({URL}).",
            f"Reported by [Reuters]({URL}); also [AP](https://e.org/b).",
        ),
        (
            {"url": URL, "reprint": True, "body": f'<p>They <a href="{URL}">met</a>.</p>'},
            "",
            "Also reported by [AP](https://e.org/b).",
        ),
        # a text without an address is the newsroom's own, and one without a name nobody's
        ({"reprint": True}, "", "Also reported by [AP](https://e.org/b)."),
        ({"reprint": True, "publisher": ""}, "", ""),
    ],
)
def test_who_reported_the_main_story_is_said_at_its_end(
    fields: dict[str, Any], alone: str, with_others: str
) -> None:
    """Once, with a link."""
    item = an_item(**({"body": "<p>They met.</p>"} | fields))
    other = an_item("b", publisher="AP", url="https://e.org/b")
    for also, expected in (((), alone), ((other,), with_others)):
        ending = written(story(item, "main", also)).partition("<!-- story: sa -->\n")[2]
        assert expected == ending.strip()


def meta(item: Item | None, settings: config.Config = CONFIG) -> edition.Meta:
    """Return the front matter of an edition with that main story."""
    stories = (story(item, "main"),) if item else ()
    return write_edition(Composition(date=DAY, stories=stories), settings).meta


def test_the_front_matter_is_the_main_storys() -> None:
    """Title, deck, kicker, picture; the author of a text that may be printed."""
    image = Image(url="https://e.org/i.jpg", alt="A hall")
    item = an_item(
        title="Talks", deck="In Rome", kicker="Europe", author="Jane Doe", reprint=True, image=image
    )
    found = meta(item)

    assert ("Diplomacy Watch: Talks", "In Rome", "Europe", "Jane Doe", "In Rome", image) == (
        found.title,
        found.deck,
        found.kicker,
        found.byline,
        found.preheader,
        found.image,
    )


def test_days_in_a_headline_are_named() -> None:
    """But in that of a text which is printed as it stands."""
    fields: dict[str, Any] = {"title": "Envoys met yesterday", "deck": "They will meet today"}
    found, free = meta(an_item(**fields)), meta(an_item(**fields, reprint=True))

    assert ("Diplomacy Watch: Envoys met on Tuesday", "They will meet on Wednesday") == (
        found.title,
        found.deck,
    )
    assert "Diplomacy Watch: Envoys met yesterday" == free.title


def test_what_the_main_story_lacks_is_the_newsletters() -> None:
    """The author of a feed's report did not write this; a picture without an address is none."""
    item = an_item(title="Diplomacy Watch: talks", author="Jane Doe", image=Image(url="cid:x"))
    found = meta(item)

    assert ("Diplomacy Watch: talks", "Reporting", "The editors", None) == (
        found.title,
        found.kicker,
        found.byline,
        found.image,
    )


def test_an_edition_without_a_main_story_is_named_by_its_day() -> None:
    """Briefs alone are an edition too."""
    assert "Diplomacy Watch: 2024-02-16" == meta(None).title


def test_the_preheader_is_the_beginning_of_the_main_story() -> None:
    """Cut at a word's end, where there is no deck."""
    short = an_item(body="<h2>Head</h2><p>They <b>met</b>.</p>", reprint=True)
    found = meta(long(100, reprint=True)).preheader

    assert "They met." == meta(short).preheader
    assert found.endswith("…")
    assert len(found) <= 101
    assert found[:-1] in " ".join(["Ten words are in this sentence, it is nothing else."] * 10)


def test_what_is_written_reads_back_as_the_same_edition() -> None:
    """The file is the record."""
    made = write_edition(
        Composition(date=DAY, stories=(story(long(300), "main"), story(an_item("b")))), CONFIG
    )

    assert made == edition.parse(edition.write(made), CONFIG.sections)
