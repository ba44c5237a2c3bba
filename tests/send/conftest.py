"""What tests of several files send to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.postfix import Postfix, postfix

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def server() -> Iterator[Postfix]:
    """Run postfix."""
    with postfix() as running:
        yield running
