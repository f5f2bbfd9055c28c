"""Floors on texts printed and scanned in shapes taken by chance: invented prose, and real texts of ../shared.

A floor may be raised and not lowered; it is for each 30 texts together, a third of them with misread or
lost numbers and spoilt running heads. Displayed quotations have a lower one: where nothing but the words
sets them off, a paragraph that begins after a colon may be one or not.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from emendata.acquire import text
from emendata.document.walk import calls, divisions, plain
from emendata.edit.normalise import normalise
from tests.ocr import corpora, prose
from tests.ocr.chances import MARKS, shape, totals
from tests.ocr.measure import f
from tests.ocr.printed import Manuscript, Print

SHARED = Path(os.environ.get("EMENDATA_SHARED", Path(__file__).parents[4] / "shared")) / "corpora"
ARTICLE = SHARED / "graziosi-1995" / "source.txt"
TEXT = SHARED / "robertson-freethought-pg" / "ShortHistoryOfFreethought1.txt"
BOOK = SHARED / "robertson-freethought-pg" / "ShortHistoryOfFreethought1.xml"

FLOOR = {"quotations": 0.965, "joins": 0.98, "paragraphs": 0.98, "heads": 0.975}
FLOORS = 0.99


def below(sums: dict[str, tuple[int, int, int]]) -> dict[str, tuple[float, tuple[int, int, int]]]:
    return {
        what: (round(f(counts), 4), counts)
        for what, counts in sums.items()
        if f(counts) < FLOOR.get(what, FLOORS)
    }


def invented(first: int, count: int) -> Iterator[tuple[Manuscript, Print, int]]:
    for seed in range(first, first + count):
        r = random.Random(seed)
        manuscript = prose.article(
            r.randrange(10**6),
            lang=r.choice(["en", "en", "en", "de", "fr", "ru"]),
            notes=r.choice([0.08, 0.2, 0.3, 0.45]),
            long=r.choice([0.2, 0.35, 0.55]),
            quotations=r.choice([0, 0.05, 0.1]),
            verse=r.choice([0, 0, 0.06]),
            captions=r.choice([0, 0, 0.07]),
            levels=r.choice([1, 2]),
        )
        yield manuscript, shape(r), seed


@pytest.mark.parametrize("first", [0, 1000, 2000])
def test_invented_articles_in_all_shapes(first: int) -> None:
    assert below(totals(invented(first, 30))) == {}


@pytest.mark.parametrize("marks", MARKS, ids="/".join)
@pytest.mark.parametrize("wrapped", [False, True], ids=["one line a paragraph", "wrapped"])
def test_each_way_of_marking(marks: tuple[str, str], wrapped: bool) -> None:
    printing = Print(head=marks[0], call=marks[1], wrapped=wrapped, emphasis="_")
    texts = [(prose.article(seed, notes=0.3), printing, seed) for seed in range(3)]
    sums = totals(texts)
    # some forty joins in three texts: one that is wrong is two in a hundred
    low = {what: round(f(sums[what]), 3) for what in ("notes", "calls", "joins", "paragraphs", "heads")}
    assert {what: score for what, score in low.items() if score < 0.95} == {}


def test_the_article_in_other_shapes() -> None:
    if not ARTICLE.exists():
        pytest.skip(f"{ARTICLE} is not here")
    manuscript = corpora.article(ARTICLE)
    sums = totals((manuscript, shape(random.Random(seed)), seed) for seed in range(12))
    del sums["quotations"]  # there is one
    assert below(sums) == {}


def test_a_real_book_in_other_shapes() -> None:
    if not BOOK.exists():
        pytest.skip(f"{BOOK} is not here")
    texts = ((corpora.robertson(BOOK, 40 * k, 90), shape(random.Random(500 + k)), k) for k in range(10))
    sums = totals(texts)
    del sums["quotations"]  # it is taken without those it has
    assert below(sums) == {}


def test_a_wrapped_book_with_endnotes_that_nobody_here_made() -> None:
    """Robertson's plain text: 2,204 notes at its end, a table of contents, lists numbered like notes."""
    if not TEXT.exists():
        pytest.skip(f"{TEXT} is not here")
    source = TEXT.read_text(encoding="latin-1")
    document = normalise(text.read(source, TEXT.name), source, TEXT.name).document
    heads = [plain(part.head) for part in divisions(document.body) if part.head]
    # the XML from which the text was made has as many, and one in its header
    assert len(document.notes) == 2204
    assert len(set(calls(document))) == 2204
    assert sum(head.startswith("CHAPTER") for head in heads) == 13
    assert sum(head.startswith("§") for head in heads) == 70
    assert not any("INTRODUCTORY 1" in head or head.endswith(" 22") for head in heads)
    assert "PREFACE" in heads
