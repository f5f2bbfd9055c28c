"""Sections that are too large for one file are divided, and nothing else changes."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from emendata.document.model import (
    Cell,
    Division,
    Document,
    Emph,
    Item,
    LineBeginning,
    LineGroup,
    List,
    Note,
    NoteCall,
    Quotation,
    Row,
    Table,
    Verse,
)
from emendata.publish.epub.divide import LIMITS, Limits
from emendata.publish.epub.files import File, file_of, files, link
from emendata.publish.semantic import Book, book
from emendata.publish.semantic.reading import note_texts, reading_text
from emendata.publish.xhtml import TYPE, Element, classes
from tests.document.strategies import documents
from tests.publish.sample import P, T, sample

law = settings(max_examples=150)
WORDS = "Whoever copies a text changes it, and whoever prints it changes it again. "


def ids(trees: list[Element]) -> Counter[str]:
    return Counter(name for tree in trees for e in tree.iter("*") if (name := e.get("id")))


def is_note(tree: Element) -> bool:
    return "note" in classes(tree)


def note_count(file: File) -> int:
    return sum(is_note(tree) for tree in file.html.iter("{*}div"))


def check(made: Book, limits: Limits) -> list[File]:
    """What holds of every division."""
    whole, parts = files(made, Limits(10**12, 10**9)), files(made, limits)
    # text and notes are the same
    for section in made.sections:
        own = [file.html for file in parts if file.section is section]
        [before] = [file.html for file in whole if file.section is section]
        assert "".join(map(reading_text, own)) == reading_text(before)
        assert Counter(n for html in own for n in note_texts(html).items()) == Counter(
            note_texts(before).items()
        )
    # every id is there once
    assert ids([file.html for file in parts]) == ids([file.html for file in whole])
    # notes stand with their first calls in the text
    names = file_of(parts)
    for file in parts:
        link(file.html, file.name, names)
    called: dict[str, str] = {}
    for file in parts:
        for a in file.html.iter("{*}a"):
            href = a.get("href") or ""
            if "call" in classes(a):
                target = href.partition("#")[2]
                if not any(map(is_note, a.iterancestors("{*}div"))):
                    called.setdefault(target, file.name)
                assert (a.get(TYPE) == "noteref") <= href.startswith("#")
    sections = {file.name: file.section for file in parts}
    for note, file in called.items():
        # a note that an earlier section calls stands there
        assert names[note] == file or sections[names[note]] is not sections[file]
    return parts


@law
@given(documents(), st.integers(300, 4000), st.integers(1, 4))
def test_nothing_is_lost_and_nothing_moves(document: Document, weight: int, notes: int) -> None:
    check(book(document), Limits(weight, notes))


@pytest.mark.parametrize("weight", [1_000, 3_000, 10_000])
def test_the_sample_can_be_cut_anywhere(weight: int) -> None:
    parts = check(sample(), Limits(weight, 3))
    assert len(parts) > len(sample().sections)


def of(*divisions: Division, notes: tuple[Note, ...] = ()) -> Book:
    return book(Document(body=Division(divisions=divisions), notes=notes))


def sizes(parts: list[File]) -> list[int]:
    return [len(etree.tostring(file.html, encoding="utf-8")) for file in parts]


def test_a_cut_comes_before_a_division_if_there_is_one_near() -> None:
    long, short = tuple(P(WORDS * 3) for _ in range(20)), tuple(P(WORDS) for _ in range(3))
    chapter = Division(T("A"), short, (Division(T("B"), long), Division(T("C"), long)))
    parts = check(of(chapter), Limits(8_000))
    heads = [
        [h.text for h in file.html.iter("{*}h2", "{*}h3")]
        for file in parts
        if file.section.kind == "division"
    ]
    assert heads == [["A", "B"], ["C"]]


def test_no_heading_is_left_at_the_end() -> None:
    paragraphs = tuple(P(WORDS * 5) for _ in range(5))
    chapter = Division(T("A"), (), tuple(Division(T(f"Head {n}"), paragraphs) for n in range(12)))
    for weight in range(2_000, 4_000, 100):
        for file in check(of(chapter), Limits(weight)):
            last = [tree for tree in file.html.iter("*") if (tree.text or "").strip()][-1]
            assert not last.tag.endswith(("h2", "h3")), weight


def test_pieces_are_of_like_size() -> None:
    [_, *parts, _] = check(of(Division(T("A"), tuple(P(WORDS) for _ in range(1_000)))), Limits(40_000))
    assert max(sizes(parts)) <= 40_000
    assert min(sizes(parts)) > 0.8 * max(sizes(parts))


def test_a_paragraph_is_cut_only_if_it_alone_is_too_large() -> None:
    short, long = P(WORDS), P(Emph(T("Begin. ")), WORDS * 2_000)
    parts = check(of(Division(T("A"), (short, long, short))), Limits(30_000))
    assert all(size < 31_000 for size in sizes(parts))
    going_on = [p for file in parts for p in file.html.iter("{*}p") if "continued" in classes(p)]
    assert len(going_on) >= 4
    assert all((p.text or "")[0] != " " for p in going_on)  # cut behind a space


def test_a_list_goes_on_counting() -> None:
    items = tuple(Item((P(f"{n} {WORDS}"),)) for n in range(1, 101))
    parts = check(of(Division(T("A"), (List(items, "ordered", 5),))), Limits(3_000))
    lists = [ol for file in parts for ol in file.html.iter("{*}ol")]
    assert len(lists) > 3
    for ol in lists:
        first = next(ol.iter("{*}p")).text or ""
        assert int(ol.get("start") or 1) == int(first.split()[0]) + 4


def test_a_table_is_cut_between_rows_that_no_cell_spans() -> None:
    rows = tuple(
        Row((Cell((P(f"row {n}"),), rows=2), Cell((P(WORDS),)))) if n % 2 else Row((Cell((P(WORDS),)),))
        for n in range(1, 101)
    )
    parts = check(of(Division(T("A"), (Table(rows, T("Caption")),))), Limits(2_500))
    tables = [table for file in parts for table in file.html.iter("{*}table")]
    assert len(tables) > 3
    assert all((next(table.iter("{*}td")).text or "").startswith("row") for table in tables)


def test_a_poem_and_a_quotation_go_on() -> None:
    verses = LineGroup(tuple(Verse(T(f"{n} {WORDS}")) for n in range(200)))
    quotation = Quotation(tuple(P(WORDS) for _ in range(200)))
    parts = check(of(Division(T("A"), (verses, quotation))), Limits(6_000))
    assert max(sizes(parts)) < 6_500
    assert {"stanza", "poem", "quotation"} <= {
        c for file in parts for e in file.html.iter("*") for c in classes(e)
    }


def test_a_division_that_goes_on_says_so() -> None:
    head = (*T("The"), LineBeginning(), *T("First"), NoteCall("n1"))
    chapter = Division(head, tuple(P(WORDS) for _ in range(100)))
    notes = (Note("n1", "1", (P("One"),)),)
    [_, first, second, *_] = check(of(chapter, notes=notes), Limits(5_000))
    assert first.html.get("aria-labelledby")
    assert second.html.get("aria-label") == "The First (continued)"
    assert (second.html.get("id"), second.html.get("aria-labelledby")) == (None, None)
    assert (first.name, second.name) == ("002-d1.xhtml", "003-d1.xhtml")
    assert (first.title, second.title) == ("The First", "The First (2)")


def test_a_note_stands_where_it_is_first_called_and_its_other_calls_are_links() -> None:
    notes = (
        Note("n1", "1", (P("One", NoteCall("n2")),)),
        Note("n2", "2", (P("Two"),)),
        Note("n3", "3", (P("x"),)),
    )
    calls = (P("a", NoteCall("n1")), *(P(WORDS) for _ in range(60)), P("b", NoteCall("n1"), NoteCall("n2")))
    parts = check(of(Division(T("A"), calls), notes=notes), Limits(3_000))
    names = file_of(parts)
    assert names["n1"] == names["c1"] != names["n2"] == names["c2"]
    [again] = [a for file in parts for a in file.html.iter("{*}a") if a.get("id") == "c1-2"]
    assert (again.get("href"), again.get(TYPE), again.get("role")) == (f"{names['n1']}#n1", None, None)
    [n3] = [note for file in parts for note in file.html.iter("{*}div") if note.get("id") == "n3"]
    assert "uncalled" in classes(n3)
    assert names["n3"] == names["n2"]


def test_series_keep_their_order_in_each_piece() -> None:
    notes = tuple(
        Note(f"{series}{n}", str(n), (P("Some words."),), series=series)
        for n in range(1, 41)
        for series in ("editor", "author")
    )
    body = tuple(P(WORDS, NoteCall(f"editor{n}"), NoteCall(f"author{n}")) for n in range(1, 41))
    for file in check(of(Division(T("A"), body), notes=notes), Limits(notes=12)):
        series = [
            tree.get("data-series") for tree in file.html.iter("{*}section") if "notes" in classes(tree)
        ]
        assert series in ([], ["author", "editor"])
        assert note_count(file) <= 12


def test_limits_hold_for_a_long_book() -> None:
    notes = tuple(Note(f"n{k}", str(k), (P("See ", WORDS),)) for k in range(1, 3_001))
    body = tuple(P(WORDS * 3, NoteCall(note.id)) for note in notes)
    parts = check(of(Division(T("A"), body), notes=notes), LIMITS)
    assert max(sizes(parts)) <= LIMITS.weight
    assert max(map(note_count, parts)) <= LIMITS.notes
