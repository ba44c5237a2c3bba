"""The pages of articles: which are to be asked, and what they gave.

The feed's entry stays what an item is; the text of its page stands beside it, and counts as long
as the entry is the one for which the page was read.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from digest.archive.rows import COLUMNS, read_item, read_time, write_time
from digest.archive.transaction import explains, writing
from digest.model import Article, Item, RobotsFile

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Container, Iterable

#: What failed is asked again so much later, and then no more.
WAITS = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
#: Owners of sites change their minds; a daily job asks each day, even if it starts a bit earlier.
REFUSED_WAIT = timedelta(hours=12)
LONGEST_ADDRESS = 2000
"""Characters of a link; servers refuse longer ones."""


class Pages:
    """The pages in an open archive."""

    def __init__(self, connection: sqlite3.Connection, where: str) -> None:
        """Wrap the archive's connection; see `Archive.pages`."""
        self._db = connection
        self.where = where

    @explains
    def wanted(
        self, sources: Container[str], *, since: datetime, now: datetime
    ) -> tuple[Item, ...]:
        """Return the items of these sources whose pages are to be asked, newest first.

        They count with a moment after `since`, and their page was never asked for the entry as it
        is, or is to be asked again by `now`.
        """
        found = self._db.execute(
            f"SELECT {COLUMNS} FROM items WHERE NOT gone"  # noqa: S608 - our names
            " AND coalesce(published, first_seen) >= ?1 AND length(url) BETWEEN 1 AND ?2"
            " AND NOT EXISTS (SELECT 1 FROM pages WHERE pages.item = items.id"
            "  AND pages.content_hash = items.content_hash AND pages.url = items.url"
            "  AND (pages.next_try IS NULL OR pages.next_try > ?3))"
            " ORDER BY coalesce(published, first_seen) DESC, id",
            [write_time(since), LONGEST_ADDRESS, write_time(now)],
        )
        return tuple(read_item(row) for row in found if row["source"] in sources)

    def record(self, article: Article) -> None:
        """Store what became of one page, in one transaction.

        A text that another run has taken meanwhile stays. Power that fails may undo it: then it is
        asked again.

        Raises:
            ArchiveError: the file cannot be written.

        """
        item = article.teaser.item
        with writing(self._db, self.where, durable=False):
            known = self._db.execute(
                "SELECT outcome, failures FROM pages"
                " WHERE item = ? AND url = ? AND content_hash = ?",
                [item.id, item.url, item.content_hash],
            ).fetchone()
            if known and known["outcome"] == "taken" != article.outcome:
                return
            failed = article.outcome == "failed"
            failures = failed + (known["failures"] if failed and known else 0)
            self._db.execute(
                "INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    item.id,
                    item.url,
                    item.content_hash,
                    write_time(article.at),
                    article.outcome,
                    article.reason,
                    article.body,
                    failures,
                    write_time(next_try(article, failures)),
                ],
            )

    @explains
    def filled(self, items: Iterable[Item], sources: Container[str]) -> tuple[Item, ...]:
        """Return the items; those of these sources with the text of their page, if it was taken."""
        return tuple(self._filled(item) if item.source in sources else item for item in items)

    def _filled(self, item: Item) -> Item:
        row = self._db.execute(
            "SELECT body FROM pages WHERE item = ? AND content_hash = ? AND outcome = 'taken'",
            [item.id, item.content_hash],
        ).fetchone()
        return replace(item, body=row["body"], body_type="text/markdown") if row else item

    @explains
    def robots(self) -> dict[str, RobotsFile]:
        """Return the robots.txt that are known, by origin."""
        found = {}
        for row in self._db.execute("SELECT * FROM robots"):
            at = read_time(row["at"])
            assert at is not None
            found[row["origin"]] = RobotsFile(origin=row["origin"], at=at, content=row["content"])
        return found

    def remember_robots(self, robots: RobotsFile, *, kept_since: datetime) -> None:
        """Store a robots.txt; those that are older than `kept_since` go."""
        with writing(self._db, self.where, durable=False):
            self._db.execute("DELETE FROM robots WHERE at < ?", [write_time(kept_since)])
            self._db.execute(
                "INSERT OR REPLACE INTO robots VALUES (?, ?, ?)",
                [robots.origin, write_time(robots.at), robots.content],
            )


def next_try(article: Article, failures: int) -> datetime | None:
    """Return when a page may be asked again after so many failures in a row; None for never."""
    if article.outcome == "refused":
        return article.at + REFUSED_WAIT
    if article.outcome != "failed" or failures > len(WAITS):
        return None
    wait = max(WAITS[failures - 1], timedelta(seconds=article.retry_after or 0))
    return article.at + wait
