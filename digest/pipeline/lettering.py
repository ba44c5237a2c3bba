"""The messages of an edition, as they are filled in for each reader."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from digest.errors import ConfigError

if TYPE_CHECKING:
    from datetime import date, datetime

    from digest.archive import Archive, Waiting
    from digest.mail.letter import Form, Letter
    from digest.model import Page
    from digest.workspace import Workspace


class Letters:
    """The messages of an edition: one that is filled in for each reader, one for the list."""

    def __init__(  # noqa: PLR0913 - what a message is made of
        self,
        workspace: Workspace,
        archive: Archive,
        page: Page,
        *,
        day: date,
        now: datetime,
        form: Form,
        secret: bytes = b"",
        test: bool = False,
    ) -> None:
        """Make neither yet."""
        self._config = workspace.config
        self._archive = archive
        self._page = page
        self._known: dict[bool, Letter] = {}
        self.day, self._now, self._form = day, now, form
        self._secret, self._test = secret, test

    @property
    def list_address(self) -> str:
        """Who gets it where nobody is asked for: `[mail] to`, without its name."""
        from digest.mail.address import parse_address

        written = self._config.mail.to
        return parse_address(written).spec if written else ""

    def letter(self, recipient: str = "") -> Letter:
        """Return the message that a recipient gets, or a reader, to be filled in.

        Raises:
            ConfigError, EditionError: as `message.write_letter`.

        """
        from digest.mail.message import is_list, write_letter

        own = is_list(self._config, recipient)
        if own not in self._known:
            self._known[own] = write_letter(
                self._page,
                self._config,
                date=self.day,
                now=self._now,
                form=self._form,
                secret=self._secret,
                own=recipient if own else "",
                test=self._test,
            )
        return self._known[own]

    def __call__(self, row: Waiting) -> tuple[Letter, str]:
        """Return the letter for a row, and the message that a correction answers."""
        original = ""
        if self._page.corrects:
            had = self._archive.ledger.had(self._page.corrects, row.recipient)
            original = had.message_id if had and had.state == "sent" else ""
        return self.letter(row.recipient), original


def secret_of(workspace: Workspace, given: str) -> bytes:
    """Return the secret of the tokens: as it is given, else from `[mail] secret_file`.

    Raises:
        ConfigError: the file cannot be read, or what is in it could be guessed.

    """
    from digest.mail.tokens import read_secret

    if given:
        return read_secret(given.encode(), where="DIGEST_SECRET")
    written = workspace.config.mail.secret_file
    if not written:
        return b""
    where = f"digest.toml: [mail] secret_file: {written}"
    try:
        content = Path(workspace.root / written).read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", where=where) from None
    return read_secret(content, where=where)
