"""`digest build`, `fetch`, `explain` and `new`, as people run them."""

from __future__ import annotations

import email
import email.policy
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import command
from tests.support.inside import digest
from tests.support.workspaces import CONFIG, a_week_of_notes, make_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DATE = ("--date", "2024-02-16")

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>World</title>
<link>https://example.org/</link><description>d</description>
<item><title>Kyiv and Moscow exchange prisoners after talks in Abu Dhabi</title>
<link>https://example.org/exchange</link><guid>e1</guid>
<pubDate>Wed, 14 Feb 2024 12:00:00 +0000</pubDate>
<description>&lt;p&gt;Russia and Ukraine exchanged a hundred prisoners of war each on Wednesday,
both governments said. The swap followed negotiations that were mediated by the Emirates.&lt;/p&gt;
&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 7 }}</description></item></channel></rss>"""
PAGES: dict[str, tuple[int, str, str]] = {
    "/world.xml": (200, "application/rss+xml", RSS),
    "/page.html": (200, "text/html", "<!DOCTYPE html><title>Just a moment</title><p>Human?"),
    "/gone.xml": (404, "text/plain", "no"),
}


class Handler(BaseHTTPRequestHandler):
    """Serves `PAGES`; the feed has an ETag."""

    def do_GET(self) -> None:
        """Answer one request."""
        status, kind, body = PAGES.get(self.path, (500, "text/plain", "x"))
        if self.path == "/world.xml" and self.headers.get("If-None-Match") == '"1"':
            self.send_response(304)
            self.end_headers()
            return
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if status == 200:
            self.send_header("ETag", '"1"')
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve on loopback, and return the address."""
    served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    served.server_close()
    thread.join()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make a workspace with three notes."""
    return a_week_of_notes(tmp_path / "workspace")


@pytest.fixture
def newsroom(tmp_path: Path, server: str) -> Path:
    """Make a workspace that reads a good feed and three bad ones."""
    folder = make_workspace(tmp_path / "newsroom")
    feeds = {"world": "world.xml", "page": "page.html", "gone": "gone.xml"}
    entries = [f'[[feeds]]\nid = "{id_}"\nname = "{id_}"\nurl = "{server}/{path}"\n'
               'allow_private = true\n'
               for id_, path in feeds.items()]  # fmt: skip
    dead = '[[feeds]]\nid = "dead"\nname = "dead"\nurl = "http://127.0.0.1:9/feed.xml"\n'
    dead += "allow_private = true\n"
    (folder / "sources" / "feeds.toml").write_text("\n".join([*entries, dead]))
    return folder


def test_an_edition_is_made_of_a_feed_and_bad_ones_are_named(newsroom: Path) -> None:
    """With their reasons, at the end; the exit code is 0."""
    ran = command.digest(newsroom, "build", *DATE)

    assert (0, b"") == (ran.code, ran.out), ran.err
    assert "3 sources could not be read:" in ran.err
    assert "page.html>: a web page, not a feed" in ran.err
    assert "gone.xml>: HTTP 404 Not Found" in ran.err
    assert "http://127.0.0.1:9/feed.xml>: connection refused" in ran.err
    html = (newsroom / "out" / "2024-02-16.html").read_text()
    assert "exchanged a hundred prisoners of war" in html
    assert "alert(1)" not in html
    assert "49" not in (newsroom / "editions" / "2024-02-16.md").read_text()


def test_fetching_twice_adds_nothing(newsroom: Path) -> None:
    """The second time the server says that nothing changed."""
    first = digest(newsroom, "fetch", "-v")
    second = digest(newsroom, "fetch", "-v")

    assert "1 new item, 0 changed." in first.err
    assert "world: not modified" in second.err
    assert "0 new items, 0 changed." in second.err
    assert (0, 0) == (first.code, second.code)


def test_offline_asks_nobody(newsroom: Path) -> None:
    """There is nothing to read then, and no failure to name."""
    ran = digest(newsroom, "build", "--offline", *DATE)

    assert 3 == ran.code
    assert "could not be read" not in ran.err


def test_without_a_network_it_says_so_once(tmp_path: Path) -> None:
    """And makes what it can of local texts."""
    folder = a_week_of_notes(tmp_path / "workspace")
    (folder / "sources" / "feeds.toml").write_text(
        "".join(
            f'[[feeds]]\nname = "f{n}"\nurl = "http://127.0.0.1:9/{n}"\nallow_private = true\n'
            for n in range(5)
        )
    )
    ran = digest(folder, "build", *DATE)

    assert 0 == ran.code, ran.err
    assert 1 == ran.err.count("connection refused")
    assert "none of the 5 feeds could be read: connection refused" in ran.err
    assert (folder / "out" / "2024-02-16.html").exists()


def test_three_forms_are_made_and_nothing_is_said(workspace: Path) -> None:
    """A run that nobody watches speaks only of what is doubtful."""
    ran = command.digest(workspace, "build", "--offline", "-q", *DATE)

    assert (0, b"", "") == (ran.code, ran.out, ran.err)
    assert {"2024-02-16.html", "2024-02-16.txt", "2024-02-16.eml"} == {
        path.name for path in (workspace / "out").iterdir()
    }


def test_the_same_input_gives_the_same_bytes(workspace: Path) -> None:
    """SOURCE_DATE_EPOCH fixes the moment; each process has an order of hashes of its own."""
    command.digest(workspace, "build", "--offline", *DATE)
    first = {path.name: path.read_bytes() for path in (workspace / "out").iterdir()}
    command.digest(workspace, "build", "--offline", *DATE)

    assert first == {path.name: path.read_bytes() for path in (workspace / "out").iterdir()}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["-f", "html"], "out/2024-02-16.html"),
        (["-f", "md"], "out/2024-02-16.md"),
        (["-o", "page.html"], "page.html"),
        (["-f", "text", "-o", "page"], "page"),
        (["-f", "html", "-o", "there/"], "there/2024-02-16.html"),
    ],
)
def test_one_form_goes_where_it_is_told(
    workspace: Path, arguments: list[str], expected: str
) -> None:
    """To out/, to a file or to a folder."""
    ran = digest(workspace, "build", "--offline", *arguments, *DATE)

    assert 0 == ran.code, ran.err
    assert "Geneva" in (workspace / expected).read_text()
    made = {path for path in workspace.rglob("2024-02-16.*") if "editions" not in path.parts}
    assert len(made) <= 1


@pytest.mark.parametrize(
    ("to", "expected_to", "expected_bcc"),
    [
        ([], "readers@example.org", None),
        (["a@example.org"], "a@example.org", None),
        (["a@example.org", "b@example.org"], "undisclosed-recipients:;",
         "a@example.org, b@example.org"),
    ],
)  # fmt: skip
def test_the_pipe_gets_one_message_and_nothing_else(
    workspace: Path, to: list[str], expected_to: str, expected_bcc: str | None
) -> None:
    """Ready for `sendmail -t`; several readers do not see each other."""
    options = [part for address in to for part in ("--to", address)]
    ran = digest(workspace, "build", "--offline", "-f", "eml", "-o", "-", *options, *DATE)
    message = email.message_from_bytes(ran.out, policy=email.policy.default)

    assert 0 == ran.code, ran.err
    assert [] == list(message.defects)
    assert (expected_to, expected_bcc) == (message["To"], message["Bcc"])
    assert "Diplomacy Watch: Kyiv and Moscow hold ceasefire talks in Geneva" == message["Subject"]
    assert ["text/plain", "text/html"] == [part.get_content_type() for part in message.iter_parts()]


def test_options_stand_before_or_after_the_command(workspace: Path, tmp_path: Path) -> None:
    """-C, -q and -v."""
    before = digest(tmp_path, "-C", "workspace", "-q", "build", "--offline", *DATE)
    after = digest(tmp_path, "build", "--offline", "-C", "workspace", "-q", *DATE)
    loud = digest(tmp_path, "-v", "build", "--offline", "-C", str(workspace), *DATE)

    assert (0, "", 0, "") == (before.code, before.err, after.code, after.err)
    assert "Wrote out/2024-02-16.html" in loud.err


def test_explain_has_a_row_for_every_item(workspace: Path) -> None:
    """In the form that other programs read."""
    ran = digest(workspace, "explain", "--format", "json", *DATE)
    explained = json.loads(ran.out)

    assert (0, "2024-02-16") == (ran.code, explained["date"])
    assert ["2024-02-09T00:00:00-05:00", "2024-02-16T00:00:00-05:00"] == explained["window"]
    assert 3 == len(explained["items"])
    assert {
        "id", "url", "canonical_url", "title", "source", "publisher", "published", "section",
        "placed", "lead", "story", "rank", "score", "reasons",
    } == set(explained["items"][0])  # fmt: skip
    lead = next(row for row in explained["items"] if row["lead"])
    assert ("main", True, 1) == (lead["section"], lead["placed"], lead["rank"])
    assert "https://example.org/kyiv-and-moscow-hold-ceasefire-talks-in-geneva" == lead["url"]
    assert [str] * len(lead["reasons"]) == [type(reason) for reason in lead["reasons"]]
    assert lead["reasons"]


def test_explain_writes_nothing(workspace: Path) -> None:
    """Neither an archive nor an edition."""
    before = sorted(workspace.rglob("*"))
    digest(workspace, "explain", *DATE)

    assert before == sorted(workspace.rglob("*"))


def test_explain_judges_the_edition_file(workspace: Path) -> None:
    """What the editor removed is not placed; what was moved is where it was moved to."""
    digest(workspace, "draft", *DATE)
    path = workspace / "editions" / "2024-02-16.md"
    blocks = path.read_text().split("\n\n")
    path.write_text("\n\n".join(block for block in blocks if "Oslo" not in block))
    rows = json.loads(digest(workspace, "explain", "--format", "json", *DATE).out)["items"]

    placed = {row["title"]: row["placed"] for row in rows}
    assert {
        "Kyiv and Moscow hold ceasefire talks in Geneva": True,
        "EU agrees on new sanctions against Russia": True,
        "Norway votes for more aid to Ukraine": False,
    } == placed


def test_explain_of_an_empty_week_is_empty(workspace: Path) -> None:
    """Exit code 0; a person is told."""
    ran = digest(workspace, "explain", "--format", "json", "--date", "2020-01-03")
    table = digest(workspace, "explain", "--date", "2020-01-03")

    assert (0, []) == (ran.code, json.loads(ran.out)["items"])
    assert (0, "There are no items in that week.\n") == (table.code, table.err)


def test_explain_tells_everything_about_one_item(workspace: Path) -> None:
    """By its link, its id or its story's."""
    link = "https://example.org/eu-agrees-on-new-sanctions-against-russia"
    ran = digest(workspace, "explain", link, *DATE)

    assert 0 == ran.code, ran.err
    assert "EU agrees on new sanctions against Russia" in ran.out.decode()
    assert "reported by: Example Times" in ran.out.decode()


def test_explain_shows_a_table(workspace: Path) -> None:
    """Stories by section, the main story with a star."""
    table = digest(workspace, "explain", *DATE).out.decode()

    assert "★ Kyiv and Moscow hold ceasefire talks" in table
    assert "In other diplomatic news related to the war in Ukraine:" in table
    assert "state: unknown: no feed has the id state-briefings" in table


def test_the_sample_week_builds_from_new(tmp_path: Path) -> None:
    """`digest new --sample`, then build."""
    made = digest(tmp_path, "new", "--sample", "demo")
    built = digest(tmp_path, "-C", "demo", "build", *DATE)

    assert (0, 0) == (made.code, built.code), made.err + built.err
    assert (tmp_path / "demo" / "out" / "2024-02-16.html").exists()


def test_a_live_workspace_can_be_built_from_at_once(tmp_path: Path) -> None:
    """Its files are read without complaint; with no items there is nothing to publish."""
    made = digest(tmp_path, "new", "watch")
    built = digest(tmp_path, "-C", "watch", "build", "--offline")

    assert 0 == made.code, made.err
    assert 3 == built.code, built.err
    assert "no items to publish" in built.err


def test_new_overwrites_nothing(tmp_path: Path) -> None:
    """Exit code 2, and the file is as it was."""
    (tmp_path / "digest.toml").write_text("mine")
    ran = digest(tmp_path, "new", ".")

    assert 2 == ran.code
    assert "digest.toml is there already" in ran.err
    assert "mine" == (tmp_path / "digest.toml").read_text()
    assert ["digest.toml"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize(
    "words",
    [
        [], ["new"], ["fetch"], ["draft"], ["build"], ["preview"], ["check"], ["send"], ["explain"],
        ["sources"],
    ],
)  # fmt: skip
def test_help_says_what_a_command_does_with_an_example(tmp_path: Path, words: list[str]) -> None:
    """-h and --help."""
    short, long = (digest(tmp_path, *words, option) for option in ("-h", "--help"))

    assert (0, short.out) == (long.code, long.out)
    assert re.search(rf"Examples?:\n( +.*\n)*? +digest .*{'|'.join(words)}", long.out.decode()), (
        long.out.decode()
    )


def test_another_configuration_needs_no_other_code(tmp_path: Path) -> None:
    """Another language, other headings, another day."""
    config = CONFIG.replace('name = "Diplomacy Watch"', 'name = "Wochenschau"\nlanguage = "de"')
    folder = a_week_of_notes(tmp_path / "w", config=config)
    ran = digest(folder, "build", "--offline", *DATE)
    html = (folder / "out" / "2024-02-16.html").read_text()

    assert 0 == ran.code, ran.err
    assert 'lang="de"' in html
    assert "Wochenschau" in html
