"""Judging one report, as an edition does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.editorial import topic as topics
from digest.editorial.reading import read

if TYPE_CHECKING:
    from digest.config import Config
    from digest.editorial.topic import Topic
    from digest.model import Item, Judged


def judge(item: Item, topic: Topic, settings: Config) -> Judged:
    """Read an item and judge it."""
    return topics.judge(item, read(item, topic), topic, settings)
