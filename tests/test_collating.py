"""`emendata collate`: witnesses in files, apparatus.yaml written, and what is wrong with them."""

import json
from pathlib import Path

import pytest

from tests.command import emendata

BASE = "arma uirumque cano Troiae qui primus ab oris\nItaliam fato profugus\n\nui superum saeuae memorem\n"


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    folder = tmp_path / "aeneis"
    (folder / "witnesses").mkdir(parents=True)
    (folder / "edition.yaml").write_text("title: Aeneis\nlang: la\nwitnesses: {P: Palatinus, M: Mediceus}\n")
    (folder / "source.txt").write_text(BASE)
    (folder / "witnesses" / "M.txt").write_text(BASE.replace("Troiae", "Troie"))
    (folder / "witnesses" / "P.md").write_text(BASE.replace("cano", "canam").replace("Troiae", "Troie"))
    return folder


def apparatus(folder: Path) -> str:
    return (folder / "apparatus.yaml").read_text("utf-8")


def test_the_witnesses_are_collated_and_the_apparatus_is_in_the_edition(edition: Path):
    result = emendata("collate", edition)
    assert result.code == 0, result.err
    assert "{read: Troie, wit: P M}" in apparatus(edition)  # in the order of edition.yaml
    shown = emendata("show", edition, "--after", "apparatus").out
    assert "reading: canam ‖ P" in shown


def test_a_second_collation_writes_the_same_file(edition: Path):
    emendata("collate", edition)
    first = apparatus(edition)
    assert emendata("collate", edition).code == 0
    assert apparatus(edition) == first


def test_a_remark_survives_a_corrected_witness(edition: Path):
    emendata("collate", edition)
    path = edition / "apparatus.yaml"
    path.write_text(apparatus(edition).replace("  lem: Troiae\n", "  lem: Troiae\n  remark: the city\n"))
    (edition / "witnesses" / "M.txt").write_text(BASE)
    result = emendata("collate", edition)
    assert "1 of yours kept" in result.out
    assert "remark: the city\n" in apparatus(edition)
    assert "{read: Troie, wit: P}" in apparatus(edition)


def test_the_source_can_be_one_of_the_witnesses(edition: Path):
    (edition / "source.txt").unlink()
    (edition / "witnesses" / "B.txt").write_text(BASE)
    settings = (edition / "edition.yaml").read_text()
    settings = settings.replace("{P:", "{B: Bernensis, P:")
    (edition / "edition.yaml").write_text(settings + "source: witnesses/B.txt\n")
    assert emendata("collate", edition).code == 0
    path = edition / "apparatus.yaml"
    path.write_text(apparatus(edition).replace("  lem: cano\n", "  lem: cano\n  choose: canam\n"))
    shown = emendata("show", edition, "--after", "apparatus")
    assert "reading: cano ‖ B" in shown.out, shown.err
    assert "{#app1a}canam{#app1b}" in shown.out


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("R.txt", "", "X018"),
        ("M.md", "arma", "X017"),
        ("R a.txt", "arma", "X024"),
        ("apparatus", "- {lem: x}", "X912"),
    ],
)
def test_what_is_wrong_leaves_the_file_as_it_was(edition: Path, name: str, text: str, code: str):
    path = edition / "apparatus.yaml" if name == "apparatus" else edition / "witnesses" / name
    path.write_text(text)
    before = (edition / "apparatus.yaml").read_bytes() if name == "apparatus" else None
    result = emendata("collate", edition)
    assert result.code == 1
    assert code in result.err
    assert (edition / "apparatus.yaml").exists() == (before is not None)
    assert before is None or (edition / "apparatus.yaml").read_bytes() == before


def test_no_witnesses(edition: Path):
    for path in (edition / "witnesses").iterdir():
        path.unlink()
    assert "X016" in emendata("collate", edition).err


@pytest.mark.parametrize(("text", "code"), [("the quick brown fox jumps over", "X019"), (BASE, "X020")])
def test_a_doubtful_witness_is_told(edition: Path, text: str, code: str):
    (edition / "witnesses" / "M.txt").write_text(text)
    result = emendata("collate", edition, "--json")
    assert result.code == 0
    assert [d["code"] for d in json.loads(result.out)["diagnostics"]] == [code]


def test_a_witness_that_is_not_declared_is_told(edition: Path):
    (edition / "witnesses" / "R.txt").write_text(BASE.replace("oris", "horis"))
    result = emendata("collate", edition)
    assert result.code == 0
    assert "witnesses/R: warning X025: the witness R is not declared" in result.err


def test_a_lemma_that_is_not_there_stops_the_build(edition: Path, tmp_path: Path):
    (edition / "apparatus.yaml").write_text("- {lem: Troiaeque, rdg: {Troie: M}}\n")
    result = emendata("build", edition, "--out", tmp_path / "out", "--to", "tei")
    assert result.code == 1
    assert "apparatus.yaml:1:3: error X005" in result.err
    assert not (tmp_path / "out" / "aeneis.tei.xml").exists()
