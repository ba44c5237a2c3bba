"""Is it HTML, and do mail clients know what it uses? Three programs judge every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.judges import wrong
from tests.judges.allowed import ALLOWED
from tests.judges.building import EDITIONS
from tests.judges.verdicts import PAGE_JUDGES, not_allowed, report

if TYPE_CHECKING:
    from tests.judges.conftest import Ask

judges = pytest.mark.parametrize("judge", PAGE_JUDGES)


@judges
@pytest.mark.parametrize("edition", EDITIONS)
def test_nothing_is_wrong_with_a_page(judge: str, edition: str, ask: Ask) -> None:
    """But what is allowed by name, with a reason beside it."""
    found = not_allowed(ask(judge)[edition], ALLOWED[judge])

    assert [] == found, report(found)


@judges
def test_nothing_is_allowed_that_no_page_needs(judge: str, ask: Ask) -> None:
    """A reason that has gone would hide the next fault."""
    verdicts = ask(judge)
    names = {finding.name for edition in EDITIONS for finding in verdicts[edition]}

    assert [] == sorted(ALLOWED[judge].keys() - names)


@pytest.mark.parametrize(
    ("judge", "expected"),
    [
        ("html-validate", {"close-order", "no-dup-id", "wcag/h37", "element-required-attributes"}),
        ("vnu", {"colour", "Duplicate ID “twice”."}),
        ("caniemail", {"position", "mix-blend-mode"}),
    ],
)
def test_a_judge_finds_what_is_wrong(judge: str, expected: set[str], ask: Ask) -> None:
    """In media queries, too. One that finds nothing anywhere would praise every page."""
    names = {finding.name for finding in ask(judge)[wrong.NAME]}

    assert expected <= names
    assert not expected & ALLOWED[judge].keys()
