"""Turn pandoc's tables into the Document's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

from emendata.acquire.pandoc.ast import Node, Nodes
from emendata.acquire.pandoc.state import Context, Reading
from emendata.document.model import Blocks, Cell, Inlines, Row, Table

ReadBlocks: TypeAlias = Callable[[Nodes, Reading, Context], Blocks]

_ALIGN = {"AlignLeft": "left", "AlignCenter": "centre", "AlignRight": "right", "AlignDefault": ""}


def table(node: Node, words: Inlines, reading: Reading, context: Context, read: ReadBlocks) -> Table:
    """The table with `words` for its caption; `read` reads the blocks of a cell."""
    _, _, columns, head, bodies, foot = node["c"]
    grid = _Grid(
        [_ALIGN[column[0]["t"]] for column in columns], reading, replace(context, rend="", narrow=True), read
    )
    rows = [grid.row(raw, head_columns=0, role="label") for raw in head[1]]
    grid.close()
    for _, head_columns, headings, raws in bodies:
        rows += [grid.row(raw, head_columns=0, role="label") for raw in headings]
        rows += [grid.row(raw, head_columns=head_columns, role="data") for raw in raws]
        grid.close()
    rows += [grid.row(raw, head_columns=0, role="data") for raw in foot[1]]
    return Table(tuple(row for row in rows if row.cells), words)


class _Grid:
    """The rows one after the other, with the columns that cells of rows above still fill."""

    def __init__(self, align: list[str], reading: Reading, context: Context, read: ReadBlocks) -> None:
        self._align = align
        self._reading = reading
        self._context = context.deeper()
        self._read = read
        self._filled: dict[int, int] = {}
        """Rows that each column is still filled for."""

    def close(self) -> None:
        """A cell does not reach into the next part of the table."""
        self._filled.clear()

    def row(self, raw: Any, head_columns: int, role: str) -> Row:
        """The next row."""
        cells = []
        column = 0
        filled, self._filled = self._filled, {c: n - 1 for c, n in self._filled.items() if n > 1}
        for _, align, rows, cols, contents in raw[1]:
            while filled.get(column):
                column += 1
            default = self._align[column] if column < len(self._align) else ""
            cells.append(
                Cell(
                    self._read(contents, self._reading, self._context),
                    role="label" if role == "label" or column < head_columns else "data",
                    cols=cols,
                    rows=rows,
                    align=_ALIGN[align["t"]] or default,
                )
            )
            if rows > 1:
                self._filled.update(dict.fromkeys(range(column, column + cols), rows - 1))
            column += cols
        empty_heading = role == "label" and not any(cell.blocks for cell in cells)
        return Row(() if empty_heading else tuple(cells), role)
