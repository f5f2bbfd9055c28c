"""FictionBook: its images, which pandoc does not hand on, stand in it in base64."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode

from lxml import etree

from emendata.acquire.pandoc.prepare.ready import Ready
from emendata.acquire.pandoc.prepare.xml import count_words, local, parsed, text_of, texts
from emendata.acquire.pandoc.vocabulary import names

_RUNNING = names(
    """
    strong, emphasis, style, strikethrough, sub, sup, code, a, image
    """
)
# The names of people and series are for catalogues; calls of notes are numbers or signs
_NO_TEXT = frozenset(("binary", "stylesheet", "description"))


def ready(text: str, name: str) -> Ready:
    """The book as it is."""
    root = parsed(re.sub(r"\A\s*<\?xml[^>]*\?>", "", text).encode(), name)
    images: dict[str, bytes] = {}
    for element in root.iter(etree.Element):
        if local(element) == "binary":
            try:
                images[element.get("id", "")] = b64decode("".join((element.text or "").split()))
            except (binascii.Error, ValueError):
                continue  # reported when the text asks for it
    words = count_words(
        texts(root, running=_RUNNING.__contains__, skipped=lambda e: local(e) in _NO_TEXT or _is_call(e))
    )
    lang = next((text_of(e) for e in root.iter(etree.Element) if local(e) == "lang"), "")
    return Ready(text.encode(), "fb2", images.get, {"lang": lang} if lang else {}, words)


def _is_call(element: etree._Element) -> bool:
    return local(element) == "a" and element.get("type") == "note"
