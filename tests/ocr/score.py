"""Compare a Document with the truth about a made-up text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from emendata.document.model import Block, Document, Figure, LineGroup, NoteCall, Paragraph, Quotation, Verse
from emendata.document.walk import descendants, divisions, inlines_of, note_texts, paragraphs, plain, texts
from tests.ocr.made import Truth


def scores(document: Document, truth: Truth) -> dict[str, float]:
    """For each kind of thing the F-measure of what was found, 1 where there is none of it."""
    blocks: list[Block] = [b for d in divisions(document.body) for b in d.blocks]
    found_notes = [" ".join(plain(i) for b in n.blocks for i in inlines_of(b)) for n in document.notes]
    return {
        "title": float(plain(document.title) == truth.title),
        "author": float([p.name.upper() for p in document.metadata.persons] == [truth.author]),
        "abstract": _f(
            [
                plain(b.content)
                for d in document.front
                if d.kind == "abstract"
                for b in d.blocks
                if isinstance(b, Paragraph)
            ],
            [truth.abstract] if truth.abstract else [],
        ),
        "heads": _f([plain(d.head) for d in divisions(document.body) if d.head], truth.heads),
        "paragraphs": _f([plain(p.content) for p in paragraphs(document.body)], truth.paragraphs),
        "quotations": _f(
            [plain(i) for b in blocks if isinstance(b, Quotation) for i in inlines_of(b)], truth.quotations
        ),
        "verses": _f(
            [plain(v.content) for b in blocks if isinstance(b, LineGroup) for v in _verses(b)],
            [v for lines in truth.verses for v in lines],
        ),
        "captions": _f([plain(b.caption) for b in blocks if isinstance(b, Figure)], truth.captions),
        "notes": _f(found_notes, truth.notes),
        "calls": _f(_calls(document), truth.calls),
    }


def _verses(group: LineGroup) -> list[Verse]:
    return [v for line in group.lines for v in ([line] if isinstance(line, Verse) else _verses(line))]


def _calls(document: Document) -> list[tuple[str, str]]:
    notes = {n.id: "".join(plain(i) for b in n.blocks for i in inlines_of(b)) for n in document.notes}
    out = []
    for inlines in (*texts(document), *note_texts(document)):
        before = ""
        for inline in descendants(inlines):
            if isinstance(inline, NoteCall):
                out.append((before[-25:], notes.get(inline.note, "")[:20]))
            elif not getattr(inline, "children", None):
                before += plain((inline,))
    return out


def _f(found: Sequence[object], true: Sequence[object]) -> float:
    if not found and not true:
        return 1.0
    both = sum((Counter(found) & Counter(true)).values())
    return 2 * both / (len(found) + len(true))
