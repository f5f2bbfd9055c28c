"""Frames of an ODT → text boxes after their paragraphs, and what images are called.

pandoc reads a text box only around an image, as its caption, and of an image's description nothing.
OpenDocument 1.3, part 3, 10.4.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree

from emendata.acquire.pandoc.prepare.ready import Loss
from emendata.acquire.pandoc.prepare.xml import text_of, unlink

_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_HREF = "{http://www.w3.org/1999/xlink}href"


def put_boxes_after(body: etree._Element) -> Iterator[Loss]:
    """Put what is in a text box after the paragraph that the box is fastened to, and tell of it."""
    last: dict[etree._Element, etree._Element] = {}
    for box in list(body.iter(f"{_DRAW}text-box")):
        frame = box.getparent()
        paragraph = next(box.iterancestors(f"{_TEXT}p", f"{_TEXT}h"), None)
        if frame is None or paragraph is None:
            continue
        text = " ".join(map(text_of, box.iter(f"{_TEXT}p", f"{_TEXT}h")))
        alone = text_of(paragraph) == text_of(frame)
        captioned = next(box.iter(f"{_DRAW}image"), None) is not None
        if captioned and alone:
            continue  # pandoc makes a figure of it
        unlink(frame)
        frame.tail = None
        moved = list(box)
        if captioned:
            moved = [paragraph.makeelement(f"{_TEXT}p")]
            moved[0].append(frame)
        after = last.get(paragraph, paragraph)
        for block in moved:
            after.addnext(block)
            after = block
        last[paragraph] = after
        if text and not alone:
            yield (
                "a text box stands after the paragraph that it is fastened to",
                text,
                "see that it is in its place",
            )


def descriptions(body: etree._Element) -> dict[str, str]:
    """What the author says that is to be seen on the images, by their addresses."""
    found = {}
    for image in body.iter(f"{_DRAW}image"):
        frame = image.getparent()
        if frame is not None and (
            said := text_of(frame.find(f"{_SVG}desc")) or text_of(frame.find(f"{_SVG}title"))
        ):
            found[posixpath.normpath(image.get(_HREF, ""))] = said
    return found
