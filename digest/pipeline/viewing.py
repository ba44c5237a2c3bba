"""One edition while it is previewed: what is shown of it, what is known, what can be undone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from digest.pipeline.arranging import Arranger
from digest.pipeline.showing import checked, draw, gather, reread, show

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from digest.archive import Archive
    from digest.model import Fetched, Page
    from digest.pipeline.drafting import Drafted
    from digest.pipeline.showing import Gathered
    from digest.preview.actions import Action
    from digest.preview.snapshot import Snapshot
    from digest.workspace import Workspace


@dataclass(slots=True)
class Viewing:
    """Looks at an edition, quickly where its file alone has changed, and changes it."""

    day: date
    arranger: Arranger = field(init=False)
    known: Gathered | None = None
    """None until the sources were looked at."""
    drafted: Drafted | None = None
    page: Page | None = None
    shown: Snapshot | None = None

    def __post_init__(self) -> None:
        """Remember no step yet."""
        self.arranger = Arranger(self.day)

    def glance(
        self, workspace: Workspace, archive: Archive, drafted: Drafted, *, now: datetime
    ) -> Snapshot:
        """Show what was drafted, with the remarks that were made before.

        Raises:
            TemplateError: a template is wrong.

        """
        page = draw(workspace, archive, drafted, now=now)
        shown = show(workspace, archive, drafted, page, now=now, known=self.known)
        if self.shown:
            shown = replace(shown, remarks=self.shown.remarks, quoted=self.shown.quoted)
        return self._keep(drafted, page, shown)

    def again(self, workspace: Workspace, archive: Archive, *, now: datetime) -> Snapshot | None:
        """Read the edition file, and show it; None where it is to be drafted anew.

        Raises:
            EditionError: it cannot be read. TemplateError: a template is wrong.

        """
        drafted = reread(workspace, archive, self.day, self.known) if self.known else None
        return self.glance(workspace, archive, drafted, now=now) if drafted else None

    def in_full(
        self,
        workspace: Workspace,
        archive: Archive,
        drafted: Drafted,
        *,
        now: datetime,
        failed: Iterable[Fetched],
    ) -> Snapshot:
        """Look at everything, and show what was drafted with all that is to be said of it.

        Raises:
            TemplateError: a template is wrong.

        """
        page = draw(workspace, archive, drafted, now=now)
        known = gather(workspace, archive, drafted, page, now=now, failed=failed)
        shown = show(workspace, archive, drafted, page, now=now, known=known)
        self.known = known
        return self._keep(drafted, page, checked(workspace, drafted, page, shown, known))

    def judged(self, workspace: Workspace) -> Snapshot | None:
        """Check what is shown; None where nothing is."""
        if not (self.known and self.drafted and self.page and self.shown):
            return None
        found = checked(workspace, self.drafted, self.page, self.shown, self.known)
        return self._keep(self.drafted, self.page, found)

    def act(self, workspace: Workspace, archive: Archive, action: Action) -> str:
        """Change the edition file, and say how; what is shown is still that of before.

        Raises:
            Refused: the file is another one by now, or what is asked for cannot be done.
            EditionError: it cannot be read. OutputError: nor written.

        """
        week = self.known.week if self.known else None
        return self.arranger.act(workspace, archive, action, week)

    def _keep(self, drafted: Drafted, page: Page, shown: Snapshot) -> Snapshot:
        shown = replace(shown, undo=self.arranger.undoable(shown.source))
        self.drafted, self.page, self.shown = drafted, page, shown
        return shown
