"""Whether something ended soon enough, on a machine that may be slow or busy.

Bounds in tests are there for what never ends, or takes a hundred times as long; how fast things are
is measured by tests/benchmarks.
"""

from __future__ import annotations

import time

#: So many additions take this many seconds on the machine for which bounds are given.
ADDITIONS, SECONDS = 2_000_000, 0.15


def in_time(seconds: float, at_most: float) -> bool:
    """Say whether that was soon enough; where it was not, the machine is measured as well."""
    return seconds < at_most or seconds < at_most * _slowness()


def _slowness() -> float:
    """Return how many times as long as usual this machine takes at the moment, 10 at most."""
    began = time.perf_counter()
    total = 0
    for number in range(ADDITIONS):
        total += number
    return min(10.0, max(1.0, (time.perf_counter() - began) / SECONDS))
