"""`[mail]`: who writes to whom, how readers leave, and how long is known what they were sent."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from msgspec import Meta, field

from digest.strict import Table

RECIPIENT = "{recipient}"
TOKEN = "{token}"  # noqa: S105 - where it stands in a link
#: A hundred years, which is as good as for ever.
Days = Annotated[int, Meta(ge=0, le=36_500)]
#: `{{ recipient.name }}` or `{{ recipient.name | default("reader") }}`, as in templates.
MERGE_FIELD = re.compile(
    r"\{\{\s*recipient\.(?P<name>[A-Za-z][A-Za-z0-9_]*)\s*"
    r"(?:\|\s*d(?:efault)?\(\s*(?:\"(?P<double>[^\"{}]*)\"|'(?P<single>[^'{}]*)')\s*\)\s*)?\}\}"
)
#: What looks like one, and is none if it is not the whole of it.
BEGINS_MERGE_FIELD = re.compile(r"\{[{%][^}]*\brecipient\b")


class Mail(Table, frozen=True):
    """`[mail]`."""

    from_: str = field(name="from", default="")
    to: str = ""
    reply_to: str = ""
    list_id: str = ""
    list_help: str = ""
    list_archive: str = ""
    list_post: str = ""
    unsubscribe: str | tuple[str, ...] = ()
    postal_address: str = ""
    web_url: str = ""
    images: Literal["remote", "embed"] = "remote"
    suppressed: str = ""
    """A file of addresses that get nothing, whoever asks; a path in the workspace, or absolute."""
    secret_file: str = ""
    """A file with the secret that `{token}` is made with; a path as above."""
    keep_days: Days = 365
    """After so many days the ledger forgets who got an edition; 0: never."""

    @property
    def ways_out(self) -> tuple[str, ...]:
        """How to leave the list, as it is written: some with `{recipient}`."""
        given = (self.unsubscribe,) if isinstance(self.unsubscribe, str) else self.unsubscribe
        return tuple(link for link in given if link)

    @property
    def unsubscribe_links(self) -> tuple[str, ...]:
        """The ways out of the list that are everybody's, in order: https and mailto."""
        return tuple(link for link in self.ways_out if RECIPIENT not in link)
