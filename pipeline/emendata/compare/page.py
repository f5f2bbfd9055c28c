"""Show what has changed between two builds side by side: `Changes` go in, one page of HTML comes out.

What it looks like says ``styles/diff.css``, which is put into the page, so that it can be sent to somebody.
"""

from __future__ import annotations

from collections.abc import Sequence

from emendata.compare.changes import Change, Changes, Move
from emendata.compare.told import around, cause, place, sections
from emendata.publish.xhtml import Element, child, document, element

_NOTHING = "–"
_HEADS = ("place", "before", "after", "by")


def page(changes: Changes, old: str, new: str, lang: str, css: str) -> bytes:
    """The page; `old` and `new` are what the builds are called."""
    title = f"{changes.title}: changes"
    body = element("body")
    child(body, "h1", text=changes.title)
    child(body, "p", {"class": "builds"}, f"From {old} to {new}")
    if not changes:
        child(body, "p", text="Nothing has changed.")
    if changes.text:
        _text(body, changes, lang or "und")
    if changes.corrections:
        child(body, "h2", text="Corrections")
        entries = child(body, "ul")
        for state, name in changes.corrections:
            item = child(entries, "li", {"class": state})
            child(item, "span", {"class": "state"}, state).tail = f" {name}"
    for head, moves in sections(changes):
        if moves:
            _moves(body, head, moves)
    if changes.pages:
        child(body, "p", {"class": "pages"}, f"Pages: {changes.pages[0]} before, {changes.pages[1]} after.")
    head_parts = [element("title", text=title), element("style", text=css)]
    return document(head_parts, body, "en")


def _text(body: Element, changes: Changes, lang: str) -> None:
    child(
        body, "h2", text=f"Text: {len(changes.text)} " + ("change" if len(changes.text) == 1 else "changes")
    )
    rows = _table(body, _HEADS)
    for change in changes.text:
        row = child(rows, "tr")
        child(row, "th", {"scope": "row"}, place(change))
        _side(row, change, change.old, "del", lang)
        _side(row, change, change.new, "ins", lang)
        child(row, "td", {"class": "cause"}, cause(change))


def _side(row: Element, change: Change, words: str, name: str, lang: str) -> None:
    cell = child(row, "td", {"class": "text", "lang": lang})
    cell.text, tail = around(change, words)
    # never an empty element: as HTML it would have no end
    child(cell, name, text=words or _NOTHING).tail = tail


def _moves(body: Element, head: str, moves: Sequence[Move]) -> None:
    child(body, "h2", text=head)
    rows = _table(body, _HEADS[:3])
    for move in moves:
        row = child(rows, "tr")
        child(row, "th", {"scope": "row"}, move.what)
        child(row, "td", {}, move.old or _NOTHING)
        child(row, "td", {}, move.new or _NOTHING)


def _table(body: Element, heads: tuple[str, ...]) -> Element:
    table = child(body, "table")
    row = child(child(table, "thead"), "tr")
    for head in heads:
        child(row, "th", {"scope": "col"}, head)
    return child(table, "tbody")
