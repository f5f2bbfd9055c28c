"""What holds for the semantic XHTML of every Document: nothing lost, nothing invented, every link answered."""

from collections import Counter

from hypothesis import given, settings
from lxml import etree

from emendata.document.cutting import reading
from emendata.document.extents import Extents
from emendata.document.model import Document, Emendation, Note, Reading
from emendata.document.walk import calls, descendants, entry_texts, inlines_of, note_texts, plain, texts
from emendata.publish.critical.house import House
from emendata.publish.semantic import Book, book
from emendata.publish.semantic import reading as of_book
from emendata.publish.semantic.account import unbalanced
from emendata.publish.xhtml import PLAIN_ID, TYPE, Element, classes
from tests.document.strategies import documents

law = settings(max_examples=100)
EDITION = ("editorial", "apparatus", "conspectus")


def elements(made: Book, cls: str) -> list[Element]:
    return [e for section in made.sections for e in section.html.iter("{*}*") if cls in classes(e)]


def by_id(made: Book) -> dict[str, Element]:
    return {e.get("id", ""): e for section in made.sections for e in section.html.iter("{*}*") if e.get("id")}


def all_notes(made: Book) -> list[Element]:
    return [note for note in elements(made, "note") if "entry" not in classes(note)]


def entries_of_emendations(made: Book) -> list[Element]:
    return [entry for entry in elements(made, "entry") if "note" not in classes(entry)]


def text_of_the_document(document: Document) -> str:
    text = "".join(map(reading, texts(document)))
    return text if plain(document.title).split() else book(document).metadata.title + text


def text_of_the_note(note: Note) -> str:
    return "".join(reading(inlines) for block in note.blocks for inlines in inlines_of(block))


@law
@given(documents())
def test_the_text_of_the_book_is_the_text_of_the_document(document: Document) -> None:
    sections = [section.html for section in book(document).sections if section.kind not in EDITION]
    assert "".join(map(of_book.reading_text, sections)) == text_of_the_document(document)


@law
@given(documents())
def test_every_note_stands_in_the_book_once_and_whole(document: Document) -> None:
    found = Counter(
        text for section in book(document).sections for text in of_book.note_texts(section.html).values()
    )
    assert found == Counter(text_of_the_note(note) for note in document.notes)


@law
@given(documents())
def test_each_call_leads_to_its_note_and_the_note_back_to_each_call(document: Document) -> None:
    made = book(document)
    made_calls, notes = elements(made, "call"), {note.get("id"): note for note in all_notes(made)}
    assert len({call.get("id") for call in made_calls}) == len(made_calls)
    leads = Counter((call.get("href"), f"#{call.get('id')}") for call in made_calls)
    returns = Counter(
        (f"#{note_id}", link.get("href"))
        for note_id, note in notes.items()
        for link in note.iter("{*}a")
        if "back" in classes(link)
    )
    assert leads == returns
    for call in made_calls:
        note = notes[(call.get("href") or "")[1:]]
        assert call.text == next(e.text for e in note.iter("{*}span") if "n" in classes(e))
        assert "uncalled" not in classes(note)
    assert len(made_calls) == sum(1 for _ in _all_calls(document))


def _all_calls(document: Document) -> list[str]:
    """The note of each call, those within notes and entries once."""
    in_entries = (inlines for entry in document.entries for inlines in entry_texts(entry))
    return [
        inline.note
        for inlines in (*texts(document), *note_texts(document), *in_entries)
        for inline in descendants(inlines)
        if type(inline).__name__ == "NoteCall"
    ]


@law
@given(documents())
def test_a_call_opens_a_popup_only_where_the_note_follows_it_in_the_same_section(document: Document) -> None:
    for section in book(document).sections:
        order = {e.get("id"): n for n, e in enumerate(section.html.iter("{*}*")) if e.get("id")}
        for n, call in enumerate(section.html.iter("{*}*")):
            if call.get(TYPE) == "noteref":
                assert order.get((call.get("href") or "")[1:], -1) > n


@law
@given(documents())
def test_a_note_without_call_says_so_and_is_no_footnote_to_a_reading_system(document: Document) -> None:
    called = set(calls(document)) | set(_all_calls(document))
    uncalled = [note for note in document.notes if note.id not in called]
    notes = elements(book(document), "uncalled")
    assert len(notes) == len(uncalled)
    assert all(note.get(TYPE) is None and note.get("role") == "note" for note in notes)


@law
@given(documents())
def test_emendation_and_entry_lead_to_each_other(document: Document) -> None:
    made = book(document)
    ids = by_id(made)
    emended = elements(made, "emendation")
    sources = [i for t in (*texts(document), *note_texts(document)) for i in descendants(t)]
    assert len(emended) == len(entries_of_emendations(made)) == sum(isinstance(i, Emendation) for i in sources)
    for span in emended:
        entry = ids[(span[-1].get("href") or "")[1:]]
        place = entry[0]
        assert classes(entry) == ["entry"] and classes(place) == ["place"]
        assert place.get("href") == f"#{span.get('id')}"


@law
@given(documents())
def test_ids_are_unique_and_plain_and_every_link_has_an_end(document: Document) -> None:
    made = book(document)
    everything = [e for section in made.sections for e in section.html.iter("{*}*")]
    ids = Counter(e.get("id") for e in everything if e.get("id") is not None)
    assert all(n == 1 and PLAIN_ID.fullmatch(name or "") for name, n in ids.items())
    for element in everything:
        href = element.get("href") or ""
        assert not href.startswith("#") or href[1:] in ids
        assert element.get("lang") == element.get("{http://www.w3.org/XML/1998/namespace}lang")


@law
@given(documents())
def test_no_link_holds_a_link(document: Document) -> None:
    for section in book(document).sections:
        for link in section.html.iter("{*}a"):
            assert next(link.iterancestors("{*}a"), None) is None


@law
@given(documents())
def test_the_contents_list_every_heading_of_the_text_and_no_call(document: Document) -> None:
    made = book(document)
    heads = list(made.contents)
    for head in heads:
        heads += head.children
        assert head.title and head.title == " ".join(head.title.split())
        assert not [e for e in head.html.iter("{*}*") if e.get("id") or e.get("href")]
    listed = {head.id for head in heads}
    headings = {e.get("id") for e in by_id(made).values() if etree.QName(e).localname in ("h2", "h3", "h4")}
    abstracts = {
        e.get("id")
        for section in made.sections[:1]
        for e in section.html.iter("{*}h2", "{*}h3", "{*}h4")
    }
    assert headings - abstracts <= listed


@law
@given(documents())
def test_the_same_document_makes_the_same_book(document: Document) -> None:
    first, second = (
        [etree.tostring(section.html) for section in book(document).sections] for _ in range(2)
    )
    assert first == second


# ----------------------------------------------------------------------- the apparatus


def squeezed(text: str) -> str:
    return "".join(text.split())


@law
@given(documents())
def test_every_entry_stands_in_the_book_once_with_all_that_it_says(document: Document) -> None:
    made = book(document)
    entries = [note for note in elements(made, "note") if "entry" in classes(note)]
    assert len(entries) == len(document.entries)
    by_own_id = {entry.get("id"): squeezed(of_book.reading_text(entry)) for entry in entries}
    for entry in document.entries:
        for inlines in entry_texts(entry):
            assert squeezed(reading(inlines)) in by_own_id[entry.id]


@law
@given(documents())
def test_the_account_of_the_apparatus_balances(document: Document) -> None:
    for rules in (House(), House(kind="positive", rest="word", longest=1)):
        assert unbalanced(document, book(document, house=rules)) == ()


@law
@given(documents())
def test_an_entry_taken_from_the_book_is_missed(document: Document) -> None:
    made = book(document)
    for entry in (note for note in elements(made, "note") if "entry" in classes(note)):
        parent = entry.getparent()
        assert parent is not None
        parent.remove(entry)
    assert len(unbalanced(document, made)) == len(document.entries)


@law
@given(documents())
def test_each_entry_is_between_marks_in_the_text_and_leads_there(document: Document) -> None:
    made = book(document)
    ids = by_id(made)
    everything = [(part.id, e.get("id")) for part in made.sections for e in part.html.iter("{*}*")]
    order = {own: n for n, (_, own) in enumerate(everything) if own}
    section_of = {own: part for part, own in everything if own}
    for entry in (note for note in elements(made, "note") if "entry" in classes(note)):
        start, end = ids[entry.get("data-from") or ""], ids[entry.get("data-to") or ""]
        assert start.get("data-entry") == end.get("data-entry") == entry.get("id")
        assert "from" in classes(start) and "to" in classes(end) and len(start) == len(end) == 0
        assert order[start.get("id")] <= order[end.get("id")]
        # not always before it: an entry may be on a note of a series that stands further down
        assert section_of[start.get("id")] == section_of[entry.get("id")]
        links = [link.get("href") for link in entry.iter("{*}a") if "back" in classes(link)]
        assert links == [f"#{start.get('id')}"]


@law
@given(documents())
def test_the_lemma_is_what_stands_between_the_marks(document: Document) -> None:
    extents = Extents(document)
    made = book(document, house=House(longest=0, punctuation="keep"))
    ids = by_id(made)
    for entry in document.entries:
        extent = extents.between(entry.start, entry.end)
        shown = [e for e in ids[entry.id].iter("{*}span") if "lemma" in classes(e)]
        assert extent is not None
        if entry.lemma == Reading() and squeezed(extent.text):
            (lemma,) = shown
            # between two verses of a lemma stands a sign that is the house's
            assert squeezed(of_book.reading_text(lemma)).replace("/", "") == squeezed(extent.text).replace("/", "")
