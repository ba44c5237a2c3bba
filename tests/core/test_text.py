"""Words, sentences and front matter."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import frontmatter, markup, text
from digest.errors import DigestError, NotFit
from tests.support.pace import in_time

if TYPE_CHECKING:
    from digest.model import BodyType


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("One. Two? Three!", ["One.", "Two?", "Three!"]),
        ("The U.S. Senate voted. It passed.", ["The U.S. Senate voted.", "It passed."]),
        ("He left the U.S. The vote came later.", ["He left the U.S.", "The vote came later."]),
        ("On Feb. 9 Sen. J. D. Vance spoke.", ["On Feb. 9 Sen. J. D. Vance spoke."]),
        ("“Never.” She sat down.", ["“Never.”", "She sat down."]),
        ("“Never?” she asked. No.", ["“Never?” she asked.", "No."]),
        ("It cost 3.5 billion. So what", ["It cost 3.5 billion.", "So what"]),
        ("", []),
        # other scripts, one of which puts no space between sentences
        ("這是。那是！「不。」好", ["這是。", "那是！", "「不。」", "好"]),
        ("هل وصل؟ نعم.", ["هل وصل؟", "نعم."]),
        ("वह आया। वह गया।", ["वह आया।", "वह गया।"]),
    ],
)
def test_sentences(paragraph: str, expected: list[str]) -> None:
    """Abbreviations, initials and quotations do not end a sentence that goes on."""
    assert expected == text.sentences(paragraph)


@pytest.mark.parametrize(
    "paragraph",
    [
        "U.S. " * 20_000,
        ". " * 20_000,
        "." * 100_000 + "a",
        "." + ")" * 100_000 + "a",
        "a" * 100_000 + ". B",
        ". " + "(" * 100_000,
    ],
)
def test_sentences_of_a_hostile_text_are_found_in_no_time(paragraph: str) -> None:
    """The time grows with the text, not with its square: 20,000 took a minute."""
    begun = time.process_time()
    text.sentences(paragraph)

    assert in_time(time.process_time() - begun, 2)


@given(st.text())
def test_sentences_lose_nothing(paragraph: str) -> None:
    """Joined by one space they are the paragraph again, but for the space where there was none."""
    joined = " ".join(text.sentences(paragraph))
    assert text.squeeze(paragraph).replace(" ", "") == joined.replace(" ", "")


@pytest.mark.parametrize(
    ("one", "other"), [("ZELENSKÝ", "zelensky"), ("Kyiv’s", "kyiv's"), ("ﬁle", "file")]
)
def test_fold_makes_the_same_word_the_same(one: str, other: str) -> None:
    """Case, accents, ligatures and apostrophes are no difference."""
    assert text.fold(other) == text.fold(one)


def test_small_words_about_words() -> None:
    """Counting, listing, naming."""
    assert 4 == text.count_words("It’s a — 10-word story")
    assert 6 == text.count_words("路透社報道 5")
    assert "a, b and c" == text.listed(["a", "b", "c"])
    assert "a or b" == text.listed(["a", "b"], last="or")
    assert "a" == text.listed(["a"])
    assert "" == text.listed([])
    assert ("1 story", "2,000 stories") == (
        text.plural(1, "story", "stories"),
        text.plural(2000, "story", "stories"),
    )
    assert ("bela-news", "untitled") == (text.slug("Béla: News!"), text.slug("…"))
    assert ("kind", "") == (text.nearest("kimd", ["kind", "id"]), text.nearest("zzz", ["kind"]))
    assert text.heading_key("In OTHER  news:") == text.heading_key("In other news")
    assert ["Kyiv's", "10-word"] == text.words("Kyiv's 10-word!")


PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@given(st.dictionaries(st.sampled_from(["title", "deck", "date"]), PLAIN.map(text.squeeze)))
def test_front_matter_reads_back_what_was_written(fields: dict[str, str]) -> None:
    """`load(dump(x)) == x`, whatever the words look like to YAML."""
    assert fields == frontmatter.load(frontmatter.dump(fields))


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("---\ntitle: Diplomacy Watch: talks\n---\n", {"title": "Diplomacy Watch: talks"}),
        ("---\ntitle: It's on: now\nlead: true\n---\n", {"title": "It's on: now", "lead": True}),
        ("---\ndate: 2024-02-16\nn: 012\n---\n", {"date": "2024-02-16", "n": "012"}),
        ("---\nimage: {url: a, alt: b}\n---\n", {"image": {"url": "a", "alt": "b"}}),
        ("---\n---\n", {}),
        ("---\nurl: https://example.org/a:b\n---\n", {"url": "https://example.org/a:b"}),
    ],
)
def test_front_matter_as_people_write_it(block: str, expected: dict[str, Any]) -> None:
    """Colons need no quotes, and numbers and dates stay the text that was written."""
    assert expected == frontmatter.load(block)


@pytest.mark.parametrize(
    ("block", "line"), [("---\na: b\nc: [1\n---\n", 4), ("---\n- a\n- b\n---\n", 2)]
)
def test_broken_front_matter_names_its_line(block: str, line: int) -> None:
    """Lines count from 1 within the whole file."""
    with pytest.raises(frontmatter.FrontMatterError) as caught:
        frontmatter.load(block)
    assert line == caught.value.line


@given(st.text(st.sampled_from(list("ab1 _*`[]()<>!&#;:~|\\-+=.—\n\"'/")), max_size=24))
def test_escaped_text_renders_to_the_very_same_words(plain: str) -> None:
    """No character of a report can become a heading, a link, a list, a comment or HTML."""
    rendered = markup.plain(markup.markdown_to_html(markup.escape(plain)))
    assert text.squeeze(plain) == text.squeeze(rendered.replace("\n", " "))


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ('<p onclick="x()">a<script>b</script></p>', "<p>a</p>"),
        ('<a href="javascript:x">a</a>', "<a>a</a>"),
        ('<a href="../b?c&amp;d">a</a>', '<a href="https://example.org/b?c&amp;d">a</a>'),
        ('<img src="https://e.org/t.gif" width="1" height="1">', ""),
        ("a</td></table><!--[if mso]>b<![endif]-->", "a"),
        ('<p style="color:red" class="x" id="y">a</p>', "<p>a</p>"),
        ("<form><input name=a></form>", ""),
    ],
)
def test_html_from_outside_is_made_harmless(fragment: str, expected: str) -> None:
    """Our own allow-list, balanced, with links made absolute."""
    assert expected == markup.safe_html(fragment, "https://example.org/a/page").strip()


def test_a_link_that_leads_nowhere_in_a_letter_loses_its_address() -> None:
    """Without a base, `/path` and `#part` are no addresses; mailto is."""
    html = '<a href="/b">b</a><a href="#c">c</a><a href="mailto:d@example.org">d</a>'

    assert '<a>b</a><a>c</a><a href="mailto:d@example.org">d</a>' == markup.safe_html(html)


def test_a_broken_link_loses_only_its_address() -> None:
    """An address that cannot be resolved is dropped."""
    assert "<a>a</a>" == markup.safe_html('<a href="http://[x">a</a>', "https://example.org/")


@pytest.mark.parametrize("body_type", ["text/html", "text/markdown"])
def test_a_paragraph_is_one_line_however_its_source_was_wrapped(body_type: BodyType) -> None:
    """A wrapped note must not lose the beginning of its sentences."""
    wrapped = "They agreed on\nWednesday.\n\nAnd\nleft."
    source = wrapped if body_type == "text/markdown" else markup.markdown_to_html(wrapped)

    assert "They agreed on Wednesday.\nAnd left." == markup.plain(source, body_type)


def test_html_becomes_markdown_of_the_same_words() -> None:
    """Links and emphasis stay; what looks like Markdown in the text is escaped."""
    html = (
        '<p>A <a href="https://e.org/a_b">li_nk</a>, <em>so</em>.</p><p>1. one</p><p># no</p>'
        "<ul><li>x</li></ul><blockquote><p>q</p></blockquote><p>&lt;!-- section: x --&gt;</p>"
    )
    markdown = markup.html_to_markdown(html)

    assert markup.plain(html) == markup.plain(markdown, "text/markdown")
    assert (
        "A [li\\_nk](https://e.org/a_b), *so*.",
        "1\\. one",
        "\\# no",
        "- x",
        "> q",
        "\\<!-- section: x --\\>",
    ) == markup.blocks(markdown)


def test_links_in_markdown_survive_odd_addresses() -> None:
    """Spaces and brackets are percent-encoded; without an address the label stands alone."""
    made = markup.link("A [b]", "https://e.org/a (b)")

    assert "[A [b]](https://e.org/a%20%28b%29)" == made
    assert 'href="https://e.org/a%20%28b%29"' in markup.inline_html(made)
    assert "\\*" == markup.link("*", "")


def test_an_error_says_where_what_and_what_to_do() -> None:
    """One line, with each part that is known."""
    assert "a: b. Do c." == str(DigestError("b", where="a", hint="Do c"))
    assert "b" == str(DigestError("b"))
    assert 4 == NotFit("b").exit_code


def test_an_error_survives_the_way_between_processes() -> None:
    """Parsing may happen in a worker."""
    import pickle

    error = pickle.loads(pickle.dumps(NotFit("b", where="a", hint="c")))

    assert "a: b. c." == str(error)
    assert isinstance(error, NotFit)


def test_a_moment_is_needed_to_place_an_item() -> None:
    """An item without a date counts by its first sight, and without that not at all."""
    from dataclasses import replace

    from digest.model import Absence, Item

    item = Item(id="a", source="s", publisher="", title="t")
    absence = Absence(source="s", section="state", text="none")
    moment = datetime(2024, 2, 16, tzinfo=UTC)

    assert moment == replace(item, first_seen=moment).when
    assert moment == replace(absence, first_seen=moment).when
    for undated in (item, absence):
        with pytest.raises(ValueError, match="neither a date nor a first sight"):
            _ = undated.when


@given(st.text(st.sampled_from(list("<!-story: a1>\\")), max_size=24))
def test_escaped_text_writes_no_mark_of_an_edition(plain: str) -> None:
    """A feed cannot forge a story's id or an absence, nor hide words behind a comment."""
    assert "<!--" not in markup.escape(plain)


@pytest.mark.parametrize("value", ["²", "9" * 5000, "x", "-1", ""])
def test_what_is_to_be_a_number_is_one(value: str) -> None:
    """Readers of HTML further down take it for one."""
    html = (
        f'<table><tr><td colspan="{value}">a</td></tr></table><ol start="{value}"><li>b</li></ol>'
    )
    clean = markup.safe_html(html)

    assert "colspan" not in clean
    assert "start" not in clean
    assert 'colspan="2"' in markup.safe_html('<table><tr><td colspan="2">a</td></tr></table>')
    assert "a" in markup.html_to_markdown(clean)


@pytest.mark.parametrize(
    "value", ["!!int abc", "!!float x", "!!bool maybe", "!!timestamp 2024-99-99"]
)
def test_a_value_of_another_type_than_it_says_is_an_error(value: str) -> None:
    """It is named, and ends nothing."""
    with pytest.raises(frontmatter.FrontMatterError, match="not of the type"):
        frontmatter.load(f"---\ntitle: {value}\n---\n")


def test_characters_in_two_halves_are_made_whole() -> None:
    """As JSON writes them; a half alone is no character."""
    fields = frontmatter.load('---\ntitle: "\\ud83d\\ude00 talks"\nimage: {alt: "\\ud83d"}\n---\n')

    assert {"title": "😀 talks", "image": {"alt": "�"}} == fields
