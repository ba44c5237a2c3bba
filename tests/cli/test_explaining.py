"""`digest explain`: every item of the week, where it is, and why."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import struct
import subprocess
import sys
import termios
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from digest import pipeline, workspace
from digest.archive import open_archive
from tests.cli.test_memory import ROUND_TWO
from tests.support.command import NOW
from tests.support.inside import digest
from tests.support.values import DAY
from tests.support.workspaces import AID, SANCTIONS, TALKS, a_week_of_notes, make_workspace, note

if TYPE_CHECKING:
    from pathlib import Path

DATE = ("--date", "2024-02-16")
TITLES = (
    "Kyiv and Moscow hold ceasefire talks in Geneva",
    "EU agrees on new sanctions against Russia",
    "Norway votes for more aid to Ukraine",
)
RSS = """\
<rss version="2.0"><channel><title>Wire</title><link>https://wire.example.org/</link>
<item><title>Kyiv and Moscow hold ceasefire talks in Geneva</title><guid>1</guid>
<link>https://wire.example.org/talks?utm_source=rss&amp;id=1</link>
<pubDate>Wed, 14 Feb 2024 10:00:00 GMT</pubDate><description>{body}</description></item>
<item><title>A recipe for honey cake</title><guid>2</guid>
<link>https://wire.example.org/cake</link>
<pubDate>Wed, 14 Feb 2024 11:00:00 GMT</pubDate><description>Flour, honey.</description></item>
<item><title>Ukraine and Russia: talks of last month</title><guid>3</guid>
<link>https://wire.example.org/old</link>
<pubDate>Wed, 10 Jan 2024 11:00:00 GMT</pubDate><description>Old talks.</description></item>
</channel></rss>
"""


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    """Make a workspace of three notes and a saved feed: a copy of one, a cake, an old report."""
    folder = a_week_of_notes(tmp_path / "workspace")
    (folder / "sources" / "wire.xml").write_text(RSS.format(body=TALKS))
    (folder / "sources" / "feeds.toml").write_text(
        '[[feeds]]\nid = "wire"\nname = "Example Wire"\npath = "sources/wire.xml"\n'
    )
    return folder


def explained(folder: Path, *arguments: str) -> dict[str, Any]:
    """Return what `explain` prints."""
    ran = digest(folder, "explain", "--format", "json", *DATE, *arguments)
    assert 0 == ran.code, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def rows(folder: Path, *arguments: str) -> dict[str, dict[str, Any]]:
    """Return the rows by link."""
    return {row["url"]: row for row in explained(folder, *arguments)["items"]}


def test_the_keys_are_those_of_the_contract_in_its_order(newsroom: Path) -> None:
    """Scripts are written against them."""
    found = explained(newsroom)

    assert ["date", "window", "items"] == list(found)
    assert {
        ("id", "url", "canonical_url", "title", "source", "publisher", "published", "section",
         "placed", "lead", "story", "rank", "score", "reasons")
    } == {tuple(row) for row in found["items"]}  # fmt: skip


def test_values_have_the_types_that_programs_expect(newsroom: Path) -> None:
    """Moments are ISO 8601 with their offset."""
    found = explained(newsroom)

    assert ["2024-02-09T00:00:00-05:00", "2024-02-16T00:00:00-05:00"] == found["window"]
    for row in found["items"]:
        assert None is not datetime.fromisoformat(row["published"]).tzinfo
        assert (bool, bool, int, float, list) == tuple(
            type(row[key]) for key in ("placed", "lead", "rank", "score", "reasons")
        )
        assert all(isinstance(reason, str) for reason in row["reasons"])


def test_every_item_in_the_window_has_a_row(newsroom: Path) -> None:
    """What is off the topic too, with null for its section; what is older has none."""
    found = rows(newsroom)
    cake = found["https://wire.example.org/cake"]

    assert 5 == len(found)
    assert "https://wire.example.org/old" not in found
    assert (None, False, False, 0) == (
        cake["section"],
        cake["placed"],
        cake["lead"],
        cake["rank"],
    )


def test_links_are_exactly_as_the_source_gave_them(newsroom: Path) -> None:
    """The canonical one is beside it."""
    row = rows(newsroom)["https://wire.example.org/talks?utm_source=rss&id=1"]

    assert "https://wire.example.org/talks?id=1" == row["canonical_url"]
    assert ("wire", "Example Wire") == (row["source"], row["publisher"])


def test_copies_keep_a_row_each_and_share_their_story(newsroom: Path) -> None:
    """All reports of the lead story lead."""
    found = rows(newsroom)
    note_ = found["https://example.org/kyiv-and-moscow-hold-ceasefire-talks-in-geneva"]
    copy = found["https://wire.example.org/talks?utm_source=rss&id=1"]

    assert note_["story"] == copy["story"]
    assert note_["id"] != copy["id"]
    assert [("main", True, True)] * 2 == [
        (row["section"], row["placed"], row["lead"]) for row in (note_, copy)
    ]
    assert 2 == sum(row["lead"] for row in found.values())


def test_two_entries_of_one_page_keep_a_row_each(tmp_path: Path) -> None:
    """They are one story of one publisher."""
    folder = make_workspace(
        tmp_path / "workspace",
        one=note("Norway votes for more aid to Ukraine", AID),
        two=note("Norway votes for more aid to Ukraine", AID),
    )
    found = explained(folder)["items"]

    assert 2 == len(found)
    assert 1 == len({row["story"] for row in found})


def test_a_story_off_the_edition_is_not_placed_but_belongs(tmp_path: Path) -> None:
    """It was cut by `max_stories`."""
    settings = (
        '[[sections]]\nid = "main"\nkind = "lead"\n'
        '[[sections]]\nid = "other"\nkind = "briefs"\ntitle = "Other"\nmax_stories = 1\n'
    )
    folder = a_week_of_notes(tmp_path / "workspace", config=settings)
    found = explained(folder)["items"]

    assert [("main", True, 1), ("other", True, 2), ("other", False, 3)] == [
        (row["section"], row["placed"], row["rank"]) for row in found
    ]


def test_nothing_placed_is_no_failure(tmp_path: Path) -> None:
    """Exit code 0, and each item with its reasons."""
    folder = make_workspace(
        tmp_path / "workspace", cake=note("A recipe for honey cake", "Flour, honey.\n")
    )
    (row,) = explained(folder)["items"]

    assert (None, False, False) == (row["section"], row["placed"], row["lead"])


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return every file of a workspace with what is in it."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("first", [(), ("draft",), ("build", "--offline")])
def test_it_writes_nothing(newsroom: Path, first: tuple[str, ...]) -> None:
    """With or without an archive and an edition; new items are seen all the same."""
    if first:
        digest(newsroom, *first, *DATE)
    title = "Poland and Ukraine sign a treaty"
    (newsroom / "sources" / "items" / "new.md").write_text(note(title, SANCTIONS))
    before = snapshot(newsroom)
    found = explained(newsroom)

    assert title in [row["title"] for row in found["items"]]
    assert before == snapshot(newsroom)


def test_it_judges_the_edition_file_if_there_is_one(newsroom: Path) -> None:
    """Where the editor moved a story to, that is where it is; what he removed is not placed."""
    digest(newsroom, "draft", *DATE)
    path = newsroom / "editions" / "2024-02-16.md"
    ids = {row["title"]: row["story"] for row in explained(newsroom)["items"]}
    path.write_text(
        f"Aid leads. <!-- story: {ids[TITLES[2]]} -->\n\n"
        f"## Briefs of mine\n\n- Sanctions. <!-- story: {ids[TITLES[1]]} -->\n"
    )
    found = {row["title"]: row for row in explained(newsroom)["items"]}

    assert {
        TITLES[0]: ("main", False, False),
        TITLES[1]: (None, True, False),
        TITLES[2]: ("main", True, True),
    } == {
        title: (found[title]["section"], found[title]["placed"], found[title]["lead"])
        for title in TITLES
    }
    assert TITLES[2] == explained(newsroom)["items"][0]["title"]


def test_an_edition_of_a_week_without_items_has_no_rows(newsroom: Path) -> None:
    """There is nothing to explain, and that is no failure."""
    (newsroom / "editions").mkdir()
    (newsroom / "editions" / "2020-01-03.md").write_text("A lead.\n")
    ran = digest(newsroom, "explain", "--format", "json", "--date", "2020-01-03")

    assert (0, []) == (ran.code, json.loads(ran.out)["items"])


def test_a_broken_edition_file_is_named(newsroom: Path) -> None:
    """Nothing is judged that cannot be read."""
    (newsroom / "editions").mkdir()
    (newsroom / "editions" / "2024-02-16.md").write_text("---\ntitle: [\n---\n")
    ran = digest(newsroom, "explain", "--format", "json", *DATE)

    assert (1, b"") == (ran.code, ran.out)
    assert "editions/2024-02-16.md, line " in ran.err


@pytest.mark.parametrize("key", ["id", "story", "url", "canonical_url"])
def test_one_item_by_its_id_its_storys_or_its_link(newsroom: Path, key: str) -> None:
    """In both forms."""
    link = "https://wire.example.org/talks?utm_source=rss&id=1"
    asked = rows(newsroom)[link][key]
    told = digest(newsroom, "explain", *DATE, asked).out.decode()

    assert link in rows(newsroom, asked)
    for expected in (
        TITLES[0],
        f"link:        {link}",
        "reported by: Example Wire",
        "source:      wire",
        "date:        2024-02-14 05:00 EST (by entry)",
        "place:       in main, leads the edition",
        "rank:        1, score ",
        "substance: ",
    ):
        assert expected in told


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://wire.example.org/cake", "place:       off the topic, not placed"),
        (
            "https://example.org/eu-agrees-on-new-sanctions-against-russia",
            "place:       in other, placed",
        ),
    ],
)
def test_where_an_item_is(newsroom: Path, link: str, expected: str) -> None:
    """In plain words."""
    assert expected in digest(newsroom, "explain", *DATE, link).out.decode()


def test_an_item_that_is_not_there_is_an_error(newsroom: Path) -> None:
    """It says where to look."""
    ran = digest(newsroom, "explain", *DATE, "nothing")

    assert (2, b"") == (ran.code, ran.out)
    assert (
        "no item of the week of 2024-02-16 is 'nothing'. `digest explain` lists them;"
        " another week's need --date" in ran.err
    )


def test_the_table_shows_stories_by_section(newsroom: Path) -> None:
    """One line a story, with how many reports it has, and what is known of the desk."""
    table = digest(newsroom, "explain", *DATE).out.decode()
    lines = [line.rstrip() for line in table.splitlines()]

    assert 1 == table.count(TITLES[0])
    assert any("★ " + TITLES[0] in line for line in lines)
    assert "Off the topic" in table
    assert lines[-1].startswith("state: unknown: no feed has the id state-briefings")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("order", note("A recipe for honey cake", "Flour, honey.\n", more="section: other\n"),
         "order: a person put it into 'other'; home: recipe* (-3.0)"),
        ("off", note("A recipe for honey cake", "Flour, honey.\n"), "off the topic: subject 0.0"),
        ("again", note("Kyiv and Moscow hold ceasefire talks", TALKS, day="2024-02-19"),
         "left out: printed on 2024-02-16"),
        ("update", ROUND_TWO, "earlier editions: an update of “Kyiv and Moscow hold ceasefire"),
    ],
)  # fmt: skip
def test_what_decided_comes_before_what_weighs_most(
    newsroom: Path, name: str, content: str, expected: str
) -> None:
    """An order, what was printed before, what an edition goes on with: they have no weight."""
    digest(newsroom, "build", "--offline", *DATE)
    for path in (newsroom / "sources" / "items").iterdir():
        path.unlink()
    more = note(TITLES[1], SANCTIONS, day="2024-02-20")
    (newsroom / "sources" / "items" / "more.md").write_text(more)
    (newsroom / "sources" / "items" / f"{name}.md").write_text(
        content.replace("2024-02-14", "2024-02-20")
    )
    ran = digest(newsroom, "explain", "--date", "2024-02-23", now="1708700400")
    table = " ".join(ran.out.decode().split())

    assert 0 == ran.code, ran.err
    assert expected in table


def on_a_terminal(folder: Path, columns: int) -> str:
    """Return what `explain` shows on a terminal of so many columns."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    left_out = {"NO_COLOR", "COLUMNS", "LINES", "FORCE_COLOR"}
    environment = {name: it for name, it in os.environ.items() if name not in left_out}
    running = subprocess.Popen(
        [sys.executable, "-m", "digest", "explain", *DATE],
        cwd=folder,
        env={**environment, "SOURCE_DATE_EPOCH": NOW, "TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # its end, on Linux
        while read := os.read(ours, 65_536):
            shown += read
    os.close(ours)
    assert 0 == running.wait(timeout=60)
    return shown.decode()


@pytest.mark.parametrize(("columns", "is_table"), [(60, False), (99, False), (100, True)])
def test_a_narrow_terminal_has_no_columns(newsroom: Path, columns: int, *, is_table: bool) -> None:
    """A title and a reason a line, within its width; colours are for a terminal only."""
    shown = on_a_terminal(newsroom, columns)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)

    assert is_table == ("Reports" in plain)
    assert is_table or "  ★ Kyiv and Moscow hold ceasefire talks in Geneva" in plain
    assert max(map(len, plain.splitlines())) <= columns
    assert "\x1b[1m" in shown
    assert b"\x1b" not in digest(newsroom, "explain", *DATE).out


def test_the_table_shows_what_was_cut(tmp_path: Path) -> None:
    """Under a heading of its own."""
    settings = (
        '[[sections]]\nid = "main"\nkind = "lead"\n'
        '[[sections]]\nid = "other"\nkind = "briefs"\ntitle = "Other"\nmax_stories = 1\n'
    )
    folder = a_week_of_notes(tmp_path / "workspace", config=settings)

    assert "Not placed" in digest(folder, "explain", *DATE).out.decode()


def test_the_reasons_of_an_item_and_of_its_story_are_together(tmp_path: Path) -> None:
    """What was found in it, then what its story is worth."""
    folder = a_week_of_notes(tmp_path / "workspace")
    now = datetime(2024, 2, 16, 15, tzinfo=UTC)
    space = workspace.load(folder, start=folder)
    with open_archive(space.archive, where="archive") as archive:
        pipeline.take_in(space, archive, now=now, offline=True)
        found = pipeline.explain(space, archive, DAY, now=now)
    rules = [reason.rule for reason in found.rows[0].reasons]

    assert found.rows[0].lead
    assert rules.index("peace") < rules.index("lead") < rules.index("breadth")
    assert ["unknown"] == [finding.state for finding in found.findings]
