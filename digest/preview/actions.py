"""What the page can ask to be done with the edition file, and what became of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    from digest.preview.snapshot import Failure, Snapshot

Deed: TypeAlias = Literal["lead", "move", "up", "down", "drop", "hold", "release", "bring", "undo"]
DEEDS: tuple[Deed, ...] = get_args(Deed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One press of a button."""

    do: Deed
    version: str
    """The edition file that the page was shown, as `Snapshot.file` names it."""
    at: int | None = None
    """The place of the story in the file, from 0."""
    story: str = ""
    """The id of a story that is not in the file."""
    section: str = ""
    """Where it is to go; with `bring`, empty: where it belongs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an action, and what is to be shown now."""

    done: bool
    said: str
    """What was done, or why nothing was, for people."""
    found: Snapshot | Failure


def read_action(body: bytes) -> Action:
    """Read what the page has sent.

    Raises:
        ValueError: it is no action.

    """
    given = json.loads(body)  # JSONDecodeError and UnicodeDecodeError are ValueErrors
    if not isinstance(given, dict) or str(given.get("do")) not in DEEDS:
        raise ValueError(f"an action is one of {', '.join(DEEDS)}")
    known = {"do": str, "version": str, "story": str, "section": str, "at": int}
    for name, value in given.items():
        if name not in known or type(value) is not known[name]:
            raise ValueError(f"an action has no such {name!r}")
    if "version" not in given:
        raise ValueError("an action names the version that it is about")
    if given["do"] != "undo" and ("at" in given) == ("story" in given):
        raise ValueError("an action is about a story: `at` in the file, or `story` of the week")
    return Action(**given)
