"""What is made of templates is kept: the next page is the same, and premailer is not loaded."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from premailer import Premailer

from digest import config as configs
from digest import edition as editions
from digest.errors import TemplateError
from digest.render import kept as keeping
from digest.render import rules
from digest.render.inline import inline_css
from digest.render.kept import Kept
from digest.render.page import render_page
from digest.render.templates import Templates
from digest.render.view import make_view
from tests.judges.building import DAY as JUDGED_DAY
from tests.judges.building import EDITIONS, lay_out
from tests.render.pages import EDITION, FRONT, FULL, SECTIONS
from tests.support.inside import digest
from tests.support.values import DAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.config import Config
    from digest.edition import Edition

WHERE = "templates/edition.html.j2"
STYLE = '{% include "default/style.css" %}\n'


def filled(
    edition: str | Edition = EDITION,
    config: str | Config = FULL,
    *,
    day: date = DAY,
    templates: Path | None = None,
) -> str:
    """Return a page before its CSS is inlined."""
    settings_ = configs.parse(config.encode()) if isinstance(config, str) else config
    parsed = editions.parse(edition, settings_.sections) if isinstance(edition, str) else edition
    view = make_view(parsed, settings_, date=day)
    return Templates(templates).render({name: getattr(view, name) for name in view.__slots__})


def by_premailer(page: str) -> str:
    """Return what premailer makes of a page, in full."""
    return inline_css(page, where=WHERE)


def by_rules(page: str, kept: Kept) -> str | None:
    """Return what the rules that are kept make of it."""
    made = rules.inlined(page.strip(), kept)
    return made and made.strip() + "\n"


def read(folder: Path, page: str) -> Kept:
    """Let premailer read the style sheets of a page, and keep what it read."""
    kept = Kept(folder=folder / "kept")
    inline_css(page, where=WHERE, kept=kept)
    return kept


# -- the same page ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EDITIONS)
def test_the_second_page_is_the_first(name: str, tmp_path: Path) -> None:
    """Byte by byte, of each edition that is judged."""
    root = tmp_path / name
    lay_out(name, root)
    drafted = digest(root, "draft", "--offline", "--date", JUDGED_DAY)
    settings_ = configs.parse((root / "digest.toml").read_bytes())
    written = (root / "editions" / f"{JUDGED_DAY}.md").read_text(encoding="utf-8")
    page = filled(written, settings_, day=date.fromisoformat(JUDGED_DAY))
    kept = read(tmp_path, page)

    assert 0 == drafted.code, drafted.err
    assert by_premailer(page) == by_rules(page, kept)


BLOCKS = (
    "Envoys met in [Geneva](https://example.org/geneva), **and left** *again*.",
    "> “We have an agenda,” he said.\n>\n> - and a list",
    "### A subheading",
    "#### Another",
    "- prisoners of war;\n- the grain\n  1. first\n  2. second",
    "1. one\n2. two",
    "    a line of code",
    "| Party | Says |\n|---|--:|\n| Kyiv | listens |\n| Moscow | [speaks](https://example.org/) |",
    "![A hall](https://pictures.example.org/hall.png)",
    "***",
    "מלים **בעברית** ועוד",
)
BRIEFS = (
    "- Ambassadors agreed, [The Wire](https://example.org/wire) reported.",
    "- Oslo voted for aid.\n\n  “Never about one winter,” the minister said.\n\n  > A quote",
    "- A brief\n\n  - with a list\n  - of [two](https://example.org/two)",
)


@st.composite
def written(draw: st.DrawFn) -> str:
    """Write an edition file with any blocks in any part."""
    blocks = st.lists(st.sampled_from(BLOCKS), max_size=5)
    lead, desk, added = draw(blocks), draw(blocks), draw(blocks)
    briefs = draw(st.lists(st.sampled_from(BRIEFS), max_size=4))
    parts = [FRONT if draw(st.booleans()) else "", *lead]
    parts += ["## In other news: <!-- section: other -->", *briefs] if briefs else []
    parts += ["## State Department news: <!-- section: state -->", *desk] if desk else []
    parts += ["## A correction", *added] if added else []
    return "\n\n".join([*parts, "The end."]) + "\n"


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Keep what premailer reads of our style sheets."""
    return read(tmp_path_factory.mktemp("ours"), filled())


@given(edition=written())
@settings(max_examples=40)
def test_rules_that_were_read_from_one_edition_do_for_every_other(edition: str, ours: Kept) -> None:
    """Whatever stands in it: which elements a selector matches is asked anew."""
    page = filled(edition)

    assert by_premailer(page) == by_rules(page, ours)


#: What a designer may write, besides what ours says.
SELECTORS = (
    *("p", "A", ".story p a", ".section p:first-child", "td > p", "h2 + p", "p ~ p", "ul li ul"),
    *("a[href]", 'a[href^="https"]', ".pad.story", "#none", "p, a:hover", "a:visited", "*", "li *"),
    *("h2:first-child, td p", "p:last-child", "li:nth-child(2)", "p:first-child a", "body", "html"),
    *("p::first-line", ":root", "table table td", ".no-such", "style", "blockquote>p", "p:not(.x)"),
)
DECLARATIONS = (
    *("color: red", "color: blue !important", "COLOR: #ABC", "margin: 0", "margin: unset"),
    *("margin: 0 !important", "padding: 1px 2px", "font: 12px/1.5 Georgia, 'Times New Roman'"),
    *("width: 50%", "background: url(https://e.org/a;b.png)", "text-align: center", "color: Unset"),
    *("mso-hide: all", "float: left", "color: rgb(0, 0, 0)", "content: 'a:b; c'", "-x-y: z"),
)
RULE = st.tuples(
    st.sampled_from(SELECTORS), st.lists(st.sampled_from(DECLARATIONS), min_size=1, max_size=4)
).map(lambda rule: f"{rule[0]} {{ {'; '.join(rule[1])} }}")
OTHER = st.sampled_from(
    (
        "@media (max-width: 600px) { p { color: red } }",
        "@font-face { font-family: X; src: url(https://e.org/x.woff) }",
        "/* a note: p { } */",
        "@page { margin: 0 }",
    )
)


@given(
    css=st.lists(RULE | OTHER, min_size=1, max_size=8).map("\n".join),
    first=written(),
    edition=written(),
)
@example(css=".story p a { color: red }", first="x\n", edition=EDITION)
@example(css="a:hover { color: red } p { color: unset }", first="x\n", edition=EDITION)
@settings(max_examples=25)
def test_a_designer_s_own_rules_come_out_equal(css: str, first: str, edition: str) -> None:
    """Selectors over content, whatever premailer leaves out, or leaves in the style sheet."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "templates"
        folder.mkdir()
        (folder / "style.css").write_text(f"{STYLE}{css}\n")
        page = filled(edition, templates=folder)
        expected = by_premailer(page)
        kept = read(Path(work), filled(first, templates=folder))

        assert expected == by_rules(page, kept)
        assert expected == inline_css(page, where=WHERE, kept=kept)


# -- where premailer itself is needed -----------------------------------------------------------

PLAIN = "<!DOCTYPE html><html><head><style>p { color: red }</style></head><body>{}</body></html>"


@pytest.mark.parametrize(
    "page",
    [
        PLAIN.replace("{}", '<p style="margin:0">x</p>'),
        PLAIN.replace("{}", '<p style="">x</p>'),
        PLAIN.replace("{}", "<p>x</p>").replace("red", "blue"),
        PLAIN.replace("{}", "<style>p { color: blue }</style><p>x</p>"),
        PLAIN.replace("{}", '<style media="all">p { color: blue }</style><p>x</p>'),
        "<p>x</p>",
        "x",
    ],
)
def test_what_only_premailer_can_do_is_left_to_it(page: str, tmp_path: Path) -> None:
    """A `style` of the template's own, other style sheets, a page without a head."""
    kept = read(tmp_path, PLAIN.replace("{}", "<p>x</p>"))

    assert by_rules(page, kept) is None
    assert by_premailer(page) == inline_css(page, where=WHERE, kept=kept)


@pytest.mark.parametrize(
    "page",
    [
        PLAIN.replace("{}", '<b style="margin:0">x</b>'),
        PLAIN.replace("{}", '<style media="print">p { color: blue }</style><p>x</p>y'),
        PLAIN.replace("{}", '<style data-premailer="ignore">p { color: blue }</style><p>x</p>'),
        PLAIN.replace("{}", '<style data-premailer="ignore" media="print">p { }</style><p>x</p>'),
        PLAIN.replace("{}", "<!--[if mso]><style>p { a: b }</style><![endif]--><p>x&nbsp;</p>"),
        PLAIN.replace("{}", "<p>x<p>y<td>z</b>"),
        PLAIN.replace("{}", "<p>x</p>").removeprefix("<!DOCTYPE html>"),
    ],
)
def test_what_premailer_leaves_alone_is_left_alone(page: str, tmp_path: Path) -> None:
    """Styles that no rule meets, style sheets that stay, comments, what is not closed."""
    kept = read(tmp_path, PLAIN.replace("{}", "<p>x</p>"))

    assert by_premailer(page) == by_rules(page, kept)


def test_a_style_sheet_from_elsewhere_is_refused_all_the_same(tmp_path: Path) -> None:
    """What is kept comes after what is forbidden."""
    kept = read(tmp_path, PLAIN)
    with pytest.raises(TemplateError, match="a style sheet from elsewhere"):
        inline_css(PLAIN.replace("{}", '<link rel="stylesheet" href="x">'), where=WHERE, kept=kept)


def test_rules_that_do_not_make_what_premailer_made_are_not_kept(tmp_path: Path) -> None:
    """Should it ever work otherwise, pages take longer, and are not wrong."""
    kept = Kept(folder=tmp_path)
    rules.keep(PLAIN, "another page", kept, Premailer())
    rules.keep(PLAIN, by_premailer(PLAIN), kept, object())

    assert [] == list(tmp_path.iterdir())


# -- the folder ---------------------------------------------------------------------------------


def made_with(folder: Path, config: str = FULL, templates: Path | None = None) -> str:
    """Render an edition with what is kept in a folder."""
    settings_ = configs.parse(config.encode())
    parsed = editions.parse(EDITION, settings_.sections)
    kept = Kept(folder=folder)
    page = render_page(parsed, settings_, date=DAY, user_templates=templates, kept=kept)
    return page.html


def names(folder: Path) -> list[str]:
    """List the files in a folder."""
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:0],
        lambda content: content[:20],
        lambda content: content[:-1],
        lambda content: content + b"x",
        lambda content: content[:-9] + b"x" + content[-8:],
        lambda content: b"\xff" * len(content),
        lambda content: content[::-1],
    ],
)
def test_damaged_files_are_as_good_as_none(
    damage: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    """The page is the same, and the files are mended."""
    expected = made_with(tmp_path)
    whole = {path: path.read_bytes() for path in tmp_path.iterdir()}
    for path, content in whole.items():
        path.write_bytes(damage(content))

    assert expected == made_with(tmp_path)
    assert whole.keys() == set(tmp_path.iterdir())
    assert whole[tmp_path / "rules"] == (tmp_path / "rules").read_bytes()


def test_what_was_made_from_something_else_is_stale(tmp_path: Path) -> None:
    """Of another release of premailer, say; what is kept under a name takes the place of it."""
    kept = Kept(folder=tmp_path)
    kept.put("it", b"3.10", b"old")
    kept.put("it", b"3.11", b"new")

    assert ["it"] == names(tmp_path)
    assert b"new" == kept.get("it", b"3.11")
    assert kept.get("it", b"3.10") is None
    assert kept.get("it", b"3.11n") is None
    assert kept.get("other", b"3.11") is None


def test_a_library_that_is_installed_anew_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So is one in an archive; one that is not there at all says nothing."""
    monkeypatch.syspath_prepend(tmp_path)
    module = tmp_path / "installed_anew.py"
    module.write_text("")
    before = keeping.installed("installed_anew")
    again = keeping.installed("installed_anew")
    module.unlink()
    module.write_text("x = 1")

    assert before == again
    assert before != keeping.installed("installed_anew")
    assert str(module).encode() in before
    assert b"[]" == keeping.installed("no_such_library")


@pytest.mark.parametrize("inside", ["", "below", "below/that"])
def test_where_nothing_can_be_written_nothing_is_kept(inside: str, tmp_path: Path) -> None:
    """The page is made all the same, and nobody is told: it only takes longer."""
    (tmp_path / "file").write_text("a file stands in the way")

    assert made_with(tmp_path / "kept") == made_with(tmp_path / "file" / inside)
    assert "a file stands in the way" == (tmp_path / "file").read_text()


def test_folders_in_the_place_of_files_are_in_nobody_s_way(tmp_path: Path) -> None:
    """Nothing is left lying about beside them."""
    expected = made_with(tmp_path / "first")
    for name in names(tmp_path / "first"):
        (tmp_path / "second" / name).mkdir(parents=True)

    assert expected == made_with(tmp_path / "second")
    assert names(tmp_path / "first") == names(tmp_path / "second")


def test_a_folder_does_not_grow(tmp_path: Path) -> None:
    """Whoever changes a style sheet or a template a hundred times has each of them once."""
    templates = tmp_path / "templates"
    templates.mkdir()
    for number in range(1, 4):
        (templates / "style.css").write_text(f"{STYLE}p {{ margin: {number}px }}\n")
        (templates / "_story.html.j2").write_text(f"<tr><td><p>change {number}</p></td></tr>\n")
        page = made_with(tmp_path / "kept", templates=templates)
        files = names(tmp_path / "kept")

        assert f'<p style="margin:{number}px">change {number}</p>' in page
        assert page == made_with(tmp_path / "kept", templates=templates)
        assert files == names(tmp_path / "kept")


def test_a_fault_is_found_in_its_line_in_templates_that_were_kept(tmp_path: Path) -> None:
    """They are compiled, and name their lines still."""
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "_story.html.j2").write_text("{% if headline %}\n{{ nobody }}\n{% endif %}")
    said = []
    for _ in range(2):
        with pytest.raises(TemplateError) as caught:
            made_with(tmp_path / "kept", templates=templates)
        said.append(str(caught.value))

    assert "templates/_story.html.j2, line 2" in said[0]
    assert said[0] == said[1]


def test_no_word_of_an_edition_is_kept(tmp_path: Path) -> None:
    """Nor an address: templates are kept before they are filled in."""
    made_with(tmp_path)
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    said = ("Geneva", "Ambassadors", "Ann Example", "example.org", "Exampleton", "An appeal")

    assert len(files) > 10_000
    assert [] == [word for word in said if word.encode() in files]


BARE = f"""
import sys
from datetime import date
from pathlib import Path
from digest import config, edition
from digest.render.kept import Kept
from digest.render.page import render_page
settings = config.parse({SECTIONS!r}.encode())
parsed = edition.parse({EDITION!r}, settings.sections)
kept = Kept(folder=Path(sys.argv[1]))
page = render_page(parsed, settings, date=date(2024, 2, 16), user_templates=None, kept=kept)
print(*sorted(set(sys.modules) & {{"premailer", "cssutils", "requests", "cssselect"}}))
print(page.html)
"""


def test_what_only_reads_keeps_nothing(tmp_path: Path) -> None:
    """`check` writes no file; what others have kept serves it all the same."""
    Kept(folder=tmp_path / "new", read_only=True).put("a", b"b", b"c")
    Kept(folder=tmp_path).put("a", b"b", b"c")

    assert ["a"] == [path.name for path in tmp_path.iterdir()]
    assert b"c" == Kept(folder=tmp_path, read_only=True).get("a", b"b")


def in_processes(folder: Path, number: int) -> list[list[str]]:
    """Render in so many processes at once, each with what it loaded and the page."""
    command = [sys.executable, "-c", BARE, str(folder)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(number)]
    said = [process.communicate(timeout=120)[0].decode() for process in started]
    assert [0] * number == [process.returncode for process in started]
    return [each.split("\n", 1) for each in said]


def test_premailer_is_loaded_for_the_first_page_alone(tmp_path: Path) -> None:
    """It takes longer to load than all else that a build does."""
    ((first, page),) = in_processes(tmp_path, 1)
    ((second, again),) = in_processes(tmp_path, 1)

    assert "cssselect cssutils premailer requests" == first
    assert "" == second
    assert page == again


def test_processes_at_once_are_not_in_one_another_s_way(tmp_path: Path) -> None:
    """All make the same page, and what they keep is whole."""
    pages = {page for _, page in in_processes(tmp_path, 3)}
    ((loaded, page),) = in_processes(tmp_path, 1)

    assert {page} == pages
    assert "" == loaded
    assert [] == [name for name in names(tmp_path) if name.startswith(".")]
