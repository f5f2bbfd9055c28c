"""Entries keyed to lines, over random texts: thousands of pages, each reference of which is proved."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from emendata.diagnostics import EmendataError
from emendata.publish.pages.foot import Foot, strips
from emendata.publish.pages.numbers import LineNumbers
from emendata.publish.pages.paginate import Leaf, Numbering, leaves
from emendata.publish.pages.proof import proof
from emendata.publish.pages.running import Faces, SetLine
from emendata.publish.pages.slugs import Galley, Lemma, Note, Slug, Unit
from emendata.publish.series import LAYOUTS, Series

from .galleys import LINE, NOTE_LINE, RULES, galley, note, page, paragraph

WIDTH = 280.0


def entry(chance: Random, name: str, series: str, words: int) -> Note:
    """An entry of so many words, on a place that is not yet known."""
    units: list[Unit | Slug] = [
        Unit(
            width, space=4.0, height=NOTE_LINE, text=f"{name}.{at}", label=not at, gap=4.0 if not at else 0.0
        )
        for at, width in enumerate(chance.choices((8.0, 20.0, 35.0, 60.0), k=words))
    ]
    return Note(name, series=series, units=units, entry=True, label="¶")


def keyed(chance: Random, lines: int, dense: float, longest: int) -> tuple[Galley, tuple[Series, ...]]:
    """A text with a strip of notes and strips of entries, whose lemmas nest, overlap and go on over pages."""
    series = (
        Series("notes", order=1),
        Series("fontes", order=2, numbering="lines", layout=chance.choice(LAYOUTS)),
        Series("apparatus", order=3, numbering="lines", layout=chance.choice(LAYOUTS), again="|"),
    )
    text: list[Slug] = []
    notes: list[Note] = []
    verse = 0
    while len(text) < lines:
        poem = chance.random() < 0.3
        more = paragraph(chance.randint(1, 25), above=chance.choice((0.0, LINE)))
        for slug in more:
            # What is not of the text, such as a heading or the rest of a long verse, is not counted.
            slug.numbered = chance.random() < 0.93
            verse += poem
            slug.own_number = str(verse) if poem and slug.numbered else ""
            slug.section = len(text) // 80
        text += more
    for at, slug in enumerate(text):
        called = []
        while chance.random() < dense:
            name = f"e{len(notes)}"
            if chance.random() < 0.2:
                made = note(chance.randint(1, 6), name, "notes")
            else:
                many = chance.randint(1, longest) if chance.random() < 0.97 else longest * 40
                made = entry(chance, name, chance.choice(("fontes", "apparatus")), many)
                long = chance.choice((0, 0, 0, 1, 3, 90))
                made.lemma = Lemma(at, min(len(text) - 1, at + chance.randint(0, long)))
            called.append(len(notes))
            notes.append(made)
        slug.calls = tuple(called)
    return galley(text, notes), series


def laid_out(made: Galley, series: tuple[Series, ...], lines: int, restart: str) -> tuple[list[Leaf], Foot]:
    """Pages that have been proved."""
    faces = Faces(WIDTH, NOTE_LINE, lambda text: 5.0 * len(text))
    rules = {one.name: RULES for one in series}

    def of(name: str) -> Faces:
        count = next(one.columns for one in series if one.name == name)
        return replace(faces, width=WIDTH / count)

    foot = Foot(made, strips(made.notes, series, rules, LineNumbers(made.text, restart), of))
    pages = leaves(made, foot, page(lines), Numbering())
    proof(made, foot, pages, page(lines), restart)
    return pages, foot


@settings(
    max_examples=40,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a seed cannot be made simpler
)
@given(st.integers(0, 10**9), st.sampled_from(("page", "division", "never")))
def test_every_entry_names_the_line_of_its_lemma(seed: int, restart: str) -> None:
    chance = Random(seed)
    made, series = keyed(
        chance, chance.randint(1, 900), chance.choice((0.02, 0.2, 0.5)), chance.choice((3, 12, 40))
    )
    pages, foot = laid_out(made, series, chance.randint(15, 45), restart)
    printed = [
        placed.unit.text
        for leaf in pages
        for strip in leaf.made.strips
        for row in strip.rows
        if isinstance(row.slug.handle, SetLine)
        for placed in row.slug.handle.units
    ]
    wanted = [unit.text for strip in foot.strips for at in strip.notes for unit in made.notes[at].units]
    assert sorted(printed) == sorted(wanted)


def test_a_reference_that_is_wrong_is_found() -> None:
    chance = Random(7)
    made, series = keyed(chance, 200, 0.2, 6)
    pages, foot = laid_out(made, series, 30, "page")
    said = next(
        placed.unit
        for leaf in pages
        for strip in leaf.made.strips
        for row in strip.rows
        if isinstance(row.slug.handle, SetLine)
        for placed in row.slug.handle.units
        if placed.unit.label
    )
    entry_of = next(one for one in made.notes if said in one.units)
    assert entry_of.lemma is not None
    entry_of.lemma = Lemma(entry_of.lemma.first + 1, entry_of.lemma.last + 1)
    with pytest.raises(EmendataError, match=rf"P208.*the entry {entry_of.id} says line"):
        proof(made, foot, pages, page(30), "page")


def test_the_work_grows_with_the_length_and_no_faster() -> None:
    import cProfile
    import pstats

    def calls(lines: int) -> int:
        made, series = keyed(Random(3), lines, 0.2, 6)
        profile = cProfile.Profile()
        profile.runcall(laid_out, made, series, 40, "page")
        return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]

    assert calls(2000) < 5 * calls(500)
