"""Bad input: one clear line (where, what, what to do), its exit code, nothing half-written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from digest.workspace import write_file
from tests.support import command
from tests.support.command import NOW, Ran
from tests.support.inside import digest

ROOT = Path(__file__).parents[2]
DATE = ("--date", "2024-02-16")
NOTE = """\
---
title: A truce is offered in talks on the war in Ukraine
source: Example Times
url: https://example.org/truce
date: 2024-02-14
---

Negotiators from Kyiv and Moscow met in Geneva on Tuesday for talks about a ceasefire, the mediator
said. Both delegations described the negotiations as difficult.

The talks go on next week, with prisoners of war and grain exports on the agenda.
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make a workspace with one note in it."""
    folder = tmp_path / "workspace"
    (folder / "sources" / "items").mkdir(parents=True)
    (folder / "digest.toml").write_text(
        '[newsletter]\ntimezone = "America/New_York"\n'
        '[mail]\nfrom = "digest@example.org"\nto = "readers@example.org"\n'
    )
    (folder / "sources" / "items" / "truce.md").write_text(NOTE)
    return folder


def files(folder: Path) -> set[str]:
    """Name every file below a folder, the archive apart."""
    found = (path for path in folder.rglob("*") if path.is_file() and ".digest" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in found}


def error(ran: Ran) -> str:
    """Return the one line of the error; there must be no other, and no traceback."""
    lines = [line for line in ran.err.splitlines() if not line.startswith("Warning: ")]
    assert "Traceback" not in ran.err
    assert 1 == len(lines), ran.err
    assert b"" == ran.out
    return lines[0]


@pytest.mark.parametrize(
    ("file", "content", "code", "expected"),
    [
        ("digest.toml", "[newsletter\n", 2, "Error: digest.toml, line 1, column 12: not TOML"),
        ("digest.toml", "[nesletter]\n", 2, "unknown key 'nesletter'. Did you mean 'newsletter'?"),
        (
            "digest.toml",
            '[[sections]]\nid = "x"\n',
            2,
            'Error: digest.toml: [[sections]] "x" (line 1): kind is missing.',
        ),
        (
            "digest.toml",
            '[topic]\nbase = "ukrain-diplomacy"\n',
            2,
            "Did you mean 'ukraine-diplomacy'?",
        ),
        ("digest.toml", '[topic]\nbase = "../x"\n', 2, "base must be a plain name, got '../x'"),
        ("digest.toml", '[topic]\nbase = "zzzz"\n', 2, "Write sources/topics/zzzz.toml."),
        (
            "sources/feeds.toml",
            "\n[[feeds]]\nurl = 3\n",
            2,
            "Error: sources/feeds.toml: [[feeds]] no. 1 (line 2): url must be text, got 3",
        ),
        ("sources/list.opml", "<opml", 2, "Error: sources/list.opml: not OPML"),
        ("sources/topics/ukraine-diplomacy.toml", "zzz = 1\n", 2, "unknown key 'zzz'"),
        (
            "editions/2024-02-16.md",
            "---\ntitle: [\n---\n",
            1,
            "Error: editions/2024-02-16.md, line 3: broken front matter",
        ),
        (
            "editions/2024-02-16.md",
            "\udcff",
            1,
            "Error: editions/2024-02-16.md, line 1: not UTF-8 text. Save it as UTF-8.",
        ),
        (
            "templates/edition.html.j2",
            "<!DOCTYPE html>\n<p>{{ nobody }}</p>",
            1,
            "Error: templates/edition.html.j2, line 2: ",
        ),
        ("templates/edition.html.j2", "{% if %}", 1, "Error: templates/edition.html.j2, line 1: "),
    ],
)
def test_a_broken_file_is_one_line_and_an_exit_code(
    workspace: Path, file: str, content: str, code: int, expected: str
) -> None:
    """And nothing is written to out/."""
    path = workspace / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode(errors="surrogateescape"))
    ran = digest(workspace, "build", "--offline", *DATE)

    assert code == ran.code
    assert expected in error(ran)
    assert not (workspace / "out").exists()


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("noise.txt", bytes(range(256)) * 8, "sources/items/noise.txt"),
        ("latin.md", "Élysée talks".encode("latin-1"), "sources/items/latin.md"),
        ("broken.md", b"---\ntitle: [\n---\nx\n", "sources/items/broken.md, line 3"),
        ("letter.docx", b"PK", "sources/items/letter.docx"),
        ("saved.xml", b"<html><body>Are you human?</body></html>", "sources/items/saved.xml"),
        ("empty.txt", b"", "sources/items/empty.txt"),
    ],
)
def test_a_broken_text_is_named_and_stops_nothing(
    workspace: Path, name: str, content: bytes, expected: str
) -> None:
    """The edition is made of the others."""
    (workspace / "sources" / "items" / name).write_bytes(content)
    ran = digest(workspace, "build", "--offline", *DATE)

    assert 0 == ran.code, ran.err
    assert "Warning: 1 source could not be read:" in ran.err
    assert expected in ran.err
    assert "Traceback" not in ran.err
    assert (workspace / "out" / "2024-02-16.html").exists()


def test_a_text_that_may_not_be_read_is_named(workspace: Path) -> None:
    """A dangling link stands for it: tests may run as root, who reads everything."""
    (workspace / "sources" / "items" / "gone.md").symlink_to(workspace / "nowhere.md")
    ran = digest(workspace, "build", "--offline", *DATE)

    assert 0 == ran.code
    assert "sources/items/gone.md" in ran.err


def test_an_empty_week_says_where_the_nearest_items_are(workspace: Path) -> None:
    """Exit code 3, and no edition."""
    early = command.digest(workspace, "build", "--offline", "--date", "2024-01-05")
    late = digest(workspace, "build", "--offline", "--date", "2024-03-15")

    assert (3, 3) == (early.code, late.code)
    assert (
        "Error: the week from 2023-12-29 to 2024-01-05: no items to publish."
        " The first after it is of 2024-02-14."
    ) == error(early)
    assert "The last before it is of 2024-02-14." in error(late)
    assert not (workspace / "editions").exists()
    assert not (workspace / "out").exists()


def test_a_workspace_without_items_says_what_to_do(workspace: Path) -> None:
    """There is nothing near."""
    (workspace / "sources" / "items" / "truce.md").unlink()
    ran = digest(workspace, "build", "--offline", *DATE)

    assert 3 == ran.code
    assert "There are no items at all: add sources or put texts into sources/items/." in error(ran)


def test_a_week_off_the_topic_is_nothing_to_publish(workspace: Path) -> None:
    """An edition with nothing in it would be a false one."""
    (workspace / "sources" / "items" / "truce.md").write_text(
        "---\ntitle: A cup final\ndate: 2024-02-14\n---\n\nThe home side won by two goals.\n"
    )
    ran = digest(workspace, "build", "--offline", *DATE)

    assert 3 == ran.code
    assert "none of the week's 1 items is about" in error(ran)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["build", "--date", "2024-02-30"], "'2024-02-30' is no day"),
        (["build", "-o", "-"], "-o - takes one form: say which with -f"),
        (["build", "-o", "edition.pdf"], "-o edition.pdf: say which form it is to be with -f"),
        (["build", "-f", "pdf"], "'pdf' is not one of"),
        (["build", "-f", "html", "--to", "a@example.org"], "--to is for the message: give -f eml."),
        (["build", "--ofline"], "--offline"),
        (["draft", "--merge", "--force"], "--merge keeps your edit and --force replaces it"),
        (["explain", "zzz", *DATE], "no item of the week of 2024-02-16 is 'zzz'"),
        (["-C", "nowhere", "build"], "no digest.toml in nowhere"),
        (["biuld"], "biuld"),
    ],
)
def test_a_wrong_command_line_is_exit_code_2(
    workspace: Path, arguments: list[str], expected: str
) -> None:
    """With what is allowed."""
    ran = digest(workspace, *arguments)

    assert 2 == ran.code
    assert expected in ran.err
    assert "Traceback" not in ran.err


def test_outside_a_workspace_it_says_how_to_make_one(tmp_path: Path) -> None:
    """`digest new`, or -C."""
    ran = command.digest(tmp_path, "build")

    assert 2 == ran.code
    assert "Make a workspace with `digest new DIR`, or name one with -C DIR." in error(ran)


def test_a_moment_that_is_none_is_an_error(workspace: Path) -> None:
    """SOURCE_DATE_EPOCH is seconds."""
    ran = digest(workspace, "build", now="yesterday")

    assert 2 == ran.code
    assert "Error: SOURCE_DATE_EPOCH: must be seconds since 1970, got 'yesterday'" == error(ran)


def test_no_recipient_is_exit_code_2(workspace: Path) -> None:
    """A message for nobody would vanish in the pipe."""
    (workspace / "digest.toml").write_text('[mail]\nfrom = "digest@example.org"\n')
    ran = digest(workspace, "build", "--offline", "-f", "eml", "-o", "-", *DATE)

    assert 2 == ran.code
    assert "The message has no recipient: give --to, or set [mail] to." in ran.err
    assert b"" == ran.out


def test_what_cannot_be_written_leaves_what_was_there(workspace: Path) -> None:
    """A folder stands where a file should be; the draft is kept."""
    (workspace / "out" / "2024-02-16.html").mkdir(parents=True)
    ran = digest(workspace, "build", "--offline", *DATE)

    assert 1 == ran.code
    assert "Error: out/2024-02-16.html: cannot be written: Is a directory" == error(ran)
    assert (workspace / "editions" / "2024-02-16.md").exists()


@pytest.mark.parametrize("asked", [(), ("-o", "out/"), ("-f", "html", "-o", "out/new/x.html")])
def test_a_file_where_a_folder_should_be_is_an_error(
    workspace: Path, asked: tuple[str, ...]
) -> None:
    """It says what to do about it, before anything is read or drafted, and the file is kept."""
    (workspace / "out").write_text("mine")
    ran = digest(workspace, "build", "--offline", *asked, *DATE)

    assert 1 == ran.code
    assert (
        "Error: out: this is a file, and a folder is needed there."
        " Move it away, or name another place with -o." == error(ran)
    )
    assert "mine" == (workspace / "out").read_text()
    assert not (workspace / "editions").exists()


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full, which Linux has")
def test_a_full_standard_output_is_an_error(workspace: Path) -> None:
    """Not a traceback, and not success."""
    with FULL.open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "digest", "build", "--offline", "-f", "html", "-o", "-", *DATE],
            cwd=workspace,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert 1 == ran.returncode
    assert "Error: standard output: cannot be written: No space left on device" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_closed_pipe_is_an_error(workspace: Path) -> None:
    """The mail sender went away: the job must not look done."""
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run(
        [sys.executable, "-m", "digest", "build", "--offline", "-f", "html", "-o", "-", *DATE],
        cwd=workspace,
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(write)

    assert 1 == ran.returncode
    assert "Error: the reader of the output went away" in ran.stderr
    assert "Traceback" not in ran.stderr


def closed(workspace: Path, streams: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `digest` with streams that a shell has closed, such as `>&-`."""
    asked = [sys.executable, "-m", "digest", *arguments, *DATE]
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {streams}', "sh", *asked],
        cwd=workspace,
        env={**os.environ, "SOURCE_DATE_EPOCH": NOW},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize(
    "arguments", [("build", "--offline", "-f", "eml", "-o", "-"), ("check",), ("explain",)]
)
@pytest.mark.parametrize("streams", [">&-", "<&- >&-"])
def test_an_answer_for_a_closed_standard_output_is_an_error(
    workspace: Path, arguments: tuple[str, ...], streams: str
) -> None:
    """It would reach nobody."""
    digest(workspace, "draft", *DATE)
    ran = closed(workspace, streams, *arguments)

    assert 1 == ran.returncode
    assert "Error: standard output: it is closed. Give it a file or a pipe.\n" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("streams", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_do_not_keep_an_edition_from_being_made(
    workspace: Path, streams: str
) -> None:
    """Where nothing is asked of them. Nor do files that are opened take their place."""
    ran = closed(workspace, streams, "build", "--offline")

    assert 0 == ran.returncode, ran.stderr
    assert {"2024-02-16.html", "2024-02-16.txt", "2024-02-16.eml"} == files(workspace / "out")
    for path in (workspace / "out").iterdir():
        assert "Warning: " not in path.read_text()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("check",), 4), (("build", "--to", "x", "-f", "html"), 2), (("build", "-o", "-"), 2)],
)
def test_a_closed_standard_error_changes_no_exit_code(
    workspace: Path, arguments: tuple[str, ...], code: int
) -> None:
    """Only the words are lost."""
    digest(workspace, "draft", *DATE)
    ran = closed(workspace, "2>&-", *arguments)

    assert (code, "") == (ran.returncode, ran.stderr)


def test_the_message_arrives_though_standard_error_is_closed(workspace: Path) -> None:
    """As a cron job runs it that wants no mail of its own."""
    asked = ("build", "--offline", "-f", "eml", "-o", "-")
    expected = digest(workspace, *asked, *DATE).out.decode()

    assert expected == closed(workspace, "2>&-", *asked).stdout != ""


EMPTY = [
    "",
    " \n\n",
    "---\ndate: 2024-02-16\n---\n",
    "---\ntitle: Talks\n---\n\n## In other news:\n\n<!-- to be written -->\n",
]


@pytest.mark.parametrize("content", EMPTY)
def test_an_edition_without_text_is_not_built(workspace: Path, content: str) -> None:
    """Nor composed anew unasked; it says how to."""
    path = workspace / "editions" / "2024-02-16.md"
    path.parent.mkdir()
    path.write_text(content)
    ran = digest(workspace, "build", "--offline", "-f", "text", "-o", "-", *DATE)

    assert 3 == ran.code
    assert (
        "Error: editions/2024-02-16.md: there is no text in it. Write it, or"
        " `digest draft --date 2024-02-16 --force` composes it anew." == error(ran)
    )
    assert content == path.read_text()
    forced = digest(workspace, "draft", "--date", "2024-02-16", "--force")
    assert (0, True) == (forced.code, "truce" in path.read_text()), forced.err


@pytest.mark.parametrize("content", EMPTY)
def test_an_edition_without_text_is_not_fit_to_send(workspace: Path, content: str) -> None:
    """No --allow makes something of nothing."""
    (workspace / "editions").mkdir()
    (workspace / "editions" / "2024-02-16.md").write_text(content)
    sent = workspace / "sent"
    via = ("send", "--via", f"tee {sent}", *DATE)
    allowed = ("--allow", "no-main-story", "--allow", "no-headline")
    checked, refused, urged = (
        digest(workspace, *each) for each in (("check", *DATE), via, (*via, *allowed))
    )

    assert (4, 4, 3) == (checked.code, refused.code, urged.code), urged.err
    assert b"there is no main story" in checked.out
    assert "not fit to send: no-main-story" in refused.err
    assert "Error: editions/2024-02-16.md: there is no text in it." in urged.err
    assert not sent.exists()


def test_a_small_full_disk_loses_nothing(workspace: Path, tmp_path: Path) -> None:
    """RLIMIT_FSIZE stands for the disk: no file can grow beyond it."""
    assert 0 == digest(workspace, "build", "--offline", *DATE).code
    before = (workspace / "out" / "2024-02-16.html").read_bytes()
    script = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "from digest.errors import OutputError\n"
        "from digest.workspace import write_file\n"
        "from pathlib import Path\n"
        "try: write_file(Path(sys.argv[1]), b'x' * 5000, where='out/2024-02-16.html')\n"
        "except OutputError as error: print(error)\n"
    )
    path = workspace / "out" / "2024-02-16.html"
    ran = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )

    assert "out/2024-02-16.html: cannot be written: File too large\n" == ran.stdout
    assert before == path.read_bytes()
    assert {"2024-02-16.html", "2024-02-16.txt", "2024-02-16.eml"} == files(workspace / "out")
    shutil.rmtree(tmp_path / "workspace")


@pytest.mark.parametrize("asked", [["explain"], ["explain", "--format", "json"], ["check"]])
def test_an_answer_that_cannot_be_written_is_an_error(workspace: Path, asked: list[str]) -> None:
    """A full disk behind the output, whoever writes the answer."""
    digest(workspace, "draft", *DATE)
    ran = digest(workspace, *asked, *DATE, out=Path("/dev/full"))

    assert 1 == ran.code
    assert "standard output" in ran.err
    assert "No space left" in ran.err
    assert "Traceback" not in ran.err


def test_a_link_stays_a_link_and_a_pipe_a_pipe(tmp_path: Path) -> None:
    """What is written through them arrives where they lead."""
    target, link, pipe = (tmp_path / name for name in ("target", "link", "pipe"))
    link.symlink_to(target)
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()

    write_file(link, b"a")
    write_file(pipe, b"b")
    reader.join(timeout=30)

    assert (True, b"a", True, [b"b"]) == (
        link.is_symlink(), target.read_bytes(), pipe.is_fifo(), read,
    )  # fmt: skip


def test_a_damaged_archive_is_named(workspace: Path) -> None:
    """Also where it opens, and only a question finds the damage."""
    digest(workspace, "draft", *DATE)
    archive = workspace / ".digest" / "archive.db"
    content = bytearray(archive.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    archive.write_bytes(content)

    ran = digest(workspace, "explain", *DATE)

    assert 1 == ran.code
    assert "Error: .digest/archive.db: cannot be used: " in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_calendars_ends_are_no_days_of_an_edition(workspace: Path, day: str) -> None:
    """A week further there is no date."""
    ran = digest(workspace, "explain", "--date", day)

    assert 2 == ran.code
    assert f"--date: '{day}' is no day" in ran.err


def test_without_a_sender_the_page_and_the_text_are_made(workspace: Path) -> None:
    """Only the message needs `[mail] from`; asked for by name, it is an error."""
    (workspace / "digest.toml").write_text('[newsletter]\ntimezone = "America/New_York"\n')

    usual = digest(workspace, "build", "--offline", *DATE)
    asked = digest(workspace, "build", "--offline", "-f", "eml", "--to", "a@example.org", *DATE)

    assert (0, 2) == (usual.code, asked.code), usual.err + asked.err
    assert "no message was made, since [mail] from is missing" in usual.err
    assert {"2024-02-16.html", "2024-02-16.txt"} == {
        path.name for path in (workspace / "out").iterdir()
    }
