"""`sources/feeds.toml`: the feeds that are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest import strict, text, urls
from digest.errors import ConfigError
from digest.model import Source
from digest.strict import Table

if TYPE_CHECKING:
    from collections.abc import Container

    from digest.config import Config


class Feed(Table, frozen=True):
    """One of `[[feeds]]`."""

    name: str = ""
    id: str = ""
    url: str = ""
    path: str = ""
    section: str = ""
    reprint: bool = False
    full_text: bool = False
    allow_private: bool = False


class Feeds(Table, frozen=True):
    """The whole of `feeds.toml`."""

    feeds: tuple[Feed, ...] = ()


def parse(content: bytes, config: Config, *, where: str) -> tuple[Source, ...]:
    """Read `feeds.toml` into sources, in its order.

    Raises:
        ConfigError: naming the feed with its line, the value, and what is allowed; also for a feed
            with neither or both of `url` and `path`, an unknown section, an id that is used twice,
            or an address that is not http(s).

    """
    feeds = strict.load(content, Feeds, where).feeds
    sources: dict[str, Source] = {}
    for number, feed in enumerate(feeds):
        try:
            source = _source(feed, config, sources)
        except ConfigError as error:
            label = feed.id or feed.name
            entry = strict.entry(content, "feeds", number, total=len(feeds), label=label)
            error.where = f"{where}: {entry}"
            raise
        sources[source.id] = source
    return tuple(sources.values())


def _source(feed: Feed, config: Config, taken: Container[str]) -> Source:
    address = urls.without_credentials(feed.url) or feed.path
    id_ = feed.id or text.slug(feed.name or address)
    if bool(feed.url) == bool(feed.path):
        raise ConfigError("give either url or path")
    if feed.url and not urls.is_web(feed.url):
        raise ConfigError(
            f"url must be a full http or https address, got {address!r}",
            hint="For a file, use path",
        )
    if id_ in taken:
        raise ConfigError(f"the id {id_!r} is used twice", hint="Give one of them another id")
    if feed.section and config.section(feed.section) is None:
        known = text.listed((section.id for section in config.sections), last="or")
        raise ConfigError(f"section must be one of {known}, got {feed.section!r}")
    return Source(
        id=id_,
        name=feed.name or address,
        url=feed.url,
        path=feed.path,
        section=feed.section,
        reprint=feed.reprint,
        full_text=feed.full_text,
        allow_private=feed.allow_private,
    )
