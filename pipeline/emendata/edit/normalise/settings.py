"""What an editor can set for the reading of a raw text."""

from __future__ import annotations

from dataclasses import dataclass

from emendata.diagnostics import Place

_UNKNOWN = Place("edition.yaml")


@dataclass(frozen=True, slots=True)
class SettledBlock:
    """The editor's word on what one block of the source is."""

    line: int
    """A line of the source that belongs to the block, from 1."""
    kind: str
    """One of `pages.KINDS`."""
    begins: str = ""
    """Proof: how the block begins."""
    place: Place = _UNKNOWN
    """Where this is written."""


@dataclass(frozen=True, slots=True)
class NormaliseSettings:
    """Settings of the stage *normalise*; the defaults suit most files."""

    lang: str = ""
    """BCP 47 tag of the text; empty: guessed from its small words."""
    marks: str = "auto"
    """How notes are marked: ``auto`` or a style of `marks.HEADS`."""
    numbering: str = "auto"
    """``auto``, ``through`` or ``page``."""
    dehyphenate: bool = True
    remove_furniture: bool = True
    settled: tuple[SettledBlock, ...] = ()
