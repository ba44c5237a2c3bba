"""Feeds that have moved for good (301, 308): the new address is written where the old one stood."""

from __future__ import annotations

import stat
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest import urls
from digest.errors import DigestError
from digest.pipeline.subscribing import rewrite

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.archive import Archive
    from digest.model import Fetched, Source
    from digest.workspace import Workspace

FILE = "sources/feeds.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One feed that has moved for good. `remedy` is what is left to do; empty if it is done."""

    source: Source
    """As it was asked."""
    url: str
    """The address to ask from now on."""
    remedy: str = ""


def follow(workspace: Workspace, archive: Archive, moved: Iterable[Fetched]) -> tuple[Move, ...]:
    """Write the new addresses into `sources/feeds.toml`, and let the archive know.

    The file comes first: if the run is killed before the archive knows, the feed is only read in
    full once more. What cannot be written is for a person to do, and stops nothing.
    """
    return tuple(
        _follow(workspace, archive, fetched.source, fetched.moved)
        for fetched in sorted(moved, key=lambda it: it.source.id)
    )


def _follow(workspace: Workspace, archive: Archive, source: Source, url: str) -> Move:
    try:
        remedy = _write(workspace, source, url)
    except DigestError as error:  # also for a file that somebody has just broken
        remedy = f"Write that into {FILE} yourself: {error}"
    if not remedy:
        archive.follow(source, _moved(source, url))
    return Move(source=source, url=url, remedy=remedy)


def _write(workspace: Workspace, source: Source, url: str) -> str:
    """Write the address; return why it was not, and what to do."""
    from digest.ingest import feedlist

    listed = workspace.feeds()
    if any(it.id == source.id and it.url == url for it in listed):
        return ""  # another run was faster
    position = next((at for at, it in enumerate(listed) if it == source), None)
    if position is None:
        return f"Write that into {_list_of(workspace, source)}"
    twin = next((it for it in listed if it.url == url), None)
    if twin:
        return f"That is read already, as {twin.id!r}: remove one with `digest sources remove`"
    # Not its folder, which lets us replace the file, but the file says whether it may be changed.
    if not (workspace.root / FILE).stat().st_mode & stat.S_IWUSR:
        return f"Write that into {FILE}, which is read-only"
    expected = list(listed)
    expected[position] = _moved(source, url)
    rewrite(
        workspace,
        expected,
        lambda content: feedlist.moved(content, position, expected[position]),
    )
    return ""


def _moved(source: Source, url: str) -> Source:
    """Return the source at its new address, which is its name too where nobody gave it one."""
    plain = urls.without_credentials
    name = plain(url) if source.name == plain(source.url) else source.name
    return replace(source, url=url, name=name)


def _list_of(workspace: Workspace, source: Source) -> str:
    from digest.ingest import opml

    for where, listed in opml.lists(workspace.root / "sources"):
        if any(it.url == source.url for it in listed):
            return where
    return FILE
