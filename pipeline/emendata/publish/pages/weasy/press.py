"""WeasyPrint made ready for one book: its style sheets, fonts and files, and its steps one by one.

Enters: style sheets and files as bytes. `endless_page` and `sheets` turn a document tree into laid-out
boxes; `Press.messages` is what WeasyPrint had to say about style sheets, images and fonts.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from lxml import etree

from emendata.publish.pages.weasy.assets import BASE, fetcher
from emendata.publish.pages.weasy.load import load

_FORCED = ("always", "page", "left", "right", "recto", "verso")

_ENDLESS = """
@page { size: %spx 15000000px !important; margin: 0 !important; padding: 0 !important; border: 0 !important }
html, body { margin: 0 !important; padding: 0 !important }
img, svg { max-height: %spx !important }
[data-elsewhere] { display: none !important }
"""
_TALLEST_IMAGE = 0.8
"""Of the height of the page; there must be room for a caption."""
_TIGHTEST = 0.05
"""Of the font size: how much closer than usual two characters may stand where a line is too long."""
_SHEETS = """
html, body, .sheet { margin: 0 !important; padding: 0 !important; border: 0 !important }
.sheet { break-before: page !important; break-after: auto !important }
"""


@dataclass(frozen=True, slots=True)
class Message:
    """Something WeasyPrint said, and about which style sheet, if it was about one."""

    text: str
    sheet: str


class Press:
    """What several layouts of one book have in common."""

    def __init__(self, sheets: Sequence[tuple[str, str]], files: Mapping[str, bytes]) -> None:
        self.weasyprint = load()
        from weasyprint.css.counters import CounterStyle
        from weasyprint.formatting_structure import boxes
        from weasyprint.text.fonts import FontConfiguration

        self.boxes = boxes
        # What `decorate` leaves out has no background; WeasyPrint itself would say so to every box.
        boxes.Box.background = None
        self._files = dict(files)
        self.fetcher = fetcher(self._files)
        self.fonts = FontConfiguration()
        self.counters = CounterStyle()
        self.messages: list[Message] = []
        self.decorated: dict[int, Any] = {}
        """Styles with a background, border or the like, by their `id`."""
        self.font_files: dict[str, tuple[str, bytes]] = {}
        """SHA-256 and bytes of the file of each font that was drawn, by its name as a resource."""
        self._images: dict[str, Any] = {}
        self._sheets = [self._sheet(text, name) for name, text in sheets]
        self._ours: dict[str, Any] = {}
        self.opening = tuple(self.messages)
        """What there was to say of the style sheets."""

    def serve(self, files: Mapping[str, bytes]) -> None:
        """Change the files that can be asked for."""
        if files != self._files:
            self._files.clear()
            self._files.update(files)
            self._images.clear()

    def _sheet(self, text: str, name: str = "") -> Any:
        with self.listening(name):
            return self.weasyprint.CSS(
                string=text,
                base_url=BASE,
                url_fetcher=self.fetcher,
                font_config=self.fonts,
                counter_style=self.counters,
            )

    def _own(self, text: str) -> Any:
        if text not in self._ours:
            self._ours[text] = self._sheet(text)
        return self._ours[text]

    # ------------------------------------------------------------------- layouts

    def endless_page(
        self, tree: etree._Element, width: float, height: float
    ) -> tuple[Any, dict[int, tuple[str, str]]]:
        """The page on which all of it is laid out, and the page breaks that were asked for.

        `height` is that of the pages to come: no image is made taller.
        The breaks are given for the `id` of a style: what it wants before and after its boxes.
        """
        from weasyprint.layout import initialize_page_maker
        from weasyprint.layout.page import make_all_pages

        with self.listening():
            html, root, context = self._boxes(
                tree, [self._sheet(_ENDLESS % (width, height * _TALLEST_IMAGE))]
            )
            breaks = self._without_breaks(root)
            # No more than the boxes is wanted: no running heads, and no backgrounds, which belong to a
            # place on the page and are laid out when it is known.
            context.emendata_galley = True
            initialize_page_maker(context, root)
            (page,) = make_all_pages(context, root, html, [])
        return page, breaks

    def sheets(self, tree: etree._Element) -> list[Any]:
        """The laid-out page boxes of a document, with running heads and folios."""
        from weasyprint.layout import layout_document

        with self.listening():
            html, root, context = self._boxes(tree, [self._own(_SHEETS)])
            return list(layout_document(html, root, context))

    def _boxes(self, tree: etree._Element, more: list[Any]) -> tuple[Any, Any, Any]:
        from weasyprint.document import Document
        from weasyprint.formatting_structure.build import build_formatting_structure

        html = self._html(tree)
        options = {
            **self.weasyprint.DEFAULT_OPTIONS,
            "stylesheets": [*self._sheets, *more],
            "cache": self._images,
        }
        context = Document._build_layout_context(html, self.fonts, self.counters, {}, options)
        root = build_formatting_structure(
            html.etree_element,
            context.style_for,
            context.get_image_from_uri,
            html.base_url,
            context.target_collector,
            self.counters,
            context.footnotes,
        )
        self._image_from_uri = context.get_image_from_uri
        return html, root, context

    def _without_breaks(self, root: Any) -> dict[int, tuple[str, str]]:
        """Take the page breaks out of the styles; boxes of the same look share one."""
        breaks: dict[int, tuple[str, str]] = {}
        for box in root.descendants():
            style = box.style
            if id(style) in breaks:
                continue
            breaks[id(style)] = before, after = style["break_before"], style["break_after"]
            if before in _FORCED:
                style["break_before"] = "auto"
            if after in _FORCED:
                style["break_after"] = "auto"
            if style["page"]:
                style["page"] = ""
            if _decorated(style):
                self.decorated[id(style)] = style
        return {key: pair for key, pair in breaks.items() if set(pair) & set(_FORCED)}

    def _html(self, tree: etree._Element) -> Any:
        # The tree is at hand, so there is no need to write it out and have it parsed again.
        import cssselect2

        html = self.weasyprint.HTML.__new__(self.weasyprint.HTML)
        html.base_url, html.url_fetcher, html.media_type = BASE, self.fetcher, "print"
        html.wrapper_element = cssselect2.ElementWrapper.from_html_root(_plain(tree), content_language=None)
        html.etree_element = html.wrapper_element.etree_element
        return html

    # ------------------------------------------------------------------- small things

    def baseline(self, box: Any) -> float:
        """How far below the top of a line the letters stand in a box."""
        from weasyprint.text.line_break import strut

        return float(strut(box.style)[1])

    def line_height(self, box: Any) -> float:
        """The height of a line of ordinary text in a box."""
        from weasyprint.text.line_break import strut

        return float(strut(box.style)[0])

    def decorate(self, page: Any, box: Any) -> None:
        """Lay out backgrounds and borders of a box that has found its place on a page."""
        from weasyprint.layout.background import layout_box_backgrounds

        if any(id(inner.style) in self.decorated for inner in box.descendants()):
            layout_box_backgrounds(page, box, self._image_from_uri)

    def background(self, box: Any) -> None:
        """Lay out the background of a box that is in no layout."""
        from functools import partial

        from weasyprint.images import get_image_from_uri
        from weasyprint.layout.background import layout_box_backgrounds

        options = dict(self.weasyprint.DEFAULT_OPTIONS)
        image = partial(get_image_from_uri, cache=self._images, url_fetcher=self.fetcher, options=options)
        with self.listening():
            layout_box_backgrounds(None, box, image)

    def squeeze(self, line: Any, excess: float) -> bool:
        """Set the characters of a line a little closer together; False if it would have to be a lot."""
        texts = [box for box in line.descendants() if isinstance(box, self.boxes.TextBox)]
        characters = sum(len(box.text) for box in texts)
        if not characters or excess / characters > _TIGHTEST * line.style["font_size"]:
            return False
        tracking = -excess / characters
        moved = 0.0
        for box in texts:
            box.position_x += moved
            narrower = tracking * len(box.text)
            box.width += narrower
            box.pango_layout.tracking = tracking
            moved += narrower
        line.width -= excess
        return True

    def reduce(self, box: Any, factor: float, from_left: bool) -> None:
        """Have a box drawn smaller, from its top, and from the left or in the middle of its line."""
        from weasyprint.css.properties import Dimension

        box.style = box.style.copy()
        box.style["transform"] = (("scale", (factor, factor)),)
        box.style["transform_origin"] = (Dimension(0 if from_left else 50, "%"), Dimension(0, "px"))

    @contextmanager
    def hearing(self) -> Iterator[list[Message]]:
        """Gives what WeasyPrint says meanwhile, and does not keep it."""
        before, self.messages = self.messages, []
        try:
            yield self.messages
        finally:
            self.messages = before

    @contextmanager
    def listening(self, sheet: str = "") -> Iterator[None]:
        """Keep what WeasyPrint says meanwhile, about this style sheet if it is given."""
        logger, handler = logging.getLogger("weasyprint"), _Ear(self.messages, sheet)
        passed_on, logger.propagate = logger.propagate, False
        logger.addHandler(handler)
        try:
            yield
        finally:
            logger.removeHandler(handler)
            logger.propagate = passed_on


class _Ear(logging.Handler):
    def __init__(self, messages: list[Message], sheet: str) -> None:
        super().__init__(logging.WARNING)
        self._messages, self._sheet = messages, sheet

    def emit(self, record: logging.LogRecord) -> None:
        self._messages.append(Message(record.getMessage(), self._sheet))


def _plain(element: etree._Element) -> ElementTree.Element:
    """The tree as WeasyPrint wants it: without name spaces."""
    attributes: dict[str, str] = {}
    for name, value in ((str(name), str(value)) for name, value in element.items()):
        if "}" not in name:
            attributes[name] = value
        elif name.endswith("}lang"):
            attributes.setdefault("lang", value)
    plain = ElementTree.Element(etree.QName(element).localname, attributes)
    plain.text, last = element.text, None
    for child in element:
        if isinstance(child.tag, str):
            last = _plain(child)
            last.tail = child.tail
            plain.append(last)
        elif child.tail:
            if last is None:
                plain.text = (plain.text or "") + child.tail
            else:
                last.tail = (last.tail or "") + child.tail
    return plain


def _decorated(style: Any) -> bool:
    return bool(
        style["overflow"] != "visible"
        or any(style[f"border_{side}_width"] for side in ("top", "right", "bottom", "left"))
        or style["outline_width"]
        or getattr(style["background_color"], "alpha", 1)
        or any(kind != "none" for kind, _ in style["background_image"])
        or style["box_shadow"]
        or style["border_image_source"][0] != "none"
        or style["mask_border_source"][0] != "none"
    )
