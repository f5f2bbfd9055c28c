"""Notes stand at their first call, once each, and come back in their order."""

import re

import pytest
from lxml import etree

from emendata.document.model import (
    Cell,
    Division,
    Document,
    Emendation,
    Emph,
    Figure,
    Item,
    LineGroup,
    List,
    Note,
    NoteCall,
    Paragraph,
    Preformatted,
    Quotation,
    Row,
    Speech,
    Table,
    Verse,
)
from emendata.document.tei import read, write
from tests.document.tei.cases import body_of, note, paragraph, running, text_of

ONE, TWO = NoteCall("n1"), NoteCall("n2")


def test_at_the_first_call_the_note_and_a_pointer_at_the_second() -> None:
    document = text_of(paragraph("a", ONE, " b", ONE, "."), notes=[note("n1", "See above.")])
    assert body_of(write(document)) == (
        '<p>a<note xml:id="n1" n="1" place="foot" type="author">See above.</note> b'
        '<ptr type="noteCall" target="#n1"/>.</p>\n'
    )
    assert read(write(document), "t.xml") == document


CALLED = running("x", ONE, " y")
IN_ANY_PLACE = {
    "title": Document(title=CALLED),
    "front": Document(front=(Division(head=CALLED),)),
    "head": Document(body=Division(divisions=(Division(head=CALLED),))),
    "back": Document(back=(Division(head=CALLED),)),
    "emphasis": text_of(paragraph(Emph(CALLED))),
    "quotation": text_of(Quotation((Paragraph(CALLED),))),
    "verse": text_of(LineGroup((Verse(CALLED),))),
    "speaker": text_of(Speech(CALLED, (paragraph("Ah!"),))),
    "item": text_of(List((Item((Paragraph(CALLED),)),))),
    "label": text_of(List((Item((paragraph("x"),), label=CALLED),), "gloss")),
    "cell": text_of(Table((Row((Cell((Paragraph(CALLED),)),)),))),
    "caption-of-table": text_of(Table((Row((Cell(()),)),), caption=CALLED)),
    "caption-of-figure": text_of(Figure(caption=CALLED)),
    "correction": text_of(paragraph(Emendation("e1", running("x"), CALLED))),
}
BODIES = {
    "one-paragraph": (paragraph("See ", Emph(running("above")), "."),),
    "several-paragraphs": (paragraph("One."), paragraph("Two.")),
    "quotation-and-verse": (Quotation((paragraph("Q"),)), LineGroup((Verse(running("v")),))),
    "list-figure-table": (
        List((Item((paragraph("i"),)), Item((Paragraph(()), paragraph("k"))))),
        Figure("a b.png", running("c")),
        Table((Row((Cell((paragraph("d"),)),)),)),
    ),
    "preformatted": (Preformatted(" a\n  b\n"),),
    "speech": (Speech((), (Speech((), (Preformatted("x"),)),)),),
    "empty-paragraph": (Paragraph(()),),
    "nothing": (),
}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("place", IN_ANY_PLACE)
def test_any_note_in_any_place(tei_all: etree.RelaxNG | None, place: str, body: str) -> None:
    notes = (Note("n1", "*", BODIES[body]),)
    document = Document(
        title=IN_ANY_PLACE[place].title,
        front=IN_ANY_PLACE[place].front,
        body=IN_ANY_PLACE[place].body,
        back=IN_ANY_PLACE[place].back,
        notes=notes,
    )
    data = write(document)
    assert read(data, "t.xml") == document
    assert b"notes-without-call" not in data
    assert tei_all is None or tei_all.validate(etree.fromstring(data)), tei_all.error_log


def test_a_note_of_many_blocks_breaks_no_line_of_the_text() -> None:
    document = text_of(
        paragraph("a", ONE, " b"), notes=[Note("n1", "1", (paragraph("x"), Quotation((paragraph("y"),))))]
    )
    assert body_of(write(document)) == (
        '<p>a<note xml:id="n1" n="1" place="foot" type="author"><p>x</p><quote><p>y</p></quote></note> b</p>\n'
    )


def test_never_within_sic() -> None:
    emendation = Emendation("e1", running("x", ONE), running("y", ONE))
    document = text_of(paragraph(emendation), notes=[note("n1", "N")])
    data = write(document)
    assert b'<sic>x<ptr type="noteCall" target="#n1"/></sic><corr type="editor">y<note ' in data
    assert read(data, "t.xml") == document


def test_called_only_by_what_the_edition_does_not_read() -> None:
    document = text_of(paragraph(Emendation("e1", running(ONE), ())), notes=[note("n1", "N")])
    data = write(document)
    assert b'<div type="notes-without-call">' in data
    assert read(data, "t.xml") == document


def test_a_note_called_by_another_stands_in_it() -> None:
    document = text_of(paragraph("a", ONE), notes=[note("n1", "N", TWO, " m"), note("n2", "M")])
    data = write(document)
    assert body_of(data).startswith('<p>a<note xml:id="n1"')
    assert 'N<note xml:id="n2" n="2" place="foot" type="author">M</note> m</note>' in body_of(data)
    assert read(data, "t.xml") == document


def test_notes_that_call_each_other_in_a_circle() -> None:
    document = text_of(paragraph("a", ONE), notes=[note("n1", "N", TWO), note("n2", "M", ONE)])
    assert read(write(document), "t.xml") == document


def test_a_circle_that_nothing_calls() -> None:
    document = text_of(paragraph("a"), notes=[note("n1", "N", TWO), note("n2", "M", ONE)])
    assert read(write(document), "t.xml") == document


def test_a_call_of_a_note_that_is_not_there() -> None:
    document = text_of(paragraph("a", NoteCall("n9")))
    assert body_of(write(document)) == '<p>a<ptr type="noteCall" target="#n9"/></p>\n'
    assert read(write(document), "t.xml") == document


def test_notes_without_a_call_say_which_they_follow() -> None:
    notes = [note("n0", "first"), note("n1", "called"), note("n2", "lost"), note("n3", "lost too")]
    document = text_of(paragraph("a", ONE), notes=notes)
    data = write(document)
    back = data.decode().split("<back>")[1]
    assert re.findall(r'xml:id="(n\d)".*?anchored="false" prev="(.*?)"', back) == [
        ("n0", "#"),
        ("n2", "#n1"),
        ("n3", "#n2"),
    ]
    assert read(data, "t.xml") == document


@pytest.mark.parametrize("order", ["n3 n1 n2", "n2 n3 n1", "n3 n2 n1", "n1 n3 n2", "n2 n1 n3"])
def test_another_order_than_that_of_the_calls(order: str) -> None:
    calls = paragraph(ONE, TWO, NoteCall("n3"))
    document = text_of(calls, notes=[note(id, "N") for id in order.split()])
    assert read(write(document), "t.xml") == document


def test_in_the_order_of_the_calls_nothing_is_said_of_order() -> None:
    document = text_of(paragraph(ONE, "a", TWO), notes=[note("n1", "N"), note("n2", "M")])
    assert b"prev=" not in write(document)


def test_an_authors_series_may_be_called_remark() -> None:
    notes = [Note("n1", "1", (paragraph("N"),), series="remark", place="")]
    document = text_of(paragraph(Emendation("e1", (), (ONE,), remark="why")), notes=notes)
    assert read(write(document), "t.xml") == document


def test_a_division_may_be_called_as_that_of_notes_without_call_is() -> None:
    named = Division(kind="notes-without-call", blocks=(paragraph("a", ONE),))
    document = Document(
        back=(named, Division(kind="notes-without-call")), notes=(note("n1", "N"), note("n2", "M"))
    )
    assert read(write(document), "t.xml") == document
