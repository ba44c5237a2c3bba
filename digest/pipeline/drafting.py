"""The week's stories into the edition file, which belongs to the editor once it is edited."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from digest import edition as editions
from digest.errors import EditionError, NothingToPublish
from digest.pipeline.week import compose, nearest, the_week
from digest.workspace import write_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from pathlib import Path

    from digest.archive import Archive
    from digest.edition import Edition
    from digest.model import Composition, PastEdition
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
    from digest.editorial import merge, writeup

    config = workspace.config
    path = workspace.edition(day)
    where = workspace.name(path)
    past = archive.edition(day)
    current = read_edition(workspace, day)
    if current is not None and past.sent_at and mode:
        raise EditionError(f"this edition was sent on {past.sent_at:%Y-%m-%d}", where=where)
    if current is not None and not mode and _is_frozen(archive, past):
        return Drafted(day=day, path=path, edition=current, state="frozen")
    edited = current is not None and _digest(editions.write(current)) != past.written
    week = the_week(workspace, archive, day, now=now)
    try:
        composition = compose(workspace, archive, week)
    except NothingToPublish:
        if current is None or mode:
            raise
        return Drafted(day=day, path=path, edition=current, state="kept")
    empty = not any(story.placed for story in composition.stories)
    if empty and (current is None or mode == "force"):
        raise _off_topic(composition, config.topic.name, nearest(workspace, archive, week))
    fresh = writeup.write_edition(composition, config)
    made = Drafted(day=day, path=path, edition=fresh, state="written", composition=composition)
    if read_edition(workspace, day) not in (None, current):
        # Somebody saved it while the week was composed: begin again with what is there now.
        return draft(workspace, archive, day, now=now, mode=mode)
    if current is None or mode == "force" or not (edited or empty):
        _remember_printed(archive, made)
        return _write_fresh(archive, made, current, past, edited=edited, where=where)
    if mode == "merge":
        additions = writeup.write_edition(merge.as_briefs(composition, config), config)
        merged = merge.merge(current, additions, past.offered, config.sections)
        if merged.added:
            content = _with_line_ends(editions.write(merged.edition), of=editions.write(current))
            write_file(path, content.encode(), where=where)
            current = editions.parse(content, config.sections, where=where)
        _remember(archive, made, merged.added)
        _remember_printed(archive, replace(made, edition=current))
        return replace(made, edition=current, state="merged", added=merged.added)
    _remember_printed(archive, replace(made, edition=current))
    return Drafted(
        day=day,
        path=path,
        edition=current,
        state="kept",
        composition=None if empty else composition,
        waiting=merge.waiting(current, fresh, past.offered),
    )


def _is_frozen(archive: Archive, past: PastEdition) -> bool:
    """Say whether it was sent, or a later one was built: what came since belongs to that one."""
    return bool(past.sent_at or (past.built_at and archive.built_after(past.date)))


def _with_line_ends(content: str, *, of: str) -> str:
    """Give every line the end that those of another text have: CRLF if all of its lines have it.

    Where an editor's lines end now so and now so, they are left as they are.
    """
    crlf = of.count("\r\n")
    if not crlf or crlf < of.count("\n"):
        return content
    return re.sub(r"(?<!\r)\n", "\r\n", content)


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
    there = made.edition.stories
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
