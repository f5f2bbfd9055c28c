"""A section that is known from another book is what it would be if it were written."""

from __future__ import annotations

import pickle
import random
from dataclasses import replace

import pytest
from hypothesis import given
from lxml import etree

from emendata.document.model import (
    Division,
    Document,
    Emendation,
    Inline,
    Metadata,
    Note,
    NoteCall,
    PageBeginning,
    Paragraph,
    Ref,
    Text,
)
from emendata.publish.semantic import Book, Head, book, compose
from tests.document.strategies import documents


def written(made: Book) -> tuple[object, ...]:
    """All of a book, to be compared."""

    def head(one: Head) -> tuple[object, ...]:
        return one.id, one.title, etree.tostring(one.html), one.level, one.target, [*map(head, one.children)]

    sections = [(one.id, one.kind, one.title, one.matter, one.faces, etree.tostring(one.html)) for one in made.sections]
    contents = [*map(head, made.contents)]
    return sections, contents, made.pages, dict(made.labels), [*made.images], made.facing, made.entries


def fresh(document: Document) -> Document:
    """The same, of which nothing is known."""
    copy: Document = pickle.loads(pickle.dumps(document))
    return copy


@given(documents(), documents())
def test_a_book_is_the_same_again_and_with_other_parts_around(document, other):
    expected = written(book(fresh(document)))
    assert written(book(document)) == expected
    assert written(book(document)) == expected
    body = replace(other.body, divisions=(*document.body.divisions[::-1], *other.body.divisions))
    mixed = replace(other, body=body)
    assert written(book(mixed)) == written(book(fresh(mixed)))
    fewer = replace(document, notes=document.notes[1:])
    assert written(book(fewer)) == written(book(fresh(fewer)))
    assert written(book(document)) == expected


class Work:
    """A text in six chapters, to be edited at random."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.rarely = 6 + 10 * (seed % 4)
        """How rare what ties a chapter to others is."""
        self.notes: list[Note] = []
        self.divisions: list[Division] = []
        self.lang = "en"
        for _ in range(6):
            self.divisions.append(self.chapter())

    def chapter(self) -> Division:
        head: tuple[Inline, ...] = (Text(f"Chapter {self.chance.randint(1, 99)}"),)
        # some of them are ids that the book has of its own
        name = self.chance.choice(("ch1", "p3", "c2", *[""] * self.rarely))
        return Division(head, tuple(self.paragraph() for _ in range(3)), id=name)

    def paragraph(self) -> Paragraph:
        inlines: list[Inline] = [Text(f"Words {self.chance.randint(1, 999)}.")]
        match self.chance.randint(0, self.rarely):
            case 0 | 6 | 7 | 8:
                inlines.append(self.call())
            case 2 if self.notes:
                inlines.append(NoteCall(self.chance.choice(self.notes).id))
            case 3:
                inlines.append(Ref((Text("There"),), self.chance.choice(("#ch1", "#p3", "#n1", "#nowhere"))))
            case 4:
                inlines.append(PageBeginning(str(self.chance.randint(1, 4))))
            case 5:
                name = f"e{self.chance.randint(1, 99)}"
                inlines.append(Emendation(name, (Text("teh"),), (Text("the"),), "ocr"))
            case _:
                pass
        return Paragraph((*inlines, Text(" More.")))

    def call(self) -> NoteCall:
        name = f"note{self.chance.randint(1, 10**6)}"
        # some notes call others
        crossed = self.notes and not self.chance.randint(0, 2 * self.rarely)
        called = (NoteCall(self.chance.choice(self.notes).id),) if crossed else ()
        self.notes.append(Note(name, str(len(self.notes) + 1), (Paragraph((Text("A note. "), *called)),)))
        return NoteCall(name)

    def edit(self) -> None:
        at = self.chance.randrange(len(self.divisions))
        match self.chance.randint(0, 7):
            case 0:
                self.divisions.insert(at, self.chapter())
            case 1 if len(self.divisions) > 3:
                del self.divisions[at]
            case 2 if self.notes:
                del self.notes[self.chance.randrange(len(self.notes))]
            case 3 if self.notes:
                note = self.chance.randrange(len(self.notes))
                self.notes[note] = replace(self.notes[note], n=str(self.chance.randint(1, 99)))
            case 4:
                self.lang = self.chance.choice(("en", "de", "fr"))
            case _:
                one = self.divisions[at]
                blocks = [*one.blocks]
                place = self.chance.randrange(len(blocks) + 1)
                blocks[place : place + self.chance.randint(0, 2)] = [self.paragraph()] * self.chance.randint(0, 2)
                self.divisions[at] = replace(one, blocks=tuple(blocks))

    def document(self) -> Document:
        body = Division(divisions=tuple(self.divisions))
        return Document(Metadata(lang=self.lang), (Text("A title"),), body=body, notes=tuple(self.notes))


@pytest.mark.parametrize("seed", range(12))
def test_a_book_after_any_edits_is_the_one_that_is_written_for_the_first_time(seed, monkeypatch):
    work, sections, count = Work(seed), 0, 0
    write = compose._with_notes

    def counted(*arguments):
        nonlocal count
        count += 1
        return write(*arguments)

    monkeypatch.setattr(compose, "_with_notes", counted)
    anew = 0
    for _ in range(40):
        document = work.document()
        count = 0
        made = written(book(document))
        anew += count
        sections += len(work.divisions)
        assert made == written(book(fresh(document)))
        work.edit()
    assert anew < sections


def test_one_change_has_one_section_written(monkeypatch):
    notes = tuple(Note(f"n{n}", str(n), (Paragraph((Text("A note."),)),)) for n in range(1, 7))
    chapters = tuple(
        Division((Text("A head"),), (Paragraph((Text("Words."), NoteCall(note.id))), Paragraph((Text("More."),))))
        for note in notes
    )
    document = Document(body=Division(divisions=chapters), notes=notes)
    book(document)
    asked: list[str] = []
    write = compose._with_notes
    monkeypatch.setattr(compose, "_with_notes", lambda c, part, apart: asked.append(part.name) or write(c, part, apart))
    book(document)
    assert asked == []
    other = replace(chapters[2], blocks=(chapters[2].blocks[0], Paragraph((Text("Other words."),))))
    book(replace(document, body=Division(divisions=(*chapters[:2], other, *chapters[3:]))))
    assert asked == ["d3"]
    asked.clear()
    other_note = replace(notes[4], blocks=(Paragraph((Text("Another note."),)),))
    book(replace(document, notes=(*notes[:4], other_note, notes[5])))
    assert asked == ["d5"]
    asked.clear()
    # the numbers of the paragraphs after it are others
    other = replace(chapters[3], blocks=(*chapters[3].blocks, Paragraph((Text("One more."),))))
    book(replace(document, body=Division(divisions=(*chapters[:3], other, *chapters[4:]))))
    assert asked == ["d4", "d5", "d6"]


def test_an_id_that_was_taken_is_free_again():
    """The second paragraph is ``p2``, unless anything else in the Document is called so."""
    first = Division((Text("A head"),), (Paragraph((Text("One."),)), Paragraph((Text("Two."),))))
    ids = []
    for name in ("", "p2", "", "p2"):
        document = Document(body=Division(divisions=(first, Division((Text("Another"),), id=name))))
        made = book(document)
        assert written(made) == written(book(fresh(document)))
        ids.append([paragraph.get("id") for paragraph in made.sections[1].html.iter("{*}p")])
    assert ids == [["p1", "p2"], ["p1", "p2-2"]] * 2


def test_what_is_found_in_the_end_to_be_otherwise_has_the_book_written_again():
    """What a chapter refers to is gone, and a later chapter calls a note of an earlier one."""
    notes = (Note("n1", "1", (Paragraph((Text("A note."),)),)),)
    first = Division((), (Paragraph((Text("See "), Ref((Text("there"),), "#end"), NoteCall("n1"))),))
    ends = (
        Division((), (Paragraph((Text("The end."),), id="end"),)),
        Division((), (Paragraph((Text("The end."),)),)),
        Division((), (Paragraph((Text("The end"), NoteCall("n1"), Text("."))),)),
    )
    made = []
    for end in (*ends, ends[0]):
        document = Document(body=Division(divisions=(first, end)), notes=notes)
        made.append(written(book(document)))
        assert made[-1] == written(book(fresh(document)))
    assert made[0] == made[3]
    assert len({repr(one) for one in made}) == 3
