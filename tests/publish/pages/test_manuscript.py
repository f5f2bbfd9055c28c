"""A book of which only a part has changed is cut, joined and divided into pages as one that is new."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emendata.memory import Memory
from emendata.publish.pages import render
from emendata.publish.pages.apart import Here, Inked, Link
from emendata.publish.pages.manuscript import Manuscript
from emendata.publish.pages.slugs import Note, Slug
from emendata.publish.pages.strips import Rules, SetStrip
from emendata.publish.pages.told import Told
from emendata.publish.semantic.model import Book
from emendata.publish.series import Series

from .books import SMALL, book, call, house, notes, printed, section, words

BREAKS = SMALL + ".division { break-before: page }"


def divided(lengths: Mapping[int, int], more: str = "", called: tuple[int, ...] = (1, 2, 3, 4)) -> Book:
    """Sections with two paragraphs and a note each, the contents before them."""
    return book(
        *(
            section(
                f'<section id="d{n}" class="division"><h2>Head {n}</h2><p id="p{n}">{words(length, f"w{n}x")}'
                f'{call(n) if n in called else ""}</p><p>{words(60, f"v{n}x")}{more if n == 2 else ""}</p>'
                f"{notes(words(20, f'n{n}x'), first=n) if n in called else ''}</section>"
            )
            for n, length in lengths.items()
        ),
        contents=True,
    )


BEFORE = {1: 90, 2: 80, 3: 120, 4: 70}
AFTER: dict[str, Book] = {
    "a word": divided(BEFORE, " word"),
    "lines and pages": divided({**BEFORE, 1: 400}),
    "a note less": divided(BEFORE, called=(1, 3, 4)),
    "a section less": divided({1: 90, 3: 120, 4: 70}),
    "a section more": divided({0: 50, **BEFORE}),
    "another order": divided({1: 90, 3: 120, 2: 80, 4: 70}),
}


@pytest.mark.parametrize("css", [SMALL, BREAKS], ids=["running on", "on new pages"])
def test_what_was_made_before_is_not_seen(css):
    memory = Memory(None, "here", keeps=True)
    style = house("plain", css)
    for made in (divided(BEFORE), *AFTER.values(), divided(BEFORE)):
        with memory.building(None):
            again = render(made, style, workers=memory)
        clean = render(made, style)
        assert replace(again, pdf=b"") == replace(clean, pdf=b"")
        assert again.pdf == clean.pdf


class Remembering(Here):
    """Counts what it has to make."""

    def __init__(self) -> None:
        self.known: dict[str, Any] = {}

    def remember(self, make: Callable[[], Any], key: str, *, lasting: bool = True) -> Any:
        if key not in self.known:
            self.known[key] = make()
        return self.known[key]


def test_a_word_has_only_its_part_cut_again():
    workers, style = Remembering(), house("plain", SMALL)
    first = Manuscript(divided(BEFORE), style, workers).pieces(Told())
    count = len(workers.known)
    assert count == 2 * len(first) == 10
    Manuscript(divided(BEFORE, " word"), style, workers).pieces(Told())
    assert len(workers.known) == count + 2


def sections(*called: int) -> Book:
    """Three sections, each with a note, the first of which calls these."""
    return book(
        *(
            section(
                f'<section id="d{n}" class="division"><p>{words(40, f"w{n}x")}{call(n)}'
                f"{''.join(map(call, called)) if n == 1 else ''}</p>{notes(f'note{n}', first=n)}</section>"
            )
            for n in (1, 2, 3)
        )
    )


@pytest.mark.parametrize(("called", "pieces"), [((), 4), ((2,), 3), ((3,), 2)])
def test_parts_are_cut_together_where_one_calls_the_notes_of_another(called, pieces):
    made = sections(*called)
    assert len(Manuscript(made, house("plain", SMALL), Here()).pieces(Told())) == pieces
    text = printed(made, BREAKS).words
    assert [text.count(f"note{n}") for n in (1, 2, 3)] == [1, 1, 1]
    for other in called:  # it stands on the page of its first call
        assert text.index(f"note{other}") < text.index("w2x1")


LENGTHS = st.lists(st.floats(0.1, 300.0), min_size=1, max_size=6)


@given(LENGTHS, LENGTHS)
def test_lines_of_notes_stand_apart_alike_whatever_comes_before_them(before, own):
    def strip(*heights: list[float]) -> SetStrip:
        made = [Note(str(n), [Slug(high, above=high / 3) for high in some]) for n, some in enumerate(heights)]
        return SetStrip(Series("author"), Rules(), dict(enumerate(made)))

    alone, after = strip(own), strip(before, own)
    first = len(before)
    for at in range(len(own)):
        assert alone.bottoms[at] - alone.tops[0] == after.bottoms[first + at] - after.tops[first]


def test_what_is_pickled_tersely_is_read_again():
    link = Link(True, "n1", (0.0, 1.0, 2.0, 3.0), says="one")
    slug = Slug(12.0, calls=(1, 2), ids=("a",), text="line", handle=Inked(b"Tj", 12.0, (link,)))
    data = pickle.dumps(slug, pickle.HIGHEST_PROTOCOL)
    assert pickle.loads(data) == slug
    assert b"margin_below" not in data
