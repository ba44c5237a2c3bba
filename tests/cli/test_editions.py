"""All editions: the list of them, and the folder that is their archive."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import feedparser
import pytest

from tests.judges import verdicts
from tests.judges.screens import SCREENS, show, sideways, violations
from tests.support import terminal
from tests.support.inside import digest
from tests.support.workspaces import CONFIG, a_week_of_notes, make_workspace, note

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

DATE = ("--date", "2024-02-16")
WEB = CONFIG + 'web_url = "https://example.org/watch/{date}.html"\n'
ATOM = "{http://www.w3.org/2005/Atom}"
WEEKS = {
    "2024-02-02": "Negotiators from Ukraine and Turkey spoke in Ankara about ships in the Black"
    " Sea, a minister said.\n",
    "2024-02-09": "Negotiators from Russia and Ukraine agreed in Abu Dhabi on an exchange of"
    " prisoners of war, mediators said.\n",
}
UNKNOWN = "<!-- absence: unknown (no feed has the id state-briefings) -->"
NONE = "No briefing was held."
BY_HAND = """\
---
title: Peace & <quiet>
deck: By hand
---

One. <!-- hold -->

## L

- Two.
- Three.
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make a workspace with an edition of each kind: drafted, edited, built, sent, by hand."""
    folder = a_week_of_notes(tmp_path / "workspace", config=WEB)
    for day, told in WEEKS.items():
        text = note(f"Talks of {day} in Kyiv", told, day=f"{day[:8]}{int(day[8:]) - 1:02}")
        (folder / "sources" / "items" / f"{day}.md").write_text(text)
        digest(folder, "build", "--offline", "--date", day)
    edit(folder, "2024-02-02", UNKNOWN, NONE)
    sent = digest(folder, "send", "--via", "cat", "--date", "2024-02-02")
    assert 0 == sent.code, sent.err
    digest(folder, "draft", *DATE)
    (folder / "editions" / "2023-12-29.md").write_text(BY_HAND)
    return folder


def edit(workspace: Path, day: str, before: str, after: str) -> None:
    """Change an edition file, a moment after whatever was built of it."""
    path = workspace / "editions" / f"{day}.md"
    content = path.read_text()
    assert before in content
    path.write_text(content.replace(before, after))


def listed(workspace: Path) -> dict[str, dict[str, Any]]:
    """Return the rows of the list, by day, in its order."""
    ran = digest(workspace, "editions", "--format", "json")
    assert (0, "") == (ran.code, ran.err)
    return {row["date"]: row for row in json.loads(ran.out)["editions"]}


def test_each_edition_has_its_state(workspace: Path) -> None:
    """The last that has happened to it, newest edition first."""
    states = {day: row["state"] for day, row in listed(workspace).items()}
    edit(workspace, "2024-02-16", "Negotiators", "The negotiators")
    edit(workspace, "2024-02-09", "Negotiators", "The negotiators")
    edit(workspace, "2024-02-02", "Negotiators", "The negotiators")
    rows = listed(workspace)

    assert ["2024-02-16", "2024-02-09", "2024-02-02", "2023-12-29"] == list(rows)
    assert ["draft", "built", "sent", "edited"] == list(states.values())
    assert ["edited", "edited", "sent", "edited"] == [row["state"] for row in rows.values()]
    assert [False, False, True, False] == [row["changed"] for row in rows.values()]


def test_a_row_says_all_that_there_is(workspace: Path) -> None:
    """For programs, with paths as the workspace has them."""
    rows = listed(workspace)

    assert {
        "date": "2024-02-02",
        "title": "Diplomacy Watch: Talks of 2024-02-02 in Kyiv",
        "state": "sent",
        "stories": 1,
        "held": 0,
        "edited": True,
        "changed": False,
        "corrects": None,
        "corrected_by": [],
        "built_at": "2024-02-16T10:00:00-05:00",
        "sent_at": "2024-02-16T10:00:00-05:00",
        "file": "editions/2024-02-02.md",
        "outputs": [f"out/2024-02-02.{suffix}" for suffix in ("html", "txt", "eml")],
        "error": None,
    } == rows["2024-02-02"]
    assert (2, 1, None) == tuple(rows["2023-12-29"][key] for key in ("stories", "held", "sent_at"))


def test_the_list_is_for_people_too(workspace: Path) -> None:
    """One line each in a pipe."""
    ran = digest(workspace, "editions")
    head, *lines = ran.out.decode().splitlines()

    assert "Date        State   Stories" == head[:27]
    assert 4 == len(lines)
    assert re.match(r"2024-02-02  sent    1 story +Diplomacy Watch: Talks", lines[2])
    assert "editions/2024-02-02.md out/2024-02-02.{html,txt,eml}" in lines[2]
    assert "2 stories, 1 held" in lines[3]


@pytest.mark.parametrize("columns", [40, 60, 99, 100, 200])
def test_it_fits_the_terminal(workspace: Path, columns: int) -> None:
    """And every word of it is there."""
    ran = terminal.digest(workspace, "editions", columns=columns)
    said = ran.out.decode()

    assert 0 == ran.code
    assert max(map(len, said.splitlines())) <= columns
    together = re.sub(r"\s", "", said)
    assert "out/2024-02-02." in together
    assert {"draft", "built", "sent", "edited"} <= set(re.findall(r"\w+", said))


def test_what_is_gone_or_broken_is_listed(workspace: Path) -> None:
    """An edition that was sent was sent, whatever became of its file."""
    (workspace / "editions" / "2024-02-02.md").unlink()
    (workspace / "editions" / "2024-02-09.md").write_text("---\ntitle: [\n---\n")
    (workspace / "editions" / "notes.md").write_text("Mine.\n")
    rows = json.loads(digest(workspace, "editions", "--format", "json").out)["editions"]
    ran = digest(workspace, "editions")

    gone = next(row for row in rows if row["date"] == "2024-02-02")
    broken = next(row for row in rows if row["date"] == "2024-02-09")
    assert ("sent", None, 0) == (gone["state"], gone["file"], gone["stories"])
    assert broken["error"].startswith("editions/2024-02-09.md, line 3: broken front matter")
    assert 0 == ran.code
    assert "Warning: editions/2024-02-09.md, line 3: broken front matter" in ran.err
    assert b"no edition file" in ran.out


def test_without_an_edition_it_says_what_makes_one(tmp_path: Path) -> None:
    """Exit code 0: nothing is wrong."""
    ran = digest(make_workspace(tmp_path), "editions")

    assert (0, b"") == (ran.code, ran.out)
    assert "There are no editions yet: `digest draft` makes the first." in ran.err
    assert {} == listed(tmp_path)


# -- build --all ---------------------------------------------------------------------------------


def everything(workspace: Path, *arguments: str, now: str = "1708095600") -> str:
    """Build all editions; return what was said."""
    ran = digest(workspace, "build", "--all", *arguments, now=now)
    assert (0, b"") == (ran.code, ran.out), ran.err
    return ran.err


def files(folder: Path) -> dict[str, bytes]:
    """Return what is in a folder, by name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_folder_has_every_edition_and_the_list_of_them(workspace: Path, tmp_path: Path) -> None:
    """The page of each is the one that `build` makes; silence where nothing is wrong."""
    digest(workspace, "build", "--offline", *DATE)
    before = (workspace / "out" / "2024-02-16.html").read_bytes()
    said = everything(workspace, "-o", str(tmp_path / "site"))
    made = files(tmp_path / "site")
    index = made["index.html"].decode()

    assert "" == said
    days = ("2023-12-29", "2024-02-02", "2024-02-09", "2024-02-16")
    pages = [f"{day}{suffix}" for day in days for suffix in (".html", ".txt")]
    assert [*pages, "feed.xml", "index.html"] == list(made)
    assert before == made["2024-02-16.html"]
    assert [f"{day}.html" for day in reversed(days)] == re.findall(
        r'class="title" href="(.*?)"', index
    )
    assert ["2024", "2023"] == re.findall(r"<h2>(\d+)</h2>", index)
    assert 'Peace &amp; &lt;quiet&gt;</a><p class="deck">By hand</p>' in index
    assert "http" not in re.sub(r"<style>.*?</style>", "", index, flags=re.DOTALL)


def test_the_same_editions_give_the_same_bytes(workspace: Path) -> None:
    """At any moment; and nothing is built or drafted by it: no state changes."""
    before = {day: row["state"] for day, row in listed(workspace).items()}
    everything(workspace)
    first = files(workspace / "out")
    everything(workspace, now="1760000000")

    assert first == files(workspace / "out")
    assert before == {day: row["state"] for day, row in listed(workspace).items()}


def test_the_feed_is_one_that_readers_take(workspace: Path) -> None:
    """RFC 4287: what must be in a feed and an entry is there, once, and links are whole."""
    everything(workspace)
    content = (workspace / "out" / "feed.xml").read_bytes()
    root = ET.fromstring(content)
    read = feedparser.parse(content)

    for name in ("id", "title", "updated", "author"):
        assert 1 == len(root.findall(f"{ATOM}{name}")), name
    for entry in root.findall(f"{ATOM}entry"):
        for name in ("id", "title", "updated", "published", "content", "link"):
            assert 1 == len(entry.findall(f"{ATOM}{name}")), name
    assert not read.bozo
    assert "https://example.org/watch/" == read.feed.id
    assert {"https://example.org/watch/", "https://example.org/watch/feed.xml"} == {
        link.href for link in read.feed.links
    }
    assert [
        f"https://example.org/watch/{day}.html"
        for day in ("2024-02-16", "2024-02-09", "2024-02-02", "2023-12-29")
    ] == [entry.link for entry in read.entries]
    assert "Peace & <quiet>" == read.entries[3].title_detail.value.replace("&amp;", "&").replace(
        "&lt;", "<"
    ).replace("&gt;", ">")
    assert "<li>Two.</li>" in read.entries[3].content[0].value
    assert "<p>The parliament" not in read.entries[0].content[0].value
    assert "<p>— The parliament in Oslo" in read.entries[0].content[0].value
    assert "One." not in read.entries[3].content[0].value
    assert "2024-02-16T10:00:00-05:00" == read.entries[2].published
    assert "2024-02-16T10:00:00-05:00" == max(entry.updated for entry in read.entries)


def test_a_correction_is_news_of_what_it_corrects(workspace: Path) -> None:
    """It has an entry, and the edition has changed since."""
    edit(workspace, "2024-02-02", "Negotiators", "The negotiators")
    digest(workspace, "draft", "--correct", now="1708182000")
    ran = digest(workspace, "send", "--via", "cat", "--date", "2024-02-17", now="1708182000")
    assert 0 == ran.code, ran.err
    everything(workspace)
    entries = {
        it.link[-15:-5]: it
        for it in feedparser.parse((workspace / "out/feed.xml").read_bytes()).entries
    }

    assert entries["2024-02-17"].title.startswith("Correction: ")
    assert "2024-02-17T10:00:00-05:00" == entries["2024-02-02"].updated
    assert "2024-02-16T10:00:00-05:00" == entries["2024-02-02"].published


@pytest.mark.parametrize(
    ("web_url", "expected"),
    [("", "web_url is missing"), ('web_url = "https://e.org/"\n', "web_url has no {date} in it")],
)
def test_without_addresses_there_is_no_feed(tmp_path: Path, web_url: str, expected: str) -> None:
    """It says what is missing, and the index names none."""
    workspace = a_week_of_notes(tmp_path, config=CONFIG + web_url)
    digest(workspace, "draft", *DATE)
    said = everything(workspace)

    assert f"No feed was made: [mail] {expected}" in said
    assert "feed.xml" not in files(workspace / "out")
    assert "feed" not in re.sub(
        r"<style>.*?</style>", "", (workspace / "out/index.html").read_text(), flags=re.DOTALL
    )


def test_what_is_still_to_come_is_in_no_list(workspace: Path) -> None:
    """Its page is made, for whoever has its address."""
    early = "1707900000"  # two days before
    said = everything(workspace, now=early)

    assert "not listed yet, since the day is still to come: 2024-02-16." in said
    assert "2024-02-16" not in (workspace / "out" / "index.html").read_text()
    assert "2024-02-16.html" not in (workspace / "out" / "feed.xml").read_text()
    assert "2024-02-16.html" in files(workspace / "out")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (DATE, "leave out --date"),
        (("-f", "html"), "leave out -f"),
        (("--to", "a@e.org"), "leave out --to"),
        (("-o", "-"), "--all needs a folder"),
        (("-o", "digest.toml"), "--all needs a folder"),
    ],
)
def test_what_means_one_edition_does_not_go_with_all(
    workspace: Path, arguments: tuple[str, ...], expected: str
) -> None:
    """Exit code 2."""
    ran = digest(workspace, "build", "--all", *arguments)

    assert 2 == ran.code
    assert expected in ran.err


def test_one_broken_edition_leaves_the_folder_as_it_was(workspace: Path) -> None:
    """It is named; nothing is written half."""
    before = files(workspace / "out")
    (workspace / "editions" / "2024-02-09.md").write_text("---\ntitle: [\n---\n")
    ran = digest(workspace, "build", "--all")

    assert 1 == ran.code
    assert "editions/2024-02-09.md, line 3" in ran.err
    assert before == files(workspace / "out")


def test_without_an_edition_there_is_nothing_to_publish(tmp_path: Path) -> None:
    """Nor with an empty one alone, which is named."""
    workspace = make_workspace(tmp_path)
    (workspace / "editions").mkdir()
    (workspace / "editions" / "2024-02-16.md").write_text("")
    ran = digest(workspace, "build", "--all")

    assert 3 == ran.code
    assert not (workspace / "out").exists()


def test_the_index_can_be_a_template_of_ones_own(workspace: Path) -> None:
    """As every other; a fault in it is named."""
    (workspace / "templates").mkdir()
    template = workspace / "templates" / "index.html.j2"
    template.write_text("{% for it in editions %}{{ it.iso_date }} {% endfor %}")
    everything(workspace)
    assert (
        "2024-02-16 2024-02-09 2024-02-02 2023-12-29\n"
        == (workspace / "out" / "index.html").read_text()
    )
    template.write_text("{{ edition }}")
    ran = digest(workspace, "build", "--all")

    assert 1 == ran.code
    assert "templates/index.html.j2, line 1: nothing is called 'edition'" in ran.err
    assert "Did you mean 'editions'?" in ran.err


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_is_wrong_with_the_index_page(
    workspace: Path, browser: Browser, language: str
) -> None:
    """So say html-validate, the W3C's validator and axe-core; it opens as a file and leads on."""
    config = (workspace / "digest.toml").read_text()
    named = config.replace("[newsletter]", f'[newsletter]\nlanguage = "{language}"')
    (workspace / "digest.toml").write_text(named)
    everything(workspace)
    path = workspace / "out" / "index.html"
    for found in (verdicts.from_node([path], "html-validate"), verdicts.from_vnu([path])):
        assert [] == found["index"]
    page = browser.new_page()
    page.goto(path.as_uri())
    for screen in SCREENS:
        show(page, screen)
        assert [] == violations(page)
        assert [] == sideways(page)
    page.click("text=Talks of 2024-02-09")

    assert "Talks of 2024-02-09" in page.title()
    assert page.url.endswith("/2024-02-09.html")
    page.close()
