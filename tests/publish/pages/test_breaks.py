"""Where pages end: every way of ending one badly, and random texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emendata.diagnostics import EmendataError
from emendata.publish.pages.paginate import Leaf, Numbering, leaves
from emendata.publish.pages.proof import proof
from emendata.publish.pages.slugs import NEVER, Galley, Measure
from tests.effort import calls_made

from .galleys import (
    LINE,
    NOTE_LINE,
    Random,
    after_head,
    figure,
    foot_of,
    galley,
    galleys,
    head,
    note,
    notes_on,
    page,
    paragraph,
)


def laid_out(set_type: Galley, measure: Measure) -> list[Leaf]:
    """Pages that have been proved."""
    foot = foot_of(set_type)
    made = leaves(set_type, foot, measure, Numbering())
    proof(set_type, foot, made, measure)
    return made


def counts(made: list[Leaf]) -> list[tuple[int, int]]:
    """Lines of text and of notes on each page."""
    return [(len(leaf.made.text), len(notes_on(leaf))) for leaf in made]


# ------------------------------------------------------------------- random texts


@settings(max_examples=150)
@given(galleys(), st.integers(8, 45))
def test_any_text_is_on_its_pages_once_and_in_order(set_type: Galley, lines: int) -> None:
    laid_out(set_type, page(lines))


def test_what_must_not_be_divided_is_divided_where_it_is_longer_than_a_page() -> None:
    text = paragraph(40)
    for slug in text[1:]:
        slug.cost = NEVER
    made = laid_out(galley(text, []), page(15))
    assert [lines for lines, _ in counts(made)] == [15, 15, 10]


@settings(max_examples=60)
@given(galleys(Random(blocks=4, longest_paragraph=8, longest_note=200, calls_on_a_line=12)))
def test_notes_that_take_most_of_the_page(set_type: Galley) -> None:
    laid_out(set_type, page(10))


@settings(max_examples=40)
@given(galleys(Random(blocks=5)))
def test_the_same_galley_gives_the_same_pages(set_type: Galley) -> None:
    assert laid_out(set_type, page(20)) == laid_out(set_type, page(20))


def test_the_work_grows_with_the_length_and_no_faster() -> None:
    def work(times: int) -> int:
        text, notes = [], []
        for _ in range(times):
            lines = paragraph(9)
            lines[4].calls = (len(notes),)
            notes.append(note(4))
            text += lines
        set_type = galley(text, notes)
        return calls_made(lambda: laid_out(set_type, page(40)))

    assert work(600) < 12 * work(60)


# ------------------------------------------------------------------- text by itself


def test_a_short_text_stands_on_one_page() -> None:
    assert counts(laid_out(galley(paragraph(5), []), page(10))) == [(5, 0)]


def test_no_line_of_a_paragraph_is_left_alone() -> None:
    made = laid_out(galley([*paragraph(9), *paragraph(3), *paragraph(30)], []), page(10))
    text = [*paragraph(9), *paragraph(3), *paragraph(30)]
    for leaf in made[1:]:
        assert not text[leaf.made.text[0][0]].cost


def test_a_head_does_not_stand_last_on_a_page() -> None:
    text = [*paragraph(16), head(), *after_head(paragraph(12))]
    made = laid_out(galley(text, []), page(20))
    assert [leaf.made.text[0][0] for leaf in made] == [0, 16]


def test_text_stands_on_the_grid_after_a_quotation() -> None:
    text = [*paragraph(3), *paragraph(4, 0.85 * LINE, False, 0.5 * LINE), *paragraph(3)]
    (leaf,) = laid_out(galley(text, []), page(20))
    tops = [top for at, top in leaf.made.text if text[at].grid]
    assert all(abs(top / LINE - round(top / LINE)) < 1e-6 for top in tops)
    below = tops[3] - (leaf.made.text[6][1] + 0.85 * LINE)
    above = leaf.made.text[3][1] - (tops[2] + LINE)
    assert above == pytest.approx(below)


def test_a_page_short_of_a_line_has_it_put_in_above_a_head() -> None:
    # A fourth line of the second paragraph would leave the fifth alone on the next page.
    text = [*paragraph(13), head(1.1 * LINE, LINE), *after_head(paragraph(5), LINE), *paragraph(20)]
    made = laid_out(galley(text, []), page(20))
    first = made[0].made.text
    assert first[-1][0] == 16
    assert first[-1][1] + LINE == pytest.approx(20 * LINE)


# ------------------------------------------------------------------------- notes


def test_a_page_short_of_a_line_has_none_put_in_between_a_head_and_its_text() -> None:
    # The nineteenth line would be alone on the next page.
    text = [head(0.0), *after_head(paragraph(19)), *paragraph(20)]
    made = laid_out(galley(text, []), page(20))
    first = made[0].made.text
    assert [round(top / LINE) for _, top in first[:3]] == [0, 2, 3]
    assert first[-1] == (17, 18 * LINE)


def test_a_note_stands_at_the_foot_of_the_page_of_its_call() -> None:
    text = paragraph(30)
    text[3].calls, text[25].calls = (0,), (1,)
    made = laid_out(galley(text, [note(2), note(3)]), page(20))
    assert [notes_on(leaf) for leaf in made] == [[0, 1], [2, 3, 4]]
    (strip,) = made[0].made.strips
    assert strip.top + strip.rows[-1].top + NOTE_LINE == pytest.approx(20 * LINE)


def test_a_note_called_near_the_foot_goes_over() -> None:
    text = [*paragraph(19), *paragraph(40)]
    text[16].calls = (0,)
    made = laid_out(galley(text, [note(12)]), page(20))
    assert [bool(leaf.made.strips) for leaf in made[:2]] == [True, True]
    assert made[1].made.strips[0].continued
    assert len(notes_on(made[0])) >= 2


def test_a_note_longer_than_ten_pages() -> None:
    text = paragraph(30)
    text[4].calls, text[20].calls = (0,), (1,)
    made = laid_out(galley(text, [note(600), note(2)]), page(40))
    with_first = [leaf for leaf in made if any(at < 600 for at in notes_on(leaf))]
    assert len(with_first) > 10
    assert all(leaf.made.strips[0].continued for leaf in with_first[1:])
    assert notes_on(made[-1])[-1] == 601


def test_lines_that_lose_a_note_in_weasyprint() -> None:
    """Notes of a line pushed over the page end by the notes of the line before."""
    for lines_before in range(4, 9):
        text = [*paragraph(lines_before), *paragraph(3)]
        text[lines_before].calls, text[lines_before + 1].calls = (0, 1), (2,)
        laid_out(galley(text, [note(1, f"n{n}") for n in range(3)]), page(10))


def test_forty_notes_on_a_line() -> None:
    text = paragraph(10)
    text[5].calls = tuple(range(40))
    made = laid_out(galley(text, [note(1, f"n{n}") for n in range(40)]), page(60))
    assert counts(made) == [(10, 40)]


def test_two_hundred_notes_on_a_line_begin_where_there_is_room() -> None:
    text = paragraph(10)
    text[5].calls = tuple(range(200))
    set_type = galley(text, [note(2, f"n{n}") for n in range(200)])
    foot = foot_of(set_type)
    made = leaves(set_type, foot, page(40), Numbering())
    (late,) = proof(set_type, foot, made, page(40))
    assert late.code == "P206"
    begun = len(notes_on(made[0])) // 2
    assert 10 < begun < 50
    # One message for all, which names the first.
    assert f": n{begun} (page 1, then 2), n{begun + 1} (page 1, then 2), " in late.message
    assert late.message.endswith(f" and {200 - begun - 8} more")
    assert sum(len(notes_on(leaf)) for leaf in made) == 400


def test_a_note_called_in_a_note_comes_right_after_it() -> None:
    text, first, nested = paragraph(10), note(6, "a"), note(2, "b")
    text[2].calls, text[8].calls, first.slugs[3].calls = (0,), (2,), (1,)
    nested.nested = True
    made = laid_out(galley(text, [first, nested, note(2, "c")]), page(30))
    assert notes_on(made[0]) == list(range(10))


def test_a_note_called_in_the_last_and_longest_note() -> None:
    text, first, nested = paragraph(10), note(200, "a"), note(2, "b")
    text[2].calls, first.slugs[3].calls, nested.nested = (0,), (1,), True
    made = laid_out(galley(text, [first, nested]), page(30))
    assert notes_on(made[-1])[-2:] == [200, 201]


def test_the_notes_of_a_stretch_stand_on_its_pages() -> None:
    text = [*paragraph(5), *paragraph(5)]
    text[4].calls, text[5].forced = (0,), "page"
    made = laid_out(galley(text, [note(80)]), page(20))
    assert made[-1].made.text[0][0] == 5
    assert not made[-1].made.strips
    assert [len(leaf.made.text) for leaf in made[1:-1]] == [0] * (len(made) - 2)


def test_a_note_called_again_in_a_later_stretch() -> None:
    text = [*paragraph(5), *paragraph(5), *paragraph(5)]
    text[1].calls, text[2].calls, text[7].calls = (0,), (1,), (0,)
    text[5].forced = text[10].forced = "page"
    made = laid_out(galley(text, [note(2), note(2)]), page(20))
    assert counts(made) == [(5, 4), (5, 0), (5, 0)]


# ------------------------------------------------------------------------ figures


def test_a_figure_that_does_not_fit_moves_on_and_the_text_fills_its_place() -> None:
    text = [*paragraph(30), figure(15), *paragraph(40)]
    made = laid_out(galley(text, []), page(40))
    assert text[made[1].made.text[0][0]].floats
    assert made[0].made.text[-1][0] > 30
    assert counts(made)[0] == (40, 0)


def test_a_figure_that_fits_stays_where_it_is() -> None:
    text = [*paragraph(10), figure(8), *paragraph(10)]
    (leaf,) = laid_out(galley(text, []), page(40))
    assert [at for at, _ in leaf.made.text] == list(range(21))


def test_figures_keep_their_order() -> None:
    text = [*paragraph(35), figure(20), *paragraph(6), figure(6), *paragraph(60), figure(39), *paragraph(50)]
    made = laid_out(galley(text, []), page(40))
    seen = [at for leaf in made for at, _ in leaf.made.text if text[at].floats]
    assert seen == sorted(seen)


# ------------------------------------------------------------- numbers and blank pages


def test_a_part_that_begins_on_a_right_hand_page_has_a_blank_one_before_it() -> None:
    text = [*paragraph(5), *paragraph(5)]
    text[5].forced = "recto"
    made = laid_out(galley(text, []), page(20))
    assert [(leaf.folio, leaf.blank) for leaf in made] == [("1", False), ("", True), ("3", False)]


def test_front_matter_is_counted_apart() -> None:
    text = [*paragraph(3), *paragraph(3), *paragraph(3)]
    text[3].forced = "page"
    set_type = galley(text, [])
    made = leaves(set_type, foot_of(set_type), page(20), Numbering(front=6, first=11))
    assert [(leaf.folio, leaf.front) for leaf in made] == [("i", True), ("ii", True), ("11", False)]
    text[6].forced = "verso"  # page 1 is a right-hand page all the same
    made = leaves(set_type, foot_of(set_type), page(20), Numbering(front=3))
    assert [leaf.folio for leaf in made] == ["i", "", "1", "2"]


# --------------------------------------------------------------------- impossible pages


def test_a_page_too_small_for_a_line_and_a_note_is_an_error() -> None:
    text = paragraph(5)
    text[2].calls = (0,)
    with pytest.raises(EmendataError, match="P201") as caught:
        laid_out(galley(text, [note(3)]), Measure(LINE + NOTE_LINE, LINE))
    assert "too small" in str(caught.value)


def test_a_page_that_just_holds_a_line_and_a_note() -> None:
    text = paragraph(5)
    text[2].calls = (0,)
    laid_out(galley(text, [note(3)]), Measure(LINE + NOTE_LINE + 12.0, LINE))


def test_something_taller_than_the_page_is_an_error_that_names_it() -> None:
    with pytest.raises(EmendataError, match="P202.*figure of 30"):
        laid_out(galley([*paragraph(5), figure(30)], []), page(20))
