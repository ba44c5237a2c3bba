"""A message is handed to a command, and its exit status is taken for what it says."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from digest.mail.deliver import Handover, hand_over

if TYPE_CHECKING:
    from pathlib import Path

MESSAGE = b"Subject: x\r\n\r\n" + b"y" * 200_000


def shell(script: str) -> list[str]:
    """Make a command of a few lines of shell."""
    return ["sh", "-c", script]


def test_the_command_gets_every_byte_of_the_message(tmp_path: Path) -> None:
    """And no shell touches its arguments."""
    target = tmp_path / "a file; $HOME"
    copy = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())"
    outcome = hand_over([sys.executable, "-c", copy, str(target)], MESSAGE)

    assert Handover(state="sent", code=0, answer="") == outcome
    assert MESSAGE == target.read_bytes()


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (shell("cat >/dev/null; echo done >&2"), Handover(state="sent", code=0, answer="done")),
        (
            shell("echo first >&2; echo 'host is away' >&2; echo >&2; exit 75"),
            Handover(state="failed", code=75, answer="host is away", temporary=True, broken=True),
        ),
        (
            shell("cat >/dev/null; kill -KILL $$"),
            Handover(state="uncertain", code=-9, answer="Killed", broken=True),
        ),
        (
            shell("echo 'going down' >&2; kill -TERM $$"),
            Handover(state="uncertain", code=-15, answer="going down", broken=True),
        ),
        (
            ["no-such-program-anywhere", "-t"],
            Handover(
                state="queued",
                answer="no-such-program-anywhere: No such file or directory",
                broken=True,
            ),
        ),
        (
            ["cat", "\0"],
            Handover(state="queued", answer="cat: embedded null byte", broken=True),
        ),
        (
            shell("printf '\\377' >&2; exit 67"),
            Handover(state="failed", code=67, answer="\ufffd"),
        ),
    ],
)
def test_how_the_command_ends_is_what_became_of_the_message(
    command: list[str], expected: Handover
) -> None:
    """Only exit status 0 is success; of what a signal ended nobody can tell."""
    assert expected == hand_over(command, MESSAGE)


def test_what_a_talkative_command_says_is_cut() -> None:
    """The ledger keeps a line, not a log."""
    outcome = hand_over(shell("head -c 100000 /dev/zero | tr '\\0' x >&2; exit 1"), b"")

    assert 500 == len(outcome.answer)
