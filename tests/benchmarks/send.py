"""How many messages a second leave, beside a loop over smtplib that does no more.

    python -m tests.benchmarks.send [--readers 1000 --readers 10000] [--connections 1
        --connections 4] [--stories 20] [--runs 3]

Two servers on loopback, in processes of their own: aiosmtpd, and a sink that only counts bytes (see
`smtpsink`). Measured are whole processes, from start to end, in turn:

    bare      one connection, the same bytes to everybody (see `bare_send`)
    digest    `digest send --smtp` of a built edition to a list with names: each message with a
              name in its text, its own one-click link (RFC 8058) and Message-ID; and each written
              into the ledger, on the disk, before it is handed over and after it was answered

After each run the server has counted: everybody got one message, or the run fails. Of several runs
the medians count, ratios within a run.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks import render
from tests.benchmarks.render import DAY, Measured, measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SERVERS = ("aiosmtpd", "counting")
READERS = (1_000, 10_000)
CONNECTIONS = (1, 4)
STORIES = 20
RUNS = 3
MESSAGE = "message.eml"
HERE = Path(__file__).parent
#: What makes each message its reader's own.
OWN = {
    'unsubscribe = ["https://example.org/unsubscribe"]': (
        'unsubscribe = ["https://example.org/u?r={recipient}&t={token}"]\nsecret_file = "secret"'
    ),
    'title = "Every Friday, in your inbox"': 'title = "{{ recipient.name }}, every Friday"',
    'to = "readers@example.org"\n': "",
}


def prepare(folder: Path, stories: int, sizes: Sequence[int]) -> None:
    """Make a workspace with a built edition, and the lists."""
    render.prepare(folder, stories)
    config = (folder / "digest.toml").read_text()
    for before, after in OWN.items():
        assert before in config
        config = config.replace(before, after)
    (folder / "digest.toml").write_text(config)
    (folder / "secret").write_text("not much of a secret, but long enough for one\n")
    build = render.command("digest", folder)
    measure(
        [*build, "-f", "eml", "-o", MESSAGE, "--eol", "crlf", "--to", "reader@example.org"],
        folder,
        render.environment(),
    )
    for size in sizes:
        lines = (f"reader{number}@example.org,Reader {number}\n" for number in range(size))
        (folder / f"{size}.csv").write_text(f"email,name\n{''.join(lines)}")


def send(port: int, size: int, connections: int) -> list[str]:
    """Return how `digest` is run."""
    return [
        *(sys.executable, "-m", "digest", "send", "--date", DAY),
        *("--smtp", f"smtp://127.0.0.1:{port}", "--insecure", "--to-file", f"{size}.csv"),
        *("--connections", f"{connections}", "--yes"),
    ]


@contextmanager
def serving(kind: str, expected: int) -> Iterator[int]:
    """Serve, and count.

    Raises:
        RuntimeError: not everybody got one message.

    """
    with counting(kind) as (port, counted):
        yield port
    messages, readers, _ = counted
    if not messages == readers == expected:
        raise RuntimeError(f"{expected} readers: {messages} messages to {readers} of them")


@contextmanager
def counting(kind: str) -> Iterator[tuple[int, list[int]]]:
    """Serve on a port; afterwards, messages, readers and bytes are in the list."""
    counted: list[int] = []
    command = [sys.executable, str(HERE / "smtpsink.py"), kind]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        assert server.stdin
        yield int(server.stdout.readline()), counted
        server.stdin.close()
        counted += map(int, server.stdout.readline().split())


def run(workspace: Path, kind: str, size: int, connections: int | None) -> Measured:
    """Measure one run, in a copy of the workspace; without connections, the bare loop."""
    around = render.environment()
    with tempfile.TemporaryDirectory() as work, serving(kind, size) as port:
        folder = Path(work) / "workspace"
        shutil.copytree(workspace, folder)
        if connections is None:
            loop = [sys.executable, str(HERE / "bare_send.py"), f"{port}", MESSAGE, f"{size}.csv"]
            return measure(loop, folder, around)
        return measure(send(port, size, connections), folder, around)


Results = dict[tuple[str, int, str], list[Measured]]


def table(results: Results) -> str:
    """Write the medians as a Markdown table, with ratios of messages a second against `bare`."""
    lines = [
        "| server | readers | sent by | messages a second | × bare | CPU s | MB |",
        "|---|--:|---|--:|--:|--:|--:|",
    ]
    for (kind, size, tool), runs in results.items():
        base = results[kind, size, "bare"]
        ratio = statistics.median(
            its.seconds / one.seconds for one, its in zip(runs, base, strict=True)
        )
        cells = (
            kind,
            f"{size:,}",
            tool,
            f"{size / statistics.median(one.seconds for one in runs):,.0f}",
            f"{ratio:.2f}" if tool != "bare" else "",
            f"{statistics.median(one.cpu for one in runs):.1f}",
            f"{max(one.peak for one in runs):.0f}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.send")
    parser.add_argument("--server", action="append", choices=SERVERS, help="both")
    parser.add_argument("--readers", type=int, action="append", help="1,000 and 10,000")
    parser.add_argument("--connections", type=int, action="append", help="1 and 4")
    parser.add_argument("--stories", type=int, default=STORIES)
    parser.add_argument("--runs", type=int, default=RUNS)
    given = parser.parse_args(arguments)
    sizes, many = given.readers or READERS, given.connections or CONNECTIONS
    tools = {"bare": None} | {
        f"digest, {number} connection{'s' if number > 1 else ''}": number for number in many
    }
    print(render.machine())  # noqa: T201
    results: Results = defaultdict(list)
    with tempfile.TemporaryDirectory() as work:
        workspace = Path(work) / "workspace"
        workspace.mkdir()
        prepare(workspace, given.stories, sizes)
        size = (workspace / MESSAGE).stat().st_size
        print(f"{given.stories} stories, {size:,} bytes a message\n")  # noqa: T201
        for _ in range(given.runs):
            for kind in given.server or SERVERS:
                for readers in sizes:
                    for name, number in tools.items():
                        results[kind, readers, name].append(run(workspace, kind, readers, number))
    print(table(results))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
