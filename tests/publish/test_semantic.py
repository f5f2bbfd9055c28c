"""What each thing of a Document becomes in the semantic XHTML."""

from __future__ import annotations

import pytest
from lxml import etree

from emendata.document.model import (
    Anchor,
    Attestation,
    Blocks,
    Cell,
    Division,
    Document,
    Emendation,
    Emph,
    Entry,
    Figure,
    Foreign,
    Inline,
    LineBeginning,
    LineGroup,
    Metadata,
    Note,
    NoteCall,
    PageBeginning,
    Paragraph,
    Person,
    Quotation,
    Reading,
    Ref,
    Row,
    Table,
    Text,
    Title,
    Verse,
    Witness,
)
from emendata.publish.images import Image, image
from emendata.publish.semantic import Book, book
from emendata.publish.semantic.account import unbalanced
from emendata.publish.xhtml import TYPE, XML_LANG, Element, classes, text_of
from tests.publish.sample import P, T, png, sample

NAMESPACES = {"h": "http://www.w3.org/1999/xhtml", "epub": "http://www.idpf.org/2007/ops"}


def written(*blocks: Paragraph | Figure | Table, notes: tuple[Note, ...] = (), **fields: object) -> Book:
    return book(Document(Metadata(title="T"), body=Division(blocks=blocks), notes=notes, **fields))  # type: ignore[arg-type]


def find(made: Book, path: str) -> list[Element]:
    found: list[Element] = []
    for section in made.sections:
        found += section.html.xpath(path, namespaces=NAMESPACES)
    return found


def one(made: Book, path: str) -> Element:
    [found] = find(made, path)
    return found


def markup(tree: Element) -> str:
    """The inside of an element, without namespaces."""
    text = etree.tostring(tree, encoding="unicode", with_tail=False)
    for name in NAMESPACES.values():
        text = text.replace(f' xmlns="{name}"', "").replace(f' xmlns:epub="{name}"', "")
    return text[text.index(">") + 1 : text.rindex("<")]


def inline(*inlines: Inline, lang: str = "en") -> str:
    metadata = Metadata(title="T", lang=lang)
    made = book(Document(metadata, body=Division(blocks=(Paragraph(inlines),))))
    return markup(one(made, "//h:p[@id='p1']"))


# --------------------------------------------------------------------- inlines


def test_italics_and_a_foreign_word_are_one_distinction() -> None:
    expected = '<i lang="ru-Latn" xml:lang="ru-Latn">udarniki</i>'
    assert inline(Emph((Foreign(T("udarniki"), "ru-Latn"),))) == expected
    assert inline(Foreign((Emph(T("udarniki")),), "ru-Latn")) == expected


def test_a_foreign_word_in_roman_stays_roman() -> None:
    assert inline(Foreign(T("Zeit"), "de")) == '<span lang="de" xml:lang="de">Zeit</span>'


def test_a_language_is_not_said_again() -> None:
    assert inline(Foreign(T("word"), "en")) == "<span>word</span>"


def test_a_tag_that_is_no_language_is_left_out() -> None:
    assert inline(Foreign(T("word"), "not a tag")) == "<span>word</span>"


def test_hebrew_runs_from_right_to_left_and_its_transliteration_does_not() -> None:
    assert 'dir="rtl"' in inline(Foreign(T("שלום"), "he"))
    assert 'dir="rtl"' not in inline(Foreign(T("shalom"), "he-Latn"))


def test_a_latin_word_in_a_hebrew_text_runs_from_left_to_right() -> None:
    assert '<span lang="la" xml:lang="la" dir="ltr">' in inline(Foreign(T("sic"), "la"), lang="he")


def test_a_hebrew_phrase_cut_by_an_emphasis_is_one_run() -> None:
    written = inline(Text("He said שלום "), Emph(T("עולם"), "bold"), Text(" טוב, and left"))
    assert written == 'He said <span dir="rtl">שלום <strong>עולם</strong> טוב</span>, and left'


def test_a_hebrew_phrase_in_one_piece_needs_no_mark() -> None:
    assert inline(Text("He said שלום עולם, and "), Emph(T("left"))) == "He said שלום עולם, and <em>left</em>"


def test_an_italic_title_is_not_italic_twice() -> None:
    assert inline(Title((Emph(T("Opera")),))) == '<cite class="italic">Opera</cite>'
    assert inline(Emph((Title(T("Opera")),))) == '<cite class="italic">Opera</cite>'
    assert inline(Title(T("“An Article”"), "a")) == "<cite>“An Article”</cite>"


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("https://example.org/a b?x=ü#z", "https://example.org/a%20b?x=%C3%BC#z"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("urn:isbn:9780000000002", "urn:isbn:9780000000002"),
    ],
)
def test_a_link_into_the_web_stays_one(target: str, address: str) -> None:
    assert inline(Ref(T("x"), target)) == f'<a class="ref external" href="{address}">x</a>'


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "a/b.html", "http://", "#", "http://["],
)
def test_a_target_that_a_book_must_not_lead_to_is_no_link(target: str) -> None:
    assert inline(Ref(T("x"), target)) == "x"


def test_a_reference_leads_to_what_bears_the_id() -> None:
    assert inline(Ref(T("there"), "#p-9"), Text(".")) == '<span class="ref">there</span>.'
    made = written(P("a ", Ref(T("there"), "#p-9")), P("b", id="p-9"))
    assert one(made, "//h:a[@class='ref']").get("href") == "#p-9"


def test_a_link_is_cut_where_a_note_is_called_in_it() -> None:
    made = written(P(Ref((Text("see "), NoteCall("n1"), Text(" there")), "https://example.org/")), notes=NOTE)
    assert [link.text for link in one(made, "//h:p[@id='p1']")] == ["see ", "1", " there"]


def test_an_image_that_is_missing_is_shown_to_be_missing() -> None:
    made = written(Figure("map.png", T("Figure 3. A map"), n="3"))
    missing = one(made, "//h:figure/h:div")
    assert missing.get("role") == "img"
    assert missing.get("aria-label") == "Figure missing: Figure 3. A map"
    assert one(made, "//h:figcaption").text == "Figure 3. A map"


def test_an_image_is_known_by_a_name_that_every_system_can_store() -> None:
    pictures = {src: image(src, png()) for src in ("figs/Été 1.PNG", "other/été-1.png")}
    figures = tuple(Figure(src, alt="drawn") for src in pictures)
    made = book(Document(body=Division(blocks=figures)), images=pictures)
    assert list(made.images) == ["images/ete-1.png", "images/ete-1-2.png"]
    assert [e.get("src") for e in find(made, "//h:img")] == list(made.images)


def test_only_a_decorative_image_goes_without_alternative_text() -> None:
    pictures = {"a.png": image("a.png", png()), "b.png": image("b.png", png(), decorative=True)}
    blocks = (Figure("a.png", T("Figure 1. A map"), n="1"), Figure("b.png", T("x"), "not said"))
    made = book(Document(body=Division(blocks=blocks)), images=pictures)
    assert [e.get("alt") for e in find(made, "//h:img")] == ["Figure 1. A map", ""]


def test_images_that_nothing_shows_are_left_out() -> None:
    assert book(Document(), images={"a.png": Image("a.png", b"", "image/png", 1, 1)}).images == {}


def test_what_xml_cannot_hold_is_replaced_where_it_stands() -> None:
    assert inline(Text("a\x00b\x0cc\ud800")) == "a\ufffdb\ufffdc\ufffd"


# ----------------------------------------------------------------------- notes

NOTE = (Note("n1", "1", (P("The note."),)),)


def division(head: str, *blocks: Paragraph, **fields: str) -> Division:
    return Division(T(head), blocks, **fields)


def test_a_note_opens_as_a_popup_and_leads_back() -> None:
    made = written(P("Text", NoteCall("n1"), "."), notes=NOTE)
    assert markup(one(made, "//h:p[@id='p1']")) == (
        'Text<a class="call" id="c1" href="#n1" epub:type="noteref" role="doc-noteref">1</a>.'
    )
    note = one(made, "//h:section[@class='notes']/h:div")
    assert markup(note).strip() == (
        '<p><span class="n">1</span> The note. <a class="back" role="doc-backlink" href="#c1" '
        'aria-label="back to the text: note 1">↩\ufe0e</a></p>'
    )


def test_our_words_in_a_text_of_another_language_say_in_which_they_are() -> None:
    body = Division(blocks=(P("λόγος", NoteCall("n1")),))
    made = book(Document(Metadata(lang="grc"), body=body, notes=NOTE))
    back = one(made, "//h:a[@class='back']")
    assert (back.get("lang"), back.get(XML_LANG)) == ("en", "en")
    heading = one(made, "//h:h2[@id='editorial-note-h']")
    assert heading.get("lang") == "en"
    made = book(Document(Metadata(lang="en-GB"), body=body, notes=NOTE))
    assert one(made, "//h:a[@class='back']").get("lang") is None


def test_each_call_of_a_note_has_its_own_way_back() -> None:
    made = written(P("a", NoteCall("n1"), "b", NoteCall("n1")), notes=NOTE)
    assert [e.get("id") for e in find(made, "//h:a[contains(@class, 'call')]")] == ["c1", "c1-2"]
    backs = find(made, "//h:a[@class='back']")
    assert [e.get("href") for e in backs] == ["#c1", "#c1-2"]
    assert len({e.get("aria-label") for e in backs}) == 2


def test_a_call_in_another_chapter_is_a_link_and_no_popup() -> None:
    body = Division(divisions=(division("A", P("a", NoteCall("n1"))), division("B", P("b", NoteCall("n1")))))
    made = book(Document(body=body, notes=NOTE))
    assert [e.get("role") for e in find(made, "//h:a[contains(@class, 'call')]")] == ["doc-noteref", None]
    assert len(find(made, "//h:div[@class='note']")) == 1


def test_a_note_called_in_a_note_stands_right_after_it() -> None:
    notes = (
        Note("n1", "1", (P("First", NoteCall("na"), "."),)),
        Note("na", "a", (P("Within."),)),
        Note("n2", "2", (P("Second."),)),
    )
    made = written(P("x", NoteCall("n1"), "y", NoteCall("n2")), notes=notes)
    assert [e.text for e in find(made, "//h:span[@class='n']")] == ["1", "a", "2"]


def test_a_note_that_calls_an_earlier_one_has_a_link_back_to_it() -> None:
    notes = (Note("n1", "1", (P("First."),)), Note("n2", "2", (P("See note ", NoteCall("n1"), "."),)))
    made = written(P("x", NoteCall("n1"), "y", NoteCall("n2")), notes=notes)
    assert one(made, "//h:div[@id='n2']//h:a[contains(@class, 'call')]").get("role") is None


def test_a_note_without_call_stands_with_its_neighbours_and_says_so() -> None:
    notes = (*NOTE, Note("n2", "2", (P("Lost."),)), Note("n3", "3", (P("Third."),)))
    made = written(P("x", NoteCall("n1"), "y", NoteCall("n3")), notes=notes)
    assert [e.get("id") for e in find(made, "//h:section[@class='notes']/h:div")] == ["n1", "n3", "n2"]
    lost = one(made, "//h:div[@id='n2']")
    assert classes(lost) == ["note", "uncalled"]
    assert "[not called in the text]" in markup(lost)
    assert not lost.xpath(".//h:a", namespaces=NAMESPACES)


def test_a_call_without_note_is_seen_and_leads_nowhere() -> None:
    assert inline(Text("x"), NoteCall("n9")) == 'x<sup class="call mark" title="Note missing">?</sup>'


def test_notes_that_call_only_each_other_are_all_there() -> None:
    notes = (Note("n1", "1", (P("a", NoteCall("n2")),)), Note("n2", "2", (P("b", NoteCall("n1")),)))
    assert len(find(written(P("x"), notes=notes), "//h:div[@class='note']")) == 2


def test_each_series_of_notes_has_its_own_named_section() -> None:
    notes = (*NOTE, Note("e1", "a", (P("Ours."),), "editor"), Note("v1", "b", (P("Theirs."),), "fontes"))
    made = written(P("x", NoteCall("n1"), NoteCall("v1"), NoteCall("e1")), notes=notes)
    labels = [e.get("aria-label") for e in find(made, "//h:section[@class='notes']")]
    assert labels == ["Notes", "Sources", "Editor’s notes"]


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ((), ["p"]),
        ((P("Text."),), ["p"]),
        ((P("One."), P("Two.")), ["p", "p"]),
        ((Figure("a.png"),), ["p", "figure", "p"]),
        ((P("One."), Figure("a.png")), ["p", "figure", "p"]),
    ],
)
def test_label_and_link_back_stand_in_paragraphs_whatever_the_note_is_made_of(
    blocks: Blocks, expected: list[str]
) -> None:
    made = written(P("x", NoteCall("n1")), notes=(Note("n1", "1", blocks),))
    note = one(made, "//h:div[@class='note']")
    assert [etree.QName(e).localname for e in note] == expected
    assert classes(note[0][0]) == ["n"]
    assert classes(note[-1][-1]) == ["back"]


def test_what_a_reading_system_would_not_open_is_an_ordinary_link() -> None:
    notes = (
        Note("n1", "1", (P("long " * 1200),)),
        Note("n2", "2", (P("K."),)),
        Note("n3", "3", (P("Ibidem."),)),
    )
    made = written(P("x", *(NoteCall(note.id) for note in notes)), notes=notes)
    assert [e.get("role") for e in find(made, "//h:a[@class='call']")] == [None, None, "doc-noteref"]


def test_the_way_back_from_a_short_note_makes_it_long_enough() -> None:
    made = written(P("x", NoteCall("n1")), notes=(Note("n1", "1", (P("Ibid."),)),))
    assert len("".join(map(str, one(made, "//h:div[@class='note']").itertext()))) >= 9


# ---------------------------------------------------------------------- labels


def labels(*chapters: str) -> list[str]:
    """The labels in a book, given those printed in each chapter (spaces between)."""
    printed = [n for chapter in chapters for n in chapter.split(" ")]
    notes = tuple(Note(f"n{k}", n.strip("_"), (P("A note."),)) for k, n in enumerate(printed))
    ids = iter(notes)
    body = tuple(
        division("A", P("x", *(NoteCall(next(ids).id) for _ in chapter.split(" ")))) for chapter in chapters
    )
    made = book(Document(body=Division(divisions=body), notes=notes))
    return [made.labels[note.id] for note in notes]


@pytest.mark.parametrize(
    ("chapters", "expected"),
    [
        (["* 1 2 3"], ["*", "1", "2", "3"]),
        (["1 2", "1 2 3"], ["1", "2", "1", "2", "3"]),  # a count of its own in each chapter
        (["1 2 1 1 2"], ["1", "2", "3", "4", "5"]),  # on each page
        (["* † * †"], ["1", "2", "3", "4"]),
        (["1 2 3 3 4"], ["1", "2", "3", "3", "4"]),  # one number doubled by mistake
        (["1 * 2 * 3"], ["1", "*", "2", "*", "3"]),  # signs beside numbers
        (["1 _ 2"], ["1", "*", "2"]),
        (["_ _ _"], ["1", "2", "3"]),
        (["* 1 2 1 2"], ["*", "1", "2", "3", "4"]),
    ],
)
def test_labels_are_as_printed_unless_the_count_restarts_within_a_chapter(
    chapters: list[str], expected: list[str]
) -> None:
    assert labels(*chapters) == expected


def test_each_series_has_its_own_count() -> None:
    notes = (*NOTE, Note("e1", "1", (P("Ours."),), "editor"))
    made = written(P("x", NoteCall("n1"), NoteCall("e1")), notes=notes)
    assert dict(made.labels) == {"n1": "1", "e1": "1"}


# ----------------------------------------------------------- heads and contents


def test_contents_have_the_markup_of_a_head_and_not_its_call() -> None:
    head = (Text("Of "), Emph(T("Errata")), NoteCall("n1"), Emendation("e1", T("."), ()))
    made = book(Document(body=Division(divisions=(Division(head, id="errata"),)), notes=NOTE))
    entry = made.contents[0]
    assert (entry.title, entry.target, entry.level) == ("Of Errata", "errata", 2)
    assert markup(entry.html) == "Of <em>Errata</em>"
    assert len(find(made, "//h:h2//h:a[@class='call']")) == 1


def test_heads_below_the_sixth_level_say_how_deep_they_are() -> None:
    inner = Division(T("6"))
    for n in range(5, -1, -1):
        inner = Division(T(str(n)), divisions=(inner,))
    made = book(Document(body=Division(divisions=(inner,))))
    deepest = find(made, "//h:h6")
    assert [e.get("aria-level") for e in deepest] == [None, "7", "8"]


def test_a_division_without_head_is_known_by_what_it_is_or_how_it_begins() -> None:
    long = "These words are many more than any table of contents would like to have in one of its lines"
    back = (
        Division(kind="appendix", blocks=(P("x"),)),
        Division(blocks=(P("In the beginning"),)),
        Division(blocks=(P(long),)),
        Division(blocks=(Figure("a.png"),)),
        Division(),
    )
    titles = [section.title for section in book(Document(back=back)).sections if section.matter == "back"]
    assert titles[:-1] == [
        "Appendix",
        "In the beginning",
        "These words are many more than any table of …",
        "Text",
    ]


def test_a_division_of_the_text_is_never_taken_for_a_section_of_the_edition() -> None:
    parts = tuple(Division(T(kind), (P("x"),), kind=kind) for kind in ("opening", "editorial", "apparatus"))
    sections = book(Document(front=parts, back=parts)).sections
    assert [section.kind for section in sections] == ["opening", *["front"] * 3, *["back"] * 3, "editorial"]


def test_a_head_without_words_is_no_heading() -> None:
    made = book(Document(body=Division(divisions=(Division((NoteCall("n1"),), (P("Text"),)),)), notes=NOTE))
    assert not find(made, "//h:section[@id='d1']/h:h2")
    assert one(made, "//h:section[@id='d1']/h:p[@class='head']/h:a").get("href") == "#n1"


def test_a_page_that_begins_before_the_first_head_makes_no_chapter() -> None:
    body = Division(blocks=(PageBeginning("5"),), divisions=(division("A", P("a")),))
    made = book(Document(body=body))
    assert [section.id for section in made.sections] == ["opening", "d1", "editorial-note"]
    assert [(page.id, page.n) for page in made.pages] == [("page-5", "5")]


def test_the_opening_has_title_persons_and_abstract() -> None:
    persons = (
        Person("A. Author"),
        Person("E. Editor", "E", "editor"),
        Person("I. Drawer", "", "illustrator"),
    )
    metadata = Metadata("Title", "Subtitle", persons, publisher="Press", date="2026")
    made = book(Document(metadata, front=(Division(kind="abstract", blocks=(P("In short."),)),)))
    lines = [e.text for e in one(made, "//h:header")]
    assert lines == [
        "Title",
        "Subtitle",
        "A. Author",
        "edited by E. Editor",
        "I. Drawer (illustrator)",
        "Press, 2026",
    ]
    assert one(made, "//h:section[contains(@class, 'abstract')]/h:p").text == "In short."
    assert made.sections[0].kind == "opening"


def test_the_title_as_it_stands_in_the_text_comes_before_that_of_the_metadata() -> None:
    made = book(Document(Metadata(title="Plain"), title=(Text("In the text"), NoteCall("n1")), notes=NOTE))
    assert one(made, "//h:h1").text == "In the text"
    assert made.metadata.title == "Plain"


@pytest.mark.parametrize(
    ("lang", "expected"), [("en", "Untitled"), ("de-AT", "Ohne Titel"), ("cop", "Untitled")]
)
def test_a_book_always_has_a_title(lang: str, expected: str) -> None:
    made = book(Document(Metadata(title=" ", lang=lang)))
    assert made.metadata.title == made.sections[0].title == one(made, "//h:h1").text == expected


@pytest.mark.parametrize(("lang", "expected"), [("", "und"), ("english!", "und"), ("grc", "grc")])
def test_a_book_always_has_a_language_that_is_one(lang: str, expected: str) -> None:
    assert book(Document(Metadata(lang=lang))).lang == expected


def test_ids_of_the_text_are_kept_and_made_ones_give_way() -> None:
    body = Division(blocks=(P("a"), P("b", id="p1"), P("c", id="p1"), P("d", id="1 bad id")))
    made = book(Document(body=body))
    assert [e.get("id") for e in find(made, "//h:p[starts-with(@id, 'p')]")] == ["p1-2", "p1", "p1-3", "p4"]


# ---------------------------------------------------------------------- tables


def rows(table: Table) -> list[list[tuple[str, str | None, str | None]]]:
    return [
        [("".join(map(str, cell.itertext())), cell.get("colspan"), cell.get("rowspan")) for cell in row]
        for row in find(written(table), "//h:tr")
    ]


def cell(text: str, cols: int = 1, rows: int = 1) -> Cell:
    return Cell((P(text),), cols=cols, rows=rows)


def test_a_ragged_table_is_filled_up() -> None:
    ragged = Table((Row((cell("a"), cell("b"), cell("c"))), Row((cell("d"),))))
    assert [len(row) for row in rows(ragged)] == [3, 3]


def test_spans_stay_within_the_table_and_do_not_overlap() -> None:
    spanning = Table((Row((cell("a"), cell("b", rows=9))), Row((cell("c", cols=2), cell("d")))))
    assert rows(spanning) == [
        [("a", None, None), ("b", None, "2"), ("", None, None)],
        [("c", None, None), ("d", None, None)],
    ]


def test_a_column_in_which_nothing_begins_is_none() -> None:
    assert rows(Table((Row((cell("a", cols=3),)), Row((cell("b", cols=3),))))) == [
        [("a", None, None)],
        [("b", None, None)],
    ]


def test_rows_of_headings_are_the_head_of_the_table() -> None:
    made = sample()
    assert [e.get("scope") for e in find(made, "//h:thead//h:th")] == ["col", "colgroup"]
    assert [e.get("scope") for e in find(made, "//h:tbody//h:th")] == ["row", "row"]


def test_a_table_without_rows_leaves_its_caption() -> None:
    made = written(Table((), T("Nothing")))
    assert one(made, "//h:p[@class='caption']").text == "Nothing"


# -------------------------------------------------------------------- languages


def test_the_books_speak_the_language_of_the_edition() -> None:
    notes = (Note("n1", "1", ()), Note("n2", "2", (P("Perdue."),)))
    body = Division(blocks=(P("x", NoteCall("n1")),))
    made = book(Document(Metadata(title="T", lang="fr-CA"), body=body, notes=notes))
    assert one(made, "//h:div[@id='n1']//h:span[@class='mark']").text == "Cette note est vide."
    assert "[sans appel dans le texte]" in markup(one(made, "//h:div[@id='n2']"))
    assert made.contents[-1].title == "Note sur l’édition"
    assert one(made, "//h:section[@class='editorial']/h:div").get(XML_LANG) == "en"


# ------------------------------------------------------------------ account of the apparatus


@pytest.mark.parametrize(("cls", "what"), [("siglum", "without its witness P"), ("reading", "without »arva«")])
def test_what_is_missing_in_an_entry_is_told(cls: str, what: str) -> None:
    content = (Anchor("a"), *T("arma"), Anchor("b"))
    readings = (Reading(T("arva"), attested=(Attestation("M"), Attestation("P"))),)
    entry = Entry("app1", "a", "b", readings=readings)
    document = Document(
        body=Division(blocks=(Paragraph(content),)), witnesses=(Witness("M"), Witness("P")), entries=(entry,)
    )
    made = book(document)
    assert unbalanced(document, made) == ()
    [shown] = [e for part in made.sections for e in part.html.iter("{*}div") if "entry" in classes(e)]
    *_, last = [e for e in shown.iter("{*}*") if e.get("class") == cls]
    parent = last.getparent()
    assert parent is not None
    parent.remove(last)
    (told,) = unbalanced(document, made)
    assert (told.code, told.severity) == ("P015", "error") and what in told.message


def test_a_head_of_two_lines_is_two_words_wherever_it_is_named() -> None:
    head = (Text("Chapter"), Emph((LineBeginning(), Text("II"))))
    made = book(Document(body=Division(divisions=(Division(head, (P("x"),)),))))
    assert made.contents[0].title == "Chapter II"
    assert made.sections[1].title == "Chapter II"


def role(division: Division, matter: str) -> tuple[str | None, str | None]:
    where = {"body": {"body": Division(divisions=(division,))}}.get(matter, {matter: (division,)})
    made = book(Document(metadata=Metadata(lang="en"), **where)).sections[1].html
    return made.get(TYPE), made.get("role")


def test_kinds_are_known_in_capitals_by_their_heads_and_in_the_text_as_chapters() -> None:
    text = (P("x"),)
    assert role(Division(T("A"), text, kind="Preface"), "front") == ("preface", "doc-preface")
    assert role(Division(T("Vorwort."), text, kind="section"), "front") == ("preface", "doc-preface")
    assert role(Division(T("Bibliography"), text), "back") == ("bibliography", "doc-bibliography")
    assert role(Division(T("On Prefaces"), text), "front") == (None, None)
    assert role(Division(T("Preface"), text), "body") == ("chapter", "doc-chapter")
    assert role(Division(T("I"), text, kind="edition"), "body") == ("chapter", "doc-chapter")
    chapters = (Division(T("1"), text, kind="Chapter"),)
    assert role(Division(T("Part One"), divisions=chapters), "body") == ("part", "doc-part")


def test_a_paragraph_that_held_only_a_page_end_without_number_is_none() -> None:
    front = Division(T("Cover"), (Figure(""), P(PageBeginning("")), P("x")))
    made = book(Document(front=(front,))).sections[1].html
    assert [tree.text for tree in made.iter("{*}p")] == ["x"]


def test_every_fifth_verse_shows_the_number_by_which_entries_name_it() -> None:
    lines = tuple(Verse((Anchor(f"a{n}"), *T(f"verse {n}"), Anchor(f"b{n}"))) for n in range(1, 8))
    quoted = Quotation((LineGroup((Verse(T("quoted")),)),))
    entry = Entry("app1", "a7", "b7", readings=(Reading(T("worse"), attested=(Attestation("M"),)),))
    body = Division(blocks=(LineGroup(lines[:3]), quoted, LineGroup(lines[3:])))
    for entries, expected in (((entry,), ["verse 5"]), ((), [])):
        made = book(Document(body=body, witnesses=(Witness("M"),), entries=entries))
        assert [text_of(line) for line in find(made, "//h:p[@data-n='5']")] == expected
