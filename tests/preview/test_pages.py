"""What the preview answers, and to whom."""

from __future__ import annotations

import http.client
import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.preview.running import DATE, previewing
from tests.support.inside import digest
from tests.support.workspaces import a_week_of_notes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.preview.running import Preview


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a workspace with three notes and two that cannot be read."""
    folder = a_week_of_notes(tmp_path_factory.mktemp("pages") / "workspace")
    (folder / "sources" / "items" / "broken.md").write_text("---\ntitle: [\n---\nx\n")
    return folder


@pytest.fixture(scope="module")
def preview(folder: Path) -> Iterator[Preview]:
    """Preview it for all tests of this file."""
    with previewing(folder) as running:
        yield running


@pytest.mark.parametrize(
    ("name", "built"),
    [("edition.html", ".html"), ("edition.txt", ".txt"), ("message.eml", ".eml")],
)
def test_the_preview_shows_the_bytes_that_build_writes(
    folder: Path, preview: Preview, name: str, built: str
) -> None:
    """So that nobody is surprised later."""
    assert 0 == digest(folder, "build", "--offline", *DATE).code
    shown = preview.get(name)

    assert 200 == shown.status
    assert (folder / "out" / f"2024-02-16{built}").read_bytes() == shown.body


def test_the_edition_file_is_shown_as_it_is(folder: Path, preview: Preview) -> None:
    """With its comments."""
    assert (folder / "editions" / "2024-02-16.md").read_bytes() == preview.get("edition.md").body


def test_the_page_is_told_of_the_edition_and_of_what_to_look_at(preview: Preview) -> None:
    """What `check` finds, and the sources that could not be read."""
    state = preview.state()
    edition = state["edition"]

    assert state["failure"] is None
    assert ("editions/2024-02-16.md", "2024-02-16") == (edition["where"], edition["day"])
    assert "Diplomacy Watch <digest@example.org>" == edition["sender"]
    assert len(preview.get("edition.html").body) == edition["bytes"]["edition.html"]
    remarks = {remark["name"]: remark for remark in edition["remarks"]}
    assert "list-headers" in remarks
    assert ("warning", "sources/items/broken.md, line 3") == (
        remarks["source"]["severity"],
        remarks["source"]["place"],
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("", "text/html"),
        ("preview.css", "text/css"),
        ("preview.js", "text/javascript"),
        ("edition.html", "text/html"),
        ("edition.txt", "text/plain"),
        ("edition.md", "text/plain"),
        ("message.eml", "message/rfc822"),
        ("state.json", "application/json"),
    ],
)
def test_each_answer_has_its_type_and_is_kept_to_the_page(
    preview: Preview, name: str, kind: str
) -> None:
    """No cache keeps it, no other site embeds it, and no address of it leaks."""
    answer = preview.get(name)

    assert (200, kind) == (answer.status, answer.headers["Content-Type"].partition(";")[0])
    assert {
        "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }.items() <= answer.headers.items()
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none';")


@pytest.mark.parametrize(
    ("name", "has", "lacks"),
    [
        ("", ["script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"], ["unsafe", "*"]),
        (
            "edition.html",
            ["img-src http: https: data:", "sandbox allow-same-origin"],
            ["script", "forms", "top-navigation"],
        ),
        ("edition.html?images=off", ["img-src 'none'"], ["http"]),
        ("edition.md", ["sandbox"], ["allow"]),
    ],
)
def test_what_may_run_and_load_is_said_strictly(
    preview: Preview, name: str, has: list[str], lacks: list[str]
) -> None:
    """The mail runs nothing; without images it loads nothing."""
    policy = preview.get(name).headers["Content-Security-Policy"]

    assert has == [part for part in has if part in policy]
    assert [] == [part for part in lacks if part in policy]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Host": "127.0.0.1:{port}"}, 200),
        ({"Host": "localhost:{port}", "Origin": "http://localhost:{port}"}, 200),
        ({"Host": "rebound.example.org:{port}"}, 403),
        ({"Host": "127.0.0.1"}, 403),
        ({"Host": "127.0.0.1:1"}, 403),
        ({"Origin": "https://example.org"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_only_the_page_itself_is_answered(
    preview: Preview, headers: dict[str, str], expected: int
) -> None:
    """Pages of other sites in the same browser have another origin or another host."""
    sent = {name: value.format(port=preview.port) for name, value in headers.items()}
    answer = preview.get("state.json", headers=sent)

    assert expected == answer.status
    assert (expected == 200) == (b"Geneva" in answer.body)


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/", 404),
        ("GET", "/edition.html", 404),
        ("GET", "/{wrong}/edition.html", 404),
        ("GET", "/{token}x/edition.html", 404),
        ("GET", "/%C3%A9/edition.html", 404),
        ("GET", "/{token}/nothing.html", 404),
        ("GET", "/{token}/..%2f..%2fserver.py", 404),
        ("GET", "/{token}/server.py", 404),
        ("POST", "/{token}/state.json", 403),
        ("HEAD", "/{token}/state.json", 200),
    ],
)
def test_nothing_else_is_there(preview: Preview, method: str, path: str, expected: int) -> None:
    """Without the token there is no page, and with it no other file."""
    wrong = preview.token[::-1]
    asked = path.format(token=preview.token, wrong=wrong)
    answer = preview.get(path=asked, method=method)

    assert expected == answer.status
    assert b"Geneva" not in answer.body
    assert "nosniff" == answer.headers["X-Content-Type-Options"]


def test_the_token_is_too_long_to_guess(preview: Preview) -> None:
    """128 bits, another one each time."""
    assert re.fullmatch(r"[\w-]{22}", preview.token)


def test_each_change_is_told_as_it_comes(folder: Path, preview: Preview) -> None:
    """First the version that stands, then each new one, as server-sent events."""
    connection = http.client.HTTPConnection("127.0.0.1", preview.port, timeout=30)
    before = preview.state()
    try:
        connection.request("GET", f"/{preview.token}/events")
        response = connection.getresponse()
        first = response.readline() + response.readline() + response.readline()
        aid = folder / "sources" / "items" / "aid.md"
        aid.write_text(aid.read_text().replace("Oslo", "Bergen"))
        second = response.readline() + response.readline() + response.readline()
        after = preview.changed(before["version"])
    finally:
        connection.close()

    assert "text/event-stream" == response.headers["Content-Type"]
    for told in (first, second):
        assert re.fullmatch(rb"id: (\w{16})\ndata: \1 \w{16}\n\n", told)
    assert f"id: {before['version']}\n".encode() in first
    assert before["version"] != after["version"]
    assert first != second


def asked(preview: Preview, action: object, **headers: str) -> int:
    """Ask for a change with headers of our choice, and return the status."""
    usual = {
        "Content-Type": "application/json",
        "Origin": f"http://127.0.0.1:{preview.port}",
        "X-Digest-Preview": "1",
    }
    given = {name: value for name, value in (usual | headers).items() if value}
    body = json.dumps(action).encode()
    return preview.get("act", method="POST", body=body, headers=given).status


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Origin": ""}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://example.org"}, 403),
        ({"X-Digest-Preview": ""}, 403),
        ({"Host": "rebound.example.org"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_only_the_page_itself_changes_anything(
    folder: Path, preview: Preview, headers: dict[str, str], expected: int
) -> None:
    """A form of another site can send neither that header nor that type."""
    before = (folder / "editions" / "2024-02-16.md").read_bytes()
    action = {"do": "hold", "at": 0, "version": preview.state()["edition"]["file"]}

    assert expected == asked(preview, action, **headers)
    assert before == (folder / "editions" / "2024-02-16.md").read_bytes()


def test_without_the_token_nothing_is_changed(preview: Preview) -> None:
    """Nor found."""
    headers = {"Origin": f"http://127.0.0.1:{preview.port}", "X-Digest-Preview": "1"}

    assert 404 == preview.get(path="/act", method="POST", body=b"{}", headers=headers).status


@pytest.mark.parametrize(
    "action",
    [
        [],
        "hold",
        {"version": "x", "at": 0},
        {"do": "burn", "version": "x", "at": 0},
        {"do": "hold", "at": 0},
        {"do": "hold", "version": "x"},
        {"do": "hold", "version": "x", "at": 0, "story": "b1"},
        {"do": "hold", "version": "x", "at": True},
        {"do": "hold", "version": "x", "at": "0"},
        {"do": "hold", "version": 1, "at": 0},
        {"do": "hold", "version": "x", "at": 0, "path": "/"},
        {"do": ["hold"], "version": "x", "at": 0},
        {"do": "hold", "version": "x" * 5000, "at": 0},
    ],
)
def test_what_is_no_action_is_none(preview: Preview, action: object) -> None:
    """Of a wrong type, without what it is about, or too long."""
    assert asked(preview, action) in {400, 413}


def test_an_action_is_answered_with_what_is_to_be_shown(folder: Path, preview: Preview) -> None:
    """One that comes too late with 409, and what stands in the file now."""
    path = folder / "editions" / "2024-02-16.md"
    before, file = path.read_bytes(), preview.state()["edition"]["file"]
    status, answer = preview.press("hold", version=file, at=1)
    held = path.read_bytes()
    late, refused = preview.press("hold", version=file, at=1)
    undone, last = preview.press("undo", version=answer["state"]["edition"]["file"])

    assert (200, 409, 200) == (status, late, undone)
    assert answer["said"].startswith("held “")
    assert answer["state"]["edition"]["cards"][1]["held"]
    assert b"<!-- hold -->" in held
    assert "the file was changed meanwhile: nothing was done" in refused["said"]
    assert answer["state"]["edition"]["file"] == refused["state"]["edition"]["file"]
    assert (before, "") == (path.read_bytes(), last["state"]["edition"]["undo"])


def test_a_file_that_a_remark_leads_to_can_be_read_and_no_other(
    folder: Path, preview: Preview
) -> None:
    """Whatever the name."""
    remarks = preview.state()["edition"]["remarks"]
    broken = {it["name"]: it["to"] for it in remarks}["source"]

    place = ("file", "sources/items/broken.md", 3)
    assert place == (broken["view"], broken["file"], broken["line"])
    quoted = preview.get(f"quoted?name={broken['file']}")
    assert (200, (folder / broken["file"]).read_bytes()) == (quoted.status, quoted.body)
    for name in ("sources/items/aid.md", "../x", "/etc/hostname", ""):
        assert 404 == preview.get(f"quoted?name={name}").status


def test_the_sources_are_told_with_their_week(preview: Preview) -> None:
    """How many items of each day."""
    edition = preview.state()["edition"]

    assert ["2024-02-09", "2024-02-15"] == [edition["days"][0], edition["days"][-1]]
    own = edition["sources"][-1]
    assert ("Your own texts", [0, 0, 0, 0, 0, 2, 1]) == (own["name"], own["days"])
