"""Prove that the pages hold what the galley holds: everything, once, in order and inside its box.

Enters: the galley and the pages made of it. Leaves: warnings about notes that had to begin after the
page of their call, and about lines that are too wide, which only the editor can mend. Whatever else is
wrong is an error that names its places: it would be a mistake in this program, and no book should hide it.

Codes: P206 a page calls more notes than it can hold, P208 a page is not right, P211 a line is too wide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from emendata.diagnostics import Diagnostic, EmendataError, Place
from emendata.publish.pages.foot import Foot
from emendata.publish.pages.paginate import Leaf
from emendata.publish.pages.slugs import Galley, Measure, Slug

_TOLERANCE = 0.1
_OVERHANG = 2.0
"""CSS pixels; hanging punctuation and rounding."""
_SHOWN = 20
"""Lines that stick out are quoted up to this number."""


def proof(galley: Galley, foot: Foot, leaves: Sequence[Leaf], measure: Measure) -> tuple[Diagnostic, ...]:
    """Warnings; an `EmendataError` if something is wrong."""
    wrong = [
        Diagnostic(
            "P208", "error", Place("print"), message, "This is a mistake in emendata; please report it."
        )
        for message in (
            *_text(galley, leaves),
            *_strip(foot, leaves),
            *_calls(galley, foot, leaves),
            *_boxes(galley, foot, leaves, measure),
        )
    ]
    if wrong:
        raise EmendataError(wrong)
    return (*_widths(galley, foot), *_late(galley, foot, leaves))


def _text(galley: Galley, leaves: Sequence[Leaf]) -> Iterator[str]:
    """Every slug once; in order but for figures, and those only later."""
    seen: set[int] = set()
    last = -1
    for leaf in leaves:
        for at, _ in leaf.made.text:
            if at in seen:
                yield f"page {leaf.folio} repeats {_name(galley.text[at])}"
            seen.add(at)
            if at > last:
                last = at
            elif not galley.text[at].floats:
                yield f"page {leaf.folio} has {_name(galley.text[at])} after {_name(galley.text[last])}"
    yield from (f"{_name(slug)} is on no page" for at, slug in enumerate(galley.text) if at not in seen)


def _strip(foot: Foot, leaves: Sequence[Leaf]) -> Iterator[str]:
    """Every slug of the notes once and in order: so a note goes on where it stopped."""
    expected = 0
    for leaf in leaves:
        for at, _ in leaf.made.notes:
            if at != expected:
                yield f"page {leaf.folio} has {_name(foot.slugs[at])} out of order"
            expected = at + 1
    if expected != len(foot.slugs):
        yield f"{_name(foot.slugs[expected])} is on no page"


def _calls(galley: Galley, foot: Foot, leaves: Sequence[Leaf]) -> Iterator[str]:
    """Each note is called, begins on the page of its call and goes on at the foot of the next."""
    called = _pages_of_calls(galley, foot, leaves)
    for note, pages in enumerate(_pages_of_notes(foot, leaves)):
        name = galley.notes[note].id
        if note not in called:
            yield f"note {name} has no call"
        elif not pages:
            yield f"note {name} is on no page"
        elif pages[0] < called[note] or (
            pages[0] > called[note]
            and not galley.notes[note].nested
            and not leaves[called[note]].made.crowded
        ):
            yield (
                f"note {name}, called on page {leaves[called[note]].folio}, "
                f"begins on page {leaves[pages[0]].folio}"
            )
        if pages and pages != list(range(pages[0], pages[-1] + 1)):
            yield f"note {name} is interrupted"


def _late(galley: Galley, foot: Foot, leaves: Sequence[Leaf]) -> Iterator[Diagnostic]:
    called = _pages_of_calls(galley, foot, leaves)
    for note, pages in enumerate(_pages_of_notes(foot, leaves)):
        if pages and pages[0] > called[note] and not galley.notes[note].nested:
            yield Diagnostic(
                "P206",
                "warning",
                Place("print"),
                f"note {galley.notes[note].id}, called on page {leaves[called[note]].folio}, "
                f"begins on page {leaves[pages[0]].folio}: there is no room for it before",
                "A line calls more notes than its page can hold.",
            )


def _pages_of_calls(galley: Galley, foot: Foot, leaves: Sequence[Leaf]) -> dict[int, int]:
    called: dict[int, int] = {}
    for page, leaf in enumerate(leaves):
        for at, _ in leaf.made.text:
            for call in galley.text[at].calls:
                called.setdefault(call, page)
        for at, _ in leaf.made.notes:
            for call in foot.slugs[at].calls:
                called.setdefault(call, page)
    return called


def _pages_of_notes(foot: Foot, leaves: Sequence[Leaf]) -> list[list[int]]:
    pages: list[list[int]] = [[] for _ in foot.begins[:-1]]
    for page, leaf in enumerate(leaves):
        for at, _ in leaf.made.notes:
            on = pages[foot.note_at(at)]
            if not on or on[-1] != page:
                on.append(page)
    return pages


def _boxes(galley: Galley, foot: Foot, leaves: Sequence[Leaf], measure: Measure) -> Iterator[str]:
    """Nothing overlaps, and nothing stands outside the text block."""
    for leaf in leaves:
        made, bottom = leaf.made, 0.0
        for slug, top in (
            *((galley.text[at], top) for at, top in made.text),
            *((foot.slugs[at], top) for at, top in made.notes),
        ):
            if top < bottom - _TOLERANCE:
                yield f"page {leaf.folio}: {_name(slug)} overlaps what is above it"
            bottom = top + slug.height
        if made.rule is not None and made.text:
            at, top = made.text[-1]
            if top + galley.text[at].height > made.rule + _TOLERANCE:
                yield f"page {leaf.folio}: the notes touch the text"
        if bottom > measure.height + _TOLERANCE:
            yield f"page {leaf.folio}: the text is {(bottom - measure.height) * 0.75:.1f}pt too long"


def _widths(galley: Galley, foot: Foot) -> list[Diagnostic]:
    return [
        Diagnostic(
            "P211",
            "warning",
            Place("print"),
            f"a line sticks out of the text block by {slug.overhang * 0.75:.0f}pt: {_name(slug)}",
            "Let it break, in print.css: `overflow-wrap: anywhere`, or `white-space: pre-wrap`.",
        )
        for slug in (*galley.text, *foot.slugs)
        if slug.overhang > _OVERHANG
    ][:_SHOWN]


def _name(slug: Slug) -> str:
    words = slug.text if len(slug.text) <= 60 else slug.text[:59] + "…"
    return f"“{words}”" if words else f"the place of {', '.join(slug.ids) or 'something without text'}"
