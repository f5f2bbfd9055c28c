"""How the books name a place of the text: by the numbers of its sections and verses, or else by its paragraph."""

from __future__ import annotations

from collections.abc import Mapping

from emendata.document.extents import Position
from emendata.publish.terms import Terms


def stretch_name(start: Position, end: Position, terms: Terms, notes: Mapping[str, str]) -> str:
    """``1.3``, ``1.3–5``, ``1.3–2.4``; without such numbers ``¶ 12``; `notes` has the labels of notes."""
    if start.passage is None:
        return ""
    first, last = start.numbers, end.numbers
    if not first:
        label = notes.get(start.passage.note, start.passage.label)
        return place_name(start.passage.kind, label, terms)
    same = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    rest = ".".join(last[same:])
    return ".".join(first) + (f"–{rest}" if rest else "")


def place_name(kind: str, label: str, terms: Terms) -> str:
    """``¶ 12``, ``note 72``, ``quotation after ¶ 12``; see `emendata.document.places.Passage`."""
    match kind:
        case "paragraph":
            return f"¶ {label}"
        case "caption" if label:
            return f"{terms['figure']} {label}"
        case "title" | "head" | "note" | "caption" | "front" | "back":
            return f"{terms[f'place {kind}']} {label}".rstrip()
        case "quotation" | "verse" | "speech" | "list" | "table":
            return f"{terms[f'place {kind}']} {terms['after']} ¶ {label}"
        case _:
            return terms.get(f"kind {kind}") or kind
