"""Judge an SVG: bytes enter, a `Drawing` leaves that does nothing and fetches nothing.

An SVG is a program as much as an image (https://www.w3.org/TR/SVG11/). One with a script, an event handler,
a reference to something outside itself or an entity is refused rather than cleaned, because what is left
of it would not be what its author drew.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from emendata.diagnostics import EmendataError, Place, error

LONGEST = 5_000_000
"""Bytes that an SVG may have."""
MOST_SHAPES = 100_000
"""Elements that may be drawn, those that are used several times counted each time."""

_SVG = "{http://www.w3.org/2000/svg}"
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_ACTIVE = ("script", "handler", "listener", "foreignObject", "iframe", "embed", "object", "audio", "video")
_EMBEDDED = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,(?P<data>[A-Za-z0-9+/=\s]+)")
_URL = re.compile(r"""url\(\s*["']?\s*(?P<url>[^"')]*)""", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+(?:e[+-]?[0-9]+)?)\s*(px|pt|pc|mm|cm|in|q)?\s*", re.IGNORECASE)
_PIXELS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96, "q": 96 / 101.6}


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG that can be shown."""

    data: bytes
    width: int
    """In pixels, as `height`; 0 where it says nothing of its size."""
    height: int
    embedded: tuple[bytes, ...]
    """The files of raster images in it."""


def begins(data: bytes) -> bool:
    """Whether a file begins like XML."""
    return data[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")


def drawing(name: str, data: bytes, place: Place) -> Drawing:
    """The drawing in a file."""
    if len(data) > LONGEST:
        message = f"the SVG `{name}` has {len(data):,} bytes; it may have {LONGEST:,}"
        raise error("P102", place, message, "Simplify its paths, or save it as PNG.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as trouble:
        raise error("P101", place, f"`{name}` is not an image: {trouble.msg}") from trouble
    if root.tag != _SVG + "svg":
        hint = 'An SVG begins with <svg xmlns="http://www.w3.org/2000/svg" …>.'
        found = etree.QName(root).localname
        raise error("P101", place, f"`{name}` is not an image: its first element is <{found}>", hint)
    document = root.getroottree()
    for what, line in _forbidden(document):
        raise _refused(name, f"{what} (line {line})", place)
    if _shapes(root) > MOST_SHAPES:
        raise error("P102", place, f"the SVG `{name}` draws more than {MOST_SHAPES:,} shapes")
    if document.docinfo.internalDTD is not None:
        data = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    width, height = _size(root)
    return Drawing(data, width, height, tuple(_embedded(root, name, place)))


def _refused(name: str, what: str, place: Place) -> EmendataError:
    hint = "Take it out of the drawing, or save the drawing as “plain SVG” or PNG."
    return error("P103", place, f"the SVG `{name}` has {what}", hint)


def _forbidden(document: etree._ElementTree) -> Iterator[tuple[str, int]]:
    """What may not be in a drawing, in words, and the line on which it stands."""
    dtd = document.docinfo.internalDTD
    if dtd is not None and dtd.entities():  # type: ignore[attr-defined]  # the stubs lack it
        yield "entities", 1
    node = document.getroot().getprevious()
    while node is not None:
        if isinstance(node, etree._ProcessingInstruction) and node.target == "xml-stylesheet":
            yield "a style sheet outside itself", _line(node)
        node = node.getprevious()
    for element in document.iter():
        yield from ((what, _line(element)) for what in _forbidden_in(element))


def _line(node: etree._Element) -> int:
    return node.sourceline if isinstance(node.sourceline, int) else 1


def _forbidden_in(element: etree._Element) -> Iterator[str]:
    if isinstance(element, etree._Entity):
        yield "entities"
    if not isinstance(element.tag, str):
        return
    name = etree.QName(element).localname
    if name in _ACTIVE:
        yield f"a <{name}>"
    if name == "style":
        yield from _style("".join(map(str, element.itertext())))
    target = element.get("attributeName", "").rpartition(":")[2].lower()
    if target == "href" or target.startswith("on"):
        yield f"an animation of {target}"
    for attribute, value in _attributes(element):
        key = etree.QName(attribute).localname.lower()
        if key.startswith("on"):
            yield f"an event handler, {key}"
        elif attribute in _HREFS or key in ("href", "src"):
            # a link is not followed where the drawing is shown as an image
            link = name == "a" and value.lower().startswith(("http://", "https://", "mailto:"))
            if not (link or value.startswith("#") or _EMBEDDED.fullmatch(value)):
                yield f"a reference to something outside itself, {value[:60]}"
        else:
            yield from _style(value, declared=key == "style")


def _attributes(element: etree._Element) -> Iterator[tuple[str, str]]:
    return ((str(name), str(value).strip()) for name, value in element.items())


def _style(text: str, declared: bool = True) -> Iterator[str]:
    if declared and ("\\" in text or "@import" in text.lower()):
        # with escapes anything can be spelt so that it is not seen here
        yield "an import or an escape in its style"
    for found in _URL.finditer(text):
        if not found["url"].strip().startswith("#"):
            yield f"a reference to something outside itself, {found['url'][:60]}"


def _embedded(root: etree._Element, name: str, place: Place) -> Iterator[bytes]:
    for element in root.iter():
        for attribute in _HREFS:
            if found := _EMBEDDED.fullmatch(str(element.get(attribute, "")).strip()):
                try:
                    yield base64.b64decode("".join(found["data"].split()), validate=True)
                except binascii.Error as trouble:
                    message = f"an image within `{name}` is damaged: {trouble}"
                    raise error("P101", place, message) from trouble


def _shapes(root: etree._Element) -> int:
    """How many elements are drawn once every reference to another is followed; beyond `MOST_SHAPES` any number.

    A few dozen elements that each use the one before it twice would otherwise be drawn a billion times.
    """
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    targets = {id_: element for element in elements if (id_ := element.get("id"))}
    # children and what is referred to: counted after them, with a stack because chains can be long
    counts: dict[etree._Element, int | None] = {}
    stack = [root]
    while stack:
        element = stack[-1]
        if element not in counts:
            counts[element] = None
            stack += [inner for inner in _drawn(element, targets) if inner not in counts]
            continue
        stack.pop()
        if counts[element] is None:
            # a reference to something that is not counted yet is one to itself, and is not drawn
            total = 1 + sum(counts.get(inner) or 0 for inner in _drawn(element, targets))
            counts[element] = min(total, MOST_SHAPES + 1)
    return counts[root] or 0


def _drawn(element: etree._Element, targets: dict[str, etree._Element]) -> Iterator[etree._Element]:
    yield from (child for child in element if isinstance(child.tag, str))
    for attribute, value in _attributes(element):
        names = [value] if attribute in _HREFS else [m["url"].strip() for m in _URL.finditer(value)]
        for name in names:
            if name.startswith("#") and name[1:] in targets:
                yield targets[name[1:]]


def _size(root: etree._Element) -> tuple[int, int]:
    """Width and height in pixels as the attributes say, else the view box."""
    lengths = [_LENGTH.fullmatch(root.get(side, "")) for side in ("width", "height")]
    given = [float(m[1]) * _PIXELS[(m[2] or "").lower()] if m else 0.0 for m in lengths]
    box = [float(m[1]) if (m := _LENGTH.fullmatch(part)) else 0.0 for part in _box(root)]
    width, height = given
    if width and not height and box[0]:
        height = width * box[1] / box[0]
    elif height and not width and box[1]:
        width = height * box[0] / box[1]
    elif not width:
        width, height = box
    longest = 1e9  # a number that no page has room for, but that is one
    return round(min(width, longest)), round(min(height, longest))


def _box(root: etree._Element) -> list[str]:
    parts = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    return parts[2:] if len(parts) == 4 else ["", ""]
