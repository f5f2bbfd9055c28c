"""A book that is set in pieces, wherever it is cut and whoever sets them, is the same book."""

from __future__ import annotations

import functools
import gc
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emendata.publish.pages import units
from emendata.publish.pages.apart import Here, SetUnit
from emendata.publish.pages.joined import Before, Joined, joined, portion
from emendata.publish.pages.manuscript import Manuscript
from emendata.publish.pages.slugs import Slug
from emendata.publish.pages.told import Told
from emendata.publish.pages.weasy.load import load
from emendata.publish.pages.weasy.unit import Kit, UnitJob, set_unit
from emendata.publish.semantic.model import Book
from emendata.workers import Workers

from .books import SMALL, Printed, book, call, house, image, notes, printed, render, section, words

WHOLE = "x { counter-set: y }"
"""A style sheet that counts has the book set in one piece."""


@functools.cache
def set_once(job: UnitJob) -> SetUnit:
    return set_unit(job)


def galley(made: Book, css: str, shortest: int, monkeypatch: pytest.MonkeyPatch, sheet: str = "") -> Joined:
    style = house("plain", css + sheet)
    sheets = tuple((sheet.name, sheet.text) for sheet in style.sheets["print"])
    with monkeypatch.context() as patch:
        patch.setattr(units, "SHORTEST", shortest)
        patch.setattr(units, "LONGEST", shortest)
        cut = [unit for piece in Manuscript(made, style, Here()).pieces(Told()) for unit in piece.units]
    if sheet:
        assert len(cut) == 1
    files = tuple((name, image.data) for name, image in made.images.items())
    set_ = [set_once(UnitJob(Kit(sheets), unit.html, files, 240.0, 200.0)) for unit in cut]
    return joined([portion(set_, Before())], set_[0].grid)


NUMBER = re.compile(rb"-?\d+\.\d*|(?<=[\s\[])-?\d+(?=[\s\]])")
PREFIX = re.compile(rb"/u[0-9a-f]{12}")


def slugs(made: Joined) -> list[Slug]:
    return [*made.galley.text, *(slug for note in made.galley.notes for slug in note.slugs)]


def seen(made: Joined) -> list[tuple[object, ...]]:
    """What pages are made from and what is drawn on them, but for lengths."""
    return [
        (
            *(slug.text, slug.ids, slug.calls, slug.cost, slug.forced, slug.grid, slug.section),
            [link.target for link in slug.handle.links],
            [(within.starts, within.ends) for within in slug.handle.within],
            [(head.label, head.level) for head in slug.handle.bookmarks],
            NUMBER.sub(b"0", PREFIX.sub(b"/", slug.handle.ink)),
        )
        for slug in slugs(made)
    ]


def lengths(made: Joined) -> list[float]:
    """The lengths that `seen` leaves out."""
    return [
        float(number)
        for slug in slugs(made)
        for number in (
            *(slug.height, slug.above, slug.margin, slug.kept, slug.margin_below),
            *(number for link in slug.handle.links for number in link.box),
            *(number for within in slug.handle.within for number in (within.above, within.below)),
            *(number for head in slug.handle.bookmarks for number in (head.x, head.y)),
            *NUMBER.findall(PREFIX.sub(b"/", slug.handle.ink)),
        )
    ]


BLOCKS = st.sampled_from(
    (
        "<p>{long}</p>",
        "<p>{short}{call}</p>",
        "<p>{long} {call} {short}{call}</p>",
        "<blockquote><p>{long}</p><p>{short}</p></blockquote>",
        "<ul><li><p>{short}</p></li><li><p>{long}</p></li></ul>",
        '<div class="poem"><div class="stanza"><p class="verse">{short}</p><p class="verse">{long}</p></div></div>',
        "<table><tbody><tr><td>{short}</td><td>{long}</td></tr><tr><td>a</td><td>b</td></tr></tbody></table>",
        '<figure><img src="images/a.png" alt="a"/><figcaption><p>{short}</p></figcaption></figure>',
        '<p class="break">* * *</p>',
        "<h3>{short}</h3>",
        '<section class="division"><h3>{short}</h3><p>{long}</p><p>{short}</p></section>',
        '<section class="division framed"><h3>{short}</h3><p>{long}</p></section>',
    )
)
FRAMED = ".framed { border: 2px solid; padding: 3px; margin: 5px 0 } section + section { margin-top: 7px }"


def written(blocks: Sequence[str], name: str) -> str:
    """A section of these blocks, with notes for its calls."""
    text, count = "", 0
    for n, block in enumerate(blocks):
        text += block.replace("{long}", words(30, f"{name}{n}x")).replace("{short}", words(4, f"{name}{n}y"))
    called = []
    while "{call}" in text:
        count += 1
        id_ = f"{name}{count}"
        text = text.replace("{call}", f'<a class="call" id="c{id_}" href="#n{id_}">{count}</a>', 1)
        called.append(
            f'<div class="note" id="n{id_}"><p><span class="n">{count}</span> {words(9, id_)}</p></div>'
        )
    notes = f'<section class="notes" data-series="author">{"".join(called)}</section>'
    return f'<section id="{name}" class="division"><h2>Head {name}</h2>{text}{notes}</section>'


@settings(max_examples=25)
@given(
    st.lists(st.lists(BLOCKS, min_size=1, max_size=8), min_size=1, max_size=3),
    st.sampled_from((1, 300, 900)),
)
def test_it_does_not_matter_where_a_book_is_cut(monkeypatch, parts, shortest):
    made = book(
        *(section(written(blocks, f"s{n}")) for n, blocks in enumerate(parts)),
        images={"images/a.png": image(60, 40)},
    )
    whole = galley(made, SMALL + FRAMED, 10**9, monkeypatch, WHOLE)
    cut = galley(made, SMALL + FRAMED, shortest, monkeypatch)
    assert seen(cut) == seen(whole)
    assert lengths(cut) == pytest.approx(lengths(whole), abs=0.02)


def long_book() -> Book:
    """Sections so long that each has several units."""
    return book(
        *(
            section(
                f'<section id="d{n}" class="division"><h2>Head {n}</h2>'
                + "".join(f"<p>{words(220, f'p{n}x{k}w')}{call(100 * n + k)}</p>" for k in range(24))
                + notes(*(words(25, f"n{n}x{k}w") for k in range(24)), first=100 * n)
                + "</section>"
            )
            for n in range(1, 4)
        ),
        contents=True,
    )


@pytest.mark.parametrize("name", ["plain", "book"])
def test_the_same_bytes_with_any_number_of_workers(name):
    made, style = long_book(), house(name)
    alone = render(made, style).pdf
    for count in (1, 3):
        with Workers(count) as workers:
            assert render(made, style, workers=workers).pdf == alone


def test_a_unit_is_the_same_whatever_was_set_before_it():
    """Words are shaped once in a process, at one size or another; nothing of that may be seen."""
    made, style = long_book(), house("book")
    jobs: list[UnitJob] = []

    class Heard(Here):
        def start(self, task, argument):
            jobs.extend([argument] if task is set_unit else [])
            return super().start(task, argument)

    render(made, style, workers=Heard())

    def all_set(order: Sequence[UnitJob]) -> dict[UnitJob, SetUnit]:
        with Workers(1, load) as workers:
            return {job: replace(workers.start(set_unit, job).result(), files={}) for job in order}

    forward = all_set(jobs)
    assert len(forward) > 5
    assert all_set(jobs[::-1]) == forward
    for job in jobs[::3]:
        assert all_set([job])[job] == forward[job]


def test_a_change_in_one_place_leaves_the_other_units_as_they_were():
    def cut(word: str) -> set[bytes]:
        made = long_book()
        for paragraph in made.sections[2].html.iter("{*}p"):
            if (paragraph.text or "").startswith("p2x5w1 "):
                paragraph.text = word + (paragraph.text or "")
        pieces = Manuscript(made, house("plain"), Here()).pieces(Told())
        return {unit.html for piece in pieces for unit in piece.units}

    one, other = cut("once"), cut("twice")
    assert len(one) > 6
    assert len(one - other) <= 2


def test_fonts_are_embedded_once():
    made = Printed(render(long_book(), house("book")))
    with made.opened() as pdf:
        fonts = [
            str(item.FontName) for item in pdf.objects if getattr(item, "Type", None) == "/FontDescriptor"
        ]
    assert fonts
    assert len(fonts) == len(set(fonts))


def test_pages_have_their_folios_for_labels():
    made = printed(long_book(), name="book")
    with made.opened() as pdf:
        labels = [page.label for page in pdf.pages]
    assert labels[0] == "i"
    assert made.pages.page_of["d1"] == "1"
    assert labels[made.destinations()["d1"]] == "1"


def test_what_is_placed_over_a_pattern_is_drawn_in_its_place():
    """A gradient is fixed to what it is drawn on: to a group that moves with its block, not to the page."""
    css = SMALL + "blockquote { background: linear-gradient(red, blue); border: 1px solid }"
    made = printed(
        book(section(f'<section id="d1"><blockquote><p>{words(300)}</p></blockquote></section>')), css
    )
    pages = made.drawn()
    assert len(pages) > 2
    assert sum(b" Do" in page for page in pages) >= 2
    assert not made.pages.diagnostics


def test_who_sets_many_units_keeps_the_fonts_of_none() -> None:
    # Each unit has copies of the font files, of a megabyte each; what stays are the words, with their shapes.
    from weasyprint.pdf.fonts import Font

    sheets = tuple((sheet.name, sheet.text) for sheet in house("plain", SMALL).sheets["print"])
    for n in range(12):
        html = f"<html lang='en'><head/><body><p>{words(30, f'w{n}x')} <i>it{n}</i></p></body></html>"
        set_unit(UnitJob(Kit(sheets), html.encode(), (), 240.0, 200.0))
    gc.collect()
    assert sum(type(one) is Font for one in gc.get_objects()) <= 6
