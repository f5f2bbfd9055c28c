"""A settled query does not come back, whatever is renumbered; and queries keep their names."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from emendata.diagnostics import Diagnostic, EmendataError, Lines
from emendata.edit.check import FEW, MOST, queries
from emendata.edit.settled import Settlement, load, named, settlement, still_open
from tests.edit.texts import NAME, document

SOURCE = """\
= On a Lost Quire

The quire was described by Noll in l928 , and again (in his memoirs by Noll himself.[^1]

It is not the leaf of Figure 2, but a leaf of another book in another place , or none.

[^1]: A. Noll, *On Quires* (Jena, 1931); see note 7.
"""


def asked(text: str, settlements=()) -> tuple[Diagnostic, ...]:
    return named(queries(document(text), {NAME: Lines(NAME, text)}, settlements))


def names(text: str) -> dict[str, str]:
    return {query.id: query.code for query in asked(text)}


CHANGED = {
    "a paragraph in front": SOURCE.replace("The quire was", "A new paragraph in front of it.\n\nThe quire was", 1),
    "a note in front": SOURCE.replace("Lost", "Lost[^9]").replace("[^1]: A", "[^9]: More.\n\n[^1]: A"),
    "words far away": SOURCE.replace("another book in another", "a different volume in a second"),
    "the order of paragraphs": "\n\n".join(SOURCE.split("\n\n")[i] for i in (0, 2, 1, 3)),
}


@pytest.mark.parametrize("changed", CHANGED.values(), ids=CHANGED)
def test_names_are_those_of_the_words(changed):
    before = names(SOURCE)
    assert len(before) == len(asked(SOURCE)) == 6
    after = names(changed)
    kept = {name for name in before if name in after}
    assert len(kept) >= 4, (before, after)
    assert all(after[name] == before[name] for name in kept)


@pytest.mark.parametrize("changed", [SOURCE, *CHANGED.values()], ids=["nothing", *CHANGED])
def test_settled_for_good(changed):
    every = asked(SOURCE)
    for query in every:
        made = settlement(query, every, "so it is", "AB")
        assert still_open(every, [made]) == tuple(q for q in every if q.id != query.id)
        open_now = asked(changed, [made])
        assert len(open_now) == len(asked(changed)) - 1


def test_words_that_have_become_others_are_asked_about_again():
    every = asked(SOURCE)
    (bracket,) = (query for query in every if query.code == "K021")
    made = settlement(bracket, every, "", "")
    changed = SOURCE.replace("and again (in his memoirs by", "but hardly (as far as we know from")
    assert "K021" in {query.code for query in asked(changed, [made])}


def test_a_whole_kind():
    text = "\n\n".join(f"Paragraph {n} , and more of it ; so." for n in range(MOST))
    every = asked(text)
    assert len([q for q in every if q.code == "K025"]) == FEW + 1
    habit = next(q for q in every if "more queries of this kind" in q.message)
    made = settlement(habit, every, "the author's way", "")
    assert made == Settlement("K025", "", "the author's way")
    assert not [q for q in asked(text, [made]) if q.code == "K025"]


def test_what_is_said_twice_in_the_same_words_has_two_names():
    text = "\n\n".join(["He came , and saw ."] * 3)
    found = [query.id for query in asked(text)]
    assert len(found) == len(set(found)) == 6


def test_only_queries_have_names():
    warning = Diagnostic("A040", "warning", asked(SOURCE)[0].place, "of something")
    assert named([warning]) == (warning,)
    assert all(re.fullmatch(r"Q[0-9a-z]{4,8}", query.id) for query in asked(SOURCE))
    assert named(named(asked(SOURCE))) == asked(SOURCE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- x\n", "S911"),
        ("- {context: a ‹b› c}\n", "S912"),
        ("- {query: spelling}\n", "S001"),
        ("- {query: K010, context: no words marked}\n", "S001"),
        ("- {query: K010, becuase: x}\n", "Did you mean `because`?"),
    ],
)
def test_what_cannot_be_understood(text, expected):
    with pytest.raises(EmendataError, match=re.escape(expected)):
        load(text, "settled.yaml")


def test_reading_settled_queries():
    (one,) = load("- {query: K010, context: a ‹b› c, because: so, by: AB}\n", "settled.yaml")
    assert one == replace(Settlement("K010", "a ‹b› c", "so", "AB"), place=one.place)
