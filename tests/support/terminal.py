"""A terminal of a test's own: what a program says to a person who sits at one."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from typing import TYPE_CHECKING

from tests.support.command import NOW, Ran

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 60
STYLE = re.compile(rb"\x1b\[[\d;]*m")


def digest(
    folder: Path, *arguments: str, columns: int = 100, now: str = NOW, **environment: str
) -> Ran:
    """Run `digest` at a terminal so wide; `out` has standard output and error, without styles."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    inherited = {
        key: value for key, value in os.environ.items() if key not in {"COLUMNS", "VISUAL"}
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "digest", *arguments],
        cwd=folder,
        env={
            **inherited,
            "SOURCE_DATE_EPOCH": now,
            "NO_COLOR": "1",
            "TERM": "xterm",
            **environment,
        },
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    said = bytearray()
    try:
        while chunk := os.read(ours, 65_536):
            said += chunk
    except OSError:  # Linux says so once nobody has the other end open
        pass
    finally:
        os.close(ours)
    plain = STYLE.sub(b"", bytes(said).replace(b"\r\n", b"\n"))
    return Ran(code=process.wait(SECONDS), out=plain, err="")
