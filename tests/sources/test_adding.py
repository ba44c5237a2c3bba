"""`digest sources add URL`: an address is asked what it is, by real servers on loopback."""

from __future__ import annotations

import base64
import time
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from digest.errors import UsageError
from digest.ingest import asking
from digest.limits import Limits
from digest.pipeline import subscribing
from tests.ingest_feeds.documents import ATOM_10, RSS_20
from tests.support import command, serving
from tests.support.inside import digest
from tests.support.serving import free_port
from tests.support.values import at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from digest.ingest.asking import Answer

NOW = at("2024-02-16")
FEED = {"Content-Type": "application/rss+xml"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
ALTERNATE = '<link rel="alternate" type="application/rss+xml" title="{}" href="{}">'
BLOG = "<!doctype html><html><head>{}</head><body>Hello</body></html>"


def page(*feeds: tuple[str, str]) -> bytes:
    """Write a web page that names feeds by title and address."""
    return BLOG.format("".join(ALTERNATE.format(*feed) for feed in feeds)).encode()


PAGES: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/rss": (200, FEED, RSS_20.encode()),
    "/atom": (200, {"Content-Type": "text/html"}, ATOM_10.encode()),
    "/untitled": (200, FEED, RSS_20.replace("Example Wire", "", 1).encode()),
    "/cyrillic": (200, FEED, RSS_20.replace("Example Wire", "Новости\n дня", 1).encode()),
    "/long": (200, FEED, RSS_20.replace("Example Wire", "Word " * 999, 1).encode()),
    "/301": (301, {"Location": "/rss"}, b""),
    "/308": (308, {"Location": "/301"}, b""),
    "/302": (302, {"Location": "/rss"}, b""),
    "/301-302": (301, {"Location": "/302"}, b""),
    "/301-page": (301, {"Location": "/deep/blog"}, b""),
    "/deep/blog": (
        200,
        HTML,
        page(("Blog » Comments Feed", "comments/feed/"), ("Blog » Feed", "../rss")),
    ),
    "/moved-feed": (200, HTML, page(("It", "/301"))),
    "/several": (200, HTML, page(("World $(rm -rf ~)`'; x", "/rss?a=1&amp;b='2"), ("", "/atom"))),
    "/names-a-page": (200, HTML, page(("It", "/none"))),
    "/names-nothing": (200, HTML, page(("It", "/missing"))),
    "/names-busy": (200, HTML, page(("It", "/503"))),
    "/none": (200, HTML, page()),
    "/bare": (200, HTML, b"<p>No doctype"),
    "/untyped": (200, {}, b"<?xml version='1.0'?><!DOCTYPE html><html><a href='rss'>RSS</a>"),
    "/text": (200, {"Content-Type": "text/plain"}, b"Hello"),
    "/json": (200, {"Content-Type": "application/json"}, b'{"a": 1}'),
    "/empty": (200, {}, b""),
    "/long-answer": (200, {}, b"x" * 70_000),
    "/loop": (302, {"Location": "/loop"}, b""),
    "/to-file": (302, {"Location": "file:///etc/passwd"}, b""),
    **{f"/{status}": (status, {}, b"") for status in (401, 403, 404, 410, 429, 500, 503)},
}


class Handler(serving.QuietHandler):
    """Answers by path; below `/secret` only whom it knows."""

    server: Server

    def do_GET(self) -> None:  # noqa: N802 - named by http.server
        """Answer one request."""
        self.server.asked.append(self.path)
        path = self.path.partition("?")[0]
        known = "Basic " + base64.b64encode(b"me:secret").decode()
        if path.startswith("/secret"):
            path = path.removeprefix("/secret")
            if self.headers.get("Authorization") != known:
                path = "/401"
        if path == "/slow" or (path == "/feed" and self.server.slow):
            self.server.stopping.wait(20)
            return
        status, headers, body = self.server.pages.get(path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class Server(serving.LoopbackServer):
    """Notes what was asked."""

    def __init__(self) -> None:
        """Listen on a free port."""
        super().__init__(Handler)
        self.pages = dict(PAGES)
        self.asked: list[str] = []
        self.slow = False


@pytest.fixture
def server() -> Iterator[Server]:
    """Serve while the test runs."""
    with serving.running(Server()) as served:
        yield served


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make an empty one."""
    (tmp_path / "digest.toml").touch()
    return tmp_path


def ask(url: str, **limits: Any) -> Answer:
    """Ask."""
    return asking.ask(url, now=NOW, allow_private=True, limits=Limits(**limits))


def add(folder: Path, url: str, *options: str) -> command.Ran:
    """Add a feed on this machine."""
    return digest(folder, "sources", "add", url, "--allow-private", *options)


def written(folder: Path) -> list[dict[str, Any]]:
    """Read feeds.toml."""
    file = folder / "sources" / "feeds.toml"
    feeds: list[dict[str, Any]] = tomllib.loads(file.read_text())["feeds"] if file.exists() else []
    return feeds


def test_a_feed_is_added_under_its_own_title(workspace: Path, server: Server) -> None:
    """Silent for programs."""
    added = ("sources", "add", f"{server.address}/rss", "--section", "other", "--allow-private")
    ran = command.digest(workspace, *added)

    assert (0, b"", "") == (ran.code, ran.out, ran.err)
    assert (
        '[[feeds]]\nid = "example-wire"\nname = "Example Wire"\n'
        f'url = "{server.address}/rss"\nsection = "other"\nallow_private = true\n'
    ) == (workspace / "sources" / "feeds.toml").read_text()
    assert ["/rss"] == server.asked


@pytest.mark.parametrize(
    ("path", "options", "id_", "name"),
    [
        ("/rss", ("--name", "Mine"), "mine", "Mine"),
        ("/rss", ("--id", "mine"), "mine", "Example Wire"),
        ("/untitled", (), "127-0-0-1", "127.0.0.1"),
        ("/cyrillic", (), "127-0-0-1", "Новости дня"),
        ("/long", (), "-".join(["word"] * 20), "Word " * 19 + "Word…"),
    ],
)
def test_its_name_is_its_own_unless_one_is_given(
    workspace: Path, server: Server, path: str, options: tuple[str, ...], id_: str, name: str
) -> None:
    """Its host's, if it has none; an id has letters that can be typed."""
    assert 0 == add(workspace, server.address + path, *options).code
    (feed,) = written(workspace)

    assert (id_, name) == (feed["id"], feed["name"])


@pytest.mark.parametrize(
    ("path", "expected", "moved"),
    [
        ("/rss", "/rss", False),
        ("/atom", "/atom", False),
        ("/301", "/rss", True),
        ("/308", "/rss", True),
        ("/302", "/302", False),
        ("/301-302", "/302", True),
        ("/301-page", "/rss", False),
        ("/moved-feed", "/rss", True),
        ("/untyped", "/rss", False),
    ],
)
def test_a_feed_is_added_by_the_address_that_will_last(
    server: Server, path: str, expected: str, *, moved: bool
) -> None:
    """Where it has moved for good, the new one; where it is for the moment, the old one."""
    answer = ask(server.address + path)

    assert (None, None, ()) == (answer.error, answer.unasked, answer.links)
    assert (server.address + expected, moved) == (answer.url, answer.moved)
    assert ("Example Wire", server.address) == (answer.title, answer.final.rpartition("/")[0])


def test_a_move_is_told(workspace: Path, server: Server) -> None:
    """With both addresses."""
    ran = add(workspace, f"{server.address}/308")

    assert (0, f"{server.address}/rss") == (ran.code, written(workspace)[0]["url"])
    assert (
        f"The feed has moved for good: sources/feeds.toml says {server.address}/rss"
        f" (not {server.address}/308).\n"
    ) == ran.err


def test_the_one_feed_of_a_page_is_found(workspace: Path, server: Server) -> None:
    """Relative to where the page came from; comments are no feed of it."""
    ran = add(workspace, f"{server.address}/301-page")

    assert (0, f"{server.address}/rss") == (ran.code, written(workspace)[0]["url"])
    assert f"Found {server.address}/rss for the page {server.address}/301-page.\n" == ran.err
    assert ["/301-page", "/deep/blog", "/rss"] == server.asked


def test_of_several_feeds_a_person_chooses(workspace: Path, server: Server) -> None:
    """By commands to copy, in which nothing of the page means anything to a shell."""
    ran = add(workspace, f"{server.address}/several")

    assert (1, b"", []) == (ran.code, ran.out, written(workspace))
    assert [
        f"Error: {server.address}/several: a web page that names 2 feeds. Add the one that you"
        " want.",
        f"  digest sources add '{server.address}/rss?a=1&b='\"'\"'2' --allow-private"
        "  # World rm -rf x, RSS",
        f"  digest sources add {server.address}/atom --allow-private  # RSS",
    ] == ran.err.splitlines()


def test_a_page_without_a_feed_is_refused(workspace: Path, server: Server) -> None:
    """Having looked where sites have one: one place after the other, six at most."""
    del server.pages["/rss"]
    ran = add(workspace, f"{server.address}/none")

    assert (1, []) == (ran.code, written(workspace))
    assert (
        f"Error: {server.address}/none: a web page that names no feed. Look on the site for its"
        " feed's own address (RSS or Atom), and add that.\n"
    ) == ran.err
    server.asked.clear()

    assert ask(f"{server.address}/bare").error
    assert ["/bare", *asking.PLACES] == server.asked
    assert 7 == len(server.asked)


@pytest.mark.parametrize("place", asking.PLACES)
def test_the_feed_may_be_where_sites_have_it(server: Server, place: str) -> None:
    """A page there is none."""
    server.pages |= {"/feed": PAGES["/none"]}
    server.pages.pop("/rss")
    server.pages[place] = PAGES["/rss"]
    answer = ask(f"{server.address}/none?x")

    assert (server.address + place, f"{server.address}/none?x") == (answer.url, answer.page)
    assert place == server.asked[-1]


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_what_declines_for_a_while_is_added_as_given(server: Server, status: int) -> None:
    """It may be right for all that."""
    answer = ask(f"{server.address}/{status}")

    assert (None, f"{server.address}/{status}") == (answer.error, answer.url)
    assert answer.unasked
    assert answer.unasked.what.startswith(f"HTTP {status} ")


def test_what_does_not_answer_is_added_with_a_warning(workspace: Path) -> None:
    """Named by its site, as nothing else is known."""
    url = f"http://127.0.0.1:{free_port()}/rss"
    ran = add(workspace, url)

    assert (0, b"") == (ran.code, ran.out)
    assert (
        f"Warning: {url} is added, but could not be asked: connection refused."
        " `digest sources check` asks it again.\n"
    ) == ran.err
    assert [{"id": "127-0-0-1", "name": "127.0.0.1", "url": url, "allow_private": True}] == (
        written(workspace)
    )
    assert "" == add(workspace, f"{url}/2", "-q").err


def test_a_host_that_does_not_exist_is_added_with_a_warning(workspace: Path) -> None:
    """As on a machine without a network; `https://` is what people leave out."""
    ran = digest(workspace, "sources", "add", "www.mfa.invalid/news")

    assert 0 == ran.code
    assert ran.err.startswith("Warning: https://www.mfa.invalid/news is added, but could not be")
    assert [
        {"id": "mfa-invalid", "name": "mfa.invalid", "url": "https://www.mfa.invalid/news"}
    ] == written(workspace)


def test_the_time_for_all_of_it_is_bounded(server: Server) -> None:
    """A page that was read is not added for it, and a slow address is."""
    server.slow = True
    began = time.perf_counter()
    slow = ask(f"{server.address}/slow", total=0.5)
    none = ask(f"{server.address}/none", total=0.5)

    assert 10 > time.perf_counter() - began
    assert slow.unasked
    assert "no answer within 0.5 s" == slow.unasked.what
    assert none.error
    assert "a web page that names no feed" == none.error.what
    assert ["/slow", "/none", "/feed"] == server.asked


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/404", "HTTP 404 Not Found. Look on the site for its feed's own address"),
        ("/410", "HTTP 410 Gone. Look on the site for its feed's own address"),
        ("/text", "not a feed. Look on the site for its feed's own address"),
        ("/json", "not a feed: JSON, but no JSON Feed"),
        ("/empty", "empty answer. Look on the site"),
        ("/long-answer", "longer than 64 KB. Check the address in a browser."),
        ("/loop", "more than 5 redirects. Check the address in a browser."),
        ("/to-file", "redirected to what is no http or https address."),
        ("/names-a-page", "names {}/none, which is no feed (a web page, not a feed). Look on"),
        ("/names-nothing", "the feed that {}/names-nothing names: HTTP 404 Not Found."),
    ],
)
def test_what_is_no_feed_is_an_error(server: Server, path: str, expected: str) -> None:
    """Saying what it is instead, and what to do."""
    answer = ask(server.address + path, body=64 * 1024)

    assert answer.error
    assert answer.unasked is None
    assert expected.format(server.address) in str(answer.error)
    assert server.address in str(answer.error)


def test_a_feed_that_is_named_and_does_not_answer_now_is_added(server: Server) -> None:
    """By its own address."""
    answer = ask(f"{server.address}/names-busy")

    assert (f"{server.address}/503", f"{server.address}/names-busy") == (answer.url, answer.page)
    assert answer.unasked


def test_what_is_no_feed_is_not_written(workspace: Path, server: Server) -> None:
    """Exit code 1, one line."""
    ran = add(workspace, f"{server.address}/404")

    assert (1, b"", []) == (ran.code, ran.out, written(workspace))
    assert (
        f"Error: {server.address}/404: HTTP 404 Not Found. Look on the site for its feed's own"
        " address (RSS or Atom), and add that.\n"
    ) == ran.err


def test_a_private_address_is_refused_unless_it_is_allowed(workspace: Path, server: Server) -> None:
    """Before anything is asked of it."""
    ran = digest(workspace, "sources", "add", f"{server.address}/rss")

    assert (1, [], []) == (ran.code, written(workspace), server.asked)
    assert (
        f"Error: {server.address}/rss: 127.0.0.1 is not on the public internet. If it is meant to"
        " be read, add it with --allow-private.\n"
    ) == ran.err


@pytest.mark.parametrize("path", ["/rss", "/deep/blog", "/several", "/404", "/none", "/503"])
def test_credentials_work_and_are_never_shown(workspace: Path, server: Server, path: str) -> None:
    """They are kept for the feed of the same origin."""
    address = server.address.replace("//", "//me:secret@")
    server.pages["/deep/blog"] = (200, HTML, page(("It", "/secret/rss")))
    ran = add(workspace, f"{address}/secret{path}", "-v")

    assert "me:" not in ran.err + ran.out.decode()
    assert ran.err.replace("/secret", "").count("secret") == 0
    if path in {"/rss", "/deep/blog"}:
        assert (0, f"{address}/secret/rss") == (ran.code, written(workspace)[0]["url"])
        assert "Example Wire" == written(workspace)[0]["name"]


def test_credentials_are_for_their_origin_alone() -> None:
    """Another port is another's."""
    asked = "https://me:secret@e.org/a"

    assert "https://me:secret@e.org/b" == asking._with_credentials("https://e.org/b", asked)
    for other in (
        "https://e.org:8443/b",
        "http://e.org/b",
        "https://www.e.org/b",
        "https://e.org.example.org/",
    ):
        assert other == asking._with_credentials(other, asked)
    assert "https://e.org/b" == asking._with_credentials("https://e.org/b", "https://e.org/a")


@pytest.mark.parametrize("path", ["/rss", "/rss/", "/rss#top", "/301", "/302", "/deep/blog"])
def test_a_feed_that_is_read_already_is_refused(workspace: Path, server: Server, path: str) -> None:
    """By whatever address it is given."""
    add(workspace, f"{server.address}/rss")
    ran = add(workspace, server.address + path)

    assert (2, 1) == (ran.code, len(written(workspace)))
    assert "is read already, as 'example-wire'" in ran.err


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.e.org/a", "http://E.org/a/"),
        ("https://e.org", "https://www.e.org/#top"),
        ("https://me:secret@e.org/a?b=1", "https://e.org/a?b=1"),
    ],
)
def test_addresses_of_one_feed_are_known(one: str, other: str) -> None:
    """Whatever stands around them."""
    assert subscribing._page(one) == subscribing._page(other)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("www.example.org/news", "https://www.example.org/news"),
        ("example.org", "https://example.org"),
        ("example.org:8080/a?b", "https://example.org:8080/a?b"),
        ("//example.org/a", "https://example.org/a"),
        ("me:secret@example.org/a", "https://me:secret@example.org/a"),
        (" https://example.org/a ", "https://example.org/a"),
        ("feed://example.org/a", "http://example.org/a"),
        ("HTTPS://example.org/", "HTTPS://example.org/"),
    ],
)
def test_an_address_is_read_as_people_paste_it(given: str, expected: str) -> None:
    """Without its scheme, for one."""
    assert expected == subscribing._in_full(given)


@pytest.mark.parametrize(
    "given",
    [
        *("", "news", "/news", "file:///etc/passwd", "ws://example.org/", "mailto:me@example.org"),
        *("https://", "javascript:alert(1)", "sources/feed.xml x", "ftp://me:secret@example.org/"),
        *("x:me:secret@",),
    ],
)
def test_what_is_no_address_is_an_error(given: str) -> None:
    """Without the credentials in it."""
    with pytest.raises(UsageError, match="is no http or https address") as caught:
        subscribing._in_full(given)

    assert "secret" not in str(caught.value)


def test_a_list_that_is_imported_is_not_asked(workspace: Path, server: Server) -> None:
    """What is broken in it is told, and so is what it lacks; a section of ours comes along."""
    (workspace / "ours.opml").write_text(
        f'<opml><body><outline text="A" category="/digest/state" xmlUrl="{server.address}/a"/>'
        '\n<outline text="B" htmlUrl="https://e.org/"/>\n<outline text="cut'
    )
    ran = digest(workspace, "sources", "import", "ours.opml")

    assert (0, []) == (ran.code, server.asked)
    assert [
        "Added 1 feed to sources/feeds.toml.",
        "Warning: ours.opml is broken, and feeds may be missing. line 3: it ends without </opml>,"
        " and may be cut off.",
        "Warning: left out 1 web page without a feed: `digest sources add` finds it.",
    ] == ran.err.splitlines()
    assert [{"id": "a", "name": "A", "url": f"{server.address}/a", "section": "state"}] == written(
        workspace
    )


def test_an_exported_list_has_no_credentials(workspace: Path) -> None:
    """How many are left without is told; coming back, they are the same feeds."""
    (workspace / "sources").mkdir()
    (workspace / "sources" / "feeds.toml").write_text(
        '[[feeds]]\nid = "paid"\nurl = "https://me:secret@e.org/a"\nsection = "state"\n'
        '[[feeds]]\nid = "free"\nurl = "https://e.org/b"\n'
    )
    ran = digest(workspace, "sources", "export", "-o", "ours.opml")
    content = (workspace / "ours.opml").read_text()

    assert (0, "Warning: 1 address written without the user name and password in it.\n") == (
        ran.code,
        ran.err,
    )
    assert "secret" not in content
    assert "<dateCreated>Fri, 16 Feb 2024 15:00:00 GMT</dateCreated>" in content
    assert "Added 0 feeds" in digest(workspace, "sources", "import", "ours.opml").err


def test_thousands_are_imported_quickly(workspace: Path) -> None:
    """Feeds of one name, too."""
    outlines = (f'<outline text="RSS" xmlUrl="https://e.org/{n}"/>' for n in range(3000))
    (workspace / "many.opml").write_text(f"<opml><body>{''.join(outlines)}</body></opml>")
    began = time.perf_counter()
    ran = digest(workspace, "sources", "import", "many.opml")

    assert (0, "Added 3,000 feeds to sources/feeds.toml.\n") == (ran.code, ran.err)
    assert 60 > time.perf_counter() - began
    assert "rss-3000" == written(workspace)[-1]["id"]


def test_the_help_fits_a_terminal(tmp_path: Path) -> None:
    """Of 80 columns."""
    for name in ("add", "import", "export"):
        lines = digest(tmp_path, "sources", name, "--help").out.decode().splitlines()

        assert 80 >= max(map(len, lines))
