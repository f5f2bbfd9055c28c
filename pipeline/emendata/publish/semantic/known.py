"""Sections that were written for another book, of which this one has the same: they need not be written again.

A section with its notes depends on its division, on the notes that stand in it, and on what comes from outside: the
number of its first paragraph, the labels of its notes, the numbers of its emendations, the ids that are free.
`Known.section` gathers these; where they are as they were, the section and all that writing it has left in the
`Context` are put there again. What is not known before the whole book is written (where its references lead, from
where else its notes are called) is looked at in the end: if anything is otherwise than it was, the book is `Stale`.

Sections with images, or with places to be named, are written each time; so are those of a book with an apparatus.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from emendata.document.model import Division, Emendation, Figure, Graphic, Note, Ref
from emendata.document.once import Once
from emendata.document.walk import descendants, divisions, inlines_of, nested, plain
from emendata.publish.semantic.context import Context
from emendata.publish.semantic.model import Head, Page, Section
from emendata.publish.semantic.names import Given
from emendata.publish.semantic.notes import called_in

Made = tuple[Section, list[Head]]


class Stale(Exception):
    """A section was not written again that should have been."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A section to be."""

    division: Division
    what: tuple[str, ...]
    """What is to be made of the division."""
    notes: tuple[Note, ...]
    """Those that will stand in it, in the order of the Document."""
    apart: tuple[str, ...]
    """Those of them that nothing in it calls."""
    write: Callable[[], Made]


@dataclass(slots=True)
class _Written:
    """A section, and what writing it has left in the context."""

    made: Made | None = None
    """None until all is known of it."""
    given: Given = field(default_factory=Given)
    paragraphs: int = 0
    pages: tuple[Page, ...] = ()
    calls: dict[str, list[str]] = field(default_factory=dict)
    """By each of its notes, the calls in it."""
    calls_of_book: dict[str, list[str]] = field(default_factory=dict)
    """The same, with those elsewhere: the note leads back to all."""
    targets: dict[str, str | None] = field(default_factory=dict)
    """By what it refers to, the id that this has in the book."""


@dataclass(frozen=True, slots=True)
class _Holds:
    """What a section and its notes hold."""

    each_time: bool
    """Anything that must be written each time."""
    emendations: tuple[str, ...]


_WRITTEN: Once[_Written] = Once()
_HOLDS: Once[_Holds] = Once()


class Known:
    """What is known of the sections of a book."""

    def __init__(self, context: Context, frame: str) -> None:
        """`frame` says what holds for the whole book."""
        self._context = context
        self._frame = frame
        self._new: list[tuple[_Written, Made]] = []
        self._again: list[_Written] = []

    def section(self, wanted: Wanted) -> tuple[Made, bool]:
        """The section, and whether it is new; the context is as if it had been written."""
        context = self._context
        holds = _HOLDS(wanted.division, wanted.notes, lambda: _held(wanted))
        entries = [(*context.entries.get(name, ()),) for name in holds.emendations]
        if holds.each_time or any(len(there) != 1 for there in entries):  # ids that clash
            return wanted.write(), True
        work = context.notes
        around = (
            [(work.ids[n.id], work.labels[n.id], n.id in work.called, n.id in work.unfit) for n in wanted.notes],
            [(there[0].n, there[0].id, there[0].place_id) for there in entries],
        )
        also = (self._frame, wanted.what, context.paragraph, wanted.notes, wanted.apart, around)
        known = _WRITTEN(wanted.division, also, _Written)
        if known.made is None or not context.ids.again(known.given):
            return self._written(wanted, known), True
        context.paragraph += known.paragraphs
        context.pages += known.pages
        for note in wanted.notes:
            work.section_of[note.id] = context.section
            work.written.add(note.id)
        work.calls |= {name: [*calls] for name, calls in known.calls.items()}
        for name in holds.emendations:
            context.entries[name].popleft()
        self._again.append(known)
        return known.made, False

    def _written(self, wanted: Wanted, known: _Written) -> Made:
        context, work = self._context, self._context.notes
        known.made = None  # until `finish`, for the whole book may be given up before that
        known.given = context.ids.given_now = Given()
        paragraph, pages, references = context.paragraph, len(context.pages), len(context.references)
        made = wanted.write()
        context.ids.given_now = Given()
        known.paragraphs = context.paragraph - paragraph
        known.pages = tuple(context.pages[pages:])
        known.targets = {target: None for _, target in context.references[references:]}
        known.calls = {note.id: [*work.calls[note.id]] for note in wanted.notes}
        as_wanted = all(work.section_of.get(note.id) == context.section for note in wanted.notes)
        if as_wanted and context.ids.by_themselves(known.given):
            self._new.append((known, made))
        return made

    def finish(self) -> None:
        """When the whole book has been written: `Stale` if a section is not what it would be if written now."""
        made_ids, calls = self._context.ids.made, self._context.notes.calls
        for known in self._again:
            if any(calls[name] != there for name, there in known.calls_of_book.items()) or any(
                made_ids.get(target) != there for target, there in known.targets.items()
            ):
                raise Stale
        for known, made in self._new:
            known.made = made
            known.calls_of_book = {name: [*calls[name]] for name in known.calls}
            known.targets = {target: made_ids.get(target) for target in known.targets}


def _held(wanted: Wanted) -> _Holds:
    own = {note.id for note in wanted.notes}
    holders: tuple[Division | Note, ...] = (*divisions(wanted.division), *wanted.notes)
    each_time = not all(own.issuperset(called_in(part)) for part in holders)
    emendations: list[str] = []
    heads = (holder.head for holder in holders if isinstance(holder, Division))
    blocks = [block for holder in holders for block in holder.blocks]
    for inlines in (*heads, *(inlines for block in blocks for inlines in inlines_of(block))):
        for inline in descendants(inlines):
            if isinstance(inline, Emendation):
                emendations.append(inline.id)
            each_time |= isinstance(inline, Graphic) or (isinstance(inline, Ref) and not plain(inline.children).strip())
    each_time |= any(isinstance(block, Figure) for block in nested(blocks))
    return _Holds(each_time, tuple(emendations))
