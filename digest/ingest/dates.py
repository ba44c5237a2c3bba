"""Dates as feeds write them: by the standards, and in the ways that are common all the same.

RFC 822/5322 (RSS), RFC 3339 and W3C-DTF (Atom, Dublin Core, JSON Feed), seconds since 1970, and
days with a month's name in nine languages. What is ambiguous (`03/04/2024`) or is no day
(`2024-02`) is no date: an item is better dated by its first sight than wrongly.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from digest import text

OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
"""No feed is older than the Web."""
AHEAD = timedelta(days=1)
"""How far clocks and time zones may be wrong; a later date is a mistake, or a ploy."""
LONGEST = 100
"""Characters; what is longer is no date."""

#: Hours from UTC. Where a name means several zones, the one that writes RSS most.
ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "met": 1,
    "mez": 1, "cest": 2, "mest": 2, "mesz": 2, "eet": 2, "sast": 2, "eest": 3, "msk": 3, "trt": 3,
    "msd": 4, "gst": 4, "pkt": 5, "ist": 5.5, "hkt": 8, "sgt": 8, "awst": 8, "jst": 9, "kst": 9,
    "acst": 9.5, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "nst": -3.5, "adt": -3, "art": -3,
    "brt": -3, "ast": -4, "edt": -4, "et": -5, "est": -5, "cdt": -5, "ct": -6, "cst": -6,
    "mdt": -6, "mt": -7, "mst": -7, "pdt": -7, "pt": -8, "pst": -8, "akdt": -8, "akst": -9,
    "hst": -10,
}  # fmt: skip

#: English, French, German, Spanish, Italian, Portuguese, Ukrainian, Russian, Polish.
MONTHS = tuple(
    (text.fold(name), number)
    for number, names in enumerate(
        (
            "january janvier januar jänner enero gennaio janeiro січня января stycznia",
            "february février februar febrero febbraio fevereiro лютого февраля lutego",
            "march mars märz marzo março березня марта marca",
            "april avril abril aprile квітня апреля kwietnia",
            "may mai mayo maggio maio травня мая maja",
            "june juin juni junio giugno junho червня июня czerwca",
            "july juillet juli julio luglio julho липня июля lipca",
            "august août agosto серпня августа sierpnia",
            "september septembre septiembre settembre setembro вересня сентября września",
            "october octobre oktober octubre ottobre outubro жовтня октября października",
            "november novembre noviembre novembro листопада ноября listopada",
            "december décembre dezember diciembre dicembre dezembro грудня декабря grudnia",
        ),
        start=1,
    )
    for name in names.split()
)

TIME = (
    r"(?:[\s,]*(?:t|at|à|um|a las|о|в)?\s*(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})"
    r"(?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?)?\s*(?P<half>[ap]\.?m\b\.?)?"
    r"\s*(?P<zone>(?:utc|gmt)?[+-]\d{1,2}:?(?:\d{2})?|[a-z]{1,5}\b)?(?:\s*\([^)]*\))?)?"
)
DAY_FIRST = (
    r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º)?[\s-]+(?:of\s+|de\s+)?(?P<name>[^\W\d]{3,})\.?,?"
    r"[\s-]+(?:de\s+)?(?P<year>\d{4}|\d{2})(?:\s*(?:г|р)\.)?"
)
YEAR_FIRST = r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
SHAPES = tuple(
    re.compile(rf"(?:[^\W\d]+\.?,?\s+)?{day}{TIME}", re.IGNORECASE)
    for day in (
        YEAR_FIRST,
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",
        DAY_FIRST,
        r"(?P<name>[^\W\d]{3,})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:,|\s)\s*(?P<year>\d{4})",
    )
)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(?=\D|$)")
ASCTIME = re.compile(r"[^\W\d]+ ([^\W\d]+) (\d{1,2}) ([\d:]+)((?: [a-z]+)?) (\d{4})", re.IGNORECASE)
EPOCH = re.compile(r"\d{9,10}|\d{12,13}")


def read_date(raw: str, *, at: datetime) -> datetime | None:
    """Return a date in UTC, or None for what is no date, or none that can be.

    It must lie between 1990 and a day after `at` (aware). A date without a zone, or with one that
    nobody knows, counts as UTC; without a time it is midnight.
    """
    raw = text.squeeze(raw)
    if not raw or len(raw) > LONGEST:
        return None
    try:
        moment = _read(raw)
    except (ValueError, OverflowError):
        return None
    return moment if moment and OLDEST <= moment <= at + AHEAD else None


def _read(raw: str) -> datetime | None:
    if EPOCH.fullmatch(raw):
        return datetime.fromtimestamp(int(raw) / (1 if len(raw) < 12 else 1000), UTC)  # noqa: PLR2004
    spread = COMPACT.sub(_spread, raw) if raw[:8].isdigit() else ASCTIME.sub(r"\2 \1 \5 \3\4", raw)
    for shape in SHAPES:
        if match := shape.fullmatch(spread):
            return _moment(match.groupdict())
    return None


def _spread(match: re.Match[str]) -> str:
    year, month, day, hour, minute, second = match.groups()
    time = f"T{hour}:{minute}:{second or '00'}" if hour else ""
    return f"{year}-{month}-{day}{time}"


def _moment(found: dict[str, str | None]) -> datetime | None:
    month = _month(found["name"] or "") if "name" in found else int(found["month"] or 0)
    if not month:
        return None
    year = int(found["year"] or 0)
    if len(found["year"] or "") == 2:  # noqa: PLR2004 - RFC 5322, section 4.3
        year += 2000 if year < 50 else 1900  # noqa: PLR2004
    hour = int(found["hour"] or 0)
    if half := found["half"]:
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    day = datetime(year, month, int(found["day"] or 0), tzinfo=_zone(found["zone"] or ""))
    second = min(int(found["second"] or 0), 59)  # a leap second is no moment of its own here
    minute = int(found["minute"] or 0)
    if hour > 24 or minute > 59:  # noqa: PLR2004 - 24:00 is the end of the day
        return None
    return (day + timedelta(hours=hour, minutes=minute, seconds=second)).astimezone(UTC)


@lru_cache(maxsize=1000)
def _month(name: str) -> int:
    """Return the one month that the name, or its first letters, can mean; else 0."""
    folded = text.fold(name)
    meant = {number for known, number in MONTHS if known.startswith(folded)}
    return meant.pop() if len(meant) == 1 else 0


def _zone(written: str) -> timezone:
    name = written.lower()
    if name in ZONES:
        return timezone(timedelta(hours=ZONES[name]))
    offset = re.search(r"([+-])(\d{1,2}):?(\d{2})?$", name)
    if not offset:
        return UTC
    length = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    return timezone(-length if offset[1] == "-" else length)
