"""Draw laid-out boxes as PDF operators that can stand on any page, at any height.

Enters: boxes whose top has been moved to 0. Leaves: their operators, in CSS pixels with y downwards, and at the
end the resources that these refer to by name. The names of one `Ink` begin with its prefix, so that drawings of
several can stand on one page.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from emendata.publish.pages.apart import Bookmark, FontUse, Link, Resources, begin_piece
from emendata.publish.pages.weasy.press import Press
from emendata.publish.pages.weasy.tagging import KEY, LINK

FONTS, COLOURS = b"%fonts%", b"%colours%"
"""Stand for the references to the fonts and to the colour spaces of the whole book."""

_KINDS = ("ExtGState", "XObject", "Pattern", "Shading")
_ANY_PAGE = (-2000.0, -2000.0, 6000.0, 24000.0)
"""Left, top, width and height of what a drawing may cover."""
_NUMBERED = 900_000_000
_REFERENCE = re.compile(rb"\b9(\d{8}) 0 R\b")
_FACTS = (
    "name family weight style font_size index variations ascent descent bitmap italic_angle upem png svg colr "
    "glyph_count stemv stemh flags tables used_in_forms"
).split()
"""What WeasyPrint has to know of a font to embed it."""


_given: set[str] = set()
"""Files of fonts, which are large and the same for all units."""


class Ink:
    """A series of drawings with common resources."""

    def __init__(self, press: Press, prefix: str) -> None:
        self.press, self.prefix = press, prefix
        self.fonts: dict[Any, Any] = {}
        self.images: dict[str, Any] = {}
        self.resources = _resources()
        self._stream_class = _stream_class()

    # ---------------------------------------------------------------------- drawing

    def painted(self, paint: Callable[[Any], object]) -> bytes:
        """The operators of whatever `paint` does to a stream."""
        return self._painted(paint, self._stream())

    def marked(self, paint: Callable[[Any], object], around: str) -> tuple[bytes, tuple[str, ...]]:
        """The same with its pieces marked, and the parts that these belong to; `around` is the part of it all."""
        stream = self._stream(marks=[])
        ink = self._painted(paint, stream)
        if not stream.grouped:
            return ink, tuple(stream.marks)
        # What is in a group of its own cannot be marked from the page, so the whole is one piece.
        ink = self._painted(paint, self._stream())
        if not stream.marks:
            return b"/Artifact BMC\n%s\nEMC" % ink, ()
        return b"%s\n%s\nEMC" % (begin_piece(0), ink), (around or stream.marks[0],)

    def _painted(self, paint: Callable[[Any], object], stream: Any) -> bytes:
        patterns = len(self.resources["Pattern"])
        paint(stream)
        if len(self.resources["Pattern"]) > patterns:
            # A pattern is fixed to what it is drawn on, and that must not be the page.
            for name in list(self.resources["Pattern"])[patterns:]:
                del self.resources["Pattern"][name]
            if stream.marks is not None:
                stream.grouped = True
            stream = self._stream()
            group = stream.add_group(*_ANY_PAGE)
            paint(group)
            stream.draw_x_object(group.id)
        return _operators(stream)

    def slug(
        self, page: Any, boxes: Sequence[Any], path: Sequence[Any], around: str
    ) -> tuple[bytes, tuple[str, ...]]:
        """The drawing of boxes, of which the last is the slug and `path` are the boxes it is in; and its marks."""
        return self.marked(lambda stream: self._slug(stream, page, boxes, path), around)

    def _slug(self, stream: Any, page: Any, boxes: Sequence[Any], path: Sequence[Any]) -> None:
        from weasyprint.draw import draw_inline_level

        *beside, box = boxes
        for other in beside:
            self._block(stream, page, other, path[:1])
        if isinstance(box, self.press.boxes.LineBox) and self._simple(box) and all(map(_plain, path[1:])):
            draw_inline_level(stream, page, box)
        else:
            self._block(stream, page, box, path)

    def _block(self, stream: Any, page: Any, box: Any, path: Sequence[Any]) -> None:
        """Draw a box as its surroundings want it, with copies of those that have a say in it."""
        from weasyprint.draw import draw_stacking_context
        from weasyprint.stacking import StackingContext

        boxes = self.press.boxes
        line = isinstance(box, boxes.LineBox)
        for at in range(len(path) - 1, -1, -1):
            around = path[at]
            innermost = line and at == len(path) - 1
            table = isinstance(around, (boxes.TableBox, boxes.TableRowGroupBox))
            if at == 0 or innermost or table or not _plain(around):
                box = self._bare(around, box)
        draw_stacking_context(stream, StackingContext.from_box(box, page))

    def _bare(self, around: Any, child: Any) -> Any:
        """A copy of a box without anything that is seen of itself, around another one."""
        copy = around.copy_with_children([child])
        copy.background = None
        for side in ("top", "right", "bottom", "left"):
            setattr(copy, f"border_{side}_width", 0)
        if isinstance(copy, self.press.boxes.TableBox):
            copy.column_groups = ()
        if id(copy.style) in self.press.decorated:
            copy.style = copy.style.copy()
            copy.style["outline_width"] = 0
            copy.style["border_image_source"] = copy.style["mask_border_source"] = ("none", None)
            copy.style["overflow"] = "visible"
        return copy

    def _simple(self, line: Any) -> bool:
        """Does a line have only text in it, so that there is no question what is drawn first?"""
        boxes, decorated = self.press.boxes, self.press.decorated
        return all(
            isinstance(box, (boxes.TextBox, boxes.InlineBox, boxes.LineBox))
            and _plain(box)
            and box.style["float"] == "none"
            and id(box.style) not in decorated
            for box in line.descendants()
        )

    def _stream(self, marks: list[str] | None = None) -> Any:
        tags: dict[Any, Any] | None = None if marks is None else {}
        stream = self._stream_class(self.fonts, _ANY_PAGE, self.resources, self.images, tags, {}, None)
        stream.prefix, stream.marks = self.prefix, marks
        return stream

    # -------------------------------------------------------------------------- the end

    def finished(self) -> Resources:
        """The resources, with all that they refer to."""
        from weasyprint.pdf import _use_references

        objects = Objects()
        self.resources["Font"] = FONTS
        _use_references(objects, self.resources, self.images, {})
        names = {kind: _values(self.resources[kind]) for kind in _KINDS if self.resources[kind]}
        return Resources(names, tuple(map(object_text, objects.objects)))

    def used_fonts(self, whole: bool = False) -> tuple[tuple[FontUse, ...], dict[str, bytes]]:
        """The fonts, and their files: each is given away once by a process, or, if `whole`, again."""
        uses, files = [], {}
        for font in self.fonts.values():
            if font.hash not in self.press.font_files:
                data = font.file_content
                self.press.font_files[font.hash] = hashlib.sha256(data).hexdigest(), data
            digest, data = self.press.font_files[font.hash]
            if whole or digest not in _given:
                files[digest] = data
                _given.add(digest)
            facts = {name: getattr(font, name) for name in _FACTS}
            uses.append(FontUse(font.hash, digest, facts, font.widths, font.to_unicode, font.missing))
        return tuple(uses), files


def led(box: Any, path: Sequence[Any], beside: Sequence[Any]) -> tuple[tuple[Link, ...], list[Bookmark]]:
    """The links and bookmarks in the boxes of a slug."""
    from weasyprint.anchors import gather_anchors

    links: list[Any] = []
    bookmarks: list[Any] = []
    around = next((outer.link for outer in reversed(path) if outer.link), None)
    for inner in (*beside, box):
        gather_anchors(inner, _Never(), links, bookmarks, {None: []}, parent_link=around)
    if around and not any(of is box for *_, of in links):
        x, y, width, height = box.hit_area()
        links.append((*around[1], (x, y, x + width, y + height), box))
    found = (
        Link(kind == "internal", target, rectangle, getattr(of, LINK, ""), _words(of))
        for kind, target, rectangle, of in links
        if kind in _LINKS and (of.link is not None or of is box)  # and not boxes in a link, which it covers
    )
    return tuple(found), [
        Bookmark(level, label, x, y, state == "closed") for level, label, (x, y), state in bookmarks
    ]


def _words(box: Any) -> str:
    texts = (getattr(inner, "text", "") for inner in box.descendants() if getattr(inner, KEY, ""))
    return " ".join("".join(texts).translate(_UNSEEN).split())


_UNSEEN = {0x2060: None, 0xAD: None}
_LINKS = ("internal", "external")


class _Never(dict[str, Any]):
    """Where anchors are gathered that nobody wants: ids are known otherwise."""

    def __contains__(self, _: object) -> bool:
        return True


def _plain(box: Any) -> bool:
    """Is a box drawn where it stands in the flow, and nothing else about it special?"""
    style = box.style
    known = style.__dict__.get("_emendata_plain")
    if known is None:
        known = style._emendata_plain = bool(
            style["position"] == "static"
            and style["opacity"] == 1
            and not style["transform"]
            and style["overflow"] == "visible"
        )
    return bool(known)


# --------------------------------------------------------------------------- streams


def _resources() -> Any:
    import pydyf

    named = {kind: pydyf.Dictionary() for kind in _KINDS}
    return pydyf.Dictionary({**named, "ColorSpace": COLOURS})


def _stream_class() -> Any:
    from weasyprint.formatting_structure.boxes import TextBox
    from weasyprint.pdf.stream import Stream

    class Prefixed(Stream):  # type: ignore[misc]
        """A stream whose names for resources begin with a prefix."""

        prefix = ""
        marks: list[str] | None = None
        """The parts of the pieces marked in it, by their numbers; None if nothing is to be marked."""
        grouped = False
        """Is part of it drawn in a group?"""
        _piece: tuple[str, int] = ("", -1)
        """The part of the last piece, and where it ends."""

        @contextmanager
        def marked(self, box: Any, tag: str) -> Iterator[None]:
            # Text is marked where it is drawn, which is not always where WeasyPrint thinks of it.
            if isinstance(box, TextBox):
                yield
                return
            with self.piece(box):
                yield

        @contextmanager
        def piece(self, box: Any) -> Iterator[None]:
            """What is drawn meanwhile belongs to the part of a box, or adorns the page."""
            if self.marks is None:
                yield
                return
            part = box.__dict__.get(KEY, "")
            if part and self._piece == (part, len(self.stream)):
                self.stream.pop()  # it goes on
            elif part:
                self.stream.append(begin_piece(len(self.marks)))
                self.marks.append(part)
            else:
                self.stream.append(b"/Artifact BMC")
            yield
            self.stream.append(b"EMC")
            self._piece = part, len(self.stream)

        def clone(self, **more: Any) -> Any:
            given = {
                "fonts": self._fonts,
                "page_rectangle": self.page_rectangle,
                "resources": self._resources,
                "images": self._images,
                "tags": None,
                "color_profiles": self._color_profiles,
                "output_intent": self._output_intent,
                "compress": True,
            }
            copy = Prefixed(**{**given, **more})
            copy.prefix, self.grouped = self.prefix, True
            return copy

        def _renamed(self, kind: str, made: Any) -> Any:
            del self._resources[kind][made.id]
            made.id = f"{self.prefix}{made.id}"
            self._resources[kind][made.id] = made
            return made

        def add_group(self, x: float, y: float, width: float, height: float) -> Any:
            return self._renamed("XObject", super().add_group(x, y, width, height))

        def add_pattern(self, *arguments: Any) -> Any:
            return self._renamed("Pattern", super().add_pattern(*arguments))

        def add_shading(self, *arguments: Any, **more: Any) -> Any:
            return self._renamed("Shading", super().add_shading(*arguments, **more))

        def set_state(self, state: Any) -> None:
            states = self._resources["ExtGState"]
            key = f"{self.prefix}s{len(states)}"
            states[key] = state
            self.stream.append(b"/" + key.encode() + b" gs")

    return Prefixed


def mark_text() -> None:
    """Have text marked wherever WeasyPrint draws it; to be called once."""
    from weasyprint import draw

    theirs = draw.draw_text

    def draw_text(stream: Any, textbox: Any, *more: Any) -> None:
        if getattr(stream, "marks", None) is None:
            theirs(stream, textbox, *more)
            return
        with stream.piece(textbox):
            theirs(stream, textbox, *more)

    draw.draw_text = draw_text


def _operators(stream: Any) -> bytes:
    import pydyf

    return b"\n".join(map(pydyf._to_bytes, stream.stream))


class Objects:
    """Takes objects as a `pydyf.PDF` does; their numbers are beyond all that other numbers can be."""

    def __init__(self) -> None:
        self.objects: list[Any] = []

    def add_object(self, added: Any) -> None:
        """Give it a number."""
        if added.number is None:
            added.number = _NUMBERED + len(self.objects)
            self.objects.append(added)


def object_text(made: Any) -> bytes:
    """An object's text; references to others are marked (see `Resources`)."""
    data: bytes = made.data
    head, stream, rest = data.partition(b"stream\n")
    return _marked(head) + stream + rest


def _marked(text: bytes) -> bytes:
    return _REFERENCE.sub(lambda found: b"%%%d%%" % int(found[1]), text)


def _values(named: Any) -> dict[str, bytes]:
    return {name: value_text(value) for name, value in named.items()}


def value_text(value: Any) -> bytes:
    """The text of a value; references to objects are marked (see `Resources`)."""
    import pydyf

    return _marked(pydyf._to_bytes(value))
