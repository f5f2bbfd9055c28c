"""Where a book is made: who works there, with what, and what has been said there.

Enters: a book and a house style, and a manuscript of it. Leaves: the manuscript in type, and the sheets of its pages.

Codes: P209 pages of unequal size.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from lxml import etree

from emendata.diagnostics import Place, error
from emendata.publish.pages import markup
from emendata.publish.pages.apart import FontUse, SetUnit, Workers, digest
from emendata.publish.pages.joined import Before, Joined, Portion, has_entries, joined, portion
from emendata.publish.pages.manuscript import Manuscript, Piece
from emendata.publish.pages.told import Told
from emendata.publish.pages.weasy.paper import (
    Sheet,
    Sheets,
    SheetsJob,
    draw_sheets,
)
from emendata.publish.pages.weasy.unit import Kit, UnitJob, set_unit
from emendata.publish.semantic.model import Book
from emendata.publish.style import Style


def kit_of(book: Book, style: Style, environment: str) -> Kit:
    """What the press needs besides the text; `environment` as in `paging.paged`."""
    sheets = tuple((sheet.name, sheet.text) for sheet in style.sheets.get("print", ()))
    named = ((at, i.data) for at, i in book.images.items() if any(at in text for _, text in sheets))
    return Kit(sheets, tuple(sorted(named)), environment)


class Room:
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
        self._kit_digest = digest(kit)
        self._set: dict[str, list[SetUnit]] = {}
        """The units of each piece of the manuscript, as it was set last."""
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
        many = SHEETS if not _counts_pages(self.kit) else max(1, len(heads))
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
        for name in sorted({use.file for use in uses} - _font_files.keys()):
            # What drew with it is remembered, and gave the file away long ago, perhaps in another build.
            if (data := self.workers.file(name)) is not None:
                _font_files[name] = data
            else:
                task, job = self._font_from[name]
                _font_files.update(self.workers.start(task, replace(job, whole=True)).result().files)
        return {name: _font_files[name] for name in sorted({use.file for use in uses})}

    def set(self, manuscript: Manuscript, told: Told) -> Joined:
        """The book in type; `told` gives the pages and lines that it names."""
        pieces = manuscript.pieces(told)
        new = {piece.key: self._jobs(piece) for piece in pieces if piece.key not in self._set}
        promises = {key: [self.workers.start(set_unit, job) for job in jobs] for key, jobs in new.items()}
        for key, jobs in new.items():
            self._set[key] = [promise.result() for promise in promises[key]]
            for job, unit in zip(jobs, self._set[key], strict=True):
                self._fonts_came(set_unit, job, unit)
        self._set = {piece.key: self._set[piece.key] for piece in pieces}
        portions: list[Portion] = []
        for group in self._groups(pieces):
            units = [unit for piece in group for unit in self._set[piece.key]]
            before = portions[-1].after if portions else Before()
            start = sum(len(one.text) for one in portions) if has_entries(units) else 0
            sources = [self._source(piece) for piece in group]
            key = digest("portion", self._kit_digest, self.width, self.height, sources, before, start)
            portions.append(self.workers.remember(partial(portion, units, before, start, key), key, lasting=False))
        return joined(portions, self._set[pieces[0].key][0].grid)

    def _jobs(self, piece: Piece) -> list[UnitJob]:
        images = self.book.images
        return [
            UnitJob(
                self.kit,
                unit.html,
                tuple((name, images[name].data) for name in unit.images if name in images),
                self.width,
                self.height,
            )
            for unit in piece.units
        ]

    def _groups(self, pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
        """Pieces with text, each with those after it that have none: the calls in these stand in its last line."""
        group: list[Piece] = []
        begun = False
        for piece in pieces:
            has_text = any(unit.text for unit in self._set[piece.key])
            if has_text and begun:
                yield group
                group = []
            group.append(piece)
            begun = begun or has_text
        yield group

    def _source(self, piece: Piece) -> tuple[str, list[str]]:
        """What a piece is set from."""
        images = sorted({name for unit in piece.units for name in unit.images} & self.book.images.keys())
        return piece.key, [digest(name, self.book.images[name].data) for name in images]


_font_files: dict[str, bytes] = {}
"""Those that have come with what was drawn, by their SHA-256; a process gives each away once."""

SHEETS = 64
"""Sheets that are drawn together."""


def _counts_pages(kit: Kit) -> bool:
    """Do the style sheets ask for more about a page than its side and whether it is the first?"""
    return any(re.search(r":nth\(|counters?\(\s*pages?\b", text) for _, text in kit.sheets)
