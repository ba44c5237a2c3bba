"""What an editor writes by hand is printed as what the program writes, and just as well."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support.inside import digest
from tests.support.workspaces import CONFIG, a_week_of_notes

if TYPE_CHECKING:
    from pathlib import Path

DATE = ("--date", "2024-02-16")
HALL = "https://example.org/hall.jpg"
TABLE = "| Who | Votes |\n|---|---:|\n| For | 70 |\n| Against | 29 |"
ARABIC = "أعلنت الوزارة أن المحادثات ستستمر."


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make a workspace with a draft."""
    folder = a_week_of_notes(tmp_path / "workspace")
    digest(folder, "draft", *DATE)
    return folder


def built(workspace: Path, *, briefs: str = "", added: str = "") -> tuple[str, str]:
    """Write something among the briefs, or at the end, and build; return the page and the text."""
    path = workspace / "editions" / "2024-02-16.md"
    content = path.read_text().replace("\n## U.S. State", f"\n{briefs}\n\n## U.S. State")
    path.write_text(f"{content}\n{added}\n")
    for command in (("build", "--offline"), ("check",)):
        ran = digest(workspace, *command, *DATE)
        assert ran.code in {0, 4}, ran.err
    out = workspace / "out" / "2024-02-16.html"
    assert f"{content}\n{added}\n" == path.read_text()
    return out.read_text(), out.with_suffix(".txt").read_text()


@pytest.mark.parametrize(
    ("written", "page", "text"),
    [
        ("- A story of **ours** alone.", r"A story of <strong[^>]*>ours</strong> alone\.",
         "— A story of ours alone."),
        ("— A dash instead of a bullet.", "A dash instead of a bullet", "— A dash instead of a"),
        ("- Said:\n\n  > “We go on.”", r"<blockquote[^>]*>\s*<p[^>]*>“We go", "> “We go on.”"),
        (f"- A picture: ![The hall]({HALL})", rf'<img[^>]*src="{HALL}"[^>]*alt="The hall"|'
         rf'<img[^>]*alt="The hall"[^>]*src="{HALL}"', "The hall"),
        (f"- {ARABIC}", ARABIC, f"— {ARABIC}"),
    ],
)  # fmt: skip
def test_a_story_of_ones_own_is_a_brief(
    workspace: Path, written: str, page: str, text: str
) -> None:
    """With a quote, a picture, no source at all, in any script: on the page and in the text."""
    html, plain = built(workspace, briefs=written)

    assert re.search(page, html)
    assert text in plain


@pytest.mark.parametrize(
    ("written", "page", "text"),
    [
        ("A letter from a reader.", r"<p[^>]*>A letter from a reader\.</p>", "A letter from"),
        (f"![The hall]({HALL})", rf'<img[^>]*src="{HALL}"', "The hall"),
        (TABLE, r"<th[^>]*scope=\"col\"[^>]*>\s*Votes", "Against"),
        ("> A quotation\n> of two lines.", r"<blockquote", "> A quotation"),
        ("1. One\n2. Two", r"<ol", "1. One"),
        ("### Below\n\nMore.", r"<h3[^>]*>\s*Below", "Below"),
        (ARABIC, ARABIC, ARABIC),
        ("```\ncode  here\n```", r"<pre[^>]*>.*code  here", "code  here"),
    ],
)
def test_a_section_of_ones_own_is_printed_where_it_stands(
    workspace: Path, written: str, page: str, text: str
) -> None:
    """Under its heading, after the program's."""
    html, plain = built(workspace, added=f"## Letters & more\n\n{written}")

    assert re.search(r"<h2[^>]*>Letters &amp; more</h2>", html)
    assert re.search(page, html.partition("Letters &amp; more")[2], re.DOTALL)
    assert text in plain.partition("Letters & more")[2]


def test_an_edition_in_arabic_goes_from_right_to_left(tmp_path: Path) -> None:
    """All of it written by hand; no source, no id."""
    config = CONFIG.replace("[newsletter]", '[newsletter]\nlanguage = "ar"')
    workspace = a_week_of_notes(tmp_path, config=config)
    (workspace / "editions").mkdir()
    path = workspace / "editions" / "2024-02-16.md"
    path.write_text(
        f"---\ntitle: أخبار الأسبوع\n---\n\n{ARABIC}\n\n## رسائل\n\n- {ARABIC}\n\n{TABLE}\n"
    )
    ran = digest(workspace, "build", "--offline", *DATE)
    html = (workspace / "out" / "2024-02-16.html").read_text()

    assert 0 == ran.code, ran.err
    assert '<html lang="ar" dir="rtl"' in html
    assert 3 == html.count(ARABIC)  # once beside the subject
    assert ARABIC in (workspace / "out" / "2024-02-16.txt").read_text()


def test_an_edition_written_from_nothing_needs_no_sources(tmp_path: Path) -> None:
    """A file is all that there is."""
    (tmp_path / "digest.toml").write_text(CONFIG)
    (tmp_path / "editions").mkdir()
    (tmp_path / "editions" / "2024-02-16.md").write_text("Mine.\n")

    ran = digest(tmp_path, "build", "--offline", *DATE)

    assert (0, "") == (ran.code, ran.err)
    assert "Mine." in (tmp_path / "out" / "2024-02-16.txt").read_text()
