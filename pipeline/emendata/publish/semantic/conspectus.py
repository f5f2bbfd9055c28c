"""Write the conspectus siglorum: what each siglum stands for, and where a witness has no text."""

from __future__ import annotations

from emendata.document.model import Absence, Document, Text, Witness
from emendata.publish.semantic.apparatus import made_section
from emendata.publish.semantic.context import Context
from emendata.publish.semantic.inlines import write_inlines
from emendata.publish.semantic.loci import stretch_name
from emendata.publish.xhtml import Element, append_text, child

PERSONS = ("scholar", "source")
NO_BREAK_SPACE = "\u00a0"


def conspectus(context: Context, section_id: str, document: Document) -> Element:
    """The section: manuscripts with their hands and groups, then scholars and sources, as they are declared."""
    made = made_section(context, section_id, "conspectus", "appendix", context.terms["conspectus"])
    for persons in (False, True):
        some = [witness for witness in document.witnesses if (witness.kind in PERSONS) == persons]
        if some:
            holder = child(made, "dl", {"class": "sigla-list"})
            for witness in some:
                _witness(context, holder, witness, document)
    return made


def _witness(context: Context, parent: Element, witness: Witness, document: Document) -> None:
    quiet, sigla = context.repeating(), context.entry_work.wording.sigla
    cls = "siglum hand" if witness.of else "siglum"
    name = child(parent, "dt", {"class": cls, "id": context.entry_work.witness_ids[witness.id]})
    write_inlines(quiet, name, sigla.siglum(witness.id))
    said = child(parent, "dd")
    write_inlines(quiet, said, witness.description)
    if witness.of and not witness.description:
        holder = child(said, "span", {"class": "members"}, f"{context.terms['hand in']} ")
        write_inlines(quiet, holder, sigla.siglum(witness.of))
    if witness.members:
        _apart(said)
        holder = child(said, "span", {"class": "members"})
        append_text(holder, "= ")
        for n, member in enumerate(witness.members):
            write_inlines(quiet, holder, ((Text(" "),) if n else ()) + sigla.siglum(member))
    for absence in document.absences:
        if absence.witness == witness.id and (place := _stretch(context, absence)):
            _apart(said)
            child(said, "span", {"class": "absent"}, f"({context.terms['absent']} {place})")
    if not (len(said) or said.text):
        append_text(said, NO_BREAK_SPACE)  # the next siglum must not run into the line of this one


def _stretch(context: Context, absence: Absence) -> str:
    """Where the witness has no text: ``1.3–2.4``; open where the text begins or ends without it."""
    positions = context.entry_work.extents.positions
    start, end = positions.get(absence.start), positions.get(absence.end)
    names = [
        stretch_name(position, position, context.terms, context.notes.labels) if position else "…"
        for position in (start, end)
    ]
    if start and end:
        return stretch_name(start, end, context.terms, context.notes.labels)
    return "–".join(names) if start or end else ""


def _apart(made: Element) -> None:
    if len(made) or made.text:
        append_text(made, " ")
