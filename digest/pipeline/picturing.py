"""Pictures that go with the message: `[mail] images = "embed"`.

local    paths in the edition and in digest.toml ──▶ Picture, before the page is rendered
embed    addresses on the rendered page ──network──▶ .digest/pictures/ ──▶ Picture

Only `build` asks the network. What it got is kept, so that what is sent later, or looked at, is
what was built. What cannot be had stays remote (or, of a local one, away), and is named.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from digest import urls
from digest.config import Config, Teaser
from digest.errors import SourceError
from digest.limits import MEGABYTE, Limits, size
from digest.model import Picture, Validators
from digest.workspace import write_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from digest.edition import Edition, Part
    from digest.model import Page
    from digest.workspace import Workspace

#: Bytes of one picture: a photograph in print quality is no picture for a mail.
MOST = MEGABYTE
#: Bytes of all pictures of a message; base64 makes a third more of them.
MOST_IN_ALL = 5 * MEGABYTE
MOST_ASKED = 50
NOT_READ = "it was not read yet, and only `digest build` asks the network"
NO_PICTURE = "it is no PNG, JPEG, GIF or WebP"
MARKDOWN_IMAGE = re.compile(r"(?P<before>!\[[^\]\n]*\]\(\s*<?)(?P<url>[^\s()<>]+)")
#: Paths have no scheme, and no host.
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
#: Where a page that is being rendered has a local picture: templates take web addresses alone.
STAND_IN = "https://{}.pictures.invalid/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """An edition and its configuration, whose local pictures have stand-ins for an address."""

    edition: Edition
    config: Config
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    """By stand-in."""
    missing: tuple[str, ...] = ()
    """Which cannot be had, and why."""

    def on(self, page: Page) -> Page:
        """Return a page that was rendered from it, with the paths in their places again."""
        merged = page.merged and replace(page.merged, html=self._named(page.merged.html))
        return replace(
            page,
            html=self._named(page.html),
            merged=merged,
            pictures=tuple(self.pictures.values()),
            unembedded=self.missing,
        )

    def _named(self, html: str) -> str:
        for stand_in, picture in self.pictures.items():
            html = html.replace(stand_in, picture.url)
        return html


def local(workspace: Workspace, edition: Edition) -> Local:
    """Read the pictures of the workspace that an edition and digest.toml name by their paths.

    None of them unless they are to go with the message: nowhere else can readers load them.
    """
    if workspace.config.mail.images != "embed":
        return Local(edition=edition, config=workspace.config)
    finder = _Finder(workspace)
    image = edition.meta.image
    meta = edition.meta
    if image:
        meta = replace(meta, image=replace(image, url=finder.stand_in(image.url)))
    parts = tuple(_with_stand_ins(part, finder) for part in edition.parts)
    return Local(
        edition=replace(edition, meta=meta, parts=parts),
        config=_with_stand_ins_for_teasers(workspace.config, finder),
        pictures=finder.found,
        missing=tuple(finder.missing),
    )


class _Finder:
    """Looks for pictures by their paths, and keeps what it found, and why it did not."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.found: dict[str, Picture] = {}
        self.missing: dict[str, None] = {}

    def stand_in(self, url: str) -> str:
        """Return the stand-in for a path of a picture, if there is one; an address as it is."""
        if not url or ADDRESS.match(url):
            return url
        try:
            picture = _picture(url, self._read(url))
        except SourceError as error:
            self.missing[f"{url} is left out: {error.what}"] = None
            return ""
        stand_in = STAND_IN.format(hashlib.sha256(url.encode()).hexdigest()[:32])
        self.found[stand_in] = picture
        return stand_in

    def _read(self, url: str) -> bytes:
        root = self.workspace.root.resolve()
        try:
            path = next(
                (it for name in (url, unquote(url)) if (it := (root / name).resolve()).is_file()),
                None,
            )
            if path is None:
                raise SourceError("there is no such file in the workspace")
            if not path.is_relative_to(root):
                raise SourceError("it lies outside the workspace")
            if path.stat().st_size > MOST:
                raise SourceError(f"longer than {size(MOST)}")
            return path.read_bytes()
        except (OSError, ValueError) as error:
            raise SourceError(f"it cannot be read ({error})") from None


def _with_stand_ins_for_teasers(config: Config, finder: _Finder) -> Config:
    teasers = tuple(
        Teaser(
            title=it.title, url=it.url, text=it.text, image=finder.stand_in(it.image), alt=it.alt
        )
        for it in config.teasers
    )
    fields = {name: getattr(config, name) for name in config.__struct_fields__}
    return Config(**fields | {"teasers": teasers})


def _with_stand_ins(part: Part, finder: _Finder) -> Part:
    def other(match: re.Match[str]) -> str:
        return f"{match['before']}{finder.stand_in(match['url'])}"

    blocks = tuple(
        replace(block, raw=MARKDOWN_IMAGE.sub(other, block.raw)) for block in part.blocks
    )
    return replace(part, blocks=blocks)


def _picture(url: str, content: bytes) -> Picture:
    """Return a picture if the content is one.

    Raises:
        SourceError: it is none, or too long.

    """
    from digest.mail.pictures import kind_of

    kind = kind_of(content)
    if not kind:
        raise SourceError(NO_PICTURE)
    if len(content) > MOST:
        raise SourceError(f"longer than {size(MOST)}")
    return Picture(url=url, kind=kind, content=content)


def embed(workspace: Workspace, page: Page, *, now: datetime, offline: bool) -> Page:
    """Return the page with the pictures that are to go with its message, if they are to.

    Those on the Web are asked for, or, with `offline`, what was kept of them is taken.
    """
    if workspace.config.mail.images != "embed":
        return page
    from digest.mail.pictures import sources

    shown = sources(page.html)
    addresses = [it for it in shown if urls.is_web(it)]
    asked = {} if offline else _ask(workspace, addresses[:MOST_ASKED], now=now)
    pictures = {picture.url: picture for picture in page.pictures if picture.url in shown}
    left: list[str] = []
    for url in addresses:
        try:
            picture = _kept(workspace, url, asked.get(url))
        except SourceError as error:
            left.append(f"{urls.without_credentials(url)} stays remote: {error.what}")
            continue
        if sum(len(it.content) for it in (*pictures.values(), picture)) > MOST_IN_ALL:
            left.append(f"{url} stays remote: the pictures are longer than {size(MOST_IN_ALL)}")
            continue
        pictures[url] = picture
    return replace(page, pictures=tuple(pictures.values()), unembedded=(*page.unembedded, *left))


def _kept(workspace: Workspace, url: str, answer: Picture | SourceError | None) -> Picture:
    """Return a picture from the Web: as it is now, or as it was when it was last read.

    Raises:
        SourceError: it never was.

    """
    path = _place(workspace, url)
    if isinstance(answer, Picture):
        if not path.is_file() or path.read_bytes() != answer.content:
            write_file(path, answer.content, where=workspace.name(path))
        return answer
    try:
        return _picture(url, path.read_bytes())
    except OSError:
        raise answer or SourceError(NOT_READ) from None


def _place(workspace: Workspace, url: str) -> Path:
    name = hashlib.sha256(url.encode()).hexdigest()[:32]
    return workspace.root / ".digest" / "pictures" / name


def _ask(
    workspace: Workspace, addresses: list[str], *, now: datetime
) -> dict[str, Picture | SourceError]:
    """Ask for pictures, all at once within bounds."""
    if not addresses:
        return {}
    import asyncio

    return asyncio.run(_asked(addresses, _private(workspace), now))


async def _asked(
    addresses: list[str], private: frozenset[str], now: datetime
) -> dict[str, Picture | SourceError]:
    from digest import network

    bounds = replace(Limits(), body=MOST)
    answers: dict[str, Picture | SourceError] = {}
    async with network.session(bounds) as client:

        async def ask(url: str) -> None:
            try:
                reply = await network.get(
                    client,
                    url,
                    validators=Validators(),
                    limits=bounds,
                    now=now,
                    allow_private=urlsplit(url).netloc in private,
                )
                answers[url] = _picture(url, reply.body)
            except SourceError as error:
                answers[url] = error

        await network.run(addresses, ask, url=str, limits=bounds)
    return answers


def _private(workspace: Workspace) -> frozenset[str]:
    """Return the hosts that may be private: those of feeds of which the user has said so."""
    return frozenset(urlsplit(it.url).netloc for it in workspace.feeds() if it.allow_private)


def standalone(page: Page) -> str:
    """Return the page as a file of its own: local pictures stand in it, others stay remote."""
    from digest.mail.pictures import replaced

    inside = {
        it.url: f"data:image/{it.kind};base64,{base64.b64encode(it.content).decode('ascii')}"
        for it in page.pictures
        if not urls.is_web(it.url)
    }
    return replaced(page.html, inside) if inside else page.html
