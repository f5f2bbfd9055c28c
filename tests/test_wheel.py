"""The wheel works where there is no repository: styles, scaffold and specimen are in it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.command import REPOSITORY, contents
from tests.effort import PATIENCE


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A folder with the package as pip would install it."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # -P and PYTHONPATH put the wheel before the editable install; the printed path proves it.
    script = "import sys, emendata; print(emendata.__file__); from emendata.cli import main; main()"
    env = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-P", "-c", script, *arguments]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=PATIENCE)


def test_what_is_in_it(installed):
    files = {path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()}
    package = {path for path in files if path.startswith("emendata/")}
    assert {
        "emendata/styles/edition.css",
        "emendata/styles/print.css",
        "emendata/styles/epub.css",
        "emendata/styles/plain/style.yaml",
        "emendata/scaffold/source.txt",
        "emendata/manuscript/specimen/edition.yaml",
        "emendata/manuscript/specimen-facing/translation.md",
    } <= package
    assert not [path for path in files if "graziosi" in path or "tests" in path]
    assert {path.split("/")[0] for path in files} == {"emendata", "emendata-0.1.0.dist-info"}


def test_bare_file_far_from_the_repository(installed, tmp_path):
    (tmp_path / "article.txt").write_text("ON ERRORS\n\nA paragraph.¹\n\n¹ A note.\n", "utf-8")
    result = run(installed, tmp_path, "build", "article.txt", "--out", "books", "--to", "tei,pdf,epub")
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(f"{installed}/emendata/__init__.py\n")
    assert sorted(contents(tmp_path / "books")) == [
        "article.epub",
        "article.onix.xml",
        "article.pdf",
        "article.tei.xml",
        "manifest.json",
    ]


def test_new_edition_and_specimen(installed, tmp_path):
    assert run(installed, tmp_path, "new", "my-edition").returncode == 0
    works = ["my-edition", "specimen", "specimen-facing"]
    for work in works:
        result = run(installed, tmp_path, "build", work, "--to", "tei", "-q")
        assert result.returncode == 0, result.stderr
    assert sorted(path.name for path in (tmp_path / "dist").iterdir()) == works
