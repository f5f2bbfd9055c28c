"""What ``@rend``, ``@rendition`` and ``@style`` say, as renditions of the Document.

``@rendition`` points at ``tagsDecl/rendition`` and both it and ``@style`` are CSS; ``@rend`` holds words that
each project chooses, of which the common ones are known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from emendata.acquire.tei.node import Node
from emendata.acquire.tei.report import Report

_WORDS = {
    "italic": "italic", "italics": "italic", "it": "italic", "i": "italic", "ital": "italic", "slanted": "italic",
    "oblique": "italic", "emph": "italic", "bold": "bold", "b": "bold", "strong": "bold", "bf": "bold",
    "sc": "smallcaps", "smallcaps": "smallcaps", "small-caps": "smallcaps", "smcap": "smallcaps",
    "smallcap": "smallcaps", "sup": "superscript", "super": "superscript", "superscript": "superscript",
    "exposant": "superscript", "sub": "subscript", "subscript": "subscript", "underline": "underline",
    "underlined": "underline", "ul": "underline", "u": "underline", "strike": "strikethrough",
    "strikethrough": "strikethrough", "line-through": "strikethrough", "roman": "italic", "normal": "italic",
    "upright": "italic",
}  # fmt: skip
"""``normal`` is how an editor sets off words within italics: it is a distinction, and those turn."""
_ALIGNED = {
    "center": "centred", "centre": "centred", "centered": "centred", "centred": "centred", "right": "right",
    "align(center)": "centred", "align(right)": "right", "noindent": "continued", "no-indent": "continued",
    "align-right": "right", "align-center": "centred", "text-align:center": "centred",
}  # fmt: skip
_SILENT = re.compile(
    r"block|blockquote|inline|display|footnote|text|hyperlink|elision|hyphen|ordered|bulleted|numbered|unordered"
    r"|class\(.*\)|dh-.*|byline|none|left|quoted|pre|post|aligned|marginal|image\(.*\)|stylesheet\(.*\)|plain"
    r"|mixed|[ivxlcdm0-9]+|simple|gloss|indent.*|aposb?|ditto",
    re.IGNORECASE,
)
"""Words that say what an element is, which the reader knows otherwise, or nothing."""
_INDENT = re.compile(r"indent[-_(]?([0-9]{1,2})?\)?")


@dataclass(frozen=True, slots=True)
class Look:
    """How something is set."""

    renditions: tuple[str, ...] = ()
    """Of `RENDITIONS`, outer first."""
    align: str = ""
    """``centred``, ``right``, ``continued`` or nothing."""
    indent: int = 0


class Looks:
    """Reads the attributes of elements, knowing what the header declares."""

    def __init__(self, header: Node | None, report: Report) -> None:
        self._report = report
        self._declared: dict[str, str] = {}
        for node in header.iter("rendition") if header else ():
            if (id_ := node.get("xml:id")) and node.get("scheme") in ("", "css"):
                self._declared[f"#{id_}"] = node.text()
        self._defaults: dict[str, str] = {}
        for usage in header.iter("tagUsage") if header else ():
            if rendition := usage.get("render"):
                self._defaults[usage.get("gi")] = rendition

    def of(self, node: Node) -> Look:
        """How this element is set."""
        attributes = node.attributes
        if not ("rend" in attributes or "rendition" in attributes or "style" in attributes or self._defaults):
            return NOTHING
        css = [node.get("style")] if node.name not in ("list",) else []
        pointers = node.get("rendition") or ("" if node.get("rend") else self._defaults.get(node.name, ""))
        for pointer in pointers.split():
            if pointer in self._declared:
                css.append(self._declared[pointer])
            else:
                self._report.say("A045", node, f"rendition »{pointer}« is not declared; it is not read")
        looks = [_of_css(said) for said in css if said]
        looks += [self._of_words(node)] if node.get("rend") else []
        if not looks:
            return NOTHING
        return Look(
            tuple(dict.fromkeys(rendition for look in looks for rendition in look.renditions)),
            next((look.align for look in looks if look.align), ""),
            max(look.indent for look in looks),
        )

    def _of_words(self, node: Node) -> Look:
        found: list[str] = []
        align, indent = "", 0
        rend = node.get("rend")
        words = [rend.lower()] if rend.lower() in _WORDS else re.split(r"[\s;,]+", rend)
        for word in words:
            low = word.lower()
            if low in _WORDS:
                found.append(_WORDS[low])
            elif low in _ALIGNED:
                align = _ALIGNED[low]
            elif match := _INDENT.fullmatch(low):
                indent = int(match[1] or 1)
            elif ":" in low:
                css = _of_css(low)
                found += css.renditions
                align, indent = css.align or align, css.indent or indent
            elif low and not _SILENT.fullmatch(low):
                self._report.say("A044", node, f'rend="{word}" of <{node.name}> is not known; it is not read')
        return Look(tuple(dict.fromkeys(found)), align, indent)


NOTHING = Look()

_CSS = {
    ("font-style", "italic"): "italic",
    ("font-style", "oblique"): "italic",
    ("font-weight", "bold"): "bold",
    ("font-weight", "700"): "bold",
    ("font-variant", "small-caps"): "smallcaps",
    ("vertical-align", "super"): "superscript",
    ("vertical-align", "sub"): "subscript",
    ("text-decoration", "underline"): "underline",
    ("text-decoration", "line-through"): "strikethrough",
}
_EM = re.compile(r"([0-9.]+)(em|rem|ex|pt|px|pc|cm|mm|in)?")
_EMS = {
    "em": 1.0,
    "rem": 1.0,
    "ex": 0.5,
    "pt": 1 / 12,
    "px": 1 / 16,
    "pc": 1.0,
    "cm": 2.4,
    "mm": 0.24,
    "in": 6.0,
}


def _of_css(css: str) -> Look:
    found: list[str] = []
    align, indent = "", 0
    for declaration in css.split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip().lower()
        if rendition := _CSS.get((name, value)):
            found.append(rendition)
        elif name == "text-align" and value in ("center", "right"):
            align = "centred" if value == "center" else "right"
        elif name in ("margin-left", "padding-left", "text-indent") and (length := _EM.fullmatch(value)):
            try:
                indent = max(indent, min(9, round(float(length[1]) * _EMS.get(length[2] or "em", 1.0) / 1.5)))
            except ValueError:
                continue
    return Look(tuple(found), align, indent)
