"""Archives that are damaged, of another version, in the wrong place, or on a disk that is full.

Each is an error that says where, what, and what to do; and what was in the file stays in it.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from digest.archive import open_archive, open_copy
from digest.errors import ArchiveError
from tests.support.disks import may_mount, mounted
from tests.support.inside import digest
from tests.support.values import DAY, END, NOW, START, an_item, fetched
from tests.support.workspaces import TALKS, make_workspace, note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.archive import Archive

WHERE = ".digest/archive.db"
PAGE = 4096
SOURCES = [f"s{number}" for number in range(8)]
AFRESH = (
    "Put a copy of it back, or move it away: the next run makes a new one, which does not know who"
    " has had which edition."
)


@pytest.fixture(scope="module")
def sound() -> bytes:
    """Make an archive with something in every table, of some 50 pages; return its bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        with open_archive(path, where=WHERE) as archive:
            for source in SOURCES:
                items = (
                    an_item(f"{source}-{at}", source=source, body="<p>x</p>" * 50)
                    for at in range(15)
                )
                archive.record(fetched(*items))
            archive.remember_draft(DAY, stories=[("s1-1", "s")], offered=["s"])
            archive.remember_built(DAY, NOW)
        return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the archive is."""
    (tmp_path / ".digest").mkdir()
    return tmp_path / ".digest" / "archive.db"


def use(archive: Archive) -> None:
    """Ask all that a run asks, then record a reading."""
    archive.items(SOURCES, start=START, end=END)
    archive.readings(SOURCES)
    archive.states()
    archive.dates(SOURCES)
    archive.absences(SOURCES)
    archive.editions()
    archive.story_ids(DAY)
    archive.record(fetched(an_item("new", source="s3"), an_item("s3-1", source="s3", title="B")))


def rows(path: Path) -> list[Any]:
    """Return all that is in the archive, which must be sound."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        assert [("ok",)] == db.execute("PRAGMA integrity_check").fetchall()
        tables = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        return [
            (name, db.execute(f"SELECT * FROM {name}").fetchall()) for (name,) in sorted(tables)
        ]


def hit(sound: bytes, start: int, blow: bytes) -> bytes:
    """Return the archive with something else in one place."""
    return sound[:start] + blow + sound[start + len(blow) :]


def test_wherever_it_is_damaged_it_is_used_or_refused_and_nothing_else(
    path: Path, sound: bytes
) -> None:
    """Random bytes at 300 places: in the head, in the tables' trees, in texts, in dates."""
    chance = random.Random(3)
    errors: set[str] = set()
    left_as_it_is = True
    for _ in range(300):
        start, length = chance.randrange(len(sound)), chance.choice([1, 4, 64, PAGE])
        damaged = hit(sound, start, chance.randbytes(min(length, len(sound) - start)))
        path.write_bytes(damaged)
        try:
            with open_archive(path, where=WHERE) as archive:
                use(archive)
        except ArchiveError as error:
            errors.add(str(error))
            left_as_it_is &= damaged == path.read_bytes()
        for left in path.parent.iterdir():
            left.unlink()

    assert left_as_it_is
    assert all(error.isprintable() for error in errors), errors
    assert {
        f"{WHERE}: cannot be used: {what}. {AFRESH}"
        for what in (
            "database disk image is malformed",
            "Could not decode to UTF-8 column 'body'",
            "a value in it is damaged",
        )
    } <= errors
    assert set() == {error for error in errors if not error.endswith(AFRESH)}


@pytest.mark.parametrize("opened", [open_archive, open_copy])
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("another kind of file", "file is not a database"),
        ("a cut", "database disk image is malformed"),
        ("a cut in the head", "database disk image is malformed"),
        ("zeros in a page", "database disk image is malformed"),
    ],
)
def test_a_damaged_archive_says_what_to_do(
    path: Path, sound: bytes, opened: Any, name: str, expected: str
) -> None:
    """To whoever writes into it, and to whoever only looks; it is left as it is."""
    damaged = {
        "another kind of file": b"PK\3\4" + sound[4:],
        "a cut": sound[: len(sound) // 2],
        "a cut in the head": sound[:60],
        "zeros in a page": hit(sound, 2 * PAGE, bytes(len(sound) - 2 * PAGE)),
    }[name]
    path.write_bytes(damaged)
    with pytest.raises(ArchiveError) as caught, opened(path, where=WHERE) as archive:
        use(archive)

    assert f"{WHERE}: cannot be used: {expected}. {AFRESH}" == str(caught.value)
    assert damaged == path.read_bytes()


def test_an_image_that_is_none_is_a_damaged_value(path: Path, sound: bytes) -> None:
    """As a date that is none."""
    for change in ("image = '{\"url\": 5}'", "first_seen = 'x', published = NULL"):
        path.write_bytes(sound)
        with closing(sqlite3.connect(path)) as db, db:
            db.execute(f"UPDATE items SET {change} WHERE id = 's1-1'")
        with open_archive(path, where=WHERE) as archive:
            with pytest.raises(ArchiveError, match="a value in it is damaged"):
                archive.items(SOURCES, start=START, end=NOW, seen_after=START)
            assert 15 == len(archive.items(["s2"], start=START, end=END))


def test_an_empty_file_is_an_archive_in_which_nothing_is(path: Path) -> None:
    """It is what SQLite leaves where it was stopped before it wrote the first page."""
    path.touch()
    with open_copy(path, where=WHERE) as copy:
        assert () == copy.items(SOURCES, start=START, end=END)
    assert b"" == path.read_bytes()
    with open_archive(path, where=WHERE) as archive:
        use(archive)
    assert rows(path)


def test_a_folder_in_its_place_is_no_archive(path: Path) -> None:
    """Nor is anything made in it."""
    path.mkdir()
    with pytest.raises(ArchiveError) as caught:
        open_archive(path, where=WHERE)
    assert (
        f"{WHERE}: cannot be used: unable to open database file."
        " Make the folder readable and writable."
    ) == str(caught.value)
    with pytest.raises(ArchiveError, match="cannot be read: Is a directory"):
        open_copy(path, where=WHERE)
    assert [] == list(path.iterdir())


def test_a_newer_archive_is_left_as_it_is(path: Path, sound: bytes) -> None:
    """Every byte of it, also by the commands that only look."""
    path.write_bytes(sound)
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 99")
        newer.execute("CREATE TABLE later (x)")
    before = path.read_bytes()
    for opened in (open_archive, open_copy):
        with pytest.raises(ArchiveError, match="made by a newer version of digest"):
            opened(path, where=WHERE)
    assert (before, [path]) == (path.read_bytes(), list(path.parent.iterdir()))


@pytest.mark.parametrize("opened", [open_archive, open_copy], ids=["for writing", "for looking"])
def test_nothing_is_left_behind(
    path: Path, sound: bytes, opened: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither files beside a damaged archive, nor copies of it elsewhere."""
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    for content in (sound, sound[:60], sound[: len(sound) // 2], b"no database" * 100):
        path.write_bytes(content)
        try:
            with opened(path, where=WHERE) as archive:
                archive.states()
        except ArchiveError:
            assert content != sound
        assert ([path], []) == (list(path.parent.iterdir()), list(aside.iterdir()))


# The whole program, and the kernel's own refusals.

RECORD = """
import os, resource, signal, sys
from pathlib import Path
from digest.archive import open_archive, open_copy
from digest.errors import DigestError
from tests.support.values import an_item, fetched

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path, limit, user = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
if user:
    os.setgroups([])
    os.setgid(user)
    os.setuid(user)
recorded = 0
try:
    with open_archive(path, where="archive.db") as archive:
        for number in range(200):
            archive.record(fetched(*(an_item(f"{number}-{at}", body="x" * 9000) for at in "ab")))
            recorded += 1
except DigestError as error:
    print(error)
print(recorded)
"""


def record(path: Path, *, limit: int = 0, user: int = 0, on: str = "") -> list[str]:
    """Record 200 readings of two items of 9 KB in a child process; return what it says.

    `on` is what a shell that may mount does around it.
    """
    command = [sys.executable, "-c", RECORD, str(path), str(limit), str(user)]
    if on:
        command = mounted(on, command)
    # What measures coverage would write as well, and be refused.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=clean)
    assert (0, "") == (ran.returncode, ran.stderr)
    return ran.stdout.splitlines()


@pytest.mark.skipif(not may_mount(), reason="needs user namespaces")
def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    """A real one, of 1 MB: what was recorded is there, of the rest nothing is."""
    kept = tmp_path / "kept"
    kept.mkdir()
    disk = tmp_path / "disk"
    disk.mkdir()
    # What is on the disk is gone with the shell, so that it is copied before.
    mount = f"mount -t tmpfs -o size=1m tmpfs {disk} && trap 'cp {disk}/* {kept}' EXIT"
    said, recorded = record(disk / "archive.db", on=mount)

    assert (
        "archive.db: cannot be used: database or disk is full."
        " Free some space; nothing was changed."
    ) == said
    assert 0 < int(recorded) < 200
    assert int(recorded) * 2 == len(dict(rows(kept / "archive.db"))["items"])


@pytest.mark.parametrize("limit", [1000, 60_000, 200_000, 400_000])
def test_a_file_that_may_not_grow_loses_nothing(path: Path, limit: int) -> None:
    """The kernel refuses a write in the middle (EFBIG), at whatever point."""
    with open_archive(path, where=WHERE) as archive:
        archive.record(fetched(an_item("first")))
    before = dict(rows(path))["items"]
    said, recorded = record(path, limit=limit)

    assert (
        "archive.db: cannot be used: disk I/O error."
        " Look whether its disk is full, or fails; nothing was changed."
    ) == said
    after = dict(rows(path))["items"]
    assert set(before) <= set(after)
    assert len(before) + 2 * int(recorded) == len(after)
    assert "200" == record(path)[-1]
    assert len(before) + 400 == len(dict(rows(path))["items"])


def test_an_archive_that_is_full_is_as_it_was(path: Path) -> None:
    """SQLite's own limit of pages gives the error of a full disk, within a transaction."""
    with open_archive(path, where=WHERE) as archive:
        archive.record(fetched(an_item("a")))
        (pages,) = archive._db.execute("PRAGMA page_count").fetchone()
        archive._db.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(ArchiveError) as caught:
            archive.record(fetched(an_item("b"), an_item("c", body="x" * 100_000)))
        assert ["a"] == [item.id for item in archive.items(["wire"], start=START, end=END)]
        archive.record(fetched(an_item("a", title="It can still be used")))
    assert (
        f"{WHERE}: cannot be used: database or disk is full. Free some space; nothing was changed."
    ) == str(caught.value)
    assert 1 == len(dict(rows(path))["items"])


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """Make a folder that another user can look into."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.parametrize(
    ("file_mode", "folder_mode", "expected"),
    [
        (0o000, 0o755, "cannot be used: unable to open database file"),
        (0o444, 0o755, "cannot be used: attempt to write a readonly database"),
        (0o444, 0o555, "cannot be used: attempt to write a readonly database"),
    ],
)
def test_permissions_are_named(
    open_to_all: Path, sound: bytes, file_mode: int, folder_mode: int, expected: str
) -> None:
    """A file that may not be read, one that may not be written; it stays as it is."""
    path = open_to_all / "archive.db"
    path.write_bytes(sound)
    path.chmod(file_mode)
    open_to_all.chmod(folder_mode)
    said, recorded = record(path, user=0 if os.geteuid() else 65534)  # nobody
    open_to_all.chmod(0o755)
    path.chmod(0o644)

    assert said.startswith(f"archive.db: {expected}"), said
    assert "ritable." in said
    assert ("0", sound) == (recorded, path.read_bytes())


@pytest.mark.parametrize("command", ["fetch", "draft", "explain", "build --offline"])
def test_every_command_fails_with_a_reason(tmp_path: Path, command: str) -> None:
    """One line, no traceback, exit code 1; nothing is made of what is damaged."""
    folder = make_workspace(tmp_path / "w", talks=note("Talks in Geneva", TALKS))
    (folder / ".digest").mkdir()
    archive = folder / ".digest" / "archive.db"
    archive.write_bytes(b"no database at all" * 100)
    ran = digest(folder, *command.split())

    assert (1, b"") == (ran.code, ran.out)
    assert [f"Error: {WHERE}: cannot be used: file is not a database. {AFRESH}"] == (
        ran.err.splitlines()
    )
    assert b"no database at all" * 100 == archive.read_bytes()
    assert not (folder / "editions").exists()
