"""The real editions of ../shared in their finished books: each ``app`` once in each, with all that it says.

What is expected is read from the files with lxml, what is there from the zip and from the tags of the PDF.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench.books import CORPORA, FILES, Expected, Shown, account, built, matched, unfound

CRITICAL = FILES[:3]


@pytest.mark.skipif(not CORPORA.is_dir(), reason="../shared/corpora is not there")
@pytest.mark.parametrize("name", CRITICAL)
def test_every_app_is_once_in_both_books_with_all_it_says(name: str, tmp_path: Path) -> None:
    found = account(CORPORA / name, built(CORPORA / name, tmp_path / "work"))
    assert found.lacking == ()
    assert found.lost == ()
    assert found.entries == found.in_epub == found.in_pdf > 100
    assert found.differs == ""


ENTRY = Expected(("armauirum",), ("arma",), ("M", "P"), ("sic",), 1)
SHOWN = Shown("armauirum", "]armaMP(sic)")
SIGLA = {"M": ["M"], "P": ["P", "ω"]}


def test_what_is_whole_lacks_nothing() -> None:
    assert ENTRY.missing(SHOWN, SIGLA) == []
    assert ENTRY.missing(replace(SHOWN, lemma="arma…uirum", rest="]armaMω(sic)"), SIGLA) == []
    assert replace(ENTRY, readings=("uirumarma",)).missing(replace(SHOWN, rest="]transp.MPsic"), SIGLA) == []


@pytest.mark.parametrize(
    ("shown", "what"),
    [
        (Shown("arma", "]armaMPsic"), "the lemma armauirum"),
        (Shown("armauirum", "]armMPsic"), "the reading arma"),
        (Shown("armauirum", "]armaPsic"), "the siglum M"),
        (Shown("armauirum", "]armaMP"), "the remark sic"),
    ],
)
def test_what_is_missing_is_told(shown: Shown, what: str) -> None:
    assert ENTRY.missing(shown, SIGLA) == [what]
    assert what in matched([ENTRY], [shown], SIGLA)[0]


def test_an_entry_is_not_found_twice() -> None:
    assert len(matched([ENTRY, ENTRY], [SHOWN], SIGLA)) == 1
    assert unfound([SHOWN, SHOWN], ["arma\u00aduirum] arma M P (sic)"]) == [SHOWN.whole]
