"""A send that is killed, again and again: everybody gets one message, or is named uncertain."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from digest.archive import open_archive, open_copy
from tests.send.mailserver import Inbox, listening
from tests.support.command import NOW as MOMENT
from tests.support.disks import may_mount, mounted
from tests.support.forks import forking
from tests.support.inside import digest
from tests.support.values import DAY
from tests.support.workspaces import CONFIG, ONE_SECTION, a_week_of_notes

if TYPE_CHECKING:
    from pathlib import Path

READERS = 500
#: So many sends are killed, each so often.
ROUNDS, KILLS = 8, 25
#: How long it may take to do its share.
SECONDS = 30
DATE = ("--date", "2024-02-16")
BRIEFS = '\n[[sections]]\nid = "other"\nkind = "briefs"\ntitle = "News:"\n'


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make a workspace with an edition that is fit to send, and a list."""
    folder = a_week_of_notes(tmp_path / "workspace", config=f"{CONFIG}{ONE_SECTION}{BRIEFS}")
    assert 0 == digest(folder, "draft", "--offline", *DATE).code
    (folder / "list.txt").write_text("".join(f"r{n}@example.org\n" for n in range(READERS)))
    return folder


def start(
    workspace: Path, inbox: Inbox, *options: str, before: str = ""
) -> subprocess.Popen[bytes]:
    """Start to send, after what a shell that may mount does `before`."""
    smtp = f"smtp://127.0.0.1:{inbox.port}"
    command = [
        *(sys.executable, "-m", "digest", "send", *DATE, "--smtp", smtp, "--insecure", "-q"),
        *options,
    ]
    return subprocess.Popen(
        mounted(before, command) if before else command,
        cwd=workspace,
        env={**os.environ, "SOURCE_DATE_EPOCH": MOMENT},
        stderr=subprocess.PIPE,
    )


def states(workspace: Path) -> dict[str, str]:
    """Return each reader's state."""
    with open_copy(workspace / ".digest" / "archive.db", where="a") as archive:
        return {it.recipient: it.state for it in archive.ledger.deliveries(DAY)}


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_nobody_gets_two_messages_however_often_it_is_killed(workspace: Path, round_: int) -> None:
    """At random moments, by way of up to four connections; then resumed until it is done.

    Most of them while it sends; each eighth before that, or with its first message.
    """
    chance, may_be = random.Random(round_), 0
    ends: list[int] = []
    with listening() as inbox:
        smtp = ("--smtp", f"smtp://127.0.0.1:{inbox.port}", "--insecure", "-q")
        send = ("send", *DATE, *smtp, "--to-file", "list.txt", "--yes")
        with forking(workspace, *send, "--dry-run") as runs:
            usual = float(SECONDS)  # until it has sent some
            for left in range(KILLS, 0, -1):
                waiting = READERS - len([it for it in states(workspace).values() if it != "queued"])
                early, connections = left % 8 == 1, chance.randint(1, 4)
                # A half of it is for what is sent in the moment before it is killed.
                share = 1 if early else waiting // (left + 2) // 2
                most = chance.random() * usual if early else SECONDS
                before = len(inbox.delivered)
                running = runs.start(*send, "--connections", f"{connections}")
                began = time.monotonic()
                while len(inbox.delivered) < before + share and time.monotonic() < began + most:
                    time.sleep(0.001)
                usual = usual if early else min(usual, time.monotonic() - began)
                time.sleep(chance.random() / 200)
                running.signal(signal.SIGKILL)
                ends.append(running.wait())
                may_be += connections
        last = start(workspace, inbox, "--to-file", "list.txt", "--yes")
        last.communicate()
        got = Counter(inbox.readers)
    known = states(workspace)
    uncertain = {reader for reader, state in known.items() if state == "uncertain"}

    assert [-signal.SIGKILL] * KILLS == ends
    assert READERS == len(known)
    assert {"sent", "uncertain"} >= set(known.values())
    assert {1} == set(got.values())
    assert {reader for reader, state in known.items() if state == "sent"} <= set(got)
    assert set(known) - uncertain <= set(got)
    assert len(uncertain) <= may_be
    assert bool(uncertain) == bool(last.returncode)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_who_is_told_to_stop_finishes_what_is_in_hand(
    workspace: Path, number: signal.Signals, code: int
) -> None:
    """Nobody is left uncertain; how to go on is said, and goes on."""
    with listening() as inbox:
        running = start(workspace, inbox, "--to-file", "list.txt", "--yes", "--rate", "100/s")
        while len(inbox.delivered) < 5:
            time.sleep(0.01)
        running.send_signal(number)
        _, said = running.communicate(timeout=20)
        reached = set(inbox.readers)
        known = states(workspace)
        assert code == running.returncode, said
        assert (
            f"Stopped: {len(reached)} sent, {READERS - len(reached)} wait. Go on with:"
            in said.decode()
        )
        assert {"sent", "queued"} == set(known.values())
        assert reached == {reader for reader, state in known.items() if state == "sent"}


def test_two_runs_at_once_are_kept_apart(workspace: Path) -> None:
    """The second one ends, and has sent nothing."""
    with listening() as inbox:
        first = start(workspace, inbox, "--to-file", "list.txt", "--yes", "--rate", "50/s")
        while not inbox.delivered:
            time.sleep(0.01)
        second = start(workspace, inbox, "--resume")
        _, said = second.communicate(timeout=20)
        first.terminate()
        first.communicate(timeout=20)
        most = max(Counter(inbox.readers).values())

    assert 1 == second.returncode
    assert b"another run of digest is sending the edition of 2024-02-16" in said
    assert 1 == most


def test_a_ledger_that_fills_the_disk_ends_the_run(workspace: Path) -> None:
    """Who was in hand is sent or uncertain; nobody gets it twice afterwards."""
    path = workspace / ".digest" / "archive.db"
    with listening() as inbox:
        with open_archive(path, where="a") as archive:
            archive._db.execute(
                "CREATE TRIGGER full BEFORE UPDATE ON deliveries WHEN"
                " (SELECT count(*) FROM deliveries WHERE state = 'sent') >= 20"
                " BEGIN SELECT raise(ABORT, 'database or disk is full'); END"
            )
        running = start(workspace, inbox, "--to-file", "list.txt", "--yes")
        _, said = running.communicate(timeout=30)
        with open_archive(path, where="a") as archive:
            archive._db.execute("DROP TRIGGER full")
        resumed = start(workspace, inbox, "--resume")
        resumed.communicate(timeout=120)
        got = Counter(inbox.readers)

    assert 1 == running.returncode
    assert b"archive.db: cannot be used" in said
    assert {1} == set(got.values())
    uncertain = {reader for reader, state in states(workspace).items() if state == "uncertain"}
    assert 0 < len(uncertain) <= 4
    assert READERS - len(uncertain) <= len(got)


@pytest.mark.skipif(not may_mount(), reason="needs user namespaces")
@pytest.mark.parametrize("spare", [100_000, 300_000, 800_000])
def test_a_full_disk_ends_the_run(workspace: Path, tmp_path: Path, spare: int) -> None:
    """A real one: with little room the queue does not fit, with more some have had theirs."""
    home, kept = workspace / ".digest", tmp_path / "kept"
    shutil.copytree(home, kept)
    size = sum(-(-it.stat().st_size // 4096) * 4096 for it in kept.rglob("*")) + spare
    # What is on the disk is gone with the shell, so that it is copied before.
    mount = (
        f"mount -t tmpfs -o size={size} tmpfs {home} && cp -r {kept}/. {home}"
        f" && trap 'cp -r {home}/. {kept}' EXIT"
    )
    with listening() as inbox:
        running = start(workspace, inbox, "--to-file", "list.txt", "--yes", before=mount)
        _, said = running.communicate(timeout=60)
        reached = len(inbox.readers)
        shutil.rmtree(home)
        shutil.copytree(kept, home)
        known = states(workspace)
        start(workspace, inbox, "--to-file", "list.txt", "--yes").communicate(timeout=120)
        got = Counter(inbox.readers)

    assert 1 == running.returncode
    assert b"Free some space" in said
    assert bool(known) == bool(reached) == (spare > 100_000)
    assert reached < READERS
    assert {1} == set(got.values())
    uncertain = {reader for reader, state in states(workspace).items() if state == "uncertain"}
    assert len(uncertain) <= 4
    assert set(states(workspace)) - uncertain <= set(got)


@pytest.mark.parametrize("later", [-400 * 86_400, -3600, 3600])
def test_a_clock_that_jumps_sends_nobody_anything_twice(workspace: Path, later: int) -> None:
    """Times in the ledger are for people to read."""
    with listening() as inbox:
        for moment in (int(MOMENT), int(MOMENT) + later):
            smtp = ("--smtp", f"smtp://127.0.0.1:{inbox.port}", "--insecure")
            ran = digest(
                *(workspace, "send", *DATE, *smtp, "--to", "a@example.org"), now=str(moment)
            )
            assert 0 == ran.code, ran.err

    assert ["a@example.org"] == inbox.readers
