"""Readers of witnesses, entries of an apparatus and the like; `write_apparatus` says where they stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from emendata.document import model
from emendata.document.model import (
    Absence,
    Attestation,
    Blocks,
    Entry,
    Facing,
    Inlines,
    ReadingGroup,
    Witness,
)
from emendata.document.tei import names
from emendata.document.tei.element import Element, Part, reads
from emendata.document.tei.names import pointed

Member: TypeAlias = model.Reading | ReadingGroup


@dataclass(frozen=True, slots=True)
class Witnesses:
    """A list of witnesses."""

    members: tuple[Witness, ...]


@dataclass(frozen=True, slots=True)
class StandOff:
    """What stands off from the text."""

    entries: tuple[Entry, ...] = ()
    absences: tuple[Absence, ...] = ()
    facing: tuple[Facing, ...] = ()


@dataclass(frozen=True, slots=True)
class _Siglum:
    content: Inlines
    kind: str


@dataclass(frozen=True, slots=True)
class _Remark:
    kind: str
    content: Inlines


@dataclass(frozen=True, slots=True)
class _Content:
    blocks: Blocks


@dataclass(frozen=True, slots=True)
class _Lemma:
    reading: model.Reading


@dataclass(frozen=True, slots=True)
class _Detail:
    witness: str
    n: int
    said: str


@dataclass(frozen=True, slots=True)
class _Entries:
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class _Absences:
    absences: tuple[Absence, ...]


@dataclass(frozen=True, slots=True)
class _Faced:
    segments: tuple[Facing, ...]


def said_of(element: Element) -> Part:
    """A ``note``, ``persName`` or ``abbr`` that says something of what it stands in."""
    if element.name in ("persName", "abbr"):
        return _Siglum(element.inlines(), element.word("subtype", "manuscript"))
    if element.parent == "app" and element.string("type") == "content":
        return _Content(element.blocks())
    return _Remark(element.string("type"), element.inlines())


# --------------------------------------------------------------------- witnesses


@reads("listWit")
@reads("listPerson")
@reads("listBibl")
def _list(element: Element) -> Part:
    (members,) = element.sorted((Witness,))
    return Witnesses(members)


@reads("witness", "xml:id sameAs corresp")
def _witness(element: Element) -> Part:
    return _of_kind(element, "manuscript")


@reads("person", "xml:id sameAs corresp")
def _person(element: Element) -> Part:
    return _of_kind(element, "scholar")


@reads("bibl", "xml:id sameAs corresp")
def _bibl(element: Element) -> Part:
    return _of_kind(element, "source")


def _of_kind(element: Element, kind: str) -> Witness:
    sigla, notes = element.sorted((_Siglum,), (_Remark,))
    siglum, note = element.one(_Siglum, sigla), element.one(_Remark, notes)
    if siglum and kind == "manuscript":
        kind = siglum.kind
    return Witness(
        element.id,
        siglum.content if siglum else (),
        kind,
        note.content if note else (),
        pointed(element.string("sameAs")),
        element.pointers("corresp"),
    )


# ----------------------------------------------------------------------- entries


@reads("standOff")
def _stand_off(element: Element) -> Part:
    lists, groups, links = element.sorted((_Entries,), (_Absences,), (_Faced,))
    entries, absences = element.one(_Entries, lists), element.one(_Absences, groups)
    faced = element.one(_Faced, links)
    return StandOff(
        entries.entries if entries else (),
        absences.absences if absences else (),
        faced.segments if faced else (),
    )


@reads("listApp")
def _list_app(element: Element) -> Part:
    (entries,) = element.sorted((Entry,))
    return _Entries(entries)


@reads("app", "xml:id type from to")
def _app(element: Element) -> Part:
    lemma, members, content, remark = _members(element)
    return Entry(
        element.id,
        pointed(element.string("from")),
        pointed(element.string("to")),
        lemma,
        members,
        content,
        remark,
        element.word("type"),
    )


@reads("rdgGrp", "type")
def _group(element: Element) -> Part:
    _, members, _, remark = _members(element)
    return ReadingGroup(members, element.word("type"), remark)


def _members(element: Element) -> tuple[model.Reading, tuple[Member, ...], Blocks, Inlines]:
    """Lemma, readings, content and remark; what is said of a reading stands right after it."""
    lemma = model.Reading()
    members: list[Member] = []
    content: Blocks = ()
    remark: Inlines = ()
    in_lemma = False
    for part, at in element.members():
        last = lemma if in_lemma else members[-1] if members else None
        if isinstance(part, _Lemma) and element.name == "app" and not members and lemma == model.Reading():
            lemma, in_lemma = part.reading, True
        elif isinstance(part, model.Reading | ReadingGroup):
            members.append(part)
            in_lemma = False
        elif isinstance(part, _Detail | _Remark) and isinstance(last, model.Reading) and _fits(part):
            said = _with_detail(last, part) if isinstance(part, _Detail) else _with_remark(last, part)
            if said is None:
                element.misplaced(part, at)
            elif in_lemma:
                lemma = said
            else:
                members[-1] = said
        elif isinstance(part, _Remark) and part.kind in ("entry", "group") and not remark:
            remark = part.content
        elif isinstance(part, _Content) and not content:
            content = part.blocks
        else:
            element.misplaced(part, at)
    return lemma, tuple(members), content, remark


def _fits(part: _Detail | _Remark) -> bool:
    return isinstance(part, _Detail) or part.kind in ("lead", "remark")


def _with_remark(reading: model.Reading, part: _Remark) -> model.Reading | None:
    if part.kind == "lead":
        return None if reading.lead else replace(reading, lead=part.content)
    return None if reading.remark else replace(reading, remark=part.content)


def _with_detail(reading: model.Reading, part: _Detail) -> model.Reading | None:
    """The reading with the detail on the n-th attestation by this witness."""
    places = [n for n, one in enumerate(reading.attested) if one.witness == part.witness]
    if not 0 < part.n <= len(places):
        return None
    attested = list(reading.attested)
    place = places[part.n - 1]
    attested[place] = replace(attested[place], detail=part.said)
    return replace(reading, attested=tuple(attested))


@reads("lem", "type wit resp cause rend")
def _lem(element: Element) -> Part:
    return _Lemma(_reading(element))


@reads("rdg", "type wit resp cause rend")
def _rdg(element: Element) -> Part:
    return _reading(element)


def _reading(element: Element) -> model.Reading:
    content, blocks = element.running_or_blocks(element.string("rend") == names.RUNNING)
    attested = (*element.pointers("wit"), *element.pointers("resp"))
    return model.Reading(
        content, blocks, element.word("type"), tuple(map(Attestation, attested)), element.word("cause")
    )


@reads("witDetail", "wit n")
def _detail(element: Element) -> Part:
    return _Detail(pointed(element.string("wit")), element.number("n", 1), element.text())


@reads("spanGrp", "type")
def _span_group(element: Element) -> Part:
    (absences,) = element.sorted((Absence,))
    return _Absences(absences)


@reads("span", "corresp from to")
def _span(element: Element) -> Part:
    element.nothing()
    return Absence(*(pointed(element.string(name)) for name in ("corresp", "from", "to")))


@reads("linkGrp", "type")
def _link_group(element: Element) -> Part:
    (segments,) = element.sorted((Facing,))
    return _Faced(segments)


@reads("link", "target")
def _link(element: Element) -> Part:
    element.nothing()
    targets = element.pointers("target")
    if len(targets) != 2:
        element.problem("A035", "a <link> joins a place in the text and one in the translation")
        return Facing("", "")
    return Facing(*targets)
