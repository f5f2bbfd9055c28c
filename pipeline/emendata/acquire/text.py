"""Turn plain text, such as OCR gives, into a raw Document: one Paragraph for each block of the file.

Nothing is interpreted here. A block is a run of lines between blank lines; its lines are divided by
`LineBeginning`, and each knows its place by its `Origin`. A form feed is a `PageBeginning`. Where a
file has no blank lines, each line is a block if the lines are long (one line a paragraph), and
otherwise an indented line begins a block. `edit.normalise` finds out what the blocks are.
"""

from __future__ import annotations

from collections.abc import Iterator

from emendata.diagnostics import Lines, error
from emendata.document.model import (
    Block,
    Division,
    Document,
    Inline,
    LineBeginning,
    Origin,
    PageBeginning,
    Paragraph,
    Text,
)

LONGEST_LINE = 1_000_000
"""Characters; more on one line is not a text that somebody typed or scanned."""

UNWRAPPED = 110
"""Mean length of the lines of a file with one line a paragraph is above this."""


def read(text: str, name: str) -> Document:
    """The raw Document of `text`; `name` is the file's name for provenance and messages.

    Raises `EmendataError` A050 for a text without characters, A051 for a line without end.
    """
    blocks = tuple(_blocks(text, name))
    if not any(isinstance(block, Paragraph) for block in blocks):
        raise error("A050", Lines(name, text).place(0), "the file has no text", "put the text to edit in it")
    return Document(body=Division(blocks=blocks))


def _blocks(text: str, name: str) -> Iterator[Block]:
    newline = "\n" if "\n" in text or "\r" not in text else "\r"
    lines = list(_lines(text, name, newline))
    ends_block = _block_ends(lines)
    content: list[Inline] = []
    for start, line in lines:
        if line == "\f":
            if content:
                yield Paragraph(tuple(content))
                content = []
            yield PageBeginning()
            continue
        stripped = line.strip()
        if content and (not stripped or ends_block(line)):
            yield Paragraph(tuple(content))
            content = []
        if stripped:
            at = start + line.find(stripped[0])
            if content:
                content.append(LineBeginning())
            content.append(Text(stripped, (Origin(name, at, at + len(stripped)),)))
    if content:
        yield Paragraph(tuple(content))


def _lines(text: str, name: str, newline: str) -> Iterator[tuple[int, str]]:
    """Each line with its offset; a form feed, wherever it stands, is a line of its own."""
    start = 0
    form_feeds = "\f" in text
    for line in text.split(newline):
        if len(line) > LONGEST_LINE:
            raise error(
                "A051",
                Lines(name, text).place(start),
                f"a line of {len(line):,} characters",
                f"a text has lines of at most {LONGEST_LINE:,} characters; is this the right file?",
            )
        if form_feeds and "\f" in line:
            at = start
            for index, part in enumerate(line.split("\f")):
                if index:
                    yield at - 1, "\f"
                yield at, part
                at += len(part) + 1
        else:
            yield start, line
        start += len(line) + 1


class _Never:
    """Blank lines alone divide the blocks."""

    def __call__(self, line: str) -> bool:
        return False


class _Always:
    """Each line is a block."""

    def __call__(self, line: str) -> bool:
        return True


class _Indented:
    """An indented line begins a block."""

    def __call__(self, line: str) -> bool:
        return line[:1] in (" ", "\t", "\u00a0", "\u2003")


def _block_ends(lines: list[tuple[int, str]]) -> _Never | _Always | _Indented:
    """The rule by which a line begins a new block, from the look of the whole file."""
    full = [line for _, line in lines if line.strip() and line != "\f"]
    last = next((k for k in range(len(lines) - 1, -1, -1) if lines[k][1].strip()), 0)
    blank = sum(1 for _, line in lines[:last] if line != "\f" and not line.strip())
    if len(full) < 8 or blank * 12 > len(full):
        return _Never()
    if sum(map(len, full)) > UNWRAPPED * len(full):
        return _Always()
    return _Indented()
