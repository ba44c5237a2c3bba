"""Sources into the archive."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digest.model import Validators

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from digest.archive import Archive
    from digest.model import Fetched, Source
    from digest.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What reading the sources brought."""

    read: int = 0
    new: int = 0
    changed: int = 0
    failed: tuple[Fetched, ...] = ()


@dataclass(slots=True)
class _Tally:
    """Counts readings as they come in."""

    archive: Archive
    on_read: Callable[[Fetched], None] | None
    read: int = 0
    new: int = 0
    changed: int = 0
    failed: list[Fetched] = field(default_factory=list)

    def add(self, fetched: Fetched) -> None:
        recorded = self.archive.record(fetched)
        self.read += 1
        self.new += recorded.new
        self.changed += recorded.changed
        if fetched.error:
            self.failed.append(fetched)
        if self.on_read:
            self.on_read(fetched)


def feeds(workspace: Workspace) -> tuple[Source, ...]:
    """Return the feeds that are read: the configured ones, then those of OPML lists."""
    from digest.ingest import opml

    known = {source.id: source for source in workspace.feeds()}
    opml.add_to(known, opml.read_folder(workspace.root / "sources"))
    return tuple(known.values())


def sources(workspace: Workspace) -> tuple[Source, ...]:
    """Return everything that is read: feeds, then local files."""
    from digest.ingest import files

    known = {source.id: source for source in feeds(workspace)}
    for local in files.local_sources(workspace.root):
        known.setdefault(local.id, local)
    return tuple(known.values())


def take_in(
    workspace: Workspace,
    archive: Archive,
    *,
    now: datetime,
    offline: bool,
    on_read: Callable[[Fetched], None] | None = None,
) -> Intake:
    """Read every source into the archive; without the network where `offline`.

    A source that fails is named in the result and stops nothing.
    """
    from digest.ingest import files, remote

    everything = sources(workspace)
    tally = _Tally(archive, on_read)
    for source in everything:
        if source.kind == "file":
            tally.add(files.read_file(source, workspace.root, workspace.config, at=now))
        elif source.path:
            tally.add(remote.read_path(source, workspace.root, at=now))
    online = [source for source in everything if source.url]
    if online and not offline:
        validators = {source.id: _validators(archive, source) for source in online}
        remote.read_remote(online, validators, at=now, on_read=tally.add)
    return Intake(read=tally.read, new=tally.new, changed=tally.changed, failed=tuple(tally.failed))


def _validators(archive: Archive, source: Source) -> Validators:
    """Return what the source's address gave last; another address has another history."""
    reading = archive.reading(source.id)
    return reading.validators if reading.url == source.url else Validators()
