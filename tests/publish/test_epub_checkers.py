"""EPUBCheck on a book that has one of everything."""

from __future__ import annotations

from pathlib import Path

from emendata.document.model import Division, Document, Metadata, Person
from emendata.publish import epub
from emendata.publish.semantic import Book, book
from tests.checkers import epubcheck
from tests.publish.sample import P, plain_style, sample


def messages(made: Book, folder: Path) -> list[str]:
    """What EPUBCheck has to say."""
    path = folder / "book.epub"
    path.write_bytes(epub.render(made, plain_style()).epub)
    return epubcheck(path)


def test_epubcheck_has_nothing_to_say_of_a_book_with_everything(tmp_path: Path) -> None:
    assert messages(sample(), tmp_path) == []


def test_epubcheck_has_nothing_to_say_of_a_book_with_next_to_nothing(tmp_path: Path) -> None:
    strange = Metadata(
        "<שלום> & 🐉 " * 100, lang="", persons=(Person("A B"),), date="spring", identifier="x y"
    )
    body = Division(blocks=(P(""),), divisions=(Division(), Division(divisions=(Division(),))))
    assert messages(book(Document(strange, body=body)), tmp_path) == []
