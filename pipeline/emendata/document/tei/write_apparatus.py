"""Turn the witnesses of a Document into lists for the header, its entries and absences into a standOff.

Entries are linked to the text by the double end-point method
(https://tei-c.org/release/doc/tei-p5-doc/en/html/TC.html#TCAPDE), the only one in which they can overlap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Protocol

from emendata.document.model import (
    Absence,
    Attestation,
    Document,
    Entry,
    Facing,
    Inlines,
    Reading,
    ReadingGroup,
    Witness,
)
from emendata.document.tei import names
from emendata.document.tei.names import attribute, named, pointer, text
from emendata.document.tei.parts import LINE, OVER, RUNNING, Mark, Part, on_lines, running, runs


class _Writer(Protocol):
    """What is asked of the writer of the whole file."""

    def id(self, id: str) -> str:
        """The attribute ``xml:id``, once."""

    def refuse(self, message: str, hint: str) -> None:
        """This cannot be written (P014)."""


# --------------------------------------------------------------------- witnesses

_LISTS = {"scholar": "listPerson", "source": "listBibl"}
"""The kinds of witnesses that are not in a listWit."""


def witness_lists(
    witnesses: Sequence[Witness], writer: _Writer, written: Callable[[Sequence[Part]], str]
) -> Iterator[str]:
    """The lines of the lists for the sourceDesc; a new list begins where the kind of list changes."""
    for name, members in groupby(witnesses, lambda witness: _LISTS.get(witness.kind, "listWit")):
        yield f"<{name}>"
        for witness in members:
            yield written((Mark.SIC, *_WITNESSES[name](witness, writer), Mark.READ))
        yield f"</{name}>"


def _witness(witness: Witness, writer: _Writer) -> Sequence[Part]:
    start = f"<witness{writer.id(witness.id)}{_related(witness)}>"
    kind = "" if witness.kind == "manuscript" else witness.kind
    if witness.siglum or kind != "" or not witness.kind:
        subtype = named("subtype", kind) if witness.kind else ' subtype="%"'
        siglum = running(f'<abbr type="siglum"{subtype}>', witness.siglum, "</abbr>")
    else:
        siglum = ()
    return start, *siglum, *_description(witness), "</witness>"


def _person(witness: Witness, writer: _Writer) -> Sequence[Part]:
    start = f"<person{writer.id(witness.id)}{_related(witness)}>"
    siglum = running('<persName type="siglum">', witness.siglum, "</persName>") if witness.siglum else ()
    return start, *siglum, *_description(witness), "</person>"


def _source(witness: Witness, writer: _Writer) -> Sequence[Part]:
    start = f"<bibl{writer.id(witness.id)}{_related(witness)}>"
    siglum = running('<abbr type="siglum">', witness.siglum, "</abbr>") if witness.siglum else ()
    return start, *siglum, *_description(witness), "</bibl>"


_WITNESSES: dict[str, Callable[[Witness, _Writer], Sequence[Part]]] = {
    "listWit": _witness,
    "listPerson": _person,
    "listBibl": _source,
}


def _related(witness: Witness) -> str:
    """The manuscript of a hand, and the members of a group."""
    of = attribute("sameAs", pointer(witness.of) if witness.of else "")
    return of + attribute("corresp", " ".join(map(pointer, witness.members)))


def _description(witness: Witness) -> Sequence[Part]:
    return running("<note>", witness.description, "</note>") if witness.description else ()


# ----------------------------------------------------------------------- entries


def stand_off(document: Document, writer: _Writer) -> Sequence[Part]:
    """The entries, absences and links to a translation; nothing where there are none."""
    scholars = {witness.id for witness in document.witnesses if witness.kind == "scholar"}
    parts: list[Part] = []
    if document.entries:
        entries = [part for entry in document.entries for part in _app(entry, scholars, writer)]
        parts += on_lines("<listApp>", entries, "</listApp>")
    if document.absences:
        spans = [part for absence in document.absences for part in (_span(absence), LINE)]
        parts += on_lines('<spanGrp type="absence">', spans, "</spanGrp>")
    if document.facing:
        links = [part for one in document.facing for part in (_link(one), LINE)]
        parts += on_lines('<linkGrp type="translation">', links, "</linkGrp>")
    # A note that is called in a reading stands with the others: the reader takes the notes of the text
    # in the order of the file.
    return on_lines("<standOff>", (Mark.SIC, *parts, Mark.READ), "</standOff>") if parts else ()


def _span(absence: Absence) -> str:
    ends = "".join(
        attribute(name, pointer(anchor) if anchor else "")
        for name, anchor in (("from", absence.start), ("to", absence.end))
    )
    return f'<span corresp="{pointer(absence.witness)}"{ends}/>'


def _link(segment: Facing) -> str:
    return f'<link target="{pointer(segment.text)} {pointer(segment.translation)}"/>'


def _app(entry: Entry, scholars: set[str], writer: _Writer) -> Sequence[Part]:
    ends = "".join(
        attribute(name, pointer(anchor) if anchor else "")
        for name, anchor in (("from", entry.start), ("to", entry.end))
    )
    parts: list[Part] = []
    if entry.lemma != Reading():
        parts += _reading("lem", entry.lemma, scholars, writer)
    parts += _group(entry.readings, scholars, writer)
    if entry.content:
        parts += on_lines('<note type="content">', entry.content, "</note>")
    parts += _remark("entry", entry.remark)
    return on_lines(f"<app{writer.id(entry.id)}{named('type', entry.series)}{ends}>", parts, "</app>")


def _group(
    members: Sequence[Reading | ReadingGroup], scholars: set[str], writer: _Writer
) -> Sequence[Part]:
    parts: list[Part] = []
    for member in members:
        if isinstance(member, Reading):
            parts += _reading("rdg", member, scholars, writer)
        else:
            inner = (*_group(member.readings, scholars, writer), *_remark("group", member.remark))
            parts += on_lines(f"<rdgGrp{named('type', member.kind)}>", inner, "</rdgGrp>")
    return parts


def _reading(tag: str, reading: Reading, scholars: set[str], writer: _Writer) -> Sequence[Part]:
    """The reading with what is said of its witnesses, and the remark on it."""
    if reading.content and reading.blocks:
        writer.refuse("a reading has running text and blocks", "put the running text into a paragraph")
    # Without visible text in it a reader would take running text for blocks.
    is_running = bool(reading.content) and not runs(reading.content)
    start = (
        f"<{tag}{named('type', reading.kind)}{_attested(reading.attested, scholars)}"
        f"{named('cause', reading.cause)}{attribute('rend', names.RUNNING if is_running else '')}"
    )
    if reading.content:
        inner: Sequence[Part] = (RUNNING, *reading.content, OVER)
    else:
        inner = (LINE, *reading.blocks) if reading.blocks else ()
    whole = (f"{start}>", *inner, f"</{tag}>", LINE) if inner else (f"{start}/>", LINE)
    remarks = (*_remark("lead", reading.lead), *_remark("remark", reading.remark))
    return *whole, *_details(reading.attested), *remarks


def _attested(attested: Sequence[Attestation], scholars: set[str]) -> str:
    """Scholars are responsible for a reading, which witnesses have; the order must not be lost for that."""
    first = next((n for n, one in enumerate(attested) if one.witness in scholars), len(attested))
    if not all(one.witness in scholars for one in attested[first:]):
        first = len(attested)
    said = (("wit", attested[:first]), ("resp", attested[first:]))
    return "".join(attribute(name, " ".join(pointer(one.witness) for one in some)) for name, some in said)


def _details(attested: Sequence[Attestation]) -> Iterator[Part]:
    often = Counter(one.witness for one in attested)
    seen: Counter[str] = Counter()
    for one in attested:
        seen[one.witness] += 1
        if one.detail:
            # which of several, where a witness attests to a reading more than once
            n = str(seen[one.witness]) if often[one.witness] > 1 else ""
            yield f'<witDetail wit="{pointer(one.witness)}"{attribute("n", n)}>{text(one.detail)}</witDetail>'
            yield LINE


def _remark(kind: str, remark: Inlines) -> Sequence[Part]:
    return (*running(f'<note type="{kind}">', remark, "</note>"), LINE) if remark else ()
