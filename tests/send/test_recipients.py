"""Lists of recipients: what is wrong in a line is told, and keeps nobody's mail back."""

from __future__ import annotations

import io
import resource
from typing import TYPE_CHECKING

import pytest

from digest.archive import open_archive
from digest.errors import UsageError
from digest.mail.recipients import Recipient, read_list
from digest.pipeline import want
from digest.workspace import load
from tests.support.workspaces import make_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def read(
    content: str,
) -> tuple[tuple[str, ...], list[tuple[int, str, str, dict[str, str]] | tuple[int, str]]]:
    """Read a list: its fields, and for each line the address, name and fields, or why not."""
    fields, lines = read_list(io.StringIO(content, newline=""))
    found: list[tuple[int, str, str, dict[str, str]] | tuple[int, str]] = []
    for number, it in lines:
        if isinstance(it, Recipient):
            found.append((number, it.box.spec, it.box.name, dict(it.fields)))
        else:
            found.append((number, it.reason))
    return fields, found


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", []),
        ("\n# nobody\n\n", []),
        ("a@e.org\n", [(1, "a@e.org", "", {})]),
        ("a@e.org\r\nb@e.org", [(1, "a@e.org", "", {}), (2, "b@e.org", "", {})]),
        ('"Smith, Ann" <a@e.org>\n', [(1, "a@e.org", "Smith, Ann", {})]),
        ("# list\na@e.org\nbad\n\nb@e.org\n", [
            (2, "a@e.org", "", {}), (3, "'bad' is no mail address"), (5, "b@e.org", "", {}),
        ]),
        ("email\na@e.org\n", [(2, "a@e.org", "", {})]),
        ("Name,E-Mail,First name\nAnn,a@e.org,A.\n", [(2, "a@e.org", "Ann", {"first_name": "A."})]),
        ("email;name\na@e.org;Ann\n;\n", [(2, "a@e.org", "Ann", {})]),
        ("email\tname\na@e.org\tÉva\n", [(2, "a@e.org", "Éva", {})]),
        ('email,name\na@e.org,"A\r\nBcc: x@e.org"\n', [(3, "a@e.org", "A Bcc: x@e.org", {})]),
        ("email,name\na@e.org\nb@e.org,B,more\n", [(2, "a@e.org", "", {}), (3, "b@e.org", "B", {})]),  # noqa: E501
        ("email,name\n,Ann\n", [(2, "'' is no mail address")]),
        ("email,name\nAnn <a@e.org>,\n", [(2, "a@e.org", "Ann", {})]),
        ('email,name\na@e.org,"never closed\nb@e.org,B\n', [(3, "a@e.org", "never closed b@e.org,B", {})]),  # noqa: E501
        ("ü@bücher.example\n", [(1, "ü@xn--bcher-kva.example", "", {})]),
    ],
)  # fmt: skip
def test_a_list_is_an_address_a_line_or_csv(content: str, expected: list[object]) -> None:
    """With the number of the line on which each ended."""
    assert expected == read(content)[1]


def test_columns_are_what_merge_fields_may_ask_for() -> None:
    """By names that a template can write."""
    assert ("email", "name", "first_name", "city") == read("Email,Name,First Name,City\n")[0]


def test_a_column_that_is_there_twice_is_refused() -> None:
    """Nobody could tell which is meant."""
    with pytest.raises(UsageError, match="line 1: the column 'city' is there twice"):
        read("email,City,city\n")


class Endless(io.TextIOBase):
    """A list of so many addresses, each made when it is read."""

    def __init__(self, number: int) -> None:
        """Begin."""
        self._lines: Iterator[str] = (f"r{n}@example.org\n" for n in range(number))

    def readline(self, _: int = -1) -> str:  # type: ignore[override]
        """Return the next line."""
        return next(self._lines, "")


def test_a_list_of_any_length_needs_little_memory(tmp_path: Path) -> None:
    """Who is asked for stands in a file, not in memory."""
    make_workspace(tmp_path / "w")
    workspace = load(tmp_path / "w", start=tmp_path)
    with open_archive(workspace.archive, where="a") as archive:

        def ask(number: int) -> int:
            stream: io.TextIOBase = Endless(number)
            want(workspace, archive, stream=stream, on_skipped=lambda *_: None)  # type: ignore[arg-type]
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

        before = ask(2_000)
        after = ask(60_000)
        assert 60_000 == archive.readers.wanted
    assert after - before < 12_000
