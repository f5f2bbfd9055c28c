"""Draw what is on a page besides its slugs: running heads and folios, and the frames of blocks.

`draw_sheets` is a task, as `unit.set_unit` is.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from lxml import etree

from emendata.publish.pages.apart import FontUse, Frame, Resources, digest, numbered
from emendata.publish.pages.weasy.ink import Ink
from emendata.publish.pages.weasy.press import Press
from emendata.publish.pages.weasy.unit import SIDES, Kit, press


@dataclass(frozen=True, slots=True)
class SheetsJob:
    """Sheets of paper that are to be given their running heads."""

    kit: Kit
    html: bytes
    """A document with a ``div.sheet`` for each, and before them some that only make up the number."""
    before: int
    """How many."""
    whole: bool = False
    """As in `UnitJob`."""

    @property
    def key(self) -> str | None:
        """Differs where the outcome can differ."""
        if self.whole:
            return None
        return digest("sheets", self.kit, self.html, self.before)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of paper with its running head; lengths in CSS pixels."""

    width: float
    height: float
    bleed: tuple[float, ...]
    """Top, right, bottom, left."""
    x: float
    y: float
    """Where the text block begins."""
    block: tuple[float, float]
    """Width and height of the text block."""
    ink: bytes


@dataclass(frozen=True, slots=True)
class Sheets:
    """Sheets drawn together."""

    sheets: tuple[Sheet, ...]
    resources: Resources
    fonts: tuple[FontUse, ...]
    messages: tuple[tuple[str, str], ...]
    files: dict[str, bytes]
    digest: str
    """Differs where any of them can differ."""


def draw_sheets(job: SheetsJob) -> Sheets:
    """Lay them out and draw them."""
    from weasyprint.draw import draw_page

    used = press(job.kit)
    with used.hearing() as messages:
        pages = used.sheets(etree.fromstring(job.html))[job.before :]
        ink = Ink(used, f"h{digest(job.html, job.before)[:12]}")
        with used.listening():
            inks = [ink.painted(partial(draw_page, page)) for page in pages]
        sheets = tuple(
            Sheet(
                page.margin_width(),
                page.margin_height(),
                tuple(page.style[f"bleed_{side}"].value for side in SIDES),
                page.content_box_x(),
                page.content_box_y(),
                (page.width, page.height),
                drawing,
            )
            for page, drawing in zip(pages, inks, strict=True)
        )
        resources = ink.finished()
        fonts, files = ink.used_fonts(job.whole)
    said = tuple((message.text, message.sheet) for message in (*used.opening, *messages))
    return Sheets(sheets, resources, fonts, said, files, replace(job, whole=False).key or "")


# ------------------------------------------------------------------------- the pages


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a frame that is on a page; lengths in CSS pixels from the corner of the text block."""

    frame: Frame
    top: float
    height: float
    starts: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class PageJob:
    """Some pages that are to be drawn."""

    kit: Kit
    files: tuple[tuple[str, bytes], ...]
    pages: tuple[tuple[tuple[Piece, ...], tuple[tuple[float, bytes, int], ...]], ...]
    """For each its frames, and its drawings with their tops and the numbers of their first marked pieces."""


@dataclass(frozen=True, slots=True)
class Bodies:
    """Pages, drawn from the corner of their text blocks in CSS pixels, and compressed."""

    streams: tuple[bytes, ...]
    resources: Resources


def draw_pages(job: PageJob) -> Bodies:
    """Draw them."""
    framed = any(pieces for pieces, _ in job.pages)
    ink = _frames_ink(job) if framed else None
    streams = []
    for pieces, drawings in job.pages:
        parts = []
        if ink:
            drawn = (ink.painted(partial(_frame, ink.press, piece)) for piece in pieces)
            parts += [b"/Artifact BMC\n%s\nEMC" % frame for frame in drawn]
        parts += [
            b"q 1 0 0 1 0 %s cm\n%s\nQ" % (number(top), numbered(drawing, first))
            for top, drawing, first in drawings
        ]
        # What the sheet begins, the last `Q` ends: see `emendata.publish.pages.paper`.
        streams.append(zlib.compress(b"\n".join((*parts, b"Q")), 6))
    return Bodies(tuple(streams), ink.finished() if ink else Resources())


def number(value: float) -> bytes:
    """A number as PDF has it, to a thousandth of a pixel."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return b"0" if text == "-0" else text.encode()


def _frames_ink(job: PageJob) -> Ink:
    pieces = [pieces for pieces, _ in job.pages]
    return Ink(press(job.kit, job.files), f"f{digest(pieces)[:12]}")


def _frame(used: Press, piece: Piece, stream: Any) -> None:
    """Draw border and background of a part of a block."""
    from weasyprint.draw import draw_background
    from weasyprint.draw.border import draw_border, draw_outline, set_mask_border

    box = _box(used, piece)
    used.background(box)
    set_mask_border(stream, box)
    draw_background(stream, box.background)
    draw_border(stream, box)
    draw_outline(stream, box)


def _box(used: Press, piece: Piece) -> Any:
    """A block of the size of the piece, with nothing in it."""
    frame = piece.frame
    box = used.boxes.BlockBox("div", dict(frame.style), None, [])
    box.__dict__.update(frame.sides)
    for side in SIDES:
        setattr(box, f"margin_{side}", 0)
    box.position_x, box.position_y = frame.x, piece.top
    box.remove_decoration_sides = set()
    box.remove_decoration(start=not piece.starts, end=not piece.ends)
    box.width = frame.width - sum(
        frame.sides[f"{kind}"] for kind in frame.sides if "left" in kind or "right" in kind
    )
    box.height = piece.height - sum(
        getattr(box, name) for name in frame.sides if "top" in name or "bottom" in name
    )
    return box
