"""Running text can be cut anywhere, and nothing is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from emendata.document.cutting import (
    Movable,
    cut,
    lifted,
    origin_at,
    positions,
    reading,
    replaced,
    solid,
    width,
)
from emendata.document.model import (
    Code,
    Emendation,
    Emph,
    Formula,
    Inline,
    Inlines,
    LineBeginning,
    NoteCall,
    Origin,
    Text,
)
from emendata.document.normal import joined
from emendata.document.walk import texts
from tests.document import strategies

ITALIC = Emph((Text("brown "), NoteCall("n1"), Text("fox")))
PHRASE: Inlines = (Text("a quick "), ITALIC, Text(" jumps"), NoteCall("n2"))


@st.composite
def cuts(draw) -> tuple[Inlines, int, int]:
    """Running text and a range of it that is not within a formula or an emendation."""
    inlines = draw(st.sampled_from(list(texts(draw(strategies.documents())))))
    length = len(reading(inlines))
    start, end = sorted((draw(st.integers(0, length)), draw(st.integers(0, length))))
    return inlines, start, end


def free(inlines: Inlines, start: int, end: int) -> bool:
    """Whether neither end lies in something that cannot be cut."""
    return all(
        not (isinstance(inline, Formula | Emendation) and at < edge < at + width(inline))
        for at, inline in positions(inlines)
        for edge in (start, end)
    )


@given(cuts())
def test_two_parts_read_as_the_whole(case):
    inlines, at, _ = case
    if free(inlines, at, at):
        left, right = cut(inlines, at)
        assert (reading(left), reading(right)) == (reading(inlines)[:at], reading(inlines)[at:])


@given(cuts())
def test_what_has_no_width_goes_to_one_part_only(case):
    inlines, at, _ = case

    def calls(some: Inlines) -> list[Inline]:
        return [inline for _, inline in positions(some) if isinstance(inline, Movable)]

    for empty_left in (True, False):
        left, right = cut(inlines, at, empty_left=empty_left)
        assert calls(left) + calls(right) == calls(inlines)


@given(cuts())
def test_replacing_a_part_by_itself_changes_no_word(case):
    inlines, start, end = case
    if free(inlines, start, end):
        again = replaced(inlines, start, end, lambda within: within)
        assert reading(again) == reading(inlines)
        assert joined(again) == again


@given(cuts(), st.text(min_size=1, max_size=3))
def test_replacing_changes_only_the_range(case, words):
    inlines, start, end = case
    if free(inlines, start, end):
        text = reading(inlines)
        again = replaced(inlines, start, end, lambda _: (Text(words),))
        assert reading(again) == text[:start] + words + text[end:]


def test_call_at_the_cut_goes_left_or_right():
    assert cut(PHRASE, 23)[0] == (Text("a quick "), ITALIC, Text(" jumps"), NoteCall("n2"))
    assert cut(PHRASE, 23, empty_left=False)[1] == (NoteCall("n2"),)


def test_element_across_the_cut_is_there_twice():
    assert cut(PHRASE, 10) == (
        (Text("a quick "), Emph((Text("br"),))),
        (Emph((Text("own "), NoteCall("n1"), Text("fox"))), Text(" jumps"), NoteCall("n2")),
    )


def test_replacement_stays_in_the_element_that_holds_all_of_it():
    assert replaced(PHRASE, 14, 17, lambda _: (Text("ox"),)) == (
        Text("a quick "),
        Emph((Text("brown "), NoteCall("n1"), Text("ox"))),
        Text(" jumps"),
        NoteCall("n2"),
    )


def test_replacement_of_a_whole_element_stays_in_it():
    assert replaced((ITALIC,), 0, 9, lambda _: (Text("bear"),)) == (Emph((Text("bear"),)),)


def test_insertion_goes_on_with_the_element_that_ends_there():
    assert replaced(PHRASE, 17, 17, lambda _: (Text("es"),))[1] == Emph(
        (Text("brown "), NoteCall("n1"), Text("foxes"))
    )


def test_calls_at_the_edge_of_an_element_are_cut_off_with_it():
    inner = (Emph((NoteCall("n1"), Text("one"), NoteCall("n2"))), Text(" two"))
    assert cut(inner, 0) == (
        (Emph((NoteCall("n1"),)),),
        (Emph((Text("one"), NoteCall("n2"))), Text(" two")),
    )
    assert cut(inner, 3, empty_left=False) == (
        (Emph((NoteCall("n1"), Text("one"))),),
        (Emph((NoteCall("n2"),)), Text(" two")),
    )


def test_calls_are_lifted_out():
    inner = (Text("one "), Emph((Text("two"), NoteCall("n1"))), Emph((NoteCall("n2"),)), Text("!"))
    assert lifted(inner) == (
        (NoteCall("n1"), NoteCall("n2")),
        (Text("one "), Emph((Text("two"),)), Text("!")),
    )


def test_origins_are_cut_with_the_text():
    text = Text("abcdef", (Origin("a.txt", 10, 13), Origin("a.txt", 20, 23)))
    (left,), (right,) = cut((text,), 4)
    assert left.origins == (Origin("a.txt", 10, 13), Origin("a.txt", 20, 21))
    assert right.origins == (Origin("a.txt", 21, 23),)


def test_origin_of_a_character():
    inlines = (
        Text("abc", (Origin("a.txt", 10, 13),)),
        Emph((Text("de", (Origin("a.txt", 14, 16),)),)),
        Code("f"),
    )
    assert origin_at(inlines, 0) == Origin("a.txt", 10, 13)
    assert origin_at(inlines, 2) == Origin("a.txt", 12, 13)
    assert origin_at(inlines, 4) == Origin("a.txt", 15, 16)
    assert origin_at(inlines, 5) == Origin("a.txt", 15, 16)  # code has no origin: the nearest before it
    assert origin_at((Code("f"), *inlines), 0) == Origin("a.txt", 10, 13)
    assert origin_at((Code("f"),), 0) is None


def test_formulas_and_emendations_are_not_cut():
    inlines = (Text("a "), Formula("x+y"), Text(" b "), Emendation("e1", (Text("teh"),), (Text("the"),)))
    assert solid(inlines, 0, 2) is None
    assert solid(inlines, 1, 5) is None
    assert solid(inlines, 1, 4) == Formula("x+y")
    assert solid(inlines, 0, 9) == inlines[3]


def test_line_beginning_reads_as_a_line_end():
    assert reading((Text("arms"), LineBeginning(), Text("and"))) == "arms\nand"
