"""Many runs of a command line, each a process of its own, that do not load the program again.

For tests that kill hundreds of them: beginning anew would take most of their time. A process that
has loaded everything, and has no threads, makes a copy of itself for each run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.support.command import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PARENT = """
import json, os, sys
from digest.cli import main

def run(arguments):
    sys.argv = ["digest", *arguments]
    try:
        main()
    except SystemExit as ended:
        return ended.code

def copy(arguments):
    copied = os.fork()
    if not copied:
        os._exit(run(arguments) or 0)
    return copied

tell = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
run(json.loads(sys.argv[1]))
for line in sys.stdin:
    print(copied := copy(json.loads(line)), file=tell, flush=True)
    sys.stdin.readline()  # until then its number is nobody else's
    print(os.waitstatus_to_exitcode(os.waitpid(copied, 0)[1]), file=tell, flush=True)
"""


class Run:
    """A run that was begun."""

    def __init__(self, parent: subprocess.Popen[str], process: int) -> None:
        """Know its process."""
        self._parent = parent
        self.process = process

    def signal(self, number: int) -> None:
        """Send it a signal; until `wait`, its number is nobody else's."""
        os.kill(self.process, number)

    def wait(self) -> int:
        """Wait for its end, once; return its exit code, or the negative of what killed it."""
        assert self._parent.stdin
        assert self._parent.stdout
        self._parent.stdin.write("\n")
        self._parent.stdin.flush()
        return int(self._parent.stdout.readline())


class Runs:
    """Begins runs, one after the other has ended."""

    def __init__(self, parent: subprocess.Popen[str]) -> None:
        """Know the process that they are copies of."""
        self._parent = parent

    def start(self, *arguments: str) -> Run:
        """Begin one."""
        assert self._parent.stdin
        assert self._parent.stdout
        self._parent.stdin.write(f"{json.dumps(arguments)}\n")
        self._parent.stdin.flush()
        return Run(self._parent, int(self._parent.stdout.readline()))


@contextmanager
def forking(folder: Path, *first: str) -> Iterator[Runs]:
    """Have runs begun in a folder, at a fixed moment.

    `first` is a command that loads what they use. Nothing that they say is kept.
    """
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, json.dumps(first)],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": NOW},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as parent:
        yield Runs(parent)
        assert parent.stdin
        parent.stdin.close()
    assert not parent.returncode
