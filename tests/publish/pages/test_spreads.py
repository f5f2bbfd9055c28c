"""A text and what faces it: both in step, nothing lost, the text on the left; random ones and hard ones."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emendata.diagnostics import EmendataError
from emendata.publish.pages.makeup import MadeUp
from emendata.publish.pages.paginate import Leaf, Numbering, leaves
from emendata.publish.pages.proof import proof
from emendata.publish.pages.slugs import Measure, Slug
from emendata.publish.pages.spreads import Region, region
from tests.effort import calls_made

from .faced import Faced, Segment, faced, regions
from .galleys import foot_of, galley, page, paragraph


def laid_out(made: Faced, measure: Measure) -> list[Leaf]:
    """Pages that have been proved."""
    foot = foot_of(made.galley)
    pages = leaves(made.galley, foot, measure, Numbering(), made.region)
    proof(made.galley, foot, pages, measure, facing=made.region)
    return pages


def spreads_of(made: Faced, pages: list[Leaf]) -> list[tuple[list[int], list[int]]]:
    """The slugs on the left and the right page of each spread of the region."""
    sides = range(made.region.start, made.region.middle), range(made.region.middle, made.region.end)
    on = [[at for at, _ in leaf.made.text] for leaf in pages]
    first = next(number for number, slugs in enumerate(on) if made.region.start in slugs)
    last = max(number for number, slugs in enumerate(on) if any(at in side for at in slugs for side in sides))
    assert first % 2 == 1, "the first page of a book is a right-hand one"
    found = []
    for number in range(first, last + 1, 2):
        left, right = on[number], on[number + 1]
        assert all(at in sides[0] for at in left) and all(at in sides[1] for at in right)
        found.append((left, right))
    return found


def begun(slugs: list[int], begins: list[int]) -> list[int]:
    return [segment for segment, at in enumerate(begins) if at in slugs]


# ------------------------------------------------------------------- random texts


@settings(max_examples=150, deadline=None)
@given(regions(), st.integers(12, 45))
def test_both_sides_are_in_step_and_nothing_is_lost(made: Faced, lines: int) -> None:
    pages = laid_out(made, page(lines))
    text, translation = (list(begins) for begins in zip(*made.region.segments, strict=True))
    spreads = spreads_of(made, pages)
    for left, right in spreads:
        assert begun(left, text) == begun(right, translation)
    assert [at for left, _ in spreads for at in left] == list(range(made.region.start, made.region.middle))
    assert [at for _, right in spreads for at in right] == list(range(made.region.middle, made.region.end))


@settings(max_examples=100, deadline=None)
@given(regions(), st.integers(12, 45))
def test_the_text_has_even_numbers(made: Faced, lines: int) -> None:
    for leaf in laid_out(made, page(lines)):
        for at, _ in leaf.made.text:
            if made.region.start <= at < made.region.end:
                assert (leaf.number % 2 == 0) == (at < made.region.middle)
                assert leaf.folio == str(leaf.number)


@settings(max_examples=60, deadline=None)
@given(regions(longest=120, longest_note=60, most=4), st.integers(10, 20))
def test_segments_and_notes_longer_than_a_page(made: Faced, lines: int) -> None:
    pages = laid_out(made, page(lines))
    assert [at for leaf in pages for at, _ in leaf.made.text if at < made.region.start] == list(
        range(made.region.start)
    )


@settings(max_examples=30, deadline=None)
@given(regions(most=8), st.integers(12, 30))
def test_the_same_galley_gives_the_same_pages(made: Faced, lines: int) -> None:
    assert laid_out(made, page(lines)) == laid_out(made, page(lines))


def test_the_work_grows_with_the_length_and_no_faster() -> None:
    def work(times: int) -> int:
        text = [Segment(5 + at % 7, {2: 2}) for at in range(times)]
        made = faced(text, [replace(one, lines=one.lines + 2) for one in text])
        return calls_made(lambda: laid_out(made, page(40)))

    assert work(600) < 12 * work(60)


# ------------------------------------------------------------------- one by one


def test_what_fits_stands_on_one_spread() -> None:
    made = faced([Segment(5, {}), Segment(5, {})], [Segment(7, {}), Segment(4, {})])
    assert spreads_of(made, laid_out(made, page(12))) == [(list(range(10)), list(range(10, 21)))]


def lengths(made: Faced, lines: int) -> list[tuple[int, int]]:
    """How many slugs stand on both sides of each spread."""
    return [(len(left), len(right)) for left, right in spreads_of(made, laid_out(made, page(lines)))]


def test_a_segment_is_divided_at_about_the_same_point_on_both_sides() -> None:
    made = faced([Segment(5, {}), Segment(10, {})], [Segment(8, {}), Segment(16, {})])
    assert lengths(made, 12) == [(8, 12), (7, 12)]


def test_a_segment_is_divided_where_neither_side_has_a_widow() -> None:
    # A fifth line of the last segment would fit, and leave one on the next page.
    made = faced([Segment(5, {}), Segment(6, {})], [Segment(5, {}), Segment(6, {})])
    assert lengths(made, 10) == [(9, 9), (2, 2)]


def test_the_side_that_is_done_waits() -> None:
    made = faced([Segment(1, {}), Segment(4, {})], [Segment(25, {}), Segment(4, {})])
    assert lengths(made, 10) == [(1, 10), (0, 10), (4, 9)]


def test_notes_count_on_their_own_side() -> None:
    made = faced([Segment(6, {}), Segment(6, {})], [Segment(6, {2: 5}), Segment(6, {2: 5})])
    assert lengths(made, 14) == [(9, 8), (3, 4)]
    assert lengths(made, 30) == [(12, 12)]


def test_a_page_is_left_blank_so_that_the_text_begins_on_the_left() -> None:
    made = faced([Segment(3, {})], [Segment(3, {})], before=15)
    pages = laid_out(made, page(10))
    assert [leaf.made == MadeUp(()) for leaf in pages] == [False, False, True, False, False]


def test_a_segment_that_must_begin_a_page_does_so_on_both_sides() -> None:
    made = faced([Segment(3, {}), Segment(3, {}, forced="page")], [Segment(3, {}), Segment(3, {})])
    assert [(len(left), len(right)) for left, right in spreads_of(made, laid_out(made, page(20)))] == [
        (3, 3)
    ] * 2


def test_proof_finds_what_is_out_of_step() -> None:
    made = faced([Segment(5, {}), Segment(5, {})], [Segment(8, {}), Segment(8, {})])
    foot, measure = foot_of(made.galley), page(12)
    pages = leaves(made.galley, foot, measure, Numbering(), made.region)
    moved = [pages[0], *pages[1:3], replace(pages[4], made=pages[3].made), *pages[3:4], *pages[5:]]
    with pytest.raises(EmendataError):
        proof(made.galley, foot, moved, measure, facing=made.region)
    with pytest.raises(EmendataError, match="wrong side"):
        proof(made.galley, foot, pages[1:], measure, facing=made.region)


# ------------------------------------------------------------- where segments begin


def named(*names: str) -> list[Slug]:
    slugs = paragraph(len(names))
    for slug, name in zip(slugs, names, strict=True):
        slug.ids = tuple(name.split())
    return slugs


def test_segments_are_found_by_their_ids() -> None:
    slugs = named("", "a1", "", "a2", "b1", "b2")
    for slug, section in zip(slugs, (0, 1, 1, 1, 2, 2), strict=True):
        slug.section = section
    found = region(galley(slugs, []), ("", "text", "translation"), [("a1", "b1"), ("a2", "b2")])
    assert found == Region(1, 4, 6, ((1, 4), (3, 5)))


def test_of_two_that_begin_in_one_line_both_are_in_step_with_the_first() -> None:
    slugs = named("a1", "a2 a3", "b1 b2", "b3")
    for slug, section in zip(slugs, (0, 0, 1, 1), strict=True):
        slug.section = section
    pairs = [(f"a{number}", f"b{number}") for number in (1, 2, 3)]
    found = region(galley(slugs, []), ("text", "translation"), pairs)
    assert found is not None and found.segments == ((0, 2), (1, 3))


@pytest.mark.parametrize("sides", [("", ""), ("text", ""), ("", "translation")])
def test_there_is_no_region_without_both_sides(sides: tuple[str, str]) -> None:
    slugs = named("a", "b")
    slugs[1].section = 1
    assert region(galley(slugs, []), sides, [("a", "b")]) is None
