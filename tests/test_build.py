"""A build: stages in their order, books beside each other, the same bytes every time."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from emendata import build
from emendata.diagnostics import Diagnostic, EmendataError, Place, error
from emendata.settings import Edition
from emendata.stages import STAGES, Output, Stage, Work
from tests.command import ARTICLE, REPOSITORY, contents, emendata, ran
from tests.effort import PATIENCE

SPECIMEN = REPOSITORY / "manuscript" / "specimen"


class Nothing:
    """No files."""

    def read(self, rel: str, limit: int = 0, place: Place | None = None) -> bytes:
        raise AssertionError(rel)

    def exists(self, rel: str) -> bool:
        return False


def work() -> Work:
    return Work(Edition.bare(Path("a.txt")), b"", Nothing())


def adds(kind: str, severity: str = "query", beside: bool = True, apart: bool = False) -> Stage:
    """A stage that makes an output and a diagnostic."""

    def function(work: Work) -> Work:
        diagnostic = Diagnostic("X001", severity, Place(kind), "said")  # type: ignore[arg-type]
        return replace(
            work,
            outputs={**work.outputs, kind: Output(kind.encode())},
            diagnostics=(*work.diagnostics, diagnostic),
        )

    return Stage(kind, "", function, beside, (lambda: None) if apart else None)


# ------------------------------------------------------------------------------- running


@pytest.mark.parametrize("jobs", [1, 2, 8])
def test_what_is_made_does_not_depend_on_the_number_of_processes(jobs):
    stages = [
        adds("a", beside=False),
        adds("b"),
        adds("c", apart=True),
        adds("d", beside=False),
        adds("e", apart=True),
    ]
    done = build.run(work(), stages, jobs)
    assert [diagnostic.place.file for diagnostic in done.diagnostics] == ["a", "b", "c", "d", "e"]
    assert dict(done.outputs) == {kind: Output(kind.encode()) for kind in "abcde"}


@pytest.mark.parametrize("jobs", [1, 2])
def test_error_beside_stops_the_build(jobs):
    def fails(_: Work) -> Work:
        raise error("X009", Place("b"), "wrong")

    for ahead in (None, lambda: None):
        with pytest.raises(EmendataError, match="b: error X009: wrong"):
            build.run(work(), [Stage("b", "", fails, True, ahead), adds("c")], jobs)


@pytest.mark.parametrize("jobs", [1, 2])
def test_diagnostic_of_severity_error_stops_the_build(jobs):
    with pytest.raises(EmendataError, match="a: error X001: said"):
        build.run(work(), [adds("a", "error"), adds("b")], jobs)


def test_progress_is_told_of_every_stage():
    class Heard:
        def __init__(self) -> None:
            self.started_: list[str] = []
            self.finished_: list[str] = []

        def started(self, stage: str) -> None:
            self.started_.append(stage)

        def finished(self, stage: str, seconds: float) -> None:
            self.finished_.append(stage)

        def said(self, line: str) -> None:
            raise AssertionError(line)

    heard = Heard()
    build.run(work(), [adds("a"), adds("b", beside=False), adds("c", apart=True)], 2, heard)
    assert heard.started_ == ["a", "b", "c"]
    assert heard.finished_ == ["b", "c", "a"]  # a is waited for at the end


def test_stages_have_names_and_say_what_they_do():
    names = [stage.name for stage in STAGES]
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and len(name) < 12 for name in names)
    assert all(stage.what[0].isupper() and stage.what.endswith(".") for stage in STAGES)
    assert {stage.makes for stage in STAGES if stage.makes} == {"tei", "pdf", "epub"}


# ------------------------------------------------------------------------ what is loaded


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (["--version"], ["lxml", "weasyprint", "ebooklib", "rich", "yaml", "PIL"]),
        (["check", "my-edition"], ["weasyprint", "ebooklib", "rich", "pypandoc", "PIL"]),
        (["build", "my-edition", "--to", "tei"], ["weasyprint", "ebooklib", "rich", "pypandoc", "PIL"]),
        (["build", "my-edition", "--to", "epub", "--jobs", "1"], ["weasyprint", "rich", "pypandoc"]),
    ],
)
def test_a_command_loads_what_it_needs_and_no_more(tmp_path, arguments, absent):
    emendata("new", tmp_path / "my-edition")
    script = (
        "import sys\nfrom emendata.cli import main\n"
        "try:\n    main(sys.argv[1:])\nfinally:\n    print(*sys.modules, file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", script, *arguments]
    result = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=PATIENCE)
    assert result.returncode == 0, result.stderr
    loaded = set(result.stderr.split())
    assert "emendata.cli" in loaded
    assert not loaded & set(absent)


# ---------------------------------------------------------------------------- the books


@pytest.fixture(scope="module")
def three(tmp_path_factory) -> Iterator[list[dict[str, bytes]]]:
    """The specimen built three times, each time in other circumstances."""
    circumstances = [
        ({"TZ": "UTC", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "0"}, "2"),
        ({"TZ": "Asia/Tokyo", "LANG": "de_DE.UTF-8", "LC_ALL": "", "PYTHONHASHSEED": "1234"}, "1"),
        ({"TZ": "America/New_York", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "42"}, "3"),
    ]
    built = []
    for n, (env, jobs) in enumerate(circumstances):
        folder = tmp_path_factory.mktemp("house") / ("house" * (n + 1))
        shutil.copytree(SPECIMEN, folder / "manuscript" / "specimen")
        result = ran("build", "specimen", "--no-cache", "--jobs", jobs, cwd=folder, env=env)
        assert result.code == 0, result.err
        built.append(contents(folder / "dist" / "specimen"))
    yield built


def test_same_bytes_wherever_and_whenever(three):
    names = ["manifest.json", "specimen.epub", "specimen.onix.xml", "specimen.pdf", "specimen.tei.xml"]
    assert [sorted(files) for files in three] == [names] * 3
    for name in names:
        assert len({hashlib.sha256(files[name]).hexdigest() for files in three}) == 1, name


def test_manifest_says_what_was_made_from_what(three):
    files = three[0]
    said = json.loads(files["manifest.json"])
    assert said["work"] == "specimen"
    for name in ("edition.yaml", "source.txt", "corrections.yaml", "figures/stemma.svg", "figures/page.svg"):
        assert said["inputs"][name] == hashlib.sha256((SPECIMEN / name).read_bytes()).hexdigest()
    assert "styles/edition.css" in said["inputs"]
    for name in ("specimen.epub", "specimen.pdf", "specimen.tei.xml"):
        assert said["outputs"][name] == {
            "sha256": hashlib.sha256(files[name]).hexdigest(),
            "bytes": len(files[name]),
        }
    assert {"paragraphs", "notes", "emendations", "pages", "warnings", "queries"} <= set(said["counts"])
    assert min(said["counts"][what] for what in ("paragraphs", "notes", "emendations", "pages")) > 5
    assert {"emendata", "python", "weasyprint", "pango", "ebooklib"} <= set(said["versions"])
    assert b"/tmp" not in files["manifest.json"]


@pytest.mark.skipif(not ARTICLE.is_file(), reason=f"no {ARTICLE}")
def test_the_article_is_built_with_its_corrections(tmp_path):
    result = emendata("build", "graziosi-1995", "--source", ARTICLE, "--out", tmp_path / "books")
    assert result.code == 0, result.err
    counts = json.loads((tmp_path / "books" / "manifest.json").read_bytes())["counts"]
    assert (counts["paragraphs"], counts["notes"], counts["heads"], counts["figures"]) == (103, 91, 10, 2)
    assert counts["emendations"] >= 12


def test_the_article_without_its_text_says_what_to_put_where(tmp_path, monkeypatch):
    work = tmp_path / "graziosi-1995"
    shutil.copytree(REPOSITORY / "manuscript" / "graziosi-1995", work)
    (work / "source.txt").unlink(missing_ok=True)
    monkeypatch.chdir(tmp_path)
    result = emendata("build", "graziosi-1995")
    assert result.code == 1
    assert "source.txt" in result.err
    assert "--source" in result.err
    assert "289fe985379a6826cdb4586decf34a7d8d7f054d9dc248bb749678c01245f9b4" in result.err


def test_a_second_build_with_fewer_outputs_leaves_no_old_book(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    emendata("new", "my-edition")
    assert emendata("build", "my-edition", "--to", "tei,epub").code == 0
    assert emendata("build", "my-edition", "--to", "tei").code == 0
    assert sorted(contents(Path("dist/my-edition"))) == ["manifest.json", "my-edition.tei.xml"]


# ------------------------------------------------------------------- where things are


def test_books_of_a_repository_go_beside_its_manuscripts(tmp_path, monkeypatch):
    emendata("new", tmp_path / "house" / "manuscript" / "essay")
    (tmp_path / "house" / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "house" / "deep" / "er")
    assert emendata("build", "essay", "--to", "tei", "-q").code == 0
    assert (tmp_path / "house" / "dist" / "essay" / "essay.tei.xml").is_file()


def test_bare_file_goes_into_dist_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "on errors.txt").write_text("ON ERRORS\n\nA paragraph.\n")
    assert emendata("build", "papers/on errors.txt", "--to", "tei", "-q").code == 0
    assert (tmp_path / "dist" / "on errors" / "on errors.tei.xml").is_file()


def test_settings_file_stands_for_its_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    emendata("new", "my-edition")
    assert emendata("build", "my-edition/edition.yaml", "--to", "tei", "-q").code == 0
    assert (tmp_path / "dist" / "my-edition" / "my-edition.tei.xml").is_file()


def test_specimen_is_found_from_anywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert emendata("build", "specimen", "--to", "tei", "--out", "books", "-q").code == 0
    assert (tmp_path / "books" / "specimen.tei.xml").is_file()


def test_own_style_sheet_is_an_input(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    emendata("new", "my-edition")
    (tmp_path / "my-edition" / "epub.css").write_text("p { color: inherit }\n")
    assert emendata("build", "my-edition", "--to", "epub", "-q").code == 0
    assert "epub.css" in json.loads(Path("dist/my-edition/manifest.json").read_bytes())["inputs"]


def test_top_level_of_the_repository():
    assert sorted(path.name for path in REPOSITORY.iterdir() if not path.name.startswith(".")) == [
        "LICENSE",
        "Makefile",
        "README.md",
        "dist",
        "docs",
        "manuscript",
        "pipeline",
        "pyproject.toml",
        "styles",
        "tests",
    ]
