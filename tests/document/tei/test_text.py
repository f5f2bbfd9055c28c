"""Every character comes back; lines end only between blocks."""

import pytest
from lxml import etree

from emendata.document.model import (
    Applied,
    Break,
    Cell,
    Code,
    Division,
    Document,
    Emendation,
    Emph,
    Figure,
    Foreign,
    Gap,
    Graphic,
    LineGroup,
    List,
    Metadata,
    PageBeginning,
    Paragraph,
    Person,
    Preformatted,
    Quotation,
    Ref,
    Row,
    Speech,
    Supplied,
    Table,
    Title,
    Verse,
)
from emendata.document.tei import read, write
from tests.document.strategies import DIFFICULT
from tests.document.tei.cases import body_of, paragraph, running, text_of


@pytest.mark.parametrize("string", [*DIFFICULT, "a\r\nb", "\r", "\t\n", "  ", "a  b"])
def test_every_string_in_every_place(tei_all: etree.RelaxNG | None, string: str) -> None:
    text = running(string)
    document = Document(
        metadata=Metadata(string, string, (Person(string, string, string),), "en", *[string] * 5),
        title=text,
        body=Division(
            head=text,
            blocks=(
                Paragraph((Emph(text), *text, Emph(text, "bold"), Code(string)), rend=string),
                paragraph("a", Gap(string, string), Supplied(text, string), Graphic(string, string)),
                paragraph("a", Emendation("e9", text, text, string, string, string), Ref(text, string)),
                LineGroup((Verse(text, string),)),
                Figure(string, text, string, string),
                Preformatted(string),
                Break(string, string),
                Table((Row((Cell((paragraph(string),), string, align=string),), string),)),
                List((), string),
            ),
            kind=string,
        ),
        record=(Applied(string, 1, string),),
    )
    data = write(document)
    assert read(data, "t.xml") == document
    assert tei_all is None or tei_all.validate(etree.fromstring(data)), tei_all.error_log


SPACES = {
    "between-two-elements": running(Emph(running("a")), " ", Emph(running("b"))),
    "none-between-two-elements": running(Emph(running("a")), Emph(running("b"))),
    "within-the-edges": running("a", Emph(running(" b ")), "c"),
    "element-within-element": running(Emph((Foreign((Title(running("a")),), "la"),)), " b"),
    "empty-elements": running(Emph(()), " ", Emph(())),
    "page-between-spaces": running(PageBeginning("1"), " ", PageBeginning("2")),
    "no-break-space": running("\u00a0"),
    "in-a-correction": running("a", Emendation("e1", running(" "), running(" , ")), "b"),
}


@pytest.mark.parametrize("case", SPACES)
def test_spaces(case: str) -> None:
    for block in (
        Paragraph(SPACES[case]),
        Table((Row((Cell((Paragraph(SPACES[case]),)),)),)),
        Figure(caption=SPACES[case]),
        LineGroup((Verse(SPACES[case]),)),
    ):
        assert read(write(text_of(block)), "t.xml") == text_of(block)


def test_one_paragraph_a_line() -> None:
    document = text_of(
        paragraph("One ", Emph(running("a")), PageBeginning("2"), "."),
        Quotation((paragraph("Two"), LineGroup((Verse(running("Three"), indent=1),)))),
        PageBeginning("3"),
    )
    assert body_of(write(document)) == (
        '<p>One <hi rend="italic">a</hi><pb n="2"/>.</p>\n'
        '<quote>\n<p>Two</p>\n<lg>\n<l rend="indent1">Three</l>\n</lg>\n</quote>\n'
        '<pb n="3"/>\n'
    )


def test_a_file_indented_by_somebody_else_says_the_same() -> None:
    document = text_of(
        Quotation((paragraph("Two"), LineGroup((Verse(running("Three")),)))), paragraph("Four")
    )
    data = write(document).replace(b"\n<", b"\r\n\t <")
    assert read(data, "t.xml") == document


def test_comments_are_no_text() -> None:
    document = text_of(paragraph("One two"))
    data = (
        write(document)
        .replace(b"One ", b"One<!-- and a --> ")
        .replace(b"<body>", b"<body><!-- here --><?pi?>")
    )
    assert read(data, "t.xml") == document


def test_empty_sic_and_empty_corr() -> None:
    insertion = Emendation("e1", (), running("not "), "printer", "AB")
    deletion = Emendation("e2", running("the "), ())
    document = text_of(paragraph("a", insertion, deletion))
    assert body_of(write(document)) == (
        '<p>a<choice xml:id="e1"><sic/><corr resp="#AB" type="printer">not </corr></choice>'
        '<choice xml:id="e2"><sic>the </sic><corr type="editor"/></choice></p>\n'
    )
    assert read(write(document), "t.xml") == document


EMPTY = {
    "body": Document(),
    "body-with-figures-only": text_of(Figure("a.png"), PageBeginning("1"), Break()),
    "division": Document(front=(Division(),), body=Division(divisions=(Division(),)), back=(Division(),)),
    "quotation": text_of(Quotation(())),
    "stanza": text_of(LineGroup(())),
    "speech": text_of(Speech((), ())),
    "list": text_of(List((), "ordered", 3)),
    "gloss": text_of(List((), "gloss")),
    "table": text_of(Table(())),
    "row": text_of(Table((Row(()), Row((Cell(()),))))),
    "image": text_of(paragraph("a", Graphic(""))),
}


@pytest.mark.parametrize("case", EMPTY)
def test_nothing_where_tei_wants_something(tei_all: etree.RelaxNG | None, case: str) -> None:
    data = write(EMPTY[case])
    assert read(data, "t.xml") == EMPTY[case]
    assert tei_all is None or tei_all.validate(etree.fromstring(data)), tei_all.error_log


LINKS = {
    "https://example.org/a%20b?x=1&y=2#z": "target",
    "#fig1": "target",
    "mailto:a@example.org": "target",
    "urn:isbn:9780000000002": "target",
    "https://example.org/ä": "cRef",
    "https://doi.org/10.1000/<1::a>": "cRef",
    "http://[::1]/": "cRef",
    "http://a:b:c/": "cRef",
    "a b": "cRef",
    "100%": "cRef",
}


@pytest.mark.parametrize(("target", "attribute"), LINKS.items())
def test_targets(tei_all: etree.RelaxNG | None, target: str, attribute: str) -> None:
    document = text_of(paragraph("see ", Ref(running("here"), target)))
    data = write(document)
    assert f"<ref {attribute}=" in body_of(data)
    assert read(data, "t.xml") == document
    assert tei_all is None or tei_all.validate(etree.fromstring(data)), tei_all.error_log


@pytest.mark.parametrize(
    "wrap", [lambda inner: Quotation((inner,)), lambda inner: paragraph(Emph(inner.content))]
)
def test_depth(wrap) -> None:
    block = paragraph("x")
    for _ in range(1500):
        block = wrap(block)
    data = write(text_of(block))
    # Python cannot compare what is so deep, but it can be written again.
    assert write(read(data, "t.xml")) == data
    assert data.count(b"<quote>") + data.count(b"<hi ") == 1500


def test_the_same_document_makes_the_same_bytes() -> None:
    document = text_of(*(paragraph("x", Foreign(running("y"), lang)) for lang in ("la", "grc", "he", "ru")))
    assert write(document) == write(document)
    assert b'ident="grc">in passages</language>\n      <language ident="he"' in write(document)
