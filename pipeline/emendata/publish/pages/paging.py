"""From a book to its pages.

Enters: a book and a house style. Leaves: a `Paged`, in which it is known what stands on which page, and nothing is on
paper yet.

Codes: P207 page numbers that cannot be settled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from operator import attrgetter
from types import MappingProxyType

from emendata.diagnostics import Place, error
from emendata.publish.pages import markup
from emendata.publish.pages.apart import Here, Workers, digest
from emendata.publish.pages.begun import begun, measured
from emendata.publish.pages.foot import Foot, strips
from emendata.publish.pages.joined import Joined
from emendata.publish.pages.manuscript import Manuscript
from emendata.publish.pages.numbers import LineNumbers
from emendata.publish.pages.paginate import Leaf, Numbering, leaves, with_lines
from emendata.publish.pages.parallel import side_by_side
from emendata.publish.pages.room import Room, kit_of
from emendata.publish.pages.running import Faces
from emendata.publish.pages.slugs import Galley, Measure, same_lines
from emendata.publish.pages.spreads import Region, region
from emendata.publish.pages.stretches import Portions
from emendata.publish.pages.strips import Rules
from emendata.publish.pages.told import Told
from emendata.publish.pages.told import labels as told_labels
from emendata.publish.pages.told import lines as told_lines
from emendata.publish.semantic.model import Book, PrintedPage
from emendata.publish.style import Style

_ROUNDS = 6
"""How often the contents are set anew until their numbers are those of the pages."""


@dataclass(frozen=True, slots=True)
class Paged:
    """A book of which it is known what stands on which page, and that is not on paper yet."""

    room: Room
    manuscript: Manuscript
    made: Joined
    foot: Foot
    leaves: Sequence[Leaf]
    measure: Measure
    page_of: Mapping[str, str]
    """The folio of the page on which something with an id stands or begins."""
    begun: tuple[PrintedPage, ...]
    """Where in the text each page begins."""


def paged(book: Book, style: Style, workers: Workers | None = None, environment: str = "") -> Paged:
    """The book divided into pages.

    `workers` do what can be done apart; the outcome does not depend on them. `environment` names what else
    the outcome depends on, such as the fonts that are installed.
    """
    kit = kit_of(book, style, environment)
    room = Room(workers or Here(), kit, book, style)
    manuscript = Manuscript(book, style, room.workers)
    made, foot, laid_out, page_of, measure = _paginated(room, manuscript)
    pages = begun(made.galley, laid_out, manuscript.blocks, _lengths(room, made))
    return Paged(room, manuscript, made, foot, laid_out, measure, MappingProxyType(page_of), pages)


def _lengths(room: Room, made: Joined) -> list[int] | None:
    """How many letters each slug has."""
    portions = made.portions
    known = (room.workers.remember(partial(measured, one.text), digest("letters", one.key)) for one in portions)
    return list(chain.from_iterable(known)) if portions else None


def _paginated(
    room: Room, manuscript: Manuscript
) -> tuple[Joined, Foot, list[Leaf], Mapping[str, str], Measure]:
    """Pages whose numbers are those that contents, references and calls give."""
    made = _set(room, manuscript)
    measure = Measure(room.height, made.grid)
    told: Told | None = None
    for attempt in range(_ROUNDS):
        foot = _foot(made, room.book)
        facing = faced(made.galley, room.book, manuscript.parts)
        laid_out = _numbered(made, foot, measure, manuscript.parts, room, facing)
        tells = _told(room, made, foot, laid_out)
        page_of = tells.pages
        if attempt > 1 and told:
            tells = tells.widened(told)
        if tells == told or not (manuscript.targets or tells.labels):
            return made, foot, laid_out, page_of, measure
        told = tells
        before, made = made, _set(room, manuscript, told)
        if same_lines(before.galley, made.galley):
            foot = _foot(made, room.book)
            laid_out = with_lines(laid_out, foot, made.galley.text, before.galley.text)
            if _told(room, made, foot, laid_out) == told:
                return made, foot, laid_out, page_of, measure
    raise error(
        "P207",
        Place("print"),
        "the page numbers in the contents or in the apparatus change the pages that they name, again and again",
        "Give the numbers a fixed width in print.css: `.page-of { display: inline-block; width: 2em }`.",
    )


def _told(room: Room, made: Joined, foot: Foot, laid_out: Sequence[Leaf]) -> Told:
    galley = made.galley
    pages: dict[str, str] = {}
    for leaf in laid_out:
        for name in leaf.names:
            pages.setdefault(name, leaf.folio)
    numbers = LineNumbers(galley.text, room.book.lines.restart)
    # Nobody can look up a line where none has its number.
    lines = told_lines(galley, laid_out, numbers) if markup.LINE_NUMBERS in made.strips else {}
    return Told(pages, lines, told_labels(galley, foot, laid_out))


def _foot(made: Joined, book: Book) -> Foot:
    """The strips of the notes."""
    places = [(lower, continued) for lower in (False, True) for continued in (False, True)]
    rules = {
        name: Rules(*(strip.rules[place][0] if place in strip.rules else 0.0 for place in places))
        for name, strip in made.strips.items()
    }

    def faces(name: str) -> Faces:
        strip = made.strips[name]
        return Faces.of(strip.width, strip.line, {name: letter.width for name, letter in strip.letters.items()})

    galley = made.galley
    numbers = LineNumbers(galley.text, book.lines.restart)
    return Foot(galley, strips(galley.notes, book.series, rules, numbers, faces))


def faced(galley: Galley, book: Book, parts: Sequence[markup.Part]) -> Region | None:
    """What is printed on facing pages."""
    return _region(galley, book, parts) if book.facing_layout == "pages" else None


def _set(room: Room, manuscript: Manuscript, told: Told | None = None) -> Joined:
    """The book in type; `told` gives the pages and lines that it names."""
    return _in_columns(room.set(manuscript, told or Told()), room.book, manuscript.parts)


def _in_columns(made: Joined, book: Book, parts: Sequence[markup.Part]) -> Joined:
    """The book with its translation beside the text, where they are printed in columns."""
    found = _region(made.galley, book, parts) if book.facing_layout == "columns" else None
    return replace(made, galley=side_by_side(made.galley, found), portions=(), rearranged=True) if found else made


def _region(galley: Galley, book: Book, parts: Sequence[markup.Part]) -> Region | None:
    """The text with a translation, and where each segment begins in both."""
    if not book.facing:
        return None
    return region(galley, [part.side for part in parts], [(one.text, one.translation) for one in book.facing])


def _numbered(
    made: Joined,
    foot: Foot,
    measure: Measure,
    parts: Sequence[markup.Part],
    room: Room,
    facing: Region | None,
) -> list[Leaf]:
    galley, style = made.galley, room.style
    sections = Counter(map(attrgetter("section"), galley.text))
    front = sum(count for section, count in sections.items() if parts[section].front)
    numbering = Numbering(front, style.front_folios, style.folios, style.first_folio)
    return leaves(galley, foot, measure, numbering, facing, room.workers, Portions(galley, made.portions, made.starts))


def ids_on(galley: Galley, leaf: Leaf) -> list[tuple[str, float]]:
    """Every id on a page with its height on it."""
    placed = [(galley.text[at], top) for at, top in leaf.made.text]
    placed += [(row.slug, strip.top + row.top) for strip in leaf.made.strips for row in strip.rows]
    return [(name, top) for slug, top in placed for name in slug.ids]
