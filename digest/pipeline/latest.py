"""The editions before one, for its latest list."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from digest.errors import EditionError
from digest.pipeline.correcting import corrected
from digest.pipeline.drafting import read_edition
from digest.pipeline.week import is_former

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from digest.archive import Archive
    from digest.workspace import Workspace


def earlier_editions(
    workspace: Workspace, archive: Archive, day: date
) -> tuple[tuple[date, str], ...]:
    """Return the day and title of as many editions as `[edition] earlier` says, newest first.

    Only those that went before that of `day`, to readers or at least to be read; what has no file,
    or no title, is passed over.
    """
    wanted = workspace.config.edition.earlier
    if not wanted:
        return ()
    return tuple(islice(_titled(workspace, archive, day), wanted))


def _titled(workspace: Workspace, archive: Archive, day: date) -> Iterator[tuple[date, str]]:
    for past in reversed(archive.editions()):
        if not is_former(past, day) or corrected(workspace, past.date):
            continue
        try:
            edition = read_edition(workspace, past.date)
        except EditionError:
            continue  # a file that is being mended; its own build says what is wrong
        if edition and edition.meta.title:
            yield past.date, edition.meta.title
