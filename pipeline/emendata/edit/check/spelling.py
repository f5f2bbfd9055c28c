"""Find two spellings of one word or name within a text.

A text cannot say which words are right, but it shows which are odd: a rare form beside a frequent one, in
a name or a title, between the same neighbours, with letters that stand together nowhere else. Endings are
no odd forms (`likeness.inflected`). Candidates come from tables — shared neighbours, shared skeletons, a
letter left out (as in SymSpell) — so the time grows with the text and not with its square.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from emendata.edit.check.likeness import distance, inflected, only_stressed, skeleton, unaccented
from emendata.edit.check.reading import Finding, Reading, Word
from emendata.edit.check.stretches import TELLING
from emendata.edit.check.titles import variants
from emendata.edit.places import Range, times

SHORTEST = 5
"""Letters below which likeness says nothing."""
MANY = 1000
"""Different words from which on a text has nearly all the groups of letters of its language."""
RARE = 2
"""A form that stands so often may be a slip."""
CROWD = 6
"""Forms in one place of a table beyond which the place tells nothing."""
MOST = 30
"""Pairs that are asked about, the likeliest first."""

_POSSESSIVE = re.compile(r"['’ʼʹ]s?\Z")
_ROMAN = re.compile(r"[ivxlcdm]+")


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two forms that may be one word; `odd` is the rarer, or the one that stands later."""

    odd: str
    other: str
    score: int
    why: str
    at: Range | None = None
    """Where the odd one stands, if not at its first place."""


def near_duplicates(reading: Reading) -> Iterator[Finding]:
    """A rare word or name that is nearly another one of the text."""
    best: dict[tuple[str, str], _Pair] = {}
    for pair in _pairs(reading):
        key = (pair.odd, pair.other)
        if key not in best or pair.score > best[key].score:
            best[key] = pair
    first = _first_places(reading, {form for pair in best for form in pair})
    ranked = sorted(best.values(), key=lambda pair: (-pair.score, first[pair.odd], pair.other))
    asked: set[str] = set()
    for pair in ranked[:MOST]:
        if pair.odd not in asked:
            asked.add(pair.odd)
            yield _finding(reading, pair, first)


def _finding(reading: Reading, pair: _Pair, first: dict[str, Range]) -> Finding:
    start, end = pair.at or first[pair.odd]
    other_start, other_end = first[pair.other]
    odd, other = reading.text[start:end], reading.text[other_start:other_end]
    odd_times, other_times = reading.counts[pair.odd], reading.counts[pair.other]
    message = f"{odd} ({times(odd_times)}) beside {other} ({times(other_times)}, {reading.where(other_start)}): "
    read = (other if pair.at else _in_case_of(odd, other)) if odd_times < other_times else None
    return Finding(start, end, message + pair.why, "If the rarer form is the slip:" if read else "", read)


def _in_case_of(model: str, word: str) -> str:
    if model.isupper() and len(model) > 1:
        return word.upper()
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


def _first_places(reading: Reading, keys: set[str]) -> dict[str, Range]:
    return {key: _bare(reading, reading.first(key)) for key in keys}


def _bare(reading: Reading, word: Word) -> Range:
    """The place of a word without a possessive 's."""
    return word.start, word.start + len(_POSSESSIVE.sub("", reading.text[word.start : word.end]))


# ------------------------------------------------------------------ candidates


def _pairs(reading: Reading) -> Iterator[_Pair]:
    forms = _Forms(reading)
    yield from _same_title(reading, forms)
    yield from _same_neighbours(reading, forms)
    yield from _same_skeleton(forms)
    yield from _same_letters(forms)
    yield from _a_letter_apart(forms)


class _Forms:
    """The words of a text as forms: how often they stand, where they stand first, what they may be."""

    def __init__(self, reading: Reading) -> None:
        words = reading.vocabulary
        self.counts, self.firsts = words.counts, words.firsts
        small, marked = words.small, words.marked
        self.special = {
            form
            for form, count in self.counts.items()
            if len(form) >= SHORTEST
            and (form not in small or marked[form] == count)
            and not _ROMAN.fullmatch(form)
        }
        """Names, and words that stand only in titles, quotations and other languages."""
        self.names = self.special - small

    def pair(self, one: str, other: str, score: int, why: str) -> _Pair:
        """The two, the odd one first."""
        rank = {form: (-self.counts[form], self.firsts[form]) for form in (one, other)}
        other, odd = sorted((one, other), key=rank.__getitem__)
        often = self.counts[other] >= 3 * self.counts[odd]
        return _Pair(odd, other, score + often, why)

    def kindred(self, one: str, other: str) -> bool:
        """Whether both are names, or both stand only in titles and the like."""
        return (one in self.names) == (other in self.names) and one in self.special and other in self.special


def _same_title(reading: Reading, forms: _Forms) -> Iterator[_Pair]:
    """Forms that are alike and stand in two titles that otherwise agree."""
    for variant in variants(reading):
        one, other = variant.word.key, variant.other.key
        if inflected(one, other) and min(forms.counts[one], forms.counts[other]) > RARE:
            continue
        if only_stressed(one, other):
            continue
        pair = forms.pair(one, other, 7, f"in two titles that agree, “{variant.title}”")
        odd = variant.word if pair.odd == variant.word.key else variant.other
        yield replace(pair, at=_bare(reading, odd))


def _same_neighbours(reading: Reading, forms: _Forms) -> Iterator[_Pair]:
    """Forms that are alike and stand between the same words, one of them telling."""
    for neighbours, found in _by_neighbours(reading).items():
        if not 2 <= len(found) <= CROWD:
            continue
        for one, other in combinations(sorted(found), 2):
            if min(forms.counts[one], forms.counts[other]) > RARE:
                continue
            most = min(2, (max(len(one), len(other)) + 1) // 3)
            apart = distance(one, other, most)
            if apart > most or inflected(one, other) or only_stressed(one, other):
                continue
            special = one in forms.special and other in forms.special
            if special or (apart == 1 and one[0] == other[0]):
                words = " ".join(neighbours[1:])
                side = {"before": "both after", "after": "both before", "around": "both within"}[neighbours[0]]
                yield forms.pair(one, other, 6 - apart, f"{side} “{words}”")


def _by_neighbours(reading: Reading) -> dict[tuple[str, str, str], set[str]]:
    """The forms that stand after, before or between two words of the same passage, one of them telling."""
    counts = reading.counts
    telling = {key for key, count in counts.items() if 1 < count <= TELLING}
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for stretch in reading.stretches:
        order, keys = stretch.facts.order, ("", *stretch.keys)
        tells = bytes(key in telling for key in keys)
        for at in stretch.facts.rare:
            if not tells[order[at]]:
                continue
            for side, form, one, other in _SIDES:
                numbers = order[at + form], order[at + one], order[at + other]
                # the three are neighbours: where none of them is a border, they stand in one passage
                if all(numbers) and len(odd := keys[numbers[0]]) >= SHORTEST - 1:
                    before, after = keys[numbers[1]], keys[numbers[2]]
                    if counts[before] > 1 < counts[after]:
                        found[side, before, after].add(odd)
    return found


_SIDES = (
    ("before", 1, -1, 0),
    ("before", 2, 0, 1),
    ("after", -1, 0, 1),
    ("after", -2, -1, 0),
    ("around", 1, 0, 2),
    ("around", -1, -2, 0),
)
"""Where a form and its two neighbours stand, seen from the one that is telling."""


def _same_skeleton(forms: _Forms) -> Iterator[_Pair]:
    """Names and foreign words that one transliteration makes of another."""
    table: dict[str, list[str]] = defaultdict(list)
    for form in forms.special:
        if len(bare := skeleton(form)) > SHORTEST:
            table[bare].append(form)
    for found in table.values():
        if 2 <= len(found) <= CROWD:
            for one, other in combinations(sorted(found), 2):
                if only_stressed(one, other):
                    continue
                if forms.kindred(one, other) and min(forms.counts[one], forms.counts[other]) <= RARE + 1:
                    accents = unaccented(one) == unaccented(other)
                    yield forms.pair(one, other, 4 if accents else 5, "perhaps one word in two spellings")


def _same_letters(forms: _Forms) -> Iterator[_Pair]:
    """Long words with two neighbouring letters changed about."""
    table: dict[str, list[str]] = defaultdict(list)
    for form in forms.counts:
        if len(form) > SHORTEST + 1:
            table[form[0] + "".join(sorted(form[1:]))].append(form)
    for found in table.values():
        if 2 <= len(found) <= CROWD:
            for one, other in combinations(found, 2):
                if distance(one, other, 1) == 1 and min(forms.counts[one], forms.counts[other]) == 1:
                    yield forms.pair(one, other, 5, "two letters have changed places")


def _a_letter_apart(forms: _Forms) -> Iterator[_Pair]:
    """Rare forms that differ by one letter from a frequent one."""
    frequent = [form for form, count in forms.counts.items() if count > RARE and len(form) >= SHORTEST]
    odd_letters = _Trigrams(forms.counts)
    rare = {
        form: odd_letters.unseen(form)
        for form, count in forms.counts.items()
        if count <= RARE and len(form) >= SHORTEST
    }
    enough = 2 if len(forms.counts) > MANY else 3
    rare = {form: odd for form, odd in rare.items() if odd >= enough or form in forms.special}
    table: dict[str, list[str]] = defaultdict(list)
    for form in rare:
        for shorter in _one_less(form):
            table[shorter].append(form)
    for form in frequent:
        near = {odd for shorter in _one_less(form) for odd in table.get(shorter, ())}
        for odd in near:
            if forms.counts[form] < 4 * forms.counts[odd] or distance(form, odd, 1) != 1 or inflected(form, odd):
                continue
            if rare[odd] >= enough and (odd not in forms.names or form in forms.names):
                yield forms.pair(form, odd, 4, "one letter apart, with letters together that stand so nowhere else")
            elif forms.kindred(form, odd) and min(len(form), len(odd)) > SHORTEST:
                yield forms.pair(form, odd, 3, "one letter apart")


def _one_less(form: str) -> Iterator[str]:
    yield form
    for at in range(len(form)):
        if not at or form[at] != form[at - 1]:
            yield form[:at] + form[at + 1 :]


class _Trigrams:
    """The groups of three letters in the words of a text."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._counts = Counter(three for form in forms for three in self._of(form))

    def unseen(self, form: str) -> int:
        """How many groups of letters a form has that no other form has."""
        return sum(self._counts[three] == 1 for three in self._of(form))

    @staticmethod
    def _of(form: str) -> set[str]:
        framed = f"^{unaccented(form)}$"
        return {framed[at : at + 3] for at in range(len(framed) - 2)}
