"""What the editor should look at after normalisation: narrow decisions, notes and calls that do not pair."""

from __future__ import annotations

from collections.abc import Sequence

from emendata.diagnostics import Diagnostic, Lines
from emendata.edit.normalise import marks, pages
from emendata.edit.normalise.calls import Matching
from emendata.edit.normalise.pages import Decision
from emendata.edit.normalise.units import Unit

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
    for u, d in zip(units, decisions, strict=True):
        if d.margin >= NARROW or d.other not in _WORDS or d.kind not in _WORDS:
            continue
        place = lines.place(u.start)
        begins = u.text[:32].rstrip().replace('"', "'")
        out.append(
            Diagnostic(
                "N010",
                "query",
                place,
                f"“{u.text[:40].rstrip()} …” is read as {_WORDS[d.kind]}; it may be {_WORDS[d.other]}"
                f" (margin {d.margin:.1f})",
                f"settle it in edition.yaml: text: {{settle: [{{line: {place.line}, as: {d.kind}}}]}}, or as: {d.other}"
                if begins
                else "",
            )
        )
    return out


def _unpaired(
    units: Sequence[Unit], decisions: Sequence[Decision], m: Matching, lines: Lines
) -> list[Diagnostic]:
    out = []
    for note in m.notes:
        place = lines.place(units[note.unit].start)
        if note.call < 0:
            out.append(
                Diagnostic(
                    "N011",
                    "query",
                    place,
                    f"note {note.label} has no call on its page",
                    "put the call in the source or in a correction; the note is printed without one",
                )
            )
        elif note.how != "label":
            call = m.calls[note.call]
            out.append(
                Diagnostic(
                    "N012",
                    "query",
                    place,
                    f"note {note.label} is paired with the call “{call.mark.label}” by its "
                    + (
                        "place in the order"
                        if note.how == "order"
                        else "number, though it is not marked as a call"
                    ),
                    "correct the number in the source if this is right",
                )
            )
        if not decisions[note.unit].mark:
            out.append(
                Diagnostic(
                    "N015",
                    "query",
                    place,
                    f"a note without a number is read as note {note.label}",
                    "put its number in the source if this is right",
                )
            )
    out += _order(units, m, lines)
    labels = {note.label for note in m.notes}
    for call in m.calls:
        if call.mark.style == "symbol" and call.mark.label not in labels:
            continue  # an obelus, or a star in its own right
        if call.note < 0 and call.mark.style in marks.UNMISTAKABLE and not call.in_note:
            out.append(
                Diagnostic(
                    "N013",
                    "query",
                    lines.place(units[call.unit].start),
                    f"the call {call.mark.label} has no note",
                    "the mark is printed as it stands",
                )
            )
    return out


def _order(units: Sequence[Unit], m: Matching, lines: Lines) -> list[Diagnostic]:
    out = []
    last = 0
    for note in m.notes:
        value = marks.number(note.label)
        if value is None:
            continue
        if last and value != last + 1 and value != 1:
            what = "stands twice" if value == last else f"follows note {last}"
            out.append(
                Diagnostic(
                    "N014",
                    "query",
                    lines.place(units[note.unit].start),
                    f"note {value} {what}",
                    "a number is missing, doubled or misread",
                )
            )
        last = value
    return out
