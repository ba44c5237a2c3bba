"""The edition as the preview shows it, and the files that it follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.errors import DigestError
from digest.pipeline.intake import feeds
from digest.workspace import MARKER

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from pathlib import Path

    from digest.archive import Archive
    from digest.model import Fetched
    from digest.pipeline.drafting import Drafted
    from digest.preview.snapshot import Snapshot
    from digest.workspace import Workspace


def preview(
    workspace: Workspace,
    archive: Archive,
    drafted: Drafted,
    *,
    now: datetime,
    failed: Iterable[Fetched] = (),
) -> Snapshot:
    """Render and check an edition that was drafted; `failed` are sources that were not read.

    Who looks at it for longer keeps a `viewing.Viewing`, which does not find out everything anew.

    Raises:
        TemplateError: a template is wrong.

    """
    from digest.pipeline.viewing import Viewing

    return Viewing(drafted.day).in_full(workspace, archive, drafted, now=now, failed=failed)


def ingredients(workspace: Workspace, day: date) -> tuple[frozenset[Path], frozenset[Path]]:
    """Return the files, and the folders with all that is in them, that an edition is made of."""
    try:
        saved = [source.path for source in feeds(workspace) if source.path]
    except DigestError:
        saved = []  # a list of feeds that is being mended; its folder is watched
    files = (
        workspace.root / MARKER,
        workspace.edition(day),
        *(workspace.root / it for it in saved),
    )
    return frozenset(files), frozenset({workspace.root / "sources", workspace.templates})
