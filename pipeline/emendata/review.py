"""Walk through the open queries with an editor: a `Desk` and answers go in, what to show comes out.

Answers are lines, from a terminal or from a pipe; where they end, the walk ends. Each decision is on disk
before the next query is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from emendata.diagnostics import Diagnostic, EmendataError
from emendata.edit.context import write
from emendata.revise import Desk, Written

_AROUND = 40
"""Tokens of the text on each side that are shown."""


@dataclass(slots=True)
class Walk:
    """What came of a review."""

    accepted: int = 0
    settled: int = 0
    passed: int = 0


def review(
    desk: Desk,
    ask: Callable[[str], str | None],
    say: Callable[[str], None],
    *,
    why: str = "",
    by: str = "",
) -> Walk:
    """Show one query after the other; `ask` gives the answer to a question, None at the end."""
    walk, seen = Walk(), set[str]()
    while query := next((q for q in desk.queries if q.id and q.id not in seen), None):
        seen.add(query.id)
        left = sum(q.id not in seen for q in desk.queries if q.id)
        say(_shown(desk, query, left))
        if not _answered(desk, query, ask, say, walk, why, by):
            break
    return walk


def _answered(
    desk: Desk,
    query: Diagnostic,
    ask: Callable[[str], str | None],
    say: Callable[[str], None],
    walk: Walk,
    why: str,
    by: str,
) -> bool:
    """Whether the walk goes on."""
    offers = query.read is not None
    question = ("[a]ccept, " if offers else "") + "[r]ead something else, [s]ettle as it is, [n]ext, [q]uit: "
    while (answer := ask(question)) is not None:
        try:
            match answer.strip().lower()[:1]:
                case "a" if offers:
                    _tell(say, desk.accept([query], why=why, by=by))
                    walk.accepted += 1
                    return True
                case "r":
                    if (read := ask("read: ")) is None:
                        return False
                    _tell(say, desk.accept([query], why=why, by=by, read=read))
                    walk.accepted += 1
                    return True
                case "s":
                    _tell(say, desk.settle([query], because=ask("because: ") or "", by=by))
                    walk.settled += 1
                    return True
                case "n" | "":
                    walk.passed += 1
                    return True
                case "q":
                    return False
                case _:
                    say(f"    `{answer.strip()}` is no answer here")
        except EmendataError as trouble:
            say(f"    {trouble}")
    return False


def _tell(say: Callable[[str], None], written: list[Written]) -> None:
    for one in written:
        say(f"    {one.file}: {one.entry}")


def _shown(desk: Desk, query: Diagnostic, left: int) -> str:
    more = f"{left} more" if left else "the last"
    lines = [f"\n{query.id} {query.code} {query.place} ({more})", f"    {query.message}"]
    if query.context:
        lines.append(f"    {_around(desk, query)}")
    if query.hint:
        lines.append(f"    {query.hint}")
    return "\n".join(lines)


def _around(desk: Desk, query: Diagnostic) -> str:
    try:
        return write(desk.reading.text, desk.place(query), _AROUND)
    except EmendataError:
        return query.context
