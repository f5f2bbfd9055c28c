"""Every letter of the book is on its pages, or it is said which is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from emendata.diagnostics import Diagnostic, EmendataError
from emendata.publish.pages import render
from emendata.publish.pages.account import unprinted
from emendata.publish.pages.apart import Contents, Edge, Resources, SetUnit
from emendata.publish.pages.joined import Border
from emendata.publish.pages.slugs import Galley, Note, Slug, Unit
from emendata.publish.semantic.model import Book
from tests.publish.pages.books import SMALL, book, call, house, notes, section

WHOLE = section(
    f'<section id="d1" class="division"><h2>Head</h2><p>Arma uirumque{call(1)} canō.</p>{notes("A note.")}</section>'
)


def made(css: str = "", *, own: bool = True) -> tuple[Book, list[Diagnostic]]:
    whole = book(WHOLE)
    style = house(css=SMALL + css)
    if not own:
        style = replace(style, own_sheets=False)
    return whole, [d for d in render(whole, style).diagnostics if d.code == "P216"]


def test_a_whole_book_lacks_nothing() -> None:
    assert made(own=False)[1] == []


def test_what_an_editor_hides_is_told() -> None:
    (told,) = made("h2 { display: none }")[1]
    assert (told.severity, told.message) == ("warning", "the pages lack letters of “Head”: 4 (h ×1, e ×1, a ×1, d ×1)")


def test_what_the_house_hides_is_an_error() -> None:
    with pytest.raises(EmendataError) as trouble:
        made(".note { font-size: 8px } .note p { display: none }", own=False)
    assert [d.code for d in trouble.value.diagnostics] == ["P216"]


def test_capitals_accents_and_ligatures_are_the_designers() -> None:
    assert made("p { text-transform: uppercase; font-variant-caps: small-caps }", own=False)[1] == []


@pytest.mark.parametrize(
    ("text", "note", "lacking"),
    [
        ("Head Arma uirumque cano", "Anote", []),
        ("Head Arma uirumque can", "Anote", ["the pages lack letters of “Head”: 1 (o ×1)"]),
        ("Head Arma uirumque cano", "Ano", ["the pages lack letters of the note n1: 2 (t ×1, e ×1)"]),
        ("Head Arma uirumque cano", None, ["the note n1 is not on the pages"]),
    ],
)
def test_what_the_galley_lacks(text: str, note: str | None, lacking: list[str]) -> None:
    found = [] if note is None else [Note("n1", units=[Unit(1.0, text=note)])]
    galley = Galley([Slug(1.0, text="A Title An Author", section=0), Slug(1.0, text=text, section=1)], found)
    assert [d.message for d in unprinted(book(WHOLE), galley, [0, 1], False)] == lacking


@pytest.mark.parametrize(
    ("note", "lacking"),
    [("A note", []), ("A", ["the pages lack letters of the note n1: 4 (n ×1, o ×1, t ×1, e ×1)"])],
)
def test_a_note_may_have_been_set_with_another_section(note: str, lacking: list[str]) -> None:
    text = [Slug(1.0, text="A Title An Author", section=0), Slug(1.0, text="Head Arma uirumque cano", section=1)]
    galley = Galley(text, [Note("n1", units=[Unit(1.0, text=note)])])
    units = [border("first", 0, 0), border("second", 1, 1)]
    asked: list[tuple[str, ...]] = []

    def remember(make: Callable[[], Any], *parts: str) -> Any:
        asked.append(parts)
        return make()

    found = unprinted(book(WHOLE), galley, [0, 1], False, units, remember)
    assert [d.message for d in found] == lacking
    assert [(parts[1], parts[-1]) for parts in asked] == [("0", "first"), ("1", "second")]


def border(name: str, text: int, notes: int) -> Border:
    """Where a unit begins."""
    unit = SetUnit([], [], Edge(), Edge(), 0.0, {}, {}, {}, {}, frozenset(), (), Resources(), (), ())
    unit.contents = Contents(name)
    return Border(unit, text, notes)
