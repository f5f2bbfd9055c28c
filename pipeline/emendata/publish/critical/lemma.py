"""The lemma as it is printed: what stands between the anchors, shortened and stripped as the house says."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from emendata.document.cutting import cut, reading
from emendata.document.extents import BLOCK_END, LINE_END, Extent
from emendata.document.model import Document, Inline, Inlines, Name, Parent, Text
from emendata.document.normal import joined
from emendata.document.walk import plain, texts
from emendata.publish.critical.house import House

ELLIPSIS = " … "

_WORD = re.compile(r"[^\s\u2029]*\w[^\s\u2029]*")
_PUNCTUATION = r"[^\w\s\u2029⟨⟩<>\[\]†*’'\-]"
"""Signs that divide sentences; brackets and daggers are the editor's, and apostrophes belong to words."""
_ENDS = re.compile(rf"^(?:{_PUNCTUATION}|\s|\u2029)+|(?:{_PUNCTUATION}|\s|\u2029)+$")


def printed(
    extent: Extent, marked_up: Inlines | None, house: House, small: Callable[[str], str] = str.lower
) -> Inlines:
    """The lemma that stands in the text; nothing for a point between two words.

    `marked_up` has its italics and brackets, where it lies in one passage. `small` makes small letters.
    """
    words = _WORD.findall(extent.text)
    if house.longest and len(words) > max(house.longest, 1):
        first, last = (_stripped_text(word, house) for word in (words[0], words[-1]))
        shortened: Inlines = (Text(f"{first}{ELLIPSIS}{last}"),)
        return shortened if marked_up and isinstance(marked_up[0], Name) else cased(shortened, house, small)
    whole = (Text(on_one_line(extent.text, house)),) if marked_up is None else marked_up
    return cased(_stripped(whole, house), house, small)


def first_word(extent: Extent) -> str:
    """The lemma's first or only word, as it stands in the text."""
    word = _WORD.search(extent.text)
    return _ENDS.sub("", word[0]) if word else ""


def neighbour(extent: Extent, house: House) -> tuple[str, str]:
    """The term and the word that say where a point is: after the word before it, or before the next."""
    if before := _WORD.findall(extent.before):
        return "after", _stripped_text(before[-1], house)
    if after := _WORD.search(extent.after):
        return "before", _stripped_text(after[0], house)
    return "", ""


def on_one_line(text: str, house: House) -> str:
    """A text of several lines or paragraphs on one line."""
    text = text.strip(LINE_END + BLOCK_END)
    verses = f" {house.between_verses} " if house.between_verses else " "
    return " ".join(text.replace(LINE_END, verses).replace(BLOCK_END, " ").split())


def _stripped(inlines: Inlines, house: House) -> Inlines:
    text = reading(inlines)
    if house.punctuation == "keep" or not _WORD.search(text):
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    else:
        inner = _ENDS.sub("", text)
        start = text.index(inner)
        end = start + len(inner)
    inlines, _ = cut(inlines, end)
    _, inlines = cut(inlines, start)
    if house.punctuation == "all":
        inlines = _without_punctuation(inlines)
    return inlines


def _stripped_text(word: str, house: House) -> str:
    return word if house.punctuation == "keep" else _ENDS.sub("", word)


_INNER = re.compile(rf"{_PUNCTUATION}+(?=\s|$)|(?<=\s){_PUNCTUATION}+")


def _without_punctuation(inlines: Inlines) -> Inlines:
    out: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Text):
            out.append(replace(inline, text=_INNER.sub("", inline.text), origins=()))
        elif isinstance(inline, Parent):
            out.append(replace(inline, children=_without_punctuation(inline.children)))
        else:
            out.append(inline)
    return joined(out)


def small_letters(document: Document) -> Callable[[str], str]:
    """What makes small letters of capitals: a Latin text that writes no v has u for V, *Vbi* and *ubi*."""
    if document.metadata.lang.split("-")[0].lower() == "la" and not any("v" in plain(i) for i in texts(document)):
        return lambda text: text.lower().replace("v", "u")
    return str.lower


def cased(inlines: Inlines, house: House, small: Callable[[str], str] = str.lower) -> Inlines:
    """With a small first letter, if the house wants it and the word is not a name."""
    if house.case == "keep" or not inlines:
        return inlines
    first, *rest = inlines
    if isinstance(first, Text) and first.text:
        second = first.text[1:2]
        # two capitals are an abbreviation or a numeral
        lowered = first.text if second.isupper() else small(first.text[0]) + first.text[1:]
        return (replace(first, text=lowered), *rest)
    if isinstance(first, Parent) and not isinstance(first, Name):
        return (replace(first, children=cased(first.children, house, small)), *rest)
    return inlines
