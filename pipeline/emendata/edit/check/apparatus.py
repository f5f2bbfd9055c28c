"""Queries about the entries of an apparatus: who reads what, and where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from emendata.document.cutting import reading as text_of
from emendata.document.extents import Extent, words_of
from emendata.document.model import (
    Added,
    Attestation,
    Corrupt,
    Deleted,
    Emph,
    Entry,
    Gap,
    Inlines,
    Parent,
    Space,
    Supplied,
    Surplus,
    Text,
    Unclear,
)
from emendata.document.model import Reading as Variant
from emendata.document.places import Point
from emendata.document.sigla import Sigla
from emendata.document.walk import plain, readings
from emendata.edit.check.reading import Finding, Reading


@dataclass(frozen=True, slots=True)
class _Placed:
    """An entry whose anchors stand in the text or in a note."""

    entry: Entry
    extent: Extent
    start: int
    end: int
    """Offsets of the whole text."""

    @property
    def name(self) -> str:
        """The entry in a message: its lemma, or its id where it has none."""
        words = " ".join(self.extent.text.split())
        return f"“{words if len(words) <= 40 else words[:39] + '…'}”" if words else self.entry.id


def _placed(reading: Reading) -> Iterator[_Placed]:
    for entry in reading.document.entries:
        extent = reading.extents.between(entry.start, entry.end)
        if extent and extent.start.passage is not None:
            ends = (extent.start, extent.end)
            start, end = (reading.offset(Point(p.index, p.in_passage)) for p in ends)
            yield _Placed(entry, extent, start, end)


def _variants(entry: Entry) -> tuple[Variant, ...]:
    return tuple(readings(entry.readings))


def witness_of_two_readings(reading: Reading) -> Iterator[Finding]:
    """A witness is named for two readings of one place, or for a reading and the lemma."""
    for one in _placed(reading):
        named = [one.entry.lemma.attested, *(variant.attested for variant in _variants(one.entry))]
        for witness in _twice(named):
            message = f"{one.name}: `{witness}` is named for two readings"
            hint = "Say by which hand or when: `M (a.c.)`, `M (in marg.)`; or take it away from one."
            yield Finding(one.start, one.end, message, hint)


def _twice(named: Sequence[Sequence[Attestation]]) -> list[str]:
    """Witnesses of more than one reading, of whom nothing is said that would tell the readings apart."""
    seen = Counter(one for group in named for one in dict.fromkeys((a.witness, a.detail) for a in group))
    return sorted({witness for (witness, _), count in seen.items() if count > 1})


def witness_unaccounted_for(reading: Reading) -> Iterator[Finding]:
    """A witness that is named in most entries is neither for the lemma nor for a reading."""
    positive = [one for one in _placed(reading) if _names_manuscripts(one.entry.lemma, reading.sigla)]
    accounted = [
        reading.sigla.accounted([a for r in (one.entry.lemma, *_variants(one.entry)) for a in r.attested])
        for one in positive
    ]
    often = Counter(witness for names in accounted for witness in names)
    constant = [name for name in reading.sigla.main if often[name] * 2 > len(positive)]
    for one, names in zip(positive, accounted, strict=True):
        absent = reading.sigla.missing(one.extent)
        if missing := [name for name in constant if name not in names and name not in absent]:
            who = ", ".join(plain(reading.sigla.siglum(name)) for name in missing)
            message = f"{one.name}: nothing is said of {who}"
            yield Finding(one.start, one.end, message, "Say what it has, or where its text is lost.")


def _names_manuscripts(lemma: Variant, sigla: Sigla) -> bool:
    return any(name in sigla.main for name in sigla.accounted(lemma.attested))


def reading_equal_to_lemma(reading: Reading) -> Iterator[Finding]:
    """A reading has the very words of the lemma."""
    for one in _placed(reading):
        lemma = _lemma(reading, one)
        for variant in _variants(one.entry):
            words = _signed(variant.content) if variant.content else words_of(variant.blocks)
            # an addition is what comes after the lemma; of the others the words are all there is
            if lemma and variant.kind in ("", "conjecture") and _squeezed(words) == lemma:
                who = ", ".join(a.witness for a in variant.attested) or "a reading"
                message = f"{one.name}: {who} has the same words as the lemma"
                yield Finding(one.start, one.end, message, "Is a letter wrong in one of the two?")


def _lemma(reading: Reading, one: _Placed) -> str:
    inlines = one.entry.lemma.content or reading.extents.marked_up(one.extent)
    return _squeezed(_signed(inlines) if inlines else one.extent.text)


def _signed(inlines: Inlines) -> str:
    """The text with the signs of what an editor and the hands in it did: ⟨ab⟩ is another reading than ab."""
    parts: list[str] = []
    for inline in inlines:
        if isinstance(inline, Supplied | Surplus | Corrupt | Unclear | Added | Deleted):
            name = type(inline).__name__
            parts += (f"<{name}>", _signed(inline.children), f"</{name}>")
        elif isinstance(inline, Parent):
            parts.append(_signed(inline.children))
        elif isinstance(inline, Gap | Space):
            parts.append(f"<{type(inline).__name__}/>")
        else:
            parts.append(text_of((inline,)))
    return "".join(parts)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def entry_on_nothing(reading: Reading) -> Iterator[Finding]:
    """An entry is on no word of the text and adds none."""
    for one in _placed(reading):
        says = any(v.content or v.blocks for v in _variants(one.entry)) or one.entry.content
        if not one.extent.text.strip() and not says and not one.entry.remark:
            yield Finding(one.start, one.end, f"the entry {one.entry.id} is on no word and says nothing")


def undeclared_siglum(reading: Reading) -> Iterator[Finding]:
    """A siglum is used and nobody has declared it."""
    seen: set[str] = set()
    for one in _placed(reading):
        for variant in (one.entry.lemma, *_variants(one.entry)):
            for attestation in variant.attested:
                witness = attestation.witness
                if witness not in reading.sigla.witnesses and witness not in seen:
                    seen.add(witness)
                    message = f"{one.name}: the siglum `{witness}` is declared nowhere"
                    hint = "Declare it in edition.yaml, `witnesses:`, or in the source's listWit."
                    yield Finding(one.start, one.end, message, hint)


_MARKUP = re.compile(r"[<>&{}\\]")


def strange_siglum(reading: Reading) -> Iterator[Finding]:
    """A siglum of a manuscript has a space, a sign of markup, or more than letters and raised letters."""
    used: dict[str, _Placed] = {}
    for one in _placed(reading):
        for variant in (one.entry.lemma, *_variants(one.entry)):
            for attestation in variant.attested:
                used.setdefault(attestation.witness, one)
    for witness in reading.sigla.witnesses.values():
        siglum = reading.sigla.siglum(witness.id)
        if witness.kind in ("manuscript", "hand") and witness.id in used and (what := _strange(siglum)):
            one = used[witness.id]
            yield Finding(one.start, one.end, f"the siglum `{plain(siglum)}` has {what}")


def _strange(siglum: Inlines) -> str:
    text = plain(siglum)
    if not all(isinstance(inline, Text | Emph) for inline in siglum):
        return "markup that a siglum has no use for"
    if _MARKUP.search(text):
        return "signs of markup"
    return "a space" if re.search(r"\s", text.strip()) else "" if text.strip() else "no letter"
