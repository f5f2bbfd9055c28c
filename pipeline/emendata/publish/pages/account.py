"""Balance the account of the pages: every letter of the book's text, of its notes and of its entries is on them.

Enters: the book, and the galley that `proof` finds on the pages piece by piece. Leaves: what of the book is
not in it. Letters are counted, and not signs or accents, since style sheets may change both; what the
pages have besides (labels, page numbers, hyphens) is theirs.

Code: P216 letters that are not printed.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from emendata.diagnostics import Diagnostic, Place, Severity
from emendata.publish.pages.slugs import Galley
from emendata.publish.semantic.model import Book
from emendata.publish.xhtml import Element, classes, name_of

_REPLACED = frozenset("back call emendation-call line-of locus n page-of pagebreak".split())
"""Classes of what print leaves out, or puts something else in the place of."""
_SHOWN = 8
"""Letters that are told."""


def unprinted(book: Book, galley: Galley, sections: Sequence[int | None], own_sheets: bool) -> tuple[Diagnostic, ...]:
    """What of the book is not in the galley.

    `sections` are the places of the book's sections in the galley's count; with None the galley does not keep
    them apart. `own_sheets`: an editor's style sheet may leave out what it likes, which then is told and no error.
    """
    found = [*_in_text(book, galley, sections), *_in_notes(book, galley)]
    severity: Severity = "warning" if own_sheets else "error"
    hint = (
        "Does a rule of print.css or edition.css leave it out, with `display: none`?"
        if own_sheets
        else "This is a mistake in emendata; please report it."
    )
    return tuple(Diagnostic("P216", severity, Place("print"), message, hint) for message in found)


def _in_text(book: Book, galley: Galley, sections: Sequence[int | None]) -> Iterator[str]:
    printed: defaultdict[int | None, list[str]] = defaultdict(list)
    apart = None not in sections
    for slug in galley.text:
        printed[slug.section if apart else None].append(slug.text)
    wanted: defaultdict[int | None, list[str]] = defaultdict(list)
    names: dict[int | None, str] = {}
    for section, place in zip(book.sections, sections, strict=True):
        wanted[place] += _texts(section.html)
        names.setdefault(place, section.title if apart else "the text")
    for place, texts in wanted.items():
        if lost := _letters(texts) - _letters(printed[place]):
            yield f"the pages lack letters of “{names[place]}”: {_told(lost)}"


def _in_notes(book: Book, galley: Galley) -> Iterator[str]:
    printed: defaultdict[str, list[str]] = defaultdict(list)
    for note in galley.notes:
        printed[note.id] += [item.text for item in (*note.slugs, *note.units)]
    for section in book.sections:
        for notes in section.html.iter("{*}section"):
            if "notes" not in classes(notes):
                continue
            for tree in notes:
                name = tree.get("id") or ""
                if name not in printed:
                    yield f"the note {name} is not on the pages"
                elif lost := _letters(_texts(tree)) - _letters(printed[name]):
                    yield f"the pages lack letters of the note {name}: {_told(lost)}"


def _texts(tree: Element) -> list[str]:
    """The characters of an element without its notes."""
    found = [tree.text or ""]
    for part in tree:
        own = classes(part)
        if not (_REPLACED.intersection(own) or (name_of(part) == "section" and "notes" in own)):
            found += _texts(part)
        found.append(part.tail or "")
    return found


def _letters(texts: Sequence[str]) -> Counter[str]:
    """How often each letter is there, whatever its case and accents."""
    counts = Counter(unicodedata.normalize("NFKD", "".join(texts)).casefold())
    return Counter({char: count for char, count in counts.items() if char.isalnum()})


def _told(lost: Counter[str]) -> str:
    letters = ", ".join(f"{char} ×{count}" for char, count in lost.most_common(_SHOWN))
    return f"{sum(lost.values())} ({letters}{', …' if len(lost) > _SHOWN else ''})"
