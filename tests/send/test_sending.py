"""`digest send`: an edition goes out once, and the ledger says to whom."""

from __future__ import annotations

import email
import email.policy
import os
import re
import sqlite3
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from digest.archive import open_copy
from tests.send.mailserver import REFUSED, Inbox, listening
from tests.support import command
from tests.support.inside import digest
from tests.support.programs import needs
from tests.support.values import DAY, NOW
from tests.support.workspaces import CONFIG, a_week_of_notes, make_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

DATE = ("--date", "2024-02-16")
READERS = "readers@example.org"
ANN, BOB, EVE = "ann@example.org", "bob@example.org", "eve@example.org"
#: A mail program that keeps each message as a file beside it, named by its number.
KEEP = """\
import pathlib, sys
box = pathlib.Path(sys.argv[1])
number = len(list(box.iterdir()))
(box / f"{number}.eml").write_bytes(sys.stdin.buffer.read())
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make a workspace with an edition that is fit to send."""
    folder = a_week_of_notes(tmp_path / "workspace", config=f"{CONFIG}{SECTIONS}")
    drafted = digest(folder, "draft", "--offline", *DATE)
    assert 0 == drafted.code, drafted.err
    return folder


#: No desk: whether there was a briefing is not the question here.
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
def box(tmp_path: Path) -> Path:
    """Make the folder where the mail program keeps messages."""
    path = tmp_path / "a box"
    path.mkdir()
    return path


def keeping(box: Path) -> str:
    """Return a --via that keeps messages in the box."""
    program = box.parent / "keep.py"
    program.write_text(KEEP)
    return f"{sys.executable} {program} '{box}'"


def send(workspace: Path, via: str, *options: str) -> command.Ran:
    """Send the week's edition."""
    return digest(workspace, "send", *DATE, "--via", via, *options)


def to(*readers: str) -> list[str]:
    """Return a --to for each."""
    return [part for reader in readers for part in ("--to", reader)]


def kept(box: Path) -> list[EmailMessage]:
    """Return the messages that the program was given, in order."""
    return [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(box.iterdir())
    ]


def recipients(message: EmailMessage) -> list[str]:
    """Return whom `sendmail -t` would take the message to."""
    headers = (message[name] for name in ("To", "Bcc"))
    return [it.addr_spec for header in headers if header for it in header.addresses]


def ledger(workspace: Path) -> list[tuple[str, str, int | None]]:
    """Return every attempt: to whom, how it ended, and the exit status."""
    path = workspace / ".digest" / "archive.db"
    with open_copy(path, where="archive.db") as archive:
        return [(it.recipient, it.state, it.code) for it in archive.ledger.deliveries(DAY)]


def error(ran: command.Ran) -> str:
    """Return the one line of the error."""
    lines = [line for line in ran.err.splitlines() if line.startswith("Error: ")]
    assert 1 == len(lines), ran.err
    assert "Traceback" not in ran.err
    return lines[0]


def test_an_edition_goes_to_the_list(workspace: Path, box: Path) -> None:
    """As the message that `build -f eml` makes; nothing is said."""
    built = digest(workspace, "build", "--offline", "-f", "eml", "-o", "-", *DATE)
    ran = command.digest(workspace, "send", *DATE, "--via", keeping(box))

    assert (0, b"", "") == (ran.code, ran.out, ran.err)
    assert [built.out] == [path.read_bytes() for path in box.iterdir()]
    assert [(READERS, "sent", 0)] == ledger(workspace)


def test_sending_twice_sends_nobody_anything_twice(workspace: Path, box: Path) -> None:
    """The second run says so, and is no failure."""
    first = send(workspace, keeping(box))
    second = send(workspace, keeping(box))

    assert (0, 0) == (first.code, second.code)
    assert "Left out: 1 reader had it before.\n" == second.err
    assert [[READERS]] == [recipients(message) for message in kept(box)]


def test_who_has_had_it_is_left_out(workspace: Path, box: Path) -> None:
    """However the address is written; the others get it, and do not see each other."""
    first = send(workspace, keeping(box), *to(ANN))
    second = send(workspace, keeping(box), *to(BOB, "Ann@Example.ORG", EVE))

    assert (0, 0) == (first.code, second.code)
    assert "Left out: 1 reader had it before.\n" == second.err
    assert [[ANN], [BOB], [EVE]] == [recipients(message) for message in kept(box)]
    assert [(ANN, "sent", 0), (BOB, "sent", 0), (EVE, "sent", 0)] == ledger(workspace)


def test_again_sends_it_once_more(workspace: Path, box: Path) -> None:
    """Under the same name: a client that has it shows one message."""
    send(workspace, keeping(box))
    again = send(workspace, keeping(box), "--again")
    names = [str(message["Message-ID"]) for message in kept(box)]

    assert 0 == again.code, again.err
    assert [names[0]] * 2 == names
    assert [(READERS, "sent", 0)] == ledger(workspace)


def everything(folder: Path) -> dict[str, bytes]:
    """Return every file, the archive's among them."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("before", [[], ["--to", BOB]])
def test_a_dry_run_changes_nothing(workspace: Path, box: Path, before: list[str]) -> None:
    """It says what would be done, on standard output."""
    if before:
        send(workspace, keeping(box), *before)
    files, messages = everything(workspace), everything(box)
    ran = send(workspace, keeping(box), *to(ANN, BOB), "--dry-run")
    expected = ANN if before else f"{ANN} and {BOB}"

    assert 0 == ran.code, ran.err
    assert re.fullmatch(
        r"Would send editions/2024-02-16\.md \(Diplomacy Watch: .*\) to "
        rf"{expected} by --via .*\.\n",
        ran.out.decode(),
    )
    assert files == everything(workspace)
    assert messages == everything(box)


def test_a_dry_run_without_anybody_left_says_so(workspace: Path, box: Path) -> None:
    """And changes nothing."""
    send(workspace, keeping(box))
    files = everything(workspace)
    ran = send(workspace, keeping(box), "--dry-run")

    assert (0, b"") == (ran.code, ran.out)
    assert "Left out: 1 reader had it before.\n" == ran.err
    assert files == everything(workspace)


def test_many_readers_are_a_number(workspace: Path, box: Path) -> None:
    """A line that names three thousand helps nobody."""
    ran = send(workspace, keeping(box), *to(*(f"r{n}@example.org" for n in range(6))), "--dry-run")

    assert " to 6 readers by " in ran.out.decode()


def test_a_command_that_fails_may_be_tried_again(workspace: Path, box: Path) -> None:
    """Exit code 1, with what it said; nobody has had it."""
    failed = send(workspace, "sh -c 'echo host is away >&2; exit 75'")
    mended = send(workspace, keeping(box))

    assert 1 == failed.code
    via = """'sh -c '"'"'echo host is away >&2; exit 75'"'"''"""
    assert (
        "Error: --via sh -c 'echo host is away >&2; exit 75': it failed (exit status 75: host is"
        " away). Mend the cause; this goes on with the 1 who wait: `digest send --date 2024-02-16"
        f" --via {via} --resume`."
    ) == error(failed)
    assert (0, "") == (mended.code, mended.err)
    assert [(READERS, "sent", 0)] == ledger(workspace)


def test_a_command_that_is_not_there_is_named(workspace: Path) -> None:
    """It has failed; nothing was sent."""
    ran = send(workspace, "no-such-mailer -t")

    assert 1 == ran.code
    assert "it failed (no-such-mailer: No such file or directory)" in error(ran)
    assert [(READERS, "queued", None)] == ledger(workspace)


def test_of_a_command_that_was_killed_nobody_can_tell(workspace: Path, box: Path) -> None:
    """It is not sent again unless somebody says so."""
    killed = send(workspace, "sh -c 'cat >/dev/null; kill -KILL $$'")
    next_time = send(workspace, keeping(box))

    assert 1 == killed.code
    assert "nobody can tell whether it was sent (exit status -9: Killed)" in error(killed)
    assert "--retry-uncertain sends it once more." in error(killed)
    assert 1 == next_time.code
    assert "nobody can tell whether 1 reached their readers" in error(next_time)
    assert [] == kept(box)
    assert [(READERS, "uncertain", -9)] == ledger(workspace)


def test_a_run_that_is_killed_while_sending_leaves_no_doubt_that_there_is_doubt(
    workspace: Path, box: Path
) -> None:
    """The next run leaves the doubtful out, and says so; --retry-uncertain sends it to them."""
    killing = "sh -c 'cat >/dev/null; kill -KILL $PPID; sleep 1'"
    cut_off = command.digest(workspace, "send", *DATE, "--via", killing, *to(ANN))
    others = send(workspace, keeping(box), *to(ANN, BOB))
    nobody = send(workspace, keeping(box), "--resume")
    again = send(workspace, keeping(box), "--retry-uncertain")

    assert -9 == cut_off.code
    assert (1, 1, 0) == (others.code, nobody.code, again.code)
    assert "Left out: 1 may have had it (--retry-uncertain)." in others.err
    assert "nobody can tell whether 1 reached their readers" in error(others)
    assert [[BOB], [ANN]] == [recipients(message) for message in kept(box)]
    assert [(ANN, "sent", 0), (BOB, "sent", 0)] == ledger(workspace)


def test_a_ledger_that_cannot_be_written_sends_nothing(workspace: Path, box: Path) -> None:
    """What went out unwritten would go out twice."""
    with sqlite3.connect(workspace / ".digest" / "archive.db") as database:
        database.execute(
            "CREATE TRIGGER full BEFORE INSERT ON deliveries"
            " BEGIN SELECT raise(ABORT, 'disk is full'); END"
        )
    database.close()
    ran = send(workspace, keeping(box))

    assert 1 == ran.code
    assert ".digest/archive.db" in error(ran)
    assert [] == kept(box)


def test_a_sent_edition_is_frozen(workspace: Path, box: Path) -> None:
    """What comes later belongs to the next one."""
    send(workspace, keeping(box))
    path = workspace / ".digest" / "archive.db"
    with open_copy(path, where="archive.db") as archive:
        (past,) = archive.editions()

    assert (DAY, NOW) == (past.date, past.sent_at)


UNFIT = "---\ndate: 2024-02-16\nimage: hall.png\n---\n\nEnvoys met.\n"


def test_what_is_not_fit_is_not_sent(workspace: Path, box: Path) -> None:
    """Exit code 4; each error is named, and how it is allowed."""
    (workspace / "editions" / "2024-02-16.md").write_text(UNFIT)
    ran = send(workspace, keeping(box))

    assert 4 == ran.code
    assert (
        "Error: editions/2024-02-16.md: not fit to send: no-headline, image-address and image-alt."
        " Mend it, or send it all the same with --allow no-headline --allow image-address"
        " --allow image-alt."
    ) == error(ran)
    assert "there is no headline. Set title in the front matter. [no-headline]" in ran.err
    assert [] == kept(box)
    assert [] == ledger(workspace)


def test_what_is_allowed_is_sent_all_the_same(workspace: Path, box: Path) -> None:
    """All of it must be allowed, and each is still told."""
    (workspace / "editions" / "2024-02-16.md").write_text(UNFIT)
    allowed = ["--allow", "no-headline", "--allow", "image-address"]
    some = send(workspace, keeping(box), *allowed)
    all_ = send(workspace, keeping(box), *allowed, "--allow", "image-alt")

    assert 4 == some.code
    assert "not fit to send: image-alt." in error(some)
    assert 0 == all_.code, all_.err
    assert 3 == all_.err.count("Sent all the same: --allow ")
    assert ["Diplomacy Watch, February 16, 2024"] == [str(it["Subject"]) for it in kept(box)]


def test_an_unknown_absence_keeps_an_edition_back(tmp_path: Path, box: Path) -> None:
    """Until the editor decides: here no feed could prove it."""
    folder = a_week_of_notes(tmp_path / "desk")
    digest(folder, "draft", "--offline", *DATE)
    kept_back = send(folder, keeping(box))
    path = folder / "editions" / "2024-02-16.md"
    path.write_text(re.sub(r"<!-- absence: .*?-->", "There was no briefing.", path.read_text()))
    decided = send(folder, keeping(box))

    assert 4 == kept_back.code
    assert "not fit to send: unknown-absence" in error(kept_back)
    assert (0, "") == (decided.code, decided.err)


@pytest.mark.parametrize(
    ("options", "code", "expected"),
    [
        (["--via", ""], 2, '--via is empty: give a command, like "msmtp -t".'),
        (["--via", "sh -c 'x"], 2, "--via: no closing quotation: sh -c 'x"),
        ([], 2, "Say how it goes out: --via"),
        (
            ["--via", "cat", "--allow", "image-alts"],
            2,
            "--allow: no error is named 'image-alts'. Did you mean 'image-alt'?",
        ),
        (
            ["--via", "cat", "--allow", "html-size"],
            2,
            "--allow: no error is named 'html-size'. It takes unknown-absence, no-main-story,",
        ),
        (["--via", "cat", "--to", "ann"], 2, "--to: 'ann' is no mail address."),
        (["--via", "cat", "--to", "a@b\nBcc: c@d"], 2, "has a control character in it"),
    ],
)
def test_a_wrong_command_line_sends_nothing(
    workspace: Path, options: list[str], code: int, expected: str
) -> None:
    """Exit code 2."""
    ran = digest(workspace, "send", *DATE, *options)

    assert code == ran.code, ran.err
    assert expected in ran.err
    assert "Traceback" not in ran.err
    assert [] == ledger(workspace)


@pytest.mark.parametrize(
    ("config", "code", "expected"),
    [
        (f'{SECTIONS}[mail]\nfrom = "d@example.org"\n', 2, "The message has no recipient"),
        (f'{SECTIONS}[mail]\nto = "r@example.org"\n', 4, "not fit to send: no-sender"),
        (
            f'{SECTIONS}[mail]\nfrom = "d"\nto = "r@example.org"\n',
            2,
            "digest.toml: [mail] from: 'd' is no mail address",
        ),
    ],
)  # fmt: skip
def test_a_newsletter_without_addresses_is_not_sent(
    tmp_path: Path, config: str, code: int, expected: str
) -> None:
    """To nobody, or from nobody."""
    folder = make_workspace(tmp_path / "w", config=config)
    (folder / "editions").mkdir()
    (folder / "editions" / "2024-02-16.md").write_text("---\ntitle: T\n---\n\nEnvoys met.\n")
    ran = send(folder, "cat")

    assert code == ran.code, ran.err
    assert expected in ran.err


def test_without_an_edition_there_is_nothing_to_send(tmp_path: Path) -> None:
    """And it says how to make one."""
    ran = send(a_week_of_notes(tmp_path / "w"), "cat")

    assert 1 == ran.code
    assert (
        "Error: editions/2024-02-16.md: there is no such edition. `digest draft --date 2024-02-16`"
        " makes it."
    ) == error(ran)


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """Serve mail on loopback."""
    with listening() as served:
        yield served


@pytest.fixture
def msmtp(tmp_path: Path, inbox: Inbox) -> str:
    """Return a --via that hands messages to msmtp, which hands them to the inbox."""
    program = needs("msmtp", "msmtp")
    config = tmp_path / "msmtprc"
    config.write_text(
        f"account default\nhost 127.0.0.1\nport {inbox.port}\nfrom digest@example.org\ntimeout 20\n"
    )
    config.chmod(stat.S_IRUSR | stat.S_IWUSR)
    return f"{program} -C {config} -t"


def test_msmtp_takes_the_message_to_every_reader(workspace: Path, inbox: Inbox, msmtp: str) -> None:
    """Once each; what they get names none of the others, and is otherwise what was built."""
    readers = (ANN, BOB, EVE)
    first = send(workspace, msmtp, *to(*readers))
    second = send(workspace, msmtp, *to(*readers))

    assert (0, 0) == (first.code, second.code), first.err
    assert list(readers) == inbox.readers
    for reader, (_, content) in zip(readers, inbox.delivered, strict=True):
        made = digest(
            workspace, "build", "--offline", "-f", "eml", "-o", "-", *DATE, "--to", reader
        )
        assert made.out == content.replace(b"\r\n", b"\n")


def test_the_pipe_of_the_readme_delivers(workspace: Path, inbox: Inbox, msmtp: str) -> None:
    """`digest build -f eml -o - | sendmail -t`."""
    built = command.digest(workspace, "build", "--offline", "-f", "eml", "-o", "-", *DATE)
    subprocess.run(msmtp.split(), input=built.out, check=True, timeout=60)
    ((delivered_to, content),) = inbox.delivered
    message = email.message_from_bytes(content, policy=email.policy.default)

    assert [READERS] == delivered_to
    assert [] == list(message.defects)
    assert ["text/plain", "text/html"] == [part.get_content_type() for part in message.iter_parts()]


def test_a_reader_that_the_server_refuses_is_a_failure(
    workspace: Path, inbox: Inbox, msmtp: str
) -> None:
    """With what the server said; it may be tried again."""
    ran = send(workspace, msmtp, *to(REFUSED))

    assert 1 == ran.code
    assert "it failed (exit status 65: " in error(ran)
    assert [] == inbox.delivered
    assert [(REFUSED, "failed", 65)] == ledger(workspace)


def test_postfix_takes_the_message_into_its_queue(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its `sendmail -t -i`, with a queue of our own that nobody empties."""
    program = needs("sendmail", "postfix")
    postcat = needs("postcat", "postfix")
    # Postfix lets only root name a configuration; anybody is root in a namespace of their own.
    as_root = [] if os.geteuid() == 0 else [needs("unshare", "util-linux"), "--map-root-user"]
    maildrop = tmp_path / "queue" / "maildrop"
    for folder in (maildrop, tmp_path / "queue" / "public"):
        folder.mkdir(parents=True)
    (tmp_path / "main.cf").write_text(
        f"queue_directory = {tmp_path}/queue\ndata_directory = {tmp_path}/data\n"
        "compatibility_level = 3.6\n"
    )
    monkeypatch.setenv("MAIL_CONFIG", str(tmp_path))
    ran = send(workspace, " ".join([*as_root, program, "-t", "-i"]), *to(ANN, BOB))

    assert 0 == ran.code, ran.err
    shown = [
        subprocess.run(
            [*as_root, postcat, "-eb", str(queued)], capture_output=True, check=True, timeout=60
        ).stdout.decode()
        for queued in maildrop.iterdir()
    ]
    found = [re.findall(r"^recipient: (.*)$", it, re.MULTILINE) for it in shown]
    assert [[ANN], [BOB]] == sorted(found)
    assert [2, 2] == [it.count("Content-Type: text/") for it in shown]
    assert [(ANN, "sent", 0), (BOB, "sent", 0)] == ledger(workspace)


def test_a_look_before_the_readers_have_it_freezes_nothing(workspace: Path, box: Path) -> None:
    """Sent to oneself, the edition can still be worked on; sent to `[mail] to`, it is done."""
    first = send(workspace, keeping(box), "--to", "me@example.org")
    loose = digest(workspace, "draft", "--force", *DATE)
    second = send(workspace, keeping(box))
    done = digest(workspace, "draft", "--force", *DATE)

    assert (0, 0, 0, 1) == (first.code, loose.code, second.code, done.code), first.err + loose.err
    assert "this edition was sent on" in done.err
