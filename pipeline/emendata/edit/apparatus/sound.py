"""Say what in an apparatus hangs in the air: entries whose anchors do not stand, ids that several things have.

Such entries are in the books all the same: where they begin, or at the end of the text.
Codes: X022 an entry without its place, X023 an id that is not one thing's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from emendata.diagnostics import Diagnostic, Place
from emendata.document.extents import Extents
from emendata.document.model import Document, Entry


def unsound(document: Document, file: str) -> tuple[Diagnostic, ...]:
    """Warnings about the apparatus of a text that was read from this file."""
    if not (document.entries or document.absences or document.witnesses):
        return ()
    extents = Extents(document)
    place = Place(file)
    found = [
        Diagnostic("X022", "warning", place, message, _hint(entry, extents))
        for entry in document.entries
        if (message := _misplaced(entry, extents))
    ]
    found += [Diagnostic("X023", "warning", place, message) for message in _doubled(document, extents)]
    return tuple(found)


def _misplaced(entry: Entry, extents: Extents) -> str:
    missing = [name for name in dict.fromkeys((entry.start, entry.end)) if name not in extents.positions]
    if missing:
        what = " and ".join(f"`{name}`" if name else "no anchor" for name in missing)
        return f"the entry {entry.id} points at {what}, which does not stand in the text"
    if extents.between(entry.start, entry.end) is None:
        return f"the entry {entry.id} ends (`{entry.end}`) before it begins (`{entry.start}`), or elsewhere"
    return ""


def _hint(entry: Entry, extents: Extents) -> str:
    if entry.start in extents.positions:
        return "The entry is taken to be on the point where it begins."
    return "The entry stands at the end of the text."


def _doubled(document: Document, extents: Extents) -> Iterator[str]:
    for name in dict.fromkeys(extents.repeated):
        yield f"several anchors have the id `{name}`; the first is taken"
    kinds = (
        ("entries", [entry.id for entry in document.entries]),
        ("witnesses", [witness.id for witness in document.witnesses]),
    )
    for what, ids in kinds:
        for name, count in Counter(ids).items():
            if count > 1:
                yield f"{count} {what} have the id `{name}`"
