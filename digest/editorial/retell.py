"""A front matter that tells of another main story, without a word of the editor lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What the front matter says of the main story.
RETOLD = ("title", "deck", "kicker", "byline", "preheader", "image")
FENCE_ABOVE, FENCE_BELOW = "", "---"
ENTRY = re.compile(r"([A-Za-z_]\w*):")


def refront(front: str, known: Sequence[str], fresh: str) -> tuple[str, tuple[str, ...]]:
    """Let a front matter tell of another main story, and return the keys that it keeps instead.

    What stands as one of the `known` front matters (those that the program would write) has it is
    replaced by what `fresh` has; what a person wrote stays.
    """
    mine, new = _entries(front), _entries(fresh)
    if not mine:
        return front, ()
    before = [_entries(one) for one in known]
    kept = []
    for key in RETOLD:
        if mine.get(key, "") == new.get(key, ""):
            continue
        if any(mine.get(key, "") == one.get(key, "") for one in before):
            mine[key] = new.get(key, "")
        else:
            kept.append(key)
    end = mine.pop(FENCE_BELOW)
    return "".join([*mine.values(), end]), tuple(kept)


def _entries(front: str) -> dict[str, str]:
    """Cut a front matter into its entries by key; the fences are entries, too."""
    lines = front.replace("\r\n", "\n").splitlines(keepends=True)
    last = max((at for at, line in enumerate(lines) if line.rstrip() == "---"), default=0)
    if not last:
        return {}
    found, key = {FENCE_ABOVE: ""}, FENCE_ABOVE
    for line in lines[:last]:
        if match := ENTRY.match(line):
            key = match[1]
        found[key] = found.get(key, "") + line
    return found | {FENCE_BELOW: "".join(lines[last:])}
