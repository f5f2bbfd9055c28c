"""What cannot be read or written without loss is refused, with its place."""

import pytest

from emendata.diagnostics import Diagnostic, EmendataError
from emendata.document.model import (
    Anchor,
    Code,
    Division,
    Document,
    Emendation,
    Foreign,
    Metadata,
    Note,
    NoteCall,
    Origin,
    Paragraph,
    Text,
)
from emendata.document.tei import read, write
from emendata.document.tei.read import MANY
from tests.document.tei.cases import EMPTY, file_with, note, paragraph, text_of

FIRST = EMPTY.split('<ab rend="none"/>')[0].count("\n") + 1
"""The line on which the body of `file_with` begins."""


def refused(data: bytes) -> list[Diagnostic]:
    with pytest.raises(EmendataError) as caught:
        read(data, "t.xml")
    for problem in caught.value.diagnostics:
        assert problem.severity == "error" and problem.place.file == "t.xml"
    return list(caught.value.diagnostics)


def only(data: bytes) -> Diagnostic:
    (problem,) = refused(data)
    return problem


# ------------------------------------------------------------------------- no XML


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        (b"", "t.xml:1:1", "empty"),
        (b"no XML", "t.xml:1:1", "'<' not found"),
        (b"<TEI>\n <p>a</q>", "t.xml:2:", "mismatch"),
        (b"<TEI>\n\n  a \x01</TEI>", "t.xml:3:5", "Char value 1"),
        (b"<TEI>\n a &nbsp; b</TEI>", "t.xml:2:10", "nbsp"),
        (b"<TEI>\n caf\xe9</TEI>", "t.xml:2:5", "not UTF-8: byte 10 is 0xE9"),
        ("<TEI/>".encode("utf-16"), "t.xml:1:1", "not UTF-8: byte 0 is 0xFF"),
        (b"<TEI xml:id='a'><p xml:id='a'/></TEI>", "t.xml:1:", "already defined"),
        (b"<TEI/>\n<TEI/>", "t.xml:2:1", "Extra content"),
        (b"<a>" * 3000 + b"</a>" * 3000, "t.xml:1:", "depth"),
    ],
)
def test_not_well_formed(data: bytes, place: str, words: str) -> None:
    problem = only(data)
    assert problem.code == "A031"
    assert str(problem.place).startswith(place)
    assert words in problem.message


LAUGHS = b'<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (ord("b") + i, b"&%c;" % (ord("a") + i) * 10) for i in range(12)
)


@pytest.mark.parametrize(
    "doctype",
    [
        b"<!DOCTYPE TEI>",
        b"<!DOCTYPE TEI [%s]>" % LAUGHS,
        b'<!DOCTYPE TEI [<!ENTITY f SYSTEM "file:///etc/hostname">]>',
        b'<!DOCTYPE TEI SYSTEM "http://127.0.0.1:9/tei.dtd">',
        b'<!DOCTYPE TEI [<!ATTLIST p rend CDATA "centred">]>',
    ],
    ids=["bare", "billion-laughs", "file", "network", "attribute"],
)
def test_doctype(doctype: bytes) -> None:
    data = (
        b'<?xml version="1.0" encoding="UTF-16"?>\n<!-- > <!DOCTYPE -->\n <?x ?>%s<TEI n="&m;">&f;&m;</TEI>'
    )
    problem = only(data % doctype)
    assert (problem.code, str(problem.place)) == ("A030", "t.xml:3:8")


def test_a_doctype_in_a_comment_is_none() -> None:
    assert read(EMPTY.replace("<TEI", "<!-- <!DOCTYPE a> -->\n<TEI", 1).encode(), "t.xml") == Document()


# ------------------------------------------------------------------------ not ours


@pytest.mark.parametrize(
    "root", ["<html/>", "<TEI/>", "<TEI.2/>", '<teiCorpus xmlns="http://www.tei-c.org/ns/1.0"/>']
)
def test_not_tei(root: str) -> None:
    problem = only(f"\n{root}".encode())
    assert (problem.code, str(problem.place)) == ("A032", "t.xml:2")
    assert "xmlns" in problem.hint


def test_tei_of_somebody_else() -> None:
    data = EMPTY.replace('ident="emendata"', 'ident="oxgarage"').encode()
    problem = only(data)
    assert problem.code == "A033"
    assert "did not write" in problem.message


def test_an_encoding_of_the_future() -> None:
    assert only(EMPTY.replace('version="1">', 'version="2">').encode()).code == "A033"


# -------------------------------------------------------------- what would be lost

LOST = {
    "unknown-element": ("<p>a <geogName>Zenodotus</geogName></p>", "A034", "<geogName>"),
    "unknown-block": ("<p>a</p><castList/>", "A034", "<castList>"),
    "another-namespace": ('<p>a <b xmlns="http://www.w3.org/1999/xhtml">b</b></p>', "A034", "xhtml"),
    "no-filler": ("<ab>text</ab>", "A034", "<ab>"),
    "filler-with-text": ('<ab rend="none">text</ab>', "A036", "»text«"),
    "unknown-attribute": ('<p ana="#x">a</p>', "A035", "ana"),
    "unknown-xml-attribute": ('<p xml:base="x">a</p>', "A035", "xml:base"),
    "no-number": ('<table><row><cell cols="many"/></row></table>', "A035", "many"),
    "no-indentation": ('<lg><l rend="deep">a</l></lg>', "A035", "deep"),
    "huge-number": (f'<list rend="ordered"><item n="{"9" * 5000}">a</item></list>', "A035", "999"),
    "text-between-blocks": ("<p>a</p>text<p>b</p>", "A036", "»text«"),
    "block-in-running-text": ("<p>a <quote><p>b</p></quote></p>", "A036", "<quote>"),
    "inline-between-blocks": ("<p>a</p><hi>b</hi>", "A036", "<hi>"),
    "head-after-text": ("<div><p>a</p><head>b</head></div>", "A036", "<head>"),
    "two-heads": ("<div><head>a</head><head>b</head></div>", "A036", "head"),
    "text-after-division": ("<div/><p>a</p>", "A036", "<p>"),
    "two-images": ('<figure><graphic url="a"/><graphic url="b"/></figure>', "A036", "graphic"),
    "description-twice": ('<figure><graphic url="a"><desc>a</desc></graphic></figure>', "A036", "desc"),
    "milestone-with-text": ("<p>a<lb>b</lb></p>", "A036", "»b«"),
    "code-with-elements": ("<p>a <code><hi>b</hi></code></p>", "A036", "<hi>"),
    "list-without-items": ("<list><label>a</label></list>", "A036", "<label>"),
    "item-after-two-labels": (
        "<list><label>a</label><label>b</label><item>c</item></list>",
        "A036",
        "<label>",
    ),
    "choice-without-corr": ("<p>a <choice><sic>b</sic></choice></p>", "A036", "<corr>"),
    "choice-with-text": ("<p>a <choice><sic>b</sic>c<corr/></choice></p>", "A036", "»c«"),
    "corr-alone": ("<p>a <corr>b</corr></p>", "A036", "<corr>"),
    "wrapper-of-two": ('<q type="block"><p>a</p><p>b</p></q>', "A036", "one block"),
    "note-without-call-in-text": ('<p>a<note xml:id="n1" anchored="false">b</note></p>', "A036", "<note>"),
    "pointer-to-something": ('<p>a<ptr target="#b"/></p>', "A035", "<ptr>"),
    "note-without-id": ('<p>a<note n="1">b</note></p>', "A037", "xml:id"),
    "note-after-nothing": ('<p>a<note xml:id="n1" prev="#n0">b</note></p>', "A038", "n0"),
    "note-after-itself": ('<p>a<note xml:id="n1" prev="#n1">b</note></p>', "A038", "n1"),
    "two-notes-after-one": (
        '<p>a<note xml:id="n1" prev="#">b</note><note xml:id="n2" prev="#">b</note></p>',
        "A038",
        "n1 and n2",
    ),
    "text-in-text": ("<p>a</p><text/>", "A036", "<text>"),
}


@pytest.mark.parametrize("case", LOST)
def test_what_would_be_lost_in_the_text(case: str) -> None:
    body, code, words = LOST[case]
    problem = refused(file_with(body))[0]
    assert problem.code == code
    assert words in problem.message
    if code != "A038":  # the order of notes is no matter of one line
        assert problem.place.line == FIRST


HEADER = {
    "element": ("<publicationStmt>", "<publicationStmt><pubPlace>Paris</pubPlace>", "<pubPlace>"),
    "element-within": ("</title>", "<hi>of</hi></title>", "<hi>"),
    "attribute": ("<titleStmt>", '<titleStmt n="1">', "attribute n"),
    "twice": ("</titleStmt>", "<title>Another</title></titleStmt>", "twice"),
    "rule": ("</editorialDecl>", "<normalization><p>Done.</p></normalization></editorialDecl>", "rule"),
    "count": (
        "</editorialDecl>",
        "<normalization><p><ident>a</ident><num>many</num><seg>b</seg></p></normalization></editorialDecl>",
        "rule",
    ),
    "nobody's-role": ("</titleStmt>", "<respStmt><persName>A</persName></respStmt></titleStmt>", "<resp>"),
    "profile": ("</teiHeader>", "<profileDesc><creation/></profileDesc></teiHeader>", "<creation>"),
}


@pytest.mark.parametrize("case", HEADER)
def test_what_would_be_lost_in_the_header(case: str) -> None:
    old, new, words = HEADER[case]
    problem = only(file_with("<p>a</p>", (old, new)))
    assert problem.code == "A039"
    assert words in problem.message
    assert problem.place.line > 0


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("</teiHeader>", "</teiHeader><facsimile/>", "A034"),
        ("</text>", "</text><text><body/></text>", "A034"),
        ("</text>", "<body/></text>", "A036"),
        ("<body>", "<front><p>a</p></front><body>", "A036"),
        ("</body>", "</body><back><p>a</p></back>", "A036"),
    ],
)
def test_what_would_be_lost_around_the_body(old: str, new: str, code: str) -> None:
    assert only(EMPTY.replace(old, new).encode()).code == code


def test_a_file_without_a_body_or_a_text() -> None:
    start, rest = EMPTY.split("<body>")
    assert only((start + rest.split("</body>")[1]).encode()).code == "A036"
    assert only((start.split("<text")[0] + "</TEI>").encode()).code == "A036"


def test_every_unknown_element_is_named_with_its_line() -> None:
    problems = refused(file_with("<p>a<x1/></p>\n<p>b</p>\n<x2><x3/></x2>\n<p><hi><x4/></hi></p>"))
    assert [(str(problem.place), problem.message[:4]) for problem in problems] == [
        (f"t.xml:{FIRST}", "<x1>"),
        (f"t.xml:{FIRST + 2}", "<x2>"),
        (f"t.xml:{FIRST + 3}", "<x4>"),
    ]


def test_of_very_many_problems_the_first_are_told() -> None:
    problems = refused(file_with("<x/>\n" * 1000))
    assert len(problems) == MANY
    assert f"and {1000 - MANY} more problems" in problems[-1].message


# ----------------------------------------------------------------- not to be written


def unwritable(document: Document) -> Diagnostic:
    with pytest.raises(EmendataError) as caught:
        write(document)
    (problem,) = caught.value.diagnostics
    return problem


@pytest.mark.parametrize("character", ["\0", "\x0c", "\x1b", "\ud800", "\ufffe", "\uffff"])
def test_a_character_that_xml_excludes(character: str) -> None:
    text = Text(f"before{character}after", (Origin("source.txt", 0, 12),))
    problem = unwritable(text_of(Paragraph((text,))))
    assert (problem.code, problem.place.file) == ("P010", "source.txt")
    assert f"U+{ord(character):04X}" in problem.message
    assert unwritable(Document(Metadata(title=character))).code == "P010"
    assert unwritable(text_of(paragraph(Code(character)))).code == "P010"


@pytest.mark.parametrize(
    "document",
    [
        text_of(paragraph(Anchor("1st"))),
        text_of(paragraph(Anchor("a"), Emendation("a", (), ()))),
        Document(body=Division(id="a b")),
        text_of(notes=[note("n1", "a"), note("n1", "b")]),
        text_of(paragraph(NoteCall("n1")), notes=[note("n1", "a"), note("n1", "b")]),
        text_of(notes=[Note("", "1", ())]),
    ],
)
def test_an_id_that_is_none(document: Document) -> None:
    assert unwritable(document).code == "P011"


@pytest.mark.parametrize("lang", ["en_US", "the Latin tongue", "toolonglanguage", "-"])
def test_a_language_tag_that_is_none(lang: str) -> None:
    for document in (Document(Metadata(lang=lang)), text_of(paragraph(Foreign((), lang)))):
        problem = unwritable(document)
        assert problem.code == "P012"
        assert lang in problem.message
