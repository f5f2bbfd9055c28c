"""Say in a note that begins with *ibid.* which note it refers to.

On a page the eye goes up one note; a pop-up shows its note alone. So the words with which the note meant
begins are added in brackets, with a link to it. What several *ibid.* in a row refer to is the note before
the first of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from emendata.publish.semantic.reading import reading_text
from emendata.publish.terms import Terms
from emendata.publish.xhtml import XHTML, Element, append_text, child, classes

_SAME = re.compile(
    r"\W*(?:ibid(?:em)?|ib|id(?:em)?|ead(?:em)?|loc\.? ?cit|ebd|ebenda|ivi|ibíd|там же|тамже|то же)\b",
    re.IGNORECASE,
)
_SHORT_WORDS = re.compile(r"(?:[\s,;:.(]+\w{1,2})+$")
"""What the words that are repeated should not end in: *pp.*, *of*."""
_LONGEST = 90
"""Characters of the other note that are repeated."""


def explain_ibid(section: Element, terms: Terms) -> None:
    """Change the notes of the section in place."""
    for notes in section.iterchildren(f"{{{XHTML}}}section"):
        if "notes" in classes(notes):
            _explain(notes, terms)


def _explain(notes: Element, terms: Terms) -> None:
    meant: Element | None = None
    words = ""
    for note in notes.iterchildren(f"{{{XHTML}}}div"):
        own = classes(note)
        if "entry" in own or "uncalled" in own:
            continue
        said = " ".join(reading_text(note).split())
        if not _SAME.match(said):
            meant, words = note, said
        elif meant is not None:
            _add(note, meant, words, terms)


def _add(note: Element, meant: Element, words: str, terms: Terms) -> None:
    """Before the way back: ``[note 4: J. Smith, A History of …]``."""
    backs = [link for link in note.iter(f"{{{XHTML}}}a") if "back" in classes(link)]
    end = backs[0].getparent() if backs else None
    label = next(_labels(meant), "")
    if end is None or not meant.get("id"):
        return
    mark = child(end, "span", {"class": "mark ibid"}, " [")
    link = child(mark, "a", {"class": "ref", "href": f"#{meant.get('id')}"})
    append_text(link, f"{terms['place note']} {label}".rstrip())
    append_text(mark, f": {_beginning(words)}]")
    # the space before the way back comes after the mark, which brings its own
    before = backs[0].getprevious()
    if before is None:
        end.text = (end.text or "").removesuffix(" ")
    else:
        before.tail = (before.tail or "").removesuffix(" ")
    end.insert(end.index(backs[0]), mark)
    mark.tail = " "


def _labels(note: Element) -> Iterator[str]:
    for span in note.iter(f"{{{XHTML}}}span"):
        if "n" in classes(span):
            yield span.text or ""


def _beginning(words: str) -> str:
    if len(words) <= _LONGEST:
        return words
    cut = words[:_LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:.(")
    return _SHORT_WORDS.sub("", cut) + " …"
