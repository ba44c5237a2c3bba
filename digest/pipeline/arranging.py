"""One change of the edition file at the press of a button, and the way back.

The file is the only record. It is changed only if it is, to the byte, what the person saw who
pressed the button; each change replaces it whole. A step back is one in the file, too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digest import edition as editions
from digest.errors import DigestError, EditionError, OutputError
from digest.pipeline.changes import CHANGES, Changing, Refused
from digest.pipeline.drafting import read_edition
from digest.preview.snapshot import fingerprint
from digest.workspace import write_file

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from digest.archive import Archive
    from digest.model import Composition
    from digest.preview.actions import Action
    from digest.workspace import Workspace

CHANGED = "the file was changed meanwhile: nothing was done. Here is what it says now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change: the file before it and after it, and what it was, in words."""

    before: bytes
    after: bytes
    said: str


@dataclass(slots=True)
class Arranger:
    """Changes one edition file, and remembers the steps as long as it lives."""

    day: date
    steps: list[Step] = field(default_factory=list)

    def undoable(self, content: bytes) -> str:
        """Say what a step back would undo; empty where there is none, or the file has gone on."""
        return self.steps[-1].said if self.steps and self.steps[-1].after == content else ""

    def act(
        self, workspace: Workspace, archive: Archive, action: Action, week: Composition | None
    ) -> str:
        """Do what was asked, and say what was done.

        Raises:
            Refused: the file is another one by now, or what is asked for cannot be done; the file
                is as it was. EditionError: it cannot be read. OutputError: nor written.

        """
        path = workspace.edition(self.day)
        where = workspace.name(path)
        content = _content(path, where)
        if fingerprint(content) != action.version:
            raise Refused(CHANGED)
        past = archive.edition(self.day)
        if past.sent_at:
            raise Refused(f"the edition was sent on {past.sent_at:%Y-%m-%d} and is not changed")
        if action.do == "undo":
            return self._undo(path, content, where)
        edition = read_edition(workspace, self.day)
        if edition is None or editions.write(edition).encode() != content:
            raise Refused(CHANGED)
        changing = Changing(edition=edition, config=workspace.config, composition=week)
        try:
            after, said = CHANGES[action.do](changing, action)
        except (Refused, EditionError):
            raise
        except DigestError as error:
            raise Refused(error.what, hint=error.hint) from None
        if action.at is None and week:
            # As `draft --merge` does: once it was there, taking it out again is the editor's word.
            story = changing.story(action.story)
            pairs = [(item.id, action.story) for item in (story.items if story else ())]
            archive.remember_draft(self.day, stories=pairs, offered=[action.story])
        fresh = editions.write(after).encode()
        if 0 < content.count(b"\r\n") == content.count(b"\n"):  # as some editors end every line
            fresh = fresh.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        _replace(path, content, fresh, where)
        self.steps.append(Step(before=content, after=fresh, said=said))
        return said

    def _undo(self, path: Path, content: bytes, where: str) -> str:
        if not self.steps:
            raise Refused("there is nothing to undo")
        step = self.steps[-1]
        if step.after != content:
            raise Refused("the file was changed since: only your text editor can undo that")
        _replace(path, content, step.before, where)
        self.steps.pop()
        return f"Undone: {step.said}"


# -- the file ------------------------------------------------------------------------------------


def _content(path: Path, where: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Refused("the file is gone: nothing was done") from None
    except OSError as error:
        raise EditionError(f"cannot be read: {error.strerror}", where=where) from None


def _replace(path: Path, before: bytes, after: bytes, where: str) -> None:
    """Put another content in the place of one, if that is still there.

    All that takes time is done before looking once more: between that and the change stands one
    call of the system.
    """
    path = path.resolve()  # a link stays one
    beside = path.with_name(f".{path.name}.arranged")
    write_file(beside, after, where=where)
    try:
        beside.chmod(path.stat().st_mode & 0o777)
        if path.read_bytes() != before:
            raise Refused(CHANGED)
        beside.replace(path)
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror}", where=where) from None
    finally:
        beside.unlink(missing_ok=True)
