"""Find out what set type is, for the structure of the PDF.

Enters: the boxes of a slug and those it is in. Leaves: a `Part` for each element that has a role, and on each
box of text or picture the key of the part that it belongs to. What belongs to none, because it only adorns the
page, is drawn as an artifact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from emendata.publish.pages import structure
from emendata.publish.pages.structure import Part

KEY, LINK = "emendata_part", "emendata_link"
"""Attributes of boxes: the part that text or a picture belongs to, and the link that an anchor is."""

_ROLES = {
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    "section": "Sect",
    "header": "Div",
    "div": "Div",
    "nav": "Div",
    "figure": "Div",
    "dl": "Div",
    "p": "P",
    "pre": "P",
    "dt": "P",
    "dd": "P",
    "blockquote": "BlockQuote",
    "ul": "L",
    "ol": "L",
    "li": "LI",
    "table": "Table",
    "caption": "Caption",
    "figcaption": "Caption",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "img": "Figure",
    "svg": "Figure",
    "code": "Code",
}
_CONTENTS = {"ol": "TOC", "li": "TOCI"}
"""What lists are in a table of contents."""
_TRANSPARENT = ("html", "body")
_ADORNS = "leader"
"""The class of what is an artifact: dots between a head and its page."""


class Tagger:
    """Knows the parts of a unit; keys of its own begin with a prefix, `shared` gives those that others have too."""

    def __init__(self, prefix: str, lang: str, shared: Callable[[Any], str] = lambda element: "") -> None:
        self.parts: dict[str, Part] = {}
        self._prefix, self._lang, self._shared = prefix, lang, shared
        self._keys: dict[tuple[Any, str], str] = {}
        self._contents: set[str] = set()
        """Tables of contents."""
        self._langs: dict[str, str] = {"": lang}
        """The language in each part."""

    def part(self, path: Sequence[Any]) -> tuple[str, str]:
        """The part that text in these boxes belongs to, and that of the link it is in."""
        around = link = ""
        for outer in path:
            around = self._part(outer, around)
            if outer.link is not None:
                link = around
        return self._body(around) if self._role(around) == "LI" else around, link

    def slug(self, box: Any, path: Sequence[Any]) -> str:
        """Mark the text in a box and its links; gives the part that the box is in."""
        around = link = ""
        for outer in path:
            around = self._part(outer, around)
            if outer.link is not None:
                link = around
        self._mark(box, around, link)
        return around

    def _mark(self, box: Any, around: str, link: str) -> None:
        from weasyprint.formatting_structure import boxes
        from weasyprint.layout.absolute import AbsolutePlaceholder

        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        element = box.element
        if element is not None and _ADORNS in str(element.get("class", "")).split():
            return
        if isinstance(box, boxes.TextBox):
            setattr(box, KEY, self._body(around) if self._role(around) == "LI" else around)
            return
        around = self._part(box, around)
        if isinstance(box, boxes.ReplacedBox):
            # A picture that is only there to be looked at has an empty description.
            setattr(box, KEY, around if around and self.parts[around].alt else "")
        if box.link is not None:
            link = around
        setattr(box, LINK, link)
        for child in getattr(box, "children", ()):
            self._mark(child, around, link)

    # --------------------------------------------------------------------- the parts

    def _part(self, box: Any, around: str) -> str:
        """The key of the part that a box is, or that it is in."""
        element, tag = box.element, box.element_tag or ""
        if element is None or element.tag in _TRANSPARENT:
            return around
        if tag.endswith("::marker"):
            return self._new((element, "::marker"), "Lbl", self._item(element, around))
        if "::" in tag:
            return around
        known = self._keys.get((element, ""))
        return known if known is not None else self._first(box, element, around)

    def _first(self, box: Any, element: Any, around: str) -> str:
        """The part of an element that is met for the first time."""
        classes = str(element.get("class", "")).split()
        name = element.tag
        if "strip" in classes or (name == "section" and "foot" in classes):
            return self._keys.setdefault((element, ""), around)
        role = _ROLES.get(name, "")
        if name in _CONTENTS and self._in_contents(around):
            role = _CONTENTS[name]
        more: dict[str, Any] = {}
        if "note" in classes:
            role, more["note"] = "Note", str(element.get("data-id") or element.get("id") or "")
        elif name == "a" and box.link is not None:
            role = "Link"
        elif role == "Figure":
            more["alt"] = str(element.get("alt") or "")
        elif role in ("TH", "TD"):
            more = {"columns": box.colspan, "rows": box.rowspan}
            if role == "TH":
                more["scope"] = "Row" if element.get("scope") == "row" else "Column"
        lang = str(element.get("lang") or "")
        if lang and lang != self._langs[around]:
            role = role or "Span"
            more["lang"] = lang
        if not role:
            return self._keys.setdefault((element, ""), around)
        if self._role(around) == "LI" and role not in ("Lbl", "LBody"):
            around = self._body(around)
        if role == "Link" and ("call" in classes or "n" in classes):
            # What calls a note refers to it, and the number of a note is its label.
            outer = "Lbl" if "n" in classes else "Reference"
            around = self._new((element, outer), outer, around)
        elif "n" in classes and role != "Link":
            role = "Lbl"
        key = self._new((element, ""), role, around, self._shared(element), **more)
        if name == "nav":
            self._contents.add(key)
        return key

    def _new(self, of: tuple[Any, str], role: str, around: str, shared: str = "", **more: Any) -> str:
        known = self._keys.get(of)
        if known is not None:
            return known
        key = structure.shared(shared) if shared else f"{self._prefix}.{len(self._keys)}"
        self._keys[of] = key
        self.parts[key] = Part(role, around, **more)
        self._langs[key] = more.get("lang") or self._langs[around]
        return key

    def _role(self, key: str) -> str:
        return self.parts[key].role if key else ""

    def _in_contents(self, key: str) -> bool:
        return key in self._contents or self._role(key) in ("TOC", "TOCI")

    def _item(self, element: Any, around: str) -> str:
        """The part of the list item that a marker belongs to."""
        return self._keys.get((element, ""), around)

    def _body(self, item: str) -> str:
        """What of a list item is not its label."""
        return self._new((item, "LBody"), "LBody", item)
