"""The apparatus in each linking method: valid, and read back as the same entries on the same words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from emendata.acquire import tei as of_others
from emendata.document.extents import Extents
from emendata.document.model import Document, Reading, ReadingGroup
from emendata.document.tei import read as read_own
from emendata.document.walk import plain, texts
from emendata.publish.tei import METHODS, linked
from tests.acquire.tei.made import tei
from tests.bench.round_trips import outcomes
from tests.command import REPOSITORY

CASES = sorted((REPOSITORY / "tests" / "acquire" / "tei" / "cases").glob("*/input.xml"))
CORPORA = REPOSITORY.parent / "shared" / "corpora"
EDITIONS = (
    CORPORA / "balex-latin-prose" / "ldlt-balex.xml",
    CORPORA / "pta-greek-nested" / "pta0022.pta002.pta-grc1.xml",
    CORPORA / "geste-oldfrench-verse" / "ed_OtinG.xml",
)
OTHERS = METHODS[1:]


def document_of(path: Path) -> Document:
    return of_others.read(path.read_bytes(), path.name).document


def gist(document: Document) -> list[object]:
    """Of each entry the words that it is on, and what is read there by whom."""
    extents = Extents(document)
    found: list[object] = []
    for entry in document.entries:
        between = extents.between(entry.start, entry.end)
        words = re.sub(r"\s+", " ", between.text).strip() if between else None
        found.append(
            (words, _reading(entry.lemma), tuple(map(_reading, entry.readings)), plain(entry.remark))
        )
    return sorted(found, key=repr)


def _reading(reading: Reading | ReadingGroup) -> object:
    if isinstance(reading, ReadingGroup):
        return reading.kind, tuple(map(_reading, reading.readings)), plain(reading.remark)
    attested = tuple((a.witness, a.detail) for a in reading.attested)
    return (
        plain(reading.content),
        reading.kind,
        attested,
        reading.cause,
        plain(reading.lead),
        plain(reading.remark),
    )


def text_of(document: Document) -> str:
    return "".join(map(plain, texts(document)))


@pytest.mark.parametrize("method", OTHERS)
@pytest.mark.parametrize("path", CASES, ids=[path.parent.name for path in CASES])
def test_each_case_is_valid_and_keeps_text_and_number_of_entries(
    path: Path, method: str, tei_all: etree.RelaxNG | None
) -> None:
    document = document_of(path)
    data, _ = linked(document, method)
    if not document.entries:
        assert read_own(data, "own.xml") == document
        return
    again = of_others.read(data, "again.xml")
    assert [d.message for d in again.diagnostics if d.severity == "error"] == []
    assert text_of(again.document) == text_of(document)
    assert len(again.document.entries) == len(document.entries)
    assert tei_all is None or tei_all.validate(etree.fromstring(data)), tei_all.error_log


@pytest.mark.parametrize("method", ("double-end-point", "parallel-segmentation"))
@pytest.mark.parametrize("path", CASES, ids=[path.parent.name for path in CASES])
def test_entries_are_read_back_on_the_same_words(path: Path, method: str) -> None:
    document = document_of(path)
    data, _ = linked(document, method)
    if document.entries:
        assert gist(of_others.read(data, "again.xml").document) == gist(document)


@pytest.mark.skipif(not CORPORA.is_dir(), reason="../shared/corpora is not there")
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", EDITIONS, ids=[path.stem for path in EDITIONS])
def test_whole_editions(path: Path, method: str, tei_all: etree.RelaxNG | None) -> None:
    document = document_of(path)
    data, told = linked(document, method)
    assert tei_all is None or tei_all.validate(etree.fromstring(data)), tei_all.error_log
    if method == "standoff":
        assert read_own(data, "own.xml") == document
        return
    again = of_others.read(data, "again.xml")
    assert text_of(again.document) == text_of(document)
    assert len(again.document.entries) == len(document.entries)
    if method != "location-referenced":
        assert gist(again.document) == gist(document)
    assert len(told) <= len(document.entries) // 5


@pytest.mark.skipif(not CORPORA.is_dir(), reason="../shared/corpora is not there")
@pytest.mark.parametrize("path", EDITIONS, ids=[path.stem for path in EDITIONS])
def test_whole_editions_go_round_in_each_method_and_stay_as_they_are(path: Path) -> None:
    first, *others = outcomes(path)
    assert first == "equal"
    assert set(others) == {"same text, entries"}


OVERLAP = (
    '<p>a <anchor xml:id="x"/>b <anchor xml:id="y"/>c<anchor xml:id="z"/> d<anchor xml:id="w"/></p>'
    '<listApp><app from="#x" to="#z"><rdg wit="#A">1</rdg></app>'
    '<app from="#y" to="#w"><rdg wit="#B">2</rdg></app></listApp>'
)


def test_entries_that_overlap_keep_their_pointers_and_are_told() -> None:
    document = of_others.read(tei(OVERLAP), "t.xml").document
    data, told = linked(document, "parallel-segmentation")
    assert len(told) == 1 and "begins and ends in different elements" in told[0].message
    root = etree.fromstring(data)
    inline = [app for app in root.iter("{*}app") if app.get("from") is None]
    assert len(inline) == 1 and len(list(root.iter("{*}app"))) == 2
    assert text_of(of_others.read(data, "again.xml").document) == "a b c d"


def test_the_place_is_said_where_the_text_has_numbers() -> None:
    body = '<lg><l n="3">arma <app><lem>uirum</lem><rdg wit="#A">uiros</rdg></app></l></lg>'
    data, told = linked(of_others.read(tei(body), "t.xml").document, "location-referenced")
    (app,) = etree.fromstring(data).iter("{*}app")
    assert (app.get("loc"), app.findtext("{*}lem"), told) == ("3", "uirum", ())
