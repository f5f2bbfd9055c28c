"""Account for every character of the source: in the text, in a note, replaced by a correction, or removed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from emendata.diagnostics import Lines, error
from emendata.document.model import Anchor, Document, Emendation, Inline, Inlines, Text
from emendata.document.walk import apparatus_texts, note_texts, readings, texts
from emendata.edit.normalise.inline import Span


@dataclass(frozen=True, slots=True)
class Account:
    """Characters of the source, white space apart; the sum of the parts is `total`."""

    total: int
    text: int
    notes: int
    apparatus: int
    """Words of the source in the place of which another reading was chosen."""
    replaced: tuple[tuple[str, int], ...]
    """(id of the emendation, characters): what the source says and the edition does not read."""
    removed: tuple[tuple[str, int], ...]
    """(rule, characters), by rule: ``call``, ``note-mark``, ``emphasis``, ``folio``, ``running-head`` …"""
    spans: tuple[tuple[str, tuple[Span, ...]], ...] = field(default=(), repr=False)
    """(rule, where the characters stand that it removed)."""


def balance(document: Document, source: str, name: str, removed: Mapping[str, Iterable[Span]]) -> Account:
    """The account of `source`, or `EmendataError` N090 if a character is lost, doubled or invented.

    `removed` says by rule which characters were taken out. Works after corrections as well: what they
    replace still stands in the Document as the reading of the source.
    """
    chosen = _chosen(document)
    in_text = _spans(texts(document), source, name, chosen)
    in_notes = _spans(note_texts(document), source, name, chosen)
    put_by = _spans((_of_the_source(t) for t in apparatus_texts(document)), source, name)
    spans = tuple((rule, tuple(taken)) for rule, taken in sorted(removed.items()))
    everywhere = [*in_text.spans, *in_notes.spans, *put_by.spans, *(s for _, taken in spans for s in taken)]
    _covered(sorted(everywhere), source, name)
    return Account(
        total=sum(map(len, source.split())),
        text=in_text.count,
        notes=in_notes.count,
        apparatus=put_by.count,
        replaced=tuple(sorted((in_text.replaced + in_notes.replaced).items())),
        removed=tuple((rule, _solid(source, taken)) for rule, taken in spans),
        spans=spans,
    )


def rebalance(account: Account, document: Document, source: str, name: str) -> Account:
    """The account after the Document has been changed, for instance by corrections."""
    return balance(document, source, name, dict(account.spans))


def _solid(source: str, spans: Iterable[Span]) -> int:
    return sum(len(word) for a, b in spans for word in source[a:b].split())


@dataclass(slots=True)
class _Found:
    """Where the characters of some inlines stand, and how many they are."""

    spans: list[Span] = field(default_factory=list)
    count: int = 0
    replaced: Counter[str] = field(default_factory=Counter)


def _chosen(document: Document) -> Mapping[str, str]:
    """The anchors between which a reading stands that was chosen instead of what the source has."""
    return {
        entry.start: entry.end
        for entry in document.entries
        if any(_of_the_source(reading.content) for reading in readings(entry.readings))
    }


def _of_the_source(inlines: Inlines) -> Inlines:
    """The runs that the source has; what an editor wrote into an apparatus is none of them."""
    return tuple(text for text, _ in _runs(inlines) if text.origins)


def _spans(
    sequences: Iterable[Inlines], source: str, name: str, chosen: Mapping[str, str] = MappingProxyType({})
) -> _Found:
    """What stands where; each run must be what the source has there, but for the `chosen` readings."""
    found = _Found()
    for sequence in sequences:
        for text, emendation in _runs(sequence, "", chosen):
            spans = [(o.start, o.end) for o in text.origins]
            # an empty origin stands for one space
            there = "".join([source[a:b] or " " for a, b in spans])
            solid = sum(map(len, text.text.split()))
            if there != text.text:
                raise _unbalanced(
                    source, name, spans[0][0] if spans else 0, f"the text reads {text.text[:40]!r}"
                )
            found.spans += spans
            if emendation:
                found.replaced[emendation] += solid
            else:
                found.count += solid
    return found


def _runs(
    inlines: Iterable[Inline], emendation: str = "", chosen: Mapping[str, str] = MappingProxyType({})
) -> Iterator[tuple[Text, str]]:
    """Each run of characters that the source has, with the id of the emendation that replaces it.

    `chosen` leads from the anchor before a chosen reading to the one after it; what lies between is left out.
    """
    until = ""
    for inline in inlines:
        if isinstance(inline, Anchor):
            until = "" if inline.id == until else until or chosen.get(inline.id, "")
        elif isinstance(inline, Text):
            if not until or inline.origins:
                yield inline, emendation
        elif isinstance(inline, Emendation):
            yield from _runs(inline.sic, inline.id, chosen)
        else:
            yield from _runs(getattr(inline, "children", ()), emendation, chosen)


def _covered(spans: list[Span], source: str, name: str) -> None:
    at = 0
    for start, end in spans:
        if start < at:
            raise _unbalanced(source, name, start, f"{source[start : min(at, end)][:40]!r} is there twice")
        if source[at:start].strip():
            raise _unbalanced(source, name, at, f"{source[at:start].strip()[:40]!r} is lost")
        at = end
    if source[at:].strip():
        raise _unbalanced(source, name, at, f"{source[at:].strip()[:40]!r} is lost")


def _unbalanced(source: str, name: str, at: int, what: str) -> Exception:
    return error(
        "N090",
        Lines(name, source).place(at),
        f"the account of characters does not balance: {what}",
        "this is a fault of emendata, not of the text; please report it",
    )
