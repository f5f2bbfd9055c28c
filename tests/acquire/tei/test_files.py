"""An edition of several files: what lies beside the source is read, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from emendata.acquire.tei import may_lie, named
from tests.command import emendata

CASE = Path(__file__).parent / "cases" / "a-spine-and-the-texts-it-points-into"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in CASE.glob("*.xml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def outline(source: Path) -> str:
    return emendata("show", source, "--after", "acquire").out


def test_a_spine_is_built_with_the_texts_beside_it(folder: Path) -> None:
    ran = emendata("build", folder / "input.xml", "--out", folder / "books", "--to", "tei")
    assert ran.code == 0
    assert "poured" in (folder / "books" / "input.tei.xml").read_text("utf-8")


def test_a_changed_witness_changes_the_apparatus(folder: Path) -> None:
    before = outline(folder / "input.xml")
    witness = folder / "c.xml"
    witness.write_text(witness.read_text("utf-8").replace("poured", "hailed"), "utf-8")
    assert outline(folder / "input.xml") == before.replace("poured", "hailed") != before


def test_a_file_outside_the_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "edition").mkdir()
    (tmp_path / "c.xml").write_bytes((CASE / "c.xml").read_bytes())
    for name in ("a.xml", "b.xml"):
        (tmp_path / "edition" / name).write_bytes((CASE / name).read_bytes())
    source = tmp_path / "edition" / "input.xml"
    text = (CASE / "input.xml").read_text("utf-8")
    for there in ("../c.xml", f"{tmp_path}/c.xml", f"file://{tmp_path}/c.xml"):
        source.write_text(text.replace("c.xml", there), "utf-8")
        assert "poured" not in outline(source)
    (tmp_path / "edition" / "c.xml").symlink_to(tmp_path / "c.xml")
    source.write_text(text, "utf-8")
    assert "poured" not in outline(source)


def test_which_files_a_source_points_into() -> None:
    data = b'<ptr target="a.xml#x b%20c.xml#y"/><ptr target="https://e.org/t/a.xml#x"/><ref target="no.xml"/>'
    assert named(data) == ("a.xml", "b%20c.xml", "https://e.org/t/a.xml")
    assert may_lie("b%20c.xml") == ("b c.xml",)
    assert may_lie("https://e.org/t/a.xml") == ("e.org/t/a.xml", "t/a.xml", "a.xml")
    assert may_lie("../../etc/x.xml") == ("etc/x.xml", "x.xml")
