"""What a page weighs: Gmail cuts it off at 102,400 bytes, and reads 16,384 characters of CSS."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import jinja2
import pytest

from digest.limits import GMAIL_BYTES
from tests.render.pages import EDITION, FRONT, FULL, SECTIONS, render

if TYPE_CHECKING:
    from pathlib import Path

    from digest.model import Page

BRIEF = """\
- Ambassadors of the member states agreed on Wednesday on another package of sanctions, according to
  [The Example Times](https://example.org/world/europe/2024/02/14/ambassadors-agree-on-package-{0}/).
  It names companies that are said to have helped to get around the earlier ones, and takes effect
  once the ministers have signed it. Also reported by [Wire](https://wire.example.org/a/{0}),
  [Daily](https://daily.example.org/news/{0}) and [Radio](https://radio.example.org/{0}.html).

"""
FIT = FULL + "\n[edition]\nfit = true\n"
OTHER = "“In other news”"


def briefs(number: int) -> str:
    """Write an edition with so many briefs of usual length, each with four links."""
    lines = "".join(BRIEF.format(each) for each in range(number))
    return f"{FRONT}\nA main story.\n\n## In other news:\n\n{lines}"


def size(page: Page) -> int:
    """Return the bytes of its HTML."""
    return len(page.html.encode())


def over_by(bytes_: int, config: str = FULL) -> str:
    """Write an edition whose page is too long for Gmail by so many bytes."""
    more = GMAIL_BYTES + bytes_ - size(render(f"{FRONT}\nx\n", config))
    return f"{FRONT}\nx{'x' * more}\n"


def test_forty_stories_are_shown_whole_by_gmail() -> None:
    """With everything around them, and four links in each."""
    page = render(briefs(40))

    assert 40 == page.html.count('<p style="margin:0 0 17px">— Ambassadors')
    assert size(page) < GMAIL_BYTES * 2 // 3


def test_one_more_brief_costs_little() -> None:
    """Under 1.2 KB, text and all; what is not text or address under 250 bytes."""
    more, fewer = render(briefs(40)), render(briefs(20))
    each = (size(more) - size(fewer)) / 20
    text = len(re.sub(r"\n  ", " ", BRIEF.format(12)))

    assert each < 1200
    assert each - text < 250


def test_all_that_is_kept_is_read_by_gmail() -> None:
    """Outlook's sheet is counted, too: it stands in a comment, but who knows who counts how."""
    styles = re.findall(r"<style[^>]*>(.*?)</style>", render().html, re.DOTALL)

    assert sum(map(len, styles)) < 16_384 // 2


def test_a_template_is_compiled_once_for_all_briefs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiling one for each brief would take most of the time that a long page takes."""
    compiled = []
    compiling = jinja2.Environment.compile

    def count(environment: jinja2.Environment, source: str, *args: Any, **named: Any) -> Any:
        compiled.append(source)
        return compiling(environment, source, *args, **named)

    monkeypatch.setattr(jinja2.Environment, "compile", count)
    render(briefs(20))

    assert 1 == sum("brief.first" in str(source) for source in compiled)
    assert len(set(map(str, compiled))) == len(compiled)


def test_the_parts_weigh_what_the_page_weighs() -> None:
    """Heaviest first, each by its name, and no mark is left in the page."""
    page = render()
    names = [name for name, _ in page.parts]

    assert size(page) == sum(weight for _, weight in page.parts)
    assert sorted((weight for _, weight in page.parts), reverse=True) == [
        weight for _, weight in page.parts
    ]
    assert {
        "the style sheets", "the preheader", "the masthead", "the main story", OTHER,
        "“State Department news”", "“A correction”", "the notice", "the teasers",
        "the latest list", "the subscribe block", "the footer",
    } == set(names)  # fmt: skip
    assert "<!--part" not in page.html
    assert "" == "".join(re.findall(r"<!--(?!\[if mso\]|\[endif\]).*?-->", page.html))


def test_what_grows_is_what_weighs_more() -> None:
    """Twenty briefs more are in the weight of their own section, to the byte."""
    fewer, more = render(briefs(20)), render(briefs(40))
    before, after = dict(fewer.parts), dict(more.parts)

    assert OTHER == more.parts[0][0]
    assert {OTHER: size(more) - size(fewer)} == {
        name: after[name] - before[name] for name in after if after[name] != before[name]
    }
    assert more.heaviest.startswith(f"{OTHER} {after[OTHER]:,}, the style sheets ")


def test_a_page_of_ones_own_is_weighed_as_a_whole(tmp_path: Path) -> None:
    """It has no marks; but part by part where it extends ours."""
    own = '<!DOCTYPE html><html lang="en"><body><p>{{ newsletter }}</p></body></html>'
    (tmp_path / "edition.html.j2").write_text(own)
    page = render(templates=tmp_path)

    assert (("the page", size(page)),) == page.parts

    (tmp_path / "edition.html.j2").write_text(
        '{% extends "default/edition.html.j2" %}{% block notice %}{% endblock %}'
    )
    extended = dict(render(templates=tmp_path).parts)
    assert "the notice" not in extended
    assert "the teasers" in extended


@pytest.mark.parametrize(
    ("over", "left_out"),
    [
        (0, []),
        (1, ["A teaser without"]),
        (600, ["A teaser without", "A teaser with a picture"]),
        (2000, ["A teaser without", "A teaser with a picture", "latest"]),
        (3000, ["A teaser without", "A teaser with a picture", "latest", "subscribe"]),
    ],
)
def test_a_page_is_shortened_as_far_as_it_must(over: int, left_out: list[str]) -> None:
    """The last teaser first, then the others, the latest list, the subscribe block."""
    page = render(over_by(over), FIT)
    names = {"latest": "the latest list", "subscribe": "the subscribe block"}

    assert tuple(names.get(it, f"the teaser “{it}”") for it in left_out) == page.left_out
    assert size(page) <= GMAIL_BYTES
    for words, name in (
        ("A teaser with a picture", "A teaser with a picture"),
        ("A teaser without", "A teaser without"),
        ("Every Friday", "subscribe"),
    ):
        assert [name not in left_out] * 2 == [words in page.html, words in page.text]
    assert ("More from us" in page.html) == ("A teaser with a picture" not in left_out)
    assert ("Who pays for the winter" in page.html) == ("latest" not in left_out)
    assert size(page) == sum(weight for _, weight in page.parts)


@pytest.mark.parametrize(
    ("over", "config"), [(1, FULL), (100_000, FIT), (1, f"{SECTIONS}[edition]\nfit = true\n")]
)
def test_nothing_is_left_out_where_it_is_not_asked_for_or_does_not_help(
    over: int, config: str
) -> None:
    """Where the words themselves are too many, only an editor can help."""
    page = render(over_by(over, config), config)

    assert () == page.left_out
    assert size(page) == GMAIL_BYTES + over


def test_the_editors_words_stay_whatever_is_left_out() -> None:
    """And so do the appeal, the address and the way out of the list."""
    more = GMAIL_BYTES + 2000 - size(render())
    longer = EDITION.replace("The ships waited", f"{'x' * more} The ships waited")
    page = render(longer, FIT)

    assert len(page.left_out) > 1
    for words in ("Envoys met in", "— Ambassadors", "The ships waited", "An appeal",
                  "1 Example Street", "https://example.org/u"):  # fmt: skip
        assert words in page.html
