"""Every failure that a user can meet.

    DigestError              1  it failed, with the reason
    ├── UsageError           2  the command line is wrong
    │   └── ConfigError      2  digest.toml, feeds.toml or a topic file is wrong
    ├── NothingToPublish     3  no items in the window
    ├── NotFit               4  an edition must not be sent as it is
    ├── ArchiveError         1  .digest/archive.db cannot be used
    ├── EditionError         1  an edition file cannot be read
    ├── TemplateError        1  a template is wrong
    ├── OutputError          1  a file cannot be written
    └── SourceError          1  a source could not be read; travels as a value in `Fetched.error`

The number is the exit code. A message says where, what, and what to do.
"""

from __future__ import annotations


class DigestError(Exception):
    """Something a user can understand and mend.

    `where` is a file, a file and line, or a key; `what` the fault, with the value that
    was found; `hint` what to do about it, as a sentence (its full stop may be left out).
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        """Keep the three parts and join them for people."""
        self.what = what
        self.where = where
        self.hint = hint
        super().__init__(what, where, hint)

    def __str__(self) -> str:
        """Give one line: where, what, and what to do."""
        line = f"{self.where}: {self.what}" if self.where else self.what
        if not self.hint:
            return line
        return f"{line}. {self.hint}{'' if self.hint.endswith(('.', '?')) else '.'}"

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way back from a worker process."""
        return _rebuild, (type(self), self.what, self.where, self.hint)


def _rebuild(kind: type[DigestError], what: str, where: str, hint: str) -> DigestError:
    return kind(what, where=where, hint=hint)


class UsageError(DigestError):
    """The command line asks for something that cannot be."""

    exit_code = 2


class ConfigError(UsageError):
    """A configuration file is wrong: TOML syntax, an unknown key, a value out of range."""


class NothingToPublish(DigestError):  # noqa: N818 - it is no fault, but it ends the run
    """The window holds no item."""

    exit_code = 3


class NotFit(DigestError):  # noqa: N818 - reads as what it says
    """The edition must not be sent as it is."""

    exit_code = 4


class ArchiveError(DigestError):
    """The archive is corrupt, of a newer version, locked or cannot be written."""


class EditionError(DigestError):
    """An edition file cannot be read."""


class TemplateError(DigestError):
    """A template has a syntax error, an undefined name, or cannot be inlined."""


class OutputError(DigestError):
    """A file cannot be written."""


class SourceError(DigestError):
    """A source could not be read: never raised out of `ingest`, but kept in `Fetched.error`."""
