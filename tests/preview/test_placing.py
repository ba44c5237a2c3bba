"""What is said of an edition leads somewhere; faults show the lines that they are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digest import config, edition
from digest.pipeline import placing
from digest.pipeline.placing import Places
from digest.preview.exhibit import Place
from digest.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

WHERE = "editions/2024-02-16.md"
FILE = """\
---
title: A headline
---

The *lead*, with [a link](https://example.org/a) &amp; more. <!-- story: aa -->

## In other diplomatic news: <!-- section: other -->

- A brief. <!-- story: b1 -->

<!-- a remark -->
"""
CONFIG = """\
[newsletter]
name = "Watch"

[mail]
from = "a@example.org"

[[social]]
name = "First"
url = "https://example.org/first"

[[social]]
name = "RSS"
url = "https://example.org/rss"
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Make a workspace with some files to be looked at."""
    (tmp_path / "digest.toml").write_text(CONFIG)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "style.css").write_text("".join(f"line {n}\n" for n in range(1, 10)))
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\0")
    (tmp_path.parent / "secret.txt").write_text("not ours")
    return Workspace(root=tmp_path, config=config.parse(CONFIG.encode()))


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (f"{WHERE}, line 5", Place(view="mail", line=5, key="Theleadwithalinkmore")),
        (f"{WHERE}, line 9", Place(view="mail", line=9, key="Abrief")),
        (f"{WHERE}, line 2", Place(view="edition.md", line=2)),
        (f"{WHERE}, line 11", Place(view="edition.md", line=11)),
        (WHERE, Place(view="edition.md")),
        ("digest.toml: [mail] from", Place(view="file", file="digest.toml", line=5)),
        ("digest.toml: [mail] to", Place(view="file", file="digest.toml", line=4)),
        ("digest.toml: [mail]", Place(view="file", file="digest.toml", line=4)),
        ('digest.toml: [[social]] "RSS"', Place(view="file", file="digest.toml", line=12)),
        ("digest.toml: [check] ignore", Place(view="file", file="digest.toml")),
        ("digest.toml: what", Place(view="file", file="digest.toml")),
        (
            "templates/style.css, line 3",
            Place(view="file", file="templates/style.css", line=3),
        ),
        ("the page, <h4>", Place(view="mail")),
        ("the message", Place(view="headers")),
        ("Wire", Place(view="sources")),
        ("Wire <https://example.org/feed>", Place(view="sources")),
        ("https://example.org/a", Place(view="mail", line=5, key="Theleadwithalinkmore")),
        ("../secret.txt, line 1", None),
        ("picture.png", None),
        ("digest's own templates/style.css, line 3", None),
        ("nothing at all", None),
        ("templates", None),
        ("a\0b", None),
    ],
)
def test_a_place_is_found_by_what_people_call_it(
    workspace: Workspace, place: str, expected: Place | None
) -> None:
    """Nothing outside the workspace, and nothing that is no text."""
    places = Places(workspace, edition.parse(FILE, workspace.config.sections), WHERE)

    assert expected == places.find(place, {"Wire"})
    shown = {expected.file} if expected and expected.file else set()
    assert shown == set(places.quoted)


@pytest.mark.parametrize(
    ("place", "line", "numbers"),
    [
        ("templates/style.css, line 5", 5, [2, 3, 4, 5, 6, 7, 8]),
        ("templates/style.css, line 1", 1, [1, 2, 3, 4]),
        ("digest.toml: [[social]] no. 2 (line 10)", 10, [7, 8, 9, 10, 11, 12, 13]),
        ("digest.toml", 0, []),
        ("../secret.txt, line 1", 0, []),
        ("gone.txt, line 1", 0, []),
        ("", 0, []),
    ],
)
def test_a_fault_is_shown_with_the_lines_around_it(
    workspace: Workspace, place: str, line: int, numbers: list[int]
) -> None:
    """As they stand in the file."""
    found = placing.around(workspace, place)

    assert (line, numbers) == (found[0], [number for number, _ in found[1]])


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**Bold** and `code`", "Boldandcode"),
        ("> A quotation", "Aquotation"),
        ("1. First", "First"),
        ("![A hall](https://example.org/a.png)", ""),
        ("[Reuters](https://example.org/a) said", "Reuterssaid"),
        ("<b>Tags</b> &eacute;t&eacute;", "Tagsété"),
        ("نص بالعربية", "نصبالعربية"),
        ("x" * 100, "x" * 60),
    ],
)
def test_a_paragraph_is_found_by_its_letters_and_digits(markdown: str, expected: str) -> None:
    """No template changes those."""
    assert expected == placing.key(markdown)
