"""Documentation is what the code does: generated parts are fresh, examples run, links lead somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.command import ARTICLE, REPOSITORY, emendata
from tests.docs import DOCS, fresh

README = (REPOSITORY / "README.md").read_text("utf-8")


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_generated_parts_are_fresh(path):
    text = path.read_text("utf-8")
    assert fresh(text) == text, "python -m tests.docs writes them anew"


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target


def commands() -> list[str]:
    """The commands of the README, without what a comment says about them."""
    blocks = re.findall(r"```sh\n(.*?)```", README, re.S)
    return [line.partition("  #")[0].strip() for block in blocks for line in block.splitlines()]


def test_commands_of_the_readme_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("article.txt").write_text("ON ERRORS\n\nANN EXAMPLE\n\nA paragraph.¹\n\n¹ A note.\n", "utf-8")
    for command in commands():
        program, *arguments = shlex.split(command)
        if program == "make":
            assert re.search(rf"^{arguments[0]}:", (REPOSITORY / "Makefile").read_text(), re.M), command
        elif "graziosi-1995" in arguments and not ARTICLE.is_file():
            continue
        else:
            arguments = [str(ARTICLE) if "corpora" in argument else argument for argument in arguments]
            result = emendata(*arguments)
            assert result.code == 0, f"{command}\n{result.err}"


def test_correction_of_the_readme_is_that_of_a_new_edition(tmp_path):
    emendata("new", tmp_path / "edition")
    shown = re.search(r"```yaml\n(.*?)```", README, re.S)
    assert shown is not None
    said = (tmp_path / "edition" / "corrections.yaml").read_text("utf-8")
    assert shown[1] in re.sub(r" #.*", "", said)


def test_every_diagnostic_that_is_raised_has_a_code_of_its_letter():
    text = (REPOSITORY / "docs" / "diagnostics.md").read_text("utf-8")
    letters = set(re.findall(r"^\| ([A-Z])\d\d\d ", text, re.M))
    assert letters == set(re.findall(r"^\| ([A-Z]) \|", text, re.M))
