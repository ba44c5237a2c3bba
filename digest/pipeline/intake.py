"""Sources into the archive."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digest import urls
from digest.errors import SourceError
from digest.model import Fetched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from digest.archive import Archive, State
    from digest.model import Source
    from digest.pipeline.moving import Move
    from digest.workspace import Workspace

TOGETHER = 16
"""Readings that are stored at once: more of them are not quicker."""
HEAVY = 2_000_000
"""Characters that may wait to be stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What reading the sources brought."""

    read: int = 0
    """All that were to be read, with those that failed."""
    new: int = 0
    changed: int = 0
    failed: tuple[Fetched, ...] = ()
    """Also those that were not asked: they are put off, or have ended."""
    since: Mapping[str, datetime] = field(default_factory=dict)
    """When the failures of those began, by id, where it was in an earlier run."""
    moves: tuple[Move, ...] = ()
    """Feeds that have moved for good."""
    online: int = 0
    """How many sources have a web address, whether they were asked or not."""
    unfinished: tuple[Source, ...] = ()
    """Sources with `full_text`, if there is a network by which to read their articles.

    There is one if anybody answered, or if there was nobody to ask.
    """


@dataclass(slots=True)
class _Tally:
    """Counts readings as they come in.

    They are stored a few at a time. If nobody answers, it is our own network that is down, and no
    source is put off for it: those that are silent are stored when it is known whether somebody
    answers.
    """

    archive: Archive
    on_read: Callable[[Fetched], None] | None
    reached: bool = False
    read: int = 0
    new: int = 0
    changed: int = 0
    failed: list[Fetched] = field(default_factory=list)
    moved: list[Fetched] = field(default_factory=list)
    silent: list[Fetched] = field(default_factory=list)
    waiting: list[Fetched] = field(default_factory=list)
    weight: int = 0
    """Characters of what waits to be stored."""

    def add(self, fetched: Fetched) -> None:
        """Take what was read."""
        self.reached |= bool(fetched.status)
        if fetched.source.url and fetched.error and not fetched.status:
            self.silent.append(fetched)
        else:
            self.waiting.append(fetched)
            self.weight += sum(len(item.body) for item in fetched.items)
            if len(self.waiting) >= TOGETHER or self.weight >= HEAVY:
                self.store()
        if fetched.moved:
            self.moved.append(fetched)
        self.count(fetched)

    def count(self, fetched: Fetched) -> None:
        """Take what was not even asked."""
        self.read += 1
        if fetched.error:
            self.failed.append(fetched)
        if self.on_read:
            self.on_read(fetched)

    def store(self) -> None:
        """Store what waits for it."""
        some, self.waiting, self.weight = self.waiting, [], 0
        if some:
            recorded = self.archive.record_all(some)
            self.new += recorded.new
            self.changed += recorded.changed

    def close(self) -> None:
        """Store the silent."""
        if self.silent:
            self.archive.record_all(self.silent, reached=self.reached)


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
    ask_all: bool = False,
    on_read: Callable[[Fetched], None] | None = None,
) -> Intake:
    """Read every source into the archive; without the network where `offline`.

    A source that fails is named in the result and stops nothing. One that is put off or has ended
    is not asked unless `ask_all`; it is named as well. One that has moved for good is moved.
    """
    from digest.ingest import files

    everything = sources(workspace)
    tally = _Tally(archive, on_read)
    for source in everything:
        if source.kind == "file":
            tally.add(files.read_file(source, workspace.root, workspace.config, at=now))
        elif source.path:
            from digest.ingest import saved

            tally.add(saved.read_path(source, workspace.root, at=now))
    tally.store()
    online = [source for source in everything if source.url]
    addressed = len(online)
    moves: tuple[Move, ...] = ()
    reached = not online and not offline
    if online and not offline:
        from digest.ingest import remote
        from digest.pipeline import moving

        states = archive.states()
        if not ask_all:
            online = _due(workspace, states, online, tally, now)
        validators = {
            source.id: state.validators(source)
            for source in online
            if (state := states.get(source.id))
        }
        try:
            remote.read_remote(online, validators, at=now, on_read=tally.add)
        finally:  # also of a run that is interrupted
            tally.store()
        tally.close()
        reached = tally.reached
        moves = moving.follow(workspace, archive, tally.moved)
    return Intake(
        read=tally.read,
        new=tally.new,
        changed=tally.changed,
        failed=tuple(tally.failed),
        since=_since(archive.states(), tally.failed, now) if tally.failed else {},
        moves=moves,
        online=addressed,
        unfinished=tuple(source for source in everything if source.full_text and reached),
    )


def _due(
    workspace: Workspace,
    states: Mapping[str, State],
    online: Iterable[Source],
    tally: _Tally,
    now: datetime,
) -> list[Source]:
    """Return the sources that are to be asked; the others count as failed, with the reason."""
    zone = workspace.config.newsletter.zone
    due = []
    for source in online:
        state = states.get(source.id)
        if state is None:
            due.append(source)
        elif state.gone and state.has_ended(source):
            what = f"has ended since {state.gone.astimezone(zone):%Y-%m-%d}"
            tally.count(_unasked(source, now, what, f"`digest sources remove {source.id}`"))
        elif state.next_try and state.is_put_off(source, now):
            until = clock(state.next_try.astimezone(zone), now.astimezone(zone))
            what = f"not asked again before {until}; {state.error}"
            tally.count(_unasked(source, now, what, "`digest sources check` asks it now"))
        else:
            due.append(source)
    return due


def clock(moment: datetime, now: datetime) -> str:
    """Name a moment of today by its time, another by its day as well."""
    return f"{moment:%H:%M}" if moment.date() == now.date() else f"{moment:%Y-%m-%d %H:%M}"


def _unasked(source: Source, now: datetime, what: str, hint: str) -> Fetched:
    error = SourceError(what, where=urls.without_credentials(source.url), hint=hint)
    return Fetched(source=source, at=now, error=error)


def _since(
    states: Mapping[str, State], failed: Iterable[Fetched], now: datetime
) -> dict[str, datetime]:
    found = {}
    for fetched in failed:
        state = states.get(fetched.source.id)
        if state and state.failed_since and state.failed_since < now and not state.gone:
            found[fetched.source.id] = state.failed_since
    return found
