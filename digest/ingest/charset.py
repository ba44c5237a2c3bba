"""Bytes into text: which encoding a feed is really in."""

from __future__ import annotations

import codecs
import re

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: How `<?` or a first `<x` looks in the wide encodings without a mark (XML 1.0, appendix F).
PATTERNS = (
    (re.compile(rb"<\0\0\0[^\0]"), "utf-32-le"),
    (re.compile(rb"\0\0\0<\0"), "utf-32-be"),
    (re.compile(rb"[<{]\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\0[<{]\0[^\0]"), "utf-16-be"),
)
DECLARED = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)

#: Encodings of documents. Python knows others (idna, punycode, unicode_escape, utf-7) that are
#: none, hide markup from the bounds, or take quadratic time.
KNOWN = re.compile(
    r"ascii|utf-(8|16|32)(-[lb]e)?|iso8859-\d+|cp\d+|koi8-[rtu]|gb\w+|hz|big5\w*|mac-\w+"
    r"|euc_\w+|shift_ji\w+|iso2022_\w+|johab|tis-620|ptcp154|kz1048"
)
EBCDIC = frozenset({"cp037", "cp273", "cp424", "cp500", "cp875", "cp1026", "cp1140"})
#: What servers say of everything, true or not; WHATWG reads the last two as windows-1252 too.
DEFAULTS = frozenset({"ascii", "iso8859-1", "cp1252"})

WIDE = re.compile(r"[^\x00-\x7f]")
#: Five letters of windows-1251 in a row. In windows-1252 they are accented ones, which stand alone.
CYRILLIC = re.compile(rb"[\xa8\xaa\xaf\xb2\xb3\xb8\xba\xbf-\xff]{5}")

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def decode(body: bytes, content_type: str = "") -> str:
    """Return the text of a document, whatever is wrong with it.

    The order is that of RFC 7303: byte order mark, `charset` of the Content-Type, XML
    declaration, UTF-8. What cannot be decoded so is UTF-8 with a few broken bytes, windows-1251
    or windows-1252, by how it looks. A declared ISO-8859-1 or ASCII is believed only if the text
    is no valid UTF-8. Characters that XML 1.0 does not allow are taken out.
    """
    return CONTROL.sub("", _decode(body, content_type)).lstrip("\ufeff \t\r\n")


def _decode(body: bytes, content_type: str) -> str:
    for mark, encoding in MARKS:
        if body.startswith(mark):
            return body.removeprefix(mark).decode(encoding, "replace")
    for pattern, encoding in PATTERNS:
        if pattern.match(body):
            return body.decode(encoding, "replace")
    given = CHARSET.search(content_type)
    declared = DECLARED.match(body)
    named = [given[1] if given else "", declared[1].decode("ascii") if declared else ""]
    encodings = [found for found in map(_known, named) if found and found not in DEFAULTS]
    for encoding in (*encodings, "utf-8"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    # One byte that was cut off, or is of another encoding, must not spoil all the others.
    mended = body.decode("utf-8", "replace")
    if len(WIDE.findall(mended)) > 2 * mended.count("\ufffd"):
        return mended
    return body.decode("cp1251" if CYRILLIC.search(body) else "cp1252", "replace")


def _known(name: str) -> str:
    """Return Python's name of an encoding that documents are written in, else an empty text."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return found if KNOWN.fullmatch(found) and found not in EBCDIC else ""
