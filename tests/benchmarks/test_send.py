"""The benchmark of sending counts what arrives, and runs; no time is asserted."""

from __future__ import annotations

import smtplib
import sys
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks import render, send
from tests.benchmarks.render import Measured

if TYPE_CHECKING:
    from pathlib import Path

needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
MESSAGE = b"Subject: x\r\n\r\n" + b"..\r\n" * 20_000 + b"\r\n"


@pytest.mark.parametrize("kind", send.SERVERS)
def test_a_server_counts_messages_and_readers(kind: str) -> None:
    """However a message falls into pieces on its way; a reader who gets two is found out."""

    def serve(*readers: str) -> None:
        with send.serving(kind, len(readers)) as port, smtplib.SMTP("127.0.0.1", port) as client:
            for reader in readers:
                client.sendmail("digest@example.org", [reader], MESSAGE)

    serve("a@example.org", "b@example.org", "c@example.org")
    with pytest.raises(RuntimeError, match="2 readers: 2 messages to 1 of them"):
        serve("a@example.org", "a@example.org")


def test_the_sink_counts_the_bytes_of_a_message() -> None:
    """Without the line end and the dot behind it."""
    with (
        send.counting("counting") as (port, counted),
        smtplib.SMTP("127.0.0.1", port) as client,
    ):
        client.sendmail("digest@example.org", ["a@example.org"], MESSAGE)

    stuffed = MESSAGE.replace(b"\n..", b"\n...")  # RFC 5321, section 4.5.2
    assert [1, 1, len(stuffed) - 2] == counted


def test_each_message_is_its_reader_s_own(tmp_path: Path) -> None:
    """What is measured is what is said: a name in the text, and a link with a token."""
    send.prepare(tmp_path, 2, [2])
    inbox = tmp_path / "inbox"
    command = [*send.send(0, 2, 1)]
    at = command.index("--smtp")
    command[at : at + 3] = ["--to-maildir", str(inbox)]
    command = [it for it in command if it not in {"--connections", "1"}]
    render.measure(command, tmp_path, render.environment())
    messages = [it.read_text() for it in sorted((inbox / "new").iterdir())]

    assert 2 == len(messages)
    for number in (0, 1):
        (own,) = (it for it in messages if f"To: Reader {number} <" in it)
        assert f"Reader {number}, every Friday" in own
        assert f"u?r=reader{number}%40example.org&t=" in own.partition("\n\n")[0]


@needs_proc
def test_it_prints_a_row_for_each_way(capsys: pytest.CaptureFixture[str]) -> None:
    """Server by server; the baseline has no ratio."""
    options = ["--readers", "3", "--connections", "2", "--stories", "2", "--runs", "1"]
    assert 0 == send.main(options)
    said = capsys.readouterr().out
    rows = [line.strip("| ").split(" | ") for line in said.splitlines() if line.startswith("| ")]

    tools = ["bare", "digest, 2 connections"]
    assert [[it, "3", tool] for it in send.SERVERS for tool in tools] == [it[:3] for it in rows[1:]]


def test_ratios_are_those_of_messages_a_second_within_a_run() -> None:
    """Half the time is twice as many."""
    runs = [Measured(seconds=it, cpu=1, peak=1) for it in (1.0, 4.0)]
    base = [Measured(seconds=2 * it.seconds, cpu=1, peak=1) for it in runs]
    shown = send.table({("counting", 8, "bare"): base, ("counting", 8, "digest"): runs})

    assert "| counting | 8 | digest | 3 | 2.00 | 1.0 | 1 |" == shown.splitlines()[-1]
