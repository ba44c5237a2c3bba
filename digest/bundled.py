"""The templates, topics and sample week that ship with the program.

They are top-level folders of the repository and `digest/_bundled/` in a wheel. An editable
install has no such folder, since importlib.resources does not see force-included files there.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def folder(name: str) -> Path:
    """Return the bundled folder `templates` or `sources`."""
    return _find(name)


@cache
def file(name: str) -> Path:
    """Return the bundled file `digest.toml`: the configuration of the sample week."""
    return _find(name)


def _find(name: str) -> Path:
    here = Path(__file__).resolve().parent
    installed = here / "_bundled" / name
    return installed if installed.exists() else here.parent / name
