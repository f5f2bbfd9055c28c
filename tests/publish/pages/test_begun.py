"""Where in the text each page begins, and that an e-book finds all of these places."""

from __future__ import annotations

from emendata.publish.epub.files import files
from emendata.publish.epub.printed import found, mark_pages
from emendata.publish.pages import render
from emendata.publish.semantic.model import Book, PrintedPage, Section
from emendata.publish.semantic.reading import letters
from emendata.publish.xhtml import TYPE, element
from tests.publish.pages.books import SMALL, house, section, words
from tests.publish.pages.books import book as small
from tests.publish.sample import sample


def begun(made: Book, css: str = SMALL) -> tuple[PrintedPage, ...]:
    return render(made, house("plain", css)).begun


def behind(made: Book, pages: tuple[PrintedPage, ...]) -> dict[str, str]:
    """By its folio, the letters behind the mark of each page."""
    text = files(made)
    for file, own in zip(text, found(text, pages)[1], strict=True):
        mark_pages(file.html, own)
    whole = element("body")
    whole.extend(file.html for file in text)
    marks = [e for e in whole.iter("{*}span") if e.get(TYPE) == "pagebreak"]
    own = "following::text()[not(ancestor::*[local-name() = 'section' and contains(@class, 'notes')])]"
    return {mark.get("aria-label", ""): letters("".join(map(str, mark.xpath(own)))) for mark in marks}


def division(n: int, length: int) -> Section:
    return section(
        f'<section id="d{n}" class="division"><h2>Head {n}</h2><p id="p{n}">{words(length)}</p></section>'
    )


def test_a_page_begins_in_a_block_so_many_letters_after_its_beginning() -> None:
    made = small(division(1, 120))
    first, second = begun(made)
    assert (first.folio, first.after, first.letters, first.begins[:12]) == ("1", "opening", 0, "ATitleAnAuth")
    assert (second.folio, second.after) == ("2", "p1")
    assert second.letters == len(letters(words(120)).partition(second.begins)[0])


def test_every_page_of_a_long_book_is_found() -> None:
    made = small(*(division(n, 400) for n in (1, 2, 3)))
    pages = begun(made)
    assert len(pages) > 10
    there = behind(made, pages)
    assert {folio: text[:40] for folio, text in there.items()} == {page.folio: page.begins for page in pages}


def test_pages_of_a_book_with_everything_are_found_but_for_the_contents() -> None:
    made = sample()
    pages = begun(made)
    assert [page.folio for page in pages if page.after in ("opening", "abstract")] == ["1", "2"]
    assert "3" not in [page.folio for page in pages]
    there = behind(made, pages)
    assert there.keys() == {page.folio for page in pages}
    # the apparatus gives numbers of pages, which an e-book has not
    assert all(
        there[page.folio].startswith(page.begins[:20]) for page in pages if page.after[:2] not in ("ap", "em")
    )
