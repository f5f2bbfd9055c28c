"""Real texts are edited at random, around, before and within their corrections; each still stands at its words.

Every character of the edited source knows which one of the old source it is, so that a correction that
stands at other words, or at the same words elsewhere, is found out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emendata.build import opened, run
from emendata.diagnostics import EmendataError
from emendata.document.cutting import origin_at
from emendata.edit.context import MOST, context_of, length
from emendata.edit.corrections import Correction, load
from emendata.edit.found import found, located
from emendata.edit.places import Range, Whole
from emendata.settings import TextSettings
from emendata.stages import STAGES, Work
from emendata.target import found as target
from tests.command import ARTICLE, REPOSITORY

Char = tuple[str, int]
"""A character, and its offset in the old source; -1 if it is new."""

BEFORE = STAGES[: [stage.name for stage in STAGES].index("correct")]


def work(name: str, source: Path | None = None) -> Work:
    """A manuscript, without what its settings say of single lines and of the file's hash."""
    opening, _ = opened(target(str(REPOSITORY / "manuscript" / name), source), REPOSITORY / "none")
    return replace(opening, edition=replace(opening.edition, text=TextSettings(), sha256=""))


def whole(opening: Work, chars: Sequence[Char]) -> Whole:
    text = "".join(char for char, _ in chars)
    return Whole(run(replace(opening, source=text.encode()), BEFORE).document)


def offset(text: Whole, place: Range) -> int:
    """Where a place begins in its source."""
    point = text.point(place[0])
    origin = origin_at(text.passages[point.passage].inlines, point.at)
    assert origin
    return origin.start


def anchored(text: Whole, corrections: Sequence[Correction]) -> list[tuple[Correction, set[int]]]:
    """The corrections with their contexts, and where they stand in the source."""
    result = []
    for correction in corrections:
        places = found(text, correction).ranges
        assert places
        count = length(text, places[0])
        if count < MOST:
            name, nth = located(text, correction, places[0])
            context = context_of(text, places[0], count)
            correction = replace(correction, at=name, nth=nth, context=context)
            result.append((correction, {offset(text, place) for place in places}))
    return result


def edited(chance: Random, chars: list[Char], spots: Sequence[int]) -> list[Char]:
    """Words and paragraphs put in, taken out, moved and replaced, half of them near corrections."""
    chars = list(chars)
    for _ in range(chance.randint(1, 6)):
        at = chance.choice(spots) + chance.randint(-60, 60) if chance.random() < 0.6 else chance.randrange(len(chars))
        at = min(max(at, 0), len(chars) - 1)
        while at and not chars[at - 1][0].isspace():
            at -= 1
        start = chance.randrange(len(chars) - 80)
        new = [(char, -1) for char, _ in chars[start : start + chance.randint(3, 40)] if char != "\n"] + [(" ", -1)]
        kind = chance.choice(("insert", "delete", "replace", "paragraph", "take out"))
        end = min(at + chance.randint(1, 40), len(chars))
        match kind:
            case "insert":
                chars[at:at] = new
            case "delete":
                del chars[at:end]
            case "replace":
                chars[at:end] = new
            case "paragraph" | "take out":
                text = "".join(char for char, _ in chars)
                border = text.find("\n\n", at)
                after = text.find("\n\n", border + 2)
                if border >= 0 and kind == "paragraph":
                    chars[border:border] = [("\n", -1), ("\n", -1), *new]
                elif 0 <= border < after:
                    del chars[border:after]
    return chars


def proved(opening: Work, chance: Random) -> tuple[int, int, int]:
    """How many corrections of an edited source were found, reported, and how many had nothing around them changed."""
    source = opening.source.decode()
    chars = [(char, at) for at, char in enumerate(source)]
    corrections = load(opening.corrections, "corrections.yaml")
    known = anchored(whole(opening, chars), corrections)
    assert len(known) > 0.9 * len(corrections)
    changed = edited(chance, chars, [spot for _, spots in known for spot in spots])
    try:
        text = whole(opening, changed)
    except EmendataError:  # the normaliser may find no order in what is left
        return 0, 0, 0
    kept = reported = intact = 0
    old = [at for _, at in changed]
    position = {at: index for index, at in enumerate(old) if at >= 0}
    for correction, spots in known:
        result = found(text, correction)
        if not result.ranges:
            reported += 1
            assert result.trouble and result.trouble.code == "C010"
            first = min(spots)
            around = range(max(first - 250, 0), min(first + 250, len(source)))
            intact += all(
                at in position and (at == around.start or position[at] == position.get(at - 1, -9) + 1) for at in around
            )
            continue
        kept += 1
        for place in result.ranges:
            assert old[offset(text, place)] in spots, correction
    return kept, reported, intact


@pytest.mark.parametrize("name", ["specimen"])
@settings(max_examples=40, derandomize=True)
@given(st.integers(0, 2**32))
def test_specimen(name, seed):
    kept, reported, _ = proved(SPECIMEN, Random(seed))
    assert kept + reported in (0, 12)
    assert kept >= reported


SPECIMEN = work("specimen")


@pytest.mark.skipif(not ARTICLE.exists(), reason="../shared/corpora is not here")
def test_article():
    opening = work("graziosi-1995", ARTICLE)
    totals = [proved(opening, Random(seed)) for seed in range(6)]
    kept, reported, intact = (sum(column) for column in zip(*totals, strict=True))
    assert kept > 20 * reported, totals
    # a paragraph that is read otherwise may carry its corrections with it to where nothing is told apart
    assert intact <= 0.02 * kept, totals
