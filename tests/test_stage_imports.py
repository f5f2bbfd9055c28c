"""The parts of the pipeline know the Document and not each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import emendata

PACKAGE = Path(emendata.__file__).parent
STAGES = ("acquire", "edit", "publish")
OUTSIDE = ("build", "cli", "config", "manifest", "output", "parallel", "stages", "target", "terminal")
"""Modules that deal with the world outside or with all stages; no stage may reach for them."""


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything that a file imports, wherever in the file it does."""
    inside = path.relative_to(PACKAGE.parent).with_suffix("").parts
    package = inside[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def crossings(part: str, forbidden: tuple[str, ...]) -> list[str]:
    """Each import of something forbidden in a part of the package, with its place."""
    return [
        f"{path.relative_to(PACKAGE)}:{line}: {name}"
        for path in sorted((PACKAGE / part).rglob("*.py"))
        for line, name in imports(path)
        if any(f"{name}.".startswith(f"emendata.{other}.") for other in forbidden)
    ]


@pytest.mark.parametrize("part", STAGES)
def test_stages_do_not_import_each_other(part: str):
    others = tuple(other for other in STAGES if other != part)
    assert crossings(part, (*others, *OUTSIDE)) == []


def test_the_document_imports_no_stage():
    assert crossings("document", (*STAGES, *OUTSIDE, "settings", "sources", "yamltext")) == []


def test_imports_are_found_in_every_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(f"{__name__}.PACKAGE", tmp_path / "emendata")
    (tmp_path / "emendata" / "edit").mkdir(parents=True)
    (tmp_path / "emendata" / "edit" / "bad.py").write_text(
        "import emendata.publish.epub\n"
        "from emendata import acquire\n"
        "from ..publish import pages\n"
        "from . import near\n"
        "def later():\n    from emendata.publish.epub import render\n"
    )
    assert crossings("edit", ("acquire", "publish")) == [
        "edit/bad.py:1: emendata.publish.epub",
        "edit/bad.py:2: emendata.acquire",
        "edit/bad.py:3: emendata.publish.pages",
        "edit/bad.py:6: emendata.publish.epub.render",
    ]
