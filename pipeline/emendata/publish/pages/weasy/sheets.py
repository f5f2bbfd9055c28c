"""Put made-up pages on sheets: move the boxes of the galley to their places and give them parents.

Enters: what stands on each page, as boxes with their tops, and the laid-out pages that have nothing
but their running heads. Leaves: the same pages, filled. Each box of the galley is used once, so it is
moved and not copied; the blocks it was in are copied for each page that has a part of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from emendata.publish.pages.weasy.galley import Cast
from emendata.publish.pages.weasy.press import Press


@dataclass(slots=True)
class Sheet:
    """What is to stand in the text block of one page, with tops measured from that of the block."""

    text: list[tuple[Cast, float]] = field(default_factory=list)
    notes: list[tuple[Cast, float]] = field(default_factory=list)
    rule: tuple[Any, float] | None = None


def fill(press: Press, page: Any, sheet: Sheet) -> None:
    """Put a sheet's boxes into the page box."""
    x, y = page.content_box_x(), page.content_box_y()
    filled = [*_fragments(sheet.text, x, y)]
    if sheet.rule:
        box, top = sheet.rule
        rule = box.deepcopy()
        rule.translate(x, y + top - rule.position_y)
        filled.append(rule)
    filled += _fragments(sheet.notes, x, y)
    for box in filled:
        press.decorate(page, box)
    block = page.children[0].children[0].children[0]
    block.children = (*block.children, *filled)


@dataclass(slots=True)
class _Open:
    """A block of which the part on this page is being gathered."""

    block: Any
    starts: bool
    children: list[Any] = field(default_factory=list)
    ends: bool = True


def _fragments(placed: Sequence[tuple[Cast, float]], x: float, y: float) -> list[Any]:
    """The boxes in new copies of the blocks they were in."""
    root = _Open(None, True)
    stack = [root]

    def put(path: Sequence[Any], box: Any, begun: int, unended: int) -> None:
        """Add a box within copies of the blocks of its path, of which the first is the body."""
        depth = 1
        while depth < min(len(stack), len(path)) and stack[depth].block is path[depth]:
            depth += 1
        while len(stack) > depth:
            _close(stack, x)
        for at in range(depth, len(path)):
            stack.append(_Open(path[at], starts=at >= begun))
        for at in range(1, len(path)):
            stack[at].ends = at >= unended
        stack[-1].children.append(box)

    for cast, top in placed:
        move = y + top - cast.top
        for path, box in cast.beside:
            # An empty block may have stood higher, in a space that was lost at the head of the page.
            box.translate(x, y + top - box.position_y if box.is_in_normal_flow() else move)
            put(path, box, cast.begun, cast.unended)
        cast.box.translate(x, move)
        put(cast.path, cast.box, cast.begun, cast.unended)
    while len(stack) > 1:
        _close(stack, x)
    return root.children


def _close(stack: list[_Open], x: float) -> None:
    part = stack.pop()
    block = part.block.copy_with_children(tuple(part.children))
    block.remove_decoration_sides = set()
    block.remove_decoration(start=not part.starts, end=not part.ends)
    if not part.starts:
        block.bookmark_label = ""
    extent = [child for child in part.children if child.is_in_normal_flow()] or part.children
    top = min(child.border_box_y() for child in extent)
    bottom = max(child.border_box_y() + child.border_height() for child in extent)
    block.margin_top = block.margin_bottom = 0
    block.position_x += x
    block.position_y = top - block.padding_top - block.border_top_width
    block.height = bottom - top
    stack[-1].children.append(block)
