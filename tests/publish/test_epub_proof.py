"""Each build proves that its e-book holds the text of the Document; a lost or changed character is found."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emendata.diagnostics import EmendataError
from emendata.document.model import Division, Document, Name, Paragraph, Text
from emendata.edit.facing import faced
from emendata.facing import ALIGNMENTS, FacingSettings
from emendata.publish import epub
from emendata.publish.epub import differences
from emendata.publish.indexing import IndexSettings
from emendata.publish.semantic import book
from tests.document.strategies import documents
from tests.lint.volumes import packed, unpacked
from tests.publish.sample import DOCUMENT, plain_style, sample
from tests.publish.test_epub import NO_STYLE

law = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@law
@given(documents(), st.booleans())
def test_the_e_book_of_any_document_holds_its_text(document: Document, indexed: bool) -> None:
    made = book(document, index=IndexSettings(names=indexed, passages=indexed))
    assert differences(epub.render(made, NO_STYLE).epub, document, made.metadata.title) == ()


@law
@given(documents(), st.sampled_from(ALIGNMENTS))
def test_the_e_book_of_any_text_with_a_translation_holds_both(document: Document, align: str) -> None:
    try:
        both, _ = faced(document, document, FacingSettings("t.md", align=align), "text.md")
    except EmendataError:  # there is nothing that could be kept in step
        return
    made = book(both)
    assert differences(epub.render(made, NO_STYLE).epub, both, made.metadata.title) == ()


def test_an_index_is_no_part_of_the_text() -> None:
    text = Paragraph((Name((Text("Kizhe"),), "person"), Text(" is promoted.")))
    document = Document(body=Division(blocks=(text,)))
    made = book(document, index=IndexSettings(names=True))
    assert any(section.kind == "index" for section in made.sections)
    assert differences(epub.render(made, NO_STYLE).epub, document, made.metadata.title) == ()


CHAPTER = "EPUB/005-first.xhtml"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("whoever prints it", "whoever print it", "print"),
        ("Whoever copies", "Whoever  copies", "Whoever"),
        ("Called in a caption.", "Called in the caption.", "caption"),
        ("Emphasis</em>", "</em>", "Emphasis"),
        ("second page begins", "page begins", "page"),
    ],
)
def test_what_was_changed_is_named(old: str, new: str, said: str) -> None:
    files = unpacked(epub.render(sample(), plain_style()).epub)
    text = files[CHAPTER].decode()
    assert old in text
    files[CHAPTER] = text.replace(old, new, 1).encode()
    found = differences(packed(files), DOCUMENT, DOCUMENT.metadata.title)
    assert found
    assert all(one.code == "P016" and one.severity == "error" for one in found)
    assert said in found[0].message


@law
@given(documents(), documents())
def test_what_is_remembered_of_another_book_proves_nothing(one: Document, other: Document) -> None:
    known: dict[tuple[str, ...], Any] = {}

    def remember(make: Callable[[], Any], *parts: str) -> Any:
        return known[parts] if parts in known else known.setdefault(parts, make())

    books = [(epub.render(book(text), NO_STYLE).epub, text, book(text).metadata.title) for text in (one, other)]
    for data, _, _ in (*books, *books):
        for _, text, title in books:
            assert differences(data, text, title, remember) == differences(data, text, title)


def test_a_chapter_that_is_not_read_is_missed() -> None:
    files = unpacked(epub.render(sample(), plain_style()).epub)
    opf = files["EPUB/content.opf"].decode()
    shorter = re.sub(r'<itemref [^>]*idref="file-006-second"[^>]*/>', "", opf)
    assert shorter != opf
    files["EPUB/content.opf"] = shorter.encode()
    assert differences(packed(files), DOCUMENT, DOCUMENT.metadata.title)
