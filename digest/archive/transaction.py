"""One transaction: all of it or nothing, and SQLite's errors in words for people."""

from __future__ import annotations

import re
import sqlite3
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

import msgspec

from digest.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class Located(Protocol):
    """Something in a file that people can find."""

    where: str


Owner = TypeVar("Owner", bound=Located)


def explains(
    question: Callable[Concatenate[Owner, Given], Answer],
) -> Callable[Concatenate[Owner, Given], Answer]:
    """Let a method that reads a file which is damaged raise ArchiveError."""

    @wraps(question)
    def asked(owner: Owner, /, *given: Given.args, **named: Given.kwargs) -> Answer:
        with explained(owner.where):
            return question(owner, *given, **named)

    return asked


@contextmanager
def writing(connection: sqlite3.Connection, where: str, *, durable: bool = True) -> Iterator[None]:
    """Write in one transaction: on the disk when the block ends, undone if it raises.

    Where it need not be `durable`, a loss of power may undo it later, as a whole and with all that
    followed; the file stays sound (https://sqlite.org/pragma.html#pragma_synchronous).

    Raises:
        ArchiveError: the file cannot be written.

    """
    with explained(where):
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            connection.rollback()
            raise
        connection.commit()


AFRESH = (
    "Put a copy of it back, or move it away: the next run makes a new one, which does not know who"
    " has had which edition"
)


HINTS = {
    "SQLITE_NOTADB": AFRESH,
    "SQLITE_CORRUPT": AFRESH,
    "SQLITE_FULL": "Free some space; nothing was changed",
    "SQLITE_IOERR": "Look whether its disk is full, or fails; nothing was changed",
    "SQLITE_READONLY": "Make the file and its folder writable",
    "SQLITE_CANTOPEN": "Make the folder readable and writable",
    "SQLITE_BUSY": "Another run of digest is at work; try again when it is done",
    "SQLITE_ERROR": AFRESH,  # our own statements are sound: its tables are not as they were made
}
UNDECODED = re.compile(r"(Could not decode to UTF-8 column '\w+').*", re.DOTALL)


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn SQLite's errors into ours, with what to do.

    A value that nobody can have written is a damaged file as well; SQLite does not look into them.
    """
    try:
        yield
    except OSError as error:
        raise ArchiveError(f"cannot be read: {error.strerror}", where=where) from None
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        hint = next((hint for code, hint in HINTS.items() if name.startswith(code)), "")
        # It has the whole text in it, with whatever that may do to a terminal.
        what, damaged = UNDECODED.subn(r"\1", str(error))
        hint = AFRESH if damaged else hint
        # A damaged name of a table is quoted as it is.
        what = "".join(char if char.isprintable() else "?" for char in what)
        raise ArchiveError(f"cannot be used: {what}", where=where, hint=hint) from None
    except (ValueError, msgspec.MsgspecError):
        raise ArchiveError(
            "cannot be used: a value in it is damaged", where=where, hint=AFRESH
        ) from None
