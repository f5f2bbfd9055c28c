"""Typed records that a YAML mapping fills: each field with its key, its reader and its meaning.

`setting` declares such a field; `record` makes a record of what an editor wrote, and `said` only the part that
he wrote. A key that no field has is refused, with the nearest known one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import MISSING, field, fields
from typing import Any, TypeVar

from emendata.sources import why_outside
from emendata.yamltext import Field, Problems

R = TypeVar("R")


def setting(
    key: str, default: Any, kind: str, meaning: str, read: Callable[[Field], object]
) -> Any:  # as `dataclasses.field` returns Any
    """A field of a record, with its key (``author|authors`` where two will do) in edition.yaml.

    A `default` that is a type is called to make the default.
    """
    about = {"key": key, "kind": kind, "meaning": meaning, "read": read}
    if isinstance(default, type):
        return field(default_factory=default, metadata=about)
    return field(default=default, metadata=about)


def record(cls: type[R], value: Field, **given: object) -> R:
    """The record of type `cls` that a mapping describes; all its errors are raised together."""
    return cls(**{**given, **said(cls, value, _required(cls))})


def said(cls: type, value: Field, required: Sequence[str] = ()) -> dict[str, object]:
    """What a mapping says of a record of type `cls`, by the names of its fields; all errors are raised together.

    A key with a point (``running.title``) is one of a mapping within the mapping.
    """
    problems = Problems()
    settings = [f for f in fields(cls) if "key" in f.metadata]
    groups: dict[str, list[str]] = {"": []}
    for f in settings:
        for key in f.metadata["key"].split("|"):
            group, _, name = key.rpartition(".")
            groups.setdefault(group, []).append(name)
    top = value.mapping([*groups[""], *filter(None, groups)], problems, required)
    found = dict(top)
    for group, names in groups.items():
        if group in top:
            inner = problems.attempt({}, top[group].mapping, names)
            found.update({f"{group}.{name}": member for name, member in inner.items()})
    values: dict[str, object] = {}
    for f in settings:
        keys = [key for key in f.metadata["key"].split("|") if key in found]
        if len(keys) > 1:
            problems.add(found[keys[1]].error(905, f"`{keys[1]}` says again what `{keys[0]}` says"))
        if keys and not (found[keys[0]].blank and f.default is not MISSING):
            values[f.name] = problems.attempt(None, f.metadata["read"], found[keys[0]])
    problems.finish()
    return values


def _required(cls: type) -> list[str]:
    return [
        f.metadata["key"]
        for f in fields(cls)
        if "key" in f.metadata and f.default is MISSING and f.default_factory is MISSING
    ]


def file_name(value: Field) -> str:
    """The name of a file in the edition's folder, for a `setting`."""
    text = value.text("a file's name")
    if text and (reason := why_outside(text)):
        raise value.error(914, f"`{text}` cannot be read: {reason}")
    return text
