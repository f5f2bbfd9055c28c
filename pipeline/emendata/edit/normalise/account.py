"""Account for every character of the source: in the text, in a note, or removed, and by which rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from emendata.diagnostics import Lines, error
from emendata.document.model import Document, Emendation, Inline, Inlines, Origin, Text
from emendata.document.walk import note_texts, texts
from emendata.edit.normalise.inline import Removed, Span


@dataclass(frozen=True, slots=True)
class Account:
    """Characters of the source, white space apart; the sum of the parts is `total`."""

    total: int
    text: int
    notes: int
    removed: tuple[tuple[str, int], ...]
    """(rule, characters), by rule: ``call``, ``note-mark``, ``emphasis``, ``folio``, ``running-head`` …"""


def balance(document: Document, source: str, name: str, removed: Removed) -> Account:
    """The account of `source`, or `EmendataError` N090 if a character is lost, doubled or invented."""
    in_text, text = _spans(texts(document), source, name)
    in_notes, notes = _spans(note_texts(document), source, name)
    taken = [(a, b) for spans in removed.spans.values() for a, b in spans]
    _covered(sorted(in_text + in_notes + taken), source, name)
    return Account(
        total=len("".join(source.split())),
        text=text,
        notes=notes,
        removed=tuple((rule, _solid(source, spans)) for rule, spans in sorted(removed.spans.items())),
    )


def _solid(source: str, spans: Iterable[Span]) -> int:
    return sum(len("".join(source[a:b].split())) for a, b in spans)


def _spans(sequences: Iterable[Inlines], source: str, name: str) -> tuple[list[Span], int]:
    """Where the characters of these inlines stand, and how many they are; each run must be what stands there."""
    out: list[Span] = []
    count = 0
    for sequence in sequences:
        for text in _runs(sequence):
            spans = [(o.start, o.end) for o in text.origins]
            there = "".join([source[a:b] for a, b in spans])
            solid = "".join(text.text.split())
            if there != text.text and "".join(there.split()) != solid:
                raise _unbalanced(
                    source, name, spans[0][0] if spans else 0, f"the text reads {text.text[:40]!r}"
                )
            out += spans
            count += len(solid)
    return out, count


def _runs(inlines: Iterable[Inline]) -> Iterator[Text]:
    for inline in inlines:
        if isinstance(inline, Text):
            yield inline
        elif isinstance(inline, Emendation):
            yield from _runs(inline.sic)
        else:
            yield from _runs(getattr(inline, "children", ()))


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


def origin_of(inlines: Iterable[Inline]) -> Origin | None:
    """Where the first characters of a sequence stand in the source."""
    return next((text.origins[0] for text in _runs(inlines) if text.origins), None)
