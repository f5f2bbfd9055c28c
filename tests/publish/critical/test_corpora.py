"""The apparatus of the real editions of ../shared: all of it is in the book, and what it says is what they print."""

from __future__ import annotations

from pathlib import Path

import pytest

from emendata.publish.semantic import book
from emendata.publish.semantic.account import unbalanced
from tests.bench.apparatus import BALEX, CORPORA, FILES, PLAIN, SAME, WORDED, compared, document, shown
from tests.bench.latex import Printed, entries

shared = pytest.mark.skipif(not CORPORA.is_dir(), reason="../shared/corpora is not there")


@shared
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_entry_is_in_the_book_with_all_that_it_says(path: Path) -> None:
    text = document(path)
    made = book(text)
    assert len(text.entries) > 100
    assert sum(1 for _ in shown(made)) == len(text.entries)
    assert unbalanced(text, made) == ()


@shared
def test_the_entries_are_those_of_the_printed_edition() -> None:
    """A floor for what is letter for letter the same; the bench tells what the rest is."""
    latex = (BALEX / "ldlt-balex.latex").read_text("utf-8")
    found = compared(book(document(FILES[0]), house=PLAIN), latex)
    assert found[SAME] >= 480
    assert found[WORDED] <= 4
    assert found["lemmas of theirs alone"] <= 6


def test_a_latex_file_is_read() -> None:
    latex = (
        r"x \edtext{\edtext{arma}{\Bfootnote[nosep]{\textit{M} | arva \textit{P} $\parallel$ }} virum}"
        r"{\lemma{a. v.}\Bfootnote{om. \textit{U\textsuperscript{c}}\label{x}}}"
    )
    assert list(entries(latex)) == [Printed("armavirum", "omuc"), Printed("arma", "marvap")]
