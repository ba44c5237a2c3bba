"""The pipes that the README shows, as they stand there: what comes out at the other end."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.send.mailserver import Inbox, listening
from tests.support.command import NOW
from tests.support.inside import digest
from tests.support.programs import ADMINISTRATOR, needs
from tests.support.workspaces import CONFIG, ONE_SECTION, a_week_of_notes

if TYPE_CHECKING:
    from tests.support.postfix import Postfix

README = Path(__file__).parents[2] / "README.md"
SECTION = README.read_text(encoding="utf-8").partition("### The pipe\n")[2]
DATE = ("--date", "2024-02-16")


def line(program: str) -> str:
    """Return the line of the README that pipes into a program."""
    (found,) = re.findall(rf"^digest build .* \| {program} .*$", SECTION, re.MULTILINE)
    return str(found)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make a workspace whose edition is that of now."""
    folder = a_week_of_notes(tmp_path / "w", config=f"{CONFIG}{ONE_SECTION}")
    assert 0 == digest(folder, "draft", "--offline", *DATE).code
    return folder


def run(workspace: Path, command: str, **environment: str) -> bytes:
    """Run a line of the shell; return the message that `digest` wrote into it."""
    paths = (str(Path(sys.executable).parent), os.environ["PATH"], ADMINISTRATOR)
    around = {"SOURCE_DATE_EPOCH": NOW, "PATH": os.pathsep.join(paths), **environment}
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=workspace,
        env={**os.environ, **around},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert 0 == ran.returncode, ran.stderr
    return digest(workspace, "build", "--offline", *DATE, "-f", "eml", "-o", "-").out


def the_one(inbox: Inbox) -> bytes:
    """Return the only message, with the line ends of a file."""
    ((readers, message),) = inbox.delivered
    assert ["readers@example.org"] == readers
    return message.replace(b"\r\n", b"\n")


def test_into_msmtp(workspace: Path, tmp_path: Path) -> None:
    """Which knows its server from ~/.msmtprc."""
    needs("msmtp", "msmtp")
    with listening() as inbox:
        (tmp_path / ".msmtprc").write_text(
            f"account default\nhost 127.0.0.1\nport {inbox.port}\nfrom digest@example.org\n"
        )
        written = run(workspace, line("msmtp"), HOME=str(tmp_path))

    assert written == the_one(inbox)


def test_into_swaks(workspace: Path) -> None:
    """It ends a message with a line of its own."""
    needs("swaks", "swaks")
    with listening() as inbox:
        command = line("swaks").replace("mail.example.org", f"127.0.0.1:{inbox.port}")
        written = run(workspace, command)

    assert f"{written.decode()}\n".encode() == the_one(inbox)


@pytest.mark.parametrize("cron", [False, True])
def test_into_sendmail(workspace: Path, server: Postfix, *, cron: bool) -> None:
    """And so from cron, where no lines stand around it."""
    needs("sendmail", "postfix")
    command = line("sendmail").partition("#")[0]
    if cron:
        (command,) = re.findall(r"^0 7 \* \* FRI (.*)$", SECTION, re.MULTILINE)
        command = command.replace("/srv/watch", str(workspace))
    written = run(workspace, command, MAIL_CONFIG=server.config)
    (arrived,) = server.arrived(1)

    assert arrived.endswith(written)  # servers add headers above those that are there
