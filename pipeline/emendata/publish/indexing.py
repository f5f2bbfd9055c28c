"""Gather what an index lists: names by their headings, and passages of other works by work and place.

Nothing here knows of XHTML. A heading is sorted by its letters without accents; places in a work by their numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from emendata.document.model import Blocks, Name
from emendata.document.walk import inlines_of, plain
from emendata.records import record, setting
from emendata.yamltext import Field


def _names(value: Field) -> tuple[str, ...]:
    return tuple(" ".join(text.split()) for text in value.texts("a list of names"))


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """Which indexes a book has."""

    names: bool = setting(
        "names",
        False,
        "on or off",
        "Names that are tagged in the text and in the notes.",
        lambda value: value.boolean(),
    )
    kinds: tuple[str, ...] = setting(
        "kinds",
        (),
        "list",
        "Only names of these kinds: `[person, place]`; by default all in one index.",
        _names,
    )
    passages: bool = setting(
        "passages",
        False,
        "on or off",
        "Passages of other works that the apparatus of `series` and references without a link name.",
        lambda value: value.boolean(),
    )
    series: tuple[str, ...] = setting(
        "series",
        ("fontes", "testimonia"),
        "list",
        "The series whose entries name passages: `[fontes]`.",
        _names,
    )


def settings(value: Field) -> IndexSettings:
    """What ``index:`` says."""
    return record(IndexSettings, value)


@dataclass(frozen=True, slots=True)
class Mention:
    """One place of the book where something is mentioned."""

    heading: str
    """A name, or the work that a passage is in."""
    locus: str
    """The place in that work; of a name empty."""
    target: str
    """The id in the book of the place."""


@dataclass(frozen=True, slots=True)
class Line:
    """A heading with the places where it is mentioned, and below it the places in the work."""

    heading: str
    targets: tuple[str, ...] = ()
    below: tuple[Line, ...] = ()


def lines(mentions: Iterable[Mention]) -> tuple[Line, ...]:
    """The lines of an index in their order; a place that mentions something twice is named once."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for one in mentions:
        found.setdefault(one.heading, {}).setdefault(one.locus, {})[one.target] = None
    made = []
    for heading, loci in found.items():
        below = tuple(
            Line(locus, tuple(targets)) for locus, targets in sorted(loci.items(), key=_by_numbers) if locus
        )
        made.append(Line(heading, tuple(loci.get("", ())), below))
    return tuple(sorted(made, key=lambda line: _letters(line.heading)))


def _letters(heading: str) -> tuple[str, str]:
    decomposed = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(c for c in decomposed if c.isalnum() or c == " ").strip(), heading


def _by_numbers(item: tuple[str, object]) -> tuple[tuple[int, int, str], ...]:
    parts = re.findall(r"\d{1,12}|[^\W\d]+", item[0])
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part.casefold()) for part in parts)


def heading_of(name: Name) -> str:
    """Under which heading an index has a name."""
    return name.key or " ".join(plain(name.children).split())


# -------------------------------------------------------------------------- passages

_BEFORE = re.compile(
    r"^(?:(?:cf|cfr|conf|vid|uid|vide|uide|see|u|v|s|vgl|voir|vd|e\.g|sc)\b\.?\s+)+", re.IGNORECASE
)
_PASSAGE = re.compile(r"(?P<work>\S.*?[^\W\d_]\S*?)[,:]?\s+(?P<locus>\d[\w.,\-–—: ]*?(?:\s*ff?\.|\s*sqq?\.)?)\W*$")
_LONGEST = 60
"""A longer text without a place in it names no passage."""


def passages(blocks: Blocks) -> Iterator[tuple[str, str]]:
    """Work and place of each passage that an entry names: ``Hom. Il. 1, 1; Verg. Aen. 6, 847``.

    After a semicolon a place alone is one in the same work.
    """
    work = ""
    for block in blocks:
        for inlines in inlines_of(block):
            for part in " ".join(plain(inlines).split()).split(";"):
                if found := passage(part, work):
                    work = found[0]
                    yield found


def passage(text: str, before: str = "") -> tuple[str, str] | None:
    """Work and place that a text names; of a place alone, the work is the one `before`."""
    said = _BEFORE.sub("", text.strip(" ,()")).strip()
    if match := _PASSAGE.match(said):
        return match["work"].strip(" ,"), match["locus"].strip(" ,")
    if before and re.fullmatch(r"\d[\w.,\-–—: ]*", said):
        return before, said
    if said and len(said) <= _LONGEST and any(c.isalpha() for c in said):
        return said, ""
    return None


# ------------------------------------------------------------------------- gathering


@dataclass(slots=True)
class Gathered:
    """What has been met while the book was written."""

    settings: IndexSettings
    names: list[Mention] = field(default_factory=list)
    passages: list[Mention] = field(default_factory=list)

    def wants(self, name: Name) -> bool:
        """Whether the index has this name."""
        return self.settings.names and (not self.settings.kinds or name.kind in self.settings.kinds)

