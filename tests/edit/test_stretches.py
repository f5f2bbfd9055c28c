"""What is known of the stretches of a text says the same as the whole text does, and is remembered."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emendata.document.model import Division, Document, Emph, Inline, Note, NoteCall, Paragraph, Text
from emendata.edit.check import queries, stretches
from emendata.edit.check.reading import Reading
from emendata.edit.check.stretches import WORD, word_key
from emendata.remembering import anew

PIECES = (
    "the word Word l928 war- post -war soviet's don’t re-read ibid. Ibid., op. cit. see note 3 below Figure 7 1928-32 "
    "1928–32 ﬁnd Ã© “ ” \" ' ’ ( ) [ a) ; , .. ,, tea.And sentence. and arma cano ² * † \u00ad"
).split(" ")


def texts() -> st.SearchStrategy[list[str]]:
    lines = st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)
    return st.lists(lines | st.lists(st.sampled_from(PIECES), max_size=9).map("".join), min_size=1, max_size=12)


def document(lines: list[str], notes: list[str]) -> Document:
    """Every third line with italics; each note is called by the last paragraph."""
    paragraphs: list[Paragraph] = []
    for n, line in enumerate(lines):
        half = len(line) // 2
        inlines: tuple[Inline, ...] = (Text(line),)
        if n % 3 == 2 and half:
            inlines = (Text(line[:half]), Emph((Text(line[half:]),)))
        paragraphs.append(Paragraph(inlines if line else ()))
    calls = tuple(NoteCall(f"n{n}") for n in range(len(notes)))
    made = tuple(Note(f"n{n}", str(n + 1), (Paragraph((Text(note),) if note else ()),)) for n, note in enumerate(notes))
    return Document(body=Division(blocks=(*paragraphs, Paragraph((Text("End."), *calls)))), notes=made)


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a short text has several stretches."""
    monkeypatch.setattr(stretches, "_LENGTH", 60)


@given(texts(), texts())
def test_what_stretches_say_is_what_the_whole_text_says(lines, notes):
    reading = Reading(document(lines, notes), {})
    for pattern in stretches._SOUGHT:
        assert [m.span() for m in reading.finditer(pattern)] == [m.span() for m in pattern.finditer(reading.text)]
    words = [(m.start(), m.end(), word_key(m[0])) for m in WORD.finditer(reading.text)]
    said = reading.vocabulary
    assert said.counts == Counter(key for _, _, key in words)
    assert said.firsts == {key: start for start, _, key in reversed(words)}
    assert said.small == {key for start, _, key in words if reading.text[start].islower()}
    assert said.stopped == Counter(key for _, end, key in words if reading.text[end : end + 1] == ".")
    assert said.marked == Counter(key for start, _, key in words if start in reading.marked)
    for start in range(0, len(reading.text), 7):
        assert reading.words_within(start, start + 20) == [w for w in words if start <= w[0] < start + 20]


class Remembering:
    """Knows what it has been told before."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, ...], Any] = {}
        self.made = 0

    def __call__(self, make: Callable[[], Any], *parts: str) -> Any:
        if parts not in self.known:
            self.known[parts] = make()
            self.made += 1
        return self.known[parts]


@pytest.mark.parametrize("seed", range(6))
def test_queries_after_any_edits_are_those_of_a_text_read_for_the_first_time(seed):
    chance = random.Random(seed)
    lines, notes = ([" ".join(chance.choices(PIECES, k=14)) for _ in range(15)] for _ in range(2))
    remember = Remembering()
    for _ in range(30):
        text = document(lines, notes)
        with pytest.MonkeyPatch.context() as whole:
            whole.setattr(stretches, "_LENGTH", 1 << 40)
            expected = queries(text, {}, (), anew)
        assert queries(text, {}, (), remember) == expected
        edited = chance.choice((lines, notes))
        at = chance.randrange(len(edited))
        edited[at : at + chance.randint(0, 2)] = [" ".join(chance.choices(PIECES, k=9))] * chance.randint(0, 2)
        edited.extend(["Last."] * (not edited))
    assert remember.made < 30 * 4  # of some twelve stretches each time


def test_a_change_leaves_the_other_stretches_as_they_were():
    chance = random.Random(7)
    lines = [" ".join(chance.choices(PIECES, k=14)) for _ in range(60)]
    remember = Remembering()
    queries(document(lines, []), {}, (), remember)
    assert remember.made > 20
    first, remember.made = remember.made, 0
    lines[30] += " another"
    queries(document(lines, []), {}, (), remember)
    assert 1 <= remember.made <= 3 < first
