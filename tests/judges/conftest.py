"""The editions that are judged, and what is found in their pages: once in a test run."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from tests.judges import wrong
from tests.judges.building import EDITIONS, Built, build_all
from tests.judges.once import made_once
from tests.judges.verdicts import PAGE_JUDGES, Finding

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Ask: TypeAlias = "Callable[[str], dict[str, list[Finding]]]"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """Build all editions, or find that another process of this run has built them."""
    folder = made_once(tmp_path_factory, "editions", build_all)
    return {name: Built(name=name, out=folder / name / "out") for name in EDITIONS}


@pytest.fixture(params=EDITIONS)
def edition(request: Any, built: dict[str, Built]) -> Built:
    """Return each edition in turn."""
    return built[request.param]


@pytest.fixture(scope="session")
def ask(tmp_path_factory: pytest.TempPathFactory, built: dict[str, Built]) -> Ask:
    """Return a function that gives a judge's findings in each page, one that is `wrong` too."""

    def judge(name: str) -> dict[str, list[Finding]]:
        def make(folder: Path) -> None:
            pages = [folder / f"{page}.html" for page in (*EDITIONS, wrong.NAME)]
            for page, edition in zip(pages, EDITIONS, strict=False):
                shutil.copy(built[edition].page, page)
            pages[-1].write_text(wrong.PAGE)
            found = PAGE_JUDGES[name](pages)
            content = {page: list(map(asdict, findings)) for page, findings in found.items()}
            (folder / "found.json").write_text(json.dumps(content))

        kept = made_once(tmp_path_factory, name, make) / "found.json"
        return {
            page: [Finding(**finding) for finding in findings]
            for page, findings in json.loads(kept.read_text()).items()
        }

    return judge
