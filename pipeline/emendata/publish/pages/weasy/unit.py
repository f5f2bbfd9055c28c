"""Set one unit of a book in type and draw it: all of it plain data, on the way in and on the way out.

`set_unit` is a task: it depends on nothing but its argument, wherever and however often it is run.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from emendata.publish.pages.apart import (
    Bookmark,
    Contents,
    Frame,
    Inked,
    Link,
    SetUnit,
    StripType,
    UnitInk,
    Within,
    digest,
)
from emendata.publish.pages.slugs import Note, Slug, Unit
from emendata.publish.pages.structure import Part, headings, is_shared
from emendata.publish.pages.units import BEGUN, GOES_ON
from emendata.publish.pages.weasy.galley import Cast, Composed, StripCast, cast, composed
from emendata.publish.pages.weasy.ink import Ink, led
from emendata.publish.pages.weasy.press import Press
from emendata.publish.pages.weasy.running import Parts, Pen
from emendata.publish.pages.weasy.tagging import Tagger

SIDES = ("top", "right", "bottom", "left")
_PAINTED = tuple(
    "background_ border_ outline_ box_shadow mask_border_ box_decoration_break visibility color image_ overflow "
    "direction font_size opacity column_".split()
)
"""Properties that a frame is drawn with, or how their names begin."""


@dataclass(frozen=True, slots=True)
class Kit:
    """What all units of a book are set with."""

    sheets: tuple[tuple[str, str], ...]
    """Style sheets for print by name, in the order in which they apply."""
    files: tuple[tuple[str, bytes], ...] = ()
    """The files that they name, by their addresses."""
    environment: str = ""
    """What else the outcome depends on: versions of tools, fonts that are installed."""


@dataclass(frozen=True, slots=True)
class UnitJob:
    """A unit that is to be set."""

    kit: Kit
    html: bytes
    """See `units`."""
    files: tuple[tuple[str, bytes], ...]
    """Its images, by their addresses."""
    width: float
    height: float
    """Of the text block of a page."""
    whole: bool = False
    """Are all font files wanted back, also those that this process has given away before?"""

    @property
    def key(self) -> str | None:
        """Differs where the outcome can differ."""
        if self.whole:
            return None
        return digest("unit", self.kit, self.html, self.files, self.width, self.height)


def press(kit: Kit, files: tuple[tuple[str, bytes], ...] = ()) -> Press:
    """The press for a kit; it is kept for the next unit, since making one ready takes as long as a page."""
    made = _press(kit.sheets, kit.files)
    made.serve({**dict(kit.files), **dict(files)})
    return made


@functools.lru_cache(maxsize=2)
def _press(sheets: tuple[tuple[str, str], ...], files: tuple[tuple[str, bytes], ...]) -> Press:
    return Press(sheets, dict(files))


def set_unit(job: UnitJob) -> SetUnit:
    """Set it and draw it."""
    used = press(job.kit, job.files)
    with used.hearing() as messages:
        tree = etree.fromstring(job.html, _PARSER)
        made = composed(used, tree, job.width, job.height)
        key = replace(job, whole=False).key or ""
        drawing = _Drawing(used, key, made, tree.get(_LANG) or tree.get("lang") or "")
        with used.listening():
            text = [drawing.slug(slug) for slug in made.galley.text]
            notes = [drawing.note(note) for note in made.galley.notes]
            strips = {name: drawing.strip(strip) for name, strip in made.strips.items()}
        resources = drawing.ink.finished()
        fonts, files = drawing.ink.used_fonts(job.whole)
    used.decorated.clear()
    return SetUnit(
        text=text,
        notes=notes,
        begins=made.begins,
        ends=made.ends,
        grid=made.grid,
        frames=drawing.frames,
        strips=strips,
        begins_of={entry: slug for entry, (slug, _) in made.places.begins.items()},
        ends_of=made.places.ends,
        marked=made.marked,
        reduced=_reduced(made),
        resources=resources,
        fonts=fonts,
        messages=tuple((message.text, message.sheet) for message in messages),
        files=files,
        parts=drawing.tagger.parts,
        contents=_contents(key, text, notes, drawing.tagger.parts),
    )


def _contents(key: str, text: Sequence[Slug], notes: Sequence[Note], parts: Mapping[str, Part]) -> Contents:
    inks = [slug.handle for slug in (*text, *(item for note in notes for item in (*note.slugs, *note.units)))]
    links: list[Link] = []
    for ink in inks:
        assert isinstance(ink, Inked | UnitInk)
        links += ink.links
        if isinstance(ink, UnitInk) and ink.label:
            links.append(ink.label)
    pieces = (
        key
        for slug in text
        if isinstance(ink := slug.handle, Inked)
        for key in (*ink.marks, *(link.part for link in ink.links))
    )
    targets = dict.fromkeys(link.target for link in links if link.internal)
    shared = tuple(filter(is_shared, parts))
    return Contents(key, len(links), tuple(targets), tuple(headings(parts, pieces)), shared)


_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PARSER = etree.XMLParser(huge_tree=True)


@functools.cache
def _painted() -> tuple[str, ...]:
    from weasyprint.css.properties import INITIAL_VALUES

    return tuple(name for name in sorted(INITIAL_VALUES) if name.startswith(_PAINTED))


def _reduced(made: Composed) -> tuple[tuple[int, int, float], ...]:
    if not made.reduced:
        return ()
    places = {id(slug): (-1, at) for at, slug in enumerate(made.galley.text)}
    for number, note in enumerate(made.galley.notes):
        places.update({id(slug): (number, at) for at, slug in enumerate(note.slugs or note.units)})
    return tuple((*places[id(slug)], factor) for slug, factor in made.reduced)


class _Drawing:
    """Draws the slugs of a unit."""

    def __init__(self, used: Press, key: str, made: Composed, lang: str) -> None:
        self.press, self.key, self.page = used, key, made.page
        self.tagger = Tagger(key[:12], lang, lambda element: element.get(BEGUN) or element.get(GOES_ON) or "")
        self.ink = Ink(used, f"u{key[:12]}")
        self.pen = Pen(self.ink, self.tagger)
        self.frames: dict[str, Frame] = {}
        self._keys: dict[int, str] = {}

    def slug(self, slug: Slug) -> Slug:
        """The slug with its drawing for a handle."""
        here = cast(slug)
        left, beside = 0.0, []
        for _, box in here.beside:
            # An empty block may have stood higher, in a space that was lost at the head of the page.
            box.translate(left, -box.position_y if box.is_in_normal_flow() else -here.top)
            beside.append(box)
        here.box.translate(left, -here.top)
        for box in (*beside, here.box):
            self.press.decorate(self.page, box)
        for path, box in here.beside:
            self.tagger.slug(box, path)
        around = self.tagger.slug(here.box, here.path)
        links, bookmarks = led(here.box, here.path, beside)
        opened = [
            Bookmark(box.style["bookmark_level"], box.bookmark_label, box.border_box_x(),
                     box.border_box_y() - here.top, box.style["bookmark_state"] == "closed")
            for box in here.path[max(1, here.begun):]
            if box.bookmark_label and box.style["bookmark_level"] != "none"
        ]  # fmt: skip
        ink, marks = self.ink.slug(self.page, [*beside, here.box], here.path, around)
        within = tuple(self._within(here))
        handle = Inked(ink, slug.height, links, (*opened, *bookmarks), within, here.calls, marks)
        return replace(slug, handle=handle)

    def note(self, note: Note) -> Note:
        """The note with drawings for handles."""
        return replace(
            note,
            slugs=[self.slug(slug) for slug in note.slugs],
            units=[self.slug(one) if isinstance(one, Slug) else self.unit(one) for one in note.units],
        )

    def unit(self, unit: Unit) -> Unit:
        """The unit with its drawing for a handle."""
        assert isinstance(unit.handle, Parts)
        return replace(unit, handle=self.pen.unit(unit.handle))

    def strip(self, strip: StripCast) -> StripType:
        """What belongs to the strip of a series."""
        rules = {place: self.rule(box) for place, box in strip.rules.items()}
        letters = self.pen.letters(*strip.label, strip.labels) if strip.label else {}
        return StripType(
            rules, strip.width, strip.line, strip.baseline, strip.align == "justify", letters, strip.margins
        )

    def rule(self, box: Any) -> tuple[float, Inked]:
        """What goes above the notes."""
        height = float(box.margin_height())
        box.translate(0, -box.position_y)
        self.press.decorate(self.page, box)
        ink, marks = self.ink.slug(self.page, [box], (), "")
        assert not marks
        return height, Inked(ink, height)

    def _within(self, here: Cast) -> Iterator[Within]:
        """The blocks with a border or background that a slug is in."""
        decorated = self.press.decorated
        for at, box in enumerate(here.path[1:], start=1):
            if id(box.style) not in decorated:
                continue
            inside = here.path[at:]
            above = sum(
                inner.padding_top + inner.border_top_width
                for inner in inside[max(0, here.begun - at):]
            )  # fmt: skip
            below = sum(
                inner.padding_bottom + inner.border_bottom_width
                for inner in inside[max(0, here.unended - at):]
            )  # fmt: skip
            yield Within(self._frame(box), at >= here.begun, at >= here.unended, above, below)

    def _frame(self, box: Any) -> str:
        """The key of the frame that a box is."""
        if id(box) not in self._keys:
            shared = box.element.get(BEGUN) or box.element.get(GOES_ON) if box.element is not None else ""
            key = self._keys[id(box)] = shared or f"{self.key[:16]}-{len(self._keys)}"
            style = {name: box.style[name] for name in _painted()}
            sides = {f"padding_{side}": getattr(box, f"padding_{side}") for side in SIDES}
            sides |= {f"border_{side}_width": getattr(box, f"border_{side}_width") for side in SIDES}
            self.frames[key] = Frame(box.border_box_x(), box.border_width(), style, sides)
        return self._keys[id(box)]
