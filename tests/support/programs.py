"""Programs that some tests need and pip cannot install."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest

#: Debian puts the programs of an administrator here, where a user's PATH does not look.
ADMINISTRATOR = "/usr/sbin:/sbin"


def path_of(program: str) -> str:
    """Return the path of a program.

    Raises:
        FileNotFoundError: there is no such program.

    """
    path = shutil.which(program, path=f"{os.environ.get('PATH', os.defpath)}:{ADMINISTRATOR}")
    if path is None:
        raise FileNotFoundError(f"{program} is missing")
    return path


def needs(program: str, package: str) -> str:
    """Return the path of a program; skip the test where it is missing, and fail it in CI."""
    try:
        return path_of(program)
    except FileNotFoundError as missing:
        lacking(f"{missing}: apt-get install {package}")


def lacking(what: str) -> NoReturn:
    """Skip the test, and fail it in CI: there, everything is installed."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)
