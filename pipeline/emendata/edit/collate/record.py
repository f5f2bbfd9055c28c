"""The collation as entries of apparatus.yaml, which an editor goes on with.

Each entry carries, as ``collated``, the sum of what the collation wrote; so a later collation sees which
entries an editor has changed since, and takes back only its own.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from emendata.edit.apparatus.lemmata import Lemmata
from emendata.edit.collate.collation import Collation
from emendata.edit.collate.variants import Reading, Variant
from emendata.edit.collate.words import bare
from emendata.edit.places import Whole, at

SUM = "collated"
_WIDTH = 110


@dataclass(frozen=True, slots=True)
class Proposed:
    """An entry as the collation has it."""

    at: str
    """The place, as `edit.places` reads it."""
    lem: str
    """Words of the base, as they stand there."""
    nth: int
    """Which of these words in this place is meant, from 1; 0 where they stand there once."""
    readings: tuple[Reading, ...]
    punctuated: bool = False
    """Whether readings are written with the punctuation at their ends."""

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells it from every other."""
        return self.at, self.lem, self.nth

    def value(self) -> dict[str, Any]:
        """As plain data, without its sum."""
        entry: dict[str, Any] = {"at": self.at, "lem": self.lem}
        if self.nth:
            entry["nth"] = self.nth
        entry["rdg"] = [_reading(reading, self.punctuated) for reading in self.readings]
        return entry

    def text(self) -> str:
        """As an item of a YAML list, its sum last."""
        value = self.value()
        return written({**value, SUM: summed(value)})


def _reading(reading: Reading, punctuated: bool) -> dict[str, Any]:
    value: dict[str, Any] = {}
    if reading.words:
        read = " ".join(word.form for word in reading.words)
        value["read"] = read if punctuated else bare(read)
    value["wit"] = " ".join(reading.witnesses)
    if reading.kind:
        value["kind"] = reading.kind
    return value


def summed(value: dict[str, Any]) -> str:
    """The sum of an entry: of its place, lemma and readings, in whatever way they are written."""
    told = {key: value.get(key) for key in ("at", "lem", "nth", "rdg")}
    data = json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(data.encode()).hexdigest()[:8]


def written(value: dict[str, Any]) -> str:
    """An entry as an item of a YAML list."""
    text: str = yaml.safe_dump(
        [value], allow_unicode=True, sort_keys=False, width=_WIDTH, default_flow_style=None
    )
    return text


def proposed(collation: Collation, whole: Whole, passages: Sequence[int]) -> list[Proposed]:
    """The entries for every variant; `passages` tells which of the whole's passages were compared.

    A variant that goes over the end of a passage makes an entry in each: the readings stand in the first,
    and the rest is omitted there.
    """
    lemmata = Lemmata(whole)
    return [
        entry for variant in collation.variants for entry in _entries(collation, variant, lemmata, passages)
    ]


def _entries(
    collation: Collation, variant: Variant, lemmata: Lemmata, passages: Sequence[int]
) -> list[Proposed]:
    base = collation.base
    if variant.start == variant.end:
        return [_added(collation, variant, lemmata, passages)]
    entries: list[Proposed] = []
    start = variant.start
    while start < variant.end:
        end = start
        while end < variant.end and base[end].passage == base[start].passage:
            end += 1
        readings = variant.readings
        if start > variant.start:
            sigla = tuple(siglum for reading in readings for siglum in reading.witnesses)
            readings = (Reading((), sigla, "omission"),)
        entries.append(_entry(collation, start, end, readings, lemmata, passages))
        start = end
    return entries


def _added(collation: Collation, variant: Variant, lemmata: Lemmata, passages: Sequence[int]) -> Proposed:
    """An addition is made to the word before it; at the beginning the first word is replaced."""
    base, point = collation.base, variant.start
    if point and (point == len(base) or base[point - 1].passage == base[point].passage):
        return _entry(collation, point - 1, point, variant.readings, lemmata, passages)
    readings = tuple(
        Reading((*reading.words, base[point]), reading.witnesses) for reading in variant.readings
    )
    return _entry(collation, point, point + 1, readings, lemmata, passages)


def _entry(
    collation: Collation,
    start: int,
    end: int,
    readings: tuple[Reading, ...],
    lemmata: Lemmata,
    passages: Sequence[int],
) -> Proposed:
    whole = lemmata.whole
    first, last = collation.base[start], collation.base[end - 1]
    passage = passages[first.passage]
    lemma = whole.passages[passage].text[first.start : last.end]
    offset = whole.starts[passage] + first.start
    if not collation.punctuated:
        # What is no difference between witnesses is no part of what they are quoted for.
        offset, lemma = offset + lemma.index(bare(lemma)), bare(lemma)
    place = at(whole, whole.passages[passage])
    found = lemmata.found(lemma, lemmata.ranges(place))
    nth = bisect_left(found, (offset, 0)) + 1 if len(found) > 1 else 0
    return Proposed(place, lemma, nth, readings, collation.punctuated)
