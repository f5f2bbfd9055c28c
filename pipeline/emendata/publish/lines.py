"""How the lines of the text are numbered in print: what style.yaml and edition.yaml say under ``lines:``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from emendata.records import said as said_of
from emendata.records import setting
from emendata.yamltext import Field

SIDES = ("outer", "inner", "left", "right")
COUNTS = ("page", "division", "never")
SHOWN = ("auto", "on", "off")

Said = Mapping[str, object]
"""What somebody says of it: values by the names of the fields of `Lines`."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The numbers in the margin, and the count that entries of an apparatus refer to."""

    show: str = setting(
        "show",
        "auto",
        "name",
        "Whether numbers stand in the margin: `on`, `off`, or `auto`: if a series is numbered by `lines`.",
        lambda value: value.one_of(SHOWN),
    )
    every: int = setting(
        "every", 5, "number", "Every how many lines.", lambda value: value.integer("a number of lines", 1)
    )
    first: int = setting(
        "first",
        1,
        "number",
        "No line before this one has its number in the margin.",
        lambda value: value.integer("a line number", 1),
    )
    side: str = setting(
        "side",
        "outer",
        "name",
        "Which margin: `outer`, `inner`, `left` or `right`.",
        lambda value: value.one_of(SIDES),
    )
    restart: str = setting(
        "restart",
        "page",
        "name",
        "Where the count begins anew: on each `page`, with each `division`, or `never`. Verses that have "
        "numbers of their own keep them.",
        lambda value: value.one_of(COUNTS),
    )

    def shown(self, number: str) -> bool:
        """Does this number stand in the margin?"""
        return number.isdecimal() and int(number) >= self.first and int(number) % self.every == 0


STANDARD = Lines()


def said(value: Field) -> Said:
    """What is said under ``lines:``."""
    return said_of(Lines, value)


def lines(*layers: Said, before: Lines = STANDARD) -> Lines:
    """The settings `before`, changed by each layer."""
    found = before
    for layer in layers:
        found = replace(found, **layer)  # type: ignore[arg-type]
    return found
