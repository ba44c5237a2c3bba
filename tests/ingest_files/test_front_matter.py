"""Front matter of local texts: every key, and a clear line for each that cannot be."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from digest.config import Config, Newsletter
from digest.model import Image
from tests.ingest_files.texts import article, read

if TYPE_CHECKING:
    from pathlib import Path

BODY = "The two sides met on Tuesday and parted on Wednesday, a spokesman said.\n"
KYIV = Config(newsletter=Newsletter(timezone="Europe/Kyiv"))


def note(*lines: str) -> str:
    """Write a note with these lines of front matter."""
    return "\n".join(("---", *lines, "---", "", BODY))


def test_every_key_says_something_of_the_item(tmp_path: Path) -> None:
    """`section` and `lead` are orders; the source is named as readers know it."""
    item = article(
        tmp_path,
        "note.md",
        note(
            "title: A day and a night",
            "deck: What was said, and what was not",
            "kicker: Reporting",
            "author: Ann Author",
            "source: Reuters via Nasdaq",
            "url: https://example.org/day?utm_source=x",
            "date: 2024-02-14 09:30",
            "section: other",
            "lead: true",
            "image: {url: https://example.org/hall.jpg, alt: 'A hall', credit: N. Obody}",
        ),
        config=KYIV,
    )

    assert ("A day and a night", "What was said, and what was not") == (item.title, item.deck)
    assert ("Reporting", "Ann Author", "Reuters") == (item.kicker, item.author, item.publisher)
    assert "https://example.org/day?utm_source=x" == item.url
    assert "https://example.org/day" == item.canonical_url
    assert datetime(2024, 2, 14, 7, 30, tzinfo=UTC) == item.published
    assert "front-matter" == item.dated_by
    assert ("other", True, True) == (item.section, item.ordered, item.lead)
    assert Image(url="https://example.org/hall.jpg", alt="A hall", credit="N. Obody") == item.image
    assert (BODY.strip(), "text/markdown", True) == (item.body, item.body_type, item.reprint)


@pytest.mark.parametrize(
    ("line", "field", "expected"),
    [
        ("title: Diplomacy Watch: talks: day two", "title", "Diplomacy Watch: talks: day two"),
        ("title: What now:", "title", "What now:"),
        ('title: "Quoted: yes"', "title", "Quoted: yes"),
        ("title: It's on: they said", "title", "It's on: they said"),
        ("title: No", "title", "No"),
        ("title: 2024", "title", "2024"),
        ("deck: >-\n  Two lines\n  of it", "deck", "Two lines of it"),
        ("deck: ''", "deck", ""),
        ("deck: ~", "deck", ""),
        ("lead: yes", "lead", True),
        ("lead: TRUE", "lead", True),
        ("lead: no", "lead", False),
        ("lead: false", "lead", False),
        ("lead:", "lead", False),
        ("section:", "ordered", False),
        ("image: https://example.org/a.png", "image", Image(url="https://example.org/a.png")),
        ("date: 2024-02-14", "published", datetime(2024, 2, 14, 10, tzinfo=UTC)),
        ("date: 2024-02-14T09:30:00Z", "published", datetime(2024, 2, 14, 9, 30, tzinfo=UTC)),
        ("date: 2024-02-14 09:30-05:00", "published", datetime(2024, 2, 14, 14, 30, tzinfo=UTC)),
    ],
)
def test_a_value_is_read_as_people_write_it(
    tmp_path: Path, line: str, field: str, expected: object
) -> None:
    """Colons need no quotes; a day is noon, and a moment the newsletter's own time."""
    assert expected == getattr(article(tmp_path, "note.md", note(line), config=KYIV), field)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("title: a", "titel: x"), "line 3: unknown key 'titel'. Did you mean 'title'?"),
        (("title: a", "zzz: x"), "line 3: unknown key 'zzz'. Known are title, deck, kicker,"),
        (("section: sports",), "line 2: section must be one of main, other or state, got 'sports'"),
        (("lead: perhaps",), "line 2: lead must be true or false, got 'perhaps'"),
        (("title: a", "lead: [1]"), "line 3: lead must be text, got ['1']"),
        (("source: [Reuters, AP]",), "line 2: source must be text, got ['Reuters', 'AP']"),
        (("date: yesterday",), "line 2: date must be like 2024-02-14 or 2024-02-14 09:30, got"),
        (("date: 2024-02-30",), "line 2: date must be like 2024-02-14"),
        (("date: 0001-01-01 00:30",), "line 2: date must be like 2024-02-14"),
        (("date: {a: 1}",), "line 2: date must be text"),
        (("url: example.org/x",), "line 2: url must be a full http or https address, got"),
        (("url: javascript:alert(1)",), "line 2: url must be a full http or https address"),
        (("image: hall.jpg",), "line 2: image must be a web address, or {url:"),
        (("image: {alt: A hall}",), "line 2: image must be a web address"),
        (("image: {url: 'https://example.org/a', size: 3}",), "line 2: image must be a web"),
        (("title: [",), "broken front matter: "),
        (("title: a", "\tdeck: b"), "line 3: broken front matter: "),
        (("title: *a",), "line 2: broken front matter: an alias (*) is not allowed"),
        (("title: !!python/name:os.system",), "line 2: broken front matter: "),
        (("- a", "- b"), "line 2: broken front matter: must be `key: value` lines"),
        (("title: " + "[" * 5000,), "line 2: broken front matter: it is nested too deeply"),
    ],
)
def test_what_cannot_be_is_named_with_its_line(
    tmp_path: Path, lines: tuple[str, ...], expected: str
) -> None:
    """File, line, what was found, and what is allowed; there is no item of it."""
    fetched = read(tmp_path, "note.md", note(*lines), config=KYIV)

    assert () == fetched.items
    assert str(fetched.error).startswith("sources/items/note.md, line ")
    assert expected in str(fetched.error)
    assert "\n" not in str(fetched.error)


def test_front_matter_that_is_not_closed_is_an_error(tmp_path: Path) -> None:
    """Else its keys would be printed."""
    fetched = read(tmp_path, "note.md", f"---\ntitle: A day\n\n{BODY}")

    assert (
        "sources/items/note.md, line 1: the front matter is not closed."
        " Add a line --- after its last key."
    ) == str(fetched.error)


@pytest.mark.parametrize("name", ["note.md", "note.markdown", "note.txt"])
def test_front_matter_is_optional(tmp_path: Path, name: str) -> None:
    """A rule at the top is none, and an empty block says nothing."""
    plain = article(tmp_path, name, BODY)
    ruled = article(tmp_path, name, f"---\n\n{BODY}")
    empty = article(tmp_path, name, f"---\n---\n\n{BODY}")

    assert [BODY.strip()] * 3 == [plain.body, ruled.body, empty.body]


def test_the_words_of_a_person_win_over_those_of_the_text(tmp_path: Path) -> None:
    """Its own headline, deck and byline are dropped where they repeat what is said above."""
    item = article(
        tmp_path,
        "note.txt",
        "---\ntitle: A day and a night\ndeck: What was said\nauthor: A. Desk\n---\n"
        f"A day and a night\n\nWhat was said\n\nBy Ann Author\n\nEurope\n\n{BODY}",
    )

    assert ("A day and a night", "What was said", "A. Desk", "Europe") == (
        item.title, item.deck, item.author, item.kicker,
    )  # fmt: skip
    assert BODY.strip() == item.body


MARCH = datetime(2024, 1, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "front", "expected", "dated_by"),
    [
        ("2024-02-13-talks.md", "date: 2024-02-12", "2024-02-12", "front-matter"),
        ("2024-02-13-talks.md", "title: x", "2024-02-13", "file-name"),
        ("2024-02-13.md", "title: x", "2024-02-13", "file-name"),
        ("2024-02-131.md", "title: x", "2024-01-03", "modified"),
        ("2024-02-31-talks.md", "title: x", "2024-01-03", "modified"),
        ("0001-01-01-talks.md", "title: x", "2024-01-03", "modified"),
        ("talks.md", "title: x", "2024-01-03", "modified"),
    ],
)
def test_a_text_is_dated_by_the_best_that_is_known(
    tmp_path: Path, name: str, front: str, expected: str, dated_by: str
) -> None:
    """What a person wrote, the file's name, its modification time; the item remembers which."""
    item = article(tmp_path, name, note(front), config=KYIV, modified=MARCH.timestamp())

    assert item.published is not None
    assert (expected, dated_by) == (item.published.date().isoformat(), item.dated_by)


def test_a_file_from_the_future_is_dated_by_its_first_sight(tmp_path: Path) -> None:
    """A wrong clock must not keep a note out of every edition."""
    future = datetime(2034, 1, 1, tzinfo=UTC).timestamp()
    item = article(tmp_path, "talks.md", BODY, modified=future)

    assert (None, "first-seen") == (item.published, item.dated_by)


def test_a_text_keeps_its_id_when_it_is_edited(tmp_path: Path) -> None:
    """What changes is the hash of its content."""
    before = article(tmp_path, "note.md", note("title: a"))
    after = article(tmp_path, "note.md", note("title: b"))

    assert before.id == after.id
    assert before.content_hash != after.content_hash
