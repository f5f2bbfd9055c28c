"""From a book to its PDF, step by step.

Codes: P203 something was reduced to fit the page, P207 page numbers that cannot be settled, P209 pages
of unequal size, P212 a page number for something that is on no page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from lxml import etree

from emendata.diagnostics import Diagnostic, EmendataError, Place, error
from emendata.publish.pages import markup
from emendata.publish.pages.account import unprinted
from emendata.publish.pages.apart import FontUse, Here, Inked, Promise, SetUnit, UnitInk, Workers
from emendata.publish.pages.archive import unfit
from emendata.publish.pages.begun import begun, blocks
from emendata.publish.pages.composing import beside, drawing
from emendata.publish.pages.foot import Foot, strips
from emendata.publish.pages.frames import pieces
from emendata.publish.pages.joined import Joined, inked, joined
from emendata.publish.pages.lines import Printed, printed
from emendata.publish.pages.margin import line_numbers
from emendata.publish.pages.notices import notices
from emendata.publish.pages.numbers import LineNumbers
from emendata.publish.pages.paginate import Leaf, Numbering, leaves, with_notes
from emendata.publish.pages.paper import About, Page, Read, bound
from emendata.publish.pages.parallel import side_by_side
from emendata.publish.pages.proof import proof
from emendata.publish.pages.running import Faces, SetLine
from emendata.publish.pages.slugs import Galley, Measure, same_lines
from emendata.publish.pages.spreads import Region, region
from emendata.publish.pages.strips import Row, Rules, Strip
from emendata.publish.pages.told import Told
from emendata.publish.pages.told import labels as told_labels
from emendata.publish.pages.told import lines as told_lines
from emendata.publish.pages.units import units
from emendata.publish.pages.weasy.embed import FontsJob, embedded, united
from emendata.publish.pages.weasy.load import PRODUCER
from emendata.publish.pages.weasy.paper import (
    Bodies,
    PageJob,
    Sheet,
    Sheets,
    SheetsJob,
    draw_pages,
    draw_sheets,
)
from emendata.publish.pages.weasy.unit import Kit, UnitJob, set_unit
from emendata.publish.semantic.model import Book, PrintedPage
from emendata.publish.style import Style

_ROUNDS = 6
"""How often the contents are set anew until their numbers are those of the pages."""


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


@dataclass(frozen=True, slots=True)
class Paged:
    """A book of which it is known what stands on which page, and that is not on paper yet."""

    room: _Room
    manuscript: markup.Manuscript
    made: Joined
    foot: Foot
    leaves: Sequence[Leaf]
    measure: Measure
    page_of: Mapping[str, str]
    """The folio of the page on which something with an id stands or begins."""
    begun: tuple[PrintedPage, ...]
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


def paged(book: Book, style: Style, workers: Workers | None = None, environment: str = "") -> Paged:
    """The book divided into pages.

    `workers` do what can be done apart; the outcome does not depend on them. `environment` names what else
    the outcome depends on, such as the fonts that are installed.
    """
    kit = _kit(book, style, environment)
    room = _Room(workers or Here(), kit, book, style)
    manuscript = markup.manuscript(book, style)
    made, foot, laid_out, page_of, measure = _paginated(room, manuscript)
    pages = begun(made.galley, laid_out, blocks(book))
    return Paged(room, manuscript, made, foot, laid_out, measure, MappingProxyType(page_of), pages)


def on_paper(given: Paged, running_title: str = "", running_author: str = "") -> Pages:
    """These pages as a PDF; the running heads are made from the metadata where they are not given."""
    room, made, foot, laid_out, parts = given.room, given.made, given.foot, given.leaves, given.manuscript.parts
    book = room.book
    facing = _facing(made.galley, book, parts)
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


def _kit(book: Book, style: Style, environment: str) -> Kit:
    sheets = tuple((sheet.name, sheet.text) for sheet in style.sheets.get("print", ()))
    named = ((at, i.data) for at, i in book.images.items() if any(at in text for _, text in sheets))
    return Kit(sheets, tuple(sorted(named)), environment)


class _Room:
    """Where a book is made: who works there, with what, and what has been said there."""

    def __init__(self, workers: Workers, kit: Kit, book: Book, style: Style) -> None:
        self.workers, self.kit, self.book, self.style = workers, kit, book, style
        head = markup.Heads("1", "", "", "", ("body",))
        made = workers.start(draw_sheets, self._sheets_job([head, head], 0)).result()
        _font_files.update(made.files)
        self.width, self.height = made.sheets[0].block
        for at, sheet in enumerate(made.sheets):
            self.check(sheet, at)
        self.said = made.messages
        self._promises: dict[bytes, Promise[SetUnit]] = {}
        self._font_from: dict[str, tuple[Callable[[Any], Any], Any]] = {}

    def check(self, sheet: Sheet, at: int) -> None:
        """All text blocks are of the same size."""
        width, height = sheet.block
        if abs(width - self.width) > 0.1 or abs(height - self.height) > 0.1:
            raise error(
                "P209",
                Place("print.css"),
                f"the text block of page {at + 1} measures {width * 0.75:.1f} × {height * 0.75:.1f}pt, "
                f"that of the others {self.width * 0.75:.1f} × {self.height * 0.75:.1f}pt",
                "Margins may differ from page to page, but what they leave must not; space above an "
                "opening is made with `padding-top`.",
            )

    def _sheets_job(self, heads: Sequence[markup.Heads], before: int) -> SheetsJob:
        return SheetsJob(self.kit, etree.tostring(markup.sheets(self.book, self.style, heads)), before)

    def sheets(self, heads: Sequence[markup.Heads]) -> list[Sheets]:
        """The sheets with their running heads, some at a time."""
        many = _SHEETS if not _counts_pages(self.kit) else max(1, len(heads))
        jobs, promises = [], []
        for start in range(0, len(heads), many):
            # Those before the first of them see to it that it is a right or a left page, and not the first.
            before = 2 if start else 0
            lead = [heads[start]] * before
            job = self._sheets_job([*lead, *heads[start : start + many]], before)
            jobs.append(job)
            promises.append(self.workers.start(draw_sheets, job))
        made = [promise.result() for promise in promises]
        for job, part in zip(jobs, made, strict=True):
            self._fonts_came(draw_sheets, job, part)
        return made

    def _fonts_came(self, task: Callable[[Any], Any], job: Any, made: SetUnit | Sheets) -> None:
        _font_files.update(made.files)
        for font in made.fonts:
            self._font_from.setdefault(font.file, (task, job))

    def font_files(self, uses: Sequence[FontUse]) -> dict[str, bytes]:
        """The files of fonts by their SHA-256, from wherever they can be had."""
        for digest in sorted({use.file for use in uses} - _font_files.keys()):
            # What drew with it is remembered, and gave the file away long ago, perhaps in another build.
            if (data := self.workers.file(digest)) is not None:
                _font_files[digest] = data
            else:
                task, job = self._font_from[digest]
                _font_files.update(self.workers.start(task, replace(job, whole=True)).result().files)
        return {digest: _font_files[digest] for digest in sorted({use.file for use in uses})}

    def set(self, manuscript: markup.Manuscript, told: Told | None = None) -> Joined:
        """The book in type; `told` gives the pages and lines that it names."""
        told = told or Told()
        markup.fill(manuscript.html, told.pages, told.lines)
        markup.relabel(manuscript.html, told.labels)
        cut = units(manuscript.html, [text for _, text in self.kit.sheets])
        images = self.book.images
        jobs = [
            UnitJob(
                self.kit,
                unit.html,
                tuple((name, images[name].data) for name in unit.images if name in images),
                self.width,
                self.height,
            )
            for unit in cut
        ]
        promises = [self._promises.get(job.html) or self.workers.start(set_unit, job) for job in jobs]
        self._promises = {job.html: promise for job, promise in zip(jobs, promises, strict=True)}
        made = [promise.result() for promise in promises]
        for job, unit in zip(jobs, made, strict=True):
            self._fonts_came(set_unit, job, unit)
        return _in_columns(joined(made), self.book, manuscript.parts)


_font_files: dict[str, bytes] = {}
"""Those that have come with what was drawn, by their SHA-256; a process gives each away once."""

_SHEETS = 64
"""Sheets that are drawn together."""


def _counts_pages(kit: Kit) -> bool:
    """Do the style sheets ask for more about a page than its side and whether it is the first?"""
    return any(re.search(r":nth\(|counters?\(\s*pages?\b", text) for _, text in kit.sheets)


def _paginated(
    room: _Room, manuscript: markup.Manuscript
) -> tuple[Joined, Foot, list[Leaf], Mapping[str, str], Measure]:
    """Pages whose numbers are those that contents, references and calls give."""
    made = room.set(manuscript)
    measure = Measure(room.height, made.grid)
    told: Told | None = None
    for attempt in range(_ROUNDS):
        foot = _foot(made, room.book)
        facing = _facing(made.galley, room.book, manuscript.parts)
        laid_out = _numbered(made.galley, foot, measure, manuscript.parts, room, facing)
        tells = _told(room, made, foot, laid_out)
        page_of = tells.pages
        if attempt > 1 and told:
            tells = tells.widened(told)
        if tells == told or not (markup.refers(manuscript) or tells.labels):
            return made, foot, laid_out, page_of, measure
        told = tells
        before, made = made, room.set(manuscript, told)
        if same_lines(before.galley, made.galley):
            foot = _foot(made, room.book)
            laid_out = with_notes(laid_out, foot)
            if _told(room, made, foot, laid_out) == told:
                return made, foot, laid_out, page_of, measure
    raise error(
        "P207",
        Place("print"),
        "the page numbers in the contents or in the apparatus change the pages that they name, again and again",
        "Give the numbers a fixed width in print.css: `.page-of { display: inline-block; width: 2em }`.",
    )


def _told(room: _Room, made: Joined, foot: Foot, laid_out: Sequence[Leaf]) -> Told:
    galley = made.galley
    pages: dict[str, str] = {}
    for leaf in laid_out:
        for name, _ in _places(galley, leaf):
            pages.setdefault(name, leaf.folio)
    numbers = LineNumbers(galley.text, room.book.lines.restart)
    # Nobody can look up a line where none has its number.
    lines = told_lines(galley, laid_out, numbers) if markup.LINE_NUMBERS in made.strips else {}
    return Told(pages, lines, told_labels(galley, foot, laid_out))


def _foot(made: Joined, book: Book) -> Foot:
    """The strips of the notes."""
    places = [(lower, continued) for lower in (False, True) for continued in (False, True)]
    rules = {
        name: Rules(*(strip.rules[place][0] if place in strip.rules else 0.0 for place in places))
        for name, strip in made.strips.items()
    }

    def faces(name: str) -> Faces:
        strip = made.strips[name]
        return Faces.of(strip.width, strip.line, {name: letter.width for name, letter in strip.letters.items()})

    galley = made.galley
    numbers = LineNumbers(galley.text, book.lines.restart)
    return Foot(galley, strips(galley.notes, book.series, rules, numbers, faces))


def _facing(galley: Galley, book: Book, parts: Sequence[markup.Part]) -> Region | None:
    """What is printed on facing pages."""
    return _region(galley, book, parts) if book.facing_layout == "pages" else None


def _in_columns(made: Joined, book: Book, parts: Sequence[markup.Part]) -> Joined:
    """The book with its translation beside the text, where they are printed in columns."""
    found = _region(made.galley, book, parts) if book.facing_layout == "columns" else None
    return replace(made, galley=side_by_side(made.galley, found)) if found else made


def _region(galley: Galley, book: Book, parts: Sequence[markup.Part]) -> Region | None:
    """The text with a translation, and where each segment begins in both."""
    if not book.facing:
        return None
    return region(galley, [part.side for part in parts], [(one.text, one.translation) for one in book.facing])


def _numbered(
    galley: Galley,
    foot: Foot,
    measure: Measure,
    parts: Sequence[markup.Part],
    room: _Room,
    facing: Region | None,
) -> list[Leaf]:
    style = room.style
    front = sum(parts[slug.section].front for slug in galley.text)
    numbering = Numbering(front, style.front_folios, style.folios, style.first_folio)
    return leaves(galley, foot, measure, numbering, facing, room.workers)


# ------------------------------------------------------------------------- on paper


def _printed(
    room: _Room, made: Joined, foot: Foot, laid_out: Sequence[Leaf], heads: Sequence[markup.Heads]
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
        ids = _places(made.galley, leaf)
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


def _bodies(room: _Room, made: Joined, placed: Sequence[Sequence[tuple[float, Inked]]]) -> list[Bodies]:
    """The text blocks of the pages, some at a time."""
    images = tuple((name, image.data) for name, image in sorted(room.book.images.items()))
    promises = []
    for start in range(0, len(placed), _SHEETS):
        pages = tuple((pieces(on, made.frames), tuple(_numbered_ink(on)))
                      for on in placed[start : start + _SHEETS])  # fmt: skip
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


def _places(galley: Galley, leaf: Leaf) -> list[tuple[str, float]]:
    """Every id on a page with its height on it."""
    placed = [(galley.text[at], top) for at, top in leaf.made.text]
    placed += [(row.slug, strip.top + row.top) for strip in leaf.made.strips for row in strip.rows]
    return [(name, top) for slug, top in placed for name in slug.ids]


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
