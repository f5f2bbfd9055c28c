"""The real editions of ../shared: nothing is lost, every entry is there, TEI made of them is read as it was.

What is expected is computed here from the files with lxml, without a word of the reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from emendata.acquire.acquired import Acquired
from emendata.acquire.tei import read
from emendata.document.model import Document
from emendata.document.tei import read as read_own
from emendata.document.tei import write
from emendata.document.walk import plain, texts
from tests.command import REPOSITORY
from tests.teifile import first, local, named, said, squeezed, the_text, tree, words

CORPORA = REPOSITORY.parent / "shared" / "corpora"
FILES = {
    "balex": "balex-latin-prose/ldlt-balex.xml",
    "pta": "pta-greek-nested/pta0022.pta002.pta-grc1.xml",
    "geste": "geste-oldfrench-verse/ed_OtinG.xml",
    "dh-263": "dh2016-articles/263.xml",
    "dh-458": "dh2016-articles/458.xml",
    "robertson": "robertson-freethought-pg/ShortHistoryOfFreethought1.xml",
}
SGML = CORPORA / "robertson-freethought-pg" / "ShortHistoryOfFreethought1-1.0.tei"

pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="../shared/corpora is not there")


@cache
def acquired(path: Path) -> Acquired:
    return read(path.read_bytes(), path.name)


@pytest.fixture(params=FILES, scope="module")
def path(request: pytest.FixtureRequest) -> Path:
    return CORPORA / FILES[request.param]


def test_the_account_comes_out_even(path: Path) -> None:
    assert [d for d in acquired(path).diagnostics if d.severity == "error"] == []


def test_every_app_is_an_entry_or_is_told(path: Path) -> None:
    apps = named(the_text(tree(path)), "app")
    document = acquired(path).document
    joined = [
        app
        for app in apps
        if app.find("{*}rdg") is None and app.find("{*}lem") is not None and app.find("{*}lem").get("next")
    ]
    one_reading = [app for app in apps if len([e for e in app if local(e) in ("lem", "rdg")]) < 2]
    without = [
        app
        for app in one_reading
        if app not in joined and not [e for e in app if local(e) in ("note", "witDetail")]
    ]
    told = [d for d in acquired(path).diagnostics if "it makes no entry" in d.message]
    assert bool(told) == bool(without)
    assert len(document.entries) == len(apps) - len(joined) - len(without)


def test_readings_of_each_entry_are_those_of_its_app(path: Path) -> None:
    """In the order of the file: how many readings, and what each says."""
    apps = [
        app
        for app in named(the_text(tree(path)), "app")
        if len([e for e in app if local(e) in ("lem", "rdg")]) > 1 or app.find("{*}note") is not None
    ]
    expected = [[words(rdg) for rdg in app if local(rdg) == "rdg" and rdg is not first(app)] for app in apps]
    found = [
        [squeezed(plain(r.content) + "".join(plain(t) for t in _of(r))) for r in entry.readings]  # type: ignore[union-attr]
        for entry in acquired(path).document.entries
    ]
    assert sorted(map(sorted, found)) == sorted(map(sorted, expected))


def _of(reading: object) -> Iterator[tuple]:  # type: ignore[type-arg]
    from emendata.document.walk import inlines_of

    for block in reading.blocks:  # type: ignore[attr-defined]
        yield from inlines_of(block)


def body_of(document: Document) -> str:
    inner = Document(body=document.body)
    return squeezed("".join(map(plain, texts(inner))))


def test_the_text_is_that_of_the_file_character_by_character(path: Path) -> None:
    body = next(e for e in the_text(tree(path)) if local(e) == "body")
    assert body_of(acquired(path).document) == squeezed("".join(said(body)))


def test_every_note_of_the_text_is_there(path: Path) -> None:
    remarks = ("app", "lem", "rdg", "person", "bibl", "witness")
    notes = [n for n in named(the_text(tree(path)), "note") if local(n.getparent()) not in remarks]
    long = [
        n
        for n in named(the_text(tree(path)), "note")
        if local(n.getparent()) == "app" and len([e for e in n if local(e) in ("p", "q", "quote", "lg")]) > 1
    ]
    assert len(acquired(path).document.notes) == len(notes) + len(long)


def test_tei_made_of_it_is_read_as_it_was_and_valid(path: Path, tei_all: etree.RelaxNG | None) -> None:
    document = acquired(path).document
    data = write(document)
    assert read_own(data, path.name) == document
    if tei_all is not None:
        assert tei_all.validate(etree.fromstring(data)), tei_all.error_log


def test_sgml_is_read_as_the_xml_that_was_made_from_it() -> None:
    xml = acquired(CORPORA / FILES["robertson"]).document
    sgml = acquired(SGML).document
    assert len(sgml.notes) == len(xml.notes) == 2204
    assert [len(d.divisions) for d in sgml.body.divisions] == [len(d.divisions) for d in xml.body.divisions]
    assert [plain(d.head) for d in sgml.body.divisions] == [plain(d.head) for d in xml.body.divisions]
