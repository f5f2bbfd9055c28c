"""What the editor should look at after normalisation: narrow decisions, doubtful pairs of notes and calls."""

from __future__ import annotations

from collections.abc import Sequence

from emendata.diagnostics import Diagnostic, Lines
from emendata.edit.context import write
from emendata.edit.corrections import yaml_text
from emendata.edit.normalise import pages
from emendata.edit.normalise.calls import Matching
from emendata.edit.normalise.pages import Decision
from emendata.edit.normalise.units import Unit
from emendata.edit.places import BORDER
from emendata.edit.settled import AROUND

NARROW = 1.5
"""A decision with a smaller margin is put to the editor."""

_WORDS = {
    pages.PARAGRAPH: "a new paragraph",
    pages.CONTINUES: "the rest of the paragraph before the page end",
    pages.RESUMES: "the paragraph going on after a quotation",
    pages.QUOTATION: "a displayed quotation",
    pages.VERSE: "verse",
    pages.HEAD: "a head",
    pages.CAPTION: "a caption",
    pages.NOTE: "a note",
    pages.NOTE_CONTINUES: "the rest of a note from the page before",
    pages.NOTE_PARAGRAPH: "another paragraph of the note above",
}


def queries(
    units: Sequence[Unit], decisions: Sequence[Decision], matching: Matching, lines: Lines
) -> tuple[Diagnostic, ...]:
    """The queries, by place."""
    found = [*_narrow(units, decisions, lines), *_unpaired(units, decisions, matching, lines)]
    return tuple(sorted(found, key=lambda d: (d.place, d.code, d.message)))


def _narrow(units: Sequence[Unit], decisions: Sequence[Decision], lines: Lines) -> list[Diagnostic]:
    out = []
    for at, (u, d) in enumerate(zip(units, decisions, strict=True)):
        if d.margin >= NARROW or d.other not in _WORDS or d.kind not in _WORDS:
            continue
        place = lines.place(u.start)
        begins = yaml_text(u.text[:40].rstrip())
        settle = f"line: {place.line}, as: {d.kind}, begins: {begins}"
        out.append(
            Diagnostic(
                "N010",
                "query",
                place,
                f"“{u.text[:40].rstrip()} …” is read as {_WORDS[d.kind]}; it may be {_WORDS[d.other]}"
                f" (margin {d.margin:.1f})",
                f"settle it in edition.yaml: text: {{settle: [{{{settle}}}]}}, or as: {d.other}",
                _context(units, at),
            )
        )
    return out


def _unpaired(
    units: Sequence[Unit], decisions: Sequence[Decision], m: Matching, lines: Lines
) -> list[Diagnostic]:
    """Pairs that rest on less than equal numbers; what has no pair at all `edit.check` sees."""
    out = []
    for note in m.notes:
        sure = note.call < 0 or note.how == "label"
        if sure and decisions[note.unit].mark:
            continue
        place = lines.place(units[note.unit].start)
        context = _context(units, note.unit)
        if not sure:
            call = m.calls[note.call]
            how = "place in the order" if note.how == "order" else "number, though it is not marked as a call"
            out.append(
                Diagnostic(
                    "N012",
                    "query",
                    place,
                    f"note {note.label} is paired with the call “{call.mark.label}” by its {how}",
                    "correct the number in the source if this is right",
                    context,
                )
            )
        if not decisions[note.unit].mark:
            out.append(
                Diagnostic(
                    "N013",
                    "query",
                    place,
                    f"a note without a number is read as note {note.label}",
                    "put its number in the source if this is right",
                    context,
                )
            )
    return out


def _context(units: Sequence[Unit], at: int) -> str:
    """How a block begins, with what stands around that."""
    unit = units[at]
    before = units[at - 1].text if at else ""
    start = len(before) + 1
    return write(f"{before}{BORDER}{unit.text}", (start, start + len(unit.text[:40].rstrip())), AROUND)
