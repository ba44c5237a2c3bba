"""Reading the sources as people see it: a bar on a terminal, the failures at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest import pipeline, text, urls
from digest.cli.articles import read_articles, report_articles
from digest.cli.progress import WORTH_A_BAR, bar

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.archive import Archive
    from digest.cli.common import Desk
    from digest.model import Fetched
    from digest.pipeline import Intake


def take_in(desk: Desk, archive: Archive, *, offline: bool) -> Intake:
    """Read the sources, show the progress, and name what failed, with its reason."""
    intake = read_sources(desk, archive, offline=offline)
    articles = read_articles(desk, archive, intake.unfinished)
    report_moves(desk, intake)
    report_failures(desk, intake)
    report_articles(desk, articles)
    return intake


def read_sources(desk: Desk, archive: Archive, *, offline: bool, ask_all: bool = False) -> Intake:
    """Read the sources, and show the progress; what failed or moved is for the caller to tell."""
    if desk.console.interactive and not offline:
        online = sum(1 for it in pipeline.sources(desk.workspace) if it.url)
        if online >= WORTH_A_BAR:
            return _with_bar(desk, archive, ask_all=ask_all, total=online)
    return _read(desk, archive, offline=offline, ask_all=ask_all, on_read=desk_detail(desk))


def _read(
    desk: Desk,
    archive: Archive,
    *,
    offline: bool,
    ask_all: bool,
    on_read: Callable[[Fetched], None],
) -> Intake:
    return pipeline.take_in(
        desk.workspace, archive, now=desk.now, offline=offline, ask_all=ask_all, on_read=on_read
    )


def desk_detail(desk: Desk) -> Callable[[Fetched], None]:
    """Return what -v says of each source: what was found, and how long its server took."""

    def detail(fetched: Fetched) -> None:
        took = f", {fetched.seconds:.1f} s" if fetched.source.url and fetched.seconds else ""
        desk.console.detail(f"{fetched.source.id}: {_found(fetched)}{took}")

    return detail


def _found(fetched: Fetched) -> str:
    if fetched.error:
        return fetched.error.what
    if fetched.not_modified:
        return "not modified"
    return text.plural(len(fetched.items) + len(fetched.kept), "item")


def _with_bar(desk: Desk, archive: Archive, *, ask_all: bool, total: int) -> Intake:
    detail = desk_detail(desk)
    with bar("Reading feeds", total) as advance:

        def on_read(fetched: Fetched) -> None:
            detail(fetched)
            if fetched.source.url:
                advance()

        return _read(desk, archive, offline=False, ask_all=ask_all, on_read=on_read)


def report_moves(desk: Desk, intake: Intake) -> None:
    """Name each feed that has moved for good: where to, and what is left to do about it."""
    for move in intake.moves:
        there = urls.without_credentials(move.url)
        if move.remedy:
            remedy = move.remedy.rstrip(".")
            desk.console.warn(f"{move.source.id} has moved for good to {there}. {remedy}.")
        else:
            was = urls.without_credentials(move.source.url)
            desk.console.say(
                f"{move.source.id} has moved for good: sources/feeds.toml now says {there}"
                f" (it was {was})."
            )


def report_failures(desk: Desk, intake: Intake) -> None:
    """Name each source that failed, with its reason. Where there is no network, say it once."""
    failed = [(fetched.source, fetched.error) for fetched in intake.failed if fetched.error]
    reasons = {error.what for source, error in failed if source.url}
    unreached = [source for source, _ in failed if source.url]
    if intake.online > 1 and len(unreached) == intake.online and len(reasons) == 1:
        (reason,) = reasons
        number = text.plural(intake.online, "feed")
        desk.console.warn(f"none of the {number} could be read: {reason}")
        failed = [(source, error) for source, error in failed if not source.url]
    if not failed:
        return
    desk.console.warn(f"{text.plural(len(failed), 'source')} could not be read:")
    zone = desk.workspace.config.newsletter.zone
    for source, error in failed:
        where = source.url or error.where or source.path
        what = error.what
        if began := intake.since.get(source.id):
            what += f", failing since {began.astimezone(zone):%Y-%m-%d}"
        hint = f" ({error.hint})" if error.hint else ""
        desk.console.say(f"  {source.name} <{urls.without_credentials(where)}>: {what}{hint}")
