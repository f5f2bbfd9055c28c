"""Every passage has a name, and every page of the source a beginning."""

from __future__ import annotations

from hypothesis import given

from emendata.document.cutting import reading
from emendata.document.model import (
    Cell,
    Division,
    Document,
    Figure,
    Inlines,
    Item,
    LineGroup,
    List,
    Note,
    NoteCall,
    PageBeginning,
    Paragraph,
    Quotation,
    Row,
    Speech,
    Table,
    Text,
    Verse,
)
from emendata.document.places import (
    Page,
    Point,
    called_at,
    page_at,
    pages,
    passages,
)
from emendata.document.walk import calls, map_document
from tests.document import strategies


def p(*content: str | NoteCall | PageBeginning) -> Paragraph:
    return Paragraph(tuple(Text(c) if isinstance(c, str) else c for c in content))


def wheres(document: Document) -> list[str]:
    return [f"{passage.where}: {passage.text}" for passage in passages(document)]


@given(strategies.documents())
def test_passages_come_in_the_order_in_which_a_document_is_changed(document):
    changed: list[Inlines] = []

    def remember(inlines: Inlines) -> Inlines:
        changed.append(inlines)
        return inlines

    map_document(document, remember)
    assert [passage.inlines for passage in passages(document)] == changed


def test_names_of_places():
    document = Document(
        title=(Text("Title"),),
        front=(Division(blocks=(p("Summary."),), kind="abstract"), Division(blocks=(p("For A."),))),
        body=Division(
            blocks=(p("One."),),
            divisions=(
                Division(
                    (Text("Head"),),
                    (
                        p("Two."),
                        Quotation((p("Quoted."), p("More."))),
                        LineGroup((Verse((Text("arma"),)), LineGroup((Verse((Text("virumque"),)),)))),
                        p("Three."),
                        List((Item((p("item"),), (Text("term"),)),)),
                        Table((Row((Cell((p("cell"),)),)),), (Text("Table caption"),)),
                        Speech((Text("HAM"),), (p("To be"),)),
                        Figure(caption=(Text("Picture"),)),
                        Figure(caption=(Text("Figure 7. Map"),), n="7"),
                    ),
                ),
            ),
        ),
        back=(Division((Text("Appendix"),), (p("Added."),), kind="appendix"),),
        notes=(Note("n1", "12", (p("note"), Quotation((p("in it"),)))),),
    )
    assert wheres(document) == [
        "the title: Title",
        "the abstract: Summary.",
        "the front matter: For A.",
        "¶ 1: One.",
        "head 1: Head",
        "¶ 2: Two.",
        "the quotation after ¶ 2: Quoted.",
        "the quotation after ¶ 2: More.",
        "the verse after ¶ 2: arma",
        "the verse after ¶ 2: virumque",
        "¶ 3: Three.",
        "the list after ¶ 3: term",
        "the list after ¶ 3: item",
        "the caption of a table: Table caption",
        "the table after ¶ 3: cell",
        "the speech after ¶ 3: HAM",
        "the speech after ¶ 3: To be",
        "the caption of figure 1: Picture",
        "the caption of figure 7: Figure 7. Map",
        "head 2: Appendix",
        "the appendix: Added.",
        "note 12: note",
        "note 12: in it",
    ]


PAGED = Document(
    title=(Text("T"),),
    body=Division(
        blocks=(
            p("begins ", PageBeginning(), "goes on", NoteCall("n1")),
            PageBeginning("113"),
            p("third", NoteCall("n2"), PageBeginning(), "fourth"),
            PageBeginning("116"),
        )
    ),
    notes=(
        Note("n1", "1", (p("a", NoteCall("n3")),)),
        Note("n2", "1", (p("b"),)),
        Note("n3", "2", (p("c"),)),
    ),
)


def test_pages_begin_between_and_within_paragraphs():
    everything = tuple(passages(PAGED))
    assert pages(everything) == (
        Page("111", Point(0, 0)),
        Page("112", Point(1, 7)),
        Page("113", Point(2, 0)),
        Page("114", Point(2, 5)),
    )


def test_text_in_front_of_the_first_known_beginning_is_a_page():
    unpaged = (p("one"), p("two ", PageBeginning("9"), "nine"))
    document = Document(body=Division(blocks=unpaged))
    assert [page.folio for page in pages(tuple(passages(document)))] == ["8", "9"]


def test_pages_without_folios():
    document = Document(body=Division(blocks=(p("one"), PageBeginning(), p("two"))))
    assert [page.folio for page in pages(tuple(passages(document)))] == ["", ""]


def test_roman_folios_are_not_counted_on():
    document = Document(body=Division(blocks=(PageBeginning("iv"), p("four"), PageBeginning(), p("five"))))
    everything = tuple(passages(document))
    assert [page.folio for page in pages(everything)] == ["", "iv", ""]
    assert page_at(pages(everything), Point(1, 2)).folio == "iv"


def test_source_without_pages_has_none():
    document = Document(body=Division(blocks=(p("one"),)))
    assert pages(tuple(passages(document))) == ()
    assert page_at((), Point(0, 0)) is None


def test_call_within_a_note_stands_where_that_note_is_called():
    everything = tuple(passages(PAGED))
    assert called_at(everything) == {"n1": Point(1, 14), "n2": Point(2, 5), "n3": Point(1, 14)}


def test_a_note_that_nobody_calls_lends_no_place():
    document = Document(
        body=Division(blocks=(p("text", NoteCall("n2")),)),
        notes=(Note("n1", "1", (p(NoteCall("n3")),)), Note("n2", "2", (p(NoteCall("n3")),))),
    )
    assert called_at(tuple(passages(document))) == {"n2": Point(1, 4), "n3": Point(1, 4)}


@given(strategies.documents())
def test_every_note_called_in_the_text_has_a_place(document):
    assert set(called_at(tuple(passages(document)))) == set(calls(document))


@given(strategies.documents())
def test_text_of_a_passage_is_what_is_read(document):
    assert all(passage.text == reading(passage.inlines) for passage in passages(document))
