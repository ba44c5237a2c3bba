"""`{{ recipient.name }}`: a token while the page is made, each reader's own in the message.

Only templates and digest.toml have merge fields. What an edition says is never looked through for
them: there, the same characters are characters.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

from jinja2.filters import do_default

from digest import merging, strict
from digest.errors import ConfigError, TemplateError
from digest.mailing import BEGINS_MERGE_FIELD, MERGE_FIELD
from digest.model import OWN_LINK, Merged, MergeField

if TYPE_CHECKING:
    from digest.config import Config
    from digest.edition import Edition
    from digest.model import Page

EXAMPLE = '{{ recipient.name | default("reader") }}'


class Field:
    """`recipient.name` in a template: it is shown as a token, and nothing is known of it yet."""

    def __init__(self, tokens: Tokens, name: str, default: str = "") -> None:
        """Stand for a field of each reader."""
        self._tokens = tokens
        self._name = name
        self._default = default

    def or_else(self, default: str) -> Field:
        """Return the field with what stands there for those of whom it is not known."""
        return Field(self._tokens, self._name, default)

    def __html__(self) -> str:
        return self._tokens.token(self._name, self._default)

    __str__ = __html__

    def __bool__(self) -> NoReturn:
        raise TypeError(f"recipient.{self._name} is not known yet; write {EXAMPLE}")


class Recipient:
    """`recipient` in a template: whatever it is asked for is a field."""

    def __init__(self, tokens: Tokens) -> None:
        """Stand for each reader."""
        self._tokens = tokens

    def __getattr__(self, name: str) -> Field:
        if name.startswith("_"):
            raise AttributeError(name)
        return Field(self._tokens, name)


def default(value: Any, default_value: Any = "", boolean: bool = False) -> Any:  # noqa: FBT001, FBT002
    """Do what Jinja's filter of that name does, for the fields of readers too."""
    if isinstance(value, Field):
        return value.or_else(str(default_value))
    return do_default(value, default_value, boolean)


class Tokens:
    """The tokens of one page. The page's own words make them, so that none of it is one."""

    def __init__(self, edition: Edition, config: Config) -> None:
        """Use none yet."""
        self._mark = hashlib.sha256(repr((edition, config)).encode(errors="replace")).hexdigest()
        self._mark = f"x{self._mark[:20]}"
        self._used: dict[tuple[str, str], str] = {}

    @property
    def recipient(self) -> Recipient:
        """What templates know a reader by."""
        return Recipient(self)

    def token(self, name: str, default: str = "") -> str:
        """Return what stands for a field."""
        return self._used.setdefault((name, default), f"{self._mark}{len(self._used):03}x")

    def own_link(self) -> str:
        """Return what stands for a reader's own way out of the list."""
        return self.token(OWN_LINK)

    def marked(self, config: Config) -> Config:
        """Return a configuration with tokens in the places of its merge fields.

        Raises:
            ConfigError: what looks like a merge field is none.

        """
        return strict.mapped(config, self._marked) if _any(config) else config

    def _marked(self, value: str) -> str:
        marked = MERGE_FIELD.sub(
            lambda it: self.token(it["name"], it["double"] or it["single"] or ""), value
        )
        if BEGINS_MERGE_FIELD.search(marked):
            raise ConfigError(
                f"the merge field cannot be understood: {value!r}",
                where="digest.toml",
                hint=f"Write it like {EXAMPLE}",
            )
        return marked

    def settled(self, page: Page, *, where: str, without: Page | None = None) -> Page:
        """Return the page as it is for nobody, with what each reader gets beside it.

        `without` is the page without a reader's own link, where it differs.

        Raises:
            TemplateError: a template has changed a token, so that it cannot be found.

        """
        fields = tuple(
            MergeField(token=token, name=name, default=default)
            for (name, default), token in self._used.items()
            if token in page.html or token in page.text
        )
        for content in (page.html, page.text):
            whole = sum(content.count(field.token) for field in fields)
            if len(re.findall(self._mark, content, re.IGNORECASE)) != whole:
                raise TemplateError(
                    "a reader's field goes through a filter",
                    where=where,
                    hint=f"It is filled in later, as it is: write {EXAMPLE}",
                )
        if not fields:
            return page
        shown = without or page
        return replace(
            page,
            html=merging.filled(merging.cut(shown.html, fields, markup=True), {}),
            text=merging.filled(merging.cut(shown.text, fields, markup=False), {}),
            merged=Merged(html=page.html, text=page.text, fields=fields),
        )


def _any(config: Config) -> bool:
    return any(BEGINS_MERGE_FIELD.search(value) for _, value in strict.texts(config))
