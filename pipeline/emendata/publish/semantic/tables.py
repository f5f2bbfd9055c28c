"""Lay the rows of a table out on a grid that has no holes and no overlaps, as HTML demands."""

from __future__ import annotations

from dataclasses import dataclass, replace

from emendata.document.model import Cell, Row, Table


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell with the spans it can really have."""

    cell: Cell | None
    """None fills a hole."""
    cols: int
    rows: int


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together: a table's head, or its body."""

    heading: bool
    rows: tuple[tuple[Placed, ...], ...]


def groups(table: Table) -> tuple[Group, ...]:
    """The rows of headings at the top of the table, and the others; each row with all its columns."""
    rows = tuple(row for row in table.rows if row.cells)
    headings = 0
    while headings < len(rows) and rows[headings].role == "label":
        headings += 1
    if headings == len(rows):  # a table of headings only would have no body
        headings = 0
    parts = [(True, rows[:headings]), (False, rows[headings:])]
    grids = [(heading, _grid(part)) for heading, part in parts if part]
    width = max((grid.width for _, grid in grids), default=0)
    for _, grid in grids:
        grid.fill(width)
    # A column in which no cell begins is none: the cells across it are narrower than they said.
    columns = {col for _, grid in grids for row in grid.rows for col in row}
    return tuple(Group(heading, grid.with_columns(columns)) for heading, grid in grids)


@dataclass(slots=True)
class _Grid:
    rows: list[dict[int, Placed]]
    taken: list[set[int]]
    width: int

    def fill(self, width: int) -> None:
        """Put an empty cell into every hole."""
        for row, taken in zip(self.rows, self.taken, strict=True):
            for col in range(width):
                if col not in taken:
                    row[col] = Placed(None, 1, 1)

    def with_columns(self, columns: set[int]) -> tuple[tuple[Placed, ...], ...]:
        """The rows, in order, with the spans that are left if there are only these columns."""
        return tuple(
            tuple(
                replace(row[col], cols=sum(c in columns for c in range(col, col + row[col].cols)))
                for col in sorted(row)
            )
            for row in self.rows
        )


def _grid(rows: tuple[Row, ...]) -> _Grid:
    placed: list[dict[int, Placed]] = [{} for _ in rows]
    taken: list[set[int]] = [set() for _ in rows]
    for at, row in enumerate(rows):
        col = 0
        for cell in row.cells:
            while col in taken[at]:
                col += 1
            cols = 1
            while cols < cell.cols and col + cols not in taken[at]:
                cols += 1
            depth = max(1, min(cell.rows, len(rows) - at))
            placed[at][col] = Placed(cell, cols, depth)
            for below in range(at, at + depth):
                taken[below].update(range(col, col + cols))
            col += cols
    return _Grid(placed, taken, max((max(columns) + 1 for columns in taken if columns), default=0))
