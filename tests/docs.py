"""What the documentation takes from the code: ``python -m tests.docs`` writes it, a test finds it stale.

In a Markdown file a generated part stands between ``<!-- generated: NAME -->`` and ``<!-- end -->``.
"""

from __future__ import annotations

import ast
import importlib
import os
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

import yaml

from emendata.cli import cli
from emendata.edit.check import CHECKS
from emendata.publish import series
from emendata.publish.critical import words
from emendata.publish.epub.letters import COMMON
from emendata.stages import STAGES
from tests.command import REPOSITORY, emendata

DOCS = (REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md")))
_PACKAGE = REPOSITORY / "pipeline" / "emendata"
_PART = re.compile(r"(<!-- generated: ([a-z-]+) -->\n).*?(<!-- end -->)", re.S)


def stages() -> str:
    """The steps of a build."""
    rows = ["| stage | what it does | makes |", "|---|---|---|"]
    for stage in STAGES:
        name = f"`{stage.name}`" + (" ∥" if stage.beside else "")
        rows.append(f"| {name} | {stage.what} | {stage.makes and f'`{stage.makes}`'} |")
    return "\n".join(rows) + "\n"


def commands() -> str:
    """The help of every command."""
    os.environ["COLUMNS"] = "80"  # whatever terminal this runs in
    parts = []
    for name in ("", *sorted(cli.commands)):
        words = [name] if name else []
        parts.append(f"```\n$ emendata {' '.join([*words, '--help'])}\n{emendata(*words, '--help').out}```\n")
    return "\n".join(parts)


def diagnostics() -> str:
    """Every diagnostic that the code can make, with … for what varies in its message."""
    found: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    listed: dict[str, str] = {}
    for path in sorted(_PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        listed |= _listed(tree)
        for made in _diagnostics(tree):
            code = made.code.replace("C001", "S001") if path.stem == "settled" else made.code
            if path.parent.name == "apparatus":  # a list of its own, with the same rules
                code = code.replace("C", "X")
            found[code, made.severity][made.message] = None
    for code in listed.keys() - {code for code, _ in found}:
        found[code, "error"][""] = None
    for (code, _), messages in found.items():
        if not any(messages):  # made of parts
            messages[listed.get(code, "")] = None
    rows = ["| code | severity | message |", "|---|---|---|"]
    for (code, severity), messages in sorted(found.items()):
        text = " · ".join(sorted(filter(None, messages))).replace("|", "\\|").replace("<", "&lt;")
        rows.append(f"| {code} | {severity} | {text} |")
    return "\n".join(rows) + "\n"


def styles() -> str:
    """Every house style."""
    rows = ["| style | |", "|---|---|"]
    for path in sorted((REPOSITORY / "styles").glob("*/style.yaml")):
        rows.append(f"| `{path.parent.name}` | {' '.join(yaml.safe_load(path.read_text('utf-8'))['about'].split())} |")
    return "\n".join(rows) + "\n"


def letters() -> str:
    """The characters that reading systems are taken to have fonts for."""
    rows = ["| characters | code points |", "|---|---|"]
    for what, characters in COMMON:
        ranges = re.findall(r"(.)-(.)|(.)", characters)
        points = ("–".join(f"{ord(one):04X}" for one in found if one) for found in ranges)
        rows.append(f"| {what} | {', '.join(points)} |")
    return "\n".join(rows) + "\n"


def checks() -> str:
    """Every kind of query."""
    rows = ["| code | what it finds |", "|---|---|"]
    rows += [f"| {check.code} | {check.what} |" for check in CHECKS]
    return "\n".join(rows) + "\n"


def _listed(tree: ast.Module) -> dict[str, str]:
    """What the docstring of a module says that its codes mean."""
    text = " ".join((ast.get_docstring(tree) or "").split())
    said = re.search(r"Codes?: (.*)", text)
    return dict(re.findall(r"([A-Z]\d{3}) (.+?)(?=,? (?:[A-Z]\d{3}) |[.;]|$)", said[1])) if said else {}


class _Made(NamedTuple):
    code: str
    severity: str
    message: str


_MAKERS = {
    "error": "error", "_error": "error", "problem": "error", "_problem": "error", "lost": "warning", "say": "warning",
    "refuse": "error", "doubt": "warning",
}  # fmt: skip
"""Functions that are given a code and a message, and how bad is what they report."""


def _diagnostics(tree: ast.Module) -> Iterator[_Made]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.Module):
            calls = [node for node in _own(function) if isinstance(node, ast.Call) and node.args]
            named = [
                (node.lineno, target.id, node.value)
                for node in _own(function)
                if isinstance(node, ast.Assign)
                for target in node.targets
                if isinstance(target, ast.Name)
            ]
            for call in calls:
                said = {name: value for line, name, value in sorted(named, key=_line) if line < call.lineno}
                yield from _made(call, said)


def _line(named: tuple[int, str, ast.expr]) -> int:
    return named[0]


def _own(function: ast.AST) -> Iterator[ast.AST]:
    """What stands in a function, without the functions in it."""
    for node in ast.iter_child_nodes(function):
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node
            yield from _own(node)
        elif isinstance(node, ast.ClassDef):
            yield from _own(node)


def _made(call: ast.Call, said: dict[str, ast.expr]) -> Iterator[_Made]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name == "trouble" and len(call.args) > 2 and isinstance(number := call.args[1], ast.Constant):
        yield _Made(f"C{number.value:03}", "error", _text(call.args[2], said))
    if name == "_tell" and len(call.args) > 2 and (told := _code(call.args[1])):
        yield _Made(told, "warning", _text(call.args[2], said))
    code = _code(call.args[0])
    if not code:
        return
    texts = [_text(argument, said) for argument in call.args[1:]]
    if name == "Check" and isinstance(call.args[1], ast.Attribute):
        module = importlib.import_module(f"emendata.edit.check.{call.args[1].value.id}")  # type: ignore[attr-defined]
        what = str(getattr(module, call.args[1].attr).__doc__).split(".\n")[0].rstrip(".")
        yield _Made(code, "query", what)
    elif name == "Diagnostic":
        yield _Made(code, _severity(texts[0]), texts[2])
    elif name in _MAKERS:
        # between code and message may stand a place, which is no text
        yield _Made(code, _MAKERS[name], next((text for text in texts if text), ""))


def _severity(text: str) -> str:
    """The worst that it can be, where it depends."""
    return next((one for one in ("error", "warning", "query") if one in text), "error")


def _code(node: ast.expr) -> str:
    match node:
        case ast.Constant(str(text)) if re.fullmatch(r"[A-Z]\d{3}", text):
            return text
        case ast.Constant(int(number)) if 900 <= number < 1000:
            return f"E{number}"
        case ast.Constant(1):  # only corrections have rules of their own beside those of all YAML
            return "C001"
        case ast.JoinedStr([ast.FormattedValue(), ast.Constant(str(text))]) if re.fullmatch(r"\d{3}", text):
            return f"E{text}"
        case _:
            return ""


def _text(node: ast.expr, said: dict[str, ast.expr]) -> str:
    """The text of a literal or of a name for one, with … where a value goes in."""
    match node:
        case ast.Constant(str(text)):
            return text
        case ast.JoinedStr(values):
            return "".join("…" if isinstance(v, ast.FormattedValue) else _text(v, said) for v in values)
        case ast.BinOp(left, ast.Add(), right):
            return _text(left, said) + _text(right, said)
        case ast.IfExp(_, body, orelse):
            return " · ".join(filter(None, (_text(body, said), _text(orelse, said))))
        case ast.Name(name) if name in said:
            return _text(said[name], {})
        case _:
            return ""


PARTS: dict[str, Callable[[], str]] = {
    "apparatus-words": words.table,
    "letters": letters,
    "stages": stages,
    "styles": styles,
    "commands": commands,
    "diagnostics": diagnostics,
    "checks": checks,
    "series": series.table,
}


def fresh(text: str) -> str:
    """The text of a document with its generated parts made anew."""
    return _PART.sub(lambda part: part[1] + PARTS[part[2]]() + part[3], text)


def main() -> None:
    """Write what is stale."""
    for path in DOCS:
        text = path.read_text("utf-8")
        if fresh(text) != text:
            path.write_text(fresh(text), "utf-8")
            print(path.relative_to(REPOSITORY), file=sys.stderr)


if __name__ == "__main__":
    main()
