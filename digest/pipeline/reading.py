"""Articles' pages into the archive, for the sources that ask for full texts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from digest.model import Article, Teaser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from digest.archive import Archive
    from digest.limits import Limits
    from digest.model import RobotsFile, Source
    from digest.workspace import Workspace

HORIZON = timedelta(days=14)
"""What is older is in no edition to come."""
MOST = 200
"""Pages of one run; the newest come first."""


def teasers(archive: Archive, sources: Iterable[Source], *, now: datetime) -> tuple[Teaser, ...]:
    """Return the entries of these sources whose articles are to be read, newest first."""
    known = {source.id: source for source in sources}
    if not known:
        return ()
    from digest.ingest import fulltext

    wanted = archive.pages.wanted(known, since=now - HORIZON, now=now)
    return tuple(
        Teaser(source=known[it.source], item=it) for it in wanted if fulltext.is_teaser(it)
    )


def read_articles(
    workspace: Workspace,
    archive: Archive,
    wanted: Sequence[Teaser],
    *,
    now: datetime,
    limits: Limits | None = None,
    on_read: Callable[[Article], None] | None = None,
) -> tuple[Article, ...]:
    """Read the pages of the first of these teasers into the archive; one that fails stops nothing.

    What is left for another run, as are those beyond `MOST`, is not recorded, and so asked by it.
    """
    from digest.ingest import fulltext
    from digest.limits import Limits
    from digest.network.manners import KEPT, LEFT

    read: list[Article] = []

    def keep(article: Article) -> None:
        if article.outcome != "left":
            archive.pages.record(article)
        read.append(article)
        if on_read:
            on_read(article)

    def keep_robots(robots: RobotsFile) -> None:
        archive.pages.remember_robots(robots, kept_since=now - KEPT)

    for teaser in wanted[MOST:]:
        keep(Article(teaser=teaser, at=now, outcome="left", reason=LEFT))
    fulltext.read_articles(
        wanted[:MOST],
        archive.pages.robots(),
        workspace.config.furniture,
        at=now,
        limits=limits or Limits(),
        on_robots=keep_robots,
        on_read=keep,
    )
    return tuple(read)
