"""Links: one canonical form for what is the same page."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

WEB_SCHEMES = frozenset({"http", "https"})

#: Query parameters that say how a reader came, not what the page is.
TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|mc_cid|mc_eid|_hs\w+"
    r"|ref|ref_src|ref_url|source|cmpid|cmp|ocid|smid|smtyp|ncid|sr_share|spm|taid|guccounter"
    r"|at_\w+|ns_\w+|xtor|wt\.\w+|s_cid|icid|partner|output|amp|share)$",
    re.IGNORECASE,
)
DEFAULT_PORTS = {"http": "80", "https": "443"}
AMP_PATH = re.compile(r"(/amp(?=/)|/amp/?$|\.amp(?=\.html?$)|\.amp$)", re.IGNORECASE)
MOBILE_HOST = re.compile(r"^(www|m|mobile|amp)\.(?=[^.]+\.)")


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

    Scheme, `www.`/`m.`/`amp.`, default port, fragment, tracking parameters, the order of the
    others, AMP suffixes and the trailing slash do not make another page. The result identifies;
    it is not meant to be followed. Unparsable addresses are returned stripped, as they are.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    if parts.scheme not in WEB_SCHEMES or not parts.hostname:
        return url
    netloc = host(url)
    if port is not None and str(port) != DEFAULT_PORTS[parts.scheme]:
        netloc += f":{port}"
    path = AMP_PATH.sub("", quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._")).rstrip("/")
    query = urlencode(
        sorted(
            pair
            for pair in parse_qsl(parts.query, keep_blank_values=True)
            if not TRACKING.match(pair[0])
        )
    )
    return urlunsplit(("https", netloc, path, query, ""))
