"""The week's stories into the edition file, which belongs to the editor once it is edited."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from digest import edition as editions
from digest import marks
from digest.errors import EditionError, NothingToPublish
from digest.pipeline import holding
from digest.pipeline.correcting import corrected, is_changed
from digest.pipeline.week import compose, nearest, the_week
from digest.workspace import write_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from pathlib import Path

    from digest.archive import Archive
    from digest.edition import Edition
    from digest.model import Composition, PastEdition
    from digest.pipeline.holding import Carried
    from digest.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """An edition file, and what was done about it."""

    day: date
    path: Path
    edition: Edition
    state: Literal["written", "unchanged", "recomposed", "kept", "merged", "forced", "frozen"]
    composition: Composition | None = None
    waiting: tuple[str, ...] = ()
    """Stories that an edited draft lacks and its editor was never shown."""
    added: tuple[str, ...] = ()
    backup: Path | None = None
    changed: bool = False
    """It says something else than what readers have had."""
    corrects: date | None = None
    """The day of the edition that it corrects."""


def draft(
    workspace: Workspace,
    archive: Archive,
    day: date,
    *,
    now: datetime,
    mode: Literal["", "merge", "force"] = "",
) -> Drafted:
    """Write the edition file, or keep the one that a person has edited.

    An untouched draft is recomposed. An edited one is kept; `merge` brings new stories into it,
    `force` recomposes it and keeps the old one beside it. One that was sent is not changed, and
    one that was followed by a later built edition only if that is asked for. None is replaced by
    one without a story.

    Raises:
        NothingToPublish: there is neither an edition nor anything to make one of.
        EditionError: the file cannot be read, or was sent and is to be changed.

    """
    path = workspace.edition(day)
    where = workspace.name(path)
    past = archive.edition(day)
    current = read_edition(workspace, day)
    if current is not None:
        _refuse_to_change(workspace, past, mode, where)
        original = corrected(workspace, day)
        if original or (not mode and _is_frozen(workspace, archive, past)):
            return Drafted(
                day=day,
                path=path,
                edition=current,
                state="frozen" if past.sent_at or not original else "kept",
                changed=is_changed(workspace, archive, day, current),
                corrects=original,
            )
    edited = current is not None and is_edited(current, past)
    week = the_week(workspace, archive, day, now=now)
    try:
        composition = compose(workspace, archive, week)
    except NothingToPublish:
        if current is None or mode:
            raise
        return Drafted(day=day, path=path, edition=current, state="kept")
    empty = not any(story.placed for story in composition.stories)
    if empty and (current is None or mode == "force"):
        near = nearest(workspace, archive, week)
        raise _off_topic(composition, workspace.config.topic.name, near)
    there = holding.carried(workspace, archive, day)
    fresh = holding.write(composition, there, workspace.config, current=current)
    made = Drafted(
        day=day,
        path=path,
        edition=fresh,
        state="written",
        composition=holding.with_carried(composition, there),
    )
    if read_edition(workspace, day) not in (None, current):
        # Somebody saved it while the week was composed: begin again with what is there now.
        return draft(workspace, archive, day, now=now, mode=mode)
    if current is None or mode == "force" or not (edited or empty):
        _remember_printed(archive, made)
        return _write_fresh(archive, made, current, past, edited=edited, where=where)
    if mode == "merge":
        return _merge(workspace, archive, made, current, composition, there)
    return _keep(archive, made, current, past, empty=empty)


def _refuse_to_change(workspace: Workspace, past: PastEdition, mode: str, where: str) -> None:
    """Raise EditionError where a file is to be changed that is not composed of news any more."""
    if mode and past.sent_at:
        raise EditionError(
            f"this edition was sent on {past.sent_at:%Y-%m-%d}",
            where=where,
            hint=f"To put something right, change the file and `digest draft --date {past.date}"
            " --correct`",
        )
    if mode and (original := corrected(workspace, past.date)):
        raise EditionError(
            f"this is the correction of {original}: news has no place in it",
            where=where,
            hint=f"`digest draft --date {original} --correct` composes it, until you edit it",
        )


def _merge(
    workspace: Workspace,
    archive: Archive,
    made: Drafted,
    current: Edition,
    composition: Composition,
    there: Carried,
) -> Drafted:
    from digest.editorial import merge

    config, where = workspace.config, workspace.name(made.path)
    offered = archive.edition(made.day).offered
    additions = holding.write(composition, there, config, as_briefs=True)
    try:
        merged = merge.merge(current, additions, offered, config.sections)
    except EditionError as error:
        raise EditionError(error.what, where=where, hint=error.hint) from None
    if merged.added:
        content = editions.with_line_ends(
            editions.write(merged.edition), of=editions.write(current)
        )
        write_file(made.path, content.encode(), where=where)
        current = editions.parse(content, config.sections, where=where)
    _remember(archive, made, merged.added)
    made = replace(made, edition=current, state="merged", added=merged.added)
    _remember_printed(archive, made)
    return made


def _keep(
    archive: Archive, made: Drafted, current: Edition, past: PastEdition, *, empty: bool
) -> Drafted:
    from digest.editorial import merge

    waiting = merge.waiting(current, made.edition, past.offered)
    made = replace(made, edition=current, state="kept")
    _remember_printed(archive, made)
    return replace(made, composition=None if empty else made.composition, waiting=waiting)


def is_edited(edition: Edition, past: PastEdition) -> bool:
    """Say whether a person has changed what the program last wrote; no record of it means yes."""
    return _digest(editions.write(edition)) != past.written


def _is_frozen(workspace: Workspace, archive: Archive, past: PastEdition) -> bool:
    """Say whether it was sent, or a later one was built: what came since belongs to that one."""
    if past.sent_at or not past.built_at or not archive.built_after(past.date):
        return past.sent_at is not None
    later = (it.date for it in archive.editions() if it.built_at and it.date > past.date)
    return any(corrected(workspace, day) is None for day in later)


def _write_fresh(
    archive: Archive,
    made: Drafted,
    current: Edition | None,
    past: PastEdition,
    *,
    edited: bool,
    where: str,
) -> Drafted:
    content = editions.write(made.edition)
    backup = None
    if current is not None and edited:
        kept = editions.write(current).encode()
        backup = _backup(made.path, kept)
        write_file(backup, kept, where=f"{where.rpartition('/')[0]}/{backup.name}")
    if current is None or editions.write(current) != content:
        write_file(made.path, content.encode(), where=where)
    _remember(archive, made, made.edition.stories, written=_digest(content))
    if current is None:
        return made
    if edited:
        return replace(made, state="forced", backup=backup)
    return replace(made, state="unchanged" if past.written == _digest(content) else "recomposed")


def _backup(path: Path, content: bytes) -> Path:
    """Return where an edit is kept: no earlier one is lost for it."""
    number = 1
    backup = path.with_name(f"{path.name}.bak")
    while backup.exists() and backup.read_bytes() != content:
        number += 1
        backup = path.with_name(f"{path.name}.bak{number}")
    return backup


def _remember(
    archive: Archive, made: Drafted, offered: Sequence[str], *, written: str | None = None
) -> None:
    stories = made.composition.stories if made.composition else ()
    pairs = [(item.id, story.id) for story in stories for item in story.items]
    archive.remember_draft(made.day, stories=pairs, offered=offered, written=written)


def _remember_printed(archive: Archive, made: Drafted) -> None:
    """Remember the reports of the stories in a file: later editions do not print them again."""
    from digest.editorial import memory

    stories = made.composition.stories if made.composition else ()
    there = marks.printed(made.edition).stories
    reports = memory.printed_reports(stories, there, made.day)
    archive.remember_printed(made.day, reports, there=there)


def _off_topic(composition: Composition, topic: str, near: str) -> NothingToPublish:
    number = len(composition.judged)
    others = f". Of the other items {near}" if near else ""
    if not number:
        absence = "A statement that nothing was held"
        return NothingToPublish("no items to publish", hint=f"{absence} is no story{others}")
    if any(story.printed for story in composition.stories):
        return NothingToPublish(
            f"nothing is new among the week's {number} items",
            hint=f"`digest explain` says which edition has printed them{others}",
        )
    placing = "`section` in a local item's front matter places it"
    return NothingToPublish(
        f"none of the week's {number} items is about {topic or 'the topic'}",
        hint=f"`digest explain` says why; {placing}{others}",
    )


def found(workspace: Workspace, day: date) -> Drafted | None:
    """Return an edition as its file is, whatever the sources have by now; None if there is none.

    Raises:
        EditionError: it cannot be read.

    """
    edition = read_edition(workspace, day)
    if edition is None:
        return None
    return Drafted(day=day, path=workspace.edition(day), edition=edition, state="kept")


def read_edition(workspace: Workspace, day: date) -> Edition | None:
    """Read the edition file of a day; None if there is none.

    Raises:
        EditionError: it cannot be read.

    """
    return read_edition_file(workspace, workspace.edition(day))


def read_edition_file(workspace: Workspace, path: Path) -> Edition | None:
    """Read an edition file, wherever it is; None if there is none. Raises as `read_edition`."""
    where = workspace.name(path)
    try:
        content = path.read_bytes().decode()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise EditionError(f"cannot be read: {error.strerror}", where=where) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise EditionError(
            "not UTF-8 text", where=f"{where}, line {line}", hint="Save it as UTF-8"
        ) from None
    return editions.parse(content, workspace.config.sections, where=where)


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
