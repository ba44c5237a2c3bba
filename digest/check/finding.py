"""What a check says: a rule by name, how grave it is, where, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Severity: TypeAlias = Literal["error", "warning"]

#: Every rule there is. An error keeps `send` from sending; its name is what --allow takes.
RULES: dict[str, Severity] = {
    "unknown-absence": "error",
    "no-main-story": "error",
    "no-headline": "error",
    "image-address": "error",
    "image-alt": "error",
    "no-sender": "error",
    "empty-section": "warning",
    "long-section": "warning",
    "long-title": "warning",
    "other-date": "warning",
    "no-attribution": "warning",
    "placeholder": "warning",
    "http-link": "warning",
    "undated-item": "warning",
    "required-source": "warning",
    "list-headers": "warning",
    "example-address": "warning",
    "html-size": "warning",
    "style-size": "warning",
}
ERRORS = tuple(name for name, severity in RULES.items() if severity == "error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is, or may be, wrong with an edition."""

    name: str
    """The rule: one of `RULES`."""
    severity: Severity
    place: str
    """A file and line, a key, or a source."""
    message: str
    hint: str
    """What to do, as a sentence without its full stop."""

    def __str__(self) -> str:
        """Give one line: where, what, and what to do."""
        return f"{self.place}: {self.message}. {self.hint}."


def found(name: str, place: str, message: str, hint: str) -> Finding:
    """Make a finding of one of `RULES`, as grave as the rule is."""
    return Finding(name=name, severity=RULES[name], place=place, message=message, hint=hint)
