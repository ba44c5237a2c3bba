"""OPML lists: as other programs write them, and as they read ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digest.errors import ConfigError
from digest.ingest import opml
from digest.model import Source

if TYPE_CHECKING:
    from pathlib import Path

LIST = """\
<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Mine</title></head><body>
  <outline text="Wires">
    <outline text="Example  Wire" type="rss" xmlUrl=" https://example.org/wire "/>
    <outline text="short" title="Example Times" xmlurl="https://example.org/times"/>
    <outline text="Deeper"><outline text="Ministry &amp; Co" url="https://example.org/m"/></outline>
  </outline>
  <outline text="A folder"/>
  <outline text="A file" xmlUrl="file:///etc/passwd"/>
  <outline text="Example Wire" xmlUrl="https://example.org/wire/2"/>
  <outline text="Example Wire" xmlUrl="https://example.org/wire/3"/>
  <outline text="Listed again" xmlUrl="https://example.org/wire/3"/>
  <outline xmlUrl="https://example.org/nameless"/>
</body></opml>
"""


def test_lists_are_read_to_any_depth() -> None:
    """What has no web address is left out; what shares a name gets an id of its own."""
    assert [
        ("example-wire", "Example Wire", "https://example.org/wire"),
        ("example-times", "Example Times", "https://example.org/times"),
        ("ministry-co", "Ministry & Co", "https://example.org/m"),
        ("example-wire-2", "Example Wire", "https://example.org/wire/2"),
        ("example-wire-3", "Example Wire", "https://example.org/wire/3"),
        (
            "https-example-org-nameless",
            "https://example.org/nameless",
            "https://example.org/nameless",
        ),
    ] == [(it.id, it.name, it.url) for it in opml.parse(LIST.encode(), where="list.opml")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"<opml><body>", "list.opml: not OPML: no element found"),
        (b"<html><body/></html>", "list.opml: not OPML: its root is <html>"),
        (b"\xff\xfe\x00", "list.opml: not OPML: "),
    ],
)
def test_what_is_no_list_is_an_error(content: bytes, expected: str) -> None:
    """Naming the file."""
    with pytest.raises(ConfigError) as caught:
        opml.parse(content, where="list.opml")

    assert str(caught.value).startswith(expected)


def test_what_is_written_is_read_back() -> None:
    """Feeds in files have no address that others could read."""
    feeds = (
        Source(id="a-b", name="A <b> & “c”", url="https://example.org/?a=1&b=2"),
        Source(id="saved", name="Saved", path="sources/feeds/saved.xml"),
    )
    content = opml.write(feeds, title="Ours & yours")
    (read,) = opml.parse(content, where="list.opml")

    assert content.startswith(b"<?xml")
    assert b'<opml version="2.0">' in content
    assert (feeds[0].name, feeds[0].url) == (read.name, read.url)


def test_the_lists_of_a_folder_are_read_in_order_of_name(tmp_path: Path) -> None:
    """A feed that two have is one, and one of the same name is another; each list can be told."""
    (tmp_path / "b.opml").write_text(LIST)
    (tmp_path / "a.opml").write_bytes(
        opml.write(
            [
                Source(id="x", name="Example Wire", url="https://example.org/x"),
                Source(id="y", name="Times", url="https://example.org/times"),
            ],
            title="",
        )
    )

    assert "https://example.org/x" == opml.read_folder(tmp_path)[0].url
    assert ["example-wire", "times", "example-wire-2", "ministry-co"] == [
        source.id for source in opml.read_folder(tmp_path)
    ][:4]
    assert 7 == len(opml.read_folder(tmp_path))
    assert [(f"{tmp_path.name}/a.opml", 2), (f"{tmp_path.name}/b.opml", 6)] == [
        (where, len(listed)) for where, listed in opml.lists(tmp_path)
    ]


def test_a_list_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A folder of that name, for one."""
    (tmp_path / "a.opml").mkdir()
    with pytest.raises(ConfigError, match=r"a\.opml: cannot be read: Is a directory"):
        opml.read_folder(tmp_path)


@pytest.mark.parametrize("encoding", ["gbk", "utf-7", "utf-32", "no-such"])
def test_an_encoding_that_expat_does_not_know_is_an_error(encoding: str) -> None:
    """Not a traceback, for one list of many."""
    content = f'<?xml version="1.0" encoding="{encoding}"?><opml version="2.0"/>'.encode()

    with pytest.raises(ConfigError, match=r"mine\.opml: not OPML"):
        opml.parse(content, where="mine.opml")
