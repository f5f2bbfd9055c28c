"""Whatever a TEI file holds, its characters are in the Document or have been told to be left out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emendata.acquire.tei import read
from emendata.acquire.tei.account import of_document
from emendata.document.model import Document
from emendata.document.tei import write
from tests.acquire.tei.made import tei
from tests.document.strategies import documents

law = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

ELEMENTS = (
    "p ab div head lg l q quote note list item table row cell figure figDesc sp speaker stage hi foreign title "
    "persName seg w pc app lem rdg rdgGrp choice sic corr abbr expan orig reg add del subst supplied surplus unclear "
    "damage gap space pb lb cb milestone anchor ref ptr bibl listBibl listWit witness label floatingText body text "
    "epigraph opener closer trailer formula code eg fw metamark unknown castList castItem address addrLine witDetail"
).split()
"""In no order that any schema would allow."""


@st.composite
def elements(draw: st.DrawFn, depth: int = 5) -> str:
    name = draw(st.sampled_from(ELEMENTS))
    parts = draw(st.lists(st.one_of(words(), elements(depth - 1)) if depth else words(), max_size=4))
    attributes = draw(
        st.sampled_from(["", ' n="3"', ' wit="#A"', ' rend="italic"', ' xml:lang="la"', ' type="x"'])
    )
    return f"<{name}{attributes}>{''.join(parts)}</{name}>"


def words() -> st.SearchStrategy[str]:
    return st.sampled_from([" ", "arma", " uirumque ", "cano,\n ", ".", "\n  ", "¶", "(Troiae", "&amp;"])


@law
@given(st.lists(elements(), min_size=1, max_size=4))
def test_no_nesting_loses_or_invents_a_character(parts: list[str]) -> None:
    found = read(tei("\n".join(parts)), "law.xml")
    assert [d.message for d in found.diagnostics if d.code == "A049"] == []


@law
@given(documents())
def test_text_that_emendata_writes_is_read_whole_by_the_reader_of_other_files(document: Document) -> None:
    data = write(replace(document, witnesses=(), entries=(), absences=()))
    found = read(data, "law.xml")
    assert [d.message for d in found.diagnostics if d.code == "A049"] == []


@law
@given(st.lists(elements(), min_size=1, max_size=4))
def test_reading_twice_gives_the_same(parts: list[str]) -> None:
    data = tei("\n".join(parts))
    assert read(data, "law.xml") == read(data, "law.xml")


def test_the_account_is_of_the_document_and_not_of_what_the_reader_says() -> None:
    found = read(tei("<p>Arma <app><lem>uirum</lem><rdg wit='#A'>uiros</rdg></app> cano.</p>"), "t.xml")
    letters = Counter(re.sub(r"\s", "", "".join(of_document(found.document))))
    assert letters == Counter("Armauirumuiroscano.")
