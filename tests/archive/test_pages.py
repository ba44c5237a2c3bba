"""The archive's side of full texts: which pages are asked, what counts, and the format before."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from digest.archive import open_archive
from digest.archive.pages import next_try
from digest.model import Article, RobotsFile, Teaser
from tests.support.archives import LEDGER
from tests.support.values import END, NOW, START, an_item, at, fetched

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from digest.archive import Archive
    from digest.model import Item

HOUR = timedelta(hours=1)
LINK = "https://example.org/a"
SOURCE = fetched().source


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Open an archive with one item."""
    with open_archive(tmp_path / "a.db", where="a") as opened:
        opened.record(fetched(an_item(url=LINK, body="<p>Short.</p>")))
        yield opened


def article(outcome: Any = "taken", item: Item | None = None, **fields: Any) -> Article:
    """Make what became of the page of the one item."""
    teaser = Teaser(source=SOURCE, item=item or an_item(url=LINK))
    defaults: dict[str, Any] = {"at": NOW, "body": "Long." if outcome == "taken" else ""}
    return Article(teaser=teaser, outcome=outcome, **(defaults | fields))


def wanted(archive: Archive, *sources: str, now: Any = NOW, since: Any = START) -> list[str]:
    """Return the ids of the items whose pages are to be asked."""
    found = archive.pages.wanted(sources or ("wire",), since=since, now=now)
    return [item.id for item in found]


def bodies(archive: Archive, *sources: str) -> list[str]:
    """Return the texts of the week's items, with full texts for these sources."""
    items = archive.items(["wire"], start=START, end=END)
    return [item.body for item in archive.pages.filled(items, sources)]


def test_the_newest_pages_are_asked_first(archive: Archive) -> None:
    """Only of these sources, within the horizon, and with a link."""
    archive.record(
        fetched(
            an_item("b", "2024-02-15", url=LINK),
            an_item("c", None, url=LINK),
            an_item("old", "2024-02-01", url=LINK),
            an_item("no-link", "2024-02-15"),
            an_item("long-link", "2024-02-15", url=LINK + "a" * 2000),
        )
    )

    assert ["c", "b", "a"] == wanted(archive)
    assert [] == wanted(archive, "another")
    assert ["c", "b"] == wanted(archive, since=at("2024-02-15"))


@pytest.mark.parametrize(
    ("outcome", "after"),
    [("taken", None), ("spare", None), ("failed", HOUR), ("refused", 12 * HOUR)],
)
def test_a_page_is_asked_again_where_that_may_help(
    archive: Archive, outcome: Any, after: timedelta | None
) -> None:
    """What was taken, or is no more than the entry, is not."""
    archive.pages.record(article(outcome))

    assert [] == wanted(archive, now=NOW + (after or 1000 * HOUR) - timedelta(seconds=1))
    assert (["a"] if after else []) == wanted(archive, now=NOW + (after or 1000 * HOUR))


@pytest.mark.parametrize(
    ("failures", "retry_after", "expected"),
    [
        (1, None, HOUR),
        (2, None, 6 * HOUR),
        (3, None, 24 * HOUR),
        (4, None, None),
        (1, 60.0, HOUR),
        (1, 7200.0, 2 * HOUR),
    ],
)
def test_a_failure_waits_longer_each_time(
    failures: int, retry_after: float | None, expected: timedelta | None
) -> None:
    """And at least as long as the server asks for."""
    moment = next_try(article("failed", retry_after=retry_after), failures)

    assert (NOW + expected if expected else None) == moment


def test_failures_are_counted_for_the_entry_as_it_is(archive: Archive) -> None:
    """Of another text or link they begin anew, and after a refusal too."""
    changed = an_item(url=LINK, content_hash="new")
    for _ in range(4):
        archive.pages.record(article("failed"))
    assert [] == wanted(archive, now=NOW + 100 * HOUR)
    archive.record(fetched(changed))
    assert ["a"] == wanted(archive)
    archive.pages.record(article("failed", changed))

    assert ["a"] == wanted(archive, now=NOW + HOUR)


def test_a_text_counts_as_long_as_its_entry_is_the_same(archive: Archive) -> None:
    """And for the sources that ask for it."""
    archive.pages.record(article())
    assert ["Long."] == bodies(archive, "wire")
    assert ["<p>Short.</p>"] == bodies(archive, "another")
    archive.record(fetched(an_item(url=LINK, body="<p>New.</p>", content_hash="new")))
    assert ["<p>New.</p>"] == bodies(archive, "wire")
    archive.pages.record(article("failed", an_item(url=LINK, content_hash="new")))

    assert ["<p>New.</p>"] == bodies(archive, "wire")


def test_a_text_that_another_run_has_taken_stays(archive: Archive) -> None:
    """Two that run at once ask for the same pages, and one of them may fail."""
    archive.pages.record(article())
    archive.pages.record(article("failed"))

    assert ["Long."] == bodies(archive, "wire")
    assert [] == wanted(archive, now=NOW + 100 * HOUR)


def test_a_robots_file_comes_back_until_it_is_old(archive: Archive) -> None:
    """A newer one takes its place."""
    files = [
        RobotsFile(origin=f"https://{name}.example.org", at=NOW + hours * HOUR, content=name)
        for name, hours in (("a", 0), ("b", 10), ("b", 20))
    ]
    for file in files:
        archive.pages.remember_robots(file, kept_since=NOW)
    assert {it.origin: it for it in (files[0], files[2])} == archive.pages.robots()
    archive.pages.remember_robots(files[2], kept_since=NOW + HOUR)

    assert {files[2].origin: files[2]} == archive.pages.robots()


def columns(archive: Archive) -> list[tuple[object, ...]]:
    """Return what every table and index is made of."""
    found = archive._db.execute(
        'SELECT m.type, m.name, c.name, c.type, c."notnull", c.dflt_value, c.pk'
        " FROM sqlite_master AS m LEFT JOIN pragma_table_info(m.name) AS c ORDER BY m.name, c.cid"
    )
    return [tuple(row) for row in found]


def test_the_format_before_full_texts_is_brought_up_to_date(tmp_path: Path) -> None:
    """Its sources are not read again for that."""
    path = tmp_path / "a.db"
    with open_archive(path, where="a") as archive:
        archive.record(fetched(an_item(url=LINK)))
        before = archive.states()
    with sqlite3.connect(path) as old:
        old.execute("DROP TABLE pages")
        old.execute("DROP TABLE robots")
        old.execute("DROP TABLE printed")
        old.execute("ALTER TABLE sources DROP COLUMN marks")
        old.executescript(f"DROP TABLE deliveries; DROP TABLE purged; {LEDGER}")
        old.execute("PRAGMA user_version = 2")
    old.close()
    with open_archive(path, where="a") as archive:
        assert before == archive.states()
        assert ["a"] == wanted(archive)
        archive.pages.record(article())
        assert ["Long."] == bodies(archive, "wire")
        tables = columns(archive)
        assert (4,) == tuple(archive._db.execute("PRAGMA user_version").fetchone())
    with open_archive(tmp_path / "new.db", where="a") as new:
        assert columns(new) == tables
