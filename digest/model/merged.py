"""What of a page is different for each reader."""

from __future__ import annotations

from dataclasses import dataclass

#: The field that is a reader's own way out of the list. No field of a reader has a space in it.
OWN_LINK = "own link"


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeField:
    """One thing that is filled in for each reader."""

    token: str
    """What stands in its place: letters and digits, which occur nowhere else."""
    name: str
    """What is known of a reader: "name", "email", a column of their list; or `OWN_LINK`."""
    default: str = ""
    """What stands there for those of whom it is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A page with tokens in the places of what is filled in for each reader."""

    html: str
    text: str
    fields: tuple[MergeField, ...]
