"""Files that cannot be read: one clear line each, and the edition is made of the others."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from digest.config import Config
from digest.ingest import files
from tests.ingest_files.texts import read
from tests.support.inside import digest
from tests.support.values import NOW
from tests.support.workspaces import AID, a_week_of_notes, make_workspace, note

if TYPE_CHECKING:
    from pathlib import Path

CYRILLIC = "Переговори тривали чотири години.\n"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", b"", "a.txt: is empty"),
        ("a.md", b" \n\t\n", "a.md: is empty"),
        ("a.txt", "\ufeff".encode(), "a.txt: holds no text"),
        ("a.txt", CYRILLIC.encode("cp1251"), "a.txt, line 1: not UTF-8 text. Save it as UTF-8."),
        ("a.md", b"One\nTwo \xff\n", "a.md, line 2: not UTF-8 text. Save it as UTF-8."),
        ("a.txt", CYRILLIC.encode("utf-16-le"), "a.txt: is no text. Save it as UTF-8 text."),
        ("a.txt", "words".encode("utf-16-le"), "a.txt: is no text. Save it as UTF-8 text."),
        ("a.txt", "words".encode("utf-32"), "a.txt: is no text. Save it as UTF-8 text."),
        ("a.txt", b"\xff\xfea", "a.txt, line 1: not UTF-8 text"),
        ("a.txt", b"A line with a \0 in it.", "a.txt: is no text. Save it as UTF-8 text."),
        ("a.txt", bytes(range(256)) * 9, "a.txt, line 2: not UTF-8 text"),
        ("a.txt", b"words " * 200_000, "a.txt: is longer than 1 MB. Save its text alone."),
        ("a.html", b"<p>x</p>" * 700_000, "a.html: is longer than 5 MB. Save its text alone."),
        ("a.md", b"words " * 9000, "a.md: has a paragraph of more than 50,000 characters. Put an"),
        ("a.txt", b"words " * 9000, "a.txt: has a paragraph of more than 50,000 characters"),
        ("a.txt", b"x\n\n" * 5001, "a.txt: has more than 5,000 paragraphs. Save what matters"),
        ("a.md", b"x\n\n" * 5001, "a.md: has more than 5,000 paragraphs. Save what matters alone."),
        ("a.docx", b"PK", "a.docx: not a kind of file that is read: .docx. Save it as .md, "),
        ("notes", b"x", "notes: not a kind of file that is read: it has no suffix. Save it as"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_one_line(
    tmp_path: Path, name: str, content: bytes, expected: str
) -> None:
    """Where, what, and what to do."""
    fetched = read(tmp_path, name, content)

    assert () == fetched.items
    assert str(fetched.error).startswith(f"sources/items/{expected}")
    assert "\n" not in str(fetched.error)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_byte_order_mark_tells_the_encoding(tmp_path: Path, name: str, encoding: str) -> None:
    """As the editors of Windows write it."""
    fetched = read(tmp_path, name, f"---\ntitle: Т\n---\n{CYRILLIC}".encode(encoding))

    assert [("Т", CYRILLIC.strip())] == [(item.title, item.body) for item in fetched.items]


def test_control_characters_are_not_text(tmp_path: Path) -> None:
    """A page could not hold them."""
    fetched = read(tmp_path, "a.txt", "A line with a \x01bell\x07 in it.")

    assert ["A line with a bell in it."] == [item.body for item in fetched.items]


def found(folder: Path) -> list[str]:
    """Name what is read in a workspace."""
    return [source.path.removeprefix("sources/items/") for source in files.local_sources(folder)]


def test_what_lies_beside_the_texts_is_not_read(tmp_path: Path) -> None:
    """What editors and file managers leave, and what browsers save with a page."""
    items = tmp_path / "sources" / "items"
    for name in (
        "a.md", "b/c.txt", "week.html", "week_files/ad.html", "week_files/a/b.js", "seite.htm",
        "seite-Dateien/x.css", "my_files/d.txt", "saved.xml", "saved.json", ".DS_Store",
        ".git/x.md", "Thumbs.db", "a.md~", "~$a.md", "a.md.bak", ".a.md.swp", "#a.md#",
    ):  # fmt: skip
        (items / name).parent.mkdir(parents=True, exist_ok=True)
        (items / name).write_text("x")

    assert [
        "a.md", "b/c.txt", "my_files/d.txt", "saved.json", "saved.xml", "seite.htm", "week.html",
    ] == found(tmp_path)  # fmt: skip
    assert ["feed", "feed"] == [
        source.kind for source in files.local_sources(tmp_path) if "saved" in source.path
    ]


def test_a_workspace_may_have_no_local_texts(tmp_path: Path) -> None:
    """No folder, or a file in its place."""
    assert [] == found(tmp_path)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "items").write_text("x")
    assert [] == found(tmp_path)


def test_files_that_are_none_are_named(tmp_path: Path) -> None:
    """A folder, a pipe, a link to nowhere, and a name that is no text."""
    items = tmp_path / "sources" / "items"
    (items / "folder.md").mkdir(parents=True)
    (items / "folder.md" / "inside.md").write_text("A note in a folder.")
    os.mkfifo(items / "pipe.txt")
    (items / "gone.txt").symlink_to(items / "nowhere")
    (items / os.fsdecode(b"z\xff.md")).write_text("x")
    readings = [
        files.read_file(source, tmp_path, Config(), at=NOW)
        for source in files.local_sources(tmp_path)
    ]

    assert [
        "sources/items/folder.md: is a folder. Give it a name without an ending.",
        "None",
        "sources/items/gone.txt: cannot be read: No such file or directory",
        "sources/items/pipe.txt: cannot be read: it is no ordinary file",
        "sources/items/z\ufffd.md: cannot be read: No such file or directory."
        " Its name is not UTF-8: rename it.",
    ] == [str(it.error) for it in readings]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    """With the system's own words."""
    read(tmp_path, "a.txt", "x")
    (tmp_path / "sources" / "items" / "a.txt").chmod(0)
    (source,) = files.local_sources(tmp_path)

    assert "sources/items/a.txt: cannot be read: Permission denied" == str(
        files.read_file(source, tmp_path, Config(), at=NOW).error
    )


def test_the_edition_is_made_of_what_could_be_read(tmp_path: Path) -> None:
    """Each file that could not is a line at the end, and none is a traceback."""
    folder = a_week_of_notes(tmp_path / "w")
    items = folder / "sources" / "items"
    (items / "folder.md").mkdir()
    (items / "gone.md").symlink_to(items / "nowhere")
    (items / os.fsdecode(b"\xff.md")).write_text("x")
    for name, content in {
        "cyrillic.txt": CYRILLIC.encode("cp1251"),
        "empty.txt": b"",
        "huge.md": b"words " * 200_000,
        "letter.eml": os.urandom(999),
        "noise.html": b"\0\1\2" * 99,
        "noise.md": bytes(range(256)),
        "saved.json": b"{",
        "saved.xml": b"<html>",
        "unhashable.md": b"---\nlead: [1]\n---\nx\n",
    }.items():
        (items / name).write_bytes(content)
    ran = digest(folder, "build", "--offline", "--date", "2024-02-16")
    lines = [line for line in ran.err.splitlines() if "sources/items/" in line]

    assert 0 == ran.code, ran.err
    assert "Traceback" not in ran.err
    assert "12 sources could not be read" in ran.err
    assert 12 == len(lines), ran.err
    assert (folder / "out" / "2024-02-16.html").exists()


def test_saved_feeds_are_read_from_the_items_too(tmp_path: Path) -> None:
    """RSS and JSON Feed, beside a note."""
    folder = make_workspace(tmp_path / "w", aid=note("Norway votes for more aid to Ukraine", AID))
    items = folder / "sources" / "items"
    (items / "wire.xml").write_text(
        '<rss version="2.0"><channel><title>Wire</title><item><title>Kyiv and Moscow swap prisoners'
        " after talks</title><link>https://example.org/swap</link>"
        "<pubDate>Wed, 14 Feb 2024 12:00:00 GMT</pubDate><description>Ukraine and Russia exchanged"
        " prisoners of war on Wednesday after negotiations, both governments said."
        "</description></item></channel></rss>"
    )
    (items / "other.json").write_text(
        '{"version": "https://jsonfeed.org/version/1.1", "title": "Other", "items": [{"id": "1",'
        ' "url": "https://example.org/sanctions", "title": "EU agrees on sanctions against Russia",'
        ' "date_published": "2024-02-13T12:00:00Z", "content_text": "Ambassadors of the European'
        ' Union agreed on another package of sanctions against Russia, diplomats said."}]}'
    )
    ran = digest(folder, "build", "--offline", "--date", "2024-02-16")
    written = (folder / "editions" / "2024-02-16.md").read_text()

    assert 0 == ran.code, ran.err
    assert "exchanged prisoners of war on Wednesday after negotiations" in written
    assert "agreed on another package of sanctions against Russia" in written
    assert "The parliament in Oslo voted" in written
