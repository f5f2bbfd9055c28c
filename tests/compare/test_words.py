"""Two sequences of words are aligned: what agrees agrees, nothing crosses, and what is left differs."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from emendata.compare.words import changed, matching
from tests.effort import calls_made

words = st.lists(st.sampled_from("abcdefgh"), max_size=60)


@given(words, words)
def test_law(one, other):
    a = c = 0
    for start, there, length in matching(one, other):
        assert a <= start and c <= there and length
        assert one[start : start + length] == other[there : there + length]
        a, c = start + length, there + length
    assert a <= len(one) and c <= len(other)


@given(words, words)
def test_changes_make_the_one_from_the_other(one, other):
    made = list(one)
    for a, b, c, d in reversed(list(changed(one, other))):
        assert a < b or c < d
        made[a:b] = other[c:d]
    assert made == other


@given(words)
def test_nothing_changes_by_itself(one):
    assert list(changed(one, one)) == []


def test_one_word_in_a_book_is_one_change():
    chance = Random(7)
    book = [chance.choice("the of and a to in it is was leaf quire".split()) for _ in range(200_000)]
    book[1000::50] = [f"w{number}" for number in range(len(book[1000::50]))]
    other = list(book)
    other[100_000] = "changed"
    del other[50_000:50_003]
    found: list[tuple[int, int, int, int]] = []
    assert calls_made(lambda: found.extend(changed(book, other))) < 4 * len(book)
    assert sum(b - a for a, b, _, _ in found) == 4
    assert len(found) == 2
