"""The latest list: the editions before this one, as readers had them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from digest import config as configs
from digest.errors import ConfigError
from tests.support.inside import digest
from tests.support.workspaces import CONFIG, make_workspace, note

if TYPE_CHECKING:
    from pathlib import Path

WEB = 'web_url = "https://example.org/{date}/"\n'
EARLIER = f"{CONFIG}{WEB}\n[edition]\nearlier = 2\n"
WEEKS = {
    "2024-02-02": ("Envoys of Kyiv and Moscow meet in Geneva", "1706886000"),
    "2024-02-09": ("Ukraine and Russia exchange prisoners after talks", "1707490800"),
    "2024-02-16": ("Moscow and Kyiv agree on grain ships at talks", "1708095600"),
}
STORY = "Negotiators of Ukraine and Russia said in ceasefire talks that they would go on talking.\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make a workspace with three weeks of one story each."""
    notes = {
        f"note-{day}": note(title, f"{title}. {STORY}", day=f"{day[:8]}{int(day[8:]) - 1:02}")
        for day, (title, _) in WEEKS.items()
    }
    return make_workspace(tmp_path / "workspace", config=EARLIER, **notes)


def build(workspace: Path, day: str) -> str:
    """Build the edition of a week on its own day, and return the page."""
    ran = digest(workspace, "build", "--offline", "--date", day, now=WEEKS[day][1])
    assert 0 == ran.code, ran.err
    return (workspace / "out" / f"{day}.html").read_text()


def listed(page: str) -> list[tuple[str, str]]:
    """Return what the latest list says and where it leads."""
    return re.findall(r'class="entry".*?href="([^"]*)"[^>]*>([^<]*)</a>', page)


def test_it_is_the_editions_before_newest_first(workspace: Path) -> None:
    """Each with its headline, its day and its own address; the first edition has none."""
    pages = {day: build(workspace, day) for day in WEEKS}
    first, second = ((f"https://example.org/{day}/", f"Diplomacy Watch: {WEEKS[day][0]}") for day in
                     ("2024-02-02", "2024-02-09"))  # fmt: skip

    assert [[], [first], [second, first]] == [listed(page) for page in pages.values()]
    assert "February 9, 2024" in pages["2024-02-16"].partition("Latest")[2]
    assert ">Latest<" not in pages["2024-02-02"]


def test_it_is_the_same_when_an_earlier_edition_is_built_again(workspace: Path) -> None:
    """Later editions are not in it."""
    page = build(workspace, "2024-02-02")
    build(workspace, "2024-02-09")

    assert page == build(workspace, "2024-02-02")


def test_a_draft_that_nobody_has_read_is_not_in_it(workspace: Path) -> None:
    """There is no page at its address."""
    ran = digest(workspace, "draft", "--offline", "--date", "2024-02-09", now="1707490800")
    assert 0 == ran.code, ran.err

    assert [] == listed(build(workspace, "2024-02-16"))


@pytest.mark.parametrize("fault", ["gone", "broken", "untitled"])
def test_an_edition_without_a_headline_is_passed_over(workspace: Path, fault: str) -> None:
    """A file of another week stops no edition; the one before it takes its place."""
    for day in ("2024-02-02", "2024-02-09"):
        build(workspace, day)
    path = workspace / "editions" / "2024-02-09.md"
    if fault == "gone":
        path.unlink()
    elif fault == "broken":
        path.write_text("---\ntitle: [\n---\n\nWords.\n")
    else:
        path.write_text("Words.\n")

    assert ["https://example.org/2024-02-02/"] == [
        url for url, _ in listed(build(workspace, "2024-02-16"))
    ]


def test_every_command_shows_the_same_list(workspace: Path) -> None:
    """What is sent is what was built."""
    for day in WEEKS:
        build(workspace, day)
    sent = digest(
        workspace,
        "send",
        "--date",
        "2024-02-16",
        "--via",
        "tee sent.eml",
        "--allow",
        "unknown-absence",
        now="1708095600",
    )

    assert 0 == sent.code, sent.err
    assert "https://example.org/2024-02-09/" in (workspace / "sent.eml").read_text().replace(
        "=\n", ""
    )


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (
            f"{CONFIG}\n[edition]\nearlier = 2\n",
            "digest.toml: [edition] earlier: earlier editions have no address of their own."
            " Write {date} into web_url under [mail]",
        ),
        (
            EARLIER.replace("= 2", "= -1"),
            "digest.toml: [edition]: earlier must be at least 0, got -1",
        ),
        (
            f'{CONFIG}\n[[latest]]\ntitle = "T"\nurl = "https://example.org/"\ndate = "soon"\n',
            "[[latest]] no. 1 (line 10): date must be a day like 2024-02-16, got 'soon'",
        ),
        (
            f'{CONFIG}\n[[latest]]\ntitle = "T"\nurl = "https://example.org/"\ndate = 2024\n',
            "[[latest]] no. 1 (line 10): date must be a day like 2024-02-16, got 2024",
        ),
        (f'{CONFIG}\n[[latest]]\ntitle = "T"\n', "[[latest]] no. 1 (line 10): url is missing"),
        (
            CONFIG + '\n[[teasers]]\ntitle = "T"\nurl = "https://example.org/"\n' * 5,
            "digest.toml: [[teasers]]: at most 4 are shown, got 5",
        ),
        (f'{CONFIG}\n[edition]\nfit = "yes"\n', "[edition]: fit must be true or false, got 'yes'"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_with_its_key(config: str, expected: str) -> None:
    """And what is allowed."""
    with pytest.raises(ConfigError) as caught:
        configs.parse(config.encode())

    assert expected in str(caught.value)
