"""Write the slip for those who hold the earlier printing: page, line, for … read …, as text and as a PDF.

Enters: the changes of the text between two builds, the older of which has pages. The PDF is made by our own
pages from a Document, in the plain house style.

Code D006: the older build has no pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from emendata.compare.changes import Change, Changes
from emendata.compare.record import Record
from emendata.compare.told import CLOSE
from emendata.diagnostics import Place, error
from emendata.document.model import (
    Cell,
    Division,
    Document,
    Emph,
    Inlines,
    Metadata,
    Paragraph,
    Row,
    Table,
    Text,
)
from emendata.publish.pages import render
from emendata.publish.semantic import book
from emendata.publish.style import style

_FOLLOWS = 4
_SHORT = 2
"""Words of the context that are given with what is inserted or taken out, or is no word."""


@dataclass(frozen=True, slots=True)
class Erratum:
    """A line of the slip."""

    place: str
    wrong: str
    """As it is printed; empty where a paragraph is to be added."""
    right: str
    """Empty where it is to be struck out."""
    after: str = ""
    """Of what is to be added: the words that it comes after."""


def errata(changes: Changes, old: Record, name: str) -> tuple[Erratum, ...]:
    """What is to be corrected in a copy of the earlier printing, in its order."""
    if not old.sheets:
        hint = "Build it with its PDF: an errata slip names pages and lines."
        raise error("D006", Place(name), "the older build has no pages", hint)
    return tuple(_erratum(change) for change in sorted(changes.text, key=_order))


def _order(change: Change) -> tuple[bool, int, bool, int]:
    """By pages and lines, the text before its notes; within these as they come."""
    spot = change.spot
    if spot is None:
        return True, 0, False, 0
    return False, spot.page, bool(spot.note), 0 if spot.note else spot.line


def _erratum(change: Change) -> Erratum:
    place = str(change.spot) if change.spot else change.where
    before, after = change.before.split(), change.after.split()
    old, new = change.old, change.new
    if change.note and not new:
        return Erratum(place, old, "")
    if (new.startswith("¶") or change.note) and not old:
        return Erratum(place, "", new, f"after “{' '.join(before[-_FOLLOWS:])}” " if before else "")
    alone = not _says(old) or not _says(new)
    lead = " ".join(before[-_SHORT:]) if alone else ""
    tail = " ".join(after[:_SHORT]) if alone and not lead else ""
    return Erratum(place, _put(lead, old, tail), _put(lead, new, tail))


def _says(words: str) -> bool:
    return any(char.isalnum() for char in words)


def _put(lead: str, words: str, tail: str) -> str:
    """Words with those around them; a sign of punctuation stands close to what is before it."""
    close = words.startswith(CLOSE)
    joined = lead + ("" if close or not lead or not words else " ") + words
    return " ".join(filter(None, (joined, tail)))


# --------------------------------------------------------------------- as text


def slip(found: Sequence[Erratum], title: str) -> str:
    """The slip as text."""
    lines = [f"Errata: {title}" if title else "Errata", ""]
    if not found:
        lines.append("None.")
    lines += [_sentence(one) for one in found]
    return "\n".join(lines) + "\n"


def _sentence(one: Erratum) -> str:
    if not one.wrong:
        return f"{one.place}: {one.after}add “{one.right}”"
    if not one.right:
        return f"{one.place}: strike out “{one.wrong}”"
    return f"{one.place}: for “{one.wrong}” read “{one.right}”"


# ---------------------------------------------------------------------- as pages


def printed(found: Sequence[Erratum], title: str, lang: str, layer: Mapping[str, str]) -> bytes:
    """The slip as a PDF; `layer` is the style layer."""
    made = book(_document(found, title, lang))
    # The slip says nothing of itself: no editorial note, no apparatus, no contents.
    sections = tuple(s for s in made.sections if s.kind not in ("editorial", "apparatus"))
    made = replace(made, sections=sections, contents=())
    return render(made, style("plain", layer), running_title=f"Errata: {title}").pdf


def _document(found: Sequence[Erratum], title: str, lang: str) -> Document:
    rows = tuple(
        Row((_cell((Text(_upright(one.place)),)), _cell(_for(one)), _cell(_read(one)))) for one in found
    )
    table = (Table(rows),) if rows else (Paragraph((Text("None."),)),)
    work = Paragraph((Emph((Text(title),)),), rend="centred")
    return Document(
        Metadata(title="Errata", lang=lang or "en"),
        (Text("Errata"),),
        body=Division(blocks=(*((work,) if title else ()), *table)),
    )


def _upright(place: str) -> str:
    page, comma, rest = place.replace("p. ", "p.\u00a0").partition(", ")
    return page + comma + rest.replace(" ", "\u00a0")


def _for(one: Erratum) -> Inlines:
    if not one.wrong:
        return (Text(one.after), Emph((Text("add"),)))
    word = "for" if one.right else "strike out"
    return (Emph((Text(word),)), Text(f" {one.wrong}"))


def _read(one: Erratum) -> Inlines:
    if not one.right:
        return ()
    return (Emph((Text("read"),)), Text(f" {one.right}")) if one.wrong else (Text(one.right),)


def _cell(inlines: Inlines) -> Cell:
    return Cell((Paragraph(inlines),) if inlines else ())
