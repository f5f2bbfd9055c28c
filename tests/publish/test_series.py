"""Series of notes: declared by the house and by the editor, with defaults, and every mistake said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from emendata.config import edition
from emendata.diagnostics import EmendataError
from emendata.document.model import Division, Document, Entry, Inlines, Note, NoteCall, Paragraph, Text
from emendata.publish import series
from emendata.publish.labels import label
from emendata.publish.semantic import Book, book
from emendata.publish.series import Series, declared
from emendata.publish.style import style
from emendata.sources import Folder
from tests.publish.pages.books import layer


def from_edition(text: str) -> tuple[Series, ...]:
    return declared(edition(text, Folder(Path("manuscript/x"))).series)


def said(text: str, of: str) -> Series:
    (found,) = [one for one in from_edition(text) if one.name == of]
    return found


def with_notes(*notes: Note, known: tuple[Series, ...] = series.STANDARD) -> Book:
    """A book of two divisions, in each of which half of the notes are called."""
    half = len(notes) // 2
    parts = [tuple(NoteCall(note.id) for note in some) for some in (notes[:half], notes[half:])]
    body = tuple(Division((Text("A"),), (Paragraph((Text("x"), *calls)),)) for calls in parts)
    return book(Document(body=Division(divisions=body), notes=notes), series=known)


def note(name: str, of: str, *content: Inlines, n: str = "") -> Note:
    return Note(
        name, n, (Paragraph((Text("A note."), *(inline for part in content for inline in part))),), of
    )


# ---------------------------------------------------------------------- declaring


def test_the_usual_series_are_declared_and_stand_in_the_usual_order() -> None:
    assert [one.name for one in declared()] == [
        "author", "testimonia", "fontes", "apparatus", "editor", "translator",
    ]  # fmt: skip
    by_name = {one.name: one for one in declared()}
    assert by_name["apparatus"].keyed and by_name["apparatus"].runs_on
    assert not by_name["author"].keyed and by_name["author"].columns == 1


def test_an_editor_changes_one_trait_and_keeps_the_others() -> None:
    found = said("series: {apparatus: {layout: three-columns, again: ‖}}", "apparatus")
    standard = next(one for one in series.STANDARD if one.name == "apparatus")
    assert found == replace(standard, layout="three-columns", again="‖")
    assert found.columns == 3


def test_a_new_series_stands_where_its_order_says() -> None:
    names = [one.name for one in from_edition("series: {glosses: {order: 15}, last: {order: 99}, more: {}}")]
    assert names[:3] == ["author", "glosses", "testimonia"]
    assert names[-1] == "last"
    assert "more" in names


def test_an_edition_wins_over_its_house_style() -> None:
    layered = layer() | {
        "mine/style.yaml": "series: {apparatus: {rule: full, restart: page}, glosses: {order: 1}}"
    }
    house = style("mine", layered).series
    assert house[0].name == "glosses"
    said = edition("series: {apparatus: {rule: none}}", Folder(Path("x"))).series
    (apparatus,) = [one for one in declared(said, before=house) if one.name == "apparatus"]
    assert (apparatus.rule, apparatus.restart) == ("none", "page")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "series: {apparatus: {layuot: block}}",
            r"E910: unknown key `layuot` in `series.apparatus`\s.*`layout`",
        ),
        ("series: {apparatus: {layout: columns}}", r"E913: `columns` is not a value of .*\s.*two-columns"),
        ("series: {apparatus: block}", r"E911: `series.apparatus` has the wrong type"),
        ("series: [apparatus]", r"E911: `series` has the wrong type"),
        ("series: {my notes: {}}", r"E913: `my notes` cannot be the name of a series"),
        ("series: {a: {order: high}}", r"E911: `series.a.order` has the wrong type"),
        ("series: {a: {numbering: roman}}", r"E913: `roman` is not a value"),
    ],
)
def test_mistakes_are_refused_with_a_hint(text: str, message: str) -> None:
    with pytest.raises(EmendataError, match=message):
        from_edition(text)


def test_a_mistake_in_a_house_style_is_told_with_its_place() -> None:
    layered = layer() | {"mine/style.yaml": "series:\n  apparatus: {rules: full}"}
    with pytest.raises(EmendataError, match=r"mine/style.yaml:2:15: error P910: .*\s.*`rule`"):
        style("mine", layered)


# --------------------------------------------------------------------------- using


def test_a_series_that_nobody_declared_is_refused() -> None:
    with pytest.raises(
        EmendataError, match=r"(?s)P013: the series `fonts` .*`n1`.*`fontes`.*series: \{fonts: "
    ):
        with_notes(note("n1", "fonts"), note("n2", "author"))


def test_a_series_of_entries_that_nobody_declared_is_refused() -> None:
    with pytest.raises(EmendataError, match="P013: the series `variants` is not declared; `app1`"):
        book(Document(entries=(Entry("app1", "a", "b", series="variants"),)))


def test_the_book_says_which_series_there_are_in_their_order() -> None:
    assert with_notes(note("n1", "author")).series == series.STANDARD


def test_at_the_end_of_a_section_the_series_stand_in_their_order() -> None:
    known = declared({"glosses": {"order": 5}})
    made = with_notes(
        note("n1", "editor"),
        note("n2", "author"),
        note("n3", "glosses"),
        *[note("n4", "author")] * 3,
        known=known,
    )
    sections = [
        [
            found.get("data-series")
            for found in section.html.iter("{*}section")
            if found.get("class") == "notes"
        ]
        for section in made.sections
    ]
    assert sections[1] == ["glosses", "author", "editor"]


def test_a_series_may_have_a_name_to_be_read_aloud() -> None:
    known = declared({"author": {"title": "What the author says"}})
    html = etree.tostring(
        with_notes(note("n1", "author"), note("n2", "author"), known=known).sections[1].html
    ).decode()
    assert 'aria-label="What the author says"' in html


# ------------------------------------------------------------------------ numbering


@pytest.mark.parametrize(
    ("numbering", "labels"),
    [
        ("number", ["1", "2", "3", "26", "27", "53"]),
        ("letter", ["a", "b", "c", "z", "aa", "ba"]),
        ("symbol", ["*", "†", "‡", "††", "‡‡", "‖" * 9]),
    ],
)
def test_labels(numbering: str, labels: list[str]) -> None:
    numbers = (1, 2, 3, 26, 27, 53) if numbering != "symbol" else (1, 2, 3, 8, 9, 53)
    assert [label(n, numbering) for n in numbers] == labels


@pytest.mark.parametrize(
    ("traits", "labels"),
    [
        ({}, ["7", "8", "9", "10"]),
        ({"numbering": "number"}, ["1", "2", "3", "4"]),
        ({"numbering": "letter", "restart": "division"}, ["a", "b", "a", "b"]),
        ({"numbering": "symbol", "restart": "page"}, ["*", "†", "*", "†"]),
    ],
)
def test_a_series_is_numbered_as_it_is_declared(traits: dict[str, str], labels: list[str]) -> None:
    notes = [note(f"n{n}", "author", n=str(n)) for n in range(7, 11)]
    made = with_notes(*notes, known=declared({"author": traits}))
    assert list(made.labels.values()) == labels
