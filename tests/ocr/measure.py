"""Compare a Document with the truth about a printed and scanned text (`printed`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from emendata.document.model import (
    Block,
    Document,
    Figure,
    Inline,
    LineGroup,
    NoteCall,
    PageBeginning,
    Paragraph,
    Quotation,
    Verse,
)
from emendata.document.walk import descendants, divisions, inlines_of, note_texts, paragraphs, plain, texts
from tests.ocr.printed import Truth, letters


def measure(document: Document, removed: Iterable[str], truth: Truth) -> dict[str, tuple[int, int, int]]:
    """For each kind of thing how many were found, are true, and were found truly.

    `removed` are the lines that were taken out as page furniture. Texts are compared by their letters
    and digits: whether a hyphen at a line's end belongs to its word is no question of structure.
    """
    blocks: list[Block] = [b for d in divisions(document.body) for b in d.blocks]
    notes = [" ".join(plain(i) for b in n.blocks for i in inlines_of(b)) for n in document.notes]
    abstract = [
        b for d in document.front if d.kind == "abstract" for b in d.blocks if isinstance(b, Paragraph)
    ]
    quotations = [plain(i) for b in blocks if isinstance(b, Quotation) for i in inlines_of(b)]
    verses = [plain(v.content) for b in blocks if isinstance(b, LineGroup) for v in _verses(b)]
    captions = [plain(b.caption) for b in blocks if isinstance(b, Figure)]
    found: dict[str, tuple[Sequence[object], Sequence[object]]] = {
        "title": ([letters(plain(document.title))], [letters(truth.title)]),
        "authors": (sorted(p.name.upper() for p in document.metadata.persons), sorted(truth.authors)),
        "abstract": (
            [letters(plain(b.content)) for b in abstract],
            [letters(truth.abstract)] if truth.abstract else [],
        ),
        "heads": (_letters(plain(d.head) for d in divisions(document.body) if d.head), _letters(truth.heads)),
        "paragraphs": (
            _letters(plain(p.content) for p in paragraphs(document.body)),
            _letters(truth.paragraphs),
        ),
        "joins": (list(_joins(document)), truth.joins),
        "quotations": (_letters(quotations), _letters(truth.quotations)),
        "verses": (_letters(verses), _letters(truth.verses)),
        "captions": (_letters(captions), _letters(truth.captions)),
        "notes": (_letters(notes), _letters(truth.notes)),
        "calls": (list(_calls(document)), truth.calls),
        "furniture": (_letters(removed), _letters(truth.furniture)),
    }
    return {what: (len(a), len(b), sum((Counter(a) & Counter(b)).values())) for what, (a, b) in found.items()}


def f(counts: tuple[int, int, int]) -> float:
    """The F-measure; 1 where there is nothing to be found."""
    found, true, both = counts
    return 2 * both / (found + true) if found + true else 1.0


def _letters(texts: Iterable[str]) -> list[str]:
    return [letters(text) for text in texts]


def _joins(document: Document) -> list[str]:
    out = []
    for inlines in texts(document):
        text, at = "", []
        for inline in descendants(inlines):
            if isinstance(inline, PageBeginning):
                at.append(len(text))
            elif not getattr(inline, "children", None):
                text += letters(plain((inline,)))
        out += [text[max(0, k - 12) : k] + "|" + text[k : k + 12] for k in at if 0 < k < len(text)]
    return out


def _verses(group: LineGroup) -> list[Verse]:
    return [v for line in group.lines for v in ([line] if isinstance(line, Verse) else _verses(line))]


def _calls(document: Document) -> list[tuple[str, str]]:
    notes = {
        n.id: letters("".join(plain(i) for b in n.blocks for i in inlines_of(b))) for n in document.notes
    }
    out = []
    sequences: list[Sequence[Inline]] = [*texts(document), *note_texts(document)]
    for inlines in sequences:
        before = ""
        for inline in descendants(inlines):
            if isinstance(inline, NoteCall):
                out.append((before[-20:], notes.get(inline.note, "")[:16]))
            elif not getattr(inline, "children", None):
                before += letters(plain((inline,)))
    return out
