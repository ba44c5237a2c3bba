"""What the programs that judge pages and messages find, as one kind of value.

Each program runs once for all pages: a Java machine and Node take longer to start than to judge.
"""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support.programs import lacking, needs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
#: Debian's Java has too small a stack for vnu; compiling less suits a program that ends at once.
JAVA = ("java", "-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
#: What vnu says of a property that no specification has.
UNKNOWN_PROPERTY = re.compile(r"CSS: .*Property “([\w-]+)” doesn't exist")
MBOX_DATE = "Fri Feb 16 10:00:00 2024"
SPAM_STATUS = re.compile(
    rf"^From (\S+) {MBOX_DATE}\n.*?^X-Spam-Status: .*?score=(-?[\d.]+).*? tests=(.*?) autolearn",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Finding:
    """One thing that a judge does not like."""

    name: str
    """The rule, the feature, the property: what it can be allowed by."""
    where: str = ""
    """The line and element; caniemail: the clients."""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What SpamAssassin gives a message, and for what. From 5 points on it is spam."""

    points: float
    tests: str


def node_package(name: str) -> Path:
    """Return the folder of an npm package; skip the test where it is missing, fail it in CI."""
    folder = MODULES / name
    if not folder.is_dir():
        lacking(f"{name} is missing: npm ci --ignore-scripts --prefix tests/judges")
    return folder


def from_node(pages: Sequence[Path], judge: str) -> dict[str, list[Finding]]:
    """Return what `judge` (html-validate or caniemail) finds in each page, by its path's stem."""
    node = needs("node", "nodejs")
    node_package(judge)
    said = _run([node, str(HERE / "judges.mjs"), judge, *map(str, pages)])
    return {
        Path(page).stem: [Finding(**finding) for finding in found]
        for page, found in json.loads(said).items()
    }


def from_vnu(pages: Sequence[Path]) -> dict[str, list[Finding]]:
    """Return what the W3C's validator finds in each page, by its path's stem: errors, warnings."""
    needs("java", "default-jre-headless")
    jar = node_package("vnu-jar") / "build" / "dist" / "vnu.jar"
    options = ["--format", "json", "--stdout", "--exit-zero-always"]
    said = _run([*JAVA, "-jar", str(jar), *options, *map(str, pages)])
    found: dict[str, list[Finding]] = {page.stem: [] for page in pages}
    for message in json.loads(said)["messages"]:
        if message["type"] != "info" or message.get("subType") == "warning":
            found[Path(message["url"]).stem].append(_from_vnu(message))
    return found


def _from_vnu(message: Mapping[str, Any]) -> Finding:
    said = message["message"]
    unknown = UNKNOWN_PROPERTY.search(said)
    where = f"line {message.get('lastLine', '?')}: {message.get('extract', '').strip()}"
    return Finding(name=unknown[1] if unknown else said, where=where, message=said)


def from_spamassassin(messages: Mapping[str, bytes], home: Path) -> dict[str, Score]:
    """Return the scores of messages, by the names that they have here, without spaces.

    By SpamAssassin's local rules alone; `home` is an empty folder, so that nothing counts that it
    has learned elsewhere.
    """
    program = needs("spamassassin", "spamassassin")
    # It judges them in an order of its own, and keeps the line that begins each.
    mailbox = b"".join(
        b"From %s %s\n%s\n" % (name.encode(), MBOX_DATE.encode(), _in_mbox(message))
        for name, message in messages.items()
    )
    options = ["-L", "-t", "-x", "--cf=use_bayes 0", "--mbox"]
    said = _run([program, *options], home=home, given=mailbox).decode(errors="replace")
    return {
        name: Score(points=float(points), tests=re.sub(r"\s", "", tests))
        for name, points, tests in SPAM_STATUS.findall(said)
    }


def _in_mbox(message: bytes) -> bytes:
    return re.sub(rb"(?m)^From ", b">From ", message)


def _run(command: Sequence[str], *, home: Path | None = None, given: bytes = b"") -> bytes:
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"} if home else None
    ran = subprocess.run(
        command, input=given, env=environment, capture_output=True, check=False, timeout=120
    )
    assert 0 == ran.returncode, ran.stderr.decode(errors="replace")
    return ran.stdout


def not_allowed(found: Iterable[Finding], allowed: Mapping[str, str]) -> list[Finding]:
    """Return the findings that nobody has given a reason for."""
    return sorted(finding for finding in found if finding.name not in allowed)


def report(found: Iterable[Finding]) -> str:
    """Write findings for people."""
    return "".join(f"\n  {it.name}\n    {it.where}\n    {it.message}" for it in found)


PAGE_JUDGES: dict[str, Callable[[Sequence[Path]], dict[str, list[Finding]]]] = {
    "html-validate": partial(from_node, judge="html-validate"),
    "vnu": from_vnu,
    "caniemail": partial(from_node, judge="caniemail"),
}
