"""Workspaces for tests, with reports in our own words about talks that nobody held."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """\
[newsletter]
name = "Diplomacy Watch"
kicker = "Reporting"
timezone = "America/New_York"

[mail]
from = "Diplomacy Watch <digest@example.org>"
to = "readers@example.org"
"""

#: A newsletter of a main story alone.
ONE_SECTION = '\n[[sections]]\nid = "main"\nkind = "lead"\n'

TALKS = """\
Negotiators from Kyiv and Moscow met in Geneva on Tuesday for talks about a ceasefire, the mediator
said. Both delegations described the negotiations as difficult but useful, and agreed to go on.

The talks turn on prisoners of war, on grain exports and on who would watch over a truce. A further
meeting is planned for next week, when the foreign ministers are to take part.
"""
SANCTIONS = """\
Ambassadors of the European Union agreed on Wednesday on another package of sanctions against
Russia, diplomats said. It names companies that are said to have helped Moscow to get around the
earlier ones, and takes effect once the ministers have signed it in Brussels.
"""
AID = """\
The parliament in Oslo voted on Thursday for a further year of aid to Ukraine, with all parties but
one in favour. Most of the money goes to the repair of power stations, the government said, and
the rest to the purchase of grain for countries in need.
"""


def note(
    title: str, body: str, *, day: str = "2024-02-14", source: str = "Example Times", more: str = ""
) -> str:
    """Write a local text with front matter."""
    slug = "".join(char if char.isalnum() else "-" for char in title.lower())
    return (
        f"---\ntitle: {title}\nsource: {source}\nurl: https://example.org/{slug}\n"
        f"date: {day}\n{more}---\n\n{body}"
    )


def make_workspace(folder: Path, *, config: str = CONFIG, **notes: str) -> Path:
    """Make a workspace with these notes in `sources/items/`; names are file names without .md."""
    items = folder / "sources" / "items"
    items.mkdir(parents=True)
    (folder / "digest.toml").write_text(config)
    for name, content in notes.items():
        (items / f"{name}.md").write_text(content)
    return folder


def a_week_of_notes(folder: Path, *, config: str = CONFIG) -> Path:
    """Make a workspace with three stories of the week of 16 February 2024."""
    return make_workspace(
        folder,
        config=config,
        talks=note("Kyiv and Moscow hold ceasefire talks in Geneva", TALKS),
        sanctions=note("EU agrees on new sanctions against Russia", SANCTIONS),
        aid=note("Norway votes for more aid to Ukraine", AID, day="2024-02-15"),
    )
