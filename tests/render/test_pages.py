"""One page: all that an edition has, nothing of what it lacks, and nothing that could run."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import lxml.html
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest import config as configs
from digest import edition as editions
from digest.errors import ConfigError
from digest.render.page import render_page
from digest.render.view import date_in_words
from tests.render.pages import BODY, EDITION, FRONT, FULL, SECTIONS, render
from tests.support.values import DAY

VOID = frozenset("br hr img link meta".split())
#: libxml2 leaves the end of an empty one out, as HTML allows.
END_OPTIONAL = frozenset("li p td th dd dt".split())


class Tags(HTMLParser):
    """Reads a page strictly: what opens must close, in order, where HTML asks for it."""

    def __init__(self, page: str) -> None:
        """Read it all."""
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.faults: list[str] = []
        self.comments: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a tag."""
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Match it with the one that it closes."""
        while self.open and self.open[-1] != tag and self.open[-1] in END_OPTIONAL:
            self.open.pop()
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def handle_comment(self, data: str) -> None:
        """Remember a comment."""
        self.comments.append(data)


def words(page: str) -> list[str]:
    """Return the lines that readers see, in order."""
    (body,) = lxml.html.document_fromstring(page).iter("body")
    lines = (" ".join(line.split()) for line in body.itertext() if isinstance(line, str))
    return [line for line in lines if line]


def seen(page: str) -> str:
    """Return all that readers see, in one line."""
    return " ".join(words(page))


def test_a_page_has_everything_in_its_order() -> None:
    """Masthead, date, headline, picture, story, sections, panels, footer."""
    shown = [
        "Prisoners first, and grain after them.",  # the preheader
        "Diplomacy Watch",
        "February 16, 2024",
        "View in browser",
        "Reporting",
        "Envoys leave Geneva with a timetable",
        "Prisoners first, and grain after them.",
        "Ann Example",
        "Agency",
        "Envoys met in",
        "Geneva",
        "on Tuesday.",
        "“We have an agenda,” the mediator said.",
        "What is on it",
        "prisoners of war;",
        "the grain trade.",
        "In other news:",
        "— Ambassadors agreed on sanctions,",
        "The Wire",
        "reported.",
        "— The parliament in Oslo voted for aid, according to",
        "Norway Daily",
        ".",
        "“This was never about one winter,” the minister said.",
        "State Department news:",
        "The spokesman said that Washington",
        "had been told",
        ".",
        "A correction",
        "The ships waited off Constanta.",
        "An appeal",
        "Readers",
        "keep",
        "this letter",
        "going",
        ".",
        "Give",
        "More from us",
        "A teaser with a picture",
        "What it is about.",
        "A teaser without",
        "Latest",
        "Grain ships wait off Constanta",
        "February 14, 2024",
        "Who pays for the winter",
        "Every Friday",
        "One story, and",
        "the rest",
        "in brief.",
        "Subscribe",
        "Mastodon",
        "·",
        "RSS",
        "Diplomacy Watch",
        "1 Example Street",
        "Exampleton",
        "View in browser",
        "·",
        "Unsubscribe",
    ]

    assert shown == words(render().html)


def test_another_language_has_its_own_labels() -> None:
    """Nothing of the program's own English is left, on the page or in the text."""
    french = (
        '\n[labels]\nview_in_browser = "Version en ligne"\nunsubscribe = "Se désabonner"\n'
        'teasers = "À lire aussi"\nlatest = "Récemment"\nlinks = "Liens"\n'
    )
    page = render(config=FULL + french)

    for ours, theirs in (
        ("View in browser", "Version en ligne"),
        ("Unsubscribe", "Se désabonner"),
        ("More from us", "À lire aussi"),
        ("Latest", "Récemment"),
        ("\nLinks:\n[1] ", "\nLiens:\n[1] "),
    ):
        assert theirs in page.html + page.text
        assert ours not in page.html + page.text


def test_a_page_is_whole_and_says_what_it_is() -> None:
    """A document type, a language, a direction, a title; layout tables are no data."""
    page = render().html
    tags = Tags(page)
    attributes = dict(reversed(tags.found))

    assert page.startswith("<!DOCTYPE html>\n<html")
    assert ([], []) == (tags.open, tags.faults)
    assert {"lang": "en", "dir": "ltr"} == attributes["html"]
    assert "<title>Envoys leave Geneva with a timetable</title>" in page
    assert ["presentation"] * page.count("<table class") == [
        values["role"] for tag, values in tags.found if tag == "table"
    ]
    assert ["An empty hall", "A harbour"] == [
        values["alt"] for tag, values in tags.found if tag == "img"
    ]


def test_links_lead_where_they_are_told() -> None:
    """The edition's own day stands in the address of the web page."""
    expected = [
        "https://example.org/2024-02-16/",
        "https://example.org/geneva",
        "https://example.org/wire",
        "https://example.org/oslo",
        "https://example.org/briefing",
        "https://example.org/why",
        "https://example.org/give",
        "https://example.org/one",
        "https://example.org/two",
        "https://example.org/ships",
        "https://example.org/winter",
        "https://example.org/rest",
        "https://example.org/subscribe",
        "https://example.org/@watch",
        "https://example.org/feed.xml",
        "https://example.org/2024-02-16/",
        "https://example.org/u",
    ]

    assert expected == [values["href"] for tag, values in Tags(render().html).found if tag == "a"]


def test_what_an_edition_lacks_leaves_no_trace() -> None:
    """No empty heading, row, rule, link or picture."""
    page = render("One paragraph.\n", SECTIONS).html
    body = re.sub(r"<!--.*?-->", "", page[page.index("<body") :])

    assert ["One paragraph.", "Diplomacy Watch", "February 16, 2024", "One paragraph."] == words(
        page
    )
    assert 3 == body.count("<tr>")  # one of them is the folio line
    assert 2 == body.count("<table class")
    assert not re.search(r"<(img|a|h2|h3|hr|blockquote)\b", body)
    assert not re.search(r"<(p|td|tr|h\d|div)\b[^>]*>\s*</\1>", body)


@pytest.mark.parametrize(
    ("lacking", "gone"),
    [
        ("title", '<h1 class="headline"'),
        ("deck", 'class="deck"'),
        ("kicker", 'class="kicker"'),
        ("byline", 'class="byline"'),
        ("image", "hall.png"),
    ],
)
def test_each_part_can_be_lacking_by_itself(lacking: str, gone: str) -> None:
    """A line of the front matter, and what it makes."""
    without = "\n".join(line for line in EDITION.split("\n") if not line.startswith(f"{lacking}:"))

    assert gone in render().html
    assert gone not in render(without).html


def test_a_page_without_a_headline_has_its_name_as_heading() -> None:
    """There is one first heading, always."""
    page = render(BODY).html

    assert '<h1 class="name"' in page
    assert 1 == page.count("<h1")
    assert "<title>Diplomacy Watch, February 16, 2024</title>" in page
    assert "Diplomacy Watch, February 16, 2024" == render(BODY).subject


def test_a_section_with_nothing_below_its_heading_is_left_out() -> None:
    """An absence that is not known prints nothing, neither false nor true."""
    content = (
        f"{FRONT}\nA story.\n\n## In other news:\n\n- <!-- to come -->\n\n## State Department news:"
        " <!-- section: state -->\n\n<!-- absence: unknown (the feed was away) -->\n"
    )
    page = render(content)

    assert "other news" not in page.html + page.text
    assert "State Department" not in page.html + page.text
    assert "absence" not in page.html + page.text


@pytest.mark.parametrize(
    ("brief", "expected"),
    [
        ("- Envoys met.\n", ["— Envoys met."]),
        ("- — Envoys met.\n", ["— Envoys met."]),
        ("— Envoys met.\n", ["— Envoys met."]),
        ("– Envoys met.\n", ["— Envoys met."]),
        ("— Envoys met.\n\n> “Yes.”\n", ["— Envoys met.", "“Yes.”"]),
        ("- One.\n- Two.\n", ["— One.", "— Two."]),
        ("- — 5. Februar\n", ["— 5. Februar"]),
        ("- > “Only a quote.”\n", ["“Only a quote.”"]),
        ("This week:\n\n- Envoys met.\n", ["This week:", "— Envoys met."]),
    ],
)
def test_each_brief_opens_with_one_dash(brief: str, expected: list[str]) -> None:
    """Whether it was written as a bullet or as a paragraph."""
    page = render(f"Story.\n\n## In other news:\n\n{brief}", SECTIONS).html

    assert expected == words(page)[words(page).index("In other news:") + 1 :]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ("en", "ltr")),
        ("ar", ("ar", "rtl")),
        ("he-IL", ("he-IL", "rtl")),
        ("az-Arab", ("az-Arab", "rtl")),
        ("ku-Latn", ("ku-Latn", "ltr")),
        ("de-CH", ("de-CH", "ltr")),
    ],
)
def test_a_page_says_how_its_language_is_written(language: str, expected: tuple[str, str]) -> None:
    """On the root, and once more where a mail client may have dropped the root."""
    page = render(config=f'{SECTIONS}[newsletter]\nlanguage = "{language}"\n').html
    found = [(v["lang"], v["dir"]) for tag, v in Tags(page).found if tag in {"html", "div"} and
             "lang" in v]  # fmt: skip

    assert [expected, expected] == found


@pytest.mark.parametrize(
    ("language", "start", "end", "spaced"),
    [("en", "left", "right", True), ("ar", "right", "left", False)],
)
def test_what_stands_at_one_side_follows_the_direction(
    language: str, *, start: str, end: str, spaced: bool
) -> None:
    """In words that every mail client knows; joined letters are not torn apart, nor slanted."""
    config = FULL.replace("[newsletter]", f'[newsletter]\nlanguage = "{language}"')
    styles = {
        values.get("class") or tag: values.get("style") or ""
        for tag, values in Tags(render(config=config).html).found
    }

    assert f"padding-{start}:20px; border-{start}:3px solid" in styles["blockquote"]
    assert [f"text-align:{start}", f"text-align:{end}"] == [
        styles[name].rpartition("; ")[2] for name in ("day", "web")
    ]
    assert f"padding-{end}:18px" in styles["thumb"]
    assert [spaced] * 3 == ["letter-spacing" in styles[it] for it in ("name", "kicker", "headline")]
    assert spaced == ("italic" in styles["blockquote"])


def test_the_direction_can_be_ordered() -> None:
    """For a language of which we do not know."""
    page = render(config=f'{SECTIONS}[newsletter]\nlanguage = "xx"\ndirection = "rtl"\n').html

    assert '<html lang="xx" dir="rtl">' in page


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "February 16, 2024"), ("en-GB", "February 16, 2024"), ("fr", "2024-02-16")],
)
def test_the_date_is_in_words_where_we_know_them(language: str, expected: str) -> None:
    """Else in figures that nobody mistakes."""
    assert expected == date_in_words(DAY, language)


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("preheader: Read this\ndeck: A deck", "Read this"),
        ("deck: A deck", "A deck"),
        ("kicker: K", "Short."),
    ],
)
def test_an_inbox_shows_the_preheader_or_the_deck_or_the_opening(front: str, expected: str) -> None:
    """And the page hides it."""
    page = render(f"---\n{front}\n---\n\nShort.\n")

    assert expected == page.preheader
    assert f'mso-hide:all">{expected}</div>' in page.html


@pytest.mark.parametrize(
    ("opening", "expected"),
    [("word " * 40, "word " * 27 + "word…"), ("x" * 200, "x" * 140 + "…")],
)
def test_a_long_opening_is_cut_for_the_inbox(opening: str, expected: str) -> None:
    """At a word, where there is one."""
    assert expected == render(f"{opening}\n", SECTIONS).preheader


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>go</a>",
    "[go](javascript:alert(1))",
    "[go](data:text/html,alert)",
    "<style>body{display:none}</style>",
    "<style>@import url(http://127.0.0.1:9/x.css);</style>",
    '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
    "<p style='position:fixed'>over</p>",
    "<iframe src='https://example.org/'></iframe>",
    "<form action='https://example.org/'><input></form>",
    "</td></tr></table></div>",
    "<!--[if mso]><p>x</p><![endif]-->",
    "<base href='https://example.org/'>",
    "<meta http-equiv=refresh content=0>",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_from_outside_does_anything_in_a_page(hostile: str) -> None:
    """In the story, a brief, a heading, the front matter or a panel of digest.toml."""
    quoted = hostile.replace('"', "'")
    content = (
        f'---\ntitle: "T {quoted}"\ndeck: "{quoted}"\nkicker: "{quoted}"\nbyline: "{quoted}"\n'
        f'image: {{url: "https://example.org/x.png", alt: "{quoted}", credit: "{quoted}"}}\n---\n\n'
        f"{hostile}\n\nA story {hostile}\n\n## In other news:\n\n- A brief {hostile}\n\n"
        f"## H {hostile}\n\n{hostile}\n\nWords.\n"
    )
    config = f'{SECTIONS}[notice]\ntitle = "{quoted}"\ntext = "x {quoted}"\n'
    harmless = render(
        re.sub(r"^(.*)$", lambda line: line[1].replace(hostile, "").replace(quoted, "z"), content,
               flags=re.MULTILINE),
        config.replace(quoted, "z"),
    ).html  # fmt: skip
    page = render(content, config).html
    tags = Tags(page)

    assert ([], []) == (tags.open, tags.faults)
    assert {tag for tag, _ in Tags(harmless).found} | {"a", "p"} >= {tag for tag, _ in tags.found}
    for _, values in tags.found:
        assert not [name for name in values if name.startswith("on")]
        assert not re.match(r"(?i)\s*(javascript|data|vbscript):", values.get("href") or "")
    assert harmless.count("<style") == page.count("<style")
    assert Tags(harmless).comments == tags.comments
    assert not [values for _, values in tags.found if "position" in (values.get("style") or "")]


@pytest.mark.parametrize("braces", ["{{ 7 * 7 }}", "{% if x %}", "{# note #}", "{{ self }}"])
def test_a_template_in_a_text_is_printed_not_run(braces: str) -> None:
    """Wherever it stands; in a link the braces are encoded."""
    link = braces.replace(" ", "")
    content = (
        f"---\ntitle: 'T {braces}'\ndeck: 'D {braces}'\n---\n\nStory {braces} "
        f"[go](https://example.org/{link})\n\n## In other news:\n\n- Brief {braces}\n"
    )
    page = render(content, f"{SECTIONS}[notice]\ntext = 'Notice {braces}'\n")

    for opening in ("T ", "D ", "Story ", "— Brief ", "Notice "):
        assert f"{opening}{braces}" in seen(page.html)
        assert f"{opening}{braces}" in page.text
    assert not re.search(r'href="[^"]*[{}]', page.html)
    assert "49" not in page.html + page.text


def test_headings_below_the_headline_have_no_gaps() -> None:
    """Whatever an editor or a feed began with."""
    content = (
        "---\ntitle: T\n---\n\n#### Deep\n\n# Top\n\n###### Deepest\n\n## Ours\n\n##### Deep\n"
    )
    levels = [int(tag[1]) for tag, _ in Tags(render(content).html).found if re.match(r"h\d", tag)]

    assert [1, 2, 2, 3, 2, 3] == levels[:6]


def test_what_is_nested_too_deeply_is_paragraphs() -> None:
    """libxml2 would drop all that follows 256 nested tags."""
    page = render(
        f"{'<blockquote>' * 300}deep{'</blockquote>' * 300}\n\nAfter it.\n\n## Ours\n\nMore.\n",
        SECTIONS,
    )

    assert ["deep", "After it.", "Ours", "More."] == words(page.html)[-4:]
    assert ["deep After it."] == words(page.html)[:1]


@pytest.mark.parametrize(
    ("image", "shown"),
    [
        ('{url: "https://example.org/a b{{c}}.png"}', 'src="https://example.org/a%20b%7B%7Bc%7D%7D.png"'),
        ('{url: "https://example.org/é.png"}', 'src="https://example.org/%C3%A9.png"'),
        ("pictures/hall.png", None),
        ("cid:hall", None),
        ("javascript:alert(1)", None),
    ],
)  # fmt: skip
def test_a_picture_that_readers_cannot_load_is_left_out(image: str, shown: str | None) -> None:
    """`digest check` names it."""
    page = render(f"---\ntitle: T\nimage: {image}\n---\n\nx\n\n![y]({image})\n", SECTIONS).html

    assert (shown in page) if shown else ("<img" not in page)
    assert shown is None or 'alt="" width="600"' in page


def test_a_panel_without_words_has_its_address_as_button() -> None:
    """A button must say something."""
    page = render(config=f'{SECTIONS}[notice]\nurl = "https://example.org/give"\n').html

    assert ">example.org</a>" in page


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ('[notice]\nurl = "example.org"\n', "[notice] url: must be a full http or https"),
        ('[subscribe]\nurl = "javascript:x"\n', "[subscribe] url: must be"),
        ('[[social]]\nname = "X"\nurl = "@x"\n', '[[social]] "X" url: must be'),
        ('[[teasers]]\ntitle = "T"\nurl = "t"\n', '[[teasers]] "T" url: must be'),
        (
            '[[teasers]]\ntitle = "T"\nurl = "https://e.org"\nimage = "mailto:a@b.org"\n',
            '[[teasers]] "T" image: must be a full http or https address, got',
        ),
        ('[[latest]]\ntitle = "T"\nurl = "t"\n', '[[latest]] "T" url: must be'),
        ('[mail]\nweb_url = "{date}"\n', "[mail] web_url: must be"),
        ('[mail]\nunsubscribe = "u@example.org"\n', "[mail] unsubscribe: must be"),
        ('[mail]\nunsubscribe = "https://example.org/\\u0007"\n', "[mail] unsubscribe: must be"),
    ],
)
def test_a_link_that_is_none_is_named_with_its_key(config: str, expected: str) -> None:
    """It is a fault of digest.toml."""
    with pytest.raises(ConfigError) as caught:
        render(config=SECTIONS + config)

    assert f"digest.toml: {expected}" in str(caught.value)


TEXT = st.text(max_size=120)


@given(title=TEXT, story=TEXT, brief=TEXT)
@example(title="\x00\ud800", story="a&#1;b&#xFFFE;", brief="\x0c</td>")
@example(title="<!--", story="<!-- x", brief="<![if !mso]>")
@example(title="x", story="```\n<td>\n", brief="- - - - x")
def test_every_text_makes_a_whole_page(title: str, story: str, brief: str) -> None:
    """Whatever an editor types, or a feed gives."""
    settings = configs.parse(FULL.encode())
    made = editions.parse(f"{story}\n\n## In other news:\n\n- {brief}\n", settings.sections)
    made = replace(made, meta=replace(made.meta, title=title, deck=title))
    page = render_page(made, settings, date=DAY, user_templates=None)
    tags = Tags(page.html)

    assert ([], []) == (tags.open, tags.faults)
    assert page.html.endswith("</body>\n</html>\n")
    assert "Unsubscribe" in page.html
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", page.html + page.text)
    page.html.encode()
    page.text.encode()
