"""A text and its translation side by side: rows in step, every note with its call, references to the right rows."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from emendata.publish.pages.apart import Inked, Link
from emendata.publish.pages.paginate import Leaf, Numbering, leaves
from emendata.publish.pages.parallel import rows, side_by_side
from emendata.publish.pages.proof import proof
from emendata.publish.pages.slugs import Galley, Lemma, Slug
from emendata.publish.pages.spreads import Region

from .faced import Faced, Segment, faced, regions
from .galleys import LINE, foot_of, galley, note, page, paragraph


def laid_out(set_type: Galley, lines: int) -> list[Leaf]:
    """Pages that have been proved."""
    foot, measure = foot_of(set_type), page(lines)
    pages = leaves(set_type, foot, measure, Numbering())
    proof(set_type, foot, pages, measure)
    return pages


def called(galley: Galley) -> dict[str, list[str]]:
    """By note, the words of the slugs that call it."""
    found: dict[str, list[str]] = {}
    for slug in galley.text:
        for call in slug.calls:
            found.setdefault(galley.notes[call].id, []).append(slug.text)
    return found


@settings(max_examples=100, deadline=None)
@given(regions(), st.integers(14, 45))
def test_any_text_with_a_translation_is_on_its_pages(made: Faced, lines: int) -> None:
    laid_out(side_by_side(made.galley, made.region), lines)


@settings(max_examples=100, deadline=None)
@given(regions())
def test_nothing_is_lost_and_notes_stay_with_their_calls(made: Faced) -> None:
    # Every slug can be told from all others.
    text = [replace(slug, text=f"«{at}»") for at, slug in enumerate(made.galley.text)]
    before = Galley(text, made.galley.notes)
    after = side_by_side(before, made.region)
    words = "".join(slug.text for slug in after.text)
    assert sorted(words.replace("\t", "")) == sorted("".join(slug.text for slug in text))
    assert {one.id for one in after.notes} == {one.id for one in before.notes}
    for note_id, callers in called(after).items():
        assert all(
            caller in row.split("\t") for row, caller in zip(callers, called(before)[note_id], strict=True)
        )
    calls = [call for slug in after.text for call in slug.calls]
    assert calls == sorted(calls)


@settings(max_examples=100, deadline=None)
@given(regions())
def test_segments_begin_in_one_row(made: Faced) -> None:
    together = list(rows(made.region))
    for segment in made.region.segments:
        assert segment in together
    for side, extent in enumerate(
        ((made.region.start, made.region.middle), (made.region.middle, made.region.end))
    ):
        assert [row[side] for row in together if row[side] is not None] == list(range(*extent))


def test_entries_refer_to_the_row_of_their_lemma() -> None:
    made = faced([Segment(2, {}), Segment(2, {1: 1})], [Segment(4, {}), Segment(1, {})], before=1, after=2)
    made.galley.notes[0].lemma = Lemma(3, 4)
    after = side_by_side(made.galley, made.region)
    assert after.notes[0].lemma == Lemma(5, 6)
    assert len(after.text) == 1 + 4 + 2 + 2


def test_a_note_in_a_note_comes_after_it_and_before_what_is_called_later() -> None:
    text, translation = paragraph(2), paragraph(2)
    text[0].calls, text[1].calls, translation[0].calls = (0,), (2,), (3,)
    notes = [note(1, name) for name in ("a", "in-a", "b", "t")]
    notes[0].slugs[0].calls, notes[1].nested = (1,), True
    after = side_by_side(galley([*text, *translation], notes), Region(0, 2, 4, ((0, 2),)))
    assert [one.id for one in after.notes] == ["a", "in-a", "t", "b"]
    assert [slug.calls for slug in after.text] == [(0, 2), (3,)]
    assert after.notes[0].slugs[0].calls == (1,)


def test_the_lines_of_the_text_are_counted() -> None:
    text, translation = paragraph(2), paragraph(3)
    for slug in text:
        slug.numbered = True
    after = side_by_side(galley([*text, *translation], []), Region(0, 2, 5, ((0, 2),)))
    assert [slug.numbered for slug in after.text] == [True, True, False]
    assert [slug.height for slug in after.text] == [LINE] * 3


def test_drawings_stand_on_one_base_line_and_keep_their_parts() -> None:
    def line(name: str, baseline: float) -> Slug:
        ink = b"/P <</MCID 0>> BDC\n%s\nEMC" % name.encode()
        links = (Link(True, name, (0.0, 0.0, 9.0, 9.0)),)
        return Slug(
            LINE, baseline=baseline, text=name, handle=Inked(ink, LINE, links, calls=(name,), marks=(name,))
        )

    after = side_by_side(galley([line("arma", 12.0), line("arms", 10.5)], []), Region(0, 1, 2, ((0, 1),)))
    (both,) = (slug.handle for slug in after.text)
    assert isinstance(both, Inked)
    assert both.ink.split(b"\n") == [
        b"/P <</MCID 0>> BDC", b"arma", b"EMC",
        b"q 1 0 0 1 0 1.5 cm", b"/P <</MCID 1>> BDC", b"arms", b"EMC", b"Q",
    ]  # fmt: skip
    assert both.marks == both.calls == ("arma", "arms")
    assert both.called_in == {"arma": "arma"}
    assert [link.box[1] for link in both.links] == [0.0, 1.5]
