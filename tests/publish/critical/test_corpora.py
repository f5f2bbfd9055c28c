"""The apparatus of the real editions of ../shared: all of it is in the book, and what it says is what they print."""

from __future__ import annotations

from pathlib import Path

import pytest

from emendata.publish.semantic import book
from emendata.publish.semantic.account import unbalanced
from tests.bench.apparatus import CORPORA, FILES, PLAIN, document, shown
from tests.bench.beside import ABSENT, LATEX, SAME, UNEXPLAINED, differences
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
    """Letter for letter the same, or different for a reason that the file gives; the bench tells which."""
    found = list(differences(book(document(FILES[0]), house=PLAIN), LATEX.read_text("utf-8")))
    assert sum(one.reason == SAME for one in found) >= 482
    assert [one for one in found if one.reason in (UNEXPLAINED, ABSENT)] == []


def test_a_latex_file_is_read() -> None:
    latex = (
        r"x \edtext{\edtext{arma}{\Bfootnote[nosep]{\textit{M} | arva \textit{P} $\parallel$ }} virum}"
        r"{\lemma{a. v.}\Bfootnote{om. \textit{U\textsuperscript{c}}\label{x}}}"
    )
    assert list(entries(latex)) == [Printed("armavirum", "omuc"), Printed("arma", "marvap")]


def test_a_lemma_that_is_quoted_in_a_note_is_no_entry() -> None:
    latex = r"\edtext{arma \edtext{uirum}{\Bfootnote{M}}}{\lemma{a. \edtext{uirum}{\Bfootnote{M}}}\Bfootnote{om. P}}"
    assert list(entries(latex)) == [Printed("armauirum", "omp"), Printed("uirum", "m")]
