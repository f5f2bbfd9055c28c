"""Say what has changed between two builds: `Changes` go in, lines of text or an object for JSON come out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from emendata.compare.changes import Change, Changes, Move, Spot


def text(changes: Changes, old: str, new: str) -> str:
    """All changes in sections, each with its places."""
    parts = [f"{changes.title or new}: from {old} to {new}"]
    if not changes:
        return parts[0] + "\n\nNothing has changed.\n"
    parts += _section("Text", [line for change in changes.text for line in _change(change)])
    parts += _section("Corrections", [f"{state}: {name}" for state, name in changes.corrections])
    for title, moves in sections(changes):
        parts += _section(title, [_move(move) for move in moves])
    if changes.pages and changes.pages[0] != changes.pages[1]:
        parts += _section("Pages", [f"{changes.pages[0]} → {changes.pages[1]}"])
    return "\n".join(parts) + "\n"


def sections(changes: Changes) -> tuple[tuple[str, Sequence[Move]], ...]:
    """What moved, by kind."""
    return (
        ("Apparatus", changes.apparatus),
        ("Notes", changes.notes),
        ("Contents, index and references", changes.references),
        ("Lines", changes.lines),
    )


def place(change: Change) -> str:
    """Where a change is, in the older build and, if that is elsewhere, in the newer."""
    old, new = _where(change.where, change.spot), _where(change.now_where, change.now)
    return old if old == new or not new else f"{old} → {new}"


def _where(passage: str, spot: Spot | None) -> str:
    if spot and passage == f"note {spot.note}":
        return str(spot)  # which names the note
    return ", ".join(filter(None, (passage, str(spot or ""))))


def cause(change: Change) -> str:
    """What made a change."""
    return "; ".join(change.causes) or "the source"


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", title, *(f"  {line}" for line in lines)] if lines else []


def _change(change: Change) -> Iterator[str]:
    yield place(change)
    yield f"  - {_in_context(change, change.old)}"
    yield f"  + {_in_context(change, change.new)}"
    yield f"  by: {cause(change)}"


def _in_context(change: Change, words: str) -> str:
    before, after = around(change, words)
    return f"{before}‹{words}›{after}"


CLOSE, _OPEN = tuple(".,;:!?)]}”’»…"), tuple("([{“‘«")
"""Signs that stand close to what is before them, and to what is behind them."""


def around(change: Change, words: str) -> tuple[str, str]:
    """What stands before and after the words of a change, with the spaces that are wanted between."""
    before, after = change.before, change.after
    if before and not words.startswith(CLOSE) and not before.endswith(_OPEN):
        before += " "
    if after and not after.startswith(CLOSE) and not words.endswith(_OPEN):
        after = f" {after}"
    return before, after


def _move(move: Move) -> str:
    if not move.old:
        return f"{move.what}: new, {move.new}"
    if not move.new:
        return f"{move.what}: gone, was {move.old}"
    return f"{move.what}: {move.old} → {move.new}" if move.what != "lines" else f"{move.old} → {move.new}"


def data(changes: Changes) -> dict[str, Any]:
    """The same for a program."""
    return {one.name: _plain(getattr(changes, one.name)) for one in fields(changes)}


def _plain(value: Any) -> Any:
    if isinstance(value, Change | Move | Spot):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [_plain(member) for member in value]
    return value
