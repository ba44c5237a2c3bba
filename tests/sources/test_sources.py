"""`digest sources`, as people run it."""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import command
from tests.support.inside import digest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FEEDS = """\
# What we read.

[[feeds]]
id = "times"
name = "Example Times"   # the weekly
url = "https://example.org/rss"
section = "state"

[[feeds]]
id = "saved"
path = "sources/feeds/saved.xml"
"""
LIST = """\
<opml version="2.0"><body>
<outline text="Example Wire" xmlUrl="https://example.net/wire"/>
<outline text="The same Times" xmlUrl="http://www.example.org/rss/"/>
</body></opml>
"""
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>
<item><title>One</title><link>https://example.org/1</link></item>
<item><title>Two</title><link>https://example.org/2</link></item></channel></rss>"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make a workspace with two feeds in feeds.toml, and one more in an OPML list."""
    folder = tmp_path / "workspace"
    (folder / "sources" / "feeds").mkdir(parents=True)
    (folder / "digest.toml").write_text('[newsletter]\nname = "Watch"\n')
    (folder / "sources" / "feeds.toml").write_text(FEEDS)
    (folder / "sources" / "feeds" / "saved.xml").write_text(RSS)
    (folder / "sources" / "list.opml").write_text(LIST.replace("The same", "Another"))
    return folder


def feeds(workspace: Path) -> str:
    """Read feeds.toml."""
    return (workspace / "sources" / "feeds.toml").read_text()


def failure(ran: command.Ran) -> tuple[int, str]:
    """Return the exit code and the one line of an error."""
    assert b"" == ran.out
    (line,) = ran.err.splitlines()
    return ran.code, line


def test_feeds_are_listed_with_their_health_and_lists_beside_them(workspace: Path) -> None:
    """For a program, a feed is a line, however long; nothing is written."""
    (workspace / "sources" / "list.opml").write_text(LIST.replace("wire", "w" * 300))
    ran = digest(workspace, "sources", "list")
    header, *rows = [line.split("  ") for line in ran.out.decode().splitlines()]

    assert (0, "") == (ran.code, ran.err)
    assert ["Id", "Name", "Where", "Section", "Last good reading", "Entries"] == [
        cell.strip() for cell in header if cell.strip()
    ]
    assert [
        ["times", "Example Times", "https://example.org/rss", "state", "never", "0"],
        ["saved", "sources/feeds/saved.xml", "sources/feeds/saved.xml", "never", "0"],
        ["example-wire", "Example Wire", f"https://example.net/{'w' * 300}", "never", "0"],
        ["the-same-times", "The same Times", "http://www.example.org/rss/", "never", "0"],
    ] == [[cell.strip() for cell in row if cell.strip()] for row in rows]
    assert not (workspace / ".digest").exists()


def test_what_was_read_is_seen_in_the_list(workspace: Path) -> None:
    """When, in the newsletter's time zone, and how many entries."""
    digest(workspace, "fetch", "--offline")
    rows = digest(workspace, "sources", "list").out.decode().splitlines()
    (saved,) = (row.split() for row in rows if row.startswith("saved"))

    assert ["2024-02-16", "15:00", "2"] == saved[-3:]


def test_a_feed_is_added_and_the_rest_of_the_file_stays(workspace: Path) -> None:
    """Where it does not answer, the id and the name come from the site."""
    ran = digest(workspace, "sources", "add", "https://www.mfa.example/rss", "--section", "other")

    assert (0, b"") == (ran.code, ran.out)
    assert ran.err.startswith("Warning: https://www.mfa.example/rss is added, but could not be")
    assert (
        FEEDS + '\n[[feeds]]\nid = "mfa-example"\nname = "mfa.example"\n'
        'url = "https://www.mfa.example/rss"\nsection = "other"\n'
    ) == feeds(workspace)


def test_a_first_feed_makes_the_file(tmp_path: Path) -> None:
    """With a name and an id of one's own."""
    (tmp_path / "digest.toml").touch()
    ran = digest(
        tmp_path, "sources", "add", "https://a.example/f", "--name", "A  Wire", "--id", "wire", "-v"
    )

    assert (0, "Added wire to sources/feeds.toml.") == (ran.code, ran.err.splitlines()[0])
    assert '[[feeds]]\nid = "wire"\nname = "A Wire"\nurl = "https://a.example/f"\n' == feeds(
        tmp_path
    )


def test_two_feeds_of_a_site_get_ids_of_their_own(workspace: Path) -> None:
    """Numbered."""
    for path in ("a", "b", "c"):
        assert 0 == digest(workspace, "sources", "add", f"https://m.example/{path}").code

    ids = [line for line in feeds(workspace).splitlines() if line.startswith('id = "m-')]
    assert ['id = "m-example"', 'id = "m-example-2"', 'id = "m-example-3"'] == ids


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["add", "ftp://example.org/x"], 2, "'ftp://example.org/x' is no http or https address"),
        (["add", "example.org/rss"], 2, "https://example.org/rss is read already, as 'times'"),
        (["add", "http://example.org/rss/"], 2, "is read already, as 'times'"),
        (["add", "https://www.example.net/wire"], 2, "is read already, as 'example-wire'"),
        (["add", "https://a.example/", "--id", "times"], 2, "the id 'times' is taken"),
        (
            ["add", "https://a.example/", "--id", "example-wire"],
            2,
            "the id 'example-wire' is taken",
        ),
        (
            ["add", "https://a.example/", "--section", "stat"],
            2,
            "there is no section 'stat'. There are main, other and state.",
        ),
        (["remove", "tims"], 2, "no feed has the id 'tims'. Did you mean 'times'?"),
        (["remove", "zzzz"], 2, "`digest sources list` shows them all."),
        (["remove", "example-wire"], 2, "'example-wire' stands in sources/list.opml."),
        (["import", "nowhere.opml"], 2, "nowhere.opml: cannot be read: No such file"),
        (["import", "digest.toml"], 2, "digest.toml: not OPML"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(
    workspace: Path, arguments: list[str], code: int, expected: str
) -> None:
    """And an exit code."""
    (workspace / "sources" / "list.opml").write_text(LIST.replace("example.org", "example.com"))
    ended, line = failure(digest(workspace, "sources", *arguments))

    assert code == ended
    assert expected in line
    assert FEEDS == feeds(workspace)


def test_a_feed_is_removed(workspace: Path) -> None:
    """With nothing else."""
    ran = digest(workspace, "-v", "sources", "remove", "times")

    assert 0 == ran.code
    assert "Removed times (https://example.org/rss) from sources/feeds.toml.\n" == ran.err
    assert '# What we read.\n\n[[feeds]]\nid = "saved"\npath = "sources/feeds/saved.xml"\n' == (
        feeds(workspace)
    )


def test_what_cannot_be_edited_safely_is_left_alone(workspace: Path) -> None:
    """A list on one line; a value that looks like a table."""
    for content in (
        'feeds = [{ id = "a", url = "https://a.org/" }]\n',
        '[[feeds]]\nid = "a"\nurl = "https://a.org/"\nname = """\n[[feeds]]\n"""\n',
    ):
        (workspace / "sources" / "feeds.toml").write_text(content)
        code, line = failure(digest(workspace, "sources", "remove", "a"))

        assert 2 == code
        assert "sources/feeds.toml: the feeds are written in a form that cannot be edited" in line
        assert content == feeds(workspace)


def test_a_list_is_imported_but_for_what_is_read_already(workspace: Path, tmp_path: Path) -> None:
    """Doing it twice adds nothing; an id that is taken gets a number."""
    (workspace / "sources" / "list.opml").unlink()
    file = tmp_path / "mine.opml"
    file.write_text(LIST.replace("Example Wire", "Saved"))
    ran = digest(workspace, "sources", "import", str(file), "-v")

    assert (0, "saved-2: https://example.net/wire\nAdded 1 feed to sources/feeds.toml.\n") == (
        ran.code,
        ran.err,
    )
    assert (
        FEEDS + '\n[[feeds]]\nid = "saved-2"\nname = "Saved"\nurl = "https://example.net/wire"\n'
        == feeds(workspace)
    )
    assert "Added 0 feeds" in digest(workspace, "sources", "import", str(file)).err


def test_feeds_are_exported_and_come_back(workspace: Path, tmp_path: Path) -> None:
    """To standard output or a file; a saved feed has no address that others could read."""
    ran = digest(workspace, "-v", "sources", "export")
    target = tmp_path / "ours.opml"
    digest(workspace, "sources", "export", "-o", str(target))

    assert (0, "Left out 1 saved in files: they have no web address.\n") == (ran.code, ran.err)
    assert ran.out == target.read_bytes()
    assert b'text="Example Times" xmlUrl="https://example.org/rss"' in ran.out
    assert b"saved.xml" not in ran.out
    assert "Added 0 feeds" in digest(workspace, "sources", "import", str(target)).err


class Handler(BaseHTTPRequestHandler):
    """Serves one good feed."""

    def do_GET(self) -> None:
        """Answer one request."""
        good = self.path == "/good.xml"
        self.send_response(200 if good else 404)
        self.send_header("Content-Type", "application/rss+xml")
        self.end_headers()
        self.wfile.write(RSS.encode() if good else b"no")

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


@pytest.fixture
def server() -> Iterator[str]:
    """Serve on loopback, and return the address."""
    served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    served.server_close()
    thread.join()


def test_feeds_are_checked_by_reading_them(workspace: Path, server: str) -> None:
    """For a program, one line each; some failed, so the exit code is 1; it is kept."""
    (workspace / "sources" / "list.opml").unlink()
    (workspace / "sources" / "feeds.toml").write_text(
        f'[[feeds]]\nid = "good"\nurl = "{server}/good.xml"\nallow_private = true\n'
        f'[[feeds]]\nid = "gone"\nurl = "{server}/gone.xml"\nallow_private = true\n'
        '[[feeds]]\nid = "saved"\npath = "sources/feeds/saved.xml"\n'
        '[[feeds]]\nid = "lost"\npath = "sources/feeds/lost.xml"\n'
    )
    ran = digest(workspace, "sources", "check")
    rows = [re.split(r" {2,}", line.strip()) for line in ran.out.decode().splitlines()]

    assert (1, "") == (ran.code, ran.err)
    assert [
        *("State", "Id", "Last success", "Last entry", "A week", "Failures", "Next try"),
        *("Reason", "What to do"),
    ] == rows[0]
    assert ["ok", "good", "2024-02-16 15:00", "2024-02-16", "2.0", "0", "any time"] == rows[1]
    look = "Look for its new address, or remove the source"
    nothing = ["never", "none", "0.0", "1", "any time"]
    assert ["failed", "gone", *nothing, "HTTP 404 Not Found", look] == rows[2]
    assert ["ok", "saved"] == rows[3][:2]
    assert ["failed", "lost", *nothing, "cannot be read: No such file or directory"] == rows[4][:-1]
    assert (workspace / ".digest" / "archive.db").exists()


def test_programs_get_the_health_as_json(workspace: Path, server: str) -> None:
    """Times in UTC, addresses without credentials."""
    (workspace / "sources" / "list.opml").unlink()
    address = server.replace("//", "//me:secret@") + "/good.xml"
    (workspace / "sources" / "feeds.toml").write_text(
        f'[[feeds]]\nid = "good"\nname = "Good"\nurl = "{address}"\nallow_private = true\n'
    )
    ran = digest(workspace, "sources", "check", "--format", "json")

    assert (0, "") == (ran.code, ran.err)
    assert {
        "feeds": [
            {
                "id": "good",
                "name": "Good",
                "where": f"{server}/good.xml",
                "state": "ok",
                "last_success": "2024-02-16T15:00:00+00:00",
                "last_entry": "2024-02-16T15:00:00+00:00",
                "entries": 2,
                "entries_a_week": 2.0,
                "failures": 0,
                "failed_since": None,
                "next_try": None,
                "gone_since": None,
                "reason": "",
                "advice": "",
            }
        ]
    } == json.loads(ran.out)


def test_where_all_feeds_can_be_read_the_check_ends_well(workspace: Path, server: str) -> None:
    """Exit code 0."""
    (workspace / "sources" / "list.opml").unlink()
    (workspace / "sources" / "feeds.toml").write_text(
        f'[[feeds]]\nurl = "{server}/good.xml"\nallow_private = true\n'
    )
    ran = command.digest(workspace, "sources", "check")

    assert (0, "") == (ran.code, ran.err)
    assert ran.out.splitlines()[1].startswith(b"ok ")


def test_a_password_in_an_address_is_never_shown(workspace: Path, tmp_path: Path) -> None:
    """By no command that names it."""
    secret = "https://me:secret@a.example/feed"
    mine = tmp_path / "mine.opml"
    mine.write_text(f'<opml><body><outline text="B" xmlUrl="{secret}/b"/></body></opml>')
    for arguments in (
        ("add", secret, "--id", "a"),
        ("add", secret),
        ("add", "//me:secret@a.example/"),
        ("import", str(mine)),
        ("list",),
        ("remove", "a"),
    ):
        ran = digest(workspace, "-v", "sources", *arguments)
        assert "secret" not in ran.err + ran.out.decode()
        assert ran.err + ran.out.decode()


@pytest.mark.parametrize("asked", ["list", "check"])
def test_where_there_are_no_feeds_it_says_so(tmp_path: Path, asked: str) -> None:
    """Which is no fault: a workspace may live on local items alone."""
    (tmp_path / "digest.toml").touch()
    ran = digest(tmp_path, "sources", asked)

    assert (0, b"", "There are no feeds: `digest sources add URL` adds one.\n") == (
        ran.code,
        ran.out,
        ran.err,
    )


def test_every_subcommand_has_an_example(tmp_path: Path) -> None:
    """In its help, with the options that stand anywhere."""
    for name in ("list", "add", "remove", "check", "import", "export"):
        ran = digest(tmp_path, "sources", name, "--help")

        assert 0 == ran.code
        assert f"digest sources {name}".encode() in ran.out
        assert b"--directory" in ran.out
