"""Several series of notes at the foot of one page."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from emendata.diagnostics import EmendataError
from emendata.publish.pages import columns
from emendata.publish.pages.paginate import Leaf, Numbering, leaves
from emendata.publish.pages.proof import proof
from emendata.publish.pages.slugs import Galley, Measure
from emendata.publish.series import Series

from .galleys import LINE, NOTE_LINE, RULES, foot_of, galley, note, notes_on, page, paragraph
from .wild import SIX, wild


def laid_out(set_type: Galley, measure: Measure, series: tuple[Series, ...] = SIX) -> list[Leaf]:
    """Pages that have been proved."""
    foot = foot_of(set_type, series)
    made = leaves(set_type, foot, measure, Numbering())
    proof(set_type, foot, made, measure)
    return made


# ------------------------------------------------------------------------ random texts


@settings(
    max_examples=25,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a seed cannot be made simpler
)
@given(st.integers(0, 10**9))
def test_six_series_with_notes_called_within_notes(seed: int) -> None:
    chance = random.Random(seed)
    set_type = wild(
        seed,
        blocks=chance.randint(3, 12),
        calls=chance.choice((0.02, 0.1, 0.3)),
        longest=chance.choice((3, 12)),
        nested=chance.choice((0.0, 0.2, 1.0)),
    )
    laid_out(set_type, page(chance.randint(18, 45)))


@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**9))
def test_the_same_galley_gives_the_same_pages(seed: int) -> None:
    assert laid_out(wild(seed, 5), page(30)) == laid_out(wild(seed, 5), page(30))


# ------------------------------------------------------------------------------- places


def test_six_series_stand_one_below_the_other_in_their_order() -> None:
    text = paragraph(10)
    text[4].calls = tuple(range(6))
    notes = [note(2, f"n{at}", series.name) for at, series in enumerate(reversed(SIX))]
    (leaf,) = laid_out(galley(text, notes), page(40))
    assert [strip.strip for strip in leaf.made.strips] == [0, 1, 2, 3, 4, 5]
    assert [strip.lower for strip in leaf.made.strips] == [False, *[True] * 5]
    tops = [strip.top for strip in leaf.made.strips]
    assert tops == sorted(tops)
    # Of two lines, each of the columns has one.
    assert tops[2] - tops[1] == pytest.approx(NOTE_LINE + RULES.lower)
    assert tops[1] - tops[0] == pytest.approx(2 * NOTE_LINE + RULES.lower)
    assert tops[5] + 2 * NOTE_LINE == pytest.approx(40 * LINE)


def test_a_long_note_goes_on_in_its_own_strip_beside_others() -> None:
    text = paragraph(60)
    text[3].calls = (0, 1)
    for at in range(8, 60, 4):
        text[at].calls = (len(range(8, at, 4)) + 2,)
    notes = [note(150, "long", "six"), note(1, "short", "one")]
    notes += [note(2, f"n{at}", "one") for at in range(8, 60, 4)]
    made = laid_out(galley(text, notes), page(30))
    numbers = {
        strip.name: at for at, strip in enumerate(s.series for s in foot_of(galley(text, notes), SIX).strips)
    }
    long = [leaf for leaf in made if notes_on(leaf, numbers["six"])]
    assert len(long) > 5
    assert [
        strip.continued for leaf in long[1:] for strip in leaf.made.strips if strip.strip == numbers["six"]
    ] == ([True] * (len(long) - 1))
    assert all(len(leaf.made.text) > 1 for leaf in long)


def test_what_is_looked_up_by_the_line_is_not_left_to_the_next_page() -> None:
    keyed = (Series("readings", order=1, numbering="lines"), Series("notes", order=2))
    text = paragraph(40)
    text[15].calls = (0, 1)
    made = laid_out(galley(text, [note(8, "a", "notes"), note(8, "b", "readings")]), page(30), keyed)
    assert len(notes_on(made[0], 0)) == 8


def test_a_page_too_small_for_a_line_of_each_series_is_an_error() -> None:
    text = paragraph(5)
    text[2].calls = tuple(range(6))
    notes = [note(1, f"n{at}", series.name) for at, series in enumerate(SIX)]
    room = LINE + 6 * NOTE_LINE + 6 * RULES.highest
    laid_out(galley(text, notes), Measure(room, LINE))
    with pytest.raises(EmendataError, match=r"P201.*too small.*`one`, `two`, `three`, `four`, `five`, `six`"):
        laid_out(galley(text, notes), Measure(room - 1, LINE))


# ------------------------------------------------------------------------ notes in notes


def test_a_note_called_in_another_series_stands_on_the_page_of_its_call() -> None:
    text = paragraph(30)
    text[2].calls = (0,)
    outer, inner = note(60, "outer", "six"), note(2, "inner", "one")
    outer.slugs[50].calls, inner.nested = (1,), True
    made = laid_out(galley(text, [outer, inner]), page(30))
    with_inner = [leaf for leaf in made if notes_on(leaf, 0)]
    assert len(with_inner) == 1
    assert 50 in notes_on(with_inner[0], 1)


def test_the_order_of_a_series_is_kept_though_a_call_within_a_note_comes_late() -> None:
    text = paragraph(30)
    text[2].calls, text[4].calls = (0,), (2,)
    outer, inner, later = note(60, "outer", "six"), note(2, "inner", "one"), note(2, "later", "one")
    outer.slugs[50].calls, inner.nested = (1,), True
    made = laid_out(galley(text, [outer, inner, later]), page(30))
    assert notes_on(made[0], 0) == [0, 1, 2, 3]


# ------------------------------------------------------------------------------ columns


@given(st.lists(st.floats(1, 40), min_size=1, max_size=60), st.integers(1, 4))
def test_columns_hold_everything_and_could_not_be_lower(heights: list[float], count: int) -> None:
    tops, bottoms, y = [], [], 0.0
    for height in heights:
        tops.append(y)
        y += height
        bottoms.append(y)
    low = columns.height(tops, bottoms, 0, len(heights), count)
    assert columns.ends(tops, bottoms, 0, len(heights), count, low)[-1] == len(heights)
    assert columns.ends(tops, bottoms, 0, len(heights), count, low - 0.1)[-1] < len(heights)
