"""Shorter ways through the slow places of WeasyPrint, with the same outcome.

`shorten` puts them in, once, when WeasyPrint is loaded. They save what is done anew for every line of
text although it depends on the style alone: a Pango context and a font description for each of the
four or so trial settings of a line, the used values of margins without percentages, the style of
pseudo-elements that nothing shows. The tests set a text both ways and compare.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from emendata.publish.pages.weasy.faces import ask_for_font, pango_parts

_UNSHOWN = ("footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback")


def shorten() -> None:
    """Put the shortcuts in; to be called once."""
    _share_declarations()
    _drop_unshown_pseudo_elements()
    _share_page_styles()
    _resolve_percentages_once()
    _set_up_layouts_once()
    _remember_struts()
    _justify_without_layout()


# ---------------------------------------------------------------------- styles


def _share_declarations() -> None:
    """Elements that differ in nothing but the text share one style; make those in one language alike."""
    import tinycss2
    from weasyprint import css

    parsed: dict[str, Any] = {}
    slowly = css.find_style_attributes

    def find_style_attributes(
        tree: Any, presentational_hints: bool = False, base_url: Any = None
    ) -> Iterator[Any]:
        if presentational_hints:
            yield from slowly(tree, presentational_hints, base_url)
            return
        for element in tree.iter():
            if element.get("style") or element.tag.endswith("svg") or element.get("name"):
                yield from slowly(_Alone(element), False, base_url)
                continue
            for name, key in (("anchor", "id"), ("lang", "lang")):
                if value := element.get(key):
                    text = f"-weasy-{name}:{css.string_to_css(value)}"
                    if text not in parsed:
                        parsed[text] = (tinycss2.parse_one_declaration(text),)
                    yield (0, 0, 0), element, parsed[text], base_url

    css.find_style_attributes = find_style_attributes


class _Alone:
    """A tree of which only the root is looked at."""

    def __init__(self, element: Any) -> None:
        self._element = element

    def iter(self) -> Iterator[Any]:
        yield self._element


def _drop_unshown_pseudo_elements() -> None:
    """WeasyPrint's own notes are not used, and yet each element would get five styles for them."""
    from weasyprint import html

    matcher = html.UA_STYLESHEET.matcher
    matcher.other_selectors = [entry for entry in matcher.other_selectors if entry[3] not in _UNSHOWN]


def _share_page_styles() -> None:
    """Pages of the same kind look the same; else each would be compared with all before it."""
    from weasyprint.layout import page

    slowly = page.set_page_type_computed_styles

    def set_page_type_computed_styles(page_type: Any, html: Any, style_for: Any) -> None:
        known = style_for.__dict__.setdefault("_emendata_pages", {})
        if "counted" not in known:
            selectors = (
                selector[2]
                for sheet, _, _ in style_for._sheets
                for rule in sheet.page_rules
                for selector in rule[1]
            )
            known["counted"] = any(selector.index is not None for selector in selectors)
        kind = (page_type.side, page_type.blank, page_type.name, page_type.index == 0)
        computed = style_for.get_computed_styles()
        if known["counted"]:
            slowly(page_type, html, style_for)
        elif kind in known:
            for pseudo, style in known[kind]:
                computed[page_type, pseudo] = style
        else:
            slowly(page_type, html, style_for)
            known[kind] = [(pseudo, style) for (of, pseudo), style in computed.items() if of == page_type]

    page.set_page_type_computed_styles = set_page_type_computed_styles


_BOX_SIDES = [
    f"{what}_{side}" for what in ("margin", "padding") for side in ("top", "right", "bottom", "left")
]
_BOX_SIZES = ("width", "height", "min_width", "min_height", "max_width", "max_height")
_BORDERS = [f"border_{side}_width" for side in ("top", "right", "bottom", "left")]


def _resolve_percentages_once() -> None:
    """Used values that do not depend on the containing block are the same for all boxes of a style."""
    from weasyprint.formatting_structure.boxes import PageBox
    from weasyprint.layout import absolute, block, column, grid, inline, page, percent, table
    from weasyprint.layout import float as float_

    slowly = percent.resolve_percentages

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        style = box.style
        known = style.__dict__.get("_emendata_used")
        if known is None:
            absolute_lengths = style["border_collapse"] != "collapse" and not isinstance(box, PageBox)
            absolute_lengths = absolute_lengths and all(
                style[name] == "auto" or getattr(style[name], "unit", None) == "px"
                for name in (*_BOX_SIDES, *_BOX_SIZES)
            )
            if absolute_lengths:
                slowly(box, containing_block)
                known = {name: getattr(box, name) for name in (*_BOX_SIDES, *_BOX_SIZES, *_BORDERS)}
            style._emendata_used = known or False
            if known:
                return
        if known:
            box.__dict__.update(known)
        else:
            slowly(box, containing_block)

    for module in (absolute, block, column, float_, grid, inline, page, percent, table):
        if hasattr(module, "resolve_percentages"):
            module.resolve_percentages = resolve_percentages


# ------------------------------------------------------------------- line breaking


def _set_up_layouts_once() -> None:
    """Every trial setting of a line makes a Pango context; those of one style can share it."""
    from weasyprint.text import line_break
    from weasyprint.text.ffi import ffi, gobject, pango

    slowly = line_break.Layout.setup

    def known_of(style: Any) -> Any:
        """The parts that all layouts of a style can share; False where they cannot."""
        ask_for_font(style)
        if style["text_decoration_line"] != "none":
            return False  # its lines need measures of the font, which only the slow way takes
        return pango_parts(style, style["direction"] == "rtl")

    def setup(self: Any, style: Any) -> None:
        known = style.__dict__.get("_emendata_pango")
        if known is None:
            known = style._emendata_pango = known_of(style)
        if not known:
            slowly(self, style)
            return
        context, description, self.language, features = known
        self.style, self.first_line_direction = style, 0
        self.ascent = self.underline_position = self.strikethrough_position = None
        self.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(self.layout, False)
        pango.pango_layout_set_font_description(self.layout, description)
        if features:
            attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
            pango.pango_attr_list_insert(attributes, pango.pango_attr_font_features_new(features))
            pango.pango_layout_set_attributes(self.layout, attributes)

    line_break.Layout.setup = setup


def _remember_struts() -> None:
    """The height of a line is asked for at every box on it."""
    from weasyprint.layout import inline
    from weasyprint.text import line_break

    slowly = line_break.strut

    def strut(style: Any) -> Any:
        known = style.__dict__.get("_emendata_strut")
        if known is None:
            known = style._emendata_strut = slowly(style)
        return known

    inline.strut = strut


def _justify_without_layout() -> None:
    """To note how far words stand apart in a justified line, its text need not be set once more."""
    from weasyprint.layout import inline
    from weasyprint.text.line_break import Layout

    slowly = inline.create_layout

    def create_layout(
        text: str, style: Any, context: Any, max_width: Any, justification_spacing: float
    ) -> Any:
        if style["text_decoration_line"] != "none":
            return slowly(text, style, context, max_width, justification_spacing)
        layout = Layout.__new__(Layout)
        layout.text, layout.max_width, layout.first_line_direction = text, max_width, 0
        layout.justification_spacing = justification_spacing
        # `deactivate` follows, and takes away what only an active layout has
        layout.layout = layout.language = layout.style = None
        return layout

    inline.create_layout = create_layout
