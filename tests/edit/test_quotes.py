"""Which quotation marks belong together, which are apostrophes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emendata.edit.check.quotes import quotations


def quoted(text: str) -> list[str]:
    """What stands between the marks of each pair, in the order in which the pairs close."""
    return [text[opened.at + 1 : closed.at] for opened, closed in quotations(text).pairs]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “yes” and \"no\".", ["yes", "no"]),
        ("“A ‘leaf’ is torn”", ["leaf", "A ‘leaf’ is torn"]),
        ("er sagte „nein“, dann „ja“.", ["nein", "ja"]),
        ("« oui », «non»", [" oui ", "non"]),
        ("hän sanoi ”ei”.", ["ei"]),
        ("»nein«, sagte er", ["nein"]),
        ("the scribes’ quires, ’90s, don’t, stroitel' and Mezhol'", []),
        ("'the leaf' is torn", ["the leaf"]),
        ("‘the scribe’s leaf’", ["the scribe’s leaf"]),
        ('"a [so "called" here] leaf"', ["called", 'a [so "called" here] leaf']),
        ('a ruler of 12" and of 7"', []),
        ("(“yes”)—“no”", ["yes", "no"]),
        ('word"word"word', ["word"]),
    ],
)
def test_pairs(text, expected):
    found = quotations(text)
    assert quoted(text) == expected
    assert not found.unclosed
    assert not found.unopened


def test_marks_without_their_other_half():
    found = quotations("He said “yes. No” and “more” and” \"less")
    assert [mark.at for mark in found.unopened] == [32]
    assert [mark.sign for mark in found.unclosed] == ['"']


@given(st.text("ab .,()\"'“”‘’„«»", max_size=30))
def test_every_mark_has_at_most_one_other_half(text):
    found = quotations(text)
    places = [mark.at for pair in found.pairs for mark in pair]
    places += [mark.at for mark in (*found.unclosed, *found.unopened)]
    assert len(places) == len(set(places))
    assert all(opened.at < closed.at for opened, closed in found.pairs)
