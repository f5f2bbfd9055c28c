"""docs/xhtml.md lists the classes that are written, and its examples are what is written."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from lxml import etree

from emendata.document.model import (
    TRANSLATION,
    Absence,
    Anchor,
    Attestation,
    Division,
    Document,
    Emendation,
    Entry,
    Facing,
    Item,
    LineGroup,
    List,
    Metadata,
    Name,
    Note,
    NoteCall,
    Reading,
    Ref,
    Table,
    Verse,
    Witness,
)
from emendata.publish.critical.house import House
from emendata.publish.indexing import IndexSettings
from emendata.publish.semantic import Book, book
from emendata.publish.xhtml import Element, classes, name_of
from tests.publish.sample import P, T, sample
from tests.publish.test_semantic import markup

DOCS = (Path(__file__).parents[2] / "docs" / "xhtml.md").read_text("utf-8")
TABLE = re.findall(r"^\| (`.*?) \| (.*?) \| .*\|$", DOCS, re.MULTILINE)


def elements(made: Book) -> list[Element]:
    return [element for section in made.sections for element in section.html.iter("{*}*")]


def written() -> set[tuple[str, str]]:
    """Class and element of everything in the sample, and in what it cannot have."""
    oddities = Document(
        body=Division(
            blocks=(Table((), T("x")), List((Item((P("x"),), T("y")),)), P("x", NoteCall("n9"))),
            divisions=(Division((NoteCall("n1"),), (P("x"),)),),
        ),
        notes=(Note("n1", "1", ()),),
    )
    found = elements(sample()) + elements(book(oddities))
    found += elements(book(critical(), house=House(rest="word", groups=False)))
    cited = P(Name(T("Noll")), Ref(T("there"), "Hom. Il. 1"), Anchor("here"), Ref((), "#here"))
    everything = IndexSettings(names=True, passages=True)
    found += elements(book(Document(body=Division(blocks=(cited,))), index=everything))
    translated = Division((), (P(Anchor("a-t"), "x"),), kind=TRANSLATION)
    text = Division((), (P(Anchor("a"), "x"),))
    found += elements(book(Document(body=text, back=(translated,), facing=(Facing("a", "a-t"),))))
    found += elements(book(Document(Metadata(persons=sample().metadata.persons))))
    return {(cls, name_of(element)) for element in found for cls in classes(element)}


def test_every_class_is_listed_with_its_elements() -> None:
    listed = {cls: set(on.split(", ")) for names, on in TABLE for cls in re.findall(r"`([\w-]+)`", names)}
    for n in range(1, 9):
        listed[f"indent-{n}"] = {"p"}
    unlisted = {(cls, name) for cls, name in written() if name not in listed.get(cls, ())}
    assert not unlisted
    of_cells_and_navigation = {"left", "cover", "contents"} | {f"indent-{n}" for n in range(3, 9)}
    assert set(listed) - {cls for cls, _ in written()} == of_cells_and_navigation


def critical() -> Document:
    """A verse with two apparatus."""
    verse = Verse((Anchor("a1"), *T("Arma"), Anchor("a2"), *T(" virumque cano")), n="1")
    witnesses = (
        Witness("M", description=T("Mediceus")),
        Witness("M2", T("M²"), "hand", of="M"),
        Witness("P"),
        Witness("R"),
        Witness("omega", T("ω"), "group", members=("M", "P")),
    )
    readings = (
        Reading(T("arva"), attested=(Attestation("P", "margin"), Attestation("M"))),
        Reading(kind="omission", attested=(Attestation("R"),), remark=T("recte?")),
    )
    attested = Reading(attested=(Attestation("M2"), Attestation("X")), lead=T("fort."))
    everybody = Reading(T("et"), attested=tuple(map(Attestation, ("M", "P", "R"))))
    return Document(
        Metadata(lang="la"),
        body=Division(divisions=(Division((), (LineGroup((verse,)),)),)),
        witnesses=witnesses,
        entries=(
            Entry("app1", "a1", "a2", readings=readings),
            Entry("app2", "a2", "a2", attested, (everybody,), series="testimonia"),
            Entry("app3", "gone", "gone", content=(P("Hom. Α 1"),), series="fontes"),
        ),
        absences=(Absence("R", "a2", ""),),
    )


def in_one_line(html: str) -> str:
    return re.sub(r">\n+", ">", html).strip()


def test_the_examples_are_what_is_written() -> None:
    examples = re.findall(r"```html\n(.*?)```", DOCS, re.DOTALL)
    section, entry, verse, notes = (example.strip() for example in examples)
    emendation = Emendation("e1", T("rihgt"), T("right"), "ocr", "AB", "Twice.")
    content = P("The word", NoteCall("n1"), " is ", emendation, ".")
    document = Document(
        body=Division(divisions=(Division(T("Of Errata"), (content,)),)),
        notes=(Note("n1", "1", (P("In the source."),)),),
    )
    _, chapter, _, apparatus = book(document).sections
    inside = section.split("\n", 1)[1].removesuffix("</section>")
    assert in_one_line(markup(chapter.html)) == in_one_line(inside)
    attributes = re.findall(r'([\w:-]+)="([^"]*)"', section.split("\n", 1)[0])
    assert [value for _, value in attributes] == list(chapter.html.attrib.values())
    _, poem, *_ = book(replace(critical(), entries=critical().entries[:1])).sections
    assert in_one_line(markup(poem.html)).count(in_one_line(verse).replace("></span>", "/>")) == 1
    own = re.sub(r"\s+xmlns(:epub)?=\"[^\"]*\"", "", etree.tostring(poem.html[-1], encoding="unicode"))
    assert in_one_line(own.strip()) == in_one_line(notes)
    assert markup(apparatus.html[1]).strip().replace('"e1"/>', '"e1"></span>') == entry
