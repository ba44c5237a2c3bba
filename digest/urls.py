"""Links: one canonical form for what is the same page.

Two pages taken for one lose a story; one page taken for two costs a line. So what is not known to
be the same stays apart. What is known of trackers and wrappers follows the services' own documents
and the lists that browsers' add-ons keep (ClearURLs, the AMP cache's format of addresses).
"""

from __future__ import annotations

import binascii
import re
import unicodedata
from base64 import urlsafe_b64decode
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote, quote_plus, unquote, unquote_to_bytes, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

WEB_SCHEMES = frozenset({"http", "https"})

LONGEST = 8192
"""Characters of an address that is looked into; web servers take no longer ones."""
WRAPPERS = 5
"""Addresses inside one another, at most."""

#: Query parameters that say how a reader came, not what the page is.
TRACKING = re.compile(
    r"utm(?:_[\w-]+)?|(?:fb|g|d|y|tw|tt|ms|rb_)cl(?:ic)?k?id|gclsrc|gad_\w+|[gw]braid|srsltid"
    r"|_g[al]|ga_\w+|gs_l|igsh(?:id)?|fb_(?:action_\w+|source|ref)|action_\w+_map|mc_(?:cid|eid|tc)"
    r"|_?_hs\w+|hs(?:a_\w+|ctatracking)|mkt_tok|ml_subscriber(?:_hash)?|(?:oly|vero|sfmc)_\w+"
    r"|elq\w*|_branch_\w+|(?:itm|otm|pk|mtm|piwik|matomo|hmb)_\w+|_openstat|wt_?z?mc|wt\.\w+"
    r"|[dz]?cmp(?:id)?|i(?:nt)?_?cmp|icid|intcid|s_(?:cid|kwcid)|ef_id|mkwid|wickedid|wtrid"
    r"|sc_(?:campaign|channel|cid|src)|campaign_?id|tracking_source|traffic_source|at_\w+|ns_\w+"
    r"|xtor|fsrc|ftag|ftcamp|maca|ito|ico|ocid|smid|smtyp|ncid|sr_share|taid|feed(?:name|type)|rss"
    r"|spm|mbid|bxid|cndid|esrc|wpisrc|wpmm|itid|srnd|sref|leadsource|embedded-checkout"
    r"|guccounter|guce_\w+|soc_(?:src|trk)|\.?tsrc|trk|echobox|dicbo|tblci|ob(?:origurl|click)"
    r"|attribution_(?:id|type)|ref_(?:src|url)|__twitter_impression|_kx|__s|amp|_?amp_\w+|usqp|aoh"
    r"|phpsessid|jsessionid",
    re.IGNORECASE,
)
#: Some parameters name a way here on one site and a page on another. Words are ways, numbers are
#: of records.
WAY = re.compile(
    r"(?:ref_?|referr?er|source|partner|share|via)=(?:[^\d&=]*|rss.*)|output(?:type)?=amp"
    r"|cid=(?:social|rss|e?mail|nl|newsletter)(?:[_.+-]|%3a).*",
    re.IGNORECASE | re.DOTALL,
)

PLAIN_PATH = re.compile(r"[A-Za-z0-9/_.~!$&'()*+,;=:@-]*")
PLAIN_QUERY = re.compile(r"[A-Za-z0-9_.~-]*")
ENCODED_SLASH = re.compile("(%2f)", re.IGNORECASE)
SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
INDEX = frozenset({"", ".", "amp", "index.html", "index.htm", "index.shtml", "index.php"})
AMP_SUFFIX = re.compile(r"(?<=[^.])(?<!\.amp)(?:\.amp)++(?=\.html?$|$)", re.IGNORECASE)

DEFAULT_PORTS = {"http": {80, 443}, "https": {443}}
"""443 too: the canonical form of `http:` is `https:`."""
MOBILE_HOST = re.compile(r"^(?:(?:www|m|mobile|amp)\.)+(?=[^.]+\.)")
#: `en.m.example.org` is `en.example.org`.
MOBILE_LABEL = re.compile(r"^([^.]+\.)(?:m\.)+(?=[^.]+\.)")
HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")

#: Where a service keeps the address that it leads to: its host, its path (`*` is any), and the
#: parameters in the order of their precedence.
WRAPPED_QUERY = {
    name: (path, parameters)
    for name, path, *parameters in map(
        str.split,
        """google /url url q; news.google * url; bing.com /news/apiclick.aspx url;
        l.facebook.com /l.php u; lm.facebook.com /l.php u; l.messenger.com /l.php u;
        l.instagram.com / u; t.umblr.com /redirect z; out.reddit.com * url; vk.com /away.php to;
        t.me /iv url; duckduckgo.com /l uddg; youtube.com /redirect q; medium.com /r url;
        slack-redir.net /link url; linkedin.com /safety/go url; flipboard.com /redirect url;
        safelinks.protection.outlook.com * url""".split(";"),
    )
}
GOOGLE = re.compile(r"(?:news\.)?google(?=(?:\.com?)?\.[a-z]{2,3}$)")
SAFELINKS = ".safelinks.protection.outlook.com"
#: https://developers.google.com/amp/cache/overview: `c` and `v` are documents, `s` is for TLS.
AMP_CACHES = ("cdn.ampproject.org", ".bing-amp.com")
AMP_CACHED = re.compile(r"/(?:[cv]|wp)/(s/)?(.+)", re.DOTALL)
AMP_VIEWER = re.compile(r"/amp/(s/)?(.+)", re.DOTALL)
YAHOO = re.compile(r"/RU=([^/]+)/R[KS]")
#: Proofpoint writes `*` for what it keeps elsewhere; such a target is not taken.
DEFENSE = re.compile(r"https?://urldefense(?:\.proofpoint)?\.com/v3/__([^*]+?)__;", re.IGNORECASE)
DEFENSE_2 = re.compile(r"[^?]*/v2/url/*\?(?:.*&)?u=([^&]+)", re.DOTALL)
DEFENSE_MARKS = str.maketrans("-_", "%/")
ONE_SLASH = re.compile(r"(https?):/+", re.IGNORECASE)
GOOGLE_NEWS = re.compile(r"/(?:[\w.-]+/)*(?:articles|read)/([\w=-]{12,2048})")
#: Nearly all addresses are no wrappers, and need not be looked at.
WRAPPING = ("google.", "news.google.", "urldefense.")
WRAPPING_ENDS = (*WRAPPED_QUERY, *AMP_CACHES, "search.yahoo.com")


def is_web(url: str) -> bool:
    """Say whether a reader's browser or mail client can follow `url`."""
    try:
        parts = urlsplit(url)
        return parts.scheme in WEB_SCHEMES and bool(parts.hostname)
    except ValueError:
        return False


def without_credentials(url: str) -> str:
    """Return an address fit for messages and records: without user name and password."""
    return re.sub(r"(?<=//)[^/?#]*@", "", url, count=1)


def host(url: str) -> str:
    """Return the host without `www.` and its like, in lower case; empty where there is none."""
    try:
        return MOBILE_HOST.sub("", (urlsplit(url).hostname or "").lower())
    except ValueError:
        return ""


def canonical(url: str) -> str:
    """Return one form for the addresses that lead to one page; empty for none.

    Scheme, `www.`/`m.`/`amp.`, the spelling of the host, default port, fragment, tracking
    parameters, the order of the others, AMP suffixes, `index.html` and the trailing slash do not
    make another page; `#!` and `#/` do. An address that carries the one it leads to, as links
    from search engines, social networks, mail filters and AMP caches do, counts as that one; no
    request is made. The result identifies; it is not meant to be followed. What cannot be parsed,
    or is wrapped too often, is returned stripped, as it is.
    """
    url = at = url.strip()
    if len(url) > LONGEST:
        return url
    for _ in range(WRAPPERS + 1):
        address = _address(at)
        if address is None:
            return url
        form = _form(address)
        target = _target(at, address)
        if not target and form != at:  # what was in the way may be gone
            target = _target(form, _address(form) or address)
        if not target:
            return form
        at = target
    return url


def _address(url: str) -> SplitResult | None:
    """Take a web address apart; its netloc is in canonical form."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    site = _site(parts.hostname or "")
    if parts.scheme not in WEB_SCHEMES or not site:
        return None
    usual = port is None or port in DEFAULT_PORTS[parts.scheme]
    return parts._replace(netloc=site if usual else f"{site}:{port}")


@lru_cache(maxsize=2048)  # the links of one feed have one host, and few queries
def _site(name: str) -> str:
    """Return a host in canonical form; empty for what is none.

    Labels are written as IDNA 2008 has them (RFC 5890), without its tables of what is allowed.
    """
    if ":" in name:
        name = f"[{name}]"
    elif not name.isascii():
        mapped = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).lower())
        name = ".".join(
            label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"
            for label in mapped.replace("\u3002", ".").split(".")
        )
    name = name.removesuffix(".").lower()
    if not HOST.fullmatch(name):
        return ""
    name = MOBILE_HOST.sub("", name)
    return MOBILE_LABEL.sub(r"\1", name) if ".m." in name else name


def _form(address: SplitResult) -> str:
    query = _query(address.query) if address.query else ""
    fragment = _route(address.fragment) if address.fragment else ""
    return f"https://{address.netloc}{_path(address.path)}{query}{fragment}"


def _bytes(part: str) -> bytes:
    try:
        return unquote_to_bytes(part.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:  # half of a character
        return unquote_to_bytes(part.encode("utf-8", "surrogatepass"))


def _path(path: str) -> str:
    if not PLAIN_PATH.fullmatch(path):
        # By bytes: old sites have paths in other encodings than UTF-8.
        path = "".join(
            part.upper()
            if ENCODED_SLASH.fullmatch(part)
            else quote(_bytes(part), safe="/:@!$&'()*+,;=~-._")
            for part in ENCODED_SLASH.split(path)
        )
    if ";" in path:
        path = SESSION.sub("", path)
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in {"", "."} and segment.lower() != "amp":
            kept.append(segment)
    while kept:
        last = AMP_SUFFIX.sub("", kept[-1])
        if last.lower() not in INDEX:
            kept[-1] = last
            break
        kept.pop()
    return "".join(f"/{segment}" for segment in kept)


@lru_cache(maxsize=2048)
def _query(query: str) -> str:
    """Return the parameters that tell pages apart, by name; what has one name keeps its order."""
    if ";" in query or "?" in query:  # feeds escape twice, and append to what has a query already
        query = re.sub("&(?:amp;)+", "&", query).replace("?utm_", "&utm_")
    pairs: list[tuple[str, str]] = []
    for pair in filter(None, query.split("&")):
        name, _, value = map(_query_part, pair.partition("="))
        if not TRACKING.fullmatch(name) and not WAY.fullmatch(f"{name}={value}"):
            pairs.append((name, value))
    pairs.sort(key=lambda pair: pair[0])
    joined = "&".join(f"{name}={value}" for name, value in pairs)
    return f"?{joined}" if joined else ""


def _query_part(part: str) -> str:
    if PLAIN_QUERY.fullmatch(part):
        return part
    return quote_plus(_bytes(part.replace("+", " ")))


def _route(fragment: str) -> str:
    """Return a fragment that is an address of its own in a page that draws itself."""
    if not fragment.startswith(("!", "/")):
        return ""
    route = quote(_bytes(fragment), safe="/:@!$&'()*+,;=~-._?").partition(":~:")[0]
    return f"#{route}" if route.strip("!/") else ""


def _target(url: str, address: SplitResult) -> str:
    """Return the address that another one carries to lead there; empty if it carries none."""
    _, site, path, query, _ = address
    if not site.startswith(WRAPPING) and not site.endswith(WRAPPING_ENDS):
        return ""
    google = GOOGLE.match(site)
    name = SAFELINKS[1:] if site.endswith(SAFELINKS) else google[0] if google else site
    found = ""
    if name in WRAPPED_QUERY:
        there, parameters = WRAPPED_QUERY[name]
        if there in {"*", path.rstrip("/") or "/"}:
            found = _parameter(query, parameters)
    if not found and name in {"google", "bing.com"}:
        found = _amp_target(AMP_VIEWER.match(path), query)
    elif not found and name == "news.google":
        found = _google_news(path)
    elif site.endswith(AMP_CACHES):
        found = _amp_target(AMP_CACHED.match(path), query)
    elif site.endswith("search.yahoo.com") and (yahoo := YAHOO.search(path)):
        found = unquote(yahoo[1], errors="surrogateescape")
    elif site.startswith("urldefense."):
        found = _defended(url)
    found = found.strip()
    return found if _address(found) else ""


def _parameter(query: str, names: Iterable[str]) -> str:
    pairs = (pair.partition("=") for pair in re.split("&(?:amp;)*", query))
    values = {name: value for name, _, value in pairs}
    found = (unquote(values.get(name, ""), errors="surrogateescape") for name in names)
    return next((value for value in found if is_web(value.strip())), "")


def _amp_target(match: re.Match[str] | None, query: str) -> str:
    """Return the document that an AMP cache or viewer shows; the query is the document's."""
    if match is None or "." not in match[2].partition("/")[0]:
        return ""
    scheme = "https" if match[1] else "http"
    return f"{scheme}://{match[2]}" + (f"?{query}" if query else "")


def _defended(url: str) -> str:
    plain = DEFENSE.match(url)
    if plain:
        return ONE_SLASH.sub(r"\1://", plain[1], count=1)
    encoded = DEFENSE_2.match(url)
    if encoded:
        return unquote(encoded[1].translate(DEFENSE_MARKS), errors="surrogateescape")
    return ""


def _google_news(path: str) -> str:
    """Return the page behind a Google News article, where its id says it.

    The ids of before 2024 are a protobuf message whose field 4 is the address: `08 xx 22`, its
    length, itself. In newer ones that field is a key to something only Google knows.
    """
    article = GOOGLE_NEWS.fullmatch(path)
    if article is None:
        return ""
    code = article[1].rstrip("=")
    try:
        message = urlsafe_b64decode(code + "=" * (-len(code) % 4))
        field = message.index(b"\x22", 2, 3) + 1
        length, start = message[field], field + 1
        if length >> 7:  # a varint of two bytes
            length, start = (length & 0x7F) + (message[start] << 7), start + 1
        found = message[start : start + length]
        return found.decode("ascii") if len(found) == length else ""
    except (binascii.Error, ValueError, IndexError):
        return ""
