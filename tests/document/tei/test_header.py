"""The teiHeader says what a catalogue wants, and comes back as metadata and record."""

import pytest
from lxml import etree

from emendata.document.model import Applied, Division, Document, Emendation, Metadata, Person
from emendata.document.tei import read, write
from tests.document.tei.cases import paragraph, running

TEI = {"t": "http://www.tei-c.org/ns/1.0"}


def header_of(document: Document) -> etree._Element:
    data = write(document)
    assert read(data, "t.xml") == document
    return etree.fromstring(data)[0]


def said(header: etree._Element, path: str) -> list[str]:
    return [
        found if isinstance(found, str) else found.text or "" for found in header.xpath(path, namespaces=TEI)
    ]


def test_authors_and_editors_in_order() -> None:
    people = (Person("A. One", "", "author"), Person("E. Two", "ET", "editor"), Person("A. Three", "AT"))
    header = header_of(Document(Metadata(persons=people)))
    assert said(header, "//t:titleStmt/t:author") == ["A. One", "A. Three"]
    assert said(header, "//t:respStmt[t:resp='editor']/t:persName/@xml:id") == ["ET"]


def test_initials_that_are_no_id_or_are_taken_come_back() -> None:
    people = (
        Person("A", "d1", "editor"),
        Person("B", "A. B.", "editor"),
        Person("C", "X"),
        Person("C", "X", "editor"),
    )
    header_of(Document(Metadata(persons=people), body=Division(id="d1")))


def test_whoever_answers_for_an_emendation_is_declared() -> None:
    emendations = [
        Emendation(f"e{i}", (), running("x"), by=by) for i, by in enumerate(["AB", "ZZ", "AB", "ZZ"])
    ]
    document = Document(
        Metadata(persons=(Person("Anna Bernard", "AB", "editor"),)),
        body=Division(blocks=(paragraph("a", *emendations),)),
    )
    header = header_of(document)
    assert said(header, "//t:titleStmt/t:respStmt/*/@xml:id") == ["AB", "ZZ"]


@pytest.mark.parametrize(
    ("date", "when"),
    [("2026", "2026"), ("2026-02", "2026-02"), ("2024-02-29", "2024-02-29"), ("2023-02-29", ""),
     ("2026-13", ""), ("0000", ""), ("c. 1931", ""), ("20260101", "")],
)  # fmt: skip
def test_dates(tei_all: etree.RelaxNG | None, date: str, when: str) -> None:
    document = Document(Metadata(date=date))
    header = header_of(document)
    assert said(header, "//t:publicationStmt/t:date") == [date]
    assert said(header, "//t:publicationStmt/t:date/@when") == [when][: bool(when)]
    assert tei_all is None or tei_all.validate(etree.fromstring(write(document))), tei_all.error_log


def test_the_record_can_be_counted_and_read() -> None:
    record = (Applied("page-join", 23, "Paragraphs were joined."), Applied("quotes", 0, "Quotation marks."))
    header = header_of(Document(record=record))
    rules = header.xpath("//t:normalization/t:p", namespaces=TEI)
    assert ["".join(rule.itertext()) for rule in rules] == [
        "page-join (23): Paragraphs were joined.",
        "quotes (0): Quotation marks.",
    ]


def test_languages_used() -> None:
    document = Document(
        Metadata(lang="it"),
        body=Division(divisions=(Division(lang="la"), Division(lang="it"))),
        title=running("x"),
    )
    assert said(header_of(document), "//t:language/@ident") == ["it", "la"]
