"""What the newsletter reads: the feeds of `sources/feeds.toml`, and OPML lists beside it."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest import feeds as feed_files
from digest import text, urls
from digest.errors import ConfigError, SourceError, UsageError
from digest.model import Source
from digest.pipeline.intake import feeds
from digest.workspace import write_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from digest.ingest.discovery import Link
    from digest.workspace import Workspace

#: What people paste without its scheme: a host with a dot in it, and what follows.
BARE = re.compile(
    r"(?!mailto:)(?://)?(?:[^/?#@\s]*@)?[^\s/?#@:]+\.[^\s/?#@:]+(?::\d+)?(?:[/?#].*)?",
    re.IGNORECASE,
)
HOST_AND_REST = re.compile(r"^(?:https?://)?([^/?]*)(.*)", re.IGNORECASE | re.DOTALL)
LONGEST_NAME = 100
"""Characters of a name that a feed gives itself."""
#: Characters of a title that no shell takes for more than words: the line is there to be pasted.
HARMLESS = re.compile(r"[^\w .,:/–—«»„“”…-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """A feed that was added, and what there is to say of it."""

    source: Source
    moved: str = ""
    """The address that has moved for good to `source.url`; empty if it has not."""
    page: str = ""
    """The web page for which the feed was found; empty if its own address was given."""
    unasked: SourceError | None = None
    """Why nothing is known of it as yet, if it could not be asked."""


class SeveralFeedsError(SourceError):
    """A web page names several feeds: a person has to choose."""

    def __init__(self, page: str, links: tuple[Link, ...], *, allow_private: bool) -> None:
        """Keep what there is to choose from."""
        number = text.plural(len(links), "feed")
        super().__init__(
            f"a web page that names {number}", where=page, hint="Add the one that you want"
        )
        self.links = links
        self.options = " --allow-private" if allow_private else ""

    def __str__(self) -> str:
        """Give the commands to choose from, each on a line of its own."""
        commands = (_to_add(link, self.options) for link in self.links)
        return "\n".join((super().__str__(), *commands))


def _to_add(link: Link, options: str) -> str:
    command = f"  digest sources add {shlex.quote(urls.without_credentials(link.url))}{options}"
    title = text.squeeze(HARMLESS.sub(" ", link.title))
    about = ", ".join(filter(None, (title, link.kind if link.kind != "link" else "")))
    return f"{command}  # {about}" if about else command


def subscribe(
    workspace: Workspace,
    url: str,
    *,
    now: datetime,
    name: str = "",
    id_: str = "",
    section: str = "",
    allow_private: bool = False,
) -> Subscribed:
    """Ask an address, and add its feed, or that of the web page there, to `sources/feeds.toml`.

    Its name is the feed's own unless one is given; the site's if it could not be asked. What does
    not answer, or not now, is added as given.

    Raises:
        UsageError: the address is none or is read already, the id is taken, or there is no such
            section.
        SeveralFeedsError: it is a web page with several.
        SourceError: there is no feed.

    """
    from digest.ingest import asking, opml

    url = _in_full(url)
    if section and workspace.config.section(section) is None:
        ids = text.listed(it.id for it in workspace.config.sections)
        raise UsageError(f"there is no section {section!r}", hint=f"There are {ids}")
    _check_new(feeds(workspace), id_, url)
    answer = asking.ask(url, now=now, allow_private=allow_private)
    if answer.error:
        raise answer.error
    if answer.links:
        page = urls.without_credentials(url)
        raise SeveralFeedsError(page, answer.links, allow_private=allow_private)
    known = feeds(workspace)  # others may have been added meanwhile
    _check_new(known, id_, answer.url, answer.final)
    name = text.squeeze(name) or _shortened(answer.title) or urls.host(answer.url)
    free = id_ or text.unused(opml.id_of(name, answer.url), {source.id for source in known})
    made = Source(id=free, name=name, url=answer.url, section=section, allow_private=allow_private)
    _add(workspace, [made])
    return Subscribed(
        source=made,
        moved=url if answer.moved and not answer.page else "",
        page=answer.page,
        unasked=answer.unasked,
    )


def _in_full(given: str) -> str:
    """Return an address with its scheme.

    Raises:
        UsageError: it is none.

    """
    from digest.ingest.tags import web_address

    url = web_address(given)
    if not urls.is_web(url) and BARE.fullmatch(url):
        url = f"https://{url.removeprefix('//')}"
    if not urls.is_web(url):
        shown = re.sub(r"^(?:[a-z]+:)?[^/?#]*@", "", urls.without_credentials(given))
        raise UsageError(f"{shown!r} is no http or https address", hint="Give it in full")
    return url


def _check_new(known: Iterable[Source], id_: str, *addresses: str) -> None:
    """Check that nothing reads any of these addresses, nor has the id.

    Raises:
        UsageError: something does.

    """
    pages = {_page(url): url for url in addresses if url}
    for source in known:
        if source.url and (url := pages.get(_page(source.url))):
            shown = urls.without_credentials(url)
            raise UsageError(f"{shown} is read already, as {source.id!r}")
        if id_ and source.id == id_:
            raise UsageError(f"the id {id_!r} is taken", hint="Give another one with --id")


def _shortened(title: str) -> str:
    title = text.squeeze(title)
    if len(title) <= LONGEST_NAME:
        return title
    return title[: LONGEST_NAME - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an OPML list brought, and what it did not."""

    added: tuple[Source, ...]
    fault: str = ""
    """Where the list is broken, so that feeds may be missing; empty if it is whole."""
    pages: int = 0
    """Outlines left out, since they give the address of a web page only."""


def subscribe_all(workspace: Workspace, opml: Path) -> Imported:
    """Add what an OPML list has and nothing reads yet to `sources/feeds.toml`.

    Raises:
        ConfigError: it cannot be read, or is no OPML.

    """
    from digest.ingest.opml import add_to, read_list

    sections = frozenset(section.id for section in workspace.config.sections)
    listed = read_list(opml, where=str(opml), sections=sections)
    known = {source.id: source for source in feeds(workspace)}
    pages = {_page(source.url) for source in known.values() if source.url}
    new: dict[str, Source] = {}
    for source in listed.sources:
        if _page(source.url) not in pages:
            new.setdefault(_page(source.url), source)
    added = add_to(known, new.values())
    if added:
        _add(workspace, added)
    return Imported(added=added, fault=listed.fault, pages=listed.pages)


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

    known = {source.id: source for source in feeds(workspace)}
    if id_ in known:
        for where, listed in opml.lists(workspace.root / "sources"):
            if any(source.url == known[id_].url for source in listed):
                return UsageError(f"{id_!r} stands in {where}", hint="Take it out of that list")
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
    """Return what makes two addresses of feeds one: no scheme, `www.`, slash nor credentials."""
    plain = urls.without_credentials(url.strip()).partition("#")[0]
    host, path = HOST_AND_REST.findall(plain)[0]
    return f"{host.lower().removeprefix('www.')}{path}".rstrip("/")
