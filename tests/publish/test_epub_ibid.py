"""A note that begins with *ibid.* says in the e-book which note it means."""

from __future__ import annotations

import pytest

from emendata.document.model import Division, Document, Metadata, Note, NoteCall
from emendata.publish.epub.files import files
from emendata.publish.semantic import book
from emendata.publish.semantic.reading import note_texts
from emendata.publish.xhtml import classes, text_of
from tests.publish.sample import P


def explained(*texts: str, lang: str = "en") -> list[str]:
    """What each note says in addition."""
    notes = tuple(Note(f"n{n}", str(n), (P(text),)) for n, text in enumerate(texts, start=1))
    body = Division(blocks=(P("Text", *(NoteCall(note.id) for note in notes)),))
    made = book(Document(Metadata(lang=lang), body=body, notes=notes))
    parts = files(made)
    before = {name: text for s in made.sections for name, text in note_texts(s.html).items()}
    assert {name: text for file in parts for name, text in note_texts(file.html).items()} == before
    found = {}
    for file in parts:
        for note in file.html.iter("{*}div"):
            if "note" in classes(note):
                marks = [text_of(span).strip() for span in note.iter("{*}span") if "ibid" in classes(span)]
                found[note.get("id") or ""] = " ".join(marks)
    return [found[note.id] for note in notes]


def test_the_note_before_is_named_and_quoted() -> None:
    assert explained("Smith, A History, p. 3.", "Ibid., p. 5.") == ["", "[note 1: Smith, A History, p. 3.]"]


def test_several_in_a_row_mean_the_note_before_the_first() -> None:
    assert explained("Smith, p. 3.", "Ibid.", "Id., p. 9.")[1:] == ["[note 1: Smith, p. 3.]"] * 2


def test_the_first_note_has_nothing_to_refer_to() -> None:
    assert explained("Ibid., p. 5.", "Ibid.") == ["", ""]


def test_a_long_note_is_quoted_up_to_a_word() -> None:
    [_, said] = explained("Smith, " + "in many words, " * 20, "Ibid.")
    assert said.endswith("… ]".replace(" ]", "]"))
    assert len(said) < 110


def test_what_is_quoted_ends_in_no_abbreviation() -> None:
    note = "W.W. Greg, “The Rationale of Copy-Text”, Studies in Bibliography, 3 (1950–1951), pp. 19–36."
    [_, said] = explained(note, "Ibid.")
    assert said.endswith("Bibliography, 3 (1950–1951) …]")


@pytest.mark.parametrize(
    ("lang", "word"),
    [("en", "Ibidem"), ("la", "Eadem"), ("ru", "Там же"), ("de", "Ebd."), ("it", "Ivi"), ("en", "“Ibid.”")],
)
def test_it_is_known_in_several_languages(lang: str, word: str) -> None:
    assert explained("Смит, История", f"{word}, 5", lang=lang)[1].endswith("1: Смит, История]")


@pytest.mark.parametrize("word", ["Idealism is", "Identical with", "Ideas"])
def test_words_that_only_begin_like_it_are_left_alone(word: str) -> None:
    assert explained("Smith, A History", f"{word} something else") == ["", ""]
