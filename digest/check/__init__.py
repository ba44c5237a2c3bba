"""Is an edition fit to send? Pure: looks at values, reads and asks nothing.

Subject (edition, configuration, items, readings, page) ──▶ Finding…
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.check import content, message, origins
from digest.check.finding import ERRORS, RULES, Finding, Severity
from digest.check.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["ERRORS", "RULES", "Finding", "Severity", "Subject", "find"]

#: All that is looked at, in the order in which it is told.
CHECKS: tuple[Callable[[Subject], Iterable[Finding]], ...] = (
    content.check_absence,
    content.check_lead,
    content.check_sections,
    content.check_attribution,
    content.check_placeholders,
    content.check_images,
    content.check_links,
    origins.check_dates,
    origins.check_required_sources,
    message.check_mail,
    message.check_size,
    message.check_page,
)


def find(subject: Subject) -> tuple[Finding, ...]:
    """Return what is wrong, and what may be: errors first."""
    findings = [finding for check in CHECKS for finding in check(subject)]
    return tuple(sorted(findings, key=lambda finding: finding.severity != "error"))
