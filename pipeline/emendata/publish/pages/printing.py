"""Put a book's pages on paper: gathering by gathering, and these bound.

Enters: the galley and the pages made of it, with their running heads. Leaves: the PDF. A gathering that is known
from before is taken as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from emendata.diagnostics import Diagnostic
from emendata.hashing import sha256
from emendata.publish.pages import markup
from emendata.publish.pages.apart import Promise, digest
from emendata.publish.pages.archive import unfit
from emendata.publish.pages.foot import Foot
from emendata.publish.pages.frames import pieces
from emendata.publish.pages.gathered import Begin, Gathered, GatheringJob, Page, Size, gather
from emendata.publish.pages.gatherings import Gathering, Laid
from emendata.publish.pages.joined import Joined, merged
from emendata.publish.pages.paginate import Leaf
from emendata.publish.pages.paging import ids_on
from emendata.publish.pages.paper import About, Folio, bound, first_of, fixed
from emendata.publish.pages.placed import Placing, placing
from emendata.publish.pages.room import Room
from emendata.publish.pages.structure import below
from emendata.publish.pages.weasy.embed import FontsJob, embedded, united
from emendata.publish.pages.weasy.load import PRODUCER
from emendata.publish.pages.weasy.paper import Sheet, Sheets

_ROMAN = {"lower-roman": "r", "upper-roman": "R"}
"""How PDF writes down a way of counting."""


@dataclass(frozen=True, slots=True)
class OnPaper:
    """A book on paper."""

    pdf: bytes
    fonts: tuple[str, ...]
    """In it, with their versions."""
    said: tuple[tuple[str, str], ...]
    """What there was to say."""
    barred: tuple[Diagnostic, ...]
    """What bars it from being a PDF for archives."""


def put_on_paper(
    room: Room,
    made: Joined,
    foot: Foot,
    leaves: Sequence[Leaf],
    cut: Sequence[Laid],
    heads: Sequence[markup.Heads],
    page_of: Mapping[str, str],
) -> OnPaper:
    """These pages, in these gatherings. `page_of` knows everything that links can lead to."""
    sheets = room.sheets(heads)
    uses = united((*made.fonts, *(font for part in sheets for font in part.fonts)))
    files = room.font_files(uses)
    embedding = room.workers.start(embedded, FontsJob(uses, files))
    flat = [(sheet, f"{part.digest}:{at}") for part in sheets for at, sheet in enumerate(part.sheets)]
    for at, (leaf, (sheet, _)) in enumerate(zip(leaves, flat, strict=True)):
        if not leaf.blank:
            room.check(sheet, at)
    binding = _Binding(room, made, foot, leaves, flat, page_of)
    promises = [binding.start(one) for one in cut]
    bodies = [promise.result() for promise in promises]
    resources = (*made.resources, *(part.resources for part in sheets), *(one.resources for one in bodies))
    archive = room.style.pdf == "archive"
    barred = tuple(dict.fromkeys(unfit(uses, files, resources))) if archive else ()
    metadata = room.book.metadata
    authors = [person.name for person in metadata.persons if person.role == "author"]
    about = About(metadata.title, authors, room.book.lang, PRODUCER, archive and not barred)
    folios = [Folio(_ROMAN.get(leaf.style, "D"), leaf.number) for leaf in leaves]
    fonts = embedding.result()
    pdf = bound(
        bodies, binding.next_object, folios, resources, fonts.resources, about, made.parts, binding.fixed
    )
    return OnPaper(pdf, fonts.described, (*_said(room, sheets), *binding.lost()), barred)


def _said(room: Room, sheets: Sequence[Sheets]) -> list[tuple[str, str]]:
    return [message for part in sheets for message in part.messages if message not in room.said]


class _Binding:
    """The gatherings of a book, one after the other, with the numbers that each leaves to the next."""

    def __init__(
        self,
        room: Room,
        made: Joined,
        foot: Foot,
        leaves: Sequence[Leaf],
        sheets: Sequence[tuple[Sheet, str]],
        page_of: Mapping[str, str],
    ) -> None:
        book = room.book
        columns = bool(book.facing) and book.facing_layout == "columns"
        self.room, self.made, self.leaves, self.sheets, self.page_of = room, made, leaves, sheets, page_of
        self.placing: Placing = placing(made, foot, room.width, book.lines, columns=columns)
        self.images = tuple((name, image.data) for name, image in sorted(book.images.items()))
        shared = (key for border in made.borders for key in border.unit.contents.shared)
        self.fixed = fixed(dict.fromkeys(shared))
        self.next_object, self._next_key, self._level = first_of(self.fixed), 0, 0
        self._lost: dict[str, None] = {}
        # What is the same for all; the images matter for the frames, if there are any.
        images = [(name, sha256(data)) for name, data in self.images if made.frames]
        self._common = digest(room.kit, images, room.width, repr(book.lines), columns, repr(dict(made.strips)))

    def start(self, laid: Laid) -> Promise[Gathered]:
        """Have the next one made."""
        one = laid.gathering
        units = [border.unit for border in self.made.borders[one.units.start : one.units.stop]]
        size = Size(
            len(one.leaves), sum(unit.contents.links for unit in units), sum(len(unit.parts) for unit in units)
        )
        begin = Begin(self.next_object, self._next_key, self._level)
        self.next_object += size.objects
        self._next_key += size.keys
        for unit in units:
            for level in unit.contents.headings:
                self._level = below(self._level, level)
        targets = dict.fromkeys(target for unit in units for target in unit.contents.targets)
        lost = [target for target in targets if target not in self.page_of]
        self._lost.update(dict.fromkeys(lost))
        key = None
        if laid.key:
            trunk = [(key, self.fixed.trunk[key]) for unit in units for key in unit.contents.shared]
            sheets = [name for _, name in self.sheets[one.leaves.start : one.leaves.stop]]
            key = digest("gathering", self._common, laid.key, sheets, begin, trunk, lost)
            if known := self.room.workers.recall(gather, key):
                return known
        return self.room.workers.start(gather, self._job(one, key, frozenset(lost), begin, size))

    def _job(self, one: Gathering, key: str | None, lost: frozenset[str], begin: Begin, size: Size) -> GatheringJob:
        galley = self.made.galley
        units = [border.unit for border in self.made.borders[one.units.start : one.units.stop]]
        # What goes on from one unit to the next is in both; the first is believed.
        frames = merged(unit.frames for unit in reversed(units))
        leaves = self.leaves[one.leaves.start : one.leaves.stop]
        sheets = self.sheets[one.leaves.start : one.leaves.stop]
        placed, reading = self.placing.placed(leaves, one.leaves.start)
        pages = tuple(
            Page(sheet, tuple(on), pieces(on, frames), tuple(ids_on(galley, leaf)))
            for leaf, (sheet, _), on in zip(leaves, sheets, placed, strict=True)
        )
        framed = any(page.frames for page in pages)
        return GatheringJob(
            key,
            self.room.kit,
            self.images if framed else (),
            pages,
            tuple(reading),
            merged(unit.parts for unit in units),
            lost,
            self.fixed,
            begin,
            size,
        )

    def lost(self) -> list[tuple[str, str]]:
        """What there is to say of links that lead nowhere."""
        return [(f"No anchor #{name} for internal URI reference", "") for name in self._lost]
