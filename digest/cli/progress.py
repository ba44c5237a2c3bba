"""A bar for long work, on standard error, gone when the work is done."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: With fewer steps than this a bar would only flicker.
WORTH_A_BAR = 3


@contextmanager
def bar(doing: str, total: int) -> Iterator[Callable[[], None]]:
    """Show a bar of `total` steps; what is given is called after each."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)
        yield lambda: progress.advance(task)
