"""Every house style makes books of a critical text with a translation, and of its own kind."""

from __future__ import annotations

import shutil

import pytest

from tests.checkers import text
from tests.command import REPOSITORY, emendata

STYLES = sorted(path.parent.name for path in (REPOSITORY / "styles").glob("*/style.yaml"))


@pytest.fixture(scope="module", params=STYLES)
def built(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("styles") / request.param
    shutil.copytree(REPOSITORY / "manuscript" / "specimen-facing", folder)
    settings = folder / "edition.yaml"
    said = settings.read_text("utf-8")
    assert "\nstyle: bude\n" in said
    settings.write_text(said.replace("\nstyle: bude\n", f"\nstyle: {request.param}\n"), "utf-8")
    result = emendata("build", folder, "--out", folder / "dist", "--quiet")
    assert result.code == 0, result.err
    return folder


def test_builds_without_complaint(built):
    result = emendata("check", built)
    assert " error " not in result.err and " warning " not in result.err, result.err


def test_everything_is_on_the_pages(built):
    said = " ".join(text(built / "dist" / f"{built.name}.pdf").split())
    for words in ("De mendis librariorum", "Rogas me", "You ask me", "Florilegium Nusquamense", "12, 5"):
        assert words in said, words


@pytest.mark.parametrize(("style", "word"), [("oxford", "om."), ("bude", "omis")])
def test_the_words_of_the_apparatus_are_those_of_the_house(built, style, word):
    if built.name == style:
        assert word in text(built / "dist" / f"{built.name}.pdf")
