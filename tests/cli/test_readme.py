"""The README: what it shows works as it stands there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import click
import msgspec
import pytest

from digest import config
from digest import edition as editions
from digest.cli import cli
from tests.support.inside import digest
from tests.support.workspaces import a_week_of_notes

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
FENCED = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
SHELL = [body for kind, body in FENCED if kind in {"sh", "cron"}]
#: A call of the program, up to the end of the command.
CALL = re.compile(r"(?:^|[ /])digest ((?!\.)[^|&#\n]+)", re.MULTILINE)
COMMANDS = sorted(
    {
        call.strip()
        for piece in [*SHELL, *re.findall(r"`(digest [^`]+)`", README)]
        for call in CALL.findall(piece)
    }
)
DATE = ("--date", "2024-02-16")


def fenced(kind: str, start: str = "") -> str:
    """Return the one block of that kind that starts so."""
    (found,) = (body for here, body in FENCED if here == kind and body.startswith(start))
    return str(found)


def test_the_readme_begins_with_the_two_commands() -> None:
    """CI runs the first block of all, line by line."""
    assert (
        "sh",
        "python3 -m venv .venv && .venv/bin/pip install . &&"
        " .venv/bin/digest build --date 2024-02-16\n"
        ".venv/bin/pip install -e '.[test]' && .venv/bin/pytest\n",
    ) == FENCED[0]


@pytest.mark.parametrize("call", COMMANDS)
def test_commands_have_the_options_that_the_readme_shows(call: str) -> None:
    """Each call names commands and options that there are."""
    command: click.Command = cli
    for word in shlex.split(call):
        if isinstance(command, click.Group) and not word.startswith("-"):
            assert word in command.commands, call
            command = command.commands[word]
        elif word.startswith("-") and word != "-":
            known = {name for parameter in command.params for name in parameter.opts}
            assert word in known | {"-h", "--help"}, call


def test_the_readme_shows_commands() -> None:
    """A pattern that finds nothing would pass unseen."""
    assert {"build --date 2024-02-16", "draft --merge", "new watch", "build -f eml -o -"} <= set(
        COMMANDS
    )


def test_the_front_matter_can_be_copied(tmp_path: Path) -> None:
    """A text with it is where it says, and reported by whom it says."""
    workspace = a_week_of_notes(tmp_path)
    note = fenced("", "---\ntitle: An offer, and a denial\ndeck")
    (workspace / "sources" / "items" / "offer.md").write_text(f"{note}\nThey talked in Geneva.\n")

    built = digest(workspace, "build", "--offline", *DATE)

    assert 0 == built.code, built.err
    edition = (workspace / "editions" / "2024-02-16.md").read_text()
    assert "\nReported by [Reuters](https://example.org/report).\n" in edition


def test_the_edition_file_can_be_copied() -> None:
    """What is shown is one, to the byte."""
    shown = fenced("", "---\nnewsletter:")

    read = editions.parse(shown, config.parse(b"").sections, where="README.md")

    assert shown == editions.write(read)
    assert ("main", "other", "state") == tuple(part.id for part in read.parts)


def test_the_configuration_can_be_copied_and_is_complete() -> None:
    """Every key of digest.toml is shown, and with its default wherever it has one."""
    shown = fenced("toml")
    read = msgspec.to_builtins(config.parse(shown.encode()))
    usual = msgspec.to_builtins(config.Config())
    everything = {key for table in (read, *map(first, read.values())) for key in table}

    assert set() == everything - set(re.findall(r"(?<![\w-])[a-z_]+(?=\]| =)", shown))
    for name in ("edition", "labels", "furniture"):
        assert usual[name] == read[name], name


def first(table: Any) -> dict[str, Any]:
    """Return a table, or the first of an array of tables."""
    return table if isinstance(table, dict) else dict(table[0])


def test_the_template_can_be_copied(tmp_path: Path) -> None:
    """It takes the place of our masthead, and only of that."""
    workspace = a_week_of_notes(tmp_path)
    (workspace / "templates").mkdir()
    (workspace / "templates" / "edition.html.j2").write_text(fenced("jinja"))

    built = digest(workspace, "build", "--offline", *DATE)

    page = (workspace / "out" / "2024-02-16.html").read_text()
    assert 0 == built.code, built.err
    assert re.search(r"<h1[^>]*>Diplomacy Watch</h1>", page)
    assert "Kyiv and Moscow hold ceasefire talks" in page
