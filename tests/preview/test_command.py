"""`digest preview`, as people start and end it."""

from __future__ import annotations

import signal
import socket
import threading
import time
from datetime import date
from typing import TYPE_CHECKING

import pytest

from digest import pipeline
from digest.workspace import load
from tests.preview.running import DATE, SECONDS, previewing
from tests.support.inside import digest
from tests.support.pace import in_time
from tests.support.processes import of_session
from tests.support.serving import LoopbackServer, QuietHandler, running
from tests.support.workspaces import (
    CONFIG,
    ONE_SECTION,
    SANCTIONS,
    TALKS,
    a_week_of_notes,
    make_workspace,
    note,
)

if TYPE_CHECKING:
    from pathlib import Path

FEEDS = """[[feeds]]
id = "dead"
name = "Dead Wire"
url = "http://127.0.0.1:9/feed.xml"
allow_private = true
"""
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>
<item><title>Russia and Ukraine exchange prisoners after talks in Abu Dhabi</title>
<link>https://example.org/exchange</link><pubDate>Wed, 14 Feb 2024 12:00:00 +0000</pubDate>
<description>Russia and Ukraine exchanged a hundred prisoners of war each on Wednesday in {}, both
governments said. It followed negotiations that the Emirates mediated.</description></item>
</channel></rss>"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make a workspace with three notes."""
    return a_week_of_notes(tmp_path / "workspace")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_its_address_and_ends_when_told_to(workspace: Path, number: int) -> None:
    """The address even with -q, on standard error; out/ is not touched."""
    with previewing(workspace, "-q") as preview:
        assert 200 == preview.get().status
        assert 0 == preview.end(number)

    assert f"Preview of editions/2024-02-16.md: {preview.url}\n" == preview.said
    assert (workspace / "editions" / "2024-02-16.md").exists()
    assert not (workspace / "out").exists()


def test_it_ends_at_once_while_a_page_listens(workspace: Path) -> None:
    """A stream of events is no reason to wait."""
    with (
        previewing(workspace) as preview,
        socket.create_connection(("127.0.0.1", preview.port)) as page,
    ):
        host = f"127.0.0.1:{preview.port}"
        page.sendall(f"GET /{preview.token}/events HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        assert b"200 OK" in page.recv(1000)
        began = time.monotonic()
        assert 0 == preview.end()

    assert time.monotonic() - began < 5


def test_a_port_can_be_named(workspace: Path) -> None:
    """The address has it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with previewing(workspace, "--port", str(port)) as preview:
        assert port == preview.port


def test_a_port_that_is_taken_is_an_error_before_anything_is_read(workspace: Path) -> None:
    """With what to do about it."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = digest(workspace, "preview", "--port", str(port), "--no-browser", *DATE)

    hint = "Name another, or leave it out to get a free one."
    assert (1, f"Error: --port: port {port} is taken. {hint}\n") == (ran.code, ran.err)
    assert not (workspace / "editions").exists()


@pytest.mark.parametrize(
    ("file", "content", "code", "expected"),
    [
        ("digest.toml", "[nesletter]\n", 2, "Error: digest.toml: unknown key 'nesletter'."),
        ("sources/feeds.toml", "[[feeds]]\nurl = 3\n", 2, "Error: sources/feeds.toml: [[feeds]]"),
    ],
)
def test_without_a_configuration_nothing_is_shown(
    workspace: Path, file: str, content: str, code: int, expected: str
) -> None:
    """As with every command."""
    (workspace / file).write_text(content)
    ran = digest(workspace, "preview", "--offline", "--no-browser", *DATE)

    assert code == ran.code
    assert ran.err.startswith(expected)
    assert "http://127" not in ran.err


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_what_is_no_port_is_a_fault_of_the_command_line(workspace: Path, port: str) -> None:
    """0 would be any port: that is what comes without the option."""
    ran = digest(workspace, "preview", "--port", port, *DATE)

    assert 2 == ran.code
    assert "Invalid value for '--port'" in ran.err


def test_where_there_is_nothing_to_publish_nothing_is_shown(tmp_path: Path) -> None:
    """It says where the nearest items are."""
    folder = make_workspace(tmp_path / "workspace")
    ran = digest(folder, "preview", "--offline", "--no-browser", *DATE)

    assert (3, b"") == (ran.code, ran.out)
    assert "no items to publish" in ran.err
    assert "http://127" not in ran.err


class Wire(LoopbackServer):
    """A feed that answers when it is let."""

    def __init__(self) -> None:
        """Hold it back."""
        self.asked = threading.Event()
        self.let = threading.Event()

        class Handler(QuietHandler):
            def do_GET(self) -> None:  # noqa: N802 - the name it has there
                wire.asked.set()
                while not (wire.let.wait(0.05) or wire.stopping.is_set()):
                    pass
                content = RSS.format("Abu Dhabi").encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        wire = self
        super().__init__(Handler)

    def add_to(self, workspace: Path) -> None:
        """Let an edition be there that was made before this feed was added."""
        assert 0 == digest(workspace, "draft", "--offline", *DATE).code
        feeds = FEEDS.replace("http://127.0.0.1:9", self.address).replace("Dead", "Slow")
        (workspace / "sources" / "feeds.toml").write_text(feeds)


def test_an_edition_that_is_there_is_shown_while_feeds_are_read(workspace: Path) -> None:
    """It can be changed meanwhile; the feed's story comes in later."""
    edition = workspace / "editions" / "2024-02-16.md"
    with running(Wire()) as wire:
        wire.add_to(workspace)
        with previewing(workspace, usual=("--no-browser",)) as preview:
            assert wire.asked.wait(SECONDS)
            before = preview.state()
            status, _ = preview.press("hold", at=1)
            meanwhile = preview.state()
            wire.let.set()
            preview.read_until("1 new story waits")
            after = preview.changed(meanwhile["version"])
    titles = [[card["title"] for card in it["edition"]["cards"]] for it in (before, after)]

    assert 200 == status
    assert "<!-- hold -->" in edition.read_text()
    exchange = "Russia and Ukraine exchange prisoners after talks in Abu Dhabi"
    assert [False, True] == [exchange in it for it in titles]
    assert 1 == preview.said.count("2024-02-16.md was edited and is kept")


def test_it_ends_at_once_while_a_feed_is_read(workspace: Path) -> None:
    """And leaves nothing behind."""
    with running(Wire()) as wire:
        wire.add_to(workspace)
        with previewing(workspace, usual=("--no-browser",), own_session=True) as preview:
            assert wire.asked.wait(SECONDS)
            began = time.monotonic()
            assert 0 == preview.end(signal.SIGINT)
            took = time.monotonic() - began
    deadline = time.monotonic() + SECONDS
    while (left := of_session(preview.process.pid)) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert [] == left
    assert in_time(took, 3)


def test_a_feed_that_cannot_be_read_is_named_and_stays_in_the_page(workspace: Path) -> None:
    """The feeds are read once, when it begins."""
    (workspace / "sources" / "feeds.toml").write_text(FEEDS)
    with previewing(workspace, usual=("--no-browser",)) as preview:
        before = preview.state()
        config = workspace / "digest.toml"
        config.write_text(CONFIG.replace("Reporting", "Analysis"))
        after = preview.changed(before["version"])

    assert "Dead Wire <http://127.0.0.1:9/feed.xml>: connection refused" in preview.said
    for state in (before, after):
        sources = [it for it in state["edition"]["remarks"] if it["name"] == "source"]
        assert ["connection refused"] == [it["message"] for it in sources]


@pytest.mark.parametrize(
    ("file", "content", "where"),
    [
        ("templates/_lead.html.j2", "{{ nobody }}", "templates/_lead.html.j2, line 1"),
        ("editions/2024-02-16.md", "---\ntitle: [\n---\n", "editions/2024-02-16.md, line 3"),
    ],
)
def test_what_is_broken_when_it_begins_is_shown_until_it_is_mended(
    workspace: Path, file: str, content: str, where: str
) -> None:
    """The page says where, what, and what to do; so does standard error, once."""
    path = workspace / file
    path.parent.mkdir()
    path.write_text(content)
    with previewing(workspace, "-v") as preview:
        broken = preview.state()
        assert (where, None) == (broken["failure"]["where"], broken["edition"])
        assert 404 == preview.get("edition.html").status
        path.write_text("Talks about a truce go on, according to Reuters.\n")
        if path.suffix == ".md":
            assert preview.shows(b"Talks about a truce go on")
        mended = preview.changed(broken["version"])
        shown = preview.get("edition.html").body

    assert mended["failure"] is None
    assert b"Talks about a truce go on" in shown
    assert 1 == preview.said.count(f"Warning: {where}: ")
    assert "Mended.\n" in preview.said


def test_the_address_is_opened_in_the_browser(workspace: Path) -> None:
    """Offline without the pictures of the mail, which lie elsewhere."""
    browser = a_program(workspace / "browser", 'echo "$1" > opened')
    with previewing(workspace, usual=("--offline",), BROWSER=f"{browser} %s") as preview:
        opened = wait_for(workspace / "opened")

    assert f"{preview.url}\n" == opened
    assert preview.url.endswith("/?images=off")


def test_where_no_browser_opens_a_person_is_told(workspace: Path) -> None:
    """The address is there to be copied."""
    browser = a_program(workspace / "browser", "exit 1")
    with previewing(
        workspace, "-v", usual=("--offline",), BROWSER=f"{browser} %s", PATH="/nowhere"
    ) as preview:
        preview.read_until("No browser could be opened: open the address yourself.\n")
        assert 200 == preview.get().status


def a_program(path: Path, script: str) -> Path:
    """Write a shell script that can be run."""
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def wait_for(path: Path) -> str:
    """Wait for a file with something in it, and read it."""
    deadline = time.monotonic() + SECONDS
    while not path.exists() or not path.read_text():
        assert time.monotonic() < deadline, f"{path} did not come"
        time.sleep(0.02)
    return path.read_text()


@pytest.mark.parametrize(
    ("file", "fault", "where", "what"),
    [
        ("digest.toml", "[nesletter]\n", "digest.toml", "unknown key 'nesletter'"),
        (
            "sources/feeds.toml",
            "[[feeds]]\nurl = 3\n",
            "sources/feeds.toml: [[feeds]] no. 1 (line 1)",
            "url",
        ),
        ("templates/_lead.html.j2", "\n{{ nobody }}", "templates/_lead.html.j2, line 2", "nobody"),
        ("editions/2024-02-16.md", "---\ntitle: [\n---\n", "editions/2024-02-16.md, line 3", ""),
    ],
)
def test_a_fault_is_shown_and_the_last_good_edition_comes_back(
    workspace: Path, file: str, fault: str, where: str, what: str
) -> None:
    """Where, what, and what to do; the file is left as it is."""
    (workspace / "templates").mkdir()
    path = workspace / file
    with previewing(workspace) as preview:
        good = preview.state()
        before = path.read_text() if path.exists() else None
        path.write_text(fault)
        faulty = preview.changed(good["version"])
        left = path.read_text()
        if before is None:
            path.unlink()
        else:
            path.write_text(before)
        mended = preview.changed(faulty["version"])

    assert where == faulty["failure"]["where"]
    assert what in faulty["failure"]["what"]
    assert good["edition"] == faulty["edition"]
    assert fault == left
    assert good == mended


def test_an_edition_file_that_goes_is_not_written_anew(workspace: Path) -> None:
    """Somebody may be about to put another in its place."""
    edition = workspace / "editions" / "2024-02-16.md"
    with previewing(workspace) as preview:
        first = preview.state()
        (workspace / "digest.toml").write_text(CONFIG.replace("Reporting", "Analysis"))
        second = preview.changed(first["version"])
        edition.unlink()
        gone = preview.changed(second["version"])
        there = edition.exists()
        edition.write_text("Another edition, according to Reuters.\n")
        preview.changed(gone["version"])
        shown = preview.get("edition.txt").body

    assert ("editions/2024-02-16.md", "the file is gone") == (
        gone["failure"]["where"],
        gone["failure"]["what"],
    )
    assert not there
    assert b"Another edition" in shown


def test_an_edited_edition_is_kept_and_new_stories_wait(tmp_path: Path) -> None:
    """A note in the page says how they are brought in."""
    workspace = make_workspace(tmp_path, talks=note("Kyiv and Moscow hold talks", TALKS))
    edition = workspace / "editions" / "2024-02-16.md"
    with previewing(workspace) as preview:
        first = preview.state()
        edition.write_text(edition.read_text().replace("Geneva", "Lausanne"))
        edited = preview.changed(first["version"])
        sanctions = note("EU agrees on new sanctions against Russia", SANCTIONS)
        (workspace / "sources" / "items" / "sanctions.md").write_text(sanctions)
        waiting = preview.changed(edited["version"])
        shown = preview.get("edition.txt").body

    assert [] == [it for it in edited["edition"]["remarks"] if it["severity"] == "note"]
    assert [
        {
            "severity": "note",
            "place": "editions/2024-02-16.md",
            "message": "it was edited and is kept; 1 new story waits",
            "hint": "`digest draft --date 2024-02-16 --merge` brings them in",
            "name": "",
            "to": {"view": "edition.md", "line": 0, "file": "", "key": ""},
        }
    ] == [it for it in waiting["edition"]["remarks"] if it["severity"] == "note"]
    assert b"Lausanne" in shown
    assert "Lausanne" in edition.read_text()


def test_an_untouched_edition_follows_its_sources(workspace: Path) -> None:
    """As with `build`."""
    with previewing(workspace) as preview:
        before = preview.state()
        talks = workspace / "sources" / "items" / "talks.md"
        talks.write_text(talks.read_text().replace("difficult but useful", "short and loud"))
        preview.changed(before["version"])
        shown = preview.get("edition.txt").body

    assert b"short and loud" in shown


def test_an_edition_that_was_sent_says_so(workspace: Path) -> None:
    """It is not changed any more."""
    digest(workspace, "build", "--offline", *DATE)
    sent = digest(workspace, "send", "--via", "true", "--allow", "unknown-absence", *DATE)
    with previewing(workspace) as preview:
        remarks = preview.state()["edition"]["remarks"]

    assert 0 == sent.code, sent.err
    assert "it was sent and is not changed" in [it["message"] for it in remarks]


def test_a_correction_can_be_looked_at_and_changed(workspace: Path) -> None:
    """It has a day of its own, and its message answers the one that it corrects."""
    (workspace / "digest.toml").write_text(f"{CONFIG}{ONE_SECTION}")
    assert 0 == digest(workspace, "draft", "--offline", *DATE).code
    sent = digest(workspace, "send", *DATE, "--to-maildir", "inbox")
    assert 0 == sent.code, sent.err
    original = workspace / "editions" / "2024-02-16.md"
    original.write_text(original.read_text().replace("Geneva", "Lausanne"))
    assert 0 == digest(workspace, "draft", "--offline", *DATE, "--correct").code
    (correction,) = {*original.parent.glob("*.md")} - {original}
    with previewing(workspace, day=correction.stem) as preview:
        state = preview.state()
        message = preview.get("message.eml").body
        status, _ = preview.press("hold", at=0)

    assert correction.stem == state["edition"]["day"]
    assert "" == state["edition"]["locked"]
    assert b"\nIn-Reply-To: <2024-02-16." in message
    assert 200 == status
    assert "<!-- hold -->" in correction.read_text()


def test_the_page_can_be_looked_at_before_there_is_a_sender(workspace: Path) -> None:
    """In place of the message stands what is missing."""
    (workspace / "digest.toml").write_text('[newsletter]\nname = "Watch"\n')
    with previewing(workspace) as preview:
        state = preview.state()
        mail, message = preview.get("edition.html"), preview.get("message.eml")

    assert b"Geneva" in mail.body
    assert b"" == message.body
    assert "digest.toml: [mail] from is missing" in state["edition"]["message_fault"]


def test_a_saved_feed_is_followed_wherever_it_lies(tmp_path: Path) -> None:
    """Its path is in feeds.toml."""
    workspace = make_workspace(tmp_path)
    (workspace / "saved").mkdir()
    (workspace / "saved" / "wire.xml").write_text(RSS.format("a first swap"))
    (workspace / "sources" / "feeds.toml").write_text(
        '[[feeds]]\nid = "wire"\nname = "Example Wire"\npath = "saved/wire.xml"\n'
    )
    with previewing(workspace) as preview:
        assert b"a first swap" in preview.get("edition.txt").body
        (workspace / "saved" / "wire.xml").write_text(RSS.format("another swap"))
        assert preview.shows(b"another swap")


@pytest.mark.parametrize(
    ("feeds", "expected"),
    [
        ("", set()),
        ('[[feeds]]\nname = "Saved"\npath = "saved/wire.xml"\n', {"saved/wire.xml"}),
        ("[[feeds]]\nurl = 3\n", set()),
    ],
)
def test_what_an_edition_is_made_of(workspace: Path, feeds: str, expected: set[str]) -> None:
    """A list of feeds that is being mended names no saved ones; its folder is watched."""
    (workspace / "sources" / "feeds.toml").write_text(feeds)
    opened = load(workspace, start=workspace)
    files, folders = pipeline.ingredients(opened, date(2024, 2, 16))

    assert {"digest.toml", "editions/2024-02-16.md"} | expected == {opened.name(it) for it in files}
    assert {"sources", "templates"} == {opened.name(it) for it in folders}
