"""Turn a teiHeader that `write_header` made, perhaps completed by hand, into metadata and record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from emendata.document.model import Applied, Metadata, Person
from emendata.document.tei import names
from emendata.document.tei.element import Reading, local, with_prefix
from emendata.document.tei.names import pointed


def read_header(header: etree._Element, lang: str, reading: Reading) -> tuple[Metadata, tuple[Applied, ...]]:
    """The metadata of a text in this language, and the record of what was done to it."""
    found = _Found(reading)
    paths = {header: ""}
    for element in header.iterdescendants():
        around = element.getparent()
        if around not in paths:
            continue  # what holds it is a problem already
        path = f"{paths[around]}/{local(element)}".removeprefix("/")
        reader, attributes = _KNOWN.get(path, (None, ""))
        if reader is None or not element.tag.startswith("{" + names.NAMESPACE):
            found.problem(element, f"<{local(element)}> is not read in this place of the header")
            continue
        paths[element] = path
        for attribute in map(str, element.attrib):
            if with_prefix(attribute) not in attributes.split():
                found.problem(
                    element, f"the attribute {with_prefix(attribute)} of <{local(element)}> is not read"
                )
        reader(element, found)
    said = found.fields.get
    metadata = Metadata(
        title=said("title", ""),
        subtitle=said("subtitle", ""),
        persons=tuple(found.persons),
        lang=lang,
        date=said("date", ""),
        publisher=said("publisher", ""),
        identifier=said("identifier", ""),
        source=said("source", ""),
        rights=said("rights", ""),
    )
    return metadata, tuple(found.record)


@dataclass(slots=True)
class _Found:
    """What the elements of the header have said so far."""

    reading: Reading
    fields: dict[str, str] = field(default_factory=dict)
    persons: list[Person] = field(default_factory=list)
    record: list[Applied] = field(default_factory=list)

    def problem(self, element: etree._Element, message: str) -> None:
        self.reading.problem("A039", element, message, "docs/tei.md shows a header")

    def say(self, name: str, element: etree._Element) -> None:
        """The element has the text of this field, if none had it before."""
        if name in self.fields:
            self.problem(element, f"the header says twice what the {name} is")
        self.fields[name] = element.text or ""


_Reader = Callable[[etree._Element, _Found], None]


def _field(name: str) -> _Reader:
    return lambda element, found: found.say(name, element)


def _title(element: etree._Element, found: _Found) -> None:
    found.say("subtitle" if element.get("type") == "sub" else "title", element)


def _author(element: etree._Element, found: _Found) -> None:
    found.persons.append(Person(element.text or "", _initials(element), "author"))


def _person(element: etree._Element, found: _Found) -> None:
    roles = [other.text or "" for other in element.itersiblings(preceding=True) if local(other) == "resp"]
    if len(roles) != 1:
        found.problem(element, "each <respStmt> has one <resp>, then one <persName>")
    found.persons.append(Person(element.text or "", _initials(element), "".join(roles)))


def _initials(element: etree._Element) -> str:
    return element.get(names.XML + "id") or element.get("n") or ""


def _applied(element: etree._Element, found: _Found) -> None:
    said = {local(child): child.text or "" for child in element}
    try:
        found.record.append(Applied(said["ident"], int(said["num"]), said["seg"]))
    except (KeyError, ValueError):
        found.problem(element, "a rule is <ident>name</ident> (<num>count</num>): <seg>what it does</seg>")


def _remark(element: etree._Element, found: _Found) -> None:
    id = pointed(element.get("corresp", ""))
    if id not in found.reading.emendations:
        found.problem(element, f"the remark is on »{id}«, which is no emendation")
    elif id in found.reading.remarks:
        found.problem(element, f"the emendation »{id}« has two remarks")
    found.reading.remarks[id] = element.text or ""


def _nothing(element: etree._Element, found: _Found) -> None:
    """It is read with the element around it, or made anew when the file is written."""


_KNOWN: dict[str, tuple[_Reader, str]] = {
    "fileDesc": (_nothing, ""),
    "fileDesc/titleStmt": (_nothing, ""),
    "fileDesc/titleStmt/title": (_title, "type xml:lang"),
    "fileDesc/titleStmt/author": (_author, "xml:id n"),
    "fileDesc/titleStmt/respStmt": (_nothing, ""),
    "fileDesc/titleStmt/respStmt/resp": (_nothing, ""),
    "fileDesc/titleStmt/respStmt/persName": (_person, "xml:id n"),
    "fileDesc/titleStmt/respStmt/name": (_nothing, "xml:id n"),
    "fileDesc/publicationStmt": (_nothing, ""),
    "fileDesc/publicationStmt/p": (_nothing, ""),
    "fileDesc/publicationStmt/publisher": (_field("publisher"), ""),
    "fileDesc/publicationStmt/date": (_field("date"), "when"),
    "fileDesc/publicationStmt/idno": (_field("identifier"), "type"),
    "fileDesc/publicationStmt/availability": (_nothing, ""),
    "fileDesc/publicationStmt/availability/p": (_field("rights"), ""),
    "fileDesc/sourceDesc": (_nothing, ""),
    "fileDesc/sourceDesc/p": (_nothing, ""),
    "fileDesc/sourceDesc/bibl": (_field("source"), ""),
    "encodingDesc": (_nothing, ""),
    "encodingDesc/appInfo": (_nothing, ""),
    "encodingDesc/appInfo/application": (_nothing, "ident version"),
    "encodingDesc/appInfo/application/label": (_nothing, ""),
    "encodingDesc/editorialDecl": (_nothing, ""),
    "encodingDesc/editorialDecl/correction": (_nothing, "method"),
    "encodingDesc/editorialDecl/correction/p": (_nothing, ""),
    "encodingDesc/editorialDecl/correction/p/list": (_nothing, ""),
    "encodingDesc/editorialDecl/correction/p/list/item": (_remark, "corresp"),
    "encodingDesc/editorialDecl/correction/p/gi": (_nothing, ""),
    "encodingDesc/editorialDecl/correction/p/att": (_nothing, ""),
    "encodingDesc/editorialDecl/normalization": (_nothing, ""),
    "encodingDesc/editorialDecl/normalization/p": (_applied, ""),
    "encodingDesc/editorialDecl/normalization/p/ident": (_nothing, ""),
    "encodingDesc/editorialDecl/normalization/p/num": (_nothing, ""),
    "encodingDesc/editorialDecl/normalization/p/seg": (_nothing, ""),
    "profileDesc": (_nothing, ""),
    "profileDesc/langUsage": (_nothing, ""),
    "profileDesc/langUsage/language": (_nothing, "ident"),
}
