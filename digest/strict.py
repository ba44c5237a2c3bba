"""TOML into typed tables, strictly: what cannot be understood is an error in the file's words."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast

import msgspec
from msgspec import Meta

from digest import text
from digest.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

Id = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Positive = Annotated[int, Meta(ge=1)]
T = TypeVar("T", bound="Table")

A_DATE = re.compile(r"Invalid RFC3339 encoded date|\bdate\b")
PLAIN_TYPES = {
    "str": "text",
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "array": "a list",
    "object": "a table",
}


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A TOML table of which every key is known."""


def read(path: Path, where: str) -> bytes:
    """Read a configuration file, or say why it cannot be read.

    Raises:
        ConfigError: it is a folder, unreadable or gone.

    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", where=where) from None


def load(content: bytes, kind: type[T], where: str) -> T:
    """Read TOML into `kind`, a `Table`.

    Raises:
        ConfigError: naming the line or the key, the value found, and what is allowed.

    """
    raw = _toml(content, where)
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$")
        raise _explained(message, path.rstrip("`"), raw, content, kind=kind, where=where) from None


def _toml(content: bytes, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"^(.*) \(at line (\d+), column (\d+)\)$", str(error))
        if match:
            place = f"{where}, line {match[2]}, column {match[3]}"
            raise ConfigError(f"not TOML: {match[1]}", where=place) from None
        raise ConfigError(f"not TOML: {error}", where=where) from None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ConfigError(
            "not UTF-8 text", where=f"{where}, line {line}", hint="Save it as UTF-8"
        ) from None


def entry(content: bytes, name: str, position: int, *, total: int, label: str = "") -> str:
    """Name one of the tables of an array, as in `[[feeds]] "reuters" (line 12)`.

    `position` counts from 0. One without a label is named by its number. There is no line where
    not each of the tables is opened by a line of its own, or what looks like one is not.
    """
    table = f'[[{name}]] "{label}"' if label else f"[[{name}]] no. {position + 1}"
    there = openings(content.decode("utf-8-sig").split("\n"), name)
    return f"{table} (line {there[position] + 1})" if len(there) == total else table


def openings(lines: Iterable[str], name: str) -> list[int]:
    """Return which lines, from 0, open a table of the array `name`."""
    opening = re.compile(rf"[ \t]*\[\[[ \t]*([\"']?){re.escape(name)}\1[ \t]*\]\]")
    return [at for at, line in enumerate(lines) if opening.match(line)]


def _explained(
    message: str, path: str, raw: Any, content: bytes, *, kind: type, where: str
) -> ConfigError:
    """Turn "Expected `int` >= 1 - at `$.sections[1].max_stories`" into words of the file."""
    steps = re.findall(r"\.([\w-]+)|\[(\d+|\.\.\.)\]", path)
    value: Any = raw
    struct: Any = kind
    names: list[str] = []
    for name, index in steps:
        if name:
            value = value.get(name) if isinstance(value, dict) else None
            struct = _field_type(struct, name)
            names.append(name)
        elif index != "...":
            at, total = int(index), len(value)
            value = value[at]
            if isinstance(value, dict):
                label = value.get("id") or value.get("name") or ""
                names[-1] = entry(content, names[-1], at, total=total, label=label)
    *outer, last = names or [""]
    table = f"{where}: {_key(outer)}" if outer else where
    whole = f"{where}: {_key(names)}" if names else where
    if unknown := re.search(r"unknown field `(.+)`", message):
        return _unknown(unknown[1], struct, whole)
    if missing := re.search(r"missing required field `(.+)`", message):
        allowed = _allowed(_field_type(struct, missing[1]))
        return ConfigError(
            f"{missing[1]} is missing", where=whole, hint=allowed and f"Use {allowed}"
        )
    rule = re.sub(r", got .*$", "", message.removeprefix("Expected ").replace("`", ""))
    rule = A_DATE.sub("a day like 2024-02-16", rule)
    if at_least := re.fullmatch(r"int >= (\d+)", rule):
        rule = f"at least {at_least[1]}"
    elif "Invalid enum value" in rule or "matching regex" in rule:
        rule = _allowed(struct) or rule
    rule = rule.replace(" | null", "").replace(" | ", " or ")
    for technical, plain in PLAIN_TYPES.items():
        rule = re.sub(rf"(?<!\w){technical}(?!\w)", plain, rule)
    return ConfigError(f"{last} must be {rule}, got {value!r}".strip(), where=table)


def _key(names: list[str]) -> str:
    """Write a path as the file has it: `[mail] from`, `[[sections]] "other": max_stories`."""
    first, *rest = names
    if first.startswith("[["):
        return ": ".join([first, ".".join(rest)]) if rest else first
    return f"[{first}] {'.'.join(rest)}" if rest else f"[{first}]"


def _unknown(name: str, struct: Any, place: str) -> ConfigError:
    known = _keys(struct)
    near = text.nearest(name, known)
    hint = f"Did you mean {near!r}?" if near else f"Known are {text.listed(sorted(known))}"
    return ConfigError(f"unknown key {name!r}", where=place, hint=hint)


def _struct(kind: Any) -> Any:
    """Find the Struct in `tuple[Section, ...]` and its like."""
    for inner in (kind, *getattr(kind, "__args__", ())):
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            return inner
    return None


def _field_type(struct: Any, name: str) -> Any:
    owner = _struct(struct)
    fields = msgspec.structs.fields(owner) if owner else ()
    return next((entry.type for entry in fields if entry.encode_name == name), None)


def _keys(struct: Any) -> list[str]:
    owner = _struct(struct)
    return [entry.encode_name for entry in msgspec.structs.fields(owner)] if owner else []


def _allowed(kind: Any) -> str:
    if kind == Id:
        return "lower-case letters, digits, - and _"
    options = [option for option in getattr(kind, "__args__", ()) if isinstance(option, str)]
    return "one of " + text.listed((f'"{it}"' for it in options), last="or") if options else ""


def texts(table: Table) -> Iterator[tuple[str, str]]:
    """Yield each text in a table and in those within it, with its key as the file has it."""
    for entry in msgspec.structs.fields(table):
        yield from _texts(getattr(table, entry.name), [entry.encode_name])


def _texts(value: Any, path: list[str]) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield _key(path), value
    elif isinstance(value, Table):
        for entry in msgspec.structs.fields(value):
            yield from _texts(getattr(value, entry.name), [*path, entry.encode_name])
    elif isinstance(value, tuple):
        of_tables = len(path) == 1
        for one in value:
            yield from _texts(one, [f"[[{path[0]}]]"] if of_tables else path)


def mapped(value: T, change: Callable[[str], str]) -> T:
    """Return a table with each of its texts, and of those within it, changed."""
    return cast("T", _mapped(value, change))


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_mapped(one, change) for one in value)
    if isinstance(value, Table):
        names = value.__struct_fields__
        return type(value)(**{name: _mapped(getattr(value, name), change) for name in names})
    return value
