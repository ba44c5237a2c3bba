"""Reading the pages of articles as people see it: a bar, a line for each source in trouble."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from digest import pipeline, text
from digest.cli.progress import WORTH_A_BAR, bar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from digest.archive import Archive
    from digest.cli.common import Desk
    from digest.model import Article, Source, Teaser

FAILED = frozenset({"failed", "refused"})


def read_articles(desk: Desk, archive: Archive, sources: Iterable[Source]) -> tuple[Article, ...]:
    """Read the articles of which these feeds have only the beginning, and show the progress."""
    wanted = pipeline.teasers(archive, sources, now=desk.now)
    if not wanted:
        return ()
    if desk.console.interactive and len(wanted) >= WORTH_A_BAR:
        return _with_bar(desk, archive, wanted)
    return _read(desk, archive, wanted, lambda article: _detail(desk, article))


def _read(
    desk: Desk, archive: Archive, wanted: Sequence[Teaser], on_read: Callable[[Article], None]
) -> tuple[Article, ...]:
    return pipeline.read_articles(desk.workspace, archive, wanted, now=desk.now, on_read=on_read)


def _with_bar(desk: Desk, archive: Archive, wanted: Sequence[Teaser]) -> tuple[Article, ...]:
    with bar("Reading articles", len(wanted)) as advance:

        def on_read(article: Article) -> None:
            _detail(desk, article)
            advance()

        return _read(desk, archive, wanted, on_read)


def _detail(desk: Desk, article: Article) -> None:
    item = article.teaser.item
    what = "full text taken" if article.outcome == "taken" else article.reason
    desk.console.detail(f"{item.source}: {item.title}: {what}")


def report_articles(desk: Desk, articles: Sequence[Article]) -> None:
    """Name each source whose articles could not be read, with the reasons; and what is left."""
    sources = {article.teaser.source.id: article.teaser.source for article in articles}
    for source in sources.values():
        _report(desk, source, [it for it in articles if it.teaser.source.id == source.id])
    if left := sum(article.outcome == "left" for article in articles):
        desk.console.detail(f"{text.plural(left, 'article')} left for the next run")


def _report(desk: Desk, source: Source, articles: Sequence[Article]) -> None:
    asked = [article for article in articles if article.outcome != "left"]
    failed = [article for article in asked if article.outcome in FAILED]
    if failed:
        desk.console.warn(
            f"{len(failed)} of {text.plural(len(asked), 'article')} of {source.name} could not be"
            f" read: {_reasons(article.reason for article in failed)}"
        )


def _reasons(given: Iterable[str]) -> str:
    """List reasons, the most frequent first, each with how often where there are several."""
    counted = Counter(given).most_common()
    if len(counted) == 1:
        return counted[0][0]
    return "; ".join(f"{reason} ({number})" for reason, number in counted)
