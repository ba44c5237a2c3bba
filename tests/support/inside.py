"""Running a command line in the test's own process: for what does not need a process of its own.

A process costs most of a second, and this a tenth of it. What only a process shows is tested with
`command.digest`: what is imported, signals, closed or full streams, two runs at once, the same
bytes under another order of hashes.
"""

from __future__ import annotations

import logging
import os
import sys
from contextlib import ExitStack, chdir, contextmanager, redirect_stderr, redirect_stdout
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, TextIO
from unittest.mock import patch

import pytest

from digest.cli import main
from tests.support.command import NOW, Ran

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def digest(
    folder: Path, *arguments: str, now: str = NOW, out: Path | None = None, **environment: str
) -> Ran:
    """Run `digest` in a folder at a fixed moment, and answer as `command.digest` does.

    The answer goes to `out`, such as /dev/full, if that is named. A defect that a process would end
    with, by a traceback, is raised here.
    """
    with ExitStack() as stack:
        said, answer = (stack.enter_context(TemporaryFile()) for _ in range(2))
        target = stack.enter_context(out.open("wb")) if out else answer
        stack.enter_context(chdir(folder))
        stack.enter_context(patch.dict(os.environ, {"SOURCE_DATE_EPOCH": now, **environment}))
        os.environ.pop("NO_COLOR", None)
        stack.enter_context(patch.object(sys, "argv", ["digest", *arguments]))
        stack.enter_context(_unlogged())
        stack.enter_context(redirect_stdout(stack.enter_context(_stream(1, target))))
        stack.enter_context(redirect_stderr(stack.enter_context(_stream(2, said))))
        code = _code()
        sys.stdout.flush()
        sys.stderr.flush()
        said.seek(0)
        answer.seek(0)
        return Ran(code=code, out=answer.read(), err=said.read().decode())


def _code() -> int:
    with pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


@contextmanager
def _stream(number: int, file: IO[bytes]) -> Iterator[TextIO]:
    """Let a standard stream lead to a file: for this process, and for those that it starts."""
    kept = os.dup(number)
    os.dup2(file.fileno(), number)
    try:
        with os.fdopen(number, "w", buffering=1, encoding="utf-8", closefd=False) as stream:
            yield stream
    finally:
        os.dup2(kept, number)
        os.close(kept)


@contextmanager
def _unlogged() -> Iterator[None]:
    """Hide pytest's own handlers: what libraries log is said on standard error, as in a process."""
    root = logging.getLogger()
    handlers, root.handlers = root.handlers, []
    try:
        yield
    finally:
        root.handlers = handlers
