"""What can be seen of one block of the source, before it is known what the block is."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from emendata.document.model import Document, Origin, PageBeginning, Paragraph, Text
from emendata.edit.normalise.marks import Mark


@dataclass(slots=True)
class Unit:
    """A block of the source: its lines, its text in one line, and what can be seen of it."""

    lines: list[tuple[int, int]]
    """Offsets ``[start, end)`` of each line in the source."""
    text: str
    """The lines joined by spaces."""
    indent: int = 0
    """Blanks in front of the first line."""
    page_before: bool = False
    """A form feed, a folio or a running head stands between this block and the one before."""
    after_rule: bool = False
    """A rule that parts text and notes stands in front of it."""
    heads: tuple[Mark, ...] = ()
    """Ways to read its beginning as the mark of a note."""
    calls: list[Mark] = field(default_factory=list)
    symbol_calls: list[Mark] = field(default_factory=list)
    given: str = ""
    """What the text itself says that it is (`bracketed`): a note, another paragraph of it, a caption."""
    closes: bool = False
    """Its last character is the bracket that ends what is given."""
    points: list[tuple[int, str, int]] = field(default_factory=list)
    """Offsets at which a note is called without a sign, with its label and where it begins in the source."""

    @property
    def start(self) -> int:
        """Offset of its first character in the source."""
        return self.lines[0][0]

    @property
    def end(self) -> int:
        """Offset after its last character in the source."""
        return self.lines[-1][1]

    @property
    def said(self) -> str:
        """Its text without the bracket about it and the mark in front."""
        return (
            self.text[self.heads[0].end : -1 if self.closes else None]
            if self.given and self.heads
            else self.text
        )

    def position(self, offset: int) -> int:
        """The position in its text of an offset in the source."""
        position = 0
        for start, end in self.lines:
            if offset <= end:
                return position + max(0, offset - start)
            position += end - start + 1
        return len(self.text)

    def take_points(self, other: Unit) -> None:
        """The points of another block that stand in this one, which is a part of it."""
        self.points = [point for point in other.points if self.start <= point[0] <= self.end]


def units(document: Document, source: str) -> tuple[list[Unit], list[int]]:
    """The blocks of a raw Document, and the offsets of its form feeds."""
    out: list[Unit] = []
    form_feeds: list[int] = []
    page = False
    for block in document.body.blocks:
        if isinstance(block, PageBeginning):
            page = True
            at = (
                source.find("\f", out[-1].end if out else 0)
                if not form_feeds
                else source.find("\f", max(form_feeds[-1] + 1, out[-1].end if out else 0))
            )
            form_feeds.append(at)
        elif isinstance(block, Paragraph):
            lines = [_span(inline) for inline in block.content if isinstance(inline, Text)]
            out.append(unit(lines, source, page_before=page))
            page = False
    return out, form_feeds


def _span(text: Text) -> tuple[int, int]:
    origin: Origin = text.origins[0]
    return origin.start, origin.end


def unit(lines: list[tuple[int, int]], source: str, *, page_before: bool = False) -> Unit:
    """The block of these lines."""
    text = " ".join([source[a:b] for a, b in lines]) if len(lines) > 1 else source[slice(*lines[0])]
    start = lines[0][0]
    return Unit(lines, text, indent=start - line_start(source, start), page_before=page_before)


def line_start(source: str, offset: int) -> int:
    """Where the line begins that this character stands in; a page is a new line."""
    begin = source.rfind("\n", 0, offset) + 1
    # a search from the beginning of a file without form feeds would read the whole of it each time
    return max(begin, source.rfind("\f", begin, offset) + 1)


def split(unit_: Unit, at: list[int], source: str) -> Iterator[Unit]:
    """The block divided in front of the lines with these indices."""
    edges = [0, *at, len(unit_.lines)]
    for number, (first, last) in enumerate(itertools.pairwise(edges)):
        if first < last:
            part = unit(unit_.lines[first:last], source, page_before=unit_.page_before and number == 0)
            part.after_rule = unit_.after_rule and number == 0
            part.take_points(unit_)
            yield part


# ----------------------------------------------------------- how a block begins

_OPENERS = "\"“„«‹‘'([*_¿¡"


_BULLETS = frozenset("•▪◦‣●■□➢▸")


def is_item(text: str) -> bool:
    """Whether a block begins with a bullet, as an item of a list."""
    return text[0] in _BULLETS and text[1:2].isspace()


def beginning(text: str) -> str:
    """``lower``, ``upper``, ``digit`` or ``mark`` (punctuation that cannot begin a paragraph)."""
    if is_item(text):
        return "upper"
    for at, c in enumerate(text[:12]):
        if c.isalpha():
            return "lower" if c.islower() else "upper"
        if c.isdigit():
            return "digit"
        if c in _OPENERS or c.isspace():
            continue
        if c in "–—-.…" and at == 0 and len(text) > 1 and text[1:2].isspace() is False:
            continue
        return "mark"
    return "upper"


_SENTENCE_WORDS = frozenset(
    "The A An This These Those That There It He She They We In On At By For From With But And As When While If Thus "
    "However Although Since After Before His Her Their Its Our Such One To Not Der Die Das Ein Eine Es Er Sie Wir Im "
    "Le La Les Un Une Ce Cette Il Elle Ils Dans En Et Mais Lo Gli Nel Non Si El Los Las В На Но И Это Он".split()
)
_FIRST_WORD = re.compile(r"[\W_]*([^\W\d_]+)")


def begins_sentence(text: str) -> bool:
    """Whether the first word is one that has a capital only where a sentence begins."""
    match = _FIRST_WORD.match(text)
    return match is not None and match.group(1) in _SENTENCE_WORDS


# -------------------------------------------------------------- how a block ends

_CLOSING = "\"”’'»›)]*_"
ABBREVIATION = re.compile(
    r"(?:\b(?:pp?|vols?|nos?|eds?|cf|fols?|ff?|vv?|ch|esp|tr|trans|art|op|cit|st|dr|mr|mrs|prof|s|bd|hrsg|nr|"
    r"vgl|t|c|ca|fig|t\.h|i\.e|e\.g|vid|с|стр|т|см|ред)|\b[^\W\d_](?:\.[^\W\d_])*)\.[\"”’')\]*]*$",
    re.IGNORECASE,
)
_FUNCTION_WORDS = frozenset(
    "a an the of and or to in on at by for from with as that which who whose than but if is are was were be been "
    "had has have not no its his her their this these those into between about upon such very also its it he she "
    "they we der die das den dem des ein eine einer und oder von zu mit auf für le la les des du de un une et ou à "
    "dans par pour sur que qui il lo gli i di del della e o a da con su per che el los las y en por para et in ad "
    "cum non sed ut ex ab est и в на с по не что как из к у о за от".split()
)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a block ends: what it costs to say that nothing follows, and that something does."""

    kind: str
    """``closed``, ``hyphen``, ``colon``, ``abbreviation`` or ``open``."""
    left: float
    """Cost of leaving it so."""
    joined: float
    """Cost of going on after it."""


def ending(text: str, calls: list[Mark]) -> Ending:
    """How `text` ends; a call at its end is passed over."""
    end = len(text)
    for mark in reversed(calls):
        if mark.end == end:
            end = mark.start
        elif mark.end < end:
            break
    tail = text[max(0, end - 60) : end].rstrip()
    if not tail:
        return Ending("closed", 0.0, 5.0)
    core = tail.rstrip(_CLOSING)
    last = core[-1:] or tail[-1]
    balance = _open_brackets(text)
    if last in "-¬\u00ad" and len(core) > 1 and core[-2].isalpha() and core == tail:
        return Ending("hyphen", 9.0, -2.0)
    if last in ".!?…‥。:;,":
        if last == ".":
            if ABBREVIATION.search(tail) and not _sentence_abbreviation(tail):
                return Ending("abbreviation", 1.6 + balance, 1.2)
            return Ending("closed", 0.0 + balance, 5.0 - balance)
        if last in "!?…‥。":
            return Ending("closed", 0.0 + balance, 5.0 - balance)
        if last == ":":
            return Ending("colon", 2.5, 2.0)
        return Ending("open", 5.0, 0.0)
    if tail != core and tail[-1] in "\"”»’')]":
        # a sentence may end with a bracket or a quotation mark and no full stop, but seldom does
        return Ending("open", 3.0 + balance, 0.6)
    word = core.rsplit(None, 1)[-1].lower() if core.split() else ""
    if word in _FUNCTION_WORDS:
        return Ending("open", 8.0, -0.5)
    return Ending("open", 6.0 if last.isalpha() else 4.0, 0.0)


def _sentence_abbreviation(tail: str) -> bool:
    """Whether the full stop of an abbreviation here may as well end a sentence (``etc.``, ``12ff.``)."""
    return bool(
        re.search(r"(?:\betc|\bal|\dff?|\bU\.S\.A|\bU\.S|\bB\.C|\bA\.D|\bibid)\.\W*$", tail, re.IGNORECASE)
    )


def _open_brackets(text: str) -> float:
    """2.0 if more brackets are opened in the last part of the block than closed."""
    tail = text[-1500:]
    return 2.0 if tail.count("(") > tail.count(")") or tail.count("[") > tail.count("]") else 0.0


# ------------------------------------------------------------ what a block is like

_REFERENCE_SIGNS = (
    "pp. ", " p. ", "(18", "(19", "(20", "bid", "vol. ", "eds", "ed. ", "See ", "see ", "f. ", "op. cit", "Vgl. ",
    "vgl. ", " S. ", " с. ", " С. ", "Voir ", "voir ", "), p", ", 19", ", 18", " no. ", "ff.", "fol. ",
)  # fmt: skip


def noteness(text: str) -> float:
    """From -1 (reads like the text) to 1 (reads like a note: references, pages, years)."""
    sample = text[:1200]
    hits = sum(map(sample.count, _REFERENCE_SIGNS))
    density = hits * 300.0 / max(len(sample), 120)
    return max(-1.0, min(1.0, density - 0.6))


_CAPTION = re.compile(
    r"(?:fig(?:ure|\.|ura)|plate|pl\.|map|illustration|ill\.|abb(?:ildung|\.)|tafel|bild|planche|tav(?:ola|\.)|"
    r"рис(?:унок|\.)|илл\.|table|tab\.|chart|diagram|photo(?:graph)?)\s*(\d{1,3}|[IVXL]{1,6})[a-z]?"
    r"\s*(?:[.:–—-]\s*|$)",
    re.IGNORECASE,
)


def caption_number(text: str) -> str | None:
    """``2`` for ``Figure 2. …``; None where the block is no caption."""
    match = _CAPTION.match(text.lstrip("*_"))
    return match.group(1) if match and text.lstrip("*_")[:1].isupper() else None


def letters(text: str) -> str:
    """Its letters alone, in lower case: what stays of a running head under any folio."""
    return "".join([c for c in text.lower() if c.isalpha()])
