"""The editorial note and the apparatus of emendations, as data and as they are read."""

from __future__ import annotations

import pytest
from lxml import etree

from emendata.diagnostics import Lines
from emendata.document.model import (
    Applied,
    Division,
    Document,
    Emendation,
    Figure,
    Metadata,
    Note,
    NoteCall,
    Origin,
    PageBeginning,
    Person,
    Quotation,
    Ref,
    Text,
)
from emendata.document.walk import inlines_of, plain
from emendata.publish.backmatter import Matter, editorial_note, emendations
from emendata.publish.semantic import book
from emendata.publish.terms import LANGUAGES, terms
from tests.publish.sample import P, T


def emended(name: str, sic: str = "wrod", corr: str = "word", **fields: str) -> Emendation:
    return Emendation(name, T(sic) if sic else (), T(corr) if corr else (), **fields)


def note(document: Document, matter: Matter | None = None) -> list[str]:
    """The sentences of the editorial note, block by block."""
    blocks = editorial_note(document, matter or Matter(), emendations(document), "apparatus")
    return ["".join(map(plain, inlines_of(block))) for block in blocks]


def apparatus(document: Document, matter: Matter | None = None) -> list[str]:
    """The entries as they are read."""
    html = book(document, matter).sections[-1].html
    return [
        " ".join("".join(map(str, e.itertext())).split())
        for e in html.iter("{*}p")
        if e.get("class") == "entry"
    ]


# --------------------------------------------------------------------- apparatus


def test_emendations_are_listed_as_they_are_read_each_note_at_its_call() -> None:
    notes = (
        Note("n1", "1", (P(emended("e-note"), NoteCall("n2")),)),
        Note("n2", "2", (P(emended("e-inner")),)),
        Note("n3", "3", (P(emended("e-lost")),)),
    )
    document = Document(
        title=(emended("e-title"),),
        front=(Division(kind="abstract", blocks=(P(emended("e-abstract")),)),),
        body=Division(
            blocks=(P("a"), P(emended("e-first"), NoteCall("n1"), emended("e-after"))),
            divisions=(
                Division(
                    (emended("e-head"),),
                    (P(emended("e-third"), NoteCall("n1")), Quotation((P(emended("e-quoted")),)), FIGURE),
                ),
            ),
        ),
        back=(Division(kind="appendix", blocks=(P(emended("e-appendix")),)),),
        notes=notes,
    )
    places = [
        (entry.emendation.id, line.split(" word]")[0])
        for entry, line in zip(emendations(document), apparatus(document), strict=True)
    ]
    assert places == [
        ("e-title", "title"),
        ("e-abstract", "Abstract"),
        ("e-first", "¶ 2"),
        ("e-note", "note 1"),
        ("e-inner", "note 2"),
        ("e-after", "¶ 2"),
        ("e-head", "heading 1"),
        ("e-third", "¶ 3"),
        ("e-quoted", "quotation after ¶ 3"),
        ("e-caption", "Figure 4"),
        ("e-appendix", "Appendix"),
        ("e-lost", "note 3"),
    ]


FIGURE = Figure("", (emended("e-caption"),), n="4")


def entry_of(emendation: Emendation, matter: Matter | None = None, page: str = "") -> str:
    pages = (PageBeginning(page),) if page else ()
    [line] = apparatus(
        Document(body=Division(blocks=(P(*pages, "in those days ", emendation, " came to us"),))), matter
    )
    return line


def test_an_entry_has_lemma_reading_reason_remark_and_initials() -> None:
    emendation = emended("e1", why="printer", by="AB", remark="Cf. n. 2.")
    assert entry_of(emendation) == "¶ 1 word] wrod (printer’s error) Cf. n. 2. AB"


def test_what_was_put_in_or_taken_out_is_shown_among_its_neighbours() -> None:
    assert (
        entry_of(emended("e1", sic=""))
        == "¶ 1 in those days word came to us] ⟨not in the source⟩ (editor’s change)"
    )
    assert (
        entry_of(emended("e1", corr="")) == "¶ 1 in those days ⟨deleted⟩ came to us] wrod (editor’s change)"
    )
    assert entry_of(emended("e1", ",", ".")) == "¶ 1 in those days . came to us] , (editor’s change)"


def test_a_letter_is_shown_within_its_word() -> None:
    document = Document(body=Division(blocks=(P("a corrupt w", emended("e1", "r", "o"), "rd"),)))
    assert apparatus(document) == ["¶ 1 a corrupt word] r (editor’s change)"]


def test_an_entry_says_where_the_source_has_what_was_emended() -> None:
    source = "a\nin those days wrod came\n"
    emendation = Emendation("e1", (Text("wrod", (Origin("a.txt", 16, 20),)),), T("word"), "ocr")
    matter = Matter(lines={"a.txt": Lines("a.txt", source)})
    assert entry_of(emendation, matter) == "¶ 1 word] wrod (OCR error; source, line 2)"
    assert entry_of(emendation, matter, "341") == "¶ 1 word] wrod (OCR error; source, p. 341, line 2)"


def test_a_note_is_called_in_the_apparatus_what_the_books_call_it() -> None:
    notes = tuple(Note(f"n{k}", "1", (P("A ", emended(f"e{k}"), "."),)) for k in (1, 2))
    document = Document(body=Division(blocks=(P("x", NoteCall("n1"), NoteCall("n2")),)), notes=notes)
    assert [line.split(" word")[0] for line in apparatus(document)] == ["note 1", "note 2"]


def test_without_emendations_there_is_no_apparatus() -> None:
    assert [section.kind for section in book(Document()).sections] == ["opening", "editorial"]


def test_two_emendations_of_one_id_have_an_entry_and_a_way_back_each() -> None:
    made = book(Document(body=Division(blocks=(P("x ", emended("e1"), " y ", emended("e1")),))))
    links = [a.get("href") for s in made.sections for a in s.html.iter("{*}a")]
    assert links == ["#em1", "#em2", "#apparatus", "#e1", "#e1-2"]


# --------------------------------------------------------------- editorial note


def test_the_note_says_what_the_edition_was_made_from() -> None:
    metadata = Metadata(source="Journal 1 (1995).")
    assert note(Document(metadata), Matter("a.txt", "ab12"))[0] == (
        "This edition was made from Journal 1 (1995). "
        "The text was read from the file a.txt, whose SHA-256 is ab12."
    )
    assert note(Document(), Matter("a.docx"))[0] == "This edition was read from the file a.docx."


def test_the_note_lists_the_rules_with_how_often_each_was_applied() -> None:
    record = (
        Applied("a", 1, "Pages were joined."),
        Applied("b", 2, "Notes were joined"),
        Applied("c", 0, "Not needed."),
        Applied("d", 1234, "Dashes were set."),
    )
    said = note(Document(record=record), Matter(software="emendata 1.0"))
    assert said[0] == "These rules were applied by emendata 1.0 to the whole text, each wherever it held:"
    assert said[1] == "Pages were joined: once.Notes were joined: twice.Dashes were set: 1,234 times."


def test_the_note_gives_account_of_every_character() -> None:
    characters = (("in the text", 900), ("in the notes", 99), ("in page numbers", 1), ("in heads", 0))
    assert note(Document(), Matter(characters=characters))[0] == (
        "Of the 1,000 characters of the source there are 900 in the text, 99 in the notes and 1 in page numbers."
    )


@pytest.mark.parametrize(
    ("why", "expected"),
    [
        (("ocr",), "In 1 place the edition departs from its source: 1 error of character recognition."),
        (
            ("printer", "ocr", "author", "ocr", "editor"),
            "In 5 places the edition departs from its source: 2 errors of character recognition, "
            "1 error of the printer, 1 slip of the author and 1 change by the editor.",
        ),
    ],
)
def test_the_note_counts_the_departures_from_the_source(why: tuple[str, ...], expected: str) -> None:
    content = P(*(emended(f"e{n}", why=reason) for n, reason in enumerate(why)))
    [said] = note(Document(body=Division(blocks=(content,))))
    assert said.startswith(expected)
    assert said.endswith(
        "The apparatus of emendations gives for each what the edition reads, and what the source says."
    )


def test_the_note_leads_to_the_apparatus_and_names_who_is_responsible() -> None:
    persons = (Person("Carl Dahl", "CD", "editor"), Person("Eva Fink", "EF", "editor"))
    document = Document(Metadata(persons=persons), body=Division(blocks=(P(emended("e1", by="CD")),)))
    departures, responsible = editorial_note(document, Matter(), emendations(document), "apparatus")
    assert [i.target for inlines in inlines_of(departures) for i in inlines if isinstance(i, Ref)] == [
        "#apparatus"
    ]
    assert [plain(inlines) for inlines in inlines_of(responsible)] == ["Responsible: Carl Dahl (CD)."]


def test_a_text_without_emendations_is_said_to_be_the_sources() -> None:
    assert note(Document()) == ["No word of the source was changed."]


def test_readings_that_were_chosen_are_told() -> None:
    assert note(Document(record=(Applied("choice", 2, "…"),))) == [
        "In 2 places the edition prints another reading than its source, which the critical apparatus gives.",
        "No other word of the source was changed.",
    ]


# ------------------------------------------------------------------------- terms


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_language_has_all_the_words(lang: str) -> None:
    assert terms(lang).lang == lang
    assert set(terms(lang).words) == set(terms("en").words)
    assert all(terms(lang).words.values())


def test_a_language_without_words_speaks_english() -> None:
    assert terms("cop") is terms("en") is terms("")
    assert terms("DE-AT") is terms("de")


def test_the_editorial_note_is_in_english_within_any_edition() -> None:
    html = book(Document(Metadata(lang="ru"))).sections[-1].html
    assert etree.QName(html[0]).localname == "h2" and html[0].text == "От редакции"
    assert html[1].get("lang") == "en"
