"""What the parts of a page weigh, and what is left out where they weigh too much.

`edition.html.j2` has a comment like `<!--part:lead-->` at the beginning of each part: from it to
the next one, the bytes are that part's. If `[edition] fit` says so, some of what digest.toml adds
is left out; what an editor wrote never is, nor the appeal, nor what the law asks for.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from digest.limits import GMAIL_BYTES
from digest.render import fragments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.render.values import View

Weights = tuple[tuple[str, int], ...]

MARK = re.compile(r"<!--part:([a-z0-9]+)-->\n?")
HEAD = "the style sheets"
WHOLE = "the page"
NAMES = {
    "preheader": "the preheader",
    "masthead": "the masthead",
    "lead": "the main story",
    "notice": "the notice",
    "teasers": "the teasers",
    "latest": "the latest list",
    "subscribe": "the subscribe block",
    "footer": "the footer",
}
#: What may be left out, in this order; of the teasers, the last first.
SPARE = ("teasers", "latest", "subscribe")


def weigh(marked: str, view: View) -> tuple[str, Weights]:
    """Return a page without its marks, and the bytes of each part by name, heaviest first."""
    head, *rest = MARK.split(marked)
    pieces = [("", head), *zip(rest[::2], rest[1::2], strict=True)]
    weights: dict[str, int] = {}
    for mark, piece in pieces:
        name = _name(mark, view) if rest else WHOLE
        weights[name] = weights.get(name, 0) + size(piece)
    heaviest_first = sorted(weights.items(), key=lambda part: -part[1])
    return "".join(piece for _, piece in pieces), tuple(it for it in heaviest_first if it[1])


def size(html: str) -> int:
    """Return the bytes of a page or a piece of one."""
    return len(html.encode())


def shortened(view: View, weights: Weights) -> Iterator[tuple[View, tuple[str, ...]]]:
    """Return what is shown without more and more of what may be left out, and what that is.

    Nothing, where all of it would not be enough: Gmail would cut the page off all the same, and
    other clients show all of it.
    """
    known = dict(weights)
    spare = sum(known.get(NAMES[key], 0) for key in SPARE)
    if spare and sum(known.values()) - spare > GMAIL_BYTES:
        return
    gone: list[str] = []
    for number in range(len(view.teasers), 0, -1):
        gone.append(f"the teaser “{view.teasers[number - 1].title}”")
        view = replace(view, teasers=view.teasers[: number - 1])
        yield view, tuple(gone)
    if view.latest:
        gone.append(NAMES["latest"])
        view = replace(view, latest=())
        yield view, tuple(gone)
    if view.subscribe:
        gone.append(NAMES["subscribe"])
        yield replace(view, subscribe=None), tuple(gone)


def _name(mark: str, view: View) -> str:
    if not mark.isdecimal():
        return NAMES.get(mark, mark) if mark else HEAD
    number = int(mark)
    title = fragments.words(view.parts[number].title) if number < len(view.parts) else ""
    return f"“{title.rstrip(':')}”" if title else f"section {number + 1}"
