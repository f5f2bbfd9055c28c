"""From a book to its PDF, step by step.

Enters: a book and a house style, or what `paging` has made of them. Leaves: `Pages`.

Codes: P203 something was reduced to fit the page, P212 a page number for something that is on no page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from emendata.diagnostics import Diagnostic, EmendataError, Place
from emendata.publish.pages import markup
from emendata.publish.pages.account import unprinted
from emendata.publish.pages.apart import Inked, UnitInk, Workers
from emendata.publish.pages.archive import unfit
from emendata.publish.pages.composing import beside, drawing
from emendata.publish.pages.foot import Foot
from emendata.publish.pages.frames import pieces
from emendata.publish.pages.joined import Joined, inked
from emendata.publish.pages.lines import Printed, printed
from emendata.publish.pages.margin import line_numbers
from emendata.publish.pages.notices import notices
from emendata.publish.pages.numbers import LineNumbers
from emendata.publish.pages.paginate import Leaf
from emendata.publish.pages.paging import Paged, faced, ids_on, paged
from emendata.publish.pages.paper import About, Page, Read, bound
from emendata.publish.pages.proof import proof
from emendata.publish.pages.room import SHEETS, Room
from emendata.publish.pages.running import SetLine
from emendata.publish.pages.slugs import Galley
from emendata.publish.pages.strips import Row, Strip
from emendata.publish.pages.weasy.embed import FontsJob, embedded, united
from emendata.publish.pages.weasy.load import PRODUCER
from emendata.publish.pages.weasy.paper import (
    Bodies,
    PageJob,
    draw_pages,
)
from emendata.publish.semantic.model import Book, PrintedPage
from emendata.publish.style import Style


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


def on_paper(given: Paged, running_title: str = "", running_author: str = "") -> Pages:
    """These pages as a PDF; the running heads are made from the metadata where they are not given."""
    room, made, foot, laid_out, parts = given.room, given.made, given.foot, given.leaves, given.manuscript.parts
    book = room.book
    facing = faced(made.galley, book, parts)
    warnings = proof(made.galley, foot, laid_out, given.measure, book.lines.restart, facing)
    lost = unprinted(book, made.galley, _places_of_sections(book, room.style, parts), room.style.own_sheets)
    if any(one.severity == "error" for one in lost):
        raise EmendataError(lost)
    title = running_title or book.metadata.title
    author = running_author or _authors(book)
    heads = _heads(made.galley, laid_out, parts, title, author)
    data, fonts, said, barred = _printed(room, made, foot, laid_out, heads)
    return Pages(
        data,
        given.page_of,
        len(laid_out),
        (
            *_reductions(made),
            *warnings,
            *lost,
            *_unresolved(given.manuscript, given.page_of),
            *barred,
            *notices((*room.said, *made.messages, *said), made.galley, room.kit.sheets),
        ),
        fonts,
        printed(made.galley, foot, laid_out, parts),
        given.begun,
    )


def _places_of_sections(book: Book, style: Style, parts: Sequence[markup.Part]) -> list[int | None]:
    """Which part each section of the book is."""
    if book.facing and book.facing_layout == "columns":  # what stands side by side is one row
        return [None] * len(book.sections)
    printed = [at for at, part in enumerate(parts) if part.kind != markup.CONTENTS_PART]
    places = {id(section): at for section, at in zip(markup.printed_order(book, style), printed, strict=True)}
    return [places[id(section)] for section in book.sections]


# ------------------------------------------------------------------------- on paper


def _printed(
    room: Room, made: Joined, foot: Foot, laid_out: Sequence[Leaf], heads: Sequence[markup.Heads]
) -> tuple[bytes, tuple[str, ...], tuple[tuple[str, str], ...], tuple[Diagnostic, ...]]:
    """The PDF, the fonts in it, what there was to say, and what bars it from being one for archives."""
    placed = [_placed(made, foot, leaf, room.width) for leaf in laid_out]
    if look := made.strips.get(markup.LINE_NUMBERS):
        lines = room.book.lines
        if room.book.facing and room.book.facing_layout == "columns":
            # What is numbered is the text, which is the left-hand column.
            lines = replace(lines, side="left")
        counted = LineNumbers(made.galley.text, lines.restart)
        for at, (leaf, page) in enumerate(zip(laid_out, placed, strict=True)):
            # The first page is a right-hand one.
            page.on += line_numbers(
                made.galley, leaf, counted, lines, look, room.width, right_hand=at % 2 == 0
            )
    bodies = _bodies(room, made, [page.on for page in placed])
    sheets = room.sheets(heads)
    uses = united((*made.fonts, *(font for part in sheets for font in part.fonts)))
    files = room.font_files(uses)
    embedding = room.workers.start(embedded, FontsJob(uses, files))
    flat = [sheet for part in sheets for sheet in part.sheets]
    streams = [stream for part in bodies for stream in part.streams]
    pages: list[Page] = []
    for leaf, sheet, body, on in zip(laid_out, flat, streams, placed, strict=True):
        if not leaf.blank:
            room.check(sheet, len(pages))
        ids = ids_on(made.galley, leaf)
        pages.append(Page(sheet, body, on.on, ids, _ROMAN.get(leaf.style, "D"), leaf.number))
    metadata = room.book.metadata
    authors = [person.name for person in metadata.persons if person.role == "author"]
    resources = (*made.resources, *(p.resources for p in sheets), *(p.resources for p in bodies))
    archive = room.style.pdf == "archive"
    barred = tuple(dict.fromkeys(unfit(uses, files, resources))) if archive else ()
    about = About(metadata.title, authors, room.book.lang, PRODUCER, archive and not barred)
    fonts = embedding.result()
    data, lost = bound(pages, resources, fonts.resources, about, made.parts, _reading(made.galley, placed))
    said = [message for part in sheets for message in part.messages if message not in room.said]
    said += [(f"No anchor #{name} for internal URI reference", "") for name in lost]
    return data, fonts.described, tuple(said), barred


def _reading(galley: Galley, placed: Sequence[_Placed]) -> list[Read]:
    """What is on the pages in the order of reading, each with the notes that it calls; notes after the text."""
    text = [
        Read(inked(slug), tuple(galley.notes[call].id for call in slug.calls), inked(slug).called_in)
        for slug in galley.text
    ]
    notes = sorted((row for one in placed for row in one.notes), key=lambda row: row[0])
    return text + [read for _, read in notes]


_ROMAN = {"lower-roman": "r", "upper-roman": "R"}
"""How PDF writes down a way of counting."""


@dataclass(slots=True)
class _Placed:
    """What stands on a page."""

    on: list[tuple[float, Inked]]
    """From top to bottom."""
    notes: list[tuple[int, Read]]
    """The rows of the notes as they are read, each with the place of its first note in the galley."""


def _placed(made: Joined, foot: Foot, leaf: Leaf, width: float) -> _Placed:
    galley = made.galley
    placed = _Placed([(top, inked(galley.text[at])) for at, top in leaf.made.text], [])
    for strip in leaf.made.strips:
        notes = foot.strips[strip.strip]
        set_type = made.strips[notes.series.name]
        if rule := set_type.rules.get((strip.lower, strip.continued)):
            placed.on.append((strip.rule, rule[1]))
        columns = notes.series.columns
        step = (width - set_type.width) / (columns - 1) if columns > 1 else 0.0
        for row in strip.rows:
            ink = beside(drawing(row.slug, set_type), row.column * step)
            placed.on.append((strip.top + row.top, ink))
            # Only what comes after a note in the galley is called in it first: so none is within itself.
            calls = {
                galley.notes[call].id: part
                for note, part, called in _called(notes, row)
                for call in called
                if call > note
            }
            placed.notes.append((notes.note(row.piece.start), Read(ink, tuple(calls), calls)))
    return placed


def _called(notes: Strip, row: Row) -> Iterator[tuple[int, str, tuple[int, ...]]]:
    """What is called in a row: by which note, in which part of the structure."""
    if not isinstance(row.slug.handle, SetLine):
        yield notes.note(row.piece.start), "", row.slug.calls
        return
    for at, placed in zip(row.piece, row.slug.handle.units, strict=True):
        ink = placed.unit.handle
        assert isinstance(ink, UnitInk)
        if placed.unit.calls and ink.spans:
            yield notes.note(at), ink.spans[0].part, placed.unit.calls


def _bodies(room: Room, made: Joined, placed: Sequence[Sequence[tuple[float, Inked]]]) -> list[Bodies]:
    """The text blocks of the pages, some at a time."""
    images = tuple((name, image.data) for name, image in sorted(room.book.images.items()))
    promises = []
    for start in range(0, len(placed), SHEETS):
        pages = tuple((pieces(on, made.frames), tuple(_numbered_ink(on)))
                      for on in placed[start : start + SHEETS])  # fmt: skip
        framed = any(framed for framed, _ in pages)
        job = PageJob(room.kit, images if framed else (), pages)
        promises.append(room.workers.start(draw_pages, job))
    return [promise.result() for promise in promises]


def _numbered_ink(on: Sequence[tuple[float, Inked]]) -> Iterator[tuple[float, bytes, int]]:
    """Tops and drawings, with the numbers that the pieces marked in them have on the page."""
    first = 0
    for top, ink in on:
        yield top, ink.ink, first
        first += len(ink.marks)


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


def _unresolved(manuscript: markup.Manuscript, page_of: Mapping[str, str]) -> list[Diagnostic]:
    return [
        Diagnostic(
            "P212", "warning", Place("print"), f"#{target} is referred to by its page and stands on none"
        )
        for target in markup.missing_targets(manuscript, page_of)
    ]


def _authors(book: Book) -> str:
    return ", ".join(person.name for person in book.metadata.persons if person.role == "author")
