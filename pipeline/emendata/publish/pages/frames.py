"""Find out which part of each block with a border or background stands on a page.

Enters: what stands on a page, from top to bottom. Leaves: the pieces of frames, outer ones first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from emendata.publish.pages.apart import Frame, Inked
from emendata.publish.pages.weasy.paper import Piece


def pieces(placed: Sequence[tuple[float, Inked]], frames: Mapping[str, Frame]) -> tuple[Piece, ...]:
    """The pieces on a page; a block that a figure interrupts has two."""
    found: list[Piece] = []
    going_on: dict[str, int] = {}
    for top, drawing in placed:
        names = {within.frame for within in drawing.within}
        going_on = {name: at for name, at in going_on.items() if name in names}
        for within in drawing.within:
            bottom = top + drawing.height + within.below
            if within.frame in going_on:
                at = going_on[within.frame]
                piece = found[at]
                height = max(piece.top + piece.height, bottom) - piece.top
                found[at] = replace(piece, height=height, ends=within.ends)
                continue
            going_on[within.frame] = len(found)
            start = top - within.above
            frame = frames[within.frame]
            found.append(Piece(frame, start, bottom - start, within.starts, within.ends))
    return tuple(found)
