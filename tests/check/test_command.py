"""`digest check`, as people and scripts run it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from digest import bundled
from digest.check import RULES
from tests.support import command
from tests.support.inside import digest
from tests.support.workspaces import a_week_of_notes, make_workspace

DATE = ("--date", "2024-02-16")
CONFIG = """\
[[sections]]
id = "main"
kind = "lead"

[mail]
from = "Watch <digest@watch.news>"
to = "readers@watch.news"
list_id = "watch.watch.news"
unsubscribe = "https://watch.news/u"
postal_address = "1 Watch Street, Newstown"
"""
CONFIG_WITH_BRIEFS = f'{CONFIG}\n[[sections]]\nid = "other"\nkind = "briefs"\ntitle = "Others:"\n'
DOCUMENTED = (Path(__file__).parents[2] / "docs" / "check.md").read_text(encoding="utf-8")
FIT = "---\ntitle: Envoys meet\n---\n\nEnvoys met in Geneva.\n"
DOUBTFUL = f"{FIT}\nTODO ask them.\n"
UNFIT = "Envoys met in Geneva.\n\nTODO ask them.\n"
PLACEHOLDER = (
    "'TODO' was left in the text. Write what belongs there; readers would see it as it is."
    " [placeholder]"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make a workspace with three editions."""
    folder = make_workspace(tmp_path / "workspace", config=CONFIG)
    (folder / "editions").mkdir()
    for name, content in {"02-02": FIT, "02-09": DOUBTFUL, "02-16": UNFIT}.items():
        (folder / "editions" / f"2024-{name}.md").write_text(content)
    (folder / "editions" / "draft.md").write_text(FIT)
    return folder


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["editions/2024-02-02.md"], 0, ""),
        (["--date", "2024-02-02"], 0, ""),
        (["editions/draft.md"], 0, ""),
        (
            ["--date", "2024-02-09"],
            0,
            f"warning  editions/2024-02-09.md, line 7: {PLACEHOLDER}\n",
        ),
        (
            [*DATE],
            4,
            "error    editions/2024-02-16.md: there is no headline. Set title in the front matter."
            f" [no-headline]\nwarning  editions/2024-02-16.md, line 3: {PLACEHOLDER}\n",
        ),
    ],
)  # fmt: skip
def test_findings_are_lines_and_an_exit_code(
    workspace: Path, arguments: list[str], code: int, expected: str
) -> None:
    """Errors first; warnings alone are fit to send; what is fit is silent."""
    before = sorted(workspace.rglob("*"))
    ran = digest(workspace, "check", *arguments)

    assert (code, expected, "") == (ran.code, ran.out.decode(), ran.err)
    assert before == sorted(workspace.rglob("*"))


def test_findings_are_also_for_programs(workspace: Path) -> None:
    """With the same exit code."""
    ran = command.digest(workspace, "check", "--format", "json", *DATE)
    told = json.loads(ran.out)

    assert 4 == ran.code
    assert ("2024-02-16", "editions/2024-02-16.md", False) == (
        told["date"], told["edition"], told["fit"],
    )  # fmt: skip
    assert {"date", "edition", "fit", "findings"} == set(told)
    assert [
        ("no-headline", "error"),
        ("placeholder", "warning"),
        ("authentication", "advice"),
    ] == [(finding["name"], finding["severity"]) for finding in told["findings"]]
    assert {"name", "severity", "place", "message", "hint"} == set(told["findings"][0])


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        ([*DATE, "editions/2024-02-16.md"], 2, "--date and FILE both name an edition: give one"),
        (
            ["--date", "2024-03-01"],
            1,
            "Error: editions/2024-03-01.md: there is no such edition. `digest draft --date"
            " 2024-03-01` makes it.",
        ),
        (["nowhere.md"], 1, "Error: nowhere.md: there is no such edition. Name one that is there."),
    ],
)
def test_what_cannot_be_checked_is_said(
    workspace: Path, arguments: list[str], code: int, expected: str
) -> None:
    """Nothing is printed then."""
    ran = digest(workspace, "check", *arguments)

    assert (code, b"") == (ran.code, ran.out)
    assert expected in ran.err


def test_advice_is_shown_to_those_who_ask(workspace: Path) -> None:
    """A cron job is silent where nothing is wrong."""
    ran = digest(workspace, "check", "--advice", "editions/2024-02-02.md")

    assert 0 == ran.code
    assert ran.out.decode().startswith("advice   digest.toml: [mail] from: providers will look")
    assert ran.out.decode().endswith(" [authentication]\n")


def test_everything_that_is_looked_for_can_be_listed(tmp_path: Path) -> None:
    """Also outside a workspace, for people and for programs."""
    ran = digest(tmp_path, "check", "--list")
    told = json.loads(digest(tmp_path, "check", "--list", "--format", "json").out)
    rules = [(name, rule.severity, rule.about) for name, rule in RULES.items()]

    assert 0 == ran.code
    assert [
        (name, severity, about)
        for severity, name, about in (
            line.split(maxsplit=2) for line in ran.out.decode().splitlines()
        )
    ] == rules
    assert rules == [(it["name"], it["severity"], it["about"]) for it in told["rules"]]


def test_the_documentation_lists_every_rule() -> None:
    """In the same order and words."""
    documented = re.findall(r"^\| `([\w-]+)` \| (\w+) \| (.+) \|$", DOCUMENTED, re.MULTILINE)

    assert [(name, rule.severity, rule.about) for name, rule in RULES.items()] == documented


def test_a_client_or_rule_that_is_not_known_is_wrong_configuration(workspace: Path) -> None:
    """With the nearest known one."""
    toml = workspace / "digest.toml"
    toml.write_text(CONFIG + '[check]\nclients = ["gmial"]\n')
    ran = digest(workspace, "check", *DATE)

    assert (2, b"") == (ran.code, ran.out)
    assert (
        "Error: digest.toml: [check] clients: unknown mail client 'gmial'. Did you mean 'gmail'?\n"
    ) == ran.err


def outputs(ran: command.Ran) -> list[tuple[str, str]]:
    """Return what is said of files in out/."""
    return [
        (it["place"], it["message"])
        for it in json.loads(ran.out)["findings"]
        if it["name"] == "stale-output"
    ]


def test_files_that_were_built_before_a_change_are_stale(tmp_path: Path) -> None:
    """What was never built cannot be; what is built anew no longer is."""
    folder = a_week_of_notes(tmp_path / "workspace", config=CONFIG_WITH_BRIEFS)
    json_ = ("--format", "json")
    digest(folder, "draft", "--offline", *DATE)
    assert [] == outputs(digest(folder, "check", *DATE, *json_))

    digest(folder, "build", "--offline", *DATE)
    assert [] == outputs(digest(folder, "check", *DATE, *json_))

    edition = folder / "editions" / "2024-02-16.md"
    edition.write_text(edition.read_text().replace("Geneva", "Vienna"))
    later = (folder / "out" / "2024-02-16.eml").stat().st_mtime + 5
    os.utime(edition, (later, later))
    (folder / "out" / "2024-02-16.txt").unlink()
    changed = "it is not what the edition, its templates and digest.toml make now"
    assert [
        ("out/2024-02-16.html", changed),
        ("out/2024-02-16.txt", "it is missing, and the others are there"),
        ("out/2024-02-16.eml", "it is older than the edition"),
    ] == outputs(digest(folder, "check", *DATE, *json_))


def test_a_desks_feed_that_has_fallen_silent_is_named(tmp_path: Path) -> None:
    """As of the week's end: an old edition is not blamed for what came after it."""
    digest(tmp_path, "new", "--sample", "demo")
    feed = tmp_path / "demo" / "sources" / "feeds" / "state.xml"
    content = feed.read_text()
    digest(tmp_path / "demo", "draft", "--offline", *DATE)
    quiet = digest(tmp_path / "demo", "check", *DATE, now="1740000000")
    assert b"[stale-source]" not in quiet.out

    feed.write_text(re.sub(r"\d\d (?:Jan|Feb) 2024", "02 Jan 2023", content))
    (tmp_path / "demo" / ".digest" / "archive.db").unlink()
    stale = digest(tmp_path / "demo", "check", *DATE)
    assert b"state-briefings was read well, and has no entry since 2023-01-0" in stale.out


def test_contrast_and_css_of_a_template_are_named(workspace: Path) -> None:
    """In a page that was really rendered, with the line of the user's own style sheet."""
    (workspace / "templates").mkdir()
    ours = (bundled.folder("templates") / "style.css").read_text()
    lines = ours.count("\n") + 1
    (workspace / "templates" / "style.css").write_text(
        f"{ours}\n.story p {{ color: #ccc; object-fit: cover }}\n"
    )
    ran = digest(workspace, "check", "--date", "2024-02-02")

    assert f"warning  templates/style.css, line {lines + 1}: object-fit" in ran.out.decode()
    assert "#cccccc on #ffffff has a contrast of 1.60" in ran.out.decode()


def test_the_page_that_ships_has_no_findings(workspace: Path) -> None:
    """Nor advice, but for what is for the sender's own domain."""
    told = json.loads(digest(workspace, "check", "--format", "json", "--date", "2024-02-02").out)

    assert ["authentication"] == [finding["name"] for finding in told["findings"]]
