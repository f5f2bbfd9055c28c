"""The ends of lines, against every way there is."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emendata.publish.pages.totalfit import SHRINK, STRETCH, Stops, Tastes, line_ends

SPACE = 2.5


def stops(words: list[float], divided: dict[int, float] | None = None) -> Stops:
    """Words of these widths; some can be divided after so much of them."""
    made = Stops([0.0], [0.0], [0.0], [0.0], [0])
    x = room = 0.0
    for at, word in enumerate(words):
        if divided and at in divided:
            part = divided[at]
            made.ends.append(x + part + 1.0)  # type: ignore[attr-defined]
            made.starts.append(x + part)  # type: ignore[attr-defined]
            made.end_stretch.append(room)  # type: ignore[attr-defined]
            made.start_stretch.append(room)  # type: ignore[attr-defined]
            made.divides.append(1)  # type: ignore[attr-defined]
        made.ends.append(x + word)  # type: ignore[attr-defined]
        made.end_stretch.append(room)  # type: ignore[attr-defined]
        x, room = x + word + SPACE, room + SPACE * STRETCH
        made.starts.append(x)  # type: ignore[attr-defined]
        made.start_stretch.append(room)  # type: ignore[attr-defined]
        made.divides.append(0)  # type: ignore[attr-defined]
    return made


def cost(taken: tuple[int, ...], made: Stops, width: float, tolerance: float, tastes: Tastes) -> float:
    """What a way costs, as the definition has it."""
    total, before, class_before = 0.0, 0, 1
    last = len(made.ends) - 1
    for at in taken:
        lack = width - made.ends[at] + made.starts[before]
        stretch = made.end_stretch[at] - made.start_stretch[before]
        if at == last and lack >= 0:
            ratio = 0.0
        elif lack >= 0:
            ratio = lack / stretch if stretch else (0.0 if lack < 1e-6 else math.inf)
        else:
            ratio = lack / (stretch * SHRINK / STRETCH) if stretch else -math.inf
        if not -1.0001 <= ratio <= tolerance + 1e-6:
            return math.inf
        class_ = 0 if ratio < -0.5 else 1 if ratio <= 0.5 else 2 if ratio <= 1 else 3
        total += (tastes.line + 100 * abs(ratio) ** 3) ** 2
        if made.divides[at]:
            total += tastes.hyphen
        if made.divides[before]:
            total += tastes.hyphens_in_a_row if made.divides[at] else 0
            total += tastes.last_hyphen if at == last and lack >= 0 else 0
        if abs(class_ - class_before) > 1:
            total += tastes.neighbours
        before, class_before = at, class_
    return total


@settings(max_examples=200)
@given(
    st.lists(st.floats(1.0, 12.0), min_size=1, max_size=9),
    st.dictionaries(st.integers(0, 8), st.floats(0.4, 0.6), max_size=3),
    st.sampled_from((0.8, 1.5, 4.0)),
)
def test_no_other_way_is_cheaper(words: list[float], divided: dict[int, float], tolerance: float) -> None:
    tastes = Tastes(most_hyphens=99)
    made = stops(words, {at: words[at] * part for at, part in divided.items() if at < len(words)})
    last = len(made.ends) - 1
    ways = (
        (*chosen, last) for count in range(last) for chosen in itertools.combinations(range(1, last), count)
    )
    cheapest = min(cost(way, made, 25.0, tolerance, tastes) for way in ways)
    taken = line_ends(made, 25.0, tolerance, tastes=tastes)
    if cheapest == math.inf:
        assert taken is None
    else:
        assert taken is not None
        assert cost(tuple(taken), made, 25.0, tolerance, tastes) == pytest.approx(cheapest, rel=1e-6)


@settings(max_examples=200)
@given(st.lists(st.floats(1.0, 60.0), min_size=1, max_size=60))
def test_there_is_always_a_way_in_the_end(words: list[float]) -> None:
    made = stops(words)
    taken = line_ends(made, 40.0, math.inf)
    assert taken is not None
    assert taken[-1] == len(words)
    assert taken == sorted(set(taken))
    for before, at in itertools.pairwise((0, *taken)):
        # a line is too long only if it has one word
        assert (
            at == before + 1 or made.ends[at] - made.starts[before] <= 40.0 + (at - before) * SPACE * SHRINK
        )


def test_no_more_words_are_divided_one_under_the_other_than_is_allowed() -> None:
    words = [9.0] * 60
    made = stops(words, dict.fromkeys(range(60), 4.5))
    for most in (1, 2, 3):
        taken = line_ends(made, 26.0, 9.0, tastes=Tastes(most_hyphens=most, hyphens_in_a_row=0.0, hyphen=0.0))
        assert taken is not None
        rows = [
            len(list(run))
            for divided, run in itertools.groupby(taken, lambda at: made.divides[at])
            if divided
        ]
        assert max(rows, default=0) <= most


def test_the_last_line_is_not_a_short_word_if_it_can_be_helped() -> None:
    words = [4.0] * 20 + [2.0]
    fitting = 4.0 * 10 + SPACE * 9
    assert line_ends(stops(words), fitting, 3.0) == [10, 20, 21]
    taken = line_ends(stops(words), fitting, 3.0, short=12.0)
    assert taken is not None
    assert taken[-2] < 20
    assert line_ends(stops([6.0, 6.0, 1.0]), 14.6, 1.0, least=5.0) is None


def test_ragged_lines_leave_about_the_same() -> None:
    taken = line_ends(stops([10.0, 10.0, 10.0, 10.0]), 36.0, math.inf, short=20.0, ragged=10.0)
    assert taken is not None
    assert taken[-1] == 4 and len(taken) == 2
