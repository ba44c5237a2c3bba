"""A message is handed to a command, and its exit status is taken for what it says."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from digest.mail.deliver import Envelope, Handover, hand_over, read_envelope

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
            Handover(state="failed", code=75, answer="host is away"),
        ),
        (
            shell("cat >/dev/null; kill -KILL $$"),
            Handover(state="uncertain", code=-9, answer="Killed"),
        ),
        (
            shell("echo 'going down' >&2; kill -TERM $$"),
            Handover(state="uncertain", code=-15, answer="going down"),
        ),
        (
            ["no-such-program-anywhere", "-t"],
            Handover(
                state="failed",
                code=None,
                answer="no-such-program-anywhere: No such file or directory",
            ),
        ),
        (["cat", "\0"], Handover(state="failed", code=None, answer="cat: embedded null byte")),
        (shell("printf '\\377' >&2; exit 1"), Handover(state="failed", code=1, answer="\ufffd")),
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


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (
            b"Message-ID: <1.2@example.org>\r\nSubject: =?utf-8?q?Caf=C3=A9?=\r\n"
            b"To: Ann <ann@example.org>, Bob\r\n <bob@example.org>\r\nBcc: ANN@example.org\r\n",
            Envelope(
                message_id="<1.2@example.org>",
                subject="Café",
                recipients=("ANN@example.org", "bob@example.org"),
            ),
        ),
        (b"From: x\r\n", Envelope(message_id="", subject="", recipients=())),
        (
            b"To: undisclosed-recipients:;\r\nBcc: a@example.org\r\n",
            Envelope(message_id="", subject="", recipients=("a@example.org",)),
        ),
    ],
)
def test_an_envelope_is_read_from_the_message(headers: bytes, expected: Envelope) -> None:
    """Each recipient once, wherever the headers name it."""
    assert expected == read_envelope(headers + b"\r\nTo: nobody@example.org\r\n")
