"""Balance the account of the pages: every letter of the book's text, of its notes and of its entries is on them.

Enters: the book, and the galley that `proof` finds on the pages piece by piece. Leaves: what of the book is
not in it. Letters are counted, and not signs or accents, since style sheets may change both; what the
pages have besides (labels, page numbers, hyphens) is theirs.

Code: P216 letters that are not printed.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from lxml import etree

from emendata.diagnostics import Diagnostic, Place, Severity
from emendata.hashing import sha256
from emendata.publish.pages.joined import Border
from emendata.publish.pages.slugs import Galley
from emendata.publish.semantic.model import Book, Section
from emendata.publish.xhtml import Element, classes, name_of
from emendata.remembering import Remember, anew

_REPLACED = frozenset("back call emendation-call line-of locus n page-of pagebreak".split())
"""Classes of what print leaves out, or puts something else in the place of."""
_SHOWN = 8
"""Letters that are told."""


def unprinted(
    book: Book,
    galley: Galley,
    sections: Sequence[int | None],
    own_sheets: bool,
    units: Sequence[Border] = (),
    remember: Remember = anew,
) -> tuple[Diagnostic, ...]:
    """What of the book is not in the galley.

    `sections` are the places of the book's sections in the galley's count; with None the galley does not keep
    them apart. `own_sheets`: an editor's style sheet may leave out what it likes, which then is told and no error.
    If the `units` are given that the galley is made of, what is in them and in a section is counted only once.
    """
    made: defaultdict[int | None, list[Section]] = defaultdict(list)
    for section, place in zip(book.sections, sections, strict=True):
        made[place].append(section)
    set_in = _set(galley, made, units)
    found = {}
    for place, some in made.items():
        make = partial(_lacking, galley, place, [one.html for one in some], set_in[place])
        texts = [sha256(etree.tostring(one.html, encoding="utf-8")) for one in some if units]
        found[place] = remember(make, "unprinted", str(place), *texts, *set_in[place].units) if units else make()
    names = {place: some[0].title if place is not None else "the text" for place, some in made.items()}
    text = (f"the pages lack letters of “{names[place]}”: {one.text}" for place, one in found.items() if one.text)
    notes = [message for one in found.values() for message in one.notes]
    notes += _elsewhere(book, galley, {name for one in found.values() for name in one.elsewhere})
    severity: Severity = "warning" if own_sheets else "error"
    hint = (
        "Does a rule of print.css or edition.css leave it out, with `display: none`?"
        if own_sheets
        else "This is a mistake in emendata; please report it."
    )
    return tuple(Diagnostic("P216", severity, Place("print"), message, hint) for message in (*text, *notes))


@dataclass(slots=True)
class _Set:
    """What of the galley can belong to a place."""

    units: list[str] = field(default_factory=list)
    """The hashes of the units that it is in."""
    text: list[range] = field(default_factory=list)
    notes: list[range] = field(default_factory=list)


def _set(
    galley: Galley, places: Iterable[int | None], units: Sequence[Border]
) -> Mapping[int | None, _Set]:
    """By place, the units that have something of it, or everything."""
    if not units:
        everything = _Set([], [range(len(galley.text))], [range(len(galley.notes))])
        return dict.fromkeys(places, everything)
    found: defaultdict[int | None, _Set] = defaultdict(_Set)
    ends = [(border.text, border.notes) for border in units[1:]] + [(len(galley.text), len(galley.notes))]
    here = range(1)
    for border, (text, notes) in zip(units, ends, strict=True):
        if border.text < text:
            here = range(galley.text[border.text].section, galley.text[text - 1].section + 1)
        for place in here:
            found[place].units.append(border.unit.contents.digest)
            found[place].text.append(range(border.text, text))
            found[place].notes.append(range(border.notes, notes))
    return found


@dataclass(frozen=True, slots=True)
class _Lacking:
    """What is not to be found of a place where it was set."""

    text: str
    """The letters of the text."""
    notes: tuple[str, ...]
    """About the notes."""
    elsewhere: tuple[str, ...]
    """Notes that have been set with another place, if at all."""


def _lacking(galley: Galley, place: int | None, trees: Sequence[Element], found: _Set) -> _Lacking:
    slugs = (galley.text[at] for piece in found.text for at in piece)
    printed = _letters([slug.text for slug in slugs if place is None or slug.section == place])
    wanted = _letters([text for tree in trees for text in _texts(tree)])
    notes = _printed_notes(galley, (at for piece in found.notes for at in piece))
    said: list[str] = []
    elsewhere: list[str] = []
    for name, tree in _notes(trees):
        if name in notes:
            said += _lacking_note(name, tree, notes)
        else:
            elsewhere.append(name)
    lost = wanted - printed
    return _Lacking(_told(lost) if lost else "", tuple(said), tuple(elsewhere))


def _elsewhere(book: Book, galley: Galley, names: Collection[str]) -> Iterator[str]:
    """The same of notes wherever they are."""
    if names:
        notes = _printed_notes(galley, range(len(galley.notes)))
        for name, tree in _notes([section.html for section in book.sections]):
            if name in names:
                yield from _lacking_note(name, tree, notes)


def _printed_notes(galley: Galley, which: Iterable[int]) -> Mapping[str, Sequence[str]]:
    """What there is of notes, by their ids."""
    printed: defaultdict[str, list[str]] = defaultdict(list)
    for note in (galley.notes[at] for at in which):
        printed[note.id] += [item.text for item in (*note.slugs, *note.units)]
    return printed


def _notes(trees: Iterable[Element]) -> Iterator[tuple[str, Element]]:
    for tree in trees:
        for notes in tree.iter("{*}section"):
            if "notes" in classes(notes):
                yield from ((note.get("id") or "", note) for note in notes)


def _lacking_note(name: str, tree: Element, printed: Mapping[str, Sequence[str]]) -> Iterator[str]:
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
