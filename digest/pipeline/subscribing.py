"""What the newsletter reads: the feeds of `sources/feeds.toml`, and OPML lists beside it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from digest import feeds as feed_files
from digest import text, urls
from digest.errors import ConfigError, UsageError
from digest.model import Source
from digest.pipeline.intake import feeds
from digest.workspace import write_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from digest.workspace import Workspace


def subscribe(
    workspace: Workspace, url: str, *, name: str = "", id_: str = "", section: str = ""
) -> Source:
    """Add a feed to `sources/feeds.toml`. Its name is the site's unless one is given.

    Raises:
        UsageError: the address is none or is read already, the id is taken, or there is no such
            section.

    """
    if not urls.is_web(url):
        shown = urls.without_credentials(url)
        raise UsageError(f"{shown!r} is no http or https address", hint="Give it in full")
    if section and workspace.config.section(section) is None:
        ids = text.listed(it.id for it in workspace.config.sections)
        raise UsageError(f"there is no section {section!r}", hint=f"There are {ids}")
    known = feeds(workspace)
    same = next((source for source in known if _page(source.url) == _page(url)), None)
    if same:
        shown = urls.without_credentials(url)
        raise UsageError(f"{shown} is read already, as {same.id!r}")
    taken = {source.id for source in known}
    if id_ in taken:
        raise UsageError(f"the id {id_!r} is taken", hint="Give another one with --id")
    name = text.squeeze(name) or urls.host(url)
    made = Source(
        id=id_ or text.unused(text.slug(name), taken), name=name, url=url, section=section
    )
    _add(workspace, [made])
    return made


def subscribe_all(workspace: Workspace, opml: Path) -> tuple[Source, ...]:
    """Add what an OPML list has and nothing reads yet to `sources/feeds.toml`; return it.

    Raises:
        ConfigError: it cannot be read, or is no OPML.

    """
    from digest.ingest.opml import read_list

    known = feeds(workspace)
    pages = {_page(source.url) for source in known if source.url}
    ids = {source.id for source in known}
    added: list[Source] = []
    for listed in read_list(opml, where=str(opml)):
        if _page(listed.url) in pages:
            continue
        added.append(replace(listed, id=text.unused(listed.id, ids)))
        pages.add(_page(listed.url))
        ids.add(added[-1].id)
    if added:
        _add(workspace, added)
    return tuple(added)


def unsubscribe(workspace: Workspace, id_: str) -> Source:
    """Take a feed out of `sources/feeds.toml`, with the comment right above it.

    Raises:
        UsageError: there is none of that id, or it stands in an OPML list.

    """
    from digest.ingest import feedlist

    listed = workspace.feeds()
    ids = [source.id for source in listed]
    if id_ not in ids:
        raise _not_there(workspace, id_)
    position = ids.index(id_)
    left = listed[:position] + listed[position + 1 :]
    rewrite(workspace, left, lambda content: feedlist.without(content, position))
    return listed[position]


def _not_there(workspace: Workspace, id_: str) -> UsageError:
    from digest.ingest import opml

    for where, listed in opml.lists(workspace.root / "sources"):
        if any(source.id == id_ for source in listed):
            return UsageError(f"{id_!r} stands in {where}", hint="Take it out of that list")
    known = [source.id for source in feeds(workspace)]
    near = text.nearest(id_, known)
    hint = f"Did you mean {near!r}?" if near else "`digest sources list` shows them all"
    return UsageError(f"no feed has the id {id_!r}", hint=hint)


def _add(workspace: Workspace, new: Sequence[Source]) -> None:
    from digest.ingest import feedlist

    expected = (*workspace.feeds(), *new)
    rewrite(workspace, expected, lambda content: feedlist.append(content, new))


def rewrite(
    workspace: Workspace, expected: Sequence[Source], edit: Callable[[bytes], bytes]
) -> None:
    """Edit `feeds.toml`, and write it only if it then means what it should.

    Raises:
        ConfigError: it would not. OutputError: it cannot be written.

    """
    path = workspace.root / "sources" / "feeds.toml"
    where = workspace.name(path)
    content = path.read_bytes() if path.exists() else b""
    unsafe = ConfigError(
        "the feeds are written in a form that cannot be edited by the program",
        where=where,
        hint="Write each as a [[feeds]] table, or edit the file by hand",
    )
    try:
        edited = edit(content)
        parsed = feed_files.parse(edited, workspace.config, where=where)
    except (LookupError, ConfigError):
        raise unsafe from None
    if parsed != tuple(expected):
        raise unsafe
    write_file(path, edited, where=where)


def _page(url: str) -> str:
    """Return what makes two addresses of feeds one."""
    return re.sub(r"^https?://(?:www\.)?", "", url.strip(), flags=re.IGNORECASE).rstrip("/")
