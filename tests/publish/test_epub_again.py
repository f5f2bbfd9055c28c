"""An e-book made with what is remembered of others is the one that is made without."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from emendata import assets
from emendata.document.model import Block, Division, Document, Figure, Metadata, Note, NoteCall, PageBeginning
from emendata.publish import epub
from emendata.publish.epub.zipped import archive, deflated, stored
from emendata.publish.images import image
from emendata.publish.publication import Ebook
from emendata.publish.semantic import book
from emendata.publish.semantic.model import PrintedPage
from tests.document.strategies import documents
from tests.publish.sample import P, T, plain_style, png
from tests.publish.test_epub import NO_STYLE

FONTS = assets.fonts()
PICTURE = replace(image("a.png", png()), description="A disc.\nAnd ꝑ.")


class Kept:
    """Somebody who remembers everything."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, ...], Any] = {}
        self.made: list[str] = []

    def __call__(self, make: Callable[[], Any], *parts: str) -> Any:
        if parts not in self.held:
            self.made.append(parts[0])
            self.held[parts] = make()
        return self.held[parts]


class Work:
    """Some chapters with everything that the files of a book share: pages, figures, letters, links, images."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.chapters = [[self.words() for _ in range(3)] for _ in range(4)]
        self.pages = [(1, 0, 0), (2, 1, 2), (3, 3, 1)]
        self.ebook = Ebook()
        self.picture = PICTURE

    def words(self) -> str:
        chosen = self.random.choices(["one", "two", "three", "ꝑfecto", "r̥d", "[figure]", "[page]", "[note]"], k=6)
        return " ".join(chosen)

    def edit(self) -> None:
        match self.random.randrange(6):
            case 0:
                self.pages[self.random.randrange(3)] = (self.random.randrange(9), self.random.randrange(4), 3)
            case 1:
                self.ebook = Ebook(pages=self.random.choice(("auto", "print", "none")), depth=self.random.randint(1, 3))
            case 2:
                self.picture = replace(PICTURE, description=self.random.choice(("", "A disc.", "Two.")))
            case 3:
                self.chapters.insert(self.random.randrange(len(self.chapters)), [self.words()])
            case _:
                chapter = self.random.choice(self.chapters)
                chapter[self.random.randrange(len(chapter))] = self.words()

    def render(self, *remember: Kept) -> epub.Made:
        notes: list[Note] = []

        def blocks(text: str) -> tuple[Block, ...]:
            match text.split(" "):
                case ["[figure]", *rest]:
                    return Figure("a.png", T(" ".join(rest)), "A disc"), *blocks("x")
                case ["[page]", *rest]:
                    return (P(PageBeginning(str(len(rest))), " ".join(rest)),)
                case ["[note]", *rest]:
                    notes.append(Note(f"n{len(notes)}", str(len(notes) + 1), (P(" ".join(rest)),)))
                    return (P("x", NoteCall(notes[-1].id)),)
            return (P(text),)

        divisions = tuple(
            Division(T(f"Chapter {n}"), tuple(block for text in chapter for block in blocks(text)))
            for n, chapter in enumerate(self.chapters)
        )
        document = Document(body=Division(divisions=divisions), notes=tuple(notes))
        printed = tuple(PrintedPage(str(folio), f"d{d + 1}", letters) for folio, d, letters in self.pages)
        given = epub.Given(letters=FONTS, printed=printed, ebook=self.ebook)
        made = book(document, images={"a.png": self.picture})
        return epub.render(made, plain_style(), given, *remember)


@settings(max_examples=4)
@given(st.integers(0, 1000))
def test_after_any_edit(seed: int) -> None:
    work, kept = Work(seed), Kept()
    for _ in range(5):
        assert work.render(kept) == work.render()
        work.edit()


@settings(max_examples=30)
@given(documents(), documents())
def test_after_any_other_book(one: Document, other: Document) -> None:
    kept = Kept()
    for document in (one, other, one):
        made = epub.render(book(document), NO_STYLE, remember=kept)
        assert made == epub.render(book(document), NO_STYLE)


def test_a_word_has_its_own_file_made_anew_and_no_other() -> None:
    work, kept = Work(1), Kept()
    work.chapters = [["one two three"] for _ in range(9)]
    work.render(kept)
    kept.made.clear()
    work.chapters[4] = ["one two four"]
    work.render(kept)
    assert kept.made == ["outlines", "chapter"]


def test_another_title_has_another_cover() -> None:
    kept = Kept()
    for title in ("One", "Other"):
        document = Document(Metadata(title=title), body=Division(blocks=(P("x"),)))
        assert epub.render(book(document), NO_STYLE, remember=kept) == epub.render(book(document), NO_STYLE)


@given(
    st.lists(
        st.tuples(st.text(st.characters(codec="utf-8"), min_size=1), st.binary(), st.booleans()),
        unique_by=lambda file: file[0].partition("\0")[0],
    )
)
def test_the_archive_is_the_one_that_zipfile_writes(files: list[tuple[str, bytes, bool]]) -> None:
    files = [(name, data, plain) for name, data, plain in files if "\0" not in name and "\\" not in name]
    ours = archive([(name, stored(data) if plain else deflated(data)) for name, data, plain in files])
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as theirs:
        for name, data, plain in files:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            entry.compress_type = zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED
            theirs.writestr(entry, data, compresslevel=6)
    assert ours == buffer.getvalue()
