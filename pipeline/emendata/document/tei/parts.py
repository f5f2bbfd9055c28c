"""The parts of which `write` makes a TEI file: strings, nodes of the Document, and marks between them."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import TypeAlias, get_args

from emendata.document.model import Block, Blocks, Division, Inline, Inlines, Paragraph, Text, Verse
from emendata.document.tei.names import SPACE


class Mark(enum.Enum):
    """What the writer must know of the place where it is."""

    LINE = enum.auto()
    """A line may end here."""
    RUNNING = enum.auto()
    """Running text begins: no line may end within it."""
    OVER = enum.auto()
    """Running text is over."""
    SIC = enum.auto()
    """What the edition does not read begins: no note may stand within it."""
    READ = enum.auto()
    """What the edition does not read is over."""
    BACK = enum.auto()
    """Front and body are written."""
    LEFT_OVER = enum.auto()
    """The whole text is written, and with it every note that it calls."""
    NEXT_LEFT_OVER = enum.auto()
    """One of the notes left over is written."""


LINE, RUNNING, OVER = Mark.LINE, Mark.RUNNING, Mark.OVER

Node: TypeAlias = Inline | Block | Division | Verse
Part: TypeAlias = str | Mark | Node

IN_LINES_ONLY = frozenset(get_args(Inline)) - frozenset(get_args(Block))


def running(start: str, content: Inlines, end: str) -> Sequence[Part]:
    """Running text between its tags."""
    return start, RUNNING, *content, OVER, end


def on_lines(start: str, blocks: Sequence[Part], end: str) -> Sequence[Part]:
    """Blocks between their tags, each on lines of its own."""
    return start, LINE, *blocks, end, LINE


def content_of(blocks: Blocks) -> Sequence[Part]:
    """What a note, an item or a cell holds: its only paragraph without a tag where that is unmistakable."""
    match blocks:
        case (Paragraph(content, id="", lang="", rend=""),) if runs(content):
            return RUNNING, *content, OVER
        case _:
            return LINE, *blocks


def runs(content: Inlines) -> bool:
    """Whether a reader sees from the parts that they are running text and no blocks."""
    return any(
        inline.text.strip(SPACE) if isinstance(inline, Text) else type(inline) in IN_LINES_ONLY
        for inline in content
    )
