"""Collate witnesses with a base text: where they differ, and what each of them has there.

Enters: the passages of the base and of each witness, by sigla. Leaves: a `Collation`. The time grows with
the length of the texts and with the number of witnesses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from emendata.edit.collate.align import stretches
from emendata.edit.collate.rules import PUNCTUATION, SPACING, normal_form
from emendata.edit.collate.variants import Alignment, Variant, variants
from emendata.edit.collate.words import Word, words


@dataclass(frozen=True, slots=True)
class Collation:
    """Witnesses beside a base."""

    base: tuple[Word, ...]
    aligned: Mapping[str, Alignment]
    """By siglum."""
    variants: tuple[Variant, ...]
    """In the order of the text; of two that begin together the longer first."""
    punctuated: bool = False
    """Whether another punctuation is another reading."""

    def likeness(self, siglum: str) -> float:
        """How much of the base a witness has, from 0 to 1."""
        differing = sum(part.end - part.start for part in self.aligned[siglum].differences)
        return 1.0 - differing / len(self.base) if self.base else 0.0


def collate(
    base: Sequence[str], witnesses: Mapping[str, Sequence[str]], ignored: Sequence[str] = ()
) -> Collation:
    """Compare each witness with the base, both given passage by passage.

    `ignored` names what is no difference (`rules.NAMES`). Raises `EmendataError` X001 for another name.
    """
    normal, spacing = normal_form(ignored), SPACING in ignored
    ours = words(base, normal)
    norms = [word.norm for word in ours]
    aligned: dict[str, Alignment] = {}
    for siglum, passages in witnesses.items():
        theirs = words(passages, normal)
        found = stretches(norms, [word.norm for word in theirs])
        aligned[siglum] = Alignment(ours, theirs, found, spacing=spacing)
    return Collation(ours, aligned, tuple(variants(ours, aligned)), PUNCTUATION not in ignored)
