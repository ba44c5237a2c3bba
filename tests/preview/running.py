"""`digest preview` as a process, and its pages asked for over real HTTP."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.support.command import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

DATE = ("--date", "2024-02-16")
USUAL = ("--offline", "--no-browser")
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/([\w-]+)/(\S*)")
SECONDS = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """What the preview answered."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Preview:
    """A preview that runs; `said` is complete once it has ended."""

    process: subprocess.Popen[str]
    said: str
    port: int = field(init=False)
    token: str = field(init=False)
    url: str = field(init=False)

    def __post_init__(self) -> None:
        """Find the address in what was said."""
        found = ADDRESS.search(self.said)
        assert found, self.said
        self.url, self.port, self.token = found[0], int(found[1]), found[2]

    def get(
        self,
        name: str = "",
        *,
        path: str = "",
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask for a file of the preview, or for any path."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request(method, path or f"/{self.token}/{name}", body, headers or {})
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    def wait_for_a_page(self) -> None:
        """Wait until there is something to be shown."""
        deadline = time.monotonic() + SECONDS
        while not any((told := self.glance())[name] for name in ("edition", "failure")):
            assert time.monotonic() < deadline, told
            time.sleep(0.01)

    def glance(self) -> Any:
        """Ask what the page is told at this moment."""
        return json.loads(self.get("state.json").body)

    def state(self) -> Any:
        """Ask what the page is told once everything has been looked at."""
        return self.changed("")

    def changed(self, version: str) -> Any:
        """Wait for another version, and return what the page is told when that was looked at."""
        deadline = time.monotonic() + SECONDS
        while True:
            told = self.glance()
            ready = told["failure"] or (told["edition"] and told["edition"]["checked"])
            if ready and told["version"] != version:
                return told
            assert time.monotonic() < deadline, "nothing changed"
            time.sleep(0.02)

    def press(self, deed: str, *, version: str = "", **about: Any) -> tuple[int, Any]:
        """Ask for a change as the page does; return the status and the answer."""
        asked = {"do": deed, "version": version or self.state()["edition"]["file"], **about}
        headers = {
            "Content-Type": "application/json",
            "Origin": f"http://127.0.0.1:{self.port}",
            "X-Digest-Preview": "1",
        }
        answer = self.get("act", method="POST", body=json.dumps(asked).encode(), headers=headers)
        return answer.status, json.loads(answer.body)

    def shows(self, words: bytes) -> bool:
        """Wait until the edition has some words; half-written files may be shown before."""
        deadline = time.monotonic() + SECONDS
        while words not in self.get("edition.txt").body:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def read_until(self, words: str) -> None:
        """Wait until it has said something."""
        assert self.process.stderr
        while words not in self.said and (line := self.process.stderr.readline()):
            self.said += line
        assert words in self.said

    def end(self, number: int = signal.SIGTERM) -> int:
        """End it, and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.said += self.process.communicate(timeout=SECONDS)[1]
        return self.process.returncode


@contextmanager
def previewing(
    folder: Path,
    *options: str,
    usual: tuple[str, ...] = USUAL,
    day: str = DATE[1],
    own_session: bool = False,
    **environment: str,
) -> Iterator[Preview]:
    """Preview an edition until the block ends."""
    arguments = ["preview", "--date", day, *usual, *options]
    process = subprocess.Popen(
        [sys.executable, "-m", "digest", *arguments],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": NOW, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=own_session,
    )
    assert process.stderr
    said = ""
    try:
        while not ADDRESS.search(said) and (line := process.stderr.readline()):
            said += line
        preview = Preview(process, said)
        preview.wait_for_a_page()
        yield preview
        assert 0 == preview.end(), preview.said
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=SECONDS)
