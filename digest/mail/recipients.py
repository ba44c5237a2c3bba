"""Lists of recipients: an address a line, or CSV (RFC 4180) whose first line names the columns.

A list is read as a stream, however long it is. What is wrong in a line is told and skipped: one
bad address among a hundred thousand keeps nobody's mail back.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from digest.errors import UsageError
from digest.mail.address import Mailbox, parse_address
from digest.mail.headers import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

#: What people call the column of addresses.
ADDRESS_COLUMNS = ("email", "e_mail", "email_address", "e_mail_address", "mail", "address")
NAME, EMAIL = "name", "email"
DELIMITERS = ",;\t"
#: Characters of a line; what goes on longer is no list of addresses.
LONGEST_LINE = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody who is to get a message."""

    box: Mailbox
    fields: tuple[tuple[str, str], ...] = ()
    """What else the list says of them: (column, value), each a line of text."""

    @property
    def values(self) -> dict[str, str]:
        """What merge fields may ask for."""
        return {**dict(self.fields), NAME: self.box.name, EMAIL: self.box.spec}


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A line that names nobody, and why."""

    reason: str


#: A line's number, and what it gave.
Read: TypeAlias = "tuple[int, Recipient | Skipped]"


def read_list(stream: TextIO) -> tuple[tuple[str, ...], Iterator[Read]]:
    """Return the fields that a list has, and its lines one after the other as they are read.

    Empty lines and such that begin with # are passed over. Open the stream with `newline=""`.

    Raises:
        UsageError: a column is named twice.

    """
    numbered = enumerate(iter(lambda: stream.readline(LONGEST_LINE), ""), 1)
    wanted = ((number, line) for number, line in numbered if not _is_blank(line))
    first = next(wanted, None)
    if first is None:
        return (EMAIL, NAME), iter(())
    delimiter = max(DELIMITERS, key=first[1].count)
    columns = [_column(cell) for cell in next(csv.reader([first[1]], delimiter=delimiter), [])]
    if not any(name in ADDRESS_COLUMNS for name in columns):
        return (EMAIL, NAME), _plain(chain([first], wanted))
    for name in columns:
        if name and columns.count(name) > 1:
            raise UsageError(f"the column {name!r} is there twice", where=f"line {first[0]}")
    fields = [name for name in columns if name and name not in {*ADDRESS_COLUMNS, NAME}]
    return (EMAIL, NAME, *fields), _table(columns, numbered, delimiter)


def _is_blank(line: str) -> bool:
    return not line.strip() or line.startswith("#")


def _column(cell: str) -> str:
    """Return by which name a template asks for a column: "First name" is first_name."""
    return re.sub(r"\W+", "_", cell.strip().lower()).strip("_")


def _plain(lines: Iterable[tuple[int, str]]) -> Iterator[Read]:
    for number, line in lines:
        try:
            yield number, Recipient(box=parse_address(line.strip()))
        except UsageError as error:
            yield number, Skipped(reason=error.what)


def _table(columns: list[str], lines: Iterator[tuple[int, str]], delimiter: str) -> Iterator[Read]:
    at = columns.index(next(name for name in columns if name in ADDRESS_COLUMNS))
    number = 0

    def feed() -> Iterator[str]:
        nonlocal number
        for number, line in lines:  # noqa: B007 - told from outside
            yield line

    rows = csv.reader(feed(), delimiter=delimiter)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, Skipped(reason=f"not CSV: {error}")
            continue
        if not any(map(str.strip, row)) or row[0].startswith("#"):
            continue
        known = dict(zip(columns, map(one_line, row), strict=False))
        try:
            box = parse_address(row[at].strip() if at < len(row) else "")
        except UsageError as error:
            yield number, Skipped(reason=error.what)
            continue
        name = known.pop(NAME, "") or box.name
        fields = [(key, it) for key, it in known.items() if key and it and key != columns[at]]
        box = Mailbox(name=name, local=box.local, domain=box.domain)
        yield number, Recipient(box=box, fields=tuple(fields))
