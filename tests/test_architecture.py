"""What docs/architecture.md says of the whole holds in the code (see also test_stage_imports.py)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command import REPOSITORY

PACKAGE = REPOSITORY / "pipeline" / "emendata"
STAGES = ("acquire", "edit", "publish")
MODULES = sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """The modules that a module imports, wherever in it, by their full names."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def named(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


WORLD = {"time", "random", "secrets", "socket", "locale", "getpass", "tempfile"}
"""Where clock, chance, network and circumstances come from."""
ASKED = {"now", "today", "utcnow", "urlopen", "uuid4", "environ", "getenv", "getcwd"}


PURE = [
    path
    for path in MODULES
    if named(path).split("/")[0] in (*STAGES, "document")
    and named(path) != "acquire/pandoc/run.py"  # pandoc is a process of its own
]


@pytest.mark.parametrize("path", PURE, ids=named)
def test_stages_ask_nothing_of_the_world(path):
    assert not WORLD & set(imports(path))
    tree = ast.parse(path.read_text("utf-8"))
    assert not ASKED & {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_every_module_says_what_it_does_and_swallows_nothing(path):
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree) or not tree.body
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            names = {kind.id for kind in kinds if isinstance(kind, ast.Name)}
            assert node.type is not None, f"{named(path)}:{node.lineno}: bare except"
            assert not names & {"Exception", "BaseException"}, f"{named(path)}:{node.lineno}"
