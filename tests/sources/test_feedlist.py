"""feeds.toml is edited as text: what a person wrote there stays as it is."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import feeds as feeds_file
from digest.config import Config
from digest.ingest.feedlist import append, moved, without
from digest.model import Source

NEW = Source(id="new", name='A "new" one', url="https://example.org/new", section="state")
ADDED = """\
[[feeds]]
id = "new"
name = "A \\"new\\" one"
url = "https://example.org/new"
section = "state"
"""
THREE = """\
# What we read. Ask Ann before you change it.

# == Wires ==

# The first.
[[feeds]]
id = "a"   # kept as it is
url = "https://example.org/a"

# The second,
# in two lines.
[[ feeds ]]
id = "b"
url = "https://example.org/b"

# == Others ==

[[feeds]]
id = "c"
url = "https://example.org/c"
# The end.
"""


def text(content: bytes) -> str:
    """Decode it."""
    return content.decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ADDED),
        ("\n\n", ADDED),
        ("# None yet", f"# None yet\n\n{ADDED}"),
        (THREE, f"{THREE}\n{ADDED}"),
        (THREE + "\n\n\n", f"{THREE}\n{ADDED}"),
        (
            '[[feeds]]\r\nid = "a"\r\nurl = "https://example.org/a"\r\n',
            '[[feeds]]\r\nid = "a"\r\nurl = "https://example.org/a"\r\n\r\n'
            + ADDED.replace("\n", "\r\n"),
        ),
    ],
)
def test_a_feed_is_added_at_the_end(before: str, after: str) -> None:
    """All that stood there stands there, with its line ends."""
    assert after == text(append(before.encode(), [NEW]))


def test_several_feeds_are_added_in_their_order() -> None:
    """With a blank line between."""
    other = Source(id="other", name="Other", url="https://example.org/o")
    expected = f'{ADDED}\n[[feeds]]\nid = "other"\nname = "Other"\nurl = "https://example.org/o"\n'

    assert expected == text(append(b"", [NEW, other]))


@pytest.mark.parametrize(
    "before",
    ["feeds = []\n", 'feeds = [{ url = "https://example.org/a" }] # short\n', "\ufefffeeds = []"],
)
def test_a_list_written_on_one_line_stays_one(before: str) -> None:
    """With the feed in it."""
    after = text(append(before.encode(), [NEW]))

    assert after.startswith("feeds = [")
    assert ("# short" in before) == ("# short" in after)
    assert {"id": "new", "name": 'A "new" one', "url": NEW.url, "section": "state"} == (
        tomllib.loads(after)["feeds"][-1]
    )


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_name_comes_back_as_it_was(name: str) -> None:
    """Quotes, control characters and all."""
    source = Source(id="x", name=name, url="https://example.org/x")

    assert (source,) == feeds_file.parse(append(b"", [source]), Config(), where="f")


@pytest.mark.parametrize(
    ("position", "gone"),
    [
        (
            0,
            '# The first.\n[[feeds]]\nid = "a"   # kept as it is\nurl = "https://example.org/a"\n\n',
        ),
        (
            1,
            "# The second,\n# in two lines.\n[[ feeds ]]\n"
            'id = "b"\nurl = "https://example.org/b"\n\n',
        ),
        (2, '[[feeds]]\nid = "c"\nurl = "https://example.org/c"\n'),
    ],
)
def test_a_feed_is_taken_out_with_its_own_comment_only(position: int, gone: str) -> None:
    """What a blank line sets apart is about more than the one feed."""
    assert 1 == THREE.count(gone)
    assert THREE.replace(gone, "") == text(without(THREE.encode(), position))


def test_a_comment_that_opens_the_file_stays() -> None:
    """It is about the file, though no blank line follows."""
    content = '# What we read.\n[[feeds]]\nurl = "https://example.org/a"\n'

    assert "# What we read.\n" == text(without(content.encode(), 0))


def test_feeds_without_space_between_are_taken_apart() -> None:
    """A comment in between is about the feed below it."""
    content = '[[feeds]]\nurl = "a"\n# B\n[[feeds]]\nurl = "b"\n[[feeds]]\nurl = "c"\n'

    assert '[[feeds]]\nurl = "a"\n[[feeds]]\nurl = "c"\n' == text(without(content.encode(), 1))
    assert content[content.index("# B") :] == text(without(content.encode(), 0))


def test_a_list_on_one_line_cannot_be_taken_apart() -> None:
    """The caller says so."""
    with pytest.raises(LookupError):
        without(b'feeds = [{ url = "https://example.org/a" }]', 0)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '# ours\n[[feeds]]\nid = "a"\nurl = "https://a.org/old"  # daily\n\n# next\n[[feeds]]\n'
            'id = "b"\nurl = "https://b.org/"\n',
            '# ours\n[[feeds]]\nid = "a"\nurl = "https://a.org/new"  # daily\n\n# next\n[[feeds]]\n'
            'id = "b"\nurl = "https://b.org/"\n',
        ),
        (
            '[[feeds]]  # x\r\nurl = "https://a.org/old"\r\n\r\n# next\r\n[[feeds]]\r\n'
            'url = "https://b.org/"\r\n',
            '[[feeds]]  # x\r\nid = "a"\r\nurl = "https://a.org/new"\r\n\r\n# next\r\n[[feeds]]\r\n'
            'url = "https://b.org/"\r\n',
        ),
        (
            "[[feeds]]\nname = 'A'\nurl = 'https://a.org/old'\n",
            "[[feeds]]\nname = 'A'\nurl = \"https://a.org/new\"\n",
        ),
        (
            'feeds = [{ url = "https://a.org/old" }, { url = "https://b.org/" }]\n',
            'feeds = [{ url = "https://a.org/new", id = "a"}, { url = "https://b.org/" }]\n',
        ),
    ],
)
def test_a_feed_moves_and_keeps_its_id(before: str, after: str) -> None:
    """And its comment; the id is written down if it was made from the address."""
    source = Source(id="a", name="A", url="https://a.org/new")

    assert after == moved(before.encode(), 0, source).decode()
