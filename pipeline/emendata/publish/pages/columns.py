"""Divide a strip of notes into columns of about the same length."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from emendata.publish.pages.slugs import EPSILON


def ends(
    tops: Sequence[float], bottoms: Sequence[float], start: int, end: int, columns: int, height: float
) -> list[int]:
    """Where each column ends if none is higher than `height`: the last one at `end`, if there is room.

    What is divided is a pile of rows; `tops` and `bottoms` say where in it each begins and ends.
    """
    found: list[int] = []
    for _ in range(columns):
        if start < end:
            start = bisect_right(bottoms, tops[start] + height + EPSILON, start, end)
        found.append(start)
    return found


def height(tops: Sequence[float], bottoms: Sequence[float], start: int, end: int, columns: int) -> float:
    """Of the lowest columns that hold the rows from `start` to `end`."""
    if end <= start:
        return 0.0
    total = bottoms[end - 1] - tops[start]
    if columns == 1:
        return total
    least = total / columns
    while True:
        stops = ends(tops, bottoms, start, end, columns, least)
        if stops[-1] >= end:
            break
        # No column can take one row more before it is as high as that needs.
        begins = [start, *stops[:-1]]
        least = min(
            bottoms[stop] - tops[begin] for begin, stop in zip(begins, stops, strict=True) if stop < end
        )
    begins = [start, *stops[:-1]]
    return max(
        bottoms[stop - 1] - tops[begin] for begin, stop in zip(begins, stops, strict=True) if stop > begin
    )
