"""Running the program as people do: as a process, in a folder, with what it says kept apart."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: Friday, 16 February 2024, 10:00 in New York.
NOW = "1708095600"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command answered, said and ended with."""

    code: int
    out: bytes
    err: str


def digest(folder: Path, *arguments: str, now: str = NOW, **environment: str) -> Ran:
    """Run `digest` in a folder at a fixed moment."""
    inherited = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    ran = subprocess.run(
        [sys.executable, "-m", "digest", *arguments],
        cwd=folder,
        env={**inherited, "SOURCE_DATE_EPOCH": now, **environment},
        capture_output=True,
        check=False,
        timeout=120,
    )
    return Ran(code=ran.returncode, out=ran.stdout, err=ran.stderr.decode())
