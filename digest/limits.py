"""How long, how far, how much and how many at once: of what is read, and of what is made.

It stands outside `network`, so that who reads a file does not load what reads the Web.
"""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024
#: Gmail shows this many bytes of HTML, and a link to the rest.
GMAIL_BYTES = 102_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one run, one host and one answer may cost."""

    total: float = 20.0
    """Seconds for one answer, redirects included."""
    connect: float = 10.0
    """Seconds until a connection stands."""
    redirects: int = 5
    body: int = 10 * MEGABYTE
    """Bytes of an answer, as it is sent and unpacked."""
    headers: int = 128
    """Lines in the head of an answer."""
    header: int = 16 * 1024
    """Bytes of one such line: some policies for browsers are longer than aiohttp's 8190."""
    together: int = 32
    """Requests at once."""
    per_host: int = 4
    """Requests at once to one host."""
    pause: float = 1.0
    """Seconds between two pages of one host, unless its robots.txt asks for more."""
    longest_pause: float = 10.0
    """Seconds of a pause, whatever it asks for."""
    patience: float = 120.0
    """Seconds that the pages of one host may take of a run, pauses included."""


def size(length: int) -> str:
    """Say "10 MB" or "64 KB"."""
    return f"{length // MEGABYTE} MB" if length >= MEGABYTE else f"{length // 1024} KB"
