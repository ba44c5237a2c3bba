"""RSS and Atom, read by feedparser; whatever comes, `parse_feed` returns.

feedparser gets text that we decoded and bounded, never an address, and neither sanitises nor
resolves: both are done by `markup.safe_html`. `bozo` alone is no failure, and an empty
`version` is: see https://feedparser.readthedocs.io/en/latest/bozo.html.
"""

from __future__ import annotations

import copyreg
import html
import io
import re
import time
import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import feedparser.api
import feedparser.datetimes
import feedparser.util

from digest import text, urls
from digest.errors import SourceError
from digest.ingest import bounds, charset, expat, jsonfeed, known
from digest.ingest.dates import read_date
from digest.ingest.entry import Entry, absolute, make_items, plain_title, safe_body, safe_text
from digest.ingest.media import image_of, keep_words_apart
from digest.ingest.repair import mend_entities
from digest.model import Fetched, Validators

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from digest.ingest.known import Marked
    from digest.model import Source

feedparser.api.PREFERRED_XML_PARSERS.insert(0, expat.__name__)
# Half of what it copies are flat dictionaries of texts.
copyreg.pickle(feedparser.util.FeedParserDict, lambda it: (type(it), (tuple(it.items()),)))
# It would read each date, wrongly at times, and we read them ourselves: see `dates`.
feedparser.datetimes.registerDateHandler(lambda _: time.gmtime(0))

WEB_PAGE = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
LOOKED_AT = 4096
"""Characters from the start in which a web page shows what it is."""
DECLARATION = re.compile(r"<\?xml[^>]*>\s*")
#: feedparser joins an Atom id with xml:base, which is for links, unless it is said to be none.
ATOM_ID = re.compile(r"<(\w+:)?id>")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
HEADERS = {"content-type": "application/xml; charset=utf-8"}

PLAIN = "text/plain"
MARKED = frozenset({"text/html", "application/xhtml+xml"})

NO_FEED_HINT = "Look at it in a browser: find the feed's own address, or remove the source"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What either format gives."""

    title: str
    entries: tuple[Entry, ...]
    updated: str = ""
    expired: bool = False


def parse_feed(
    source: Source,
    body: bytes,
    *,
    at: datetime,
    url: str,
    content_type: str = "",
    validators: Validators = Validators(),  # noqa: B008 - frozen
    seen: str = "",
) -> Fetched:
    """Read a feed: RSS 0.9x, 1.0, 2.0, Atom or JSON Feed.

    `url` is where the body came from after redirects; relative links are resolved against it
    and xml:base (empty: against the feed's home page). Never raises for a broken feed: `error`
    is set for an empty answer, a web page or whatever else is no feed, and for one that is out
    of bounds. A feed that is cut off keeps the entries before the cut. `seen` are the marks of the
    reading before (see `known`): what has such a mark is not read, but told of in `kept`. The
    marks of this one are put beside the `validators`.
    """
    blank = Fetched(source=source, at=at, url=url, validators=validators)
    try:
        document = charset.decode(body, content_type)
        marked = known.marked(document, url=url) if document.startswith("<") else None
        if marked and seen and (found := _read_new(blank, marked, known.unpacked(seen))):
            return found
        marks = [it.mark for it in marked.entries] if marked else []
        return _filled(blank, _read(document, url, sound=bool(marked)), marks)
    except SourceError as error:
        error.where = source.path or urls.without_credentials(source.url)
        return Fetched(source=source, at=at, error=error)


def _read_new(blank: Fetched, marked: Marked, seen: Mapping[str, str]) -> Fetched | None:
    """Read the entries that are not known; None where all have to be read, to read those."""
    kept = [(it.mark, seen[it.mark]) for it in marked.entries if it.mark in seen]
    if not kept:
        return None
    new = [it.mark for it in marked.entries if it.mark not in seen]
    found = _filled(blank, _read(marked.without(seen), blank.url, sound=True), new)
    ids = tuple(id_ for _, id_ in kept)
    clash = any(item.id in ids for item in found.items)
    if clash or len(new) != len(found.items):
        return None
    marks = " ".join(filter(None, (known.packed(kept), found.validators.marks)))
    return replace(found, kept=ids, validators=replace(found.validators, marks=marks))


def _filled(blank: Fetched, read: _Read, marks: Sequence[str]) -> Fetched:
    """Return the reading with the items that were read, which are of entries of those marks."""
    items = make_items(_named(blank.source, read.title), read.entries, at=blank.at)
    told_apart = len(marks) == len(items) == len(read.entries)
    lasting = zip(marks, items, read.entries, strict=True) if told_apart else ()
    # A date that is yet to come counts at another time, and so may one behind it.
    told = known.packed(
        (mark, item.id)
        for mark, item, entry in lasting
        if item.published and item.published_raw == entry.dates[0]
    )
    return replace(
        blank,
        items=items,
        validators=replace(blank.validators, marks=told),
        updated=read_date(read.updated, at=blank.at),
        title=read.title,
        gone=read.expired,
    )


def _named(source: Source, title: str) -> Source:
    """Return the source by the feed's own title, where nobody gave it another name."""
    address = urls.without_credentials(source.url)
    unnamed = source.name in {source.url, address, source.path, source.path.rpartition("/")[2]}
    return replace(source, name=title) if title and unnamed else source


def _read(document: str, url: str, *, sound: bool) -> _Read:
    """Read a document; a `sound` one is XML, well-formed and within bounds.

    Raises:
        SourceError: it is no feed, or none that can be read.

    """
    if not document:
        raise SourceError("empty answer", hint=NO_FEED_HINT)
    try:
        if document[0] in "{[":
            feed = jsonfeed.read(document, url=url)
            return _Read(title=feed.title, entries=feed.entries, expired=feed.expired)
        if WEB_PAGE.match(DECLARATION.sub("", document[:LOOKED_AT])):
            raise SourceError("a web page, not a feed", hint=NO_FEED_HINT)
        if not sound:
            document = mend_entities(bounds.bounded(document))
        return _read_xml(
            keep_words_apart(ATOM_ID.sub(r'<\1id ispermalink="false">', document)), url
        )
    except bounds.OutOfBoundsError as error:
        raise SourceError(f"not read: {error}", hint="Remove the source if it stays so") from None
    except jsonfeed.NotAJsonFeedError as error:
        raise SourceError(f"not a feed: {error}", hint=NO_FEED_HINT) from None


def _read_xml(document: str, url: str) -> _Read:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own, about its own keys
            found = feedparser.parse(
                io.BytesIO(document.encode()),  # bare bytes may be taken for a file's name
                response_headers=HEADERS,
                sanitize_html=False,
                resolve_relative_uris=False,
            )
    except Exception as error:  # it promises none, and raises many kinds
        raise SourceError(f"broken beyond reading ({type(error).__name__})") from error
    version = found.get("version", "")
    if not version:
        page = WEB_PAGE.search(document[:LOOKED_AT])
        raise SourceError("a web page, not a feed" if page else "not a feed", hint=NO_FEED_HINT)
    entries = list(found.entries)
    if found.bozo and entries and _cut_off(document):
        entries.pop()
    if found.bozo and not entries:
        raise SourceError("cut off or broken before its first entry")
    base = url or absolute(_get(found.feed, "link"), "")
    atom = version.startswith("atom")
    return _Read(
        title=_title(found.feed, atom=atom),
        entries=tuple(_entry(entry, base, atom=atom) for entry in entries),
        updated=_get(found.feed, "updated"),
    )


def _cut_off(document: str) -> bool:
    """Say whether the last entry does not end: what it lacks might be what identifies it."""
    opened = max(document.rfind(f"<{name}{end}") for name in bounds.ENTRIES for end in "> \n\t")
    return opened > max(document.rfind(f"</{name}>") for name in bounds.ENTRIES)


def _entry(entry: Any, base: str, *, atom: bool) -> Entry:
    contents = [part for part in entry.get("content", ()) if isinstance(part, dict)]
    summary = entry.get("summary_detail") or {}
    return Entry(
        guid=_get(entry, "id"),
        link=absolute(_link(entry, atom=atom), base),
        title=_title(entry, atom=atom),
        summary=_safe(summary, base),
        content=max((_safe(part, base) for part in contents), key=len, default=""),
        author=_author(entry),
        dates=tuple(
            filter(None, (_get(entry, key) for key in ("published", "created", "updated")))
        ),
        reporter=_reporter(entry),
        image=image_of(entry, base),
    )


def _get(owner: Any, key: str) -> str:
    """Return a text by its own name: feedparser's `get` gives `published` for `updated`."""
    value = dict.get(owner, key)
    return value.strip() if isinstance(value, str) else ""


def _link(entry: Any, *, atom: bool) -> str:
    """Return the entry's page: RSS `link` or a permalink guid; Atom's first alternate page."""
    if not atom:
        link = _get(entry, "link")
        return "" if link == _get(entry, "id") and not urls.is_web(link) else link
    pages = [
        link
        for link in entry.get("links", ())
        if link.get("rel") == "alternate" and link.get("href")
    ]
    pages.sort(key=lambda link: link.get("type") not in MARKED)
    return str(pages[0]["href"]) if pages else ""


def _title(owner: Any, *, atom: bool) -> str:
    """Return a title's words; what is typed as plain text may say `<script>`, as characters."""
    detail = owner.get("title_detail") or {}
    if detail.get("type") in MARKED:
        return plain_title(_get(owner, "title"))
    title = text.squeeze(_get(owner, "title"))
    # An RSS title has no type. feedparser takes one with tags it does not know for plain text.
    return title if atom else ENTITY.sub(lambda entity: html.unescape(entity[0]), title)


def _safe(part: Any, base: str) -> str:
    value = part.get("value") or ""
    if part.get("type") == PLAIN:
        return safe_text(value) if len(value) <= bounds.ITEM else ""
    if part.get("type") not in MARKED:
        return ""
    try:
        return safe_body(value, urljoin(base, part.get("base") or ""))
    except ValueError:  # an xml:base that is no address
        return safe_body(value, base)


def _author(entry: Any) -> str:
    """Return the authors' names; an address alone is not for readers."""
    names = [text.squeeze(_get(author, "name")) for author in entry.get("authors", ())]
    names = names if any(names) else [text.squeeze(_get(entry, "author"))]
    return text.listed(dict.fromkeys(name for name in names if name and "@" not in name))


def _reporter(entry: Any) -> str:
    source = entry.get("source")
    return plain_title(_get(source, "title")) if isinstance(source, dict) else ""
