"""Every edition of a workspace: what became of it, and where its files are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from digest.errors import EditionError
from digest.pipeline.building import USUAL_FORMATS, output_path
from digest.pipeline.correcting import corrected, corrections, days, is_changed
from digest.pipeline.drafting import is_edited, read_edition
from digest.pipeline.summing import count_held, count_stories

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from pathlib import Path

    from digest.archive import Archive
    from digest.edition import Edition
    from digest.model import PastEdition
    from digest.workspace import Workspace

State = Literal["draft", "edited", "built", "sent", "corrected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One edition, as a list shows it."""

    day: date
    state: State
    """The last that happened: built only if nothing was changed since."""
    title: str = ""
    stories: int = 0
    """Those that are printed."""
    held: int = 0
    edited: bool = False
    """A person has changed what the program wrote."""
    changed: bool = False
    """It was sent, and says something else by now."""
    corrects: date | None = None
    corrected_by: tuple[date, ...] = ()
    """The days of the corrections that were sent."""
    built_at: datetime | None = None
    sent_at: datetime | None = None
    path: Path | None = None
    """The edition file; None if it is gone."""
    outputs: tuple[Path, ...] = ()
    fault: str = ""
    """Why the file cannot be read."""


def list_editions(workspace: Workspace, archive: Archive) -> tuple[Listing, ...]:
    """Return all editions, newest first: those with a file, and those that were built or sent.

    Writes nothing.
    """
    past = {it.date: it for it in archive.editions() if it.built_at or it.sent_at}
    found = sorted({*days(workspace), *past}, reverse=True)
    return tuple(_listing(workspace, archive, day) for day in found)


def _listing(workspace: Workspace, archive: Archive, day: date) -> Listing:
    past, path = archive.edition(day), workspace.edition(day)
    edition, fault = None, ""
    try:
        edition = read_edition(workspace, day)
    except EditionError as error:
        fault = str(error)
    edited = edition is not None and is_edited(edition, past)
    by = tuple(it for it in corrections(workspace, day) if archive.edition(it).sent_at)
    return Listing(
        day=day,
        state=_state(workspace, past, edited=edited or bool(fault), corrected_=bool(by)),
        title=edition.meta.title if edition else "",
        stories=count_stories(edition) if edition else 0,
        held=count_held(edition) if edition else 0,
        edited=edited,
        changed=edition is not None and is_changed(workspace, archive, day, edition),
        corrects=_corrects(workspace, day, edition),
        corrected_by=by,
        built_at=past.built_at,
        sent_at=past.sent_at,
        path=path if path.exists() else None,
        outputs=tuple(_outputs(workspace, day)),
        fault=fault,
    )


def _corrects(workspace: Workspace, day: date, edition: Edition | None) -> date | None:
    return edition.meta.corrects if edition else corrected(workspace, day)


def _outputs(workspace: Workspace, day: date) -> Iterator[Path]:
    for form in USUAL_FORMATS:
        path = output_path(workspace, day, form)
        if path.exists():
            yield path


def _state(workspace: Workspace, past: PastEdition, *, edited: bool, corrected_: bool) -> State:
    if past.sent_at:
        return "corrected" if corrected_ else "sent"
    if past.built_at and not _is_newer(workspace, past.date):
        return "built"
    return "edited" if edited else "draft"


def _is_newer(workspace: Workspace, day: date) -> bool:
    """Say whether the file was changed after what was built of it in out/, if that is there."""
    path, page = workspace.edition(day), output_path(workspace, day, "html")
    both = path.exists() and page.exists()
    return both and path.stat().st_mtime_ns > page.stat().st_mtime_ns
