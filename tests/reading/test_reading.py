"""E-books are opened in Chromium with foliate-js, where each call is clicked; Ace and v.Nu look at them too."""

from __future__ import annotations

from pathlib import Path

import pytest

from emendata.publish import epub
from tests import reading
from tests.command import REPOSITORY, emendata
from tests.lint.volumes import good, packed, unpacked
from tests.publish.sample import plain_style, sample
from tests.reading.__main__ import main


@pytest.fixture(scope="module", params=["specimen", "specimen-facing", "sample"])
def book(request, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("reading")
    path = folder / f"{request.param}.epub"
    if request.param == "sample":
        path.write_bytes(epub.render(sample(), plain_style()).epub)
        return path
    result = emendata("build", REPOSITORY / "manuscript" / request.param, "--to", "epub", "--out", folder, "--quiet")
    assert result.code == 0, result.err
    return path


def test_every_call_opens_its_note_and_nothing_is_cut_off_in_any_size_or_light(book: Path) -> None:
    found = reading.read(book)
    assert reading.faults(found) == []
    assert found["clicked"] == reading.calls(book) > 0
    assert {path.name for path in (reading.PICTURES / book.stem).iterdir()} >= {"note-light.png", "note-dark.png"}


def test_every_call_opens_its_note_in_the_viewer_of_calibre(book: Path) -> None:
    found = reading.calibre(book)
    assert found["wrong"] == []
    assert found["clicked"] == reading.calls(book)


def test_ace_finds_nothing_of_any_impact(book: Path) -> None:
    assert reading.ace(book) == []


def test_the_nu_checker_finds_nothing(book: Path) -> None:
    assert reading.vnu(book) == []


@pytest.fixture(scope="module")
def bad(tmp_path_factory) -> Path:
    """A book that reads badly: a call of another note, a long line that cannot be broken, a colour, no language."""
    files = unpacked(good())
    text = files["EPUB/005-first.xhtml"].decode()
    assert 'id="c6" href="#n6"' in text and "</h2>" in text and ' lang="en" xml:lang="en"' in text
    text = text.replace('id="c6" href="#n6"', 'id="c6" href="#n7"', 1)
    line = '<p id="" style="white-space: pre; color: red">' + "never broken " * 20 + "</p>"
    text = text.replace("</h2>", "</h2>" + line, 1).replace(' lang="en" xml:lang="en"', "", 1)
    files["EPUB/005-first.xhtml"] = text.encode()
    path = tmp_path_factory.mktemp("bad") / "bad.epub"
    path.write_bytes(packed(files))
    return path


def test_what_reads_badly_is_seen(bad: Path) -> None:
    found = reading.read(bad)
    assert [one["href"] for one in found["wrong"]] == ["#n7"]
    assert {one["look"] for one in found["cut"]} == {"light", "dark", "light-large", "dark-large"}
    assert any("never broken" in one["what"] for one in found["colours"])


def test_what_checkers_object_to_is_told(bad: Path) -> None:
    assert any("lang" in one for one in reading.ace(bad))
    assert any("id" in one.lower() for one in reading.vnu(bad))


def test_a_checker_that_is_not_there_is_told_and_fails(tmp_path, monkeypatch, capsys) -> None:
    book = tmp_path / "sample.epub"
    book.write_bytes(epub.render(sample(), plain_style()).epub)
    pdf = tmp_path / "book.pdf"
    pdf.write_bytes(b"%PDF-1.7\n")
    monkeypatch.setattr(reading, "MODULES", tmp_path)
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("tests.reading.__main__._CHECKS", tmp_path)
    assert main([str(book), str(pdf)]) == 1
    said = capsys.readouterr().out
    assert said.count("left out: there is no ") == 9
    assert "sample.epub: emendata: 0 findings" in said


def test_a_book_that_is_not_there_fails(tmp_path) -> None:
    assert main([str(tmp_path / "missing.epub")]) == 1
