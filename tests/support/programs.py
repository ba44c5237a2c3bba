"""Programs that some tests need and pip cannot install."""

from __future__ import annotations

import os
import shutil

import pytest

#: Debian puts the programs of an administrator here, where a user's PATH does not look.
ADMINISTRATOR = "/usr/sbin:/sbin"


def needs(program: str, package: str) -> str:
    """Return the path of a program; skip the test where it is missing, and fail it in CI."""
    path = shutil.which(program, path=f"{os.environ.get('PATH', os.defpath)}:{ADMINISTRATOR}")
    if path is not None:
        return path
    missing = f"{program} is missing: apt-get install {package}"
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)
