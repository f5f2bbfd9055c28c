"""What the documentation takes from the code: ``python -m tests.docs`` writes it, a test finds it stale.

In a Markdown file a generated part stands between ``<!-- generated: NAME -->`` and ``<!-- end -->``.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator

from emendata.cli import cli
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
    parts = []
    for name in ("", *sorted(cli.commands)):
        words = [name] if name else []
        parts.append(f"```\n$ emendata {' '.join([*words, '--help'])}\n{emendata(*words, '--help').out}```\n")
    return "\n".join(parts)


def diagnostics() -> str:
    """Every diagnostic in the code: code, severity, message with … for what varies, and where it is made."""
    found: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for path in sorted(_PACKAGE.rglob("*.py")):
        for code, severity, message in _diagnostics(ast.parse(path.read_text("utf-8"))):
            found[code, severity][message] = None
    rows = ["| code | severity | message |", "|---|---|---|"]
    for (code, severity), messages in sorted(found.items()):
        text = " · ".join(messages).replace("|", "\\|")
        rows.append(f"| {code} | {severity} | {text} |")
    return "\n".join(rows) + "\n"


def _diagnostics(tree: ast.AST) -> Iterator[tuple[str, str, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        code = _template(node.args[0])
        if re.fullmatch(r"[A-Z]\d{3}", code) or re.fullmatch(r"…\d{3}", code):
            texts = [_template(argument) for argument in node.args[1:]]
            severity = next((text for text in texts if text in ("error", "warning", "query")), "error")
            said = [text for text in texts if text not in ("error", "warning", "query", "") and " " in text]
            yield code, severity, said[0] if said else ""


def _template(node: ast.expr) -> str:
    """The text of a literal, with … where a value goes in."""
    match node:
        case ast.Constant(str(text)):
            return text
        case ast.JoinedStr(values):
            return "".join(_template(value) for value in values)
        case ast.FormattedValue():
            return "…"
        case ast.BinOp(left, ast.Add(), right):
            return _template(left) + _template(right)
        case ast.IfExp(body=body):
            return _template(body)
        case _:
            return ""


PARTS: dict[str, Callable[[], str]] = {
    "stages": stages,
    "commands": commands,
    "diagnostics": diagnostics,
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
