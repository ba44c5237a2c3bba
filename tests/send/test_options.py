"""`digest send`: whom it is for, which way it goes, what it refuses, and what it tells."""

from __future__ import annotations

import email
import email.policy
import re
from typing import TYPE_CHECKING

import pytest

from digest.archive import open_copy
from tests.send.mailserver import listening, scripted
from tests.support.inside import digest
from tests.support.values import DAY
from tests.support.workspaces import CONFIG, a_week_of_notes

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from tests.support.command import Ran

DATE = ("--date", "2024-02-16")
ANN, BOB, EVE = "ann@example.org", "bob@example.org", "eve@example.org"
SECTIONS = """
[[sections]]
id = "main"
kind = "lead"

[[sections]]
id = "other"
kind = "briefs"
title = "In other news:"
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make a workspace with an edition that is fit to send."""
    folder = a_week_of_notes(tmp_path / "workspace", config=f"{CONFIG}{SECTIONS}")
    assert 0 == digest(folder, "draft", "--offline", *DATE).code
    return folder


def send(workspace: Path, *options: str, secret: str = "") -> Ran:
    """Send into the maildir `box`."""
    return digest(workspace, "send", *DATE, "--to-maildir", "box", *options, DIGEST_SECRET=secret)


def got(workspace: Path) -> list[EmailMessage]:
    """Return the messages in the maildir, in the order of their readers."""
    messages = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in (workspace / "box" / "new").glob("*")
    ]
    return sorted(messages, key=lambda it: str(it["To"]))


def readers(workspace: Path) -> list[str]:
    """Return who has a message in the maildir."""
    return [it["To"].addresses[0].addr_spec for it in got(workspace)]


def states(workspace: Path) -> dict[str, str]:
    """Return each reader's state in the ledger."""
    with open_copy(workspace / ".digest" / "archive.db", where="a") as archive:
        return {it.recipient: it.state for it in archive.ledger.deliveries(DAY)}


def configure(workspace: Path, table: str, *lines: str) -> None:
    """Add lines to a table of digest.toml."""
    path = workspace / "digest.toml"
    content = path.read_text()
    header = f"[{table}]\n"
    if header not in content:
        content += f"\n{header}"
    path.write_text(content.replace(header, header + "".join(f"{line}\n" for line in lines)))


def test_a_list_is_sent_a_message_each(workspace: Path) -> None:
    """With the names that it gives; what is wrong in it is told by its line and skipped."""
    configure(workspace, "mail", 'unsubscribe = "https://example.org/u?r={recipient}&t={token}"')
    (workspace / "list.csv").write_text(f"email,name\n{ANN},Ann\nbad\n{BOB},\nANN@example.org,A\n")
    ran = send(workspace, "--to-file", "list.csv", secret="0123456789abcdef")

    assert 0 == ran.code, ran.err
    assert "Warning: list.csv, line 3: 'bad' is no mail address: skipped." in ran.err
    assert "line 5: ANN@example.org is there already, in line 2: skipped." in ran.err
    assert [f"Ann <{ANN}>", BOB] == [str(it["To"]) for it in got(workspace)]
    links = [str(it["List-Unsubscribe"]) for it in got(workspace)]
    assert all(
        re.fullmatch(r"<https://.*\?r=\w+%40example.org&t=[0-9a-f]{32}>", it) for it in links
    )
    assert ["List-Unsubscribe=One-Click"] * 2 == [
        str(it["List-Unsubscribe-Post"]) for it in got(workspace)
    ]
    assert 2 == len({str(it["Message-ID"]) for it in got(workspace)})


def test_who_left_gets_nothing_whoever_asks(workspace: Path) -> None:
    """Not even as a test; a file that is not there stops it all."""
    configure(workspace, "mail", 'suppressed = "left.txt"')
    missing = send(workspace, "--to", ANN)
    (workspace / "left.txt").write_text(f"# left\nANN@example.org\nnobody\n{EVE}\n")
    ran = send(workspace, "--to", ANN, "--to", BOB)
    again = send(workspace, "--to", ANN, "--again")
    test = send(workspace, "--test", ANN)

    assert (2, 0, 0, 2) == (missing.code, ran.code, again.code, test.code)
    assert "digest.toml: [mail] suppressed: left.txt: cannot be read" in missing.err
    assert "left.txt, line 3: 'nobody' is no mail address" in ran.err
    assert "Left out: 1 in [mail] suppressed." in ran.err
    assert [BOB] == readers(workspace)


def test_a_test_counts_for_nothing(workspace: Path) -> None:
    """It is the message that readers get, under a name of its own; and can be repeated."""
    first = send(workspace, "--test", ANN)
    later = digest(
        *(workspace, "send", *DATE, "--to-maildir", "box", "--test", ANN), now="1708095700"
    )
    loose = digest(workspace, "draft", "--force", *DATE)
    real = send(workspace, "--to", ANN)

    assert (0, 0, 0, 0) == (first.code, later.code, loose.code, real.code)
    assert [ANN] * 3 == readers(workspace)
    assert 3 == len({str(it["Message-ID"]) for it in got(workspace)})
    status = digest(workspace, "send", *DATE, "--status").out.decode()
    assert "        1  sent\n" in status
    assert "        2  tests\n" in status


def test_an_unedited_draft_is_kept_back_if_that_is_wanted(workspace: Path) -> None:
    """Exit code 4; it is allowed by its name, or by an edit."""
    configure(workspace, "edition", "require_edit = true")
    kept_back = send(workspace, "--to", ANN)
    allowed = send(workspace, "--to", ANN, "--allow", "unedited-draft")
    path = workspace / "editions" / "2024-02-16.md"
    path.write_text(path.read_text().replace("Negotiators", "The negotiators"))
    edited = send(workspace, "--to", BOB)

    assert (4, 0, 0) == (kept_back.code, allowed.code, edited.code), edited.err
    assert "not fit to send: unedited-draft. Mend it, or send it all the same" in kept_back.err
    assert "Sent all the same: --allow unedited-draft." in allowed.err
    assert [ANN, BOB] == readers(workspace)


def test_many_readers_have_to_be_meant(workspace: Path) -> None:
    """Exit code 4, and nobody is queued; --yes means them."""
    (workspace / "list.txt").write_text("".join(f"r{n}@example.org\n" for n in range(101)))
    refused = send(workspace, "--to-file", "list.txt")

    assert 4 == refused.code
    assert "101 readers would get the edition of 2024-02-16, more than 100. --yes" in refused.err
    assert {} == states(workspace)
    assert 0 == send(workspace, "--to-file", "list.txt", "--yes").code
    assert 101 == len(readers(workspace))


def test_a_reader_can_be_forgotten_and_all_are_in_time(workspace: Path) -> None:
    """Then nobody is sent that edition by mistake: it is not known who has had it."""
    configure(workspace, "mail", "keep_days = 30")
    send(workspace, "--to", ANN, "--to", BOB)
    forgotten = digest(workspace, "send", "--forget", "Ann@example.org")
    assert (0, [BOB]) == (forgotten.code, list(states(workspace)))
    later = str(1708095600 + 31 * 86_400)
    purged = digest(workspace, "send", *DATE, "--to-maildir", "box", "--to", EVE, now=later)

    assert 1 == purged.code
    assert "nobody knows any more who has had the edition of 2024-02-16" in purged.err
    assert {} == states(workspace)
    assert "1  sent, forgotten since" in digest(workspace, "send", *DATE, "--status").out.decode()


def test_the_server_that_answers_by_turns(workspace: Path) -> None:
    """450 waits for --resume, 550 for --retry-failed, and for a 421 it is asked anew."""
    turns = {2: "450 later", 3: "550 never", 5: "421 closing"}
    asked = 0

    def temper(_: int, verb: str, __: int) -> str | None:
        nonlocal asked
        asked += verb == "RCPT"
        return turns.get(asked) if verb == "RCPT" else None

    names = [f"r{n}@example.org" for n in range(6)]
    with scripted(temper) as raw:
        way = ("--smtp", f"smtp://127.0.0.1:{raw.port}", "--insecure", "--connections", "1")
        to = [part for name in names for part in ("--to", name)]
        first = digest(workspace, "send", *DATE, *way, *to)
        known = states(workspace)
        status = digest(workspace, "send", *DATE, "--status").out.decode()
        resumed = digest(workspace, "send", *DATE, *way, "--resume")
        after = states(workspace)
        retried = digest(workspace, "send", *DATE, *way, "--retry-failed")

    assert (1, 0, 0) == (first.code, resumed.code, retried.code), first.err + resumed.err
    assert ["sent", "failed", "failed", "sent"] == [known[name] for name in names[:4]]
    assert re.search(r"1  failed, to be tried again\n +1  failed for good\n", status)
    assert "r2@example.org  550 never" in status
    assert {"r2@example.org"} == {name for name, state in after.items() if state != "sent"}
    assert sorted(names) == sorted(raw.taken)


def test_a_password_is_needed_for_a_user_and_is_told_to_nobody(workspace: Path) -> None:
    """From a file or the environment; the file is for nobody else to read."""
    smtp = ("--smtp", "smtps://news@127.0.0.1:1", "--to", ANN)
    none = digest(workspace, "send", *DATE, *smtp)
    (workspace / "password").write_text("s3cret\n")
    (workspace / "password").chmod(0o644)
    read = digest(workspace, "send", *DATE, *smtp, "--password-file", "password", "-v")

    assert (2, 1) == (none.code, read.code)
    assert "there is no password for news. Set DIGEST_SMTP_PASSWORD" in none.err
    assert "other users of this machine can read it" in read.err
    assert "Connection refused" in read.err
    assert "s3cret" not in read.err
    assert b"s3cret" not in (workspace / ".digest" / "archive.db").read_bytes()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--to-maildir", "b", "--via", "true"], "Say how it goes out, one way:"),
        (["--via", "true", "--insecure"], "--insecure is for --smtp."),
        (["--via", "true", "--connections", "2"], "--connections is for --smtp."),
        (["--via", "true", "--rate", "fast"], "'fast' is no rate: write 14/s"),
        (["--via", "true", "--test", ANN, "--to", BOB], "--test sends to nobody else"),
        (["--via", "true", "--again", "--resume"], "--again sends to all whom you name"),
        (["--status", "--to", ANN], "--status sends nothing: give it without --to."),
        (["--forget", ANN, "--status"], "--forget sends nothing: give it without --status."),
        (["--forget", "ann"], "--forget: 'ann' is no mail address"),
        (["--via", "true", "--to-file", "none.txt"], "--to-file none.txt: cannot be read"),
        (["--smtp", "smtp://a:s3cret@h"], "a password on the command line can be read"),
        (["--to-maildir", "sources", "--to", ANN], "there is something else in this folder"),
    ],
)
def test_what_makes_no_sense_sends_nothing(
    workspace: Path, options: list[str], expected: str
) -> None:
    """Exit code 2."""
    ran = digest(workspace, "send", *options)

    assert (2, True, {}) == (ran.code, expected in ran.err, states(workspace)), ran.err


def test_a_field_that_nothing_is_known_of_is_refused(workspace: Path) -> None:
    """Unless it is said what stands there instead."""
    configure(workspace, "notice", 'text = "{{ recipient.city }}"')
    ran = send(workspace, "--to", ANN)
    configure(workspace, "mail", "")
    (workspace / "list.csv").write_text(f"email,city\n{ANN},Oslo\n")
    listed = send(workspace, "--to-file", "list.csv")

    assert 2 == ran.code
    assert "nothing is known of recipient.city. Known are email and name;" in ran.err
    assert 0 == listed.code, listed.err
    assert "Oslo" in str(got(workspace)[0].get_body(("plain",)))


def test_a_dry_run_of_a_list_changes_nothing(workspace: Path) -> None:
    """And asks no server."""
    (workspace / "list.txt").write_text("".join(f"r{n}@example.org\n" for n in range(300)))
    ran = digest(
        *(workspace, "send", *DATE, "--smtp", "smtps://n@127.0.0.1:1"),
        *("--to-file", "list.txt", "--dry-run"),
    )

    assert 0 == ran.code, ran.err
    assert b" to 300 readers by --smtp smtps://n@127.0.0.1:1.\n" in ran.out
    assert {} == states(workspace)


@pytest.mark.parametrize(("eol", "end"), [("lf", b"\n"), ("crlf", b"\r\n")])
def test_a_message_on_the_pipe_ends_its_lines_as_asked(
    workspace: Path, eol: str, end: bytes
) -> None:
    """All of them so, and it is the same message."""
    built = digest(workspace, "build", "--offline", *DATE, "-f", "eml", "-o", "-", "--eol", eol)
    wrong = digest(workspace, "build", "--offline", *DATE, "-f", "html", "-o", "-", "--eol", eol)

    assert (0, 2) == (built.code, wrong.code)
    lines = built.out.split(b"\n")
    assert {end == b"\r\n"} == {line.endswith(b"\r") for line in lines[:-1]}


def test_a_list_sent_to_a_server_arrives_as_it_was_built(workspace: Path) -> None:
    """Parsed back, each message is the one of `build`."""
    with listening() as inbox:
        smtp = ("--smtp", f"smtp://127.0.0.1:{inbox.port}", "--insecure")
        ran = digest(workspace, "send", *DATE, *smtp, "--to", ANN, "--to", BOB)
    assert 0 == ran.code, ran.err
    for (reader,), content in inbox.delivered:
        options = ("-f", "eml", "-o", "-", "--eol", "crlf", "--to", reader)
        assert digest(workspace, "build", "--offline", *DATE, *options).out == content
