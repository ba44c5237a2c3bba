"""The user's templates over ours, and what is said of one that is wrong."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

from digest import bundled
from digest.errors import TemplateError
from tests.render.pages import EDITION, SECTIONS, render
from tests.support.inside import digest
from tests.support.workspaces import a_week_of_notes

if TYPE_CHECKING:
    from pathlib import Path

DATE = ("--date", "2024-02-16")
EXTENDS = '{% extends "default/edition.html.j2" %}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make an empty folder for templates."""
    path = tmp_path / "templates"
    path.mkdir()
    return path


def write(folder: Path, **files: str) -> Path:
    """Write templates; `_` before the name stands for a part, `edition` for the page."""
    for name, content in files.items():
        suffix = ".css" if name.startswith("style") else ".html.j2"
        (folder / f"{name.replace('__', '-')}{suffix}").write_text(content)
    return folder


def fault(folder: Path, **files: str) -> str:
    """Return what is said of these templates."""
    with pytest.raises(TemplateError) as caught:
        render(templates=write(folder, **files))
    said = str(caught.value)
    assert "\n" not in said
    return said


def test_an_empty_folder_changes_nothing(folder: Path) -> None:
    """Nor does one with other files in it."""
    (folder / "notes.txt").write_text("{{ nobody }}")

    assert render() == render(templates=folder)


def test_one_part_takes_the_place_of_ours(folder: Path) -> None:
    """All others stay."""
    page = render(templates=write(folder, _masthead="<tr><td>MINE {{ date }}</td></tr>\n")).html

    assert '<td style="padding:0">MINE February 16, 2024</td>' in page
    assert 'class="name"' not in page
    assert page.replace("MINE", "") != render().html
    assert render().html.partition("pad opening")[2] == page.partition("pad opening")[2]


def test_a_page_can_extend_ours(folder: Path) -> None:
    """Block by block, with what ours has there."""
    extending = (
        f"{EXTENDS}{{% block lead %}}<tr><td>Before</td></tr>{{{{ super() }}}}{{% endblock %}}"
        "{% block footer %}{% endblock %}"
    )
    page = render(templates=write(folder, edition=extending)).html

    assert page.index("Before") < page.index('class="kicker"')
    assert "Unsubscribe" not in page
    assert page.startswith("<!DOCTYPE html>\n<html lang")


def test_a_part_can_include_ours(folder: Path) -> None:
    """Under the name that is always ours."""
    including = '{% include "default/_notice.html.j2" %}<tr><td>And this</td></tr>'
    page = render(templates=write(folder, _notice=including)).html

    assert page.index("An appeal") < page.index("And this")


def test_a_style_sheet_takes_the_place_of_ours(folder: Path) -> None:
    """Its rules become attributes."""
    page = render(templates=write(folder, style=".kicker { color: #123456 }", style__kept="")).html

    assert '<p class="kicker" style="color:#123456">' in page
    assert "<style" not in re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL)


def test_a_page_of_ones_own_gets_every_value(folder: Path) -> None:
    """By the names of `View`."""
    own = (
        '<!DOCTYPE html><html lang="{{ language }}"><body>{{ newsletter }}|{{ iso_date }}|'
        "{{ headline }}|{{ image.credit }}|{{ parts[0].title }}|{{ parts[0].briefs | length }}|"
        "{{ teasers[0].alt }}|{{ social[1].name }}|{{ postal_address[0] }}|{{ preheader }}"
        "</body></html>"
    )  # fmt: skip
    page = render(templates=write(folder, edition=own)).html

    assert (
        "Diplomacy Watch|2024-02-16|Envoys leave Geneva with a timetable|Agency|In other news:|2|"
        "A harbour|RSS|1 Example Street|Prisoners first, and grain after them."
    ) in page


def test_words_are_escaped_in_ones_own_templates(folder: Path) -> None:
    """In CSS and in pages alike; a value is never taken for a template."""
    content = EDITION.replace("deck: Prisoners first", "deck: <b> {{ 7 * 7 }} & Prisoners")
    page = render(content, templates=write(folder, _lead="<tr><td>{{ deck }}</td></tr>")).html

    assert "&lt;b&gt; {{ 7 * 7 }} &amp; Prisoners, and grain" in page


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"_masthead": "<tr>\n<td>{{ newsleter }}</td></tr>"},
            "templates/_masthead.html.j2, line 2: nothing is called 'newsleter'."
            " Did you mean 'newsletter'?",
        ),
        (
            {"edition": f"{EXTENDS}{{% block masthead %}}\n{{{{ zzz }}}}{{% endblock %}}"},
            "templates/edition.html.j2, line 3: nothing is called 'zzz'. Known are byline, date,",
        ),
        (
            {"_notice": "<tr>\n\n<td>{{ notice.labl }}</td></tr>"},
            "templates/_notice.html.j2, line 3: a Panel has no 'labl'. Did you mean 'label'?",
        ),
        (
            {"_notice": "{{ notice.zzz }}"},
            "templates/_notice.html.j2, line 1: a Panel has no 'zzz'. Known are body, label,",
        ),
        (
            {"_brief": "{{ brief.first\n}}{{ brief.frist }}"},
            "templates/_brief.html.j2, line 2: a Brief has no 'frist'. Did you mean 'first'?",
        ),
        (
            {"_lead": "<p>\n<p>\n{% if deck %}x{% endblock %}"},
            "templates/_lead.html.j2, line 3: Encountered unknown tag 'endblock'.",
        ),
        ({"edition": "\n{% if %}"}, "templates/edition.html.j2, line 2: Expected an expression"),
        ({"edition": "{% if x %}"}, "templates/edition.html.j2, line 1: Unexpected end"),
        (
            {"edition": '\n{% include "_mastheat.html.j2" %}'},
            "templates/edition.html.j2, line 2: there is no template '_mastheat.html.j2'."
            " Did you mean '_masthead.html.j2'?",
        ),
        (
            {"edition": '{% extends "default/page.html.j2" %}'},
            "templates/edition.html.j2, line 1: there is no template 'default/page.html.j2'.",
        ),
        (
            {"edition": '{% include "../digest.toml" %}'},
            "there is no template '../digest.toml'.",
        ),
        (
            {"edition": '{% extends "edition.html.j2" %}'},
            "the template includes or extends itself."
            ' To extend ours, write {% extends "default/edition.html.j2" %}.',
        ),
        (
            {"_lead": '{% include "_lead.html.j2" %}'},
            "templates/_lead.html.j2, line 1: the template includes or extends itself.",
        ),
        ({"_lead": "x\n{{ 1 // 0 }}"}, "templates/_lead.html.j2, line 2: ZeroDivisionError:"),
        ({"_lead": "{{ deck | shout }}"}, "templates/_lead.html.j2, line 1: No filter named"),
        ({"_lead": "{{ deck.upper.x.y }}"}, "templates/_lead.html.j2, line 1: "),
        ({"edition": ""}, "templates/edition.html.j2: the page is empty"),
        (
            {"style": "@import url(https://example.org/x.css);"},
            "templates/style.css: a style sheet from elsewhere: @import url(",
        ),
        (
            {"style": "@media screen { @media print { p { color: red } } }"},
            "templates/style.css: the CSS cannot be put into the page (",
        ),
    ],
)  # fmt: skip
def test_a_fault_names_the_template_and_the_line(
    folder: Path, files: dict[str, str], expected: str
) -> None:
    """And what was meant, as far as that can be guessed."""
    assert expected in fault(folder, **files)


def test_a_template_that_is_no_text_is_named_with_its_line(folder: Path) -> None:
    """Of all encodings only UTF-8 is read, with or without its mark."""
    (folder / "_lead.html.j2").write_bytes(b"one\ntwo\xff")
    with pytest.raises(TemplateError, match=r"templates/_lead\.html\.j2, line 2: not UTF-8 text"):
        render(templates=folder)

    (folder / "_lead.html.j2").write_bytes(b"\xef\xbb\xbf<tr><td>\xc3\xa9</td></tr>")
    assert '<tr><td style="padding:0">é</td></tr>' in render(templates=folder).html


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_template_that_cannot_be_read_says_so(folder: Path) -> None:
    """As the system does."""
    write(folder, _lead="x")
    (folder / "_lead.html.j2").chmod(0)
    with pytest.raises(TemplateError, match=r"templates/_lead\.html\.j2: cannot be read: Perm"):
        render(templates=folder)


def test_a_template_outside_the_folder_is_not_read(folder: Path) -> None:
    """A link that leads out is no template of this workspace; ours is taken."""
    (folder.parent / "secret").write_text("SECRET")
    (folder / "_lead.html.j2").symlink_to(folder.parent / "secret")

    assert render() == render(templates=folder)


def test_every_template_of_ours_is_used_or_included() -> None:
    """A file that no page needs would only be read."""
    ours = bundled.folder("templates")
    everything = "".join(path.read_text() for path in ours.iterdir())
    unused = [path.name for path in ours.iterdir() if f'"{path.name}"' not in everything]

    # What the program asks for itself: the page, and the index of all of them.
    assert ["edition.html.j2", "index.html.j2"] == sorted(unused)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("<p>\n{{ nobody }}", "Error: templates/_lead.html.j2, line 2: nothing is called"),
        ("{% if deck %}", "Error: templates/_lead.html.j2, line 1: Unexpected end of template."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["build", "check", "send"])
def test_a_wrong_template_ends_a_command_and_changes_nothing(
    tmp_path: Path, template: str, expected: str, command: str
) -> None:
    """Exit code 1, one line, and the files of the last good build are as they were."""
    workspace = a_week_of_notes(tmp_path / "workspace")
    good = digest(workspace, "build", "--offline", *DATE)
    made = {path: path.read_bytes() for path in (workspace / "out").iterdir()}
    (workspace / "templates").mkdir()
    (workspace / "templates" / "_lead.html.j2").write_text(template)
    options = {"build": ["--offline"], "check": [], "send": ["--via", "cat"]}[command]
    ran = digest(workspace, command, *options, *DATE)

    assert (0, 1, b"") == (good.code, ran.code, ran.out), ran.err
    assert expected in ran.err
    assert "Traceback" not in ran.err
    assert made == {path: path.read_bytes() for path in (workspace / "out").iterdir()}


def test_a_workspaces_own_template_is_in_what_build_writes(tmp_path: Path) -> None:
    """In the page and in the message; the text is not made from templates."""
    workspace = a_week_of_notes(tmp_path / "workspace")
    (workspace / "templates").mkdir()
    write(workspace / "templates", edition=f"{EXTENDS}{{% block masthead %}}<tr><td>MINE</td></tr>"
          "{% endblock %}")  # fmt: skip
    ran = digest(workspace, "build", "--offline", *DATE)
    made = {path.suffix: path.read_text() for path in (workspace / "out").iterdir()}

    assert 0 == ran.code, ran.err
    assert [True, True, False] == ["MINE" in made[end] for end in (".html", ".eml", ".txt")]


def test_sections_without_words_need_no_template(folder: Path) -> None:
    """A template is asked for only where there is something to fill in."""
    broken = write(folder, _notice="{{ nobody }}", _teasers="{{ nobody }}", _desk="{{ nobody }}")

    assert "One." in render("One.\n", SECTIONS, templates=broken).html
