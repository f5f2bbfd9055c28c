"""What is known of the entries of an apparatus while a Document is written, and the marks of their lemmas.

The marks are empty elements, for lemmas nest, overlap and go over the ends of paragraphs. An entry stands at
the end of the section in which its lemma begins; one whose anchors stand nowhere, at the end of the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from emendata.document.extents import Extents
from emendata.document.model import Anchor, Blocks, Document, Entry, Inlines, Ref
from emendata.document.once import Once
from emendata.document.walk import (
    apparatus_texts,
    descendants,
    divisions,
    entry_texts,
    inlines_of,
    with_markup,
)
from emendata.publish.critical.house import House
from emendata.publish.critical.wording import Wording
from emendata.publish.semantic.names import Ids
from emendata.publish.xhtml import Element, child

if TYPE_CHECKING:
    from emendata.publish.semantic.context import Context


@dataclass(slots=True)
class EntryWork:
    """The entries of a Document: their ids, and which still have to be written."""

    entries: tuple[Entry, ...]
    ids: tuple[str, ...]
    from_ids: tuple[str, ...]
    """The ids of the marks where each lemma begins,"""
    to_ids: tuple[str, ...]
    """and of those where it ends: the same for an entry on a point."""
    wording: Wording
    witness_ids: Mapping[str, str]
    """The id in the book of each witness, in the conspectus."""
    starts: Mapping[str, Sequence[int]]
    """By anchor, the entries whose lemma begins there."""
    ends: Mapping[str, Sequence[int]]
    points: Mapping[str, Sequence[int]]
    """By anchor, the entries that are on this point."""
    unplaced: tuple[int, ...]
    """Those whose lemma begins nowhere."""
    series: frozenset[str]
    """The series that have entries."""
    extents: Extents
    named: frozenset[str]
    """Anchors that something else refers to."""
    pending: list[int] = field(default_factory=list)
    """Begun in the text, and not yet written."""
    written: set[int] = field(default_factory=set)
    begun: set[int] = field(default_factory=set)
    """Those whose lemma has been met in the text."""
    labels: dict[str, str] = field(default_factory=dict)
    """By the number of an entry, how its place is called: for entries on its readings."""

    def left(self) -> list[int]:
        """Entries that no mark in the text has called for."""
        return [n for n in range(len(self.entries)) if n not in self.written and n not in self.pending]


def entry_work(document: Document, house: House, ids: Ids) -> EntryWork:
    """What has to be known before the text is written."""
    extents = Extents(document)
    entries = document.entries
    starts: defaultdict[str, list[int]] = defaultdict(list)
    ends: defaultdict[str, list[int]] = defaultdict(list)
    points: defaultdict[str, list[int]] = defaultdict(list)
    unplaced: list[int] = []
    for number, entry in enumerate(entries):
        extent = extents.between(entry.start, entry.end)
        if entry.start not in extents.positions:
            unplaced.append(number)
        elif extent is None or entry.start == entry.end:
            points[entry.start].append(number)
        else:
            starts[entry.start].append(number)
            ends[entry.end].append(number)
    own = tuple(ids.given(entry.id, f"app{n}") for n, entry in enumerate(entries, start=1))
    from_ids = tuple(ids.fresh(f"{id_}-from") for id_ in own)
    at_point = {number for numbers in points.values() for number in numbers}
    to_ids = tuple(from_ids[n] if n in at_point else ids.fresh(f"{id_}-to") for n, id_ in enumerate(own))
    witnesses: dict[str, str] = {}
    for witness in document.witnesses:
        witnesses[witness.id] = made = ids.fresh(f"wit-{witness.id}")
        ids.made.setdefault(witness.id, made)  # a reference to a witness leads to the conspectus
    return EntryWork(
        entries,
        own,
        from_ids,
        to_ids,
        Wording(document, extents, house),
        witnesses,
        starts,
        ends,
        points,
        tuple(unplaced),
        frozenset(entry.series for entry in entries),
        extents,
        _named(document),
    )


_NAMED: Once[frozenset[str]] = Once()


def _named(document: Document) -> frozenset[str]:
    """What references in the Document lead to."""
    found = {*_targets((document.title,)), *_targets(apparatus_texts(document))}
    for whole in (*document.front, document.body, *document.back):
        for part in divisions(whole):
            found |= _NAMED(part, None, partial(_of_blocks, part.blocks, (part.head,)))
    for note in document.notes:
        found |= _NAMED(note, None, partial(_of_blocks, note.blocks))
    return frozenset(found)


def _of_blocks(blocks: Blocks, heads: Sequence[Inlines] = ()) -> frozenset[str]:
    return frozenset(_targets((*heads, *(inlines for block in blocks for inlines in inlines_of(block)))))


def _targets(sequences: Iterable[Inlines]) -> Iterator[str]:
    for inlines in with_markup(sequences):
        for inline in descendants(inlines):
            if isinstance(inline, Ref) and inline.target.startswith("#"):
                yield inline.target[1:]


def with_entries(work: EntryWork, inlines: Iterable[Inlines], last: bool = False) -> Iterator[Inlines]:
    """The sequences of inlines of a section, and those of the entries that stand at its end.

    At the end of the `last` stand those too that stand nowhere in the text.
    """
    begun: list[int] = [*work.unplaced] if last else []
    for sequence in inlines:
        yield sequence
        begun += _begun(work, sequence)
    entered: set[int] = set()
    while begun:
        number = begun.pop()
        if number in entered:
            continue
        entered.add(number)
        for sequence in entry_texts(work.entries[number]):
            yield sequence
            begun += _begun(work, sequence)


def _begun(work: EntryWork, inlines: Inlines) -> Iterator[int]:
    for inline in descendants(inlines):
        if isinstance(inline, Anchor):
            yield from work.starts.get(inline.id, ())
            yield from work.points.get(inline.id, ())


# ----------------------------------------------------------------------- in the text


def write_anchor(context: Context, parent: Element, anchor: Anchor) -> None:
    """The marks of the entries that begin and end at an anchor, and its own id if anything refers to it."""
    if context.quiet:
        return
    work = context.entry_work
    starts, points = work.starts.get(anchor.id, ()), work.points.get(anchor.id, ())
    ends = work.ends.get(anchor.id, ())
    if anchor.id in work.named or not (starts or points or ends):
        child(parent, "span", context.own_id(anchor.id))
    for number in reversed(ends):
        _mark(parent, work, number, "to", work.to_ids)
    for number in points:
        _mark(parent, work, number, "from to", work.from_ids)
        _begin(work, number)
    for number in starts:
        _mark(parent, work, number, "from", work.from_ids)
        _begin(work, number)


def _mark(parent: Element, work: EntryWork, number: int, cls: str, ids: Sequence[str]) -> None:
    child(parent, "span", {"class": cls, "id": ids[number], "data-entry": work.ids[number]})


def _begin(work: EntryWork, number: int) -> None:
    if number not in work.begun:
        work.begun.add(number)
        work.pending.append(number)
