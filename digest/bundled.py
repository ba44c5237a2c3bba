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
    here = Path(__file__).resolve().parent
    installed = here / "_bundled" / name
    return installed if installed.is_dir() else here.parent / name
