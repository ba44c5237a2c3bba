"""The processes that a program leaves behind."""

from __future__ import annotations

from pathlib import Path


def of_session(leader: int) -> list[int]:
    """Return the processes of a session that are not ended."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, _, session = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(session) == leader and state != "Z":
            found.append(int(folder.name))
    return found
