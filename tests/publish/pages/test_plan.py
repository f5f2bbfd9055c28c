"""A stretch planned apart has the pages that it has in the whole book, and only what has changed is planned again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from string import printable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emendata.diagnostics import EmendataError
from emendata.publish.pages.apart import Here, Promise
from emendata.publish.pages.foot import Foot, strips
from emendata.publish.pages.numbers import LineNumbers
from emendata.publish.pages.paginate import Leaf, Numbering, leaves
from emendata.publish.pages.running import Faces
from emendata.publish.pages.slugs import Galley, Lemma, Slug
from emendata.publish.series import Series

from .galleys import LINE, NOTE_LINE, RULES, galley, page, paragraph
from .test_keyed import WIDTH, keyed

LETTERS = {letter: 3.0 + ord(letter) % 4 for letter in printable + "\N{EN DASH}¶"}


class Counting(Here):
    """Does it at once, and writes down what."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    def start(self, task: Callable[[Any], Any], argument: Any) -> Promise[Any]:
        self.keys.append(argument.key)
        return super().start(task, argument)


def divided(chance: Random, dense: float) -> tuple[Galley, tuple[Series, ...]]:
    """A text in stretches, whose lemmata are each in one of them."""
    made, series = keyed(chance, chance.randint(150, 500), dense, 12)
    starts = [0, *sorted(chance.sample(range(1, len(made.text)), chance.randint(1, 4)))]
    for at in starts[1:]:
        made.text[at].forced = chance.choice(("page", "recto", "verso"))
    ends = [*starts[1:], len(made.text)]
    for note in made.notes:
        if note.lemma:
            end = next(end for end in ends if note.lemma.first < end)
            note.lemma = Lemma(note.lemma.first, min(note.lemma.last, end - 1))
    return made, series


def laid_out(
    made: Galley, series: tuple[Series, ...], lines: int, restart: str, apart: bool = True
) -> tuple[list[Leaf], list[str]]:
    workers = Counting()

    def faces(name: str) -> Faces:
        count = next(one.columns for one in series if one.name == name)
        found = Faces.of(WIDTH / count, NOTE_LINE, LETTERS)
        return found if apart else replace(found, letters=None)

    numbers = LineNumbers(made.text, restart)
    foot = Foot(made, strips(made.notes, series, {one.name: RULES for one in series}, numbers, faces))
    return leaves(made, foot, page(lines), Numbering(), workers=workers), workers.keys


@given(st.integers(0, 10**9), st.sampled_from(("page", "division", "never")))
def test_pages_are_those_of_the_whole(seed: int, restart: str) -> None:
    chance = Random(seed)
    made, series = divided(chance, chance.choice((0.02, 0.2)))
    lines = chance.randint(20, 45)
    apart, keys = laid_out(made, series, lines, restart)
    whole, none = laid_out(made, series, lines, restart, apart=False)
    assert apart == whole
    assert len(keys) > len(none) or not any(note.units for note in made.notes)


def test_only_the_stretch_that_has_changed_is_planned_again() -> None:
    made, series = divided(Random(3), 0.1)
    before = laid_out(made, series, 30, "page")[1]
    assert len(before) > 2
    for slug in made.text:
        slug.text, slug.ids = "other words", ("other",)
    assert laid_out(made, series, 30, "page")[1] == before
    made.text[-3].height += LINE
    after = laid_out(made, series, 30, "page")[1]
    assert after[:-1] == before[:-1]
    assert after[-1] != before[-1]


def test_what_goes_on_in_another_stretch_is_planned_with_the_whole() -> None:
    made, series = divided(Random(3), 0.1)
    count = len(laid_out(made, series, 30, "page")[1])
    entry = next(note for note in made.notes if note.lemma)
    entry.lemma = Lemma(0, len(made.text) - 1)
    assert len(laid_out(made, series, 30, "page")[1]) == count - 1


def test_an_error_quotes_the_words() -> None:
    text = [*paragraph(3), Slug(100 * LINE, text="a figure of a hundred lines")]
    with pytest.raises(EmendataError, match="a figure of a hundred lines"):
        laid_out(galley(text, []), (), 20, "page")
