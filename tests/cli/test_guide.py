"""docs/guide.md: every command in it, in its order, in one folder, as an editor runs them."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.preview.running import ADDRESS
from tests.send.mailserver import Inbox, listening
from tests.support import terminal
from tests.support.command import NOW, Ran
from tests.support.programs import needs

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "guide.md").read_text(encoding="utf-8")
FENCED = re.findall(r"^```(\w*)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
COMMANDS = [line for kind, block in FENCED if kind == "sh" for line in block.splitlines()]
SAID = [block for kind, block in FENCED if not kind]
#: What an editor types when a file is opened, one time after the other.
EDITS = iter(["s/Through intermediaries/By way of intermediaries/", "s/last year/in 2023/"])


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """Run a mail server."""
    with listening() as server:
        yield server


def configure(home: Path, port: int) -> None:
    """Write ~/.msmtprc."""
    path = home / ".msmtprc"
    path.write_text(
        f"account default\nhost 127.0.0.1\nport {port}\nfrom digest@example.org\ntls off\n"
    )
    path.chmod(0o600)


def preview(folder: Path, *arguments: str) -> Ran:
    """Open the preview with a browser that looks at nothing, and end it as people do."""
    process = subprocess.Popen(
        [sys.executable, "-m", "digest", *arguments],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": NOW, "BROWSER": "true"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    said = ""
    while not ADDRESS.search(said) and (line := process.stderr.readline()):
        said += line
    process.send_signal(signal.SIGINT)
    rest = process.communicate(timeout=60)[1]
    return Ran(code=process.returncode, out=b"", err=said + rest)


def test_every_command_does_what_the_guide_says(tmp_path: Path, inbox: Inbox) -> None:
    """From `digest new` to the sent mail, its correction and the archive."""
    needs("msmtp", "msmtp")
    configure(tmp_path, inbox.port)
    folder = tmp_path
    said: dict[str, str] = {}
    for line in COMMANDS:
        program, *arguments = shlex.split(line)
        assert "digest" == program
        if arguments[0] == "preview":
            ran = preview(folder, *arguments)
            assert ADDRESS.search(ran.err), ran.err
        else:
            ran = terminal.digest(
                folder,
                *arguments,
                columns=200,
                HOME=str(tmp_path),
                EDITOR=f"sed -i '{next(EDITS) if '--edit' in arguments else ''}'",
            )
            assert 0 == ran.code, f"{line}: {ran.out.decode()}"
        said[line] = ran.out.decode()
        folder = tmp_path / "watch"

    assert SAID[0] in said["digest draft --date 2024-02-16"]
    first, second = (content.decode() for _, content in inbox.delivered)
    assert "way of intermediaries" in re.sub(r"=\r?\n", "", first)
    assert re.search(r"^In-Reply-To: <2024-02-16\.", second, re.MULTILINE)
    assert 1 == len(list((folder / "mail" / "new").iterdir()))
    assert {"index.html", "feed.xml", "2024-02-17.html"} <= {
        path.name for path in (folder / "out").iterdir()
    }
    assert "In it: 1 story" in said["digest draft --date 2024-02-23"]
    assert "corrected" in said["digest editions"]


def test_the_guide_shows_pictures_that_are_there() -> None:
    """Small ones, with a text for who does not see them."""
    shown = re.findall(r'<img src="([^"]+)" width="\d+" alt="[^"]{20,}">', GUIDE)

    assert 3 == len(shown) == GUIDE.count("<img")
    for name in shown:
        assert 0 < (DOCS / name).stat().st_size < 150_000, name
