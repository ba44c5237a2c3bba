"""Disks of our own, which nobody else sees, to be filled."""

from __future__ import annotations

import subprocess
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@cache
def may_mount() -> bool:
    """Say whether this user may mount something where nobody else sees it."""
    try:
        return not subprocess.run(
            mounted("mount -t tmpfs tmpfs /mnt", ["true"]), capture_output=True, check=False
        ).returncode
    except OSError:
        return False


def mounted(before: str, command: Sequence[str]) -> list[str]:
    """Return how to run a command after what a shell that may mount does; both end together."""
    return ["unshare", "-rm", "sh", "-c", f'{before} && "$@"', "sh", *command]
