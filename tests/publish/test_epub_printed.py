"""Marks in the e-book where the pages of the printed book begin."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from emendata.document.model import Division, Document, Emph, Item, List, Note, NoteCall, PageBeginning
from emendata.publish import epub
from emendata.publish.epub.files import File, files
from emendata.publish.epub.printed import Text, found, mark_pages
from emendata.publish.publication import Ebook
from emendata.publish.semantic import book
from emendata.publish.semantic.model import Page, PrintedPage
from emendata.publish.xhtml import TYPE, Element, text_of
from tests.document.strategies import documents
from tests.publish.sample import P, T
from tests.publish.test_epub import NO_STYLE, Opened

DOCUMENT = Document(
    body=Division(
        divisions=(
            Division(
                T("A Head"),
                (
                    P("One two ", Emph(T("three (four)")), " five", NoteCall("n1"), " six."),
                    List((Item((P("seven eight"),)), Item((P("nine"),)))),
                    P(PageBeginning("x"), "ten"),
                ),
            ),
        )
    ),
    notes=(Note("n1", "1", (P("A note."),)),),
)


def parts(*pages: tuple[str, str, int]) -> list[File]:
    made = files(book(DOCUMENT))
    marked = mark(made, [PrintedPage(*page) for page in pages])
    assert [page.n for page in marked] == [folio for folio, _, _ in pages]
    return made


def mark(made: list[File], printed: list[PrintedPage]) -> tuple[Page, ...]:
    pages, marks = found(made, printed)
    for file, own in zip(made, marks, strict=True):
        mark_pages(file.html, own)
    assert [page.id for page in pages] == [mark.id for own in marks for mark in own]
    return pages


def shown(*pages: tuple[str, str, int]) -> str:
    """The text of the chapter with the marks in it."""
    [chapter] = [file.html for file in parts(*pages) if file.section.kind == "division"]
    for mark in marks(chapter):
        mark.text = f"|{mark.get('aria-label')}|"
    return " ".join(text_of(chapter).partition("1 A note")[0].split())


def marks(tree: Element) -> list[Element]:
    return [span for span in tree.iter("{*}span") if span.get(TYPE) == "pagebreak"]


def test_a_page_begins_with_a_block() -> None:
    assert shown(("1", "d1", 0), ("2", "p1", 0)).startswith("|1|A Head |2|One two three")


def test_a_page_begins_in_the_midst_of_a_paragraph() -> None:
    assert "One |2|two three (four)" in shown(("2", "p1", 3))
    assert "two |2|three" in shown(("2", "p1", 6))


def test_what_opens_with_the_word_goes_with_it() -> None:
    assert "three |2|(four)" in shown(("2", "p1", 11))


def test_numbers_of_calls_are_counted_and_no_mark_stands_in_a_call() -> None:
    assert "five1 |2|six" in shown(("2", "p1", 20))
    assert "five|2|1 six" in shown(("2", "p1", 19))


def test_what_has_no_id_is_found_from_what_has() -> None:
    assert "seven eight |2|nine" in shown(("2", "p1", 33))


def test_several_pages_in_one_paragraph() -> None:
    assert "One |1|two |2|three (four) |3|five" in shown(("1", "p1", 3), ("2", "p1", 6), ("3", "p1", 15))


def test_pages_of_the_source_are_no_longer_marked() -> None:
    made = parts(("1", "d1", 0))
    assert sum(len(marks(file.html)) for file in made) == 1


def test_pages_that_cannot_be_found_are_left_out() -> None:
    assert mark(files(book(DOCUMENT)), [PrintedPage("1", "nowhere", 0), PrintedPage("2", "p1", 999)]) == ()


def opened(pages: str, printed: tuple[PrintedPage, ...]) -> Opened:
    given = epub.Given(ebook=Ebook(pages=pages), printed=printed)
    return Opened(epub.render(book(DOCUMENT), NO_STYLE, given).epub)


def folios(made: Opened) -> list[str | None]:
    navs = [nav for nav in made.tree("contents.xhtml").iter("{*}nav") if nav.get(TYPE) == "page-list"]
    return [a.text for nav in navs for a in nav.iter("{*}a")]


def test_the_editor_chooses_whose_pages_are_listed() -> None:
    printed = (PrintedPage("1", "d1", 0), PrintedPage("2", "p1", 6))
    assert folios(opened("auto", printed)) == ["x"]
    assert folios(opened("source", printed)) == ["x"]
    assert folios(opened("print", printed)) == ["1", "2"]
    assert folios(opened("none", printed)) == []


def test_the_package_says_whose_pages_they_are() -> None:
    printed = (PrintedPage("1", "d1", 0),)
    assert opened("print", printed).said("pageBreakSource") == ["Untitled, in print"]
    assert opened("auto", printed).said("pageBreakSource") == ["none"]


@given(documents(), st.randoms(use_true_random=False))
def test_a_page_is_found_by_its_first_words_where_print_has_counted_otherwise(
    document: Document, chance: Random
) -> None:
    made = files(book(document))
    whole = Text(made)
    blocks = sorted(name for file in made for name in file.outline.begins if name)
    wanted = []
    for n, block in enumerate(chance.sample(blocks, min(5, len(blocks)))):
        rest = whole.letters[whole.counted(PrintedPage("", block, 0)) :]
        letters = chance.randrange(min(len(rest), 500) + 1)
        begins = rest[letters : letters + 40]
        page = PrintedPage(str(n), block, letters and max(letters + chance.randint(-9, 9), 1), begins)
        assert whole.find(page, whole.counted(page)) >= 0 or not begins
        wanted.append(page)
    before = "".join(map(text_of, (file.html for file in made)))
    pages = mark(made, wanted)
    assert "".join(map(text_of, (file.html for file in made))) == before
    assert {page.n for page in pages} >= {page.folio for page in wanted if page.begins}
