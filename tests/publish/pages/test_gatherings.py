"""It does not matter for the PDF how many pages are gathered."""

from __future__ import annotations

import re

import pytest

from emendata.publish.pages import gatherings, printing
from emendata.publish.pages.gatherings import Gathering, Laid
from emendata.publish.semantic.model import Book

from .books import SMALL, Printed, book, call, notes, printed, section, words
from .test_structure import check, spoken

_NUMBER = re.compile(r"Object \d+ 0")
ON_PAGES = SMALL + ".division { break-before: page }"


def divided() -> Book:
    """Divisions that begin pages, one of them with others in it; what is in one refers to another."""

    def division(n: int, inner: str = "") -> str:
        text = f'<p id="p{n}">{words(150)}{call(n)} <a href="#p{n % 5 + 1}">see</a> <a href="#no{n}">not</a></p>'
        below = notes(words(40, "n"), first=n)
        return f'<section id="d{n}" class="division"><h2>Head {n}</h2>{text}{inner}{below}</section>'

    deep = "".join(
        f'<section id="e{n}" class="division"><h4>Deeper {n}</h4><p>{words(100, "v")}</p></section>' for n in (1, 2)
    )
    return book(*map(section, (division(1), division(2, deep), division(3), division(4), division(5))), contents=True)


def made(least: int, monkeypatch: pytest.MonkeyPatch, css: str = ON_PAGES) -> tuple[Printed, list[Gathering]]:
    found: list[Gathering] = []
    start = printing._Binding.start

    def seen(self: printing._Binding, laid: Laid) -> object:
        found.append(laid.gathering)
        return start(self, laid)

    with monkeypatch.context() as patch:
        patch.setattr(gatherings, "LEAST", least)
        patch.setattr(printing._Binding, "start", seen)
        return printed(divided(), css), found


def test_the_same_book_in_one_gathering_and_in_many(monkeypatch: pytest.MonkeyPatch) -> None:
    one, (all_of_it,) = made(10**9, monkeypatch)
    many, found = made(1, monkeypatch)
    assert len(found) > 5
    for whole, parts in (
        (all_of_it.leaves, [part.leaves for part in found]),
        (all_of_it.units, [part.units for part in found]),
        (all_of_it.text, [part.text for part in found]),
        (all_of_it.notes, [part.notes for part in found]),
    ):
        assert [at for part in parts for at in part] == list(whole)
    assert many.drawn() == one.drawn()
    assert many.links() == one.links()
    assert many.destinations() == one.destinations()
    assert many.outline() == one.outline()
    assert _NUMBER.sub("", spoken(many)) == _NUMBER.sub("", spoken(one))
    assert [d.message for d in many.pages.diagnostics] == [d.message for d in one.pages.diagnostics]
    for which in (one, many):
        with which.opened() as pdf:
            check(pdf)


def test_what_goes_on_to_the_next_page_keeps_a_gathering_together(monkeypatch: pytest.MonkeyPatch) -> None:
    _, found = made(1, monkeypatch, SMALL)
    assert len(found) < 4
