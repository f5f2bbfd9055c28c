"""Find what an editor should look at: `queries(document, lines)` runs the `CHECKS` and returns diagnostics.

Each check asks one kind of question. None changes anything, and none is sure: what they find may be what
the author meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from emendata.diagnostics import Diagnostic, Lines
from emendata.document.model import Document
from emendata.edit.check import (
    apparatus,
    characters,
    misreadings,
    notes,
    pairs,
    punctuation,
    references,
    scripts,
    spelling,
    titles,
    uniformity,
)
from emendata.edit.check.reading import Check, Finding, Reading
from emendata.edit.context import write
from emendata.edit.settled import AROUND, Settlement, settled
from emendata.remembering import Remember, anew

CHECKS: tuple[Check, ...] = (
    Check("K001", notes.call_without_note),
    Check("K002", notes.note_without_call),
    Check("K003", notes.note_numbers),
    Check("K004", references.ibid_of_nothing),
    Check("K005", references.op_cit_of_nobody),
    Check("K006", references.reference_to_missing_note),
    Check("K007", references.reference_to_missing_figure),
    Check("K008", references.broken_link),
    Check("K010", spelling.near_duplicates),
    Check("K011", titles.acronym_in_small_letters),
    Check("K020", pairs.unbalanced_quotes),
    Check("K021", pairs.unbalanced_brackets),
    Check("K022", uniformity.mixed_quotation_marks),
    Check("K023", uniformity.mixed_apostrophes),
    Check("K024", uniformity.mixed_range_dashes),
    Check("K025", punctuation.spaced_punctuation),
    Check("K026", punctuation.doubled_punctuation),
    Check("K027", punctuation.missing_space),
    Check("K028", punctuation.stop_in_mid_sentence),
    Check("K030", misreadings.digits_in_words),
    Check("K031", misreadings.stray_hyphens),
    Check("K032", scripts.mixed_scripts),
    Check("K033", characters.strange_characters),
    Check("K034", characters.wrong_encoding),
    Check("K035", characters.ligatures),
    Check("K040", apparatus.witness_of_two_readings),
    Check("K041", apparatus.witness_unaccounted_for),
    Check("K042", apparatus.reading_equal_to_lemma),
    Check("K043", apparatus.entry_on_nothing),
    Check("K044", apparatus.undeclared_siglum),
    Check("K045", apparatus.strange_siglum),
)
"""Every kind of query, in the order of the codes."""

MOST = 40
"""Queries of one kind that are listed; if there are more they are a habit of the text, and `FEW` are listed."""
FEW = 10


def queries(
    document: Document,
    lines: Mapping[str, Lines],
    settlements: Sequence[Settlement] = (),
    remember: Remember = anew,
) -> tuple[Diagnostic, ...]:
    """What an editor should look at, by its place in the source; `lines` are those of the sources.

    What is settled already is not asked. `remember` is told what is known of each stretch of the text.
    """
    reading = Reading(document, lines, remember)
    asked = [query for check in CHECKS for query in _asked(check, reading, settlements)]
    return tuple(query for _, query in sorted(asked, key=_place))


def _asked(
    check: Check, reading: Reading, settlements: Sequence[Settlement]
) -> Iterator[tuple[int, Diagnostic]]:
    """The queries of one kind, each with its offset in the text."""
    findings = sorted(check.find(reading), key=lambda finding: (finding.start, finding.message))
    if settlements := [settlement for settlement in settlements if settlement.code == check.code]:
        contexts = [_context(reading, finding) for finding in findings]
        taken = settled(check.code, contexts, settlements)
        findings = [finding for at, finding in enumerate(findings) if at not in taken]
    listed = findings if len(findings) <= MOST else findings[:FEW]
    for finding in listed:
        context = f"{reading.where(finding.start)}: {reading.around(finding.start, finding.end)}"
        hint = finding.hint
        if finding.read is not None:
            entry = reading.correction(finding.start, finding.end, finding.read)
            hint = f"{hint} {entry}".strip() if entry else ""
        message = f"{finding.message}; {context}"
        place = reading.place(finding.start)
        context = _context(reading, finding)
        yield finding.start, Diagnostic(check.code, "query", place, message, hint, context, finding.read)
    if len(listed) < len(findings):
        start = findings[FEW].start
        rest = f"{len(findings) - FEW} more queries of this kind from here on: {check.what}"
        yield start, Diagnostic(check.code, "query", reading.place(start), rest)


def _context(reading: Reading, finding: Finding) -> str:
    return write(reading.text, (finding.start, finding.end), AROUND)


def _place(asked: tuple[int, Diagnostic]) -> tuple[object, ...]:
    start, query = asked
    return query.place, start, query.code, query.message
