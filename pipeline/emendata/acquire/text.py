"""Turn plain text, such as OCR gives, into a raw Document: one Paragraph for each block of the file.

Nothing is interpreted here. A block is a run of lines between blank lines; its lines are divided by
`LineBeginning`, and each knows its place by its `Origin`. A form feed is a `PageBeginning`. In a file
with one line a paragraph each long line is a block as well; in one whose paragraphs begin with an
indented line so is each of these. `edit.normalise` finds out what the blocks are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

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
    begins_block, together = _rule(lines)
    above = ""
    content: list[Inline] = []
    for start, line in lines:
        if line == "\f":
            if content:
                yield Paragraph(tuple(content))
                content = []
            yield PageBeginning()
            continue
        stripped = line.strip()
        if content and (not stripped or (start not in together and begins_block(above, line))):
            yield Paragraph(tuple(content))
            content = []
        if stripped:
            at = start + line.find(stripped[0])
            if content:
                content.append(LineBeginning())
            content.append(Text(stripped, (Origin(name, at, at + len(stripped)),)))
            above = line
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


Rule = Callable[[str, str], bool]
"""Whether a line (second) begins a new block, given the line above it, which is not blank."""


def _by_blank_lines(above: str, line: str) -> bool:
    return False


def _each_line(above: str, line: str) -> bool:
    return True


def _by_length(above: str, line: str) -> bool:
    """One line a paragraph: only short lines can belong together, as verses and titles do."""
    return len(line) > SHORT or len(above) > SHORT


def _by_indent(width: int) -> Rule:
    """An indented line begins a paragraph, unless it is as far in as the line above: a quotation or verse.

    Paragraphs of one line each would be taken together, were it not that they fill it, or that a full line
    comes after what ends a sentence.
    """

    def rule(above: str, line: str) -> bool:
        far = _indent(line)
        if far <= 0 or far != _indent(above):
            return far > 0
        above = above.strip()
        ended = above.rstrip(_CLOSING)[-1:] in _FINAL and len(above) < width * 0.75 <= len(line.strip())
        return len(above) > SHORT or ended

    return rule


TALL = 36
"""Lines that no paragraph has, as a rule: where most blocks have more, blank lines are not what parts paragraphs."""


def _width(lines: list[tuple[int, str]]) -> int:
    """The usual length of a full line."""
    lengths = sorted(len(line.strip()) for _, line in lines if line.strip())
    return lengths[len(lengths) * 3 // 4] if lengths else 0


def _lines_in_tall_blocks(lines: list[tuple[int, str]]) -> int:
    found = run = 0
    for _, line in (*lines, (-1, "")):
        if line.strip():
            run += 1
        elif line != "\f":
            found += run if run > TALL else 0
            run = 0
    return found


def _after_short_line(width: int) -> Rule:
    """In lines of this width without blank lines between paragraphs the last line of one is short, as a rule.

    Short lines in a row are verses or the lines of a title.
    """

    def rule(above: str, line: str) -> bool:
        above, line = above.strip(), line.strip()
        if len(above) > width * 0.88 or (len(line) < width * 0.7 and len(above) < width * 0.7):
            return False
        if above.endswith("-") or line[0].islower():
            return False
        return above.rstrip(_CLOSING)[-1:] in _FINAL or len(above) < width * 0.6

    return rule


_FINAL = frozenset(".!?:")
_CLOSING = "\"”’»“')]*_⁰¹²³⁴⁵⁶⁷⁸⁹"


def _together(lines: list[tuple[int, str]], width: int) -> frozenset[int]:
    """Offsets of indented lines that begin no paragraph, since all of their block shows what it is.

    In a note, an entry of an index or an item of a list all lines but the first stand further in; a stanza has short
    lines only.
    """
    found: list[int] = []
    short = width * 0.75
    run: list[tuple[int, str]] = []
    for start, line in (*lines, (-1, "")):
        if line.strip() and line != "\f":
            run.append((start, line))
            continue
        if len(run) > 1 and all(len(line.strip()) < short for _, line in run):
            found += [at for at, _ in run[1:]]
        far = {_indent(below) for _, below in run[1:]}
        if len(far) == 1 and _indent(run[0][1]) < min(far):
            first = run[0][1].strip()
            item = first[:1].isdigit() or first[:1] in "[(*"
            if len(run) > 2 or item or not first.endswith((".", "!", "?", ":")):
                found += [at for at, _ in run[1:]]
        run = []
    return frozenset(found)


SHORT = 90
"""Lines up to this length may be verses or parts of a title even where paragraphs have one line each."""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _rule(lines: list[tuple[int, str]]) -> tuple[Rule, frozenset[int]]:
    """The rule by which blocks are divided besides blank lines, and the lines to which it does not apply.

    Both are taken from the look of the whole file.
    """
    full = [line for _, line in lines if line.strip() and line != "\f"]
    characters = sum(map(len, full))
    if characters > UNWRAPPED * len(full) or sum(len(x) for x in full if len(x) > 160) * 2 > characters:
        blank = sum(1 for _, line in lines[1:-1] if not line.strip())
        return (_by_length if blank * 30 > len(full) else _each_line), frozenset()
    width = _width(lines)
    if _indents_begin_paragraphs(lines, width):
        return _by_indent(width), _together(lines, width)
    if _lines_in_tall_blocks(lines) * 5 > len(full) * 3:
        return _after_short_line(width), frozenset()
    return _by_blank_lines, frozenset()


def _indents_begin_paragraphs(lines: list[tuple[int, str]], width: int) -> bool:
    """Whether indented lines stand alone between lines at the margin, as first lines of paragraphs do.

    Lines of a quotation or of verse are indented together, and a head in the middle has blank lines about it.
    """
    alone: Counter[int] = Counter()
    together: Counter[int] = Counter()
    inner = 0
    short = width * 0.6
    for k in range(1, len(lines) - 1):
        above, line, below = lines[k - 1][1], lines[k][1], lines[k + 1][1]
        if not line.strip() or not above.strip() or above == "\f" or line == "\f":
            continue
        inner += 1
        # notes of one line each stand together and are indented as well
        # and lines of a stanza are short
        if len(line.strip()) < short:
            continue
        if line[0].isspace() and ((first := line.lstrip()[0]).isalpha() or first in "\"“„«‘'([*_"):
            far = _indent(line)
            if _indent(below) == far and below.strip():
                together[far] += 1
            elif _indent(above) != far or len(above.strip()) > SHORT // 2:
                alone[far] += 1
    return any(n >= 3 and n * 60 > inner and n > together[far] for far, n in alone.items())
