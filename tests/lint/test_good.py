"""The linter says nothing about good books."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from emendata.document.model import Document
from emendata.lint import lint
from emendata.publish import epub
from emendata.publish.semantic import book
from tests.command import ARTICLE, REPOSITORY, emendata
from tests.document.strategies import documents
from tests.lint.volumes import good, packed, unpacked
from tests.publish.sample import plain_style, sample

law = settings(max_examples=25, phases=[Phase.generate], deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_of_a_book_with_an_apparatus() -> None:
    assert lint(good(), "good.epub") == ()


def test_of_the_sample_and_of_what_was_packed_again() -> None:
    data = epub.render(sample(), plain_style()).epub
    assert lint(data, "sample.epub") == ()
    assert lint(packed(unpacked(data)), "again.epub") == ()


def test_of_a_drawing_among_the_chapters_and_contents_that_are_none() -> None:
    files = unpacked(good())
    package, nav = files["EPUB/content.opf"].decode(), files["EPUB/contents.xhtml"].decode()
    item = '<item id="drawn" href="drawn.svg" media-type="image/svg+xml"/>'
    package = package.replace("</manifest>", f"{item}</manifest>")
    package = package.replace("</spine>", '<itemref idref="drawn"/></spine>')
    package = re.sub(r'\s*<itemref idref="file-contents"/>', "", package)
    files["EPUB/content.opf"] = package.encode()
    files["EPUB/contents.xhtml"] = nav.replace("</li>", '</li><li><a href="drawn.svg">Drawn</a></li>', 1).encode()
    files["EPUB/drawn.svg"] = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    found = [str(one) for one in lint(packed(files), "odd.epub")]
    assert not [one for one in found if re.search("L110|L207|L302|L610", one)]


WHATEVER_THE_TEXT = re.compile(r"L(?:1|2|30[1-4]|30[6-9]|31[0-3]|40[1-5]|409|41[0-4]|418|419|60[1-46]|61[0-4]|7)")
"""Codes of faults that no text can be a reason for; others an odd text may deserve."""


@law
@given(documents())
def test_of_any_document_that_its_book_is_badly_made(document: Document) -> None:
    data = epub.render(book(document), plain_style()).epub
    found = [one for one in lint(data, "any.epub") if one.severity == "error"]
    assert [str(one) for one in found if WHATEVER_THE_TEXT.match(one.code)] == []


@pytest.mark.parametrize("work", ["specimen", "specimen-facing", "graziosi-1995"])
def test_of_the_manuscripts(work: str, tmp_path: Path) -> None:
    source: list[object] = []
    if work == "graziosi-1995":
        if not ARTICLE.is_file():
            pytest.skip(f"no {ARTICLE}")
        source = ["--source", ARTICLE]
    result = emendata(
        "build", REPOSITORY / "manuscript" / work, *source, "--to", "epub", "--out", tmp_path, "-q"
    )
    assert result.code == 0, result.err
    checked = emendata("check", tmp_path / f"{work}.epub", "--strict")
    assert (checked.code, checked.out, checked.err) == (0, "", "")
