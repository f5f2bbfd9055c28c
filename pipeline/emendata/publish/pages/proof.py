"""Prove that the pages hold what the galley holds: everything, once, in order and inside its box.

Enters: the galley and the pages made of it. Leaves: warnings about notes that had to begin after the
page of their call, and about lines that are too wide, which only the editor can mend. Whatever else is
wrong is an error that names its places: it would be a mistake in this program, and no book should hide it.

Codes: P206 a page calls more notes than it can hold, P208 a page is not right, P211 a line is too wide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from emendata.diagnostics import Diagnostic, EmendataError, Place
from emendata.publish.pages.foot import Foot
from emendata.publish.pages.gatherings import Laid, whole
from emendata.publish.pages.paginate import Leaf, in_galley_order
from emendata.publish.pages.running import SetLine
from emendata.publish.pages.slugs import Galley, Lemma, Measure, Slug
from emendata.publish.pages.spreads import Region
from emendata.publish.pages.strips import note_at
from emendata.remembering import Remember, anew

_TOLERANCE = 0.1
_OVERHANG = 2.0
"""CSS pixels; hanging punctuation and rounding."""
_NAMED = 8
"""Notes that begin late are named up to this number."""
_SHOWN = 20
"""Lines that stick out are quoted up to this number."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What there is to say of a gathering in which nothing is wrong."""

    late: tuple[str, ...]
    """The notes that begin after the page of their call, each with both pages."""
    wide: tuple[Diagnostic, ...]


def proof(
    galley: Galley,
    foot: Foot,
    leaves: Sequence[Leaf],
    measure: Measure,
    restart: str = "page",
    facing: Region | None = None,
    cut: Sequence[Laid] = (),
    remember: Remember = anew,
) -> tuple[Diagnostic, ...]:
    """Warnings; an `EmendataError` if something is wrong. Lines are counted anew as `restart` says.

    The gatherings are looked at one by one, or all pages at once if none are given.
    """
    wrong = [_wrong(message) for message in _facing(galley, leaves, facing)] if facing else []
    proofs = []
    for laid in cut or (Laid(whole(galley, foot, leaves)),):
        make = partial(_proof, galley, foot, leaves, measure, restart, laid)
        try:
            proofs.append(remember(make, "proof", laid.key, repr(measure), restart) if laid.key else make())
        except EmendataError as trouble:
            wrong += trouble.diagnostics
    if wrong:
        raise EmendataError(wrong)
    wide = [one for proved in proofs for one in proved.wide]
    return (*wide[:_SHOWN], *_late([one for proved in proofs for one in proved.late]))


def _proof(
    galley: Galley, foot: Foot, all_leaves: Sequence[Leaf], measure: Measure, restart: str, laid: Laid
) -> Proof:
    """What there is to say of a gathering, whatever is in the others."""
    one = laid.gathering
    leaves = in_galley_order(all_leaves[one.leaves.start : one.leaves.stop])
    found = _found(galley, foot, leaves, one.notes)
    wrong = [
        *_text(galley, leaves, one.text),
        *_strips(foot, leaves, one.strips),
        *_calls(galley, leaves, found),
        *_boxes(galley, leaves, measure),
        *_references(galley, foot, leaves, restart, laid),
    ]
    if wrong:
        raise EmendataError([_wrong(message) for message in wrong])
    return Proof(tuple(_begun_late(galley, leaves, found)), tuple(_widths(galley, leaves, one.text)))


def _wrong(message: str) -> Diagnostic:
    hint = "This is a mistake in emendata; please report it."
    return Diagnostic("P208", "error", Place("print"), message, hint)


def _text(galley: Galley, leaves: Sequence[Leaf], text: range) -> Iterator[str]:
    """Every slug once; in order but for figures, and those only later."""
    seen: set[int] = set()
    last = -1
    for leaf in leaves:
        for at, _ in leaf.made.text:
            if at in seen or at not in text:
                yield f"page {leaf.folio} repeats {_name(galley.text[at])}"
            seen.add(at)
            if at > last:
                last = at
            elif not galley.text[at].floats:
                yield f"page {leaf.folio} has {_name(galley.text[at])} after {_name(galley.text[last])}"
    yield from (f"{_name(galley.text[at])} is on no page" for at in text if at not in seen)


def _strips(foot: Foot, leaves: Sequence[Leaf], pieces: Sequence[range]) -> Iterator[str]:
    """Everything in each strip once and in order: so a note goes on where it stopped."""
    expected = [piece.start for piece in pieces]
    for leaf in leaves:
        for made in leaf.made.strips:
            for row in made.rows:
                if row.piece.start != expected[made.strip]:
                    yield f"page {leaf.folio} has {_name(row.slug)} out of order"
                expected[made.strip] = row.piece.stop
    for strip, end, piece in zip(foot.strips, expected, pieces, strict=True):
        if end != piece.stop:
            yield f"page {leaves[-1].folio} is the last, and `{strip.series.name}` is not at its end"


def _facing(galley: Galley, leaves: Sequence[Leaf], facing: Region) -> Iterator[str]:
    """Text and translation are left and right, on even and odd pages, and the same segments begin on both."""
    sides = range(facing.start, facing.middle), range(facing.middle, facing.end)
    page_of = {at: page for page, leaf in enumerate(leaves) for at, _ in leaf.made.text}
    for text, translation in facing.segments:
        left, right = page_of.get(text), page_of.get(translation)
        if left is not None and right is not None and right != left + 1:
            yield (
                f"“{galley.text[text].text[:60]}” begins on page {leaves[left].folio}, and its translation on "
                f"page {leaves[right].folio}"
            )
    for page, leaf in enumerate(leaves):
        for side, extent in enumerate(sides):
            stands = any(at in extent for at, _ in leaf.made.text)
            if stands and (page % 2 == side or leaf.number % 2 != side):
                yield f"page {leaf.folio} is on the wrong side"


@dataclass(frozen=True, slots=True)
class _Found:
    """Where the notes were found: page by page, as indices into the leaves."""

    notes: range
    """Which they are."""
    called: Mapping[int, int]
    """The page of the first call of each."""
    stands: Mapping[int, Sequence[int]]
    """The pages that each stands on."""


def _found(galley: Galley, foot: Foot, leaves: Sequence[Leaf], notes: range) -> _Found:
    callers: dict[int, int] = {}
    """Of notes that are called in notes, the first that does."""
    for at in notes:
        for slug in (*galley.notes[at].slugs, *galley.notes[at].units):
            for call in slug.calls:
                callers.setdefault(call, at)
    called: dict[int, int] = {}
    stands: dict[int, list[int]] = {note: [] for note in notes}
    for page, leaf in enumerate(leaves):
        for at, _ in leaf.made.text:
            for call in galley.text[at].calls:
                called.setdefault(call, page)
        for number, row in ((made.strip, row) for made in leaf.made.strips for row in made.rows):
            strip = foot.strips[number]
            first, last = (note_at(strip.begins, at) for at in (row.piece.start, row.piece.stop - 1))
            here = strip.notes[first : last + 1]
            for call in row.slug.calls:
                if callers.get(call) in here:
                    called.setdefault(call, page)
            for note in here:
                if page not in stands.setdefault(note, [])[-1:]:
                    stands[note].append(page)
    return _Found(notes, called, stands)


def _calls(galley: Galley, leaves: Sequence[Leaf], found: _Found) -> Iterator[str]:
    """Each note is called, begins on the page of its call and goes on at the foot of the next."""
    furthest: dict[str, int] = {}
    """By series, the first page on which any note is called that comes later in it."""
    early: dict[int, int] = {}
    for note in reversed(found.notes):
        series = galley.notes[note].series
        early[note] = furthest.get(series, len(leaves))
        furthest[series] = min(furthest.get(series, len(leaves)), found.called.get(note, len(leaves)))
    for note in found.notes:
        pages, name, called = found.stands[note], galley.notes[note].id, found.called.get(note)
        if called is None:
            yield f"note {name} has no call"
        elif not pages:
            yield f"note {name} is on no page"
        elif not _in_its_place(galley, leaves, found, note, called, early[note]):
            yield (
                f"note {name}, called on page {leaves[called].folio}, begins on page {leaves[pages[0]].folio}"
            )
        if pages and pages != list(range(pages[0], pages[-1] + 1)):
            yield f"note {name} is interrupted"


def _in_its_place(
    galley: Galley, leaves: Sequence[Leaf], found: _Found, note: int, called: int, early: int
) -> bool:
    begins = found.stands[note][0]
    if begins == called or leaves[called].made.crowded:
        return True
    if not galley.notes[note].nested:
        return False
    # A note that is called in another keeps its place in the order: before one that is called later, though
    # that be on an earlier page, and after the one that it is called in, however long that is.
    return early <= begins < called or (begins > called and _follows_its_caller(galley, found, note, called))


def _follows_its_caller(galley: Galley, found: _Found, note: int, called: int) -> bool:
    series = galley.notes[note].series
    before = [one for one in range(found.notes.start, note) if galley.notes[one].series == series]
    return bool(before) and found.stands[before[-1]][-1] >= called


def _begun_late(galley: Galley, leaves: Sequence[Leaf], found: _Found) -> Iterator[str]:
    for note in found.notes:
        pages, called = found.stands[note], found.called[note]
        if pages and pages[0] > called and leaves[called].made.crowded and not galley.notes[note].nested:
            yield f"{galley.notes[note].id} (page {leaves[called].folio}, then {leaves[pages[0]].folio})"


def _late(late: Sequence[str]) -> Iterator[Diagnostic]:
    if late:
        named = ", ".join(late[:_NAMED]) + (f" and {len(late) - _NAMED} more" if len(late) > _NAMED else "")
        yield Diagnostic(
            "P206",
            "warning",
            Place("print"),
            f"notes begin after the page of their call, where there is no room for them: {named}",
            "Lines call more notes than their pages can hold; smaller type for the notes gives them more room.",
        )


def _references(
    galley: Galley, foot: Foot, leaves: Sequence[Leaf], restart: str, laid: Laid
) -> Iterator[str]:
    """Every entry names the line in which its lemma stands: counted here once more, down the finished pages."""
    if not any(strip.series.keyed for strip in foot.strips):
        return
    lines = _counted_lines(galley, leaves, restart, laid)
    for page, leaf in enumerate(leaves):
        for made in leaf.made.strips:
            strip = foot.strips[made.strip]
            if not strip.series.keyed:
                continue
            before = ""
            for row in made.rows:
                handle = row.slug.handle
                if not isinstance(handle, SetLine):
                    continue
                for at, placed in zip(row.piece, handle.units, strict=True):
                    note = galley.notes[strip.note(at)]
                    if not placed.unit.label or note.lemma is None:
                        continue
                    wanted = _reference(note.lemma, lines, page, leaves) or note.label
                    if placed.label != wanted and not (
                        placed.label == strip.series.again and before == wanted
                    ):
                        yield (
                            f"page {leaf.folio}: the entry {note.id} says line {placed.label or 'nothing'}, "
                            f"and its lemma stands in {wanted}"
                        )
                    before = wanted


@dataclass(frozen=True, slots=True)
class _CountedLine:
    page: int
    number: str
    fixed: bool
    """Is it known by this number on every page?"""


def _counted_lines(
    galley: Galley, leaves: Sequence[Leaf], restart: str, laid: Laid
) -> dict[int, _CountedLine]:
    found: dict[int, _CountedLine] = {}
    count, section = laid.counted, galley.text[laid.gathering.text.start].section if galley.text else -1
    for page, leaf in enumerate(leaves):
        if restart == "page":
            count = 0
        for at, _ in leaf.made.text:
            slug = galley.text[at]
            if restart == "division" and slug.section != section and not slug.floats:
                count, section = 0, slug.section
            if slug.numbered:
                count += not slug.own_number
                fixed = restart != "page" or bool(slug.own_number)
                found[at] = _CountedLine(page, slug.own_number or str(count), fixed)
    return found


def _reference(lemma: Lemma, lines: Mapping[int, _CountedLine], page: int, leaves: Sequence[Leaf]) -> str:
    if lemma.first not in lines:
        return ""
    first = lines[lemma.first]
    last = lines[next(at for at in range(lemma.last, lemma.first - 1, -1) if at in lines)]
    told = page
    """The page that whoever reads it thinks of."""
    named = []
    for line in (first, last):
        if line.fixed or line.page == told:
            named.append(line.number)
        else:
            named.append(f"{leaves[line.page].folio}.{line.number}")
            told = line.page
    one_line = first == last and not first.fixed
    return named[0] if one_line or named[0] == named[1] else "\N{EN DASH}".join(named)


def _boxes(galley: Galley, leaves: Sequence[Leaf], measure: Measure) -> Iterator[str]:
    """Nothing overlaps, and nothing stands outside the text block."""
    for leaf in leaves:
        bottom = 0.0
        for at, top in leaf.made.text:
            if top < bottom - _TOLERANCE:
                yield f"page {leaf.folio}: {_name(galley.text[at])} overlaps what is above it"
            bottom = top + galley.text[at].height
        for strip in leaf.made.strips:
            if strip.rule < bottom - _TOLERANCE or strip.top < strip.rule:
                yield f"page {leaf.folio}: the notes touch what is above them"
            bottom = strip.top
            ends: dict[int, float] = {}
            for row in strip.rows:
                if row.top < ends.get(row.column, 0.0) - _TOLERANCE:
                    yield f"page {leaf.folio}: {_name(row.slug)} overlaps what is above it"
                ends[row.column] = row.top + row.slug.height
            bottom += max(ends.values())
        if bottom > measure.height + _TOLERANCE:
            yield f"page {leaf.folio}: the text is {(bottom - measure.height) * 0.75:.1f}pt too long"


def _widths(galley: Galley, leaves: Sequence[Leaf], text: range) -> list[Diagnostic]:
    rows = (row.slug for leaf in leaves for strip in leaf.made.strips for row in strip.rows)
    return [
        Diagnostic(
            "P211",
            "warning",
            Place("print"),
            f"a line sticks out of the text block by {slug.overhang * 0.75:.0f}pt: {_name(slug)}",
            "Let it break, in print.css: `overflow-wrap: anywhere`, or `white-space: pre-wrap`.",
        )
        for slug in (*galley.text[text.start : text.stop], *rows)
        if slug.overhang > _OVERHANG
    ][:_SHOWN]


def _name(slug: Slug) -> str:
    words = slug.text if len(slug.text) <= 60 else slug.text[:59] + "…"
    return f"“{words}”" if words else f"the place of {', '.join(slug.ids) or 'something without text'}"
