"""The guide from witnesses to both books does what it says.

The word after the language of a block of code says what is to be done with it: a path, to write it there; ``change``
or ``add`` and a path, to edit it as an editor would; ``in``, ``page of``, ``text of`` or ``output``, to find it there.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests import checkers
from tests.command import REPOSITORY, emendata

GUIDE = (REPOSITORY / "docs" / "witnesses.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)(?: ([^\n]+))?\n(.*?)^```$", GUIDE, re.M | re.S)


def words(text: str) -> str:
    return " ".join(re.sub(r"\u00ad\s*", "", text).replace("|", " ").split())


def entries(text: str) -> list[str]:
    """The entries of an apparatus.yaml, each with its place and lemma first."""
    return re.findall(r"^- .*?(?=^- |\Z)", text, re.M | re.S)


def changed(text: str, new: str) -> str:
    """With this entry in the place of the one that it is about; the sum of the collation stays."""
    about = "".join(new.splitlines(True)[:2])
    (old,) = [entry for entry in entries(text) if entry.startswith(about)]
    (collated,) = re.findall(r"^  collated:.*\n", old, re.M)
    return text.replace(old, new + collated)


def page(path: Path) -> str:
    command = [checkers.program("pdftotext"), "-layout", "-enc", "UTF-8", str(path), "-"]
    return words(subprocess.run(command, capture_output=True, check=True).stdout.decode())


def text(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml")]
    return words(re.sub(r"<[^>]*>", "", " ".join(parts)))


def test_the_guide_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = ""
    for language, what, block in BLOCKS:
        verb, _, name = what.rpartition(" ")
        path = tmp_path / name
        if language == "sh":
            for line in block.splitlines():
                ran = emendata(*shlex.split(line)[1:])
                assert ran.code == 0, f"{line}\n{ran.err}"
                said = ran.out + ran.err
        elif what == "output":
            assert block.strip() in said
        elif not verb:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block, "utf-8")
        elif verb == "change":
            path.write_text(changed(path.read_text("utf-8"), block), "utf-8")
        elif verb == "add":
            path.write_text(path.read_text("utf-8") + block, "utf-8")
        elif verb == "in":
            for entry in entries(block):
                assert entry in path.read_text("utf-8")
        else:
            there = {"page of": page, "text of": text}[verb](path)
            for line in block.splitlines():
                assert words(line) in there
    assert {"sh", "yaml", "text"} == {language for language, _, _ in BLOCKS}
