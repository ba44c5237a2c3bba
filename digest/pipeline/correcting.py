"""What readers have had of an edition, and the correction of what it should not have said.

When an edition is sent, its file is kept beside the archive as it was. What is changed in the
file after that, readers do not have: it is for a correction, an edition of a day of its own.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from digest import edition as editions
from digest.errors import EditionError
from digest.workspace import write_file

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from digest.archive import Archive
    from digest.edition import Edition
    from digest.pipeline.drafting import Drafted
    from digest.workspace import Workspace

CORRECTS = re.compile(rb"^corrects:[ \t]*[\"']?(\d{4}-\d{2}-\d{2})", re.MULTILINE)
#: The front matter stands in so many bytes.
HEAD = 16_384
DAY = timedelta(days=1)


# -- which editions there are --------------------------------------------------------------------


def days(workspace: Workspace) -> tuple[date, ...]:
    """Return the days of all edition files, oldest first."""
    found = []
    for path in (workspace.root / "editions").glob("*.md"):
        try:
            found.append(date.fromisoformat(path.stem))
        except ValueError:
            continue  # somebody's own notes
    return tuple(sorted(found))


def corrected(workspace: Workspace, day: date) -> date | None:
    """Return the day of the edition that the one of `day` corrects, by its front matter.

    None for an edition of the newsletter's own day of the week: it has its own news.
    """
    if _is_publish_day(workspace, day):
        return None
    try:
        with workspace.edition(day).open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        return None
    if not head.startswith((b"---", b"\xef\xbb\xbf---")):
        return None
    match = CORRECTS.search(head.split(b"\n---", 1)[0])
    try:
        return date.fromisoformat(match[1].decode()) if match else None
    except ValueError:
        return None


def _is_publish_day(workspace: Workspace, day: date) -> bool:
    from digest.config import WEEKDAYS

    return WEEKDAYS[day.weekday()] == workspace.config.newsletter.publish_day


def regular_days(workspace: Workspace) -> tuple[date, ...]:
    """Return the days of the edition files that are no corrections, oldest first."""
    return tuple(day for day in days(workspace) if corrected(workspace, day) is None)


def corrections(workspace: Workspace, day: date) -> tuple[date, ...]:
    """Return the days of the corrections of an edition, oldest first."""
    later = (it for it in days(workspace) if it > day)
    return tuple(it for it in later if corrected(workspace, it) == day)


# -- what was sent -------------------------------------------------------------------------------


def keep_sent(workspace: Workspace, archive: Archive, day: date) -> None:
    """Keep an edition's file as it is at this moment: its readers are about to have it.

    What the first of them had stays. With a correction, what it corrects is kept as it is now.

    Raises:
        OutputError: it cannot be written.

    """
    copy = workspace.sent(day)
    if archive.edition(day).sent_at and copy.exists():
        return
    write_file(copy, workspace.edition(day).read_bytes(), where=workspace.name(copy))
    original = corrected(workspace, day)
    if original and workspace.edition(original).exists():
        copy = _original(workspace, day)
        content = workspace.edition(original).read_bytes()
        write_file(copy, content, where=workspace.name(copy))


def _original(workspace: Workspace, day: date) -> Path:
    return workspace.sent(day).with_suffix(".corrected.md")


def sent_edition(workspace: Workspace, day: date) -> Edition | None:
    """Return an edition as its readers have had it; None if that was not kept."""
    from digest.pipeline.drafting import read_edition_file

    return read_edition_file(workspace, workspace.sent(day))


def told(workspace: Workspace, archive: Archive, day: date) -> Edition | None:
    """Return an edition as readers know it: as it was sent, or as it was last corrected."""
    from digest.pipeline.drafting import read_edition_file

    for correction in reversed(corrections(workspace, day)):
        if archive.edition(correction).sent_at:
            found = read_edition_file(workspace, _original(workspace, correction))
            if found:
                return found
    return sent_edition(workspace, day)


def is_changed(workspace: Workspace, archive: Archive, day: date, now_there: Edition) -> bool:
    """Say whether an edition's file says something else than its readers were told."""
    from digest.editorial.correction import changes

    if not archive.edition(day).sent_at:
        return False
    before = told(workspace, archive, day)
    return bool(before and before != now_there and changes(before, now_there))


# -- the correction ------------------------------------------------------------------------------


def last_sent(workspace: Workspace, archive: Archive) -> date:
    """Return the day of the newest edition that was sent.

    Raises:
        EditionError: none was.

    """
    sent = [it for it in regular_days(workspace) if archive.edition(it).sent_at]
    if not sent:
        raise EditionError("no edition was sent yet", hint="Until then change its file")
    return sent[-1]


def correct(workspace: Workspace, archive: Archive, day: date, *, now: datetime) -> Drafted:
    """Draft the correction of an edition that was sent: an edition of a day of its own.

    That is today, or the first day after the corrected one's that has no edition and is no
    publish day. One that was drafted and not sent is composed anew while nobody has edited it,
    and kept after that.

    Raises:
        EditionError: there is no such edition, it was not sent, it is a correction itself, or
            nothing has changed in it.

    """
    from digest.editorial.correction import changes, write_correction
    from digest.pipeline.drafting import Drafted, read_edition

    where = workspace.name(workspace.edition(day))
    current = read_edition(workspace, day)
    if current is None:
        raise EditionError("there is no such edition", where=where)
    if original := corrected(workspace, day):
        hint = f"Correct that: `digest draft --date {original} --correct`"
        raise EditionError(f"it is itself a correction of {original}", where=where, hint=hint)
    if not archive.edition(day).sent_at:
        raise EditionError("it was not sent", where=where, hint="Change the file itself")
    open_ = next(
        (it for it in corrections(workspace, day) if not archive.edition(it).sent_at), None
    )
    at = open_ or _free_day(workspace, archive, day, now)
    path = workspace.edition(at)
    there = read_edition(workspace, at)
    written = archive.edition(at).written
    if there is not None and _digest(editions.write(there)) != written:
        return Drafted(day=at, path=path, edition=there, state="kept", corrects=day)
    before = told(workspace, archive, day)
    if before and not changes(before, current):
        raise EditionError(
            "nothing in it has changed since readers had it",
            where=where,
            hint="Put right what was wrong there, then make the correction",
        )
    made = write_correction(before, current, day=at, corrects=day, config=workspace.config)
    content = editions.write(made)
    if there is None or editions.write(there) != content:
        write_file(path, content.encode(), where=workspace.name(path))
    archive.remember_draft(at, stories=(), offered=(), written=_digest(content))
    state: Literal["written", "unchanged", "recomposed"] = "written"
    if there is not None:
        state = "unchanged" if there == made else "recomposed"
    return Drafted(day=at, path=path, edition=made, state=state, corrects=day)


def _free_day(workspace: Workspace, archive: Archive, day: date, now: datetime) -> date:
    newsletter = workspace.config.newsletter
    free = max(now.astimezone(newsletter.zone).date(), day + DAY)
    known = {*days(workspace), *(it.date for it in archive.editions() if it.sent_at)}
    while free in known or _is_publish_day(workspace, free):
        free += DAY
    return free


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
