"""Which spellings are alike, which words are forms of one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emendata.edit.check.likeness import difference, distance, inflected, only_stressed, skeleton
from emendata.edit.near import folded, near_misses

WORDS = st.text("abc", max_size=7)


def edits(one: str, other: str) -> int:
    """Levenshtein's distance by its definition."""
    if not one or not other:
        return len(one) + len(other)
    return min(
        edits(one[1:], other) + 1, edits(one, other[1:]) + 1, edits(one[1:], other[1:]) + (one[0] != other[0])
    )


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("sekti", "sektsii", 2), ("izuchenie", "izucehnie", 1), ("klass", "klass", 0), ("abc", "", 3), ("ab", "ba", 1)],
)
def test_distance(one, other, apart):
    assert distance(one, other, 3) == apart
    assert distance(other, one, 3) == apart


def test_distance_gives_up():
    assert distance("scriptorium", "manuscript", 2) == 3
    assert distance("a", "abcdef", 2) == 3


@given(st.text("abc", max_size=5), st.text("abc", max_size=5))
def test_distance_is_at_most_that_without_swaps(one, other):
    assert distance(one, other, 9) <= edits(one, other)
    assert (distance(one, other, 9) == 0) == (one == other)


@given(WORDS, WORDS)
def test_difference_puts_both_words_together(one, other):
    start, a, b, end = difference(one, other)
    assert (start + a + end, start + b + end) == (one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("worker", "workers"),
        ("edit", "edited"),
        ("klassa", "klassu"),
        ("rabochikh", "rabochie"),
        ("bolshevism", "bolshevist"),
        ("known", "unknown"),
        ("russkii", "russkaia"),
    ],
)
def test_forms_of_one_word(one, other):
    assert inflected(one, other)
    assert inflected(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("spengel", "spindel"), ("partiinnoe", "partiinoe"), ("manuscript", "mannscript"), ("codex", "kodex")],
)
def test_no_forms_of_one_word(one, other):
    assert not inflected(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rakovskii", "rakovsky"),
        ("stakhanovtsy", "stahanovtzi"),
        ("rabochego", "rabocheho"),
        ("rezul'taty", "rezultaty"),
        ("toukhachevski", "tukhachevsky"),
        ("émigré", "emigre"),
        ("partiinnoe", "partiinoe"),
    ],
)
def test_one_skeleton(one, other):
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(("one", "other"), [("german", "herman"), ("istoriia", "istorii"), ("codex", "index")])
def test_two_skeletons(one, other):
    assert skeleton(one) != skeleton(other)


def test_greek_accents_change_with_the_sentence():
    assert only_stressed("σολομών", "σολομὼν")
    assert not only_stressed("ἠσαΐας", "ἡσαΐας")
    assert not only_stressed("café", "cafè")


# ----------------------------------------------------------------- near misses


def test_near_misses_are_whole_words_the_nearest_first():
    text = "the leaves and the lives of the loaves"
    found = [text[start:end] for start, end in near_misses(text, ((0, len(text)),), "the loave")]
    assert found == ["the loaves", "the leaves"]


def test_near_misses_stay_in_their_ranges():
    text = "leaf leef\0leaf"
    assert near_misses(text, ((0, 4),), "leof") == [(0, 4)]


def test_near_misses_of_long_texts():
    text = "nothing of the kind " * 3000 + "the quire was lost at Jena " + "nothing of the kind " * 3000
    ((start, end),) = near_misses(text, ((0, len(text)),), "the quire was last at Jena", most=1)
    assert text[start:end] == "the quire was lost at Jena"


def test_nothing_is_near():
    assert near_misses("a leaf", ((0, 6),), "zzzzzz") == []


@given(st.text(max_size=30))
def test_folding_keeps_the_length(text):
    assert len(folded(text)) == len(text)


@given(st.text("ab c", max_size=20), st.integers(0, 19), st.integers(1, 6))
def test_what_stands_there_is_its_own_nearest(text, start, length):
    words = text[start : start + length].strip()
    if words:
        found = near_misses(text, ((0, len(text)),), words)
        assert any(words in text[a:b] for a, b in found)
