"""Is an edition fit to send? Pure: looks at values, reads and asks nothing.

Subject (edition, configuration, items, readings, page, answers) ──▶ Finding…

what the edition says, and what it was made from    content.py  leftovers.py  origins.py
links and pictures, and what they answered          links.py  answers.py
the page as a document; its colours; its CSS        page.py  contrast.py  support.py
the message and its sender                          message.py
what these rest on                                  document.py  css.py  colours.py  caniemail.py
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digest import marks, text
from digest.check import (
    answers,
    content,
    contrast,
    leftovers,
    links,
    message,
    origins,
    page,
    support,
)
from digest.check.finding import ERRORS, RULES, SEVERITIES, Finding, Rule, Severity
from digest.check.subject import Output, Sheet, Subject
from digest.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = [
    "ERRORS",
    "RULES",
    "SEVERITIES",
    "Finding",
    "Output",
    "Rule",
    "Severity",
    "Sheet",
    "Subject",
    "find",
]

#: All that is looked at, in the order in which it is told.
CHECKS: tuple[Callable[[Subject], Iterable[Finding]], ...] = (
    content.check_absence,
    content.check_lead,
    content.check_sections,
    content.check_briefs,
    content.check_attribution,
    leftovers.check_text,
    leftovers.check_examples,
    links.check_images,
    links.check_links,
    answers.check_answers,
    origins.check_dates,
    origins.check_required_sources,
    message.check_mail,
    message.check_sender,
    message.check_size,
    leftovers.check_page,
    page.check_document,
    page.check_headings,
    page.check_style,
    page.check_text_part,
    page.check_outputs,
    contrast.check_contrast,
    support.check_support,
)


def find(subject: Subject) -> tuple[Finding, ...]:
    """Return what is wrong, what may be, and what would be better: errors first.

    Without what `[check] ignore` names.

    Raises:
        ConfigError: `[check]` names a rule or a mail client that is not known, or an error.

    """
    ignored = _ignored(subject.config.check.ignore)
    subject = replace(subject, edition=marks.printed(subject.edition))
    findings = [finding for check in CHECKS for finding in check(subject)]
    kept = [finding for finding in findings if finding.name not in ignored]
    return tuple(sorted(kept, key=lambda finding: SEVERITIES.index(finding.severity)))


def _ignored(names: Iterable[str]) -> frozenset[str]:
    where = "digest.toml: [check] ignore"
    for name in names:
        if name not in RULES:
            near = text.nearest(name, RULES)
            hint = f"Did you mean {near!r}?" if near else "`digest check --list` shows them all"
            raise ConfigError(f"unknown rule {name!r}", where=where, hint=hint)
        if name in ERRORS:
            raise ConfigError(
                f"{name} is an error, and cannot be ignored for good",
                where=where,
                hint=f"Mend it; `digest send --allow {name}` passes over it once",
            )
    return frozenset(names)
