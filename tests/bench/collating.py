"""Collate invented witnesses of growing length: ``python -m tests.bench.collating [WORDS …]``.

Beside it CollateX, where it is installed (``pip install collatex levenshtein``), for lengths that it can do.
The limit is 10 seconds for five witnesses of 20,000 words.
"""

from __future__ import annotations

import importlib
import random
import sys
import time
from collections.abc import Callable

from emendata.edit.collate.collation import collate
from emendata.edit.collate.rules import standard
from tests.bench.table import table

SIZES = (1_000, 20_000, 200_000)
_MOST_FOR_COLLATEX = 1_000
_SIGLA = "BMPRV"


def invented(words: int) -> dict[str, list[str]]:
    """Five copies of a text whose scribes were wrong at one word in twelve."""
    chance = random.Random(1)
    syllables = [consonant + vowel for consonant in "bcdfglmnprstv" for vowel in "aeiou"]
    vocabulary = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(3_000)]
    text = chance.choices(vocabulary, [1 / n for n in range(1, 3_001)], k=words)
    copies: dict[str, list[str]] = {}
    for siglum in _SIGLA:
        copy: list[str] = []
        for word in text:
            what = chance.random()
            if what < 0.02:
                continue
            copy.append(word[:-1] + chance.choice("aeioum") if what < 0.06 else word)
            if what > 0.98:
                copy.append(chance.choice(vocabulary))
        copies[siglum] = copy
    return copies


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _ours(copies: dict[str, list[str]]) -> float:
    texts = {siglum: [" ".join(words)] for siglum, words in copies.items()}
    base = texts.pop(_SIGLA[0])
    return _seconds(lambda: collate(base, texts, standard("la")))


def _theirs(copies: dict[str, list[str]]) -> float | None:
    try:
        collatex = importlib.import_module("collatex")
    except ImportError:
        return None
    collation = collatex.Collation()
    for siglum, words in copies.items():
        collation.add_plain_witness(siglum, " ".join(words))
    return _seconds(lambda: collatex.collate(collation, segmentation=False))


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print the table."""
    rows = [["words of each", "emendata s", "CollateX s"]]
    for size in sizes:
        copies = invented(size)
        theirs = _theirs(copies) if size <= _MOST_FOR_COLLATEX else None
        rows.append([f"{size:,}", f"{_ours(copies):.2f}", "–" if theirs is None else f"{theirs:.2f}"])
    print(table("Collating five witnesses", rows))


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
