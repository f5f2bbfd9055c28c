"""From a book to its PDF, step by step.

Enters: a book and a house style, or what `paging` has made of them. Leaves: `Pages`.

Codes: P203 something was reduced to fit the page, P212 a page number for something that is on no page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from emendata.diagnostics import Diagnostic, EmendataError, Place
from emendata.hashing import sha256
from emendata.publish.pages import markup
from emendata.publish.pages.account import unprinted
from emendata.publish.pages.apart import Workers
from emendata.publish.pages.gatherings import laid
from emendata.publish.pages.joined import Joined
from emendata.publish.pages.lines import Printed, printed
from emendata.publish.pages.manuscript import Manuscript
from emendata.publish.pages.notices import notices
from emendata.publish.pages.numbers import LineNumbers
from emendata.publish.pages.paginate import Leaf
from emendata.publish.pages.paging import Paged, faced, paged
from emendata.publish.pages.printing import put_on_paper
from emendata.publish.pages.proof import proof
from emendata.publish.pages.slugs import Galley
from emendata.publish.pages.weasy.load import tools
from emendata.publish.semantic.model import Book, PrintedPage
from emendata.publish.style import Style
from emendata.remembering import Remember, anew


@dataclass(frozen=True, slots=True)
class Pages:
    """A printed book."""

    pdf: bytes
    page_of: Mapping[str, str]
    """The folio of the page on which something with an id stands or begins."""
    count: int
    """Of pages, blank ones included."""
    diagnostics: tuple[Diagnostic, ...] = ()
    fonts: tuple[str, ...] = ()
    """The fonts in the PDF, with their versions."""
    lines: tuple[Printed, ...] = ()
    """What is printed on each page."""
    begun: tuple[PrintedPage, ...] = ()
    """Where in the text each page begins."""
    gathered: tuple[tuple[str, int], ...] = ()
    """Of each gathering, a hash of what is printed on its pages, or ``""``, and how many they are."""
    tools: Mapping[str, str] = field(default_factory=dict)
    """The versions of what has set the type."""


def render(
    book: Book,
    style: Style,
    running_title: str = "",
    running_author: str = "",
    workers: Workers | None = None,
    environment: str = "",
) -> Pages:
    """The book as a PDF; see `paged` and `on_paper`."""
    return on_paper(paged(book, style, workers, environment), running_title, running_author)


def on_paper(
    given: Paged, running_title: str = "", running_author: str = "", remember: Remember = anew
) -> Pages:
    """These pages as a PDF; the running heads are made from the metadata where they are not given."""
    room, made, foot, laid_out, parts = given.room, given.made, given.foot, given.leaves, given.manuscript.parts
    book = room.book
    facing = faced(made.galley, book, parts)
    cut = laid(made, foot, laid_out, LineNumbers(made.galley.text, book.lines.restart))
    warnings = proof(made.galley, foot, laid_out, given.measure, book.lines.restart, facing, cut, remember)
    places = _places_of_sections(book, room.style, parts)
    units = () if made.rearranged else made.borders
    lost = unprinted(book, made.galley, places, room.style.own_sheets, units, remember)
    if any(one.severity == "error" for one in lost):
        raise EmendataError(lost)
    title = running_title or book.metadata.title
    author = running_author or _authors(book)
    kinds = sha256(repr([part.kind for part in parts]).encode())
    heads = _heads(made.galley, laid_out, parts, title, author)
    on_sheets = put_on_paper(room, made, foot, laid_out, cut, heads, given.page_of)
    return Pages(
        on_sheets.pdf,
        given.page_of,
        len(laid_out),
        (
            *_reductions(made),
            *warnings,
            *lost,
            *_unresolved(given.manuscript, given.page_of),
            *on_sheets.barred,
            *notices((*room.said, *made.messages, *on_sheets.said), made.galley, room.kit.sheets),
        ),
        on_sheets.fonts,
        printed(made.galley, foot, laid_out, parts),
        given.begun,
        tuple((one.key and f"{one.key} {kinds}", len(one.gathering.leaves)) for one in cut),
        room.workers.start(tools, None).result(),
    )


def _places_of_sections(book: Book, style: Style, parts: Sequence[markup.Part]) -> list[int | None]:
    """Which part each section of the book is."""
    if book.facing and book.facing_layout == "columns":  # what stands side by side is one row
        return [None] * len(book.sections)
    printed = [at for at, part in enumerate(parts) if part.kind != markup.CONTENTS_PART]
    places = {id(section): at for section, at in zip(markup.printed_order(book, style), printed, strict=True)}
    return [places[id(section)] for section in book.sections]


def _heads(
    galley: Galley, laid_out: Sequence[Leaf], parts: Sequence[markup.Part], title: str, author: str
) -> list[markup.Heads]:
    heads = []
    part = parts[0]
    for leaf in laid_out:
        if leaf.made.text:
            part = parts[galley.text[leaf.made.text[0][0]].section]
        classes = ["front" if leaf.front else "body", f"kind-{part.kind}"]
        classes += ["begins"] * leaf.opening + ["blank"] * leaf.blank
        heads.append(markup.Heads(leaf.folio, title, author, part.title, tuple(classes)))
    return heads


def _reductions(made: Joined) -> list[Diagnostic]:
    return [
        Diagnostic(
            "P203",
            "warning",
            Place("print"),
            f"larger than the page and reduced to {factor:.0%}: {slug.text[:60] or ', '.join(slug.ids)!r}",
            "Let it break in print.css, or give it a smaller size there.",
        )
        for slug, factor in made.reduced
    ]


def _unresolved(manuscript: Manuscript, page_of: Mapping[str, str]) -> list[Diagnostic]:
    return [
        Diagnostic(
            "P212", "warning", Place("print"), f"#{target} is referred to by its page and stands on none"
        )
        for target in manuscript.targets
        if target not in page_of
    ]


def _authors(book: Book) -> str:
    return ", ".join(person.name for person in book.metadata.persons if person.role == "author")
